//! The JOSE header: RFC 7515 section 4.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::base64url;
use crate::error::{Defect, Part, VerifyError};
use crate::json::Reader;
use crate::jwa::Algorithm;

/// The names that RFC 7515, RFC 7516 and RFC 7518 register. `crit` must not name them (RFC 7515 section 4.1.11).
const NEVER_CRITICAL: &[&str] = &[
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc",
    "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// A JOSE header: the registered parameters that have a meaning here.
///
/// Other parameters are passed over, whatever their type. `jwk`, `jku`, `x5u` and `x5c` are among them: a token does not choose the key
/// that it is verified with.
///
/// ```
/// use jwt_codec::Algorithm;
/// use jwt_codec::jws::Header;
///
/// let header = Header::new(Algorithm::ES256).with_typ("at+jwt").with_key_id("2026-11");
/// assert_eq!(header.to_json(), r#"{"alg":"ES256","typ":"at+jwt","kid":"2026-11"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    alg: Cow<'static, str>,
    typ: Option<Box<str>>,
    cty: Option<Box<str>>,
    kid: Option<Box<str>>,
    critical: bool,
}

impl Header {
    /// A header with `alg` alone.
    #[must_use]
    pub const fn new(algorithm: Algorithm) -> Self {
        Self {
            alg: Cow::Borrowed(algorithm.as_str()),
            typ: None,
            cty: None,
            kid: None,
            critical: false,
        }
    }

    /// Sets `typ`, the media type of the whole token (RFC 7515 section 4.1.9): `JWT`, or better what kind of one, such as `at+jwt`
    /// (RFC 8725 section 3.11).
    #[must_use]
    pub fn with_typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into().into());
        self
    }

    /// Sets `cty`, the media type of the payload (RFC 7515 section 4.1.10).
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.cty = Some(content_type.into().into());
        self
    }

    /// Sets `kid`, which of the signer's keys this is (RFC 7515 section 4.1.4).
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.kid = Some(key_id.into().into());
        self
    }

    /// The value of `alg`, which need not be an [`Algorithm`].
    #[must_use]
    pub fn alg(&self) -> &str {
        &self.alg
    }

    /// The value of `typ`.
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// The value of `cty`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.cty.as_deref()
    }

    /// The value of `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The header as JSON, without white space, in the order `alg`, `typ`, `cty`, `kid`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let members = [
            ("alg", Some(&*self.alg)),
            ("typ", self.typ()),
            ("cty", self.content_type()),
            ("kid", self.key_id()),
        ];
        let mut json = String::from("{");
        for (name, value) in members {
            if let Some(value) = value {
                json.push_str(if json.len() > 1 { ",\"" } else { "\"" });
                json.push_str(name);
                json.push_str("\":");
                // A string always has a JSON text.
                json.push_str(&serde_json::to_string(value).unwrap_or_default());
            }
        }
        json.push('}');
        json
    }

    /// Reads the header segment of a token: RFC 7515 section 5.2, steps 2 to 5.
    pub(crate) fn decode(segment: &str) -> Result<Self, VerifyError> {
        let mut json = alloc::vec![0; base64url::decoded_len(segment.len())];
        match base64url::decode(segment, &mut json) {
            Ok(json) => Self::from_json(json),
            Err(_) => Err(VerifyError::Malformed(Part::Header, Defect::Base64url)),
        }
    }

    /// Reads a header from its JSON.
    pub(crate) fn from_json(json: &mut [u8]) -> Result<Self, VerifyError> {
        Members::read(json)
            .and_then(Members::check)
            .map_err(|defect| VerifyError::Malformed(Part::Header, defect))
    }

    /// The algorithm of the key is the one that the header names: compared, byte for byte, and no more.
    pub(crate) fn require_algorithm(&self, algorithm: Algorithm) -> Result<(), VerifyError> {
        if algorithm.is_named(&self.alg) {
            Ok(())
        } else {
            Err(VerifyError::AlgorithmMismatch)
        }
    }

    /// No extension must be understood: none is. One that is well-formed is told from one that is not.
    pub(crate) const fn require_no_critical(&self) -> Result<(), VerifyError> {
        if self.critical {
            Err(VerifyError::UnsupportedCritical)
        } else {
            Ok(())
        }
    }
}

/// The members of a header as they are read.
#[derive(Default)]
struct Members<'j> {
    alg: Option<&'j str>,
    typ: Option<&'j str>,
    cty: Option<&'j str>,
    kid: Option<&'j str>,
    crit: Option<Vec<&'j str>>,
    /// The value of `b64`, which says something only where `crit` names it (RFC 7797 section 6).
    b64: Option<bool>,
    others: Vec<&'j str>,
}

impl<'j> Members<'j> {
    fn read(json: &'j mut [u8]) -> Result<Self, Defect> {
        let mut reader = Reader::new(json);
        let read = Self::read_from(&mut reader);
        reader.finish()?;
        read
    }

    fn read_from(reader: &mut Reader<'j>) -> Result<Self, Defect> {
        /// A defect of the text is what the reader says in the end; another type than is wanted is ours to say.
        fn string<'j>(reader: &mut Reader<'j>) -> Result<&'j str, Defect> {
            match reader.peek() {
                Some(b'"') => reader.string().map_err(|_| Defect::Json),
                _ => reader
                    .fail(Defect::MemberType)
                    .map_err(|_| Defect::MemberType),
            }
        }
        let mut members = Self::default();
        let mut object = reader.object().map_err(|_| Defect::Json)?;
        while let Some(name) = reader.name(&mut object).map_err(|_| Defect::Json)? {
            match name {
                "alg" => members.alg = Some(string(reader)?),
                "typ" => members.typ = Some(string(reader)?),
                "cty" => members.cty = Some(string(reader)?),
                "kid" => members.kid = Some(string(reader)?),
                "crit" => members.crit = Some(Self::read_critical(reader)?),
                "b64" => {
                    members.b64 = Some(reader.peek() == Some(b't'));
                    if !matches!(reader.peek(), Some(b't' | b'f')) {
                        return reader
                            .fail(Defect::MemberType)
                            .map_err(|_| Defect::MemberType);
                    }
                    reader.skip().map_err(|_| Defect::Json)?;
                }
                name => {
                    members.others.push(name);
                    reader.skip().map_err(|_| Defect::Json)?;
                }
            }
        }
        Ok(members)
    }

    fn read_critical(reader: &mut Reader<'j>) -> Result<Vec<&'j str>, Defect> {
        let invalid = |reader: &mut Reader<'j>| {
            reader
                .fail(Defect::InvalidCritical)
                .map_err(|_| Defect::InvalidCritical)
        };
        let mut names = Vec::new();
        if reader.peek() != Some(b'[') {
            return invalid(reader);
        }
        let mut array = reader.array().map_err(|_| Defect::Json)?;
        while reader.element(&mut array).map_err(|_| Defect::Json)? {
            match reader.peek() {
                Some(b'"') => names.push(reader.string().map_err(|_| Defect::Json)?),
                _ => return invalid(reader),
            }
        }
        Ok(names)
    }

    /// RFC 7515 section 4.1.11: `crit` is not empty, names nothing twice and nothing that is registered, and names members that are there.
    fn check(self) -> Result<Header, Defect> {
        if let Some(crit) = &self.crit {
            let present =
                |name: &&str| self.others.contains(name) || (*name == "b64" && self.b64.is_some());
            let mut distinct = crit.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let valid = !crit.is_empty()
                && distinct.len() == crit.len()
                && crit.iter().all(present)
                && !crit.iter().any(|name| NEVER_CRITICAL.contains(name));
            if !valid {
                return Err(Defect::InvalidCritical);
            }
        }
        if self.b64 == Some(false) {
            return Err(Defect::UnencodedPayload);
        }
        let alg = self.alg.ok_or(Defect::MissingAlgorithm)?;
        Ok(Header {
            alg: alg.parse().map_or_else(
                |_| Cow::Owned(alg.into()),
                |known: Algorithm| Cow::Borrowed(known.as_str()),
            ),
            typ: self.typ.map(Box::from),
            cty: self.cty.map(Box::from),
            kid: self.kid.map(Box::from),
            critical: self.crit.is_some(),
        })
    }
}
