//! Columns at their fullest. No modulus is known whose constants have nothing but ones, so the other tests do not come
//! near the bounds that `fixed.rs` and `kernel.rs` count with. Here the constants are made up: what the steps make of
//! them is compared with the same formulas in `num-bigint`.

use std::vec::Vec;

use num_bigint::BigUint;

use super::super::kernel::{LIMB_BITS, LIMB_MASK};
use super::{BLOCK, Fixed, Modulus, Number};

#[test]
fn no_column_overflows() {
    check::<2>();
    check::<3>();
    check::<4>();
}

fn check<const BLOCKS: usize>() {
    // n < R / 2^8, and factors below 6 n.
    let (n, factor) = (largest(LIMB_BITS - 8), largest(LIMB_BITS - 5));
    // The lowest block of n is -1 modulo W, so its inverse with a minus is 1.
    let mut one = [0; BLOCK];
    one[0] = 1;
    let modulus = Fixed::<BLOCKS> { n, n_inverse: one, fold: n, r_squared: n };
    let square = value(&factor) * value(&factor);

    let mut product = factor;
    modulus.multiply(&mut product, &factor);
    assert_eq!(value(&product), reduced::<BLOCKS>(square.clone()), "{BLOCKS} blocks: product");

    let mut squared = factor;
    modulus.square(&mut squared);
    assert_eq!(squared, product, "{BLOCKS} blocks: square");

    for digest_len in [0, 1, 32, 64] {
        let digest = [0xff].repeat(digest_len);
        let sum = &square + value(&factor) * BigUint::from_bytes_be(&digest);
        let expected = limbs(&reduced::<BLOCKS>(sum));
        let is_sum = |sum: &Number<BLOCKS>| modulus.is_sum_of_products([&factor, &factor], (&factor, &digest), sum);
        assert!(is_sum(&expected), "{BLOCKS} blocks: sum with a digest of {digest_len} octets");
        let mut other = expected;
        other[BLOCKS - 1][0] ^= 1;
        assert!(!is_sum(&other), "{BLOCKS} blocks: another sum");
    }
}

/// Limbs of nothing but ones, the highest of so many bits.
fn largest<const BLOCKS: usize>(highest_bits: usize) -> Number<BLOCKS> {
    let mut number = [[LIMB_MASK; BLOCK]; BLOCKS];
    number[BLOCKS - 1][BLOCK - 1] >>= LIMB_BITS - highest_bits;
    number
}

/// The steps of `Fixed::reduce`, with the constants of `check`.
fn reduced<const BLOCKS: usize>(mut t: BigUint) -> BigUint {
    let (n, block) = (value(&largest::<BLOCKS>(LIMB_BITS - 8)), BLOCK * LIMB_BITS);
    let low = |t: &BigUint| t % (BigUint::from(1u8) << block);
    for _ in 1..BLOCKS {
        let folded = low(&t) * &n;
        t = (t >> block) + folded;
    }
    let multiple = low(&t) * &n;
    let sum = t + multiple;
    assert_eq!(low(&sum), BigUint::ZERO);
    (sum >> block) % (BigUint::from(1u8) << (block * BLOCKS))
}

fn value<const BLOCKS: usize>(number: &Number<BLOCKS>) -> BigUint {
    number.as_flattened().iter().rev().fold(BigUint::ZERO, |value, &limb| (value << LIMB_BITS) + limb)
}

fn limbs<const BLOCKS: usize>(value: &BigUint) -> Number<BLOCKS> {
    let limb = |at: usize| (value >> (at * LIMB_BITS)).iter_u64_digits().next().unwrap_or(0) & LIMB_MASK;
    let limbs: Vec<u64> = (0..BLOCKS * BLOCK).map(limb).collect();
    core::array::from_fn(|block| core::array::from_fn(|at| limbs[block * BLOCK + at]))
}
