//! `dangerous::decode_unverified`: header and claims as they are, whatever a verifier would say of them.

use jwt_codec::{Defect, Part, RegisteredClaims, VerifyError, dangerous};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::support::base64url;
use crate::support::verdict::{header, lenient, payload, token, verdict};

/// A token of these two texts, and no signature.
fn unsigned(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    format!("{}.{}.AAAA", base64url::encode(header), base64url::encode(payload))
}

fn decode<H: DeserializeOwned, C: DeserializeOwned>(header: &str, claims: &str) -> Result<(H, C), VerifyError> {
    dangerous::decode_unverified(&unsigned(header, claims))
}

/// What no verifier accepts, and what stands in it.
#[test]
fn broken_tokens_are_shown_as_they_are() {
    let headers = [
        "{}",
        r#"{"alg":null}"#,
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS256","kid":null}"#,
        r#"{"alg":"HS256","typ":7,"cty":[]}"#,
        r#"{"alg":"HS256","crit":["x"],"x":1}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":null}"#,
        r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","b64":"no"}"#,
        "[1]",
        "null",
    ];
    let payloads = [
        r#"{"sub":1}"#,
        r#"{"nbf":null}"#,
        r#"{"exp":"soon","iat":"1","aud":[1,null],"iss":{},"jti":false}"#,
        r#"{"exp":1}"#,
        "[]",
        r#""text""#,
        "7",
        " {} ",
    ];
    let whole = r#"{"alg":"HS256"}"#;
    for header in headers {
        let read: (Value, Value) = decode(header, "{}").unwrap();
        assert_eq!(read, (serde_json::from_str(header).unwrap(), Value::Object(serde_json::Map::new())));
        assert!(verdict(lenient(), &unsigned(header, "{}")).is_err());
    }
    for claims in payloads {
        let read: (Value, Value) = decode(whole, claims).unwrap();
        assert_eq!(read.1, serde_json::from_str::<Value>(claims).unwrap());
    }
}

#[test]
fn what_is_no_json_is_refused() {
    let refused = |first: &[u8], second: &[u8], expected| {
        let read = dangerous::decode_unverified::<IgnoredAny, IgnoredAny>(&unsigned(first, second));
        assert_eq!(read.map(|_| ()), Err(expected));
    };
    for (text, defect) in [
        (&b""[..], Defect::Json),
        (b"{", Defect::Json),
        (b"{}x", Defect::Json),
        (b"{\"a\":01}", Defect::Json),
        (b"{\"a\":\"\xff\"}", Defect::Utf8),
        // Which of two values is shown would be a guess.
        (br#"{"a":1,"a":2}"#, Defect::DuplicateName),
        (br#"{"a":{"b":1,"\u0062":2}}"#, Defect::DuplicateName),
        (b"{\"a\":1e400}", Defect::NumberRange),
        ("[".repeat(128).as_bytes(), Defect::TooDeep),
    ] {
        refused(text, b"{}", header(defect));
        refused(b"{}", text, payload(defect));
    }
    let whole = unsigned("{}", "{}");
    let read = |text: &str| dangerous::decode_unverified::<IgnoredAny, IgnoredAny>(text).map(|_| ());
    assert_eq!(read(&whole), Ok(()));
    assert_eq!(read(&whole.replace('.', "")), Err(token(Defect::SegmentCount)));
    assert_eq!(read(&format!("{whole}.")), Err(token(Defect::SegmentCount)));
    assert_eq!(read(&format!("{whole}.AA.AA")), Err(token(Defect::Encrypted)));
    assert_eq!(read(&format!("={whole}")), Err(header(Defect::Base64url)));
    assert_eq!(read(&whole.replacen('.', ".=", 1)), Err(payload(Defect::Base64url)));
    // Nothing is said about the signature.
    assert_eq!(read(&format!("{whole}=")), Ok(()));
    assert_eq!(read(whole.trim_end_matches("AAAA")), Ok(()));
}

/// A type that does not fit is named with the part and the field.
#[test]
fn types_of_the_caller_are_their_own_check() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Header {
        kid: String,
    }
    let fits = decode::<Header, RegisteredClaims>(r#"{"kid":"1"}"#, r#"{"sub":"alice"}"#).unwrap();
    assert_eq!((fits.0.kid.as_str(), fits.1.subject.as_deref()), ("1", Some("alice")));
    let refused = |header: &str, claims: &str, text: &str| {
        let error = decode::<Header, RegisteredClaims>(header, claims).unwrap_err();
        assert!(matches!(error, VerifyError::Deserialize(_)), "{error:?}");
        assert_eq!(error.to_string(), text);
    };
    refused(r#"{"kid":1}"#, "{}", "header: kid: integer, expected a string");
    refused("{}", "{}", "header: kid: missing");
    refused("[]", "{}", "header: array of another length, expected struct Header with 1 element");
    refused(r#"{"kid":"1"}"#, r#"{"sub":1}"#, "claims: sub: integer, expected a string");
    refused(r#"{"kid":"1"}"#, "7", "claims: integer, expected a claims set");
    let part = |error: VerifyError| matches!(error, VerifyError::Malformed(Part::Payload, Defect::Json));
    assert!(part(decode::<Header, RegisteredClaims>(r#"{"kid":"1"}"#, r#"{"sub":"a""#).unwrap_err()));
}
