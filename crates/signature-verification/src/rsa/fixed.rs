//! Montgomery multiplication in BLOCKS blocks of seventeen 61-bit limbs, for 2048, 3072, 4096 bits and what fits as
//! well.
//!
//! A product is made first and reduced after, which lets a squaring save half of its products. Write W = 2^(17 * 61)
//! for a block. The usual reduction makes the low limbs zero by adding multiples q n, where each q hangs on the one
//! before. Here the lowest block is folded instead:
//!
//!   t / W = t_high + t_low / W, which is t_high + t_low m modulo n, with m = 1/W mod n,
//!
//! a plain product without any q. It adds up to W n to the result, so it serves for all blocks but the last; that one
//! is reduced in the usual way, as a whole: q = -t_low / n mod W, and (t + q n) / W. In all, R = W^BLOCKS.
//!
//! There is no subtraction between the steps, because eight bits are spare, n < R / 2^8. Of two factors below 6 n:
//!
//!   t < 36 n^2                                       < n R / 7, times W^(1 - BLOCKS) is n W / 7
//!   t < n W / 7 + n W (1 + 2/W)                      after the folds
//!   t < n / 7 + n (1 + 2/W) + n                      after the reduction of the last block, (t + q n) / W < t / W + n
//!     < 3 n.

use subtle::{Choice, ConstantTimeEq};

use super::kernel::{
    BLOCK, Block, COLUMN_CAPACITY, COLUMNS, LIMB_BITS, add_doubled_product, add_middle_of_square, add_multiple,
    carry_into, carry_within, multiply_add, multiply_high_add, multiply_low, square_add,
};
use super::modulus::{MAX_FACTOR_BITS, Modulus, make_r_squared};
use super::packing::{add, add_modulo, highest_power, invert, less_than, make_residue, read_limbs, write_limbs};

/// A number below 3 n, in blocks, the lowest first.
pub(super) type Number<const BLOCKS: usize> = [Block; BLOCKS];

/// Columns of a product of two numbers.
type Columns<const BLOCKS: usize> = [[u128; 2 * BLOCK]; BLOCKS];

pub(super) struct Fixed<const BLOCKS: usize> {
    n: Number<BLOCKS>,
    /// -1/n mod W.
    n_inverse: Block,
    /// 1/W mod n.
    fold: Number<BLOCKS>,
    r_squared: Number<BLOCKS>,
}

impl<const BLOCKS: usize> Fixed<BLOCKS> {
    const LIMBS: usize = BLOCKS * BLOCK;

    /// The longest modulus, in bits: eight stay spare.
    pub(super) const CAPACITY: usize = Self::LIMBS * LIMB_BITS - 8;

    /// `n`: big-endian, odd, at most CAPACITY bits.
    pub(super) fn new(octets: &[u8]) -> Self {
        let mut n = [[0; BLOCK]; BLOCKS];
        read_limbs::<LIMB_BITS>(octets, n.as_flattened_mut());
        let (mut n_inverse, mut fold) = ([0; BLOCK], [[0; BLOCK]; BLOCKS]);
        invert::<LIMB_BITS>(n.as_flattened(), &mut n_inverse, fold.as_flattened_mut());
        let mut modulus = Self { n, n_inverse, fold, r_squared: [[0; BLOCK]; BLOCKS] };
        let mut power = [[0; BLOCK]; BLOCKS];
        let start = highest_power::<LIMB_BITS>(n.as_flattened(), power.as_flattened_mut());
        modulus.r_squared = make_r_squared(&modulus, power, start, Self::LIMBS * LIMB_BITS);
        modulus
    }

    /// t / R modulo n, below 3 n.
    ///
    /// Columns come with at most 17 * BLOCKS products and take 17 more in each step, so they are carried before the
    /// first step and after three more. With two blocks that is 34 + 17 + 17, and too many only for a few: column 34 +
    /// k comes with 33 - k products, so all from k = 4 take both steps as they are, and what is carried out of the four
    /// below.
    #[inline(never)]
    fn reduce(&self, t: &mut Columns<BLOCKS>, result: &mut Number<BLOCKS>) {
        let t = t.as_flattened_mut();
        let mut low = [0; BLOCK];
        for step in 0..BLOCKS {
            low = carry_block(t, step * BLOCK);
            if BLOCKS == 2 {
                if step == 1 {
                    carry_within(&mut t[Self::LIMBS..][..2 * Self::LIMBS - COLUMN_CAPACITY]);
                }
            } else if step % 3 == 0 {
                carry_within(&mut t[(step + 1) * BLOCK..]);
            }
            if step + 1 < BLOCKS {
                add_products(t, (step + 1) * BLOCK, &self.fold, &low);
            }
        }
        let q = multiply_low(&low, &self.n_inverse);
        if let (Some(t), [lowest, ..]) = (t[Self::LIMBS - BLOCK..].first_chunk_mut(), &self.n[..]) {
            multiply_high_add(t, &low, &q, lowest);
        }
        add_products(t, Self::LIMBS, &self.n[1..], &q);
        carry_into(result.as_flattened_mut(), &t[Self::LIMBS..]);
    }
}

impl<const BLOCKS: usize> Modulus for Fixed<BLOCKS> {
    type Number = Number<BLOCKS>;

    fn read(&self, octets: &[u8]) -> Option<Self::Number> {
        let mut number = [[0; BLOCK]; BLOCKS];
        read_limbs::<LIMB_BITS>(octets, number.as_flattened_mut());
        less_than(number.as_flattened(), self.n.as_flattened()).then_some(number)
    }

    fn write(&self, number: &Self::Number, octets: &mut [u8]) {
        let mut residue = *number;
        make_residue::<LIMB_BITS>(residue.as_flattened_mut(), self.n.as_flattened());
        write_limbs::<LIMB_BITS>(residue.as_flattened(), octets);
    }

    fn r_squared(&self) -> &Self::Number {
        &self.r_squared
    }

    fn limbs(number: &Self::Number) -> &[u64] {
        number.as_flattened()
    }

    fn add(&self, a: &mut Self::Number, b: &Self::Number) {
        let (n, mut b) = (self.n.as_flattened(), *b);
        make_residue::<LIMB_BITS>(a.as_flattened_mut(), n);
        make_residue::<LIMB_BITS>(b.as_flattened_mut(), n);
        add_modulo::<LIMB_BITS>(a.as_flattened_mut(), b.as_flattened(), n);
    }

    #[inline(never)]
    fn multiply(&self, a: &mut Self::Number, b: &Self::Number) {
        self.reduce(&mut product(a, b), a);
    }

    #[inline(never)]
    fn square(&self, a: &mut Self::Number) {
        let mut squares = [[0; 2 * BLOCK]; BLOCKS];
        for (a_i, squared) in a.iter().zip(&mut squares) {
            if let Some(squared) = squared.first_chunk_mut() {
                square_add(squared, a_i);
            }
        }
        if let (Some(t), [low, high]) = (squares.as_flattened_mut().first_chunk_mut(), &a[..]) {
            add_middle_of_square(t, low, high);
            return self.reduce(&mut squares, a);
        }
        let mut t = squares;
        for i in 0..BLOCKS {
            make_room(&mut t, i);
            for j in i + 1..BLOCKS {
                if let Some(t) = t.as_flattened_mut()[(i + j) * BLOCK..].first_chunk_mut() {
                    add_doubled_product(t, (&a[i], &squares[i]), (&a[j], &squares[j]));
                }
            }
        }
        self.reduce(&mut t, a);
    }

    /// One reduction for both products. The sum of the two is below 36 n^2 as in a multiplication, so that what is left
    /// of it is below 3 n: it is one of three numbers.
    fn is_sum_of_products(
        &self,
        [a, b]: [&Self::Number; 2],
        (c, d): (&Self::Number, &[u8]),
        sum: &Self::Number,
    ) -> bool {
        let mut t = product(a, b);
        carry_within(t.as_flattened_mut());
        let mut words = [0; MAX_FACTOR_BITS.div_ceil(LIMB_BITS)];
        read_limbs::<LIMB_BITS>(d, &mut words);
        for (i, &word) in words.iter().enumerate().take((d.len() * 8).div_ceil(LIMB_BITS)) {
            add_multiple(&mut t.as_flattened_mut()[i..], word, c.as_flattened());
        }
        let mut left = [[0; BLOCK]; BLOCKS];
        self.reduce(&mut t, &mut left);
        let mut candidate = *sum;
        is_congruent(left.as_flattened(), candidate.as_flattened_mut(), self.n.as_flattened())
    }
}

/// Whether a number below 3 n is that of the residue, which is taken up on the way.
#[inline(never)]
fn is_congruent(number: &[u64], residue: &mut [u64], n: &[u64]) -> bool {
    let mut equal = Choice::from(0);
    for _ in 0..3 {
        equal |= residue.ct_eq(number);
        add::<LIMB_BITS>(residue, n);
    }
    equal.into()
}

/// The columns of a b.
#[inline(always)]
fn product<const BLOCKS: usize>(a: &Number<BLOCKS>, b: &Number<BLOCKS>) -> Columns<BLOCKS> {
    let mut t = [[0; 2 * BLOCK]; BLOCKS];
    for (i, a_i) in a.iter().enumerate() {
        make_room(&mut t, i);
        add_products(t.as_flattened_mut(), i * BLOCK, b, a_i);
    }
    t
}

/// Carries after the first row of four, as columns could not take them all: row i of a product adds at most 17 products
/// to a column, of a squaring 34, and all rows together no more than there are limbs.
#[inline(always)]
fn make_room<const BLOCKS: usize>(t: &mut Columns<BLOCKS>, i: usize) {
    if BLOCKS * BLOCK > COLUMN_CAPACITY && i == 1 {
        carry_within(t.as_flattened_mut());
    }
}

/// t = t + a b W^(start / 17) over the blocks of a.
#[inline(always)]
fn add_products(t: &mut [u128], start: usize, a: &[Block], b: &Block) {
    for (j, a_j) in a.iter().enumerate() {
        if let Some(t) = t[start + j * BLOCK..].first_chunk_mut::<COLUMNS>() {
            multiply_add(t, a_j, b);
        }
    }
}

/// The limbs of the block at `start`; what is carried out of it goes to the column above.
#[inline(always)]
fn carry_block(t: &mut [u128], start: usize) -> Block {
    let mut limbs = [0; BLOCK];
    let carry = carry_into(&mut limbs, &t[start..start + BLOCK]);
    t[start + BLOCK] += carry;
    limbs
}

#[cfg(test)]
mod tests;
