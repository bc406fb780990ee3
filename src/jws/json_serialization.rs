//! The JSON serialization: RFC 7515 section 7.2.
//!
//! | file | does |
//! |---|---|
//! | `read` | parses the structure of a document, but no protected header, payload or signature |
//! | `signature` | reads the headers of one signature, and verifies it |
//! | `payload` | the payload: as it is signed, as it is written, as it is returned |
//! | `sign` | adds a signature, and writes both forms |
//! | `verify` | decides by all signatures |

mod payload;
mod read;
mod sign;
mod signature;
mod verify;

use alloc::vec::Vec;
use core::fmt;

use super::segments::{DEFAULT_MAX_TOKEN_LEN, require_length};
use crate::error::{Defect, Part, VerifyError};
use payload::Payload;
use read::Document;
use signature::Signature;

pub use verify::{VerifiedSignature, VerifiedSignatures};

/// How many signatures a document may have by default. Each of them costs a verification, and 16 KiB have room for a hundred
/// of ES256.
const DEFAULT_MAX_SIGNATURES: usize = 16;

/// A payload with one or more signatures, in the JSON serialization (RFC 7515 section 7.2).
///
/// Each signature has its own key, algorithm, protected [`Header`](super::Header) and
/// [`UnprotectedHeader`](super::UnprotectedHeader). There are two forms: *general*, for any number of signatures, and
/// *flattened*, for exactly one. [`parse`](Self::parse) reads both.
///
/// **It is never a JWT**, which has only the compact form (RFC 7519 section 3). A [`Verifier`](crate::Verifier) rejects
/// it, and nothing here checks claims.
///
/// ```
/// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
/// use jwt_codec::{Es256, Hs256, Sign, SigningKey, Verify};
///
/// let (alice, bob) = (SigningKey::<Es256>::generate()?, SigningKey::<Hs256>::generate()?);
/// let text = JsonSerialization::new(b"a contract")
///     .sign(&Header::new(alice.algorithm()), &UnprotectedHeader::new().with_key_id("alice"), &alice)?
///     .sign(&Header::new(bob.algorithm()).with_key_id("bob"), &UnprotectedHeader::new(), &bob)?
///     .to_general()?;
///
/// // Both must have signed.
/// let (alice, bob) = (alice.verifying_key(), bob.verifying_key());
/// let keys: [&dyn Verify; 2] = [&alice, &bob];
/// let document = JsonSerialization::parse(&text)?;
/// assert_eq!(document.signature_count(), 2);
/// let verified = document.verify_each(&keys)?;
/// assert_eq!(verified.payload, b"a contract");
/// assert_eq!(verified.good[1].header.key_id(), Some("bob"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Which signatures must be good
///
/// | method | accepts the payload if |
/// |---|---|
/// | [`verify_each`](Self::verify_each) | each of the given keys made a good signature |
/// | [`verify_any`](Self::verify_any) | at least one signature is good, whatever the others are |
/// | [`verify_all`](Self::verify_all) | every signature in the document is good |
///
/// **Nothing signs the list of signatures.** Anybody can remove one, or add one. To require the signatures of
/// certain signers, use `verify_each`.
///
/// # What is rejected
///
/// The document, by [`parse`](Self::parse):
///
/// - if it is longer than 16 KiB, or has more than 16 signatures: each costs a verification. Both limits can be
///   [set](Self::parse_with_limits);
/// - if a name occurs twice in one object, at any depth, or JSON is nested too deep;
/// - if it is general and flattened at once, has no signature, or a member of the wrong type;
/// - if `protected` is the empty string, or `header` the empty object: a member for an empty header must be absent (RFC 7515
///   section 7.2.1);
/// - if its unknown members, or the unknown parameters of one unprotected header, hold more than 64 values;
/// - if `b64` (RFC 7797) is not the same in all signatures. It is `true` by default, also in a signature without a
///   protected header. A protected header that cannot be read is not compared, nor is a `b64` that is not a boolean.
///
/// A single signature, when it is verified:
///
/// - if `alg` is not in its protected header. RFC 7515 allows an unprotected `alg`; this crate does not, since anybody
///   could change it;
/// - if `crit` or `b64` is unprotected, or `crit` lists anything but a `b64` of `false`;
/// - if a header parameter is in both headers.
///
/// Other unknown members of the document are ignored (RFC 7515 section 7.2.1).
pub struct JsonSerialization {
    payload: Payload,
    signatures: Vec<Signature>,
}

impl JsonSerialization {
    /// Starts a document with a payload of any bytes, which is not signed yet: see [`sign`](Self::sign).
    #[must_use]
    pub fn new(payload: &[u8]) -> Self {
        Self { payload: Payload::attached(payload), signatures: Vec::new() }
    }

    /// Starts a document that will not contain its payload (RFC 7515 appendix F).
    ///
    /// ```
    /// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
    /// use jwt_codec::{Algorithm, Es256, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let signed = JsonSerialization::detached(b"a large file");
    /// let signed = signed.sign(&Header::new(Algorithm::ES256), &UnprotectedHeader::new(), &key)?;
    /// assert!(!signed.to_general()?.contains("payload"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn detached(payload: &[u8]) -> Self {
        Self { payload: Payload::detached(payload), signatures: Vec::new() }
    }

    /// Parses a document of at most 16 KiB and 16 signatures, in either form. Nothing in it is verified yet.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Malformed`], see [what is rejected](Self#what-is-rejected).
    pub fn parse(text: &str) -> Result<Self, VerifyError> {
        Self::parse_with_limits(text, DEFAULT_MAX_TOKEN_LEN, DEFAULT_MAX_SIGNATURES)
    }

    /// Parses a document of at most `max_len` bytes and `max_signatures` signatures: see [`parse`](Self::parse).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    ///
    /// ```
    /// use jwt_codec::jws::JsonSerialization;
    ///
    /// let signature = r#"{"protected":"eyJhbGciOiJFUzI1NiJ9","signature":"AAAA"}"#;
    /// let two = format!(r#"{{"payload":"","signatures":[{signature},{signature}]}}"#);
    /// assert!(JsonSerialization::parse_with_limits(&two, 32 * 1024, 2).is_ok());
    ///
    /// let refused = JsonSerialization::parse_with_limits(&two, 32 * 1024, 1).unwrap_err();
    /// assert_eq!(refused.to_string(), "token: too many signatures");
    /// ```
    pub fn parse_with_limits(text: &str, max_len: usize, max_signatures: usize) -> Result<Self, VerifyError> {
        require_length(text, max_len)?;
        let document =
            Document::read(text, max_signatures).map_err(|defect| VerifyError::Malformed(Part::Token, defect))?;
        let parsed = Self {
            payload: document.payload.map_or(Payload::Absent, Payload::Member),
            signatures: document.signatures.into_iter().map(Signature::read).collect(),
        };
        parsed.require_one_encoding()?;
        Ok(parsed)
    }

    /// Adds the payload to a document that was parsed without it (RFC 7515 appendix F).
    ///
    /// RFC 7515 deletes the member `payload`. Some producers leave it as an empty string instead, such as the JavaScript
    /// library `jose` if the payload is unencoded (RFC 7797). In the compact form, an empty segment means the same. The given
    /// payload replaces the empty string. If none is given, the empty string is the payload.
    ///
    /// ```
    /// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
    /// use jwt_codec::{Hs256, Sign, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let header = Header::new(key.algorithm()).with_unencoded_payload();
    /// let signed = JsonSerialization::detached(b"a large file").sign(&header, &UnprotectedHeader::new(), &key)?;
    /// let text = signed.to_flattened()?;
    /// assert!(!text.contains("payload"));
    ///
    /// let key = key.verifying_key();
    /// let parsed = JsonSerialization::parse(&text)?;
    /// assert_eq!(parsed.verify_all(&key).unwrap_err().to_string(), "payload: detached, and not given");
    /// parsed.with_detached_payload(b"a large file")?.verify_all(&key)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Defect::NotDetached`] if the document contains a payload that is not empty, which nobody would check; or if it has a
    /// payload already from [`new`](Self::new), [`detached`](Self::detached) or this method.
    pub fn with_detached_payload(mut self, payload: &[u8]) -> Result<Self, VerifyError> {
        if !self.payload.may_be_detached() {
            return Err(VerifyError::Malformed(Part::Payload, Defect::NotDetached));
        }
        self.payload = Payload::detached(payload);
        Ok(self)
    }

    /// Returns the number of signatures, good or bad.
    #[must_use]
    pub const fn signature_count(&self) -> usize {
        self.signatures.len()
    }

    /// Requires `b64` to be the same in all signatures (RFC 7797 section 3), so that the payload has one meaning. The
    /// signatures that will be rejected count too, unless their protected header cannot be read.
    fn require_one_encoding(&self) -> Result<(), VerifyError> {
        let mut encodings = self.signatures.iter().filter_map(Signature::payload_is_encoded);
        let first = encodings.next();
        if encodings.all(|encoding| Some(encoding) == first) {
            Ok(())
        } else {
            Err(VerifyError::Malformed(Part::Header, Defect::MixedEncodings))
        }
    }

    /// Returns whether the payload is base64url encoded.
    fn payload_is_encoded(&self) -> bool {
        self.signatures.iter().find_map(Signature::payload_is_encoded).unwrap_or(true)
    }
}

/// Shows no payload and no signature: nobody has verified them.
impl fmt::Debug for JsonSerialization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonSerialization").field("signature_count", &self.signatures.len()).finish_non_exhaustive()
    }
}
