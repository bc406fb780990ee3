//! The crate's test-suite: one binary, files named by RFC or subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests: a panic is how they fail"
)]

mod acceptance_claims;
mod acceptance_header;
mod acceptance_keys;
mod acceptance_payload;
mod acceptance_times;
mod acceptance_token;
mod allocations;
mod claims_enums;
mod claims_hidden;
mod claims_types;
mod errors;
mod hostile_keys;
mod hostile_signatures;
mod layers;
mod numbers;
mod properties;
mod rfc7515;
mod rfc7519;
mod signing;
mod support;
