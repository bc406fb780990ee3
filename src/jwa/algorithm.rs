//! The names of the algorithms (RFC 7518 section 3.1).

use core::fmt;
use core::str::FromStr;

use crate::error::UnknownAlgorithm;

/// The name of an algorithm, as it stands in the `alg` of a header.
///
/// There is no `none`. A name is only ever compared with the one of a key: it selects no code.
///
/// ```
/// use jwt_codec::Algorithm;
///
/// assert_eq!("ES256".parse(), Ok(Algorithm::ES256));
/// assert_eq!(Algorithm::ES256.as_str(), "ES256");
/// assert!("none".parse::<Algorithm>().is_err());
/// ```
///
/// A configuration can hold one. It is serialized as its name:
///
/// ```
/// use jwt_codec::Algorithm;
///
/// assert_eq!(serde_json::to_string(&Algorithm::ES256)?, r#""ES256""#);
/// assert_eq!(serde_json::from_str::<Algorithm>(r#""ES256""#)?, Algorithm::ES256);
/// assert!(serde_json::from_str::<Algorithm>(r#""none""#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC using SHA-256.
    HS256,
    /// HMAC using SHA-384.
    HS384,
    /// HMAC using SHA-512.
    HS512,
    /// RSASSA-PKCS1-v1_5 using SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 using SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 using SHA-512.
    RS512,
    /// RSASSA-PSS using SHA-256 and MGF1 with SHA-256.
    PS256,
    /// RSASSA-PSS using SHA-384 and MGF1 with SHA-384.
    PS384,
    /// RSASSA-PSS using SHA-512 and MGF1 with SHA-512.
    PS512,
    /// ECDSA using P-256 and SHA-256.
    ES256,
    /// ECDSA using P-384 and SHA-384.
    ES384,
    /// ECDSA using P-521 and SHA-512.
    ES512,
    /// ECDSA using secp256k1 and SHA-256 (RFC 8812 section 3.2).
    ES256K,
    /// EdDSA with Ed25519 (RFC 8037 section 3.1).
    EdDSA,
    /// EdDSA with Ed25519, under its fully-specified name (RFC 9864 section 2.2).
    Ed25519,
}

impl Algorithm {
    /// Every algorithm, in the order of RFC 7518, RFC 8812, RFC 8037 and RFC 9864.
    pub const ALL: &'static [Self] = &[
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::ES256K,
        Self::EdDSA,
        Self::Ed25519,
    ];

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::ES256K => "ES256K",
            Self::EdDSA => "EdDSA",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// Whether the key is a secret that both sides have.
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::HS256 | Self::HS384 | Self::HS512)
    }

    /// Whether `alg`, of a header, names this algorithm: byte for byte.
    ///
    /// One algorithm has two names: EdDSA with Ed25519 is `EdDSA` (RFC 8037) and `Ed25519` (RFC 9864).
    #[must_use]
    pub fn is_named(self, alg: &str) -> bool {
        alg.parse().is_ok_and(|named| self.is_same(named))
    }

    /// Whether a name of the other names this one.
    pub(crate) const fn is_same(self, other: Self) -> bool {
        self.one_name() as u8 == other.one_name() as u8
    }

    /// The algorithm by one of its names.
    pub(crate) const fn one_name(self) -> Self {
        match self {
            Self::Ed25519 => Self::EdDSA,
            other => other,
        }
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// The algorithm of that name, byte for byte.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.as_str() == name).ok_or(UnknownAlgorithm)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
