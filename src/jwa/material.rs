//! What a key consists of, by `kty`: RFC 7518 section 6, RFC 8037 section 2, RFC 9964 section 3.

use alloc::vec::Vec;

use super::{Algorithm, KeyFamily};
use crate::error::{JwkMember, KeyDefect, KeyError, KeyKind};
use crate::secret::WipedBytes;

/// The decoded members of a key. Integers are big-endian and without leading zeros.
#[expect(missing_debug_implementations, reason = "secrets; a `Jwk` has a `Debug`")]
pub enum Material {
    Oct(WipedBytes),
    Rsa { n: Vec<u8>, e: Vec<u8>, private: Option<RsaPrivate> },
    Ec { curve: KeyFamily, x: Vec<u8>, y: Vec<u8>, d: Option<WipedBytes> },
    Okp { curve: KeyFamily, x: Vec<u8>, d: Option<WipedBytes> },
    Akp { parameters: KeyFamily, public: Vec<u8>, seed: Option<WipedBytes> },
}

/// The private members of an RSA key (RFC 7518 section 6.3.2).
#[expect(missing_debug_implementations, reason = "secrets; a `Jwk` has a `Debug`")]
pub struct RsaPrivate {
    pub(crate) d: WipedBytes,
    /// `p`, `q`, `dp`, `dq` and `qi`: all of them or none.
    pub(crate) factors: Option<[WipedBytes; 5]>,
}

#[cfg_attr(
    not(any(feature = "hmac", feature = "_der")),
    allow(dead_code, reason = "without any algorithm there is no key to make")
)]
impl Material {
    pub(crate) const fn key_type(&self) -> &'static str {
        match self {
            Self::Oct(_) => "oct",
            Self::Rsa { .. } => "RSA",
            Self::Ec { .. } => "EC",
            Self::Okp { .. } => "OKP",
            Self::Akp { .. } => "AKP",
        }
    }

    /// Returns the curve, for key types that have `crv`.
    pub(crate) const fn curve(&self) -> Option<KeyFamily> {
        match self {
            Self::Ec { curve, .. } | Self::Okp { curve, .. } => Some(*curve),
            Self::Oct(_) | Self::Rsa { .. } | Self::Akp { .. } => None,
        }
    }

    /// Returns the curve or parameter set, for key types that have several.
    pub(crate) const fn family(&self) -> Option<KeyFamily> {
        match self {
            Self::Akp { parameters, .. } => Some(*parameters),
            _ => self.curve(),
        }
    }

    pub(crate) const fn is_private(&self) -> bool {
        match self {
            Self::Oct(_) => true,
            Self::Rsa { private, .. } => private.is_some(),
            Self::Ec { d, .. } | Self::Okp { d, .. } => d.is_some(),
            Self::Akp { seed, .. } => seed.is_some(),
        }
    }

    /// Returns the public half of a key, or `None` for a secret.
    pub(crate) fn public_half(&self) -> Option<Self> {
        match self {
            Self::Rsa { n, e, .. } => Some(Self::Rsa { n: n.clone(), e: e.clone(), private: None }),
            Self::Ec { curve, x, y, .. } => Some(Self::Ec { curve: *curve, x: x.clone(), y: y.clone(), d: None }),
            Self::Okp { curve, x, .. } => Some(Self::Okp { curve: *curve, x: x.clone(), d: None }),
            Self::Akp { parameters, public, .. } => {
                Some(Self::Akp { parameters: *parameters, public: public.clone(), seed: None })
            }
            Self::Oct(_) => None,
        }
    }

    /// Returns the only algorithm of the curve or parameter set, if there is one.
    pub(crate) fn only_algorithm(&self) -> Option<Algorithm> {
        let family = self.family()?;
        Algorithm::ALL.iter().copied().find(|algorithm| algorithm.facts().family == Some(family))
    }

    /// Requires `kty`, and `crv` or the parameter set, to match the algorithm.
    pub(crate) fn check_fits(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        let facts = algorithm.facts();
        if self.key_type() != facts.key_type {
            return Err(KeyError::Jwk { member: JwkMember::KeyType, defect: KeyDefect::NotOfAlgorithm });
        }
        if self.family() != facts.family {
            let member = if self.curve().is_some() { JwkMember::Curve } else { JwkMember::Algorithm };
            return Err(KeyError::Jwk { member, defect: KeyDefect::NotOfAlgorithm });
        }
        Ok(())
    }

    /// Returns the kind of the key, for an error.
    const fn kind(&self) -> KeyKind {
        let family = match self {
            Self::Oct(_) => return KeyKind::Secret,
            Self::Rsa { .. } => KeyFamily::Rsa,
            Self::Ec { curve: family, .. } | Self::Okp { curve: family, .. } | Self::Akp { parameters: family, .. } => {
                *family
            }
        };
        if self.is_private() { KeyKind::Private(family) } else { KeyKind::Public(family) }
    }

    /// Returns the error for a key of another kind.
    pub(crate) const fn unexpected(&self, expected: KeyKind) -> KeyError {
        KeyError::Unexpected { found: self.kind(), expected }
    }

    /// Returns the error for a public key that does not belong to the private key.
    #[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "ml-dsa"))]
    pub(crate) const fn unrelated(&self) -> KeyError {
        let member = if let Self::Akp { .. } = self { JwkMember::Public } else { JwkMember::X };
        KeyError::Jwk { member, defect: KeyDefect::OtherPrivateKey }
    }
}
