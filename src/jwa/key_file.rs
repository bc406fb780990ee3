//! Keys in DER and PEM: which algorithms have them, how they are parsed and exported.

#[cfg(feature = "pem")]
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(feature = "pem")]
use zeroize::Zeroizing;

#[cfg(feature = "jwk")]
use super::material::Material;
#[cfg(feature = "pem")]
use super::pem;
use super::{KeyFamily, SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
use crate::error::KeyError;
#[cfg(feature = "pem")]
use crate::error::KeyKind;
#[cfg(feature = "pem")]
use crate::secret::SecretText;
use crate::secret::{SecretBytes, WipedBytes};

/// An algorithm with a public key: RSA, ECDSA, EdDSA or ML-DSA.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::PublicKeyAlgorithm;
/// use jwt_codec::{Es256, KeyError, VerifyingKey};
///
/// fn load<A: PublicKeyAlgorithm>(pem: &[u8]) -> Result<VerifyingKey<A>, KeyError> {
///     VerifyingKey::from_pem(pem)
/// }
///
/// assert!(load::<Es256>(&std::fs::read("tests/data/keys/ec-p256-spki.pem")?).is_ok());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// This trait is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{PublicKeyAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, Es256};
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no public key",
    label = "HMAC keys are secrets: use `from_secret`",
    note = "PEM and DER hold the keys of RSA, ECDSA, EdDSA and ML-DSA"
)]
pub trait PublicKeyAlgorithm: VerifyingAlgorithm<VerifyingKey: PublicKeyForms> {}

/// An algorithm with a private key that this build signs with: ECDSA, EdDSA, ML-DSA, and RSA with the feature
/// `rsa-signing`.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::PrivateKeyAlgorithm;
/// use jwt_codec::{Es256, KeyError, SigningKey};
///
/// fn load<A: PrivateKeyAlgorithm>(pem: &[u8]) -> Result<SigningKey<A>, KeyError> {
///     SigningKey::from_pem(pem)
/// }
///
/// assert!(load::<Es256>(&std::fs::read("tests/data/keys/ec-p256-pkcs8.pem")?).is_ok());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// This trait is sealed, as [`PublicKeyAlgorithm`] is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no private key that this build signs with",
    label = "HMAC keys are secrets: use `from_secret`",
    note = "PEM and DER hold the keys of RSA, ECDSA, EdDSA and ML-DSA; RS* and PS* sign with the feature `rsa-signing`"
)]
pub trait PrivateKeyAlgorithm: SigningAlgorithm<SigningKey: PrivateKeyForms> + PublicKeyAlgorithm {}

impl<A: SigningAlgorithm> SigningKey<A> {
    /// Parses a private key from DER: PKCS#8 (RFC 5208), SEC1 (RFC 5915) for an elliptic curve, PKCS#1 (RFC 8017
    /// appendix A.1.2) for RSA.
    ///
    /// A key of ML-DSA must have its seed. An expanded key may stand next to it, and must match it (RFC 9881 section 6).
    ///
    /// A key with the algorithm id-RSASSA-PSS (RFC 4055) is accepted for PS256, PS384 and PS512 if its parameters are
    /// absent or fit, and never for RS*.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was found, or the structure and its defect.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let stored = key.to_secret_der();
    /// let read = SigningKey::<Es256>::from_der(stored.expose_secret())?;
    /// assert_eq!(read.verifying_key(), key.verifying_key());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError>
    where
        A: PrivateKeyAlgorithm,
    {
        PrivateKeyForms::from_der(der).map(Self)
    }

    /// Parses a private key from PEM (RFC 7468), see [`from_der`](Self::from_der).
    ///
    /// It reads the blocks labeled `PRIVATE KEY`, `EC PRIVATE KEY`, `RSA PRIVATE KEY`, `PUBLIC KEY` and
    /// `RSA PUBLIC KEY`. The structure of a block decides which key it holds, not the label: PKCS#8 labeled `PUBLIC KEY` is
    /// accepted. White space may stand anywhere in the base64.
    ///
    /// The first block that holds a private key of this family or curve decides. If that key is rejected, for example
    /// for the length of its modulus or its RSASSA-PSS parameters, no later block is tried. It skips text around the
    /// blocks, blocks with other labels, such as `EC PARAMETERS` and `CERTIFICATE`, and keys of other kinds.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der). Also if a `BEGIN` or `END` line is damaged, or a block that may hold such a
    /// key; if a private key of another kind is labeled `PUBLIC KEY` or `RSA PUBLIC KEY`; or if the text is not PEM.
    /// Nothing behind the block that decides is looked at. If no block holds a key of this kind, the error names what the
    /// first one holds.
    ///
    /// ```
    /// use jwt_codec::{EdDsa, Es256, SigningKey};
    ///
    /// let pem = std::fs::read("tests/data/keys/ec-p256-pkcs8.pem")?;
    /// let key = SigningKey::<Es256>::from_pem(&pem)?;
    ///
    /// let refused = SigningKey::<EdDsa>::from_pem(pem).unwrap_err();
    /// assert_eq!(refused.to_string(), "key: found a private key (P-256), expected a private key (Ed25519)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError>
    where
        A: PrivateKeyAlgorithm,
    {
        let expected = KeyKind::Private(A::SigningKey::FAMILY);
        pem::key_in(pem.as_ref(), expected, Self::from_der)
    }

    /// Exports the private key as DER: PKCS#8 (RFC 5208). A key of ML-DSA is written as its seed.
    ///
    /// ```
    /// use jwt_codec::{EdDsa, SigningKey};
    ///
    /// let der = SigningKey::<EdDsa>::generate()?.to_secret_der();
    /// assert_eq!(der.expose_secret().len(), 48);
    /// assert!(SigningKey::<EdDsa>::from_der(der.expose_secret()).is_ok());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_secret_der(&self) -> SecretBytes
    where
        A: PrivateKeyAlgorithm,
    {
        SecretBytes::new(self.0.to_pkcs8())
    }

    /// Exports the private key as PEM: PKCS#8 in a `PRIVATE KEY` block.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let pem = SigningKey::<Es256>::generate()?.to_secret_pem();
    /// assert!(pem.expose_secret().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_secret_pem(&self) -> SecretText
    where
        A: PrivateKeyAlgorithm,
    {
        SecretText::new(Zeroizing::new(pem::encode("PRIVATE KEY", &self.0.to_pkcs8())))
    }
}

impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// Parses a public key from DER: SPKI (RFC 5280 section 4.1), or PKCS#1 (RFC 8017 appendix A.1.1) for RSA.
    ///
    /// A key with the algorithm id-RSASSA-PSS (RFC 4055) is accepted for PS256, PS384 and PS512 if its parameters are
    /// absent or fit, and never for RS*. [`to_der`](Self::to_der) writes it as a plain RSA key.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that names what was found, or the structure and its defect.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError>
    where
        A: PublicKeyAlgorithm,
    {
        PublicKeyForms::from_der(der).map(Self)
    }

    /// Parses a public key from PEM (RFC 7468), see [`from_der`](Self::from_der).
    ///
    /// It reads the blocks labeled `PUBLIC KEY`, `RSA PUBLIC KEY`, `PRIVATE KEY`, `EC PRIVATE KEY` and
    /// `RSA PRIVATE KEY`. The structure of a block decides which key it holds, not the label: SPKI labeled `PRIVATE KEY` is
    /// accepted. White space may stand anywhere in the base64.
    ///
    /// The first block that holds a public key of this family or curve decides. If that key is rejected, for example
    /// for the length of its modulus or its RSASSA-PSS parameters, no later block is tried. It skips text around the
    /// blocks, blocks with other labels, such as `CERTIFICATE`, and keys of other kinds.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der). Also if a `BEGIN` or `END` line is damaged, or a block that may hold such a
    /// key; if a private key, encrypted or not, is labeled `PUBLIC KEY` or `RSA PUBLIC KEY`; or if the text is not PEM.
    /// Nothing behind the block that decides is looked at. If no block holds a key of this kind, the error names what the
    /// first one holds.
    ///
    /// ```
    /// use jwt_codec::jwa::KeyFamily;
    /// use jwt_codec::{KeyError, KeyKind, Rs256, VerifyingKey};
    ///
    /// let pem = std::fs::read("tests/data/keys/rsa-2048-spki.pem")?;
    /// let key = VerifyingKey::<Rs256>::from_pem(&pem)?;
    /// assert_eq!(key.to_pem().as_bytes(), pem);
    ///
    /// let other = std::fs::read("tests/data/keys/ec-p256-spki.pem")?;
    /// assert_eq!(
    ///     VerifyingKey::<Rs256>::from_pem(other).unwrap_err(),
    ///     KeyError::Unexpected { found: KeyKind::Public(KeyFamily::P256), expected: KeyKind::Public(KeyFamily::Rsa) },
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "pem")]
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError>
    where
        A: PublicKeyAlgorithm,
    {
        let expected = KeyKind::Public(A::VerifyingKey::FAMILY);
        pem::key_in(pem.as_ref(), expected, Self::from_der)
    }

    /// Exports the public key as DER: SPKI (RFC 5280 section 4.1).
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?.verifying_key();
    /// assert_eq!(VerifyingKey::<Es256>::from_der(&key.to_der())?, key);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_der(&self) -> Vec<u8>
    where
        A: PublicKeyAlgorithm,
    {
        self.0.to_spki()
    }

    /// Exports the public key as PEM: SPKI in a `PUBLIC KEY` block.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?.verifying_key();
    /// let pem = key.to_pem();
    /// assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    /// assert_eq!(VerifyingKey::<Es256>::from_pem(&pem)?, key);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[cfg(feature = "pem")]
    #[must_use]
    pub fn to_pem(&self) -> String
    where
        A: PublicKeyAlgorithm,
    {
        pem::encode("PUBLIC KEY", &self.0.to_spki())
    }
}

#[cfg(feature = "jwk")]
impl<A: PublicKeyAlgorithm> VerifyingKey<A> {
    pub(crate) fn to_material(&self) -> Material {
        self.0.to_material()
    }
}

#[cfg(feature = "jwk")]
impl<A: PrivateKeyAlgorithm> SigningKey<A> {
    pub(crate) fn to_material(&self) -> Material {
        self.0.to_material()
    }
}

/// A public key that is read from and written to DER, and to the members of a JWK.
#[doc(hidden)]
pub trait PublicKeyForms: Sized {
    const FAMILY: KeyFamily;

    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
    fn to_spki(&self) -> Vec<u8>;
    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material;
}

/// A private key that is read from and written to DER, and to the members of a JWK.
#[doc(hidden)]
pub trait PrivateKeyForms: Sized {
    const FAMILY: KeyFamily;

    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
    fn to_pkcs8(&self) -> WipedBytes;
    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material;
}
