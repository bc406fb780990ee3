//! Logout tokens, by which a provider tells a client that a session has ended: OpenID Connect Back-Channel Logout 1.0.

use alloc::collections::BTreeMap;
use alloc::string::String;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{ClaimName, ClaimReason};
use crate::jwt::Validation;

/// The value of the header parameter `typ` (section 2.4).
///
/// ```
/// use jwt_codec::profiles::logout_token;
/// use jwt_codec::{Es256, Signer, SigningKey};
///
/// let signer = Signer::new(SigningKey::<Es256>::generate()?).typ(logout_token::TYP);
/// assert_eq!(signer.header().typ(), Some("logout+jwt"));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub const TYP: &str = "logout+jwt";

/// The member of `events` that makes a token a logout token (section 2.4).
///
/// ```
/// use jwt_codec::profiles::logout_token::{EVENT, LogoutToken};
///
/// let claims = serde_json::to_value(LogoutToken::new(None))?;
/// assert!(claims["events"][EVENT].is_object());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a logout token next to the registered ones (section 2.4). Use it in [`Claims`](crate::Claims).
///
/// `sub` is the user, `sid` the session. One of them may be absent.
///
/// ```
/// use jwt_codec::Claims;
/// use jwt_codec::profiles::logout_token::LogoutToken;
///
/// // All sessions of Alice have ended.
/// let claims = Claims::new(LogoutToken::new(None)).subject("alice");
/// let json = r#"{"sub":"alice","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#;
/// assert_eq!(serde_json::to_string(&claims)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogoutToken {
    events: Events,
    /// `sid`: the session that has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

/// The one event, whatever is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Logout,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Logout {}

impl LogoutToken {
    /// Creates the claims for a session, or for all sessions of the subject.
    #[must_use]
    pub fn new(sid: Option<String>) -> Self {
        Self { events: Events::default(), sid }
    }
}

/// Returns the policy for logout tokens of one issuer for one client (section 2.6).
///
/// It requires `typ` to be `logout+jwt`, `iss` to be the issuer, `aud` to contain the client, the claims `iat`, `exp` and
/// `jti`, `sub` or `sid`, and an object named [`EVENT`] in `events`. It prohibits `nonce`, so that no ID token passes for a
/// logout token. Other members of `events` are ignored: Keycloak adds `"revoke_offline_access": true`.
///
/// Some providers set another `typ`, or none: call [`Validation::typ`] or [`Validation::allow_missing_typ`] on the result. Some
/// leave out `exp`, such as Ory Hydra: call [`Validation::allow_missing_expiration_time`] on the result, and
/// [`Validation::max_age`], so that an old token is not accepted again.
///
/// Like an ID token, a logout token is for this client alone. Remember its `jti` after the verification until `exp` (or `iat` plus
/// the maximum age) plus the leeway, and reject a token whose `jti` comes again.
///
/// ```
/// use jwt_codec::profiles::logout_token::{self, LogoutToken};
/// use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation, Verifier};
/// use std::time::Duration;
///
/// let key = SigningKey::<Es256>::generate()?;
/// let policy = logout_token::policy(Validation::new(), "https://id.example", "client-1");
/// let verifier = Verifier::new(key.verifying_key(), policy);
///
/// let claims = Claims::new(LogoutToken::new(Some("s-1".into())))
///     .issuer("https://id.example")
///     .audience("client-1")
///     .jwt_id("1")
///     .lifetime(Duration::from_secs(120));
/// let token = Signer::new(key).typ(logout_token::TYP).sign(&claims)?;
/// let claims: Claims<LogoutToken> = verifier.verify(&token)?;
/// assert_eq!(claims.custom.sid.as_deref(), Some("s-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn policy(validation: Validation, issuer: impl Into<String>, client_id: impl Into<String>) -> Validation {
    let client_id = client_id.into();
    validation
        .no_audience_but(alloc::vec![client_id.clone()])
        .only_with_expiration_time()
        .require(ClaimName::IssuedAt)
        .require(ClaimName::JwtId)
        .only_typ(TYP)
        .only_issuer(issuer.into())
        .only_audience(client_id)
        .require_either(ClaimName::Subject, "sid")
        .check_claim("sid", |_: Option<String>| Ok::<_, ClaimReason>(()))
        .prohibit("nonce")
        .check_claim("events", |events: BTreeMap<String, Value>| match events.get(EVENT) {
            Some(Value::Object(_)) => Ok(()),
            Some(_) => Err(ClaimReason::WrongType),
            None => Err(ClaimReason::Unexpected),
        })
}
