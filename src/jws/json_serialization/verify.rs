//! Deciding by several signatures: RFC 7515 section 5.2.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde_core::de::DeserializeOwned;

use super::super::header::parameter;
use super::super::{FindKey, VerifiedHeader};
use super::JsonSerialization;
use crate::error::{Part, SignaturesError, VerifyError};

/// A payload that was accepted, and what was found of each signature.
///
/// ```
/// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader, VerifiedSignatures};
/// use jwt_codec::{Es256, Sign, SigningKey, VerifyError};
///
/// let (ours, theirs) = (SigningKey::<Es256>::generate()?, SigningKey::<Es256>::generate()?);
/// let header = Header::new(ours.algorithm());
/// let signed = JsonSerialization::new(b"a contract")
///     .sign(&header, &UnprotectedHeader::new(), &theirs)?
///     .sign(&header, &UnprotectedHeader::new(), &ours)?;
///
/// let verified: VerifiedSignatures = signed.verify_any(&ours.verifying_key())?;
/// assert_eq!(verified.payload, b"a contract");
/// assert_eq!(verified.good[0].index, 1);
/// assert_eq!(verified.rejected, [(0, VerifyError::InvalidSignature)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedSignatures {
    /// The payload, decoded.
    pub payload: Vec<u8>,
    /// The good signatures, in the order of the document.
    pub good: Vec<VerifiedSignature>,
    /// The other signatures: the place of each in the document, counted from 0, and the reason. They say nothing about
    /// the payload.
    pub rejected: Vec<(usize, VerifyError)>,
}

/// A good signature.
///
/// ```
/// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader, VerifiedSignature};
/// use jwt_codec::{Algorithm, Es256, SigningKey};
///
/// let key = SigningKey::<Es256>::generate()?;
/// let (header, unprotected) = (Header::new(Algorithm::ES256).with_typ("contract"), UnprotectedHeader::new());
/// let signed = JsonSerialization::new(b"a contract").sign(&header, &unprotected.with_key_id("alice"), &key)?;
///
/// let good: Vec<VerifiedSignature> = signed.verify_all(&key.verifying_key())?.good;
/// assert_eq!((good[0].index, good[0].header.typ()), (0, Some("contract")));
/// // A hint, which anybody can have changed.
/// assert_eq!(good[0].unprotected_parameter("kid")?, Some("alice".to_owned()));
/// assert_eq!(good[0].unprotected_json(), Some(r#"{"kid":"alice"}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedSignature {
    /// The place in the document, counted from 0.
    pub index: usize,
    /// The protected header, covered by the signature. It need not have the `kid` that found the key.
    pub header: VerifiedHeader,
    unprotected: Option<Box<str>>,
}

impl VerifiedSignature {
    /// Returns the unprotected header parameter of this name, or `None` if it is absent. **No signature covers it**: anybody
    /// can have written it.
    ///
    /// # Errors
    ///
    /// As [`VerifiedHeader::parameter`].
    pub fn unprotected_parameter<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, VerifyError> {
        self.unprotected_json().map_or(Ok(None), |json| parameter(json, name))
    }

    /// Returns the unprotected header as JSON, byte for byte as it was received, if there is one. **No signature covers
    /// it.**
    #[must_use]
    pub fn unprotected_json(&self) -> Option<&str> {
        self.unprotected.as_deref()
    }
}

impl JsonSerialization {
    /// Accepts the payload if **each** of these keys made a good signature, and returns it. Other signatures may be bad.
    ///
    /// An element is a key or, for a signer with several, a set. A key that is in two elements counts for both, so give
    /// each signer its own. For keys of different types, give `&dyn Verify`.
    ///
    /// Every signature is tried with every element that has a key for its header. So there are at most as many
    /// verifications as signatures times elements.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Signatures`] if one of the keys made no good signature, or if there are no keys.
    /// - [`VerifyError::Malformed`] if the payload is absent, or is not base64url and should be.
    pub fn verify_each<K: FindKey>(&self, keys: &[K]) -> Result<VerifiedSignatures, VerifyError> {
        let signers: Vec<&K> = keys.iter().collect();
        self.verify_if(&signers, |judged| judged.unsigned().is_none())
    }

    /// Accepts the payload if **any** signature is good, and returns it. Each signature is verified with the key that is
    /// found for it, so you learn which ones are good.
    ///
    /// The other signatures may be bad, and anybody can have added them.
    ///
    /// The key is found by both headers. A `kid` in the unprotected header is not authenticated, but a signature is good
    /// only for the key that made it.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Signatures`] if no signature is good.
    /// - [`VerifyError::Malformed`] if the payload is absent, or is not base64url and should be.
    ///
    /// ```
    /// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
    /// use jwt_codec::{Algorithm, EdDsa, Es256, SigningKey};
    ///
    /// let (classic, modern) = (SigningKey::<Es256>::generate()?, SigningKey::<EdDsa>::generate()?);
    /// let signed = JsonSerialization::new(b"a release")
    ///     .sign(&Header::new(Algorithm::ES256), &UnprotectedHeader::new(), &classic)?
    ///     .sign(&Header::new(Algorithm::EdDSA), &UnprotectedHeader::new(), &modern)?;
    ///
    /// // This verifier has only one of the keys.
    /// assert_eq!(signed.verify_any(&modern.verifying_key())?.payload, b"a release");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_any<K: FindKey + ?Sized>(&self, keys: &K) -> Result<VerifiedSignatures, VerifyError> {
        self.verify_if(&[keys], |_| true)
    }

    /// Accepts the payload if **all** signatures in the document are good, and returns it.
    ///
    /// It does not say that all signers have signed: anybody can remove a signature, down to the last. It also rejects a
    /// document to which somebody added a signature of a key that you do not know.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Signatures`] if a signature is not good.
    /// - [`VerifyError::Malformed`] if the payload is absent, or is not base64url and should be.
    ///
    /// ```
    /// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
    /// use jwt_codec::{Algorithm, Es256, SigningKey};
    ///
    /// let (ours, unknown) = (SigningKey::<Es256>::generate()?, SigningKey::<Es256>::generate()?);
    /// let header = Header::new(Algorithm::ES256);
    /// let signed = JsonSerialization::new(b"a release").sign(&header, &UnprotectedHeader::new(), &ours)?;
    /// assert_eq!(signed.verify_all(&ours.verifying_key())?.payload, b"a release");
    ///
    /// let signed = signed.sign(&header, &UnprotectedHeader::new(), &unknown)?;
    /// assert!(signed.verify_all(&ours.verifying_key()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_all<K: FindKey + ?Sized>(&self, keys: &K) -> Result<VerifiedSignatures, VerifyError> {
        self.verify_if(&[keys], |judged| judged.rejected.is_empty())
    }

    /// Returns the payload if at least one signature is good, and these are enough.
    fn verify_if<K: FindKey + ?Sized>(
        &self,
        signers: &[&K],
        are_enough: impl FnOnce(&Judged) -> bool,
    ) -> Result<VerifiedSignatures, VerifyError> {
        let malformed = |defect| VerifyError::Malformed(Part::Payload, defect);
        let payload_is_encoded = self.payload_is_encoded();
        let signed = self.payload.signed(payload_is_encoded).map_err(malformed)?;
        let judged = self.judge(&signed, signers);
        if judged.good.is_empty() || !are_enough(&judged) {
            let unsigned = judged.unsigned();
            return Err(VerifyError::Signatures(SignaturesError::new(judged.rejected, unsigned)));
        }
        let payload = self.payload.decode(payload_is_encoded).map_err(malformed)?;
        Ok(VerifiedSignatures { payload, good: judged.good, rejected: judged.rejected })
    }

    /// Verifies each signature with the keys of each signer.
    fn judge<K: FindKey + ?Sized>(&self, payload: &[u8], signers: &[&K]) -> Judged {
        let mut judged =
            Judged { good: Vec::new(), rejected: Vec::new(), has_signed: signers.iter().map(|_| false).collect() };
        for (index, signature) in self.signatures.iter().enumerate() {
            let signing_input = signature.signing_input(payload);
            let verdicts: Vec<_> = signers.iter().map(|keys| signature.verify(&signing_input, *keys)).collect();
            for (has_signed, verdict) in judged.has_signed.iter_mut().zip(&verdicts) {
                *has_signed |= verdict.is_ok();
            }
            match (verdicts.into_iter().max_by_key(progress), signature.headers()) {
                (Some(Ok(())), Ok(headers)) => judged.good.push(VerifiedSignature {
                    index,
                    header: VerifiedHeader::new(headers.protected.clone()),
                    unprotected: signature.unprotected().map(Box::from),
                }),
                (Some(Err(error)), _) | (_, Err(error)) => judged.rejected.push((index, error)),
                (None, Ok(_)) => {}
            }
        }
        judged
    }
}

/// What was found of all signatures.
struct Judged {
    good: Vec<VerifiedSignature>,
    rejected: Vec<(usize, VerifyError)>,
    /// For each signer, whether one of its keys made a good signature.
    has_signed: Vec<bool>,
}

impl Judged {
    /// Returns the place of the first signer without a good signature.
    fn unsigned(&self) -> Option<usize> {
        self.has_signed.iter().position(|has_signed| !has_signed)
    }
}

/// How far a verification came. Of several signers' verdicts on a signature, the furthest says most.
const fn progress(verdict: &Result<(), VerifyError>) -> u8 {
    match verdict {
        Err(VerifyError::KeyNotFound(_)) => 0,
        Err(VerifyError::AlgorithmMismatch) => 1,
        Err(_) => 2,
        Ok(()) => 3,
    }
}
