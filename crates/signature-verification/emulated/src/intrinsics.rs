//! The intrinsics that `ifma.rs` uses, by the pseudo-code of Intel's Intrinsics Guide, one lane after the other.
//!
//! Stricter than the CPU: a lane that overflows is a panic, and so is, but for one use, a factor of more than 52 bits.

#![allow(non_camel_case_types, clippy::missing_safety_doc, reason = "the names and signatures of `core::arch`")]

use std::array::from_fn;
use std::cell::Cell;

/// Eight lanes, the lowest first.
#[derive(Clone, Copy)]
pub struct __m512i([u64; 8]);

/// Two lanes.
#[derive(Clone, Copy)]
pub struct __m128i([u64; 2]);

type __mmask8 = u8;

const MASK: u64 = (1 << 52) - 1;

thread_local! {
    static PRODUCTS: Cell<u64> = const { Cell::new(0) };
}

/// How many times this thread has multiplied eight lanes.
pub fn products() -> u64 {
    PRODUCTS.get()
}

/// What the CPU is asked for.
pub fn is_there(_feature: &str) -> bool {
    true
}

fn lanes(lane: impl FnMut(usize) -> u64) -> __m512i {
    __m512i(from_fn(lane))
}

fn is_set(mask: __mmask8, lane: usize) -> bool {
    mask >> lane & 1 == 1
}

#[track_caller]
fn sum(a: u64, b: u64) -> u64 {
    a.checked_add(b).expect("a lane overflows")
}

#[track_caller]
fn product(a: u64, b: u64) -> u128 {
    assert!(a <= MASK && b <= MASK, "a factor of more than 52 bits");
    u128::from(a) * u128::from(b)
}

fn low(product: u128) -> u64 {
    product as u64 & MASK
}

fn high(product: u128) -> u64 {
    (product >> 52) as u64
}

pub fn _mm_cvtsi128_si64(a: __m128i) -> i64 {
    a.0[0] as i64
}

pub fn _mm512_castsi512_si128(a: __m512i) -> __m128i {
    __m128i([a.0[0], a.0[1]])
}

pub fn _mm512_add_epi64(a: __m512i, b: __m512i) -> __m512i {
    lanes(|i| sum(a.0[i], b.0[i]))
}

pub fn _mm512_alignr_epi64<const IMM8: i32>(a: __m512i, b: __m512i) -> __m512i {
    let from = |i: usize| if i < 8 { b.0[i] } else { a.0[i - 8] };
    lanes(|i| from(i + IMM8 as usize))
}

pub fn _mm512_and_si512(a: __m512i, b: __m512i) -> __m512i {
    lanes(|i| a.0[i] & b.0[i])
}

pub fn _mm512_broadcastq_epi64(a: __m128i) -> __m512i {
    lanes(|_| a.0[0])
}

pub fn _mm512_cmpeq_epu64_mask(a: __m512i, b: __m512i) -> __mmask8 {
    (0..8).map(|i| u8::from(a.0[i] == b.0[i]) << i).sum()
}

pub fn _mm512_cmpgt_epu64_mask(a: __m512i, b: __m512i) -> __mmask8 {
    (0..8).map(|i| u8::from(a.0[i] > b.0[i]) << i).sum()
}

pub unsafe fn _mm512_loadu_si512(from: *const __m512i) -> __m512i {
    unsafe { from.read_unaligned() }
}

pub unsafe fn _mm512_storeu_si512(to: *mut __m512i, a: __m512i) {
    unsafe { to.write_unaligned(a) }
}

pub fn _mm512_madd52hi_epu64(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_mask_madd52hi_epu64(a, __mmask8::MAX, b, c)
}

/// Here the engine relies on longer factors being cut to 52 bits, for the `q` of a reduction.
pub fn _mm512_madd52lo_epu64(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    let cut = |factor: __m512i| lanes(|i| factor.0[i] & MASK);
    _mm512_mask_madd52lo_epu64(a, __mmask8::MAX, cut(b), cut(c))
}

pub fn _mm512_mask_add_epi64(src: __m512i, k: __mmask8, a: __m512i, b: __m512i) -> __m512i {
    lanes(|i| if is_set(k, i) { sum(a.0[i], b.0[i]) } else { src.0[i] })
}

pub fn _mm512_mask_madd52hi_epu64(a: __m512i, k: __mmask8, b: __m512i, c: __m512i) -> __m512i {
    PRODUCTS.set(PRODUCTS.get() + 1);
    lanes(|i| if is_set(k, i) { sum(a.0[i], high(product(b.0[i], c.0[i]))) } else { a.0[i] })
}

pub fn _mm512_mask_madd52lo_epu64(a: __m512i, k: __mmask8, b: __m512i, c: __m512i) -> __m512i {
    PRODUCTS.set(PRODUCTS.get() + 1);
    lanes(|i| if is_set(k, i) { sum(a.0[i], low(product(b.0[i], c.0[i]))) } else { a.0[i] })
}

pub fn _mm512_mask_mov_epi64(src: __m512i, k: __mmask8, a: __m512i) -> __m512i {
    lanes(|i| if is_set(k, i) { a.0[i] } else { src.0[i] })
}

pub fn _mm512_maskz_srli_epi64<const IMM8: u32>(k: __mmask8, a: __m512i) -> __m512i {
    lanes(|i| if is_set(k, i) { a.0[i] >> IMM8 } else { 0 })
}

pub fn _mm512_permutex2var_epi64(a: __m512i, idx: __m512i, b: __m512i) -> __m512i {
    let from = |i: usize| if i < 8 { a.0[i] } else { b.0[i - 8] };
    lanes(|i| from((idx.0[i] & 15) as usize))
}

pub fn _mm512_set1_epi64(a: i64) -> __m512i {
    lanes(|_| a as u64)
}

#[allow(clippy::too_many_arguments, reason = "its signature")]
pub fn _mm512_setr_epi64(e0: i64, e1: i64, e2: i64, e3: i64, e4: i64, e5: i64, e6: i64, e7: i64) -> __m512i {
    __m512i([e0, e1, e2, e3, e4, e5, e6, e7].map(|lane| lane as u64))
}

pub fn _mm512_setzero_si512() -> __m512i {
    lanes(|_| 0)
}

pub fn _mm512_srli_epi64<const IMM8: u32>(a: __m512i) -> __m512i {
    lanes(|i| a.0[i] >> IMM8)
}
