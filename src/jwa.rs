//! JSON Web Algorithms: RFC 7518, and their keys.
//!
//! *The key is the provider.* A key knows its one algorithm and implements it. No code in this crate is chosen by the
//! `alg` of a token. The rest of the crate uses a key only through [`Sign`] and [`Verify`].
//!
//! - [`SigningKey`] and [`VerifyingKey`]: a key of an algorithm that is known at compile time.
//! - `Box<dyn Sign>` and `Box<dyn Verify>`: a key of an algorithm that is known only at run time. Functions such as
//!   [`verifying_key_from_pem`] create them.
//! - [`VerifyingAlgorithm`], [`SigningAlgorithm`], [`PublicKeyAlgorithm`] and [`PrivateKeyAlgorithm`]: the bounds of your
//!   own functions that are generic over the algorithm.
//!
//! ```
//! use jwt_codec::{Es256, Sign, SigningKey, Verify, jwa};
//!
//! let key = SigningKey::<Es256>::generate()?;
//! let mut signature = vec![0; key.signature_len()];
//! key.sign(b"a message", &mut signature)?;
//!
//! let der = key.verifying_key().to_der();
//! let public: Box<dyn Verify> = jwa::verifying_key_from_der(key.algorithm(), &der)?;
//! assert!(public.verify(b"a message", &signature).is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod algorithm;
mod key;
#[cfg_attr(
    not(any(feature = "hmac", feature = "_pkcs8")),
    allow(dead_code, unused_imports, reason = "without any algorithm to sign with there are no signing keys")
)]
mod run_time;

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
mod key_file;
#[cfg(feature = "jwk")]
mod material;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
#[cfg(feature = "_der")]
mod other_form;
#[cfg(all(feature = "pem", feature = "_der"))]
mod pem;
#[cfg(feature = "rsa")]
mod rsa;

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt::Debug;

pub use algorithm::{Algorithm, KeyFamily, MAX_SIGNATURE_LEN, UnknownAlgorithm};
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
pub use key::{SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "_der")]
pub use key_file::{PrivateKeyAlgorithm, PublicKeyAlgorithm};
#[cfg(feature = "ml-dsa")]
pub use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaAlgorithm};
#[cfg(feature = "rsa")]
pub use rsa::{Ps256, Ps384, Ps512, Rs256, Rs384, Rs512, RsaAlgorithm};
#[cfg(feature = "_der")]
pub use run_time::{signing_key_from_der, verifying_key_from_der};
#[cfg(all(feature = "pem", feature = "_der"))]
pub use run_time::{signing_key_from_pem, verifying_key_from_pem};
#[cfg(feature = "hmac")]
pub use run_time::{signing_key_from_secret, verifying_key_from_secret};

pub(crate) use algorithm::MAX_RSA_SIGNATURE_LEN;
#[cfg(feature = "hmac")]
pub(crate) use hmac::HmacKey;
#[cfg(feature = "jwk")]
pub(crate) use material::{Material, RsaPrivate};
#[cfg(feature = "jwk")]
pub(crate) use run_time::{public_material, signing, verifying};

use crate::error::{InvalidSignature, SignError};

/// A key that signs.
///
/// [`SigningKey`] implements it. Implement it for a key in another library, an HSM or a KMS.
///
/// It requires [`Debug`], so that types with a key can derive it. Show no secret there.
///
/// ```
/// use jwt_codec::{Algorithm, Claims, Hs256, RegisteredClaims, Sign, SignError, Signer, SigningKey, Validation, Verifier};
/// use std::time::Duration;
///
/// /// A key in an HSM. Here it is in memory.
/// #[derive(Debug)]
/// struct Hsm(SigningKey<Hs256>);
///
/// impl Sign for Hsm {
///     fn algorithm(&self) -> Algorithm {
///         Algorithm::HS256
///     }
///
///     fn signature_len(&self) -> usize {
///         32
///     }
///
///     fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
///         // If the HSM does not answer: `SignError::Key`.
///         self.0.sign(message, signature)
///     }
/// }
///
/// let key = SigningKey::generate()?;
/// let verifier = Verifier::new(key.verifying_key(), Validation::new());
/// let token = Signer::new(Hsm(key)).sign(&Claims::new(()).lifetime(Duration::from_secs(600)))?;
/// assert!(verifier.verify::<RegisteredClaims>(&token).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Sign: Debug + Send + Sync {
    /// Returns the algorithm of the key, which goes into the header.
    fn algorithm(&self) -> Algorithm;

    /// Returns the length of the signatures in bytes, in the form of RFC 7518 or RFC 9964, at most [`MAX_SIGNATURE_LEN`]:
    ///
    /// - 32, 48 and 64 for HS256, HS384 and HS512;
    /// - 64 for ES256, ES256K and EdDSA, 96 for ES384, 132 for ES512 (`r || s`);
    /// - the length of the modulus for RSA;
    /// - 2420, 3309 and 4627 for ML-DSA-44, ML-DSA-65 and ML-DSA-87.
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
///
/// ```
/// use jwt_codec::{Algorithm, EdDsa, Es256, SigningKey, Verify};
///
/// // Keys of algorithms that are known only at run time.
/// let keys: Vec<Box<dyn Verify>> = vec![
///     Box::new(SigningKey::<Es256>::generate()?.verifying_key()),
///     Box::new(SigningKey::<EdDsa>::generate()?.verifying_key()),
/// ];
/// assert_eq!(keys[1].algorithm(), Algorithm::EdDSA);
/// for key in keys {
///     assert_eq!(key.signature_len(), 64);
///     assert!(key.verify(b"a message", &[1; 64]).is_err());
/// }
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
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
