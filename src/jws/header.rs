//! The JOSE header: RFC 7515 section 4.

mod parse;
mod received;
mod unprotected;
mod verified;
mod write;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::{Part, VerifyError};
use crate::json;
use crate::jwa::Algorithm;
use parse::Members;
use write::Parameter;

pub(crate) use received::{ReceivedHeader, parameter};
pub(crate) use unprotected::ReceivedUnprotected;
pub use unprotected::UnprotectedHeader;
pub use verified::VerifiedHeader;

/// A JOSE header to sign with, or the part of a received header that this crate uses.
///
/// Of a received header it has only `alg`, `typ`, `cty` and `kid`. Other header parameters are not in it, among them
/// `jwk`, `jku`, `x5u` and `x5c`: a token does not choose the key that verifies it. [`VerifiedHeader`] has them all.
///
/// ```
/// use jwt_codec::Algorithm;
/// use jwt_codec::jws::Header;
///
/// let header = Header::new(Algorithm::ES256).with_typ("at+jwt").with_key_id("2026-11");
/// assert_eq!(header.to_json(), r#"{"alg":"ES256","typ":"at+jwt","kid":"2026-11"}"#);
/// assert_eq!((header.alg(), header.typ(), header.key_id()), ("ES256", Some("at+jwt"), Some("2026-11")));
/// assert_eq!(header.content_type(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    alg: Alg,
    typ: Option<Box<str>>,
    cty: Option<Box<str>>,
    kid: Option<Box<str>>,
    critical: Critical,
    /// To be written behind the others. A received header has none.
    parameters: Vec<Parameter>,
}

/// The value of `alg`.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Alg {
    Known(Algorithm),
    /// Any other value, byte for byte.
    Unknown(Box<str>),
}

impl Alg {
    fn as_str(&self) -> &str {
        match self {
            Self::Known(algorithm) => algorithm.as_str(),
            Self::Unknown(alg) => alg,
        }
    }
}

impl fmt::Debug for Alg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// The extensions that `crit` requires a verifier to understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Critical {
    Nothing,
    /// The payload is signed unencoded, not as base64url: `"b64":false,"crit":["b64"]` (RFC 7797).
    UnencodedPayload,
    /// An extension that is not supported, or one that is supported and would change nothing.
    Other {
        payload_is_encoded: bool,
    },
}

impl Header {
    /// Creates a header with `alg` only.
    #[must_use]
    pub const fn new(algorithm: Algorithm) -> Self {
        Self {
            alg: Alg::Known(algorithm),
            typ: None,
            cty: None,
            kid: None,
            critical: Critical::Nothing,
            parameters: Vec::new(),
        }
    }

    /// Sets `typ`, the media type of the whole token (RFC 7515 section 4.1.9): `JWT`, or better the kind of JWT, such
    /// as `at+jwt` (RFC 8725 section 3.11).
    #[must_use]
    pub fn with_typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into().into());
        self
    }

    /// Sets `cty`, the media type of the payload (RFC 7515 section 4.1.10).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// // The payload is a JWT again.
    /// let header = Header::new(Algorithm::ES256).with_content_type("JWT");
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","cty":"JWT"}"#);
    /// ```
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.cty = Some(content_type.into().into());
        self
    }

    /// Sets `kid`, the ID of the signer's key (RFC 7515 section 4.1.4).
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.kid = Some(key_id.into().into());
        self
    }

    /// Marks the payload as signed unencoded, not as base64url: `"b64":false,"crit":["b64"]` (RFC 7797).
    ///
    /// It is for [`sign_detached`](super::sign_detached), [`sign_unencoded`](super::sign_unencoded) and the JSON
    /// serialization, and never for a JWT (RFC 7797 section 7).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::ES256).with_unencoded_payload();
    /// assert_eq!(header.to_json(), r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#);
    /// assert!(header.has_unencoded_payload());
    /// ```
    #[must_use]
    pub const fn with_unencoded_payload(mut self) -> Self {
        self.critical = Critical::UnencodedPayload;
        self
    }

    /// Returns whether the payload is signed unencoded (RFC 7797).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jws::Header;
    ///
    /// let header = Header::new(Algorithm::ES256);
    /// assert!(!header.has_unencoded_payload());
    /// assert!(header.with_unencoded_payload().has_unencoded_payload());
    /// ```
    #[must_use]
    pub fn has_unencoded_payload(&self) -> bool {
        self.critical == Critical::UnencodedPayload
    }

    /// Returns `alg`, which need not be an [`Algorithm`].
    #[must_use]
    pub fn alg(&self) -> &str {
        self.alg.as_str()
    }

    /// Returns `typ`.
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// Returns `cty`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.cty.as_deref()
    }

    /// Returns `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Returns the header as JSON, without white space of its own, in the order `alg`, `typ`, `cty`, `kid`, other parameters,
    /// `b64`, `crit`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::from("{\"alg\":");
        text.push_str(&json::text(self.alg()));
        let mut push = |name: &str, value: &str| {
            for piece in [",", &json::text(name), ":", value] {
                text.push_str(piece);
            }
        };
        for (name, value) in [("typ", &self.typ), ("cty", &self.cty), ("kid", &self.kid)] {
            if let Some(value) = value {
                push(name, &json::text(value));
            }
        }
        for Parameter { name, json, .. } in &self.parameters {
            push(name, json);
        }
        let extensions = self.parameters.iter().filter(|parameter| parameter.is_critical);
        let mut critical: Vec<&str> = extensions.map(|parameter| &*parameter.name).collect();
        if self.has_unencoded_payload() {
            push("b64", "false");
            critical.insert(0, "b64");
        }
        if !critical.is_empty() {
            push("crit", &json::text(&critical));
        }
        text.push('}');
        text
    }

    /// Parses a header from JSON.
    pub(crate) fn from_json(json: &str) -> Result<Self, VerifyError> {
        Self::read(&mut json.repeat(2).into_bytes(), json.len(), &[])
    }

    fn read(buffer: &mut [u8], length: usize, others: &[Box<str>]) -> Result<Self, VerifyError> {
        Members::read(buffer, length, others)
            .and_then(Members::check)
            .map_err(|defect| VerifyError::Malformed(Part::Header, defect))
    }

    /// Returns whether the header names this algorithm: see [`Algorithm::is_named`].
    pub(crate) const fn names(&self, algorithm: Algorithm) -> bool {
        match self.alg {
            Alg::Known(named) => algorithm.is_same(named),
            Alg::Unknown(_) => false,
        }
    }

    /// Requires `alg` to name the key's algorithm. Only this lets a key verify or sign.
    pub(crate) const fn require_algorithm(&self, algorithm: Algorithm) -> Result<(), VerifyError> {
        if self.names(algorithm) { Ok(()) } else { Err(VerifyError::AlgorithmMismatch) }
    }

    /// Rejects `crit`: no extension is supported here. The error tells a well-formed `crit` from a malformed one.
    pub(crate) const fn require_no_critical(&self) -> Result<(), VerifyError> {
        match self.critical {
            Critical::Nothing => Ok(()),
            _ => Err(VerifyError::UnsupportedCritical),
        }
    }

    /// Returns `b64`, which is `true` by default (RFC 7797 section 3).
    pub(crate) const fn payload_is_encoded(&self) -> bool {
        match self.critical {
            Critical::Nothing => true,
            Critical::UnencodedPayload => false,
            Critical::Other { payload_is_encoded } => payload_is_encoded,
        }
    }

    /// Rejects `crit`, unless it lists only the unencoded payload (RFC 7797).
    pub(crate) const fn require_known_critical(&self) -> Result<(), VerifyError> {
        match self.critical {
            Critical::Other { .. } => Err(VerifyError::UnsupportedCritical),
            _ => Ok(()),
        }
    }
}
