//! Integers modulo n, the order of the group: as much as a verification needs.

use core::marker::PhantomData;

use super::curve::Curve;
use crate::digits::Digits;
use crate::limbs;
use crate::residue::{Prime, Residue};

/// An integer less than n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scalar<C: Curve<N>, const N: usize>([u64; N], PhantomData<C>);

impl<C: Curve<N>, const N: usize> Scalar<C, N> {
    /// An integer from 1 to n - 1, big-endian and of the length of scalars, or `None`.
    #[inline]
    pub(super) fn from_be_bytes_nonzero(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != C::LENGTH {
            return None;
        }
        let integer = limbs::from_be_bytes(bytes);
        let (_, below_order) = limbs::sub(&integer, &C::Order::MODULUS);
        ((below_order == 1) & !limbs::equal(&integer, &[0; N])).then_some(Self::new(integer))
    }

    /// The leftmost bits of the bytes, as many as n has, as an integer modulo n. Of at most 64 bytes.
    #[inline]
    pub(super) fn from_leftmost_bits(bytes: &[u8]) -> Self {
        // The bits of n are whole bytes, or more than 64 bytes.
        let leftmost = bytes.get(..C::ORDER_BITS / 8).unwrap_or(bytes);
        // 2^bits < 2 n
        Self::new(limbs::reduce_once(&limbs::from_be_bytes(leftmost), 0, &C::Order::MODULUS))
    }

    #[inline]
    pub(super) const fn integer(&self) -> &[u64; N] {
        &self.0
    }

    /// The digits of the scalar, or of its negative modulo n, whichever is odd (n is odd). Zero has
    /// the digits of n, whose sum is infinity. In 0 G + u2 Q, the last summand of G is added to a G + b Q with b not
    /// zero, and leaves b Q.
    #[inline]
    pub(super) fn digits<const POINTS: usize, const POSITIONS: usize>(&self) -> Digits<POINTS, POSITIONS> {
        let is_even = limbs::mask(!self.0[0] & 1);
        let (negative, _) = limbs::sub(&C::Order::MODULUS, &self.0);
        Digits::new(&limbs::select(is_even, &negative, &self.0), C::ORDER_BITS, is_even)
    }

    /// 1 / self, ready to be multiplied with other scalars. `self` must not be zero.
    pub(super) fn invert(&self) -> Inverse<C, N> {
        Inverse(Residue::invert_integer(&self.0))
    }

    /// Any bytes of the length of scalars, of an integer below 2 n.
    #[cfg(test)]
    pub(super) fn reduced(bytes: &[u8]) -> Self {
        Self::new(limbs::reduce_once(&limbs::from_be_bytes(bytes), 0, &C::Order::MODULUS))
    }

    const fn new(integer: [u64; N]) -> Self {
        Self(integer, PhantomData)
    }
}

/// The inverse of a scalar.
pub(super) struct Inverse<C: Curve<N>, const N: usize>(Residue<C::Order, N>);

impl<C: Curve<N>, const N: usize> Inverse<C, N> {
    /// The product modulo n.
    #[inline]
    pub(super) fn multiply(&self, other: &Scalar<C, N>) -> Scalar<C, N> {
        Scalar::new(self.0.mul_integer(&other.0))
    }
}
