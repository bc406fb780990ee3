//! What is made of a header: the check of `typ`, the choice of a key by `kid`, and that accepted headers are remembered without harm.

use jwt_codec::jws::{FindKey, Header, SigningInput};
use jwt_codec::{
    ClaimName, ClaimReason, Defect, HeaderParameter, Hs256, SignError, SigningKey, Verifier, VerifyError, VerifyingKey,
};
use serde::de::IgnoredAny;

use crate::support::verdict::{accepted, claim, lenient, refused, strict, token as form};
use crate::support::{keys, tokens};

/// RFC 7515 section 4.1.9: a media type, where `application/` may be left out.
#[test]
fn typ_rule() {
    let token = |typ: &str| tokens::with_header(format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#));
    for (expected, typ) in [
        ("at+jwt", "at+jwt"),
        ("at+jwt", "AT+JWT"),
        ("at+jwt", "application/at+jwt"),
        ("application/at+jwt", "at+jwt"),
        ("APPLICATION/at+jwt", "Application/At+Jwt"),
        ("text/x", "TEXT/X"),
        ("", ""),
    ] {
        accepted(strict().typ(expected), &token(typ));
    }
    for (expected, typ) in [
        ("at+jwt", "JWT"),
        ("at+jwt", ""),
        ("at+jwt", "at+jwt "),
        ("at+jwt", "at+jw"),
        ("at+jwt", "text/at+jwt"),
        ("at+jwt", "applicatiom/at+jwt"),
        ("at+jwt", "application/application/at+jwt"),
        ("text/x", "application/text/x"),
        ("JWT", "at+jwt"),
    ] {
        let unexpected = claim(ClaimName::Type, ClaimReason::Unexpected);
        refused(strict().typ(expected), &token(typ), unexpected);
    }
    let missing = || claim(ClaimName::Type, ClaimReason::Missing);
    let without = tokens::with_header(tokens::HEADER);
    refused(strict().typ("JWT"), &without, missing());
    refused(strict().require(ClaimName::Type), &without, missing());
    accepted(strict().require(ClaimName::Type), &token("anything"));
    accepted(strict(), &token("anything"));
}

/// Keys by `kid`, each with its own algorithm.
struct ByKeyId(Vec<(&'static str, VerifyingKey<Hs256>)>);

impl FindKey for ByKeyId {
    type Key<'k> = &'k VerifyingKey<Hs256>;

    fn find_key(&self, header: &Header) -> Option<&VerifyingKey<Hs256>> {
        let key_id = header.key_id()?;
        let found = self.0.iter().find(|(known, _)| *known == key_id);
        found.map(|(_, key)| key)
    }
}

/// CVE-2019-20933, CVE-2025-65945: an unknown `kid` is an error that says which it was, and never another key.
#[test]
fn key_not_found() {
    let keys = ByKeyId(vec![("one", keys::hs256_verifying())]);
    let verifier = Verifier::new(keys, lenient());
    let token = |kid: &str| tokens::with_header(format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#));
    verifier.verify::<IgnoredAny>(&token("one")).unwrap();
    for kid in ["", "ONE", "one ", "../../dev/null", "' OR 1=1 --", "\\u0000", "two"] {
        let Err(VerifyError::KeyNotFound(error)) = verifier.verify::<IgnoredAny>(&token(kid)) else {
            panic!("{kid} found a key");
        };
        let read: String = serde_json::from_str(&format!("\"{kid}\"")).unwrap();
        assert_eq!(error.key_id(), Some(&*read));
        assert_eq!(error.algorithm(), "HS256");
    }
    let Err(VerifyError::KeyNotFound(error)) = verifier.verify::<IgnoredAny>(&tokens::with_header(tokens::HEADER))
    else {
        panic!("no kid found a key");
    };
    assert_eq!(error.key_id(), None);
}

/// No text repeats a `kid`, which may have any length.
#[test]
fn long_key_id_is_not_shown() {
    let keys = || ByKeyId(vec![("one", keys::hs256_verifying())]);
    let kid = "k".repeat(1 << 20);
    let token = tokens::with_header(format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#));
    let refused = |verifier: &Verifier<ByKeyId>| verifier.verify::<IgnoredAny>(&token).unwrap_err();
    assert_eq!(refused(&Verifier::new(keys(), lenient())), form(Defect::TooLong));
    let error = refused(&Verifier::new(keys(), lenient().max_token_len(token.len())));
    let VerifyError::KeyNotFound(not_found) = &error else { panic!("{error}") };
    assert_eq!(not_found.key_id(), Some(&*kid));
    for text in [error.to_string(), format!("{error:?}"), not_found.to_string(), format!("{not_found:?}")] {
        assert!(text.len() < 200, "{} bytes", text.len());
    }
}

/// A header that was accepted once may be recognized; a token that was refused must leave nothing behind, and one that is recognized is
/// checked like any other.
#[test]
fn accepted_headers_change_nothing() {
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    let other = SigningKey::<Hs256>::from_secret(&[1; 32]).unwrap();
    for round in 0..12 {
        let segment = crate::support::base64url::encode(format!(r#"{{"alg":"HS256","n":{round}}}"#));
        let claims = crate::support::base64url::encode(tokens::CLAIMS);
        let late = crate::support::base64url::encode(r#"{"exp":1}"#);
        for _ in 0..3 {
            let forged = tokens::signed_by(&other, &segment, &claims);
            assert_eq!(verifier.verify::<IgnoredAny>(&forged).unwrap_err(), VerifyError::InvalidSignature);
            let expired = tokens::signed_segments(&segment, &late);
            assert!(verifier.verify::<IgnoredAny>(&expired).is_err());
            verifier.verify::<IgnoredAny>(&tokens::signed_segments(&segment, &claims)).unwrap();
        }
    }
    for _ in 0..3 {
        let critical = tokens::with_header(r#"{"alg":"HS256","crit":["x"],"x":1}"#);
        assert_eq!(verifier.verify::<IgnoredAny>(&critical).unwrap_err(), VerifyError::UnsupportedCritical);
    }
}

#[test]
fn header_that_is_signed_is_checked_too() {
    for (json, defect) in [
        ("{}", Defect::MissingAlgorithm),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Defect::DuplicateName),
        (r#"{"alg":"HS256","kid":1}"#, Defect::ParameterType(HeaderParameter::KeyId)),
        (r#"{"alg":"HS256","crit":[]}"#, Defect::InvalidCritical),
        (r#"{"alg":"HS256","b64":false}"#, Defect::InvalidCritical),
        ("[]", Defect::NotAnObject),
    ] {
        let refused = SignError::Malformed(jwt_codec::Part::Header, defect);
        assert_eq!(SigningInput::from_json(json, b"").unwrap_err(), refused);
    }
    let input = SigningInput::from_json(r#"{"alg":"none"}"#, b"").unwrap();
    assert_eq!(input.sign(&keys::hs256()), Err(SignError::AlgorithmMismatch));
}
