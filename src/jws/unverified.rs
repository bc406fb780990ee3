//! A token whose signature is not checked yet.

use alloc::vec::Vec;
use core::fmt;

use serde_core::de::DeserializeOwned;

use super::segments::{DEFAULT_MAX_TOKEN_LEN, Segments};
use super::sign::signing_input;
use super::{Header, ReceivedHeader, Verified, VerifiedHeader};
use crate::base64url::Codec;
use crate::error::{Defect, Part, VerifyError};
use crate::jwa::Verify;

/// A parsed token that is not verified. It gives access to its header, never to its payload.
///
/// Use it to choose a key by hand, if a [`Verifier`](crate::Verifier) with your own [`FindKey`](super::FindKey) does
/// not fit.
///
/// ```
/// use jwt_codec::jws::Unverified;
/// # use jwt_codec::{Hs256, Sign, SigningKey, jws::{self, Header}};
/// # let key = SigningKey::<Hs256>::generate()?;
/// # let token = jws::sign(&Header::new(key.algorithm()).with_key_id("tenant-7"), b"payload", &key)?;
/// # let key = key.verifying_key();
///
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
    header: ReceivedHeader,
}

impl<'t> Unverified<'t> {
    /// Splits a token of at most 16 KiB and parses its header: RFC 7515 section 5.2, steps 1 to 5.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Malformed`] if the token does not have three segments, or its header violates RFC 7515 section 4.
    /// [`VerifyError::UnsupportedCritical`] if the header has a `crit`.
    pub fn parse(token: &'t str) -> Result<Self, VerifyError> {
        Self::parse_with_limit(token, DEFAULT_MAX_TOKEN_LEN)
    }

    /// Parses a token of at most `max_token_len` bytes, instead of 16 KiB: see [`parse`](Self::parse).
    ///
    /// Some issuers have longer tokens, such as those with a certificate chain in the header.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    ///
    /// ```
    /// use jwt_codec::jws::{self, Header, Unverified};
    /// use jwt_codec::{Algorithm, Hs256, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let token = jws::sign(&Header::new(Algorithm::HS256), &[0; 15_000], &key)?;
    /// assert_eq!(Unverified::parse(&token).unwrap_err().to_string(), "token: too long");
    ///
    /// let unverified = Unverified::parse_with_limit(&token, 32 * 1024)?;
    /// assert_eq!(unverified.verify(&key.verifying_key())?.payload, [0; 15_000]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_with_limit(token: &'t str, max_token_len: usize) -> Result<Self, VerifyError> {
        let unverified = Self::parse_any_critical(token, max_token_len)?;
        unverified.header.require_no_critical()?;
        Ok(unverified)
    }

    fn parse_any_critical(token: &'t str, max_token_len: usize) -> Result<Self, VerifyError> {
        let segments = Segments::split(token, max_token_len)?;
        let header = ReceivedHeader::decode(segments.header)?;
        Ok(Self { segments, header })
    }

    /// Parses a token without its payload (RFC 7515 appendix F), which may be unencoded (RFC 7797).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), but a `crit` that lists only a `b64` of `false` is accepted. Also if the token contains a
    /// payload.
    ///
    /// ```
    /// use jwt_codec::jws::{self, Header, Unverified};
    /// use jwt_codec::{Algorithm, Hs256, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let header = Header::new(Algorithm::HS256).with_key_id("tenant-7");
    /// let token = jws::sign_detached(&header, b"a large file", &key)?;
    ///
    /// let unverified = Unverified::parse_detached(&token)?;
    /// assert_eq!(unverified.header().key_id(), Some("tenant-7"));
    /// unverified.verify_detached(b"a large file", &key.verifying_key())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_detached(token: &'t str) -> Result<Self, VerifyError> {
        Self::parse_detached_with_limit(token, DEFAULT_MAX_TOKEN_LEN)
    }

    /// Parses a token without its payload, of at most `max_token_len` bytes instead of 16 KiB: see
    /// [`parse_detached`](Self::parse_detached).
    ///
    /// # Errors
    ///
    /// As [`parse_detached`](Self::parse_detached).
    ///
    /// ```
    /// use jwt_codec::jws::{self, Header, Unverified};
    /// use jwt_codec::{Algorithm, Hs256, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let header = Header::new(Algorithm::HS256).with_parameter("note", "x".repeat(20_000))?;
    /// let token = jws::sign_detached(&header, b"a large file", &key)?;
    /// assert!(Unverified::parse_detached(&token).is_err());
    /// assert!(Unverified::parse_detached_with_limit(&token, 32 * 1024).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_detached_with_limit(token: &'t str, max_token_len: usize) -> Result<Self, VerifyError> {
        let unverified = Self::parse_any_critical(token, max_token_len)?;
        unverified.header.require_known_critical()?;
        unverified.require_detached()?;
        Ok(unverified)
    }

    /// Rejects a payload in the token, which nobody would check.
    const fn require_detached(&self) -> Result<(), VerifyError> {
        if self.segments.payload.is_empty() {
            Ok(())
        } else {
            Err(VerifyError::Malformed(Part::Payload, Defect::NotDetached))
        }
    }

    /// Returns the header, which is unverified.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns a header parameter of a token that nobody has verified, or `None` if it is absent: **anybody can have
    /// written it**.
    ///
    /// Use it to look up a key that you already trust, such as one by its `x5t#S256`. Never take a key from it: not from
    /// `jwk`, not from `x5c` before you have checked its chain, nor from where `jku` or `x5u` point to. After verification, ask
    /// [`VerifiedHeader::parameter`].
    ///
    /// ```
    /// use jwt_codec::jws::Unverified;
    ///
    /// // The header is {"alg":"ES256","x5t":"AAAA"}.
    /// let unverified = Unverified::parse("eyJhbGciOiJFUzI1NiIsIng1dCI6IkFBQUEifQ.e30.AA")?;
    /// assert_eq!(unverified.untrusted_parameter("x5t")?, Some("AAAA".to_owned()));
    /// assert_eq!(unverified.untrusted_parameter::<String>("x5t#S256")?, None);
    /// # Ok::<(), jwt_codec::VerifyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Deserialize`] if the parameter does not fit `T`. `null` fits only an `Option`.
    /// - [`VerifyError::Malformed`] if a string in it has a lone surrogate.
    pub fn untrusted_parameter<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, VerifyError> {
        self.header.parameter(name)
    }

    /// Checks the signature with a key and returns the header and payload: RFC 7515 section 5.2, steps 6 to 8.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::UnsupportedCritical`] if the payload is unencoded.
    /// - [`VerifyError::AlgorithmMismatch`] if the header names another algorithm than the key's.
    /// - [`VerifyError::Malformed`] if the signature or the payload is not base64url.
    /// - [`VerifyError::InvalidSignature`] otherwise.
    pub fn verify(self, key: &(impl Verify + ?Sized)) -> Result<Verified, VerifyError> {
        self.header.require_no_critical()?;
        let signed = self.segments.verify(&self.header, key)?;
        let mut payload = Vec::new();
        let length = signed.decode(&Codec::new(), &mut payload)?.length;
        payload.truncate(length);
        Ok(Verified { header: VerifiedHeader::new(self.header), payload })
    }

    /// Checks the signature over a detached payload with a key and returns the header.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::AlgorithmMismatch`] if the header names another algorithm than the key's.
    /// - [`VerifyError::Malformed`] if the signature is not base64url, or the token contains a payload.
    /// - [`VerifyError::InvalidSignature`] otherwise.
    ///
    /// ```
    /// use jwt_codec::jws::{self, Header, Unverified};
    /// use jwt_codec::{Algorithm, Hs256, SigningKey, VerifyError};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let token = jws::sign_detached(&Header::new(Algorithm::HS256), b"a large file", &key)?;
    /// let unverified = Unverified::parse_detached(&token)?;
    /// let verdict = unverified.verify_detached(b"another file", &key.verifying_key());
    /// assert_eq!(verdict, Err(VerifyError::InvalidSignature));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_detached(self, payload: &[u8], key: &(impl Verify + ?Sized)) -> Result<VerifiedHeader, VerifyError> {
        self.require_detached()?;
        let input = signing_input(self.segments.header, &self.header, payload, &Codec::new(), 0);
        self.segments.verify_over(&input, &self.header, key)?;
        Ok(VerifiedHeader::new(self.header))
    }
}

/// Shows only the header: a token is a credential.
impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified").field("header", self.header()).finish_non_exhaustive()
    }
}
