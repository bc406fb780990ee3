//! The registered claims: RFC 7519 section 4.1.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::{Audience, NumericDate};

/// The seven registered claims, each of which may be left out.
///
/// It is also a type to verify into when the other claims are of no interest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "RFC 7519 registers seven claims")]
pub struct RegisteredClaims {
    /// `iss`: who made the token.
    #[serde(rename = "iss", default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// `sub`: whom it is about.
    #[serde(rename = "sub", default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `aud`: whom it is meant for.
    #[serde(rename = "aud", default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// `exp`: from when on it is no longer to be accepted.
    #[serde(rename = "exp", default, skip_serializing_if = "Option::is_none")]
    pub expiration_time: Option<NumericDate>,
    /// `nbf`: before when it is not yet to be accepted.
    #[serde(rename = "nbf", default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<NumericDate>,
    /// `iat`: when it was made.
    #[serde(rename = "iat", default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<NumericDate>,
    /// `jti`: the one name of this token.
    #[serde(rename = "jti", default, skip_serializing_if = "Option::is_none")]
    pub jwt_id: Option<String>,
}
