//! Products of two blocks of seventeen 61-bit limbs: all that the fixed-size engine multiplies goes through these.
//!
//! A block's product is summed up column by column (product scanning, Comba 1990), each column in one `u128`: with 61
//! bits a limb, 63 products fit, so nothing is carried while multiplying, and on a CPU without `mulx` and `adx` in its
//! baseline a product is `mul; add; adc`. With full 64-bit limbs a column needs a third register and its carry flag,
//! for which LLVM finds no good code (measured: 2.5 cycles a product against 1.4, and 1.15 times fewer products).
//!
//! Seventeen, because 34, 51 and 68 limbs are just above 2048, 3072 and 4096 bits. Loops have trip counts that are the
//! same in every call; squares have their columns written out, with the column's number as a const generic.

/// Bits in a limb.
pub(super) const LIMB_BITS: usize = 61;

/// All bits of a limb.
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// Limbs in a block.
pub(super) const BLOCK: usize = 17;

/// Columns in a tile.
const TILE: usize = 4;

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

/// t = t + a * b.
#[inline(always)]
pub(super) fn multiply_add(t: &mut [u128; COLUMNS], a: &Block, b: &Block) {
    let reversed = reverse(b);
    let (low, high) = t.split_at_mut(BLOCK);
    if let (Some(low), Some(high)) = (low.first_chunk_mut(), high.first_chunk_mut()) {
        add_low(low, a, &reversed);
        add_high(high, a, &reversed);
    }
}

/// To columns 0 to 16, of which column k is the sum of a[0] b[k] to a[k] b[0], what a * b has there.
///
/// In tiles of four columns: a loop does what all four have, and the limbs that stick out are apart. With sums that a
/// loop carries, LLVM needs the least for a product, `mov; mul; add; adc`, and four sums that take turns do not wait
/// for one another's carries.
#[inline(never)]
fn add_low(t: &mut [u128; BLOCK], a: &Block, reversed: &Block) {
    let [.., b2, b1, b0] = *reversed;
    for start in (0..BLOCK - 1).step_by(TILE) {
        if let (Some(t), Some(x)) = (t[start..].first_chunk_mut(), a[start + 1..].first_chunk::<{ TILE - 1 }>()) {
            *t = sum_tile(*t, &a[..=start], &reversed[BLOCK - TILE - start..]);
            t[1] += product(x[0], b0);
            t[2] += product(x[0], b1) + product(x[1], b0);
            t[3] += product(x[0], b2) + product(x[1], b1) + product(x[2], b0);
        }
    }
    t[BLOCK - 1] += a.iter().zip(reversed).map(|(&a, &b)| product(a, b)).sum::<u128>();
}

/// To columns 17 to 32, of which column 17 + k is the sum of a[k + 1] b[16] to a[16] b[k + 1], what a * b has there.
#[inline(never)]
fn add_high(t: &mut [u128; BLOCK - 1], a: &Block, reversed: &Block) {
    let [b16, b15, b14, ..] = *reversed;
    for start in (0..BLOCK - 1).step_by(TILE) {
        if let (Some(t), Some(x)) = (t[start..].first_chunk_mut(), a[start + 1..].first_chunk::<{ TILE - 1 }>()) {
            *t = sum_tile(*t, &a[start + TILE..], &reversed[..BLOCK - 1 - start]);
            t[0] += product(x[0], b16) + product(x[1], b15) + product(x[2], b14);
            t[1] += product(x[1], b16) + product(x[2], b15);
            t[2] += product(x[2], b16);
        }
    }
}

#[inline(always)]
fn reverse(b: &Block) -> Block {
    let mut reversed = *b;
    reversed.reverse();
    reversed
}

/// Four columns, and to each of them the sum of a[i] reversed[i + 3 - its number in the tile].
#[inline(always)]
fn sum_tile(mut t: [u128; TILE], a: &[u64], reversed: &[u64]) -> [u128; TILE] {
    for (&a, b) in a.iter().zip(reversed.windows(TILE)) {
        for (t, &b) in t.iter_mut().zip(b.iter().rev()) {
            *t += product(a, b);
        }
    }
    t
}

#[inline(always)]
fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// t = the columns of a^2 modulo 2^128, given 2 a.
#[inline(never)]
pub(super) fn square(t: &mut [u128; COLUMNS], a: &Block, doubled: &Block) {
    macro_rules! step {
        ($column:literal) => {
            t[$column] = square_column::<$column>(a, doubled)
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 => step);
}

/// t = t + 2 a b from squares that are there already, as (a + b)^2 - a^2 - b^2 (Karatsuba and Ofman 1962): that takes
/// 153 products where a b takes 289. Columns of (a + b)^2 may overflow, but what is left of them is right modulo 2^128.
#[inline(always)]
pub(super) fn add_doubled_product(
    t: &mut [u128; COLUMNS],
    (a, a_squared): (&Block, &[u128]),
    (b, b_squared): (&Block, &[u128]),
) {
    let (mut sum, mut doubled, mut sum_squared) = ([0; BLOCK], [0; BLOCK], [0; COLUMNS]);
    for i in 0..BLOCK {
        sum[i] = a[i] + b[i];
        doubled[i] = sum[i] << 1;
    }
    square(&mut sum_squared, &sum, &doubled);
    for (((t, sum), a), b) in t.iter_mut().zip(&sum_squared).zip(a_squared).zip(b_squared) {
        *t = t.wrapping_add(sum.wrapping_sub(*a).wrapping_sub(*b));
    }
}

/// The low half of a * b, that is a * b modulo W = 2^(17 * 61).
#[inline(always)]
pub(super) fn multiply_low(a: &Block, b: &Block) -> Block {
    let (mut t, mut low) = ([0; BLOCK], [0; BLOCK]);
    add_low(&mut t, a, &reverse(b));
    carry_into(&mut low, &t);
    low
}

/// t = t + (v + a * b) / W, where W divides v + a * b: then most of the low half need not be known.
///
/// Columns 0 to 14 of v + a * b sum up to less than 2^(128 + 14 * 61 + 1), far below W. What the two columns above them
/// leave over a multiple of W is therefore just what those were to add: rounding up to the next multiple is exact.
#[inline(always)]
pub(super) fn multiply_high_add(t: &mut [u128; BLOCK - 1], v: &Block, a: &Block, b: &Block) {
    const MASK: u128 = LIMB_MASK as u128;
    let below = u128::from(v[15]) + column::<15>(a, b) + MASK;
    let top = u128::from(v[16]) + column::<16>(a, b) + (below >> LIMB_BITS) + MASK;
    t[0] += top >> LIMB_BITS;
    add_high(t, a, &reverse(b));
}

/// The limbs of the number whose columns are t; gives what is carried out of them.
#[inline(always)]
pub(super) fn carry_into(limbs: &mut [u64], t: &[u128]) -> u128 {
    let mut carry = Carry::default();
    for (limb, &column) in limbs.iter_mut().zip(t) {
        *limb = carry.limb(column);
    }
    carry.rest()
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
    *last += carry.rest();
}

/// What columns hand on to those above, in pieces: a column is low + 2^61 middle + 2^122 high. Only `carry` goes from
/// one column to the next in a chain, of one addition and one shift; with 128-bit sums it would be thrice as long.
#[derive(Default)]
struct Carry {
    /// The middle piece of the column before and the high one of the column before that.
    pending: u64,
    high: u64,
    carry: u64,
}

impl Carry {
    #[inline(always)]
    fn limb(&mut self, column: u128) -> u64 {
        let sum = (column as u64 & LIMB_MASK) + self.pending + self.carry;
        self.carry = sum >> LIMB_BITS;
        self.pending = ((column >> LIMB_BITS) as u64 & LIMB_MASK) + self.high;
        self.high = (column >> (2 * LIMB_BITS)) as u64;
        sum & LIMB_MASK
    }

    #[inline(always)]
    fn rest(self) -> u128 {
        u128::from(self.pending + self.carry) + (u128::from(self.high) << LIMB_BITS)
    }
}

/// The sum of a[i] * b[COLUMN - i].
#[inline(always)]
fn column<const COLUMN: usize>(a: &Block, b: &Block) -> u128 {
    let mut sum = 0;
    for i in COLUMN.saturating_sub(BLOCK - 1)..BLOCK.min(COLUMN + 1) {
        sum += u128::from(a[i]) * u128::from(b[COLUMN - i]);
    }
    sum
}

/// The sum of a[i] * a[COLUMN - i], modulo 2^128: of two equal products one, doubled.
#[inline(always)]
fn square_column<const COLUMN: usize>(a: &Block, doubled: &Block) -> u128 {
    let mut sum = 0u128;
    for i in COLUMN.saturating_sub(BLOCK - 1)..COLUMN.div_ceil(2) {
        sum = sum.wrapping_add(u128::from(doubled[i]) * u128::from(a[COLUMN - i]));
    }
    if COLUMN.is_multiple_of(2) {
        sum = sum.wrapping_add(u128::from(a[COLUMN / 2]) * u128::from(a[COLUMN / 2]));
    }
    sum
}
