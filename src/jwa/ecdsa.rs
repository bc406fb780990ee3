//! ECDSA: RFC 7518 section 3.4. A signature is `r || s`, each as long as the order of the curve.
//!
//! Signing is deterministic (RFC 6979), except by `graviola` (see `fast_signing`), which adds random bytes. Verifying
//! computes with public values only. A signature with the other `s` (`n - s`) is also valid under RFC 7518, so the text of
//! a token does not identify it. Use `jti` for that.

mod curve;
mod der_signature;
#[cfg(any(feature = "es256", feature = "es384", feature = "es512"))]
mod prepared;

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

#[cfg(feature = "es256")]
use ::p256::NistP256;
#[cfg(feature = "es256k")]
use k256::Secp256k1;
#[cfg(feature = "es384")]
use p384::NistP384;
#[cfg(feature = "es512")]
use p521::NistP521;

use super::der::{EcPrivateKey, pkcs8, private_key, public_key, sec1, spki};
use super::fast_signing::FastSigner;
use super::key::{Sealed, SignPrepared, VerifyPrepared};
use super::key_file::{PrivateKeyAlgorithm, PrivateKeyForms, PublicKeyAlgorithm, PublicKeyForms};
#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, KeyFamily, SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
use crate::error::{InvalidSignature, KeyDefect, KeyError, KeyKind, KeyPart, SignError};
use crate::secret::WipedBytes;
pub(super) use curve::JoseCurve;
pub use der_signature::ecdsa_signature_from_der;

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
        let coordinates = if matches!(point, [2 | 3, ..]) { 1_usize } else { 2 };
        check_length(KeyPart::Point, point, A::Curve::LENGTH.saturating_mul(coordinates).saturating_add(1))?;
        let point = decode_point::<A::Curve>(point)?;
        Ok(Self(EcdsaPublicKey::prepare(point)))
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
        A::Curve::encode_point(&self.0.point)
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

#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct EcdsaPublicKey<C: JoseCurve> {
    point: C::Point,
    prepared: C::Prepared,
}

#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct EcdsaPrivateKey<C: JoseCurve> {
    private: C::PrivateKey,
    pub(super) fast: Option<FastSigner>,
}

impl<C: JoseCurve> EcdsaPublicKey<C> {
    fn prepare(point: C::Point) -> Self {
        Self { prepared: C::prepare(&point), point }
    }

    fn from_coordinates(x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        point_of::<C>(x, y).map(Self::prepare)
    }
}

impl<C: JoseCurve> EcdsaPrivateKey<C> {
    fn from_scalar(d: &[u8]) -> Result<Self, KeyError> {
        check_length(KeyPart::D, d, C::LENGTH)?;
        let private = C::decode_scalar(d).ok_or(KeyError::Malformed(KeyPart::D, KeyDefect::ScalarRange))?;
        Ok(Self { private, fast: FastSigner::ecdsa(C::FAMILY, d) })
    }
}

impl<C: JoseCurve> Clone for EcdsaPublicKey<C> {
    fn clone(&self) -> Self {
        Self { point: self.point, prepared: self.prepared.clone() }
    }
}

/// Compares only the points. The tables follow from them.
impl<C: JoseCurve> PartialEq for EcdsaPublicKey<C> {
    fn eq(&self, other: &Self) -> bool {
        self.point == other.point
    }
}

impl<C: JoseCurve> Eq for EcdsaPublicKey<C> {}

impl<C: JoseCurve> Hash for EcdsaPublicKey<C> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        C::encode_point(&self.point).hash(state);
    }
}

impl<C: JoseCurve> PublicKeyForms for EcdsaPublicKey<C> {
    const FAMILY: KeyFamily = C::FAMILY;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        decode_point::<C>(public_key(der, C::FAMILY)?.key).map(Self::prepare)
    }

    fn to_spki(&self) -> Vec<u8> {
        spki(C::FAMILY, &C::encode_point(&self.point))
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        let [x, y] = coordinates::<C>(&self.point);
        Material::Ec { curve: C::FAMILY, x, y, d: None }
    }
}

impl<C: JoseCurve> PrivateKeyForms for EcdsaPrivateKey<C> {
    const FAMILY: KeyFamily = C::FAMILY;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let found = private_key(der, C::FAMILY)?;
        let sec1 = EcPrivateKey::from_der(found.key)?;
        check_curve::<C>(&sec1)?;
        let key = Self::from_scalar(sec1.private_key)?;
        // PKCS#8 may contain the public key twice, inside SEC1 and next to it. Both must match.
        for public_key in [sec1.public_key, found.public_key].into_iter().flatten() {
            match decode_point::<C>(public_key) {
                Ok(point) if point == *C::public_point(&key.private) => {}
                Ok(_) => return Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey)),
                Err(_) => return Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::PublicKeyNotOnCurve)),
            }
        }
        Ok(key)
    }

    fn to_pkcs8(&self) -> WipedBytes {
        pkcs8(C::FAMILY, &sec1(&C::encode_scalar(&self.private), &C::encode_point(C::public_point(&self.private))))
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        let [x, y] = coordinates::<C>(C::public_point(&self.private));
        Material::Ec { curve: C::FAMILY, x, y, d: Some(C::encode_scalar(&self.private)) }
    }
}

impl<C: JoseCurve> VerifyPrepared for EcdsaPublicKey<C> {
    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Ec { x, y, d, .. } = material else {
            return Err(material.unexpected(KeyKind::Public(C::FAMILY)));
        };
        // If the JWK is private, its halves must match.
        if d.is_some() {
            EcdsaPrivateKey::<C>::from_material(material)?;
        }
        point_of::<C>(x, y).map(|point| Self { prepared: C::prepare_on_demand(&point), point })
    }

    fn with_large_table(self) -> Self {
        Self { prepared: C::prepare_large(&self.point), ..self }
    }

    fn signature_len(&self) -> usize {
        C::LENGTH.saturating_mul(2)
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        if C::verify(&self.prepared, message, signature) { Ok(()) } else { Err(InvalidSignature) }
    }
}

impl<C: JoseCurve> SignPrepared for EcdsaPrivateKey<C> {
    type VerifyingKey = EcdsaPublicKey<C>;

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Ec { x, y, d: Some(d), .. } = material else {
            return Err(material.unexpected(KeyKind::Private(C::FAMILY)));
        };
        let key = Self::from_scalar(d)?;
        if coordinates::<C>(C::public_point(&key.private)) == [&**x, &**y] {
            Ok(key)
        } else {
            Err(material.unrelated())
        }
    }

    fn signature_len(&self) -> usize {
        C::LENGTH.saturating_mul(2)
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        match &self.fast {
            Some(fast) => fast.sign(message, signature),
            None => C::sign(&self.private, message, signature).ok_or_else(|| SignError::Key("ecdsa".into())),
        }
    }

    fn verifying_key(&self) -> EcdsaPublicKey<C> {
        EcdsaPublicKey::prepare(*C::public_point(&self.private))
    }

    fn generate() -> Result<Self, KeyError> {
        let private = C::generate().ok_or(KeyError::Randomness)?;
        let fast = FastSigner::ecdsa(C::FAMILY, &C::encode_scalar(&private));
        Ok(Self { private, fast })
    }
}

/// Requires SEC1, if it names a curve, to name this one. PKCS#8 has named it already.
fn check_curve<C: JoseCurve>(sec1: &EcPrivateKey<'_>) -> Result<(), KeyError> {
    match sec1.curve {
        Some(found) if found != C::FAMILY => {
            Err(KeyError::Unexpected { found: KeyKind::Private(found), expected: KeyKind::Private(C::FAMILY) })
        }
        _ => Ok(()),
    }
}

const fn check_length(part: KeyPart, bytes: &[u8], expected: usize) -> Result<(), KeyError> {
    if bytes.len() == expected { Ok(()) } else { Err(KeyError::Length { part, found: bytes.len(), expected }) }
}

fn point_of<C: JoseCurve>(x: &[u8], y: &[u8]) -> Result<C::Point, KeyError> {
    for (part, coordinate) in [(KeyPart::X, x), (KeyPart::Y, y)] {
        check_length(part, coordinate, C::LENGTH)?;
    }
    let uncompressed: Vec<u8> = [&[4], x, y].concat();
    decode_point::<C>(&uncompressed)
}

/// Decodes a point in the encoding of SEC1 section 2.3.3.
fn decode_point<C: JoseCurve>(point: &[u8]) -> Result<C::Point, KeyError> {
    // RFC 5480 section 2.2: compressed or uncompressed.
    let decoded = matches!(point, [2..=4, ..]).then(|| C::decode_point(point)).flatten();
    decoded.ok_or(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve))
}

/// Returns the affine coordinates, each as long as an element of the field.
#[cfg(feature = "jwk")]
#[expect(clippy::expect_used, reason = "our own data decides")]
fn coordinates<C: JoseCurve>(point: &C::Point) -> [Vec<u8>; 2] {
    let point = C::encode_point(point);
    let (_, both) = point.split_first().expect("an uncompressed point begins with a tag");
    let (x, y) = both.split_at(both.len() / 2);
    [x.to_vec(), y.to_vec()]
}
