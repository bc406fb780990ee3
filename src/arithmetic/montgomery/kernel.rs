//! Products of two blocks of seventeen 61-bit limbs: all that the fixed-size engine multiplies goes through these.
//!
//! A block's product is summed up column by column (product scanning, Comba 1990), each column in one `u128`: with 61
//! bits a limb, 63 products fit, so nothing is carried while multiplying, and on a CPU without `mulx` and `adx` in its
//! baseline a product is `mul; add; adc`. With full 64-bit limbs a column needs a third register and its carry flag,
//! for which LLVM finds no good code (measured: 3 cycles a product against 2, and 1.15 times fewer products).
//!
//! Seventeen, because 34, 51 and 68 limbs are just above 2048, 3072 and 4096 bits. Columns are written out, with the
//! column's number as a const generic, once for all products of blocks, without any branch.

use core::hint::black_box;

/// Bits in a limb.
pub(super) const LIMB_BITS: usize = 61;

/// All bits of a limb.
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// Limbs in a block.
pub(super) const BLOCK: usize = 17;

/// Limbs in the halves of a block.
const LOW: usize = 9;
const HIGH: usize = BLOCK - LOW;

/// Little-endian limbs.
pub(super) type Block = [u64; BLOCK];

/// Columns of a product of two blocks.
pub(super) const COLUMNS: usize = 2 * BLOCK - 1;

/// How many products of two limbs a column can take, whatever is carried into it: 63 (2^61 - 1)^2 + 2^122 < 2^128.
pub(super) const COLUMN_CAPACITY: usize = 63;

/// One step for each column, with the column's number as a literal.
macro_rules! for_columns {
    ($($column:literal)+ => $step:ident) => { $($step!($column);)+ };
}

/// t = t + a * b, from three products of half blocks (Karatsuba and Ofman 1962). With a = a_low + a_high V, V = 2^(9 * 61):
///
///   a b = low + (middle - low - high) V + high V^2, low = a_low b_low, middle = (a_low + a_high) (b_low + b_high), ...
///
/// That is 226 products instead of 289, for 64 more additions of columns. Of `middle`, less the two others, what is added
/// in the end is a_low b_high + a_high b_low, so a column that could take the products of a b takes these.
#[inline(never)]
pub(super) fn multiply_add(t: &mut [u128; COLUMNS], a: &Block, b: &Block) {
    let (Some(a_sum), Some(b_sum)) = (half_sum(a), half_sum(b)) else { return };
    // What is left after the subtractions may be negative; with the middle, nothing is.
    //
    // The compiler is not told that limbs are the same in each step, because it would keep them: in more registers than
    // there are, and so in copies on the stack.
    macro_rules! step {
        ($column:literal) => {
            let (a, b) = black_box((a, b));
            let (Some(a_low), Some(b_low)) = (a.first_chunk::<LOW>(), b.first_chunk::<LOW>()) else { return };
            let (Some(a_high), Some(b_high)) = (a.last_chunk::<HIGH>(), b.last_chunk::<HIGH>()) else { return };
            let low = add_column::<$column, LOW>(0, a_low, b_low);
            t[$column] += low;
            let mut rest = t[LOW + $column].wrapping_sub(low);
            // The two last columns of low have no counterpart in high.
            if let Some(t) = t.get_mut(2 * LOW + $column) {
                let high = add_column::<$column, HIGH>(0, a_high, b_high);
                *t += high;
                rest = rest.wrapping_sub(high);
            }
            t[LOW + $column] = add_column::<$column, LOW>(rest, &a_sum, &b_sum);
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 => step);
}

/// a_low + a_high.
#[inline(always)]
fn half_sum(a: &Block) -> Option<[u64; LOW]> {
    let mut sum = *a.first_chunk()?;
    for (sum, high) in sum.iter_mut().zip(&a[LOW..]) {
        *sum += high;
    }
    Some(sum)
}

/// To columns 17 to 32, what a * b has there.
#[inline(never)]
fn add_high(t: &mut [u128; BLOCK - 1], a: &Block, b: &Block) {
    macro_rules! step {
        ($column:literal) => {
            t[$column - BLOCK] = add_column::<$column, BLOCK>(t[$column - BLOCK], a, b)
        };
    }
    for_columns!(17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 => step);
}

/// The columns of a^2 modulo 2^128.
#[inline(never)]
pub(super) fn square(t: &mut [u128; COLUMNS], a: &Block) {
    let doubled = a.map(|limb| limb << 1);
    macro_rules! step {
        ($column:literal) => {
            t[$column] = square_column::<$column>(a, &doubled)
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 => step);
}

/// t = a^2 + b^2 W^2 becomes (a + b W)^2, with 2 a b = (a + b)^2 - a^2 - b^2 (Karatsuba and Ofman 1962): that takes 153
/// products where a b takes 289. Columns of (a + b)^2 may overflow, but what is left of them is right modulo 2^128.
///
/// Of four columns that are a block apart, the two in the middle change, and both by the difference `across` of what
/// they were: so each is read and written once.
#[inline(never)]
pub(super) fn add_middle_of_square(t: &mut [u128; 4 * BLOCK], a: &Block, b: &Block) {
    let sum = block_sum(a, b);
    let doubled = sum.map(|limb| limb << 1);
    macro_rules! step {
        ($column:literal) => {
            let across = t[BLOCK + $column].wrapping_sub(t[2 * BLOCK + $column]);
            let lower = across.wrapping_sub(t[$column]);
            t[BLOCK + $column] = lower.wrapping_add(square_column::<$column>(&sum, &doubled));
            let upper = square_column::<{ BLOCK + $column }>(&sum, &doubled).wrapping_sub(across);
            t[2 * BLOCK + $column] = upper.wrapping_sub(t[3 * BLOCK + $column]);
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 => step);
    let last = square_column::<16>(&sum, &doubled).wrapping_sub(t[BLOCK - 1]);
    t[2 * BLOCK - 1] = last.wrapping_sub(t[3 * BLOCK - 1]);
}

/// t = t + 2 a b from squares that are there already, in the same way.
#[inline(always)]
pub(super) fn add_doubled_product(
    t: &mut [u128; COLUMNS],
    (a, a_squared): (&Block, &[u128]),
    (b, b_squared): (&Block, &[u128]),
) {
    let mut sum_squared = [0; COLUMNS];
    square(&mut sum_squared, &block_sum(a, b));
    for (((t, sum), a), b) in t.iter_mut().zip(&sum_squared).zip(a_squared).zip(b_squared) {
        *t = t.wrapping_add(sum.wrapping_sub(*a).wrapping_sub(*b));
    }
}

#[inline(always)]
fn block_sum(a: &Block, b: &Block) -> Block {
    core::array::from_fn(|i| a[i] + b[i])
}

/// The low half of a * b, that is a * b modulo W = 2^(17 * 61).
#[inline(never)]
pub(super) fn multiply_low(a: &Block, b: &Block) -> Block {
    let (mut low, mut carry) = ([0; BLOCK], Carry::default());
    macro_rules! step {
        ($column:literal) => {
            low[$column] = carry.limb(add_column::<$column, BLOCK>(0, a, b))
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 => step);
    low
}

/// t = t + (v + a * b) / W, where W divides v + a * b: then most of the low half need not be known.
///
/// Columns 0 to 14 of v + a * b sum up to less than 2^(128 + 14 * 61 + 1), far below W. What the two columns above them
/// leave over a multiple of W is therefore just what those were to add: rounding up to the next multiple is exact.
#[inline(always)]
pub(super) fn multiply_high_add(t: &mut [u128; BLOCK - 1], v: &Block, a: &Block, b: &Block) {
    const MASK: u128 = LIMB_MASK as u128;
    let below = u128::from(v[15]) + add_column::<15, BLOCK>(0, a, b) + MASK;
    let top = u128::from(v[16]) + add_column::<16, BLOCK>(0, a, b) + (below >> LIMB_BITS) + MASK;
    t[0] += top >> LIMB_BITS;
    add_high(t, a, b);
}

/// t = t + word * a, column by column.
pub(super) fn add_multiple(t: &mut [u128], word: u64, a: &[u64]) {
    for (t, &a) in t.iter_mut().zip(a) {
        *t = add_product(*t, word, a);
    }
}

/// The limbs of the number whose columns are t; gives what is carried out of them.
#[inline(always)]
pub(super) fn carry_into(limbs: &mut [u64], t: &[u128]) -> u128 {
    let mut carry = Carry::default();
    for (limb, &column) in limbs.iter_mut().zip(t) {
        *limb = carry.limb(column);
    }
    carry.0
}

/// The same number in columns that are limbs but for the last, which takes all the rest.
#[inline(always)]
pub(super) fn carry_within(t: &mut [u128]) {
    let Some((last, others)) = t.split_last_mut() else {
        return;
    };
    let mut carry = Carry::default();
    for column in others {
        *column = u128::from(carry.limb(*column));
    }
    *last += carry.0;
}

/// What columns hand on to the one above.
#[derive(Default)]
struct Carry(u128);

impl Carry {
    #[inline(always)]
    fn limb(&mut self, column: u128) -> u64 {
        let sum = column + self.0;
        self.0 = sum >> LIMB_BITS;
        sum as u64 & LIMB_MASK
    }
}

/// sum + the sum of a[i] * b[COLUMN - i].
///
/// In two loops, because LLVM does not unroll one of fifteen rounds or more.
#[inline(always)]
fn add_column<const COLUMN: usize, const LIMBS: usize>(mut sum: u128, a: &[u64; LIMBS], b: &[u64; LIMBS]) -> u128 {
    let (first, middle, end) = (COLUMN.saturating_sub(LIMBS - 1), LIMBS / 2, LIMBS.min(COLUMN + 1));
    for i in first..end.min(middle) {
        sum = add_product(sum, a[i], b[COLUMN - i]);
    }
    for i in first.max(middle)..end {
        sum = add_product(sum, a[i], b[COLUMN - i]);
    }
    sum
}

/// The sum of a[i] * a[COLUMN - i], modulo 2^128: of two equal products one, doubled.
#[inline(always)]
fn square_column<const COLUMN: usize>(a: &Block, doubled: &Block) -> u128 {
    let mut sum = 0;
    for i in COLUMN.saturating_sub(BLOCK - 1)..COLUMN.div_ceil(2) {
        sum = add_product(sum, doubled[i], a[COLUMN - i]);
    }
    if COLUMN.is_multiple_of(2) {
        sum = add_product(sum, a[COLUMN / 2], a[COLUMN / 2]);
    }
    sum
}

/// sum + a * b modulo 2^128.
///
/// The lower half of the sum goes into the multiplication. With `sum + a * b` LLVM puts a column's products first and
/// its additions last, and spills products for want of registers (2.15 cycles a product against 1.99).
#[inline(always)]
fn add_product(sum: u128, a: u64, b: u64) -> u128 {
    let (low, carry) = a.carrying_mul_add(b, sum as u64, 0);
    let high = ((sum >> 64) as u64).wrapping_add(carry);
    u128::from(low) | u128::from(high) << 64
}
