//! Points of P-256, and the addition and doubling the tables are summed with.
//!
//! The sum is kept in the coordinates (X, Y, ZZ, ZZZ) with x = X / ZZ, y = Y / ZZZ, ZZ^3 = ZZZ^2
//! (the Explicit-Formulas Database calls them XYZZ): adding an affine point costs 8 multiplications
//! and 2 squarings, one less than in Jacobian coordinates, and few doublings are needed here, which
//! are what Jacobian coordinates are good at.
//!
//! The formulas are incomplete. Where they do not hold, ZZ comes out as zero, and a zero ZZ stays
//! zero whatever is added later: every addition multiplies ZZ by a square. So one look at the last
//! ZZ tells whether all steps were sound.

use super::field::{FieldElement, MODULUS};
use super::limbs::{self, Limbs};

/// A point of the curve other than infinity.
///
/// Aligned to the cache line, so that a table lookup touches one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct AffinePoint {
    pub(super) x: FieldElement,
    pub(super) y: FieldElement,
}

impl AffinePoint {
    /// What table entries are before they are filled in; not a point of the curve.
    pub(super) const UNSET: Self = Self { x: FieldElement::ZERO, y: FieldElement::ZERO };

    /// The base point G (SP 800-186 section 3.2.1.3), in Montgomery's form.
    pub(super) const BASE: Self = Self {
        x: FieldElement::from_montgomery_limbs([
            0x79e7_30d4_18a9_143c,
            0x75ba_95fc_5fed_b601,
            0x79fb_732b_7762_2510,
            0x1890_5f76_a537_55c6,
        ]),
        y: FieldElement::from_montgomery_limbs([
            0xddf2_5357_ce95_560a,
            0x8b4a_b8e4_ba19_e45c,
            0xd2e8_8688_dd21_f325,
            0x8571_ff18_2588_5d85,
        ]),
    };

    /// b of the curve y^2 = x^3 - 3 x + b (SP 800-186 section 3.2.1.3).
    const B: Limbs = [0x3bce_3c3e_27d2_604b, 0x651d_06b0_cc53_b0f6, 0xb3eb_bd55_7698_86bc, 0x5ac6_35d8_aa3a_93e7];

    /// The point with these coordinates, if both are below p and it is on the curve.
    pub(super) fn from_coordinates(x: &Limbs, y: &Limbs) -> Option<Self> {
        let below_p = |coordinate| limbs::sub(coordinate, &MODULUS).1 == 1;
        let in_range = below_p(x) && below_p(y);
        let [x, y, b] = [x, y, &Self::B].map(FieldElement::from_integer);
        // x^3 - 3 x + b = (x^2 - 3) x + b
        let three = FieldElement::from_integer(&[3, 0, 0, 0]);
        let right = x.square_times(1).sub(&three).mul_by_call(&x).add(&b);
        (in_range && y.square_times(1).equals(&right)).then_some(Self { x, y })
    }

    /// The negative if `mask` is all ones, the point itself if it is zero.
    #[inline(always)]
    pub(super) fn negate_if(&self, mask: u64) -> Self {
        Self { x: self.x, y: self.y.negate_nonzero_if(mask) }
    }
}

/// A running sum of points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    pub(super) x: FieldElement,
    pub(super) y: FieldElement,
    pub(super) zz: FieldElement,
    pub(super) zzz: FieldElement,
}

impl Sum {
    /// Infinity; [`Sum::add`] does not hold for it.
    pub(super) const INFINITY: Self =
        Self { x: FieldElement::ONE, y: FieldElement::ONE, zz: FieldElement::ZERO, zzz: FieldElement::ZERO };

    #[inline(always)]
    pub(super) fn from_affine(point: &AffinePoint) -> Self {
        Self { x: point.x, y: point.y, zz: FieldElement::ONE, zzz: FieldElement::ONE }
    }

    /// `self + point`, for a point with another x coordinate than the sum has, else ZZ = 0.
    ///
    /// EFD, short Weierstrass curves, XYZZ coordinates, "madd-2008-s":
    /// ```text
    /// P = x2 ZZ1 - X1       R = y2 ZZZ1 - Y1       Q = X1 P^2
    /// X3 = R^2 - P^3 - 2 Q          Y3 = R (Q - X3) - Y1 P^3
    /// ZZ3 = ZZ1 P^2                 ZZZ3 = ZZZ1 P^3
    /// ```
    #[inline(never)]
    pub(super) fn add(&mut self, point: &AffinePoint) {
        let p = point.x.mul(&self.zz).sub(&self.x);
        let r = point.y.mul(&self.zzz).sub(&self.y);
        let p2 = p.square();
        let p3 = p2.mul(&p);
        let q = self.x.mul(&p2);
        self.zz = self.zz.mul(&p2);
        self.zzz = self.zzz.mul(&p3);
        self.x = r.square().sub(&p3).sub(&q).sub(&q);
        self.y = FieldElement::difference_of_products(&r, &q.sub(&self.x), &self.y, &p3);
    }

    /// `2 * self`. ZZ stays zero if it is zero, and does not become so, because no point has order
    /// two.
    ///
    /// EFD, short Weierstrass curves, XYZZ coordinates, "dbl-2008-s-1", with
    /// 3 X^2 + a ZZ^2 = 3 (X - ZZ)(X + ZZ) for a = -3:
    /// ```text
    /// U = 2 Y    V = U^2    W = U V    S = X V    M = 3 (X - ZZ)(X + ZZ)
    /// X3 = M^2 - 2 S    Y3 = M (S - X3) - W Y    ZZ3 = V ZZ    ZZZ3 = W ZZZ
    /// ```
    #[inline(never)]
    pub(super) fn double(&mut self) {
        let u = self.y.double();
        let v = u.square();
        let w = u.mul(&v);
        let s = self.x.mul(&v);
        let m = self.x.sub(&self.zz).mul(&self.x.add(&self.zz));
        let m = m.double().add(&m);
        self.x = m.square().sub(&s).sub(&s);
        self.y = FieldElement::difference_of_products(&m, &s.sub(&self.x), &w, &self.y);
        self.zz = self.zz.mul(&v);
        self.zzz = self.zzz.mul(&w);
    }
}

/// Writes the affine form of `sums` into `points`, which is as long: one field inversion for all
/// (Montgomery's trick).
///
/// No sum may be infinity; one that is would make all points (0, 0).
pub(super) fn normalize(sums: &[Sum], points: &mut [AffinePoint]) {
    // Until it is known, x holds the product of the ZZZ before: zzz[0] * ... * zzz[i - 1].
    let mut product = FieldElement::ONE;
    for (point, sum) in points.iter_mut().zip(sums) {
        point.x = product;
        product = product.mul_by_call(&sum.zzz);
    }
    // The inverse of zzz[0] * ... * zzz[i], for i downwards.
    let mut inverse = product.invert();
    for (point, sum) in points.iter_mut().zip(sums).rev() {
        let zzz_inverse = inverse.mul_by_call(&point.x);
        inverse = inverse.mul_by_call(&sum.zzz);
        // ZZ / ZZZ = 1 / Z, whose square is 1 / ZZ.
        let zz_inverse = sum.zz.mul_by_call(&zzz_inverse).square_times(1);
        *point = AffinePoint { x: sum.x.mul_by_call(&zz_inverse), y: sum.y.mul_by_call(&zzz_inverse) };
    }
}

#[cfg(test)]
mod tests;
