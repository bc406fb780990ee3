//! Claims in all kinds of serde types: what is signed is what is verified.

use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, RegisteredClaims, Signer, Verifier, VerifyError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::support::verdict::lenient;
use crate::support::{keys, tokens};

/// Signs, verifies, and finds what was signed.
#[track_caller]
pub(crate) fn goes_round<T: Serialize + DeserializeOwned + PartialEq + Debug>(claims: &T) {
    let token = Signer::new(keys::hs256()).sign(claims).unwrap();
    assert_eq!(&verify::<T>(&token).unwrap(), claims);
}

/// As it is, and next to registered claims.
#[track_caller]
pub(crate) fn goes_round_both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug + Clone>(claims: &T) {
    goes_round(claims);
    goes_round(&Claims::new(claims.clone()));
    let with_registered = Claims::new(claims.clone())
        .issuer("iss")
        .subject("s\"u\\b\u{1}é")
        .audience(["a", "b"])
        .issued_at(NumericDate::from_secs(1))
        .expires_at(NumericDate::from_secs_f64(1_700_000_600.25).unwrap());
    goes_round(&with_registered);
}

fn verify<T: DeserializeOwned>(token: &str) -> Result<T, VerifyError> {
    Verifier::new(keys::hs256_verifying(), lenient()).verify(token)
}

pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, VerifyError> {
    verify(&tokens::with_payload(json))
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plain {
    role: String,
    level: u8,
    ratio: f64,
    tags: Vec<String>,
    letter: char,
    nothing: (),
    pair: (i8, bool),
    inner: Option<Box<Self>>,
}

pub(crate) fn plain() -> Plain {
    Plain {
        role: "admin \u{1f600} \" \\ \u{0}".into(),
        level: 255,
        ratio: 0.1,
        tags: vec![String::new(), "é".into()],
        letter: '\u{10ffff}',
        nothing: (),
        pair: (-128, true),
        inner: Some(Box::default()),
    }
}

#[test]
fn structs() {
    goes_round_both_ways(&plain());
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Empty {}
    goes_round_both_ways(&Empty {});
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Newtype(Plain);
    goes_round_both_ways(&Newtype(plain()));
    // A type without members.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    struct Unit;
    assert_eq!(read::<Claims<Unit>>(r#"{"sub":"s"}"#).unwrap(), Claims::new(Unit).subject("s"));
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Strict {
        first_name: String,
        #[serde(rename = "$ref", default, skip_serializing_if = "Option::is_none")]
        reference: Option<u32>,
        #[serde(default)]
        count: u64,
    }
    for reference in [None, Some(7)] {
        goes_round_both_ways(&Strict { first_name: "a".into(), reference, count: u64::MAX });
    }
    let defaulted: Strict = read(r#"{"first-name":"a"}"#).unwrap();
    assert_eq!(defaulted, Strict { first_name: "a".into(), reference: None, count: 0 });
    assert!(read::<Strict>(r#"{"first-name":"a","exp":9999999999}"#).is_err());
    assert!(read::<Claims<Strict>>(r#"{"first-name":"a","exp":9999999999}"#).is_ok());
    assert!(read::<Claims<Strict>>(r#"{"first-name":"a","other":1}"#).is_err());
}

/// Registered claims as fields of one's own, in whatever type fits.
#[test]
fn structs_with_registered_fields() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Own {
        sub: String,
        exp: u64,
        iat: Option<f64>,
        aud: Vec<String>,
        jti: Option<u8>,
    }
    let own = Own { sub: "alice".into(), exp: 9_999_999_999, iat: Some(1.5), aud: vec!["a".into(); 6], jti: None };
    assert!(matches!(read::<Own>(&serde_json::to_string(&own).unwrap()), Err(VerifyError::Claim { .. })));
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Wide {
        sub: Box<str>,
        exp: u128,
        nbf: i128,
        iat: Option<NumericDate>,
        aud: (String, String),
        iss: Issuer,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Issuer {
        #[serde(rename = "https://id.example")]
        Known,
    }
    let wide = Wide {
        sub: "alice".into(),
        exp: 9_999_999_999,
        nbf: -1,
        iat: Some(NumericDate::from_secs(5)),
        aud: ("a".into(), "b".into()),
        iss: Issuer::Known,
    };
    goes_round(&wide);
    goes_round(&Claims::new(wide.clone()));
    // What the type has as its own field does not go to `registered`, and the other way round.
    let token = Signer::new(keys::hs256()).sign(&Claims::new(wide).jwt_id("id")).unwrap();
    let claims: Claims<Wide> = verify(&token).unwrap();
    assert_eq!(claims.registered, RegisteredClaims { jwt_id: Some("id".into()), ..RegisteredClaims::default() });
}

#[test]
fn flattened_structs() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Outer {
        name: String,
        #[serde(flatten)]
        inner: Plain,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let rest = BTreeMap::from([("x".into(), json!([1, null, {"y": 0.5}]))]);
    goes_round_both_ways(&Outer { name: "n".into(), inner: plain(), rest });
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct ByHand {
        #[serde(flatten)]
        registered: RegisteredClaims,
        role: String,
    }
    let registered = Claims::new(()).subject("s").audience("a").expires_at(NumericDate::MAX).registered;
    goes_round(&ByHand { registered, role: "r".into() });
}

#[test]
fn registered_claims_alone() {
    goes_round(&RegisteredClaims::default());
    goes_round(&Claims::new(()));
    goes_round(&Claims::new(()).subject("s").audience("a"));
    assert_eq!(read::<Claims<()>>(r#"{"other":1}"#).unwrap(), Claims::new(()));
    let read: Claims<Map<String, Value>> = read(r#"{"sub":"s","x":1,"iat":1}"#).unwrap();
    assert_eq!(read.registered.subject.as_deref(), Some("s"));
    assert_eq!(Value::Object(read.custom), json!({"x": 1}));
}

#[test]
fn numbers_of_all_widths() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Numbers {
        u128: Vec<u128>,
        i128: Vec<i128>,
        u64: Vec<u64>,
        i64: Vec<i64>,
        f64: Vec<f64>,
        f32: f32,
        option: Option<u128>,
    }
    goes_round_both_ways(&Numbers {
        u128: vec![0, u128::from(u64::MAX) + 1, u128::MAX],
        i128: vec![i128::MIN, -1, 0, i128::MAX],
        u64: vec![0, u64::MAX],
        i64: vec![i64::MIN, i64::MAX],
        f64: vec![f64::MIN, f64::MAX, f64::MIN_POSITIVE, 5e-324, -0.0, 0.1, 1e23, 2.2250738585072011e-308],
        f32: 0.1,
        option: Some(u128::MAX),
    });
}

/// What borrows gets its text from the scratch buffer, escapes undone.
#[test]
fn borrowed_types() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Borrowed<'a> {
        sub: &'a str,
        #[serde(borrow)]
        name: Cow<'a, str>,
        bytes: &'a [u8],
        owned: Box<str>,
        #[serde(borrow)]
        inner: Inner<'a>,
        #[serde(borrow)]
        map: BTreeMap<&'a str, Vec<&'a str>>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner<'a>(&'a str);
    let json = r#"{"sub":"a\"\u00e9","name":"b\n","bytes":"\u0063","owned":"d","inner":"\ud83d\ude00","map":{"k\\":["\/",""]},"exp":9999999999}"#;
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    let mut scratch = vec![0xff; 1000];
    let token = tokens::with_payload(json);
    let claims: Claims<Borrowed<'_>> = verifier.verify_borrowed(&token, &mut scratch).unwrap();
    assert!(matches!(claims.custom.name, Cow::Borrowed("b\n")));
    let expected = Borrowed {
        sub: "a\"é",
        name: "b\n".into(),
        bytes: b"c",
        owned: "d".into(),
        inner: Inner("\u{1f600}"),
        map: BTreeMap::from([("k\\", vec!["/", ""])]),
    };
    assert_eq!(claims.custom, expected);
    let alone: Borrowed<'_> = verifier.verify_borrowed(&token, &mut scratch).unwrap();
    assert_eq!(alone, expected);
}

#[test]
fn wrong_shapes_are_refused() {
    for refused in [
        read::<u8>("{}").map(|_| ()),
        read::<String>("{}").map(|_| ()),
        read::<Vec<u8>>("{}").map(|_| ()),
        read::<(u8, u8)>("{}").map(|_| ()),
        read::<()>("{}"),
        read::<Plain>("{}").map(|_| ()),
        read::<BTreeMap<String, u8>>(r#"{"a":"b"}"#).map(|_| ()),
    ] {
        assert!(matches!(refused, Err(VerifyError::Deserialize(_))), "{refused:?}");
    }
}
