//! Little-endian numbers in limbs of BITS < 64 bits, so that sums of limbs do not overflow: reading and writing them as
//! big-endian octets (OS2IP and I2OSP, RFC 8017 sections 4.1 and 4.2), comparing, adding, and the inverse modulo n.
//!
//! What is done once an operation is not inlined: one copy serves moduli of all sizes.

use core::hint::black_box;

use super::limbs::{LIMB_BITS as WORD_BITS, negative_inverse, read_word, write_big_endian};
use super::modulus::MAX_BITS;

/// The longest number in words, and one more so that a limb can be cut out of two.
const WORDS: usize = MAX_BITS / WORD_BITS + 1;

/// The number that octets stand for; what does not fit into the limbs is cut off.
#[inline(never)]
pub(super) fn read_limbs<const BITS: usize>(octets: &[u8], limbs: &mut [u64]) {
    let mut words = octets.rchunks(WORD_BITS / 8).map(read_word);
    // The bits that are read and not yet in a limb.
    let (mut rest, mut bits) = (0, 0);
    for limb in limbs {
        if bits < BITS {
            rest |= u128::from(words.next().unwrap_or(0)) << bits;
            bits += WORD_BITS;
        }
        *limb = rest as u64 & mask(BITS);
        rest >>= BITS;
        bits -= BITS;
    }
}

/// The number's lowest octets.len() octets.
#[inline(never)]
pub(super) fn write_limbs<const BITS: usize>(limbs: &[u64], octets: &mut [u8]) {
    let mut words = [0; WORDS];
    for (i, &limb) in limbs.iter().enumerate() {
        let (word, shift) = (i * BITS / WORD_BITS, i * BITS % WORD_BITS);
        let pair = u128::from(limb) << shift;
        words[word] |= pair as u64;
        words[word + 1] |= (pair >> WORD_BITS) as u64;
    }
    write_big_endian(&words, octets);
}

/// a < b for numbers of one length, by a whole subtraction: the work does not depend on where they differ.
pub(super) fn less_than(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).fold(0, |borrow, (&a, &b)| a.wrapping_sub(b).wrapping_sub(borrow) >> (u64::BITS - 1)) != 0
}

/// a mod n, for a < 3 n; the work does not depend on a.
#[inline(never)]
pub(super) fn make_residue<const BITS: usize>(a: &mut [u64], n: &[u64]) {
    subtract_if_not_below::<BITS>(a, n);
    subtract_if_not_below::<BITS>(a, n);
}

/// a = a + b mod n, for a and b below n.
#[inline(never)]
pub(super) fn add_modulo<const BITS: usize>(a: &mut [u64], b: &[u64], n: &[u64]) {
    add::<BITS>(a, b);
    subtract_if_not_below::<BITS>(a, n);
}

/// a = a + b, which must fit into the limbs.
pub(super) fn add<const BITS: usize>(a: &mut [u64], b: &[u64]) {
    let mut carry = 0;
    for (a, &b) in a.iter_mut().zip(b) {
        let sum = *a + b + carry;
        (*a, carry) = (sum & mask(BITS), sum >> BITS);
    }
}

/// With w = 2^(BITS * q.len()): q = -1/n mod w, and (1 + q n) / w, which is 1/w mod n. Limb by limb; this is
/// Montgomery's reduction, applied to the number 1.
pub(super) fn invert<const BITS: usize>(n: &[u64], q: &mut [u64], quotient: &mut [u64]) {
    let limb_inverse = negative_inverse(n[0]);
    let mut t = [0u64; 2 * WORDS];
    t[0] = 1;
    for (i, q_i) in q.iter_mut().enumerate() {
        *q_i = t[i].wrapping_mul(limb_inverse) & mask(BITS);
        let mut carry = 0;
        for (t, &n) in t[i..].iter_mut().zip(n) {
            carry += u128::from(*t) + u128::from(*q_i) * u128::from(n);
            *t = carry as u64 & mask(BITS);
            carry >>= BITS;
        }
        t[i + n.len()] = carry as u64;
    }
    quotient.copy_from_slice(&t[q.len()..][..n.len()]);
}

/// a = a / 2^BITS mod n, for an a below n; `n_inverse` is -1/n mod 2^BITS.
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
pub(super) fn divide_by_limb<const BITS: usize>(a: &mut [u64], n: &[u64], n_inverse: u64) {
    let q = a[0].wrapping_mul(n_inverse) & mask(BITS);
    let mut carry = 0;
    for (a, &n) in a.iter_mut().zip(n) {
        carry += u128::from(*a) + u128::from(q) * u128::from(n);
        *a = carry as u64 & mask(BITS);
        carry >>= BITS;
    }
    // The lowest limb is zero now: this makes it the highest.
    a.rotate_left(1);
    if let Some(highest) = a.last_mut() {
        *highest = carry as u64;
    }
}

/// 2^i for the highest i with 2^i <= n, and i.
pub(super) fn highest_power<const BITS: usize>(n: &[u64], power: &mut [u64]) -> usize {
    let top = n.iter().rposition(|&limb| limb != 0).unwrap_or(0);
    let bit = n[top].ilog2() as usize;
    power[top] = 1 << bit;
    top * BITS + bit
}

const fn mask(bits: usize) -> u64 {
    (1 << bits) - 1
}

/// a = a - b if a is not below b: both are read in full either way.
fn subtract_if_not_below<const BITS: usize>(a: &mut [u64], b: &[u64]) {
    // The optimizer must not know that this is one of two values: it would make a branch of them.
    let keep = black_box(u64::from(!less_than(a, b)).wrapping_neg());
    let mut borrow = 0;
    for (a, &b) in a.iter_mut().zip(b) {
        let difference = a.wrapping_sub(b & keep).wrapping_sub(borrow);
        (*a, borrow) = (difference & mask(BITS), difference >> (u64::BITS - 1));
    }
}
