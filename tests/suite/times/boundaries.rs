//! `NumericDate` at each boundary of the numbers that JSON can have: powers of two, and every microsecond of a second,
//! compared with a twin that calculates in whole numbers.

use core::time::Duration;

use jwt_codec::jwt::NumericDate;
use jwt_codec::{RegisteredClaims, Validation, Verifier};
use num_bigint::BigInt;

use crate::support::{keys, tokens};

/// What a token says of its `exp`, as the verifier reads it. Nothing has expired yet.
fn read(number: &str) -> NumericDate {
    let policy = Validation::at(NumericDate::MIN);
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    let token = tokens::with_payload(format!(r#"{{"exp":{number}}}"#));
    let claims: RegisteredClaims = verifier.verify(&token).unwrap_or_else(|error| panic!("{number}: {error}"));
    claims.expiration_time.unwrap()
}

/// The time of so many microseconds, at most the latest and at least the earliest.
fn of_micros(micros: &BigInt) -> NumericDate {
    let second = BigInt::from(1_000_000);
    // Rounded down, also below zero.
    let rest = ((micros % &second) + &second) % &second;
    let whole = (micros - &rest) / &second;
    match i64::try_from(&whole) {
        Ok(seconds) => {
            NumericDate::from_secs(seconds).saturating_add(Duration::from_micros(u64::try_from(&rest).unwrap()))
        }
        Err(_) if whole > BigInt::ZERO => NumericDate::MAX,
        Err(_) => NumericDate::MIN,
    }
}

/// A float in microseconds, exactly: a numerator, and the power of two below it.
fn micros(seconds: f64) -> (BigInt, u32) {
    let bits = seconds.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap();
    let fraction = i64::try_from(bits & ((1 << 52) - 1)).unwrap();
    let (mantissa, power) = if exponent == 0 { (fraction, -1074) } else { (fraction + (1 << 52), exponent - 1075) };
    let mantissa = BigInt::from(if seconds.is_sign_negative() { -mantissa } else { mantissa }) * 1_000_000;
    match u32::try_from(power) {
        Ok(power) => (mantissa << power, 0),
        Err(_) => (mantissa, power.unsigned_abs()),
    }
}

/// The microseconds next to a float: one, or two if it lies in the middle between them, but for what a float cannot tell.
fn nearest(seconds: f64) -> [NumericDate; 2] {
    let (numerator, power) = micros(seconds);
    let (numerator, one) = (numerator << 20_u32, BigInt::from(1) << (power + 20));
    // Rounding up at the middle and a little before it, and at the middle and a little behind it.
    let slack = &one >> 20_u32;
    let rounded = |numerator: BigInt| {
        let twice = (numerator << 1_u32) + &one;
        let two = &one << 1_u32;
        let rest = ((&twice % &two) + &two) % &two;
        of_micros(&((twice - rest) / two))
    };
    [rounded(&numerator - &slack), rounded(numerator + slack)]
}

#[track_caller]
fn is_nearest(seconds: f64) {
    let date = NumericDate::from_secs_f64(seconds).unwrap();
    let nearest = nearest(seconds);
    assert!(nearest.contains(&date), "{seconds:e}: {date:?}, not one of {nearest:?}");
}

/// Integers around each power of two, up to those that are no `u64`, and the same below zero.
#[test]
fn integers_around_each_power_of_two() {
    for power in 0..=65_u32 {
        for more in -2..=2 {
            for sign in [1, -1] {
                let number: BigInt = ((BigInt::from(1) << power) + more) * sign;
                let expected = match i64::try_from(&number) {
                    Ok(seconds) => NumericDate::from_secs(seconds),
                    Err(_) if number > BigInt::ZERO => NumericDate::MAX,
                    Err(_) => NumericDate::MIN,
                };
                assert_eq!(read(&number.to_string()), expected, "{number}");
            }
        }
    }
}

/// Each power of two that a float has, the floats next to it, and what lies in the middle of two microseconds.
#[test]
fn floats_around_each_power_of_two() {
    for exponent in 0..0x7ff_u64 {
        let power = exponent << 52;
        for bits in [power, power + 1, power.saturating_sub(1), power + (1 << 51)] {
            for seconds in [f64::from_bits(bits), -f64::from_bits(bits)] {
                is_nearest(seconds);
            }
        }
    }
    for halves in 0..4_000_i32 {
        let seconds = f64::from(halves) / 2_000_000.0;
        for seconds in [seconds, seconds.next_up(), seconds.next_down()] {
            is_nearest(seconds);
            is_nearest(-seconds);
        }
    }
    assert_eq!(NumericDate::from_secs_f64(f64::INFINITY), None);
    assert_eq!(NumericDate::from_secs_f64(f64::NAN), None);
}

/// The ends of the range, as integers, as fractions, and one float beyond.
#[test]
fn ends_of_the_range() {
    let last = 9_223_372_036_854_774_784.0_f64;
    for (number, expected) in [
        ("9223372036854775807", NumericDate::from_secs(i64::MAX)),
        ("9223372036854775808", NumericDate::MAX),
        ("18446744073709551615", NumericDate::MAX),
        ("18446744073709551616", NumericDate::MAX),
        ("9223372036854774784.0", NumericDate::from_secs(i64::MAX - 1023)),
        ("9223372036854775807.0", NumericDate::MAX),
        ("1e308", NumericDate::MAX),
        ("-9223372036854775808", NumericDate::MIN),
        ("-9223372036854775809", NumericDate::MIN),
        ("-9223372036854775808.0", NumericDate::MIN),
        ("-1e308", NumericDate::MIN),
        ("5e-324", NumericDate::from_secs(0)),
        ("-5e-324", NumericDate::from_secs(0)),
        ("-0.0", NumericDate::from_secs(0)),
    ] {
        assert_eq!(read(number), expected, "{number}");
    }
    let micro = Duration::from_micros(1);
    assert_eq!(NumericDate::MAX.saturating_add(micro), NumericDate::MAX);
    assert_eq!(NumericDate::MAX.saturating_sub(micro).saturating_add(micro), NumericDate::MAX);
    assert_eq!(NumericDate::MIN.saturating_sub(micro), NumericDate::MIN);
    assert_eq!(NumericDate::MIN.saturating_add(micro).saturating_sub(micro), NumericDate::MIN);
    assert_eq!(NumericDate::from_secs_f64(last), Some(NumericDate::from_secs(i64::MAX - 1023)));
    assert_eq!(NumericDate::from_secs_f64(last.next_up()), Some(NumericDate::MAX));
}

/// The microseconds of a second, as a token has them: none is moved to the next one.
fn microseconds_of(second: i64, step: usize) {
    for micro in (0..1_000_000_u32).step_by(step) {
        let text = format!("{second}.{micro:06}");
        let size = Duration::from_micros(micro.into());
        let time = NumericDate::from_secs(second);
        let expected = if second < 0 { time.saturating_sub(size) } else { time.saturating_add(size) };
        assert_eq!(NumericDate::from_secs_f64(text.parse().unwrap()), Some(expected), "{text}");
    }
}

#[test]
fn some_microseconds() {
    for second in [0, 1, 1_700_000_000, -1, -1_700_000_000, 1 << 32] {
        microseconds_of(second, 997);
    }
}

#[test]
#[ignore = "seconds: cargo test --release --all-features --test suite boundaries -- --ignored"]
fn every_microsecond() {
    // The last bit of a float of 2^32 is a little less than a microsecond.
    for second in [0, 1, 59, 1_700_000_000, -1, -1_700_000_000, 1 << 31, (1 << 32) - 1, 1 << 32] {
        microseconds_of(second, 1);
    }
}
