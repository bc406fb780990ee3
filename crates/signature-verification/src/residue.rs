//! Integers modulo an odd prime of N limbs: the fields of the curves, and the orders of their groups.
//!
//! A value `a` is held as `a * R mod p` with R = 2^(64 N) (Montgomery's form), always fully reduced, so that equality is
//! equality of limbs. No operation branches on its operands, see `limbs`. The plain twin is `fiat-crypto`, whose
//! `p256_64` and `p384_64` use the same form: the tests compare limb for limb.

use core::fmt::Debug;
use core::marker::PhantomData;
use core::panic::{RefUnwindSafe, UnwindSafe};

use crate::carry::{Carry, adc};
use crate::divsteps;
use crate::limbs::{self, for_all_rows, mask};

/// An odd prime of at most 64 N bits.
pub(crate) trait Prime<const N: usize>:
    Copy + Debug + Eq + Send + Sync + UnwindSafe + RefUnwindSafe + 'static
{
    /// p, least significant limb first.
    const MODULUS: [u64; N];

    /// 1/p modulo 2^64.
    const INVERSE: u64 = inverse_of(Self::MODULUS[0]);

    /// One step of Montgomery's reduction of the limbs and `top` above them: adds the multiple of p that clears the
    /// lowest limb, and drops that limb.
    ///
    /// The result is below 2 p if the value is `a * b + u` for u < 2 p, a < 2^64, b < p: with a multiple m < 2^64 too,
    /// it is at most (2 (2^64 - 1) p + u) / 2^64.
    #[inline(always)]
    fn reduce_step(limbs: [u64; N], top: u64) -> ([u64; N], u64) {
        let multiple = limbs[0].wrapping_mul(Self::INVERSE.wrapping_neg());
        let (row, row_top) = limbs::mul_limb(multiple, &Self::MODULUS);
        let (sum, carry) = limbs::add(&limbs, &row);
        let (highest, carry) = adc(top, row_top, carry);
        (drop_lowest(&sum, highest), u64::from(carry))
    }
}

/// The limbs above the lowest, and one more.
#[inline(always)]
pub(crate) fn drop_lowest<const N: usize>(limbs: &[u64; N], highest: u64) -> [u64; N] {
    let mut result = [highest; N];
    result[..N - 1].copy_from_slice(&limbs[1..]);
    result
}

/// An integer modulo p in Montgomery's form, less than p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Residue<P, const N: usize>([u64; N], PhantomData<P>);

impl<P: Prime<N>, const N: usize> Residue<P, N> {
    pub(crate) const ZERO: Self = Self([0; N], PhantomData);

    /// 1, that is R mod p.
    pub(crate) const ONE: Self = Self::power_of_two(64 * N);

    /// R^2 mod p: multiplying by it takes a value into Montgomery's form.
    const R_SQUARED: Self = Self::power_of_two(2 * 64 * N);

    /// What takes the scaled inverse of `divsteps` to the inverse times R: its scale, times R^2.
    const INVERSE_SCALE: Self = Self::power_of_two(2 * 64 * N + divsteps::inverse_shift(&P::MODULUS));

    /// The same from a value in Montgomery's form to the inverse in it: R more.
    const INVERSE_SCALE_IN_FORM: Self = Self::power_of_two(3 * 64 * N + divsteps::inverse_shift(&P::MODULUS));

    /// 2^exponent mod p as it is, by doublings. For constants.
    const fn power_of_two(exponent: usize) -> Self {
        let mut power = [0; N];
        power[0] = 1;
        let mut i = 0;
        while i < exponent {
            power = double_modulo(&power, &P::MODULUS);
            i += 1;
        }
        Self(power, PhantomData)
    }

    /// Takes an integer into Montgomery's form. Integers from p to R are reduced on the way.
    #[inline]
    pub(crate) fn from_integer(integer: &[u64; N]) -> Self {
        // `mul` takes any integer below R as its first factor.
        Self(*integer, PhantomData).mul_by_call(&Self::R_SQUARED)
    }

    /// The product of the residue and an integer, out of Montgomery's form.
    #[inline]
    pub(crate) fn mul_integer(&self, integer: &[u64; N]) -> [u64; N] {
        Self(*integer, PhantomData).mul_by_call(self).0
    }

    #[inline(always)]
    pub(crate) fn is_zero(&self) -> bool {
        limbs::equal(&self.0, &[0; N])
    }

    #[inline(always)]
    pub(crate) fn equals(&self, other: &Self) -> bool {
        limbs::equal(&self.0, &other.0)
    }

    #[inline(always)]
    pub(crate) fn add(&self, other: &Self) -> Self {
        let (sum, carry) = limbs::add(&self.0, &other.0);
        Self(limbs::reduce_once(&sum, carry, &P::MODULUS), PhantomData)
    }

    #[inline(always)]
    pub(crate) fn double(&self) -> Self {
        self.add(self)
    }

    #[inline(always)]
    pub(crate) fn sub(&self, other: &Self) -> Self {
        let (difference, borrow) = limbs::sub(&self.0, &other.0);
        Self(add_modulus_if::<P, N>(borrow, &difference), PhantomData)
    }

    /// `-self` if `mask` is all ones, `self` if it is zero. `self` must not be zero, because -0
    /// would come out as p; the y coordinate of a point of a curve of prime order never is, as the
    /// group has no element of order two.
    #[inline(always)]
    pub(crate) fn negate_nonzero_if(&self, mask: u64) -> Self {
        // p - y = !y + (p + 1) modulo R.
        let modulus_plus_one = const { increment(&P::MODULUS) };
        let (mut result, mut carry) = ([0; N], 0);
        for i in 0..N {
            (result[i], carry) = adc(self.0[i] ^ mask, modulus_plus_one[i] & mask, carry);
        }
        Self(result, PhantomData)
    }

    /// Rows of `self`, one limb at a time, each followed by one step of Montgomery's reduction
    /// (Handbook of Applied Cryptography, algorithm 14.36). `self` may be any integer below R.
    ///
    /// With `b < p` and what a step leaves below 2p, the sum of a row is below (2^64 + 1) p: that is N + 1 limbs, if the
    /// highest limb of p is not all ones.
    #[inline(always)]
    pub(crate) fn mul(&self, other: &Self) -> Self {
        let (mut limbs, mut top) = ([0; N], 0);
        for_all_rows!(montgomery_row::<P, N>(&mut limbs, &mut top, &self.0, &other.0));
        Self(limbs::reduce_once(&limbs, top as Carry, &P::MODULUS), PhantomData)
    }

    /// `a * b - c * d` with one reduction for both products.
    #[inline(always)]
    pub(crate) fn difference_of_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Self {
        let (low1, high1) = limbs::mul(&a.0, &b.0);
        let (low2, high2) = limbs::mul(&c.0, &d.0);
        let (low, borrow) = limbs::sub(&low1, &low2);
        let (high, borrow) = limbs::sub_with_borrow(&high1, &high2, borrow);
        // Both products are below p^2, so the difference is within that, and p R makes it positive.
        reduce(low, &add_modulus_if::<P, N>(borrow, &high))
    }

    #[inline(always)]
    pub(crate) fn square(&self) -> Self {
        let (low, high) = limbs::square(&self.0);
        reduce(low, &high)
    }

    /// [`mul`](Self::mul) as a call. For what is done once a key, or hardly ever: there the size of
    /// the code matters, and in place it is half a kilobyte each time.
    #[inline(never)]
    pub(crate) fn mul_by_call(&self, other: &Self) -> Self {
        self.mul(other)
    }

    /// `self^(2^count)`. A call too: unrolled, many squarings are many kilobytes.
    #[inline(never)]
    pub(crate) fn square_times(&self, count: u32) -> Self {
        (0..count).fold(*self, |power, _| power.square())
    }

    /// 1 / self, for a `self` that is not zero. A fixed sequence of operations.
    pub(crate) fn invert(&self) -> Self {
        let inverse = divsteps::invert_scaled(&self.0, &P::MODULUS, P::INVERSE);
        Self(inverse, PhantomData).mul_by_call(&Self::INVERSE_SCALE_IN_FORM)
    }

    /// 1 / integer, for an integer that is not zero modulo p. A fixed sequence of operations.
    pub(crate) fn invert_integer(integer: &[u64; N]) -> Self {
        let inverse = divsteps::invert_scaled(integer, &P::MODULUS, P::INVERSE);
        Self(inverse, PhantomData).mul_by_call(&Self::INVERSE_SCALE)
    }

    /// The limbs of Montgomery's form.
    #[cfg(any(test, feature = "ed25519"))]
    pub(crate) const fn montgomery_limbs(&self) -> [u64; N] {
        self.0
    }

    /// From limbs of Montgomery's form, which must be less than p.
    #[inline(always)]
    pub(crate) const fn from_montgomery_limbs(limbs: [u64; N]) -> Self {
        Self(limbs, PhantomData)
    }
}

/// Row I of a Montgomery product.
#[inline(always)]
fn montgomery_row<const I: usize, P: Prime<N>, const N: usize>(
    limbs: &mut [u64; N],
    top: &mut u64,
    a: &[u64; N],
    b: &[u64; N],
) {
    if I >= N {
        return;
    }
    let (row, row_top) = limbs::mul_limb(a[I], b);
    let (sum, carry) = limbs::add(limbs, &row);
    let (sum_top, above) = adc(*top, row_top, carry);
    (*limbs, *top) = P::reduce_step(sum, sum_top);
    // With less room, a sum may have a bit more.
    if P::MODULUS[N - 1] == u64::MAX {
        *top += u64::from(above);
    }
}

/// `(low + high R) / R mod p`, for a value below p R.
#[inline(always)]
fn reduce<P: Prime<N>, const N: usize>(mut low: [u64; N], high: &[u64; N]) -> Residue<P, N> {
    // Only the low half is carried through the steps: (low + m p) / R <= p < R needs no limb more.
    for_all_rows!(reduction_row::<P, N>(&mut low));
    let (sum, carry) = limbs::add(&low, high);
    Residue(limbs::reduce_once(&sum, carry, &P::MODULUS), PhantomData)
}

/// Step I of the reduction of the low half.
#[inline(always)]
fn reduction_row<const I: usize, P: Prime<N>, const N: usize>(low: &mut [u64; N]) {
    if I < N {
        (*low, _) = P::reduce_step(*low, 0);
    }
}

/// `a + p` modulo R if `condition`, else `a`.
#[inline(always)]
fn add_modulus_if<P: Prime<N>, const N: usize>(condition: Carry, a: &[u64; N]) -> [u64; N] {
    let (sum, _) = limbs::add(a, &P::MODULUS);
    limbs::select(mask(condition), &sum, a)
}

/// 1/odd modulo 2^64, by Newton's iteration: each step doubles the number of right bits.
const fn inverse_of(odd: u64) -> u64 {
    let mut inverse = 1_u64;
    let mut right_bits = 1;
    while right_bits < u64::BITS {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        right_bits *= 2;
    }
    inverse
}

/// `2 a mod modulus`, for a below the modulus. For constants: it branches.
const fn double_modulo<const N: usize>(a: &[u64; N], modulus: &[u64; N]) -> [u64; N] {
    let (mut doubled, mut above) = ([0; N], 0);
    let mut i = 0;
    while i < N {
        doubled[i] = a[i] << 1 | above;
        above = a[i] >> 63;
        i += 1;
    }
    let (mut reduced, mut borrow) = ([0; N], 0);
    let mut i = 0;
    while i < N {
        let difference = doubled[i] as i128 - modulus[i] as i128 - borrow;
        reduced[i] = difference as u64;
        borrow = (difference < 0) as i128;
        i += 1;
    }
    if borrow > above as i128 { doubled } else { reduced }
}

/// `a + 1`, for an a that has a zero bit. For constants.
const fn increment<const N: usize>(a: &[u64; N]) -> [u64; N] {
    let mut result = *a;
    let mut i = 0;
    while i < N {
        result[i] = a[i].wrapping_add(1);
        if result[i] != 0 {
            return result;
        }
        i += 1;
    }
    result
}
