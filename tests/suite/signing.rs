//! Signing: what a `Signer` writes and refuses, and keys that the process does not hold.

mod json;
#[cfg(feature = "_every_algorithm")]
mod remote;
mod signer;
