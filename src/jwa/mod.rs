//! JSON Web Algorithms: RFC 7518, and their keys.
//!
//! *The key is the provider.* A key knows its one algorithm and implements it. No code in this crate is chosen by the
//! `alg` of a token. The rest of the crate uses a key only through [`Sign`] and [`Verify`].

mod algorithm;
mod equal_keys;
mod key;

#[cfg(feature = "_der")]
mod der;
#[cfg(feature = "_ecdsa")]
mod ecdsa;
#[cfg(feature = "eddsa")]
mod eddsa;
#[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
mod fast_signing;
#[cfg(feature = "hmac")]
mod hmac;
#[cfg(feature = "_der")]
mod other_form;
#[cfg(feature = "rsa")]
mod rsa;

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt::Debug;

pub use algorithm::Algorithm;
#[cfg(feature = "es256")]
pub use ecdsa::Es256;
#[cfg(feature = "es256k")]
pub use ecdsa::Es256K;
#[cfg(feature = "es384")]
pub use ecdsa::Es384;
#[cfg(feature = "es512")]
pub use ecdsa::Es512;
#[cfg(feature = "_ecdsa")]
pub use ecdsa::{EcdsaAlgorithm, ecdsa_signature_from_der};
#[cfg(feature = "eddsa")]
pub use eddsa::{Ed25519, EdDsa, EddsaAlgorithm};
#[cfg(feature = "hmac")]
pub use hmac::{HmacAlgorithm, Hs256, Hs384, Hs512};
#[cfg(feature = "_der")]
pub use key::PublicKeyAlgorithm;
pub use key::{SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "rsa")]
pub use rsa::{Ps256, Ps384, Ps512, Rs256, Rs384, Rs512, RsaAlgorithm};

#[cfg(all(feature = "_ecdsa", feature = "jwk"))]
pub(crate) use ecdsa::{EcdsaPrivateKey, EcdsaPublicKey, JoseCurve};
#[cfg(all(feature = "eddsa", feature = "jwk"))]
pub(crate) use eddsa::{Ed25519PrivateKey, Ed25519PublicKey};
#[cfg(feature = "hmac")]
pub(crate) use hmac::HmacKey;
#[cfg(all(feature = "hmac", feature = "jwk"))]
pub(crate) use hmac::Sha2;
#[cfg(all(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"), feature = "jwk"))]
pub(crate) use key::PrivateKeyDer;
#[cfg(all(feature = "_der", feature = "jwk"))]
pub(crate) use key::PublicKeyDer;
#[cfg(all(feature = "eddsa", feature = "jwk"))]
pub(crate) use key::SignPrepared;
#[cfg(all(feature = "jwk", feature = "_der", feature = "pem"))]
pub(crate) use key::from_pem;
#[cfg(all(feature = "rsa-signing", feature = "jwk"))]
pub(crate) use rsa::RsaPrivateKey;
#[cfg(all(feature = "rsa", feature = "jwk"))]
pub(crate) use rsa::{RsaPublicKey, SignatureScheme};

use crate::error::{InvalidSignature, SignError};

/// The longest signature of any algorithm, in bytes: RSA with a modulus of 8192 bits.
pub const MAX_SIGNATURE_LEN: usize = 1024;

/// A key that signs.
///
/// [`SigningKey`] implements it. Implement it for a key in another library, an HSM or a KMS.
///
/// It requires [`Debug`], so that types with a key can derive it. Show no secret there.
pub trait Sign: Debug + Send + Sync {
    /// Returns the algorithm of the key, which goes into the header.
    fn algorithm(&self) -> Algorithm;

    /// Returns the length of the signatures in bytes, in the form of RFC 7518, at most [`MAX_SIGNATURE_LEN`]:
    ///
    /// - 32, 48 and 64 for HS256, HS384 and HS512;
    /// - 64 for ES256, ES256K and EdDSA, 96 for ES384, 132 for ES512 (`r || s`);
    /// - the length of the modulus for RSA.
    fn signature_len(&self) -> usize;

    /// Signs `message` and fills all of `signature`, which is [`signature_len`](Self::signature_len) bytes long.
    ///
    /// # Errors
    ///
    /// [`SignError::Key`] if the key cannot sign now. [`SignError::Malformed`] if `signature` has another length.
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError>;
}

/// A key that verifies.
///
/// [`VerifyingKey`] implements it. `Box<dyn Verify>` holds a key whose algorithm is known only at run time.
///
/// It requires [`Debug`], so that types with a key can derive it. Show no secret there.
pub trait Verify: Debug + Send + Sync {
    /// Returns the algorithm of the key. Only tokens with this `alg` are verified with it.
    fn algorithm(&self) -> Algorithm;

    /// Returns the length of the signatures in bytes, at most [`MAX_SIGNATURE_LEN`].
    fn signature_len(&self) -> usize;

    /// Checks that `signature` is this key's signature over `message`. A signature of any other length is rejected.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`], whatever the reason.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature>;
}

macro_rules! through_a_pointer {
    ($($pointer:ty),*) => {$(
        impl<K: Sign + ?Sized> Sign for $pointer {
            fn algorithm(&self) -> Algorithm {
                (**self).algorithm()
            }

            fn signature_len(&self) -> usize {
                (**self).signature_len()
            }

            fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
                (**self).sign(message, signature)
            }
        }

        impl<K: Verify + ?Sized> Verify for $pointer {
            fn algorithm(&self) -> Algorithm {
                (**self).algorithm()
            }

            fn signature_len(&self) -> usize {
                (**self).signature_len()
            }

            fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
                (**self).verify(message, signature)
            }
        }
    )*};
}

through_a_pointer!(&K, Box<K>, Arc<K>);
