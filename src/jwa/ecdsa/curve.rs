//! What a curve brings: its name, its hash, and how its signatures are checked.

#[cfg(any(feature = "es384", feature = "es512", feature = "es256k"))]
use ::ecdsa::Signature;
use ::ecdsa::elliptic_curve::ops::Invert;
use ::ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ::ecdsa::elliptic_curve::subtle::CtOption;
use ::ecdsa::elliptic_curve::{Curve, CurveArithmetic};
#[cfg(any(feature = "es384", feature = "es512", feature = "es256k"))]
use ::ecdsa::signature::hazmat::PrehashVerifier;
use ::ecdsa::{DigestAlgorithm, EcdsaCurve, VerifyingKey as Point};
#[cfg(any(feature = "es384", feature = "es512", feature = "es256k"))]
use sha2::Digest;

/// A curve with a name in JOSE. How its signatures are checked is the one thing in which curves may differ.
///
/// What computes is here, and not in what is generic over curves: so it is compiled once, and not again with each
/// program.
#[doc(hidden)]
pub trait JoseCurve:
    EcdsaCurve
    + DigestAlgorithm
    + Curve<FieldBytesSize: ModulusSize>
    + CurveArithmetic<
        AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>,
        Scalar: Invert<Output = CtOption<<Self as CurveArithmetic>::Scalar>>,
    >
{
    const NAME: &'static str;

    /// A public key after all that can be computed ahead has been.
    type Prepared: Clone + Send + Sync + 'static;

    fn prepare(point: &Point<Self>) -> Self::Prepared;

    /// The same, for one of many keys: what takes long to compute is computed when it is first used.
    #[cfg(feature = "jwk")]
    fn prepare_on_demand(point: &Point<Self>) -> Self::Prepared {
        Self::prepare(point)
    }

    /// A point of the curve, in the encoding of SEC1 section 2.3.3.
    fn decode_point(sec1: &[u8]) -> Option<Point<Self>>;

    /// Whether `signature`, `r || s`, is one of the message.
    fn verify(prepared: &Self::Prepared, message: &[u8], signature: &[u8]) -> bool;
}

/// A curve whose signatures are checked by the crate of the curve.
#[cfg(any(feature = "es384", feature = "es512", feature = "es256k"))]
macro_rules! plain_curve {
    ($curve:ty, $name:literal) => {
        impl JoseCurve for $curve {
            const NAME: &'static str = $name;
            type Prepared = Point<Self>;

            fn prepare(point: &Point<Self>) -> Point<Self> {
                *point
            }

            fn decode_point(sec1: &[u8]) -> Option<Point<Self>> {
                Point::from_sec1_bytes(sec1).ok()
            }

            fn verify(prepared: &Point<Self>, message: &[u8], signature: &[u8]) -> bool {
                // The length is exact, and r and s are from 1 to n - 1, or there is no `Signature`.
                let Ok(signature) = Signature::<Self>::from_slice(signature) else {
                    return false;
                };
                // The crate of secp256k1 wants the lower `s` only. RFC 8812 does not.
                let signature = if Self::NORMALIZE_S { signature.normalize_s() } else { signature };
                prepared.verify_prehash(&<Self as DigestAlgorithm>::Digest::digest(message), &signature).is_ok()
            }
        }
    };
}

#[cfg(feature = "es384")]
plain_curve!(p384::NistP384, "P-384");
#[cfg(feature = "es512")]
plain_curve!(p521::NistP521, "P-521");
#[cfg(feature = "es256k")]
plain_curve!(k256::Secp256k1, "secp256k1");
