//! The crate's test-suite: one binary, files named by RFC or subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests: a panic is how they fail"
)]
#![allow(
    clippy::items_after_statements,
    clippy::missing_const_for_fn,
    clippy::unnecessary_wraps,
    clippy::zero_sized_map_values,
    reason = "types stand next to the one test that they are for, and serde dictates some signatures"
)]
#![allow(
    clippy::inconsistent_digit_grouping,
    clippy::excessive_precision,
    clippy::unreadable_literal,
    clippy::many_single_char_names,
    clippy::similar_names,
    clippy::format_collect,
    reason = "the names of RFC 7518, times in seconds, numbers as a token may spell them"
)]

mod acceptance_claims;
#[cfg(feature = "eddsa")]
mod acceptance_der;
mod acceptance_expectations;
mod acceptance_header;
mod acceptance_header_text;
mod acceptance_header_use;
mod acceptance_key_files;
mod acceptance_keys;
mod acceptance_loosened;
mod acceptance_payload;
mod acceptance_pem;
#[cfg(feature = "eddsa")]
mod acceptance_rsa_keys;
mod acceptance_times;
mod acceptance_token;
mod algorithm_names;
mod allocations;
mod claims_enums;
mod claims_flatten;
mod claims_hidden;
mod claims_types;
mod decode_unverified;
mod errors;
mod errors_of_keys;
mod errors_of_types;
mod hostile_keys;
mod hostile_secrets;
mod hostile_signatures;
mod hostile_tokens;
#[cfg(feature = "jwk")]
mod jwk;
#[cfg(feature = "jwk")]
mod jwk_producers;
#[cfg(feature = "jwk")]
mod key_sets;
#[cfg(all(feature = "jwk", not(feature = "es512")))]
mod key_sets_of_other_builds;
mod layers;
mod numbers;
mod properties;
mod public_keys;
mod registry;
mod regressions;
mod rfc7515;
mod rfc7519;
#[cfg(feature = "jwk")]
mod rfc7797;
#[cfg(all(feature = "jwk", feature = "eddsa"))]
mod rfc8037;
#[cfg(feature = "eddsa")]
mod rfc8410;
mod signed_json;
mod signing;
mod skipped_json;
mod support;
mod system_time;
mod wrong_order;

/// What needs keys of every algorithm.
#[cfg(all(
    feature = "jwk",
    feature = "es384",
    feature = "es512",
    feature = "es256k",
    feature = "eddsa",
    feature = "rsa-signing"
))]
mod every_algorithm;
