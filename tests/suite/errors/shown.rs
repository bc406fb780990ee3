//! What a type shows of itself in logs, and what it says that it expected.

use jwt_codec::jws::{Header, SigningInput};
use jwt_codec::jwt::{Audience, Issuers, NumericDate};
use jwt_codec::{Algorithm, Claims, Validation};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::support::keys;

/// A public key is shown like the [`Jwk`](jwt_codec::jwk::Jwk) that it is.
#[cfg(feature = "jwk")]
#[test]
fn public_keys() {
    use jwt_codec::jwk::JwkSet;

    let jwk = keys::es256_verifying().to_jwk();
    assert!(format!("{jwk:?}").starts_with(r#"Jwk { kty: "EC""#), "{jwk:?}");
    assert_eq!(format!("{:?}", jwk.to_public().unwrap()), format!("{jwk:?}"));
    let set = JwkSet::from_json(r#"{"keys":[]}"#).unwrap();
    assert!(format!("{set:?}").starts_with("JwkSet"), "{set:?}");
    assert_eq!(format!("{:?}", set.to_public()), format!("{set:?}"));
}

/// Claims do not belong in logs.
#[test]
fn an_input_to_sign_without_its_payload() {
    let shown = format!("{:?}", SigningInput::new(&Header::new(Algorithm::ES256), b"SECRET"));
    assert!(shown.starts_with("SigningInput { header: Header") && shown.contains("ES256"), "{shown}");
    assert!(!shown.contains("SECRET") && shown.ends_with(".. }"), "{shown}");
}

#[test]
fn issuers_with_their_verifiers() {
    let issuers = Issuers::new().issuer("https://issuer.example", keys::es256_verifying(), Validation::new());
    let shown = format!("{issuers:?}");
    assert!(shown.starts_with(r#"{"https://issuer.example": Verifier"#) && shown.contains("ES256"), "{shown}");
}

#[track_caller]
fn expects<T: DeserializeOwned>(json: &str, text: &str) {
    match serde_json::from_str::<T>(json) {
        Err(error) => assert_eq!(error.to_string(), format!("{text} at line 1 column {}", json.len())),
        Ok(_) => panic!("{json} was accepted"),
    }
}

#[test]
fn what_was_expected() {
    expects::<NumericDate>("true", "invalid type: boolean `true`, expected a number of seconds");
    expects::<Audience>("true", "invalid type: boolean `true`, expected a string or an array of strings");
    expects::<Claims<IgnoredAny>>("true", "invalid type: boolean `true`, expected a claims set");
}

#[cfg(feature = "jwk")]
#[test]
fn what_was_expected_of_a_key() {
    use jwt_codec::jwk::PublicJwk;
    use serde::Deserialize;
    use serde::de::IntoDeserializer;
    use serde::de::value::{self, EnumAccessDeserializer};

    let variant = EnumAccessDeserializer::new(IntoDeserializer::<value::Error>::into_deserializer("variant"));
    let refused = PublicJwk::deserialize(variant).unwrap_err();
    assert_eq!(refused.to_string(), "invalid type: enum, expected a JSON Web Key or a JWK Set");
}
