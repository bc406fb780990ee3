//! ECDSA: RFC 7518 section 3.4. A signature is `r || s`, each as long as the order of the curve.
//!
//! Signing is deterministic (RFC 6979), except by `graviola` (see `fast_signing`), which adds random bytes. Verifying
//! computes with public values only. A signature with the other `s` (`n - s`) is also valid under RFC 7518, so the text of
//! a token does not identify it. Use `jti` for that.

mod curve;
mod der_signature;
mod keys;
#[cfg(any(feature = "es256", feature = "es384", feature = "es512"))]
mod prepared;

use alloc::vec::Vec;

#[cfg(feature = "es256")]
use ::p256::NistP256;
#[cfg(feature = "es256k")]
use k256::Secp256k1;
#[cfg(feature = "es384")]
use p384::NistP384;
#[cfg(feature = "es512")]
use p521::NistP521;

use super::key::Sealed;
use super::key_file::{PrivateKeyAlgorithm, PublicKeyAlgorithm};
use super::{Algorithm, SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
use crate::error::KeyError;
pub(super) use curve::JoseCurve;
pub use der_signature::ecdsa_signature_from_der;
pub(super) use keys::EcdsaPrivateKey;
use keys::EcdsaPublicKey;

/// An algorithm of the ECDSA family.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::EcdsaAlgorithm;
/// use jwt_codec::{Es256, KeyError, SigningKey, VerifyingKey};
///
/// /// A point without its tag, `x || y`, as some devices give it.
/// fn key<A: EcdsaAlgorithm>(point: &[u8]) -> Result<VerifyingKey<A>, KeyError> {
///     VerifyingKey::from_sec1_bytes(&[&[4], point].concat())
/// }
///
/// let public = SigningKey::<Es256>::generate()?.verifying_key();
/// assert_eq!(key::<Es256>(&public.to_sec1_bytes()[1..])?, public);
/// # Ok::<(), KeyError>(())
/// ```
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{EcdsaAlgorithm, SigningAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, Es256};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::ES384;
/// #     type VerifyingKey = <Es256 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// # impl SigningAlgorithm for Mine {
/// #     type SigningKey = <Es256 as SigningAlgorithm>::SigningKey;
/// # }
/// #
/// impl EcdsaAlgorithm for Mine {
///     type Curve = <Es256 as EcdsaAlgorithm>::Curve;
/// }
/// ```
pub trait EcdsaAlgorithm:
    VerifyingAlgorithm<VerifyingKey = EcdsaPublicKey<Self::Curve>>
    + SigningAlgorithm<SigningKey = EcdsaPrivateKey<Self::Curve>>
{
    /// The curve, with its hash.
    #[doc(hidden)]
    type Curve: JoseCurve;
}

/// ECDSA using P-256 and SHA-256.
///
/// ```
/// use jwt_codec::{Es256, Sign, SigningKey};
///
/// let key = SigningKey::<Es256>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ES256", 64));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[cfg(feature = "es256")]
#[derive(Clone, Copy, Debug)]
pub struct Es256;

/// ECDSA using P-384 and SHA-384.
///
/// ```
/// use jwt_codec::{Es384, Sign, SigningKey};
///
/// let key = SigningKey::<Es384>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ES384", 96));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[cfg(feature = "es384")]
#[derive(Clone, Copy, Debug)]
pub struct Es384;

/// ECDSA using P-521 and SHA-512.
///
/// ```
/// use jwt_codec::{Es512, Sign, SigningKey};
///
/// let key = SigningKey::<Es512>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ES512", 132));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[cfg(feature = "es512")]
#[derive(Clone, Copy, Debug)]
pub struct Es512;

/// ECDSA using secp256k1 and SHA-256 (RFC 8812 section 3.2).
///
/// ```
/// use jwt_codec::{Es256K, Sign, SigningKey};
///
/// let key = SigningKey::<Es256K>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ES256K", 64));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[cfg(feature = "es256k")]
#[derive(Clone, Copy, Debug)]
pub struct Es256K;

macro_rules! ecdsa_algorithm {
    ($marker:ident $name:ident $curve:ident) => {
        impl Sealed for $marker {}

        impl VerifyingAlgorithm for $marker {
            const ALGORITHM: Algorithm = Algorithm::$name;
            type VerifyingKey = EcdsaPublicKey<$curve>;
        }

        impl SigningAlgorithm for $marker {
            type SigningKey = EcdsaPrivateKey<$curve>;
        }

        impl PublicKeyAlgorithm for $marker {}

        impl PrivateKeyAlgorithm for $marker {}

        impl EcdsaAlgorithm for $marker {
            type Curve = $curve;
        }
    };
}

#[cfg(feature = "es256")]
ecdsa_algorithm!(Es256 ES256 NistP256);
#[cfg(feature = "es384")]
ecdsa_algorithm!(Es384 ES384 NistP384);
#[cfg(feature = "es512")]
ecdsa_algorithm!(Es512 ES512 NistP521);
#[cfg(feature = "es256k")]
ecdsa_algorithm!(Es256K ES256K Secp256k1);

impl<A: EcdsaAlgorithm> VerifyingKey<A> {
    /// Creates a public key from the affine coordinates of its point (RFC 7518 section 6.2.1).
    ///
    /// Each is big-endian and as long as an element of the field, 32 bytes for P-256.
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`] if a coordinate has another length. [`KeyError::Malformed`] if the point is not on the curve.
    ///
    /// ```
    /// use jwt_codec::{Es256, KeyDefect, KeyError, KeyPart, VerifyingKey};
    /// # let public = jwt_codec::SigningKey::<Es256>::generate()?.verifying_key();
    /// # let point = public.to_sec1_bytes();
    /// # let (x, y) = (&point[1..33], &point[33..]);
    ///
    /// let key = VerifyingKey::<Es256>::from_coordinates(x, y)?;
    /// # assert_eq!(key, public);
    /// let refused = VerifyingKey::<Es256>::from_coordinates(x, x).unwrap_err();
    /// assert_eq!(refused, KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_coordinates(x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        EcdsaPublicKey::from_coordinates(x, y).map(Self)
    }

    /// Creates a public key from a point in the encoding of SEC1 section 2.3.3.
    ///
    /// Accepts the uncompressed form, `0x04 || x || y`: 65 bytes for P-256 and secp256k1, 97 for P-384, 133 for P-521.
    /// Like [`from_der`](Self::from_der), it accepts the compressed form too: `0x02 || x` or `0x03 || x`, 33, 49 or 67
    /// bytes. Rejects the hybrid form, the point at infinity, and coordinates without a tag.
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`] if the length does not fit the form. [`KeyError::Malformed`] for another form, or if the point
    /// is not on the curve.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?.verifying_key();
    /// let point = key.to_sec1_bytes();
    /// assert_eq!((point.len(), point[0]), (65, 4));
    /// assert_eq!(VerifyingKey::<Es256>::from_sec1_bytes(&point)?, key);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_sec1_bytes(point: &[u8]) -> Result<Self, KeyError> {
        EcdsaPublicKey::from_sec1_bytes(point).map(Self)
    }

    /// Returns the point in the uncompressed encoding of SEC1 section 2.3.3, `0x04 || x || y`: 65 bytes for P-256 and
    /// secp256k1, 97 for P-384, 133 for P-521.
    ///
    /// ```
    /// use jwt_codec::{Es384, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<Es384>::generate()?.verifying_key();
    /// let point = key.to_sec1_bytes();
    /// let (x, y) = point[1..].split_at(48);
    /// assert_eq!(VerifyingKey::<Es384>::from_coordinates(x, y)?, key);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_sec1_bytes(&self) -> Vec<u8> {
        self.0.to_sec1_bytes()
    }
}

impl<A: EcdsaAlgorithm> SigningKey<A> {
    /// Creates a private key from its scalar (RFC 7518 section 6.2.2).
    ///
    /// It is big-endian and as long as the order of the curve, 32 bytes for P-256.
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`] if it has another length. [`KeyError::Malformed`] if it is zero, or not below the order.
    ///
    /// ```
    /// use jwt_codec::{Es256, KeyDefect, KeyError, KeyPart, SigningKey};
    ///
    /// // The same scalar makes the same key.
    /// let key = SigningKey::<Es256>::from_scalar(&[0x5a; 32])?;
    /// assert_eq!(key.verifying_key(), SigningKey::<Es256>::from_scalar(&[0x5a; 32])?.verifying_key());
    ///
    /// let refused = SigningKey::<Es256>::from_scalar(&[0; 32]).unwrap_err();
    /// assert_eq!(refused, KeyError::Malformed(KeyPart::D, KeyDefect::ScalarRange));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_scalar(d: &[u8]) -> Result<Self, KeyError> {
        EcdsaPrivateKey::from_scalar(d).map(Self)
    }
}
