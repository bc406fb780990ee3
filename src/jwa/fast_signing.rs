//! Fast signing: the crate `graviola`, for the keys and CPUs that it supports.
//!
//! A private key keeps the value of its portable crate, which parses, checks and exports it. If the CPU has the
//! instructions that `graviola` needs, and `graviola` accepts the key, the key also gets a [`FastSigner`] and signs with
//! it. This is decided once, when the key is created. Without the feature `graviola`, no key gets one.

#[cfg(all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod by_graviola;

#[cfg(all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) use by_graviola::FastSigner;
#[cfg(not(all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub(super) use none::FastSigner;

/// The twin for builds without `graviola`.
#[cfg(not(all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod none {
    use crate::error::SignError;

    /// It has no values.
    pub(in crate::jwa) enum FastSigner {}

    impl FastSigner {
        #[cfg(feature = "_ecdsa")]
        pub(in crate::jwa) const fn ecdsa(_: crate::jwa::KeyFamily, _: &[u8]) -> Option<Self> {
            None
        }

        #[cfg(feature = "eddsa")]
        pub(in crate::jwa) const fn ed25519(_: &[u8; 32]) -> Option<Self> {
            None
        }

        #[cfg(feature = "rsa-signing")]
        pub(in crate::jwa) const fn rsa(_: crate::jwa::Algorithm, _: &::rsa::PrivateKey) -> Option<Self> {
            None
        }

        pub(in crate::jwa) const fn sign(&self, _: &[u8], _: &mut [u8]) -> Result<(), SignError> {
            match *self {}
        }
    }
}
