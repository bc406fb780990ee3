//! Products of two blocks of eight limbs: everything the fixed-size engine multiplies goes through one of these three.
//!
//! Product scanning (column by column, Comba 1990) because a column needs only three registers to sum up, and on a CPU
//! without `mulx`/`adx` in its baseline that is `mul; add; adc; adc` for each product and nothing else. A column's
//! length is a const generic and the columns are written out, so that each kernel is one straight line of code.

/// Limbs in a block.
pub(super) const BLOCK: usize = 8;

/// Little-endian limbs.
pub(super) type Block = [u64; BLOCK];

/// One step for each column, with the column's number as a literal.
macro_rules! for_columns {
    ($($column:literal)+ => $step:ident) => { $($step!($column);)+ };
}

/// (carry, t) = a * b + t + carry; the largest case, (2^512 - 1)^2 + 2 (2^512 - 1) = 2^1024 - 1, just fits.
#[inline(never)]
pub(super) fn multiply_add(t: &mut Block, carry: &mut Block, a: &Block, b: &Block) {
    let mut sum = Sum::default();
    macro_rules! low {
        ($column:literal) => {
            sum.add(t[$column]);
            sum.add(carry[$column]);
            sum.add_column::<$column>(a, b);
            t[$column] = sum.take();
        };
    }
    macro_rules! high {
        ($column:literal) => {
            sum.add_column::<$column>(a, b);
            carry[$column - BLOCK] = sum.take();
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 => low);
    for_columns!(8 9 10 11 12 13 14 => high);
    carry[BLOCK - 1] = sum.take();
}

/// a * b mod 2^512.
#[inline(never)]
pub(super) fn multiply_low(a: &Block, b: &Block) -> Block {
    let mut sum = Sum::default();
    let mut product = [0; BLOCK];
    macro_rules! low {
        ($column:literal) => {
            sum.add_column::<$column>(a, b);
            product[$column] = sum.take();
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 => low);
    product
}

/// (carry, t) = 2 t + a^2 + carry; the carry out is at most 2.
#[inline(never)]
pub(super) fn double_add_square(t: &mut [u64; 2 * BLOCK], carry: u64, a: &Block) -> u64 {
    let mut sum = Sum::default();
    sum.add(carry);
    macro_rules! step {
        ($column:literal) => {
            let mut pairs = Sum::default();
            pairs.add(t[$column]);
            pairs.add_pairs::<$column>(a);
            sum.add_doubled(pairs);
            if $column % 2 == 0 && $column < 2 * BLOCK - 1 {
                sum.add_product(a[$column / 2], a[$column / 2]);
            }
            t[$column] = sum.take();
        };
    }
    for_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 => step);
    sum.take()
}

/// A column's running sum: eight products of 128 bits and what is carried into them stay below 2^133.
///
/// Split so that no step overflows, `limb + product` being below 2^128: sums that ask for an overflow flag make LLVM
/// gather the flags of many products into vector registers, at four times the cost.
#[derive(Clone, Copy, Default)]
struct Sum {
    limb: u64,
    above: u128,
}

impl Sum {
    #[inline(always)]
    fn add(&mut self, limb: u64) {
        self.add_wide(u128::from(limb));
    }

    #[inline(always)]
    fn add_product(&mut self, a: u64, b: u64) {
        self.add_wide(u128::from(a) * u128::from(b));
    }

    /// `value` is at most (2^64 - 1)^2.
    #[inline(always)]
    fn add_wide(&mut self, value: u128) {
        let sum = u128::from(self.limb) + value;
        self.limb = sum as u64;
        self.above += sum >> 64;
    }

    /// The products a[i] * b[COLUMN - i].
    #[inline(always)]
    fn add_column<const COLUMN: usize>(&mut self, a: &Block, b: &Block) {
        for i in COLUMN.saturating_sub(BLOCK - 1)..BLOCK.min(COLUMN + 1) {
            self.add_product(a[i], b[COLUMN - i]);
        }
    }

    /// The products a[i] * a[COLUMN - i] with i below COLUMN - i: each counts twice in a square.
    #[inline(always)]
    fn add_pairs<const COLUMN: usize>(&mut self, a: &Block) {
        for i in COLUMN.saturating_sub(BLOCK - 1)..COLUMN.div_ceil(2) {
            self.add_product(a[i], a[COLUMN - i]);
        }
    }

    #[inline(always)]
    fn add_doubled(&mut self, other: Self) {
        self.add(other.limb << 1);
        self.above += other.above << 1 | u128::from(other.limb >> 63);
    }

    /// The lowest limb; what is left moves down by one.
    #[inline(always)]
    fn take(&mut self) -> u64 {
        let limb = self.limb;
        self.limb = self.above as u64;
        self.above >>= 64;
        limb
    }
}
