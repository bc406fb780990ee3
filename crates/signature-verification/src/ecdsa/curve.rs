//! What a curve is: y^2 = x^3 - 3 x + b over a prime field, with a group of prime order (SP 800-186 section 3.2.1).

use core::fmt::Debug;
use core::panic::{RefUnwindSafe, UnwindSafe};

use crate::residue::Prime;

/// A curve whose coordinates and scalars have N limbs.
pub(super) trait Curve<const N: usize>:
    Copy + Debug + Default + Eq + Send + Sync + UnwindSafe + RefUnwindSafe + 'static
{
    /// The field of the coordinates. p < 2 n, and p is not n.
    type Field: Prime<N>;

    /// The order n of the group.
    type Order: Prime<N>;

    /// What a point in a table is aligned like: nothing but an alignment.
    type Alignment: Copy + Debug + Eq + Send + Sync + UnwindSafe + RefUnwindSafe;

    /// Bytes of a coordinate and of a scalar.
    const LENGTH: usize;

    /// Bits of n.
    const ORDER_BITS: usize;

    /// b.
    const B: [u64; N];

    /// The coordinates of the base point G.
    const BASE: [[u64; N]; 2];
}
