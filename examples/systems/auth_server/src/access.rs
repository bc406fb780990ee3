//! Access tokens: RFC 9068, signed with ES256.

use std::time::Duration;

use jwt_codec::jwk::LiveKeySet;
use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::access_token::{self, AccessToken};
use jwt_codec::{Claims, Validation, Verifier};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Failure, Refused};
use crate::keys::{Keys, Signing};

/// The only client: the page, or a program that does as the page does.
const CLIENT: &str = "page";

pub struct Issuer {
    issuer: &'static str,
    lifetime: Duration,
}

/// What was issued. Only the client may see the token; the log names it by its `jti`.
pub struct Issued {
    pub token: String,
    pub jwt_id: String,
    pub key_id: String,
}

impl Issuer {
    pub fn new(config: &Config) -> Self {
        Self { issuer: config.issuer, lifetime: config.access_lifetime }
    }

    pub fn issue(&self, user: &str, audience: &str, key: Signing, now: NumericDate) -> Result<Issued, Failure> {
        let claims = Claims::new(AccessToken::new(CLIENT))
            .issuer(self.issuer)
            .subject(user)
            .audience(audience)
            .issued_at(now)
            .expires_at(now.saturating_add(self.lifetime))
            .random_jwt_id()?;
        let token = key.signer.sign(&claims)?;
        Ok(Issued { token, jwt_id: claims.registered.jwt_id.unwrap_or_default(), key_id: key.key_id })
    }
}

/// What an API needs: the public keys and the policy. One in another process fetches the keys from this server.
pub struct Api {
    verifier: Verifier<LiveKeySet>,
}

impl Api {
    pub fn new(config: &Config, keys: &Keys, clock: Clock) -> Self {
        let validation = Validation::with_clock(move || clock.now()).leeway(config.leeway);
        // A token that is bound to a key is no bearer token.
        let policy = access_token::policy(validation, config.issuer, config.api).prohibit("cnf");
        Self { verifier: Verifier::new(keys.verifying(), policy) }
    }

    pub fn verify(&self, token: &str) -> Result<Claims<AccessToken>, Refused> {
        Ok(self.verifier.verify(token)?)
    }
}
