//! HMAC with SHA-2: RFC 7518 section 3.2.

mod key_inside;

use hmac::digest::OutputSizeUser;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::key::{Sealed, SignPrepared, VerifyPrepared};
#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "jwk")]
use crate::error::KeyKind;
use crate::error::{InvalidSignature, KeyError, SignError};
use key_inside::key_inside;

/// HS256, HS384 or HS512.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::HmacAlgorithm;
/// use jwt_codec::{Hs256, Hs512, KeyError, Validation, Verifier, VerifyingKey};
///
/// fn verifier<A: HmacAlgorithm>(secret: &[u8]) -> Result<Verifier<VerifyingKey<A>>, KeyError> {
///     Ok(Verifier::new(VerifyingKey::from_secret(secret)?, Validation::new()))
/// }
///
/// assert!(verifier::<Hs256>(&[0x5a; 32]).is_ok());
/// assert!(verifier::<Hs512>(&[0x5a; 32]).is_err());
/// ```
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{HmacAlgorithm, SigningAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, Hs256};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::RS256;
/// #     type VerifyingKey = <Hs256 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// # impl SigningAlgorithm for Mine {
/// #     type SigningKey = <Hs256 as SigningAlgorithm>::SigningKey;
/// # }
/// #
/// impl HmacAlgorithm for Mine {
///     type Hash = <Hs256 as HmacAlgorithm>::Hash;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an HMAC algorithm",
    label = "only HS256, HS384 and HS512 have secrets: use `from_pem`, `from_der` or `from_jwk`",
    note = "a public key that is used as a secret lets everybody sign (RFC 8725 section 2.1)"
)]
pub trait HmacAlgorithm:
    VerifyingAlgorithm<VerifyingKey = HmacKey<Self::Hash>> + SigningAlgorithm<SigningKey = HmacKey<Self::Hash>>
{
    /// The hash.
    #[doc(hidden)]
    type Hash: Sha2;
}

/// HMAC using SHA-256.
///
/// ```
/// use jwt_codec::{Hs256, KeyError, SigningKey};
///
/// let key = SigningKey::<Hs256>::from_secret(&[0x5a; 32])?;
/// let refused = SigningKey::<Hs256>::from_secret(&[0x5a; 31]).unwrap_err();
/// assert_eq!(refused, KeyError::SecretLength { found: 31, minimum: 32 });
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Hs256;

/// HMAC using SHA-384.
///
/// ```
/// use jwt_codec::{Hs384, KeyError, SigningKey};
///
/// let key = SigningKey::<Hs384>::from_secret(&[0x5a; 48])?;
/// let refused = SigningKey::<Hs384>::from_secret(&[0x5a; 47]).unwrap_err();
/// assert_eq!(refused, KeyError::SecretLength { found: 47, minimum: 48 });
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Hs384;

/// HMAC using SHA-512.
///
/// ```
/// use jwt_codec::{Hs512, KeyError, SigningKey};
///
/// let key = SigningKey::<Hs512>::from_secret(&[0x5a; 64])?;
/// let refused = SigningKey::<Hs512>::from_secret(&[0x5a; 63]).unwrap_err();
/// assert_eq!(refused, KeyError::SecretLength { found: 63, minimum: 64 });
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Hs512;

macro_rules! hmac_algorithm {
    ($marker:ident $name:ident $hash:ident) => {
        impl Sealed for $marker {}

        impl VerifyingAlgorithm for $marker {
            const ALGORITHM: Algorithm = Algorithm::$name;
            type VerifyingKey = HmacKey<$hash>;
        }

        impl SigningAlgorithm for $marker {
            type SigningKey = HmacKey<$hash>;
        }

        impl HmacAlgorithm for $marker {
            type Hash = $hash;
        }
    };
}

hmac_algorithm!(Hs256 HS256 Sha256);
hmac_algorithm!(Hs384 HS384 Sha384);
hmac_algorithm!(Hs512 HS512 Sha512);

impl<A: SigningAlgorithm> SigningKey<A> {
    /// Creates a key from a secret that is at least as long as the hash: 32, 48 or 64 bytes (RFC 7518 section 3.2).
    ///
    /// Pass the bytes themselves: base64 is not decoded. The secret should be random, which a password is not.
    ///
    /// # Errors
    ///
    /// [`KeyError::SecretLength`] if it is shorter than the hash. [`KeyError::SecretContainsKey`] if it contains a key:
    /// everybody who knows a *public* key could sign with it (RFC 8725 section 2.1).
    ///
    /// The search catches mistakes. It finds keys in PEM, DER, JWK, OpenSSH and XML (`RSAKeyValue`):
    ///
    /// - as they are, anywhere in the secret;
    /// - encoded, in the first 64 KiB: in base64, hexadecimal digits or UTF-16, or with escapes as in URLs, JSON and XML.
    ///
    /// It does not find other forms, such as decimal numbers or a JWK written as YAML.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, KeyError, Signer, SigningKey};
    ///
    /// let secret: [u8; 32] = [0x5a; 32]; // from a configuration, decoded
    /// let signer = Signer::new(SigningKey::<Hs256>::from_secret(&secret)?);
    /// assert!(signer.sign(&Claims::new(()).subject("alice")).is_ok());
    ///
    /// let refused = SigningKey::<Hs256>::from_secret(b"a password").unwrap_err();
    /// assert_eq!(refused, KeyError::SecretLength { found: 10, minimum: 32 });
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_secret(secret: &[u8]) -> Result<Self, KeyError>
    where
        A: HmacAlgorithm,
    {
        HmacKey::from_secret(secret).map(Self)
    }
}

impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// Creates a key from a secret that is at least as long as the hash: 32, 48 or 64 bytes (RFC 7518 section 3.2).
    ///
    /// # Errors
    ///
    /// As [`SigningKey::from_secret`].
    ///
    /// ```
    /// use jwt_codec::{Hs256, KeyError, KeyKind, VerifyingKey};
    ///
    /// let key = VerifyingKey::<Hs256>::from_secret(&[0x5a; 32])?;
    ///
    /// let public_key = std::fs::read("tests/data/keys/rsa-2048-spki.pem")?;
    /// assert_eq!(
    ///     VerifyingKey::<Hs256>::from_secret(&public_key).unwrap_err(),
    ///     KeyError::SecretContainsKey(KeyKind::Pem),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_secret(secret: &[u8]) -> Result<Self, KeyError>
    where
        A: HmacAlgorithm,
    {
        HmacKey::from_secret(secret).map(Self)
    }
}

/// The inner and outer state of the hash, with the secret already hashed in. Every use starts from a copy. The state and
/// its copies are wiped on drop.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct HmacKey<H: Sha2>(Hmac<H>);

/// A hash of the SHA-2 family.
#[doc(hidden)]
pub trait Sha2: EagerHash<Core: Send + Sync> + 'static {}

impl<H: EagerHash<Core: Send + Sync> + 'static> Sha2 for H {}

impl<H: Sha2> HmacKey<H> {
    fn from_secret(secret: &[u8]) -> Result<Self, KeyError> {
        let minimum = Hmac::<H>::output_size();
        if secret.len() < minimum {
            return Err(KeyError::SecretLength { found: secret.len(), minimum });
        }
        match key_inside(secret) {
            Some(kind) => Err(KeyError::SecretContainsKey(kind)),
            None => Self::from_any_secret(secret),
        }
    }

    /// Creates a key without the checks of [`from_secret`](Self::from_secret). The secret must not be empty.
    pub(crate) fn from_any_secret(secret: &[u8]) -> Result<Self, KeyError> {
        match Hmac::new_from_slice(secret) {
            Ok(mac) if !secret.is_empty() => Ok(Self(mac)),
            _ => Err(KeyError::SecretLength { found: secret.len(), minimum: 1 }),
        }
    }
}

impl<H: Sha2> VerifyPrepared for HmacKey<H> {
    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Oct(k) => Self::from_secret(k),
            other => Err(other.unexpected(KeyKind::Secret)),
        }
    }

    fn signature_len(&self) -> usize {
        Hmac::<H>::output_size()
    }

    /// `verify_slice` compares all bytes in constant time, through the crate `ctutils`.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.verify_slice(signature).map_err(|_| InvalidSignature)
    }
}

impl<H: Sha2> SignPrepared for HmacKey<H> {
    type VerifyingKey = Self;

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        VerifyPrepared::from_material(material)
    }

    fn signature_len(&self) -> usize {
        Hmac::<H>::output_size()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let mut mac = self.0.clone();
        mac.update(message);
        signature.copy_from_slice(&mac.finalize().into_bytes());
        Ok(())
    }

    fn verifying_key(&self) -> Self {
        Self(self.0.clone())
    }

    #[cfg(feature = "_generate")]
    #[expect(clippy::expect_used, reason = "our own data decides")]
    fn generate() -> Result<Self, KeyError> {
        let mut secret = Zeroizing::new([0; 64]);
        let secret = secret.get_mut(..Hmac::<H>::output_size()).expect("no hash is longer than 64 bytes");
        getrandom::fill(secret).map_err(|_| KeyError::Randomness)?;
        Self::from_any_secret(secret)
    }
}
