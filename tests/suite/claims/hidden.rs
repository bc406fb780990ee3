//! Types that stop reading early, swallow errors or take the last of two members do not hide a claim that must be seen.

use jwt_codec::{ClaimName, ClaimReason, Claims, Defect, Verifier, VerifyError, dangerous, jws};
use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;

use crate::support::verdict::{claim, payload, strict};
use crate::support::{keys, tokens};

/// Reads no member at all.
#[derive(Debug)]
struct ReadsNothing;

/// Reads one name, and neither its value nor what follows.
#[derive(Debug)]
struct ReadsOneName;

/// Reads one member, and nothing of what follows.
#[derive(Debug)]
struct ReadsOneMember;

/// Takes every error for an absent value.
#[derive(Debug)]
struct Swallows<T>(PhantomData<T>);

macro_rules! lazy_visitor {
    ($type:ident, |$members:ident| $read:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Lazy;
                impl<'de> Visitor<'de> for Lazy {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("anything")
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut $members: A) -> Result<$type, A::Error> {
                        $read;
                        Ok($type)
                    }
                }
                deserializer.deserialize_map(Lazy)
            }
        }
    };
}

lazy_visitor!(ReadsNothing, |members| {
    let _: &mut A = &mut members;
});
lazy_visitor!(ReadsOneMember, |members| members.next_entry::<IgnoredAny, IgnoredAny>()?);
lazy_visitor!(ReadsOneName, |members| members.next_key::<IgnoredAny>()?);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Swallows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let _ = T::deserialize(deserializer);
        Ok(Self(PhantomData))
    }
}

/// A field whose errors count as absent.
fn or_none<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(deserializer).ok())
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read, and not looked at")]
struct LenientFields {
    #[serde(default, deserialize_with = "or_none")]
    exp: Option<i64>,
    #[serde(default, deserialize_with = "or_none")]
    iss: Option<String>,
    #[serde(default, deserialize_with = "or_none")]
    aud: Option<Vec<String>>,
    #[serde(default, deserialize_with = "or_none")]
    x: Option<Nested>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read, and not looked at")]
struct Nested {
    y: u8,
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, VerifyError> {
    let verifier = Verifier::new(keys::hs256_verifying(), strict().any_audience());
    verifier.verify(&tokens::with_payload(json))
}

/// Every one of these types, for one payload.
fn read_all(json: &str) -> Vec<(&'static str, Result<(), VerifyError>)> {
    macro_rules! outcomes {
        ($($type:ty),*) => { vec![$((stringify!($type), read::<$type>(json).map(|_| ()))),*] };
    }
    outcomes![
        IgnoredAny,
        ReadsNothing,
        ReadsOneMember,
        Swallows<ReadsNothing>,
        Swallows<ReadsOneMember>,
        Swallows<u8>,
        Swallows<Nested>,
        Swallows<Map<String, Value>>,
        Swallows<BTreeMap<String, u8>>,
        Swallows<HashMap<u8, u8>>,
        LenientFields,
        Claims<ReadsNothing>,
        Claims<ReadsOneMember>,
        Claims<Swallows<u8>>,
        Claims<Swallows<Nested>>,
        Claims<LenientFields>,
        BTreeMap<String, Swallows<u8>>,
        HashMap<String, Swallows<BTreeMap<String, u8>>>,
        Claims<BTreeMap<String, Swallows<u8>>>
    ]
}

#[track_caller]
fn none_accepts(json: &str) {
    for (name, outcome) in read_all(json) {
        assert!(outcome.is_err(), "{name} for {json}");
    }
}

#[test]
fn claims_in_order_are_accepted() {
    for json in
        [r#"{"exp":9999999999}"#, r#"{"exp":9999999999,"iss":"i","aud":["a"]}"#, r#"{"a":1,"exp":9999999999,"b":2}"#]
    {
        for (name, outcome) in read_all(json) {
            // A type that errs for `exp` in the middle leaves a rest that it has not read: that is read for it.
            assert!(outcome.is_ok() || name.contains("Swallows"), "{name} for {json}: {outcome:?}");
        }
    }
}

/// CVE-2026-25537: wherever the claim stands, and whatever reads it.
#[test]
fn wrong_type_is_not_hidden() {
    for (name, wrong) in [
        (ClaimName::ExpirationTime, r#""9999999999""#),
        (ClaimName::ExpirationTime, "null"),
        (ClaimName::NotBefore, "[]"),
        (ClaimName::IssuedAt, "{}"),
        (ClaimName::Issuer, "1"),
        (ClaimName::Subject, "null"),
        (ClaimName::Audience, r#"["a",1]"#),
        (ClaimName::JwtId, "false"),
    ] {
        let member = format!(r#""{}":{wrong}"#, name.as_str());
        for json in [format!("{{{member}}}"), format!(r#"{{{member},"a":1}}"#)] {
            none_accepts(&json);
        }
        let json = format!(r#"{{"a":1,{member}}}"#);
        for (type_name, outcome) in read_all(&json) {
            assert!(outcome.is_err(), "{type_name} for {json}");
        }
        for outcome in [
            read::<IgnoredAny>(&json).map(|_| ()),
            read::<ReadsNothing>(&json).map(|_| ()),
            read::<LenientFields>(&json).map(|_| ()),
        ] {
            let reason = if wrong == "null" { ClaimReason::Null } else { ClaimReason::WrongType };
            assert_eq!(outcome, Err(claim(name, reason)), "{json}");
        }
    }
}

#[test]
fn expired_is_not_hidden() {
    let expired = claim(ClaimName::ExpirationTime, ClaimReason::Expired);
    for json in [r#"{"exp":1}"#, r#"{"a":1,"b":{"exp":9999999999},"exp":1}"#] {
        for outcome in [
            read::<IgnoredAny>(json).map(|_| ()),
            read::<ReadsNothing>(json).map(|_| ()),
            read::<ReadsOneMember>(json).map(|_| ()),
        ] {
            assert_eq!(outcome, Err(expired.clone()));
        }
        none_accepts(json);
    }
    none_accepts("{}");
    none_accepts(r#"{"x":{"exp":9999999999}}"#);
    none_accepts(r#"{"x":{"y":"no number","exp":9999999999}}"#);
}

#[test]
fn duplicates_are_not_hidden() {
    for json in [
        r#"{"exp":9999999999,"exp":9999999999}"#,
        r#"{"exp":9999999999,"x":1,"x":2}"#,
        r#"{"exp":9999999999,"x":{"y":1,"y":1}}"#,
        r#"{"exp":9999999999,"x":[{"y":1,"\u0079":1}]}"#,
        r#"{"exp":9999999999,"exp":"9999999999"}"#,
        r#"{"exp":9999999999,"iss":"a","iss":"a"}"#,
    ] {
        none_accepts(json);
    }
    let duplicate = payload(Defect::DuplicateName);
    for json in [r#"{"exp":9999999999,"x":1,"x":2}"#, r#"{"exp":9999999999,"x":{"y":1,"y":1}}"#] {
        for outcome in [
            read::<IgnoredAny>(json).map(|_| ()),
            read::<ReadsNothing>(json).map(|_| ()),
            read::<ReadsOneMember>(json).map(|_| ()),
        ] {
            assert_eq!(outcome, Err(duplicate.clone()));
        }
    }
}

#[test]
fn defects_behind_what_is_read_are_not_hidden() {
    for rest in [r#","x":tru"#, r#","x":1e400"#, r#","\ud800":1"#, r#","x""#, r",}", r#" "x":1"#, r#","x":[1,{}"#] {
        none_accepts(&format!(r#"{{"exp":9999999999{rest}}}"#));
    }
    for json in [r#"{"exp":9999999999}}"#, r#"{"exp":9999999999} x"#, r#"{"exp":9999999999,"x":{"y":1}"#] {
        none_accepts(json);
    }
    let deep = format!(r#"{{"exp":9999999999,"x":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    none_accepts(&deep);
}

/// A type that reads a name and not its value is at fault, and is told so.
#[test]
fn type_that_skips_a_value_fails() {
    for json in [r#"{"exp":9999999999}"#, r#"{"a":"b","exp":9999999999}"#, r#"{"a":{"exp":9999999999}}"#] {
        assert!(read::<ReadsOneName>(json).is_err(), "{json}");
    }
}

/// The error that ends a nested object half way is swallowed: what is left of that object must not be read as if it stood outside.
#[test]
fn swallowed_error_does_not_move_members_outwards() {
    for json in [
        r#"{"x":{"y":"no number","exp":9999999999}}"#,
        r#"{"x":{"y":"no number","exp":9999999999},"exp":1}"#,
        r#"{"x":{"y":"no number","exp":1},"exp":9999999999}"#,
        r#"{"x":["no number","exp"]}"#,
    ] {
        assert!(read::<LenientFields>(json).is_err(), "{json}");
        assert!(read::<BTreeMap<String, Swallows<BTreeMap<String, u8>>>>(json).is_err(), "{json}");
    }
}

#[test]
fn swallowed_error_does_not_make_json_of_what_is_none() {
    assert!(read::<Swallows<BTreeMap<String, u8>>>(r#"{"exp":9999999999"#).is_err());
    // One brace is missing.
    let json = r#"{"x":{"y":"no number","exp":9999999999}"#;
    assert!(read::<IgnoredAny>(json).is_err());
    assert!(read::<LenientFields>(json).is_err());
    assert!(read::<BTreeMap<String, Swallows<BTreeMap<String, u8>>>>(json).is_err());
}

#[test]
fn swallowed_mismatch_of_a_whole_value_costs_nothing_else() {
    let read: LenientFields = read(r#"{"exp":9999999999,"x":"no object","iss":"i"}"#).unwrap();
    assert!(read.x.is_none());
    assert_eq!(read.iss.as_deref(), Some("i"));
}

/// An error of the type is an error, whatever stands in the claims.
#[test]
fn type_that_always_fails() {
    #[derive(Debug)]
    struct Fails;
    impl<'de> Deserialize<'de> for Fails {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Err(D::Error::custom("never"))
        }
    }
    assert!(matches!(read::<Fails>(r#"{"exp":9999999999}"#), Err(VerifyError::Deserialize(_))));
}

/// What a type reads to its end may be swallowed: nothing is hidden.
#[test]
fn an_error_behind_the_last_member_can_be_swallowed() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "never there")]
    struct Needs {
        missing: u8,
    }
    for json in [r#"{"exp":9999999999}"#, r#"{"exp":9999999999,"x":{"y":[1]}}"#] {
        assert!(read::<Swallows<Needs>>(json).is_ok(), "{json}");
        assert!(read::<BTreeMap<String, Swallows<Needs>>>(json).is_ok(), "{json}");
    }
    assert!(read::<Needs>(r#"{"exp":9999999999}"#).is_err());
}

/// Gives every error as its own.
#[derive(Debug)]
struct Renames<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Renames<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|_| Self(PhantomData)).map_err(|_| D::Error::custom("another"))
    }
}

/// A broken text is named, whatever a type makes of the error.
#[test]
fn a_defect_is_not_renamed() {
    for (json, defect) in [
        (r#"{"exp":9999999999,"x":1,"x":2}"#, Defect::DuplicateName),
        (r#"{"exp":9999999999,"x":1e999}"#, Defect::NumberRange),
        (r#"{"exp":9999999999,"x":01}"#, Defect::Json),
    ] {
        assert_eq!(read::<Renames<Value>>(json).unwrap_err(), payload(defect), "{json}");
        assert_eq!(read::<BTreeMap<String, Renames<Value>>>(json).unwrap_err(), payload(defect), "{json}");
        let token = tokens::with_payload(json);
        let decoded = dangerous::decode_unverified::<IgnoredAny, Renames<Value>>(&token);
        assert_eq!(decoded.map(|_| ()).unwrap_err(), payload(defect), "{json}");
    }
    assert!(matches!(read::<Renames<u8>>(r#"{"exp":9999999999}"#), Err(VerifyError::Deserialize(_))));
}

/// What a check of a claim reads, and a header parameter, are read as strictly as the claims.
#[test]
fn values_are_read_to_their_end() {
    let checked = |json: &str| {
        let policy = strict().check_claim("x", |_: Swallows<BTreeMap<String, u8>>| Ok::<_, ClaimReason>(()));
        let verifier = Verifier::new(keys::hs256_verifying(), policy);
        verifier.verify::<IgnoredAny>(&tokens::with_payload(json)).map(|_| ())
    };
    assert_eq!(checked(r#"{"exp":9999999999,"x":{"y":1,"z":1}}"#), Ok(()));
    let stopped = checked(r#"{"exp":9999999999,"x":{"y":"no number","z":1}}"#);
    assert_eq!(stopped, Err(claim(ClaimName::Other("x"), ClaimReason::WrongType)));
    let defect = checked(r#"{"exp":9999999999,"x":{"y":"\ud800"}}"#);
    assert_eq!(defect, Err(claim(ClaimName::Other("x"), ClaimReason::WrongType)));

    let header = |value: &str| {
        let token = tokens::with_header(format!(r#"{{"alg":"HS256","x":{value}}}"#));
        jws::verify(&token, &keys::hs256_verifying()).unwrap().header
    };
    let stopped = header(r#"{"y":"no number","z":1}"#).parameter::<Swallows<BTreeMap<String, u8>>>("x");
    assert!(matches!(stopped, Err(VerifyError::Deserialize(_))), "{stopped:?}");
    assert!(header(r#"{"y":1,"z":1}"#).parameter::<Swallows<BTreeMap<String, u8>>>("x").is_ok());
    assert!(matches!(header(r#""\ud800""#).parameter::<Renames<String>>("x"), Err(VerifyError::Malformed(..))));
}
