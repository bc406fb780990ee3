//! P-256 (SP 800-186 section 3.2.1.3), over the integers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1.

use super::base_table::{BaseEntry, File};
use super::curve::Curve;
use crate::carry::{adc, sbb};
use crate::residue::Prime;

/// The curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct P256;

/// p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field;

/// n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order;

/// A lookup touches one cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct CacheLine;

impl Curve<4> for P256 {
    type Field = Field;
    type Order = Order;
    type Alignment = CacheLine;

    const LENGTH: usize = 32;
    const ORDER_BITS: usize = 256;
    const B: [u64; 4] = [0x3bce_3c3e_27d2_604b, 0x651d_06b0_cc53_b0f6, 0xb3eb_bd55_7698_86bc, 0x5ac6_35d8_aa3a_93e7];
    const BASE: [[u64; 4]; 2] = [
        [0xf4a1_3945_d898_c296, 0x7703_7d81_2deb_33a0, 0xf8bc_e6e5_63a4_40f2, 0x6b17_d1f2_e12c_4247],
        [0xcbb6_4068_37bf_51f5, 0x2bce_3357_6b31_5ece, 0x8ee7_eb4a_7c0f_9e16, 0x4fe3_42e2_fe1a_7f9b],
    ];
}

impl Prime<4> for Order {
    const MODULUS: [u64; 4] =
        [0xf3b9_cac2_fc63_2551, 0xbce6_faad_a717_9e84, 0xffff_ffff_ffff_ffff, 0xffff_ffff_0000_0000];
}

impl Prime<4> for Field {
    const MODULUS: [u64; 4] =
        [0xffff_ffff_ffff_ffff, 0x0000_0000_ffff_ffff, 0x0000_0000_0000_0000, 0xffff_ffff_0000_0001];

    /// With p = -1 + 2^96 + 2^192 * (2^64 - 2^32 + 1), the multiple is m = t0, and its products are shifts: m * 2^96 is
    /// (m << 32, m >> 32) at limbs 1 and 2, and m * (2^64 - 2^32 + 1) at limbs 3 and 4 is (m, m) - (m << 32, m >> 32).
    #[inline(always)]
    fn reduce_step([m, t1, t2, t3]: [u64; 4], t4: u64) -> ([u64; 4], u64) {
        let (low, borrow) = sbb(m, m << 32, 0);
        let (high, _) = sbb(m, m >> 32, borrow);
        let (r0, carry) = adc(t1, m << 32, 0);
        let (r1, carry) = adc(t2, m >> 32, carry);
        let (r2, carry) = adc(t3, low, carry);
        let (r3, carry) = adc(t4, high, carry);
        ([r0, r1, r2, r3], u64::from(carry))
    }
}

/// The table of the base point for keys with a compact table. 16 KiB.
pub(super) static COMPACT_BASE: File<{ 2 * 128 * size_of::<BaseEntry<4>>() }> =
    File(*include_bytes!("p256/base_compact.bin"));

/// The table of the base point for keys with a large table, of its own so that a program without large tables has no more than the other. 128 KiB.
pub(super) static LARGE_BASE: File<{ 8 * 256 * size_of::<BaseEntry<4>>() }> =
    File(*include_bytes!("p256/base_large.bin"));
