//! Numbers, name order and depth: a table of texts with what is read, the same whatever features `serde_json` has.

use jwt_codec::{Claims, Defect, Part, SignError, Signer, Verifier, VerifyError, jws};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use crate::support::verdict::{lenient, payload};
use crate::support::{base64url, keys, tokens};

/// What becomes of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Read {
    Unsigned(u64),
    Signed(i64),
    /// By its bits: -0.0 is not 0.0 here.
    Float(u64),
    Refused(Defect),
}

const NUMBERS: [(&str, Read); 40] = [
    ("0", Read::Unsigned(0)),
    ("18446744073709551615", Read::Unsigned(u64::MAX)),
    ("-1", Read::Signed(-1)),
    ("-9223372036854775808", Read::Signed(i64::MIN)),
    ("18446744073709551616", Read::Float(0x43f0_0000_0000_0000)),
    ("-9223372036854775809", Read::Float(0xc3e0_0000_0000_0000)),
    ("123456789012345678901234567890", Read::Float(0x45f8_ee90_ff6c_373e)),
    ("1.0", Read::Float(0x3ff0_0000_0000_0000)),
    ("1e0", Read::Float(0x3ff0_0000_0000_0000)),
    ("0.0", Read::Float(0)),
    ("-0", Read::Float(0x8000_0000_0000_0000)),
    ("-0.0", Read::Float(0x8000_0000_0000_0000)),
    ("0.1", Read::Float(0x3fb9_9999_9999_999a)),
    ("0.10000000000000001", Read::Float(0x3fb9_9999_9999_999a)),
    ("1e23", Read::Float(0x44b5_2d02_c7e1_4af6)),
    ("8.41e21", Read::Float(0x447c_7e83_209e_90b2)),
    ("5e-324", Read::Float(1)),
    ("2e-324", Read::Float(0)),
    ("1e-400", Read::Float(0)),
    ("2.2250738585072011e-308", Read::Float(0x000f_ffff_ffff_ffff)),
    ("1.7976931348623157e308", Read::Float(0x7fef_ffff_ffff_ffff)),
    ("1.7976931348623159e308", Read::Refused(Defect::NumberRange)),
    ("1e309", Read::Refused(Defect::NumberRange)),
    ("-1e400", Read::Refused(Defect::NumberRange)),
    // Exponents of 2^64 and more.
    ("1e18446744073709551616", Read::Refused(Defect::NumberRange)),
    ("1e-18446744073709551616", Read::Float(0)),
    ("1e+000000000000000000001", Read::Float(0x4024_0000_0000_0000)),
    ("0e18446744073709551616", Read::Float(0)),
    ("12345678901234567890e18446744073709551616", Read::Refused(Defect::NumberRange)),
    ("12345678901234567890e-18446744073709551616", Read::Float(0)),
    ("12345678901234567890e1000000000000000000", Read::Refused(Defect::NumberRange)),
    ("01", Read::Refused(Defect::Json)),
    ("1.", Read::Refused(Defect::Json)),
    ("NaN", Read::Refused(Defect::Json)),
    // Within eight bytes of a digit, what is nearly one.
    ("1234567:", Read::Refused(Defect::Json)),
    (":1234567", Read::Refused(Defect::Json)),
    ("123;4567", Read::Refused(Defect::Json)),
    ("1234567/", Read::Refused(Defect::Json)),
    ("1.......", Read::Refused(Defect::Json)),
    ("1-------", Read::Refused(Defect::Json)),
];

fn read<T: DeserializeOwned>(json: &str) -> Result<T, VerifyError> {
    Verifier::new(keys::hs256_verifying(), lenient()).verify(&tokens::with_payload(json))
}

fn read_value(value: &Value) -> Read {
    match (value.is_f64(), value.as_u64(), value.as_i64()) {
        (false, Some(unsigned), _) => Read::Unsigned(unsigned),
        (false, None, Some(signed)) => Read::Signed(signed),
        _ => Read::Float(value.as_f64().unwrap().to_bits()),
    }
}

#[track_caller]
fn reads<T: DeserializeOwned>(json: &str, expected: Read, observe: impl Fn(&T) -> Read) {
    match (read::<T>(json), expected) {
        (Ok(read), expected) => assert_eq!(observe(&read), expected, "{json}"),
        (Err(error), Read::Refused(defect)) => assert_eq!(error, payload(defect), "{json}"),
        (Err(error), _) => panic!("{json}: {error}"),
    }
}

#[test]
fn values_of_numbers() {
    #[derive(Deserialize)]
    struct Own {
        x: Value,
    }
    #[derive(Deserialize)]
    struct Flattened {
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    for (text, expected) in NUMBERS {
        let json = format!(r#"{{"x":{text}}}"#);
        reads::<Value>(&json, expected, |read| read_value(&read["x"]));
        reads::<Map<String, Value>>(&json, expected, |read| read_value(&read["x"]));
        reads::<Own>(&json, expected, |read| read_value(&read.x));
        reads::<Flattened>(&json, expected, |read| read_value(&read.rest["x"]));
        reads::<Claims<Value>>(&json, expected, |read| read_value(&read.custom["x"]));
        reads::<Claims<Flattened>>(&json, expected, |read| read_value(&read.custom.rest["x"]));
        let nested = format!(r#"{{"x":[{{"y":{text}}}]}}"#);
        reads::<Value>(&nested, expected, |read| read_value(&read["x"][0]["y"]));
    }
}

#[test]
fn floats_are_the_nearest() {
    #[derive(Deserialize)]
    struct Own {
        x: f64,
    }
    for (text, expected) in NUMBERS {
        let json = format!(r#"{{"x":{text}}}"#);
        let expected = match expected {
            #[expect(clippy::cast_precision_loss, reason = "the nearest float is meant")]
            Read::Unsigned(value) => Read::Float((value as f64).to_bits()),
            #[expect(clippy::cast_precision_loss, reason = "the nearest float is meant")]
            Read::Signed(value) => Read::Float((value as f64).to_bits()),
            other => other,
        };
        reads::<Own>(&json, expected, |read| Read::Float(read.x.to_bits()));
        reads::<Claims<Own>>(&json, expected, |read| Read::Float(read.custom.x.to_bits()));
    }
}

/// Names that begin as those do which `serde_json` uses between its own types. With its features they would be numbers and raw texts.
const PRIVATE_NAMES: [&str; 6] = [
    "$serde_json::private::Number",
    "$serde_json::private::RawValue",
    "$serde_json::private::",
    "$serde_json::private::Number2",
    // The same, escaped.
    r"\u0024serde_json::private::Number",
    r"$serde_json\u003a\u003aprivate::RawValue",
];

/// They are refused wherever they stand, in whatever type is asked for: nothing depends on the features of `serde_json`.
#[test]
fn private_names_are_refused() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Own {
        exp: Option<f64>,
    }
    let refused = |json: &str| {
        let reserved = Err(payload(Defect::ReservedName));
        assert_eq!(read::<Value>(json).map(|_| ()), reserved, "{json}");
        assert_eq!(read::<IgnoredAny>(json).map(|_| ()), reserved, "{json}");
        assert_eq!(read::<Own>(json).map(|_| ()), reserved, "{json}");
        assert_eq!(read::<Claims<Value>>(json).map(|_| ()), reserved, "{json}");
        assert_eq!(read::<BTreeMap<String, String>>(json).map(|_| ()), reserved, "{json}");
    };
    for name in PRIVATE_NAMES {
        refused(&format!(r#"{{"{name}":"1700000600"}}"#));
        refused(&format!(r#"{{"{name}":1}}"#));
        for claim in ["exp", "nbf", "iat"] {
            refused(&format!(r#"{{"{claim}":{{"{name}":"1700000600"}}}}"#));
        }
    }
}

/// In places that only some types look into.
#[test]
fn private_names_in_a_value_are_refused() {
    let reserved = payload(Defect::ReservedName);
    for name in PRIVATE_NAMES {
        for json in
            [format!(r#"{{"x":{{"{name}":"no number"}}}}"#), format!(r#"{{"x":[0,{{"y":{{"a":1,"{name}":"1"}}}}]}}"#)]
        {
            assert_eq!(read::<Value>(&json).unwrap_err(), reserved, "{json}");
            assert_eq!(read::<IgnoredAny>(&json).unwrap_err(), reserved, "{json}");
            assert_eq!(read::<BTreeMap<String, IgnoredAny>>(&json).unwrap_err(), reserved, "{json}");
        }
        let header = format!(r#"{{"alg":"HS256","x":{{"{name}":"1"}}}}"#);
        let refused = Err(VerifyError::Malformed(Part::Header, Defect::ReservedName));
        assert_eq!(jws::verify(&tokens::with_header(header), &keys::hs256_verifying()).map(|_| ()), refused);
    }
}

/// Nor is one signed. A `Number` of `serde_json`'s own, with its features, is a struct of such a name, and is written as digits: of
/// plain types there is none.
#[test]
fn private_names_are_not_signed() {
    for name in &PRIVATE_NAMES[..4] {
        let claims = BTreeMap::from([(name, "1")]);
        let refused = Signer::new(keys::hs256()).sign(&claims).unwrap_err();
        assert_eq!(refused, SignError::Malformed(Part::Payload, Defect::ReservedName));
        let inside = BTreeMap::from([("x", [claims])]);
        let refused = Signer::new(keys::hs256()).sign(&inside).unwrap_err();
        assert_eq!(refused, SignError::Malformed(Part::Payload, Defect::ReservedName));
    }
}

/// Names that are only like them.
#[test]
fn names_like_the_private_ones_are_names() {
    for name in ["$serde_json", "$serde_json::private", "$serde_json::Private::Number", " $serde_json::private::", "$"]
    {
        let map: BTreeMap<String, String> = read(&format!(r#"{{"{name}":"x"}}"#)).unwrap();
        assert_eq!(map, BTreeMap::from([(name.to_owned(), "x".to_owned())]));
    }
    // It is about names: as a value it is a text.
    let value: Value = read(r#"{"x":"$serde_json::private::Number"}"#).unwrap();
    assert_eq!(value, json!({"x": "$serde_json::private::Number"}));
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(read::<Value>(&nested(127)).is_ok());
    assert_eq!(read::<Value>(&nested(128)), Err(payload(Defect::TooDeep)));
    assert_eq!(read::<BTreeMap<String, Value>>(&nested(2_000)), Err(payload(Defect::TooDeep)));
    // As deep as `serde_json` goes, which says 128 and means 127.
    assert!(serde_json::from_str::<Value>(&nested(127)).is_ok());
    assert!(serde_json::from_str::<Value>(&nested(128)).is_err());
}

/// The payload of a token that is signed from these claims.
fn signed_payload<T: Serialize>(claims: &T) -> String {
    let token = Signer::new(keys::hs256()).sign(claims).unwrap();
    let payload = token.split('.').nth(1).unwrap();
    String::from_utf8(base64url::decode(payload).unwrap()).unwrap()
}

#[test]
fn signed_text_is_the_same() {
    let claims = BTreeMap::from([
        ("float", json!(0.1)),
        ("large", json!(1e23)),
        ("negative", json!(-0.0)),
        ("whole", json!(1.0)),
        ("maximum", json!(u64::MAX)),
        ("text", json!("é\u{1}/")),
    ]);
    let expected = "{\"float\":0.1,\"large\":1e23,\"maximum\":18446744073709551615,\"negative\":-0.0,\"text\":\"é\\u0001/\",\"whole\":1.0}";
    assert_eq!(signed_payload(&claims).replace("e+", "e"), expected);
    let with_registered = Claims::new(json!({"x": 1.5})).subject("s");
    assert_eq!(signed_payload(&with_registered), r#"{"sub":"s","x":1.5}"#);
}
