//! Searches HMAC secrets for keys (RFC 8725 section 2.1).
//!
//! It searches the secret as it is, and decoded from base64, hexadecimal digits, UTF-16 and escapes. It catches mistakes,
//! such as the wrong file or variable, not malice.
//!
//! A random secret must not be rejected. Every mark below requires at least 53 right bits, so random bytes begin with one
//! of them with a probability below 5 x 2^-53. A secret of 64 random bytes, given as bytes, base64 or hexadecimal digits,
//! has fewer than 400 places where a mark could begin, counted over all readings. So it is rejected with a probability
//! below 2^-41. Escapes add at most 64 places to random bytes, and none to base64 and hexadecimal digits.

use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::error::KeyKind;

/// Returns the kind of the key that the secret contains, if there is one.
pub(super) fn key_inside(secret: &[u8]) -> Option<KeyKind> {
    /// Two, because people encode in base64 what is base64 already.
    const ENCODINGS: usize = 2;
    key_under(secret, ENCODINGS)
}

/// As [`key_inside`], under at most this many encodings.
fn key_under(secret: &[u8], encodings: usize) -> Option<KeyKind> {
    key_at_any_place(secret).or_else(|| {
        let encodings = encodings.checked_sub(1)?;
        // Only a text can be encoded a second time.
        readings(secret).find_map(|reading| key_under(&reading, if is_text(&reading) { encodings } else { 0 }))
    })
}

/// Returns whether the middle is ASCII. The text around an encoded key decodes to arbitrary bytes.
fn is_text(bytes: &[u8]) -> bool {
    let third = bytes.len() / 3;
    bytes.get(third..).and_then(|rest| rest.get(..third)).is_some_and(<[u8]>::is_ascii)
}

fn key_at_any_place(bytes: &[u8]) -> Option<KeyKind> {
    // No mark begins with another byte.
    let begins = |byte: &u8| matches!(byte, 0x06 | 0x30 | b'"' | b'\'' | b'-' | b'R' | b'e' | b's');
    let mut places = bytes.iter().enumerate().filter(|(_, byte)| begins(byte)).map(|(place, _)| place);
    places.find_map(|place| key_at_start(bytes.get(place..)?))
}

/// Returns the kind of the key whose mark a text or structure begins with.
fn key_at_start(bytes: &[u8]) -> Option<KeyKind> {
    /// Texts, and `OBJECT IDENTIFIER`s of the keys' algorithms, with tag and length, as they stand in SPKI and PKCS#8:
    /// PKCS#1 (1.2.840.113549.1.1), id-ecPublicKey, id-dsa, and the signatures of NIST (2.16.840.1.101.3.4.3). Also
    /// prime-field: SEC1 has it if the curve is given by its parameters.
    const MARKS: &[(&[u8], KeyKind)] = &[
        (b"-----BEGIN", KeyKind::Pem),
        (b"---- BEGIN", KeyKind::OpenSsh),
        (b"ssh-rsa", KeyKind::OpenSsh),
        (b"ssh-dss", KeyKind::OpenSsh),
        (b"ssh-ed25519", KeyKind::OpenSsh),
        (b"ecdsa-sha2-", KeyKind::OpenSsh),
        (b"RSAKeyValue", KeyKind::Xml),
        (&[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01], KeyKind::Der),
        (&[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], KeyKind::Der),
        (&[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01, 0x01], KeyKind::Der),
        (&[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], KeyKind::Der),
        (&[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03], KeyKind::Der),
    ];
    match bytes {
        [0x30, ..] => starts_with_structure(bytes).then_some(KeyKind::Der),
        [b'"' | b'\'', text @ ..] => starts_with_key_type(text).map(|()| KeyKind::Jwk),
        [first, ..] => {
            let mut marks = MARKS.iter().filter(|(mark, _)| mark.first() == Some(first));
            marks.find(|(mark, _)| bytes.starts_with(mark)).map(|&(_, kind)| kind)
        }
        [] => None,
    }
}

/// Returns whether a structure begins here that its first values identify.
///
/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { OBJECT IDENTIFIER (1.3.101.110 to 113) }  -- the curves of RFC 8410
/// RSAPublicKey        ::= SEQUENCE { INTEGER, INTEGER }                         -- of 1024, 1152, ... or from 2041 bits on
/// RSAPrivateKey       ::= SEQUENCE { INTEGER (0), INTEGER, ... }
/// ECPrivateKey        ::= SEQUENCE { INTEGER (1), OCTET STRING, [0] ... OPTIONAL, [1] ... OPTIONAL }
/// ```
fn starts_with_structure(der: &[u8]) -> bool {
    match *der {
        [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e..=0x71, ..]
        | [0x30, 0x82, _, _, 0x02, 0x01, 0x00, 0x02, 0x81 | 0x82, ..] => true,
        // An exponent of one to seven bytes follows the modulus.
        [0x30, 0x82, all_high, all_low, 0x02, 0x82, high, low, ref modulus @ ..] => {
            let [all, length] = [[all_high, all_low], [high, low]].map(u16::from_be_bytes);
            let fits = (7..=13).any(|more| length.checked_add(more) == Some(all));
            fits && match modulus {
                [0x00, 0x80..=0xff, ..] => true,
                // Without a zero in front, the exponent's tag must follow: a mark requires 53 right bits.
                [0x01..=0x7f, ..] => modulus.get(usize::from(length)) == Some(&0x02),
                _ => false,
            }
        }
        // From 1024 bits on, in steps of 128, with an exponent of one or three bytes.
        [0x30, 0x81, all, 0x02, 0x81, modulus @ 0x81..=0xff, 0x00, 0x80..=0xff, ..] if modulus % 16 == 1 => {
            [6, 8].iter().any(|more| modulus.checked_add(*more) == Some(all))
        }
        [0x30, 0x81, all, 0x02, 0x01, 0x01, 0x04, length, ref key @ ..]
        | [0x30, all @ 0..=0x7f, 0x02, 0x01, 0x01, 0x04, length, ref key @ ..] => {
            let behind = key.get(usize::from(length)..);
            let is_all = length.checked_add(5) == Some(all);
            // A scalar with fewer or more zeros in front has another length. Its key must name the curve.
            matches!(behind, Some([0xa0, _, 0x06, ..]))
                || matches!(length, 28 | 32 | 48 | 66) && (is_all || matches!(behind, Some([0xa0 | 0xa1, ..])))
        }
        _ => false,
    }
}

/// Reads `kty": "` behind a quotation mark, with escapes in it, and perhaps inside of another string.
fn starts_with_key_type(text: &[u8]) -> Option<()> {
    let text = b"kty".iter().try_fold(text, |text, letter| character(text, *letter))?;
    let text = quotation_mark(text)?.trim_ascii_start().strip_prefix(b":")?;
    quotation_mark(text.trim_ascii_start()).map(|_| ())
}

/// Returns the text after a quotation mark, which may itself be escaped.
fn quotation_mark(text: &[u8]) -> Option<&[u8]> {
    match without_backslashes(text) {
        [b'"' | b'\'', behind @ ..] => Some(behind),
        _ => None,
    }
}

/// Returns the text after a character, plain or as `\u` and four hexadecimal digits.
fn character(text: &[u8], expected: u8) -> Option<&[u8]> {
    match without_backslashes(text) {
        [found, behind @ ..] if *found == expected => Some(behind),
        [b'u', b'0', b'0', high, low, behind @ ..] => {
            let digits = [digit(*high)?, digit(*low)?];
            (digits == [expected >> 4, expected & 0xf]).then_some(behind)
        }
        _ => None,
    }
}

fn without_backslashes(text: &[u8]) -> &[u8] {
    let length = text.iter().take_while(|byte| **byte == b'\\').count();
    text.get(length..).unwrap_or_default()
}

/// Returns all readings of the text. Of a text longer than any key file, only the beginning is decoded.
fn readings(text: &[u8]) -> impl Iterator<Item = Zeroizing<Vec<u8>>> {
    const LONGEST: usize = 1 << 16;
    let text = text.get(..LONGEST).unwrap_or(text);
    let base64 = base64_characters(text);
    let digits = hexadecimal_digits(text);
    // The text before the key, such as the name of a variable, may use the same alphabet, so every alignment is tried.
    let of_base64 = (0..4).map(move |place| from_base64(base64.get(place..).unwrap_or_default()));
    let of_digits = (0..2).map(move |place| from_hexadecimal(digits.get(place..).unwrap_or_default()));
    [from_utf16(text), from_escapes(text)].into_iter().chain(of_base64).chain(of_digits)
}

/// Decodes ASCII from UTF-16, in either byte order. Returns nothing if the text is not UTF-16.
fn from_utf16(text: &[u8]) -> Zeroizing<Vec<u8>> {
    if text.contains(&0) { kept(text, |byte| (byte != 0).then_some(byte)) } else { Zeroizing::default() }
}

/// The text without the escapes of URLs (`%22`), JSON (`\u0022`) and, for the quotation mark, XML (`&quot;`); nothing from
/// a text that has none of them.
fn from_escapes(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        let byte;
        (byte, rest) = escaped(rest).unwrap_or((*first, behind));
        bytes.push(byte);
    }
    if bytes.len() < text.len() { bytes } else { Zeroizing::default() }
}

/// Decodes the escape that a text begins with, and returns the rest.
fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'%', high, low, behind @ ..] | [b'\\', b'u', b'0', b'0', high, low, behind @ ..] => {
            Some((digit(*high)? << 4 | digit(*low)?, behind))
        }
        [b'&', b'q', b'u', b'o', b't', b';', behind @ ..] | [b'&', b'#', b'3', b'4', b';', behind @ ..] => {
            Some((b'"', behind))
        }
        _ => None,
    }
}

/// The characters of base64, in the alphabet for URLs: without quotation marks, line ends and line ends written as `\n`.
fn base64_characters(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut is_escaped = false;
    kept(text, |byte| {
        let was_escaped = core::mem::replace(&mut is_escaped, byte == b'\\');
        match byte {
            b'n' | b'r' | b't' if was_escaped => None,
            b'+' => Some(b'-'),
            b'/' => Some(b'_'),
            b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Some(byte),
            _ => None,
        }
    })
}

/// Decodes the whole groups of four characters, whatever follows.
fn from_base64(characters: &[u8]) -> Zeroizing<Vec<u8>> {
    let groups = characters.as_chunks::<4>().0.as_flattened();
    let mut bytes = Zeroizing::new(alloc::vec![0; groups.len()]);
    // Only characters of the alphabet are left.
    let length = Base64UrlUnpadded::decode(groups, &mut bytes).map_or(0, <[u8]>::len);
    bytes.truncate(length);
    bytes
}

/// The values of the hexadecimal digits, without the `0x` before them.
fn hexadecimal_digits(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut next = text.iter().skip(1).copied();
    kept(text, |byte| match (byte, next.next()) {
        (b'0', Some(b'x' | b'X')) => None,
        _ => digit(byte),
    })
}

fn from_hexadecimal(digits: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    bytes.extend(digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low));
    bytes
}

const fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(character.wrapping_sub(b'a' - 10)),
        b'A'..=b'F' => Some(character.wrapping_sub(b'A' - 10)),
        _ => None,
    }
}

/// Collects what `keep` returns for each byte, in a buffer that never moves and is wiped.
fn kept(text: &[u8], keep: impl FnMut(u8) -> Option<u8>) -> Zeroizing<Vec<u8>> {
    let mut all = Zeroizing::new(Vec::with_capacity(text.len()));
    all.extend(text.iter().copied().filter_map(keep));
    all
}
