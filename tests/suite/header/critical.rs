//! Extensions that an application understands: RFC 7515 section 4.1.11.

#[cfg(feature = "jwk")]
use jwt_codec::jwk::KeySet;
#[cfg(feature = "jwk")]
use jwt_codec::jws::JsonSerialization;
use jwt_codec::jws::{self, Header};
use jwt_codec::{Algorithm, Defect, Part, SignError, Signer, Validation, Verifier, VerifyError};
use serde::de::IgnoredAny;

#[cfg(feature = "jwk")]
use crate::support::base64url;
use crate::support::verdict::{header, strict};
use crate::support::{keys, tokens};

/// The verdict of the method that shows the header, on a new token and on one whose header is remembered.
#[track_caller]
fn shown(policy: Validation, json: &str) -> Result<Vec<String>, VerifyError> {
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    let token = tokens::with_header(json);
    let [first, second] =
        [(); 2].map(|()| verifier.verify_with_header::<IgnoredAny>(&token).map(|(header, _)| header.critical()));
    assert_eq!(first, second);
    first
}

fn names(names: &[&str]) -> Result<Vec<String>, VerifyError> {
    Ok(names.iter().copied().map(String::from).collect())
}

const UNSUPPORTED: VerifyError = VerifyError::UnsupportedCritical;

#[test]
fn extension_that_is_understood_is_shown() {
    let policy = || strict().understands("x").understands("y");
    assert_eq!(shown(policy(), r#"{"alg":"HS256","crit":["x"],"x":1}"#), names(&["x"]));
    assert_eq!(shown(policy(), r#"{"alg":"HS256","crit":["y","x"],"x":1,"y":2}"#), names(&["y", "x"]));
    assert_eq!(shown(policy(), r#"{"alg":"HS256","crit":["\u0078"],"x":1}"#), names(&["x"]));
    assert_eq!(shown(policy(), r#"{"alg":"HS256","x":1}"#), names(&[]));
}

#[test]
fn other_extension_is_refused() {
    let policy = || strict().understands("x");
    for json in [
        r#"{"alg":"HS256","crit":["y"],"y":1}"#,
        r#"{"alg":"HS256","crit":["x","y"],"x":1,"y":1}"#,
        r#"{"alg":"HS256","crit":["X"],"X":1}"#,
    ] {
        assert_eq!(shown(policy(), json), Err(UNSUPPORTED), "{json}");
    }
    assert_eq!(shown(strict(), r#"{"alg":"HS256","crit":["x"],"x":1}"#), Err(UNSUPPORTED));
}

/// Understood or not, `crit` follows the rules.
#[test]
fn malformed_crit_is_refused() {
    let policy = || strict().understands("x").understands("exp").understands("kid");
    for crit in [r#"["x"]"#, "[]", r#"["x","x"],"x":1"#, r#"["kid"],"kid":"1""#, r#"["x",1],"x":1"#] {
        let json = format!(r#"{{"alg":"HS256","crit":{crit}}}"#);
        assert_eq!(shown(policy(), &json), Err(header(Defect::InvalidCritical)), "{json}");
    }
    assert_eq!(shown(policy(), r#"{"alg":"HS256","crit":["exp"],"exp":1}"#), names(&["exp"]));
}

/// RFC 7797 section 7: `b64` is not for a JWT, whatever an application claims to understand.
#[test]
fn unencoded_payload_is_never_understood() {
    let policy = || strict().understands("b64").understands("x");
    for json in [
        r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#,
        r#"{"alg":"HS256","b64":false,"x":1,"crit":["b64","x"]}"#,
    ] {
        assert_eq!(shown(policy(), json), Err(UNSUPPORTED), "{json}");
    }
}

/// A method that does not return the header cannot show the extension. It rejects the token, also when the header is
/// remembered from one that was accepted.
#[test]
fn extension_that_is_not_shown_is_refused() {
    let verifier = Verifier::new(keys::hs256_verifying(), strict().understands("x"));
    let token = tokens::with_header(r#"{"alg":"HS256","crit":["x"],"x":1}"#);
    for _ in 0..2 {
        assert_eq!(verifier.verify::<IgnoredAny>(&token), Err(UNSUPPORTED));
        assert_eq!(verifier.verify_borrowed::<IgnoredAny>(&token, &mut Vec::new()), Err(UNSUPPORTED));
        assert_eq!(verifier.verify_even_if_expired::<IgnoredAny>(&token).map(|_| ()), Err(UNSUPPORTED));
        assert!(verifier.verify_with_header::<IgnoredAny>(&token).is_ok());
    }
}

#[test]
fn extension_is_written_and_understood() {
    let header = Header::new(Algorithm::HS256).with_critical_parameter("x\"y", [1]).unwrap();
    let header = header.with_parameter("z", 2).unwrap().with_critical_parameter("lang", "en").unwrap();
    let json = r#"{"alg":"HS256","x\"y":[1],"z":2,"lang":"en","crit":["x\"y","lang"]}"#;
    assert_eq!(header.to_json(), json);
    assert_eq!(shown(strict().understands("lang").understands("x\"y"), json), names(&["x\"y", "lang"]));
    assert_eq!(shown(strict().understands("lang"), json), Err(UNSUPPORTED));

    let signer = Signer::with_header(keys::hs256(), header.clone()).unwrap();
    assert_eq!(signer.header(), &header);
    let token = jws::sign(&header, b"", &keys::hs256()).unwrap();
    assert_eq!(jws::verify(&token, &keys::hs256_verifying()).map(|_| ()), Err(UNSUPPORTED));
    let unencoded = Header::new(Algorithm::HS256).with_unencoded_payload().with_critical_parameter("x", 1).unwrap();
    assert_eq!(unencoded.to_json(), r#"{"alg":"HS256","x":1,"b64":false,"crit":["b64","x"]}"#);
}

/// A registered name is never critical, no name is written twice, and `crit` has at most 16 names.
#[test]
fn extension_that_no_verifier_accepts_is_refused() {
    let malformed = |defect| SignError::Malformed(Part::Header, defect);
    let header = Header::new(Algorithm::HS256);
    for name in ["kid", "b64", "crit", "enc", "url"] {
        let expected = malformed(Defect::RegisteredParameter(name));
        assert_eq!(header.clone().with_critical_parameter(name, 1), Err(expected));
    }
    let once = header.clone().with_critical_parameter("x", 1).unwrap();
    assert_eq!(once.clone().with_critical_parameter("x", 1), Err(malformed(Defect::DuplicateName)));
    assert_eq!(once.with_parameter("x", 1), Err(malformed(Defect::DuplicateName)));
    let many =
        |count| (0..count).try_fold(header.clone(), |header, n| header.with_critical_parameter(&n.to_string(), n));
    assert!(many(16).is_ok());
    assert_eq!(many(17), Err(malformed(Defect::InvalidCritical)));
}

#[cfg(feature = "jwk")]
#[test]
fn extension_is_refused_before_a_key_is_looked_for() {
    let set = KeySet::builder().key("a", keys::hs256_verifying()).build().unwrap();
    let critical = r#"{"alg":"HS256","kid":"unknown","crit":["x"],"x":1}"#;
    let verifier = Verifier::new(set.clone(), strict());
    assert_eq!(verifier.verify::<IgnoredAny>(&tokens::with_header(critical)), Err(UNSUPPORTED));
    let without = verifier.verify::<IgnoredAny>(&tokens::with_header(r#"{"alg":"HS256","kid":"unknown"}"#));
    assert!(matches!(without, Err(VerifyError::KeyNotFound(_))));
    let text = format!(r#"{{"protected":"{}","payload":"","signature":""}}"#, base64url::encode(critical));
    match JsonSerialization::parse(&text).unwrap().verify_any(&set) {
        Err(VerifyError::Signatures(error)) => assert_eq!(error.rejected(), [(0, UNSUPPORTED)]),
        other => panic!("{:?}", other.map(|_| ())),
    }
}
