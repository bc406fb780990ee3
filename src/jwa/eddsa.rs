//! EdDSA with Ed25519: RFC 8037 section 3.1, RFC 8032 section 5.1.
//!
//! Verification is strict. It rejects keys and points of small order, and an `s` that is not below the order. So nobody
//! but the signer can make a second signature for a message.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
#[cfg(feature = "std")]
use std::sync::OnceLock;

use ed25519_dalek::{Signature, Signer, SigningKey as PrivateKey, VerifyingKey as PublicKey};
use sha2::{Digest, Sha512};
use signature_verification::ed25519::PublicKey as PreparedKey;
use zeroize::Zeroizing;

use super::der::{octet_string, octet_string_in, pkcs8, private_key, public_key, spki};
use super::fast_signing::FastSigner;
use super::key::{FromSeed, Sealed, SignPrepared, VerifyPrepared};
use super::key_file::{PrivateKeyAlgorithm, PrivateKeyForms, PublicKeyAlgorithm, PublicKeyForms};
#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, KeyFamily, SigningAlgorithm, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "jwk")]
use crate::error::KeyKind;
use crate::error::{InvalidSignature, KeyDefect, KeyError, KeyPart, SignError};
use crate::secret::WipedBytes;

/// EdDSA with Ed25519. Its headers say `EdDSA` (RFC 8037).
///
/// [`EdDsa`] and [`Ed25519`] are one algorithm: a key of either type verifies tokens with either name.
///
/// ```
/// use jwt_codec::{EdDsa, Sign, SigningKey};
///
/// let key = SigningKey::<EdDsa>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("EdDSA", 64));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EdDsa;

/// EdDSA with Ed25519. Its headers say `Ed25519` (RFC 9864).
///
/// [`EdDsa`] and [`Ed25519`] are one algorithm: a key of either type verifies tokens with either name.
///
/// ```
/// use jwt_codec::jws::{self, Header};
/// use jwt_codec::{Algorithm, Ed25519, EdDsa, SigningKey, VerifyingKey};
///
/// let key = SigningKey::<Ed25519>::generate()?;
/// let token = jws::sign(&Header::new(Algorithm::Ed25519), b"payload", &key)?;
/// let other_name = VerifyingKey::<EdDsa>::from_bytes(&key.verifying_key().to_bytes())?;
/// assert!(jws::verify(&token, &other_name).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ed25519;

/// An algorithm of the EdDSA family.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::EddsaAlgorithm;
/// use jwt_codec::{Ed25519, EdDsa, KeyError, SigningKey};
///
/// fn key<A: EddsaAlgorithm>(seed: [u8; 32]) -> Result<SigningKey<A>, KeyError> {
///     SigningKey::<A>::from_seed(&seed)
/// }
///
/// let public = key::<EdDsa>([7; 32])?.verifying_key();
/// assert_eq!(public.to_bytes(), key::<Ed25519>([7; 32])?.verifying_key().to_bytes());
/// # Ok::<(), KeyError>(())
/// ```
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{EddsaAlgorithm, SigningAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, Ed25519};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::ES256;
/// #     type VerifyingKey = <Ed25519 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// # impl SigningAlgorithm for Mine {
/// #     type SigningKey = <Ed25519 as SigningAlgorithm>::SigningKey;
/// # }
/// #
/// impl EddsaAlgorithm for Mine {}
/// ```
pub trait EddsaAlgorithm:
    VerifyingAlgorithm<VerifyingKey = Ed25519PublicKey> + SigningAlgorithm<SigningKey = Ed25519PrivateKey>
{
}

macro_rules! eddsa_algorithm {
    ($marker:ident $name:ident) => {
        impl Sealed for $marker {}

        impl VerifyingAlgorithm for $marker {
            const ALGORITHM: Algorithm = Algorithm::$name;
            type VerifyingKey = Ed25519PublicKey;
        }

        impl SigningAlgorithm for $marker {
            type SigningKey = Ed25519PrivateKey;
        }

        impl PublicKeyAlgorithm for $marker {}

        impl PrivateKeyAlgorithm for $marker {}

        impl EddsaAlgorithm for $marker {}
    };
}

eddsa_algorithm!(EdDsa EdDSA);
eddsa_algorithm!(Ed25519 Ed25519);

impl<A: EddsaAlgorithm> VerifyingKey<A> {
    /// Creates a public key from its 32 bytes (RFC 8037 section 2, RFC 8032 section 5.1.5).
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`] if it has another length. [`KeyError::Malformed`] if it is not a point of the curve, or
    /// is a point of small order.
    ///
    /// ```
    /// use jwt_codec::{EdDsa, KeyDefect, KeyError, KeyPart, SigningKey, VerifyingKey};
    ///
    /// let bytes = SigningKey::<EdDsa>::generate()?.verifying_key().to_bytes();
    /// let key = VerifyingKey::<EdDsa>::from_bytes(&bytes)?;
    /// assert_eq!(key.to_bytes(), bytes);
    ///
    /// let refused = VerifyingKey::<EdDsa>::from_bytes(&[0; 32]).unwrap_err();
    /// assert_eq!(refused, KeyError::Malformed(KeyPart::PublicKey, KeyDefect::SmallOrder));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        Ed25519PublicKey::from_bytes(bytes).map(Self)
    }

    /// Returns the public key as its 32 bytes (RFC 8032 section 5.1.5).
    ///
    /// ```
    /// use jwt_codec::{EdDsa, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<EdDsa>::generate()?.verifying_key();
    /// let bytes: [u8; 32] = key.to_bytes();
    /// assert_eq!(VerifyingKey::<EdDsa>::from_bytes(&bytes)?, key);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

#[doc(hidden)]
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct Ed25519PublicKey {
    bytes: [u8; 32],
    prepared: Arc<Prepared>,
}

/// The key with its table, which may be made later.
#[cfg(feature = "std")]
type Prepared = OnceLock<PreparedKey>;

/// Without `std`, threads cannot share a value that is set later.
#[cfg(not(feature = "std"))]
type Prepared = PreparedKey;

#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct Ed25519PrivateKey {
    private: PrivateKey,
    pub(super) fast: Option<FastSigner>,
}

impl Ed25519PublicKey {
    fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let key = Self::from_bytes_on_demand(bytes)?;
        key.prepared();
        Ok(key)
    }

    /// The same, for one of many keys: the table is made at first use.
    fn from_bytes_on_demand(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes =
            bytes.try_into().map_err(|_| KeyError::Length { part: KeyPart::X, found: bytes.len(), expected: 32 })?;
        match PublicKey::from_bytes(bytes) {
            Ok(key) if key.is_weak() => Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::SmallOrder)),
            // RFC 8032 section 5.1.3: a coordinate has one encoding.
            Ok(key) if key.to_edwards().compress().to_bytes() != *bytes => {
                Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotCanonical))
            }
            Ok(_) => Ok(Self::new(*bytes)),
            Err(_) => Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve)),
        }
    }

    #[cfg(feature = "std")]
    fn new(bytes: [u8; 32]) -> Self {
        Self { bytes, prepared: Arc::default() }
    }

    #[cfg(not(feature = "std"))]
    fn new(bytes: [u8; 32]) -> Self {
        Self { bytes, prepared: Arc::new(prepared_key(&bytes)) }
    }

    fn prepared(&self) -> &PreparedKey {
        #[cfg(feature = "std")]
        return self.prepared.get_or_init(|| prepared_key(&self.bytes));
        #[cfg(not(feature = "std"))]
        return &self.prepared;
    }

    const fn to_bytes(&self) -> [u8; 32] {
        self.bytes
    }
}

#[expect(clippy::expect_used, reason = "the bytes were checked, or are those of a private key")]
fn prepared_key(bytes: &[u8; 32]) -> PreparedKey {
    PreparedKey::new(bytes).expect("the one encoding of a point, and not of small order")
}

impl FromSeed for Ed25519PrivateKey {
    fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let seed =
            seed.try_into().map_err(|_| KeyError::Length { part: KeyPart::D, found: seed.len(), expected: 32 })?;
        Ok(Self { private: PrivateKey::from_bytes(seed), fast: FastSigner::ed25519(seed) })
    }
}

impl Ed25519PrivateKey {
    fn public_bytes(&self) -> [u8; 32] {
        self.private.verifying_key().to_bytes()
    }

    fn to_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.private.to_bytes())
    }
}

/// A point has one encoding: [`from_bytes`](Ed25519PublicKey::from_bytes) rejects all others.
impl PartialEq for Ed25519PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Ed25519PublicKey {}

impl Hash for Ed25519PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl PublicKeyForms for Ed25519PublicKey {
    const FAMILY: KeyFamily = KeyFamily::Ed25519;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_bytes(public_key(der, Self::FAMILY)?.key)
    }

    fn to_spki(&self) -> Vec<u8> {
        spki(Self::FAMILY, &self.bytes)
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        Material::Okp { curve: Self::FAMILY, x: self.bytes.to_vec(), d: None }
    }
}

impl PrivateKeyForms for Ed25519PrivateKey {
    const FAMILY: KeyFamily = KeyFamily::Ed25519;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        // RFC 8410 section 7: the key is an octet string inside another octet string.
        let found = private_key(der, Self::FAMILY)?;
        let seed =
            octet_string_in(found.key).ok_or(KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::MalformedPrivateKey))?;
        let key = Self::from_seed(seed)?;
        if found.public_key.is_some_and(|public_key| *public_key != key.public_bytes()) {
            return Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey));
        }
        Ok(key)
    }

    fn to_pkcs8(&self) -> WipedBytes {
        pkcs8(Self::FAMILY, &octet_string(&*self.to_seed()))
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        let d = WipedBytes::new(self.to_seed().to_vec());
        Material::Okp { curve: Self::FAMILY, x: self.public_bytes().to_vec(), d: Some(d) }
    }
}

impl VerifyPrepared for Ed25519PublicKey {
    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Okp { x, d, .. } = material else {
            return Err(material.unexpected(KeyKind::Public(Self::FAMILY)));
        };
        // The halves of a private key must match.
        if d.is_some() {
            Ed25519PrivateKey::from_material(material)?;
        }
        Self::from_bytes_on_demand(x)
    }

    #[expect(clippy::expect_used, reason = "the bytes are those of a key")]
    fn with_large_table(self) -> Self {
        let key = PreparedKey::new_large(&self.bytes).expect("the one encoding of a point, and not of small order");
        #[allow(clippy::useless_conversion, reason = "with `std`, the key is in a cell")]
        Self { prepared: Arc::new(Prepared::from(key)), ..self }
    }

    fn signature_len(&self) -> usize {
        Signature::BYTE_SIZE
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        // RFC 8032 section 5.1.7: the engine needs the hash of R, the key and the message.
        let signature: &[u8; 64] = signature.try_into().map_err(|_| InvalidSignature)?;
        let (r, _) = signature.split_at(32);
        let hash = Sha512::new().chain_update(r).chain_update(self.bytes).chain_update(message).finalize();
        if self.prepared().is_signature(&hash.into(), signature) { Ok(()) } else { Err(InvalidSignature) }
    }
}

impl SignPrepared for Ed25519PrivateKey {
    type VerifyingKey = Ed25519PublicKey;

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Okp { x, d: Some(d), .. } = material else {
            return Err(material.unexpected(KeyKind::Private(Self::FAMILY)));
        };
        let key = Self::from_seed(d)?;
        if key.public_bytes() == **x { Ok(key) } else { Err(material.unrelated()) }
    }

    fn signature_len(&self) -> usize {
        Signature::BYTE_SIZE
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        if let Some(fast) = &self.fast {
            return fast.sign(message, signature);
        }
        let made = self.private.try_sign(message).map_err(|_| SignError::Key("ed25519".into()))?;
        signature.copy_from_slice(&made.to_bytes());
        Ok(())
    }

    fn verifying_key(&self) -> Ed25519PublicKey {
        let key = Ed25519PublicKey::new(self.public_bytes());
        key.prepared();
        key
    }

    fn generate() -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|_| KeyError::Randomness)?;
        Self::from_seed(&*seed)
    }
}
