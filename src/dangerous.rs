//! What goes round a key or its check: claims that nobody signed, secrets that are otherwise refused. Nothing outside of
//! this module does. What a policy lets pass is said by name in [`Validation`](crate::Validation).

use alloc::vec::Vec;

use serde_core::de::DeserializeOwned;

#[cfg(feature = "hmac")]
use crate::error::KeyError;
use crate::error::VerifyError;
#[cfg(feature = "hmac")]
use crate::jwa::{HmacAlgorithm, HmacKey, SigningKey, VerifyingKey};
use crate::jws::Unverified;

/// Reads the claims of a token that **nobody has verified**: anybody can have written them.
///
/// For looking at tokens, in a debugger or a log. Neither the signature nor `exp` nor any other claim is
/// checked, but that the registered ones are of their types.
///
/// # Errors
///
/// [`VerifyError::Malformed`], [`VerifyError::UnsupportedCritical`], [`VerifyError::Deserialize`], or
/// [`VerifyError::Claim`] for a registered claim of the wrong type.
///
/// ```
/// use jwt_codec::RegisteredClaims;
///
/// let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWxsb3J5In0.AAAA";
/// let claims: RegisteredClaims = jwt_codec::dangerous::decode_unverified(token)?;
/// assert_eq!(claims.subject.as_deref(), Some("mallory"));
/// # Ok::<(), jwt_codec::VerifyError>(())
/// ```
pub fn decode_unverified<T: DeserializeOwned>(token: &str) -> Result<T, VerifyError> {
    let payload: Vec<u8> = Unverified::parse(token)?.dangerous_payload()?;
    crate::jwt::deserialize(&payload)
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
