//! [`Claims`]: the registered claims next to your own (RFC 7519 sections 4.1 and 4.3).

use alloc::string::String;
#[cfg(feature = "std")]
use core::time::Duration;

use super::{Audience, NumericDate, RegisteredClaims};
#[cfg(feature = "_generate")]
use crate::{base64url, error::SignError};

/// Holds the registered claims, and your own claims in a serde type that is a JSON object: a struct, a map, an enum, or
/// `()` for none.
///
/// In JSON both are members of the same object. If `T` has a field with a registered name, the claim goes to `T` and
/// stays `None` in `registered`. `T` sees no other registered claim.
///
/// This works only if serde names the fields of `T`. It does not for:
///
/// - a `T` with `#[serde(flatten)]` in it, or an enum with `tag` or `untagged`: it sees no registered claim;
/// - an `Option`: it sees none either, and is `None` if there are no other claims.
///
/// Of an enum, one member must be named after a variant, and other members are ignored. A variant with `#[serde(other)]` is never
/// chosen.
/// Without `Claims` around it, an enum must not have a variant with a registered name: that member is read as the claim.
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
///
/// All seven registered claims, and none of your own:
///
/// ```
/// use jwt_codec::Claims;
/// use jwt_codec::jwt::NumericDate;
///
/// let at = NumericDate::from_secs;
/// let claims = Claims::new(()).issuer("https://id.example").subject("alice").audience(["api", "admin"]).jwt_id("1");
/// let claims = claims.issued_at(at(1_000)).not_before(at(1_010)).expires_at(at(1_600));
/// assert_eq!(
///     serde_json::to_string(&claims)?,
///     r#"{"iss":"https://id.example","sub":"alice","aud":["api","admin"],"exp":1600,"nbf":1010,"iat":1000,"jti":"1"}"#
/// );
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
    /// Creates a claims set with your own claims and no registered claim.
    pub fn new(custom: T) -> Self {
        Self { registered: RegisteredClaims::default(), custom }
    }

    /// Sets `iss`, the issuer of the token.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.registered.issuer = Some(issuer.into());
        self
    }

    /// Sets `sub`, the subject of the token.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.registered.subject = Some(subject.into());
        self
    }

    /// Sets `aud`, the recipients: one name or several.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Audience>) -> Self {
        self.registered.audience = Some(audience.into());
        self
    }

    /// Sets `exp`, the time from which the token must be rejected.
    ///
    /// A `SystemTime` keeps its fraction of a second here, in [`not_before`](Self::not_before) and in
    /// [`issued_at`](Self::issued_at). RFC 7519 allows it. Some verifiers reject it, such as GitHub's.
    /// [`NumericDate::now`] has whole seconds, and so has [`lifetime`](Self::lifetime) for a lifetime of whole seconds.
    #[must_use]
    pub fn expires_at(mut self, time: impl Into<NumericDate>) -> Self {
        self.registered.expiration_time = Some(time.into());
        self
    }

    /// Sets `nbf`, the time before which the token must be rejected.
    #[must_use]
    pub fn not_before(mut self, time: impl Into<NumericDate>) -> Self {
        self.registered.not_before = Some(time.into());
        self
    }

    /// Sets `iat`, the time at which the token is issued.
    #[must_use]
    pub fn issued_at(mut self, time: impl Into<NumericDate>) -> Self {
        self.registered.issued_at = Some(time.into());
        self
    }

    /// Sets `jti`, the unique ID of this token.
    #[must_use]
    pub fn jwt_id(mut self, jwt_id: impl Into<String>) -> Self {
        self.registered.jwt_id = Some(jwt_id.into());
        self
    }

    /// Sets `jti` to 128 random bits, in base64url.
    ///
    /// # Errors
    ///
    /// [`SignError::Randomness`] if the system provides none.
    ///
    /// ```
    /// use jwt_codec::{Claims, SignError};
    ///
    /// let (one, other) = (Claims::new(()).random_jwt_id()?, Claims::new(()).random_jwt_id()?);
    /// assert_eq!(one.registered.jwt_id.as_ref().map(String::len), Some(22));
    /// assert_ne!(one.registered.jwt_id, other.registered.jwt_id);
    /// # Ok::<(), SignError>(())
    /// ```
    #[cfg(feature = "_generate")]
    pub fn random_jwt_id(self) -> Result<Self, SignError> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|_| SignError::Randomness)?;
        Ok(self.jwt_id(base64url::encode(&id)))
    }

    /// Sets `iat` to the current second of the system clock, and `exp` to this much later.
    ///
    /// ```
    /// use jwt_codec::Claims;
    /// use std::time::Duration;
    ///
    /// let ten_minutes = Duration::from_secs(600);
    /// let claims = Claims::new(()).subject("alice").lifetime(ten_minutes).registered;
    /// let issued = claims.issued_at.expect("it was set");
    /// assert_eq!(claims.expiration_time, Some(issued.saturating_add(ten_minutes)));
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    pub fn lifetime(self, lifetime: Duration) -> Self {
        let now = NumericDate::now();
        self.issued_at(now).expires_at(now.saturating_add(lifetime))
    }
}
