use jwt_codec::{Claims, Rs256, Signer, SigningKey};
use serde::Serialize;
use std::error::Error;
use std::time::Duration;

#[derive(Serialize)]
struct Scope {
    scope: &'static str,
}

/// Creates the assertion that is exchanged for an access token. The values are in the key file, as `private_key`,
/// `private_key_id` and `client_email`.
pub fn assertion(private_key: &str, private_key_id: &str, client_email: &str) -> Result<String, Box<dyn Error>> {
    let signer = Signer::new(SigningKey::<Rs256>::from_pem(private_key)?).key_id(private_key_id);
    let claims = Claims::new(Scope { scope: "https://www.googleapis.com/auth/devstorage.read_only" })
        .issuer(client_email)
        .audience("https://oauth2.googleapis.com/token")
        .lifetime(Duration::from_secs(3600));
    Ok(signer.sign(&claims)?)
}
