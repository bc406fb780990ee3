//! One signature of a JSON serialization, with its two headers: RFC 7515 section 5.2.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::header::{ReceivedHeader, ReceivedUnprotected};
use super::super::segments::verify_text;
use super::super::{FindKey, Header, find_key};
use super::read::SignatureTexts;
use crate::error::{Defect, Part, VerifyError};
use crate::json;

/// A signature, which need not be good.
pub(super) struct Signature {
    texts: SignatureTexts,
    /// A signature whose headers are not in order is rejected later, by itself.
    headers: Result<Headers, VerifyError>,
    payload_is_encoded: Option<bool>,
}

pub(super) struct Headers {
    pub(super) protected: ReceivedHeader,
    /// The JOSE header: the protected and the unprotected header together.
    jose: Header,
}

impl Signature {
    pub(super) fn read(texts: SignatureTexts) -> Self {
        let protected = texts.protected.as_deref();
        let headers = Headers::read(protected, texts.unprotected.as_ref());
        let payload_is_encoded = match &headers {
            Ok(headers) => Some(headers.protected.payload_is_encoded()),
            // RFC 7797 section 3: encoded by default.
            Err(_) => protected.map_or(Some(true), ReceivedHeader::encoding),
        };
        Self { texts, headers, payload_is_encoded }
    }

    pub(super) fn headers(&self) -> Result<&Headers, VerifyError> {
        self.headers.as_ref().map_err(Clone::clone)
    }

    pub(super) fn unprotected(&self) -> Option<&str> {
        self.texts.unprotected.as_ref().map(ReceivedUnprotected::json)
    }

    /// Returns whether the payload is base64url encoded. Only the protected header says so, and nothing does if it cannot
    /// be read.
    pub(super) const fn payload_is_encoded(&self) -> Option<bool> {
        self.payload_is_encoded
    }

    /// Step 8: `protected "." payload`.
    pub(super) fn signing_input(&self, payload: &[u8]) -> Vec<u8> {
        let protected = self.texts.protected.as_deref().unwrap_or_default();
        [protected.as_bytes(), b".", payload].concat()
    }

    /// Steps 5 to 8: finds the key, compares `alg` with its algorithm, and checks the signature.
    pub(super) fn verify<K: FindKey + ?Sized>(&self, signing_input: &[u8], keys: &K) -> Result<(), VerifyError> {
        let headers = self.headers()?;
        headers.protected.require_known_critical()?;
        let key = find_key(keys, &headers.jose)?;
        verify_text(&self.texts.signature, signing_input, &headers.jose, &key)
    }

    /// Sets the signature itself.
    pub(super) fn attach(&mut self, signature: String) {
        self.texts.signature = signature.into();
    }

    /// Returns the members, in JSON.
    pub(super) fn to_members(&self) -> String {
        let mut members = String::new();
        if let Some(protected) = &self.texts.protected {
            members.extend(["\"protected\":", &json::text(&**protected), ","]);
        }
        if let Some(unprotected) = self.unprotected() {
            members.extend(["\"header\":", unprotected, ","]);
        }
        members.extend(["\"signature\":", &json::text(&*self.texts.signature)]);
        members
    }
}

impl Headers {
    /// Steps 2 to 4. `alg` is protected: a signature without a protected header has none.
    fn read(protected: Option<&str>, unprotected: Option<&ReceivedUnprotected>) -> Result<Self, VerifyError> {
        let malformed = |defect| VerifyError::Malformed(Part::Header, defect);
        unprotected.map_or(Ok(()), ReceivedUnprotected::check).map_err(malformed)?;
        let protected = protected.ok_or_else(|| malformed(Defect::MissingAlgorithm))?;
        let (protected, jose) = match unprotected {
            Some(unprotected) => unprotected.join(protected)?,
            None => {
                let protected = ReceivedHeader::decode(protected)?;
                let jose = Header::clone(&protected);
                (protected, jose)
            }
        };
        Ok(Self { protected, jose })
    }
}
