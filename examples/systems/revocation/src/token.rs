//! The access tokens of this example, the clock, and the server that verifies them.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Es256, SignError, Signer, SigningKey, Validation, Verifier, VerifyError, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::method::Method;

pub const LIFETIME: Duration = Duration::from_secs(300);
/// For how long after `exp` a token is still accepted. A list must remember a token for as long.
pub const LEEWAY: Duration = Duration::from_secs(60);

const ISSUER: &str = "https://id.example";
const API: &str = "https://api.example";
const TYP: &str = "at+jwt";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Access {
    pub scope: String,
    /// The token version of the user. Only the method that needs it puts it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ver: Option<u64>,
}

/// A clock that the example sets, so that nobody waits for five minutes to pass.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn starting_now() -> Self {
        Self(Arc::new(AtomicI64::new(NumericDate::now().as_secs())))
    }

    pub fn now(&self) -> NumericDate {
        NumericDate::from_secs(self.0.load(Ordering::Relaxed))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// Returns the claims of a new token, without what a method of revocation adds.
pub fn new_claims(user: &str, now: NumericDate) -> Result<Claims<Access>, SignError> {
    Claims::new(Access { scope: "orders:read".into(), ver: None })
        .issuer(ISSUER)
        .audience(API)
        .subject(user)
        .issued_at(now)
        .expires_at(now.saturating_add(LIFETIME))
        .random_jwt_id()
}

pub fn signer(key: SigningKey<Es256>) -> Signer<SigningKey<Es256>> {
    Signer::new(key).typ(TYP)
}

/// Returns the policy of the API. `sub` and `jti` are required: the methods look them up.
pub fn policy(clock: Clock) -> Validation {
    let policy = Validation::with_clock(move || clock.now()).leeway(LEEWAY);
    policy.issuer(ISSUER).audience(API).typ(TYP).require("sub").require("jti")
}

/// The server that accepts access tokens.
pub struct Api<'w> {
    pub verifier: &'w Verifier<VerifyingKey<Es256>>,
    pub method: &'w dyn Method,
}

impl Api<'_> {
    /// Accepts a token, or says why not.
    ///
    /// The signature and the claims come first: a forged or expired token costs no look-up, and nobody can fill or search
    /// the store with names that they made up. The types see to it: a method gets `Claims`, not a token.
    pub fn accept(&self, token: &str) -> Result<Claims<Access>, Refused> {
        let claims = self.verifier.verify(token).map_err(Refused::Token)?;
        self.method.check(&claims)?;
        Ok(claims)
    }
}

/// Why a request is refused.
#[derive(Debug)]
pub enum Refused {
    /// 401: what the crate found.
    Token(VerifyError),
    /// 401: a good token, but its user logged out.
    LoggedOut,
    /// 503: nobody can say. To accept would be to fail open.
    StoreUnavailable(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(error) => write!(f, "{error}"),
            Self::LoggedOut => f.write_str("logged out"),
            Self::StoreUnavailable(error) => write!(f, "store: {error}"),
        }
    }
}

impl Error for Refused {}
