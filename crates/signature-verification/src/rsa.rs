//! RSAVP1 (RFC 8017 section 5.2.2): s^e mod n by Montgomery multiplication, for values that are all public.
//!
//! Nothing here may see a private exponent: the sequence of squarings and multiplications follows the bits of `e`. For
//! one key, though, every signature representative below n takes the same number of instructions.
//!
//! | file | |
//! |---|---|
//! | `modulus` | what an engine does, and the powers that are made of it |
//! | `congruence` | s^e = frame + digest modulo n, without computing s^e |
//! | `fixed` | 2048, 3072 and 4096 bits, and what fits as well: trip counts known when compiling |
//! | `any_size` | longer moduli, and the plain twin that the others are tested against |
//! | `kernel` | products of blocks of seventeen 61-bit limbs, for `fixed` |
//! | `limbs` | 64-bit limbs, for `any_size`: carries, comparisons, octets |
//! | `packing` | limbs of fewer bits, for `fixed` and `ifma` |
//! | `ifma` | the same as `fixed` with AVX-512 IFMA: feature `simd` |
//!
//! What is left out: checking that `n` and `e` are what policy asks for. That is the caller's.

mod any_size;
mod congruence;
mod fixed;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
#[allow(unsafe_code, reason = "intrinsics; each block states why it is sound")]
mod ifma;
mod kernel;
mod limbs;
mod modulus;
mod packing;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use any_size::AnySize;
use congruence::Congruence;
use fixed::Fixed;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use ifma::Ifma;
use modulus::{MAX_BITS, MAX_FACTOR_BITS, Modulus, power};

/// The shortest modulus the engines can do; what is secure is for the caller to say.
const MIN_BITS: usize = 512;

/// The longest digest, in octets.
const MAX_DIGEST_LEN: usize = MAX_FACTOR_BITS / 8;

/// An RSA public key with its Montgomery values, made once.
pub struct PublicKey {
    engine: Box<dyn Operations>,
    bits: usize,
    /// In octets. A longer digest could change other octets of the frame than its zeros.
    longest_digest: usize,
}

impl PublicKey {
    /// Prepares the key (n, e), n big-endian without leading zero octets, and for `is_signature` a frame: the encoded
    /// message, as long as n, with zeros for its last octets, the digest.
    ///
    /// `None` if n is even, has a leading zero octet, or is not of 512 to 8192 bits, or if e is even or below 3. Also if
    /// the frame is not as long as n, or if without its last 64 octets it is not below n without those: then a digest in
    /// these octets might make it n or more. So for n of 512 bits there is no frame.
    #[must_use]
    pub fn new(n: &[u8], e: u64, frame: Option<&[u8]>) -> Option<Self> {
        let (first, last) = (*n.first()?, *n.last()?);
        let bits = n.len().checked_mul(8)? - first.leading_zeros() as usize;
        let sound = first != 0 && last % 2 == 1 && (MIN_BITS..=MAX_BITS).contains(&bits) && e % 2 == 1 && e >= 3;
        if !sound || frame.is_some_and(|frame| !is_below(frame, n)) {
            return None;
        }
        let longest_digest = frame.map_or(0, longest_digest);
        Some(Self { engine: fastest_engine(n, bits, e, frame)?, bits, longest_digest })
    }

    /// Returns the number of octets in the modulus, in a signature, and in what comes out.
    #[must_use]
    pub fn modulus_len(&self) -> usize {
        self.bits.div_ceil(8)
    }

    /// Returns the number of bits in the modulus.
    #[must_use]
    pub fn modulus_bits(&self) -> usize {
        self.bits
    }

    /// Computes RSAVP1: `out` = `signature`^e mod n, both big-endian.
    ///
    /// `false`, and `out` as it was, if a length is not `modulus_len()` or if the signature representative is not below
    /// n.
    #[must_use]
    pub fn public_operation(&self, signature: &[u8], out: &mut [u8]) -> bool {
        let lengths = [signature.len(), out.len()];
        lengths == [self.modulus_len(); 2] && self.engine.public_operation(signature, out)
    }

    /// Returns whether `signature`^e mod n is the frame with the digest in its last octets.
    ///
    /// `false` if the signature's length is not `modulus_len()`, if the signature representative is not below n, if the
    /// digest has more than 64 octets or more than the frame has zero octets at its end, and for a key without a frame.
    #[must_use]
    pub fn is_signature(&self, signature: &[u8], digest: &[u8]) -> bool {
        let fits = digest.len() <= self.longest_digest;
        fits && signature.len() == self.modulus_len() && self.engine.is_signature(signature, digest)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("bits", &self.bits).finish_non_exhaustive()
    }
}

/// Whether the frame is as long as n and, whatever its last octets are, below it.
fn is_below(frame: &[u8], n: &[u8]) -> bool {
    let front = n.len().saturating_sub(MAX_DIGEST_LEN);
    frame.len() == n.len() && frame[..front] < n[..front]
}

/// How many octets a digest may have: as many zeros as there are at the end of the frame, up to [`MAX_DIGEST_LEN`]. So it
/// changes no other octet, and what [`is_below`] says holds for the sum.
fn longest_digest(frame: &[u8]) -> usize {
    frame.iter().rev().take(MAX_DIGEST_LEN).take_while(|octet| **octet == 0).count()
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
