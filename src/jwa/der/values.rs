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

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "places within the buffer")]
mod tests {
    use alloc::vec;

    use der::Tag;

    use super::{value, whole};

    /// The plain twin: the contents of one value, whose length has its shortest form (X.690 sections 8.1.3 and 10.1).
    fn contents(der: &[u8]) -> Option<&[u8]> {
        let (length, contents) = match *der {
            [_, length @ 0..=0x7f, ref contents @ ..] | [_, 0x81, length @ 0x80..=0xff, ref contents @ ..] => {
                (u32::from(length), contents)
            }
            [_, 0x82, high @ 1..=0xff, low, ref contents @ ..] => (u32::from_be_bytes([0, 0, high, low]), contents),
            [_, 0x83, high @ 1..=0xff, middle, low, ref contents @ ..] => {
                (u32::from_be_bytes([0, high, middle, low]), contents)
            }
            _ => return None,
        };
        (usize::try_from(length) == Ok(contents.len())).then_some(contents)
    }

    /// Compares what is read of a sequence whose length begins with these bytes, as far as they fit.
    #[track_caller]
    fn compare(buffer: &mut [u8], header: [u8; 4]) {
        let room = buffer.len().min(5);
        buffer[1..room].copy_from_slice(&header[..room.saturating_sub(1)]);
        let read = whole(buffer).map(|value| value.value().len());
        assert_eq!(read, contents(buffer).map(<[u8]>::len), "{} bytes, {header:02x?}", buffer.len());
    }

    /// Total lengths at which the form of the length changes, and next to them; those of keys are between.
    const TOTALS: [usize; 16] = [2, 3, 4, 5, 34, 129, 130, 131, 258, 259, 260, 294, 65_538, 65_539, 65_541, 65_542];

    #[test]
    fn headers_at_the_limits() {
        for total in TOTALS {
            let mut buffer = vec![0; total];
            buffer[0] = 0x30;
            for first in 0..=u8::MAX {
                for [second, third] in [[0, 0], [0, 1], [0x7f, 0x80], [0x80, 0x7f], [1, 0], [1, 0x22], [0xff, 0xff]] {
                    for fourth in [0, 1, 0x80, 0xff] {
                        compare(&mut buffer, [first, second, third, fourth]);
                    }
                }
            }
        }
    }

    #[test]
    #[ignore = "a minute: cargo test --release --all-features --lib der::values -- --ignored"]
    fn every_header() {
        for total in TOTALS {
            let mut buffer = vec![0; total];
            buffer[0] = 0x30;
            for header in 0..1_u32 << 24 {
                let [_, first, second, third] = header.to_be_bytes();
                // The fifth byte belongs to the length if that has three. Longer ones do not fit the buffer.
                let fourths = if first == 0x83 { 0..=u8::MAX } else { 0..=0 };
                for fourth in fourths {
                    compare(&mut buffer, [first, second, third, fourth]);
                }
            }
        }
    }

    /// Of every length that a key can have, what is written is what the twin reads.
    #[test]
    fn every_length_that_is_written() {
        let octets = vec![7; 65_600];
        for length in (0..6_000).chain(65_530..65_540) {
            let written = value(Tag::OctetString, &[&octets[..length]]);
            assert_eq!(written[0], 0x04);
            assert_eq!(contents(&written), Some(&octets[..length]), "{length}");
        }
    }
}
