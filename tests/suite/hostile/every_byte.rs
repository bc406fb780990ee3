//! A token of each algorithm with one byte changed, inserted or removed: none is accepted.

use jwt_codec::{Algorithm, Sign, Verifier, Verify, jwa};
use serde::de::IgnoredAny;

use crate::support::openssl::{Folder, recorded_pairs};
use crate::support::verdict::lenient;
use crate::support::{base64url, keys, tokens};

/// A key of each algorithm. The keys that `openssl` made are one for each family.
fn key_pair(algorithm: Algorithm) -> (Box<dyn Sign>, Box<dyn Verify>) {
    if algorithm.is_symmetric() {
        let signing = jwa::signing_key_from_secret(algorithm, &keys::SECRET).unwrap();
        return (signing, jwa::verifying_key_from_secret(algorithm, &keys::SECRET).unwrap());
    }
    let folder = Folder::recorded();
    let fitting = recorded_pairs().find_map(|(name, ..)| {
        let signing = jwa::signing_key_from_der(algorithm, &folder.bytes(&format!("{name}-pkcs8.der"))).ok()?;
        Some((signing, jwa::verifying_key_from_der(algorithm, &folder.bytes(&format!("{name}-spki.der"))).ok()?))
    });
    fitting.unwrap_or_else(|| panic!("{algorithm}: no key"))
}

/// A token, and what accepts it.
fn token_and_verifier(algorithm: Algorithm) -> (String, Verifier<Box<dyn Verify>>) {
    let (signing, verifying) = key_pair(algorithm);
    let header = base64url::encode(format!(r#"{{"alg":"{algorithm}"}}"#));
    let token = tokens::signed_by(&signing, &header, &base64url::encode(r#"{"a":1}"#));
    (token, Verifier::new(verifying, lenient()))
}

/// A token of each algorithm, changed at each place: without the byte there, with each of `others` instead of it, and
/// with each of them before it. None is accepted.
#[track_caller]
fn none_is_accepted(others: impl Fn(u8) -> Vec<char>) {
    for &algorithm in Algorithm::ALL {
        let (token, verifier) = token_and_verifier(algorithm);
        let is_accepted = |token: &str| verifier.verify::<IgnoredAny>(token).is_ok();
        assert!(is_accepted(&token), "{algorithm}");
        for other in others(b'A') {
            assert!(!is_accepted(&format!("{token}{other}")), "{algorithm}: {other:?} at the end");
        }
        // The signatures of ML-DSA are long: every 16th place of those.
        let signature = token.rfind('.').unwrap();
        let step = |place: usize| token.len() < 2_000 || place < signature || (place - signature).is_multiple_of(16);
        for place in (0..token.len()).filter(|place| step(*place)) {
            let (front, rest) = token.split_at(place);
            let behind = &rest[1..];
            assert!(!is_accepted(&format!("{front}{behind}")), "{algorithm}: without byte {place}");
            for other in others(rest.as_bytes()[0]) {
                assert!(!is_accepted(&format!("{front}{other}{rest}")), "{algorithm}: {other:?} before byte {place}");
                assert!(!is_accepted(&format!("{front}{other}{behind}")), "{algorithm}: {other:?} at {place}");
            }
        }
    }
}

#[test]
fn no_token_with_a_changed_bit_is_accepted() {
    none_is_accepted(|byte| (0..8).map(|bit| char::from(byte ^ 1 << bit)).collect());
}

/// The last character of a segment has bits to spare. No other than the right one is accepted there.
#[test]
fn no_token_with_another_last_character_is_accepted() {
    for &algorithm in Algorithm::ALL {
        let (token, verifier) = token_and_verifier(algorithm);
        let ends = token.match_indices('.').map(|(dot, _)| dot - 1).chain([token.len() - 1]);
        for place in ends {
            let others = base64url::alphabet().chain(['=', '+', '/', '.', ' ', '\0', 'é']);
            for other in others.filter(|other| *other != char::from(token.as_bytes()[place])) {
                let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
                assert!(verifier.verify::<IgnoredAny>(&changed).is_err(), "{algorithm}: {other:?} at {place}");
            }
        }
    }
}

#[test]
#[ignore = "seconds: cargo test --release --all-features --test suite every_byte -- --ignored"]
fn no_token_with_a_changed_byte_is_accepted() {
    none_is_accepted(|byte| (0..=u8::MAX).filter(|other| *other != byte).map(char::from).collect());
}
