//! Signed combs: a scalar as 32 digits of eight bits, or 29 of nine, and the tables that turn each
//! digit into one addition.
//!
//! An odd k below 2^256 is, in exactly one way, the sum of `±2^i` over all i from 0 to 255
//! (Hamburg, "Fast and compact elliptic-curve cryptography", IACR ePrint 2012/309, section 3.3).
//! The 256 signs are read as a matrix of 8 rows ("teeth", 32 bits apart) and 32 columns; a digit is
//! one column:
//! ```text
//!     k P = sum over position p in 0..32 of  2^p * (±2^0 ±2^32 ±2^64 ... ±2^224) P
//! ```
//! With nine teeth, they are 29 bits apart and there are 29 columns, of which the last five lack the
//! highest tooth (the bits from 256 to 260).
//!
//! Positions are grouped in blocks of consecutive ones. A block has one table, for its lowest
//! position, with the points that have a plus at the highest tooth; the others are their negatives.
//! Where there is no highest tooth, the table has the points of all signs, which are as many. The
//! remaining positions of a block are reached by doublings, which all blocks (and both scalars)
//! share:
//! ```text
//!     teeth  blocks  columns (= doublings + 1)  additions  size
//!       8       2               16                 32       16 KiB
//!       9       8                4                 29      128 KiB
//! ```
//! There is no zero digit, so nothing is ever skipped.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::field::FieldElement;
use super::limbs::{self, Limbs};
use super::order::ORDER;
use super::point::{self, AffinePoint, Sum};
use super::scalar::Scalar;

/// Signs, and entries of the matrix.
const SCALAR_BITS: usize = 256;

/// The points of one block, by the signs of the lower teeth (bit set: plus).
pub(super) type Block<const POINTS: usize> = [AffinePoint; POINTS];

/// The table of the base point for keys with a compact table. 16 KiB in the binary.
pub(super) static COMPACT_BASE: File<{ 2 * 128 * size_of::<BaseEntry>() }> = File(*include_bytes!("base_compact.bin"));

/// The table of the base point for keys with a large table. 128 KiB, of its own so that a program
/// without large tables has no more than the other.
pub(super) static LARGE_BASE: File<{ 8 * 256 * size_of::<BaseEntry>() }> = File(*include_bytes!("base_large.bin"));

/// A table of the base point, as the test `base_table_files` writes and checks it: limbs of the
/// coordinates in Montgomery's form, x before y, least significant byte first.
///
/// A file, because the compiler takes 20 seconds to evaluate a table of 64 KiB as a constant; and
/// not read before it is used, because to make limbs of its bytes is work for the compiler, too.
#[repr(align(64))]
pub(super) struct File<const LEN: usize>([u8; LEN]);

/// A point in a file.
pub(super) type BaseEntry = [u8; 64];

impl<const LEN: usize> File<LEN> {
    /// The blocks.
    pub(super) const fn blocks<const POINTS: usize>(&self) -> &[[BaseEntry; POINTS]] {
        self.0.as_chunks().0.as_chunks().0
    }
}

/// An entry of a table.
pub(super) trait Entry {
    fn point(&self) -> AffinePoint;
}

impl Entry for AffinePoint {
    #[inline(always)]
    fn point(&self) -> AffinePoint {
        *self
    }
}

impl Entry for BaseEntry {
    #[inline(always)]
    fn point(&self) -> AffinePoint {
        let (limbs, _) = self.as_chunks();
        let limb = |i: usize| u64::from_le_bytes(limbs[i]);
        AffinePoint {
            x: FieldElement::from_montgomery_limbs([limb(0), limb(1), limb(2), limb(3)]),
            y: FieldElement::from_montgomery_limbs([limb(4), limb(5), limb(6), limb(7)]),
        }
    }
}

/// The shape of the combs whose blocks have so many points: 128 or 256.
pub(super) struct Comb<const POINTS: usize>;

impl<const POINTS: usize> Comb<POINTS> {
    /// Rows of the matrix: one digit's bits.
    const TEETH: usize = 1 + POINTS.ilog2() as usize;

    /// Columns of the matrix, and the distance of two teeth in bits.
    pub(super) const POSITIONS: usize = SCALAR_BITS.div_ceil(Self::TEETH);

    /// Positions that have the highest tooth.
    const WITH_HIGHEST: usize = SCALAR_BITS - (Self::TEETH - 1) * Self::POSITIONS;

    /// Positions in each block of a table, but perhaps fewer in the last.
    #[inline]
    pub(super) const fn columns(blocks: usize) -> usize {
        Self::POSITIONS.div_ceil(blocks)
    }

    /// The table of a point, with so many blocks. All positions of a block have the highest tooth, or
    /// none has.
    ///
    /// The incomplete additions are sound here: every point that occurs is `m * point` for an integer
    /// m, |m| < 2^256, and no two that are added have equal or opposite m modulo n. (Their sum and
    /// difference are sums of distinct `±2^i`, hence not 0, and even or less than n, hence not ±n.)
    pub(super) fn table(point: &AffinePoint, blocks: usize) -> Box<[Block<POINTS>]> {
        // The table first: what is freed below it can be used again, where many keys are made.
        let mut table = vec![[AffinePoint::UNSET; POINTS]; blocks].into_boxed_slice();

        let powers = powers_of_two(point);
        let columns = Self::columns(blocks);
        debug_assert!(Self::WITH_HIGHEST.is_multiple_of(columns));
        for (block, position) in table.iter_mut().zip((0..).step_by(columns)) {
            Self::fill(block, position, &powers);
        }
        table
    }

    /// Fills in the block whose lowest position is `position`.
    fn fill(block: &mut Block<POINTS>, position: usize, powers: &[AffinePoint]) {
        // P_t, the point of tooth t, is powers[tooth(t)]; 2 P_t is the next one.
        let tooth = |t: usize| position + Self::POSITIONS * t;
        // All lower teeth minus: P_8 - P_0 - ... - P_7, or without P_8.
        let mut minus = (0..Self::TEETH - 1).map(|t| powers[tooth(t)].negate_if(u64::MAX));
        let highest = powers.get(tooth(Self::TEETH - 1)).copied();
        let mut sum = Sum::from_affine(&highest.or_else(|| minus.next()).unwrap_or(AffinePoint::UNSET));
        for point in minus {
            sum.add(&point);
        }
        let mut sums = [sum; POINTS];
        // From minus to plus at the highest tooth that is plus is one addition of 2 P_t.
        for index in 1..POINTS {
            let t = index.ilog2() as usize;
            sums[index] = sums[index ^ 1 << t];
            sums[index].add(&powers[tooth(t) + 1]);
        }
        point::normalize(&sums, block);
    }
}

/// `2^i * point` for all i from 0 to 255.
fn powers_of_two(point: &AffinePoint) -> Vec<AffinePoint> {
    let mut sum = Sum::from_affine(point);
    let mut sums = vec![sum; SCALAR_BITS];
    for entry in &mut sums {
        *entry = sum;
        sum.double();
    }
    let mut powers = vec![AffinePoint::UNSET; SCALAR_BITS];
    point::normalize(&sums, &mut powers);
    powers
}

/// A scalar in signed digits, one for each position.
pub(super) struct Digits<const POINTS: usize> {
    /// Of each position, bit t is the sign of the lower tooth t, 1 for plus.
    lower: [u8; 32],
    /// Bit p is the sign of the highest tooth at position p: minus where there is none.
    highest: u32,
    /// All ones if the digits are those of -k.
    negated: u64,
}

impl<const POINTS: usize> Digits<POINTS> {
    /// The digits of `scalar`, or of its negative modulo n, whichever is odd (n is odd). Zero has
    /// the digits of n, whose sum is infinity; the incomplete addition reports that.
    #[inline]
    pub(super) fn new(scalar: &Scalar) -> Self {
        let integer = scalar.integer();
        let is_even = limbs::mask(!integer[0] & 1);
        let (negative, _) = limbs::sub(&ORDER, integer);
        let odd = limbs::select(is_even, &negative, integer);
        // If the signs s_i = ±1 are written as bits b_i = (s_i + 1) / 2, then k = 2 B - (2^256 -
        // 1), so B = (k - 1) / 2 + 2^255. The highest bit is always set, as k is positive.
        let [k0, k1, k2, k3] = odd;
        let bits = [k0 >> 1 | k1 << 63, k1 >> 1 | k2 << 63, k2 >> 1 | k3 << 63, k3 >> 1 | 1 << 63];
        let highest_lower = Comb::<POINTS>::TEETH - 1;
        let lower = core::array::from_fn(|t| if t < highest_lower { tooth::<POINTS>(&bits, t) } else { 0 });
        Self { lower: transpose(&lower), highest: tooth::<POINTS>(&bits, highest_lower), negated: is_even }
    }

    /// Adds the summands of some positions, one from each block.
    #[inline(always)]
    pub(super) fn add_column(
        &self,
        sum: &mut Option<Sum>,
        positions: impl Iterator<Item = usize>,
        table: &[[impl Entry; POINTS]],
    ) {
        for (position, block) in positions.zip(table) {
            let point = self.choose(position, block);
            match sum {
                Some(sum) => sum.add(&point),
                None => *sum = Some(Sum::from_affine(&point)),
            }
        }
    }

    /// The summand of one position: an entry of the position's block, or its negative.
    #[inline(always)]
    fn choose(&self, position: usize, block: &[impl Entry; POINTS]) -> AffinePoint {
        // Minus at the highest tooth: the negative of the entry with all signs opposite. Where there is
        // no highest tooth, that is the entry itself.
        let minus = limbs::mask(self.highest >> (position % 32) & 1 == 0);
        let index = (self.lower[position % 32] ^ minus as u8) as usize % POINTS;
        block[index].point().negate_if(minus ^ self.negated)
    }
}

/// The signs of tooth t: bit p is that of position p. Above the last position are signs of the next
/// tooth.
#[inline(always)]
const fn tooth<const POINTS: usize>(bits: &Limbs, t: usize) -> u32 {
    let start = Comb::<POINTS>::POSITIONS * t;
    let (limb, shift) = (start / 64, start % 64);
    let above = if limb + 1 < bits.len() { bits[limb + 1] } else { 0 };
    (bits[limb] >> shift | above << 1 << (63 - shift)) as u32
}

/// Bit p of word t becomes bit t of byte p.
#[inline]
fn transpose(words: &[u32; 8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    let (groups, _) = bytes.as_chunks_mut::<8>();
    for (group, eight) in groups.iter_mut().enumerate() {
        // Byte t of `matrix` is the bits of word t at the eight positions of this group.
        let mut matrix = 0;
        for (t, word) in words.iter().enumerate() {
            matrix |= (u64::from(word >> (8 * group)) & 0xff) << (8 * t);
        }
        *eight = transpose_8x8(matrix).to_le_bytes();
    }
    bytes
}

/// Bit j of byte i becomes bit i of byte j: exchanges of ever larger squares off the diagonal.
#[inline(always)]
const fn transpose_8x8(matrix: u64) -> u64 {
    const fn exchange(matrix: u64, distance: u32, upper: u64) -> u64 {
        let difference = (matrix ^ matrix >> distance) & upper;
        matrix ^ difference ^ difference << distance
    }
    let matrix = exchange(matrix, 7, 0x00aa_00aa_00aa_00aa);
    let matrix = exchange(matrix, 14, 0x0000_cccc_0000_cccc);
    exchange(matrix, 28, 0x0000_0000_f0f0_f0f0)
}

#[cfg(test)]
mod tests;
