//! [`SigningKey`] and [`VerifyingKey`]: a key and its one algorithm.
//!
//! This file holds what all families share. The constructors are with their families: [`HmacAlgorithm`],
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
/// A key of another family does not compile:
///
/// ```compile_fail,E0277
/// # use jwt_codec::{Es256, SigningKey};
/// let key = SigningKey::<Es256>::from_secret(&[0; 32]);
/// ```
pub struct SigningKey<A: SigningAlgorithm>(pub(super) A::SigningKey);

/// A key that verifies with the algorithm `A`: a public key, or the secret of HMAC.
///
/// It is parsed, checked and prepared when it is created. Verifying starts from HMAC's inner and outer state, RSA's
/// Montgomery values, or the table of an EC point.
///
/// Keys from a JWK are prepared at first use: a P-256 key takes as long as some ten verifications, an RSA key as some
/// three. Without `std`, they are prepared when they are created.
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
/// This trait is sealed, since the name of an algorithm and the kind of its keys belong together.
///
/// ```compile_fail,E0277
/// use jwt_codec::{Algorithm, Hs256, VerifyingAlgorithm};
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
/// This trait is sealed:
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an algorithm that this build signs with",
    note = "RS* and PS* sign with the feature `rsa-signing`"
)]
pub trait SigningAlgorithm: VerifyingAlgorithm {
    /// The prepared key.
    #[doc(hidden)]
    type SigningKey: SignPrepared<VerifyingKey = Self::VerifyingKey>;
}

/// An algorithm with a public key: RSA, ECDSA or EdDSA.
///
/// This trait is sealed:
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no public key",
    label = "HMAC keys are secrets: use `from_secret`",
    note = "PEM and DER hold the keys of RSA, ECDSA and EdDSA"
)]
pub trait PublicKeyAlgorithm: VerifyingAlgorithm<VerifyingKey: PublicKeyDer> {}

#[cfg(feature = "_der")]
impl<A: VerifyingAlgorithm<VerifyingKey: PublicKeyDer>> PublicKeyAlgorithm for A {}

/// The supertrait of all algorithm traits. It cannot be named outside the crate, which seals them.
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

#[cfg(feature = "_der")]
impl<A: SigningAlgorithm<SigningKey: PrivateKeyDer>> SigningKey<A> {
    /// Parses a private key from DER: PKCS#8 (RFC 5208), SEC1 (RFC 5915) for an elliptic curve, PKCS#1 (RFC 8017
    /// appendix A.1.2) for RSA.
    ///
    /// A key with the algorithm id-RSASSA-PSS (RFC 4055) is accepted for PS256, PS384 and PS512 if its parameters are
    /// absent or fit, and never for RS*.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was found, or the structure and its defect.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        PrivateKeyDer::from_der(der).map(Self)
    }

    /// Parses a private key from PEM (RFC 7468), see [`from_der`](Self::from_der).
    ///
    /// It reads the blocks labelled `PRIVATE KEY`, `EC PRIVATE KEY`, `RSA PRIVATE KEY`, `PUBLIC KEY` and
    /// `RSA PUBLIC KEY`. Which key a block holds, its structure decides, not its label: PKCS#8 labelled `PUBLIC KEY` is
    /// accepted. White space may stand anywhere in the base64.
    ///
    /// The first block that holds a private key of this family or curve decides. If that key is rejected, for example
    /// for the length of its modulus or its RSASSA-PSS parameters, no later block is tried. It skips text around the
    /// blocks, blocks with other labels, such as `EC PARAMETERS` and `CERTIFICATE`, and keys of other kinds.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der). Also if a block is damaged, a private key of another kind is labelled
    /// `PUBLIC KEY` or `RSA PUBLIC KEY`, or the text is not PEM. If no block holds a key of this kind, the error names
    /// what the first one holds.
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

    /// Exports the private key as DER: PKCS#8 (RFC 5208).
    #[must_use]
    pub fn to_secret_der(&self) -> SecretBytes {
        SecretBytes::new(self.0.to_pkcs8())
    }

    /// Exports the private key as PEM: PKCS#8 in a `PRIVATE KEY` block.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_secret_pem(&self) -> SecretText {
        SecretText::new(Zeroizing::new(crate::pem::encode("PRIVATE KEY", &self.0.to_pkcs8())))
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
    /// Parses a public key from DER: SPKI (RFC 5280 section 4.1), or PKCS#1 (RFC 8017 appendix A.1.1) for RSA.
    ///
    /// A key with the algorithm id-RSASSA-PSS (RFC 4055) is accepted for PS256, PS384 and PS512 if its parameters are
    /// absent or fit, and never for RS*. [`to_der`](Self::to_der) writes it as a plain RSA key.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was found, or the structure and its defect.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        PublicKeyDer::from_der(der).map(Self)
    }

    /// Parses a public key from PEM (RFC 7468), see [`from_der`](Self::from_der).
    ///
    /// It reads the blocks labelled `PUBLIC KEY`, `RSA PUBLIC KEY`, `PRIVATE KEY`, `EC PRIVATE KEY` and
    /// `RSA PRIVATE KEY`. Which key a block holds, its structure decides, not its label: SPKI labelled `PRIVATE KEY` is
    /// accepted. White space may stand anywhere in the base64.
    ///
    /// The first block that holds a public key of this family or curve decides. If that key is rejected, for example
    /// for the length of its modulus or its RSASSA-PSS parameters, no later block is tried. It skips text around the
    /// blocks, blocks with other labels, such as `CERTIFICATE`, and keys of other kinds.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der). Also if a block is damaged, a private key, encrypted or not, is labelled
    /// `PUBLIC KEY` or `RSA PUBLIC KEY`, or the text is not PEM. If no block holds a key of this kind, the error names
    /// what the first one holds.
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

    /// Exports the public key as DER: SPKI (RFC 5280 section 4.1).
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        self.0.to_spki()
    }

    /// Exports the public key as PEM: SPKI in a `PUBLIC KEY` block.
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem::encode("PUBLIC KEY", &self.0.to_spki())
    }
}

/// Returns the result of `from_der` for the first block that holds the expected kind of key, whether it is accepted or
/// not.
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
            // A private key labelled as public is about to be published.
            Err(KeyError::Unexpected { found: found @ (KeyKind::Private(_) | KeyKind::EncryptedPrivate), .. })
                if block.is_labelled_public() =>
            {
                return Err(KeyError::Unexpected { found, expected });
            }
            // This is a certificate, a key of another family or the other half of the pair: the next block may fit.
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

/// Public keys can be cloned. HMAC secrets, which are verifying keys too, cannot.
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

/// Implements verification for the prepared keys of a family.
#[doc(hidden)]
pub trait VerifyPrepared: Send + Sync + 'static {
    fn signature_len(&self) -> usize;
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature>;
}

/// Implements signing for the prepared keys of a family.
#[doc(hidden)]
pub trait SignPrepared: Sized + Send + Sync + 'static {
    type VerifyingKey: VerifyPrepared;

    fn signature_len(&self) -> usize;
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError>;
    fn verifying_key(&self) -> Self::VerifyingKey;
    #[cfg(feature = "_generate")]
    fn generate() -> Result<Self, KeyError>;
}

/// A public key that is read from and written to DER.
#[doc(hidden)]
#[cfg(feature = "_der")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public key",
    label = "HMAC keys are secrets: use `from_secret`",
    note = "PEM and DER hold the keys of RSA, ECDSA and EdDSA"
)]
pub trait PublicKeyDer: Sized {
    /// The family or the curve.
    const NAME: &'static str;

    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
    fn to_spki(&self) -> Vec<u8>;
}

/// A private key that is read from and written to DER.
#[doc(hidden)]
#[cfg(feature = "_der")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a private key",
    label = "HMAC keys are secrets: use `from_secret`",
    note = "PEM and DER hold the keys of RSA, ECDSA and EdDSA"
)]
pub trait PrivateKeyDer: Sized {
    /// The family or the curve.
    const NAME: &'static str;

    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
    fn to_pkcs8(&self) -> WipedBytes;
}
