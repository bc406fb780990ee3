//! Why a key could not be created, and the kinds of keys that errors name.

use core::error::Error;
use core::fmt;

use super::Defect;
use crate::jwa::algorithm::{Algorithm, KeyFamily};
pub use defect::{JwkMember, KeyDefect, KeyPart};

mod defect;

/// Why a key could not be created. The text says what was found and what was expected, never the bytes of the key.
///
/// ```
/// use jwt_codec::{Hs256, KeyError, SigningKey};
///
/// let refused = SigningKey::<Hs256>::from_secret(b"too short").unwrap_err();
/// assert_eq!(refused, KeyError::SecretLength { found: 9, minimum: 32 });
/// assert_eq!(refused.to_string(), "secret: 9 bytes, expected at least 32");
/// ```
///
/// You can match on every part of it:
///
/// ```
/// use jwt_codec::jwk::Jwk;
/// use jwt_codec::{JwkMember, KeyDefect, KeyError};
///
/// match Jwk::from_json(r#"{"kty":"future"}"#) {
///     Err(KeyError::Jwk { member: JwkMember::KeyType, defect: KeyDefect::Unknown }) => { /* an issuer is ahead of us */ }
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyError {
    /// The input holds a key of another kind.
    Unexpected {
        /// What the input holds.
        found: KeyKind,
        /// What is required: a key of the algorithm, or the form that the function reads.
        expected: KeyKind,
    },
    /// The input has no structure that holds a key, or a part of it is defective.
    Malformed(KeyPart, KeyDefect),
    /// The text of a JWK or JWK Set is not a JSON object, or violates a rule that this crate has for all JSON.
    Json(KeyPart, Defect),
    /// The HMAC secret is shorter than the hash (RFC 7518 section 3.2). Lengths are in bytes.
    SecretLength {
        /// The length of the secret.
        found: usize,
        /// The least length: that of the hash, or 1 in [`dangerous`](crate::dangerous).
        minimum: usize,
    },
    /// The HMAC secret contains a key of another kind. If that is a public key, everybody who knows it could sign (RFC
    /// 8725 section 2.1).
    SecretContainsKey(KeyKind),
    /// The RSA modulus does not have 2048 to 8192 bits (RFC 7518 section 3.3).
    ModulusLength {
        /// The length of the modulus in bits.
        found: usize,
    },
    /// A coordinate, scalar, seed or public key does not have the exact length that RFC 7518 section 6.2 or RFC 9964
    /// section 5 requires. Lengths are in bytes.
    Length {
        /// Which part of the key.
        part: KeyPart,
        /// Its length.
        found: usize,
        /// The length that the curve or algorithm requires.
        expected: usize,
    },
    /// A member of a JSON Web Key is missing, or violates RFC 7517, RFC 7518 section 6 or RFC 9964.
    Jwk {
        /// The member.
        member: JwkMember,
        /// What is wrong with it.
        defect: KeyDefect,
    },
    /// Two keys of a set have the same key ID.
    DuplicateKeyId {
        /// Their places. Keys are counted from 0 in the order in which they were added, skipped keys included. In a set
        /// from one document, these are their places in the document.
        places: [usize; 2],
    },
    /// A set contains both secrets and public keys.
    MixedKeySet {
        /// The place of the first secret, counted in the same way.
        secret: usize,
        /// The place of the first public key.
        public: usize,
    },
    /// The algorithm has no keys of this kind, or needs a feature that is not enabled: RS* and PS* sign with `rsa-signing`.
    UnsupportedAlgorithm(Algorithm),
    /// The system provides no randomness.
    Randomness,
}

/// A kind of key, as [`KeyError`] names it.
///
/// ```
/// use jwt_codec::{Es256, KeyError, KeyKind, VerifyingKey};
///
/// let certificate = std::fs::read("tests/data/keys/rsa-2048-certificate.pem")?;
/// let Err(KeyError::Unexpected { found, .. }) = VerifyingKey::<Es256>::from_pem(certificate) else { unreachable!() };
/// assert_eq!(found, KeyKind::Certificate);
/// assert_eq!(found.to_string(), "a certificate");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// A secret, the key of HMAC.
    Secret,
    /// The public key of a family or curve.
    Public(KeyFamily),
    /// The private key of a family or curve.
    Private(KeyFamily),
    /// A private key that is encrypted with a passphrase.
    EncryptedPrivate,
    /// An X.509 certificate. Check it, then extract its public key.
    Certificate,
    /// An X.509 certificate request.
    CertificateRequest,
    /// A key in the OpenSSH format.
    OpenSsh,
    /// A JSON Web Key (RFC 7517).
    Jwk,
    /// An RSA key in XML: `RSAKeyValue` (XML Signature), as .NET writes it.
    Xml,
    /// A key in PEM (RFC 7468).
    Pem,
    /// A key in DER (SPKI, PKCS#8, PKCS#1 or SEC1).
    Der,
    /// A key of an unknown algorithm, or a PEM label that names no key.
    Unknown,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unexpected { found, expected } => {
                write!(f, "key: found {found}, expected {expected}")?;
                // The input may be the right key in another form: name the function that reads it.
                match (found, expected) {
                    (KeyKind::Pem, KeyKind::Der) => f.write_str(", use from_pem"),
                    (KeyKind::Der, KeyKind::Pem) => f.write_str(", use from_der"),
                    (KeyKind::Jwk, KeyKind::Pem | KeyKind::Der) => f.write_str(", use from_jwk"),
                    _ => Ok(()),
                }
            }
            Self::Malformed(part, defect) => {
                write!(f, "{part}: {defect}")?;
                match (part.specification(), defect) {
                    (Some(rfc), KeyDefect::Malformed | KeyDefect::MalformedParameters) => write!(f, " ({rfc})"),
                    _ => Ok(()),
                }
            }
            Self::Json(part, defect) => write!(f, "{part}: {defect}"),
            Self::SecretLength { found, minimum } => {
                write!(f, "secret: {found} bytes, expected at least {minimum}")
            }
            Self::SecretContainsKey(kind) => write!(f, "secret: contains {kind}"),
            Self::ModulusLength { found } => {
                write!(f, "modulus: {found} bits, expected 2048 to 8192")
            }
            Self::Length { part, found, expected } => write!(f, "{part}: {found} bytes, expected {expected}"),
            Self::Jwk { member, defect } => write!(f, "jwk: {member}: {defect}"),
            Self::DuplicateKeyId { places: [one, other] } => {
                write!(f, "jwk set: keys {one} and {other}: duplicate kid")
            }
            Self::MixedKeySet { secret, public } => {
                write!(f, "jwk set: keys {secret} and {public}: a secret next to a public key")
            }
            Self::UnsupportedAlgorithm(algorithm) => {
                write!(f, "algorithm: {algorithm} has no keys of this kind, or needs a feature that is not enabled")
            }
            Self::Randomness => f.write_str("key: the system provides no randomness"),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret => f.write_str("a secret"),
            Self::Public(family) => write!(f, "a public key ({family})"),
            Self::Private(family) => write!(f, "a private key ({family})"),
            Self::EncryptedPrivate => f.write_str("an encrypted private key"),
            Self::Certificate => f.write_str("a certificate"),
            Self::CertificateRequest => f.write_str("a certificate request"),
            Self::OpenSsh => f.write_str("a key in the OpenSSH format"),
            Self::Jwk => f.write_str("a JSON Web Key"),
            Self::Xml => f.write_str("a key in XML"),
            Self::Pem => f.write_str("a key in PEM"),
            Self::Der => f.write_str("a key in DER"),
            Self::Unknown => f.write_str("a key of an unknown kind"),
        }
    }
}

impl Error for KeyError {}
