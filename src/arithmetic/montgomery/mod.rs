//! RSAVP1 (RFC 8017 section 5.2.2): s^e mod n by Montgomery multiplication, for values that are all public.
//!
//! Nothing here may see a private exponent: the sequence of squarings and multiplications follows the bits of `e`. For
//! one key, though, every signature representative below n takes the same number of instructions.
//!
//! | file | |
//! |---|---|
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
mod fixed;
mod kernel;
mod limbs;
pub(super) mod packing;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use super::ifma::Ifma;
use any_size::AnySize;
use fixed::Fixed;

/// The longest modulus, in bits.
const MAX_BITS: usize = 8192;

/// The shortest modulus the engines can do; what is secure is for the caller to say.
const MIN_BITS: usize = 512;

/// An RSA public key with its Montgomery values, made once.
pub(crate) struct PublicKey {
    engine: Engine,
    exponent: u64,
    bits: usize,
}

impl PublicKey {
    /// Prepares the key (n, e), n big-endian without leading zero octets.
    ///
    /// `None` if n is even, has a leading zero octet, or is not of 512 to 8192 bits, or if e is even or below 3.
    pub(crate) fn new(n: &[u8], e: u64) -> Option<Self> {
        let (first, last) = (*n.first()?, *n.last()?);
        let bits = n.len().checked_mul(8)? - first.leading_zeros() as usize;
        let sound = first != 0 && last % 2 == 1 && (MIN_BITS..=MAX_BITS).contains(&bits) && e % 2 == 1 && e >= 3;
        sound.then(|| Self { engine: Engine::new(n, bits), exponent: e, bits })
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
        if signature.len() != self.modulus_len() || out.len() != self.modulus_len() {
            return false;
        }
        match &self.engine {
            Engine::Bits2048(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
            Engine::Bits3072(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
            Engine::Bits4096(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            Engine::Wide2048(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            Engine::Wide3072(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            Engine::Wide4096(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
            Engine::AnySize(modulus) => verify_primitive(&**modulus, self.exponent, signature, out),
        }
    }
}

enum Engine {
    Bits2048(Box<Fixed<2>>),
    Bits3072(Box<Fixed<3>>),
    Bits4096(Box<Fixed<4>>),
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    Wide2048(Box<Ifma<5>>),
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    Wide3072(Box<Ifma<8>>),
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    Wide4096(Box<Ifma<10>>),
    AnySize(Box<AnySize>),
}

impl Engine {
    /// The fastest engine that takes this modulus.
    fn new(n: &[u8], bits: usize) -> Self {
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        if let Some(engine) = Self::wide(n, bits) {
            return engine;
        }
        match bits {
            _ if bits <= Fixed::<2>::CAPACITY => Self::Bits2048(Box::new(Fixed::new(n))),
            _ if bits <= Fixed::<3>::CAPACITY => Self::Bits3072(Box::new(Fixed::new(n))),
            _ if bits <= Fixed::<4>::CAPACITY => Self::Bits4096(Box::new(Fixed::new(n))),
            _ => Self::AnySize(Box::new(AnySize::new(n))),
        }
    }

    /// The engine for wide registers, if this CPU has them and the modulus is not too long.
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    fn wide(n: &[u8], bits: usize) -> Option<Self> {
        match bits {
            _ if bits <= Ifma::<5>::CAPACITY => Ifma::new(n).map(|modulus| Self::Wide2048(Box::new(modulus))),
            _ if bits <= Ifma::<8>::CAPACITY => Ifma::new(n).map(|modulus| Self::Wide3072(Box::new(modulus))),
            _ if bits <= Ifma::<10>::CAPACITY => Ifma::new(n).map(|modulus| Self::Wide4096(Box::new(modulus))),
            _ => None,
        }
    }
}

/// Arithmetic modulo one n, in the Montgomery domain of some R.
pub(super) trait Modulus {
    type Number: Clone;

    /// The number that big-endian octets stand for, if it is below n.
    fn read(&self, octets: &[u8]) -> Option<Self::Number>;

    /// The number's residue in [0, n), big-endian.
    fn write(&self, number: &Self::Number, octets: &mut [u8]);

    /// R^2 mod n.
    fn r_squared(&self) -> &Self::Number;

    /// a = 2 a mod n.
    fn double(&self, a: &mut Self::Number);

    /// a = a b / R mod n.
    fn multiply(&self, a: &mut Self::Number, b: &Self::Number);

    /// a = a a / R mod n.
    fn square(&self, a: &mut Self::Number);
}

/// RSAVP1 over any engine; `false` if the signature representative is out of range.
#[inline(always)]
fn verify_primitive<M: Modulus>(modulus: &M, exponent: u64, signature: &[u8], out: &mut [u8]) -> bool {
    let Some(s) = modulus.read(signature) else {
        return false;
    };
    modulus.write(&power(modulus, &s, exponent), out);
    true
}

/// s^e mod n for an odd e >= 3, from the highest bit of e to the lowest.
///
/// With x = s R, each step keeps "a power of s, times R". The lowest bit of e is one, so the last step is a
/// multiplication; done by s instead of x, it leaves the Montgomery domain as well: (s^(e-1) R) s / R = s^e.
fn power<M: Modulus>(modulus: &M, s: &M::Number, e: u64) -> M::Number {
    let mut x = s.clone();
    modulus.multiply(&mut x, modulus.r_squared());
    let mut result = x.clone();
    for bit in (1..e.ilog2()).rev() {
        modulus.square(&mut result);
        if e >> bit & 1 == 1 {
            modulus.multiply(&mut result, &x);
        }
    }
    modulus.square(&mut result);
    modulus.multiply(&mut result, s);
    result
}

/// R^2 mod n for R = 2^log_r, from `power` = 2^start below n: doublings up to R mod n, and then 2^i R for an i that
/// grows to log_r, where a squaring takes 2^i R to 2^(2i) R, and a doubling to 2^(i+1) R.
pub(super) fn make_r_squared<M: Modulus>(modulus: &M, mut power: M::Number, start: usize, log_r: usize) -> M::Number {
    for _ in start..log_r {
        modulus.double(&mut power);
    }
    for bit in (0..=log_r.ilog2()).rev() {
        modulus.square(&mut power);
        if log_r >> bit & 1 == 1 {
            modulus.double(&mut power);
        }
    }
    power
}
