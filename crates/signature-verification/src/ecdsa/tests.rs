//! One suite for every curve, against the crates of RustCrypto, `num-bigint` and, for the fields, `fiat-crypto`.

#![allow(clippy::duplicate_mod, reason = "the suite is a module of each curve")]

mod fiat;

#[cfg(feature = "p256")]
mod p256;
#[cfg(feature = "p384")]
mod p384;
#[cfg(feature = "p521")]
mod p521;
