//! Headers, which are parsed each time since none is remembered, and the time, which the caller passes.

use std::time::Duration;

use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, ClaimReason, Claims, Defect, Signer, Validation, Verifier, VerifyError};
use serde::de::IgnoredAny;

use crate::support::verdict::{claim, header};
use crate::support::{keys, tokens};

const EXPIRED: VerifyError = claim(ClaimName::ExpirationTime, ClaimReason::Expired);

fn at(seconds: i64) -> Validation {
    Validation::at(NumericDate::from_secs(seconds))
}

/// One verifier, and tokens of one header: the verdict on one says nothing about the next.
#[test]
fn same_header_is_read_each_time() {
    const HEADER: &str = r#"{"alg":"HS256","kid":"1","x":[1]}"#;
    let verifier = Verifier::new(keys::hs256_verifying(), at(tokens::NOW));
    let good = tokens::with_header(HEADER);
    let expired = tokens::signed(HEADER, r#"{"exp":1}"#);
    let (input, _) = good.rsplit_once('.').unwrap();
    let unsigned = format!("{input}.{}", "A".repeat(43));
    for _ in 0..3 {
        assert_eq!(verifier.verify::<IgnoredAny>(&expired).map(|_| ()), Err(EXPIRED));
        assert_eq!(verifier.verify::<IgnoredAny>(&unsigned).map(|_| ()), Err(VerifyError::InvalidSignature));
        let (read, _) = verifier.verify_with_header::<IgnoredAny>(&good).unwrap();
        assert_eq!((read.key_id(), read.parameter("x")), (Some("1"), Ok(Some([1]))));
    }
}

/// What is wrong with the header of a rejected token is wrong with it the next time, and behind an accepted one.
#[test]
fn header_of_a_rejected_token_is_rejected_again() {
    let verifier = Verifier::new(keys::hs256_verifying(), at(tokens::NOW));
    for (json, expected) in [
        (r#"{"alg":"HS256","alg":"HS256"}"#, header(Defect::DuplicateName)),
        (r#"{"alg":"HS256","crit":["x"],"x":1}"#, VerifyError::UnsupportedCritical),
        (r#"{"alg":"HS384"}"#, VerifyError::AlgorithmMismatch),
    ] {
        for _ in 0..2 {
            let verdict = verifier.verify::<IgnoredAny>(&tokens::with_header(json)).map(|_| ());
            assert_eq!(verdict, Err(expected.clone()), "{json}");
            assert!(verifier.verify::<IgnoredAny>(&tokens::with_header(tokens::HEADER)).is_ok());
        }
    }
}

#[test]
fn clock_is_passed_by_the_caller() {
    let claims = Claims::new(())
        .issued_at(NumericDate::from_secs(1_000))
        .not_before(NumericDate::from_secs(1_000))
        .expires_at(NumericDate::from_secs(2_000));
    let token = Signer::new(keys::hs256()).sign(&claims).unwrap();
    let verdict = |policy: Validation| {
        let verifier = Verifier::new(keys::hs256_verifying(), policy);
        verifier.verify::<Claims<()>>(&token).map(|read| assert_eq!(read, claims))
    };
    let early = Err(claim(ClaimName::NotBefore, ClaimReason::InFuture));
    // The leeway is a minute, or none.
    for (seconds, expected) in [(939, early.clone()), (940, Ok(())), (2_059, Ok(())), (2_060, Err(EXPIRED))] {
        assert_eq!(verdict(at(seconds)), expected, "{seconds}");
    }
    for (seconds, expected) in [(999, early), (1_000, Ok(())), (1_999, Ok(())), (2_000, Err(EXPIRED))] {
        assert_eq!(verdict(at(seconds).leeway(Duration::ZERO)), expected, "{seconds}");
    }
}

/// A clock that runs is a function.
#[test]
fn clock_is_asked_each_time() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    let now = Arc::new(AtomicI64::new(tokens::NOW));
    let read = Arc::clone(&now);
    let policy = Validation::with_clock(move || NumericDate::from_secs(read.load(Ordering::Relaxed)));
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    let token = tokens::with_payload(tokens::CLAIMS);
    assert!(verifier.verify::<IgnoredAny>(&token).is_ok());
    now.fetch_add(3_600, Ordering::Relaxed);
    assert_eq!(verifier.verify::<IgnoredAny>(&token).map(|_| ()), Err(EXPIRED));
    now.fetch_sub(3_600, Ordering::Relaxed);
    assert!(verifier.verify::<IgnoredAny>(&token).is_ok());
}
