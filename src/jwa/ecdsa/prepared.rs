//! The curves whose signatures the crate `signature-verification` checks. Their own crates parse keys and sign.

use alloc::sync::Arc;
#[cfg(feature = "std")]
use alloc::vec::Vec;
#[cfg(feature = "std")]
use std::sync::OnceLock;

use signature_verification::ecdsa::{PublicKey, Table};

use super::JoseCurve;
use super::curve::by_its_crate;
use crate::jwa::KeyFamily;

/// A [`JoseCurve`] with the tables of a default key and of a prepared one, and its hash.
macro_rules! curve_with_tables {
    ($curve:ty, $family:ident, $hash:ty, $table:ident, $large:ident) => {
        impl JoseCurve for $curve {
            const FAMILY: KeyFamily = KeyFamily::$family;
            type Prepared = Prepared;

            by_its_crate!();

            fn prepare(point: &Self::Point) -> Prepared {
                Prepared::new(Table::$table, &Self::encode_point(point))
            }

            #[cfg(all(feature = "jwk", feature = "std"))]
            fn prepare_on_demand(point: &Self::Point) -> Prepared {
                Prepared::on_demand(Table::$table, &Self::encode_point(point))
            }

            fn prepare_large(point: &Self::Point) -> Prepared {
                Prepared::new(Table::$large, &Self::encode_point(point))
            }

            fn verify(prepared: &Prepared, message: &[u8], signature: &[u8]) -> bool {
                use ::sha2::Digest;
                // The engine checks the lengths and ranges of r and s.
                let (r, s) = signature.split_at(signature.len() / 2);
                prepared.get().is_signature(&<$hash>::digest(message), r, s)
            }
        }
    };
}

#[cfg(feature = "es256")]
curve_with_tables!(::p256::NistP256, P256, ::sha2::Sha256, P256, P256_LARGE);
#[cfg(feature = "es384")]
curve_with_tables!(::p384::NistP384, P384, ::sha2::Sha384, P384, P384_LARGE);
#[cfg(feature = "es512")]
curve_with_tables!(::p521::NistP521, P521, ::sha2::Sha512, P521, P521_LARGE);

/// A public key with its table.
#[doc(hidden)]
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct Prepared(Arc<Key>);

/// A key with its table, or the point to make it from.
#[cfg(feature = "std")]
struct Key {
    made: OnceLock<PublicKey>,
    point: Vec<u8>,
    table: Table,
}

/// Without `std`, threads cannot share a value that is set later.
#[cfg(not(feature = "std"))]
struct Key(PublicKey);

#[cfg(feature = "std")]
impl Prepared {
    /// Creates a key from the uncompressed encoding of a point.
    fn new(table: Table, point: &[u8]) -> Self {
        let prepared = Self::on_demand(table, point);
        prepared.get();
        prepared
    }

    fn on_demand(table: Table, point: &[u8]) -> Self {
        Self(Arc::new(Key { made: OnceLock::new(), point: point.to_vec(), table }))
    }

    #[inline]
    fn get(&self) -> &PublicKey {
        let Key { made, point, table } = &*self.0;
        made.get_or_init(|| public_key(*table, point))
    }
}

#[cfg(not(feature = "std"))]
impl Prepared {
    fn new(table: Table, point: &[u8]) -> Self {
        Self(Arc::new(Key(public_key(table, point))))
    }

    fn get(&self) -> &PublicKey {
        &self.0.0
    }
}

/// `point`: 0x04 || x || y (SEC1 section 2.3.3).
#[expect(clippy::expect_used, reason = "the point was made of a point")]
fn public_key(table: Table, point: &[u8]) -> PublicKey {
    let (_, coordinates) = point.split_at(1);
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    PublicKey::new(table, x, y).expect("a point is on the curve")
}
