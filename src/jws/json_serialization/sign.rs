//! Signing, and writing both forms: RFC 7515 sections 5.1 and 7.2.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::sign::signature;
use super::super::{Header, StackScratch, UnprotectedHeader};
use super::JsonSerialization;
use super::read::SignatureTexts;
use super::signature::Signature;
use crate::base64url;
use crate::error::{Defect, JwsMember, Part, SignError, VerifyError};
use crate::jwa::Sign;

impl JsonSerialization {
    /// Adds a signature to those that the document has.
    ///
    /// The document may have been parsed: verify it before you sign what others have signed. Verifiers accept 16 signatures
    /// by default.
    ///
    /// # Errors
    ///
    /// - [`SignError::AlgorithmMismatch`] if the header does not name the key's algorithm.
    /// - [`SignError::Malformed`] if a verifier would reject the headers, among others because they have a parameter in
    ///   common; if `b64` (RFC 7797) is not that of the other signatures; or if the payload is absent, or is unencoded and
    ///   not UTF-8.
    /// - [`SignError::Key`] if the key cannot sign.
    pub fn sign(
        mut self,
        header: &Header,
        unprotected: &UnprotectedHeader,
        key: &(impl Sign + ?Sized),
    ) -> Result<Self, SignError> {
        header.require_algorithm(key.algorithm()).map_err(|_| SignError::AlgorithmMismatch)?;
        let protected = base64url::encode(header.to_json().as_bytes());
        let unprotected = unprotected.to_received()?;
        let texts = SignatureTexts { protected: Some(protected.into()), unprotected, signature: String::new().into() };
        self.signatures.push(Signature::read(texts));
        self.sign_last(key)?;
        Ok(self)
    }

    /// Makes the last signature, if a verifier would read its headers as they are meant.
    fn sign_last(&mut self, key: &(impl Sign + ?Sized)) -> Result<(), SignError> {
        self.require_one_encoding().map_err(|error| refused(&error))?;
        let payload_is_encoded = self.payload_is_encoded();
        let Some(last) = self.signatures.last_mut() else { return Ok(()) };
        let headers = last.headers().map_err(|error| refused(&error))?;
        headers.protected.require_known_critical().map_err(|error| refused(&error))?;
        let payload = self.payload.signed(payload_is_encoded);
        let payload = payload.map_err(|defect| SignError::Malformed(Part::Payload, defect))?;
        let mut buffer = StackScratch::for_signature();
        let signature = signature(&last.signing_input(&payload), key, &mut buffer)?;
        last.attach(base64url::encode(signature));
        Ok(())
    }

    /// Returns the flattened form. It adds no white space. An unprotected header that was parsed stays as it was received.
    ///
    /// # Errors
    ///
    /// [`Defect::NotOneSignature`] if there is none, or more than one.
    ///
    /// ```
    /// use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
    /// use jwt_codec::{Algorithm, Es256, SigningKey};
    ///
    /// let (key, header) = (SigningKey::<Es256>::generate()?, Header::new(Algorithm::ES256));
    /// let signed = JsonSerialization::new(b"payload").sign(&header, &UnprotectedHeader::new(), &key)?;
    /// assert!(signed.to_flattened()?.starts_with(r#"{"payload":"cGF5bG9hZA","protected":""#));
    ///
    /// let twice = signed.sign(&header, &UnprotectedHeader::new(), &key)?;
    /// assert_eq!(twice.to_flattened().unwrap_err().to_string(), "token: not one signature");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_flattened(&self) -> Result<String, SignError> {
        match self.signatures.as_slice() {
            [signature] => {
                let payload = self.payload.to_member(self.payload_is_encoded());
                Ok(["{", &payload, &signature.to_members(), "}"].concat())
            }
            _ => Err(SignError::Malformed(Part::Token, Defect::NotOneSignature)),
        }
    }

    /// Returns the general form. It adds no white space. An unprotected header that was parsed stays as it was received.
    ///
    /// # Errors
    ///
    /// [`Defect::MemberEmpty`] if there is no signature.
    pub fn to_general(&self) -> Result<String, SignError> {
        if self.signatures.is_empty() {
            return Err(SignError::Malformed(Part::Token, Defect::MemberEmpty(JwsMember::Signatures)));
        }
        let signatures: Vec<String> =
            self.signatures.iter().map(|signature| ["{", &signature.to_members(), "}"].concat()).collect();
        let payload = self.payload.to_member(self.payload_is_encoded());
        Ok(["{", &payload, "\"signatures\":[", &signatures.join(","), "]}"].concat())
    }
}

/// What a verifier would say of the headers.
const fn refused(error: &VerifyError) -> SignError {
    match error {
        VerifyError::Malformed(part, defect) => SignError::Malformed(*part, *defect),
        _ => SignError::Malformed(Part::Header, Defect::InvalidCritical),
    }
}
