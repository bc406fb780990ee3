//! RSAVP1 (RFC 8017 section 5.2.2): s^e mod n by Montgomery multiplication, for values that are all public.
//!
//! Nothing here may see a private exponent: the sequence of squarings and multiplications follows the bits of `e`. For
//! one key, though, every signature representative below n takes the same number of instructions.
//!
//! | file | |
//! |---|---|
//! | `congruence` | s^e = frame + digest modulo n, without computing s^e |
//! | `fixed` | 2048, 3072 and 4096 bits, and what fits as well: trip counts known when compiling |
//! | `any_size` | longer moduli, and the plain twin that the others are tested against |
//! | `kernel` | products of blocks of seventeen 61-bit limbs, for `fixed` |
//! | `limbs` | 64-bit limbs, for `any_size`: carries, comparisons, octets |
//! | `packing` | limbs of fewer bits, for `fixed` and the engine for wide registers |
//!
//! What is left out: checking that `n` and `e` are what policy asks for. That is the caller's.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices and sums are bounded by sizes that are fixed when the key is made, never by a token's bytes"
)]

mod any_size;
mod congruence;
mod fixed;
mod kernel;
mod limbs;
pub(super) mod packing;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::panic::{RefUnwindSafe, UnwindSafe};

use subtle::ConstantTimeEq;

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use super::ifma::Ifma;
use any_size::AnySize;
use congruence::Congruence;
use fixed::Fixed;

/// The longest modulus, in bits.
const MAX_BITS: usize = 8192;

/// The shortest modulus the engines can do; what is secure is for the caller to say.
const MIN_BITS: usize = 512;

/// The longest of the shorter factors of [`Modulus::is_sum_of_products`], and so the longest digest, in bits.
const MAX_FACTOR_BITS: usize = 512;

/// An RSA public key with its Montgomery values, made once.
pub(crate) struct PublicKey {
    engine: Box<dyn Operations>,
    bits: usize,
}

impl PublicKey {
    /// Prepares the key (n, e), n big-endian without leading zero octets, and for `is_signature` a frame: the encoded
    /// message, as long as n, with zeros for its last octets, the digest.
    ///
    /// `None` if n is even, has a leading zero octet, or is not of 512 to 8192 bits, if e is even or below 3, or if the
    /// frame is not as long as n, or with some digest not below it.
    pub(crate) fn new(n: &[u8], e: u64, frame: Option<&[u8]>) -> Option<Self> {
        let (first, last) = (*n.first()?, *n.last()?);
        let bits = n.len().checked_mul(8)? - first.leading_zeros() as usize;
        let sound = first != 0 && last % 2 == 1 && (MIN_BITS..=MAX_BITS).contains(&bits) && e % 2 == 1 && e >= 3;
        if !sound || frame.is_some_and(|frame| !is_below(frame, n)) {
            return None;
        }
        Some(Self { engine: fastest_engine(n, bits, e, frame)?, bits })
    }

    /// Octets in the modulus, in a signature, and in what comes out.
    pub(crate) fn modulus_len(&self) -> usize {
        self.bits.div_ceil(8)
    }

    pub(crate) fn modulus_bits(&self) -> usize {
        self.bits
    }

    /// RSAVP1: `out` = `signature`^e mod n, both big-endian.
    ///
    /// `false`, and `out` as it was, if a length is not `modulus_len()` or if the signature representative is not below
    /// n.
    pub(crate) fn public_operation(&self, signature: &[u8], out: &mut [u8]) -> bool {
        let lengths = [signature.len(), out.len()];
        lengths == [self.modulus_len(); 2] && self.engine.public_operation(signature, out)
    }

    /// Whether `signature`^e mod n is the frame with the digest in its last octets.
    ///
    /// `false` if the signature's length is not `modulus_len()`, if the signature representative is not below n, for a
    /// digest of more than 512 bits or as long as n, and for a key without a frame.
    pub(crate) fn is_signature(&self, signature: &[u8], digest: &[u8]) -> bool {
        let short = digest.len() * 8 <= MAX_FACTOR_BITS && digest.len() < self.modulus_len();
        short && signature.len() == self.modulus_len() && self.engine.is_signature(signature, digest)
    }
}

/// Whether the frame is as long as n and, whatever its last octets are, below it.
fn is_below(frame: &[u8], n: &[u8]) -> bool {
    let front = n.len().saturating_sub(MAX_FACTOR_BITS / 8);
    frame.len() == n.len() && frame[..front] < n[..front]
}

/// What a prepared key does; the arguments have the right lengths. With the auto traits that a key has without the box.
trait Operations: Send + Sync + UnwindSafe + RefUnwindSafe {
    fn public_operation(&self, signature: &[u8], out: &mut [u8]) -> bool;

    fn is_signature(&self, signature: &[u8], digest: &[u8]) -> bool;
}

/// A key over the fastest engine that takes its modulus.
fn fastest_engine(n: &[u8], bits: usize, e: u64, frame: Option<&[u8]>) -> Option<Box<dyn Operations>> {
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    if let Some(engine) = wide_engine(n, bits, e, frame) {
        return Some(engine);
    }
    match bits {
        _ if bits <= Fixed::<2>::CAPACITY => Prepared::boxed(Fixed::<2>::new(n), n, e, frame),
        _ if bits <= Fixed::<3>::CAPACITY => Prepared::boxed(Fixed::<3>::new(n), n, e, frame),
        _ if bits <= Fixed::<4>::CAPACITY => Prepared::boxed(Fixed::<4>::new(n), n, e, frame),
        _ => Prepared::boxed(AnySize::new(n), n, e, frame),
    }
}

/// The engine for wide registers, if this CPU has them and the modulus is not too long.
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
fn wide_engine(n: &[u8], bits: usize, e: u64, frame: Option<&[u8]>) -> Option<Box<dyn Operations>> {
    match bits {
        _ if bits <= Ifma::<5>::CAPACITY => Prepared::boxed(Ifma::<5>::new(n)?, n, e, frame),
        _ if bits <= Ifma::<8>::CAPACITY => Prepared::boxed(Ifma::<8>::new(n)?, n, e, frame),
        _ if bits <= Ifma::<10>::CAPACITY => Prepared::boxed(Ifma::<10>::new(n)?, n, e, frame),
        _ => None,
    }
}

/// A key over one engine.
struct Prepared<M: Modulus> {
    modulus: M,
    exponent: u64,
    congruence: Option<Congruence<M::Number>>,
}

impl<M: Modulus> Prepared<M> {
    fn boxed(modulus: M, n: &[u8], exponent: u64, frame: Option<&[u8]>) -> Option<Box<dyn Operations>> {
        let congruence = match frame {
            Some(frame) => Some(Congruence::new(&modulus, n, exponent, frame)?),
            None => None,
        };
        Some(Box::new(Self { modulus, exponent, congruence }))
    }
}

impl<M: Modulus> Operations for Prepared<M> {
    fn public_operation(&self, signature: &[u8], out: &mut [u8]) -> bool {
        let Some(s) = self.modulus.read(signature) else {
            return false;
        };
        self.modulus.write(&power(&self.modulus, &s, self.exponent), out);
        true
    }

    fn is_signature(&self, signature: &[u8], digest: &[u8]) -> bool {
        match (&self.congruence, self.modulus.read(signature)) {
            (Some(congruence), Some(s)) => congruence.holds(&self.modulus, &s, self.exponent, digest),
            _ => false,
        }
    }
}

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
fn power<M: Modulus>(modulus: &M, s: &M::Number, e: u64) -> M::Number {
    let mut x = s.clone();
    modulus.multiply(&mut x, modulus.r_squared());
    let mut result = power_but_one(modulus, &x, e);
    modulus.multiply(&mut result, s);
    result
}

/// x^(e-1) / R^(e-2) mod n for an odd e >= 3, by squarings and multiplications from the highest bit of e to the lowest
/// but one.
fn power_but_one<M: Modulus>(modulus: &M, x: &M::Number, e: u64) -> M::Number {
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
