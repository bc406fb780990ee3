//! The payload of a JSON serialization: RFC 7515 section 7.2.1 and appendix F, RFC 7797 section 5.3.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::base64url;
use crate::error::Defect;
use crate::json;

/// The payload, and where it is from.
pub(super) enum Payload {
    /// The document that was parsed has none.
    Absent,
    /// The member `payload` of the document that was parsed: base64url, or the payload itself.
    Member(Box<str>),
    /// Given by the caller.
    Given { bytes: Vec<u8>, is_detached: bool },
}

impl Payload {
    pub(super) fn attached(payload: &[u8]) -> Self {
        Self::Given { bytes: payload.into(), is_detached: false }
    }

    pub(super) fn detached(payload: &[u8]) -> Self {
        Self::Given { bytes: payload.into(), is_detached: true }
    }

    /// Returns whether the document that was parsed leaves it to the caller to give the payload. An empty one can mean that.
    pub(super) fn may_be_detached(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Member(text) => text.is_empty(),
            Self::Given { .. } => false,
        }
    }

    /// Returns the payload as it stands in the signing input.
    pub(super) fn signed(&self, is_encoded: bool) -> Result<Cow<'_, [u8]>, Defect> {
        match self {
            Self::Absent => Err(Defect::Detached),
            Self::Member(text) => Ok(text.as_bytes().into()),
            Self::Given { bytes, .. } if is_encoded => Ok(base64url::encode(bytes).into_bytes().into()),
            // It becomes a JSON string.
            Self::Given { bytes, is_detached: false } if core::str::from_utf8(bytes).is_err() => Err(Defect::Utf8),
            Self::Given { bytes, .. } => Ok(bytes.into()),
        }
    }

    /// Returns the payload itself. Call it after a signature is found to be good.
    pub(super) fn decode(&self, is_encoded: bool) -> Result<Vec<u8>, Defect> {
        match self {
            Self::Absent => Err(Defect::Detached),
            Self::Member(text) if is_encoded => {
                let mut bytes = alloc::vec![0; base64url::decoded_len(text.len())];
                let length = base64url::decode(text.as_bytes(), &mut bytes).map_err(|_| Defect::Base64url)?;
                bytes.truncate(length);
                Ok(bytes)
            }
            Self::Member(text) => Ok(text.as_bytes().into()),
            Self::Given { bytes, .. } => Ok(bytes.clone()),
        }
    }

    /// Returns the member `payload` with its comma, or nothing if the payload is detached.
    pub(super) fn to_member(&self, is_encoded: bool) -> String {
        let text = match self {
            Self::Absent | Self::Given { is_detached: true, .. } => return String::new(),
            Self::Member(text) => Cow::Borrowed(&**text),
            Self::Given { bytes, .. } if is_encoded => base64url::encode(bytes).into(),
            // It was UTF-8 when it was signed.
            Self::Given { bytes, .. } => String::from_utf8_lossy(bytes),
        };
        ["\"payload\":", &json::text(&*text), ","].concat()
    }
}
