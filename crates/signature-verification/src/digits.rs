//! Integers as signed digits, one for each position of a comb: see `ecdsa/comb.rs`.

use crate::limbs;

/// An odd integer k below 2^bits, or its negative, in signed digits: the signs of the sum of `±2^i` over all i below
/// `bits` that is k.
pub(crate) struct Digits<const POINTS: usize, const POSITIONS: usize> {
    /// Of each position, bit t is the sign of the lower tooth t, 1 for plus.
    pub(crate) lower: [u8; POSITIONS],
    /// Bit p is the sign of the highest tooth at position p: minus where there is none.
    pub(crate) highest: [u64; 2],
    /// All ones if the digits are those of -k.
    pub(crate) negated: u64,
}

impl<const POINTS: usize, const POSITIONS: usize> Digits<POINTS, POSITIONS> {
    const LOWER_TEETH: usize = POINTS.ilog2() as usize;

    /// The digits of `odd`, or those of its negative if `negated` is all ones.
    #[inline(always)]
    pub(crate) fn new<const N: usize>(odd: &[u64; N], bits: usize, negated: u64) -> Self {
        // If the signs s_i = ±1 are written as bits b_i = (s_i + 1) / 2, then k = 2 B - (2^bits - 1), so
        // B = (k - 1) / 2 + 2^(bits - 1). The highest bit is always set, as k is positive.
        let mut signs = [0; N];
        for (i, limb) in signs.iter_mut().enumerate() {
            *limb = window(odd, 64 * i + 1);
        }
        signs[(bits - 1) / 64] |= 1 << ((bits - 1) % 64);
        let highest = POSITIONS * Self::LOWER_TEETH;
        let highest = [window(&signs, highest), window(&signs, highest + 64)];
        Self { lower: Self::lower(&signs), highest, negated }
    }

    /// The signs of the lower teeth, by positions.
    #[inline(always)]
    fn lower<const N: usize>(signs: &[u64; N]) -> [u8; POSITIONS] {
        let mut lower = [0; POSITIONS];
        for (group, positions) in lower.chunks_mut(8).enumerate() {
            // Byte t of `matrix` is the signs of tooth t at the eight positions of this group.
            let mut matrix = 0;
            for t in 0..Self::LOWER_TEETH {
                matrix |= (window(signs, POSITIONS * t + 8 * group) & 0xff) << (8 * t);
            }
            let transposed = transpose_8x8(matrix).to_le_bytes();
            positions.copy_from_slice(&transposed[..positions.len()]);
        }
        lower
    }

    /// The summand of one position: the place of an entry in the position's block, and all ones if its negative is meant.
    #[inline(always)]
    pub(crate) fn at(&self, position: usize) -> (usize, u64) {
        // Minus at the highest tooth: the negative of the entry with all signs opposite. Where there is
        // no highest tooth, that is the entry itself.
        let minus = limbs::mask(self.highest[position / 64 % 2] >> (position % 64) & 1 == 0);
        ((self.lower[position] ^ minus as u8) as usize % POINTS, minus ^ self.negated)
    }
}

/// 64 bits from `start` on; above the integer they are zero.
#[inline(always)]
const fn window<const N: usize>(integer: &[u64; N], start: usize) -> u64 {
    let (limb, shift) = (start / 64, start % 64);
    let low = if limb < N { integer[limb] } else { 0 };
    let high = if limb + 1 < N { integer[limb + 1] } else { 0 };
    low >> shift | high << 1 << (63 - shift)
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
