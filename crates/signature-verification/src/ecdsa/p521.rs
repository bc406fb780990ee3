//! P-521 (SP 800-186 section 3.2.1.5), over the integers modulo p = 2^521 - 1.

use super::base_table::{BaseEntry, File};
use super::curve::Curve;
use crate::carry::adc;
use crate::residue::Prime;

/// The curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct P521;

/// p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field;

/// n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order;

/// A lookup touches three cache lines, or four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(16))]
pub(super) struct QuarterCacheLine;

impl Curve<9> for P521 {
    type Field = Field;
    type Order = Order;
    type Alignment = QuarterCacheLine;

    const LENGTH: usize = 66;
    const ORDER_BITS: usize = 521;
    const B: [u64; 9] = [
        0xef45_1fd4_6b50_3f00,
        0x3573_df88_3d2c_34f1,
        0x1652_c0bd_3bb1_bf07,
        0x5619_3951_ec7e_937b,
        0xb8b4_8991_8ef1_09e1,
        0xa2da_725b_99b3_15f3,
        0x929a_21a0_b685_40ee,
        0x953e_b961_8e1c_9a1f,
        0x0000_0000_0000_0051,
    ];
    const BASE: [[u64; 9]; 2] = [
        [
            0xf97e_7e31_c2e5_bd66,
            0x3348_b3c1_856a_429b,
            0xfe1d_c127_a2ff_a8de,
            0xa14b_5e77_efe7_5928,
            0xf828_af60_6b4d_3dba,
            0x9c64_8139_053f_b521,
            0x9e3e_cb66_2395_b442,
            0x858e_06b7_0404_e9cd,
            0x0000_0000_0000_00c6,
        ],
        [
            0x88be_9476_9fd1_6650,
            0x353c_7086_a272_c240,
            0xc550_b901_3fad_0761,
            0x97ee_7299_5ef4_2640,
            0x17af_bd17_273e_662c,
            0x98f5_4449_579b_4468,
            0x5c8a_5fb4_2c7d_1bd9,
            0x3929_6a78_9a3b_c004,
            0x0000_0000_0000_0118,
        ],
    ];
}

impl Prime<9> for Order {
    const MODULUS: [u64; 9] = [
        0xbb6f_b71e_9138_6409,
        0x3bb5_c9b8_899c_47ae,
        0x7fcc_0148_f709_a5d0,
        0x5186_8783_bf2f_966b,
        0xffff_ffff_ffff_fffa,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0x0000_0000_0000_01ff,
    ];
}

impl Prime<9> for Field {
    const MODULUS: [u64; 9] = [
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0x0000_0000_0000_01ff,
    ];

    /// With p = 2^521 - 1, the multiple is m = t0, and m 2^521 is (m << 9, m >> 55) at limbs 8 and 9.
    #[inline(always)]
    fn reduce_step([m, t1, t2, t3, t4, t5, t6, t7, t8]: [u64; 9], t9: u64) -> ([u64; 9], u64) {
        let (r7, carry) = adc(t8, m << 9, 0);
        let (r8, carry) = adc(t9, m >> 55, carry);
        ([t1, t2, t3, t4, t5, t6, t7, r7, r8], u64::from(carry))
    }
}

/// The table of the base point for keys with a compact table. 18 KiB.
pub(super) static COMPACT_BASE: File<{ 2 * 64 * size_of::<BaseEntry<9>>() }> =
    File(*include_bytes!("p521/base_compact.bin"));

/// The table of the base point for keys with a large table, of its own so that a program without large tables has no more than the other. 144 KiB.
pub(super) static LARGE_BASE: File<{ 4 * 256 * size_of::<BaseEntry<9>>() }> =
    File(*include_bytes!("p521/base_large.bin"));
