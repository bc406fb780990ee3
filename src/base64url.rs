//! base64url without padding: RFC 7515 section 2, RFC 4648 section 5.
//!
//! Strict: every byte string has exactly one text, and only that text is decoded. Padding, the other alphabet, white
//! space, non-zero trailing bits and a length of 1 mod 4 are refused.

use alloc::string::String;
use alloc::vec::Vec;

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

/// Returns the text of `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns what consists of base64url and dots as a `String`.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(crate) fn into_string(text: Vec<u8>) -> String {
    String::from_utf8(text).expect("base64url and dots are ASCII")
}

/// Decodes `text` into the front of `buffer`, which has room for [`decoded_len`] bytes, and returns the length.
pub(crate) fn decode(text: &[u8], buffer: &mut [u8]) -> Result<usize, NotBase64url> {
    BASE64_URL_SAFE_NO_PAD.decode_slice(text, buffer).map_err(|_| NotBase64url)
}

/// Encodes and decodes like the functions above, with wide registers if the CPU has them. Create it once.
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

    /// Decodes as [`decode`] does.
    pub(crate) fn decode(&self, text: &[u8], buffer: &mut [u8]) -> Result<usize, NotBase64url> {
        self.0.decode_slice(text, buffer).map_err(|_| NotBase64url)
    }

    /// Appends the text of `bytes`.
    #[expect(clippy::expect_used, reason = "our own data decides")]
    pub(crate) fn append(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let start = text.len();
        text.resize(start.saturating_add(encoded_len(bytes.len())), 0);
        let (_, room) = text.split_at_mut(start);
        self.0.encode_slice(bytes, room).expect("there is room for all of it");
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "places and bits within the text")]
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

    /// What RFC 4648 section 5 says of up to four characters: the bits of each, and none left over but zeros.
    fn plain(text: &[u8]) -> Option<vec::Vec<u8>> {
        let mut bits = 0_u32;
        for &character in text {
            let value = match character {
                b'A'..=b'Z' => character - b'A',
                b'a'..=b'z' => character - b'a' + 26,
                b'0'..=b'9' => character - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
        }
        let bytes = match text.len() {
            0 => 0,
            2 => 1,
            3 => 2,
            4 => 3,
            _ => return None,
        };
        let left_over = text.len() * 6 - bytes * 8;
        let whole = bits >> left_over;
        (whole << left_over == bits).then(|| whole.to_be_bytes()[4 - bytes..].to_vec())
    }

    #[track_caller]
    fn decodes_as_plain(text: &[u8], codec: &Codec) {
        let (mut narrow, mut wide) = ([0; 3], [0; 3]);
        let expected = plain(text);
        let narrow = decode(text, &mut narrow).ok().map(|length| &narrow[..length]);
        let wide = codec.decode(text, &mut wide).ok().map(|length| &wide[..length]);
        assert_eq!(narrow, expected.as_deref(), "{text:?}");
        assert_eq!(wide, expected.as_deref(), "{text:?}");
    }

    #[test]
    fn every_tail_of_two() {
        let codec = Codec::new();
        decodes_as_plain(b"", &codec);
        for [first, second] in (0..=u16::MAX).map(u16::to_be_bytes) {
            decodes_as_plain(&[first], &codec);
            decodes_as_plain(&[first, second], &codec);
        }
    }

    #[test]
    #[ignore = "minutes: cargo test --release --lib base64url -- --ignored"]
    fn every_tail_of_three() {
        let codec = Codec::new();
        for text in 0..1_u32 << 24 {
            decodes_as_plain(&text.to_be_bytes()[1..], &codec);
        }
    }

    #[test]
    #[ignore = "minutes: cargo test --release --lib base64url -- --ignored"]
    fn every_group_of_four() {
        let codec = Codec::new();
        for text in 0..=u32::MAX {
            decodes_as_plain(&text.to_be_bytes(), &codec);
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
