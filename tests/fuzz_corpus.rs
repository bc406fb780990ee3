//! The properties of the fuzz targets, on the corpus that is checked in: what a fuzzer has found once stays found, on stable too.
#![cfg(all(
    feature = "std",
    feature = "hmac",
    feature = "rsa",
    feature = "es256",
    feature = "es384",
    feature = "eddsa",
    feature = "jwk",
    feature = "pem"
))]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    clippy::many_single_char_names,
    clippy::struct_excessive_bools,
    clippy::type_complexity,
    missing_docs,
    unreachable_pub,
    reason = "a test says by panicking what is wrong, what is public is so in the fuzz crate, and a policy is many bools"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

#[path = "../fuzz/src/lib.rs"]
mod properties;

use properties::{
    claim_types, compact, ecdsa, ed25519, header, json_form, jwk, jwk_set, known_header, payload, pem, round_trip,
    rsa_signatures, two_pass,
};

#[test]
fn compact_tokens() {
    replay("compact", 56, compact::property);
}

#[test]
fn headers() {
    replay("header", 61, header::property);
}

#[test]
fn json_serializations() {
    replay_with_accepted("json_form", 51, 15, json_form::property);
}

#[test]
fn payloads() {
    replay("payload", 63, payload::property);
}

#[test]
fn keys() {
    // Twelve of them are RSA private keys.
    let accepted = if cfg!(feature = "rsa-signing") { 39 } else { 27 };
    replay_with_accepted("pem", 114, accepted, pem::property);
}

#[test]
fn round_trips() {
    replay("round_trip", 54, round_trip::property);
}

#[test]
fn known_headers() {
    replay("known_header", 79, known_header::property);
}

#[test]
fn claims_in_each_type() {
    replay_with_accepted("claim_types", 91, 25, claim_types::property);
}

#[test]
fn claims_in_two_passes() {
    replay("two_pass", 77, two_pass::property);
}

#[test]
fn jwks() {
    replay_with_accepted("jwk", 71, 37, jwk::property);
}

#[test]
fn jwk_sets() {
    replay_with_accepted("jwk_set", 58, 19, jwk_set::property);
}

#[test]
fn ecdsa_signatures() {
    replay("ecdsa", 46, ecdsa::property);
}

#[test]
fn ed25519_signatures() {
    replay("ed25519", 78, ed25519::property);
}

#[test]
fn rsa_powers_and_signatures() {
    replay("rsa_signatures", 102, rsa_signatures::property);
}

#[test]
fn every_target_is_replayed() {
    let own = include_str!("fuzz_corpus.rs");
    for target in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/fuzz_targets")).expect("targets") {
        let path = target.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let is_replayed =
            ["replay", "replay_with_accepted"].iter().any(|replay| own.contains(&format!(" {replay}(\"{name}\"")));
        assert!(is_replayed, "{name}");
    }
}

#[track_caller]
fn replay(target: &str, at_least: usize, property: fn(&[u8])) {
    outcomes(target, at_least, property);
}

/// For a property that also holds if the library accepts nothing: at least `accepted` inputs must be accepted.
#[track_caller]
fn replay_with_accepted(target: &str, at_least: usize, accepted: usize, property: fn(&[u8]) -> bool) {
    let found = outcomes(target, at_least, property).into_iter().filter(|is_accepted| *is_accepted).count();
    assert!(found >= accepted, "{target}: fewer inputs are accepted than before: {found}");
}

/// What the property returns for each input.
#[track_caller]
fn outcomes<T>(target: &str, at_least: usize, property: fn(&[u8]) -> T) -> Vec<T> {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs: Vec<PathBuf> =
        fs::read_dir(corpus).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    inputs.sort();
    assert!(inputs.len() >= at_least, "{target}: the corpus is smaller than it was: {}", inputs.len());
    property(b"");
    let replay = |input: PathBuf| {
        let data = fs::read(&input).expect("an input");
        // The input's name is what leads to the case.
        let replayed = catch_unwind(AssertUnwindSafe(|| property(&data)));
        replayed.unwrap_or_else(|_| panic!("{target}: {}", input.display()))
    };
    inputs.into_iter().map(replay).collect()
}
