//! [`SigningKey`] and [`VerifyingKey`]: a key and its one algorithm.
//!
//! This file holds what all families share. The constructors are with their families: [`HmacAlgorithm`],
//! [`RsaAlgorithm`], [`EcdsaAlgorithm`](super::EcdsaAlgorithm), [`EddsaAlgorithm`](super::EddsaAlgorithm),
//! [`MlDsaAlgorithm`](super::MlDsaAlgorithm).
//!
//! [`HmacAlgorithm`]: super::HmacAlgorithm
//! [`RsaAlgorithm`]: super::RsaAlgorithm

use core::fmt;
use core::hash::{Hash, Hasher};

#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, Sign, Verify};
#[cfg(any(feature = "_generate", feature = "jwk"))]
use crate::error::KeyError;
use crate::error::{Defect, InvalidSignature, Part, SignError};

/// A private or secret key that signs with the algorithm `A`.
///
/// It is parsed, checked and prepared when it is created, and wiped when it is dropped. It cannot be cloned: share it
/// in an `Arc`. `Debug` shows only its algorithm.
///
/// ```
/// use jwt_codec::{Es256, SigningKey, VerifyingKey};
///
/// let key = SigningKey::<Es256>::generate()?;
/// let public: VerifyingKey<Es256> = key.verifying_key();
/// assert_eq!(format!("{key:?}"), "SigningKey(ES256)");
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
///
/// A constructor of another family does not compile:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Es256, SigningKey};
/// let key = SigningKey::<Es256>::from_secret(&[0; 32]);
/// ```
pub struct SigningKey<A: SigningAlgorithm>(pub(super) A::SigningKey);

/// A key that verifies with the algorithm `A`: a public key, or the secret of HMAC.
///
/// It is parsed and checked when it is created. Verifying starts from what is prepared once: HMAC's inner and outer state,
/// RSA's Montgomery values, the table of an EC point, or the matrix of ML-DSA.
///
/// A key is prepared when it is created. With `std`, a key from a JWK is prepared at its first use instead. Preparing takes
/// about 0.16 ms for P-256 and 0.05 ms for RSA of 2048 bits.
///
/// Public keys can be cloned, compared and hashed, by their public values:
///
/// ```
/// use jwt_codec::{Es256, SigningKey, VerifyingKey};
///
/// let key = SigningKey::<Es256>::generate()?.verifying_key();
/// assert_eq!(VerifyingKey::<Es256>::from_der(&key.to_der())?, key);
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
///
/// HMAC secrets cannot, and are not read from PEM or DER:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Hs256, VerifyingKey};
/// let key = VerifyingKey::<Hs256>::from_pem("-----BEGIN PUBLIC KEY-----");
/// ```
pub struct VerifyingKey<A: VerifyingAlgorithm>(pub(super) A::VerifyingKey);

/// An algorithm that this crate verifies with.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::VerifyingAlgorithm;
/// use jwt_codec::{Es256, Hs256};
///
/// fn requires_a_secret<A: VerifyingAlgorithm>() -> bool {
///     A::ALGORITHM.is_symmetric()
/// }
///
/// assert!(requires_a_secret::<Hs256>() && !requires_a_secret::<Es256>());
/// ```
///
/// This trait is sealed, since the name of an algorithm and the kind of its keys belong together.
///
/// ```compile_fail,E0277
/// use jwt_codec::jwa::VerifyingAlgorithm;
/// use jwt_codec::{Algorithm, Hs256};
///
/// struct Mine;
///
/// // Tokens that say RS256 would be checked with a secret.
/// impl VerifyingAlgorithm for Mine {
///     const ALGORITHM: Algorithm = Algorithm::RS256;
///     type VerifyingKey = <Hs256 as VerifyingAlgorithm>::VerifyingKey;
/// }
/// ```
pub trait VerifyingAlgorithm: Sealed + Sized + 'static {
    /// The name of the algorithm.
    const ALGORITHM: Algorithm;

    /// The prepared key.
    #[doc(hidden)]
    type VerifyingKey: VerifyPrepared;
}

/// An algorithm that this crate signs with.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::SigningAlgorithm;
/// use jwt_codec::{Es256, Signer, SigningKey};
///
/// fn at_signer<A: SigningAlgorithm>(key: SigningKey<A>) -> Signer<SigningKey<A>> {
///     Signer::new(key).typ("at+jwt")
/// }
///
/// let signer = at_signer(SigningKey::<Es256>::generate()?);
/// assert_eq!(signer.header().to_json(), r#"{"alg":"ES256","typ":"at+jwt"}"#);
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
///
/// This trait is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{SigningAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, Hs256};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::RS256;
/// #     type VerifyingKey = <Hs256 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// impl SigningAlgorithm for Mine {
///     type SigningKey = <Hs256 as SigningAlgorithm>::SigningKey;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an algorithm that this build signs with",
    note = "RS* and PS* sign with the feature `rsa-signing`"
)]
pub trait SigningAlgorithm: VerifyingAlgorithm {
    /// The prepared key.
    #[doc(hidden)]
    type SigningKey: SignPrepared<VerifyingKey = Self::VerifyingKey>;
}

/// The supertrait of all algorithm traits. It cannot be named outside the crate, which seals them.
pub trait Sealed {}

impl<A: SigningAlgorithm> SigningKey<A> {
    #[cfg(feature = "hmac")]
    pub(crate) const fn from_prepared(key: A::SigningKey) -> Self {
        Self(key)
    }

    #[cfg(feature = "jwk")]
    pub(crate) fn from_material(material: &Material) -> Result<Self, KeyError> {
        A::SigningKey::from_material(material).map(Self)
    }

    /// Returns the key that verifies what this key signs.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey<A> {
        VerifyingKey(self.0.verifying_key())
    }

    /// Generates a key from the system's randomness. HMAC secrets are as long as the hash, RSA moduli have 2048 bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::Randomness`](crate::KeyError::Randomness) if the system provides none.
    #[cfg(feature = "_generate")]
    pub fn generate() -> Result<Self, KeyError> {
        A::SigningKey::generate().map(Self)
    }
}

#[cfg(any(feature = "eddsa", feature = "ml-dsa"))]
impl<A: SigningAlgorithm<SigningKey: FromSeed>> SigningKey<A> {
    /// Creates a private key of EdDSA or ML-DSA from its seed, 32 bytes (RFC 8032 section 5.1.5, RFC 9964 section 4).
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`] if it has another length.
    ///
    /// ```
    /// # #[cfg(feature = "eddsa")] {
    /// use jwt_codec::{EdDsa, KeyError, SigningKey};
    ///
    /// // The same seed makes the same key.
    /// let (one, other) = (SigningKey::<EdDsa>::from_seed(&[7; 32])?, SigningKey::<EdDsa>::from_seed(&[7; 32])?);
    /// assert_eq!(one.verifying_key(), other.verifying_key());
    /// let refused = SigningKey::<EdDsa>::from_seed(&[7; 64]).unwrap_err();
    /// assert!(matches!(refused, KeyError::Length { found: 64, expected: 32, .. }));
    /// # }
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        A::SigningKey::from_seed(seed).map(Self)
    }
}

impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// Computes a larger table for this key, which makes verifying faster.
    ///
    /// Use it for a key that verifies thousands of tokens. For the keys of ten thousand tenants it needs too much memory.
    /// Clones of a key share its table. Calling this also adds constants of the same size to your program.
    ///
    /// | | table of every key (from a JWK: after first use) | table of a prepared key |
    /// |---|---|---|
    /// | ES256 | 16 KiB | 128 KiB |
    /// | ES384 | 24 KiB | 144 KiB |
    /// | ES512 | 18 KiB | 144 KiB |
    /// | EdDSA, Ed25519 | 24 KiB | 96 KiB |
    /// | others | no such table | the same key: this changes nothing |
    ///
    /// ```
    /// # #[cfg(feature = "es256")] {
    /// use jwt_codec::{Es256, VerifyingKey};
    ///
    /// let key = VerifyingKey::<Es256>::from_pem(std::fs::read("tests/data/keys/ec-p256-spki.pem")?)?;
    /// assert_eq!(key.clone().prepare(), key); // the same key, faster
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn prepare(self) -> Self {
        Self(self.0.with_large_table())
    }

    #[cfg(feature = "hmac")]
    pub(crate) const fn from_prepared(key: A::VerifyingKey) -> Self {
        Self(key)
    }

    #[cfg(feature = "jwk")]
    pub(crate) fn from_material(material: &Material) -> Result<Self, KeyError> {
        A::VerifyingKey::from_material(material).map(Self)
    }
}

impl<A: SigningAlgorithm> Sign for SigningKey<A> {
    fn algorithm(&self) -> Algorithm {
        A::ALGORITHM
    }

    fn signature_len(&self) -> usize {
        self.0.signature_len()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        if signature.len() != self.0.signature_len() {
            return Err(SignError::Malformed(Part::Signature, Defect::SignatureLength));
        }
        self.0.sign(message, signature)
    }
}

impl<A: VerifyingAlgorithm> Verify for VerifyingKey<A> {
    fn algorithm(&self) -> Algorithm {
        A::ALGORITHM
    }

    fn signature_len(&self) -> usize {
        self.0.signature_len()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        self.0.verify(message, signature)
    }
}

/// Public keys can be cloned. HMAC secrets, which are verifying keys too, cannot:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Hs256, VerifyingKey};
/// # fn clones<T: Clone>() {}
/// clones::<VerifyingKey<Hs256>>();
/// ```
///
/// Nor can private keys:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Es256, SigningKey};
/// # fn clones<T: Clone>() {}
/// clones::<SigningKey<Es256>>();
/// ```
impl<A: VerifyingAlgorithm<VerifyingKey: Clone>> Clone for VerifyingKey<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// Compares public keys by their public values, however they were read and prepared. HMAC secrets cannot be compared:
///
/// ```compile_fail,E0369
/// # use jwt_codec::{Hs256, VerifyingKey};
/// fn is_same(one: &VerifyingKey<Hs256>, other: &VerifyingKey<Hs256>) -> bool {
///     one == other
/// }
/// ```
impl<A: VerifyingAlgorithm<VerifyingKey: PartialEq>> PartialEq for VerifyingKey<A> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<A: VerifyingAlgorithm<VerifyingKey: Eq>> Eq for VerifyingKey<A> {}

impl<A: VerifyingAlgorithm<VerifyingKey: Hash>> Hash for VerifyingKey<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<A: SigningAlgorithm> fmt::Debug for SigningKey<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", A::ALGORITHM)
    }
}

impl<A: VerifyingAlgorithm> fmt::Debug for VerifyingKey<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", A::ALGORITHM)
    }
}

/// Implements verification for the prepared keys of a family.
#[doc(hidden)]
pub trait VerifyPrepared: Sized + Send + Sync + 'static {
    /// Returns the key with its larger table, or the key as it is.
    #[must_use]
    fn with_large_table(self) -> Self {
        self
    }

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError>;
    fn signature_len(&self) -> usize;
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature>;
}

/// Makes a private key from its seed: EdDSA and ML-DSA.
#[cfg(any(feature = "eddsa", feature = "ml-dsa"))]
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is not made from a seed",
    label = "only the keys of EdDSA and ML-DSA have one"
)]
pub trait FromSeed: SignPrepared {
    fn from_seed(seed: &[u8]) -> Result<Self, KeyError>;
}

/// Implements signing for the prepared keys of a family.
#[doc(hidden)]
pub trait SignPrepared: Sized + Send + Sync + 'static {
    type VerifyingKey: VerifyPrepared;

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError>;
    fn signature_len(&self) -> usize;
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError>;
    fn verifying_key(&self) -> Self::VerifyingKey;
    #[cfg(feature = "_generate")]
    fn generate() -> Result<Self, KeyError>;
}
