//! Points of edwards25519 (RFC 8032 section 5.1): -x^2 + y^2 = 1 + d x^2 y^2.
//!
//! Sums are kept in extended coordinates (X, Y, Z, T) with x = X / Z, y = Y / Z, x y = T / Z (Hisil, Wong, Carter, Dawson,
//! "Twisted Edwards curves revisited", IACR ePrint 2008/522). The addition holds for all points of the curve, whatever
//! their order: -1 is a square modulo p, and d is none.

use super::field::{Field, FieldElement};
use crate::limbs;
use crate::residue::Prime;

/// d = -121665 / 121666.
pub(super) const D: FieldElement = FieldElement::from_limbs([
    0x75eb_4dca_1359_78a3,
    0x0070_0a4d_4141_d8ab,
    0x8cc7_4079_7779_e898,
    0x5203_6cee_2b6f_fe73,
]);

/// A square root of -1.
const ROOT_OF_MINUS_ONE: FieldElement = FieldElement::from_limbs([
    0xc4ee_1b27_4a0e_a0b0,
    0x2f43_1806_ad2f_e478,
    0x2b4d_0099_3dfb_d7a7,
    0x2b83_2480_4fc1_df0b,
]);

/// A point as an addition takes it: y + x, y - x and 2 d x y.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(super) struct Summand {
    pub(super) sum: FieldElement,
    pub(super) difference: FieldElement,
    pub(super) product: FieldElement,
}

impl Summand {
    /// The neutral element (0, 1).
    pub(super) const NEUTRAL: Self =
        Self { sum: FieldElement::ONE, difference: FieldElement::ONE, product: FieldElement::ZERO };

    /// The negative if `mask` is all ones, the point itself if it is zero.
    #[inline(always)]
    pub(super) fn negate_if(&self, mask: u64) -> Self {
        Self {
            sum: FieldElement::select(mask, &self.difference, &self.sum),
            difference: FieldElement::select(mask, &self.sum, &self.difference),
            product: self.product.negate_if(mask),
        }
    }

    #[inline(always)]
    pub(super) fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self {
            sum: FieldElement::select(mask, &a.sum, &b.sum),
            difference: FieldElement::select(mask, &a.difference, &b.difference),
            product: FieldElement::select(mask, &a.product, &b.product),
        }
    }
}

/// A running sum of points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    x: FieldElement,
    y: FieldElement,
    z: FieldElement,
    t: FieldElement,
}

impl Sum {
    /// The neutral element (0, 1).
    pub(super) const NEUTRAL: Self =
        Self { x: FieldElement::ZERO, y: FieldElement::ONE, z: FieldElement::ONE, t: FieldElement::ZERO };

    /// The point with this encoding, if it is the one encoding of a point (RFC 8032 section 5.1.3).
    pub(super) fn decode(bytes: &[u8; 32]) -> Option<Self> {
        let mut y = from_le_bytes(bytes);
        let sign = y[3] >> 63;
        y[3] = y[3] << 1 >> 1;
        // Step 1: y is below p.
        let (_, below_p) = limbs::sub(&y, &Field::MODULUS);
        let y = FieldElement::from_limbs(y);
        // Step 2: x^2 = u / v with u = y^2 - 1 and v = d y^2 + 1.
        let y2 = y.square_times(1);
        let (u, v) = (y2.sub(&FieldElement::ONE), D.mul_by_call(&y2).add(&FieldElement::ONE));
        // Step 3: x = u v^3 (u v^7)^((p - 5) / 8), or that times a root of -1.
        let v3 = v.square_times(1).mul_by_call(&v);
        let v7 = v3.square_times(1).mul_by_call(&v);
        let x = u.mul_by_call(&v3).mul_by_call(&u.mul_by_call(&v7).power_for_root());
        let vx2 = v.mul_by_call(&x.square_times(1));
        let x = match (vx2.equals(&u), vx2.equals(&FieldElement::ZERO.sub(&u))) {
            (true, _) => x,
            (false, true) => x.mul_by_call(&ROOT_OF_MINUS_ONE),
            (false, false) => return None,
        };
        // Step 4: the sign, which 0 does not have.
        let is_other = limbs::mask(x.canonical_limbs()[0] & 1 ^ sign);
        let sound = below_p == 1 && !(x.is_zero() && sign == 1);
        let x = x.negate_if(is_other);
        sound.then(|| Self { x, y, z: FieldElement::ONE, t: x.mul_by_call(&y) })
    }

    /// The encoding (RFC 8032 section 5.1.2).
    pub(super) fn encode(&self) -> [u8; 32] {
        let z_inverse = self.z.invert();
        let x = self.x.mul_by_call(&z_inverse).canonical_limbs();
        let mut y = self.y.mul_by_call(&z_inverse).canonical_limbs();
        y[3] |= x[0] << 63;
        let mut bytes = [0; 32];
        for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(y) {
            *bytes = limb.to_le_bytes();
        }
        bytes
    }

    pub(super) fn negate(&self) -> Self {
        Self { x: self.x.negate_if(u64::MAX), t: self.t.negate_if(u64::MAX), ..*self }
    }

    /// Whether eight times the point is the neutral element.
    pub(super) fn has_small_order(&self) -> bool {
        let mut multiple = *self;
        multiple.double();
        multiple.double();
        // (0, 1) and (0, -1) are the points whose double is the neutral element.
        multiple.x.is_zero()
    }

    /// `self + point`.
    ///
    /// EFD, twisted Edwards curves with a = -1, extended coordinates, "madd-2008-hwcd-3":
    /// ```text
    /// A = (Y1 - X1)(y2 - x2)   B = (Y1 + X1)(y2 + x2)   C = 2 d T1 x2 y2   D = 2 Z1
    /// E = B - A   F = D - C   G = D + C   H = B + A   X3 = E F   Y3 = G H   T3 = E H   Z3 = F G
    /// ```
    #[inline(never)]
    pub(super) fn add(&mut self, point: &Summand) {
        let a = self.y.sub(&self.x).mul(&point.difference);
        let b = self.y.add(&self.x).mul(&point.sum);
        let c = self.t.mul(&point.product);
        let d = self.z.add(&self.z);
        self.set(&b.sub(&a), &d.sub(&c), &d.add(&c), &b.add(&a));
    }

    /// `2 * self`.
    ///
    /// EFD, twisted Edwards curves with a = -1, extended coordinates, "dbl-2008-hwcd":
    /// ```text
    /// A = X^2   B = Y^2   C = 2 Z^2   E = (X + Y)^2 - A - B   G = B - A   F = G - C   H = -A - B
    /// X3 = E F   Y3 = G H   T3 = E H   Z3 = F G
    /// ```
    #[inline(never)]
    pub(super) fn double(&mut self) {
        let (a, b, z2) = (self.x.square(), self.y.square(), self.z.square());
        // All four with the opposite sign, which their products do not show.
        let h = a.add(&b);
        let e = h.sub(&self.x.add(&self.y).square());
        let g = a.sub(&b);
        let f = g.add(&z2.add(&z2));
        self.set(&e, &f, &g, &h);
    }

    #[inline(always)]
    fn set(&mut self, e: &FieldElement, f: &FieldElement, g: &FieldElement, h: &FieldElement) {
        *self = Self { x: e.mul(f), y: g.mul(h), z: f.mul(g), t: e.mul(h) };
    }
}

/// Writes the summands that `sums` are into `points`, which is as long: one field inversion for all (Montgomery's trick).
pub(super) fn normalize(sums: &[Sum], points: &mut [Summand]) {
    // Until it is known, a field holds the product of the Z before: z[0] * ... * z[i - 1].
    let mut product = FieldElement::ONE;
    for (point, sum) in points.iter_mut().zip(sums) {
        point.product = product;
        product = product.mul_by_call(&sum.z);
    }
    // The inverse of z[0] * ... * z[i], for i downwards.
    let mut inverse = product.invert();
    for (point, sum) in points.iter_mut().zip(sums).rev() {
        let z_inverse = inverse.mul_by_call(&point.product);
        inverse = inverse.mul_by_call(&sum.z);
        let (x, y) = (sum.x.mul_by_call(&z_inverse), sum.y.mul_by_call(&z_inverse));
        let product = x.mul_by_call(&y).mul_by_call(&D);
        let [sum, difference, product] = [y.add(&x), y.sub(&x), product.add(&product)]
            .map(|element| FieldElement::from_limbs(element.canonical_limbs()));
        *point = Summand { sum, difference, product };
    }
}

/// A little-endian integer.
#[inline]
pub(super) fn from_le_bytes(bytes: &[u8; 32]) -> [u64; 4] {
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.as_chunks().0) {
        *limb = u64::from_le_bytes(*bytes);
    }
    limbs
}
