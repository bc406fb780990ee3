//! The JSON of claims that are about to be signed.
//!
//! What is signed can be verified: the payload is an object, no two members of any object in it have the same name, and
//! registered claims are of their types. The writer sees to the first two; the last is the mirror of
//! [`observe`](super::observe).

use alloc::vec::Vec;

use serde_core::Serialize;
use serde_core::de::IgnoredAny;

use super::observe::{self, Observed};
use crate::error::{ClaimName, ClaimReason, Part, SignError, VerifyError};
use crate::json::{Expected, Failure, Watch, Writer};

/// A payload that is being written.
pub(super) struct Payload(Writer<Registered>);

impl Payload {
    #[inline]
    pub(super) const fn new() -> Self {
        Self(Writer::new(Registered { claim: None, refused: None }))
    }

    /// Writes the claims, and checks them on the way.
    #[inline]
    pub(super) fn serialize<T: Serialize + ?Sized>(&mut self, claims: &T) -> Result<&[u8], SignError> {
        if let Err(failure) = self.0.write(claims) {
            return Err(self.error(failure));
        }
        if self.0.has_raw_text() {
            read_back(self.0.as_bytes())?;
        }
        Ok(self.0.as_bytes())
    }

    #[cold]
    fn error(&self, failure: Failure) -> SignError {
        match (failure, self.0.watch().refused) {
            (Failure::Defect(defect), _) => SignError::Malformed(Part::Payload, defect),
            (Failure::Type(detail), _) => SignError::Serialize(detail),
            (Failure::Unexpected, Some((claim, reason))) => SignError::Claim { claim, reason },
            (Failure::Unexpected, None) => SignError::NotAnObject,
        }
    }
}

/// Knows the types of the registered claims (RFC 7519 section 4.1).
struct Registered {
    /// The registered claim whose value comes next.
    claim: Option<ClaimName>,
    /// The first registered claim that is not of its type, or `null`.
    refused: Option<(ClaimName, ClaimReason)>,
}

impl Watch for Registered {
    #[inline]
    fn member(&mut self, name: &str) -> Expected {
        self.claim = observe::registered(name);
        match self.claim {
            Some(ClaimName::ExpirationTime | ClaimName::NotBefore | ClaimName::IssuedAt) => Expected::Number,
            Some(ClaimName::Audience) => Expected::Strings,
            Some(_) => Expected::String,
            None => Expected::Anything,
        }
    }

    fn refuse(&mut self, is_null: bool) {
        let reason = if is_null { ClaimReason::Null } else { ClaimReason::WrongType };
        self.refused = self.refused.or(self.claim.map(|claim| (claim, reason)));
    }
}

/// Reads a payload as a verifier would.
#[cold]
fn read_back(payload: &[u8]) -> Result<(), SignError> {
    if payload.first() != Some(&b'{') {
        return Err(SignError::NotAnObject);
    }
    let mut buffer = Vec::with_capacity(payload.len().saturating_mul(2));
    buffer.extend_from_slice(payload);
    buffer.resize(payload.len().saturating_mul(2), 0);
    match observe::read::<IgnoredAny>(&mut buffer, payload.len(), &mut Observed::default()) {
        Ok(IgnoredAny) => Ok(()),
        Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
        Err(VerifyError::Claim { claim, reason }) => Err(SignError::Claim { claim, reason }),
        Err(_) => Err(SignError::NotAnObject),
    }
}
