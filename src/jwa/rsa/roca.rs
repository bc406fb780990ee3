//! Moduli whose primes a broken library made (ROCA, CVE-2017-15361): they can be factored.
//!
//! "The Return of Coppersmith's Attack" (Nemec et al., CCS 2017), section 2.3: such a prime is `k M + (65537^a mod M)`,
//! where `M` is a product of the first primes, so that the modulus is a power of 65537 modulo each of those primes. Of
//! other moduli, fewer than one in 10^8 are.

/// The odd ones of the first 39 primes, the product of which is the smallest `M` of a key with 2048 bits or less.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the big-endian modulus is a power of 65537 modulo every one of the primes.
pub(super) fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|&prime| is_power_of_65537(remainder(modulus, prime), prime))
}

fn remainder(number: &[u8], prime: u32) -> u32 {
    let step = |rest: u32, &byte: &u8| {
        (rest.wrapping_mul(256).wrapping_add(u32::from(byte))).checked_rem(prime).unwrap_or_default()
    };
    number.iter().fold(0, step)
}

fn is_power_of_65537(number: u32, prime: u32) -> bool {
    let next = |power: &u32| power.wrapping_mul(65537_u32.checked_rem(prime).unwrap_or_default()).checked_rem(prime);
    core::iter::successors(Some(1), next).take(prime as usize).any(|power| power == number)
}
