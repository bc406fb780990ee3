//! What must hold for any bytes: one property a file, each of them the body of the fuzz target of the same name.
//!
//! `tests/fuzz_corpus.rs` of the crate includes this file too and runs the properties on the corpus, without a fuzzer and on stable. That
//! is why nothing here needs `arbitrary`, which is no dependency of the crate: [`bytes`] and [`numbers`] make structured values of bytes.

pub mod bytes;
pub mod claim_types;
pub mod compact;
pub mod ecdsa;
pub mod ed25519;
pub mod header;
pub mod json_form;
pub mod jwk;
pub mod jwk_set;
pub mod known_header;
pub mod numbers;
pub mod payload;
pub mod pem;
pub mod policy;
pub mod round_trip;
pub mod rsa_signatures;
pub mod tree;
pub mod two_pass;
