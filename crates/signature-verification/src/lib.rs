//! Verification of signatures over public values: RSA, ECDSA with P-256, P-384 and P-521, and Ed25519.
//!
//! A public key is prepared once, with tables or Montgomery values, and then verifies many signatures. For one key, the
//! work does not depend on the signature: every well-formed one, right or wrong, takes the same instructions up to the
//! verdict. Only an ECDSA signature can take longer, if the key's owner crafts it or the hash is 0 modulo the order (see
//! the module `ecdsa`).
//!
//! ```
//! # #[cfg(feature = "p256")] {
//! use signature_verification::ecdsa::{PublicKey, Table};
//!
//! // Not a point of the curve.
//! assert!(PublicKey::new(Table::P256, &[1; 32], &[1; 32]).is_none());
//! # }
//! ```
//!
//! # Public values only
//!
//! Never give these functions a secret. The work depends on the key, and table look-ups depend on the signature. There is
//! no signing, no key generation, and no reading of encoded keys. Hashing is the caller's.
//!
//! # Features
//!
//! None is on by default. The crate is `no_std` with `alloc`; `simd` needs `std`.
//!
//! | feature | adds |
//! |---|---|
//! | `rsa` | the module `rsa`: moduli of 512 to 8192 bits |
//! | `p256`, `p384`, `p521` | the module `ecdsa`, with these curves |
//! | `ed25519` | the module `ed25519` |
//! | `simd` | wide registers (AVX-512 IFMA) for RSA, on CPUs that have them; the only `unsafe`, in one file |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![cfg_attr(not(feature = "simd"), forbid(unsafe_code))]
#![cfg_attr(feature = "simd", deny(unsafe_code))]
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
#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices and sums are bounded by sizes that are fixed, never by what is verified; dev builds check them"
)]

#[cfg(any(feature = "_words", feature = "rsa"))]
extern crate alloc;
#[cfg(any(test, feature = "simd"))]
extern crate std;

#[cfg(feature = "_words")]
mod carry;
#[cfg(feature = "_words")]
mod digits;
#[cfg(feature = "_words")]
mod divsteps;
#[cfg(feature = "_ecdsa")]
pub mod ecdsa;
#[cfg(feature = "ed25519")]
pub mod ed25519;
#[cfg(feature = "_words")]
#[cfg_attr(not(feature = "_ecdsa"), allow(dead_code, reason = "the curves of ECDSA need more"))]
mod limbs;
#[cfg(feature = "_words")]
#[cfg_attr(not(feature = "_ecdsa"), allow(dead_code, reason = "the curves of ECDSA need more"))]
mod residue;
#[cfg(feature = "rsa")]
pub mod rsa;

#[cfg(all(doctest, feature = "p256"))]
#[doc = include_str!("../README.md")]
struct Readme;
