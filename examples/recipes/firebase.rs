use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, KeyError, Validation, Verifier};
use std::time::Duration;

const PROJECT: &str = "my-project";

/// `jwks` is from `https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    let policy = Validation::new()
        .issuer(format!("https://securetoken.google.com/{PROJECT}"))
        .audience(PROJECT)
        .check_claim(ClaimName::Subject, |uid: String| if uid.is_empty() { Err("empty") } else { Ok(()) })
        .check_claim("auth_time", |time: NumericDate| {
            let latest = NumericDate::now().saturating_add(Duration::from_secs(60));
            if time <= latest { Ok(()) } else { Err("in the future") }
        });
    Ok(Verifier::new(keys, policy))
}
