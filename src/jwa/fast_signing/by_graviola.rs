//! The signers of the crate `graviola`.

#[cfg(all(test, feature = "_every_algorithm"))]
mod tests;

use alloc::boxed::Box;
use alloc::string::ToString;

#[cfg(feature = "rsa-signing")]
use ::rsa::pkcs1::EncodeRsaPrivateKey;
#[cfg(feature = "rsa-signing")]
use ::rsa::pkcs1::der::SecretDocument;
#[cfg(feature = "rsa-signing")]
use ::rsa::traits::{PrivateKeyParts, PublicKeyParts};
#[cfg(feature = "_ecdsa")]
use graviola::hashing::{Sha256, Sha384};
#[cfg(feature = "_ecdsa")]
use graviola::key_agreement::{p256, p384};
#[cfg(feature = "_ecdsa")]
use graviola::signing::ecdsa::{self, P256, P384};
#[cfg(feature = "eddsa")]
use graviola::signing::eddsa::Ed25519SigningKey;
#[cfg(feature = "rsa-signing")]
use graviola::signing::rsa;
use zeroize::Zeroize;

use crate::error::SignError;
#[cfg(feature = "rsa-signing")]
use crate::jwa::Algorithm;
#[cfg(feature = "_ecdsa")]
use crate::jwa::KeyFamily;

/// The moduli that `graviola` generates and tests. Its code relies on whole machine words, so others are left to `rsa`.
#[cfg(feature = "rsa-signing")]
const MODULUS_BITS: [u32; 5] = [2048, 3072, 4096, 6144, 8192];

/// A private key that `graviola` signs with. It is wiped on drop, by `graviola`.
///
/// A value means that the CPU has been checked: `graviola` panics if an instruction is missing.
pub(in crate::jwa) struct FastSigner(Key);

/// Each key has a block of its own size. In a block for all of them, the bytes that a shorter key does not use would come
/// from the stack, with parts of secrets that nobody wipes.
enum Key {
    #[cfg(feature = "_ecdsa")]
    P256(Box<ecdsa::SigningKey<P256>>),
    #[cfg(feature = "_ecdsa")]
    P384(Box<ecdsa::SigningKey<P384>>),
    #[cfg(feature = "eddsa")]
    Ed25519(Box<Ed25519SigningKey>),
    #[cfg(feature = "rsa-signing")]
    Rsa(Box<(rsa::SigningKey, SignRsa)>),
}

/// A method of `graviola` that signs a message with one scheme and hash.
#[cfg(feature = "rsa-signing")]
type SignRsa = for<'a> fn(&rsa::SigningKey, &'a mut [u8], &[u8]) -> Result<&'a [u8], graviola::Error>;

impl FastSigner {
    /// From the scalar of a key on the named curve.
    #[cfg(feature = "_ecdsa")]
    pub(in crate::jwa) fn ecdsa(curve: KeyFamily, scalar: &[u8]) -> Option<Self> {
        Self::new(|| match curve {
            KeyFamily::P256 => {
                let private_key = p256::StaticPrivateKey::from_bytes(scalar).ok()?;
                Some(Key::P256(Box::new(ecdsa::SigningKey { private_key })))
            }
            KeyFamily::P384 => {
                let private_key = p384::StaticPrivateKey::from_bytes(scalar).ok()?;
                Some(Key::P384(Box::new(ecdsa::SigningKey { private_key })))
            }
            _ => None,
        })
    }

    #[cfg(feature = "eddsa")]
    pub(in crate::jwa) fn ed25519(seed: &[u8; 32]) -> Option<Self> {
        Self::new(|| Ed25519SigningKey::from_bytes(seed).ok().map(Box::new).map(Key::Ed25519))
    }

    #[cfg(feature = "rsa-signing")]
    pub(in crate::jwa) fn rsa(algorithm: Algorithm, key: &::rsa::PrivateKey) -> Option<Self> {
        Self::new(|| {
            let sign: SignRsa = match algorithm {
                Algorithm::RS256 => rsa::SigningKey::sign_pkcs1_sha256,
                Algorithm::RS384 => rsa::SigningKey::sign_pkcs1_sha384,
                Algorithm::RS512 => rsa::SigningKey::sign_pkcs1_sha512,
                Algorithm::PS256 => rsa::SigningKey::sign_pss_sha256,
                Algorithm::PS384 => rsa::SigningKey::sign_pss_sha384,
                Algorithm::PS512 => rsa::SigningKey::sign_pss_sha512,
                _ => return None,
            };
            let key = rsa::SigningKey::from_pkcs1_der(pkcs1(key)?.as_bytes()).ok()?;
            Some(Key::Rsa(Box::new((key, sign))))
        })
    }

    /// What is left of the key on the stack is wiped.
    fn new(make: impl FnOnce() -> Option<Key>) -> Option<Self> {
        #[inline(never)]
        fn made(make: impl FnOnce() -> Option<Key>) -> Option<Key> {
            make()
        }
        if !cpu_is_supported() {
            return None;
        }
        let key = made(make);
        wipe_stack();
        key.map(Self)
    }

    /// Signs with the algorithm of the key. `signature` has the length of its signatures.
    pub(in crate::jwa) fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let length = signature.len();
        let made: Result<&[u8], graviola::Error> = match &self.0 {
            #[cfg(feature = "_ecdsa")]
            Key::P256(key) => key.sign::<Sha256>(&[message], signature),
            #[cfg(feature = "_ecdsa")]
            Key::P384(key) => key.sign::<Sha384>(&[message], signature),
            #[cfg(feature = "eddsa")]
            Key::Ed25519(key) => {
                signature.copy_from_slice(&key.sign(message));
                Ok(&*signature)
            }
            #[cfg(feature = "rsa-signing")]
            Key::Rsa(key) => (key.1)(&key.0, signature, message),
        };
        match made {
            Ok(made) if made.len() == length => Ok(()),
            // An RSA signature with a leading zero word: one in 2^64.
            Ok(_) => Err(SignError::Key("signature too short".into())),
            Err(error) => Err(SignError::Key(error.to_string())),
        }
    }
}

/// The key in PKCS#1, if `graviola` takes its size. It computes with the coefficient of the larger prime, which must come
/// first.
#[cfg(feature = "rsa-signing")]
#[expect(clippy::many_single_char_names, reason = "the names of RFC 8017")]
fn pkcs1(key: &::rsa::PrivateKey) -> Option<SecretDocument> {
    let [p, q] = key.primes() else { return None };
    let bits = key.n().bit_width();
    let is_balanced = [p, q].iter().all(|prime| prime.bit_width().checked_mul(2) == Some(bits));
    if !MODULUS_BITS.contains(&bits) || !is_balanced {
        return None;
    }
    if p > q {
        return key.to_pkcs1_der().ok();
    }
    let [n, e, d, p, q] = [key.n().as_ref(), key.e(), key.d(), p.as_ref(), q.as_ref()].map(Clone::clone);
    ::rsa::PrivateKey::from_components(n, e, d, [q, p].into()).ok()?.to_pkcs1_der().ok()
}

/// Overwrites what the functions that were called before have left on the stack. A release build creates an RSA key of any
/// length with less. An unoptimized one needs up to 160 KiB, which is more than the whole stack of some threads.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "64 KiB: creating an RSA key leaves parts of it up to 50 KiB down")]
fn wipe_stack() {
    [0_u64; 8192].zeroize();
}

/// Whether the CPU has all instructions that `graviola` executes.
///
/// It asserts most of them itself, and panics. It does not look for BMI2, which nearly all of its arithmetic uses on
/// x86-64.
fn cpu_is_supported() -> bool {
    #[cfg(target_arch = "x86_64")]
    let has_the_rest = std::arch::is_x86_feature_detected!("bmi2");
    #[cfg(target_arch = "aarch64")]
    let has_the_rest = true;
    has_the_rest && graviola::util::is_cpu_supported()
}
