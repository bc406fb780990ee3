//! Tokens in the compact form whose payload is not encoded: RFC 7797 section 5.2.

use alloc::format;
use alloc::string::String;

use super::segments::{DEFAULT_MAX_TOKEN_LEN, Segments};
use super::{FindKey, Header, ReceivedHeader, Verified, VerifiedHeader, find_key, sign_detached};
use crate::error::{Defect, Part, SignError, VerifyError};
use crate::jwa::Sign;

/// Signs a payload that stands in the token as it is, not as base64url, and returns the token.
///
/// The payload may have printable ASCII characters and spaces, and no `.` (RFC 7797 section 5.2). For other payloads, use
/// [`sign_detached`] or [`JsonSerialization`](super::JsonSerialization).
///
/// # Errors
///
/// As [`sign`](super::sign). Also if the header is not made by
/// [`with_unencoded_payload`](Header::with_unencoded_payload), or the payload has another character.
///
/// With other critical parameters in the header, the token is for another verifier: [`verify_unencoded`] understands none.
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Hs256, Sign, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let header = Header::new(key.algorithm()).with_unencoded_payload();
/// let token = jws::sign_unencoded(&header, "invoice 17", &key)?;
/// assert!(token.contains(".invoice 17."));
///
/// assert_eq!(jws::verify_unencoded(&token, &key.verifying_key())?.payload, b"invoice 17");
/// assert!(jws::verify(&token, &key.verifying_key()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign_unencoded(header: &Header, payload: &str, key: &(impl Sign + ?Sized)) -> Result<String, SignError> {
    if !header.has_unencoded_payload() {
        return Err(SignError::Malformed(Part::Header, Defect::EncodedPayload));
    }
    if !is_allowed(payload) {
        return Err(SignError::Malformed(Part::Payload, Defect::UnencodedCharacters));
    }
    let detached = sign_detached(header, payload.as_bytes(), key)?;
    Ok(detached.replacen("..", &format!(".{payload}."), 1))
}

/// Verifies a token of at most 16 KiB with an unencoded payload, and returns its header and its payload.
///
/// It accepts only tokens whose header says `"b64":false,"crit":["b64"]`. [`verify`](super::verify) accepts only the others.
/// So you decide how a payload is read, and not the token. A JWT never has an unencoded payload (RFC 7797 section 7).
///
/// # Errors
///
/// Returns the [`VerifyError`] variants up to [`InvalidSignature`](VerifyError::InvalidSignature).
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Algorithm, Hs256, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let header = Header::new(Algorithm::HS256);
/// let token = jws::sign_unencoded(&header.clone().with_unencoded_payload(), "invoice 17", &key)?;
/// assert_eq!(jws::verify_unencoded(&token, &key.verifying_key())?.payload, b"invoice 17");
///
/// let encoded = jws::sign(&header, b"invoice 17", &key)?;
/// let refused = jws::verify_unencoded(&encoded, &key.verifying_key()).unwrap_err();
/// assert_eq!(refused.to_string(), "header: b64 not false");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_unencoded<K: FindKey + ?Sized>(token: &str, keys: &K) -> Result<Verified, VerifyError> {
    verify_unencoded_with_limit(token, keys, DEFAULT_MAX_TOKEN_LEN)
}

/// Verifies a token of at most `max_token_len` bytes, instead of 16 KiB: see [`verify_unencoded`].
///
/// # Errors
///
/// As [`verify_unencoded`].
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Algorithm, Hs256, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let header = Header::new(Algorithm::HS256).with_unencoded_payload();
/// let token = jws::sign_unencoded(&header, &"x".repeat(20_000), &key)?;
///
/// let key = key.verifying_key();
/// assert_eq!(jws::verify_unencoded(&token, &key).unwrap_err().to_string(), "token: too long");
/// assert_eq!(jws::verify_unencoded_with_limit(&token, &key, 32 * 1024)?.payload.len(), 20_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_unencoded_with_limit<K: FindKey + ?Sized>(
    token: &str,
    keys: &K,
    max_token_len: usize,
) -> Result<Verified, VerifyError> {
    let segments = Segments::split_unencoded(token, max_token_len)?;
    let header = ReceivedHeader::decode(segments.header)?;
    require_unencoded(&header)?;
    if !is_allowed(segments.payload) {
        return Err(VerifyError::Malformed(Part::Payload, Defect::UnencodedCharacters));
    }
    let key = find_key(keys, &header)?;
    segments.verify(&header, &key)?;
    Ok(Verified { header: VerifiedHeader::new(header), payload: segments.payload.into() })
}

/// Rejects `crit`, unless it lists only `b64`, which is then `false`.
fn require_unencoded(header: &Header) -> Result<(), VerifyError> {
    header.require_known_critical()?;
    if header.has_unencoded_payload() {
        Ok(())
    } else {
        Err(VerifyError::Malformed(Part::Header, Defect::EncodedPayload))
    }
}

/// Returns whether all characters may stand between the dots.
///
/// ```abnf
/// payload = *( %x20-2D / %x2F-7E )                   ; RFC 7797 section 5.2
/// ```
fn is_allowed(payload: &str) -> bool {
    payload.bytes().all(|byte| matches!(byte, b' '..=b'-' | b'/'..=b'~'))
}
