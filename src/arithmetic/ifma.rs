//! Montgomery multiplication with AVX-512 IFMA: eight products of 52-bit limbs an instruction, for up to 4152 bits.
//!
//! The method is that of `montgomery::fixed` (read that first), with blocks of eight limbs, one 512-bit register each:
//! W = 2^416, the lowest block is folded by m = 1/W mod n, and the last one reduced as a whole. `_mm512_madd52lo` and
//! `_mm512_madd52hi` add the low and the high 52 bits of a product to a 64-bit lane, so a lane takes 4096 products
//! before anything must be carried; there are at most 16 a block, hence 320 in all.
//!
//! A block of multipliers b times a long number a: word b_i goes to all lanes, and the limbs of the result that share a
//! register take the limbs of a from i places below (for the low halves) and i + 1 places below (for the high halves).
//! These come by unaligned loads from a copy of a with a block of zeros at both ends, and no register is ever shifted.
//!
//! All `unsafe` of the crate is here. Two facts make it sound: a value of `Ifma` exists only if the CPU and the
//! operating system have AVX-512F and IFMA (`Ifma::new` is the only constructor and asks), and loads and stores go
//! through references to eight limbs. Everything else is the same safe arithmetic as elsewhere.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_loadu_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_storeu_si512,
};

use super::montgomery::packing::{
    double_modulo, highest_power, invert, less_than, make_residue, read_limbs, write_limbs,
};
use super::montgomery::{Modulus, make_r_squared};

/// Bits in a limb: what the multiplier takes.
const LIMB_BITS: usize = 52;

const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// Limbs in a block: the lanes of a register.
const BLOCK: usize = 8;

type Block = [u64; BLOCK];

/// The most blocks there are, for 4096 bits.
const MAX_BLOCKS: usize = 10;

/// A number below 6 n in limbs of 52 bits, a block of zeros below it, and at least one above.
#[derive(Clone)]
#[repr(C, align(64))]
pub(super) struct Number([Block; MAX_BLOCKS + 2]);

/// Lanes of a product.
#[repr(C, align(64))]
struct Lanes<const BLOCKS: usize>([[Block; 2]; BLOCKS]);

/// A modulus of at most 416 * BLOCKS - 8 bits, R = 2^(416 BLOCKS).
pub(super) struct Ifma<const BLOCKS: usize> {
    n: Number,
    /// -1/n mod W.
    n_inverse: Number,
    /// 1/W mod n.
    fold: Number,
    r_squared: Number,
}

impl<const BLOCKS: usize> Ifma<BLOCKS> {
    /// The longest modulus, in bits: eight stay spare.
    pub(super) const CAPACITY: usize = BLOCKS * BLOCK * LIMB_BITS - 8;

    /// `n`: big-endian, odd, at most CAPACITY bits. `None` if the CPU or the operating system lacks AVX-512 IFMA.
    pub(super) fn new(octets: &[u8]) -> Option<Self> {
        let present =
            std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512ifma");
        present.then(|| Self::prepare(octets))
    }

    fn prepare(octets: &[u8]) -> Self {
        let mut modulus = Self { n: ZERO, n_inverse: ZERO, fold: ZERO, r_squared: ZERO };
        read_limbs::<LIMB_BITS>(octets, modulus.n.limbs_mut::<BLOCKS>());
        invert::<LIMB_BITS>(
            modulus.n.limbs::<BLOCKS>(),
            modulus.n_inverse.limbs_mut::<1>(),
            modulus.fold.limbs_mut::<BLOCKS>(),
        );
        let mut power = ZERO;
        let start = highest_power::<LIMB_BITS>(modulus.n.limbs::<BLOCKS>(), power.limbs_mut::<BLOCKS>());
        modulus.r_squared = make_r_squared(&modulus, power, start, BLOCKS * BLOCK * LIMB_BITS);
        modulus
    }

    /// a = a b / R modulo n, below 3 n, for factors below 6 n.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn montgomery_multiply(&self, a: &mut Number, b: &Number) {
        let mut t = Lanes([[[0; BLOCK]; 2]; BLOCKS]);
        for (i, b_i) in b.blocks::<BLOCKS>().iter().enumerate() {
            add_product(&mut t, i, a, b_i, 0);
        }
        self.reduce(&mut t, a);
    }

    /// a = a a / R modulo n, below 3 n, for a below 6 n.
    ///
    /// Row i multiplies block a_i by itself and by twice what is above it in a. The numbers to multiply by are all cut
    /// out of 2 a: for row i, blocks below i are zero, block i is a_i, and block i + 1 loses the bit that came from
    /// a_i.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn montgomery_square(&self, a: &mut Number) {
        let mut t = Lanes([[[0; BLOCK]; 2]; BLOCKS]);
        let mut factor = ZERO;
        let mut carry = 0;
        for (twice, &limb) in factor.limbs_mut::<BLOCKS>().iter_mut().zip(a.limbs::<BLOCKS>()) {
            *twice = limb << 1 & LIMB_MASK | carry;
            carry = limb >> (LIMB_BITS - 1);
        }
        for (i, a_i) in a.blocks::<BLOCKS>().iter().enumerate() {
            factor.0[i] = [0; BLOCK];
            factor.0[i + 1] = *a_i;
            factor.0[i + 2][0] &= !1;
            add_product(&mut t, i, &factor, a_i, i);
        }
        self.reduce(&mut t, a);
    }

    /// t / R modulo n, below 3 n.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn reduce(&self, t: &mut Lanes<BLOCKS>, result: &mut Number) {
        for step in 0..BLOCKS - 1 {
            let low = carry_block(t, step);
            add_product(t, step + 1, &self.fold, &low, 0);
        }
        let v = carry_block(t, BLOCKS - 1);
        let q = self.last_multiplier(&v);
        t.blocks()[BLOCKS - 1] = v;
        add_product(t, BLOCKS - 1, &self.n, &q, 0);
        // The lowest block is now a multiple of W, but its lanes are not carried. Lanes 0 to 6 sum up to less than
        // 2^(6 * 52 + 62), far below W: what lane 7 leaves over a multiple of 2^52 is just what they were to add.
        let mut carry = (t.blocks()[BLOCKS - 1][BLOCK - 1] + LIMB_MASK) >> LIMB_BITS;
        for (limbs, lanes) in result.blocks_mut::<BLOCKS>().iter_mut().zip(&t.blocks()[BLOCKS..]) {
            (*limbs, carry) = carried(lanes, carry);
        }
    }

    /// q = -v/n mod W.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn last_multiplier(&self, v: &Block) -> Block {
        let mut lanes = [0; BLOCK];
        let window = &self.n_inverse.0.as_flattened()[..2 * BLOCK];
        add_lanes(&mut lanes, window, &broadcast(v));
        carried(&lanes, 0).0
    }
}

impl<const BLOCKS: usize> Modulus for Ifma<BLOCKS> {
    type Number = Number;

    fn read(&self, octets: &[u8]) -> Option<Number> {
        let mut number = ZERO;
        read_limbs::<LIMB_BITS>(octets, number.limbs_mut::<BLOCKS>());
        less_than(number.limbs::<BLOCKS>(), self.n.limbs::<BLOCKS>()).then_some(number)
    }

    fn write(&self, number: &Number, octets: &mut [u8]) {
        let mut residue = number.clone();
        make_residue::<LIMB_BITS>(residue.limbs_mut::<BLOCKS>(), self.n.limbs::<BLOCKS>());
        write_limbs::<LIMB_BITS>(residue.limbs::<BLOCKS>(), octets);
    }

    fn r_squared(&self) -> &Number {
        &self.r_squared
    }

    fn double(&self, a: &mut Number) {
        double_modulo::<LIMB_BITS>(a.limbs_mut::<BLOCKS>(), self.n.limbs::<BLOCKS>());
    }

    #[inline(never)]
    fn multiply(&self, a: &mut Number, b: &Number) {
        // SAFETY: the function needs AVX-512F and IFMA. `self` is proof of both: `Ifma::new`, the only constructor,
        // gives a value only where they were detected at run time.
        unsafe { self.montgomery_multiply(a, b) }
    }

    #[inline(never)]
    fn square(&self, a: &mut Number) {
        // SAFETY: as in `multiply`.
        unsafe { self.montgomery_square(a) }
    }
}

const ZERO: Number = Number([[0; BLOCK]; MAX_BLOCKS + 2]);

impl Number {
    fn blocks<const BLOCKS: usize>(&self) -> &[Block] {
        &self.0[1..=BLOCKS]
    }

    fn blocks_mut<const BLOCKS: usize>(&mut self) -> &mut [Block] {
        &mut self.0[1..=BLOCKS]
    }

    fn limbs<const BLOCKS: usize>(&self) -> &[u64] {
        self.blocks::<BLOCKS>().as_flattened()
    }

    fn limbs_mut<const BLOCKS: usize>(&mut self) -> &mut [u64] {
        self.blocks_mut::<BLOCKS>().as_flattened_mut()
    }
}

impl<const BLOCKS: usize> Lanes<BLOCKS> {
    fn blocks(&mut self) -> &mut [Block] {
        self.0.as_flattened_mut()
    }
}

/// t = t + a b W^start, for an a whose blocks below `lowest` are zero.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_product<const BLOCKS: usize>(t: &mut Lanes<BLOCKS>, start: usize, a: &Number, b: &Block, lowest: usize) {
    let words = broadcast(b);
    let a = a.0.as_flattened();
    for j in lowest..=BLOCKS {
        add_lanes(&mut t.blocks()[start + j], &a[j * BLOCK..(j + 2) * BLOCK], &words);
    }
}

/// One block of a product: t[l] = t[l] + the sum over i of low(b_i a[l - i]) + high(b_i a[l - i - 1]), where a[l] is
/// `window[8 + l]`. Four sums, as an addition that has to wait for the one before takes four cycles.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_lanes(t: &mut Block, window: &[u64], words: &[__m512i; BLOCK]) {
    let mut low = [load(t), _mm512_setzero_si512()];
    let mut high = [_mm512_setzero_si512(); 2];
    for shift in 0..=BLOCK {
        let Some(limbs) = window[BLOCK - shift..].first_chunk() else {
            return;
        };
        let limbs = load(limbs);
        if shift < BLOCK {
            low[shift % 2] = _mm512_madd52lo_epu64(low[shift % 2], words[shift], limbs);
        }
        if shift > 0 {
            high[shift % 2] = _mm512_madd52hi_epu64(high[shift % 2], words[shift - 1], limbs);
        }
    }
    let sum = _mm512_add_epi64(_mm512_add_epi64(low[0], low[1]), _mm512_add_epi64(high[0], high[1]));
    store(t, sum);
}

/// The limbs of block `i`; what is carried out of it goes to the block above.
#[inline]
fn carry_block<const BLOCKS: usize>(t: &mut Lanes<BLOCKS>, i: usize) -> Block {
    let t = t.blocks();
    let (limbs, carry) = carried(&t[i], 0);
    t[i + 1][0] += carry;
    limbs
}

/// The limbs of lanes + carry, and what is carried out.
#[inline]
fn carried(lanes: &Block, mut carry: u64) -> (Block, u64) {
    let limbs = lanes.map(|lane| {
        let sum = lane + carry;
        carry = sum >> LIMB_BITS;
        sum & LIMB_MASK
    });
    (limbs, carry)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn broadcast(block: &Block) -> [__m512i; BLOCK] {
    block.map(|limb| _mm512_set1_epi64(limb.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(block: &Block) -> __m512i {
    // SAFETY: the reference is to 64 readable octets, all that is read; the instruction asks for no alignment.
    unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(block: &mut Block, value: __m512i) {
    // SAFETY: the reference is exclusive and to 64 octets, all that is written; the instruction asks for no alignment.
    unsafe { _mm512_storeu_si512(block.as_mut_ptr().cast(), value) }
}
