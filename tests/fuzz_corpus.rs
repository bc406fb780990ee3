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
    replay("compact", compact::property);
}

#[test]
fn headers() {
    replay("header", header::property);
}

#[test]
fn json_serializations() {
    replay("json_form", json_form::property);
}

#[test]
fn payloads() {
    replay("payload", payload::property);
}

#[test]
fn keys() {
    replay("pem", pem::property);
}

#[test]
fn round_trips() {
    replay("round_trip", round_trip::property);
}

#[test]
fn known_headers() {
    replay("known_header", known_header::property);
}

#[test]
fn claims_in_each_type() {
    replay("claim_types", claim_types::property);
}

#[test]
fn claims_in_two_passes() {
    replay("two_pass", two_pass::property);
}

#[test]
fn jwks() {
    replay("jwk", jwk::property);
}

#[test]
fn jwk_sets() {
    replay("jwk_set", jwk_set::property);
}

#[test]
fn ecdsa_signatures() {
    replay("ecdsa", ecdsa::property);
}

#[test]
fn ed25519_signatures() {
    replay("ed25519", ed25519::property);
}

#[test]
fn rsa_powers_and_signatures() {
    replay("rsa_signatures", rsa_signatures::property);
}

#[track_caller]
fn replay(target: &str, property: fn(&[u8])) {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs: Vec<PathBuf> =
        fs::read_dir(corpus).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    inputs.sort();
    assert!(inputs.len() >= 10, "the corpus is smaller than it was");
    property(b"");
    for input in inputs {
        let data = fs::read(&input).expect("an input");
        // The input's name is what leads to the case.
        let replayed = catch_unwind(AssertUnwindSafe(|| property(&data)));
        assert!(replayed.is_ok(), "{target}: {}", input.display());
    }
}
