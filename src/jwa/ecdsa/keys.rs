//! Private and public keys on a curve, and their forms.

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::JoseCurve;
#[cfg(feature = "jwk")]
use crate::error::KeyKind;
use crate::error::{InvalidSignature, KeyDefect, KeyError, KeyPart, SignError};
use crate::jwa::KeyFamily;
use crate::jwa::der::{EcPrivateKey, pkcs8, private_key, public_key, sec1, spki};
use crate::jwa::fast_signing::FastSigner;
use crate::jwa::key::{SignPrepared, VerifyPrepared};
use crate::jwa::key_file::{PrivateKeyForms, PublicKeyForms};
#[cfg(feature = "jwk")]
use crate::jwa::material::Material;
use crate::secret::WipedBytes;

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
    pub(in crate::jwa) fast: Option<FastSigner>,
}

impl<C: JoseCurve> EcdsaPublicKey<C> {
    fn prepare(point: C::Point) -> Self {
        Self { prepared: C::prepare(&point), point }
    }

    pub(super) fn from_coordinates(x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        point_of::<C>(x, y).map(Self::prepare)
    }

    pub(super) fn from_sec1_bytes(point: &[u8]) -> Result<Self, KeyError> {
        let coordinates = if matches!(point, [2 | 3, ..]) { 1_usize } else { 2 };
        check_length(KeyPart::Point, point, C::LENGTH.saturating_mul(coordinates).saturating_add(1))?;
        decode_point::<C>(point).map(Self::prepare)
    }

    pub(super) fn to_sec1_bytes(&self) -> Vec<u8> {
        C::encode_point(&self.point)
    }
}

impl<C: JoseCurve> EcdsaPrivateKey<C> {
    pub(super) fn from_scalar(d: &[u8]) -> Result<Self, KeyError> {
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
        let key = Self::from_scalar(&of_full_length::<C>(sec1.private_key))?;
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

/// Requires SEC1 inside of PKCS#8, if it names a curve, to name that of PKCS#8. If it does not, the key contradicts itself:
/// it is defective, and not of another kind. SEC1 alone has been asked for its curve already.
fn check_curve<C: JoseCurve>(sec1: &EcPrivateKey<'_>) -> Result<(), KeyError> {
    match sec1.curve {
        Some(found) if found != C::FAMILY => Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::NotOfAlgorithm)),
        _ => Ok(()),
    }
}

/// Returns a scalar of SEC1 at the length that RFC 5915 section 3 requires. Older releases of OpenSSL, OpenJDK, Bouncy Castle,
/// Botan and Mbed TLS left out zeros in front; Mbed TLS also wrote one too many. Nothing but zeros is added or left out.
fn of_full_length<C: JoseCurve>(scalar: &[u8]) -> WipedBytes {
    let excess = scalar.len().saturating_sub(C::LENGTH);
    let scalar = match scalar.split_at_checked(excess) {
        Some((front, rest)) if front.iter().all(|&byte| byte == 0) => rest,
        _ => scalar,
    };
    let mut full = WipedBytes::new(Vec::with_capacity(C::LENGTH.max(scalar.len())));
    full.resize(C::LENGTH.saturating_sub(scalar.len()), 0);
    full.extend_from_slice(scalar);
    full
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
