//! Which claim the policy rejected, and why: RFC 7519 section 4.

use core::fmt;

use super::VerifyError;

/// A claim, or the header parameter `typ`, which is checked like one.
///
/// The name of a claim becomes one: `ClaimName::from("acr")`. The names of registered claims (RFC 7519 section 4.1)
/// become their variants.
///
/// ```
/// use jwt_codec::ClaimName;
///
/// assert_eq!(ClaimName::from("exp"), ClaimName::ExpirationTime);
/// assert_eq!(ClaimName::from("acr"), ClaimName::Other("acr"));
/// assert_eq!(ClaimName::Other("acr").as_str(), "acr");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimName {
    /// `typ`, of the header
    Type,
    /// `iss`
    Issuer,
    /// `sub`
    Subject,
    /// `aud`
    Audience,
    /// `exp`
    ExpirationTime,
    /// `nbf`
    NotBefore,
    /// `iat`
    IssuedAt,
    /// `jti`
    JwtId,
    /// Any other claim, public or private (RFC 7519 sections 4.2 and 4.3), by its name.
    Other(&'static str),
}

/// What is wrong with a claim.
///
/// ```
/// use jwt_codec::{ClaimName, ClaimReason, RegisteredClaims, VerifyError};
/// # use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier, jwt::NumericDate};
/// # let key = SigningKey::<Hs256>::generate()?;
/// # let verifier = Verifier::new(key.verifying_key(), Validation::new());
/// # let token = Signer::new(key).sign(&Claims::new(()).expires_at(NumericDate::from_secs(1_300_819_380)))?;
///
/// match verifier.verify::<RegisteredClaims>(&token) {
///     // The client refreshes its token.
///     Err(VerifyError::Claim { claim: ClaimName::ExpirationTime, reason: ClaimReason::Expired }) => {}
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimReason {
    /// It is required and absent.
    Missing,
    /// It does not have the JSON type that RFC 7519 section 4.1, or your rule, requires.
    WrongType,
    /// It is `null`. A claim without a value must be omitted.
    Null,
    /// It does not have the expected value.
    Unexpected,
    /// It is present, and the policy prohibits it.
    Prohibited,
    /// `aud` is present, but no audience is configured. Call [`Validation::audience`](crate::Validation::audience).
    NoneNamed,
    /// The current time has reached `exp`, plus the leeway.
    Expired,
    /// `exp` comes sooner than [`Validation::reject_expiring_within`](crate::Validation::reject_expiring_within) allows.
    ExpiresSoon,
    /// `nbf` or `iat` is after the current time, plus the leeway.
    InFuture,
    /// It is further in the future than the profile allows.
    TooLate,
    /// `iat` is longer ago than [`Validation::max_age`](crate::Validation::max_age), or another time is longer ago than
    /// its limit.
    TooOld,
    /// The reason that your own check gave: see [`Validation::check_claim`](crate::Validation::check_claim).
    Custom(&'static str),
}

impl ClaimName {
    /// Returns the name in JSON, such as `exp`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "typ",
            Self::Issuer => "iss",
            Self::Subject => "sub",
            Self::Audience => "aud",
            Self::ExpirationTime => "exp",
            Self::NotBefore => "nbf",
            Self::IssuedAt => "iat",
            Self::JwtId => "jti",
            Self::Other(name) => name,
        }
    }

    /// Returns the registered claim of that name.
    #[inline]
    pub(crate) fn registered(name: &str) -> Option<Self> {
        match name {
            "iss" => Some(Self::Issuer),
            "sub" => Some(Self::Subject),
            "aud" => Some(Self::Audience),
            "exp" => Some(Self::ExpirationTime),
            "nbf" => Some(Self::NotBefore),
            "iat" => Some(Self::IssuedAt),
            "jti" => Some(Self::JwtId),
            _ => None,
        }
    }

    pub(crate) const fn error(self, reason: ClaimReason) -> VerifyError {
        VerifyError::Claim { claim: self, reason }
    }
}

/// Names a claim of the payload. A claim called `typ` is not the header parameter: that is [`ClaimName::Type`].
impl From<&'static str> for ClaimName {
    fn from(name: &'static str) -> Self {
        Self::registered(name).unwrap_or(Self::Other(name))
    }
}

/// Gives the reason of your own check.
impl From<&'static str> for ClaimReason {
    fn from(reason: &'static str) -> Self {
        Self::Custom(reason)
    }
}

impl fmt::Display for ClaimName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ClaimReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::WrongType => "of the wrong type",
            Self::Null => "null",
            Self::Unexpected => "not the expected value",
            Self::Prohibited => "present, but prohibited",
            Self::NoneNamed => "present, but no audience is configured",
            Self::Expired => "expired",
            Self::ExpiresSoon => "expires too soon",
            Self::InFuture => "in the future",
            Self::TooLate => "too far in the future",
            Self::TooOld => "too old",
            Self::Custom(reason) => reason,
        })
    }
}
