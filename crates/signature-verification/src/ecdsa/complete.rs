//! The plain twin: `k1 P1 + k2 P2` bit by bit, with every case of the addition told apart.
//!
//! Slow, obvious, right for all operands. It decides where the fast sum reports a case its formulas
//! do not hold for, and the tests hold the fast sum against it.

use super::curve::Curve;
use super::point::{AffinePoint, Sum};

/// `k1 * p1 + k2 * p2`, for any integers of N limbs. Infinity has ZZ = 0.
#[cold]
#[inline(never)]
pub(super) fn sum_of_products_vartime<C: Curve<N>, const N: usize>(
    k1: &[u64; N],
    p1: &AffinePoint<C, N>,
    k2: &[u64; N],
    p2: &AffinePoint<C, N>,
) -> Sum<C, N> {
    let mut sum = Sum::INFINITY;
    for (limb1, limb2) in k1.iter().zip(k2).rev() {
        for bit in (0..u64::BITS).rev() {
            sum.double();
            for (limb, point) in [(limb1, p1), (limb2, p2)] {
                if limb >> bit & 1 == 1 {
                    sum = add_complete(sum, point);
                }
            }
        }
    }
    sum
}

/// `sum + point`, whatever they are.
fn add_complete<C: Curve<N>, const N: usize>(sum: Sum<C, N>, point: &AffinePoint<C, N>) -> Sum<C, N> {
    if sum.zz.is_zero() {
        return Sum::from_affine(point);
    }
    let same_x = point.x.mul_by_call(&sum.zz).equals(&sum.x);
    let same_y = point.y.mul_by_call(&sum.zzz).equals(&sum.y);
    let mut result = sum;
    match (same_x, same_y) {
        (true, true) => result.double(),
        (true, false) => return Sum::INFINITY,
        (false, _) => result.add(point),
    }
    result
}
