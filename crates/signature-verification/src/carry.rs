//! Addition and subtraction with a carry: the two operations that all chains of limbs are made of.
//!
//! On x86-64 the instructions are asked for by name. Where a carry is written as the comparison that it is,
//! `a + b < a`, LLVM takes chains apart in which it knows a limb, and its search for vectors, which finds none, goes from
//! each comparison far back into what was before: that took longer than all the rest of compiling an addition of points.

/// A carry or a borrow: 0 or 1.
pub(crate) type Carry = u8;

/// `a + b + carry`, and the carry out.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn adc(a: u64, b: u64, carry: Carry) -> (u64, Carry) {
    let mut sum = 0;
    let carry = core::arch::x86_64::_addcarry_u64(carry, a, b, &mut sum);
    (sum, carry)
}

/// `a - b - borrow`, and the borrow out.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn sbb(a: u64, b: u64, borrow: Carry) -> (u64, Carry) {
    let mut difference = 0;
    let borrow = core::arch::x86_64::_subborrow_u64(borrow, a, b, &mut difference);
    (difference, borrow)
}

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use portable::{adc, sbb};

/// The same for other CPUs.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::Carry;

    #[inline(always)]
    pub(crate) fn adc(a: u64, b: u64, carry: Carry) -> (u64, Carry) {
        let (sum, carry) = a.carrying_add(b, carry != 0);
        (sum, Carry::from(carry))
    }

    #[inline(always)]
    pub(crate) fn sbb(a: u64, b: u64, borrow: Carry) -> (u64, Carry) {
        let (difference, borrow) = a.borrowing_sub(b, borrow != 0);
        (difference, Carry::from(borrow))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: [u64; 7] = [0, 1, 2, 1 << 63, (1 << 63) - 1, u64::MAX - 1, u64::MAX];

    #[test]
    fn sums_and_differences_are_those_of_wider_integers() {
        for a in EDGES {
            for b in EDGES {
                for carry in [0, 1] {
                    check(a, b, carry);
                }
            }
        }
    }

    #[track_caller]
    fn check(a: u64, b: u64, carry: Carry) {
        let sum = u128::from(a) + u128::from(b) + u128::from(carry);
        let expected = (sum as u64, (sum >> 64) as Carry);
        assert_eq!(adc(a, b, carry), expected);
        assert_eq!(portable::adc(a, b, carry), expected);
        let difference = i128::from(a) - i128::from(b) - i128::from(carry);
        let expected = (difference as u64, Carry::from(difference < 0));
        assert_eq!(sbb(a, b, carry), expected);
        assert_eq!(portable::sbb(a, b, carry), expected);
    }
}
