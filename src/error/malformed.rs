//! What is wrong with the form of a token: a part, and its defect.

use core::fmt;

use super::ClaimReason;

/// The part of a token that a [`VerifyError::Malformed`](crate::VerifyError::Malformed) is about.
///
/// ```
/// use jwt_codec::jws::Unverified;
/// use jwt_codec::{Defect, Part, VerifyError};
///
/// let refused = Unverified::parse("a header.e30.AA").unwrap_err();
/// assert_eq!(refused, VerifyError::Malformed(Part::Token, Defect::WhiteSpace));
/// let refused = Unverified::parse("e30.e30.AA").unwrap_err();
/// assert_eq!(refused, VerifyError::Malformed(Part::Header, Defect::MissingAlgorithm));
/// assert_eq!(refused.to_string(), "header: no alg");
/// ```
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
///
/// ```
/// use jwt_codec::jws::Unverified;
/// use jwt_codec::{Defect, Part, VerifyError};
///
/// let refused = Unverified::parse("Bearer e30.e30.AA");
/// let Err(VerifyError::Malformed(Part::Token, defect)) = refused else { unreachable!() };
/// assert_eq!(defect, Defect::BearerPrefix);
/// assert_eq!(defect.to_string(), "begins with Bearer");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Defect {
    /// The token is longer than the limit.
    TooLong,
    /// `Bearer` precedes the token. It belongs to the HTTP header: see
    /// [`bearer_token`](crate::jwt::bearer_token).
    BearerPrefix,
    /// Quotation marks surround the token, as in JSON or a shell.
    QuotationMarks,
    /// The token is JSON. A JWT has the compact form (RFC 7519 section 3).
    JsonForm,
    /// The token contains a comma, as between two tokens.
    Comma,
    /// The token contains white space, such as a line end.
    WhiteSpace,
    /// The token contains a byte that is not ASCII.
    NotAscii,
    /// The token does not have exactly two `.`.
    SegmentCount,
    /// The token has five segments: it is a JWE (RFC 7516), encrypted and not signed.
    Encrypted,
    /// The text is not canonical base64url without padding (RFC 7515 section 2).
    Base64url,
    /// The text is not UTF-8.
    Utf8,
    /// The text is not JSON (RFC 8259).
    Json,
    /// The JSON is not an object.
    NotAnObject,
    /// An object has two members of the same name.
    DuplicateName,
    /// The name of a member is reserved by `serde_json`.
    ReservedName,
    /// Objects and arrays are nested more than 127 deep.
    TooDeep,
    /// The name of a member, or a string that is read, contains half a surrogate pair (`\ud83d` alone), which is not a
    /// character.
    LoneSurrogate,
    /// Header parameters, or members of a JSON serialization, that this crate does not use contain more than 64 values.
    TooManyValues,
    /// A number fits no finite 64-bit float or integer.
    NumberRange,
    /// The header has no `alg`.
    MissingAlgorithm,
    /// A header parameter has the wrong JSON type.
    ParameterType(HeaderParameter),
    /// A header parameter is `null`. One without a value must be omitted.
    ParameterNull(HeaderParameter),
    /// The header parameter has a registered name, which this function does not set. The name is from a fixed list.
    RegisteredParameter(&'static str),
    /// `x5c` has no certificates, or one that is not DER.
    Certificates,
    /// A header parameter that must be protected (RFC 7515 section 2) stands in the unprotected header.
    ParameterUnprotected(HeaderParameter),
    /// `crit` is an empty array, or one of more than 16 names; an element is no string, a name comes twice, is registered or
    /// is absent from the header; or it does not name a `b64` that is `false` (RFC 7797 section 6). From a function that
    /// signs also: no verifier of this crate would understand the extension that it names.
    InvalidCritical,
    /// `b64` is `false` (RFC 7797), where the payload must be base64url encoded.
    UnencodedPayload,
    /// `b64` is not `false`, where the payload must be unencoded (RFC 7797).
    EncodedPayload,
    /// `b64` is not the same in all signatures (RFC 7797 section 3).
    MixedEncodings,
    /// An unencoded payload inside a token has a `.`, or a character that is not printable ASCII (RFC 7797 section 5.2).
    UnencodedCharacters,
    /// The token contains a payload, but it must be detached.
    NotDetached,
    /// The token contains no payload, and none was given.
    Detached,
    /// A member of the JSON serialization is absent.
    MemberMissing(JwsMember),
    /// A member of the JSON serialization has the wrong JSON type.
    MemberType(JwsMember),
    /// A member of the JSON serialization is empty. One without content must be omitted (RFC 7515 section 7.2.1).
    MemberEmpty(JwsMember),
    /// The JSON serialization is general by its `signatures`, and flattened by another member (RFC 7515 section 7.2).
    MixedForms,
    /// The JSON serialization has more signatures than the limit.
    TooManySignatures,
    /// The flattened form is for exactly one signature.
    NotOneSignature,
    /// The ECDSA signature is not the DER of two integers from 1 to the order of the curve minus one.
    Der,
    /// The signature does not have the length that the algorithm requires.
    SignatureLength,
}

/// A header parameter that this crate uses (RFC 7515 section 4.1, RFC 7797 section 3).
///
/// ```
/// use jwt_codec::jws::Unverified;
/// use jwt_codec::{Defect, HeaderParameter, Part, VerifyError};
///
/// // The header is {"alg":"ES256","kid":7}.
/// let refused = Unverified::parse("eyJhbGciOiJFUzI1NiIsImtpZCI6N30.e30.AA").unwrap_err();
/// assert_eq!(refused, VerifyError::Malformed(Part::Header, Defect::ParameterType(HeaderParameter::KeyId)));
/// assert_eq!(HeaderParameter::KeyId.as_str(), "kid");
/// ```
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

/// A member of the JSON serialization (RFC 7515 section 7.2).
///
/// ```
/// use jwt_codec::jws::JsonSerialization;
/// use jwt_codec::{Defect, JwsMember, Part, VerifyError};
///
/// let refused = JsonSerialization::parse(r#"{"payload":"","signatures":{}}"#).unwrap_err();
/// assert_eq!(refused, VerifyError::Malformed(Part::Token, Defect::MemberType(JwsMember::Signatures)));
/// assert_eq!(JwsMember::Signatures.as_str(), "signatures");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JwsMember {
    /// `payload`
    Payload,
    /// `signatures`
    Signatures,
    /// `protected`
    Protected,
    /// `header`
    Header,
    /// `signature`
    Signature,
}

impl HeaderParameter {
    /// Returns the name of the header parameter, such as `kid`.
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

impl JwsMember {
    /// Returns the name of the member, such as `signatures`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Signatures => "signatures",
            Self::Protected => "protected",
            Self::Header => "header",
            Self::Signature => "signature",
        }
    }
}

impl fmt::Display for HeaderParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for JwsMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
            Self::ParameterType(parameter) => return write!(f, "{parameter}: {}", ClaimReason::WrongType),
            Self::ParameterNull(parameter) => return write!(f, "{parameter}: {}", ClaimReason::Null),
            Self::ParameterUnprotected(parameter) => return write!(f, "{parameter}: not protected"),
            Self::MemberMissing(member) => return write!(f, "{member}: {}", ClaimReason::Missing),
            Self::MemberType(member) => return write!(f, "{member}: {}", ClaimReason::WrongType),
            Self::MemberEmpty(member) => return write!(f, "{member}: empty"),
            Self::RegisteredParameter(name) => {
                return write!(f, "{name}: a registered name, which this method does not set");
            }
            Self::Certificates => "x5c: no certificates, or not DER",
            Self::TooLong => "too long",
            Self::BearerPrefix => "begins with Bearer",
            Self::QuotationMarks => "quotation marks around it",
            Self::JsonForm => "JSON, not the compact form",
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
            Self::UnencodedPayload => "not base64url encoded",
            Self::EncodedPayload => "b64 not false",
            Self::MixedEncodings => "b64 not the same in all signatures",
            Self::UnencodedCharacters => "character that an unencoded payload must not have",
            Self::Detached => "detached, and not given",
            Self::MixedForms => "general and flattened form mixed",
            Self::TooManySignatures => "too many signatures",
            Self::NotOneSignature => "not one signature",
            Self::Der => "not DER of two integers from 1 to the order minus one",
            Self::NotDetached => "not detached",
            Self::SignatureLength => "wrong length for the algorithm",
        })
    }
}
