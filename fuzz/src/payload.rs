//! Any bytes, signed as a payload: accepted exactly if `serde_json` reads them as an object, no object in it has two members of the same name,
//! or one whose name is `serde_json`'s own, and registered claims are of their types. What is read is what `serde_json` reads, in any type, except for floats.
//!
//! Floats: ours are the nearest to the text, as `str::parse` gives it. Those of `serde_json` are so only with its feature `float_roundtrip`;
//! without it they may be off in the last bits, and near the greatest float it may call a number out of range that is not, or the other way
//! round. So a float is held against `str::parse`, and not against `serde_json`.

use std::sync::LazyLock;
use std::time::Duration;

use jwt_codec::jws::{self, Header};
use jwt_codec::jwt::NumericDate;
use jwt_codec::{
    Algorithm, ClaimReason, Defect, Hs256, Part, SigningKey, Validation, Verifier, VerifyError, VerifyingKey,
};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::tree::{Tree, number_texts};

static KEYS: LazyLock<(SigningKey<Hs256>, Verifier<VerifyingKey<Hs256>>)> = LazyLock::new(|| {
    let key = SigningKey::from_secret(b"the secret of the fuzz target payload").expect("a secret");
    // A policy that accepts whatever claims say: the leeway makes every time a good one.
    let validation = Validation::at(NumericDate::from_secs(0))
        .leeway(Duration::MAX)
        .max_token_len(usize::MAX)
        .allow_missing_expiration_time()
        .any_audience();
    let verifier = Verifier::new(key.verifying_key(), validation);
    (key, verifier)
});

pub fn property(data: &[u8]) {
    let (key, verifier) = &*KEYS;
    let token = jws::sign(&Header::new(Algorithm::HS256), data, key).expect("a token");

    let ours = verifier.verify::<Tree>(&token);
    let value = verifier.verify::<Value>(&token);
    // What is accepted does not depend on the type that is asked for, but for text that is none: nobody reads it, nobody refuses it.
    let ignored = verifier.verify::<IgnoredAny>(&token);
    if !matches!(ours, Err(VerifyError::Malformed(Part::Payload, Defect::LoneSurrogate))) {
        assert_eq!(ours.as_ref().err(), ignored.as_ref().err());
    }
    assert_eq!(ours.as_ref().err(), value.as_ref().err());
    if let (Ok(ours), Ok(value)) = (&ours, &value) {
        assert_eq!(ours.to_value(), *value);
        check_floats(ours, data);
    }

    match (ours, serde_json::from_slice::<Tree>(data)) {
        (Ok(ours), Ok(theirs)) => {
            assert!(ours.equals_but_for_floats(&theirs), "{ours:?}: {theirs:?}");
            assert!(acceptable(&theirs), "accepted {theirs:?}");
        }
        (Ok(_), Err(error)) => {
            let greatest = |text: &&str| text.parse::<f64>().is_ok_and(|float| float.abs() > 1e308);
            assert!(number_texts(data).iter().any(greatest), "accepted: {error}");
        }
        (Err(VerifyError::Malformed(Part::Payload, Defect::NumberRange)), Ok(_)) => {
            let infinite = |text: &&str| text.parse::<f64>().is_ok_and(f64::is_infinite);
            assert!(number_texts(data).iter().any(infinite));
        }
        (Err(refused), Ok(theirs)) => {
            assert!(!acceptable(&theirs), "{refused}: {theirs:?}");
            let reasons = matches!(
                refused,
                VerifyError::Malformed(
                    Part::Payload,
                    Defect::DuplicateName | Defect::ReservedName | Defect::NotAnObject
                ) | VerifyError::Claim { reason: ClaimReason::WrongType | ClaimReason::Null, .. }
            );
            assert!(reasons, "{refused}: {theirs:?}");
        }
        (Err(_), Err(_)) => {}
    }
}

/// Every float is the one that is nearest to its text.
fn check_floats(ours: &Tree, json: &[u8]) {
    let texts = number_texts(json);
    let numbers = ours.numbers();
    assert_eq!(texts.len(), numbers.len());
    for (text, number) in texts.into_iter().zip(numbers) {
        match number {
            Tree::Float(float) => {
                let nearest: f64 = text.parse().expect("a number");
                assert_eq!(float.to_bits(), nearest.to_bits(), "{text}");
            }
            Tree::Positive(integer) => assert_eq!(integer.to_string(), text),
            Tree::Negative(integer) => assert_eq!(integer.to_string(), text),
            _ => unreachable!("no number"),
        }
    }
}

fn acceptable(claims: &Tree) -> bool {
    let is = |name: &str, right: fn(&Tree) -> bool| claims.member(name).is_none_or(right);
    let is_text = |value: &Tree| matches!(value, Tree::Text(_));
    let is_audience = |value: &Tree| match value {
        Tree::Text(_) => true,
        Tree::Array(names) => names.iter().all(|name| matches!(name, Tree::Text(_))),
        _ => false,
    };
    matches!(claims, Tree::Object(_))
        && !claims.has_duplicates()
        && !claims.has_reserved_names()
        && ["iss", "sub", "jti"].into_iter().all(|name| is(name, is_text))
        && ["exp", "nbf", "iat"].into_iter().all(|name| is(name, Tree::is_number))
        && is("aud", is_audience)
}
