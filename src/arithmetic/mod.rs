//! What the hot path needs and no crate gives. Private, and for public values only.

#![allow(clippy::many_single_char_names, clippy::similar_names, reason = "the names are those of the formulas")]
#![allow(
    clippy::inline_always,
    clippy::manual_midpoint,
    clippy::needless_bitwise_bool,
    clippy::struct_field_names,
    clippy::use_self,
    clippy::range_plus_one,
    reason = "kernels whose callers must see through them; bounds as the formulas write them"
)]
#![allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::missing_const_for_fn,
    reason = "words of one size: a cast takes the low half or the bits; sizes are fixed when a key is made"
)]

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
#[allow(unsafe_code, reason = "intrinsics; each block states why it is sound")]
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices and sums are bounded by sizes that are fixed when the key is made"
)]
mod ifma;
#[cfg(feature = "rsa")]
pub(crate) mod montgomery;
#[cfg(feature = "es256")]
pub(crate) mod p256;
