//! base64url without padding: RFC 7515 section 2, RFC 4648 section 5.
//!
//! Strict: every byte string has exactly one text, and only that text is decoded. Padding, the other alphabet, white
//! space, non-zero trailing bits and a length of 1 mod 4 are refused.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
use base64::engine::GeneralPurpose as Engine;
#[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
use base64::engine::Simd as Engine;
use base64::engine::general_purpose::NO_PAD;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The text is not the canonical base64url of any byte string, or its bytes do not fit the buffer.
#[derive(Debug)]
pub(crate) struct NotBase64url;

/// The length of the text of `length` bytes.
pub(crate) const fn encoded_len(length: usize) -> usize {
    let rest = match length % 3 {
        0 => 0,
        1 => 2,
        _ => 3,
    };
    (length / 3).saturating_mul(4).saturating_add(rest)
}

/// The length of the bytes behind a text of `length` characters; one too many where no text has that length.
pub(crate) const fn decoded_len(length: usize) -> usize {
    let rest = match length % 4 {
        0 => 0,
        1 | 2 => 1,
        _ => 2,
    };
    (length / 4).saturating_mul(3).saturating_add(rest)
}

/// Appends the text of `bytes`.
pub(crate) fn append(bytes: &[u8], text: &mut String) {
    BASE64_URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// Returns what consists of base64url and dots as a `String`.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(crate) fn into_string(text: Vec<u8>) -> String {
    String::from_utf8(text).expect("base64url and dots are ASCII")
}

/// Decodes `text` into the front of `buffer`, which has room for [`decoded_len`] bytes, and gives the length.
///
/// Four characters are three bytes; two or three characters at the end are one or two, and what is left over of the
/// last character must be zero bits (RFC 4648 section 3.5).
pub(crate) fn decode(text: &[u8], buffer: &mut [u8]) -> Result<usize, NotBase64url> {
    let length = decoded_len(text.len());
    let (quads, end) = text.as_chunks::<4>();
    let (triples, end_bytes) = buffer.get_mut(..length).ok_or(NotBase64url)?.as_chunks_mut::<3>();
    // All characters are judged once, at the end: a branch for each would cost more than it can save.
    let mut seen = 0;
    for (&quad, triple) in quads.iter().zip(triples) {
        let bits = bits(quad);
        seen |= bits;
        let [bytes @ .., _] = bits.to_le_bytes();
        *triple = bytes;
    }
    // The value of `A` is zero: filled up with it, the end is a quad too.
    let (last, left_over) = match (end, end_bytes) {
        ([], []) => (0, 0),
        (&[a, b], [first]) => {
            let bits = bits([a, b, b'A', b'A']);
            let [byte, left_over, ..] = bits.to_le_bytes();
            *first = byte;
            (bits, left_over)
        }
        (&[a, b, c], [first, second]) => {
            let bits = bits([a, b, c, b'A']);
            let [byte, next_byte, left_over, _] = bits.to_le_bytes();
            (*first, *second) = (byte, next_byte);
            (bits, left_over)
        }
        _ => return Err(NotBase64url),
    };
    if seen | last <= MAX_BITS && left_over == 0 { Ok(length) } else { Err(NotBase64url) }
}

/// Three bytes, the first one lowest.
const MAX_BITS: u32 = (1 << 24) - 1;

/// The three bytes of four characters, the first one lowest; more than [`MAX_BITS`] if one of the characters is not in
/// the alphabet.
#[inline]
fn bits(quad: [u8; 4]) -> u32 {
    let each = VALUES.iter().zip(quad).map(|(values, character)| values.get(usize::from(character)).copied());
    each.fold(0, |bits, value| bits | value.unwrap_or(NO_VALUE))
}

/// RFC 4648 section 5.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Of a character that is not in the alphabet.
const NO_VALUE: u32 = u32::MAX;

/// What a character has of the three bytes, at each of the four places: nothing is left to be shifted.
static VALUES: [[u32; 256]; 4] = {
    let mut values = [[NO_VALUE; 256]; 4];
    let (mut alphabet, mut value): (&[u8], u32) = (ALPHABET, 0);
    while let [character, rest @ ..] = alphabet {
        let mut place = 0;
        #[expect(clippy::indexing_slicing, reason = "when compiling, and within the tables")]
        while place < values.len() {
            let bits = value << (18 - 6 * place);
            values[place][*character as usize] = bits.swap_bytes() >> 8;
            place += 1;
        }
        value += 1;
        alphabet = rest;
    }
    values
};

/// The same, prepared once for the CPU it runs on: with wide registers where there are any.
#[derive(Clone)]
pub(crate) struct Codec(Engine);

impl Codec {
    #[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
    pub(crate) fn new() -> Self {
        Self(Engine::url_safe(NO_PAD))
    }

    #[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
    pub(crate) const fn new() -> Self {
        Self(Engine::new(&base64::alphabet::URL_SAFE, NO_PAD))
    }

    /// [`decode`].
    #[inline]
    pub(crate) fn decode(&self, text: &[u8], buffer: &mut [u8]) -> Result<usize, NotBase64url> {
        let (wide, rest) = text.split_at_checked(wide_len(text.len())).unwrap_or_default();
        if wide.is_empty() {
            return decode(text, buffer);
        }
        let written = self.0.decode_slice(wide, buffer).map_err(|_| NotBase64url)?;
        let behind = buffer.get_mut(written..).unwrap_or_default();
        Ok(written.saturating_add(decode(rest, behind)?))
    }

    /// Appends the text of `bytes`.
    #[inline]
    #[expect(clippy::expect_used, reason = "our own data decides")]
    pub(crate) fn append(&self, bytes: &[u8], text: &mut Vec<u8>) {
        /// Below that the engine does not use wide registers.
        const MIN_WIDE: usize = 128;
        let start = text.len();
        text.resize(start.saturating_add(encoded_len(bytes.len())), 0);
        let (_, room) = text.split_at_mut(start);
        if bytes.len() < MIN_WIDE {
            encode(bytes, room);
        } else {
            self.0.encode_slice(bytes, room).expect("there is room for all of it");
        }
    }
}

/// Writes the text of `bytes`, which is as long as `text`.
fn encode(bytes: &[u8], text: &mut [u8]) {
    let (triples, end) = bytes.as_chunks::<3>();
    let (quads, end_text) = text.as_chunks_mut::<4>();
    for (&triple, quad) in triples.iter().zip(quads) {
        *quad = characters(triple);
    }
    let quad = match *end {
        [a] => characters([a, 0, 0]),
        [a, b] => characters([a, b, 0]),
        _ => return,
    };
    for (character, encoded) in end_text.iter_mut().zip(quad) {
        *character = encoded;
    }
}

/// The four characters of three bytes.
#[inline]
fn characters([a, b, c]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, a, b, c]);
    let pair = |bits: u32| PAIRS.get(bits as usize).copied().unwrap_or_default();
    let ([first, second], [third, fourth]) = (pair(bits >> 12), pair(bits & 0xfff));
    [first, second, third, fourth]
}

/// The two characters of every twelve bits.
static PAIRS: [[u8; 2]; 1 << 12] = {
    let mut pairs = [[0; 2]; 1 << 12];
    let mut bits = 0;
    #[expect(clippy::indexing_slicing, reason = "when compiling, and within the tables")]
    while bits < pairs.len() {
        pairs[bits] = [ALPHABET[bits >> 6], ALPHABET[bits & 0b11_1111]];
        bits += 1;
    }
    pairs
};

/// How much of a text goes to the wide registers: whole blocks, where there are enough of them, and the four characters
/// that the engine does not do so fast whatever they are, since padding might be among them.
const fn wide_len(length: usize) -> usize {
    /// Characters in a block.
    const BLOCK: usize = 32;
    /// Below that the engine does not use them.
    const MIN_WIDE: usize = 64;
    match length.checked_sub(4) {
        Some(length @ MIN_WIDE..) => (length / BLOCK).saturating_mul(BLOCK).saturating_add(4),
        _ => 0,
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codec")
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "places within the text")]
mod tests {
    use alloc::vec;

    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use proptest::prelude::{any, prop};
    use proptest::{prop_assert_eq, proptest};

    use crate::base64url::{Codec, decode, decoded_len};

    /// Both decoders, and what the crate `base64` says to the text.
    #[track_caller]
    fn decoded(text: &[u8]) -> [Option<vec::Vec<u8>>; 3] {
        let room = || vec![0; decoded_len(text.len())];
        let (mut narrow, mut wide) = (room(), room());
        let narrow_len = decode(text, &mut narrow).ok();
        let wide_len = Codec::new().decode(text, &mut wide).ok();
        let cut = |mut bytes: vec::Vec<u8>, length: Option<usize>| {
            length.map(|length| {
                bytes.truncate(length);
                bytes
            })
        };
        [cut(narrow, narrow_len), cut(wide, wide_len), BASE64_URL_SAFE_NO_PAD.decode(text).ok()]
    }

    /// Lengths around whole quads and whole blocks of the wide registers, each with every byte at each of its places.
    #[test]
    fn decoders_agree_on_every_byte_at_every_place() {
        for length in (0..12).chain(60..74).chain([99, 100, 101, 102]) {
            let text = vec![b'Q'; length];
            for place in 0..length {
                for byte in 0..=u8::MAX {
                    let mut text = text.clone();
                    text[place] = byte;
                    let [narrow, wide, expected] = decoded(&text);
                    assert_eq!(narrow, expected, "length {length}, byte {byte} at {place}");
                    assert_eq!(wide, expected, "length {length}, byte {byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_written_where_there_is_no_room() {
        assert!(decode(b"QUJD", &mut [0; 2]).is_err());
        assert!(Codec::new().decode(&[b'Q'; 100], &mut [0; 74]).is_err());
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut text = vec![];
            Codec::new().append(&bytes, &mut text);
            prop_assert_eq!(&text, &BASE64_URL_SAFE_NO_PAD.encode(&bytes).into_bytes());
            let [narrow, wide, expected] = decoded(&text);
            prop_assert_eq!(narrow.as_deref(), Some(&bytes[..]));
            prop_assert_eq!(wide.as_deref(), Some(&bytes[..]));
            prop_assert_eq!(expected.as_deref(), Some(&bytes[..]));
        }
    }
}
