//! What the hot path needs and no crate gives. Private, and for public values only.

#![allow(
    clippy::many_single_char_names,
    clippy::similar_names,
    reason = "the names are those of the formulas"
)]
#![allow(
    clippy::inline_always,
    clippy::range_plus_one,
    reason = "kernels whose callers must see through them; bounds as the formulas write them"
)]

#[cfg(feature = "rsa")]
pub(crate) mod montgomery;
#[cfg(feature = "es256")]
pub(crate) mod p256;
