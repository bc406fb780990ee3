//! P-256, whose signatures are checked by the crate `signature-verification`: `p256` parses keys and signs.

use alloc::sync::Arc;
#[cfg(feature = "std")]
use std::sync::OnceLock;

use ::ecdsa::VerifyingKey as Point;
use ::ecdsa::elliptic_curve::point::AffineCoordinates;
use ::p256::NistP256;
use sha2::{Digest, Sha256};
use signature_verification::p256::{PublicKey, TableSize};

use super::curve::by_its_crate;
use super::{EcdsaPublicKey, JoseCurve};
use crate::jwa::{Es256, VerifyingKey};

impl VerifyingKey<Es256> {
    /// Computes a larger table for this key, which makes verifying faster.
    ///
    /// A key has a table of 16 KiB, and one from a JWK from its first use on. This one has 128 KiB: worth it for a key
    /// that verifies thousands of tokens, too much for ten thousand tenants' keys. Clones of a key share its table. A
    /// program that calls this has 128 KiB of constants for it.
    #[must_use]
    pub fn prepare(self) -> Self {
        let prepared = PreparedP256::new(&self.0.point, TableSize::LARGE);
        Self(EcdsaPublicKey { prepared, ..self.0 })
    }
}

impl JoseCurve for NistP256 {
    const NAME: &'static str = "P-256";
    type Prepared = PreparedP256;

    by_its_crate!();

    fn prepare(point: &Self::Point) -> PreparedP256 {
        PreparedP256::new(point, TableSize::COMPACT)
    }

    #[cfg(all(feature = "jwk", feature = "std"))]
    fn prepare_on_demand(point: &Self::Point) -> PreparedP256 {
        PreparedP256::on_demand(point, TableSize::COMPACT)
    }

    fn verify(prepared: &PreparedP256, message: &[u8], signature: &[u8]) -> bool {
        // The ranges of r and s are the engine's to check.
        match signature.as_chunks() {
            ([r, s], []) => prepared.get().is_signature(&Sha256::digest(message).into(), r, s),
            _ => false,
        }
    }
}

/// A public key with its table.
#[doc(hidden)]
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct PreparedP256(Arc<Table>);

/// A table, or what it is made of.
#[cfg(feature = "std")]
struct Table {
    made: OnceLock<PublicKey>,
    coordinates: Coordinates,
    size: TableSize,
}

/// Without `std` there is nothing to share a late value between threads with.
#[cfg(not(feature = "std"))]
struct Table(PublicKey);

/// x and y, big-endian.
type Coordinates = [[u8; 32]; 2];

#[cfg(feature = "std")]
impl PreparedP256 {
    fn new(point: &Point<NistP256>, size: TableSize) -> Self {
        let prepared = Self::on_demand(point, size);
        prepared.get();
        prepared
    }

    fn on_demand(point: &Point<NistP256>, size: TableSize) -> Self {
        Self(Arc::new(Table { made: OnceLock::new(), coordinates: coordinates(point), size }))
    }

    #[inline]
    fn get(&self) -> &PublicKey {
        let Table { made, coordinates, size } = &*self.0;
        made.get_or_init(|| public_key(coordinates, *size))
    }
}

#[cfg(not(feature = "std"))]
impl PreparedP256 {
    fn new(point: &Point<NistP256>, size: TableSize) -> Self {
        Self(Arc::new(Table(public_key(&coordinates(point), size))))
    }

    fn get(&self) -> &PublicKey {
        &self.0.0
    }
}

#[expect(clippy::expect_used, reason = "the invariant of the type `Point`")]
fn public_key([x, y]: &Coordinates, size: TableSize) -> PublicKey {
    PublicKey::new(x, y, size).expect("a point is on the curve")
}

fn coordinates(point: &Point<NistP256>) -> Coordinates {
    [point.as_affine().x().into(), point.as_affine().y().into()]
}
