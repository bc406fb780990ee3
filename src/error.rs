//! What can go wrong: one enum for each operation.
//!
//! A text is *part x defect*: lower case, no full stop, and it never repeats bytes of a token or of a key, so that it
//! can be logged as it is. The variants of [`VerifyError`] stand in the order in which a token is processed (RFC 7515
//! section 5.2, then RFC 7519 section 7.2): an error says that everything before it was in order.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error;
use core::fmt;

mod key;
mod malformed;

pub use key::{JwkMember, KeyDefect, KeyError, KeyKind, KeyPart};
pub use malformed::{Defect, HeaderParameter, Part};

/// Why a token was not accepted.
///
/// ```
/// use jwt_codec::{Defect, Part, RegisteredClaims, VerifyError};
/// # use jwt_codec::{Hs256, Validation, Verifier, VerifyingKey};
/// # let verifier = Verifier::new(VerifyingKey::<Hs256>::from_secret(&[7; 32])?, Validation::new());
/// let refused = verifier.verify::<RegisteredClaims>("two.segments").unwrap_err();
/// assert_eq!(refused, VerifyError::Malformed(Part::Token, Defect::SegmentCount));
/// assert_eq!(refused.to_string(), "token: not three segments");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// A part of the token is not in the form that RFC 7515 section 7.1 or RFC 7519 section 7.2 asks for.
    Malformed(Part, Defect),
    /// The header has a `crit` member: it names an extension that must be understood, and is not (RFC 7515 section
    /// 4.1.11).
    UnsupportedCritical,
    /// No key of the verifier is meant by this header.
    KeyNotFound(KeyNotFound),
    /// The header's `alg` is not the algorithm of the key (RFC 8725 section 3.1).
    AlgorithmMismatch,
    /// The signature is not the key's over this token. There is no detail, by design.
    InvalidSignature,
    /// The claims are signed, but do not fit the type that was asked for.
    Deserialize(DeserializeError),
    /// The claims are signed, but one of them says that the token must not be accepted here and now (RFC 7519 section
    /// 4.1).
    Claim {
        /// The claim, or the header parameter `typ`.
        claim: ClaimName,
        /// What is wrong with it.
        reason: ClaimReason,
    },
}

/// Which key a token asked for, when there was none.
///
/// It is what a caller needs to decide whether a fresh copy of the keys may help: [`key_id`](Self::key_id) is the `kid`
/// of the header. It comes from a token that nobody has verified, so neither the text of the error nor its `Debug` has
/// it. Where [`skipped`](Self::skipped) gives a reason, a fresh copy is unlikely to help.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyNotFound {
    key_id: Option<Box<str>>,
    algorithm: Box<str>,
    skipped: Option<KeyError>,
}

/// Why signed claims did not fit the type that was asked for.
///
/// [`decode_unverified`](crate::dangerous::decode_unverified) returns it for the header too. The text names the field if it is known from the type (for [`Claims`](crate::Claims) only a missing field, a registered
/// claim, and fields further inside), what stood there (a string, a number, ...) and what was
/// expected, never the value.
#[derive(Clone, PartialEq, Eq)]
pub struct DeserializeError {
    /// The type was for the header, not for the claims.
    pub(crate) of_header: bool,
    pub(crate) field: Option<Cow<'static, str>>,
    pub(crate) mismatch: Cow<'static, str>,
    pub(crate) detail: Option<Box<str>>,
}

/// A registered claim (RFC 7519 section 4.1), or the header parameter `typ`, which is checked like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimName {
    /// `iss`
    Issuer,
    /// `sub`
    Subject,
    /// `aud`
    Audience,
    /// `exp`
    ExpirationTime,
    /// `nbf`
    NotBefore,
    /// `iat`
    IssuedAt,
    /// `jti`
    JwtId,
    /// `typ`, of the header
    Type,
}

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimReason {
    /// It is required and not there.
    Missing,
    /// It is not of the JSON type that RFC 7519 section 4.1 gives it.
    WrongType,
    /// It is `null`: a claim that has no value must be left out.
    Null,
    /// It is not what was expected.
    Unexpected,
    /// `aud` is there, and the verifier names no audience: see [`Validation::audience`](crate::Validation::audience).
    NoneNamed,
    /// `exp` is not after the current time.
    Expired,
    /// `nbf` or `iat` is after the current time.
    InFuture,
    /// `iat` is further back than the greatest age allowed.
    TooOld,
}

/// Why a token could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The claims' `Serialize` reported an error; the text is its own.
    Serialize(String),
    /// The `Serialize` of a header parameter reported an error; the text is its own.
    Parameter(String),
    /// The claims are not a JSON object.
    NotAnObject,
    /// The claims or the header would not be accepted by a verifier, for this reason.
    Malformed(Part, Defect),
    /// A registered claim is not of its type (RFC 7519 section 4.1): every verifier would refuse the token.
    Claim {
        /// The claim.
        claim: ClaimName,
        /// [`ClaimReason::WrongType`] or [`ClaimReason::Null`].
        reason: ClaimReason,
    },
    /// The header names another algorithm than the key's.
    AlgorithmMismatch,
    /// The key could not sign: no randomness, or a remote key that did not answer. The text is the key's own.
    Key(String),
}

/// A signature was not the key's over the message. There is no detail, by design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSignature;

/// A time is before or after all that the system's clock can represent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOutOfRange;

impl KeyNotFound {
    pub(crate) fn new(key_id: Option<&str>, algorithm: &str, skipped: Option<KeyError>) -> Self {
        Self { key_id: key_id.map(Box::from), algorithm: algorithm.into(), skipped }
    }

    /// The `kid` of the token's header, unverified.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The `alg` of the token's header, unverified.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// Why the key that the header could mean is not used, if the set has such a key: it was skipped for this reason.
    #[must_use]
    pub const fn skipped(&self) -> Option<&KeyError> {
        self.skipped.as_ref()
    }
}

impl DeserializeError {
    pub(crate) const fn new(mismatch: Cow<'static, str>, detail: Option<Box<str>>) -> Self {
        Self { of_header: false, field: None, mismatch, detail }
    }

    pub(crate) fn in_part(self, part: Part) -> Self {
        Self { of_header: part == Part::Header, ..self }
    }

    /// The type was for this header parameter. A field inside of it is named already.
    pub(crate) fn in_parameter(mut self, name: &str) -> Self {
        self.field.get_or_insert_with(|| Cow::Owned(name.into()));
        self.in_part(Part::Header)
    }

    /// The name of the field or registered claim, where it is known from the type, or of the header parameter.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// What the type's own `Deserialize` said, if it said anything.
    ///
    /// It may repeat parts of the claims, which is why the text of the error leaves it out.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

impl ClaimName {
    /// The name as it stands in the claims set.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "iss",
            Self::Subject => "sub",
            Self::Audience => "aud",
            Self::ExpirationTime => "exp",
            Self::NotBefore => "nbf",
            Self::IssuedAt => "iat",
            Self::JwtId => "jti",
            Self::Type => "typ",
        }
    }

    pub(crate) const fn error(self, reason: ClaimReason) -> VerifyError {
        VerifyError::Claim { claim: self, reason }
    }
}

impl From<InvalidSignature> for VerifyError {
    fn from(InvalidSignature: InvalidSignature) -> Self {
        Self::InvalidSignature
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(part, defect) => write!(f, "{part}: {defect}"),
            Self::UnsupportedCritical => f.write_str("header: critical extension not understood"),
            Self::KeyNotFound(error) => match &error.skipped {
                None => f.write_str("key: none found for this header"),
                Some(reason) => write!(f, "key: in the set, but skipped: {reason}"),
            },
            Self::AlgorithmMismatch => f.write_str("header: alg is not the algorithm of the key"),
            Self::InvalidSignature => InvalidSignature.fmt(f),
            Self::Deserialize(error) => error.fmt(f),
            Self::Claim { claim, reason } => write!(f, "{}: {reason}", claim.as_str()),
        }
    }
}

impl fmt::Display for DeserializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.of_header { "header: " } else { "claims: " })?;
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.mismatch),
            None => f.write_str(&self.mismatch),
        }
    }
}

impl fmt::Display for ClaimReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::WrongType => "of the wrong type",
            Self::Null => "null",
            Self::Unexpected => "not the expected value",
            Self::NoneNamed => "there, but the verifier names none",
            Self::Expired => "expired",
            Self::InFuture => "in the future",
            Self::TooOld => "too old",
        })
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serialize(text) => write!(f, "claims: {text}"),
            Self::Parameter(text) => write!(f, "header: {text}"),
            Self::NotAnObject => f.write_str("claims: not a JSON object"),
            Self::Malformed(part, defect) => write!(f, "{part}: {defect}"),
            Self::Claim { claim, reason } => write!(f, "{}: {reason}", claim.as_str()),
            Self::AlgorithmMismatch => f.write_str("header: alg is not the algorithm of the key"),
            Self::Key(text) => write!(f, "key: {text}"),
        }
    }
}

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("signature: invalid")
    }
}

impl fmt::Display for TimeOutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("time: out of range of the system's clock")
    }
}

/// Without what comes from the token, as errors end up in logs.
impl fmt::Debug for KeyNotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyNotFound").finish_non_exhaustive()
    }
}

/// Without the detail, as errors end up in logs.
impl fmt::Debug for DeserializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeserializeError")
            .field("field", &self.field)
            .field("mismatch", &self.mismatch)
            .finish_non_exhaustive()
    }
}

/// The source is the [`DeserializeError`] or the [`KeyError`] inside. The text has the source's text in it already.
impl Error for VerifyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Deserialize(error) => Some(error),
            Self::KeyNotFound(error) => error.skipped().map(|reason| reason as _),
            _ => None,
        }
    }
}

impl Error for DeserializeError {}
impl Error for SignError {}
impl Error for InvalidSignature {}
impl Error for TimeOutOfRange {}
