//! The header of a token whose signature is good.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_core::de::DeserializeOwned;

use super::received::ReceivedHeader;
use crate::error::VerifyError;

/// The header of a verified token, with all its header parameters.
///
/// Only verification returns one. Before it, use
/// [`Unverified::untrusted_parameter`](crate::jws::Unverified::untrusted_parameter).
///
/// ```
/// use jwt_codec::jws::{self, Header, VerifiedHeader};
/// use jwt_codec::{Hs256, Sign, SigningKey};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let header = Header::new(key.algorithm()).with_parameter("iss", "https://id.example")?;
/// let token = jws::sign(&header, b"payload", &key)?;
///
/// let header: VerifiedHeader = jws::verify(&token, &key.verifying_key())?.header;
/// assert_eq!((header.alg(), header.typ(), header.content_type(), header.key_id()), ("HS256", None, None, None));
/// assert_eq!(header.parameter("iss")?, Some("https://id.example".to_owned()));
/// assert_eq!(header.parameter::<String>("aud")?, None);
/// assert_eq!(header.as_json(), r#"{"alg":"HS256","iss":"https://id.example"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct VerifiedHeader(ReceivedHeader);

impl VerifiedHeader {
    /// The caller has checked the signature.
    pub(crate) const fn new(header: ReceivedHeader) -> Self {
        Self(header)
    }

    /// Returns `alg`.
    #[must_use]
    pub fn alg(&self) -> &str {
        self.0.alg()
    }

    /// Returns `typ`.
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.0.typ()
    }

    /// Returns `cty`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type()
    }

    /// Returns `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.0.key_id()
    }

    /// Returns whether the payload is signed unencoded (RFC 7797).
    ///
    /// ```
    /// use jwt_codec::jws::{self, Header};
    /// use jwt_codec::{Algorithm, Hs256, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    /// let token = jws::sign_detached(&header, b"a large file", &key)?;
    /// let header = jws::verify_detached(&token, b"a large file", &key.verifying_key())?;
    /// assert!(header.has_unencoded_payload());
    /// assert_eq!(header.critical(), ["b64"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn has_unencoded_payload(&self) -> bool {
        self.0.has_unencoded_payload()
    }

    /// Returns the names in `crit`, the extensions that the signer requires you to understand (RFC 7515 section
    /// 4.1.11). It is empty unless you named them in [`Validation::understands`](crate::Validation::understands), or the
    /// payload is unencoded.
    ///
    /// See [`Validation::understands`](crate::Validation::understands) for how to process them.
    ///
    /// ```
    /// use jwt_codec::jws::{self, Header};
    /// use jwt_codec::{Algorithm, Hs256, SigningKey};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let header = Header::new(Algorithm::HS256);
    /// let token = jws::sign_unencoded(&header.with_unencoded_payload(), "invoice 17", &key)?;
    /// let header = jws::verify_unencoded(&token, &key.verifying_key())?.header;
    /// assert_eq!(header.critical(), ["b64"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn critical(&self) -> Vec<String> {
        self.0.critical()
    }

    /// Returns the header parameter of this name, or `None` if it is absent.
    ///
    /// `T` is any type that deserializes from its JSON. The names of members must match exactly. The text is parsed at
    /// each call.
    ///
    /// # Errors
    ///
    /// - [`VerifyError::Deserialize`] if the parameter does not fit `T`. `null` fits only an `Option`.
    /// - [`VerifyError::Malformed`] if a string in it has a lone surrogate.
    pub fn parameter<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, VerifyError> {
        self.0.parameter(name)
    }

    /// Returns the header as JSON, byte for byte as the signer wrote it.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.0.json()
    }
}

impl PartialEq for VerifiedHeader {
    /// Compares the JSON texts.
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl Eq for VerifiedHeader {}

/// Shows the parameters that have a method here, and no others.
impl fmt::Debug for VerifiedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifiedHeader").field(&*self.0).finish()
    }
}
