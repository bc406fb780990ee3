use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{KeyError, Validation, Verifier};

const POOL: &str = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE";

/// For access tokens. `jwks` is from `POOL/.well-known/jwks.json`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    // If the client asks for a resource, add `.audience(RESOURCE)`.
    let policy = Validation::new().issuer(POOL).expect_claim("client_id", "xxxxxxxxxxxxexample");
    Ok(Verifier::new(keys, policy.expect_claim("token_use", "access")))
}
