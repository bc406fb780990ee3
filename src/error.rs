//! What can go wrong: one enum for each operation.
//!
//! A text is *part x defect*, in lower case and without a full stop. It never repeats bytes of a token or a key, so you
//! can log it. The variants of [`VerifyError`] are in the order of processing (RFC 7515 section 5.2, then RFC 7519 section
//! 7.2): if a [`Verifier`](crate::Verifier) returns one, all earlier checks passed. The exceptions are `Malformed`, which each
//! part of a token can cause, and a registered claim that is `null` or of the wrong type: that is found while the claims are
//! read. Functions that read unverified content return the same errors before any signature is checked.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error;
use core::fmt;

mod authorization;
mod claim;
mod key;
mod malformed;
mod signatures;

pub use authorization::AuthorizationError;
pub use claim::{ClaimName, ClaimReason};
pub use key::{JwkMember, KeyDefect, KeyError, KeyKind, KeyPart};
pub use malformed::{Defect, HeaderParameter, JwsMember, Part};
pub use signatures::SignaturesError;

use crate::jwa::algorithm::Algorithm;

/// Why a token was rejected.
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
    /// A part of the token does not have the form that RFC 7515 section 7.1 or RFC 7519 section 7.2 requires.
    Malformed(Part, Defect),
    /// The header has a `crit` that requires an extension which the verifier does not understand (RFC 7515 section
    /// 4.1.11). See [`Validation::understands`](crate::Validation::understands).
    UnsupportedCritical,
    /// No key fits this header, or several keys fit its `alg` and no `kid` names one of them.
    KeyNotFound(KeyNotFound),
    /// The header's `alg` is not the algorithm of the key (RFC 8725 section 3.1).
    AlgorithmMismatch,
    /// The signature is not this key's signature over the token. There is no detail, by design.
    InvalidSignature,
    /// The good signatures of a JSON serialization (RFC 7515 section 7.2) are not all that are required.
    Signatures(SignaturesError),
    /// The claims, or a header parameter, do not fit your type. The JSON behind the misfit is not checked.
    Deserialize(DeserializeError),
    /// The policy rejects a claim (RFC 7519 section 4.1). From [`Issuers`](crate::jwt::Issuers) and
    /// [`untrusted_issuer`](crate::jwt::untrusted_issuer) also: `iss` is missing, not text, or unknown, and nothing was
    /// verified.
    Claim {
        /// The claim, or the header parameter `typ`.
        claim: ClaimName,
        /// Why it was rejected.
        reason: ClaimReason,
    },
}

/// Names the key that a token asked for and that was not found.
///
/// It helps you decide whether to fetch the keys again. If [`skipped`](Self::skipped) gives a reason, fetching is
/// unlikely to help. [`key_id`](Self::key_id) and [`algorithm`](Self::algorithm) come from an unverified token, so
/// neither the text of the error nor its `Debug` shows them.
///
/// ```
/// use jwt_codec::jwk::{JwkSet, KeySet};
/// use jwt_codec::{KeyNotFound, RegisteredClaims, Validation, Verifier, VerifyError};
///
/// let set = JwkSet::from_json(r#"{"keys":[{"kid":"odd","kty":"future"}]}"#)?;
/// let verifier = Verifier::new(KeySet::from_jwk_set(&set)?, Validation::new());
/// let asked_for = |token: &str| -> KeyNotFound {
///     match verifier.verify::<RegisteredClaims>(token) {
///         Err(VerifyError::KeyNotFound(error)) => error,
///         other => panic!("{other:?}"),
///     }
/// };
///
/// // The header is {"alg":"ES256","kid":"new"}.
/// let new = asked_for("eyJhbGciOiJFUzI1NiIsImtpZCI6Im5ldyJ9.e30.AA");
/// assert_eq!((new.key_id(), new.algorithm()), (Some("new"), "ES256"));
/// assert!(new.may_be_new()); // so fetch the keys again
///
/// // The header is {"alg":"ES256","kid":"odd"}.
/// let odd = asked_for("eyJhbGciOiJFUzI1NiIsImtpZCI6Im9kZCJ9.e30.AA");
/// assert_eq!(odd.skipped().map(ToString::to_string), Some("jwk: kty: unknown".to_owned()));
/// assert!(!odd.may_be_new());
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct KeyNotFound {
    key_id: Option<Box<str>>,
    algorithm: Box<str>,
    skipped: Option<KeyError>,
}

/// Why signed claims did not fit your type.
///
/// The text says what was found (a string, a number, ...) and what was expected, never the value. It names the field if
/// the type reveals it. For [`Claims`](crate::Claims) these are missing fields, registered claims and fields of nested
/// types.
///
/// [`decode_unverified`](crate::dangerous::decode_unverified) returns this error for the header too, and
/// [`VerifiedHeader::parameter`](crate::jws::VerifiedHeader::parameter) for a header parameter, whose name it gives.
///
/// ```
/// use jwt_codec::{Claims, DeserializeError, Hs256, Signer, SigningKey, Validation, Verifier, VerifyError};
/// # use std::time::Duration;
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Session {
///     role: String,
/// }
///
/// # let key = SigningKey::<Hs256>::generate()?;
/// # let verifier = Verifier::new(key.verifying_key(), Validation::new());
/// # let token = Signer::new(key).sign(&Claims::new(()).lifetime(Duration::from_secs(600)))?;
/// // The claims have no `role`.
/// let error: DeserializeError = match verifier.verify::<Claims<Session>>(&token) {
///     Err(VerifyError::Deserialize(error)) => error,
///     other => panic!("{other:?}"),
/// };
/// assert_eq!(error.field(), Some("role"));
/// assert_eq!(error.to_string(), "claims: role: missing");
/// assert_eq!(error.detail(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DeserializeError {
    /// Whether the type was for the header, not for the claims.
    pub(crate) of_header: bool,
    pub(crate) field: Option<Cow<'static, str>>,
    pub(crate) mismatch: Cow<'static, str>,
    pub(crate) detail: Option<Box<str>>,
}

/// Why a token could not be created.
///
/// ```
/// use jwt_codec::{Hs256, SignError, Signer, SigningKey};
///
/// let signer = Signer::new(SigningKey::<Hs256>::generate()?);
/// let refused = signer.sign(&["claims", "in", "an", "array"]).unwrap_err();
/// assert_eq!(refused, SignError::NotAnObject);
/// assert_eq!(refused.to_string(), "claims: not a JSON object");
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The claims' `Serialize` returned an error. The text is its own.
    Serialize(String),
    /// The `Serialize` of a header parameter returned an error. The text is its own.
    Parameter(String),
    /// The claims are not a JSON object.
    NotAnObject,
    /// Every verifier would reject the claims or the header, for this reason.
    Malformed(Part, Defect),
    /// Every verifier would reject a registered claim: it has the wrong type or is `null` (RFC 7519 section 4.1).
    Claim {
        /// The claim.
        claim: ClaimName,
        /// [`ClaimReason::WrongType`] or [`ClaimReason::Null`].
        reason: ClaimReason,
    },
    /// The header's `alg` is not the algorithm of the key.
    AlgorithmMismatch,
    /// The system provides no randomness for a `jti`.
    Randomness,
    /// The key could not sign, for example because a remote key did not answer. The text is the key's own.
    Key(String),
}

/// The signature is not this key's signature over the message. There is no detail, by design.
///
/// ```
/// use jwt_codec::{Es256, InvalidSignature, SigningKey, Verify};
///
/// let key = SigningKey::<Es256>::generate()?.verifying_key();
/// assert_eq!(key.verify(b"a message", &[1; 64]), Err(InvalidSignature));
/// assert_eq!(key.verify(b"a message", b"too short"), Err(InvalidSignature));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSignature;

/// The system's clock cannot represent this time.
///
/// ```
/// use jwt_codec::TimeOutOfRange;
/// use jwt_codec::jwt::NumericDate;
/// use std::time::{Duration, SystemTime};
///
/// fn system_time(date: NumericDate) -> Result<SystemTime, TimeOutOfRange> {
///     SystemTime::try_from(date)
/// }
///
/// assert_eq!(system_time(NumericDate::from_secs(60)), Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(60)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOutOfRange;

impl KeyNotFound {
    pub(crate) fn new(key_id: Option<&str>, algorithm: &str, skipped: Option<KeyError>) -> Self {
        Self { key_id: key_id.map(Box::from), algorithm: algorithm.into(), skipped }
    }

    /// Returns the `kid` of the token's header, unverified.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Returns the `alg` of the token's header, unverified.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// Returns why the key was skipped, if the set contains a key for this header that it does not use.
    #[must_use]
    pub const fn skipped(&self) -> Option<&KeyError> {
        self.skipped.as_ref()
    }

    /// Returns whether the issuer may have published the key meanwhile, so that fetching its keys may help: the token has a
    /// `kid`, its `alg` is an [`Algorithm`] with public keys, and no key of that `kid` was skipped.
    #[must_use]
    pub fn may_be_new(&self) -> bool {
        let is_published = self.algorithm.parse().is_ok_and(|algorithm: Algorithm| !algorithm.is_symmetric());
        self.key_id.is_some() && is_published && self.skipped.is_none()
    }
}

impl DeserializeError {
    pub(crate) const fn new(mismatch: Cow<'static, str>, detail: Option<Box<str>>) -> Self {
        Self { of_header: false, field: None, mismatch, detail }
    }

    pub(crate) fn in_part(self, part: Part) -> Self {
        Self { of_header: part == Part::Header, ..self }
    }

    /// Names the header parameter that the type was for, unless a field inside is named already.
    pub(crate) fn in_parameter(mut self, name: &str) -> Self {
        self.field.get_or_insert_with(|| Cow::Owned(name.into()));
        self.in_part(Part::Header)
    }

    /// Returns the name of the field or registered claim, if the type reveals it, or of the header parameter.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Returns the text of the type's own `Deserialize`, if it gave one.
    ///
    /// It may repeat parts of the claims, so the text of this error omits it.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
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
            Self::UnsupportedCritical => f.write_str("header: unsupported critical extension"),
            Self::KeyNotFound(error) => error.fmt(f),
            Self::AlgorithmMismatch => f.write_str("header: alg is not the algorithm of the key"),
            Self::InvalidSignature => InvalidSignature.fmt(f),
            Self::Signatures(error) => error.fmt(f),
            Self::Deserialize(error) => error.fmt(f),
            Self::Claim { claim, reason } => write!(f, "{claim}: {reason}"),
        }
    }
}

impl fmt::Display for KeyNotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.skipped {
            None => f.write_str("key: none, or more than one, for this header"),
            Some(reason) => write!(f, "key: in the set, but skipped: {reason}"),
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

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serialize(text) => write!(f, "claims: {text}"),
            Self::Parameter(text) => write!(f, "header: {text}"),
            Self::NotAnObject => f.write_str("claims: not a JSON object"),
            Self::Malformed(part, defect) => write!(f, "{part}: {defect}"),
            Self::Claim { claim, reason } => write!(f, "{claim}: {reason}"),
            Self::AlgorithmMismatch => f.write_str("header: alg is not the algorithm of the key"),
            Self::Randomness => f.write_str("claims: the system provides no randomness"),
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

/// Omits everything that comes from the token, since errors end up in logs.
impl fmt::Debug for KeyNotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyNotFound").finish_non_exhaustive()
    }
}

/// Omits the detail, since errors end up in logs.
impl fmt::Debug for DeserializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeserializeError")
            .field("field", &self.field)
            .field("mismatch", &self.mismatch)
            .finish_non_exhaustive()
    }
}

/// The error inside is not its source: its text is part of this text, and would be printed twice.
impl Error for VerifyError {}

impl Error for KeyNotFound {}
impl Error for DeserializeError {}
impl Error for SignError {}
impl Error for InvalidSignature {}
impl Error for TimeOutOfRange {}
