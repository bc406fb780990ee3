//! The texts of errors about claims that do not fit a type; none repeats what stood in the token.

use jwt_codec::{Claims, Defect, DeserializeError, RegisteredClaims, Verifier, VerifyError, jws};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::errors::texts::{NoKeys, says};
use crate::support::verdict::lenient;
use crate::support::{keys, tokens, verdict};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    User,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only ever refused")]
struct Session {
    role: Option<Role>,
    level: Option<u8>,
    pair: Option<(u8, u8)>,
    big: Option<u128>,
    wide: Option<i128>,
    name: Option<String>,
    flags: Option<BTreeMap<u8, bool>>,
    checked: Option<Checked>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
#[expect(dead_code, reason = "only ever refused")]
struct Checked(String);

impl TryFrom<String> for Checked {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Err(format!("no {text} here"))
    }
}

fn error_of<T: DeserializeOwned + Debug>(json: &str) -> VerifyError {
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    verifier.verify::<T>(&tokens::with_payload(json)).unwrap_err()
}

fn deserialize_error<T: DeserializeOwned + Debug>(json: &str) -> DeserializeError {
    match error_of::<T>(json) {
        VerifyError::Deserialize(error) => error,
        other => panic!("{json}: {other}"),
    }
}

#[test]
fn deserialize_error_texts() {
    for (json, field, text) in [
        (r#"{"level":"9"}"#, Some("level"), "claims: level: string, expected u8"),
        (r#"{"level":1.5}"#, Some("level"), "claims: level: float, expected u8"),
        (r#"{"level":true}"#, Some("level"), "claims: level: boolean, expected u8"),
        (r#"{"level":{}}"#, Some("level"), "claims: level: object, expected u8"),
        (r#"{"level":[]}"#, Some("level"), "claims: level: array, expected u8"),
        (r#"{"level":256}"#, Some("level"), "claims: level: integer of another value, expected u8"),
        (r#"{"level":-1}"#, Some("level"), "claims: level: integer of another value, expected u8"),
        (r#"{"name":1}"#, Some("name"), "claims: name: integer, expected a string"),
        (r#"{"role":"root"}"#, Some("role"), "claims: role: unknown variant, expected one of admin, user"),
        (r#"{"big":-1}"#, Some("big"), "claims: big: value, expected a 128-bit integer"),
        (r#"{"big":"1"}"#, Some("big"), "claims: big: string, expected u128"),
        (r#"{"wide":"1"}"#, Some("wide"), "claims: wide: string, expected i128"),
        (r#"{"pair":[1]}"#, Some("pair"), "claims: pair: array of another length, expected a tuple of size 2"),
        (r#"{"pair":[1,2,3]}"#, Some("pair"), "claims: pair: array of another length, expected fewer elements"),
        (r#"{"flags":{"x":true}}"#, Some("flags"), "claims: flags: string, expected an integer as member name"),
        (r#"{"checked":"x"}"#, Some("checked"), "claims: checked: refused by the type"),
        (
            r#"{"other":1}"#,
            None,
            "claims: unknown field, expected one of role, level, pair, big, wide, name, flags, checked",
        ),
    ] {
        let error = deserialize_error::<Session>(json);
        says(&error, text);
        says(&VerifyError::Deserialize(error.clone()), text);
        assert_eq!(error.field(), field);
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever refused")]
    struct Needs {
        #[serde(alias = "Name")]
        name: String,
    }
    says(&error_of::<Needs>("{}"), "claims: name: missing");
    says(&error_of::<Claims<Needs>>("{}"), "claims: name: missing");
    // Two names of the payload, one of the type.
    says(&error_of::<Needs>(r#"{"name":"a","Name":"b"}"#), "claims: name: duplicate");
    says(&error_of::<Claims<Needs>>(r#"{"name":"a","Name":"b"}"#), "claims: name: duplicate");
}

/// A type that reads by itself may ask the error for its text. It gets that of [`VerifyError`].
#[test]
fn text_of_an_error_on_its_way() {
    #[derive(Debug)]
    struct Told;

    impl<'de> Deserialize<'de> for Told {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u8::deserialize(deserializer).map_err(D::Error::custom).map(|_| Self)
        }
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever refused")]
    struct Member {
        told: Told,
    }
    let error = deserialize_error::<Member>(r#"{"told":"HOSTILE"}"#);
    assert_eq!(error.detail(), Some("claims: string, expected u8"));
    assert_eq!(error_of::<Member>(r#"{"told":"\ud800"}"#), verdict::payload(Defect::LoneSurrogate));
}

/// What the type said may repeat the claims: it is there for who asks, and not in the text.
#[test]
fn detail_is_apart() {
    let error = deserialize_error::<Session>(r#"{"checked":"HOSTILE"}"#);
    assert_eq!(error.detail(), Some("no HOSTILE here"));
    assert!(!error.to_string().contains("HOSTILE"));
    let shown = r#"DeserializeError { field: Some("checked"), mismatch: "refused by the type", .. }"#;
    assert_eq!(format!("{error:?}"), shown);
    assert_eq!(format!("{:?}", VerifyError::Deserialize(error)), format!("Deserialize({shown})"));
    assert_eq!(deserialize_error::<Session>(r#"{"level":"9"}"#).detail(), None);
}

/// A marker stands in every place that a token has; no text of an error has it, nor its `Debug`.
#[test]
fn no_text_repeats_the_token() {
    const MARKER: &str = "HOSTILE";
    let values = [
        r#""HOSTILE""#,
        r#"["HOSTILE"]"#,
        r#"{"HOSTILE":"HOSTILE"}"#,
        r#"{"HOSTILE":1,"HOSTILE":2}"#,
        r#""HOSTILE\ud800""#,
        r#""HOSTILE"#,
        "HOSTILE",
        r#"[["HOSTILE",1e400]]"#,
        r#"{"Admin":"HOSTILE"}"#,
        r#"{"HOSTILE":null}"#,
    ];
    let names = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "role", "level", "pair", "big", "name", "flags", "checked",
        "HOSTILE",
    ];
    let silent = |error: &VerifyError, json: &str| {
        let text = error.to_string();
        assert!(!text.contains(MARKER), "{json}: {text}");
        let shown = format!("{error:?}");
        assert!(!shown.contains(MARKER), "{json}: {shown}");
    };
    for name in names {
        for value in values {
            let json = format!(r#"{{"{name}":{value}}}"#);
            let token = tokens::with_payload(&json);
            let policy = lenient().issuer("i").subject("s").audience("a").typ("t");
            let verifier = Verifier::new(keys::hs256_verifying(), policy);
            silent(&verifier.verify::<Session>(&token).unwrap_err(), &json);
            silent(&verifier.verify::<Claims<Session>>(&token).unwrap_err(), &json);
            silent(&verifier.verify::<RegisteredClaims>(&token).unwrap_err(), &json);
            silent(&verifier.verify::<u8>(&token).unwrap_err(), &json);
            silent(&verifier.verify::<Role>(&token).unwrap_err(), &json);
            let header = format!(r#"{{"alg":"HS256","{name}":{value}}}"#);
            let token = tokens::with_header(&header);
            if let Err(error) = jws::verify(&token, &keys::hs256_verifying()) {
                silent(&error, &header);
            }
            silent(&jws::verify(&token, &NoKeys).unwrap_err(), &header);
            let header = format!(r#"{{"alg":{value}}}"#);
            let error = jws::verify(&tokens::with_header(&header), &keys::hs256_verifying());
            silent(&error.unwrap_err(), &header);
        }
    }
}
