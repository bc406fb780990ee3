//! A number as its digits, and which numbers are finite as floats.

use core::cmp::Ordering;

/// A number without an exponent of so few digits is finite, whatever they are.
pub(super) const MAX_FINITE_DIGITS: usize = 308;

/// The least number whose nearest float is infinite, 2^1024 - 2^970: half way from the greatest finite float to what would be
/// the next one. A tie goes to the even one of the two, which is infinity. It has 309 digits.
const INFINITE_FROM: &[u8; MAX_FINITE_DIGITS + 1] = b"179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792";

/// A decimal: `0.` and its [`digits`](Self::digits), times ten to the power of its `point`. The sign is left out.
pub(super) struct Decimal<'t> {
    /// The digits before the decimal point, and those behind it. The first of them all is not 0.
    int: &'t [u8],
    frac: &'t [u8],
    pub(super) point: i64,
}

impl<'t> Decimal<'t> {
    /// From the digits before the decimal point and behind it, and what stands behind the `e`.
    pub(super) fn new(int: &'t [u8], frac: &'t [u8], exponent: &[u8]) -> Self {
        let exponent = integer(exponent);
        if int != b"0" {
            return Self { int, frac, point: exponent.saturating_add(signed(int.len())) };
        }
        let zeros = count_zeros(frac);
        let frac = frac.get(zeros..).unwrap_or_default();
        Self { int: b"", frac, point: exponent.saturating_sub(signed(zeros)) }
    }

    /// The digits, the first of which is not 0.
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> {
        self.int.iter().chain(self.frac).copied()
    }

    /// Whether the nearest float is finite: decided by the digits, in one pass over them at most.
    pub(super) fn is_finite(&self) -> bool {
        match self.point.cmp(&signed(INFINITE_FROM.len())) {
            Ordering::Less => true,
            // Nothing but zeros.
            Ordering::Greater => self.int.is_empty() && self.frac.is_empty(),
            Ordering::Equal => self.is_below_infinite(),
        }
    }

    /// Compares the digits with those of [`INFINITE_FROM`].
    fn is_below_infinite(&self) -> bool {
        let mut border: &[u8] = INFINITE_FROM;
        for digits in [self.int, self.frac] {
            let count = digits.len().min(border.len());
            match digits.get(..count).cmp(&border.get(..count)) {
                Ordering::Equal => border = border.get(count..).unwrap_or_default(),
                unequal => return unequal.is_lt(),
            }
        }
        // Equal so far. The last digit of the border is not 0: what is shorter is below it, what is as long is not.
        !border.is_empty()
    }
}

/// The value of `[ minus / plus ] 1*DIGIT`, or of nothing; what has more than 18 digits is as good as infinite.
fn integer(text: &[u8]) -> i64 {
    const MAX_DIGITS: usize = 18;
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    let magnitude = match digits.get(count_zeros(digits)..).unwrap_or_default() {
        digits if digits.len() > MAX_DIGITS => i64::MAX,
        digits => digits
            .iter()
            .fold(0, |value: i64, &digit| value.wrapping_mul(10).wrapping_add(i64::from(digit.wrapping_sub(b'0')))),
    };
    if negative { 0_i64.saturating_sub(magnitude) } else { magnitude }
}

/// How many zeros stand in front.
fn count_zeros(digits: &[u8]) -> usize {
    let (eights, _) = digits.as_chunks::<8>();
    let start = eights.iter().take_while(|&eight| eight == b"00000000").count().saturating_mul(8);
    let rest = digits.get(start..).unwrap_or_default();
    start.saturating_add(rest.iter().take_while(|&&digit| digit == b'0').count())
}

/// A length is far from the end of the range.
fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
