//! What is wrong with the form of a token: a part, and its defect.

use core::fmt;

use super::ClaimReason;

/// The part of a token that a [`VerifyError::Malformed`](crate::VerifyError::Malformed) is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The token as a whole.
    Token,
    /// The JOSE header, the first segment.
    Header,
    /// The payload, the second segment.
    Payload,
    /// The signature, the third segment.
    Signature,
}

/// What is wrong with a [`Part`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Defect {
    /// Longer than the limit of the verifier.
    TooLong,
    /// `Bearer` in front of it, which belongs to the HTTP header and not to the token (RFC 6750 section 2.1).
    BearerPrefix,
    /// Quotation marks around it, as JSON or a shell has them.
    QuotationMarks,
    /// A comma in it, as between two tokens.
    Comma,
    /// White space in it, such as a line end behind it.
    WhiteSpace,
    /// A byte outside of ASCII.
    NotAscii,
    /// Not exactly two `.`.
    SegmentCount,
    /// Five segments: a JWE (RFC 7516), which is encrypted, not signed.
    Encrypted,
    /// Not base64url without padding in its one canonical form (RFC 7515 section 2).
    Base64url,
    /// Not UTF-8.
    Utf8,
    /// Not JSON (RFC 8259).
    Json,
    /// JSON, but not an object.
    NotAnObject,
    /// An object with two members of the same name.
    DuplicateName,
    /// An object with a member whose name `serde_json` keeps for itself.
    ReservedName,
    /// Objects and arrays nested more than 127 deep.
    TooDeep,
    /// A string that is read, or the name of a member, with an escape for half of a surrogate pair (`\ud83d` alone): it
    /// stands for no character.
    LoneSurrogate,
    /// More than 64 values in header parameters that have no meaning here.
    TooManyValues,
    /// A number that no finite 64-bit float or integer holds.
    NumberRange,
    /// A header without `alg`.
    MissingAlgorithm,
    /// A header parameter that is not of its JSON type.
    ParameterType(HeaderParameter),
    /// A header parameter that is `null`: one that has no value must be left out.
    ParameterNull(HeaderParameter),
    /// A header parameter of a registered name, where only others can be set. The name is one of a fixed list.
    RegisteredParameter(&'static str),
    /// An `x5c` without certificates, or with one that is not DER.
    Certificates,
    /// A `crit` that is not a non-empty array of distinct names of unregistered, present members.
    InvalidCritical,
    /// A payload that is not base64url encoded (`b64` is `false`, RFC 7797), where that is not allowed.
    UnencodedPayload,
    /// A payload where it should be detached.
    NotDetached,
    /// An ECDSA signature that is not the DER of two integers below the order of the curve.
    Der,
    /// A signature that is not as long as those of the algorithm are.
    SignatureLength,
}

/// A header parameter that has a meaning here (RFC 7515 section 4.1, RFC 7797 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeaderParameter {
    /// `alg`
    Algorithm,
    /// `typ`
    Type,
    /// `cty`
    ContentType,
    /// `kid`
    KeyId,
    /// `crit`
    Critical,
    /// `b64`
    Base64url,
}

impl HeaderParameter {
    /// The name as it stands in the header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Algorithm => "alg",
            Self::Type => "typ",
            Self::ContentType => "cty",
            Self::KeyId => "kid",
            Self::Critical => "crit",
            Self::Base64url => "b64",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ParameterType(parameter) => return write!(f, "{}: {}", parameter.as_str(), ClaimReason::WrongType),
            Self::ParameterNull(parameter) => return write!(f, "{}: {}", parameter.as_str(), ClaimReason::Null),
            Self::RegisteredParameter(name) => {
                return write!(f, "{name}: a registered name, which this method does not set");
            }
            Self::Certificates => "x5c: no certificates, or not DER",
            Self::TooLong => "too long",
            Self::BearerPrefix => "begins with Bearer",
            Self::QuotationMarks => "quotation marks around it",
            Self::Comma => "comma in it, as between two tokens",
            Self::WhiteSpace => "white space in it",
            Self::NotAscii => "not ASCII",
            Self::SegmentCount => "not three segments",
            Self::Encrypted => "five segments, an encrypted token",
            Self::Base64url => "not canonical unpadded base64url",
            Self::Utf8 => "not UTF-8",
            Self::Json => "not JSON",
            Self::NotAnObject => "not a JSON object",
            Self::DuplicateName => "duplicate member name",
            Self::ReservedName => "reserved member name",
            Self::TooDeep => "nested too deep",
            Self::LoneSurrogate => "lone surrogate in a string",
            Self::TooManyValues => "too many values",
            Self::NumberRange => "number out of range",
            Self::MissingAlgorithm => "no alg",
            Self::InvalidCritical => "invalid crit",
            Self::UnencodedPayload => "payload not base64url encoded",
            Self::Der => "not DER of two integers below the order",
            Self::NotDetached => "not detached",
            Self::SignatureLength => "not of the length of the algorithm",
        })
    }
}
