//! Verification of ECDSA signatures over P-256 (FIPS 186-5 section 6.4.2, SP 800-186 section
//! 3.2.1.3), by precomputation.
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

#![allow(
    clippy::arithmetic_side_effects,
    reason = "word arithmetic: where a plain operator is used, the bound is stated or obvious; dev builds check it"
)]
#![allow(clippy::indexing_slicing, reason = "indices are constants, or reduced modulo the length of an array")]

mod carry;
mod comb;
mod complete;
mod divsteps;
mod field;
mod limbs;
mod order;
mod point;
mod scalar;

use alloc::boxed::Box;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use comb::{Comb, Digits};
use field::{FieldElement, MODULUS};
use order::ORDER;
use point::{AffinePoint, Sum};
use scalar::Scalar;

/// How much memory a prepared key may take for how much speed.
///
/// No enum: a program has the base point's table of those sizes only that it names.
#[derive(Clone, Copy, Debug)]
pub struct TableSize(fn(&AffinePoint) -> Box<dyn SumOfProducts>);

impl TableSize {
    /// 16 KiB a key: 64 additions and 15 doublings in a verification.
    pub const COMPACT: Self = Self(|point| Box::new(Combs::<128>::new(point, comb::COMPACT_BASE.blocks())));
    /// 128 KiB a key: 58 additions and 3 doublings in a verification.
    pub const LARGE: Self = Self(|point| Box::new(Combs::<256>::new(point, comb::LARGE_BASE.blocks())));
}

/// A public key with the table of its multiples: made once, used for any number of verifications.
pub struct PublicKey {
    point: AffinePoint,
    tables: Box<dyn SumOfProducts>,
}

/// The tables of G and of a key. With the auto traits that a key has without the box.
trait SumOfProducts: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// `u1 * G + u2 * Q`, or ZZ = 0 if that is infinity or a formula did not hold on the way.
    fn sum_of_products(&self, u1: &Scalar, u2: &Scalar) -> Sum;
}

impl PublicKey {
    /// Makes the table of the point with the big-endian coordinates `x` and `y`.
    ///
    /// `None` if a coordinate is not below p, or if the point is not on the curve.
    #[must_use]
    pub fn new(x: &[u8; 32], y: &[u8; 32], size: TableSize) -> Option<Self> {
        let point = AffinePoint::from_coordinates(&limbs::from_be_bytes(x), &limbs::from_be_bytes(y))?;
        Some(Self { point, tables: (size.0)(&point) })
    }

    /// Returns whether (r, s) is a signature by this key over a message with the hash `z` (FIPS
    /// 186-5 section 6.4.2), all big-endian.
    ///
    /// `false` also if r or s is not from 1 to n - 1.
    #[must_use]
    pub fn is_signature(&self, z: &[u8; 32], r: &[u8; 32], s: &[u8; 32]) -> bool {
        // Step 1: the ranges of r and s.
        let (Some(r), Some(s)) = (Scalar::from_be_bytes_nonzero(r), Scalar::from_be_bytes_nonzero(s)) else {
            return false;
        };
        // Steps 2 and 3: e from the hash, whose leftmost 256 bits are all of it. Step 4: s^-1. Step
        // 5: u = e s^-1, v = r s^-1.
        let s_inverse = s.invert_for_multiplication();
        let u1 = s_inverse.multiply(&Scalar::from_be_bytes_reduced(z));
        let u2 = s_inverse.multiply(&r);
        self.check(&u1, &u2, &r)
    }

    /// Whether `u1 * G + u2 * Q` is a point other than infinity whose x coordinate is `r` modulo n.
    ///
    /// Big-endian; `u1` and `u2` are reduced modulo n, `r` must be from 1 to n - 1 (else the answer
    /// is false).
    #[cfg(test)]
    fn has_sum(&self, u1: &[u8; 32], u2: &[u8; 32], r: &[u8; 32]) -> bool {
        let Some(r) = Scalar::from_be_bytes_nonzero(r) else {
            return false;
        };
        self.check(&Scalar::from_be_bytes_reduced(u1), &Scalar::from_be_bytes_reduced(u2), &r)
    }

    /// Steps 6 to 8 of FIPS 186-5 section 6.4.2: R = u1 G + u2 Q, refused if infinity, and x(R) mod
    /// n = r.
    fn check(&self, u1: &Scalar, u2: &Scalar, r: &Scalar) -> bool {
        let mut sum = self.tables.sum_of_products(u1, u2);
        if sum.zz.is_zero() {
            sum = complete::sum_of_products_vartime(u1.integer(), &AffinePoint::BASE, u2.integer(), &self.point);
        }
        has_x_modulo_order(&sum, r)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("curve", &"P-256").finish_non_exhaustive()
    }
}

/// Tables of one size, with as many blocks of G as of the key.
struct Combs<const POINTS: usize> {
    base: &'static [[comb::BaseEntry; POINTS]],
    key: Box<[comb::Block<POINTS>]>,
}

impl<const POINTS: usize> Combs<POINTS> {
    fn new(point: &AffinePoint, base: &'static [[comb::BaseEntry; POINTS]]) -> Self {
        Self { base, key: Comb::table(point, base.len()) }
    }
}

impl<const POINTS: usize> SumOfProducts for Combs<POINTS> {
    fn sum_of_products(&self, u1: &Scalar, u2: &Scalar) -> Sum {
        let (u1, u2) = (Digits::new(u1), Digits::new(u2));
        let columns = Comb::<POINTS>::columns(self.base.len());
        let mut sum = None;
        for column in (0..columns).rev() {
            if let Some(sum) = &mut sum {
                Sum::double(sum);
            }
            // G before Q: see "Uniform work" above.
            let positions = (column..Comb::<POINTS>::POSITIONS).step_by(columns);
            u1.add_column(&mut sum, positions.clone(), self.base);
            u2.add_column(&mut sum, positions, &self.key);
        }
        sum.unwrap_or(Sum::INFINITY)
    }
}

/// Whether `sum` is not infinity and its x coordinate, an integer below p, is `r` modulo n.
///
/// x = r or x = r + n, as p < 2 n; and x = X / ZZ, so X is compared with r ZZ and (r + n) ZZ
/// instead of dividing. Both comparisons are always made.
fn has_x_modulo_order(sum: &Sum, r: &Scalar) -> bool {
    let (r_plus_n, carry) = limbs::add(r.integer(), &ORDER);
    let (_, below_p) = limbs::sub(&r_plus_n, &MODULUS);
    let first = FieldElement::from_integer(r.integer()).mul_by_call(&sum.zz).equals(&sum.x);
    let second = FieldElement::from_integer(&r_plus_n).mul_by_call(&sum.zz).equals(&sum.x);
    (first | second & (below_p == 1) & (carry == 0)) & !sum.zz.is_zero()
}

#[cfg(test)]
mod tests;
