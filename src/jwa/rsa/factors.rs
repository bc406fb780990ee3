//! The prime factors of a modulus, from both exponents: NIST SP 800-56B revision 2, appendix C.2.
//!
//! The crate `rsa` requires an exponent above 2^16, as that text does. The computation needs no such bound: it is right if
//! `k (p + q - 1) < n`, and `k` is about as large as `e`.

use ::rsa::BoxedUint;
use crypto_bigint::{Gcd, Resize};
use zeroize::Zeroizing;

/// `p` and `q` with `p q = n`, if `e` and `d` are exponents of the modulus `n` of two primes.
///
/// With `g = gcd(p - 1, q - 1)`, `e d - 1` is a multiple of `lcm(p - 1, q - 1) = (p - 1) (q - 1) / g`, and `g` divides
/// `n - 1` too. So `a = (e d - 1) gcd(n - 1, e d - 1)` is `k (p - 1) (q - 1) = k n - k (p + q - 1)` for some `k`: it has
/// the quotient `k - 1` by `n`, and the remainder `n - k (p + q - 1)`.
#[expect(clippy::many_single_char_names, reason = "the names of appendix C.2")]
pub(super) fn prime_factors(n: &BoxedUint, e: &BoxedUint, d: &BoxedUint) -> Option<[BoxedUint; 2]> {
    // Wide enough for `a`, `b^2` and `4 n`.
    let width = n.bit_width().checked_mul(2)?.checked_add(e.bit_width())?.checked_add(64)?;
    let [n, e, d] = [n, e, d].map(|number| number.try_resize(width).map(Zeroizing::new));
    let (n, e, d) = (n?, e?, d?);
    let one = BoxedUint::one_with_precision(width);
    if bool::from(e.is_zero()) || bool::from(d.is_zero()) {
        return None;
    }

    // Steps 1 and 2.
    let mut multiple = Zeroizing::new(e.wrapping_mul(&*d));
    multiple.wrapping_sub_assign(&one);
    let common = Zeroizing::new(n.wrapping_sub(&one).gcd(&multiple));
    let a = Zeroizing::new(multiple.wrapping_mul(&*common));
    let m = divided(&a, &n)?;
    let r = Zeroizing::new(a.wrapping_sub(&*Zeroizing::new(m.wrapping_mul(&*n))));

    // Step 3: `b = p + q`.
    let multiple_of_b = Zeroizing::new(n.wrapping_sub(&*r));
    let k = Zeroizing::new(m.wrapping_add(&one));
    let mut b = divided(&multiple_of_b, &k)?;
    b.wrapping_add_assign(&one);

    // Step 4: `y = p - q`.
    let mut square = Zeroizing::new(b.wrapping_square());
    square.wrapping_sub_assign(n.wrapping_shl(2));
    let y = Zeroizing::new(square.floor_sqrt());

    // Step 5. Then check that no division left a remainder.
    let twice_p = Zeroizing::new(b.wrapping_add(&*y));
    let twice_q = Zeroizing::new(b.wrapping_sub(&*y));
    let [p, q] = [twice_p.wrapping_shr(1), twice_q.wrapping_shr(1)];
    (p.wrapping_mul(&q) == *n).then_some([p, q])
}

fn divided(number: &BoxedUint, by: &BoxedUint) -> Option<Zeroizing<BoxedUint>> {
    number.checked_div(by).into_option().map(Zeroizing::new)
}
