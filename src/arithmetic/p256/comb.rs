//! Signed combs: a scalar as 32 digits of eight bits, and the tables that turn each digit into one
//! addition.
//!
//! An odd k below 2^256 is, in exactly one way, the sum of `±2^i` over all i from 0 to 255
//! (Hamburg, "Fast and compact elliptic-curve cryptography", IACR ePrint 2012/309, section 3.3).
//! The 256 signs are read as a matrix of 8 rows ("teeth", 32 bits apart) and 32 columns; a digit is
//! one column:
//! ```text
//!     k P = sum over position p in 0..32 of  2^p * (±2^0 ±2^32 ±2^64 ... ±2^224) P
//! ```
//! Positions are grouped in blocks of `2^c` consecutive ones. A block has one table, for its lowest
//! position, with the 128 points that have a plus at 2^224; the other 128 are their negatives. The
//! remaining positions of a block are reached by doublings, which all blocks (and both scalars)
//! share:
//! ```text
//!     blocks  columns (= doublings + 1)  size
//!          2         16                  16 KiB
//!          8          4                  64 KiB
//!         16          2                 128 KiB
//! ```
//! There is no zero digit, so nothing is ever skipped, and every table costs 32 additions.

use alloc::boxed::Box;
use alloc::vec;

use super::field::FieldElement;
use super::limbs::{self, Limbs};
use super::point::{self, AffinePoint, Sum};
use super::scalar::{self, Scalar};

/// Signs, and entries of the matrix.
const SCALAR_BITS: usize = 256;

/// Rows of the matrix: one digit's bits.
const TEETH: usize = 8;

/// Positions of the matrix, and the distance of two teeth in bits.
pub(super) const POSITIONS: usize = SCALAR_BITS / TEETH;

/// Points of a block: one for each choice of signs below the highest tooth.
const BLOCK_POINTS: usize = 1 << (TEETH - 1);

/// The points of one block, by the signs of the seven lower teeth (bit set: plus).
pub(super) type Block = [AffinePoint; BLOCK_POINTS];

const UNSET_BLOCK: Block = [AffinePoint::UNSET; BLOCK_POINTS];

/// The table of the base point for keys with a large table. 64 KiB in the binary; twice that would
/// save two of three doublings, that is 3 % of a verification.
pub(super) static LARGE_BASE: [Block; FILE_BLOCKS] = base_blocks();

/// The table of the base point for keys with a compact table, which has as many columns: more
/// blocks would save nothing. 16 KiB, of its own so that a program without large tables has no more.
pub(super) static COMPACT_BASE: [Block; 2] = base_blocks();

/// Blocks of the base point's table in the file.
const FILE_BLOCKS: usize = 8;

/// The table of the base point, as the test `base_table_file` writes and checks it: limbs of the
/// coordinates in Montgomery's form, x before y, least significant byte first.
///
/// A file, because the compiler takes 20 seconds to evaluate the table as a constant.
const BASE_FILE: &[u8; FILE_BLOCKS * size_of::<Block>()] = include_bytes!("base_table.bin");

/// The table of the base point with at most so many blocks as the file has: some of its blocks, as
/// a block depends on nothing but its lowest position.
const fn base_blocks<const BLOCKS: usize>() -> [Block; BLOCKS] {
    let (limbs, _) = BASE_FILE.as_chunks::<8>();
    let mut blocks = [UNSET_BLOCK; BLOCKS];
    let mut i = 0;
    while i < BLOCKS * BLOCK_POINTS {
        let (block, index) = (i / BLOCK_POINTS, i % BLOCK_POINTS);
        let first_limb = 8 * (block * (FILE_BLOCKS / BLOCKS) * BLOCK_POINTS + index);
        let mut coordinates = [[0; 4]; 2];
        let mut j = 0;
        while j < 8 {
            coordinates[j / 4][j % 4] = u64::from_le_bytes(limbs[first_limb + j]);
            j += 1;
        }
        let [x, y] = coordinates;
        blocks[block][index] =
            AffinePoint { x: FieldElement::from_montgomery_limbs(x), y: FieldElement::from_montgomery_limbs(y) };
        i += 1;
    }
    blocks
}

/// Positions in one block of a table.
#[inline]
pub(super) const fn columns(table: &[Block]) -> usize {
    POSITIONS / table.len()
}

/// The table of a point, with so many blocks: a power of two, at most 32.
///
/// The incomplete additions are sound here: every point that occurs is `m * point` for an integer
/// m, |m| < 2^256, and no two that are added have equal or opposite m modulo n. (Their sum and
/// difference are sums of distinct `±2^i`, hence not 0, and even or less than n, hence not ±n.)
pub(super) fn table(point: &AffinePoint, blocks: usize) -> Box<[Block]> {
    // powers[i] = 2^i * point
    let mut sum = Sum::from_affine(point);
    let mut sums = vec![sum; SCALAR_BITS];
    for entry in &mut sums {
        *entry = sum;
        sum.double();
    }
    let mut powers = vec![AffinePoint::UNSET; SCALAR_BITS];
    point::normalize(&sums, &mut powers);

    let mut table = vec![UNSET_BLOCK; blocks].into_boxed_slice();
    let columns = columns(&table);
    for (block, position) in table.iter_mut().zip((0..).step_by(columns)) {
        fill(block, position, &powers);
    }
    table
}

/// Fills in the block whose lowest position is `position`.
fn fill(block: &mut Block, position: usize, powers: &[AffinePoint]) {
    // P_t, the point of tooth t, is powers[position + 32 t]; 2 P_t is the next one.
    let tooth = |t: usize| position + POSITIONS * t;
    // All lower teeth minus: P_7 - P_0 - ... - P_6.
    let mut sum = Sum::from_affine(&powers[tooth(TEETH - 1)]);
    for t in 0..TEETH - 1 {
        sum.add(&powers[tooth(t)].negate_if(u64::MAX));
    }
    let mut sums = [sum; BLOCK_POINTS];
    // From minus to plus at the highest tooth that is plus is one addition of 2 P_t.
    for index in 1..BLOCK_POINTS {
        let t = index.ilog2() as usize;
        sums[index] = sums[index ^ 1 << t];
        sums[index].add(&powers[tooth(t) + 1]);
    }
    point::normalize(&sums, block);
}

/// A scalar in signed digits, one for each position.
pub(super) struct Digits {
    /// Bit t is the sign of 2^(32 t), 1 for plus.
    digits: [u8; POSITIONS],
    /// All ones if the digits are those of -k.
    negated: u64,
}

impl Digits {
    /// The digits of `scalar`, or of its negative modulo n, whichever is odd (n is odd). Zero has
    /// the digits of n, whose sum is infinity; the incomplete addition reports that.
    #[inline]
    pub(super) fn new(scalar: &Scalar) -> Self {
        let integer = scalar.integer();
        let is_even = limbs::mask(integer[0] & 1 == 0);
        let (negative, _) = limbs::sub(&scalar::ORDER, integer);
        let odd = limbs::select(is_even, &negative, integer);
        // If the signs s_i = ±1 are written as bits b_i = (s_i + 1) / 2, then k = 2 B - (2^256 -
        // 1), so B = (k - 1) / 2 + 2^255. The highest bit is always set, as k is positive.
        let [k0, k1, k2, k3] = odd;
        let bits = [k0 >> 1 | k1 << 63, k1 >> 1 | k2 << 63, k2 >> 1 | k3 << 63, k3 >> 1 | 1 << 63];
        Self { digits: transpose(&bits), negated: is_even }
    }

    /// The summand of one position: an entry of the position's block, or its negative.
    #[inline(always)]
    pub(super) fn choose(&self, position: usize, block: &Block) -> AffinePoint {
        let digit = self.digits[position % POSITIONS];
        // Minus at the highest tooth: the negative of the entry with all signs opposite.
        let minus = limbs::mask(digit >> (TEETH - 1) == 0);
        let index = (digit ^ minus as u8) as usize % BLOCK_POINTS;
        block[index].negate_if(minus ^ self.negated)
    }
}

/// Bit `32 t + p` of the integer becomes bit t of byte p.
#[inline]
fn transpose(bits: &Limbs) -> [u8; POSITIONS] {
    let mut digits = [0; POSITIONS];
    let (groups, _) = digits.as_chunks_mut::<8>();
    for (group, eight) in groups.iter_mut().enumerate() {
        // Byte t of `matrix` is the bits of tooth t at the eight positions of this group.
        let shift = 8 * group as u32;
        let mut matrix = 0;
        for (i, limb) in bits.iter().enumerate() {
            let low_tooth = (limb >> shift) & 0xff;
            let high_tooth = (limb >> (shift + 32)) & 0xff;
            matrix |= (low_tooth | high_tooth << 8) << (16 * i as u32);
        }
        *eight = transpose_8x8(matrix).to_le_bytes();
    }
    digits
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
