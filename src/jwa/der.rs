//! Which key a DER structure holds: SPKI (RFC 5280 section 4.1), PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 appendix A.1),
//! SEC1 (RFC 5915).
//!
//! The structure is recognised by the tags of its first members, then read whole.

mod algorithm;
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
mod pkcs8;
#[cfg(feature = "_ecdsa")]
mod sec1;
mod spki;
mod values;

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use crate::error::{KeyError, KeyKind};
use algorithm::{AlgorithmIdentifier, name_of_curve, oid};
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
use pkcs8::Pkcs8;
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
pub(super) use pkcs8::pkcs8;
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

const NO_SEQUENCE: KeyError = KeyError::Malformed("der: not a sequence of der values");

/// A key and its family or curve, as [`KeyKind`] names it.
#[derive(Clone, Copy)]
pub(super) struct Found<'d> {
    pub(super) name: &'static str,
    /// For RSA the PKCS#1 structure; for a public elliptic curve key the point; for a private one the SEC1 structure.
    pub(super) key: &'d [u8],
    /// The public key that PKCS#8 may have next to a private one.
    #[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
    pub(super) public_key: Option<&'d [u8]>,
}

impl<'d> Found<'d> {
    const fn new(name: &'static str, key: &'d [u8]) -> Self {
        Self {
            name,
            key,
            #[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
            public_key: None,
        }
    }
}

/// The public key in `der`, which must be one of `expected`.
pub(super) fn public_key<'d>(der: &'d [u8], expected: &'static str) -> Result<Found<'d>, KeyError> {
    let members = whole(der).and_then(members).ok_or(NO_SEQUENCE)?;
    let found = match Structure::of(&members)? {
        Structure::Spki => {
            let Spki { algorithm, public_key } = Spki::of(&members)?;
            Found::new(algorithm.name()?, public_key)
        }
        Structure::Pkcs1Public => Found::new("RSA", der),
        other => {
            return Err(KeyError::Unexpected { found: other.kind(&members), expected: KeyKind::Public(expected) });
        }
    };
    if found.name == expected {
        Ok(found)
    } else {
        Err(KeyError::Unexpected { found: KeyKind::Public(found.name), expected: KeyKind::Public(expected) })
    }
}

/// The private key in `der`, which must be `expected`.
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
pub(super) fn private_key<'d>(der: &'d [u8], expected: &'static str) -> Result<Found<'d>, KeyError> {
    let members = whole(der).and_then(members).ok_or(NO_SEQUENCE)?;
    let found = match Structure::of(&members)? {
        Structure::Pkcs8 => {
            let Pkcs8 { algorithm, private_key, public_key } = Pkcs8::of(&members)?;
            Found { public_key, ..Found::new(algorithm.name()?, private_key) }
        }
        Structure::Pkcs1Private => Found::new("RSA", der),
        #[cfg(feature = "_ecdsa")]
        Structure::Sec1 => Found::new(EcPrivateKey::of(&members)?.curve.ok_or(NO_NAMED_CURVE)?, der),
        other => {
            return Err(KeyError::Unexpected { found: other.kind(&members), expected: KeyKind::Private(expected) });
        }
    };
    if found.name == expected {
        Ok(found)
    } else {
        Err(KeyError::Unexpected { found: KeyKind::Private(found.name), expected: KeyKind::Private(expected) })
    }
}

/// The structures that hold a key, or are taken for one.
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
            _ => Err(KeyError::Malformed("der: no structure that holds a key")),
        }
    }

    /// What stands there, for an error. Read no further than to the name: a program that reads public keys only is to
    /// have no reader of private ones.
    fn kind(self, members: &[AnyRef<'_>]) -> KeyKind {
        match self {
            Self::Spki => {
                let name = Spki::of(members).and_then(|spki| spki.algorithm.name());
                name.map_or(KeyKind::Unknown, KeyKind::Public)
            }
            Self::Pkcs1Public => KeyKind::Public("RSA"),
            Self::Pkcs1Private => KeyKind::Private("RSA"),
            Self::Pkcs8 | Self::Sec1 => self.private_name(members).map_or(KeyKind::Unknown, KeyKind::Private),
            Self::EncryptedPkcs8 => KeyKind::EncryptedPrivate,
            Self::Certificate => KeyKind::Certificate,
        }
    }

    /// The family or curve of a private key that is not RSA's own structure.
    fn private_name(self, members: &[AnyRef<'_>]) -> Option<&'static str> {
        match (self, members) {
            (Self::Pkcs8, [_, algorithm, ..]) => AlgorithmIdentifier::of(*algorithm)?.name().ok(),
            (_, [_, _, parameters, ..]) => whole(parameters.value()).and_then(oid).map(name_of_curve),
            _ => None,
        }
    }
}
