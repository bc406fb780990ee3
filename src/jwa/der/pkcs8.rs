//! PKCS#8 (RFC 5208), with the public key that RFC 5958 adds; both ways.

use der::asn1::AnyRef;
use der::{Tag, TagNumber};

use super::algorithm::{AlgorithmIdentifier, algorithm_identifier};
use super::values::{octet_string, octets, sequence, take, value, whole};
use crate::error::{KeyDefect, KeyError, KeyPart};
use crate::jwa::KeyFamily;
use crate::secret::WipedBytes;

const ATTRIBUTES: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };

/// Replaces the tag of a bit string.
const PUBLIC_KEY: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(1) };

/// Around a bit string. Only the crate `ring`, up to version 0.16, wrote Ed25519 keys like this.
const PUBLIC_KEY_OF_RING: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(1) };

/// ```text
/// OneAsymmetricKey ::= SEQUENCE {
///     version                   INTEGER { v1(0), v2(1) },
///     privateKeyAlgorithm       AlgorithmIdentifier,
///     privateKey                OCTET STRING,
///     attributes            [0] Attributes OPTIONAL,
///     publicKey             [1] BIT STRING OPTIONAL }      -- if and only if v2
/// ```
pub(super) struct Pkcs8<'d> {
    pub(super) algorithm: AlgorithmIdentifier<'d>,
    pub(super) private_key: &'d [u8],
    pub(super) public_key: Option<&'d [u8]>,
}

impl<'d> Pkcs8<'d> {
    pub(super) fn of(mut members: &[AnyRef<'d>]) -> Result<Self, KeyError> {
        let mut read = || {
            let version = take(&mut members, Tag::Integer)?.value();
            let algorithm = AlgorithmIdentifier::of(take(&mut members, Tag::Sequence)?)?;
            let private_key = take(&mut members, Tag::OctetString)?.value();
            // They say nothing that the key needs, and nothing inside is read.
            take(&mut members, ATTRIBUTES);
            let public_key = match take(&mut members, PUBLIC_KEY) {
                Some(bits) => Some(octets(AnyRef::new(Tag::BitString, bits.value()).ok()?)?),
                None if algorithm.family() == KeyFamily::Ed25519 => match take(&mut members, PUBLIC_KEY_OF_RING) {
                    Some(explicit) => Some(octets(whole(explicit.value())?)?),
                    None => None,
                },
                None => None,
            };
            let fits = version == [u8::from(public_key.is_some())] && members.is_empty();
            fits.then_some(Self { algorithm, private_key, public_key })
        };
        read().ok_or(KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::Malformed))
    }
}

/// The PKCS#8 of a private key: for RSA its PKCS#1 structure, for an elliptic curve its SEC1 structure.
pub(in crate::jwa) fn pkcs8(family: KeyFamily, key: &[u8]) -> WipedBytes {
    let version = value(Tag::Integer, &[&[0]]);
    sequence(&[&version, &algorithm_identifier(family), &octet_string(key)])
}
