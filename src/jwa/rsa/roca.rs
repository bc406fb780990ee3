//! Recognizes RSA moduli from a broken library (ROCA, CVE-2017-15361), which can be factored.
//!
//! "The Return of Coppersmith's Attack" (Nemec et al., CCS 2017), section 2.3: such a prime is `k M + (65537^a mod M)`,
//! where `M` is a product of the first primes. So the modulus is a power of 65537 modulo each of those primes. Fewer than
//! one in 10^8 other moduli have this form.

/// The first 39 primes without 2. Their product is the smallest `M`, that of short keys. The `M` of longer keys is a
/// multiple of it. The product of each group is below 2^32: a long number is divided by the product, and only the
/// remainder by its primes.
const PRIMES: [&[u64]; 8] = [
    &[3, 5, 7, 11, 13, 17, 19, 23, 29],
    &[31, 37, 41, 43, 47],
    &[53, 59, 61, 67, 71],
    &[73, 79, 83, 89, 97],
    &[101, 103, 107, 109],
    &[113, 127, 131, 137],
    &[139, 149, 151, 157],
    &[163, 167],
];

/// Returns whether the big-endian modulus is a power of 65537 modulo each of the primes.
pub(super) fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|primes| {
        let rest = remainder(modulus, primes.iter().product());
        primes.iter().all(|&prime| is_power_of_65537(rest, prime))
    })
}

/// `divisor`: below 2^32, so that a rest and 32 more bits are 64.
fn remainder(number: &[u8], divisor: u64) -> u64 {
    let words = number.rchunks(4).rev().map(|word| word.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    words.fold(0, |rest, word| modulo(rest << 32 | word, divisor))
}

fn is_power_of_65537(number: u64, prime: u64) -> bool {
    let rest = modulo(number, prime);
    let next = |power: &u64| Some(modulo(power.wrapping_mul(65537), prime));
    // The powers repeat after fewer than `prime` of them.
    core::iter::successors(Some(1), next).zip(0..prime).any(|(power, _)| power == rest)
}

#[expect(clippy::expect_used, reason = "our own data decides")]
const fn modulo(number: u64, divisor: u64) -> u64 {
    number.checked_rem(divisor).expect("primes and their products are not zero")
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;

    use super::{PRIMES, has_roca_fingerprint};
    use crate::error::{KeyDefect, KeyError, KeyPart};
    use crate::jwa::{Rs256, VerifyingKey};

    fn primes() -> impl Iterator<Item = u64> {
        PRIMES.iter().copied().flatten().copied()
    }

    /// The same verdict whatever the length is modulo four.
    #[track_caller]
    fn has_fingerprint(modulus: &BigUint) {
        let mut octets = modulus.to_bytes_be();
        for _ in 0..4 {
            assert!(has_roca_fingerprint(&octets));
            octets.insert(0, 0);
        }
    }

    /// A power of 65537 is one modulo each prime. With a multiple of all others added, which makes it zero modulo one, it
    /// is none any more: each of the primes is looked at.
    #[test]
    fn all_primes_are_looked_at() {
        let power = BigUint::from(65537_u32).pow(128);
        has_fingerprint(&power);
        let all: BigUint = primes().product();
        has_fingerprint(&(&power + &all * 2_u32));
        for prime in primes() {
            let others = &all / prime * 2_u32;
            let mut sums = (1..prime).map(|times| &power + &others * times);
            let sum = sums.find(|sum| sum % prime == BigUint::ZERO);
            assert_eq!(sum.map(|sum| has_roca_fingerprint(&sum.to_bytes_be())), Some(false), "{prime}");
        }
        assert_eq!(primes().count(), 38);
        assert!(PRIMES.iter().all(|primes| primes.iter().product::<u64>() < 1 << 32));
    }

    #[test]
    fn keys_of_the_weak_form_are_refused() {
        let power = BigUint::from(65537_u32).pow(128);
        let made = |n: BigUint| VerifyingKey::<Rs256>::from_components(&n.to_bytes_be(), &[1, 0, 1]).map(|_| ());
        assert_eq!(made(power.clone()), Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::Roca)));
        assert_eq!(made(power + 2_u32), Ok(()));
    }
}
