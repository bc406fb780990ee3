//! A token whose signature nobody has checked yet.

use alloc::vec::Vec;
use core::fmt;

use super::segments::{DEFAULT_MAX_TOKEN_LEN, Segments};
use super::sign::signing_input;
use super::{Header, Verified};
use crate::base64url::Codec;
use crate::error::{Defect, Part, VerifyError};
use crate::jwa::Verify;

/// A token that has been taken apart and not been verified: it can be asked for its header, never for its payload.
///
/// This is for choosing a key by hand, where a [`Verifier`](crate::Verifier) with its own way to find keys does not
/// fit.
///
/// ```
/// use jwt_codec::jws::Unverified;
/// # let key = jwt_codec::VerifyingKey::<jwt_codec::Hs256>::from_secret(&jwt_codec_doc_secret())?;
/// # fn jwt_codec_doc_secret() -> Vec<u8> { vec![1; 32] }
/// # let token = {
/// #     use jwt_codec::{Hs256, Sign, SigningKey, jws::{self, Header}};
/// #     let key = SigningKey::<Hs256>::from_secret(&jwt_codec_doc_secret())?;
/// #     jws::sign(&Header::new(key.algorithm()).with_key_id("tenant-7"), b"payload", &key)?
/// # };
/// let unverified = Unverified::parse(&token)?;
/// assert_eq!(unverified.header().key_id(), Some("tenant-7"));
/// // Find the tenant's key, then:
/// let verified = unverified.verify(&key)?;
/// assert_eq!(verified.payload, b"payload");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Unverified<'t> {
    segments: Segments<'t>,
    header: Header,
}

impl<'t> Unverified<'t> {
    /// Takes a token of at most 16 KiB apart and reads its header: RFC 7515 section 5.2, steps 1 to 5.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Malformed`] for a token that is not three segments, or whose header is not as RFC 7515 section 4
    /// has it; [`VerifyError::UnsupportedCritical`] for a `crit`.
    pub fn parse(token: &'t str) -> Result<Self, VerifyError> {
        Self::parse_with_limit(token, DEFAULT_MAX_TOKEN_LEN)
    }

    /// [`parse`](Self::parse) with another limit than 16 KiB: at most `max_token_len` bytes.
    ///
    /// Some issuers have longer tokens, such as those with a chain of certificates in the header.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with_limit(token: &'t str, max_token_len: usize) -> Result<Self, VerifyError> {
        let unverified = Self::parse_any_critical(token, max_token_len)?;
        unverified.header.require_no_critical()?;
        Ok(unverified)
    }

    fn parse_any_critical(token: &'t str, max_token_len: usize) -> Result<Self, VerifyError> {
        let segments = Segments::split(token, max_token_len)?;
        let header = Header::decode(segments.header)?;
        Ok(Self { segments, header })
    }

    /// [`parse`](Self::parse) for a token without its payload (RFC 7515 appendix F), which may be unencoded (RFC 7797).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); also if the payload is there.
    pub fn parse_detached(token: &'t str) -> Result<Self, VerifyError> {
        Self::parse_detached_with_limit(token, DEFAULT_MAX_TOKEN_LEN)
    }

    /// [`parse_detached`](Self::parse_detached) with another limit than 16 KiB: at most `max_token_len` bytes, without the
    /// payload.
    ///
    /// # Errors
    ///
    /// As [`parse_detached`](Self::parse_detached).
    pub fn parse_detached_with_limit(token: &'t str, max_token_len: usize) -> Result<Self, VerifyError> {
        let unverified = Self::parse_any_critical(token, max_token_len)?;
        unverified.header.require_known_critical()?;
        unverified.require_detached()?;
        Ok(unverified)
    }

    /// There is no payload that nobody would check.
    const fn require_detached(&self) -> Result<(), VerifyError> {
        if self.segments.payload.is_empty() {
            Ok(())
        } else {
            Err(VerifyError::Malformed(Part::Payload, Defect::NotDetached))
        }
    }

    /// The header, unverified.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Checks the signature with this key: RFC 7515 section 5.2, steps 6 to 8.
    ///
    /// # Errors
    ///
    /// [`VerifyError::AlgorithmMismatch`] if the header names another algorithm than the key's,
    /// [`VerifyError::Malformed`] if signature or payload are not base64url, [`VerifyError::InvalidSignature`]
    /// otherwise.
    pub fn verify(self, key: &impl Verify) -> Result<Verified, VerifyError> {
        self.header.require_no_critical()?;
        let signed = self.segments.verify(&self.header, key)?;
        let mut payload = Vec::new();
        let length = signed.decode(&Codec::new(), &mut payload)?.length;
        payload.truncate(length);
        Ok(Verified { header: self.header, payload })
    }

    /// Checks the signature over a detached payload with this key.
    ///
    /// # Errors
    ///
    /// [`VerifyError::AlgorithmMismatch`] if the header names another algorithm than the key's,
    /// [`VerifyError::Malformed`] if the signature is not base64url or the token has a payload of its own,
    /// [`VerifyError::InvalidSignature`] otherwise.
    pub fn verify_detached(self, payload: &[u8], key: &impl Verify) -> Result<Header, VerifyError> {
        self.require_detached()?;
        let input = signing_input(self.segments.header, &self.header, payload, &Codec::new(), 0);
        self.segments.verify_over(&input, &self.header, key)?;
        Ok(self.header)
    }
}

/// The header alone: a token is a credential.
impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified").field("header", &self.header).finish_non_exhaustive()
    }
}
