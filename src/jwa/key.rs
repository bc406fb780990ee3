//! [`SigningKey`] and [`VerifyingKey`]: a key and its one algorithm.
//!
//! What the families have in common stands here. What a key can be made from stands with its family: [`HmacAlgorithm`],
//! [`RsaAlgorithm`], [`EcdsaAlgorithm`](super::EcdsaAlgorithm), [`EddsaAlgorithm`](super::EddsaAlgorithm).
//!
//! [`HmacAlgorithm`]: super::HmacAlgorithm
//! [`RsaAlgorithm`]: super::RsaAlgorithm

#[cfg(all(feature = "pem", feature = "_der"))]
use alloc::string::String;
#[cfg(feature = "_der")]
use alloc::vec::Vec;
use core::fmt;

#[cfg(all(feature = "_der", feature = "pem"))]
use zeroize::Zeroizing;

#[cfg(all(feature = "_der", feature = "pem"))]
use super::other_form::instead_of_pem;
use super::{Algorithm, Sign, Verify};
#[cfg(any(feature = "_der", feature = "_generate"))]
use crate::error::KeyError;
#[cfg(all(feature = "_der", feature = "pem"))]
use crate::error::KeyKind;
use crate::error::{Defect, InvalidSignature, Part, SignError};
#[cfg(all(feature = "_der", feature = "pem"))]
use crate::pem::Blocks;
#[cfg(all(feature = "_der", feature = "pem"))]
use crate::secret::SecretText;
#[cfg(feature = "_der")]
use crate::secret::{SecretBytes, WipedBytes};

/// A private or secret key that signs with the algorithm `A`.
///
/// It was parsed, checked and prepared when it was made. It is wiped when it is dropped, cannot be cloned (share it in
/// an `Arc`), and `Debug` shows only its algorithm.
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
/// A key of another family does not compile:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Es256, SigningKey};
/// let key = SigningKey::<Es256>::from_secret(&[0; 32]);
/// ```
pub struct SigningKey<A: SigningAlgorithm>(pub(super) A::SigningKey);

/// A key that verifies with the algorithm `A`: a public key, or the secret of HMAC.
///
/// It was parsed, checked and prepared when it was made: verifying starts from HMAC's inner and outer state, RSA's
/// Montgomery values, or the table of a P-256 point. A P-256 key from a JWK makes its table when it is first used, which
/// takes as long as some ten verifications, and an RSA key its Montgomery values, as long as some three (without `std` they
/// have them from the start).
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Hs256, VerifyingKey};
/// let key = VerifyingKey::<Hs256>::from_pem("-----BEGIN PUBLIC KEY-----");
/// ```
pub struct VerifyingKey<A: VerifyingAlgorithm>(pub(super) A::VerifyingKey);

/// An algorithm that this crate verifies with.
///
/// It is sealed: the name of an algorithm and the kind of its keys belong together.
///
/// ```compile_fail,E0277
/// use jwt_codec::{Algorithm, Hs256, VerifyingAlgorithm};
///
/// struct Mine;
///
/// // Tokens that say RS256, checked with a secret.
/// impl VerifyingAlgorithm for Mine {
///     const ALGORITHM: Algorithm = Algorithm::RS256;
///     type VerifyingKey = <Hs256 as VerifyingAlgorithm>::VerifyingKey;
/// }
/// ```
pub trait VerifyingAlgorithm: Sealed + Sized + 'static {
    /// Its name.
    const ALGORITHM: Algorithm;

    /// The prepared key.
    #[doc(hidden)]
    type VerifyingKey: VerifyPrepared;
}

/// An algorithm that this crate signs with.
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Algorithm, Hs256, SigningAlgorithm, VerifyingAlgorithm};
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
pub trait SigningAlgorithm: VerifyingAlgorithm {
    /// The prepared key.
    #[doc(hidden)]
    type SigningKey: SignPrepared<VerifyingKey = Self::VerifyingKey>;
}

/// An algorithm with a public key: RSA, ECDSA or EdDSA.
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Algorithm, Es256, PublicKeyAlgorithm, VerifyingAlgorithm};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::RS256;
/// #     type VerifyingKey = <Es256 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// fn takes<A: PublicKeyAlgorithm>() {}
/// takes::<Mine>();
/// ```
#[cfg(feature = "_der")]
pub trait PublicKeyAlgorithm: VerifyingAlgorithm<VerifyingKey: PublicKeyDer> {}

#[cfg(feature = "_der")]
impl<A: VerifyingAlgorithm<VerifyingKey: PublicKeyDer>> PublicKeyAlgorithm for A {}

/// The supertrait of all traits of algorithms. It cannot be named outside of the crate, so that they are sealed.
pub trait Sealed {}

impl<A: SigningAlgorithm> SigningKey<A> {
    #[cfg(any(feature = "hmac", feature = "jwk"))]
    pub(crate) const fn from_prepared(key: A::SigningKey) -> Self {
        Self(key)
    }

    #[cfg(feature = "jwk")]
    pub(crate) const fn prepared(&self) -> &A::SigningKey {
        &self.0
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey<A> {
        VerifyingKey(self.0.verifying_key())
    }

    /// Makes a new key from the system's randomness: HMAC secrets as long as the hash, RSA moduli of 2048 bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::Randomness`](crate::KeyError::Randomness) if the system gives none.
    #[cfg(feature = "_generate")]
    pub fn generate() -> Result<Self, KeyError> {
        A::SigningKey::generate().map(Self)
    }
}

#[cfg(feature = "_der")]
impl<A: SigningAlgorithm<SigningKey: PrivateKeyDer>> SigningKey<A> {
    /// Reads a private key from DER: PKCS#8 (RFC 5208), for an elliptic curve SEC1 (RFC 5915), for RSA PKCS#1 (RFC 8017
    /// appendix A.1.2).
    ///
    /// A key whose algorithm is id-RSASSA-PSS (RFC 4055) is read for PS256, PS384 and PS512 if its parameters are absent
    /// or fit, and never for RS*.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was found, or the structure and what is wrong with it.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        PrivateKeyDer::from_der(der).map(Self)
    }

    /// Reads a private key from PEM (RFC 7468): [`from_der`](Self::from_der) in a `PRIVATE KEY`, `EC PRIVATE KEY` or
    /// `RSA PRIVATE KEY` block.
    ///
    /// Takes the first block that holds a key of this kind. Text around the blocks, `EC PARAMETERS`, certificates and
    /// keys of other kinds are passed over. White space may stand anywhere in the base64.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der), for a damaged block, and for text that is not PEM. If no block holds a key of
    /// this kind, the error names what the first one holds.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::from_pem(include_str!("../../tests/data/keys/ec-p256-pkcs8.pem"))?;
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let expected = KeyKind::Private(A::SigningKey::NAME);
        from_pem(pem.as_ref(), expected, Self::from_der)
    }

    /// The private key in DER, as PKCS#8 (RFC 5208).
    #[must_use]
    pub fn to_secret_der(&self) -> SecretBytes {
        SecretBytes::new(self.0.to_pkcs8())
    }

    /// The private key in PEM: PKCS#8 in a `PRIVATE KEY` block.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let again = SigningKey::<Es256>::from_pem(key.to_secret_pem().expose_secret())?;
    /// assert_eq!(again.verifying_key().to_pem(), key.verifying_key().to_pem());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_secret_pem(&self) -> SecretText {
        let der = self.0.to_pkcs8();
        SecretText::new(Zeroizing::new(crate::pem::encode("PRIVATE KEY", &der)))
    }
}

#[cfg(any(feature = "hmac", feature = "jwk"))]
impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    pub(crate) const fn from_prepared(key: A::VerifyingKey) -> Self {
        Self(key)
    }

    #[cfg(feature = "jwk")]
    pub(crate) const fn prepared(&self) -> &A::VerifyingKey {
        &self.0
    }
}

#[cfg(feature = "_der")]
impl<A: PublicKeyAlgorithm> VerifyingKey<A> {
    /// Reads a public key from DER: SPKI (RFC 5280 section 4.1), for RSA also PKCS#1 (RFC 8017 appendix A.1.1).
    ///
    /// A key whose algorithm is id-RSASSA-PSS (RFC 4055) is read for PS256, PS384 and PS512 if its parameters are absent
    /// or fit, and never for RS*. [`to_der`](Self::to_der) writes it as a plain RSA key.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was found, or the structure and what is wrong with it.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        PublicKeyDer::from_der(der).map(Self)
    }

    /// Reads a public key from PEM (RFC 7468): [`from_der`](Self::from_der) in a `PUBLIC KEY` or `RSA PUBLIC KEY`
    /// block.
    ///
    /// Takes the first block that holds a key of this kind. Text around the blocks, certificates and keys of other
    /// kinds are passed over. White space may stand anywhere in the base64.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der), for a damaged block, for a private key in a `PUBLIC KEY` block, and for text
    /// that is not PEM. If no block holds a key of this kind, the error names what the first one holds.
    ///
    /// ```
    /// use jwt_codec::{KeyError, KeyKind, Rs256, VerifyingKey};
    ///
    /// let pem = include_str!("../../tests/data/keys/rsa-2048-spki.pem");
    /// let key = VerifyingKey::<Rs256>::from_pem(pem)?;
    ///
    /// let other = include_str!("../../tests/data/keys/ec-p256-spki.pem");
    /// assert_eq!(
    ///     VerifyingKey::<Rs256>::from_pem(other).unwrap_err(),
    ///     KeyError::Unexpected { found: KeyKind::Public("P-256"), expected: KeyKind::Public("RSA") },
    /// );
    /// # Ok::<(), KeyError>(())
    /// ```
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let expected = KeyKind::Public(A::VerifyingKey::NAME);
        from_pem(pem.as_ref(), expected, Self::from_der)
    }

    /// The public key in DER, as SPKI (RFC 5280 section 4.1).
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        self.0.to_spki()
    }

    /// The public key in PEM: SPKI in a `PUBLIC KEY` block.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem::encode("PUBLIC KEY", &self.0.to_spki())
    }
}

/// What `from_der` makes of the first block in `pem` that holds what is expected.
#[cfg(all(feature = "_der", feature = "pem"))]
pub(crate) fn from_pem<K>(
    pem: &[u8],
    expected: KeyKind,
    from_der: fn(&[u8]) -> Result<K, KeyError>,
) -> Result<K, KeyError> {
    let mut first_other = None;
    for block in Blocks::of(pem) {
        let block = block?;
        match block.der(expected).and_then(|der| from_der(&der)) {
            // Whoever labels a private key as public is about to publish it.
            Err(KeyError::Unexpected { found: found @ KeyKind::Private(_), .. }) if block.is_labelled_public() => {
                return Err(KeyError::Unexpected { found, expected });
            }
            // A certificate, a key of another family, the other half of the pair: the next block may be the one.
            Err(other @ KeyError::Unexpected { .. }) => {
                first_other.get_or_insert(other);
            }
            key_or_defect => return key_or_defect,
        }
    }
    Err(first_other.unwrap_or_else(|| instead_of_pem(pem, expected)))
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

/// Public keys may be cloned; HMAC secrets, which are verifying keys too, may not.
impl<A: VerifyingAlgorithm<VerifyingKey: Clone>> Clone for VerifyingKey<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
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

/// What a family's prepared verifying key does.
#[doc(hidden)]
pub trait VerifyPrepared: Send + Sync + 'static {
    fn signature_len(&self) -> usize;
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature>;
}

/// What a family's prepared signing key does.
#[doc(hidden)]
pub trait SignPrepared: Sized + Send + Sync + 'static {
    type VerifyingKey: VerifyPrepared;

    fn signature_len(&self) -> usize;
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError>;
    fn verifying_key(&self) -> Self::VerifyingKey;
    #[cfg(feature = "_generate")]
    fn generate() -> Result<Self, KeyError>;
}

/// A public key in DER.
#[doc(hidden)]
#[cfg(feature = "_der")]
pub trait PublicKeyDer: Sized {
    /// The family or the curve.
    const NAME: &'static str;

    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
    fn to_spki(&self) -> Vec<u8>;
}

/// A private key in DER.
#[doc(hidden)]
#[cfg(feature = "_der")]
pub trait PrivateKeyDer: Sized {
    /// The family or the curve.
    const NAME: &'static str;

    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
    fn to_pkcs8(&self) -> WipedBytes;
}
