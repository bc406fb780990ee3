use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{KeyError, Validation, Verifier};

/// `jwks` is from `https://www.googleapis.com/oauth2/v3/certs`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    let policy = Validation::new()
        .issuer("https://accounts.google.com")
        .issuer("accounts.google.com")
        .audience("1234.apps.googleusercontent.com")
        // Only accounts of one organization. Leave it out to accept every Google account.
        .expect_claim("hd", "example.com");
    Ok(Verifier::new(keys, policy))
}
