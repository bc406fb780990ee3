//! Tokens that a `Signer` would not make.

use jwt_codec::Sign;

use super::{base64url, keys};

/// The current time of the tests, in seconds.
pub(crate) const NOW: i64 = 1_700_000_000;

/// The shortest header that is in order.
pub(crate) const HEADER: &str = r#"{"alg":"HS256"}"#;

/// Claims that are in order.
pub(crate) const CLAIMS: &str = r#"{"exp":1700000600}"#;

/// A token of any header and any payload, with a good HS256 signature.
pub(crate) fn signed(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    signed_segments(&base64url::encode(header), &base64url::encode(payload))
}

/// A token of any header, with claims that are in order.
pub(crate) fn with_header(header: impl AsRef<[u8]>) -> String {
    signed(header, CLAIMS)
}

/// A token of any payload, with a header that is in order.
pub(crate) fn with_payload(payload: impl AsRef<[u8]>) -> String {
    signed(HEADER, payload)
}

/// A token of any two segments, with a good HS256 signature.
pub(crate) fn signed_segments(header: &str, payload: &str) -> String {
    signed_by(&keys::hs256(), header, payload)
}

/// A token of any two segments, with the signature of any key.
pub(crate) fn signed_by(key: &impl Sign, header: &str, payload: &str) -> String {
    let input = format!("{header}.{payload}");
    let signature = keys::signature(key, input.as_bytes());
    format!("{input}.{}", base64url::encode(signature))
}
