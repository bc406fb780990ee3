//! Extensions that an application understands: RFC 7515 section 4.1.11.

use jwt_codec::{Defect, Validation, Verifier, VerifyError};
use serde::de::IgnoredAny;

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
