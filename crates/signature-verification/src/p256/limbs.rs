//! 256-bit integers as four 64-bit limbs, least significant first.
//!
//! Nothing branches on operands, because the work of a verification must not depend on them. A select is written with
//! masks, because `if` becomes a branch. (LLVM may see through masks and take a conditional move. On a CPU without
//! one it can be a branch.)

use super::carry::{Carry, adc, sbb};

/// A 256-bit integer, least significant limb first.
pub(super) type Limbs = [u64; 4];

/// The 128-bit product as (low, high).
#[inline(always)]
pub(super) const fn widening_mul(a: u64, b: u64) -> (u64, u64) {
    let product = (a as u128) * (b as u128);
    (product as u64, (product >> 64) as u64)
}

/// All ones for a carry or `true`, else zero.
#[inline(always)]
pub(super) fn mask(bit: impl Into<u64>) -> u64 {
    bit.into().wrapping_neg()
}

/// `a * b`: four products, then one carry chain over them.
#[inline(always)]
pub(super) fn mul_limb(a: u64, b: &Limbs) -> [u64; 5] {
    let (r0, high0) = widening_mul(a, b[0]);
    let (low1, high1) = widening_mul(a, b[1]);
    let (low2, high2) = widening_mul(a, b[2]);
    let (low3, high3) = widening_mul(a, b[3]);
    let (r1, carry) = adc(low1, high0, 0);
    let (r2, carry) = adc(low2, high1, carry);
    let (r3, carry) = adc(low3, high2, carry);
    // a * b < 2^320, so this carry cannot go further.
    let r4 = high3.wrapping_add(u64::from(carry));
    [r0, r1, r2, r3, r4]
}

/// `a * b` as (low, high).
#[inline(always)]
pub(super) fn mul(a: &Limbs, b: &Limbs) -> (Limbs, Limbs) {
    let [w0, t1, t2, t3, t4] = mul_limb(a[0], b);
    // What is left of the rows before is below 2^256, and a row at most 2^320 - 2^256: every sum fits five limbs.
    let ([w1, t2, t3, t4, t5], _) = add5([t1, t2, t3, t4, 0], mul_limb(a[1], b));
    let ([w2, t3, t4, t5, t6], _) = add5([t2, t3, t4, t5, 0], mul_limb(a[2], b));
    let ([w3, w4, w5, w6, w7], _) = add5([t3, t4, t5, t6, 0], mul_limb(a[3], b));
    ([w0, w1, w2, w3], [w4, w5, w6, w7])
}

/// `a + b` modulo 2^320, and the carry out.
#[inline(always)]
pub(super) fn add5(a: [u64; 5], b: [u64; 5]) -> ([u64; 5], Carry) {
    let (r0, carry) = adc(a[0], b[0], 0);
    let (r1, carry) = adc(a[1], b[1], carry);
    let (r2, carry) = adc(a[2], b[2], carry);
    let (r3, carry) = adc(a[3], b[3], carry);
    let (r4, carry) = adc(a[4], b[4], carry);
    ([r0, r1, r2, r3, r4], carry)
}

/// `a + b` modulo 2^256, and the carry out.
#[inline(always)]
pub(super) fn add(a: &Limbs, b: &Limbs) -> (Limbs, Carry) {
    let (r0, carry) = adc(a[0], b[0], 0);
    let (r1, carry) = adc(a[1], b[1], carry);
    let (r2, carry) = adc(a[2], b[2], carry);
    let (r3, carry) = adc(a[3], b[3], carry);
    ([r0, r1, r2, r3], carry)
}

/// `a - b` modulo 2^256, and the borrow out.
#[inline(always)]
pub(super) fn sub(a: &Limbs, b: &Limbs) -> (Limbs, Carry) {
    let (r0, borrow) = sbb(a[0], b[0], 0);
    let (r1, borrow) = sbb(a[1], b[1], borrow);
    let (r2, borrow) = sbb(a[2], b[2], borrow);
    let (r3, borrow) = sbb(a[3], b[3], borrow);
    ([r0, r1, r2, r3], borrow)
}

/// `if mask is all ones { a } else { b }`, for a mask of all ones or zero.
#[inline(always)]
pub(super) const fn select(mask: u64, a: &Limbs, b: &Limbs) -> Limbs {
    [
        b[0] ^ (mask & (a[0] ^ b[0])),
        b[1] ^ (mask & (a[1] ^ b[1])),
        b[2] ^ (mask & (a[2] ^ b[2])),
        b[3] ^ (mask & (a[3] ^ b[3])),
    ]
}

/// The value `carry * 2^256 + a`, which must be less than `2 * modulus`, reduced once.
#[inline(always)]
pub(super) fn reduce_once(a: &Limbs, carry: Carry, modulus: &Limbs) -> Limbs {
    let (reduced, borrow) = sub(a, modulus);
    let (_, too_small) = sbb(u64::from(carry), 0, borrow);
    select(mask(too_small), a, &reduced)
}

/// Whether all limbs agree. No early exit.
#[inline(always)]
pub(super) const fn equal(a: &Limbs, b: &Limbs) -> bool {
    ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0
}

/// A big-endian integer as limbs.
#[inline]
pub(super) fn from_be_bytes(bytes: &[u8; 32]) -> Limbs {
    let (chunks, _) = bytes.as_chunks::<8>();
    let mut limbs = [0; 4];
    for (limb, chunk) in limbs.iter_mut().rev().zip(chunks) {
        *limb = u64::from_be_bytes(*chunk);
    }
    limbs
}
