//! Errors about keys by their texts, as tables of tests have them.

use jwt_codec::{JwkMember, KeyDefect, KeyError};

/// The error that says `jwk: member: text`.
pub(crate) fn jwk(member: &str, text: &str) -> KeyError {
    let member = JwkMember::ALL.iter().find(|known| known.as_str() == member);
    let defect = KeyDefect::ALL.iter().find(|known| known.as_str() == text);
    KeyError::Jwk { member: *member.unwrap(), defect: *defect.unwrap_or_else(|| panic!("{text}")) }
}
