//! Strings, unescaped in place.
//!
//! ```abnf
//! string    = %x22 *char %x22                                        ; RFC 8259 section 7
//! char      = unescaped / %x5C ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 / %x75 4HEXDIG )
//! unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
//! ```

use super::Reader;
use crate::error::Defect;

/// Takes a string, whose opening quotation mark is gone already, with its closing one.
pub(super) fn take<'t>(reader: &mut Reader<'t>) -> Result<&'t str, Defect> {
    let (length, escaped) = scan(reader.rest).ok_or(Defect::Json)?;
    let body = reader.take(length);
    reader.take(1);
    let body = if escaped { unescape(body)? } else { body };
    core::str::from_utf8(body).map_err(|_| Defect::Utf8)
}

/// How many bytes stand before the closing quotation mark, and whether there is an escape among them.
fn scan(text: &[u8]) -> Option<(usize, bool)> {
    let mut escaped = false;
    let mut bytes = text.iter().enumerate();
    while let Some((position, byte)) = bytes.next() {
        match byte {
            b'"' => return Some((position, escaped)),
            b'\\' => {
                escaped = true;
                bytes.next();
            }
            0..0x20 => return None,
            _ => {}
        }
    }
    None
}

/// Unescapes the string where it stands. An escape is longer than what it stands for, so that writing never overtakes reading.
fn unescape(body: &mut [u8]) -> Result<&mut [u8], Defect> {
    let mut cursor = Cursor { read: 0, written: 0, body };
    while let Some(byte) = cursor.next() {
        if byte == b'\\' {
            let mut utf8 = [0; 4];
            for &byte in escape(&mut cursor)?.encode_utf8(&mut utf8).as_bytes() {
                cursor.write(byte);
            }
        } else {
            cursor.write(byte);
        }
    }
    let Cursor { written, body, .. } = cursor;
    body.get_mut(..written).ok_or(Defect::Json)
}

/// The character behind a backslash.
fn escape(cursor: &mut Cursor<'_>) -> Result<char, Defect> {
    match cursor.next().ok_or(Defect::Json)? {
        byte @ (b'"' | b'\\' | b'/') => Ok(char::from(byte)),
        b'b' => Ok('\u{8}'),
        b'f' => Ok('\u{c}'),
        b'n' => Ok('\n'),
        b'r' => Ok('\r'),
        b't' => Ok('\t'),
        b'u' => unicode_escape(cursor),
        _ => Err(Defect::Json),
    }
}

/// The character behind `\u`: one code unit, or two that are a surrogate pair. A lone surrogate is no character.
fn unicode_escape(cursor: &mut Cursor<'_>) -> Result<char, Defect> {
    let first = cursor.code_unit()?;
    let units = match first {
        0xD800..=0xDBFF => {
            if (cursor.next(), cursor.next()) != (Some(b'\\'), Some(b'u')) {
                return Err(Defect::Utf8);
            }
            [first, cursor.code_unit()?]
        }
        _ => return char::from_u32(u32::from(first)).ok_or(Defect::Utf8),
    };
    char::decode_utf16(units).next().and_then(Result::ok).ok_or(Defect::Utf8)
}

struct Cursor<'t> {
    read: usize,
    written: usize,
    body: &'t mut [u8],
}

impl Cursor<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.body.get(self.read).copied()?;
        self.read = self.read.saturating_add(1);
        Some(byte)
    }

    fn write(&mut self, byte: u8) {
        if let Some(place) = self.body.get_mut(self.written) {
            *place = byte;
            self.written = self.written.saturating_add(1);
        }
    }

    /// Four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u16, Defect> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or(Defect::Json)?;
            unit = (unit << 4) | digit;
        }
        u16::try_from(unit).map_err(|_| Defect::Json)
    }
}
