//! Keys whose algorithm is known only at run time, from a configuration or a JWK. The `alg` of a *token* never gets here.

use alloc::boxed::Box;
#[cfg(feature = "jwk")]
use core::any::Any;

#[cfg(feature = "_pkcs8")]
use super::key_file::{PrivateKeyAlgorithm, PrivateKeyForms};
#[cfg(feature = "_der")]
use super::key_file::{PublicKeyAlgorithm, PublicKeyForms};
#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, Sign, Verify};
use super::{SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
use crate::error::{KeyError, KeyKind};

/// An algorithm of this build.
struct Row {
    algorithm: Algorithm,
    verifying: Constructors<dyn Verify>,
    /// Absent if this build does not sign with it.
    signing: Option<Constructors<dyn Sign>>,
    /// What makes the members of a JWK from a public key, if it is one of this algorithm.
    #[cfg(feature = "jwk")]
    to_material: fn(&dyn Any) -> Option<Material>,
}

/// The constructors of an algorithm's keys.
pub(crate) struct Constructors<K: ?Sized> {
    /// What the bytes are: a secret, or the DER of such a key.
    kind: KeyKind,
    from_bytes: fn(&[u8]) -> Result<Box<K>, KeyError>,
    #[cfg(feature = "jwk")]
    pub(crate) from_material: fn(&Material) -> Result<Box<K>, KeyError>,
}

macro_rules! table {
    ($($(#[$doc:meta])* $name:ident $marker:ident $feature:tt $kind:ident $facts:tt $(is $other:ident)? $(as $text:literal)?,)*) => {
        const TABLE: &[Row] = &[$(
            #[cfg(feature = $feature)]
            Row::$kind::<super::$marker>(),
        )*];
    };
}

super::algorithm::for_each_algorithm!(table);

impl Row {
    #[cfg(feature = "hmac")]
    const fn secret<A: super::HmacAlgorithm>() -> Self {
        let verifying = Constructors {
            kind: KeyKind::Secret,
            from_bytes: |secret| VerifyingKey::<A>::from_secret(secret).map(boxed_verify),
            #[cfg(feature = "jwk")]
            from_material: verify_from_material::<A>,
        };
        let signing = Constructors {
            kind: KeyKind::Secret,
            from_bytes: |secret| SigningKey::<A>::from_secret(secret).map(boxed_sign),
            #[cfg(feature = "jwk")]
            from_material: sign_from_material::<A>,
        };
        Self {
            algorithm: A::ALGORITHM,
            verifying,
            signing: Some(signing),
            #[cfg(feature = "jwk")]
            to_material: |_| None,
        }
    }

    #[cfg(feature = "ml-dsa")]
    const fn ml_dsa<A: PrivateKeyAlgorithm>() -> Self {
        Self::pair::<A>()
    }

    #[cfg(any(feature = "_ecdsa", feature = "eddsa"))]
    const fn curve<A: PrivateKeyAlgorithm>() -> Self {
        Self::pair::<A>()
    }

    #[cfg(feature = "rsa-signing")]
    const fn rsa<A: PrivateKeyAlgorithm>() -> Self {
        Self::pair::<A>()
    }

    #[cfg(all(feature = "rsa", not(feature = "rsa-signing")))]
    const fn rsa<A: PublicKeyAlgorithm>() -> Self {
        Self::public::<A>(None)
    }

    #[cfg(feature = "_pkcs8")]
    const fn pair<A: PrivateKeyAlgorithm>() -> Self {
        let signing = Constructors {
            kind: KeyKind::Private(A::SigningKey::FAMILY),
            from_bytes: |der| SigningKey::<A>::from_der(der).map(boxed_sign),
            #[cfg(feature = "jwk")]
            from_material: sign_from_material::<A>,
        };
        Self::public::<A>(Some(signing))
    }

    #[cfg(feature = "_der")]
    const fn public<A: PublicKeyAlgorithm>(signing: Option<Constructors<dyn Sign>>) -> Self {
        let verifying = Constructors {
            kind: KeyKind::Public(A::VerifyingKey::FAMILY),
            from_bytes: |der| VerifyingKey::<A>::from_der(der).map(boxed_verify),
            #[cfg(feature = "jwk")]
            from_material: verify_from_material::<A>,
        };
        Self {
            algorithm: A::ALGORITHM,
            verifying,
            signing,
            #[cfg(feature = "jwk")]
            to_material: |key| key.downcast_ref::<VerifyingKey<A>>().map(VerifyingKey::to_material),
        }
    }
}

#[cfg(feature = "jwk")]
fn verify_from_material<A: VerifyingAlgorithm>(material: &Material) -> Result<Box<dyn Verify>, KeyError> {
    VerifyingKey::<A>::from_material(material).map(boxed_verify)
}

#[cfg(feature = "jwk")]
fn sign_from_material<A: SigningAlgorithm>(material: &Material) -> Result<Box<dyn Sign>, KeyError> {
    SigningKey::<A>::from_material(material).map(boxed_sign)
}

fn boxed_verify<A: VerifyingAlgorithm>(key: VerifyingKey<A>) -> Box<dyn Verify> {
    Box::new(key)
}

fn boxed_sign<A: SigningAlgorithm>(key: SigningKey<A>) -> Box<dyn Sign> {
    Box::new(key)
}

/// Returns the constructors of verifying keys, if this build has the algorithm.
pub(crate) fn verifying(algorithm: Algorithm) -> Result<&'static Constructors<dyn Verify>, KeyError> {
    row(algorithm).map(|row| &row.verifying)
}

/// Returns the constructors of signing keys, if this build signs with the algorithm.
pub(crate) fn signing(algorithm: Algorithm) -> Result<&'static Constructors<dyn Sign>, KeyError> {
    row(algorithm)?.signing.as_ref().ok_or(KeyError::UnsupportedAlgorithm(algorithm))
}

/// Returns the members of a JWK, if `key` is a public key of this algorithm.
#[cfg(feature = "jwk")]
pub(crate) fn public_material(algorithm: Algorithm, key: &dyn Any) -> Option<Material> {
    row(algorithm).ok().and_then(|row| (row.to_material)(key))
}

fn row(algorithm: Algorithm) -> Result<&'static Row, KeyError> {
    TABLE.iter().find(|row| row.algorithm == algorithm).ok_or(KeyError::UnsupportedAlgorithm(algorithm))
}

impl<K: ?Sized> Constructors<K> {
    /// Requires the keys to be secrets, or requires that they are not.
    const fn require(&self, is_secret: bool, algorithm: Algorithm) -> Result<&Self, KeyError> {
        let fits = matches!(self.kind, KeyKind::Secret) == is_secret;
        if fits { Ok(self) } else { Err(KeyError::UnsupportedAlgorithm(algorithm)) }
    }
}

/// Creates a verifying key from a secret, for HS256, HS384 or HS512, chosen at run time.
///
/// # Errors
///
/// As [`VerifyingKey::from_secret`]. [`KeyError::UnsupportedAlgorithm`] if the algorithm has no secrets, or its
/// feature is not enabled.
///
/// ```
/// use jwt_codec::{Algorithm, KeyError, jwa};
///
/// let algorithm: Algorithm = "HS256".parse()?; // from a configuration
/// let key = jwa::verifying_key_from_secret(algorithm, &[0x5a; 32])?;
/// let refused = jwa::verifying_key_from_secret(Algorithm::RS256, &[0x5a; 32]).unwrap_err();
/// assert_eq!(refused, KeyError::UnsupportedAlgorithm(Algorithm::RS256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "hmac")]
pub fn verifying_key_from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Box<dyn Verify>, KeyError> {
    (verifying(algorithm)?.require(true, algorithm)?.from_bytes)(secret)
}

/// Creates a signing key from a secret, for HS256, HS384 or HS512, chosen at run time.
///
/// # Errors
///
/// As [`verifying_key_from_secret`].
///
/// ```
/// use jwt_codec::{Algorithm, Signer, jwa};
///
/// let algorithm: Algorithm = "HS512".parse()?; // from a configuration
/// let signer = Signer::new(jwa::signing_key_from_secret(algorithm, &[0x5a; 64])?);
/// assert_eq!(signer.header().alg(), "HS512");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "hmac")]
pub fn signing_key_from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Box<dyn Sign>, KeyError> {
    (signing(algorithm)?.require(true, algorithm)?.from_bytes)(secret)
}

/// Creates a verifying key from DER, for an algorithm chosen at run time.
///
/// # Errors
///
/// As [`VerifyingKey::from_der`]. [`KeyError::UnsupportedAlgorithm`] if the algorithm has no public keys, or its
/// feature is not enabled.
///
/// ```
/// use jwt_codec::{Algorithm, Es256, KeyError, SigningKey, jwa};
///
/// let der = SigningKey::<Es256>::generate()?.verifying_key().to_der();
/// let key = jwa::verifying_key_from_der(Algorithm::ES256, &der)?;
/// assert_eq!(key.algorithm(), Algorithm::ES256);
/// assert!(jwa::verifying_key_from_der(Algorithm::EdDSA, &der).is_err());
/// # Ok::<(), KeyError>(())
/// ```
#[cfg(feature = "_der")]
pub fn verifying_key_from_der(algorithm: Algorithm, der: &[u8]) -> Result<Box<dyn Verify>, KeyError> {
    (verifying(algorithm)?.require(false, algorithm)?.from_bytes)(der)
}

/// Creates a signing key from DER, for an algorithm chosen at run time.
///
/// # Errors
///
/// As [`SigningKey::from_der`]. [`KeyError::UnsupportedAlgorithm`] if the algorithm has no private keys, or this build
/// does not sign with it.
///
/// ```
/// use jwt_codec::{Algorithm, Es256, KeyError, SigningKey, jwa};
///
/// let der = SigningKey::<Es256>::generate()?.to_secret_der();
/// let key = jwa::signing_key_from_der(Algorithm::ES256, der.expose_secret())?;
/// assert_eq!(key.signature_len(), 64);
/// # Ok::<(), KeyError>(())
/// ```
#[cfg(feature = "_der")]
pub fn signing_key_from_der(algorithm: Algorithm, der: &[u8]) -> Result<Box<dyn Sign>, KeyError> {
    (signing(algorithm)?.require(false, algorithm)?.from_bytes)(der)
}

/// Creates a verifying key from PEM, for an algorithm chosen at run time.
///
/// # Errors
///
/// As [`VerifyingKey::from_pem`]. [`KeyError::UnsupportedAlgorithm`] if the algorithm has no public keys, or its
/// feature is not enabled.
///
/// ```
/// use jwt_codec::{Algorithm, Validation, Verifier, jwa};
///
/// let algorithm: Algorithm = "ES256".parse()?; // from a configuration
/// let pem = std::fs::read("tests/data/keys/ec-p256-spki.pem")?;
/// let key = jwa::verifying_key_from_pem(algorithm, pem)?;
/// assert_eq!(key.algorithm(), algorithm);
/// let verifier = Verifier::new(key, Validation::new());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(all(feature = "pem", feature = "_der"))]
pub fn verifying_key_from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Box<dyn Verify>, KeyError> {
    let keys = verifying(algorithm)?.require(false, algorithm)?;
    super::pem::key_in(pem.as_ref(), keys.kind, keys.from_bytes)
}

/// Creates a signing key from PEM, for an algorithm chosen at run time.
///
/// # Errors
///
/// As [`SigningKey::from_pem`]. [`KeyError::UnsupportedAlgorithm`] if the algorithm has no private keys, or this build
/// does not sign with it.
///
/// ```
/// use jwt_codec::{Algorithm, Claims, Signer, jwa};
///
/// let algorithm: Algorithm = "ES256".parse()?; // from a configuration
/// let pem = std::fs::read("tests/data/keys/ec-p256-pkcs8.pem")?;
/// let signer = Signer::new(jwa::signing_key_from_pem(algorithm, pem)?);
/// assert!(signer.sign(&Claims::new(()).subject("alice")).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(all(feature = "pem", feature = "_der"))]
pub fn signing_key_from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Box<dyn Sign>, KeyError> {
    let keys = signing(algorithm)?.require(false, algorithm)?;
    super::pem::key_in(pem.as_ref(), keys.kind, keys.from_bytes)
}
