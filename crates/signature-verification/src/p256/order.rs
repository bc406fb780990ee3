//! n, the order of the group of P-256 (SP 800-186 section 3.2.1.3).

use super::limbs::Limbs;

/// n, least significant limb first.
pub(super) const ORDER: Limbs =
    [0xf3b9_cac2_fc63_2551, 0xbce6_faad_a717_9e84, 0xffff_ffff_ffff_ffff, 0xffff_ffff_0000_0000];

/// 1/n modulo 2^64, by Newton's iteration: each step doubles the number of right bits.
pub(super) const ORDER_INVERSE: u64 = {
    let mut inverse = 1_u64;
    let mut right_bits = 1;
    while right_bits < u64::BITS {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(ORDER[0].wrapping_mul(inverse)));
        right_bits *= 2;
    }
    inverse
};
