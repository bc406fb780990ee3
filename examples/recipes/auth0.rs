use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::profiles::access_token;
use jwt_codec::{KeyError, Validation, Verifier};

const ISSUER: &str = "https://my-domain.auth0.com/"; // with the slash at its end
const API: &str = "https://example.com/health-api";

/// `jwks` is from `https://my-domain.auth0.com/.well-known/jwks.json`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    Ok(Verifier::new(keys, Validation::new().issuer(ISSUER).audience(API).require("azp")))
}

/// For an API with the RFC 9068 token profile.
pub fn rfc9068_verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    Ok(Verifier::new(keys, access_token::policy(Validation::new(), ISSUER, API)))
}
