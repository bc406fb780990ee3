//! Whether a token is accepted, whatever type its claims are wanted in.

use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, ClaimReason, Claims, Defect, Part, RegisteredClaims, Validation, Verifier, VerifyError};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{keys, tokens};

/// The strict policy at the time of the tests.
pub(crate) fn strict() -> Validation {
    Validation::at(NumericDate::from_secs(tokens::NOW))
}

/// The policy that wants nothing of the claims but their types.
pub(crate) fn lenient() -> Validation {
    strict().allow_missing_expiration_time().any_audience()
}

/// The verdict on an HS256 token. It must be the same for types that read all, some and none of the claims.
#[track_caller]
pub(crate) fn verdict(policy: Validation, token: &str) -> Result<(), VerifyError> {
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    let verdict = verifier.verify::<IgnoredAny>(token).map(|_| ());
    let others = [
        verifier.verify::<Value>(token).map(|_| ()),
        verifier.verify::<Map<String, Value>>(token).map(|_| ()),
        verifier.verify::<RegisteredClaims>(token).map(|_| ()),
        verifier.verify::<Claims<()>>(token).map(|_| ()),
        verifier.verify_with_header::<IgnoredAny>(token).map(|_| ()),
        verifier.verify_borrowed::<IgnoredAny>(token, &mut vec![0xff; 3]).map(|_| ()),
    ];
    for other in others {
        assert_eq!(other, verdict, "the verdict depends on the type, for {token}");
    }
    verdict
}

#[track_caller]
pub(crate) fn accepted(policy: Validation, token: &str) {
    assert_eq!(verdict(policy, token), Ok(()), "{token}");
}

#[track_caller]
pub(crate) fn refused(policy: Validation, token: &str, expected: VerifyError) {
    assert_eq!(verdict(policy, token), Err(expected), "{token}");
}

/// The verdict on claims in a token that is otherwise in order.
#[track_caller]
pub(crate) fn claims_verdict(policy: Validation, payload: impl AsRef<[u8]>) -> Result<(), VerifyError> {
    verdict(policy, &tokens::with_payload(payload))
}

/// The policy accepts these claims.
#[track_caller]
pub(crate) fn accepts(policy: Validation, json: &str) {
    assert_eq!(claims_verdict(policy, json), Ok(()), "{json}");
}

/// The policy refuses these claims for this reason.
#[track_caller]
pub(crate) fn refuses(policy: Validation, json: &str, name: ClaimName, reason: ClaimReason) {
    assert_eq!(claims_verdict(policy, json), Err(claim(name, reason)), "{json}");
}

pub(crate) const fn claim(claim: ClaimName, reason: ClaimReason) -> VerifyError {
    VerifyError::Claim { claim, reason }
}

pub(crate) const fn header(defect: Defect) -> VerifyError {
    VerifyError::Malformed(Part::Header, defect)
}

pub(crate) const fn payload(defect: Defect) -> VerifyError {
    VerifyError::Malformed(Part::Payload, defect)
}

pub(crate) const fn token(defect: Defect) -> VerifyError {
    VerifyError::Malformed(Part::Token, defect)
}

pub(crate) const fn signature(defect: Defect) -> VerifyError {
    VerifyError::Malformed(Part::Signature, defect)
}
