//! What a key consists of, by `kty`: RFC 7518 section 6, RFC 8037 section 2.

use alloc::vec::Vec;

use super::table;
use crate::error::{KeyError, KeyKind};
use crate::jwa::Algorithm;
use crate::secret::WipedBytes;

/// The members that make the key, decoded. Integers are big-endian and without leading zeros.
#[expect(missing_debug_implementations, reason = "secrets; a `Jwk` has a `Debug`")]
pub enum Material {
    Oct(WipedBytes),
    Rsa { n: Vec<u8>, e: Vec<u8>, private: Option<RsaPrivate> },
    Ec { curve: &'static str, x: Vec<u8>, y: Vec<u8>, d: Option<WipedBytes> },
    Okp { curve: &'static str, x: Vec<u8>, d: Option<WipedBytes> },
}

/// The private members of an RSA key (RFC 7518 section 6.3.2).
#[expect(missing_debug_implementations, reason = "secrets; a `Jwk` has a `Debug`")]
pub struct RsaPrivate {
    pub(crate) d: WipedBytes,
    /// `p`, `q`, `dp`, `dq` and `qi`: all of them or none.
    pub(crate) factors: Option<[WipedBytes; 5]>,
}

impl Material {
    pub(crate) const fn key_type(&self) -> &'static str {
        match self {
            Self::Oct(_) => "oct",
            Self::Rsa { .. } => "RSA",
            Self::Ec { .. } => "EC",
            Self::Okp { .. } => "OKP",
        }
    }

    pub(crate) const fn curve(&self) -> Option<&'static str> {
        match self {
            Self::Ec { curve, .. } | Self::Okp { curve, .. } => Some(curve),
            Self::Oct(_) | Self::Rsa { .. } => None,
        }
    }

    pub(crate) const fn is_private(&self) -> bool {
        match self {
            Self::Oct(_) => true,
            Self::Rsa { private, .. } => private.is_some(),
            Self::Ec { d, .. } | Self::Okp { d, .. } => d.is_some(),
        }
    }

    /// The public half of a private key; `None` for what is public alone, or secret alone.
    pub(crate) fn public_half(&self) -> Option<Self> {
        match self {
            Self::Rsa { n, e, private: Some(_) } => Some(Self::Rsa { n: n.clone(), e: e.clone(), private: None }),
            Self::Ec { curve, x, y, d: Some(_) } => Some(Self::Ec { curve, x: x.clone(), y: y.clone(), d: None }),
            Self::Okp { curve, x, d: Some(_) } => Some(Self::Okp { curve, x: x.clone(), d: None }),
            _ => None,
        }
    }

    /// The one algorithm that the curve leaves, if it does.
    pub(crate) fn only_algorithm(&self) -> Option<Algorithm> {
        match self.curve()? {
            "P-256" => Some(Algorithm::ES256),
            "P-384" => Some(Algorithm::ES384),
            "P-521" => Some(Algorithm::ES512),
            "secp256k1" => Some(Algorithm::ES256K),
            "Ed25519" => Some(Algorithm::EdDSA),
            _ => None,
        }
    }

    /// `kty` and `crv` are those of the algorithm.
    pub(crate) fn check_fits(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        let (key_type, curve) = table::key_type(algorithm);
        if self.key_type() != key_type {
            return Err(KeyError::Jwk { member: "kty", rule: "not that of the algorithm" });
        }
        if self.curve() != curve {
            return Err(KeyError::Jwk { member: "crv", rule: "not that of the algorithm" });
        }
        Ok(())
    }

    /// The kind of the key, for an error.
    pub(crate) const fn kind(&self) -> KeyKind {
        let name = match self {
            Self::Oct(_) => return KeyKind::Secret,
            Self::Rsa { .. } => "RSA",
            Self::Ec { curve, .. } | Self::Okp { curve, .. } => curve,
        };
        if self.is_private() { KeyKind::Private(name) } else { KeyKind::Public(name) }
    }
}
