//! Points of a curve, and the addition and doubling the tables are summed with.
//!
//! The sum is kept in the coordinates (X, Y, ZZ, ZZZ) with x = X / ZZ, y = Y / ZZZ, ZZ^3 = ZZZ^2
//! (the Explicit-Formulas Database calls them XYZZ): adding an affine point costs 8 multiplications
//! and 2 squarings, one less than in Jacobian coordinates, and few doublings are needed here, which
//! are what Jacobian coordinates are good at.
//!
//! The formulas are incomplete. Where they do not hold, ZZ comes out as zero, and a zero ZZ stays
//! zero whatever is added later: every addition multiplies ZZ by a square. So one look at the last
//! ZZ tells whether all steps were sound.

use super::curve::Curve;
use crate::limbs;
use crate::residue::{Prime, Residue};

/// A point of the curve other than infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AffinePoint<C: Curve<N>, const N: usize> {
    pub(super) x: Residue<C::Field, N>,
    pub(super) y: Residue<C::Field, N>,
    alignment: [C::Alignment; 0],
}

impl<C: Curve<N>, const N: usize> AffinePoint<C, N> {
    /// What table entries are before they are filled in; not a point of the curve.
    pub(super) const UNSET: Self = Self::new(Residue::ZERO, Residue::ZERO);

    /// The point with coordinates that are those of a point.
    #[inline(always)]
    pub(super) const fn new(x: Residue<C::Field, N>, y: Residue<C::Field, N>) -> Self {
        Self { x, y, alignment: [] }
    }

    /// The base point G.
    pub(super) fn base() -> Self {
        let [x, y] = C::BASE.map(|coordinate| Residue::from_integer(&coordinate));
        Self::new(x, y)
    }

    /// The point with these coordinates, big-endian, if both have the length of coordinates and are below p, and the
    /// point is on the curve.
    pub(super) fn from_coordinates(x: &[u8], y: &[u8]) -> Option<Self> {
        if [x.len(), y.len()] != [C::LENGTH; 2] {
            return None;
        }
        let [x, y] = [x, y].map(limbs::from_be_bytes);
        let below_p = |coordinate| limbs::sub(coordinate, &C::Field::MODULUS).1 == 1;
        let in_range = below_p(&x) && below_p(&y);
        let mut three = [0; N];
        three[0] = 3;
        let [x, y, b, three] = [x, y, C::B, three].map(|integer| Residue::<C::Field, N>::from_integer(&integer));
        // x^3 - 3 x + b = (x^2 - 3) x + b
        let right = x.square_times(1).sub(&three).mul_by_call(&x).add(&b);
        (in_range && y.square_times(1).equals(&right)).then_some(Self::new(x, y))
    }

    /// The negative if `mask` is all ones, the point itself if it is zero.
    #[inline(always)]
    pub(super) fn negate_if(&self, mask: u64) -> Self {
        Self::new(self.x, self.y.negate_nonzero_if(mask))
    }
}

/// A running sum of points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum<C: Curve<N>, const N: usize> {
    pub(super) x: Residue<C::Field, N>,
    pub(super) y: Residue<C::Field, N>,
    pub(super) zz: Residue<C::Field, N>,
    pub(super) zzz: Residue<C::Field, N>,
}

impl<C: Curve<N>, const N: usize> Sum<C, N> {
    /// Infinity; [`Sum::add`] does not hold for it.
    pub(super) const INFINITY: Self = Self { x: Residue::ONE, y: Residue::ONE, zz: Residue::ZERO, zzz: Residue::ZERO };

    #[inline(always)]
    pub(super) fn from_affine(point: &AffinePoint<C, N>) -> Self {
        Self { x: point.x, y: point.y, zz: Residue::ONE, zzz: Residue::ONE }
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
    pub(super) fn add(&mut self, point: &AffinePoint<C, N>) {
        let p = point.x.mul(&self.zz).sub(&self.x);
        let r = point.y.mul(&self.zzz).sub(&self.y);
        let p2 = p.square();
        let p3 = p2.mul(&p);
        let q = self.x.mul(&p2);
        self.zz = self.zz.mul(&p2);
        self.zzz = self.zzz.mul(&p3);
        self.x = r.square().sub(&p3).sub(&q).sub(&q);
        self.y = Residue::difference_of_products(&r, &q.sub(&self.x), &self.y, &p3);
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
        self.y = Residue::difference_of_products(&m, &s.sub(&self.x), &w, &self.y);
        self.zz = self.zz.mul(&v);
        self.zzz = self.zzz.mul(&w);
    }
}

/// Writes the affine form of `sums` into `points`, which is as long: one field inversion for all
/// (Montgomery's trick).
///
/// No sum may be infinity; one that is would make all points (0, 0).
pub(super) fn normalize<C: Curve<N>, const N: usize>(sums: &[Sum<C, N>], points: &mut [AffinePoint<C, N>]) {
    // Until it is known, x holds the product of the ZZZ before: zzz[0] * ... * zzz[i - 1].
    let mut product = Residue::ONE;
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
        *point = AffinePoint::new(sum.x.mul_by_call(&zz_inverse), sum.y.mul_by_call(&zzz_inverse));
    }
}
