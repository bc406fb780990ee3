//! The trait of a curve: its name, its hash, and the arithmetic of its crate.

use alloc::vec::Vec;

use crate::jwa::KeyFamily;
use crate::secret::WipedBytes;

/// A curve with a name in JOSE.
///
/// The methods that compute are not generic over curves, so they are compiled once with this crate and not with every
/// program.
#[doc(hidden)]
pub trait JoseCurve: Sized + 'static {
    const FAMILY: KeyFamily;

    /// Bytes of a coordinate, and of a scalar.
    const LENGTH: usize;

    /// A point of the curve other than infinity.
    type Point: Copy + Eq + Send + Sync + 'static;

    /// A scalar from 1 to n - 1, with its point. Wiped on drop.
    type PrivateKey: Send + Sync + 'static;

    /// A public key with everything that can be computed once.
    type Prepared: Clone + Send + Sync + 'static;

    /// From the encodings of SEC1 section 2.3.3.
    fn decode_point(sec1: &[u8]) -> Option<Self::Point>;

    /// To the uncompressed encoding of SEC1 section 2.3.3.
    fn encode_point(point: &Self::Point) -> Vec<u8>;

    /// From LENGTH bytes, big-endian.
    fn decode_scalar(d: &[u8]) -> Option<Self::PrivateKey>;

    fn encode_scalar(key: &Self::PrivateKey) -> WipedBytes;

    fn public_point(key: &Self::PrivateKey) -> &Self::Point;

    /// From the system's randomness, if it gives any.
    fn generate() -> Option<Self::PrivateKey>;

    /// Writes `r || s`, which takes twice LENGTH, if the key can sign.
    fn sign(key: &Self::PrivateKey, message: &[u8], signature: &mut [u8]) -> Option<()>;

    /// Whether both halves of `r || s` are from 1 to n - 1, where n is the order of the curve.
    fn is_in_range(signature: &[u8]) -> bool;

    fn prepare(point: &Self::Point) -> Self::Prepared;

    /// The same, for one of many keys: slow computations wait for the first use.
    #[cfg(feature = "jwk")]
    fn prepare_on_demand(point: &Self::Point) -> Self::Prepared {
        Self::prepare(point)
    }

    /// The same, with everything that makes verifying faster, whatever memory it takes.
    fn prepare_large(point: &Self::Point) -> Self::Prepared {
        Self::prepare(point)
    }

    /// Whether `signature`, `r || s`, is one of the message.
    fn verify(prepared: &Self::Prepared, message: &[u8], signature: &[u8]) -> bool;
}

/// Most of a [`JoseCurve`]: what its crate does, through `ecdsa`.
macro_rules! by_its_crate {
    () => {
        type Point = ::ecdsa::VerifyingKey<Self>;
        type PrivateKey = ::ecdsa::SigningKey<Self>;

        const LENGTH: usize = size_of::<::ecdsa::elliptic_curve::FieldBytes<Self>>();

        fn decode_point(sec1: &[u8]) -> Option<Self::Point> {
            ::ecdsa::VerifyingKey::from_sec1_bytes(sec1).ok()
        }

        fn encode_point(point: &Self::Point) -> ::alloc::vec::Vec<u8> {
            point.to_sec1_point(false).as_bytes().to_vec()
        }

        fn decode_scalar(d: &[u8]) -> Option<Self::PrivateKey> {
            ::ecdsa::SigningKey::from_slice(d).ok()
        }

        fn encode_scalar(key: &Self::PrivateKey) -> crate::secret::WipedBytes {
            let d = ::zeroize::Zeroizing::new(key.to_bytes());
            crate::secret::WipedBytes::new(d.to_vec())
        }

        fn public_point(key: &Self::PrivateKey) -> &Self::Point {
            key.verifying_key()
        }

        fn generate() -> Option<Self::PrivateKey> {
            use ::ecdsa::elliptic_curve::Generate;
            ::ecdsa::SigningKey::try_generate_from_rng(&mut ::getrandom::SysRng).ok()
        }

        fn sign(key: &Self::PrivateKey, message: &[u8], signature: &mut [u8]) -> Option<()> {
            use ::ecdsa::signature::hazmat::PrehashSigner;
            use ::sha2::Digest;
            let hash = <Self as ::ecdsa::DigestAlgorithm>::Digest::digest(message);
            let made: ::ecdsa::Signature<Self> = key.sign_prehash(&hash).ok()?;
            signature.copy_from_slice(&made.to_bytes());
            Some(())
        }

        fn is_in_range(signature: &[u8]) -> bool {
            ::ecdsa::Signature::<Self>::from_slice(signature).is_ok()
        }
    };
}

#[cfg(any(feature = "es256", feature = "es384", feature = "es512"))]
pub(super) use by_its_crate;

/// Implements the rest for a curve whose own crate also checks signatures.
#[cfg(feature = "es256k")]
macro_rules! plain_curve {
    ($curve:ty, $family:ident) => {
        impl JoseCurve for $curve {
            const FAMILY: KeyFamily = KeyFamily::$family;
            type Prepared = Self::Point;

            by_its_crate!();

            fn prepare(point: &Self::Point) -> Self::Point {
                *point
            }

            fn verify(prepared: &Self::Point, message: &[u8], signature: &[u8]) -> bool {
                use ::ecdsa::signature::hazmat::PrehashVerifier;
                use ::sha2::Digest;
                // `Signature` requires the exact length, and r and s from 1 to n - 1.
                let Ok(signature) = ::ecdsa::Signature::<Self>::from_slice(signature) else {
                    return false;
                };
                // The crate of secp256k1 accepts only the lower `s`. RFC 8812 does not require it.
                let normalize = <Self as ::ecdsa::EcdsaCurve>::NORMALIZE_S;
                let signature = if normalize { signature.normalize_s() } else { signature };
                let hash = <Self as ::ecdsa::DigestAlgorithm>::Digest::digest(message);
                prepared.verify_prehash(&hash, &signature).is_ok()
            }
        }
    };
}

#[cfg(feature = "es256k")]
plain_curve!(k256::Secp256k1, Secp256k1);
