//! The crate's test-suite: one binary, a folder for each subject.
//!
//! | folder | holds the tests of |
//! |---|---|
//! | `token` | tokens as a whole: form, segments, base64url, allocations, properties |
//! | `header` | the JOSE header: its members, its JSON, `crit`, `typ`, the choice of a key by `kid` |
//! | `claims` | the claims set: JSON, types, registered claims, the policy's expectations |
//! | `times` | `exp`, `nbf`, `iat`, leeway, `NumericDate` |
//! | `keys` | keys from secrets, PEM, DER, JWK and numbers, and back |
//! | `sets` | JWK Sets and key sets |
//! | `signing` | what a `Signer` writes and refuses, remote signers |
//! | `errors` | the text of every error |
//! | `rfc` | the RFCs' examples, a file for each, and Wycheproof's |
//! | `profiles` | access tokens, ID tokens, logout tokens, DPoP and others, a file for each specification |
//! | `hostile` | hostile tokens, keys, secrets and signatures |
//! | `layers`, `registry` | the source: layers, lengths of files, where an algorithm is named |
//! | `examples_in_docs` | the source: public items without an example |
//! | `public_api` | the source: public items that `docs/public-api.txt` does not list |
//! | `support` | what several of them need: keys, tokens, verdicts |
//!
//! Tests with keys of every algorithm need all features that have one: `_every_algorithm` in `Cargo.toml`.

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

mod claims;
mod errors;
mod examples_in_docs;
mod header;
mod hostile;
mod keys;
mod layers;
#[cfg(feature = "profiles")]
mod profiles;
mod public_api;
mod registry;
mod rfc;
mod sets;
mod signing;
mod support;
mod times;
mod token;

/// A plain `cargo test` has the default features alone, and says so.
#[cfg(not(feature = "_every_algorithm"))]
#[test]
#[ignore = "left out: tests with keys of every algorithm. `cargo test --workspace --all-features` runs them"]
const fn keys_of_every_algorithm() {}
