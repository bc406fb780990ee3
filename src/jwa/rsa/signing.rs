//! RSA signing, through the `rsa` crate: blinded, since its private-key operation is not constant-time (RUSTSEC-2023-0071).

use ::rsa::traits::PublicKeyParts;
use ::rsa::{
    BoxedUint,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey},
};
use alloc::string::ToString;
use alloc::vec::Vec;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use zeroize::Zeroizing;

use super::super::der::{pkcs8, private_key};
use super::super::key::{PrivateKeyDer, SignPrepared, VerifyPrepared};
use super::{RsaAlgorithm, RsaPublicKey, SignatureScheme};
use crate::error::{KeyError, SignError};
use crate::jwa::{SigningAlgorithm, SigningKey};

/// RFC 7518 section 3.3: 2048 bits or larger.
const GENERATED_BITS: usize = 2048;

impl<A: RsaAlgorithm + SigningAlgorithm<SigningKey = RsaPrivateKey<A::Scheme>>> SigningKey<A> {
    /// Makes a private key from its modulus, exponents and prime factors (RFC 7518 section 6.3.2), all big-endian.
    ///
    /// # Errors
    ///
    /// As [`VerifyingKey::from_components`](crate::VerifyingKey::from_components); also if the numbers do not belong together.
    #[expect(
        clippy::many_single_char_names,
        reason = "the names of RFC 7518 section 6.3"
    )]
    pub fn from_components(
        n: &[u8],
        e: &[u8],
        d: &[u8],
        p: &[u8],
        q: &[u8],
    ) -> Result<Self, KeyError> {
        let [n, e, d, p, q] = [n, e, d, p, q].map(BoxedUint::from_be_slice_vartime);
        let key = ::rsa::RsaPrivateKey::from_components(n, e, d, alloc::vec![p, q]);
        RsaPrivateKey::checked(
            key.map_err(|_| KeyError::Malformed("private key: numbers do not belong together"))?,
        )
        .map(SigningKey)
    }

    /// Makes a new key with a modulus of that many bits, and the exponent 65537. It takes seconds.
    ///
    /// # Errors
    ///
    /// [`KeyError::ModulusLength`] for a modulus outside of 2048 to 8192 bits.
    ///
    /// # Panics
    ///
    /// If the system gives no randomness half way.
    pub fn generate_with_modulus(bits: usize) -> Result<Self, KeyError> {
        RsaPrivateKey::generate_with_modulus(bits).map(SigningKey)
    }
}

#[doc(hidden)]
#[expect(
    missing_debug_implementations,
    reason = "never shown: the key types have a `Debug`"
)]
pub struct RsaPrivateKey<S: SignatureScheme> {
    private: S::SigningKey,
    public: RsaPublicKey<S>,
}

impl<S: SignatureScheme> RsaPrivateKey<S> {
    /// The checks that verifying keys pass hold for signing keys too.
    fn checked(private: ::rsa::RsaPrivateKey) -> Result<Self, KeyError> {
        let [n, e] = [private.n_bytes(), private.e_bytes()];
        Ok(Self {
            public: RsaPublicKey::from_components(&n, &e)?,
            private: S::signing_key(private),
        })
    }

    fn generate_with_modulus(bits: usize) -> Result<Self, KeyError> {
        if !(2048..=8192).contains(&bits) {
            return Err(KeyError::ModulusLength { found: bits });
        }
        getrandom::fill(&mut [0; 1]).map_err(|_| KeyError::Randomness)?;
        Self::checked(
            ::rsa::RsaPrivateKey::new(&mut UnwrapErr(SysRng), bits)
                .map_err(|_| KeyError::Randomness)?,
        )
    }
}

impl<S: SignatureScheme> PrivateKeyDer for RsaPrivateKey<S> {
    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let pkcs1 = private_key(der, "RSA")?.key;
        let key = ::rsa::RsaPrivateKey::from_pkcs1_der(pkcs1);
        Self::checked(key.map_err(|_| {
            KeyError::Malformed("pkcs#1: not as rfc 8017 has it, or numbers do not belong together")
        })?)
    }

    fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        // A key that was made or read has all that PKCS#1 wants.
        let pkcs1 = self.private.as_ref().to_pkcs1_der();
        pkcs1.map_or_else(
            |_| Zeroizing::default(),
            |pkcs1| pkcs8("RSA", pkcs1.as_bytes()),
        )
    }
}

impl<S: SignatureScheme> SignPrepared for RsaPrivateKey<S> {
    type VerifyingKey = RsaPublicKey<S>;

    fn signature_len(&self) -> usize {
        self.public.signature_len()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let made =
            S::sign(&self.private, message).map_err(|error| SignError::Key(error.to_string()))?;
        signature.copy_from_slice(&made);
        Ok(())
    }

    fn verifying_key(&self) -> RsaPublicKey<S> {
        self.public.clone()
    }

    fn generate() -> Result<Self, KeyError> {
        Self::generate_with_modulus(GENERATED_BITS)
    }
}
