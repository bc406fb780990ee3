//! Which key a DER structure holds: SPKI (RFC 5280 section 4.1), PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 appendix A.1),
//! SEC1 (RFC 5915).
//!
//! The tags of the first members tell the structures apart. Then a structure of the wanted kind is parsed completely, except
//! for the content of the attributes that PKCS#8 may have. Of others only as much is read as names their kind.

mod algorithm;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
#[cfg(feature = "_pkcs8")]
mod pkcs8;
#[cfg(feature = "rsa")]
mod pss;
#[cfg(feature = "_ecdsa")]
mod sec1;
mod spki;
mod values;

use alloc::vec::Vec;

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use super::KeyFamily;
#[cfg(feature = "_ecdsa")]
use super::algorithm::Identifier;
use super::other_form::instead_of_der;
use crate::error::{KeyDefect, KeyError, KeyKind, KeyPart};
use algorithm::{AlgorithmIdentifier, family_of_curve, oid};
#[cfg(feature = "ml-dsa")]
pub(super) use ml_dsa::MlDsaPrivateKey;
#[cfg(feature = "_pkcs8")]
use pkcs8::Pkcs8;
#[cfg(feature = "_pkcs8")]
pub(super) use pkcs8::pkcs8;
#[cfg(feature = "rsa")]
pub(super) use pss::HashId;
#[cfg(feature = "_ecdsa")]
use sec1::NO_NAMED_CURVE;
#[cfg(feature = "_ecdsa")]
pub(super) use sec1::{EcPrivateKey, sec1};
use spki::Spki;
pub(super) use spki::spki;
#[cfg(any(feature = "rsa", feature = "_ecdsa"))]
pub(super) use values::two_numbers;
#[cfg(feature = "rsa")]
pub(super) use values::{integer, sequence};
use values::{members, whole};
#[cfg(feature = "eddsa")]
pub(super) use values::{octet_string, octet_string_in};

/// A key and its family or curve, as [`KeyKind`] names it.
#[derive(Clone, Copy)]
pub(super) struct Found<'d> {
    pub(super) family: KeyFamily,
    /// For RSA the PKCS#1 structure; for a public elliptic curve key the point; for a private one the SEC1 structure; for
    /// Ed25519 and ML-DSA what RFC 8410 and RFC 9881 say.
    pub(super) key: &'d [u8],
    /// Where the structure has one.
    algorithm: Option<AlgorithmIdentifier<'d>>,
    /// The public key that PKCS#8 may have next to a private one.
    #[cfg(feature = "_pkcs8")]
    pub(super) public_key: Option<&'d [u8]>,
}

impl<'d> Found<'d> {
    /// Creates it from a structure that names no algorithm.
    const fn bare(family: KeyFamily, key: &'d [u8]) -> Self {
        Self {
            family,
            key,
            algorithm: None,
            #[cfg(feature = "_pkcs8")]
            public_key: None,
        }
    }

    fn of(algorithm: AlgorithmIdentifier<'d>, key: &'d [u8]) -> Self {
        Self { algorithm: Some(algorithm), ..Self::bare(algorithm.family(), key) }
    }

    /// Returns the key, if it is of this family or curve.
    ///
    /// Its parameters are checked afterwards, so a key of another family is one of another kind, whatever its parameters.
    fn require(self, expected: KeyFamily, kind: fn(KeyFamily) -> KeyKind) -> Result<Self, KeyError> {
        if self.family != expected {
            return Err(KeyError::Unexpected { found: kind(self.family), expected: kind(expected) });
        }
        if let Some(algorithm) = self.algorithm {
            algorithm.check_parameters()?;
        }
        Ok(self)
    }

    /// Returns the key, if it is an RSA key, or one restricted to RSASSA-PSS that allows this hash.
    #[cfg(feature = "rsa")]
    fn require_rsa(self, pss: Option<HashId>, kind: fn(KeyFamily) -> KeyKind) -> Result<Self, KeyError> {
        match (self.algorithm, pss) {
            (Some(algorithm), Some(hash)) if algorithm.is_pss() => {
                hash.require(algorithm.parameters())?;
                Ok(self)
            }
            _ => self.require(KeyFamily::Rsa, kind),
        }
    }
}

/// Returns the public key in `der`, and requires the expected family.
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "ml-dsa"))]
pub(super) fn public_key(der: &[u8], expected: KeyFamily) -> Result<Found<'_>, KeyError> {
    any_public_key(der, expected)?.require(expected, KeyKind::Public)
}

/// Returns the RSA public key in `der`. It may be restricted to RSASSA-PSS with this hash.
#[cfg(feature = "rsa")]
pub(super) fn rsa_public_key(der: &[u8], pss: Option<HashId>) -> Result<Found<'_>, KeyError> {
    any_public_key(der, KeyFamily::Rsa)?.require_rsa(pss, KeyKind::Public)
}

fn any_public_key(der: &[u8], expected: KeyFamily) -> Result<Found<'_>, KeyError> {
    let expected = KeyKind::Public(expected);
    let members = structure(der, expected)?;
    match Structure::of(&members)? {
        Structure::Spki => {
            let Spki { algorithm, public_key } = Spki::of(&members)?;
            Ok(Found::of(algorithm, public_key))
        }
        Structure::Pkcs1Public => Ok(Found::bare(KeyFamily::Rsa, der)),
        other => Err(KeyError::Unexpected { found: other.kind(&members), expected }),
    }
}

/// Returns the private key in `der`, and requires the expected family.
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "ml-dsa"))]
pub(super) fn private_key(der: &[u8], expected: KeyFamily) -> Result<Found<'_>, KeyError> {
    any_private_key(der, expected)?.require(expected, KeyKind::Private)
}

/// Returns the RSA private key in `der`. It may be restricted to RSASSA-PSS with this hash.
#[cfg(feature = "rsa-signing")]
pub(super) fn rsa_private_key(der: &[u8], pss: Option<HashId>) -> Result<Found<'_>, KeyError> {
    any_private_key(der, KeyFamily::Rsa)?.require_rsa(pss, KeyKind::Private)
}

#[cfg(feature = "_pkcs8")]
fn any_private_key(der: &[u8], family: KeyFamily) -> Result<Found<'_>, KeyError> {
    let expected = KeyKind::Private(family);
    let members = structure(der, expected)?;
    match Structure::of(&members)? {
        Structure::Pkcs8 => {
            let Pkcs8 { algorithm, private_key, public_key } = Pkcs8::of(&members)?;
            Ok(Found { public_key, ..Found::of(algorithm, private_key) })
        }
        Structure::Pkcs1Private => Ok(Found::bare(KeyFamily::Rsa, der)),
        // For another kind of key, an elliptic curve that has no name is not a defect.
        #[cfg(feature = "_ecdsa")]
        Structure::Sec1 if matches!(family.identifier(), Identifier::Curve(_)) => {
            Ok(Found::bare(EcPrivateKey::of(&members)?.curve.ok_or(NO_NAMED_CURVE)?, der))
        }
        other => Err(KeyError::Unexpected { found: other.kind(&members), expected }),
    }
}

/// Returns the members of a sequence. `der` must be that sequence and nothing else.
fn structure(der: &[u8], expected: KeyKind) -> Result<Vec<AnyRef<'_>>, KeyError> {
    whole(der).and_then(members).ok_or_else(|| instead_of_der(der, expected))
}

/// The structures that hold a key, and those that people confuse with them.
#[derive(Clone, Copy)]
enum Structure {
    Spki,
    Pkcs1Public,
    Pkcs8,
    Pkcs1Private,
    Sec1,
    EncryptedPkcs8,
    Certificate,
}

impl Structure {
    /// ```text
    /// SubjectPublicKeyInfo    ::= SEQUENCE { SEQUENCE { OID ... }, BIT STRING }
    /// RSAPublicKey            ::= SEQUENCE { INTEGER, INTEGER }
    /// PrivateKeyInfo          ::= SEQUENCE { INTEGER, SEQUENCE { OID ... }, OCTET STRING ... }
    /// RSAPrivateKey           ::= SEQUENCE { INTEGER, INTEGER, INTEGER ... }
    /// ECPrivateKey            ::= SEQUENCE { INTEGER, OCTET STRING ... }
    /// EncryptedPrivateKeyInfo ::= SEQUENCE { SEQUENCE { OID ... }, OCTET STRING }
    /// Certificate             ::= SEQUENCE { SEQUENCE { ... }, SEQUENCE { ... }, BIT STRING }
    /// ```
    fn of(members: &[AnyRef<'_>]) -> Result<Self, KeyError> {
        let mut tags = members.iter().map(Tagged::tag);
        match [tags.next(), tags.next(), tags.next()] {
            [Some(Tag::Sequence), Some(Tag::BitString), None] => Ok(Self::Spki),
            [Some(Tag::Sequence), Some(Tag::OctetString), None] => Ok(Self::EncryptedPkcs8),
            [Some(Tag::Sequence), Some(Tag::Sequence), Some(Tag::BitString)] => Ok(Self::Certificate),
            [Some(Tag::Integer), Some(Tag::Integer), None] => Ok(Self::Pkcs1Public),
            [Some(Tag::Integer), Some(Tag::Integer), Some(Tag::Integer)] => Ok(Self::Pkcs1Private),
            [Some(Tag::Integer), Some(Tag::Sequence), Some(Tag::OctetString)] => Ok(Self::Pkcs8),
            [Some(Tag::Integer), Some(Tag::OctetString), _] => Ok(Self::Sec1),
            _ => Err(KeyError::Malformed(KeyPart::Der, KeyDefect::NoStructure)),
        }
    }

    /// Returns what the structure holds, for an error. A private structure counts as private even if its algorithm is
    /// missing or malformed.
    ///
    /// It reads only up to the algorithm, so a program that uses only public keys contains no parser for private keys.
    fn kind(self, members: &[AnyRef<'_>]) -> KeyKind {
        match self {
            Self::Spki => {
                let spki = Spki::of(members);
                spki.map_or(KeyKind::Unknown, |spki| KeyKind::Public(spki.algorithm.family()))
            }
            Self::Pkcs1Public => KeyKind::Public(KeyFamily::Rsa),
            Self::Pkcs1Private => KeyKind::Private(KeyFamily::Rsa),
            Self::Pkcs8 | Self::Sec1 => KeyKind::Private(self.private_family(members).unwrap_or(KeyFamily::Unknown)),
            Self::EncryptedPkcs8 => KeyKind::EncryptedPrivate,
            Self::Certificate => KeyKind::Certificate,
        }
    }

    /// Returns the family or curve of a private key that is not in PKCS#1.
    fn private_family(self, members: &[AnyRef<'_>]) -> Option<KeyFamily> {
        match (self, members) {
            (Self::Pkcs8, [_, algorithm, ..]) => {
                AlgorithmIdentifier::of(*algorithm).map(|algorithm| algorithm.family())
            }
            (_, [_, _, parameters, ..]) => whole(parameters.value()).and_then(oid).map(family_of_curve),
            _ => None,
        }
    }
}
