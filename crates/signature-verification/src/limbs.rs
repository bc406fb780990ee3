//! Integers of N 64-bit limbs, least significant first.
//!
//! Nothing branches on operands, because the work of a verification must not depend on them. A select is written with
//! masks, because `if` becomes a branch. (LLVM may see through masks and take a conditional move. On a CPU without
//! one it can be a branch.)
//!
//! Products are made of rows, one for each limb of the first factor. Each row is a function with a constant index, so
//! that the compiler knows all indices and keeps limbs in registers.

use crate::carry::{Carry, adc, sbb};

/// Calls a row function for all rows; those from N on do nothing.
macro_rules! for_all_rows {
    ($row:ident::<$($parameter:ident),*> $arguments:tt) => {
        $row::<0, $($parameter),*> $arguments;
        $row::<1, $($parameter),*> $arguments;
        $row::<2, $($parameter),*> $arguments;
        $row::<3, $($parameter),*> $arguments;
        $row::<4, $($parameter),*> $arguments;
        $row::<5, $($parameter),*> $arguments;
        $row::<6, $($parameter),*> $arguments;
        $row::<7, $($parameter),*> $arguments;
        $row::<8, $($parameter),*> $arguments;
    };
}
pub(crate) use for_all_rows;

/// The 128-bit product as (low, high).
#[inline(always)]
pub(crate) const fn widening_mul(a: u64, b: u64) -> (u64, u64) {
    let product = (a as u128) * (b as u128);
    (product as u64, (product >> 64) as u64)
}

/// All ones for a carry or `true`, else zero.
#[inline(always)]
pub(crate) fn mask(bit: impl Into<u64>) -> u64 {
    bit.into().wrapping_neg()
}

/// `a * b` and its highest limb: all products, then one carry chain over them.
#[inline(always)]
pub(crate) fn mul_limb<const N: usize>(a: u64, b: &[u64; N]) -> ([u64; N], u64) {
    let (mut row, mut high) = ([0; N], [0; N]);
    for i in 0..N {
        (row[i], high[i]) = widening_mul(a, b[i]);
    }
    let mut carry = 0;
    for i in 1..N {
        (row[i], carry) = adc(row[i], high[i - 1], carry);
    }
    // a * b < 2^(64 (N + 1)), so this carry cannot go further.
    (row, high[N - 1].wrapping_add(u64::from(carry)))
}

/// `a * b` as (low, high).
#[inline(always)]
pub(crate) fn mul<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], [u64; N]) {
    let (mut low, mut high) = ([0; N], [0; N]);
    for_all_rows!(mul_row::<N>(&mut low, &mut high, a, b));
    (low, high)
}

/// Row I of a product: what the rows before have left in `high`, plus `a[I] * b`. The lowest limb of that is done.
#[inline(always)]
fn mul_row<const I: usize, const N: usize>(low: &mut [u64; N], high: &mut [u64; N], a: &[u64; N], b: &[u64; N]) {
    if I >= N {
        return;
    }
    let (row, top) = mul_limb(a[I], b);
    let (sum, carry) = add(&row, high);
    low[I] = sum[0];
    high[..N - 1].copy_from_slice(&sum[1..]);
    high[N - 1] = top.wrapping_add(u64::from(carry));
}

/// `a^2` as (low, high): the mixed products once, added twice, and the squares.
#[inline(always)]
pub(crate) fn square<const N: usize>(a: &[u64; N]) -> ([u64; N], [u64; N]) {
    let mut square = [[0; N]; 2];
    for_all_rows!(mixed_row::<N>(&mut square, a));
    let limbs = square.as_flattened_mut();
    let mut carry = 0;
    for limb in &mut limbs[1..2 * N - 1] {
        (*limb, carry) = adc(*limb, *limb, carry);
    }
    limbs[2 * N - 1] = u64::from(carry);
    let squares = a.map(|limb| widening_mul(limb, limb));
    let mut carry = 0;
    for i in 0..N {
        (limbs[2 * i], carry) = adc(limbs[2 * i], squares[i].0, carry);
        (limbs[2 * i + 1], carry) = adc(limbs[2 * i + 1], squares[i].1, carry);
    }
    let [low, high] = square;
    (low, high)
}

/// Row I of the mixed products of a square: adds `a[I] * a[j]` for all j > I.
#[inline(always)]
fn mixed_row<const I: usize, const N: usize>(square: &mut [[u64; N]; 2], a: &[u64; N]) {
    if I + 1 >= N {
        return;
    }
    let (mut row, mut high) = ([0; N], [0; N]);
    for j in I + 1..N {
        (row[j], high[j]) = widening_mul(a[I], a[j]);
    }
    let mut carry = 0;
    for j in I + 2..N {
        (row[j], carry) = adc(row[j], high[j - 1], carry);
    }
    let top = high[N - 1].wrapping_add(u64::from(carry));
    let limbs = square.as_flattened_mut();
    let mut carry = 0;
    for j in I + 1..N {
        (limbs[I + j], carry) = adc(limbs[I + j], row[j], carry);
    }
    limbs[I + N] = top.wrapping_add(u64::from(carry));
}

/// `a + b`, and the carry out.
#[inline(always)]
pub(crate) fn add<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], Carry) {
    let (mut sum, mut carry) = ([0; N], 0);
    for i in 0..N {
        (sum[i], carry) = adc(a[i], b[i], carry);
    }
    (sum, carry)
}

/// `a - b`, and the borrow out.
#[inline(always)]
pub(crate) fn sub<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], Carry) {
    sub_with_borrow(a, b, 0)
}

/// `a - b - borrow`, and the borrow out.
#[inline(always)]
pub(crate) fn sub_with_borrow<const N: usize>(a: &[u64; N], b: &[u64; N], borrow: Carry) -> ([u64; N], Carry) {
    let (mut difference, mut borrow) = ([0; N], borrow);
    for i in 0..N {
        (difference[i], borrow) = sbb(a[i], b[i], borrow);
    }
    (difference, borrow)
}

/// `if mask is all ones { a } else { b }`, for a mask of all ones or zero.
#[inline(always)]
pub(crate) fn select<const N: usize>(mask: u64, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
    let mut selected = [0; N];
    for i in 0..N {
        selected[i] = b[i] ^ (mask & (a[i] ^ b[i]));
    }
    selected
}

/// The value with the limbs `a` and then `carry`, which must be less than `2 * modulus`, reduced once.
#[inline(always)]
pub(crate) fn reduce_once<const N: usize>(a: &[u64; N], carry: Carry, modulus: &[u64; N]) -> [u64; N] {
    let (reduced, borrow) = sub(a, modulus);
    let (_, too_small) = sbb(u64::from(carry), 0, borrow);
    select(mask(too_small), a, &reduced)
}

/// Whether all limbs agree. No early exit.
#[inline(always)]
pub(crate) fn equal<const N: usize>(a: &[u64; N], b: &[u64; N]) -> bool {
    let mut difference = 0;
    for i in 0..N {
        difference |= a[i] ^ b[i];
    }
    difference == 0
}

/// A big-endian integer of at most 8 N bytes.
#[inline]
pub(crate) fn from_be_bytes<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut limbs = [0; N];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.rchunks(8)) {
        *limb = match chunk.try_into() {
            Ok(whole) => u64::from_be_bytes(whole),
            Err(_) => chunk.iter().fold(0, |limb, &byte| limb << 8 | u64::from(byte)),
        };
    }
    limbs
}
