use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{KeyError, Validation, Verifier};

/// `jwks` is from `https://token.actions.githubusercontent.com/.well-known/jwks`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    let policy = Validation::new()
        .issuer("https://token.actions.githubusercontent.com")
        .audience("https://deploy.example") // what the workflow asks for
        .subject("repo:octo-org@65/octo-repo@74:environment:prod")
        .expect_claim("repository_id", "74"); // a name can be registered again by somebody else, an ID cannot
    Ok(Verifier::new(keys, policy))
}
