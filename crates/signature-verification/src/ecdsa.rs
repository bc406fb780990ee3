//! Verification of ECDSA signatures over the curves P-256, P-384 and P-521 (FIPS 186-5 section 6.4.2, SP 800-186 section
//! 3.2.1), by precomputation.
//!
//! Public values only: a public key, a signature, the hash of a message. Nothing here may be given
//! a secret. Signing is not here, nor is reading encoded keys and signatures.
//!
//! # Uniform work
//!
//! For one key, every signature with r and s from 1 to n - 1, right or wrong, executes the same
//! instructions: there are no zero digits to skip, no early exits, no branches on operands (where the
//! CPU has a conditional move, as x86-64 and AArch64 have: see `limbs`). Which table entries are
//! *read* does depend on the (public) signature.
//!
//! One exception, exactly: where a sum meets a case its addition formulas do not hold for (adding a
//! point to itself or to its negative), the verification is repeated by a slow complete path, so
//! the answer is right but takes several times as long. That happens only if
//! - the hash is 0 modulo n, for which nobody knows a message; or
//! - the signature satisfies a G + b Q = infinity for integers a, b that one can write down and
//!   that are not both 0 modulo n, that is, whoever made the signature knows the discrete logarithm
//!   of the key, as the key's owner does.
//!
//! Reason: in each column the base point's blocks are added before the key's. As long as only one of
//! the two has been added, every partial sum is an integer multiple of it, below n in absolute value
//! and not zero, as it is a sum of distinct `±2^i`. From there on each partial sum is a G + b Q with
//! a nonzero modulo n while blocks of Q are added, and b nonzero while blocks of G are. A random
//! signature meets such a case with probability below 2^-240.
//!
//! # Files
//!
//! | file | |
//! |---|---|
//! | `curve` | what a curve is; `p256`, `p384` and `p521` are such |
//! | `comb`, `base_table` | the tables that turn a digit of a scalar into an addition |
//! | `point` | the addition and the doubling |
//! | `complete` | the plain twin |
//! | `scalar` | integers modulo n |

mod base_table;
mod comb;
mod complete;
mod curve;
#[cfg(feature = "p256")]
mod p256;
#[cfg(feature = "p384")]
mod p384;
#[cfg(feature = "p521")]
mod p521;
mod point;
mod scalar;

use alloc::boxed::Box;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use crate::digits::Digits;
use crate::limbs;
use crate::residue::{Prime, Residue};
use base_table::{BaseEntry, Entry};
use comb::Comb;
use curve::Curve;
use point::{AffinePoint, Sum};
use scalar::Scalar;

/// A curve, and how much memory a prepared key may take for how much speed.
///
/// No enum: a program has the base point's tables of those only that it names.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::type_complexity, reason = "how a key is made of coordinates, in one place")]
pub struct Table(fn(&[u8], &[u8]) -> Option<Box<dyn Operations>>);

impl Table {
    /// P-256 with 16 KiB a key: 63 additions and 15 doublings in a verification.
    #[cfg(feature = "p256")]
    pub const P256: Self =
        Self(|x, y| Key::<p256::P256, 4, 128, 32, 16>::boxed(x, y, p256::COMPACT_BASE.blocks::<4, 128>()));
    /// P-256 with 128 KiB a key: 57 additions and 3 doublings in a verification.
    #[cfg(feature = "p256")]
    pub const P256_LARGE: Self =
        Self(|x, y| Key::<p256::P256, 4, 256, 29, 4>::boxed(x, y, p256::LARGE_BASE.blocks::<4, 256>()));
    /// P-384 with 24 KiB a key: 95 additions and 23 doublings in a verification.
    #[cfg(feature = "p384")]
    pub const P384: Self =
        Self(|x, y| Key::<p384::P384, 6, 128, 48, 24>::boxed(x, y, p384::COMPACT_BASE.blocks::<6, 128>()));
    /// P-384 with 144 KiB a key: 85 additions and 7 doublings in a verification.
    #[cfg(feature = "p384")]
    pub const P384_LARGE: Self =
        Self(|x, y| Key::<p384::P384, 6, 256, 43, 8>::boxed(x, y, p384::LARGE_BASE.blocks::<6, 256>()));
    /// P-521 with 18 KiB a key: 159 additions and 40 doublings in a verification.
    #[cfg(feature = "p521")]
    pub const P521: Self =
        Self(|x, y| Key::<p521::P521, 9, 64, 80, 41>::boxed(x, y, p521::COMPACT_BASE.blocks::<9, 64>()));
    /// P-521 with 144 KiB a key: 115 additions and 18 doublings in a verification.
    #[cfg(feature = "p521")]
    pub const P521_LARGE: Self =
        Self(|x, y| Key::<p521::P521, 9, 256, 58, 19>::boxed(x, y, p521::LARGE_BASE.blocks::<9, 256>()));
}

/// A public key with the table of its multiples: made once, used for any number of verifications.
pub struct PublicKey(Box<dyn Operations>);

impl PublicKey {
    /// Makes the table of the point with the big-endian coordinates `x` and `y`, each as long as the field: 32 bytes for
    /// P-256, 48 for P-384, 66 for P-521.
    ///
    /// `None` if a coordinate has another length or is not below p, or if the point is not on the curve.
    #[must_use]
    pub fn new(table: Table, x: &[u8], y: &[u8]) -> Option<Self> {
        (table.0)(x, y).map(Self)
    }

    /// Returns whether (r, s) is a signature by this key over a message with this hash (FIPS 186-5
    /// section 6.4.2), all big-endian.
    ///
    /// `false` also if r or s is not from 1 to n - 1 or not as long as n, and for a hash of more than 64 bytes. Of a hash
    /// that is longer than n, the leftmost bits count.
    #[must_use]
    pub fn is_signature(&self, hash: &[u8], r: &[u8], s: &[u8]) -> bool {
        hash.len() <= 64 && self.0.is_signature(hash, r, s)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("curve", &self.0.curve()).finish_non_exhaustive()
    }
}

/// What a prepared key does. With the auto traits that a key has without the box.
trait Operations: Send + Sync + UnwindSafe + RefUnwindSafe {
    fn curve(&self) -> &dyn fmt::Debug;

    fn is_signature(&self, hash: &[u8], r: &[u8], s: &[u8]) -> bool;

    /// For the tests: whether `u1 G + u2 Q` has the x coordinate r modulo n, by the tables or by the plain twin.
    #[cfg(test)]
    fn has_sum(&self, plain: bool, u1: &[u8], u2: &[u8], r: &[u8]) -> bool;

    /// For the tests: whether the sum meets a case that its formulas do not hold for.
    #[cfg(test)]
    fn is_exceptional(&self, u1: &[u8], u2: &[u8]) -> bool;
}

/// A point, and the tables of G and of the point.
struct Key<C: Curve<N>, const N: usize, const POINTS: usize, const POSITIONS: usize, const COLUMNS: usize> {
    curve: C,
    point: AffinePoint<C, N>,
    base: &'static [[BaseEntry<N>; POINTS]],
    table: Box<[[AffinePoint<C, N>; POINTS]]>,
}

impl<C: Curve<N>, const N: usize, const POINTS: usize, const POSITIONS: usize, const COLUMNS: usize>
    Key<C, N, POINTS, POSITIONS, COLUMNS>
{
    fn boxed(x: &[u8], y: &[u8], base: &'static [[BaseEntry<N>; POINTS]]) -> Option<Box<dyn Operations>> {
        let point = AffinePoint::from_coordinates(x, y)?;
        let table = Comb::<C, N, POINTS, POSITIONS, COLUMNS>::table(&point);
        Some(Box::new(Self { curve: C::default(), point, base, table }))
    }

    /// Steps 6 to 8 of FIPS 186-5 section 6.4.2: R = u1 G + u2 Q, refused if infinity, and x(R) mod
    /// n = r.
    fn check(&self, u1: &Scalar<C, N>, u2: &Scalar<C, N>, r: &Scalar<C, N>) -> bool {
        let mut sum = self.sum_of_products(u1, u2);
        if sum.zz.is_zero() {
            sum = self.plain_sum_of_products(u1, u2);
        }
        has_x_modulo_order(&sum, r)
    }

    /// `u1 * G + u2 * Q`, or ZZ = 0 if that is infinity or a formula did not hold on the way.
    fn sum_of_products(&self, u1: &Scalar<C, N>, u2: &Scalar<C, N>) -> Sum<C, N> {
        let (u1, u2) = (u1.digits::<POINTS, POSITIONS>(), u2.digits::<POINTS, POSITIONS>());
        let mut sum = None;
        for column in (0..COLUMNS).rev() {
            if let Some(sum) = &mut sum {
                Sum::double(sum);
            }
            // G before Q: see "Uniform work" above.
            add_column::<C, N, POINTS, POSITIONS, COLUMNS>(&mut sum, &u1, column, self.base);
            add_column::<C, N, POINTS, POSITIONS, COLUMNS>(&mut sum, &u2, column, &self.table);
        }
        sum.unwrap_or(Sum::INFINITY)
    }

    /// The same by the plain twin.
    fn plain_sum_of_products(&self, u1: &Scalar<C, N>, u2: &Scalar<C, N>) -> Sum<C, N> {
        complete::sum_of_products_vartime(u1.integer(), &AffinePoint::base(), u2.integer(), &self.point)
    }
}

impl<C: Curve<N>, const N: usize, const POINTS: usize, const POSITIONS: usize, const COLUMNS: usize> Operations
    for Key<C, N, POINTS, POSITIONS, COLUMNS>
{
    fn curve(&self) -> &dyn fmt::Debug {
        &self.curve
    }

    fn is_signature(&self, hash: &[u8], r: &[u8], s: &[u8]) -> bool {
        // Step 1: the ranges of r and s.
        let (Some(r), Some(s)) = (Scalar::from_be_bytes_nonzero(r), Scalar::from_be_bytes_nonzero(s)) else {
            return false;
        };
        // Steps 2 and 3: e from the hash. Step 4: s^-1. Step 5: u = e s^-1, v = r s^-1.
        let s_inverse = s.invert();
        let u1 = s_inverse.multiply(&Scalar::from_leftmost_bits(hash));
        let u2 = s_inverse.multiply(&r);
        self.check(&u1, &u2, &r)
    }

    #[cfg(test)]
    fn has_sum(&self, plain: bool, u1: &[u8], u2: &[u8], r: &[u8]) -> bool {
        let [u1, u2] = [u1, u2].map(Scalar::reduced);
        match Scalar::from_be_bytes_nonzero(r) {
            Some(r) if plain => has_x_modulo_order(&self.plain_sum_of_products(&u1, &u2), &r),
            Some(r) => self.check(&u1, &u2, &r),
            None => false,
        }
    }

    #[cfg(test)]
    fn is_exceptional(&self, u1: &[u8], u2: &[u8]) -> bool {
        let [u1, u2] = [u1, u2].map(Scalar::reduced);
        self.sum_of_products(&u1, &u2).zz.is_zero()
    }
}

/// Adds the summands of one column, one from each block.
#[inline(always)]
fn add_column<C: Curve<N>, const N: usize, const POINTS: usize, const POSITIONS: usize, const COLUMNS: usize>(
    sum: &mut Option<Sum<C, N>>,
    digits: &Digits<POINTS, POSITIONS>,
    column: usize,
    table: &[[impl Entry<C, N>; POINTS]],
) {
    for (position, block) in (column..POSITIONS).step_by(COLUMNS).zip(table) {
        let (index, negative) = digits.at(position);
        let point = block[index % POINTS].point().negate_if(negative);
        match sum {
            Some(sum) => sum.add(&point),
            None => *sum = Some(Sum::from_affine(&point)),
        }
    }
}

/// Whether `sum` is not infinity and its x coordinate, an integer below p, is `r` modulo n.
///
/// x = r or x = r + n, as p < 2 n; and x = X / ZZ, so X is compared with r ZZ and (r + n) ZZ
/// instead of dividing. Both comparisons are always made.
fn has_x_modulo_order<C: Curve<N>, const N: usize>(sum: &Sum<C, N>, r: &Scalar<C, N>) -> bool {
    let (r_plus_n, carry) = limbs::add(r.integer(), &C::Order::MODULUS);
    let (_, below_p) = limbs::sub(&r_plus_n, &C::Field::MODULUS);
    let first = Residue::from_integer(r.integer()).mul_by_call(&sum.zz).equals(&sum.x);
    let second = Residue::from_integer(&r_plus_n).mul_by_call(&sum.zz).equals(&sum.x);
    (first | second & (below_p == 1) & (carry == 0)) & !sum.zz.is_zero()
}

#[cfg(test)]
mod tests;
