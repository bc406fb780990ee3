//! Signing a payload of any bytes: RFC 7515 section 5.1.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Header, Scratch, StackScratch};
use crate::base64url::{self, Codec};
use crate::error::{Defect, Part, SignError, VerifyError};
use crate::jwa::{Algorithm, Sign};

/// Signs a payload of any bytes and returns the token.
///
/// # Errors
///
/// [`SignError::AlgorithmMismatch`] if the header does not name the key's algorithm, [`SignError::Malformed`] if it
/// says that the payload is unencoded or if a verifier would reject it, [`SignError::Key`] if the key cannot sign.
pub fn sign(header: &Header, payload: &[u8], key: &(impl Sign + ?Sized)) -> Result<String, SignError> {
    SigningInput::new(header, payload).sign(key)
}

/// Signs a payload and returns the token without it: `header..signature` (RFC 7515 appendix F).
///
/// # Errors
///
/// As [`sign`], except that the payload may be unencoded.
///
/// With critical parameters in the header, the token is for another verifier: [`verify_detached`](super::verify_detached)
/// understands none but `b64`.
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Algorithm, EdDsa, SigningKey};
///
/// let key = SigningKey::<EdDsa>::generate()?;
/// let token = jws::sign_detached(&Header::new(Algorithm::EdDSA), b"a large file", &key)?;
/// assert!(token.contains(".."));
/// assert!(jws::verify_detached(&token, b"a large file", &key.verifying_key()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign_detached(header: &Header, payload: &[u8], key: &(impl Sign + ?Sized)) -> Result<String, SignError> {
    SigningInput::detached(header, payload).sign(key)
}

/// The bytes to sign: `header "." payload`, both base64url (RFC 7515 section 5.1, step 5).
///
/// An HSM, a KMS or an asynchronous call can sign it: send [`as_bytes`](Self::as_bytes), and [`attach`](Self::attach)
/// the signature that comes back.
///
/// ```
/// use jwt_codec::jws::{Header, SigningInput};
/// use jwt_codec::{Algorithm, Hs256, Sign, SigningKey};
/// # let key = SigningKey::<Hs256>::generate()?;
/// # let remote = |message: &[u8]| { let mut s = vec![0; 32]; key.sign(message, &mut s).map(|()| s) };
///
/// let input = SigningInput::new(&Header::new(Algorithm::HS256), b"payload");
/// let signature = remote(input.as_bytes())?;
/// let token = input.attach(&signature)?;
/// assert!(token.starts_with("eyJhbGciOiJIUzI1NiJ9.cGF5bG9hZA."));
///
/// // A header with your own header parameters, in your own spelling:
/// let input = SigningInput::from_json(r#"{"alg":"HS256","x":[1, 2]}"#, b"payload")?;
/// assert_eq!(input.as_bytes(), b"eyJhbGciOiJIUzI1NiIsIngiOlsxLCAyXX0.cGF5bG9hZA");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SigningInput {
    header: Header,
    header_segment: String,
    input: Vec<u8>,
    detached: bool,
}

impl SigningInput {
    /// Joins a header and a payload.
    #[must_use]
    pub fn new(header: &Header, payload: &[u8]) -> Self {
        Self::join(&header.to_json(), header.clone(), payload, false)
    }

    /// Joins a header and a detached payload, which will not be in the token (RFC 7515 appendix F).
    ///
    /// ```
    /// use jwt_codec::jws::{Header, SigningInput};
    /// use jwt_codec::Algorithm;
    ///
    /// let header = Header::new(Algorithm::ES256).with_unencoded_payload();
    /// let input = SigningInput::detached(&header, b"a large file");
    /// assert!(input.as_bytes().ends_with(b".a large file"));
    /// // After signing, only the header and the signature are in the token.
    /// assert!(input.attach(&[1; 64])?.contains("..AQEB"));
    /// # Ok::<(), jwt_codec::SignError>(())
    /// ```
    #[must_use]
    pub fn detached(header: &Header, payload: &[u8]) -> Self {
        Self::join(&header.to_json(), header.clone(), payload, true)
    }

    /// Joins a header, given as JSON and kept as it is, and a payload.
    ///
    /// # Errors
    ///
    /// [`SignError::Malformed`] if a verifier would reject the header, or if it has a `crit`:
    /// [`Header::with_critical_parameter`] writes one.
    pub fn from_json(header: &str, payload: &[u8]) -> Result<Self, SignError> {
        let read = Header::from_json(header);
        match read.and_then(|read| read.require_no_critical().map(|()| read)) {
            Ok(read) => Ok(Self::join(header, read, payload, false)),
            Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
            Err(_) => Err(SignError::Malformed(Part::Header, Defect::InvalidCritical)),
        }
    }

    fn join(json: &str, header: Header, payload: &[u8], detached: bool) -> Self {
        let header_segment = base64url::encode(json.as_bytes());
        let input = signing_input(&header_segment, &header, payload, &Codec::new(), 0);
        Self { header, header_segment, input, detached }
    }

    /// Returns the bytes to sign.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.input
    }

    /// Signs the bytes with a key and returns the token.
    ///
    /// # Errors
    ///
    /// [`SignError::AlgorithmMismatch`] if the header does not name the key's algorithm, [`SignError::Key`] if the key
    /// cannot sign, and the errors of [`attach`](Self::attach).
    ///
    /// ```
    /// use jwt_codec::jws::{self, SigningInput};
    /// use jwt_codec::{Hs256, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let input = SigningInput::from_json(r#"{ "alg": "HS256" }"#, b"payload")?;
    /// let token = input.sign(&key)?;
    /// assert_eq!(jws::verify(&token, &key.verifying_key())?.header.as_json(), r#"{ "alg": "HS256" }"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign(self, key: &(impl Sign + ?Sized)) -> Result<String, SignError> {
        self.header.require_algorithm(key.algorithm()).map_err(|_| SignError::AlgorithmMismatch)?;
        let mut buffer = StackScratch::for_signature();
        let signature = signature(&self.input, key, &mut buffer)?;
        self.attach(signature)
    }

    /// Adds a signature that was made elsewhere and returns the token. The signature has the form of RFC 7518: for
    /// ECDSA `r || s`, see [`ecdsa_signature_from_der`](crate::jwa::ecdsa_signature_from_der).
    ///
    /// # Errors
    ///
    /// [`SignError::Malformed`] if the signature is empty or its length does not fit the algorithm, if the header says that the
    /// payload is unencoded and it is not detached, or if a verifier would reject the header parameters.
    pub fn attach(self, signature: &[u8]) -> Result<String, SignError> {
        self.header.require_readable()?;
        match self.header.alg().parse() {
            Ok(algorithm) => require_length(algorithm, signature.len())?,
            // RFC 7518 section 3.6: a token without a signature is unsecured, whatever its `alg` is.
            Err(_) if signature.is_empty() => {
                return Err(SignError::Malformed(Part::Signature, Defect::SignatureLength));
            }
            Err(_) => {}
        }
        let token = match (self.detached, self.header.has_unencoded_payload()) {
            (true, _) => format!("{}.", self.header_segment).into_bytes(),
            (false, true) => {
                return Err(SignError::Malformed(Part::Payload, Defect::UnencodedPayload));
            }
            (false, false) => self.input,
        };
        Ok(attached(token, signature, &Codec::new()))
    }
}

/// Step 5: returns `header "." payload`. The payload is base64url, or unencoded if the header says so (RFC 7797 section
/// 3). The buffer has `room` for more.
pub(crate) fn signing_input(
    header_segment: &str,
    header: &Header,
    payload: &[u8],
    codec: &Codec,
    room: usize,
) -> Vec<u8> {
    let lengths = [header_segment.len(), 1, base64url::encoded_len(payload.len()), room];
    let mut input = Vec::with_capacity(lengths.iter().fold(0, |sum, &length| sum.saturating_add(length)));
    input.extend_from_slice(header_segment.as_bytes());
    input.push(b'.');
    if header.has_unencoded_payload() {
        input.extend_from_slice(payload);
    } else {
        codec.append(payload, &mut input);
    }
    input
}

/// Steps 5 and 6: signs into `buffer`, and requires a length that the key's algorithm has.
pub(crate) fn signature<'b>(
    input: &[u8],
    key: &(impl Sign + ?Sized),
    buffer: &'b mut impl Scratch,
) -> Result<&'b [u8], SignError> {
    let length = key.signature_len();
    require_length(key.algorithm(), length)?;
    let signature = buffer.room(length).get_mut(..length).unwrap_or_default();
    key.sign(input, signature)?;
    Ok(signature)
}

/// Step 7: `token "." signature`.
pub(crate) fn attached(mut token: Vec<u8>, signature: &[u8], codec: &Codec) -> String {
    token.push(b'.');
    codec.append(signature, &mut token);
    base64url::into_string(token)
}

fn require_length(algorithm: Algorithm, length: usize) -> Result<(), SignError> {
    if algorithm.facts().signature_len.contains(&length) {
        Ok(())
    } else {
        Err(SignError::Malformed(Part::Signature, Defect::SignatureLength))
    }
}

/// Shows only the header: claims do not belong in logs.
impl fmt::Debug for SigningInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningInput").field("header", &self.header).finish_non_exhaustive()
    }
}
