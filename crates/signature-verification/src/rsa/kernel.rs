//! Products of two blocks of seventeen 61-bit limbs: all that the fixed-size engine multiplies goes through these.
//!
//! A block's product is summed up column by column (product scanning, Comba 1990), each column in one `u128`: with 61
//! bits a limb, 63 products fit, so nothing is carried while multiplying. With full 64-bit limbs a column needs a third
//! register and its carry flag. Seventeen, because 34, 51 and 68 limbs are just above 2048, 3072 and 4096 bits.
//!
//! # A function for each column
//!
//! On x86-64, `mul` leaves its product in rax and rdx. LLVM lets an addition overwrite the operand that was computed
//! last, the product, and copies that out of the registers first, which the next product needs: seven instructions a
//! product. It adds to the sum instead, `mov; mul; add; adc`, if it knows that the sum must end up in a register
//! where the product is not. So each column is a function that stores what the column before has come to, adds up its
//! own, and passes that on to the function of the next: the lower half as the third argument (rdx), the higher as the
//! fourth. Of what the last column returns, the higher half comes first (rax).
//!
//! To go on is the last thing that a function does, so LLVM makes a jump of nearly every such call. Nothing but the
//! time depends on any of this: where it does otherwise, the functions are nested calls, at most 33 deep.

use core::marker::PhantomData;

/// Bits in a limb.
pub(super) const LIMB_BITS: usize = 61;

/// All bits of a limb.
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// Limbs in a block.
pub(super) const BLOCK: usize = 17;

/// Little-endian limbs.
pub(super) type Block = [u64; BLOCK];

/// Columns of a product of two blocks.
pub(super) const COLUMNS: usize = 2 * BLOCK - 1;

/// How many products of two limbs a column can take, whatever is carried into it: 63 (2^61 - 1)^2 + 2^122 < 2^128.
pub(super) const COLUMN_CAPACITY: usize = 63;

/// t = t + a * b.
#[inline(never)]
pub(super) fn multiply_add(t: &mut [u128; COLUMNS], a: &Block, b: &Block) {
    let Sum { high, low } = LowerHalf::add_up(a, b, 0, 0, t);
    t[COLUMNS - 1] = UpperHalf::add_up(a, b, low, high, t).into();
}

/// t = t + a^2, each column modulo 2^128.
#[inline(never)]
pub(super) fn square_add(t: &mut [u128; COLUMNS], a: &Block) {
    let doubled = a.map(|limb| limb << 1);
    t[COLUMNS - 1] = AllOfSquare::add_up(a, &doubled, 0, 0, t).into();
}

/// t = a^2 + b^2 W^2 becomes (a + b W)^2, with 2 a b = (a + b)^2 - a^2 - b^2 (Karatsuba and Ofman 1962): that takes 153
/// products where a b takes 289. Columns may overflow, but what is left of them is right modulo 2^128.
#[inline(always)]
pub(super) fn add_middle_of_square(t: &mut [u128; 4 * BLOCK], a: &Block, b: &Block) {
    for i in 0..BLOCK {
        let across = t[BLOCK + i].wrapping_sub(t[2 * BLOCK + i]);
        t[BLOCK + i] = across.wrapping_sub(t[i]);
        t[2 * BLOCK + i] = across.wrapping_neg().wrapping_sub(t[3 * BLOCK + i]);
    }
    if let Some(middle) = t[BLOCK..].first_chunk_mut() {
        square_add(middle, &block_sum(a, b));
    }
}

/// t = t + 2 a b from squares that are there already, in the same way.
#[inline(always)]
pub(super) fn add_doubled_product(
    t: &mut [u128; COLUMNS],
    (a, a_squared): (&Block, &[u128]),
    (b, b_squared): (&Block, &[u128]),
) {
    for ((t, a), b) in t.iter_mut().zip(a_squared).zip(b_squared) {
        *t = t.wrapping_sub(*a).wrapping_sub(*b);
    }
    square_add(t, &block_sum(a, b));
}

#[inline(always)]
fn block_sum(a: &Block, b: &Block) -> Block {
    core::array::from_fn(|i| a[i] + b[i])
}

/// The low half of a * b, that is a * b modulo W = 2^(17 * 61).
#[inline(never)]
pub(super) fn multiply_low(a: &Block, b: &Block) -> Block {
    let (mut t, mut low) = ([0; COLUMNS], [0; BLOCK]);
    t[BLOCK - 1] = LowerHalf::add_up(a, b, 0, 0, &mut t).into();
    carry_into(&mut low, &t);
    low
}

/// To the high half of t, columns 17 to 32, (v + a * b) / W, where W divides v + a * b: then most of the low half need
/// not be known. (What comes out in the low half of t means nothing.)
///
/// All of v + a * b below column 16, but for what column 15 carries into it, is less than 2^8 there: columns 0 to 14
/// of a * b are less than 2^(128 + 14 * 61 + 1). So that is just what column 16 lacks to a multiple of 2^61, and
/// rounding up to the next one is exact.
#[inline(always)]
pub(super) fn multiply_high_add(t: &mut [u128; COLUMNS], v: &Block, a: &Block, b: &Block) {
    const MASK: u128 = LIMB_MASK as u128;
    t[15] = 0;
    t[16] = u128::from(v[16]) + MASK;
    let top = u128::from(Columns15And16::add_up(a, b, 0, 0, t)) + (t[15] >> LIMB_BITS);
    t[BLOCK] += top >> LIMB_BITS;
    t[COLUMNS - 1] = UpperHalf::add_up(a, b, 0, 0, t).into();
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

/// A column and those that come after it.
trait Columns {
    /// Stores what the column before has come to, adds what this one and those up to the last have, and gives what the
    /// last has come to, for the caller to store. Where nothing has come before that is to be stored, the first gets
    /// zeros.
    ///
    /// `b` is the second factor, or for a square the first one doubled.
    fn add_up(a: &Block, b: &Block, low: u64, high: u64, t: &mut [u128; COLUMNS]) -> Sum;
}

struct Column<Of, const COLUMN: usize, Next>(PhantomData<(Of, Next)>);

impl<Of: Products, const COLUMN: usize, Next: Columns> Columns for Column<Of, COLUMN, Next> {
    #[inline(never)]
    fn add_up(a: &Block, b: &Block, low: u64, high: u64, t: &mut [u128; COLUMNS]) -> Sum {
        if COLUMN > 0 {
            t[COLUMN - 1] = Sum { high, low }.into();
        }
        let Sum { high, low } = Of::add::<COLUMN>(t[COLUMN], a, b).into();
        Next::add_up(a, b, low, high, t)
    }
}

/// What a column is the sum of.
trait Products {
    fn add<const COLUMN: usize>(sum: u128, a: &Block, b: &Block) -> u128;
}

/// For the product of a and b: all a[i] * b[COLUMN - i].
struct Product;

impl Products for Product {
    #[inline(always)]
    fn add<const COLUMN: usize>(mut sum: u128, a: &Block, b: &Block) -> u128 {
        // In two loops, because LLVM does not unroll one of fifteen rounds or more.
        let (first, middle, end) = (COLUMN.saturating_sub(BLOCK - 1), BLOCK / 2, BLOCK.min(COLUMN + 1));
        for i in first..end.min(middle) {
            sum += u128::from(a[i]) * u128::from(b[COLUMN - i]);
        }
        for i in first.max(middle)..end {
            sum += u128::from(a[i]) * u128::from(b[COLUMN - i]);
        }
        sum
    }
}

/// For the square of a, modulo 2^128: all a[i] * a[COLUMN - i], of two equal ones one, doubled.
struct Square;

impl Products for Square {
    #[inline(always)]
    fn add<const COLUMN: usize>(mut sum: u128, a: &Block, doubled: &Block) -> u128 {
        for i in COLUMN.saturating_sub(BLOCK - 1)..COLUMN.div_ceil(2) {
            sum = add_product(sum, doubled[i], a[COLUMN - i]);
        }
        if COLUMN.is_multiple_of(2) {
            sum = add_product(sum, a[COLUMN / 2], a[COLUMN / 2]);
        }
        sum
    }
}

/// Behind the last column.
struct End;

impl Columns for End {
    #[inline(always)]
    fn add_up(_: &Block, _: &Block, low: u64, high: u64, _: &mut [u128; COLUMNS]) -> Sum {
        Sum { high, low }
    }
}

/// Some columns, each of which goes on with the next.
macro_rules! columns {
    ($kind:ident: $this:literal $($others:literal)*) => { Column<$kind, $this, columns!($kind: $($others)*)> };
    ($kind:ident:) => { End };
}

type LowerHalf = columns!(Product: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
type UpperHalf = columns!(Product: 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
/// Those from which the columns of the lower half carry something into the upper.
type Columns15And16 = columns!(Product: 15 16);
type AllOfSquare =
    columns!(Square: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);

/// The halves of what a column has come to.
struct Sum {
    high: u64,
    low: u64,
}

impl From<u128> for Sum {
    #[inline(always)]
    fn from(sum: u128) -> Self {
        Self { high: (sum >> 64) as u64, low: sum as u64 }
    }
}

impl From<Sum> for u128 {
    #[inline(always)]
    fn from(sum: Sum) -> Self {
        Self::from(sum.low) | Self::from(sum.high) << 64
    }
}

/// sum + a * b modulo 2^128.
#[inline(always)]
fn add_product(sum: u128, a: u64, b: u64) -> u128 {
    sum.wrapping_add(u128::from(a) * u128::from(b))
}
