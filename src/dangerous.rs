//! What goes round a key or its check: claims that nobody signed, secrets that are otherwise refused. Nothing outside of
//! this module does. What a policy lets pass is said by name in [`Validation`](crate::Validation).

use serde_core::de::DeserializeOwned;

use crate::base64url;
#[cfg(feature = "hmac")]
use crate::error::KeyError;
use crate::error::{Defect, Part, VerifyError};
use crate::json::Reader;
#[cfg(feature = "hmac")]
use crate::jwa::{HmacAlgorithm, HmacKey, SigningKey, VerifyingKey};
use crate::jws::{DEFAULT_MAX_TOKEN_LEN, Segments};

/// Reads the header and the claims of a token that **nobody has verified**: anybody can have written them.
///
/// Use it to look at tokens, in a debugger or a log, the broken ones too. It takes three segments of which the first two
/// are base64url of JSON, at most 16 KiB long, and checks nothing else: no signature, no `exp`, no `crit`, no type of a
/// member. Ask for [`serde_json::Value`](https://docs.rs/serde_json/latest/serde_json/enum.Value.html) to see what is
/// there as it is, or for a type of your own to see whether it fits.
///
/// # Errors
///
/// - [`VerifyError::Malformed`] for what is not three segments, not base64url or not JSON. JSON is as this crate reads it
///   everywhere: two members of one object must not have the same name, it is nested 127 deep at most, and numbers are
///   finite. The error says which.
/// - [`VerifyError::Deserialize`] if the header or the claims do not fit the types that you asked for.
///
/// ```
/// use jwt_codec::dangerous;
/// use serde_json::{Value, json};
///
/// // No verifier accepts it.
/// let token = "eyJraWQiOm51bGx9.eyJzdWIiOjcsImV4cCI6InNvb24ifQ.AAAA";
/// let (header, claims): (Value, Value) = dangerous::decode_unverified(token)?;
/// assert_eq!(header, json!({ "kid": null }));
/// assert_eq!(claims, json!({ "sub": 7, "exp": "soon" }));
/// # Ok::<(), jwt_codec::VerifyError>(())
/// ```
pub fn decode_unverified<H: DeserializeOwned, C: DeserializeOwned>(token: &str) -> Result<(H, C), VerifyError> {
    decode_unverified_with_limit(token, DEFAULT_MAX_TOKEN_LEN)
}

/// [`decode_unverified`] with another limit than 16 KiB: the token is at most `max_token_len` bytes long.
///
/// # Errors
///
/// As [`decode_unverified`].
pub fn decode_unverified_with_limit<H: DeserializeOwned, C: DeserializeOwned>(
    token: &str,
    max_token_len: usize,
) -> Result<(H, C), VerifyError> {
    let segments = Segments::split(token, max_token_len)?;
    Ok((decode(Part::Header, segments.header)?, decode(Part::Payload, segments.payload)?))
}

/// Reads a segment as it is.
fn decode<T: DeserializeOwned>(part: Part, segment: &str) -> Result<T, VerifyError> {
    let malformed = |defect| VerifyError::Malformed(part, defect);
    let mut buffer = alloc::vec![0; base64url::decoded_len(segment.len()).saturating_mul(2)];
    let length = base64url::decode(segment.as_bytes(), &mut buffer).map_err(|_| malformed(Defect::Base64url))?;
    let mut reader = Reader::new(&mut buffer, length);
    match T::deserialize(&mut reader) {
        Ok(value) => reader.finish().map(|()| value).map_err(malformed),
        Err(error) => match (reader.failure(), error.into_mismatch()) {
            (Some(defect), _) | (None, Err(defect)) => Err(malformed(defect)),
            (None, Ok(mismatch)) => Err(VerifyError::Deserialize(mismatch.in_part(part))),
        },
    }
}

/// Makes an HMAC key that signs from a secret that [`SigningKey::from_secret`] refuses: one that is shorter than the
/// hash, or that contains a key of another kind.
///
/// For tokens of systems that have such secrets. A short secret can be found by trying.
///
/// # Errors
///
/// [`KeyError::SecretLength`] if it is empty.
#[cfg(feature = "hmac")]
pub fn signing_key_from_any_secret<A: HmacAlgorithm>(secret: &[u8]) -> Result<SigningKey<A>, KeyError> {
    HmacKey::from_any_secret(secret).map(SigningKey::from_prepared)
}

/// Makes an HMAC key that verifies from a secret that [`VerifyingKey::from_secret`] refuses. See
/// [`signing_key_from_any_secret`].
///
/// # Errors
///
/// [`KeyError::SecretLength`] if it is empty.
#[cfg(feature = "hmac")]
pub fn verifying_key_from_any_secret<A: HmacAlgorithm>(secret: &[u8]) -> Result<VerifyingKey<A>, KeyError> {
    HmacKey::from_any_secret(secret).map(VerifyingKey::from_prepared)
}
