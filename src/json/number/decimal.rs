//! A number as its digits, and which numbers are finite as floats.

use core::cmp::Ordering;

/// A number without an exponent of so few digits is finite, whatever they are.
pub(super) const MAX_FINITE_DIGITS: usize = 308;

/// The least number whose nearest float is infinite, 2^1024 - 2^970: half way from the greatest finite float to what would be
/// the next one. A tie goes to the even one of the two, which is infinity. It has 309 digits.
const INFINITE_FROM: &[u8; MAX_FINITE_DIGITS + 1] = b"179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792";

/// A decimal: `0.` and its [`digits`](Self::digits), times ten to the power of its [`point`](Self::point). The sign is
/// left out.
pub(super) struct Decimal<'t> {
    int: &'t [u8],
    frac: &'t [u8],
    exponent: i64,
}

impl<'t> Decimal<'t> {
    /// `significand` is `[ minus ] int [ frac ]`, `exponent` what stands behind the `e`.
    pub(super) fn new(significand: &'t [u8], exponent: &[u8]) -> Self {
        let magnitude = significand.strip_prefix(b"-").unwrap_or(significand);
        let dot = magnitude.iter().position(|&byte| byte == b'.').unwrap_or(magnitude.len());
        let (int, frac) = magnitude.split_at_checked(dot).unwrap_or_default();
        Self { int, frac: frac.get(1..).unwrap_or_default(), exponent: integer(exponent) }
    }

    /// The digits, without zeros in front.
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> {
        self.int.iter().chain(self.frac).copied().skip_while(|&digit| digit == b'0')
    }

    /// Where the decimal point is: so many places behind the first digit that is not zero.
    pub(super) fn point(&self) -> i64 {
        let zeros = |digits: &[u8]| digits.iter().take_while(|&&digit| digit == b'0').count();
        let place = match zeros(self.int) {
            // An integer has no zeros in front but where it is zero.
            0 => signed(self.int.len()),
            _ => 0_i64.saturating_sub(signed(zeros(self.frac))),
        };
        self.exponent.saturating_add(place)
    }

    /// Whether the nearest float is finite: decided by the digits, in one pass over them at most.
    pub(super) fn is_finite(&self) -> bool {
        // Nearly all numbers. The digits need not be looked at.
        if self.exponent.saturating_add(signed(self.int.len())) <= signed(MAX_FINITE_DIGITS) {
            return true;
        }
        let mut digits = self.digits().peekable();
        match self.point().cmp(&signed(INFINITE_FROM.len())) {
            _ if digits.peek().is_none() => true,
            Ordering::Less => true,
            Ordering::Greater => false,
            // Equal is infinite, and so is longer.
            Ordering::Equal => digits.lt(INFINITE_FROM.iter().copied()),
        }
    }
}

/// The value of `[ minus / plus ] 1*DIGIT`, or of nothing; what has more than 18 digits is as good as infinite.
fn integer(text: &[u8]) -> i64 {
    const MAX_DIGITS: usize = 18;
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    let magnitude = match digits.get(zeros..).unwrap_or_default() {
        digits if digits.len() > MAX_DIGITS => i64::MAX,
        digits => digits
            .iter()
            .fold(0, |value: i64, &digit| value.wrapping_mul(10).wrapping_add(i64::from(digit.wrapping_sub(b'0')))),
    };
    if negative { 0_i64.saturating_sub(magnitude) } else { magnitude }
}

/// A length is far from the end of the range.
fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
