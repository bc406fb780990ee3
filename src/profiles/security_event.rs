//! Security event tokens (SET): RFC 8417.

use alloc::collections::BTreeMap;
use alloc::string::String;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{ClaimName, ClaimReason};
use crate::jwt::{NumericDate, Validation};

/// The value of the header parameter `typ` (RFC 8417 section 2.3).
///
/// ```
/// use jwt_codec::profiles::security_event;
/// use jwt_codec::{Es256, Signer, SigningKey};
///
/// let signer = Signer::new(SigningKey::<Es256>::generate()?).typ(security_event::TYP);
/// assert_eq!(signer.header().typ(), Some("secevent+jwt"));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub const TYP: &str = "secevent+jwt";

/// The claims of a security event token next to the registered ones (RFC 8417 section 2.2). Use it in
/// [`Claims`](crate::Claims).
///
/// `E` is the type of `events`: a map, or a struct with a field for each event that you know. Each event is an object
/// under the URI that names it.
///
/// ```
/// use jwt_codec::profiles::security_event::SecurityEvents;
/// use serde::{Deserialize, Serialize};
///
/// /// The events that this receiver knows. Others are ignored.
/// #[derive(Serialize, Deserialize)]
/// struct Events {
///     #[serde(rename = "https://schemas.openid.net/secevent/risc/event-type/account-disabled")]
///     account_disabled: Option<Disabled>,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct Disabled {
///     reason: String,
/// }
///
/// let events = Events { account_disabled: Some(Disabled { reason: "hijacking".into() }) };
/// let json = serde_json::to_string(&SecurityEvents::new(events))?;
/// let received: SecurityEvents<Events> = serde_json::from_str(&json)?;
/// assert_eq!(received.events.account_disabled.map(|event| event.reason), Some("hijacking".into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecurityEvents<E> {
    /// `events`: what has happened, one or more.
    pub events: E,
    /// `txn`: the transaction that the events belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub txn: Option<String>,
    /// `toe`: when it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toe: Option<NumericDate>,
}

impl<E> SecurityEvents<E> {
    /// Creates the claims with these events.
    pub const fn new(events: E) -> Self {
        Self { events, txn: None, toe: None }
    }
}

/// Returns the policy for security event tokens of one issuer (RFC 8417 sections 2.2 and 4).
///
/// It requires `typ` to be `secevent+jwt`, `iss` to be the issuer, the claims `iat` and `jti`, and one or more `events`,
/// each an object. It prohibits `exp` and `nonce`, so that no access token and no ID token passes for an event. Name
/// yourself with [`Validation::audience`] if the issuer sets `aud`.
///
/// ```
/// use jwt_codec::profiles::security_event::{self, SecurityEvents};
/// use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation, Verifier};
/// use std::collections::BTreeMap;
///
/// type Events = BTreeMap<String, BTreeMap<String, String>>;
///
/// let key = SigningKey::<Es256>::generate()?;
/// let policy = security_event::policy(Validation::new().audience("receiver"), "https://id.example");
/// let verifier = Verifier::new(key.verifying_key(), policy);
///
/// let revoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
/// let events: Events = BTreeMap::from([(revoked.into(), BTreeMap::from([("initiating_entity".into(), "admin".into())]))]);
/// let claims = Claims::new(SecurityEvents::new(events)).issuer("https://id.example").audience("receiver").jwt_id("1");
/// let claims = claims.issued_at(jwt_codec::jwt::NumericDate::now());
/// let token = Signer::new(key).typ(security_event::TYP).sign(&claims)?;
///
/// let received: Claims<SecurityEvents<Events>> = verifier.verify(&token)?;
/// assert!(received.custom.events.contains_key(revoked));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn policy(validation: Validation, issuer: impl Into<String>) -> Validation {
    validation
        .only_typ(TYP)
        .only_issuer(issuer.into())
        .allow_missing_expiration_time()
        .prohibit(ClaimName::ExpirationTime)
        .prohibit("nonce")
        .require(ClaimName::IssuedAt)
        .require(ClaimName::JwtId)
        .check_claim(
            "events",
            |events: BTreeMap<String, BTreeMap<String, Value>>| {
                if events.is_empty() { Err(ClaimReason::Unexpected) } else { Ok(()) }
            },
        )
}
