//! P-384 (SP 800-186 section 3.2.1.4), over the integers modulo p = 2^384 - 2^128 - 2^96 + 2^32 - 1.

use super::base_table::{BaseEntry, File};
use super::curve::Curve;
use crate::carry::{adc, sbb};
use crate::residue::Prime;

/// The curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct P384;

/// p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field;

/// n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order;

/// A lookup touches two cache lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(32))]
pub(super) struct HalfCacheLine;

impl Curve<6> for P384 {
    type Field = Field;
    type Order = Order;
    type Alignment = HalfCacheLine;

    const LENGTH: usize = 48;
    const ORDER_BITS: usize = 384;
    const B: [u64; 6] = [
        0x2a85_c8ed_d3ec_2aef,
        0xc656_398d_8a2e_d19d,
        0x0314_088f_5013_875a,
        0x181d_9c6e_fe81_4112,
        0x988e_056b_e3f8_2d19,
        0xb331_2fa7_e23e_e7e4,
    ];
    const BASE: [[u64; 6]; 2] = [
        [
            0x3a54_5e38_7276_0ab7,
            0x5502_f25d_bf55_296c,
            0x59f7_41e0_8254_2a38,
            0x6e1d_3b62_8ba7_9b98,
            0x8eb1_c71e_f320_ad74,
            0xaa87_ca22_be8b_0537,
        ],
        [
            0x7a43_1d7c_90ea_0e5f,
            0x0a60_b1ce_1d7e_819d,
            0xe9da_3113_b5f0_b8c0,
            0xf8f4_1dbd_289a_147c,
            0x5d9e_98bf_9292_dc29,
            0x3617_de4a_9626_2c6f,
        ],
    ];
}

impl Prime<6> for Order {
    const MODULUS: [u64; 6] = [
        0xecec_196a_ccc5_2973,
        0x581a_0db2_48b0_a77a,
        0xc763_4d81_f437_2ddf,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
    ];
}

impl Prime<6> for Field {
    const MODULUS: [u64; 6] = [
        0x0000_0000_ffff_ffff,
        0xffff_ffff_0000_0000,
        0xffff_ffff_ffff_fffe,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
    ];

    /// With p = 2^384 - q for q = 2^128 + 2^96 - 2^32 + 1, the multiple is m = (2^32 + 1) t0, and m q is made of shifts: m,
    /// less (m << 32, m >> 32), whose sum is t0 at limb 0; (m << 32, m >> 32) at limbs 1 and 2; and m at limb 2.
    #[inline(always)]
    fn reduce_step([t0, t1, t2, t3, t4, t5]: [u64; 6], t6: u64) -> ([u64; 6], u64) {
        let m = (t0 << 32).wrapping_add(t0);
        let (low, high) = (m << 32, m >> 32);
        let (_, borrow) = sbb(m, low, 0);
        let (q1, borrow) = sbb(low, high, borrow);
        // Where high is 0, low is not less than the borrow: no borrow is left.
        let (q2, q3) = adc(high.wrapping_sub(u64::from(borrow)), m, 0);
        let (r0, borrow) = sbb(t1, q1, 0);
        let (r1, borrow) = sbb(t2, q2, borrow);
        let (r2, borrow) = sbb(t3, u64::from(q3), borrow);
        let (r3, borrow) = sbb(t4, 0, borrow);
        let (r4, borrow) = sbb(t5, 0, borrow);
        let (r5, borrow) = sbb(t6, 0, borrow);
        let (r5, carry) = adc(r5, m, 0);
        ([r0, r1, r2, r3, r4, r5], u64::from(carry).wrapping_sub(u64::from(borrow)))
    }
}

/// The table of the base point for keys with a compact table. 24 KiB.
pub(super) static COMPACT_BASE: File<{ 2 * 128 * size_of::<BaseEntry<6>>() }> =
    File(*include_bytes!("p384/base_compact.bin"));

/// The table of the base point for keys with a large table, of its own so that a program without large tables has no more than the other. 144 KiB.
pub(super) static LARGE_BASE: File<{ 6 * 256 * size_of::<BaseEntry<6>>() }> =
    File(*include_bytes!("p384/base_large.bin"));
