//! Header parameters for the signer to write: RFC 7515 sections 4.1 to 4.3, RFC 8555 section 6.2.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_core::Serialize;

use super::Header;
use super::parse::REGISTERED;
use crate::base64url;
use crate::error::{Defect, Part, SignError, VerifyError};
use crate::json;

/// Names that [`Header::with_parameter`] refuses besides the [`REGISTERED`] ones: RFC 7797, RFC 8555.
const OTHER_REGISTERED: &[&str] = &["b64", "nonce", "url"];

/// A header parameter that is not a field of [`Header`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: Box<str>,
    /// The value, as JSON.
    pub(super) json: Box<str>,
    /// `crit` lists it.
    pub(super) is_critical: bool,
}

impl Header {
    /// Leaves out `typ`.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let for_all = Header::new(Algorithm::ES256).with_typ("JWT").with_key_id("2026-11");
    /// assert_eq!(for_all.without_typ().to_json(), r#"{"alg":"ES256","kid":"2026-11"}"#);
    /// ```
    #[must_use]
    pub fn without_typ(mut self) -> Self {
        self.typ = None;
        self
    }

    /// Adds a header parameter of any name and value, such as a private one (RFC 7515 section 4.3).
    ///
    /// A registered parameter has its own method, which takes care of its encoding.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::ES256).with_parameter("ppt", "shaken")?.with_parameter("v", [1, 2])?;
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","ppt":"shaken","v":[1,2]}"#);
    ///
    /// let refused = header.with_parameter("kid", "2026-11").unwrap_err();
    /// assert_eq!(refused.to_string(), "header: kid: a registered name, which this method does not set");
    /// # Ok::<(), jwt_codec::SignError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Defect::RegisteredParameter`] for a name that has its own method, for `crit` and `b64`, and for the parameters
    ///   of JWE (RFC 7516 section 4.1).
    /// - [`Defect::DuplicateName`] if the header has this parameter already.
    /// - [`SignError::Parameter`] if the value does not serialize.
    /// - [`SignError::Malformed`] if a verifier would reject the header: it accepts at most 64 values, at any depth, in
    ///   the parameters that it does not know.
    ///
    /// # Panics
    ///
    /// Panics if the value serializes a `Display` that fails, as `ToString` does.
    pub fn with_parameter<T: Serialize>(self, name: &str, value: T) -> Result<Self, SignError> {
        self.with_new(name, &value, false)
    }

    /// Adds a header parameter that every verifier must understand, and lists it in `crit` (RFC 7515 section 4.1.11).
    ///
    /// Verifiers that do not know the extension reject the token. A [`Verifier`](crate::Verifier) accepts it if its policy
    /// names the extension in [`Validation::understands`](crate::Validation::understands).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::ES256).with_critical_parameter("lang", "en")?;
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","lang":"en","crit":["lang"]}"#);
    /// # Ok::<(), jwt_codec::SignError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`with_parameter`](Self::with_parameter). Also if `crit` would list more than 16 names.
    ///
    /// # Panics
    ///
    /// As [`with_parameter`](Self::with_parameter).
    pub fn with_critical_parameter<T: Serialize>(self, name: &str, value: T) -> Result<Self, SignError> {
        self.with_new(name, &value, true)
    }

    fn with_new(mut self, name: &str, value: &impl Serialize, is_critical: bool) -> Result<Self, SignError> {
        let malformed = |defect| SignError::Malformed(Part::Header, defect);
        if let Some(name) = REGISTERED.iter().chain(OTHER_REGISTERED).find(|registered| **registered == name) {
            return Err(malformed(Defect::RegisteredParameter(name)));
        }
        if self.parameters.iter().any(|parameter| *parameter.name == *name) {
            return Err(malformed(Defect::DuplicateName));
        }
        let json = serde_json::to_string(value).map_err(|error| SignError::Parameter(error.to_string()))?;
        self.parameters.push(Parameter { name: name.into(), json: json.into(), is_critical });
        self.require_readable()?;
        Ok(self)
    }

    /// Sets `jku`, the URL of a JWK Set that contains the signer's key (RFC 7515 section 4.1.2).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::ES256).with_jwk_set_url("https://id.example/keys").with_key_id("2026-11");
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","kid":"2026-11","jku":"https://id.example/keys"}"#);
    /// ```
    #[must_use]
    pub fn with_jwk_set_url(self, url: impl Into<String>) -> Self {
        self.with_value("jku", &url.into())
    }

    /// Sets `x5u`, the URL of the certificate of the signer's key (RFC 7515 section 4.1.5).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// // As SHAKEN (RFC 8588) signs calls.
    /// let header = Header::new(Algorithm::ES256).with_typ("passport");
    /// let header = header.with_certificate_url("https://sti.example/1.pem");
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","typ":"passport","x5u":"https://sti.example/1.pem"}"#);
    /// ```
    #[must_use]
    pub fn with_certificate_url(self, url: impl Into<String>) -> Self {
        self.with_value("x5u", &url.into())
    }

    /// Sets `x5c`, the certificate of the signer's key and the certificates that certify it, in this order (RFC 7515
    /// section 4.1.6). They are given in DER and written as standard base64.
    ///
    /// # Errors
    ///
    /// [`Defect::Certificates`] if there is none, or if one does not have the form of DER.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    /// # let (own, of_the_issuer) = ([0x30, 1, 0], [0x30, 1, 1]);
    ///
    /// let header = Header::new(Algorithm::ES256).with_certificate_chain(&[own, of_the_issuer])?;
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","x5c":["MAEA","MAEB"]}"#);
    ///
    /// let pem = "-----BEGIN CERTIFICATE-----";
    /// let refused = Header::new(Algorithm::ES256).with_certificate_chain(&[pem]).unwrap_err();
    /// assert_eq!(refused.to_string(), "header: x5c: no certificates, or not DER");
    /// # Ok::<(), jwt_codec::SignError>(())
    /// ```
    pub fn with_certificate_chain(self, certificates: &[impl AsRef<[u8]>]) -> Result<Self, SignError> {
        if certificates.is_empty() || !certificates.iter().all(|der| is_sequence(der.as_ref())) {
            return Err(SignError::Malformed(Part::Header, Defect::Certificates));
        }
        let texts: Vec<String> = certificates.iter().map(|der| BASE64_STANDARD.encode(der)).collect();
        let header = self.with_value("x5c", &texts);
        header.require_readable()?;
        Ok(header)
    }

    /// Sets `x5t`, the SHA-1 hash of the DER of the certificate of the signer's key (RFC 7515 section 4.1.7). It is
    /// written as base64url.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::RS256).with_certificate_sha1(&[7; 20]);
    /// assert_eq!(header.to_json(), r#"{"alg":"RS256","x5t":"BwcHBwcHBwcHBwcHBwcHBwcHBwc"}"#);
    /// ```
    #[must_use]
    pub fn with_certificate_sha1(self, hash: &[u8; 20]) -> Self {
        self.with_base64url("x5t", hash)
    }

    /// Sets `x5t#S256`, the SHA-256 hash of the DER of the certificate of the signer's key (RFC 7515 section 4.1.8). It
    /// is written as base64url.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    /// use sha2::{Digest, Sha256};
    /// # let certificate = [0x30, 1, 0];
    ///
    /// let header = Header::new(Algorithm::PS256).with_certificate_sha256(&Sha256::digest(certificate).into());
    /// assert!(header.to_json().starts_with(r##"{"alg":"PS256","x5t#S256":""##));
    /// ```
    #[must_use]
    pub fn with_certificate_sha256(self, hash: &[u8; 32]) -> Self {
        self.with_base64url("x5t#S256", hash)
    }

    /// Sets `nonce`, a value that the receiver gave out and accepts once (RFC 8555 section 6.5).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::ES256).with_nonce("oFvnlFP1wIhRlYS2jTaXbA");
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","nonce":"oFvnlFP1wIhRlYS2jTaXbA"}"#);
    /// ```
    #[must_use]
    pub fn with_nonce(self, nonce: impl Into<String>) -> Self {
        self.with_value("nonce", &nonce.into())
    }

    /// Sets `url`, the URL that the token is sent to (RFC 8555 section 6.4).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// // What an ACME client signs.
    /// let header = Header::new(Algorithm::ES256).with_key_id("https://acme.example/acct/1");
    /// let header = header.with_nonce("n-7").with_url("https://acme.example/new-order");
    /// assert!(header.to_json().ends_with(r#""nonce":"n-7","url":"https://acme.example/new-order"}"#));
    /// ```
    #[must_use]
    pub fn with_url(self, url: impl Into<String>) -> Self {
        self.with_value("url", &url.into())
    }

    fn with_base64url(self, name: &str, bytes: &[u8]) -> Self {
        self.with_value(name, &base64url::encode(bytes))
    }

    /// Sets a parameter to a value that always serializes. If it is set already, it stays in its place.
    pub(crate) fn with_value(mut self, name: &str, value: &impl Serialize) -> Self {
        let json = json::text(value).into();
        match self.parameters.iter_mut().find(|parameter| *parameter.name == *name) {
            Some(parameter) => parameter.json = json,
            None => self.parameters.push(Parameter { name: name.into(), json, is_critical: false }),
        }
        self
    }

    /// Requires that a verifier would accept the header. Without other parameters every verifier does.
    pub(crate) fn require_readable(&self) -> Result<(), SignError> {
        if self.parameters.is_empty() {
            return Ok(());
        }
        match Self::from_json(&self.to_json()) {
            Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
            _ => Ok(()),
        }
    }
}

/// Returns whether the bytes are one DER SEQUENCE, as a certificate is. PEM is not.
///
/// ```text
/// 0x30 length value            length: one byte below 0x80, or 0x80 + n and n bytes      X.690 section 8.1.3
/// ```
///
/// DER has as few bytes of length as there can be (section 10.1).
fn is_sequence(der: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = der else {
        return false;
    };
    match length.checked_sub(0x80).map(usize::from) {
        None => rest.len() == usize::from(*length),
        Some(count @ 1..=4) => rest.split_at_checked(count).is_some_and(|(length, value)| {
            let is_minimal = value.len() >= 0x80 && length.first() != Some(&0);
            let length = length.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
            is_minimal && u64::try_from(value.len()) == Ok(length)
        }),
        Some(_) => false,
    }
}
