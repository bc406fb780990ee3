use jwt_codec::{Claims, Es256, SignError, Signer, SigningKey};
use std::time::Duration;

/// Returns the value of `Authorization` for a request to the push service.
///
/// `origin` is that of the subscription's `endpoint`: `https://push.example.net`. `public_key` is the text that the page
/// passes as `applicationServerKey`: the point of the key (`VerifyingKey::to_sec1_bytes`) in base64url.
pub fn authorization(signer: &Signer<SigningKey<Es256>>, origin: &str, public_key: &str) -> Result<String, SignError> {
    let claims = Claims::new(()).audience(origin).subject("mailto:admin@example.com");
    let token = signer.sign(&claims.lifetime(Duration::from_secs(12 * 3600)))?; // at most 24 hours
    Ok(format!("vapid t={token}, k={public_key}"))
}
