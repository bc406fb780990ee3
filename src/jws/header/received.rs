//! A header as it was read, with its text. Nothing in it is verified yet.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Deref;

use serde_core::de::DeserializeOwned;

use super::parse::read_encoding;
use super::{Critical, Header};
use crate::error::{Part, VerifyError};
use crate::json::{Error, Reader};
use crate::jws::segments::decode_unverified;

/// The header of a token and its JSON text, which [`parameter`](Self::parameter) reads on demand.
///
/// It is shared, so that giving out a remembered header costs a count, and returning it moves one word.
#[derive(Clone)]
pub(crate) struct ReceivedHeader(Arc<Received>);

struct Received {
    header: Header,
    /// In UTF-8, since it was read. It is checked again only when it is asked for.
    json: Vec<u8>,
}

impl ReceivedHeader {
    /// Decodes the header segment of a token: RFC 7515 section 5.2, steps 2 to 5.
    pub(crate) fn decode(segment: &str) -> Result<Self, VerifyError> {
        Self::decode_apart_from(segment, &[])
    }

    /// Decodes a protected header, which must not have any of these names of the unprotected one.
    pub(crate) fn decode_apart_from(segment: &str, unprotected: &[Box<str>]) -> Result<Self, VerifyError> {
        let (mut buffer, length) = decode_unverified(Part::Header, segment)?;
        let header = Header::read(&mut buffer, length, unprotected)?;
        // The front of the buffer is still the text: escapes are undone behind it.
        buffer.truncate(length);
        Ok(Self(Arc::new(Received { header, json: buffer })))
    }

    /// Returns whether the payload is base64url encoded by this protected header, which need not be in order. Returns `None`
    /// if it cannot be read.
    pub(crate) fn encoding(segment: &str) -> Option<bool> {
        let (mut buffer, length) = decode_unverified(Part::Header, segment).ok()?;
        read_encoding(&mut buffer, length)
    }

    #[expect(clippy::expect_used, reason = "our own data decides")]
    pub(crate) fn json(&self) -> &str {
        core::str::from_utf8(&self.0.json).expect("a header that was read is UTF-8")
    }

    /// Reads one header parameter, if it is present.
    pub(crate) fn parameter<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, VerifyError> {
        parameter(self.json(), name)
    }

    /// Returns the names in `crit`; none if there is no `crit`.
    #[expect(clippy::expect_used, reason = "our own data decides")]
    pub(crate) fn critical(&self) -> Vec<String> {
        let names = self.parameter("crit").expect("`crit` was read before, as an array of strings");
        names.unwrap_or_default()
    }

    /// Rejects `crit`, unless it lists only names that are understood (RFC 7515 section 4.1.11). `b64` never is: it
    /// changes what is signed.
    pub(crate) fn require_understood(&self, understood: &[String]) -> Result<(), VerifyError> {
        let is_understood = |name: &String| name != "b64" && understood.contains(name);
        match self.critical {
            Critical::Other { .. } if !understood.is_empty() && self.critical().iter().all(is_understood) => Ok(()),
            _ => self.require_no_critical(),
        }
    }
}

impl Deref for ReceivedHeader {
    type Target = Header;

    fn deref(&self) -> &Header {
        &self.0.header
    }
}

/// Reads one header parameter of a header that was read before, if it is present.
pub(crate) fn parameter<T: DeserializeOwned>(json: &str, name: &str) -> Result<Option<T>, VerifyError> {
    let mut buffer = json.repeat(2).into_bytes();
    let mut reader = Reader::new(&mut buffer, json.len());
    let read = read_parameter(&mut reader, name);
    read.and_then(|value| reader.finish_type().map(|()| value)).map_err(|error| {
        match (reader.failure(), error.into_mismatch()) {
            (Some(defect), _) | (None, Err(defect)) => VerifyError::Malformed(Part::Header, defect),
            (None, Ok(mismatch)) => VerifyError::Deserialize(mismatch.in_parameter(name)),
        }
    })
}

/// Reads the value of one member, and passes over the others.
fn read_parameter<T: DeserializeOwned>(reader: &mut Reader<'_>, name: &str) -> Result<Option<T>, Error> {
    let mut found = None;
    let mut object = reader.object()?;
    while let Some(member) = reader.name(&mut object)? {
        if member == name {
            found = Some(T::deserialize(&mut *reader)?);
        } else {
            reader.skip()?;
        }
    }
    Ok(found)
}
