//! Inversion modulo an odd p in a fixed number of steps (Bernstein and Yang, "Fast constant-time gcd
//! computation and modular inversion", IACR ePrint 2019/266).
//!
//! A step takes (delta, f, g), f odd, to
//! ```text
//!     (1 - delta, g, (g - f) / 2)           if delta > 0 and g is odd,
//!     (1 + delta, f, (g + (g mod 2) f) / 2) otherwise.
//! ```
//! Starting from delta = 1/2, f = p and 0 <= g <= p < 2^bits, (45907 bits + 30179) / 19929 steps always reach g = 0, f =
//! ±gcd. (The bound for the start at 1/2 is by Wuille, <https://github.com/sipa/safegcd-bounds>, computed there by convex
//! hulls.)
//!
//! Steps only look at low bits, so 30 are made on the lowest limbs alone and collected in a 2x2
//! matrix; two such matrices are multiplied; and only that product, once every 60 steps, is applied
//! to the long integers f and g and to d and e, for which f = d x and g = e x modulo p, up to a
//! power of two.

use crate::carry::{adc, sbb};
use crate::limbs::{mask, mul_limb};

/// Steps collected in one word-sized matrix: entries reach 2^30 in absolute value, and two fit a
/// 64-bit word.
const INNER_STEPS: u32 = 30;

/// Steps applied to the long integers at once.
const OUTER_STEPS: u32 = 2 * INNER_STEPS;

/// How often that must be done for a modulus: 10 times for 256 bits, 15 for 384, 21 for 521.
const fn rounds<const N: usize>(modulus: &[u64; N]) -> usize {
    let mut top = N - 1;
    while modulus[top] == 0 {
        top -= 1;
    }
    let bits = 64 * top + modulus[top].ilog2() as usize + 1;
    let steps = (45_907 * bits + 30_179) / 19_929;
    steps.div_ceil(OUTER_STEPS as usize)
}

/// [`invert_scaled`] is the inverse divided by two to this power: a round divides f and g by 2^60,
/// but d and e by 2^64.
pub(crate) const fn inverse_shift<const N: usize>(modulus: &[u64; N]) -> usize {
    rounds(modulus) * (u64::BITS - OUTER_STEPS) as usize
}

/// An integer of 64 (N + 1) bits in two's complement: its lower limbs, and the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signed<const N: usize>([u64; N], u64);

/// `x^-1 / 2^inverse_shift mod p`, for an x that is not zero modulo p, at most p; `p_inverse` is 1/p modulo 2^64. The same
/// instructions for every x.
#[inline(never)]
pub(crate) fn invert_scaled<const N: usize>(x: &[u64; N], p: &[u64; N], p_inverse: u64) -> [u64; N] {
    let mut f = Signed(*p, 0);
    let mut g = Signed(*x, 0);
    let mut d = Signed([0; N], 0);
    let mut e = d;
    e.0[0] = 1;
    // delta - 1/2
    let mut delta = 0;
    for _ in 0..rounds(p) {
        let (matrix, next) = steps(delta, f.0[0], g.0[0]);
        delta = next;
        (f, g) = matrix.apply_exact(&f, &g);
        (d, e) = matrix.apply_modulo(&d, &e, p, p_inverse);
    }
    debug_assert_eq!(g, Signed([0; N], 0), "the rounds are enough, and x is not 0 modulo p");
    // Now f = ±1, so the inverse is ±d, and |d| < 2 p (see `apply_modulo`).
    residue(&negate_if(sign(&f), &d), p)
}

/// `d` modulo p, for |d| < 2 p.
#[inline(always)]
fn residue<const N: usize>(d: &Signed<N>, p: &[u64; N]) -> [u64; N] {
    let d = add_if(sign(d), d, p);
    let d = add_if(sign(&d), &d, p);
    let reduced = add(&d, &negate_if(u64::MAX, &Signed(*p, 0)));
    add_if(sign(&reduced), &reduced, p).0
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
    fn apply_exact<const N: usize>(&self, f: &Signed<N>, g: &Signed<N>) -> (Signed<N>, Signed<N>) {
        let row = |u, v| {
            let Signed(mut limbs, top) = combine(u, f, v, g);
            for i in 0..N {
                let above = if i + 1 < N { limbs[i + 1] } else { top };
                limbs[i] = limbs[i] >> OUTER_STEPS | above << (u64::BITS - OUTER_STEPS);
            }
            Signed(limbs, (top as i64 >> OUTER_STEPS) as u64)
        };
        (row(self.u, self.v), row(self.q, self.r))
    }

    /// `(u d + v e, q d + r e) / 2^64 mod p`, within ±2 p if d and e are.
    #[inline(always)]
    fn apply_modulo<const N: usize>(
        &self,
        d: &Signed<N>,
        e: &Signed<N>,
        p: &[u64; N],
        p_inverse: u64,
    ) -> (Signed<N>, Signed<N>) {
        // |u| + |v| <= 2^60, so the sum is within ±2^61 p; subtracting m p, 0 <= m < 2^64, and
        // dividing by 2^64 leaves it above -p/8 - p and below p/8.
        let row = |u, v| {
            let Signed(limbs, top) = combine(u, d, v, e);
            let m = limbs[0].wrapping_mul(p_inverse);
            let (multiple, multiple_top) = mul_limb(m, p);
            let mut result = [0; N];
            let (_, mut borrow) = sbb(limbs[0], multiple[0], 0);
            for i in 1..N {
                (result[i - 1], borrow) = sbb(limbs[i], multiple[i], borrow);
            }
            (result[N - 1], borrow) = sbb(top, multiple_top, borrow);
            let (above, _) = sbb(mask(top >> 63), 0, borrow);
            Signed(result, above)
        };
        (row(self.u, self.v), row(self.q, self.r))
    }
}

/// `u a + v b` modulo 2^(64 (N + 1)).
#[inline(always)]
fn combine<const N: usize>(u: i64, a: &Signed<N>, v: i64, b: &Signed<N>) -> Signed<N> {
    add(&mul(u, a), &mul(v, b))
}

/// `u a` modulo 2^(64 (N + 1)).
#[inline(always)]
fn mul<const N: usize>(u: i64, Signed(limbs, top): &Signed<N>) -> Signed<N> {
    let (mut row, row_top) = mul_limb(u as u64, limbs);
    let mut row_top = row_top.wrapping_add((u as u64).wrapping_mul(*top));
    // A negative u was taken for u + 2^64.
    let negative = (u >> 63) as u64;
    let mut borrow = 0;
    for i in 1..N {
        (row[i], borrow) = sbb(row[i], limbs[i - 1] & negative, borrow);
    }
    (row_top, _) = sbb(row_top, limbs[N - 1] & negative, borrow);
    Signed(row, row_top)
}

#[inline(always)]
fn add<const N: usize>(a: &Signed<N>, b: &Signed<N>) -> Signed<N> {
    let (limbs, carry) = crate::limbs::add(&a.0, &b.0);
    Signed(limbs, adc(a.1, b.1, carry).0)
}

/// All ones if negative, else zero.
#[inline(always)]
fn sign<const N: usize>(a: &Signed<N>) -> u64 {
    mask(a.1 >> 63)
}

#[inline(always)]
fn negate_if<const N: usize>(mask: u64, a: &Signed<N>) -> Signed<N> {
    // -a = !a + 1
    let mut one = Signed([0; N], 0);
    one.0[0] = mask & 1;
    add(&Signed(a.0.map(|limb| limb ^ mask), a.1 ^ mask), &one)
}

#[inline(always)]
fn add_if<const N: usize>(mask: u64, a: &Signed<N>, p: &[u64; N]) -> Signed<N> {
    add(a, &Signed(p.map(|limb| limb & mask), 0))
}

#[cfg(test)]
mod tests;
