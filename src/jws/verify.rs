//! Verifying tokens with any payload: RFC 7515 section 5.2.

use alloc::vec::Vec;

use super::{DEFAULT_MAX_TOKEN_LEN, FindKey, Header, Unverified, VerifiedHeader};
use crate::error::{KeyNotFound, VerifyError};

/// The content of a token with a good signature.
///
/// ```
/// use jwt_codec::jws::{self, Header, Verified};
/// use jwt_codec::{Algorithm, Hs256, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let token = jws::sign(&Header::new(Algorithm::HS256).with_content_type("text/plain"), b"hello", &key)?;
///
/// let Verified { header, payload, .. } = jws::verify(&token, &key.verifying_key())?;
/// assert_eq!((header.content_type(), payload.as_slice()), (Some("text/plain"), &b"hello"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The header, covered by the signature.
    pub header: VerifiedHeader,
    /// The payload, decoded.
    pub payload: Vec<u8>,
}

/// Verifies a token of at most 16 KiB and returns its header and its payload, which may be any bytes.
///
/// It checks no claims: an expired JWT passes. To check claims, use [`Verifier`](crate::Verifier).
///
/// # Errors
///
/// Returns the [`VerifyError`] variants up to [`InvalidSignature`](VerifyError::InvalidSignature).
pub fn verify<K: FindKey + ?Sized>(token: &str, keys: &K) -> Result<Verified, VerifyError> {
    verify_with_limit(token, keys, DEFAULT_MAX_TOKEN_LEN)
}

/// Verifies a token of at most `max_token_len` bytes, instead of 16 KiB: see [`verify`].
///
/// # Errors
///
/// As [`verify`].
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Hs256, Sign, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let token = jws::sign(&Header::new(key.algorithm()), &[0; 15_000], &key)?;
///
/// let refused = jws::verify(&token, &key.verifying_key()).unwrap_err();
/// assert_eq!(refused.to_string(), "token: too long");
/// assert!(jws::verify_with_limit(&token, &key.verifying_key(), 32 * 1024).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_with_limit<K: FindKey + ?Sized>(
    token: &str,
    keys: &K,
    max_token_len: usize,
) -> Result<Verified, VerifyError> {
    let unverified = Unverified::parse_with_limit(token, max_token_len)?;
    let key = find_key(keys, unverified.header())?;
    unverified.verify(&key)
}

/// Verifies a token of at most 16 KiB with a detached payload (RFC 7515 appendix F), and returns its header.
///
/// The payload is signed as base64url, or unencoded if the header says so (RFC 7797).
///
/// # Errors
///
/// Returns the [`VerifyError`] variants up to [`InvalidSignature`](VerifyError::InvalidSignature).
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Hs256, Sign, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let header = Header::new(key.algorithm()).with_unencoded_payload();
/// let token = jws::sign_detached(&header, b"a large file", &key)?;
///
/// jws::verify_detached(&token, b"a large file", &key.verifying_key())?;
/// assert!(jws::verify_detached(&token, b"another file", &key.verifying_key()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_detached<K: FindKey + ?Sized>(
    token: &str,
    payload: &[u8],
    keys: &K,
) -> Result<VerifiedHeader, VerifyError> {
    verify_detached_with_limit(token, payload, keys, DEFAULT_MAX_TOKEN_LEN)
}

/// Verifies a token of at most `max_token_len` bytes, instead of 16 KiB: see [`verify_detached`]. The payload may have
/// any length.
///
/// # Errors
///
/// As [`verify_detached`].
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Algorithm, Hs256, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let header = Header::new(Algorithm::HS256).with_parameter("note", "x".repeat(20_000))?;
/// let token = jws::sign_detached(&header, b"a large file", &key)?;
///
/// let key = key.verifying_key();
/// assert!(jws::verify_detached(&token, b"a large file", &key).is_err());
/// assert!(jws::verify_detached_with_limit(&token, b"a large file", &key, 32 * 1024).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_detached_with_limit<K: FindKey + ?Sized>(
    token: &str,
    payload: &[u8],
    keys: &K,
    max_token_len: usize,
) -> Result<VerifiedHeader, VerifyError> {
    let unverified = Unverified::parse_detached_with_limit(token, max_token_len)?;
    let key = find_key(keys, unverified.header())?;
    unverified.verify_detached(payload, &key)
}

/// Finds the key for a header.
pub(crate) fn find_key<'k, K: FindKey + ?Sized>(keys: &'k K, header: &Header) -> Result<K::Key<'k>, VerifyError> {
    keys.find_key(header).ok_or_else(|| {
        let not_found = KeyNotFound::new(header.key_id(), header.alg(), keys.why_skipped(header));
        VerifyError::KeyNotFound(not_found)
    })
}
