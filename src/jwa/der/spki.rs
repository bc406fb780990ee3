//! SubjectPublicKeyInfo (RFC 5280 section 4.1), both ways.

use alloc::vec::Vec;

use der::Tag;
use der::asn1::AnyRef;

use super::algorithm::{AlgorithmIdentifier, algorithm_identifier};
use super::values::{bit_string, octets, sequence, take};
use crate::error::{KeyDefect, KeyError, KeyPart};
use crate::jwa::KeyFamily;

/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE {
///     algorithm         AlgorithmIdentifier,
///     subjectPublicKey  BIT STRING }
/// ```
pub(super) struct Spki<'d> {
    pub(super) algorithm: AlgorithmIdentifier<'d>,
    pub(super) public_key: &'d [u8],
}

impl<'d> Spki<'d> {
    pub(super) fn of(mut members: &[AnyRef<'d>]) -> Result<Self, KeyError> {
        let mut read = || {
            let algorithm = AlgorithmIdentifier::of(take(&mut members, Tag::Sequence)?)?;
            let public_key = octets(take(&mut members, Tag::BitString)?)?;
            members.is_empty().then_some(Self { algorithm, public_key })
        };
        read().ok_or(KeyError::Malformed(KeyPart::Spki, KeyDefect::Malformed))
    }
}

/// The SPKI of a public key: for RSA its PKCS#1 structure, for an elliptic curve its point.
pub(in crate::jwa) fn spki(family: KeyFamily, key: &[u8]) -> Vec<u8> {
    sequence(&[&algorithm_identifier(family), &bit_string(key)]).to_vec()
}
