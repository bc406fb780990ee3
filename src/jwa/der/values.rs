//! Reads and writes the DER values (X.690) in the structures of keys, through the crate `der`.

use alloc::vec::Vec;

#[cfg(any(feature = "rsa", feature = "_ecdsa"))]
use der::asn1::UintRef;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};

use crate::secret::WipedBytes;

/// The largest number of members. RSAPrivateKey has ten, including all optional ones.
const MAX_MEMBERS: usize = 16;

/// Parses `der` as exactly one value.
pub(super) fn whole(der: &[u8]) -> Option<AnyRef<'_>> {
    AnyRef::from_der(der).ok()
}

/// Returns the members of a sequence.
pub(super) fn members(sequence: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    if sequence.tag() != Tag::Sequence {
        return None;
    }
    let mut reader = SliceReader::new(sequence.value()).ok()?;
    let mut members = Vec::new();
    while !reader.is_finished() {
        if members.len() == MAX_MEMBERS {
            return None;
        }
        members.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(members)
}

/// Takes the first member, if it has this tag.
pub(super) fn take<'d>(members: &mut &[AnyRef<'d>], tag: Tag) -> Option<AnyRef<'d>> {
    let (first, rest) = members.split_first().filter(|(first, _)| first.tag() == tag)?;
    *members = rest;
    Some(*first)
}

/// Returns the octets of a bit string without unused bits.
pub(super) fn octets(bit_string: AnyRef<'_>) -> Option<&[u8]> {
    bit_string.decode_as::<BitStringRef<'_>>().ok()?.as_bytes()
}

/// Returns the contents of an octet string. `der` must be that octet string and nothing else.
#[cfg(feature = "eddsa")]
pub(in crate::jwa) fn octet_string_in(der: &[u8]) -> Option<&[u8]> {
    whole(der).filter(|any| any.tag() == Tag::OctetString).map(AnyRef::value)
}

/// Returns the numbers of a sequence of exactly two, big-endian and without leading zeros.
#[cfg(any(feature = "rsa", feature = "_ecdsa"))]
pub(in crate::jwa) fn two_numbers(der: &[u8]) -> Option<[&[u8]; 2]> {
    match members(whole(der)?)?[..] {
        [first, second] => Some([number(first)?, number(second)?]),
        _ => None,
    }
}

#[cfg(any(feature = "rsa", feature = "_ecdsa"))]
fn number(value: AnyRef<'_>) -> Option<&[u8]> {
    value.decode_as::<UintRef<'_>>().ok().map(|number| number.as_bytes())
}

/// Writes a sequence of values.
pub(in crate::jwa) fn sequence(members: &[&[u8]]) -> WipedBytes {
    value(Tag::Sequence, members)
}

/// Writes an octet string.
#[cfg(feature = "_pkcs8")]
pub(in crate::jwa) fn octet_string(octets: &[u8]) -> WipedBytes {
    value(Tag::OctetString, &[octets])
}

/// Writes a bit string of whole octets.
pub(super) fn bit_string(octets: &[u8]) -> WipedBytes {
    value(Tag::BitString, &[&[0], octets])
}

/// Writes an integer from its bytes, big-endian and without leading zeros. A zero byte precedes one that would be
/// negative.
#[cfg(feature = "rsa")]
pub(in crate::jwa) fn integer(number: &[u8]) -> WipedBytes {
    let zero: &[u8] = if matches!(number, [0x80..=0xff, ..]) { &[0] } else { &[] };
    value(Tag::Integer, &[zero, number])
}

/// Writes a value with these parts as its contents, one after the other.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(super) fn value(tag: Tag, parts: &[&[u8]]) -> WipedBytes {
    let contents = WipedBytes::new(parts.concat());
    let value = AnyRef::new(tag, &contents).and_then(|any| any.to_der());
    WipedBytes::new(value.expect("no structure of a key is too long for DER"))
}
