//! Columns at their fullest. `fixed.rs` and `kernel.rs` count with limbs of nothing but ones, and hardly any modulus
//! comes near. So the constants are made up here: what the steps make of them is compared with the same formulas in
//! `num-bigint`.

use std::vec::Vec;

use num_bigint::BigUint;

use super::super::kernel::{LIMB_BITS, LIMB_MASK};
use super::{BLOCK, Fixed, Modulus, Number};

const BLOCK_BITS: usize = BLOCK * LIMB_BITS;

/// Of the highest limb of a factor, which is below 6 n, where n is below R / 2^8.
const FACTOR_BITS: usize = LIMB_BITS - 5;

#[test]
fn no_column_overflows_in_products() {
    check_products::<2>();
    check_products::<3>();
    check_products::<4>();
}

#[track_caller]
fn check_products<const BLOCKS: usize>() {
    let (modulus, factor) = (made_up::<BLOCKS>(), largest(FACTOR_BITS));
    let expected = limbs(&reduced::<BLOCKS>(value(&factor) * value(&factor)));
    let (mut product, mut square) = (factor, factor);
    modulus.multiply(&mut product, &factor);
    modulus.square(&mut square);
    assert_eq!(product, expected, "{BLOCKS} blocks: product");
    assert_eq!(square, expected, "{BLOCKS} blocks: square");
}

#[test]
fn no_column_overflows_in_reductions() {
    check_reduction::<2>();
    check_reduction::<3>();
    check_reduction::<4>();
}

/// Every block that a step multiplies with is nothing but ones: the columns that it comes from are chosen so.
#[track_caller]
fn check_reduction<const BLOCKS: usize>() {
    let (modulus, last) = (made_up::<BLOCKS>(), 2 * BLOCKS * BLOCK - 1);
    let mut t = [[0; 2 * BLOCK]; BLOCKS];
    for (at, column) in t.as_flattened_mut().iter_mut().enumerate() {
        // With four blocks, what the first row has left is carried before the others are added.
        let products = (at + 1).min(last - at).min(3 * BLOCK);
        *column = products as u128 * u128::from(LIMB_MASK).pow(2) + u128::from(LIMB_MASK);
    }
    let columns = t.as_flattened().iter().rev();
    let mut rest: BigUint = columns.fold(BigUint::ZERO, |value, &column| (value << LIMB_BITS) + column);
    let (n, ones) = (value(&modulus.n), (BigUint::from(1u8) << BLOCK_BITS) - 1u8);
    for block in 0..BLOCKS {
        let above_ones = (&rest + 1u8) & &ones;
        let [above] = limbs::<1>(&above_ones);
        for (column, limb) in t.as_flattened_mut()[block * BLOCK..].iter_mut().zip(above) {
            *column -= u128::from(limb);
        }
        rest -= above_ones;
        assert_eq!(&rest & &ones, ones);
        rest = if block + 1 < BLOCKS { (rest >> BLOCK_BITS) + &ones * &n } else { (rest + &ones * &n) >> BLOCK_BITS };
    }
    let mut result = [[0; BLOCK]; BLOCKS];
    modulus.reduce(&mut t, &mut result);
    assert_eq!(result, limbs(&rest), "{BLOCKS} blocks: reduction");
}

#[test]
fn no_column_overflows_in_sums() {
    check_sums::<2>();
    check_sums::<3>();
    check_sums::<4>();
}

/// a b + c d, with the two lowest blocks of c such that the first two steps multiply with nothing but ones.
#[track_caller]
fn check_sums<const BLOCKS: usize>() {
    let (modulus, factor) = (made_up::<BLOCKS>(), largest(FACTOR_BITS));
    let (n, product) = (value(&modulus.n), value(&factor) * value(&factor));
    let one = BigUint::from(1u8);
    let (block, ones) = (&one << BLOCK_BITS, (&one << BLOCK_BITS) - 1u8);
    let digest = [0xff; 64];
    let d = BigUint::from_bytes_be(&digest);
    let inverse = d.modinv(&block).unwrap_or_default();

    let mut c: Number<BLOCKS> = factor;
    let lacking = (&block + &ones - &product % &block) % &block;
    [c[0]] = limbs::<1>(&(lacking * &inverse % &block));
    c[1] = [0; BLOCK];
    let next = ((&product + value(&c) * &d) >> BLOCK_BITS) + &ones * &n;
    let lacking = (&block + &ones - next % &block) % &block;
    [c[1]] = limbs::<1>(&(lacking * &inverse % &block));
    if BLOCKS == 2 {
        c[1][BLOCK - 1] &= LIMB_MASK >> (LIMB_BITS - FACTOR_BITS);
    }

    let sum = product + value(&c) * d;
    assert_eq!(&sum & &ones, ones);
    let expected = limbs(&reduced::<BLOCKS>(sum));
    let is_sum = |sum: &Number<BLOCKS>| modulus.is_sum_of_products([&factor, &factor], (&c, &digest), sum);
    assert!(is_sum(&expected), "{BLOCKS} blocks: sum");
    let mut other = expected;
    other[BLOCKS - 1][0] ^= 1;
    assert!(!is_sum(&other), "{BLOCKS} blocks: another sum");
}

/// The lowest block of n is -1 modulo W, so its inverse with a minus is 1.
const fn made_up<const BLOCKS: usize>() -> Fixed<BLOCKS> {
    let n = largest(LIMB_BITS - 8);
    let mut n_inverse = [0; BLOCK];
    n_inverse[0] = 1;
    Fixed { n, n_inverse, fold: n, r_squared: n }
}

/// Limbs of nothing but ones, the highest of so many bits.
const fn largest<const BLOCKS: usize>(highest_bits: usize) -> Number<BLOCKS> {
    let mut number = [[LIMB_MASK; BLOCK]; BLOCKS];
    number[BLOCKS - 1][BLOCK - 1] >>= LIMB_BITS - highest_bits;
    number
}

/// The steps of `Fixed::reduce` with the constants of `made_up`, modulo R.
fn reduced<const BLOCKS: usize>(mut t: BigUint) -> BigUint {
    let (n, ones) = (value(&made_up::<BLOCKS>().n), (BigUint::from(1u8) << BLOCK_BITS) - 1u8);
    for _ in 1..BLOCKS {
        let folded = (&t & &ones) * &n;
        t = (t >> BLOCK_BITS) + folded;
    }
    let multiple = (&t & &ones) * &n;
    (t + multiple) >> BLOCK_BITS
}

fn value<const BLOCKS: usize>(number: &Number<BLOCKS>) -> BigUint {
    number.as_flattened().iter().rev().fold(BigUint::ZERO, |value, &limb| (value << LIMB_BITS) + limb)
}

fn limbs<const BLOCKS: usize>(value: &BigUint) -> Number<BLOCKS> {
    let limb = |at: usize| (value >> (at * LIMB_BITS)).iter_u64_digits().next().unwrap_or(0) & LIMB_MASK;
    let limbs: Vec<u64> = (0..BLOCKS * BLOCK).map(limb).collect();
    core::array::from_fn(|block| core::array::from_fn(|at| limbs[block * BLOCK + at]))
}
