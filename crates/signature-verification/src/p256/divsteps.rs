//! Inversion modulo n in a fixed number of steps (Bernstein and Yang, "Fast constant-time gcd
//! computation and modular inversion", IACR ePrint 2019/266).
//!
//! A step takes (delta, f, g), f odd, to
//! ```text
//!     (1 - delta, g, (g - f) / 2)           if delta > 0 and g is odd,
//!     (1 + delta, f, (g + (g mod 2) f) / 2) otherwise.
//! ```
//! Starting from delta = 1/2, f = n and 0 <= g <= n < 2^256, 590 steps always reach g = 0, f =
//! ±gcd. (The bound for the start at 1/2 is by Wuille, <https://github.com/sipa/safegcd-bounds>,
//! machine-checked there by convex hulls.)
//!
//! Steps only look at low bits, so 30 are made on the lowest limbs alone and collected in a 2x2
//! matrix; two such matrices are multiplied; and only that product, once every 60 steps, is applied
//! to the long integers f and g and to d and e, for which f = d x and g = e x modulo n, up to a
//! power of two.

use super::carry::{adc, sbb};
use super::limbs::{Limbs, mask, widening_mul};
use super::order::{ORDER, ORDER_INVERSE};

/// Steps collected in one word-sized matrix: entries reach 2^30 in absolute value, and two fit a
/// 64-bit word.
const INNER_STEPS: u32 = 30;

/// Steps applied to the long integers at once.
const OUTER_STEPS: u32 = 2 * INNER_STEPS;

/// 600 steps; 590 are enough.
const ROUNDS: u32 = 10;

/// [`invert_scaled`] is the inverse divided by two to this power: a round divides f and g by 2^60,
/// but d and e by 2^64.
pub(super) const INVERSE_SHIFT: u32 = ROUNDS * (u64::BITS - OUTER_STEPS);

/// A 320-bit integer in two's complement.
type Signed = [u64; 5];

/// `x^-1 / 2^INVERSE_SHIFT mod n`, for x from 1 to n - 1. The same instructions for every x.
pub(super) fn invert_scaled(x: &Limbs) -> Limbs {
    let mut f = signed(&ORDER);
    let mut g = signed(x);
    let mut d = signed(&[0; 4]);
    let mut e = signed(&[1, 0, 0, 0]);
    // delta - 1/2
    let mut delta = 0;
    for _ in 0..ROUNDS {
        let (matrix, next) = steps(delta, f[0], g[0]);
        delta = next;
        (f, g) = matrix.apply_exact(&f, &g);
        (d, e) = matrix.apply_modulo_order(&d, &e);
    }
    debug_assert_eq!(g, [0; 5], "{ROUNDS} rounds are enough, and x is not 0 modulo n");
    // Now f = ±1, so the inverse is ±d, and |d| < 2 n (see `apply_modulo_order`).
    residue(&negate_if(sign(&f), &d))
}

/// `d` modulo n, for |d| < 2 n.
#[inline(always)]
fn residue(d: &Signed) -> Limbs {
    let d = add_order_if(sign(d), d);
    let d = add_order_if(sign(&d), &d);
    let reduced = sub_order(&d);
    let reduced = add_order_if(sign(&reduced), &reduced);
    let [r0, r1, r2, r3, _] = reduced;
    [r0, r1, r2, r3]
}

/// `2^k (f', g') = (u f + v g, q f + r g)` for the k steps it stands for.
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// The next 60 steps, given delta - 1/2 and the lowest limbs of f and g.
#[inline(always)]
fn steps(delta: i64, f: u64, g: u64) -> (Matrix, i64) {
    let (first, delta, f, g) = inner_steps(delta, f, g);
    let (second, delta, _, _) = inner_steps(delta, f, g);
    (second.after(&first), delta)
}

/// 30 steps on words. (f, g) are right in their lowest 64 bits before and 34 after, enough for the
/// next 30.
#[inline(always)]
fn inner_steps(delta: i64, f: u64, g: u64) -> (Matrix, i64, u64, u64) {
    let (mut delta, mut f, mut g) = (delta, f, g);
    // Each row of the matrix in one word, u + v 2^32: sums and multiples of rows are those of the
    // words, modulo 2^64.
    let (mut row_f, mut row_g) = (1_u64, 1_u64 << 32);
    for _ in 0..INNER_STEPS {
        let is_odd = (g & 1).wrapping_neg();
        // All ones if delta > 0, that is if delta - 1/2 >= 0.
        let is_positive = !(delta >> 63) as u64;
        // g + (g mod 2) f, or g - f if delta > 0
        g = g.wrapping_add(((f ^ is_positive).wrapping_sub(is_positive)) & is_odd);
        row_g = row_g.wrapping_add(((row_f ^ is_positive).wrapping_sub(is_positive)) & is_odd);
        // If exchanged, f becomes the old g, which is (g - f) + f.
        let exchange = is_positive & is_odd;
        f = f.wrapping_add(g & exchange);
        row_f = row_f.wrapping_add(row_g & exchange);
        // 1 - delta or 1 + delta; of delta - 1/2, these are the negative and the successor.
        delta = (delta ^ exchange as i64).wrapping_add(1);
        g >>= 1;
        row_f <<= 1;
    }
    let (u, v) = unpack(row_f);
    let (q, r) = unpack(row_g);
    (Matrix { u, v, q, r }, delta, f, g)
}

/// `low + high 2^32` for |low| <= 2^30, |high| <= 2^30.
#[inline(always)]
const fn unpack(row: u64) -> (i64, i64) {
    let low = row as i32 as i64;
    (low, (row as i64).wrapping_sub(low) >> 32)
}

impl Matrix {
    /// The product `self * first`.
    #[inline(always)]
    const fn after(&self, first: &Self) -> Self {
        Self {
            u: self.u * first.u + self.v * first.q,
            v: self.u * first.v + self.v * first.r,
            q: self.q * first.u + self.r * first.q,
            r: self.q * first.v + self.r * first.r,
        }
    }

    /// `(u f + v g, q f + r g) / 2^60`, which is exact.
    #[inline(always)]
    fn apply_exact(&self, f: &Signed, g: &Signed) -> (Signed, Signed) {
        let row = |u, v| {
            let [t0, t1, t2, t3, t4] = combine(u, f, v, g);
            let join = |low: u64, high: u64| low >> OUTER_STEPS | high << (u64::BITS - OUTER_STEPS);
            [join(t0, t1), join(t1, t2), join(t2, t3), join(t3, t4), (t4 as i64 >> OUTER_STEPS) as u64]
        };
        (row(self.u, self.v), row(self.q, self.r))
    }

    /// `(u d + v e, q d + r e) / 2^64 mod n`, within ±2 n if d and e are.
    #[inline(always)]
    fn apply_modulo_order(&self, d: &Signed, e: &Signed) -> (Signed, Signed) {
        // |u| + |v| <= 2^60, so the sum is within ±2^61 n; subtracting m n, 0 <= m < 2^64, and
        // dividing by 2^64 leaves it above -n/8 - n and below n/8.
        let row = |u, v| {
            let t = combine(u, d, v, e);
            let m = t[0].wrapping_mul(ORDER_INVERSE);
            let multiple = super::limbs::mul_limb(m, &ORDER);
            let (_, borrow) = sbb(t[0], multiple[0], 0);
            let (r0, borrow) = sbb(t[1], multiple[1], borrow);
            let (r1, borrow) = sbb(t[2], multiple[2], borrow);
            let (r2, borrow) = sbb(t[3], multiple[3], borrow);
            let (r3, borrow) = sbb(t[4], multiple[4], borrow);
            let (r4, _) = sbb(sign(&t), 0, borrow);
            [r0, r1, r2, r3, r4]
        };
        (row(self.u, self.v), row(self.q, self.r))
    }
}

/// `u a + v b` modulo 2^320.
#[inline(always)]
fn combine(u: i64, a: &Signed, v: i64, b: &Signed) -> Signed {
    add(&mul(u, a), &mul(v, b))
}

/// `u a` modulo 2^320.
#[inline(always)]
fn mul(u: i64, a: &Signed) -> Signed {
    let factor = u as u64;
    let (r0, high0) = widening_mul(factor, a[0]);
    let (low1, high1) = widening_mul(factor, a[1]);
    let (low2, high2) = widening_mul(factor, a[2]);
    let (low3, high3) = widening_mul(factor, a[3]);
    let low4 = factor.wrapping_mul(a[4]);
    let (r1, carry) = adc(low1, high0, 0);
    let (r2, carry) = adc(low2, high1, carry);
    let (r3, carry) = adc(low3, high2, carry);
    let (r4, _) = adc(low4, high3, carry);
    // A negative u was taken for u + 2^64.
    let negative = (u >> 63) as u64;
    let (r1, borrow) = sbb(r1, a[0] & negative, 0);
    let (r2, borrow) = sbb(r2, a[1] & negative, borrow);
    let (r3, borrow) = sbb(r3, a[2] & negative, borrow);
    let (r4, _) = sbb(r4, a[3] & negative, borrow);
    [r0, r1, r2, r3, r4]
}

#[inline(always)]
fn add(a: &Signed, b: &Signed) -> Signed {
    let (r0, carry) = adc(a[0], b[0], 0);
    let (r1, carry) = adc(a[1], b[1], carry);
    let (r2, carry) = adc(a[2], b[2], carry);
    let (r3, carry) = adc(a[3], b[3], carry);
    let (r4, _) = adc(a[4], b[4], carry);
    [r0, r1, r2, r3, r4]
}

/// All ones if negative, else zero.
#[inline(always)]
fn sign(a: &Signed) -> u64 {
    mask(a[4] >> 63)
}

#[inline(always)]
fn negate_if(mask: u64, a: &Signed) -> Signed {
    // -a = !a + 1
    add(&a.map(|limb| limb ^ mask), &[mask & 1, 0, 0, 0, 0])
}

#[inline(always)]
fn add_order_if(mask: u64, a: &Signed) -> Signed {
    add(a, &signed(&ORDER.map(|limb| limb & mask)))
}

#[inline(always)]
fn sub_order(a: &Signed) -> Signed {
    add(a, &negate_if(u64::MAX, &signed(&ORDER)))
}

#[inline(always)]
const fn signed(integer: &Limbs) -> Signed {
    let [a0, a1, a2, a3] = *integer;
    [a0, a1, a2, a3, 0]
}

#[cfg(test)]
mod tests;
