//! Writing the JSON of claims before they are signed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_core::Serialize;
use serde_core::de::IgnoredAny;

use super::join::NOT_AN_OBJECT;
use super::observe::{self, Numeric, Observed};
use crate::error::{Defect, Part, SignError, VerifyError};
use crate::jws::Payload;

/// Writes the claims, then reads them back as a verifier would, so that every signed token can be verified.
pub(super) fn write<T: Serialize + ?Sized>(claims: &T, numeric: Numeric) -> Result<Vec<u8>, SignError> {
    let mut payload = serde_json::to_vec(claims).map_err(|error| refusal(error.to_string()))?;
    if payload.first() != Some(&b'{') {
        return Err(SignError::NotAnObject);
    }
    read_back(&mut payload, numeric)?;
    Ok(payload)
}

/// [`Claims`](super::Claims) of something that is not an object cannot be written. If they are nested in other claims, the
/// error is not exact, but its text is right.
fn refusal(text: String) -> SignError {
    if text == NOT_AN_OBJECT { SignError::NotAnObject } else { SignError::Serialize(text) }
}

/// Requires unique names, bounded nesting, and registered claims of the right types.
fn read_back(payload: &mut Vec<u8>, numeric: Numeric) -> Result<(), SignError> {
    let length = payload.len();
    // The reader needs a spare half to decode escapes. Most payloads have none and need no larger buffer.
    if payload.contains(&b'\\') {
        payload.resize(length.saturating_mul(2), 0);
    }
    let verdict = observe::read(Payload { buffer: payload, length }, &mut Observed::new(&[], numeric));
    payload.truncate(length);
    match verdict {
        Ok(IgnoredAny) => Ok(()),
        Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
        Err(VerifyError::Claim { claim, reason }) => Err(SignError::Claim { claim, reason }),
        // `IgnoredAny` accepts every value.
        Err(_) => Err(SignError::Malformed(Part::Payload, Defect::Json)),
    }
}
