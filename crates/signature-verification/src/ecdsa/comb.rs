//! Combs: the tables that turn each digit of a scalar into one addition.
//!
//! An odd k below 2^b is, in exactly one way, the sum of `±2^i` over all i from 0 to b - 1 (Hamburg, "Fast and compact
//! elliptic-curve cryptography", IACR ePrint 2012/309, section 3.3). Here b is the number of bits of n. The signs are
//! read as a matrix, with a row for each "tooth" and a column for each position; a digit is one column. For P-256 with
//! eight teeth, they are 32 bits apart:
//! ```text
//!     k P = sum over position p in 0..32 of  2^p * (±2^0 ±2^32 ±2^64 ... ±2^224) P
//! ```
//! With nine teeth, they are 29 bits apart and there are 29 positions, of which the last five lack the highest tooth (the
//! bits from 256 to 260).
//!
//! Positions are grouped in blocks of consecutive ones. A block has one table, for its lowest position, with the points
//! that have a plus at the highest tooth; the others are their negatives. Where there is no highest tooth, the table has
//! the points of all signs, which are as many. The remaining positions of a block are reached by doublings, which all
//! blocks (and both scalars) share. Each position of each scalar has one summand, and the sum starts with the first, so
//! `u1 G + u2 Q` takes one addition less than there are summands:
//! ```text
//!            teeth  positions  blocks  columns (= doublings + 1)  additions  size
//!     P-256    8       32         2             16                   63       16 KiB
//!              9       29         8              4                   57      128 KiB
//!     P-384    8       48         2             24                   95       24 KiB
//!              9       43         6              8                   85      144 KiB
//!     P-521    7       80         2             41                  159       18 KiB
//!              9       58         4             19                  115      144 KiB
//! ```
//! There is no zero digit, so nothing is ever skipped.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::iter;
use core::marker::PhantomData;

use super::curve::Curve;
use super::point::{self, AffinePoint, Sum};

/// The shape of a comb: how many points a block has, how many positions there are, and how many columns.
pub(super) struct Comb<C, const N: usize, const POINTS: usize, const POSITIONS: usize, const COLUMNS: usize>(
    PhantomData<C>,
);

impl<C: Curve<N>, const N: usize, const POINTS: usize, const POSITIONS: usize, const COLUMNS: usize>
    Comb<C, N, POINTS, POSITIONS, COLUMNS>
{
    /// Rows of the matrix: one digit's bits.
    pub(super) const TEETH: usize = 1 + POINTS.ilog2() as usize;

    /// Tables. Each has as many positions as there are columns, but perhaps fewer in the last.
    pub(super) const BLOCKS: usize = {
        let with_highest = C::ORDER_BITS - (Self::TEETH - 1) * POSITIONS;
        assert!(with_highest <= POSITIONS && POSITIONS <= 128);
        assert!(with_highest.is_multiple_of(COLUMNS), "all positions of a block have the highest tooth, or none has");
        POSITIONS.div_ceil(COLUMNS)
    };

    /// The table of a point.
    ///
    /// The incomplete additions are sound here. Every point that occurs is `m * point` for an integer m that depends on
    /// the place in the table alone, and whether a formula holds depends on these integers modulo n alone: all tables of
    /// this shape are sound if one is, and the tests hold the one of the base point against an oracle.
    pub(super) fn table(point: &AffinePoint<C, N>) -> Box<[[AffinePoint<C, N>; POINTS]]> {
        // The table first: what is freed below it can be used again, where many keys are made. Not `vec!`, which also makes
        // the block that it repeats on the stack of an optimized build.
        let mut table: Box<_> = iter::repeat_with(|| [AffinePoint::UNSET; POINTS]).take(Self::BLOCKS).collect();

        let powers = powers_of_two(point);
        // On the heap: for P-521 they are 72 KiB, more than some threads can spare.
        let mut sums = vec![Sum::INFINITY; POINTS];
        for (block, position) in table.iter_mut().zip((0..).step_by(COLUMNS)) {
            Self::add_up(&mut sums, position, &powers);
            point::normalize(&sums, block);
        }
        table
    }

    /// Computes the points of the block whose lowest position is `position`.
    fn add_up(sums: &mut [Sum<C, N>], position: usize, powers: &[AffinePoint<C, N>]) {
        // P_t, the point of tooth t, is powers[tooth(t)]; 2 P_t is the next one.
        let tooth = |t: usize| position + POSITIONS * t;
        // All lower teeth minus: P_8 - P_0 - ... - P_7, or without P_8.
        let mut minus = (0..Self::TEETH - 1).map(|t| powers[tooth(t)].negate_if(u64::MAX));
        let highest = powers.get(tooth(Self::TEETH - 1)).copied();
        let mut sum = Sum::from_affine(&highest.or_else(|| minus.next()).unwrap_or(AffinePoint::UNSET));
        for point in minus {
            sum.add(&point);
        }
        sums[0] = sum;
        // From minus to plus at the highest tooth that is plus is one addition of 2 P_t.
        for index in 1..POINTS {
            let t = index.ilog2() as usize;
            sums[index] = sums[index ^ 1 << t];
            sums[index].add(&powers[tooth(t) + 1]);
        }
    }
}

/// `2^i * point` for all i below the number of bits of n.
fn powers_of_two<C: Curve<N>, const N: usize>(point: &AffinePoint<C, N>) -> Vec<AffinePoint<C, N>> {
    let mut sum = Sum::from_affine(point);
    let mut sums = vec![sum; C::ORDER_BITS];
    for entry in &mut sums {
        *entry = sum;
        sum.double();
    }
    let mut powers = vec![AffinePoint::UNSET; C::ORDER_BITS];
    point::normalize(&sums, &mut powers);
    powers
}
