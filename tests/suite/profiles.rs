//! Kinds of JWT that a specification defines, a file for each.

mod each_other;
mod openid_core;
mod openid_logout;
mod rfc7523;
mod rfc7800;
mod rfc8417;
mod rfc9068;
mod rfc9449;

use jwt_codec::{ClaimName, ClaimReason, Validation, VerifyError};

use crate::support::verdict::verdict;
use crate::support::{base64url, tokens};

/// The members of a JSON object, as `"name":value`.
pub(crate) type Members = Vec<(&'static str, String)>;

/// A token of claims under a header with this `typ`, or without one.
pub(crate) fn token(typ: Option<&str>, members: &Members) -> String {
    let header = typ.map_or_else(String::new, |typ| format!(r#","typ":"{typ}""#));
    let members: Vec<_> = members.iter().map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    tokens::signed(format!(r#"{{"alg":"HS256"{header}}}"#), format!("{{{}}}", members.join(",")))
}

/// The verdict on such a token.
#[track_caller]
pub(crate) fn verdict_of(policy: &Validation, typ: Option<&str>, members: &Members) -> Result<(), VerifyError> {
    verdict(policy.clone(), &token(typ, members))
}

/// The members without this one.
pub(crate) fn without(members: &Members, name: &str) -> Members {
    members.iter().filter(|(member, _)| *member != name).cloned().collect()
}

/// The members with this one changed, or added.
pub(crate) fn with(members: &Members, name: &'static str, value: &str) -> Members {
    let mut changed = without(members, name);
    changed.push((name, value.to_owned()));
    changed
}

pub(crate) fn members(of: &[(&'static str, &str)]) -> Members {
    of.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[track_caller]
pub(crate) fn missing(verdict: Result<(), VerifyError>, claim: impl Into<ClaimName>) {
    rejected(verdict, claim, ClaimReason::Missing);
}

#[track_caller]
pub(crate) fn rejected(verdict: Result<(), VerifyError>, claim: impl Into<ClaimName>, reason: ClaimReason) {
    assert_eq!(verdict.unwrap_err(), VerifyError::Claim { claim: claim.into(), reason });
}

/// The JSON of the payload of a token.
pub(crate) fn payload(token: &str) -> serde_json::Value {
    serde_json::from_slice(&base64url::decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}
