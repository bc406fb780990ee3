//! Little-endian numbers in 64-bit limbs: reading, writing, comparing, and the inverse modulo 2^64.

use core::hint::black_box;

/// Bits in a limb.
pub(super) const LIMB_BITS: usize = 64;

/// Bytes in a limb.
const LIMB_BYTES: usize = 8;

/// OS2IP (RFC 8017 section 4.2) of at most 8 * limbs.len() octets; the limbs above are zero.
pub(super) fn read_big_endian(octets: &[u8], limbs: &mut [u64]) {
    limbs.fill(0);
    for (limb, chunk) in limbs.iter_mut().zip(octets.rchunks(LIMB_BYTES)) {
        *limb = read_word(chunk);
    }
}

/// The limb that at most eight octets stand for.
#[inline(always)]
pub(super) fn read_word(octets: &[u8]) -> u64 {
    match octets.try_into() {
        Ok(whole) => u64::from_be_bytes(whole),
        Err(_) => octets.iter().fold(0, |limb, &octet| limb << 8 | u64::from(octet)),
    }
}

/// I2OSP (RFC 8017 section 4.1): the lowest octets.len() octets of the number.
pub(super) fn write_big_endian(limbs: &[u64], octets: &mut [u8]) {
    for (limb, chunk) in limbs.iter().zip(octets.rchunks_mut(LIMB_BYTES)) {
        let whole = limb.to_be_bytes();
        let (_, low) = whole.split_at(LIMB_BYTES - chunk.len());
        chunk.copy_from_slice(low);
    }
}

/// a < b for numbers of one length, by a whole subtraction: the work does not depend on where they differ.
pub(super) fn less_than(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).fold(false, |borrow, (&a, &b)| a.borrowing_sub(b, borrow).1)
}

/// a = a - b if a (with `top` as its limb above) is not below b: both are read in full either way.
pub(super) fn subtract_if_not_below(a: &mut [u64], top: u64, b: &[u64]) {
    let below = (top == 0) & less_than(a, b);
    // The optimizer must not know that this is one of two values: it would make a branch of them.
    let keep = black_box(u64::from(!below).wrapping_neg());
    let mut borrow = false;
    for (a, &b) in a.iter_mut().zip(b) {
        (*a, borrow) = a.borrowing_sub(b & keep, borrow);
    }
}

/// a = a + b mod n, for a and b below n.
pub(super) fn add_modulo(a: &mut [u64], b: &[u64], n: &[u64]) {
    let mut carry = false;
    for (a, &b) in a.iter_mut().zip(b) {
        (*a, carry) = a.carrying_add(b, carry);
    }
    subtract_if_not_below(a, u64::from(carry), n);
}

/// -1/n modulo 2^64 for an odd n, by Newton's iteration (RFC-free folklore: each step doubles the bits that are right,
/// and x = n is right in three bits, because n * n = 1 modulo 8 for every odd n).
pub(super) fn negative_inverse(n: u64) -> u64 {
    const STEPS: usize = 5; // 3, 6, 12, 24, 48, 96 bits
    let mut inverse = n;
    for _ in 0..STEPS {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

/// a = a + b * factor over the length of b; gives the limb above.
#[inline(always)]
pub(super) fn multiply_add_row(a: &mut [u64], b: &[u64], factor: u64) -> u64 {
    a.iter_mut().zip(b).fold(0, |carry, (a, &b)| {
        let (low, high) = b.carrying_mul_add(factor, *a, carry);
        *a = low;
        high
    })
}
