//! Numbers.
//!
//! ```abnf
//! number = [ %x2D ] int [ frac ] [ exp ]                             ; RFC 8259 section 6
//! int    = %x30 / ( %x31-39 *DIGIT )
//! frac   = %x2E 1*DIGIT
//! exp    = ( %x65 / %x45 ) [ %x2D / %x2B ] 1*DIGIT
//! ```

mod decimal;
mod float;

use serde_core::de::{self, Unexpected, Visitor};

use decimal::Decimal;

/// A number: a whole one as an integer if it fits, otherwise the nearest finite float.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Positive(u64),
    Negative(i64),
    Float(f64),
}

/// The number at the front of `text` and its length, if it is a positive integer of few digits, as times are.
#[inline]
pub(super) fn short_integer(text: &[u8]) -> Option<(u64, usize)> {
    /// So many digits always fit.
    const MAX_DIGITS: usize = 19;
    let eight = text.split_first_chunk().and_then(|(&first, rest)| Some((eight_digits(first)?, rest)));
    let (mut value, rest) = eight.unwrap_or((0, text));
    let mut length = text.len().saturating_sub(rest.len());
    for &byte in rest {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        length = length.saturating_add(1);
    }
    let leading_zero = length > 1 && text.first() == Some(&b'0');
    let ends = !matches!(text.get(length), Some(b'.' | b'e' | b'E'));
    ((1..=MAX_DIGITS).contains(&length) && ends && !leading_zero).then_some((value, length))
}

/// The value of eight digits, if that is what they are: neighbors are joined to numbers of two digits, those to numbers
/// of four, and those to the one of eight.
#[inline]
const fn eight_digits(text: [u8; 8]) -> Option<u64> {
    const HIGH_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
    let text = u64::from_le_bytes(text);
    // Of all bytes that begin with the bits of `0`, six more takes those behind `9` out of them.
    let above_nine = text.wrapping_add(u64::from_le_bytes([6; 8]));
    if text & HIGH_HALVES != ZEROS || above_nine & HIGH_HALVES != ZEROS {
        return None;
    }
    // The first digit is the lowest byte. Nothing is carried into a neighbor that matters: 99 fits a byte, 9999 two.
    let digits = text ^ ZEROS;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    Some(fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff)
}

/// A number at the front of a text, as the grammar has it. It is the longest one; what follows is not looked at.
#[derive(Clone, Copy)]
pub(super) struct Scanned {
    pub(super) length: usize,
    /// Where the integer ends: at the decimal point, if there is one.
    int_end: usize,
    /// Where the fraction ends: at the `e`, if there is one.
    frac_end: usize,
}

/// The number at the front of `text`, if there is one.
#[inline]
pub(super) fn scan(text: &[u8]) -> Option<Scanned> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let int = digits(text, sign);
    let length = sign.saturating_add(int);
    if int == 0 || (int > 1 && text.get(sign) == Some(&b'0')) {
        return None;
    }
    match text.get(length) {
        Some(b'.' | b'e' | b'E') => scan_fraction(text, length),
        _ => Some(Scanned { length, int_end: length, frac_end: length }),
    }
}

fn scan_fraction(text: &[u8], int_end: usize) -> Option<Scanned> {
    let mut length = int_end;
    if text.get(length) == Some(&b'.') {
        match digits(text, length.saturating_add(1)) {
            0 => return None,
            frac => length = length.saturating_add(frac).saturating_add(1),
        }
    }
    let frac_end = length;
    if let Some(b'e' | b'E') = text.get(length) {
        length = length.saturating_add(1);
        if let Some(b'+' | b'-') = text.get(length) {
            length = length.saturating_add(1);
        }
        match digits(text, length) {
            0 => return None,
            exp => length = length.saturating_add(exp),
        }
    }
    Some(Scanned { length, int_end, frac_end })
}

/// How many digits there are from a place on.
#[inline]
fn digits(text: &[u8], from: usize) -> usize {
    let mut rest = text.get(from..).unwrap_or_default();
    let mut count = 0_usize;
    while let Some((&eight, behind)) = rest.split_first_chunk()
        && eight_digits(eight).is_some()
    {
        count = count.saturating_add(8);
        rest = behind;
    }
    count.saturating_add(rest.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

impl Scanned {
    /// Whether the nearest float is finite; the number is at the front of `text`, where it has been scanned.
    #[inline]
    pub(super) fn is_finite(self, text: &[u8]) -> bool {
        let has_no_exponent = self.frac_end == self.length;
        (has_no_exponent && self.int_end <= decimal::MAX_FINITE_DIGITS) || self.decimal(text).is_finite()
    }

    fn decimal(self, text: &[u8]) -> Decimal<'_> {
        let (int, rest) = text.split_at_checked(self.int_end).unwrap_or_default();
        let (frac, rest) = rest.split_at_checked(self.frac_end.saturating_sub(self.int_end)).unwrap_or_default();
        let exponent = rest.get(..self.length.saturating_sub(self.frac_end)).unwrap_or_default();
        // Without the sign, the decimal point and the `e`.
        let int = int.strip_prefix(b"-").unwrap_or(int);
        Decimal::new(int, frac.get(1..).unwrap_or_default(), exponent.get(1..).unwrap_or_default())
    }
}

impl Number {
    /// The value of a text that follows the grammar; `None` if it is beyond the range of a float.
    ///
    /// `-0` is a float, as in `serde_json`: an integer has no negative zero.
    #[inline]
    pub(super) fn parse(text: &str, scanned: Scanned) -> Option<Self> {
        const MAX_MAGNITUDE: u64 = i64::MIN.unsigned_abs();
        let negative = text.strip_prefix('-');
        match (negative, negative.unwrap_or(text).parse()) {
            (None, Ok(value)) => Some(Self::Positive(value)),
            (Some(_), Ok(value @ 1..=MAX_MAGNITUDE)) => Some(Self::Negative(0_i64.saturating_sub_unsigned(value))),
            _ => float::parse(text, &scanned.decimal(text.as_bytes())).map(Self::Float),
        }
    }

    #[inline]
    pub(crate) fn visit<'de, V: Visitor<'de>, E: de::Error>(self, visitor: V) -> Result<V::Value, E> {
        match self {
            Self::Positive(value) => visitor.visit_u64(value),
            Self::Negative(value) => visitor.visit_i64(value),
            Self::Float(value) => visitor.visit_f64(value),
        }
    }

    /// [`visit`](Self::visit) for a type that asked for an `f32`. `text` is the number.
    pub(crate) fn visit_single<'de, V: Visitor<'de>, E: de::Error>(
        self,
        text: &str,
        visitor: V,
    ) -> Result<V::Value, E> {
        let Self::Float(value) = self else { return self.visit(visitor) };
        match float::single(text, value) {
            Some(single) => visitor.visit_f32(single),
            None => Err(E::invalid_value(Unexpected::Float(value), &visitor)),
        }
    }

    /// What an error calls it.
    pub(crate) const fn unexpected(self) -> Unexpected<'static> {
        match self {
            Self::Positive(value) => Unexpected::Unsigned(value),
            Self::Negative(value) => Unexpected::Signed(value),
            Self::Float(value) => Unexpected::Float(value),
        }
    }
}
