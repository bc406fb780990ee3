//! P-256, whose signatures are checked by our own engine: `p256` parses keys and signs.

use alloc::sync::Arc;

use ::ecdsa::elliptic_curve::point::AffineCoordinates;
use ::ecdsa::{Signature, VerifyingKey as Point};
use ::p256::NistP256;

use super::{EcdsaPublicKey, JoseCurve};
use crate::arithmetic::p256::{PreparedPoint, TableSize};
use crate::jwa::{Es256, VerifyingKey};

impl VerifyingKey<Es256> {
    /// Computes a larger table for this key, which makes verifying faster.
    ///
    /// A key has a table of 16 KiB. This one has 128 KiB: worth it for a key that verifies thousands
    /// of tokens, too much for ten thousand tenants' keys. Clones of a key share its table.
    #[must_use]
    pub fn prepare(self) -> Self {
        let prepared = PreparedP256::new(&self.0.point, TableSize::LARGE);
        Self(EcdsaPublicKey { prepared, ..self.0 })
    }
}

impl JoseCurve for NistP256 {
    const NAME: &'static str = "P-256";
    type Prepared = PreparedP256;

    fn prepare(point: &Point<Self>) -> PreparedP256 {
        PreparedP256::new(point, TableSize::COMPACT)
    }

    fn verify(prepared: &PreparedP256, hash: &[u8], signature: &Signature<Self>) -> bool {
        let (r, s) = signature.split_bytes();
        match hash.try_into() {
            Ok(hash) => prepared.0.verify_vartime_public(hash, &r.into(), &s.into()),
            Err(_) => false,
        }
    }
}

/// A public key with its table.
#[doc(hidden)]
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct PreparedP256(Arc<PreparedPoint>);

impl PreparedP256 {
    fn new(point: &Point<NistP256>, size: TableSize) -> Self {
        let (x, y) = (point.as_affine().x(), point.as_affine().y());
        Self(Arc::new(PreparedPoint::new(&x.into(), &y.into(), size)))
    }
}
