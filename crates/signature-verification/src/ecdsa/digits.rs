//! Scalars as signed digits, one for each position of a comb.

use super::base_table::Entry;
use super::comb::Comb;
use super::curve::Curve;
use super::point::{AffinePoint, Sum};
use super::scalar::Scalar;
use crate::limbs;
use crate::residue::Prime;

/// A scalar in signed digits.
pub(super) struct Digits<const POINTS: usize, const POSITIONS: usize> {
    /// Of each position, bit t is the sign of the lower tooth t, 1 for plus.
    pub(super) lower: [u8; POSITIONS],
    /// Bit p is the sign of the highest tooth at position p: minus where there is none.
    pub(super) highest: [u64; 2],
    /// All ones if the digits are those of -k.
    pub(super) negated: u64,
}

impl<const POINTS: usize, const POSITIONS: usize> Digits<POINTS, POSITIONS> {
    /// The digits of `scalar`, or of its negative modulo n, whichever is odd (n is odd). Zero has
    /// the digits of n, whose sum is infinity; the incomplete addition reports that.
    #[inline]
    pub(super) fn new<C: Curve<N>, const N: usize>(scalar: &Scalar<C, N>) -> Self {
        let integer = scalar.integer();
        let is_even = limbs::mask(!integer[0] & 1);
        let (negative, _) = limbs::sub(&C::Order::MODULUS, integer);
        let odd = limbs::select(is_even, &negative, integer);
        // If the signs s_i = ±1 are written as bits b_i = (s_i + 1) / 2, then k = 2 B - (2^bits - 1), so
        // B = (k - 1) / 2 + 2^(bits - 1). The highest bit is always set, as k is positive.
        let mut bits = [0; N];
        for i in 0..N {
            bits[i] = window(&odd, 64 * i + 1);
        }
        bits[(C::ORDER_BITS - 1) / 64] |= 1 << ((C::ORDER_BITS - 1) % 64);
        let highest = POSITIONS * Self::LOWER_TEETH;
        Self {
            lower: Self::lower(&bits),
            highest: [window(&bits, highest), window(&bits, highest + 64)],
            negated: is_even,
        }
    }

    const LOWER_TEETH: usize = POINTS.ilog2() as usize;

    /// The signs of the lower teeth, by positions.
    #[inline(always)]
    fn lower<const N: usize>(bits: &[u64; N]) -> [u8; POSITIONS] {
        let mut lower = [0; POSITIONS];
        for (group, positions) in lower.chunks_mut(8).enumerate() {
            // Byte t of `matrix` is the signs of tooth t at the eight positions of this group.
            let mut matrix = 0;
            for t in 0..Self::LOWER_TEETH {
                matrix |= (window(bits, POSITIONS * t + 8 * group) & 0xff) << (8 * t);
            }
            let transposed = transpose_8x8(matrix).to_le_bytes();
            positions.copy_from_slice(&transposed[..positions.len()]);
        }
        lower
    }

    /// Adds the summands of one column, one from each block.
    #[inline(always)]
    pub(super) fn add_column<C: Curve<N>, const N: usize, const COLUMNS: usize>(
        &self,
        sum: &mut Option<Sum<C, N>>,
        column: usize,
        table: &[[impl Entry<C, N>; POINTS]],
    ) {
        debug_assert_eq!(table.len(), Comb::<C, N, POINTS, POSITIONS, COLUMNS>::BLOCKS);
        for (position, block) in (column..POSITIONS).step_by(COLUMNS).zip(table) {
            let point = self.choose(position, block);
            match sum {
                Some(sum) => sum.add(&point),
                None => *sum = Some(Sum::from_affine(&point)),
            }
        }
    }

    /// The summand of one position: an entry of the position's block, or its negative.
    #[inline(always)]
    fn choose<C: Curve<N>, const N: usize>(
        &self,
        position: usize,
        block: &[impl Entry<C, N>; POINTS],
    ) -> AffinePoint<C, N> {
        // Minus at the highest tooth: the negative of the entry with all signs opposite. Where there is
        // no highest tooth, that is the entry itself.
        let minus = limbs::mask(self.highest[position / 64 % 2] >> (position % 64) & 1 == 0);
        let index = (self.lower[position] ^ minus as u8) as usize % POINTS;
        block[index].point().negate_if(minus ^ self.negated)
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
