//! The cookie that holds the refresh token.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::sessions::RefreshToken;

/// `__Host-`: a browser takes it only with `Secure`, without `Domain` and with `Path=/`, so no neighbor under the same
/// domain can plant one.
const NAME: &str = "__Host-refresh";

/// No script reads it (`HttpOnly`), only TLS carries it (`Secure`), and no other site makes the browser send it
/// (`SameSite=Strict`). Browsers count http://localhost as secure.
const ATTRIBUTES: &str = "Path=/; HttpOnly; Secure; SameSite=Strict";

/// A request costs at most so many look-ups.
const AT_MOST: usize = 8;

/// The value of `Set-Cookie` for a refresh token.
pub fn set(token: &RefreshToken, lifetime: Duration) -> String {
    format!("{NAME}={}; Max-Age={}; {ATTRIBUTES}", token.expose_secret(), lifetime.as_secs())
}

/// The value of `Set-Cookie` that makes the browser forget it.
pub fn clear() -> String {
    format!("{NAME}=; Max-Age=0; {ATTRIBUTES}")
}

/// The refresh tokens of a request: one, if all is well. Of several, all but one are not from us.
pub fn read(headers: &HeaderMap) -> Vec<RefreshToken> {
    let pairs =
        headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let values = pairs.filter_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='));
    values.filter(|value| !value.is_empty()).take(AT_MOST).map(RefreshToken::from_cookie).collect()
}
