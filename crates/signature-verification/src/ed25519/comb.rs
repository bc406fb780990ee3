//! The comb of `ecdsa/comb.rs` for edwards25519: eight teeth 32 bits apart. Two blocks with 16 columns are 24 KiB, eight
//! with four are 96 KiB.
//!
//! Scalars are integers here, not integers modulo the order: a key may be a point of eight times the order, and its
//! signatures are right or wrong by the integer. The addition holds for all points, so nothing is exceptional.

use alloc::boxed::Box;
use alloc::vec;

use super::field::FieldElement;
use super::point::{Sum, Summand, normalize};

/// Points in a block.
pub(super) const POINTS: usize = 128;

/// Columns of the matrix of signs, and the distance of two teeth in bits.
pub(super) const POSITIONS: usize = 32;

/// Positions in a block of a default key.
pub(super) const COLUMNS: usize = 16;

/// Positions in a block of a key with the larger table.
pub(super) const LARGE_COLUMNS: usize = 4;

/// Bits of a scalar: an odd integer.
pub(super) const BITS: usize = 256;

const LOWER_TEETH: usize = POINTS.ilog2() as usize;

/// The tables of the base point, as the test `base_table_files` computes and compares them.
pub(super) static BASE: File<{ bytes(COLUMNS) }> = File(*include_bytes!("base.bin"));
pub(super) static LARGE_BASE: File<{ bytes(LARGE_COLUMNS) }> = File(*include_bytes!("base_large.bin"));

const fn bytes(columns: usize) -> usize {
    POSITIONS / columns * POINTS * size_of::<BaseEntry>()
}

/// Limbs of the three numbers of a summand, least significant byte first.
#[repr(align(64))]
pub(super) struct File<const LEN: usize>([u8; LEN]);

/// A point in a file.
type BaseEntry = [[[u8; 8]; 4]; 3];

impl<const LEN: usize> File<LEN> {
    /// The blocks.
    pub(super) const fn blocks(&self) -> &[[BaseEntry; POINTS]] {
        self.0.as_chunks().0.as_chunks().0.as_chunks().0.as_chunks().0
    }
}

/// An entry of a table.
pub(super) trait Entry {
    fn summand(&self) -> Summand;
}

impl Entry for Summand {
    #[inline(always)]
    fn summand(&self) -> Summand {
        *self
    }
}

impl Entry for BaseEntry {
    #[inline(always)]
    fn summand(&self) -> Summand {
        let [sum, difference, product] = self.map(|limbs| FieldElement::from_limbs(limbs.map(u64::from_le_bytes)));
        Summand { sum, difference, product }
    }
}

/// The table of a point, with so many positions in a block: of each block, for its lowest position, the sums with a plus at
/// the highest tooth, by the signs of the lower teeth.
pub(super) fn table(point: &Sum, columns: usize) -> Box<[[Summand; POINTS]]> {
    let mut table = vec![[Summand::NEUTRAL; POINTS]; POSITIONS / columns].into_boxed_slice();
    let powers = powers_of_two(point);
    for (block, position) in table.iter_mut().zip((0..).step_by(columns)) {
        // P_t, the point of tooth t, is powers[tooth(t)]; 2 P_t is the next one.
        let tooth = |t: usize| position + POSITIONS * t;
        let mut sum = Sum::NEUTRAL;
        sum.add(&powers[tooth(LOWER_TEETH)]);
        for t in 0..LOWER_TEETH {
            sum.add(&powers[tooth(t)].negate_if(u64::MAX));
        }
        let mut sums = [sum; POINTS];
        // From minus to plus at the highest tooth that is plus is one addition of 2 P_t.
        for index in 1..POINTS {
            let t = index.ilog2() as usize;
            sums[index] = sums[index ^ 1 << t];
            sums[index].add(&powers[tooth(t) + 1]);
        }
        normalize(&sums, block);
    }
    table
}

/// `2^i * point` for all i below the number of bits.
fn powers_of_two(point: &Sum) -> Box<[Summand]> {
    let mut sum = *point;
    let mut sums = vec![sum; BITS];
    for entry in &mut sums {
        *entry = sum;
        sum.double();
    }
    let mut powers = vec![Summand::NEUTRAL; BITS].into_boxed_slice();
    normalize(&sums, &mut powers);
    powers
}
