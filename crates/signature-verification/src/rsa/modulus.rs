//! What an engine does with numbers modulo n, and the powers that are made of it.

use core::panic::{RefUnwindSafe, UnwindSafe};

use subtle::ConstantTimeEq;

/// The longest modulus, in bits.
pub(super) const MAX_BITS: usize = 8192;

/// The longest of the shorter factors of [`Modulus::is_sum_of_products`], and so the longest digest, in bits.
pub(super) const MAX_FACTOR_BITS: usize = 512;

/// Arithmetic modulo one n, in the Montgomery domain of some R.
pub(super) trait Modulus: Send + Sync + UnwindSafe + RefUnwindSafe + 'static {
    type Number: Clone + Send + Sync + UnwindSafe + RefUnwindSafe;

    /// The number that big-endian octets stand for, if it is below n.
    fn read(&self, octets: &[u8]) -> Option<Self::Number>;

    /// The number's residue in [0, n), big-endian.
    fn write(&self, number: &Self::Number, octets: &mut [u8]);

    /// R^2 mod n.
    fn r_squared(&self) -> &Self::Number;

    /// The limbs of a number, with which two numbers in [0, n) are compared.
    fn limbs(number: &Self::Number) -> &[u64];

    /// a = a + b mod n, in [0, n).
    fn add(&self, a: &mut Self::Number, b: &Self::Number);

    /// a = a b / R mod n.
    fn multiply(&self, a: &mut Self::Number, b: &Self::Number);

    /// a = a a / R mod n.
    fn square(&self, a: &mut Self::Number);

    /// Whether (a b + c d) / R is `sum` modulo n, for a `sum` in [0, n) and the number d that at most 512 bits stand
    /// for, big-endian.
    fn is_sum_of_products(
        &self,
        [a, b]: [&Self::Number; 2],
        (c, d): (&Self::Number, &[u8]),
        sum: &Self::Number,
    ) -> bool {
        let (mut product, Some(mut other)) = (a.clone(), self.read(d)) else {
            return false;
        };
        self.multiply(&mut product, b);
        self.multiply(&mut other, c);
        self.add(&mut product, &other);
        Self::limbs(&product).ct_eq(Self::limbs(sum)).into()
    }
}

/// s^e mod n for an odd e >= 3.
///
/// With x = s R, each step keeps "a power of s, times R". The lowest bit of e is one, so the last step is a
/// multiplication; done by s instead of x, it leaves the Montgomery domain as well: (s^(e-1) R) s / R = s^e.
pub(super) fn power<M: Modulus>(modulus: &M, s: &M::Number, e: u64) -> M::Number {
    let mut x = s.clone();
    modulus.multiply(&mut x, modulus.r_squared());
    let mut result = power_but_one(modulus, &x, e);
    modulus.multiply(&mut result, s);
    result
}

/// x^(e-1) / R^(e-2) mod n for an odd e >= 3, by squarings and multiplications from the highest bit of e to the lowest
/// but one.
pub(super) fn power_but_one<M: Modulus>(modulus: &M, x: &M::Number, e: u64) -> M::Number {
    let mut result = x.clone();
    for bit in (1..e.ilog2()).rev() {
        modulus.square(&mut result);
        if e >> bit & 1 == 1 {
            modulus.multiply(&mut result, x);
        }
    }
    modulus.square(&mut result);
    result
}

/// R^2 mod n for R = 2^log_r, from `power` = 2^start below n: doublings up to R mod n, and then 2^i R for an i that
/// grows to log_r, where a squaring takes 2^i R to 2^(2i) R, and a doubling to 2^(i+1) R.
pub(super) fn make_r_squared<M: Modulus>(modulus: &M, mut power: M::Number, start: usize, log_r: usize) -> M::Number {
    let double = |power: &mut M::Number| modulus.add(power, &power.clone());
    for _ in start..log_r {
        double(&mut power);
    }
    for bit in (0..=log_r.ilog2()).rev() {
        modulus.square(&mut power);
        if log_r >> bit & 1 == 1 {
            double(&mut power);
        }
    }
    power
}
