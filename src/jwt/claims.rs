//! [`Claims`]: the registered claims next to claims of one's own (RFC 7519 sections 4.1 and 4.3).

use alloc::string::String;
#[cfg(feature = "std")]
use core::time::Duration;

use super::{Audience, NumericDate, RegisteredClaims};

/// A claims set: the registered claims, and claims of your own in any serde type that is a JSON object (a struct, a
/// map, an enum, `()` for none).
///
/// In JSON both are members of the same object. A registered name that `T` has as a field of its own goes to `T`, and
/// stays `None` in `registered`; otherwise `T` is not shown the registered claims. This needs serde to tell which
/// fields `T` has: it does not for a `T` with `#[serde(flatten)]` in it, nor for an enum with a `tag` or `untagged`;
/// these are shown no registered claim. In an `Option` neither is:
/// it is `None` if there are no other claims.
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use jwt_codec::Claims;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Session {
///     role: String,
/// }
///
/// let expires = NumericDate::from_secs(1_300_819_380);
/// let claims = Claims::new(Session { role: "admin".into() }).subject("alice").expires_at(expires);
/// let json = r#"{"sub":"alice","exp":1300819380,"role":"admin"}"#;
/// assert_eq!(serde_json::to_string(&claims)?, json);
///
/// let claims: Claims<Session> = serde_json::from_str(json)?;
/// assert_eq!(claims.registered.subject.as_deref(), Some("alice"));
/// assert_eq!(claims.custom.role, "admin");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a claims set is these two things")]
pub struct Claims<T> {
    /// The registered claims (RFC 7519 section 4.1).
    pub registered: RegisteredClaims,
    /// The public and private claims (RFC 7519 sections 4.2 and 4.3).
    pub custom: T,
}

impl<T> Claims<T> {
    /// Claims of one's own, and no registered claim yet.
    pub fn new(custom: T) -> Self {
        Self { registered: RegisteredClaims::default(), custom }
    }

    /// Sets `iss`: who makes the token.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.registered.issuer = Some(issuer.into());
        self
    }

    /// Sets `sub`: whom it is about.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.registered.subject = Some(subject.into());
        self
    }

    /// Sets `aud`: whom it is meant for, one name or an array of them.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Audience>) -> Self {
        self.registered.audience = Some(audience.into());
        self
    }

    /// Sets `exp`: from when on it is no longer to be accepted.
    #[must_use]
    pub fn expires_at(mut self, time: impl Into<NumericDate>) -> Self {
        self.registered.expiration_time = Some(time.into());
        self
    }

    /// Sets `nbf`: before when it is not yet to be accepted.
    #[must_use]
    pub fn not_before(mut self, time: impl Into<NumericDate>) -> Self {
        self.registered.not_before = Some(time.into());
        self
    }

    /// Sets `iat`: when it is made.
    #[must_use]
    pub fn issued_at(mut self, time: impl Into<NumericDate>) -> Self {
        self.registered.issued_at = Some(time.into());
        self
    }

    /// Sets `jti`: the one name of this token.
    #[must_use]
    pub fn jwt_id(mut self, jwt_id: impl Into<String>) -> Self {
        self.registered.jwt_id = Some(jwt_id.into());
        self
    }

    /// Sets `iat` to the system's current second and `exp` to that much later.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn lifetime(self, lifetime: Duration) -> Self {
        let now = NumericDate::now();
        self.issued_at(now).expires_at(now.saturating_add(lifetime))
    }
}
