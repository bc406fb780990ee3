//! Integers modulo n, the order of the group of P-256 (SP 800-186 section 3.2.1.3): as much as a
//! verification needs.

use super::carry::Carry;
use super::divsteps;
use super::limbs::{self, Limbs};
use super::order::{ORDER, ORDER_INVERSE};

/// What takes the scaled inverse of `divsteps` to the inverse times 2^256: the inverse's scale
/// times 2^512 modulo n, that is 2^552.
const INVERSE_SCALE: Scalar =
    Scalar([0x13ff_7d0d_d02f_bc86, 0xa089_28c2_d31f_8c97, 0x6bec_5961_9076_ab51, 0xba83_b51b_6484_a3d1]);

const _: () = assert!(divsteps::INVERSE_SHIFT + 512 == 552);

/// An integer less than n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scalar(Limbs);

impl Scalar {
    /// An integer from 1 to n - 1, or `None`.
    #[inline]
    pub(super) fn from_be_bytes_nonzero(bytes: &[u8; 32]) -> Option<Self> {
        let integer = limbs::from_be_bytes(bytes);
        let (_, below_order) = limbs::sub(&integer, &ORDER);
        ((below_order == 1) & !limbs::equal(&integer, &[0; 4])).then_some(Self(integer))
    }

    /// Any 256-bit integer modulo n.
    #[inline]
    pub(super) fn from_be_bytes_reduced(bytes: &[u8; 32]) -> Self {
        // 2^256 < 2 n
        Self(limbs::reduce_once(&limbs::from_be_bytes(bytes), 0, &ORDER))
    }

    #[inline]
    pub(super) const fn integer(&self) -> &Limbs {
        &self.0
    }

    /// 1 / self, ready to be multiplied with other scalars. `self` must not be zero.
    pub(super) fn invert_for_multiplication(&self) -> MontgomeryScalar {
        MontgomeryScalar(Scalar(divsteps::invert_scaled(&self.0)).montgomery_product(&INVERSE_SCALE))
    }

    /// `self * other / 2^256 mod n`, as in `FieldElement::mul`, but for a modulus without a special
    /// form.
    #[inline(never)]
    fn montgomery_product(&self, other: &Self) -> Self {
        let [a0, a1, a2, a3] = self.0;
        let b = &other.0;
        let t = reduce_step(limbs::mul_limb(a0, b));
        let t = reduce_step(limbs::add5(t, limbs::mul_limb(a1, b)).0);
        let t = reduce_step(limbs::add5(t, limbs::mul_limb(a2, b)).0);
        let [t0, t1, t2, t3, t4] = reduce_step(limbs::add5(t, limbs::mul_limb(a3, b)).0);
        Self(limbs::reduce_once(&[t0, t1, t2, t3], t4 as Carry, &ORDER))
    }
}

/// An integer modulo n times 2^256: the factor that Montgomery's product takes away again.
pub(super) struct MontgomeryScalar(Scalar);

impl MontgomeryScalar {
    /// The product modulo n.
    #[inline]
    pub(super) fn multiply(&self, other: &Scalar) -> Scalar {
        self.0.montgomery_product(other)
    }
}

/// One step of Montgomery's reduction: adds the multiple of n that clears the lowest limb, and
/// drops that limb.
#[inline(always)]
fn reduce_step(t: [u64; 5]) -> [u64; 5] {
    let multiple = limbs::mul_limb(t[0].wrapping_mul(ORDER_INVERSE.wrapping_neg()), &ORDER);
    let ([_, r0, r1, r2, r3], carry) = limbs::add5(t, multiple);
    [r0, r1, r2, r3, u64::from(carry)]
}

#[cfg(test)]
mod tests;
