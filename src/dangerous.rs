//! Everything that bypasses a key or its check: claims whose signature is not checked, and secrets that are otherwise
//! rejected.
//!
//! Elsewhere, unverified content is returned only by functions with `untrusted` or `unprotected` in their names, by
//! [`jws::Unverified`], by `KeyNotFound`, and by `to_flattened` and `to_general` of a [`jws::JsonSerialization`] that was
//! parsed. `FindKey` receives an unverified header, and `jwt::Issuers` reads `iss` to choose the verifier. To loosen the
//! policy for claims, see the `allow_` methods of [`Validation`](crate::Validation).

use serde_core::de::DeserializeOwned;

#[cfg(feature = "hmac")]
use crate::error::KeyError;
use crate::error::{Part, VerifyError};
use crate::json::Reader;
#[cfg(feature = "hmac")]
use crate::jwa::{HmacAlgorithm, HmacKey, SigningKey, VerifyingKey};
use crate::jws::{self, DEFAULT_MAX_TOKEN_LEN, Segments};

/// Reads the header and the claims of a token **without verifying it**: anybody can have written them.
///
/// Use it to inspect tokens in a debugger or a log, malformed ones too. It requires three segments, of which the first
/// two are base64url of JSON, and at most 16 KiB. It checks nothing else: no signature, no `exp`, no `crit`, no type of
/// a member. Ask for [`serde_json::Value`](https://docs.rs/serde_json/latest/serde_json/enum.Value.html) to see
/// everything as it is, or for your own type to see whether it fits.
///
/// # Errors
///
/// - [`VerifyError::Malformed`] if there are not three segments, or one is not base64url or not JSON. The JSON rules
///   are those of the whole crate: no duplicate names in an object, nesting of at most 127, finite numbers. The error
///   says which rule.
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

/// Reads an unverified token as [`decode_unverified`] does, of at most `max_token_len` bytes instead of 16 KiB.
///
/// # Errors
///
/// As [`decode_unverified`].
///
/// ```
/// use jwt_codec::{Hs256, Signer, SigningKey, dangerous};
/// use serde_json::{Value, json};
///
/// let long = json!({ "text": "x".repeat(20_000) });
/// let token = Signer::new(SigningKey::<Hs256>::generate()?).sign(&long)?;
/// assert_eq!(dangerous::decode_unverified::<Value, Value>(&token).unwrap_err().to_string(), "token: too long");
///
/// let (_, claims): (Value, Value) = dangerous::decode_unverified_with_limit(&token, 32 * 1024)?;
/// assert_eq!(claims, long);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decode_unverified_with_limit<H: DeserializeOwned, C: DeserializeOwned>(
    token: &str,
    max_token_len: usize,
) -> Result<(H, C), VerifyError> {
    let segments = Segments::split(token, max_token_len)?;
    Ok((decode(Part::Header, segments.header)?, decode(Part::Payload, segments.payload)?))
}

/// Deserializes a segment without checking it against any rule but those of JSON.
fn decode<T: DeserializeOwned>(part: Part, segment: &str) -> Result<T, VerifyError> {
    let (mut buffer, length) = jws::decode_unverified(part, segment)?;
    let mut reader = Reader::new(&mut buffer, length);
    let read = T::deserialize(&mut reader).and_then(|value| reader.finish_type().map(|()| value));
    read.map_err(|error| match (reader.failure(), error.into_mismatch()) {
        (Some(defect), _) | (None, Err(defect)) => VerifyError::Malformed(part, defect),
        (None, Ok(mismatch)) => VerifyError::Deserialize(mismatch.in_part(part)),
    })
}

/// Creates an HMAC signing key from a secret that [`SigningKey::from_secret`] rejects: one that is shorter than the
/// hash, or that contains a key of another kind.
///
/// Use it for tokens of systems that have such secrets. A short secret can be found by trying.
///
/// # Errors
///
/// [`KeyError::SecretLength`] if it is empty.
///
/// ```
/// use jwt_codec::{Hs256, KeyError, SigningKey, dangerous};
///
/// // HS256 requires 32 bytes.
/// let secret = b"a secret of 1999";
/// let refused = SigningKey::<Hs256>::from_secret(secret).unwrap_err();
/// assert_eq!(refused, KeyError::SecretLength { found: 16, minimum: 32 });
///
/// let key: SigningKey<Hs256> = dangerous::signing_key_from_any_secret(secret)?;
/// assert!(dangerous::signing_key_from_any_secret::<Hs256>(b"").is_err());
/// # Ok::<(), KeyError>(())
/// ```
#[cfg(feature = "hmac")]
pub fn signing_key_from_any_secret<A: HmacAlgorithm>(secret: &[u8]) -> Result<SigningKey<A>, KeyError> {
    HmacKey::from_any_secret(secret).map(SigningKey::from_prepared)
}

/// Creates an HMAC verifying key from a secret that [`VerifyingKey::from_secret`] rejects: see
/// [`signing_key_from_any_secret`].
///
/// # Errors
///
/// [`KeyError::SecretLength`] if it is empty.
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Algorithm, Hs256, dangerous};
///
/// let secret = b"a secret of 1999";
/// let key = dangerous::signing_key_from_any_secret::<Hs256>(secret)?;
/// let token = jws::sign(&Header::new(Algorithm::HS256), b"payload", &key)?;
///
/// let key = dangerous::verifying_key_from_any_secret::<Hs256>(secret)?;
/// assert_eq!(jws::verify(&token, &key)?.payload, b"payload");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "hmac")]
pub fn verifying_key_from_any_secret<A: HmacAlgorithm>(secret: &[u8]) -> Result<VerifyingKey<A>, KeyError> {
    HmacKey::from_any_secret(secret).map(VerifyingKey::from_prepared)
}
