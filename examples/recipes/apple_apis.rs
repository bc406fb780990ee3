use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Es256, Signer, SigningKey};
use std::error::Error;
use std::time::Duration;

/// A signer for either API. `key` is the PEM file (`.p8`) from Apple, with its ID.
pub fn signer(key: &str, key_id: &str) -> Result<Signer<SigningKey<Es256>>, Box<dyn Error>> {
    Ok(Signer::new(SigningKey::from_pem(key)?).key_id(key_id))
}

/// A token for App Store Connect, valid for fifteen minutes.
pub fn app_store_connect(signer: &Signer<SigningKey<Es256>>, issuer_id: &str) -> Result<String, Box<dyn Error>> {
    let claims = Claims::new(()).issuer(issuer_id).audience("appstoreconnect-v1");
    Ok(signer.sign(&claims.lifetime(Duration::from_secs(15 * 60)))?)
}

/// A token for push notifications. Send the same one for at least twenty minutes, and at most an hour.
pub fn push_notifications(signer: &Signer<SigningKey<Es256>>, team_id: &str) -> Result<String, Box<dyn Error>> {
    Ok(signer.sign(&Claims::new(()).issuer(team_id).issued_at(NumericDate::now()))?)
}
