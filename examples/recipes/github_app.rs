use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Rs256, Signer, SigningKey};
use std::error::Error;
use std::time::Duration;

/// Creates the token by which an app authenticates itself. `private_key` is the PEM file from the app's settings.
pub fn token(private_key: &str, client_id: &str) -> Result<String, Box<dyn Error>> {
    let signer = Signer::new(SigningKey::<Rs256>::from_pem(private_key)?);
    let now = NumericDate::now();
    let claims = Claims::new(())
        .issuer(client_id)
        .issued_at(now.saturating_sub(Duration::from_secs(60))) // against clocks that differ
        .expires_at(now.saturating_add(Duration::from_secs(540))); // at most ten minutes
    Ok(signer.sign(&claims)?)
}
