//! Verifying a token whose payload is any bytes: RFC 7515 section 5.2.

use alloc::vec::Vec;

use super::{FindKey, Header, Unverified};
use crate::error::{KeyNotFound, VerifyError};

/// What a good signature stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The header, which the signature covers.
    pub header: Header,
    /// The payload, decoded.
    pub payload: Vec<u8>,
}

/// Verifies a token of at most 16 KiB and gives its header and its payload, whatever bytes that is.
///
/// Nothing is said about claims: a JWT that has expired passes. For claims there is [`Verifier`](crate::Verifier).
///
/// # Errors
///
/// A [`VerifyError`] up to and with [`InvalidSignature`](VerifyError::InvalidSignature).
pub fn verify<K: FindKey>(token: &str, keys: &K) -> Result<Verified, VerifyError> {
    let unverified = Unverified::parse(token)?;
    let header = unverified.header();
    let key = keys
        .find_key(header)
        .ok_or_else(|| VerifyError::KeyNotFound(KeyNotFound::new(header.key_id(), header.alg())))?;
    unverified.verify(&key)
}
