//! The token in the HTTP header `Authorization`: RFC 6750 section 2.1, with the syntax of RFC 9110 section 11.
//!
//! The two other places that RFC 6750 knows, a form and the query of the URI, are left out. RFC 9700 section 4.3.2 forbids
//! the query.

use crate::error::AuthorizationError;

/// Returns the token of the HTTP header `Authorization`, such as `Bearer eyJhbGciOi...` (RFC 6750 section 2.1).
///
/// Takes every value of that header in the request: with the crate `http`, `headers.get_all(AUTHORIZATION)`. A value can be
/// a `HeaderValue`, a `str` or bytes. There must be exactly one. It is the scheme, in any case, one space, and a token of
/// ASCII letters, digits and `-._~+/`, with `=` at the end only.
///
/// RFC 6750 and RFC 9110 allow several spaces, this function allows one: a gateway that sees another token than you do, or
/// none, is a way around it.
///
/// ```
/// use jwt_codec::{AuthorizationError, jwt};
///
/// assert_eq!(jwt::bearer_token(["Bearer eyJh.eyJz.c2ln"]), Ok("eyJh.eyJz.c2ln"));
/// assert_eq!(jwt::bearer_token(["Basic YTpi"]), Err(AuthorizationError::OtherScheme));
/// assert_eq!(jwt::bearer_token(None::<&str>), Err(AuthorizationError::Missing));
/// ```
///
/// # Errors
///
/// See [`AuthorizationError`], also for the answer to the client.
pub fn bearer_token<'v, V: AsRef<[u8]> + ?Sized + 'v>(
    values: impl IntoIterator<Item = &'v V>,
) -> Result<&'v str, AuthorizationError> {
    token_of_scheme("Bearer", values)
}

/// [`bearer_token`] for any scheme with such credentials.
pub(crate) fn token_of_scheme<'v, V: AsRef<[u8]> + ?Sized + 'v>(
    scheme: &str,
    values: impl IntoIterator<Item = &'v V>,
) -> Result<&'v str, AuthorizationError> {
    let mut values = values.into_iter();
    let value = values.next().ok_or(AuthorizationError::Missing)?;
    if values.next().is_some() {
        return Err(AuthorizationError::Several);
    }
    token_in(scheme, value.as_ref())
}

/// ```abnf
/// credentials = scheme SP b64token                  ; RFC 6750 section 2.1, where it is 1*SP
/// b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
/// ```
fn token_in<'v>(scheme: &str, value: &'v [u8]) -> Result<&'v str, AuthorizationError> {
    let end = value.iter().position(|byte| !byte.is_ascii_graphic()).unwrap_or(value.len());
    let (name, rest) = value.split_at_checked(end).ok_or(AuthorizationError::Malformed)?;
    if !name.eq_ignore_ascii_case(scheme.as_bytes()) {
        return Err(AuthorizationError::OtherScheme);
    }
    let token = rest.strip_prefix(b" ").and_then(|token| core::str::from_utf8(token).ok());
    token.filter(|token| is_b64token(token)).ok_or(AuthorizationError::Malformed)
}

fn is_b64token(token: &str) -> bool {
    let unpadded = token.trim_end_matches('=').as_bytes();
    !unpadded.is_empty() && unpadded.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte))
}
