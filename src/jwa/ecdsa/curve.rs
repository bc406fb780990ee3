//! What a curve brings: its name, its hash, and how its signatures are checked.

use ::ecdsa::elliptic_curve::ops::Invert;
use ::ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ::ecdsa::elliptic_curve::subtle::CtOption;
use ::ecdsa::elliptic_curve::{Curve, CurveArithmetic};
#[cfg(any(feature = "es384", feature = "es512", feature = "es256k"))]
use ::ecdsa::signature::hazmat::PrehashVerifier;
use ::ecdsa::{DigestAlgorithm, EcdsaCurve, Signature, VerifyingKey as Point};

/// A curve with a name in JOSE. How its signatures are checked is the one thing in which curves may differ.
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

    fn verify(prepared: &Self::Prepared, hash: &[u8], signature: &Signature<Self>) -> bool;
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

            fn verify(prepared: &Point<Self>, hash: &[u8], signature: &Signature<Self>) -> bool {
                // The crate of secp256k1 wants the lower `s` only. RFC 8812 does not.
                let signature = if Self::NORMALIZE_S { signature.normalize_s() } else { *signature };
                prepared.verify_prehash(hash, &signature).is_ok()
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
