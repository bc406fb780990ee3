//! Tables of the base point, as files.
//!
//! Limbs of the coordinates in Montgomery's form, x before y, least significant byte first. The test `base_table_files`
//! computes and compares them. Files, because the compiler takes 20 seconds to evaluate a table of 64 KiB as a constant;
//! and not read before they are used, because to make limbs of their bytes is work for the compiler, too.

use super::curve::Curve;
use super::point::AffinePoint;
use crate::residue::Residue;

/// A file, in the binary as it is.
#[repr(align(64))]
pub(super) struct File<const LEN: usize>(pub(super) [u8; LEN]);

/// A point in a file.
pub(super) type BaseEntry<const N: usize> = [[[u8; 8]; N]; 2];

impl<const LEN: usize> File<LEN> {
    /// The blocks.
    pub(super) const fn blocks<const N: usize, const POINTS: usize>(&self) -> &[[BaseEntry<N>; POINTS]] {
        self.0.as_chunks().0.as_chunks().0.as_chunks().0.as_chunks().0
    }
}

/// An entry of a table.
pub(super) trait Entry<C: Curve<N>, const N: usize> {
    fn point(&self) -> AffinePoint<C, N>;
}

impl<C: Curve<N>, const N: usize> Entry<C, N> for AffinePoint<C, N> {
    #[inline(always)]
    fn point(&self) -> Self {
        *self
    }
}

impl<C: Curve<N>, const N: usize> Entry<C, N> for BaseEntry<N> {
    #[inline(always)]
    fn point(&self) -> AffinePoint<C, N> {
        let [x, y] = self.map(|limbs| Residue::from_montgomery_limbs(limbs.map(u64::from_le_bytes)));
        AffinePoint::new(x, y)
    }
}
