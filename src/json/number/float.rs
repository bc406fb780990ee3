//! The float nearest to a decimal, in time that its length bounds.
//!
//! `str::parse::<f64>` is exact and fast for all numbers of up to 19 digits, and for most longer ones. Those that come
//! near the middle between two floats it works out digit by digit, which takes hundreds of times as long. So a long number
//! is parsed as its first 19 digits, and as the next one above them. Where these give two floats, the number is compared
//! with the middle between them, exactly.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt::Write;

use super::decimal::Decimal;

/// So many digits fit a `u64`, and are parsed in one step.
const SHORT_DIGITS: usize = 19;

/// The middle between two floats has at most 767 digits: behind these only matters whether there is a digit but 0.
const COMPARED_DIGITS: usize = 800;

/// The nearest float, if it is finite. `text` is the number with its sign.
pub(super) fn parse(text: &str, decimal: &Decimal<'_>) -> Option<f64> {
    let nearest = if text.len() <= SHORT_DIGITS || decimal.digits().nth(SHORT_DIGITS).is_none() {
        text.parse().ok()?
    } else {
        nearest(decimal).copysign(if text.starts_with('-') { -1.0 } else { 1.0 })
    };
    nearest.is_finite().then_some(nearest)
}

/// The `f32` nearest to a number, if it is finite. `value` is the nearest `f64`.
pub(super) fn single(text: &str, value: f64) -> Option<f32> {
    // Rounding twice may give a neighbor. No `f32` that `serde_json` wrote is affected: its text is short.
    #[expect(clippy::cast_possible_truncation, reason = "the nearest float is what is asked for")]
    let rounded = if text.len() <= SHORT_DIGITS { text.parse().ok()? } else { value as f32 };
    rounded.is_finite().then_some(rounded)
}

/// The float nearest to a number of more than [`SHORT_DIGITS`], which may be infinite.
fn nearest(decimal: &Decimal<'_>) -> f64 {
    const LARGEST: u64 = 10_u64.pow(19) - 1;
    let append = |value: u64, digit: u8| value.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
    let leading = decimal.digits().take(SHORT_DIGITS).fold(0, append);
    let exponent = decimal.point.saturating_sub(19);
    let below = short(leading, exponent);
    let above = match leading {
        LARGEST => short(1, exponent.saturating_add(19)),
        leading => short(leading.saturating_add(1), exponent),
    };
    if below.to_bits() == above.to_bits() {
        return below;
    }
    // The two are neighbors: the numbers that they are nearest to are closer together than floats.
    match compare_to_middle(decimal, below) {
        Ordering::Less => below,
        // The even one.
        Ordering::Equal if below.to_bits() & 1 == 0 => below,
        Ordering::Equal | Ordering::Greater => above,
    }
}

/// The float nearest to `significand * 10^exponent`.
#[expect(clippy::expect_used, reason = "our own data decides")]
fn short(significand: u64, exponent: i64) -> f64 {
    let mut text = String::with_capacity(48);
    write!(text, "{significand}e{exponent}").expect("a `String` takes everything");
    text.parse().expect("digits and an exponent are a number")
}

/// Compares a number with the middle between a float and the next larger one.
///
/// With `D` the digits as an integer: `D * 10^e` with `(2 m + 1) * 2^k`, both multiplied by what makes them integers.
#[expect(clippy::expect_used, reason = "our own data decides")]
fn compare_to_middle(decimal: &Decimal<'_>, below: f64) -> Ordering {
    let mut digits = decimal.digits();
    let (mut number, count) = Natural::from_digits(digits.by_ref().take(COMPARED_DIGITS));
    let e = decimal.point.saturating_sub(count);
    let (middle, k) = middle(below);
    let mut middle = Natural::from(middle);

    let magnitude = |exponent: i64| u32::try_from(exponent.unsigned_abs()).expect("a number near a finite float");
    if e > 0 { &mut number } else { &mut middle }.multiply_by_power_of_five(magnitude(e));
    let twos = e.saturating_sub(k);
    if twos > 0 { &mut number } else { &mut middle }.multiply_by_power_of_two(magnitude(twos));
    number.compare(&middle).then_with(|| {
        // Equal so far.
        if digits.any(|digit| digit != b'0') { Ordering::Greater } else { Ordering::Equal }
    })
}

/// The middle between a float and the next larger one, as an odd integer and the power of two that it is multiplied by.
const fn middle(below: f64) -> (u64, i64) {
    const FRACTION_BITS: u32 = 52;
    const IMPLICIT_BIT: u64 = 1 << FRACTION_BITS;
    let (fraction, exponent) = (below.to_bits() & (IMPLICIT_BIT - 1), below.to_bits() >> FRACTION_BITS);
    let (mantissa, exponent) = match exponent {
        // Subnormal, with the exponent of the least normal one.
        0 => (fraction, 1),
        normal => (fraction | IMPLICIT_BIT, normal),
    };
    ((mantissa << 1) | 1, exponent.cast_signed().saturating_sub(1076))
}

/// An integer above 0, its lowest limb first and its highest not 0.
struct Natural(Vec<u64>);

/// Room for [`COMPARED_DIGITS`], and for a middle that is multiplied as far.
const LIMBS: usize = 48;

impl Natural {
    fn from(limb: u64) -> Self {
        let mut limbs = Vec::with_capacity(LIMBS);
        limbs.push(limb);
        Self(limbs)
    }

    /// Reads digits, the first of which is not 0, and counts them.
    fn from_digits(digits: impl Iterator<Item = u8>) -> (Self, i64) {
        let (mut natural, mut count) = (Self(Vec::with_capacity(LIMBS)), 0_i64);
        let (mut limb, mut scale) = (0_u64, 1_u64);
        for digit in digits {
            count = count.saturating_add(1);
            limb = limb.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
            scale = scale.wrapping_mul(10);
            if scale == 10_u64.pow(19) {
                natural.multiply_add(scale, limb);
                (limb, scale) = (0, 1);
            }
        }
        natural.multiply_add(scale, limb);
        (natural, count)
    }

    fn multiply_by_power_of_five(&mut self, mut exponent: u32) {
        /// The greatest power that fits a limb.
        const GREATEST: u32 = 27;
        while let Some(rest) = exponent.checked_sub(GREATEST) {
            self.multiply_add(5_u64.wrapping_pow(GREATEST), 0);
            exponent = rest;
        }
        self.multiply_add(5_u64.wrapping_pow(exponent), 0);
    }

    fn multiply_by_power_of_two(&mut self, exponent: u32) {
        self.multiply_add(1_u64.wrapping_shl(exponent % u64::BITS), 0);
        self.0.splice(..0, (0..exponent / u64::BITS).map(|_| 0));
    }

    /// `self * factor + carry`
    fn multiply_add(&mut self, factor: u64, mut carry: u64) {
        for limb in &mut self.0 {
            (*limb, carry) = limb.carrying_mul(factor, carry);
        }
        if carry != 0 {
            self.0.push(carry);
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests: a panic is how they fail")]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::super::scan;
    use super::parse;

    fn ours(text: &str) -> Option<f64> {
        let scanned = scan(text.as_bytes()).filter(|scanned| scanned.length == text.len()).unwrap();
        assert_eq!(
            scanned.is_finite(text.as_bytes()),
            parse(text, &scanned.decimal(text.as_bytes())).is_some(),
            "{text}"
        );
        parse(text, &scanned.decimal(text.as_bytes()))
    }

    #[track_caller]
    fn as_core(text: &str) {
        for text in [text.into(), format!("-{text}")] {
            let core: f64 = text.parse().unwrap();
            let core = core.is_finite().then_some(core);
            assert_eq!(ours(&text).map(f64::to_bits), core.map(f64::to_bits), "{text}");
        }
    }

    /// The middle between a float and the next larger one, all digits of it, and what is next to it in the last digit and behind.
    fn around_the_middle_above(below: f64) {
        use num_bigint::BigUint;
        let (middle, k) = super::middle(below);
        let (digits, point) = match u32::try_from(k) {
            Ok(k) => (BigUint::from(middle) << k, 0),
            Err(_) => {
                let k = u32::try_from(-k).unwrap();
                (BigUint::from(middle) * BigUint::from(5_u8).pow(k), k)
            }
        };
        for (digits, end) in [
            (digits.clone() - 1_u8, ""),
            (digits.clone() - 1_u8, &*"9".repeat(900)),
            (digits.clone(), ""),
            (digits.clone(), "0000"),
            (digits.clone(), &*"0".repeat(900)),
            (digits.clone(), &*format!("{}1", "0".repeat(900))),
            (digits + 1_u8, ""),
        ] {
            let exponent = -i64::from(point) - i64::try_from(end.len()).unwrap();
            let digits = format!("{digits}{end}");
            as_core(&format!("{digits}e{exponent}"));
            // The same number, with the point elsewhere.
            let (int, frac) = digits.split_at(1);
            as_core(&format!("{int}.{frac}0e{}", exponent + i64::try_from(frac.len()).unwrap()));
            as_core(&format!("0.000{digits}e{}", exponent + 3 + i64::try_from(digits.len()).unwrap()));
            // Its first digits alone, and a number that is a little larger.
            for count in [18, 19, 20, 21, 25, 40, 309, 766, 767, 768, 800, 801] {
                if let Some((first, rest)) = digits.split_at_checked(count) {
                    let exponent = exponent + i64::try_from(rest.len()).unwrap();
                    as_core(&format!("{first}e{exponent}"));
                    as_core(&format!("{}e{exponent}", first.parse::<BigUint>().unwrap() + 1_u8));
                }
            }
        }
    }

    #[test]
    fn near_the_middle_of_two_floats_as_core() {
        let mut bits = 1_u64;
        let mut floats =
            alloc::vec![0.0, 5e-324, 1e-323, f64::MIN_POSITIVE, 1.0, 1.5, 1e22, 1e23, 9e15, f64::MAX, f64::MAX / 2.0];
        floats.push(f64::MIN_POSITIVE.next_down());
        for _ in 0..60 {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            floats.push(f64::from_bits(bits >> 1));
        }
        floats.into_iter().filter(|float| float.is_finite()).for_each(around_the_middle_above);
    }

    #[test]
    fn long_numbers_as_core() {
        for digits in [1, 18, 19, 20, 308, 309, 310, 800, 2000] {
            for digit in ["1", "9", "0", "49", "50"] {
                let digits: String = digit.chars().cycle().take(digits).collect();
                for exponent in [0, 1, -1, 290, 308, 309, -290, -308, -324, -2000, 2000] {
                    as_core(&format!("1{digits}e{exponent}"));
                    as_core(&format!("0.{digits}E{exponent}"));
                    as_core(&format!("9.{digits}e{exponent}"));
                }
                as_core(&format!("9{digits}"));
            }
        }
        for text in ["0e999999999999999999999", "0.000e+99999", "1e-999999999999999999999", "1e999999999999999999999"] {
            as_core(text);
        }
    }

    #[test]
    fn border_of_the_finite_is_exact() {
        let border = (num_bigint::BigUint::from(1_u8) << 1024_u32) - (num_bigint::BigUint::from(1_u8) << 970_u32);
        let (at, below) = (border.to_string(), (border - 1_u8).to_string());
        for (text, finite) in [
            (below.clone(), true),
            (format!("{below}.{}", "9".repeat(2000)), true),
            (at.clone(), false),
            (format!("{at}.{}", "0".repeat(2000)), false),
            (format!("{}.{}e300", &at[..9], &at[9..]), false),
            (format!("{}.{}e+300", &below[..9], &below[9..]), true),
            (format!("0.{at}e309"), false),
            (format!("0.00{below}9e311"), true),
            (format!("0.00{below}9e312"), false),
            (format!("{below}000e-3"), true),
            (format!("{at}000e-3"), false),
            // The border, cut short.
            (at[..300].to_string() + "e9", true),
        ] {
            assert_eq!(ours(&text).is_some(), finite, "{text}");
            as_core(&text);
        }
    }
}
