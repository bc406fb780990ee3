//! Strings.
//!
//! ```abnf
//! string    = %x22 *char %x22                                        ; RFC 8259 section 7
//! char      = unescaped / %x5C ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 / %x75 4HEXDIG )
//! unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
//! ```

use core::mem;

use crate::error::Defect;

/// How many bytes stand at the front of `text` before a quotation mark, a backslash or a control character.
#[inline]
pub(super) fn plain_len(text: &[u8]) -> usize {
    let mut rest = text;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return length_without(text, rest).saturating_add(marks.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    let plain = rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
    length_without(text, rest).saturating_add(plain)
}

/// How much of `text` stands before its `rest`.
#[inline]
const fn length_without(text: &[u8], rest: &[u8]) -> usize {
    text.len().saturating_sub(rest.len())
}

/// The high bit of each byte that ends a plain stretch; the lowest one that is set is right, those above it may be
/// wrong.
///
/// `(v - n * 0x01...) & !v & 0x80...` marks the bytes of `v` below n: one that borrows from the next was marked itself
/// ("Bit Twiddling Hacks", S. E. Anderson: hasless). What ends a stretch is below 0x21 once 0x22, the quotation mark,
/// has changed places with 0x20, or it is below 1 once the backslash has been taken from it bit by bit.
#[inline]
pub(super) const fn marks(word: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let quotation_marks_and_controls = (word ^ each(b'"' ^ b' ')).wrapping_sub(each(0x21));
    let backslashes = (word ^ each(b'\\')).wrapping_sub(each(1));
    (quotation_marks_and_controls | backslashes) & !word & each(0x80)
}

/// How many bytes stand before the quotation mark that ends a string; `None` if the grammar is broken before.
#[inline]
pub(super) fn skip(text: &[u8]) -> Option<usize> {
    let mut rest = text;
    loop {
        rest = match rest {
            [b'\\', b'u', rest @ ..] => code_unit(rest).ok()?.1,
            [b'\\', escape, rest @ ..] if escaped(*escape).is_some() => rest,
            [b'\\' | 0..0x20, ..] | [] => return None,
            [b'"', ..] => return Some(length_without(text, rest)),
            plain => plain.get(plain_len(plain)..)?,
        }
    }
}

/// Reads a string with escapes, from behind its opening quotation mark: writes what it stands for to the front of
/// `spare`, takes it from there, and gives it with how many bytes stand before the closing quotation mark.
///
/// An escape is longer than what it stands for: a `spare` as long as the text is long enough for all its strings.
#[expect(clippy::mut_mut, reason = "the rest of the spare part goes back")]
pub(super) fn unescape<'t>(text: &[u8], spare: &mut &'t mut [u8]) -> Result<(&'t str, usize), Defect> {
    let mut free = spare.iter_mut();
    let mut write = |byte: u8| free.next().map(|place| *place = byte).ok_or(Defect::Json);
    let mut rest = text;
    loop {
        let (&byte, behind) = rest.split_first().ok_or(Defect::Json)?;
        rest = match (byte, behind) {
            (b'"', _) => break,
            (b'\\', [b'u', behind @ ..]) => {
                let (character, behind) = unicode_escape(behind)?;
                character.encode_utf8(&mut [0; 4]).bytes().try_for_each(&mut write)?;
                behind
            }
            (b'\\', [byte, behind @ ..]) => {
                write(escaped(*byte).ok_or(Defect::Json)?)?;
                behind
            }
            (b'\\', []) | (0..0x20, _) => return Err(Defect::Json),
            (byte, behind) => {
                write(byte)?;
                behind
            }
        };
    }
    let left = free.len();
    let written = spare.len().saturating_sub(left);
    let (unescaped, others) = mem::take(spare).split_at_mut_checked(written).ok_or(Defect::Json)?;
    *spare = others;
    let unescaped = core::str::from_utf8(unescaped).map_err(|_| Defect::Utf8)?;
    Ok((unescaped, length_without(text, rest)))
}

/// What a backslash and this byte stand for, if it is not `u`.
#[inline]
fn escaped(byte: u8) -> Option<u8> {
    ESCAPED.get(usize::from(byte)).copied().filter(|&escaped| escaped != 0)
}

/// What a backslash and each byte stand for; 0 for nothing. A look-up costs the same for all of them.
static ESCAPED: [u8; 256] = {
    const ESCAPES: [(u8, u8); 8] = [
        (b'"', b'"'),
        (b'\\', b'\\'),
        (b'/', b'/'),
        (b'b', 8),
        (b'f', 0xc),
        (b'n', b'\n'),
        (b'r', b'\r'),
        (b't', b'\t'),
    ];
    let mut escaped = [0; 256];
    let mut escapes: &[(u8, u8)] = &ESCAPES;
    #[expect(clippy::indexing_slicing, reason = "when compiling, and within the table")]
    while let [(byte, stands_for), rest @ ..] = escapes {
        escaped[*byte as usize] = *stands_for;
        escapes = rest;
    }
    escaped
};

/// The character that the text behind `\u` stands for, and the rest. It has one code unit, or two: a surrogate pair. A
/// lone surrogate is no character.
fn unicode_escape(text: &[u8]) -> Result<(char, &[u8]), Defect> {
    let (first, rest) = code_unit(text)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Ok((character, rest));
    }
    let second = rest.strip_prefix(b"\\u").ok_or(Defect::LoneSurrogate)?;
    let (second, rest) = code_unit(second)?;
    let pair = char::decode_utf16([first, second]).next();
    let character = pair.and_then(Result::ok).ok_or(Defect::LoneSurrogate)?;
    Ok((character, rest))
}

/// Four hexadecimal digits.
fn code_unit(text: &[u8]) -> Result<(u16, &[u8]), Defect> {
    let (digits, rest) = text.split_at_checked(4).ok_or(Defect::Json)?;
    let mut unit = 0;
    for &digit in digits {
        let digit = char::from(digit).to_digit(16).ok_or(Defect::Json)?;
        unit = (unit << 4) | digit;
    }
    u16::try_from(unit).map(|unit| (unit, rest)).map_err(|_| Defect::Json)
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "tests: a panic is how they fail"
)]
mod tests {
    use alloc::string::String;

    use super::{skip, unescape};
    use crate::error::Defect;

    /// An escape with these four digits, and the closing quotation mark.
    fn escape(digits: [u8; 4]) -> [u8; 7] {
        let [a, b, c, d] = digits;
        [b'\\', b'u', a, b, c, d, b'"']
    }

    fn digits(unit: u16, of: &[u8; 16]) -> [u8; 4] {
        [unit >> 12, unit >> 8 & 15, unit >> 4 & 15, unit & 15].map(|digit| of[usize::from(digit)])
    }

    /// What the standard library says of the code units.
    fn expected<'t>(units: &[u16], text: &'t mut String) -> Result<&'t str, Defect> {
        text.clear();
        for character in char::decode_utf16(units.iter().copied()) {
            text.push(character.map_err(|_| Defect::LoneSurrogate)?);
        }
        Ok(text)
    }

    /// Compares what is read of a string, up to its closing quotation mark, and that it is passed over if it has the grammar.
    #[track_caller]
    fn reads(text: &[u8], expected: Result<&str, Defect>) {
        let length = text.len() - 1;
        let mut spare = [0; 16];
        assert_eq!(unescape(text, &mut &mut spare[..]), expected.map(|expected| (expected, length)), "{text:?}");
        assert_eq!(skip(text), (expected != Err(Defect::Json)).then_some(length), "{text:?}");
    }

    /// All texts of four digits, each letter in both cases, and with each other byte in each place.
    #[test]
    fn every_code_unit() {
        let mut character = String::new();
        let hexadecimal = || (0..=u8::MAX).filter(u8::is_ascii_hexdigit);
        for first in hexadecimal() {
            for second in hexadecimal() {
                for third in hexadecimal() {
                    for fourth in hexadecimal() {
                        let digits = [first, second, third, fourth];
                        let unit = u16::from_str_radix(core::str::from_utf8(&digits).unwrap(), 16).unwrap();
                        reads(&escape(digits), expected(&[unit], &mut character));
                    }
                }
            }
        }
        for other in (0..=u8::MAX).filter(|byte| !byte.is_ascii_hexdigit()) {
            for place in 0..4 {
                let mut digits = *b"00e9";
                digits[place] = other;
                reads(&escape(digits), Err(Defect::Json));
            }
        }
    }

    fn pairs_that_begin_with(firsts: impl Iterator<Item = u16>) {
        let mut characters = String::new();
        let mut text = [0; 13];
        for first in firsts {
            text[..7].copy_from_slice(&escape(digits(first, b"0123456789abcdef")));
            for second in 0..=u16::MAX {
                text[6..].copy_from_slice(&escape(digits(second, b"0123456789ABCDEF")));
                reads(&text, expected(&[first, second], &mut characters));
            }
        }
    }

    #[test]
    fn pairs_at_the_limits_of_surrogates() {
        pairs_that_begin_with([0x41, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000].into_iter());
    }

    #[test]
    #[ignore = "minutes: cargo test --release --lib string -- --ignored"]
    fn every_pair_of_code_units() {
        pairs_that_begin_with(0..=u16::MAX);
    }
}
