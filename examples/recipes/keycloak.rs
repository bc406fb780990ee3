use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{KeyError, Validation, Verifier};
use serde::Deserialize;

/// Use it as `Claims<Access>`.
#[derive(Deserialize)]
pub struct Access {
    pub realm_access: Roles,
}

#[derive(Deserialize)]
pub struct Roles {
    pub roles: Vec<String>,
}

/// `jwks` is from `https://sso.example/realms/shop/protocol/openid-connect/certs`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    let policy = Validation::new().issuer("https://sso.example/realms/shop").audience("shop-api");
    // The claim `typ`, not the header parameter. ID and refresh tokens have another value.
    Ok(Verifier::new(keys, policy.expect_claim("typ", "Bearer")))
}
