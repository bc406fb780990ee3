//! `exp`, `nbf`, `iat`, leeway and greatest age: to the second and below, and at the ends of time (RFC 7519 section 4.1).

use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, ClaimReason, Validation};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::verdict::{accepts, refuses};

const SECOND: Duration = Duration::from_secs(1);
const MICROSECOND: Duration = Duration::from_micros(1);

/// The policy at a time in seconds.
fn at(seconds: f64) -> Validation {
    Validation::at(NumericDate::from_secs_f64(seconds).unwrap()).allow_missing_expiration_time()
}

#[test]
fn exp_is_the_first_time_that_is_too_late() {
    let exact = |now| at(now).leeway(Duration::ZERO);
    let expired = |now, json| {
        refuses(exact(now), json, ClaimName::ExpirationTime, ClaimReason::Expired);
    };
    accepts(exact(999.0), r#"{"exp":1000}"#);
    accepts(exact(999.999_999), r#"{"exp":1000}"#);
    expired(1000.0, r#"{"exp":1000}"#);
    expired(1001.0, r#"{"exp":1000}"#);
    accepts(exact(1000.0), r#"{"exp":1000.000001}"#);
    expired(1000.000_001, r#"{"exp":1000.000001}"#);
    accepts(exact(1000.4), r#"{"exp":1000.5}"#);
    expired(1000.5, r#"{"exp":1000.5}"#);
    expired(1000.5, r#"{"exp":1.0005e3}"#);
    accepts(exact(-2.0), r#"{"exp":-1.5}"#);
    expired(-1.5, r#"{"exp":-1.5}"#);
}

#[test]
fn nbf_and_iat_are_the_first_time_that_is_not_too_early() {
    for name in [ClaimName::NotBefore, ClaimName::IssuedAt] {
        let exact = |now| at(now).leeway(Duration::ZERO);
        let json = |time: &str| format!(r#"{{"{}":{time}}}"#, name.as_str());
        let early = |now, time| refuses(exact(now), &json(time), name, ClaimReason::InFuture);
        accepts(exact(1000.0), &json("1000"));
        accepts(exact(1001.0), &json("1000"));
        early(999.0, "1000");
        early(999.999_999, "1000");
        accepts(exact(1000.000_001), &json("1000.000001"));
        early(1000.0, "1000.000001");
    }
}

#[test]
fn leeway_is_sixty_seconds_where_nothing_else_is_said() {
    accepts(at(1059.0), r#"{"exp":1000}"#);
    accepts(at(1059.999_999), r#"{"exp":1000}"#);
    refuses(at(1060.0), r#"{"exp":1000}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    for name in [ClaimName::NotBefore, ClaimName::IssuedAt] {
        let json = format!(r#"{{"{}":1000}}"#, name.as_str());
        accepts(at(940.0), &json);
        refuses(at(939.999_999), &json, name, ClaimReason::InFuture);
        refuses(at(939.0), &json, name, ClaimReason::InFuture);
    }
}

#[test]
fn leeway_is_settable() {
    for (leeway, last) in [(SECOND, 1000.999_999), (MICROSECOND, 1000.0), (Duration::from_millis(1500), 1001.499_999)] {
        accepts(at(last).leeway(leeway), r#"{"exp":1000}"#);
        let next = at(last + 0.000_001).leeway(leeway);
        refuses(next, r#"{"exp":1000}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    }
    accepts(at(f64::from(u32::MAX)).leeway(Duration::MAX), r#"{"exp":1,"nbf":1e18,"iat":1e18}"#);
}

#[test]
fn max_age_requires_iat_and_bounds_it() {
    let policy = |now| at(now).leeway(Duration::ZERO).max_age(Duration::from_secs(100));
    refuses(policy(1000.0), "{}", ClaimName::IssuedAt, ClaimReason::Missing);
    accepts(policy(1000.0), r#"{"iat":1000}"#);
    accepts(policy(1000.0), r#"{"iat":900}"#);
    accepts(policy(1000.0), r#"{"iat":900.000001}"#);
    refuses(policy(1000.0), r#"{"iat":899.999999}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
    refuses(policy(1000.0), r#"{"iat":899}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
    refuses(policy(1000.0), r#"{"iat":1001}"#, ClaimName::IssuedAt, ClaimReason::InFuture);
    let lenient = |now| at(now).max_age(Duration::from_secs(100));
    accepts(lenient(1000.0), r#"{"iat":840}"#);
    refuses(lenient(1000.0), r#"{"iat":839}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
    accepts(at(1000.0).max_age(Duration::MAX), r#"{"iat":-1e300}"#);
    let never = at(1000.0).leeway(Duration::ZERO).max_age(Duration::ZERO);
    accepts(never.clone(), r#"{"iat":1000}"#);
    refuses(never, r#"{"iat":999.999999}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
}

/// Above 2^53 a float cannot tell one second from the next, an integer can.
#[test]
fn whole_seconds_are_exact_beyond_the_floats() {
    let large = 9_007_199_254_740_993;
    let policy = |now| Validation::at(NumericDate::from_secs(now)).leeway(Duration::ZERO);
    accepts(policy(large - 1), r#"{"exp":9007199254740993}"#);
    refuses(policy(large), r#"{"exp":9007199254740993}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    accepts(policy(i64::MAX - 1), r#"{"exp":9223372036854775807}"#);
    refuses(policy(i64::MAX), r#"{"exp":9223372036854775807}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
}

/// Nothing overflows: every combination of clock, leeway, age and claims at the ends of their ranges has a verdict.
#[test]
fn extremes_never_panic() {
    let clocks = [
        NumericDate::MIN,
        NumericDate::from_secs(i64::MIN + 1),
        NumericDate::from_secs(-1),
        NumericDate::from_secs(0),
        NumericDate::from_secs(i64::MAX - 1),
        NumericDate::from_secs(i64::MAX),
        NumericDate::MAX,
    ];
    let durations = [
        Duration::ZERO,
        MICROSECOND,
        SECOND,
        Duration::from_secs(i64::MAX.unsigned_abs()),
        Duration::from_secs(u64::MAX),
        Duration::MAX,
    ];
    let times = [
        "-1e308",
        "-9223372036854775808",
        "-9223372036854775807",
        "-0.5",
        "0",
        "9223372036854775807",
        "9223372036854774784.0",
        "18446744073709551615",
        "1e308",
    ];
    for now in clocks {
        for leeway in durations {
            for age in durations {
                for time in times {
                    let policy = Validation::at(now).leeway(leeway).max_age(age);
                    let json = format!(r#"{{"exp":{time},"nbf":{time},"iat":{time}}}"#);
                    let verdict = crate::support::tokens::with_payload(json);
                    let verifier = jwt_codec::Verifier::new(crate::support::keys::hs256_verifying(), policy);
                    let _ = verifier.verify::<serde::de::IgnoredAny>(&verdict);
                }
            }
        }
    }
}

/// A token far in the past is never taken for one in time, whatever the arithmetic saturates to.
#[test]
fn saturation_does_not_accept() {
    let late = Validation::at(NumericDate::MAX).leeway(Duration::ZERO);
    refuses(late, r#"{"exp":1e308}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    let early = Validation::at(NumericDate::MIN).leeway(Duration::ZERO);
    refuses(early, r#"{"exp":1,"nbf":-1e18}"#, ClaimName::NotBefore, ClaimReason::InFuture);
}

#[test]
fn clock_is_asked_once_for_each_token() {
    let now = Arc::new(AtomicI64::new(1000));
    let asked = Arc::new(AtomicUsize::new(0));
    let policy = Validation::with_clock({
        let (now, asked) = (Arc::clone(&now), Arc::clone(&asked));
        move || {
            asked.fetch_add(1, Ordering::Relaxed);
            NumericDate::from_secs(now.load(Ordering::Relaxed))
        }
    });
    let verifier = jwt_codec::Verifier::new(crate::support::keys::hs256_verifying(), policy);
    let token = crate::support::tokens::with_payload(r#"{"exp":1100,"nbf":900,"iat":900}"#);
    assert!(verifier.verify::<serde::de::IgnoredAny>(&token).is_ok());
    now.store(2000, Ordering::Relaxed);
    assert!(verifier.verify::<serde::de::IgnoredAny>(&token).is_err());
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

/// Claims that have their own time check come in the order of the RFC: `exp`, `nbf`, `iat`.
#[test]
fn first_of_several_reasons() {
    let policy = || at(1000.0).leeway(Duration::ZERO).max_age(SECOND);
    refuses(policy(), r#"{"iat":2000,"nbf":2000,"exp":1}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    refuses(policy(), r#"{"iat":2000,"nbf":2000,"exp":2000}"#, ClaimName::NotBefore, ClaimReason::InFuture);
    refuses(policy(), r#"{"iat":2000,"nbf":1,"exp":2000}"#, ClaimName::IssuedAt, ClaimReason::InFuture);
}
