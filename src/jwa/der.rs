//! Which key a DER structure holds: SPKI (RFC 5280 section 4.1), PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 appendix A.1),
//! SEC1 (RFC 5915).
//!
//! The structure is recognised by the tags of its first members, then read whole.

use alloc::vec::Vec;

#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
use der::asn1::OctetStringRef;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
use pkcs8::PrivateKeyInfoRef;
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
use zeroize::Zeroizing;

use crate::error::{KeyError, KeyKind};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// The families that have a name.
const FAMILIES: &[(ObjectIdentifier, &str)] = &[
    (RSA_ENCRYPTION, "RSA"),
    (RSASSA_PSS, "RSASSA-PSS"),
    (ObjectIdentifier::new_unwrap("1.3.101.112"), "Ed25519"),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "Ed448"),
    (ObjectIdentifier::new_unwrap("1.3.101.110"), "X25519"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.1"), "DSA"),
];

/// The curves that have a name, which are parameters of id-ecPublicKey and of nothing else.
const CURVES: &[(ObjectIdentifier, &str)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), "P-256"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), "P-384"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), "P-521"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.10"), "secp256k1"),
];

/// A key and its family or curve, as [`KeyKind`] names it.
#[derive(Clone, Copy)]
pub(super) struct Found<'d> {
    pub(super) name: &'static str,
    /// For RSA the PKCS#1 structure; for a public elliptic curve key the point; for a private one the SEC1 structure.
    pub(super) key: &'d [u8],
}

/// The public key in `der`, which must be one of `expected`.
pub(super) fn public_key<'d>(der: &'d [u8], expected: &'static str) -> Result<Found<'d>, KeyError> {
    let found = match Structure::of(der)? {
        Structure::Spki => {
            let spki = SubjectPublicKeyInfoRef::from_der(der)
                .map_err(|_| KeyError::Malformed("spki: not as rfc 5280 has it"))?;
            let key = spki.subject_public_key.as_bytes().ok_or(KeyError::Malformed("spki: key with unused bits"))?;
            check_parameters(&spki.algorithm)?;
            Found { name: name(&spki.algorithm), key }
        }
        Structure::Pkcs1Public => Found { name: "RSA", key: der },
        other => {
            return Err(KeyError::Unexpected { found: other.kind(der), expected: KeyKind::Public(expected) });
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
    let found = match Structure::of(der)? {
        Structure::Pkcs8 => {
            let pkcs8 =
                PrivateKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed("pkcs#8: not as rfc 5958 has it"))?;
            check_parameters(&pkcs8.algorithm)?;
            Found { name: name(&pkcs8.algorithm), key: pkcs8.private_key.as_bytes() }
        }
        Structure::Pkcs1Private => Found { name: "RSA", key: der },
        Structure::Sec1 => {
            let sec1 = sec1::EcPrivateKey::from_der(der).map_err(|_| sec1_error(der))?;
            let curve = sec1.parameters.and_then(sec1::EcParameters::named_curve);
            let curve = curve.ok_or(KeyError::Malformed("sec1: no named curve"))?;
            Found { name: name_of_curve(curve), key: der }
        }
        other => {
            return Err(KeyError::Unexpected { found: other.kind(der), expected: KeyKind::Private(expected) });
        }
    };
    if found.name == expected {
        Ok(found)
    } else {
        Err(KeyError::Unexpected { found: KeyKind::Private(found.name), expected: KeyKind::Private(expected) })
    }
}

/// RSA has NULL for parameters (RFC 3279 section 2.3.1), the curves of RFC 8410 (section 3) have none.
fn check_parameters(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<(), KeyError> {
    let fits = match name_in(FAMILIES, algorithm.oid) {
        "RSA" => algorithm.parameters.is_some_and(AnyRef::is_null),
        "Ed25519" | "Ed448" | "X25519" => algorithm.parameters.is_none(),
        _ => true,
    };
    if fits { Ok(()) } else { Err(KeyError::Malformed("algorithm: parameters not as rfc 3279 and rfc 8410 have them")) }
}

/// The name of a family, or of the curve that its parameters name.
fn name(algorithm: &AlgorithmIdentifierRef<'_>) -> &'static str {
    let curve = algorithm.parameters.and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok());
    match curve {
        Some(curve) if algorithm.oid == EC_PUBLIC_KEY => name_of_curve(curve),
        _ => name_in(FAMILIES, algorithm.oid),
    }
}

pub(super) fn name_of_curve(oid: ObjectIdentifier) -> &'static str {
    name_in(CURVES, oid)
}

fn name_in(names: &'static [(ObjectIdentifier, &'static str)], oid: ObjectIdentifier) -> &'static str {
    names.iter().find(|(known, _)| *known == oid).map_or("of an unknown algorithm or curve", |(_, name)| name)
}

/// The SPKI of a public key: for RSA its PKCS#1 structure, for an elliptic curve its point.
pub(super) fn spki(name: &str, key: &[u8]) -> Vec<u8> {
    let subject_public_key = BitStringRef::from_bytes(key).ok();
    let spki = subject_public_key
        .map(|subject_public_key| SubjectPublicKeyInfoRef { algorithm: algorithm(name), subject_public_key });
    // No structure of a few kilobytes is too long for DER.
    spki.and_then(|spki| spki.to_der().ok()).unwrap_or_default()
}

/// The PKCS#8 of a private key: for RSA its PKCS#1 structure, for an elliptic curve its SEC1 structure.
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
pub(super) fn pkcs8(name: &str, key: &[u8]) -> Zeroizing<Vec<u8>> {
    let private_key = OctetStringRef::new(key).ok();
    let pkcs8 = private_key.map(|key| PrivateKeyInfoRef::new(algorithm(name), key));
    Zeroizing::new(pkcs8.and_then(|pkcs8| pkcs8.to_der().ok()).unwrap_or_default())
}

/// The identifier of a family, or of elliptic curves with the curve as its parameters.
fn algorithm(name: &str) -> AlgorithmIdentifierRef<'_> {
    let named = FAMILIES.iter().chain(CURVES).find(|(_, known)| *known == name);
    let oid = named.map_or(&EC_PUBLIC_KEY, |(oid, _)| oid);
    match name {
        "RSA" => AlgorithmIdentifierRef { oid: RSA_ENCRYPTION, parameters: Some(AnyRef::NULL) },
        "Ed25519" => AlgorithmIdentifierRef { oid: *oid, parameters: None },
        _ => AlgorithmIdentifierRef { oid: EC_PUBLIC_KEY, parameters: Some(oid.into()) },
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
    fn of(der: &[u8]) -> Result<Self, KeyError> {
        match first_tags(der).ok_or(KeyError::Malformed("der: not a sequence of der values"))? {
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
    fn kind(self, der: &[u8]) -> KeyKind {
        match self {
            Self::Spki => match public_key(der, "") {
                Err(KeyError::Unexpected { found, .. }) => found,
                _ => KeyKind::Unknown,
            },
            Self::Pkcs1Public => KeyKind::Public("RSA"),
            Self::Pkcs1Private => KeyKind::Private("RSA"),
            Self::Pkcs8 | Self::Sec1 => self.private_name(der).map_or(KeyKind::Unknown, KeyKind::Private),
            Self::EncryptedPkcs8 => KeyKind::EncryptedPrivate,
            Self::Certificate => KeyKind::Certificate,
        }
    }

    /// The family or curve of a private key that is not RSA's own structure.
    fn private_name(self, der: &[u8]) -> Option<&'static str> {
        let sequence = AnyRef::from_der(der).ok()?;
        let mut members = SliceReader::new(sequence.value()).ok()?;
        AnyRef::decode(&mut members).ok()?;
        if matches!(self, Self::Pkcs8) {
            let algorithm = AlgorithmIdentifierRef::decode(&mut members).ok()?;
            return check_parameters(&algorithm).ok().map(|()| name(&algorithm));
        }
        // SEC1: behind the octets of the key, [0] with the name of the curve in it.
        AnyRef::decode(&mut members).ok()?;
        let parameters = AnyRef::decode(&mut members).ok()?;
        ObjectIdentifier::from_der(parameters.value()).ok().map(name_of_curve)
    }
}

/// What is wrong with a SEC1 structure that cannot be read: mostly that it has a curve's numbers instead of its name.
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
fn sec1_error(der: &[u8]) -> KeyError {
    let is_explicit = |reader: &mut SliceReader<'_>| {
        AnyRef::decode(reader)?;
        AnyRef::decode(reader)?;
        let parameters = AnyRef::decode(reader)?;
        AnyRef::from_der(parameters.value()).map(|inner| inner.tag() == Tag::Sequence)
    };
    let sequence = AnyRef::from_der(der).and_then(|sequence| SliceReader::new(sequence.value()));
    match sequence.and_then(|mut reader| is_explicit(&mut reader)) {
        Ok(true) => KeyError::Malformed("sec1: no named curve"),
        _ => KeyError::Malformed("sec1: not as rfc 5915 has it"),
    }
}

/// The tags of the first three members of the sequence that all of `der` is.
fn first_tags(der: &[u8]) -> Option<[Option<Tag>; 3]> {
    let sequence = AnyRef::from_der(der).ok().filter(|any| any.tag() == Tag::Sequence)?;
    let mut members = SliceReader::new(sequence.value()).ok()?;
    let mut tags = [None; 3];
    for tag in &mut tags {
        if !members.is_finished() {
            *tag = Some(AnyRef::decode(&mut members).ok()?.tag());
        }
    }
    Some(tags)
}
