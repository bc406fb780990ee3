//! Montgomery multiplication for a modulus of exactly 512 * BLOCKS bits, in blocks of eight limbs.
//!
//! A product is made first and reduced after, which lets a squaring save half of its products. Write W = 2^512 for a
//! block and w = 2^64 for a limb. The usual reduction makes the number's low limbs zero by adding multiples q n, where
//! each q hangs on the one before. Here the low block is folded instead:
//!
//!   t / W = t_high + t_low / W, which is t_high + t_low m modulo n, with m = 1/W mod n,
//!
//! a plain product without any q. It adds up to W n to the result, so it serves for all blocks but the last; what it
//! left is then reduced in the usual way by one limb and by one block (q = -t/n mod w, then mod W). In all, BLOCKS * 8 + 1
//! limbs go: R = w^(8 BLOCKS + 1). The limb more than usual is what spares the final subtraction:
//!
//!   t < w^(2k)                                 with k = 8 BLOCKS limbs in each factor
//!   t < w^(k+8) + W n (1 + 2/W)                after BLOCKS - 1 folds
//!   t < w^(k-1) + n/w (1 + 2/W) + n + n/W      after the division by w W, since (t + q n)/w < t/w + n, and so with W
//!     < n + 3 w^(k-1)
//!
//! which fits in k limbs when the top limb of n is below 2^64 - 3. A modulus with a higher one (none in 2^60 of them) is
//! left to `any_size`. Numbers are thus k limbs long, not always below n, and need no correction between the steps.

use super::Modulus;
use super::kernel::{BLOCK, Block, double_add_square, multiply_add, multiply_low};
use super::limbs::{
    LIMB_BITS, add_carry, double_modulo, less_than, multiply_add_row, negative_inverse,
    read_big_endian, subtract_if_not_below, write_big_endian,
};

/// A number below 2^(512 BLOCKS), in blocks, the lowest first.
pub(super) type Number<const BLOCKS: usize> = [Block; BLOCKS];

/// Twice the limbs of the largest number and one for the carry.
const PRODUCT_LIMBS: usize = 2 * MAX_BLOCKS * BLOCK + 1;

/// 4096 bits.
const MAX_BLOCKS: usize = 8;

pub(super) struct Fixed<const BLOCKS: usize> {
    n: Number<BLOCKS>,
    /// -1/n mod 2^512.
    n_inverse: Block,
    /// 1/2^512 mod n.
    fold: Number<BLOCKS>,
    r_squared: Number<BLOCKS>,
}

impl<const BLOCKS: usize> Fixed<BLOCKS> {
    const LIMBS: usize = BLOCKS * BLOCK;

    /// `None` if n does not have exactly 512 * BLOCKS bits, is even, or has a top limb that this engine does not take.
    pub(super) fn new(octets: &[u8]) -> Option<Self> {
        const TOP_LIMB: core::ops::Range<u64> = 1 << (LIMB_BITS - 1)..u64::MAX - 2;
        let mut n = [[0; BLOCK]; BLOCKS];
        read_big_endian(octets, n.as_flattened_mut());
        let top = *n.as_flattened().last()?;
        let fits = octets.len() == size_of_val(&n) && n[0][0] % 2 == 1 && TOP_LIMB.contains(&top);
        fits.then(|| Self::prepare(n))
    }

    fn prepare(n: Number<BLOCKS>) -> Self {
        let (n_inverse, fold) = invert_block(&n);
        let mut modulus = Self {
            n,
            n_inverse,
            fold,
            r_squared: [[0; BLOCK]; BLOCKS],
        };
        modulus.r_squared = modulus.make_r_squared();
        modulus
    }

    /// R^2 mod n: from 2^(64 k) mod n = 2^(64 k) - n, doublings up to 2^(k+1) R, where R = 2^(64 (k+1)), and then
    /// squarings, each of which takes 2^i R to 2^(2i) R; six of them make 2^(64 (k+1)) R.
    fn make_r_squared(&self) -> Number<BLOCKS> {
        const SQUARINGS: u32 = LIMB_BITS.ilog2();
        let n = self.n.as_flattened();
        let mut power = [[0; BLOCK]; BLOCKS];
        subtract_once(power.as_flattened_mut(), n);
        for _ in 0..LIMB_BITS + Self::LIMBS + 1 {
            double_modulo(power.as_flattened_mut(), n);
        }
        for _ in 0..SQUARINGS {
            self.square(&mut power);
        }
        power
    }

    /// The number that t stands for, divided by R.
    #[inline(always)]
    fn reduce(&self, t: &mut [u64; PRODUCT_LIMBS]) -> Number<BLOCKS> {
        let k = Self::LIMBS;
        let mut top = 0;
        for step in 0..BLOCKS - 1 {
            let low = *block_mut(t, step * BLOCK);
            let carry = add_product(t, (step + 1) * BLOCK, &self.fold, &low);
            top = add_block(block_mut(t, k + (step + 1) * BLOCK), &carry, top);
        }
        t[2 * k] = top;

        let start = k - BLOCK;
        let q = t[start].wrapping_mul(self.n_inverse[0]);
        let carry = multiply_add_row(&mut t[start..k + start], self.n.as_flattened(), q);
        add_carry(&mut t[k + start..=2 * k], carry);

        let start = start + 1;
        let q = multiply_low(block_mut(t, start), &self.n_inverse);
        let carry = add_product(t, start, &self.n, &q);
        add_block(block_mut(t, k + start), &carry, 0);

        let mut result = [[0; BLOCK]; BLOCKS];
        result.as_flattened_mut().copy_from_slice(&t[k + 1..=2 * k]);
        result
    }
}

impl<const BLOCKS: usize> Modulus for Fixed<BLOCKS> {
    type Number = Number<BLOCKS>;

    fn read(&self, octets: &[u8]) -> Option<Self::Number> {
        let mut number = [[0; BLOCK]; BLOCKS];
        read_big_endian(octets, number.as_flattened_mut());
        less_than(number.as_flattened(), self.n.as_flattened()).then_some(number)
    }

    /// A number is below n + 3 w^(k-1), hence below 2n: one subtraction makes it a residue.
    fn write(&self, number: &Self::Number, octets: &mut [u8]) {
        let mut residue = *number;
        subtract_if_not_below(residue.as_flattened_mut(), 0, self.n.as_flattened());
        write_big_endian(residue.as_flattened(), octets);
    }

    fn r_squared(&self) -> &Self::Number {
        &self.r_squared
    }

    #[inline(never)]
    fn multiply(&self, a: &mut Self::Number, b: &Self::Number) {
        let mut t = [0; PRODUCT_LIMBS];
        for (i, a_i) in a.iter().enumerate() {
            *block_mut(&mut t, Self::LIMBS + i * BLOCK) = add_product(&mut t, i * BLOCK, b, a_i);
        }
        *a = self.reduce(&mut t);
    }

    #[inline(never)]
    fn square(&self, a: &mut Self::Number) {
        let mut t = [0; PRODUCT_LIMBS];
        for i in 0..BLOCKS {
            let (a_i, above) = (&a[i], &a[i + 1..]);
            *block_mut(&mut t, Self::LIMBS + i * BLOCK) =
                add_product(&mut t, (2 * i + 1) * BLOCK, above, a_i);
        }
        let (halves, _) = t.as_chunks_mut::<{ 2 * BLOCK }>();
        let mut carry = 0;
        for (pair, a_i) in halves.iter_mut().zip(a.iter()) {
            carry = double_add_square(pair, carry, a_i);
        }
        *a = self.reduce(&mut t);
    }
}
/// t = t + a b w^start over the blocks of a; gives the block above.
#[inline(always)]
fn add_product(t: &mut [u64; PRODUCT_LIMBS], start: usize, a: &[Block], b: &Block) -> Block {
    let mut carry = [0; BLOCK];
    for (j, a_j) in a.iter().enumerate() {
        multiply_add(block_mut(t, start + j * BLOCK), &mut carry, a_j, b);
    }
    carry
}

/// t = t + a + carry; gives the carry out.
#[inline(always)]
fn add_block(t: &mut Block, a: &Block, carry: u64) -> u64 {
    let mut carry = carry != 0;
    for (t, &a) in t.iter_mut().zip(a) {
        (*t, carry) = t.carrying_add(a, carry);
    }
    u64::from(carry)
}

/// The eight limbs from `start` on.
#[inline(always)]
fn block_mut(t: &mut [u64; PRODUCT_LIMBS], start: usize) -> &mut Block {
    t[start..]
        .first_chunk_mut()
        .expect("every caller's block lies within the product")
}

/// a = a - b modulo 2^(64 len).
fn subtract_once(a: &mut [u64], b: &[u64]) {
    let mut borrow = false;
    for (a, &b) in a.iter_mut().zip(b) {
        (*a, borrow) = a.borrowing_sub(b, borrow);
    }
}

/// q = -1/n mod W and (1 + q n) / W = 1/W mod n, limb by limb: this is the usual reduction, applied to the number 1.
fn invert_block<const BLOCKS: usize>(n: &Number<BLOCKS>) -> (Block, Number<BLOCKS>) {
    let n = n.as_flattened();
    let word_inverse = negative_inverse(n[0]);
    let mut t = [0u64; PRODUCT_LIMBS];
    t[0] = 1;
    let mut q = [0; BLOCK];
    for (i, q_i) in q.iter_mut().enumerate() {
        *q_i = t[i].wrapping_mul(word_inverse);
        t[i + n.len()] = multiply_add_row(&mut t[i..i + n.len()], n, *q_i);
    }
    let mut quotient = [[0; BLOCK]; BLOCKS];
    quotient
        .as_flattened_mut()
        .copy_from_slice(&t[BLOCK..BLOCK + n.len()]);
    (q, quotient)
}
