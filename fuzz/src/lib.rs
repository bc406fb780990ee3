//! What must hold for any bytes: one property a file, each of them the body of the fuzz target of the same name.
//!
//! `tests/fuzz_corpus.rs` of the crate includes this file too and runs the properties on the corpus, without a fuzzer and on stable. That
//! is why nothing here needs `arbitrary`, which is no dependency of the crate: [`bytes`] makes structured values of bytes.

pub mod bytes;
pub mod compact;
pub mod header;
pub mod json_form;
pub mod payload;
pub mod pem;
pub mod round_trip;
pub mod tree;
