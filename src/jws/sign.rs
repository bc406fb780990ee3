//! Signing a payload of any bytes: RFC 7515 section 5.1.

use alloc::string::String;

use super::Header;
use crate::base64url;
use crate::error::{SignError, VerifyError};
use crate::jwa::{MAX_SIGNATURE_LEN, Sign};

/// Signs a payload, whatever bytes it is, and gives the token.
///
/// # Errors
///
/// [`SignError::AlgorithmMismatch`] if the header does not name the key's algorithm, [`SignError::Key`] if the key cannot sign.
pub fn sign(header: &Header, payload: &[u8], key: &impl Sign) -> Result<String, SignError> {
    SigningInput::new(header, payload).sign(key)
}

/// What is signed: `header "." payload`, both base64url (RFC 7515 section 5.1, step 5).
///
/// ```
/// use jwt_codec::jws::SigningInput;
/// use jwt_codec::{Hs256, SigningKey};
///
/// // A header with members of its own, in its very own spelling:
/// let input = SigningInput::from_json(r#"{"alg":"HS256","x":[1, 2]}"#, b"payload")?;
/// let token = input.sign(&SigningKey::<Hs256>::generate()?)?;
/// assert!(token.starts_with("eyJhbGciOiJIUzI1NiIsIngiOlsxLCAyXX0.cGF5bG9hZA."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningInput {
    text: String,
    header: Header,
}

impl SigningInput {
    /// Joins a header and a payload.
    #[must_use]
    pub fn new(header: &Header, payload: &[u8]) -> Self {
        Self::join(&header.to_json(), header.clone(), payload)
    }

    /// Joins a header, as the JSON that it is, and a payload.
    ///
    /// # Errors
    ///
    /// [`SignError::Malformed`] if a verifier would refuse the header.
    pub fn from_json(header: &str, payload: &[u8]) -> Result<Self, SignError> {
        match Header::from_json(&mut header.as_bytes().to_vec()) {
            Ok(read) => Ok(Self::join(header, read, payload)),
            Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
            Err(_) => Err(SignError::AlgorithmMismatch),
        }
    }

    fn join(json: &str, header: Header, payload: &[u8]) -> Self {
        let mut text = String::new();
        base64url::append(json.as_bytes(), &mut text);
        text.push('.');
        base64url::append(payload, &mut text);
        Self { text, header }
    }

    /// The bytes that are signed.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Signs, and gives the token.
    ///
    /// # Errors
    ///
    /// [`SignError::AlgorithmMismatch`] if the header does not name the key's algorithm, [`SignError::Key`] if the key cannot sign.
    pub fn sign(mut self, key: &impl Sign) -> Result<String, SignError> {
        self.header
            .require_algorithm(key.algorithm())
            .map_err(|_| SignError::AlgorithmMismatch)?;
        append_signature(key, &mut self.text, 0)?;
        Ok(self.text)
    }
}

/// Signs what `text` holds from `start`, and appends `"." signature`.
pub(crate) fn append_signature(
    key: &impl Sign,
    text: &mut String,
    start: usize,
) -> Result<(), SignError> {
    let mut buffer = [0; MAX_SIGNATURE_LEN];
    let too_long = || SignError::Key("signature longer than any algorithm's".into());
    let signature = buffer.get_mut(..key.signature_len()).ok_or_else(too_long)?;
    key.sign(text.as_bytes().get(start..).unwrap_or_default(), signature)?;
    text.push('.');
    base64url::append(signature, text);
    Ok(())
}
