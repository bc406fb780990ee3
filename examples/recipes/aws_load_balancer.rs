use jwt_codec::jwk::LiveKeySet;
use jwt_codec::jwt::NumericDate;
use jwt_codec::{Es256, KeyError, Validation, Verifier, VerifyingKey};
use serde::Deserialize;
use std::error::Error;

const LOAD_BALANCER: &str = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/my-alb/EXAMPLE";

#[derive(Deserialize)]
pub struct User {
    pub sub: String,
    pub email: Option<String>,
}

pub fn verifier(keys: LiveKeySet) -> Verifier<LiveKeySet> {
    // `exp` is in the header: `user` checks it.
    Verifier::new(keys, Validation::new().allow_padding().allow_missing_expiration_time())
}

/// Adds a key: `pem` is from `https://public-keys.auth.elb.eu-central-1.amazonaws.com/KEY_ID`.
pub fn add_key(keys: &LiveKeySet, key_id: &str, pem: &str) -> Result<(), KeyError> {
    keys.add(key_id, VerifyingKey::<Es256>::from_pem(pem)?)
}

/// Verifies the value of `x-amzn-oidc-data`.
pub fn user(verifier: &Verifier<LiveKeySet>, token: &str, now: NumericDate) -> Result<User, Box<dyn Error>> {
    let (header, user) = verifier.verify_with_header(token)?;
    // The address serves the keys of every load balancer in the region.
    if header.parameter::<String>("signer")?.as_deref() != Some(LOAD_BALANCER) {
        return Err("signed by another load balancer".into());
    }
    if header.parameter::<NumericDate>("exp")?.is_none_or(|exp| now >= exp) {
        return Err("expired".into());
    }
    Ok(user)
}
