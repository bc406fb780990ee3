//! Why the HTTP header `Authorization` has no token.

use core::error::Error;
use core::fmt;

/// Why an HTTP request has no token in its header `Authorization` (RFC 6750 section 2.1).
///
/// [`error_code`](Self::error_code) belongs into the header `WWW-Authenticate` of the answer. If there is none, the client
/// learns only which scheme to use (RFC 6750 section 3.1):
///
/// | error | status | `WWW-Authenticate` |
/// |---|---|---|
/// | `Missing`, `OtherScheme` | 401 | `Bearer` |
/// | `Several`, `Malformed` | 400 | `Bearer error="invalid_request"` |
///
/// ```
/// use jwt_codec::AuthorizationError;
///
/// assert_eq!(AuthorizationError::Missing.error_code(), None);
/// assert_eq!(AuthorizationError::Malformed.error_code(), Some("invalid_request"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthorizationError {
    /// The request has no such header.
    Missing,
    /// The request has the header more than once (RFC 9110 section 5.3 allows that only for lists).
    Several,
    /// The credentials are of another scheme, such as `Basic`.
    OtherScheme,
    /// The scheme is right, but one space and one token do not follow it.
    Malformed,
}

impl AuthorizationError {
    /// Returns the `error` of the answer: `invalid_request`, or none for a request without credentials of the scheme.
    #[must_use]
    pub const fn error_code(self) -> Option<&'static str> {
        match self {
            Self::Missing | Self::OtherScheme => None,
            Self::Several | Self::Malformed => Some("invalid_request"),
        }
    }
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "authorization: missing",
            Self::Several => "authorization: more than one",
            Self::OtherScheme => "authorization: another scheme",
            Self::Malformed => "authorization: not one space and one token after the scheme",
        })
    }
}

impl Error for AuthorizationError {}
