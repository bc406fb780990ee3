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

/// How many bytes stand before the quotation mark that ends a string with escapes, from a place where none has been
/// met.
pub(super) fn escaped_len(text: &[u8]) -> Option<usize> {
    let mut bytes = text.iter().enumerate();
    while let Some((position, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(position),
            b'\\' => {
                bytes.next();
            }
            0..0x20 => return None,
            _ => {}
        }
    }
    None
}

/// Writes what a string with escapes stands for to the front of `spare`, and takes it from there.
///
/// An escape is longer than what it stands for: a `spare` as long as the text is long enough for all its strings.
#[expect(clippy::mut_mut, reason = "the rest of the spare part goes back")]
pub(super) fn unescape<'t>(body: &str, spare: &mut &'t mut [u8]) -> Result<&'t str, Defect> {
    let mut written = 0_usize;
    let mut characters = body.chars();
    while let Some(character) = characters.next() {
        let character = if character == '\\' { escape(&mut characters)? } else { character };
        let end = written.saturating_add(character.len_utf8());
        character.encode_utf8(spare.get_mut(written..end).ok_or(Defect::Json)?);
        written = end;
    }
    let (text, rest) = mem::take(spare).split_at_mut_checked(written).ok_or(Defect::Json)?;
    *spare = rest;
    core::str::from_utf8(text).map_err(|_| Defect::Utf8)
}

/// The character behind a backslash.
fn escape(characters: &mut core::str::Chars<'_>) -> Result<char, Defect> {
    match characters.next().ok_or(Defect::Json)? {
        character @ ('"' | '\\' | '/') => Ok(character),
        'b' => Ok('\u{8}'),
        'f' => Ok('\u{c}'),
        'n' => Ok('\n'),
        'r' => Ok('\r'),
        't' => Ok('\t'),
        'u' => unicode_escape(characters),
        _ => Err(Defect::Json),
    }
}

/// The character behind `\u`: one code unit, or two that are a surrogate pair. A lone surrogate is no character.
fn unicode_escape(characters: &mut core::str::Chars<'_>) -> Result<char, Defect> {
    let first = code_unit(characters)?;
    if !matches!(first, 0xD800..=0xDBFF) {
        return char::from_u32(u32::from(first)).ok_or(Defect::Utf8);
    }
    if (characters.next(), characters.next()) != (Some('\\'), Some('u')) {
        return Err(Defect::Utf8);
    }
    let pair = [first, code_unit(characters)?];
    char::decode_utf16(pair).next().and_then(Result::ok).ok_or(Defect::Utf8)
}

/// Four hexadecimal digits.
fn code_unit(characters: &mut core::str::Chars<'_>) -> Result<u16, Defect> {
    let mut unit = 0;
    for _ in 0..4 {
        let digit = characters.next().and_then(|character| character.to_digit(16)).ok_or(Defect::Json)?;
        unit = (unit << 4) | digit;
    }
    u16::try_from(unit).map_err(|_| Defect::Json)
}
