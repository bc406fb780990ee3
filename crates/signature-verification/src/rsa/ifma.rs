//! Montgomery multiplication with AVX-512 IFMA: eight products of 52-bit limbs an instruction, for up to 4152 bits.
//!
//! `_mm512_madd52lo` and `_mm512_madd52hi` add the low and the high 52 bits of a product to a 64-bit lane, which takes
//! 4096 of them before anything must be carried. With B = 2^52, and L limbs in n, a product t is made first and then
//! reduced. Each of its L low limbs is folded into what is above them,
//!
//!   t / B^L = t_high + the sum over i < L of t_i B^(i - L), and that is t_high + the sum of t_i p_i modulo n,
//!
//! where p_i = B^(i - L) mod n depends on the key alone: a plain product, in which no limb waits for another and no
//! register is shifted. It is one limb too long, and that one is reduced in the usual way: q = -t / n mod B, and
//! (t + q n) / B. In all, R = B^(L + 1).
//!
//! There is no subtraction between the steps, because eight bits are spare, n < B^L / 2^8. Of two factors below 2^7 n:
//!
//!   t / B^L < 2^14 n^2 / B^L                  < 2^6 n
//!   t_high + the sum of t_i p_i               < 2^6 n + L B n
//!   (t + q n) / B                             < (2^6 / B + L + 1) n < 2^7 n, since L is at most 80.
//!
//! A lane gets at most 2 L halves of products in t, and L + 1 more in each of two sums after: fewer than 2^9 in all.
//!
//! All `unsafe` of the crate is here. Two facts make it sound: a value of `Ifma` exists only if the CPU and the
//! operating system have AVX-512F and IFMA (`Ifma::new` is the only constructor and asks), and loads and stores go
//! through references to eight limbs. Everything else is the same safe arithmetic as elsewhere.

mod octets;

use alloc::boxed::Box;
use alloc::vec;
use core::arch::x86_64::{
    __m512i, _mm_cvtsi128_si64, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512, _mm512_broadcastq_epi64,
    _mm512_castsi512_si128, _mm512_cmpeq_epu64_mask, _mm512_cmpgt_epu64_mask, _mm512_loadu_si512,
    _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_mask_add_epi64, _mm512_mask_madd52hi_epu64,
    _mm512_mask_madd52lo_epu64, _mm512_mask_mov_epi64, _mm512_maskz_srli_epi64, _mm512_permutex2var_epi64,
    _mm512_set1_epi64, _mm512_setr_epi64, _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512,
};

use super::modulus::{Modulus, make_r_squared};
use super::packing::{add_modulo, divide_by_limb, highest_power, invert};
use octets::{Block, LANES, LIMB_BITS, LIMB_MASK, from_octets, to_octets};

/// Registers that may hold sums; the other twelve hold factors.
const SUMS: usize = 20;

/// A number below 2^7 n.
#[derive(Clone)]
#[repr(C, align(64))]
pub(super) struct Number<const BLOCKS: usize>([Block; BLOCKS]);

/// Two numbers' worth of registers, the lower one first.
type Product<const BLOCKS: usize> = [[__m512i; BLOCKS]; 2];

/// A modulus n of at most 416 * BLOCKS - 8 bits.
pub(super) struct Ifma<const BLOCKS: usize> {
    n: Number<BLOCKS>,
    /// B^L - n: adding it and dropping what is carried out subtracts n.
    minus_n: Number<BLOCKS>,
    /// -1/n mod B.
    n_inverse: u64,
    /// B^(i - L) mod n, for i < L.
    powers: Box<[Number<BLOCKS>]>,
    /// R^2 mod n.
    r_squared: Number<BLOCKS>,
    /// Where the topmost 46 bits of n begin.
    top: usize,
}

impl<const BLOCKS: usize> Ifma<BLOCKS> {
    const LIMBS: usize = BLOCKS * LANES;

    /// The longest modulus, in bits: eight stay spare.
    pub(super) const CAPACITY: usize = Self::LIMBS * LIMB_BITS - 8;

    /// `n`: big-endian, odd, at most CAPACITY bits. `None` if the CPU or the operating system lacks AVX-512 IFMA.
    pub(super) fn new(octets: &[u8]) -> Option<Self> {
        let present =
            std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512ifma");
        present.then(|| Self::prepare(octets))
    }

    fn prepare(octets: &[u8]) -> Self {
        let n = Number(from_octets(octets));
        let mut minus_n = Number(n.0.map(|block| block.map(|limb| LIMB_MASK - limb)));
        // No carry: n is odd, so this limb is even.
        minus_n.0[0][0] += 1;
        let (mut n_inverse, mut power) = ([0], Number::ZERO);
        invert::<LIMB_BITS>(n.limbs(), &mut n_inverse, power.limbs_mut());
        let [n_inverse] = n_inverse;
        let mut powers = vec![Number::ZERO; Self::LIMBS];
        for place in powers.iter_mut().rev() {
            place.clone_from(&power);
            divide_by_limb::<LIMB_BITS>(power.limbs_mut(), n.limbs(), n_inverse);
        }
        let mut highest = Number::ZERO;
        let start = highest_power::<LIMB_BITS>(n.limbs(), highest.limbs_mut());
        let powers = powers.into();
        let mut modulus = Self { n, minus_n, n_inverse, powers, r_squared: Number::ZERO, top: start - 45 };
        modulus.r_squared = make_r_squared(&modulus, highest, start, (Self::LIMBS + 1) * LIMB_BITS);
        modulus
    }

    /// (low + B^L high) / R modulo n, below 2^7 n.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn reduce(&self, [low, high]: Product<BLOCKS>, result: &mut Number<BLOCKS>) {
        let (words, carry) = normalize(low);
        // High halves belong one limb further up.
        let (mut low, mut high) = (high, [_mm512_setzero_si512(); BLOCKS]);
        low[0] = _mm512_add_epi64(low[0], carry);
        for (&word, power) in words.limbs().iter().zip(&self.powers) {
            add_multiple(&mut low, &mut high, splat(word), power);
        }
        let q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), low[0], splat(self.n_inverse));
        add_multiple(&mut low, &mut high, _mm512_broadcastq_epi64(_mm512_castsi512_si128(q)), &self.n);
        // The lowest limb is now a multiple of B.
        let carry = _mm512_maskz_srli_epi64::<{ LIMB_BITS as u32 }>(1, low[0]);
        high[0] = _mm512_add_epi64(high[0], carry);
        let mut above = _mm512_setzero_si512();
        for (high, &low) in high.iter_mut().zip(&low).rev() {
            *high = _mm512_add_epi64(*high, _mm512_alignr_epi64::<1>(above, low));
            above = low;
        }
        *result = normalize(high).0;
    }

    /// a mod n: subtracts the quotient, estimated from the topmost bits and at most one too small, times n, and then n
    /// if that is not too much.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn residue(&self, a: &Number<BLOCKS>) -> Number<BLOCKS> {
        let quotient = a.bits_from(self.top) / (self.n.bits_from(self.top) + 1);
        let a = self.subtract(a, quotient).0;
        let (mut difference, not_below) = self.subtract(&a, 1);
        let keep = (not_below as u8).wrapping_sub(1);
        for (difference, a) in difference.0.iter_mut().zip(&a.0) {
            let chosen = _mm512_mask_mov_epi64(load(difference), keep, load(a));
            store(difference, chosen);
        }
        difference
    }

    /// a - q n modulo B^L, and, for q = 1, whether a is not below n.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn subtract(&self, a: &Number<BLOCKS>, q: u64) -> (Number<BLOCKS>, u64) {
        let (mut low, mut high) = (a.load(), [_mm512_setzero_si512(); BLOCKS]);
        add_multiple(&mut low, &mut high, splat(q), &self.minus_n);
        move_up(&mut high);
        for (low, &high) in low.iter_mut().zip(&high) {
            *low = _mm512_add_epi64(*low, high);
        }
        let (difference, carry) = normalize(low);
        (difference, _mm_cvtsi128_si64(_mm512_castsi512_si128(carry)).cast_unsigned())
    }
}

impl<const BLOCKS: usize> Modulus for Ifma<BLOCKS> {
    type Number = Number<BLOCKS>;

    fn read(&self, octets: &[u8]) -> Option<Number<BLOCKS>> {
        let number = Number(from_octets(octets));
        // SAFETY: the function needs AVX-512F and IFMA. `self` is proof of both: `Ifma::new`, the only constructor,
        // gives a value only where they were detected at run time.
        let (_, not_below) = unsafe { self.subtract(&number, 1) };
        (not_below == 0).then_some(number)
    }

    fn write(&self, number: &Number<BLOCKS>, octets: &mut [u8]) {
        // SAFETY: as in `read`.
        to_octets(&unsafe { self.residue(number) }.0, octets);
    }

    fn r_squared(&self) -> &Number<BLOCKS> {
        &self.r_squared
    }

    fn limbs(number: &Number<BLOCKS>) -> &[u64] {
        number.limbs()
    }

    fn add(&self, a: &mut Number<BLOCKS>, b: &Number<BLOCKS>) {
        // SAFETY: as in `read`.
        let (residue, b) = unsafe { (self.residue(a), self.residue(b)) };
        *a = residue;
        add_modulo::<LIMB_BITS>(a.limbs_mut(), b.limbs(), self.n.limbs());
    }

    #[inline(never)]
    fn multiply(&self, a: &mut Number<BLOCKS>, b: &Number<BLOCKS>) {
        // SAFETY: as in `read`.
        unsafe { self.reduce(product::<false, BLOCKS>(a, b), a) }
    }

    #[inline(never)]
    fn square(&self, a: &mut Number<BLOCKS>) {
        // SAFETY: as in `read`.
        unsafe { self.reduce(square(a), a) }
    }
}

impl<const BLOCKS: usize> Number<BLOCKS> {
    const ZERO: Self = Self([[0; LANES]; BLOCKS]);

    fn limbs(&self) -> &[u64] {
        self.0.as_flattened()
    }

    fn limbs_mut(&mut self) -> &mut [u64] {
        self.0.as_flattened_mut()
    }

    /// The bits from `start`, in a limb below the last, to the end of the limb above.
    fn bits_from(&self, start: usize) -> u64 {
        let (limb, shift) = (start / LIMB_BITS, start % LIMB_BITS);
        let pair = u128::from(self.limbs()[limb]) | u128::from(self.limbs()[limb + 1]) << LIMB_BITS;
        (pair >> shift) as u64
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(&self) -> [__m512i; BLOCKS] {
        let mut registers = [_mm512_setzero_si512(); BLOCKS];
        for (register, block) in registers.iter_mut().zip(&self.0) {
            *register = load(block);
        }
        registers
    }
}

/// a a: twice the products of different limbs, and the squares.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn square<const BLOCKS: usize>(a: &Number<BLOCKS>) -> Product<BLOCKS> {
    let mut t = product::<true, BLOCKS>(a, a);
    // The halves of the square of limb i belong to the limbs 2 i and 2 i + 1.
    let lower = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
    let upper = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    let zero = _mm512_setzero_si512();
    for (t, block) in t.as_flattened_mut().as_chunks_mut::<2>().0.iter_mut().zip(&a.0) {
        let block = load(block);
        let low = _mm512_madd52lo_epu64(zero, block, block);
        let high = _mm512_madd52hi_epu64(zero, block, block);
        for (t, places) in t.iter_mut().zip([lower, upper]) {
            *t = _mm512_add_epi64(_mm512_add_epi64(*t, *t), _mm512_permutex2var_epi64(low, places, high));
        }
    }
    t
}

/// a b, or, of a square, what is above the diagonal: the sum over i < j of a_i a_j.
///
/// Lane by lane of the words b, from the highest: in between, everything moves up by one limb, and so do high halves,
/// by being added before. So a stays where it is. Where registers are left, high halves have sums of their own: that
/// shortens the chain of additions that wait for each other.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn product<const UPPER: bool, const BLOCKS: usize>(a: &Number<BLOCKS>, b: &Number<BLOCKS>) -> Product<BLOCKS> {
    let mut t = [[_mm512_setzero_si512(); BLOCKS]; 2];
    for lane in (0..LANES).rev() {
        if 4 * BLOCKS <= SUMS {
            let mut high = [[_mm512_setzero_si512(); BLOCKS]; 2];
            add_rows::<UPPER, true, BLOCKS>(&mut high, a, b, lane);
            for (t, &high) in t.as_flattened_mut().iter_mut().zip(high.as_flattened()) {
                *t = _mm512_add_epi64(*t, high);
            }
        } else {
            add_rows::<UPPER, true, BLOCKS>(&mut t, a, b, lane);
        }
        move_up(t.as_flattened_mut());
        add_rows::<UPPER, false, BLOCKS>(&mut t, a, b, lane);
    }
    t
}

/// One half of the products of a by one lane of each block of b. Written out, so that the sums stay in registers.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_rows<const UPPER: bool, const HIGH: bool, const BLOCKS: usize>(
    t: &mut Product<BLOCKS>,
    a: &Number<BLOCKS>,
    b: &Number<BLOCKS>,
    lane: usize,
) {
    add_row::<0, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<1, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<2, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<3, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<4, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<5, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<6, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<7, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<8, UPPER, HIGH, BLOCKS>(t, a, b, lane);
    add_row::<9, UPPER, HIGH, BLOCKS>(t, a, b, lane);
}

/// Row I of them, if there is one.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_row<const I: usize, const UPPER: bool, const HIGH: bool, const BLOCKS: usize>(
    t: &mut Product<BLOCKS>,
    a: &Number<BLOCKS>,
    b: &Number<BLOCKS>,
    lane: usize,
) {
    if I >= BLOCKS {
        return;
    }
    let word = splat(b.0[I][lane]);
    for j in if UPPER { I } else { 0 }..BLOCKS {
        // Of the block itself, the limbs above this one.
        let lanes = if UPPER && j == I { 0xfe << lane } else { 0xff };
        let t = &mut t.as_flattened_mut()[I + j];
        *t = if HIGH {
            _mm512_mask_madd52hi_epu64(*t, lanes, word, load(&a.0[j]))
        } else {
            _mm512_mask_madd52lo_epu64(*t, lanes, word, load(&a.0[j]))
        };
    }
}

/// low = low + the low halves of the products of a word and a, high = high + the high halves.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_multiple<const BLOCKS: usize>(
    low: &mut [__m512i; BLOCKS],
    high: &mut [__m512i; BLOCKS],
    word: __m512i,
    a: &Number<BLOCKS>,
) {
    for ((low, high), a) in low.iter_mut().zip(high).zip(&a.0) {
        let a = load(a);
        *low = _mm512_madd52lo_epu64(*low, word, a);
        *high = _mm512_madd52hi_epu64(*high, word, a);
    }
}

/// t = B t, without what leaves the highest lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn move_up(t: &mut [__m512i]) {
    let mut below = _mm512_setzero_si512();
    for t in t {
        (*t, below) = (_mm512_alignr_epi64::<7>(*t, below), *t);
    }
}

/// The limbs of lanes, and what is carried out, in the lowest lane.
///
/// What a lane has above 52 bits goes to the next one, all at once. After that a lane carries at most one. The carries
/// ripple through the lanes that are full in an addition of bits: where a sum bit differs from "full", one came in.
#[inline]
#[target_feature(enable = "avx512f")]
fn normalize<const BLOCKS: usize>(mut lanes: [__m512i; BLOCKS]) -> (Number<BLOCKS>, __m512i) {
    let mask = splat(LIMB_MASK);
    let mut below = _mm512_setzero_si512();
    for lanes in &mut lanes {
        let carry = _mm512_srli_epi64::<{ LIMB_BITS as u32 }>(*lanes);
        *lanes = _mm512_add_epi64(_mm512_and_si512(*lanes, mask), _mm512_alignr_epi64::<7>(carry, below));
        below = carry;
    }
    let mut carry = 0;
    let mut number = Number::ZERO;
    for (limbs, &lanes) in number.0.iter_mut().zip(&lanes) {
        let over = u32::from(_mm512_cmpgt_epu64_mask(lanes, mask));
        let full = u32::from(_mm512_cmpeq_epu64_mask(lanes, mask));
        let sum = full + (over << 1) + carry;
        let lanes = _mm512_mask_add_epi64(lanes, (sum ^ full) as u8, lanes, splat(1));
        store(limbs, _mm512_and_si512(lanes, mask));
        carry = sum >> LANES;
    }
    let out = _mm512_alignr_epi64::<7>(_mm512_setzero_si512(), below);
    (number, _mm512_mask_add_epi64(out, carry as u8, out, splat(1)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn splat(word: u64) -> __m512i {
    _mm512_set1_epi64(word.cast_signed())
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
