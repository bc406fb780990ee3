//! Montgomery multiplication for a modulus of any length up to 8192 bits, word by word.
//!
//! The textbook method (Koc, Acar, Kaliski, "Analyzing and Comparing Montgomery Multiplication Algorithms", 1996, the
//! coarsely integrated operand scanning of section 5) and no specialised squaring: it is here for the sizes that are
//! rare, and as the twin that the fixed sizes are tested against. With k limbs, R = 2^(64 k).

use super::limbs::{
    LIMB_BITS, add_modulo, less_than, multiply_add_row, negative_inverse, read_big_endian, subtract_if_not_below,
    write_big_endian,
};
use super::modulus::{MAX_BITS, Modulus, make_r_squared};
use super::packing::highest_power;

const MAX_LIMBS: usize = MAX_BITS / LIMB_BITS;

/// A number below n; the limbs beyond the modulus's are zero.
pub(super) type Number = [u64; MAX_LIMBS];

pub(super) struct AnySize {
    n: Number,
    limbs: usize,
    /// -1/n mod 2^64.
    n_inverse: u64,
    r_squared: Number,
}

impl AnySize {
    /// `n`: big-endian, odd, at most 8192 bits, its first octet not zero.
    pub(super) fn new(octets: &[u8]) -> Self {
        let mut n = [0; MAX_LIMBS];
        read_big_endian(octets, &mut n);
        let limbs = octets.len().div_ceil(LIMB_BITS / 8).min(MAX_LIMBS);
        let mut modulus = Self { n, limbs, n_inverse: negative_inverse(n[0]), r_squared: [0; MAX_LIMBS] };
        let mut power = [0; MAX_LIMBS];
        let start = highest_power::<LIMB_BITS>(&n, &mut power);
        modulus.r_squared = make_r_squared(&modulus, power, start, limbs * LIMB_BITS);
        modulus
    }

    fn modulus(&self) -> &[u64] {
        &self.n[..self.limbs]
    }
}

impl Modulus for AnySize {
    type Number = Number;

    fn read(&self, octets: &[u8]) -> Option<Number> {
        let mut number = [0; MAX_LIMBS];
        read_big_endian(octets, &mut number);
        less_than(&number, &self.n).then_some(number)
    }

    fn write(&self, number: &Number, octets: &mut [u8]) {
        write_big_endian(number, octets);
    }

    fn r_squared(&self) -> &Number {
        &self.r_squared
    }

    fn limbs(number: &Number) -> &[u64] {
        number
    }

    fn add(&self, a: &mut Number, b: &Number) {
        add_modulo(&mut a[..self.limbs], b, self.modulus());
    }

    /// For each limb a_i: t = (t + a_i b + q n) / 2^64 with the q that makes it divisible, q = -t/n mod 2^64. As a < R
    /// and b < n, t stays below 2n: one limb more than n, and at the end one subtraction.
    fn multiply(&self, a: &mut Number, b: &Number) {
        let (n, k) = (self.modulus(), self.limbs);
        let mut t = [0; MAX_LIMBS + 1];
        for &a_i in &a[..k] {
            let (row, top) = t.split_at_mut(k);
            let high = multiply_add_row(row, &b[..k], a_i);
            let (sum, carry) = top[0].overflowing_add(high);
            let q = row[0].wrapping_mul(self.n_inverse);
            let high = multiply_add_row(row, n, q);
            let (sum, more) = sum.overflowing_add(high);
            t.copy_within(1..k, 0);
            t[k - 1] = sum;
            t[k] = u64::from(carry) + u64::from(more);
        }
        let top = t[k];
        subtract_if_not_below(&mut t[..k], top, n);
        a[..k].copy_from_slice(&t[..k]);
    }

    fn square(&self, a: &mut Number) {
        let b = *a;
        self.multiply(a, &b);
    }
}
