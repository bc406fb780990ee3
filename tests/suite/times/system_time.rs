//! `NumericDate` from and to the system's time: before 1970, between microseconds, and at both ends.

use std::time::{Duration, SystemTime};

use jwt_codec::jwt::NumericDate;
use serde_test::{Configure, Token};

fn seconds(seconds: f64) -> NumericDate {
    NumericDate::from_secs_f64(seconds).unwrap()
}

fn before_1970(duration: Duration) -> SystemTime {
    SystemTime::UNIX_EPOCH - duration
}

fn after_1970(duration: Duration) -> SystemTime {
    SystemTime::UNIX_EPOCH + duration
}

#[test]
fn whole_microseconds_go_both_ways() {
    let durations =
        [(0, 0), (0, 1), (0, 999_999), (1, 0), (1, 1), (1, 999_999), (11_644_473_600, 0), (1 << 33, 500_000)];
    for (secs, micros) in durations {
        let duration = Duration::new(secs, micros * 1000);
        for time in [before_1970(duration), after_1970(duration)] {
            assert_eq!(SystemTime::try_from(NumericDate::from(time)), Ok(time));
        }
    }
    assert_eq!(NumericDate::from(after_1970(Duration::from_millis(1500))), seconds(1.5));
    assert_eq!(NumericDate::from(before_1970(Duration::from_millis(1500))), seconds(-1.5));
    assert_eq!(NumericDate::from(before_1970(Duration::from_millis(1500))).as_secs(), -2);
    assert_eq!(SystemTime::try_from(seconds(-0.25)), Ok(before_1970(Duration::from_millis(250))));
}

/// Rounding never makes a time later, on either side of 1970.
#[test]
fn what_is_between_microseconds_is_rounded_down() {
    let micro = 0.000_001;
    for nanos in [100, 500, 900] {
        let duration = Duration::from_nanos(nanos);
        assert_eq!(NumericDate::from(after_1970(duration)), seconds(0.0), "{nanos}");
        assert_eq!(NumericDate::from(before_1970(duration)), seconds(-micro), "{nanos}");
        let later = Duration::from_nanos(1000 + nanos);
        assert_eq!(NumericDate::from(after_1970(later)), seconds(micro), "{nanos}");
        assert_eq!(NumericDate::from(before_1970(later)), seconds(-2.0 * micro), "{nanos}");
    }
    // A whole second and a part of a microsecond before.
    assert_eq!(NumericDate::from(before_1970(Duration::new(1, 100))), seconds(-1.000_001));
}

/// Either the very time, or an error: never another time.
#[test]
fn the_ends_are_exact_or_an_error() {
    let ends = [i64::MIN, i64::MIN + 1, -(1 << 40), 1 << 40, i64::MAX - 1, i64::MAX];
    for date in ends.map(NumericDate::from_secs).into_iter().chain([NumericDate::MIN, NumericDate::MAX]) {
        match SystemTime::try_from(date) {
            Ok(time) => assert_eq!(NumericDate::from(time), date),
            Err(error) => assert_eq!(error, jwt_codec::TimeOutOfRange),
        }
    }
}

/// Where the system counts nanoseconds behind the last microsecond, they are dropped.
#[cfg(target_os = "linux")]
#[test]
fn the_last_nanosecond_is_in_the_last_microsecond() {
    let last = SystemTime::try_from(NumericDate::MAX).unwrap();
    assert_eq!(NumericDate::from(last + Duration::from_nanos(999)), NumericDate::MAX);
    assert_eq!(last.checked_add(Duration::from_nanos(1000)), None);
    let first = SystemTime::try_from(NumericDate::MIN).unwrap();
    assert_eq!(first.checked_sub(Duration::from_nanos(1)), None);
}

/// A format that does not say what comes next has one type for all of them.
#[test]
fn a_float_in_binary_formats() {
    for (time, float) in [(seconds(1.5), 1.5), (seconds(1_700_000_000.0), 1_700_000_000.0)] {
        serde_test::assert_tokens(&time.compact(), &[Token::F64(float)]);
    }
    serde_test::assert_tokens(&seconds(2.0).readable(), &[Token::I64(2)]);
}
