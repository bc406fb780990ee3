//! The field of P-256: integers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (SP 800-186 section
//! 3.2.1.3).
//!
//! A value `a` is held as `a * 2^256 mod p` (Montgomery's form), always fully reduced, so that
//! equality is equality of limbs. No operation branches on its operands, see `limbs`. The plain twin is
//! `fiat-crypto`'s `p256_64`, which uses the same form: the tests compare limb for limb.

use super::carry::{Carry, adc, sbb};
use super::limbs::{self, Limbs};

/// An integer modulo p in Montgomery's form, less than p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldElement(Limbs);

/// p, least significant limb first. The lowest limb is -1, so Montgomery's n0' = -1/p mod 2^64 is
/// 1.
pub(super) const MODULUS: Limbs = [u64::MAX, 0x0000_0000_ffff_ffff, 0, 0xffff_ffff_0000_0001];

/// 2^512 mod p: multiplying by it takes a value into Montgomery's form.
const R_SQUARED: FieldElement =
    FieldElement([0x0000_0000_0000_0003, 0xffff_fffb_ffff_ffff, 0xffff_ffff_ffff_fffe, 0x0000_0004_ffff_fffd]);

impl FieldElement {
    pub(super) const ZERO: Self = Self([0; 4]);

    /// 1, that is 2^256 mod p = 2^224 - 2^192 - 2^96 + 1.
    pub(super) const ONE: Self = Self([1, 0xffff_ffff_0000_0000, u64::MAX, 0x0000_0000_ffff_fffe]);

    /// Takes an integer into Montgomery's form. Integers from p to 2^256 are reduced on the way.
    #[inline]
    pub(super) fn from_integer(integer: &Limbs) -> Self {
        // `mul` takes any 256-bit integer as its first factor.
        Self(*integer).mul_by_call(&R_SQUARED)
    }

    #[inline(always)]
    pub(super) const fn is_zero(&self) -> bool {
        limbs::equal(&self.0, &[0; 4])
    }

    #[inline(always)]
    pub(super) const fn equals(&self, other: &Self) -> bool {
        limbs::equal(&self.0, &other.0)
    }

    #[inline(always)]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (sum, carry) = limbs::add(&self.0, &other.0);
        Self(limbs::reduce_once(&sum, carry, &MODULUS))
    }

    #[inline(always)]
    pub(super) fn double(&self) -> Self {
        self.add(self)
    }

    #[inline(always)]
    pub(super) fn sub(&self, other: &Self) -> Self {
        let (difference, borrow) = limbs::sub(&self.0, &other.0);
        Self(add_modulus_if(borrow, difference))
    }

    /// `-self` if `mask` is all ones, `self` if it is zero. `self` must not be zero, because -0
    /// would come out as p; the y coordinate of a point of P-256 never is, as the group has no
    /// element of order two.
    #[inline(always)]
    pub(super) fn negate_nonzero_if(&self, mask: u64) -> Self {
        // p - y = !y + (p + 1) modulo 2^256, and p + 1 = [0, 2^32, 0, p3] in limbs.
        let [y0, y1, y2, y3] = self.0;
        let (r1, carry) = adc(y1 ^ mask, mask & (MODULUS[1] + 1), 0);
        let (r2, carry) = adc(y2 ^ mask, 0, carry);
        let (r3, _) = adc(y3 ^ mask, mask & MODULUS[3], carry);
        Self([y0 ^ mask, r1, r2, r3])
    }

    /// Rows of `self`, one limb at a time, each followed by one step of Montgomery's reduction
    /// (Handbook of Applied Cryptography, algorithm 14.36). `self` may be any 256-bit integer.
    ///
    /// With `b < p` and what a step leaves below 2p, the sum of a row is below (2^64 + 1) p, so below 2^320: five limbs.
    #[inline(always)]
    pub(super) fn mul(&self, other: &Self) -> Self {
        let [a0, a1, a2, a3] = self.0;
        let b = &other.0;
        let t = reduce_step(limbs::mul_limb(a0, b));
        let t = reduce_step(limbs::add5(t, limbs::mul_limb(a1, b)).0);
        let t = reduce_step(limbs::add5(t, limbs::mul_limb(a2, b)).0);
        let [t0, t1, t2, t3, t4] = reduce_step(limbs::add5(t, limbs::mul_limb(a3, b)).0);
        Self(limbs::reduce_once(&[t0, t1, t2, t3], t4 as Carry, &MODULUS))
    }

    /// `a * b - c * d` with one reduction for both products.
    #[inline(always)]
    pub(super) fn difference_of_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Self {
        let (low1, high1) = limbs::mul(&a.0, &b.0);
        let (low2, high2) = limbs::mul(&c.0, &d.0);
        let (low, borrow) = limbs::sub(&low1, &low2);
        let (r0, borrow) = sbb(high1[0], high2[0], borrow);
        let (r1, borrow) = sbb(high1[1], high2[1], borrow);
        let (r2, borrow) = sbb(high1[2], high2[2], borrow);
        let (r3, borrow) = sbb(high1[3], high2[3], borrow);
        // Both products are below p^2, so the difference is within that, and p * 2^256 makes it
        // positive.
        reduce(low, add_modulus_if(borrow, [r0, r1, r2, r3]))
    }

    /// The six mixed products once, added twice, and the four squares; then the reduction.
    #[inline(always)]
    pub(super) fn square(&self) -> Self {
        let [a0, a1, a2, a3] = self.0;
        //   w1   w2   w3   w4   w5   w6      (limb)
        //  a0a1 a0a1
        //       a0a2 a0a2
        //            a0a3 a0a3
        //            a1a2 a1a2
        //                 a1a3 a1a3
        //                      a2a3 a2a3
        let (w1, high01) = limbs::widening_mul(a0, a1);
        let (low02, high02) = limbs::widening_mul(a0, a2);
        let (low03, high03) = limbs::widening_mul(a0, a3);
        let (low12, high12) = limbs::widening_mul(a1, a2);
        let (low13, high13) = limbs::widening_mul(a1, a3);
        let (low23, high23) = limbs::widening_mul(a2, a3);
        let (w2, carry) = adc(high01, low02, 0);
        let (w3, carry) = adc(high02, low03, carry);
        let w4 = high03.wrapping_add(u64::from(carry));
        let (w3, carry) = adc(w3, low12, 0);
        let (w4, carry) = adc(w4, high12, carry);
        let w5 = u64::from(carry);
        let (w4, carry) = adc(w4, low13, 0);
        // All products so far are below 2^384.
        let w5 = w5.wrapping_add(high13).wrapping_add(u64::from(carry));
        let (w5, carry) = adc(w5, low23, 0);
        let w6 = high23.wrapping_add(u64::from(carry));

        // The mixed products twice, and the squares.
        let (w0, high0) = limbs::widening_mul(a0, a0);
        let (low1, high1) = limbs::widening_mul(a1, a1);
        let (low2, high2) = limbs::widening_mul(a2, a2);
        let (low3, high3) = limbs::widening_mul(a3, a3);
        let (w1, carry) = adc(w1, w1, 0);
        let (w2, carry) = adc(w2, w2, carry);
        let (w3, carry) = adc(w3, w3, carry);
        let (w4, carry) = adc(w4, w4, carry);
        let (w5, carry) = adc(w5, w5, carry);
        let (w6, carry) = adc(w6, w6, carry);
        let w7 = u64::from(carry);
        let (w1, carry) = adc(w1, high0, 0);
        let (w2, carry) = adc(w2, low1, carry);
        let (w3, carry) = adc(w3, high1, carry);
        let (w4, carry) = adc(w4, low2, carry);
        let (w5, carry) = adc(w5, high2, carry);
        let (w6, carry) = adc(w6, low3, carry);
        let (w7, _) = adc(w7, high3, carry);
        reduce([w0, w1, w2, w3], [w4, w5, w6, w7])
    }

    /// [`mul`](Self::mul) as a call. For what is done once a key, or hardly ever: there the size of
    /// the code matters, and in place it is half a kilobyte each time.
    #[inline(never)]
    pub(super) fn mul_by_call(&self, other: &Self) -> Self {
        self.mul(other)
    }

    /// `self^(2^count)`. A call too: unrolled, the hundreds of squarings of an inversion are many
    /// kilobytes.
    #[inline(never)]
    pub(super) fn square_times(&self, count: u32) -> Self {
        (0..count).fold(*self, |power, _| power.square())
    }

    /// 1 / self, and 0 for 0: the power p - 2 (Fermat). A fixed sequence of operations.
    pub(super) fn invert(&self) -> Self {
        // p - 2 = ffffffff 00000001 00000000 00000000 00000000 ffffffff ffffffff fffffffd; `onesK`
        // is self^(2^K - 1).
        let ones2 = self.square_times(1).mul_by_call(self);
        let ones3 = ones2.square_times(1).mul_by_call(self);
        let ones6 = ones3.square_times(3).mul_by_call(&ones3);
        let ones12 = ones6.square_times(6).mul_by_call(&ones6);
        let ones15 = ones12.square_times(3).mul_by_call(&ones3);
        let ones30 = ones15.square_times(15).mul_by_call(&ones15);
        let ones32 = ones30.square_times(2).mul_by_call(&ones2);
        let upper64 = ones32.square_times(32).mul_by_call(self);
        let upper192 = upper64.square_times(128).mul_by_call(&ones32);
        let upper224 = upper192.square_times(32).mul_by_call(&ones32);
        upper224.square_times(30).mul_by_call(&ones30).square_times(2).mul_by_call(self)
    }

    /// The limbs of Montgomery's form, for comparison with other implementations of it.
    #[cfg(test)]
    pub(super) const fn montgomery_limbs(&self) -> Limbs {
        self.0
    }

    /// From limbs of Montgomery's form, which must be less than p.
    pub(super) const fn from_montgomery_limbs(limbs: Limbs) -> Self {
        Self(limbs)
    }
}

/// `a + p` modulo 2^256 if `condition`, else `a`.
#[inline(always)]
fn add_modulus_if(condition: Carry, a: Limbs) -> Limbs {
    let (sum, _) = limbs::add(&a, &MODULUS);
    limbs::select(limbs::mask(condition), &sum, &a)
}

/// One step of Montgomery's reduction: adds `t0 * p`, which clears the lowest limb, and drops that
/// limb.
///
/// With m = t0 (as n0' = 1) and p = -1 + 2^96 + 2^192 * (2^64 - 2^32 + 1), the products are shifts:
/// m * 2^96 is (m << 32, m >> 32) at limbs 1 and 2, and m * (2^64 - 2^32 + 1) at limbs 3 and 4 is
/// (m, m) - (m << 32, m >> 32).
///
/// The result is below 2p if `t` is `a * b + u` for u < 2p, a < 2^64, b < p: with m < 2^64 too, it is at most
/// (2 (2^64 - 1) p + u) / 2^64.
#[inline(always)]
fn reduce_step(t: [u64; 5]) -> [u64; 5] {
    let [m, t1, t2, t3, t4] = t;
    let (low, borrow) = sbb(m, m << 32, 0);
    let (high, _) = sbb(m, m >> 32, borrow);
    let (r0, carry) = adc(t1, m << 32, 0);
    let (r1, carry) = adc(t2, m >> 32, carry);
    let (r2, carry) = adc(t3, low, carry);
    let (r3, carry) = adc(t4, high, carry);
    [r0, r1, r2, r3, u64::from(carry)]
}

/// `(low + high * 2^256) / 2^256 mod p`, for a value below p * 2^256.
#[inline(always)]
fn reduce(low: Limbs, high: Limbs) -> FieldElement {
    // Only the low half is carried through the four steps: (low + m p) / 2^256 <= p < 2^256 needs
    // no fifth limb.
    let [t0, t1, t2, t3] = low;
    let [t0, t1, t2, t3, _] = reduce_step([t0, t1, t2, t3, 0]);
    let [t0, t1, t2, t3, _] = reduce_step([t0, t1, t2, t3, 0]);
    let [t0, t1, t2, t3, _] = reduce_step([t0, t1, t2, t3, 0]);
    let [t0, t1, t2, t3, _] = reduce_step([t0, t1, t2, t3, 0]);
    let (sum, carry) = limbs::add(&[t0, t1, t2, t3], &high);
    FieldElement(limbs::reduce_once(&sum, carry, &MODULUS))
}

#[cfg(test)]
mod tests;
