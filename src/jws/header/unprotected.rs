//! The unprotected header of a signature in the JSON serialization: RFC 7515 section 7.2.1.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_core::Serialize;

use super::Header;
use super::parse::MAX_VALUES;
use super::received::ReceivedHeader;
use crate::error::{Defect, HeaderParameter, Part, SignError, VerifyError};
use crate::json::{self, Error, Reader};

/// An unprotected header to write: the header parameters that no signature covers.
///
/// Anybody on the way can change or remove them, so they are hints at best. `kid` is the usual one: a wrong `kid` finds
/// a wrong key, and the signature is then rejected. Put everything that you rely on into the protected [`Header`].
///
/// ```
/// use jwt_codec::jws::UnprotectedHeader;
///
/// let unprotected = UnprotectedHeader::new().with_key_id("2026-11").with_parameter("seen", [1, 2])?;
/// assert_eq!(unprotected.to_json(), r#"{"kid":"2026-11","seen":[1,2]}"#);
/// assert_eq!(
///     unprotected.with_parameter("alg", "ES256").unwrap_err().to_string(),
///     "header: alg: not protected"
/// );
/// assert!(UnprotectedHeader::new().is_empty());
/// # Ok::<(), jwt_codec::SignError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnprotectedHeader {
    /// The members, as JSON: `"kid":"2026-11","seen":[1,2]`.
    members: String,
}

impl UnprotectedHeader {
    /// Creates an empty header, which is not written.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: String::new() }
    }

    /// Adds `kid`, the ID of the signer's key (RFC 7515 section 4.1.4). Call it once.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.push("kid", &json::text(&key_id.into()));
        self
    }

    /// Adds a header parameter of any name and value.
    ///
    /// # Errors
    ///
    /// - [`Defect::ParameterUnprotected`] for `alg`, `crit` and `b64`, which must be protected.
    /// - [`Defect::DuplicateName`] if the header has this parameter already.
    /// - [`SignError::Parameter`] if the value does not serialize.
    /// - [`SignError::Malformed`] if a verifier would reject the header: `typ`, `cty` and `kid` are strings, and it
    ///   accepts at most 64 values, at any depth, in the parameters that it does not know.
    ///
    /// # Panics
    ///
    /// Panics if the value serializes a `Display` that fails, as `ToString` does.
    pub fn with_parameter<T: Serialize>(mut self, name: &str, value: T) -> Result<Self, SignError> {
        let json = serde_json::to_string(&value).map_err(|error| SignError::Parameter(error.to_string()))?;
        self.push(name, &json);
        self.to_received()?;
        Ok(self)
    }

    /// Reads the header as a verifier does. An empty one is absent.
    pub(crate) fn to_received(&self) -> Result<Option<ReceivedUnprotected>, SignError> {
        if self.is_empty() {
            return Ok(None);
        }
        let json = self.to_json();
        let mut buffer = json.repeat(2).into_bytes();
        let mut reader = Reader::new(&mut buffer, json.len());
        let read = ReceivedUnprotected::read_from(&mut reader);
        let finished = reader.finish().and_then(|()| read.map_err(|_| Defect::Json));
        let checked = finished.and_then(|header| header.check().map(|()| header));
        checked.map(Some).map_err(|defect| SignError::Malformed(Part::Header, defect))
    }

    fn push(&mut self, name: &str, value: &str) {
        let comma = if self.members.is_empty() { "" } else { "," };
        for piece in [comma, &json::text(name), ":", value] {
            self.members.push_str(piece);
        }
    }

    /// Returns whether there are no parameters.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns the header as JSON, without white space of its own, in the order in which the parameters were added.
    #[must_use]
    pub fn to_json(&self) -> String {
        ["{", &self.members, "}"].concat()
    }
}

/// An unprotected header as it was read: what [`Header`] has of it, and the names of all its parameters.
#[derive(Default)]
pub(crate) struct ReceivedUnprotected {
    json: Box<str>,
    typ: Option<Box<str>>,
    cty: Option<Box<str>>,
    kid: Option<Box<str>>,
    names: Vec<Box<str>>,
    /// What is wrong with a parameter.
    defect: Option<Defect>,
}

impl ReceivedUnprotected {
    /// Reads one inside of a document. A parameter of the wrong type or in the wrong place makes one signature bad. A name
    /// that occurs twice, or too many values, is a defect of the document.
    pub(crate) fn read_from(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let outer = reader.replace_values_limit(MAX_VALUES);
        let (header, text) = reader.with_text(Self::read_members)?;
        reader.replace_values_limit(outer);
        Ok(Self { json: text.as_str().into(), ..header })
    }

    fn read_members(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut header = Self::default();
        let mut object = reader.object()?;
        while let Some(name) = reader.name(&mut object)? {
            header.names.push(name.into());
            match name {
                "typ" => header.typ = header.string(reader, HeaderParameter::Type)?,
                "cty" => header.cty = header.string(reader, HeaderParameter::ContentType)?,
                "kid" => header.kid = header.string(reader, HeaderParameter::KeyId)?,
                "alg" => header.misplaced(reader, HeaderParameter::Algorithm)?,
                "crit" => header.misplaced(reader, HeaderParameter::Critical)?,
                "b64" => header.misplaced(reader, HeaderParameter::Base64url)?,
                _ => reader.skip()?,
            }
        }
        Ok(header)
    }

    fn string(&mut self, reader: &mut Reader<'_>, parameter: HeaderParameter) -> Result<Option<Box<str>>, Error> {
        let defect = match reader.peek() {
            Some(b'"') => return reader.string().map(|value| Some(value.into())),
            Some(b'n') => Defect::ParameterNull(parameter),
            _ => Defect::ParameterType(parameter),
        };
        self.defect.get_or_insert(defect);
        reader.skip().map(|()| None)
    }

    /// Passes over what decides how the token is read, and so must be protected: `alg` always is here, `crit` by RFC 7515
    /// section 4.1.11, `b64` by RFC 7797 section 3.
    fn misplaced(&mut self, reader: &mut Reader<'_>, parameter: HeaderParameter) -> Result<(), Error> {
        self.defect.get_or_insert(Defect::ParameterUnprotected(parameter));
        reader.skip()
    }

    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Requires all parameters to be in order.
    pub(crate) fn check(&self) -> Result<(), Defect> {
        self.defect.map_or(Ok(()), Err)
    }

    /// Returns the protected header in this segment, and the JOSE header: the union of both, which have no name in common
    /// (RFC 7515 section 5.2, step 4).
    pub(crate) fn join(&self, protected: &str) -> Result<(ReceivedHeader, Header), VerifyError> {
        let protected = ReceivedHeader::decode_apart_from(protected, &self.names)?;
        let header = Header::clone(&protected);
        let jose = Header {
            typ: header.typ.or_else(|| self.typ.clone()),
            cty: header.cty.or_else(|| self.cty.clone()),
            kid: header.kid.or_else(|| self.kid.clone()),
            ..header
        };
        Ok((protected, jose))
    }
}
