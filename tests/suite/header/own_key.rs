//! A token that brings its key: `jwk` is public, and no parameter chooses the key that verifies.

use jwt_codec::jwk::{Jwk, PublicJwk};
use jwt_codec::jws::{self, Header, Unverified, VerifiedHeader};
use jwt_codec::{Algorithm, Sign, Verifier, VerifyError};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::support::verdict::strict;
use crate::support::{keys, rfc, tokens};

/// The header of a verified token whose header is this text.
#[track_caller]
fn read(json: &str) -> VerifiedHeader {
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    verifier.verify_with_header::<IgnoredAny>(&tokens::with_header(json)).unwrap().0
}

/// RFC 7515 section 4.1.3: a public key. `with_jwk` takes only a `PublicJwk`, and a private `jwk` is not read as one.
#[test]
fn jwk_is_public() {
    let example = rfc::example("A.3");
    let private = Jwk::from_json(example.jwk()).unwrap();
    let public = private.to_public().unwrap();
    let header = read(&Header::new(Algorithm::HS256).with_jwk(&public).to_json());
    assert_eq!(header.parameter::<PublicJwk>("jwk").unwrap().unwrap().thumbprint(), private.thumbprint());
    assert!(!header.as_json().contains("\"d\""));
    let leaked = read(&format!(r#"{{"alg":"HS256","jwk":{}}}"#, example.jwk()));
    let Err(VerifyError::Deserialize(error)) = leaked.parameter::<PublicJwk>("jwk") else { panic!() };
    assert_eq!(error.to_string(), "header: jwk: refused by the type");
}

/// A token that brings its own key is not verified by it.
#[test]
fn no_parameter_chooses_a_key() {
    let own = keys::es256();
    let jwk = own.verifying_key().to_jwk().to_public().unwrap();
    let header = Header::new(own.algorithm()).with_jwk(&jwk).with_jwk_set_url("https://attacker.example");
    let token = jws::sign(&header, tokens::CLAIMS.as_bytes(), &own).unwrap();
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    assert_eq!(verifier.verify::<IgnoredAny>(&token), Err(VerifyError::AlgorithmMismatch));
    let unverified = Unverified::parse(&token).unwrap();
    // What a `FindKey` sees of it.
    assert_eq!(unverified.header(), &Header::new(Algorithm::ES256));
    assert_eq!(unverified.untrusted_parameter("jku"), Ok(Some("https://attacker.example".to_owned())));
    assert_eq!(unverified.untrusted_parameter::<Value>("x5u"), Ok(None));
    assert!(matches!(unverified.untrusted_parameter::<u64>("jku"), Err(VerifyError::Deserialize(_))));
}
