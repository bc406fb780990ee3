use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation};
use std::error::Error;
use std::time::Duration;

const APPLE: &str = "https://appleid.apple.com";
const CLIENT: &str = "com.example.app";

/// Creates the client secret. `key` is the PEM file (`.p8`) from Apple, with its ID.
pub fn client_secret(key: &str, key_id: &str, team_id: &str) -> Result<String, Box<dyn Error>> {
    let signer = Signer::new(SigningKey::<Es256>::from_pem(key)?).key_id(key_id);
    let claims = Claims::new(()).issuer(team_id).subject(CLIENT).audience(APPLE);
    Ok(signer.sign(&claims.lifetime(Duration::from_secs(3600)))?)
}

/// Verifies the identity token. `jwks` is from `https://appleid.apple.com/auth/keys`.
pub fn identity(token: &str, nonce: &str, jwks: &str) -> Result<Claims<IdToken>, Box<dyn Error>> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    Ok(IdTokenRequest::new(APPLE, CLIENT).nonce(nonce).verify(token, keys, Validation::new())?)
}
