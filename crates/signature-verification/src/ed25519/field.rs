//! Integers modulo p = 2^255 - 19 (RFC 8032 section 5.1).
//!
//! A value is any integer below 2^256 with the right residue: 2^256 = 38 modulo p, so what is above is folded by a
//! multiplication with 38. No operation branches on its operands, see `limbs`. The plain twin is `fiat-crypto`'s
//! `curve25519_64`.

use crate::carry::adc;
use crate::divsteps;
use crate::limbs;
use crate::residue::Prime;

/// p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field;

impl Prime<4> for Field {
    const MODULUS: [u64; 4] = [0xffff_ffff_ffff_ffed, u64::MAX, u64::MAX, 0x7fff_ffff_ffff_ffff];
}

/// 2^256 mod p.
const FOLD: u64 = 38;

/// An integer modulo p, below 2^256.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldElement([u64; 4]);

impl FieldElement {
    pub(super) const ZERO: Self = Self([0; 4]);
    pub(super) const ONE: Self = Self([1, 0, 0, 0]);

    /// An integer below 2^256.
    #[inline(always)]
    pub(super) const fn from_limbs(limbs: [u64; 4]) -> Self {
        Self(limbs)
    }

    /// The integer in [0, p).
    #[inline(always)]
    pub(super) fn canonical_limbs(&self) -> [u64; 4] {
        // The highest bit stands for 19.
        let [l0, l1, l2, l3] = self.0;
        let below = [l0, l1, l2, l3 << 1 >> 1];
        let (sum, _) = limbs::add(&below, &[19 * (l3 >> 63), 0, 0, 0]);
        limbs::reduce_once(&sum, 0, &Field::MODULUS)
    }

    #[inline(always)]
    pub(super) fn is_zero(&self) -> bool {
        limbs::equal(&self.canonical_limbs(), &[0; 4])
    }

    #[inline(always)]
    pub(super) fn equals(&self, other: &Self) -> bool {
        limbs::equal(&self.canonical_limbs(), &other.canonical_limbs())
    }

    #[inline(always)]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (sum, carry) = limbs::add(&self.0, &other.0);
        add_small(&sum, FOLD & limbs::mask(carry))
    }

    #[inline(always)]
    pub(super) fn sub(&self, other: &Self) -> Self {
        let (difference, borrow) = limbs::sub(&self.0, &other.0);
        let (mut difference, borrow) = limbs::sub(&difference, &[FOLD & limbs::mask(borrow), 0, 0, 0]);
        // Only what was below 38 borrows again, and is close to 2^256 then.
        difference[0] = difference[0].wrapping_sub(FOLD & limbs::mask(borrow));
        Self(difference)
    }

    /// `-self` if `mask` is all ones, `self` if it is zero.
    #[inline(always)]
    pub(super) fn negate_if(&self, mask: u64) -> Self {
        Self(limbs::select(mask, &Self::ZERO.sub(self).0, &self.0))
    }

    #[inline(always)]
    pub(super) fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self(limbs::select(mask, &a.0, &b.0))
    }

    #[inline(always)]
    pub(super) fn mul(&self, other: &Self) -> Self {
        let (low, high) = limbs::mul(&self.0, &other.0);
        fold(&low, &high)
    }

    #[inline(always)]
    pub(super) fn square(&self) -> Self {
        let (low, high) = limbs::square(&self.0);
        fold(&low, &high)
    }

    /// [`mul`](Self::mul) as a call, for what is done once a key.
    #[inline(never)]
    pub(super) fn mul_by_call(&self, other: &Self) -> Self {
        self.mul(other)
    }

    /// `self^(2^count)`, as a call.
    #[inline(never)]
    pub(super) fn square_times(&self, count: u32) -> Self {
        (0..count).fold(*self, |power, _| power.square())
    }

    /// 1 / self, for a `self` that is not zero modulo p. A fixed sequence of operations.
    pub(super) fn invert(&self) -> Self {
        const SCALE: usize = divsteps::inverse_shift(&Field::MODULUS);
        const { assert!(SCALE < 64) };
        let scaled = divsteps::invert_scaled(&self.canonical_limbs(), &Field::MODULUS, Field::INVERSE);
        Self(scaled).mul_by_call(&Self([1 << SCALE, 0, 0, 0]))
    }

    /// `self^((p - 5) / 8)`, which is `self^(2^252 - 3)` (RFC 8032 section 5.1.3).
    pub(super) fn power_for_root(&self) -> Self {
        // `onesK` is self^(2^K - 1).
        let ones2 = self.square_times(1).mul_by_call(self);
        let ones4 = ones2.square_times(2).mul_by_call(&ones2);
        let ones5 = ones4.square_times(1).mul_by_call(self);
        let ones10 = ones5.square_times(5).mul_by_call(&ones5);
        let ones20 = ones10.square_times(10).mul_by_call(&ones10);
        let ones40 = ones20.square_times(20).mul_by_call(&ones20);
        let ones50 = ones40.square_times(10).mul_by_call(&ones10);
        let ones100 = ones50.square_times(50).mul_by_call(&ones50);
        let ones200 = ones100.square_times(100).mul_by_call(&ones100);
        let ones250 = ones200.square_times(50).mul_by_call(&ones50);
        ones250.square_times(2).mul_by_call(self)
    }
}

/// `low + 2^256 high`, folded.
#[inline(always)]
fn fold(low: &[u64; 4], high: &[u64; 4]) -> FieldElement {
    let (row, top) = limbs::mul_limb(FOLD, high);
    let (sum, carry) = limbs::add(low, &row);
    // `top` is below 38.
    add_small(&sum, FOLD * (top + u64::from(carry)))
}

/// `a + small` for a `small` below 2^12.
#[inline(always)]
fn add_small([a0, a1, a2, a3]: &[u64; 4], small: u64) -> FieldElement {
    let (r0, carry) = adc(*a0, small, 0);
    let (r1, carry) = adc(*a1, 0, carry);
    let (r2, carry) = adc(*a2, 0, carry);
    let (r3, carry) = adc(*a3, 0, carry);
    // Where there is a carry, what is left is below `small`.
    FieldElement([r0.wrapping_add(FOLD & limbs::mask(carry)), r1, r2, r3])
}
