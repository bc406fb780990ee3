//! Verification of Ed25519 signatures (RFC 8032 section 5.1.7), by precomputation, and strictly.
//!
//! Strictly is: the encodings of the key and of R are the one encoding of a point, S is below the order, neither the key
//! nor R has small order, and the equation is S B = R + k A without a cofactor. These are the verdicts of `verify_strict`
//! of the crate `ed25519-dalek`, for every key that has its one encoding.
//!
//! Public values only. Signing and hashing are not here.
//!
//! # Uniform work
//!
//! For one key, every signature with an S below the order, right or wrong, executes the same instructions, without an
//! exception: the addition holds for all points. Which table entries are *read* does depend on the (public) signature.

mod comb;
mod field;
mod point;

use alloc::boxed::Box;
use core::fmt;

use crate::digits::Digits;
use crate::limbs;
use crate::residue::{Prime, Residue};
use comb::{BITS, COLUMNS, Entry, LARGE_COLUMNS, POINTS, POSITIONS};
use point::{Sum, Summand, from_le_bytes};

/// The order L of the base point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order;

impl Prime<4> for Order {
    const MODULUS: [u64; 4] = [0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0, 0x1000_0000_0000_0000];
}

/// A public key with the table of its multiples: made once, used for any number of verifications.
pub struct PublicKey {
    /// The key A.
    point: Summand,
    /// The table of -A.
    table: Box<[[Summand; POINTS]]>,
    /// [`sum_of_products`](Self::sum_of_products) for the shape of the table. A pointer, so that a program has the base
    /// point's tables of those shapes only that it makes.
    sum_of_products: fn(&Self, &[u64; 4], &[u64; 4]) -> Sum,
}

impl PublicKey {
    /// Makes the table of the key with this encoding, 24 KiB: 65 additions and 16 doublings in a verification.
    ///
    /// `None` if it is not the one encoding of a point, or if the point has small order.
    #[must_use]
    pub fn new(encoded: &[u8; 32]) -> Option<Self> {
        Self::with_columns(encoded, COLUMNS, |key, s, k| key.sum_of_products::<COLUMNS>(s, k, comb::BASE.blocks()))
    }

    /// The same with a larger table, 96 KiB: 65 additions and 4 doublings in a verification.
    #[must_use]
    pub fn new_large(encoded: &[u8; 32]) -> Option<Self> {
        Self::with_columns(encoded, LARGE_COLUMNS, |key, s, k| {
            key.sum_of_products::<LARGE_COLUMNS>(s, k, comb::LARGE_BASE.blocks())
        })
    }

    fn with_columns(
        encoded: &[u8; 32],
        columns: usize,
        sum_of_products: fn(&Self, &[u64; 4], &[u64; 4]) -> Sum,
    ) -> Option<Self> {
        let point = Sum::decode(encoded).filter(|point| !point.has_small_order())?;
        let mut summand = [Summand::NEUTRAL];
        point::normalize(&[point], &mut summand);
        let [summand] = summand;
        Some(Self { point: summand, table: comb::table(&point.negate(), columns), sum_of_products })
    }

    /// Returns whether `signature` is R and S of a message with this key, where `hash` is SHA-512 of R, the encoded key and
    /// the message (RFC 8032 section 5.1.7).
    #[must_use]
    pub fn is_signature(&self, hash: &[u8; 64], signature: &[u8; 64]) -> bool {
        let (halves, _) = signature.as_chunks::<32>();
        let (r, s) = (&halves[0], &halves[1]);
        // Step 1: the range of S.
        let s = from_le_bytes(s);
        let (_, below_order) = limbs::sub(&s, &Order::MODULUS);
        if below_order == 0 {
            return false;
        }
        // Step 2: k is the hash modulo the order. Step 3: R = S B - k A.
        let sum = (self.sum_of_products)(self, &s, &reduced(hash));
        !sum.has_small_order() & (sum.encode() == *r)
    }

    /// `s B - k A`, for integers below the order, with the table of B.
    fn sum_of_products<const COLUMNS: usize>(&self, s: &[u64; 4], k: &[u64; 4], base: &[[impl Entry; POINTS]]) -> Sum {
        // Digits are of odd integers. B has the order L, so -(L - s) serves as well as s. A may have another: where k is
        // even, k + 1 is taken, and A is added.
        let is_even = |integer: &[u64; 4]| limbs::mask(!integer[0] & 1);
        let (negative, _) = limbs::sub(&Order::MODULUS, s);
        let odd = limbs::select(is_even(s), &negative, s);
        let s = Digits::<POINTS, POSITIONS>::new(&odd, BITS, is_even(s));
        let correction = Summand::select(is_even(k), &self.point, &Summand::NEUTRAL);
        let k = Digits::<POINTS, POSITIONS>::new(&[k[0] | 1, k[1], k[2], k[3]], BITS, 0);
        let mut sum = Sum::NEUTRAL;
        for column in (0..COLUMNS).rev() {
            sum.double();
            add_column::<COLUMNS>(&mut sum, &s, column, base);
            add_column::<COLUMNS>(&mut sum, &k, column, &self.table);
        }
        sum.add(&correction);
        sum
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("curve", &"Ed25519").finish_non_exhaustive()
    }
}

/// Adds the summands of one column, one from each block.
#[inline(always)]
fn add_column<const COLUMNS: usize>(
    sum: &mut Sum,
    digits: &Digits<POINTS, POSITIONS>,
    column: usize,
    table: &[[impl Entry; POINTS]],
) {
    for (position, block) in (column..POSITIONS).step_by(COLUMNS).zip(table) {
        let (index, negative) = digits.at(position);
        sum.add(&block[index % POINTS].summand().negate_if(negative));
    }
}

/// A little-endian integer modulo the order.
fn reduced(hash: &[u8; 64]) -> [u64; 4] {
    let (halves, _) = hash.as_chunks::<32>();
    let [low, high] = [0, 1].map(|half| Residue::<Order, 4>::from_integer(&from_le_bytes(&halves[half])));
    // `high` in Montgomery's form is `high 2^256` as it is.
    let low = Residue::from_montgomery_limbs(low.mul_integer(&[1, 0, 0, 0]));
    high.add(&low).montgomery_limbs()
}

#[cfg(test)]
mod tests;
