//! One suite on every engine, against schoolbook arithmetic (`num-bigint`) and against `rsa` on real keys.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use super::Ifma;
use super::any_size::AnySize;
use super::fixed::Fixed;
use super::{Modulus, PublicKey};

mod congruences;
mod long_runs;

/// Odd, at least 3, both sides of 2^32, sparse and dense.
const EXPONENTS: [u64; 10] = [3, 5, 7, 17, 257, 65537, 65539, 0xffff_ffff, (1 << 32) + 1, (1 << 33) - 1];

/// Sizes at and around limb, block and octet borders, up to the longest.
const SIZES: [usize; 18] =
    [2048, 2049, 2050, 2055, 2056, 2057, 2111, 2112, 2113, 3000, 3071, 3072, 3073, 4095, 4096, 4097, 8191, 8192];

#[test]
fn every_engine_multiplies_like_the_schoolbook() {
    for n in [2000, 2048, 2049, Fixed::<2>::CAPACITY].into_iter().flat_map(moduli) {
        check_fixed::<2>(&n);
    }
    for n in [2067, 3072, 3073, Fixed::<3>::CAPACITY].into_iter().flat_map(moduli) {
        check_fixed::<3>(&n);
    }
    for n in [3104, 4096, 4097, Fixed::<4>::CAPACITY].into_iter().flat_map(moduli) {
        check_fixed::<4>(&n);
    }
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    {
        for n in [2000, 2048, 2049, Ifma::<5>::CAPACITY].into_iter().flat_map(moduli) {
            check_wide::<5>(&n);
        }
        for n in [2073, 3072, 3073, Ifma::<8>::CAPACITY].into_iter().flat_map(moduli) {
            check_wide::<8>(&n);
        }
        for n in [3321, 4096, 4097, Ifma::<10>::CAPACITY].into_iter().flat_map(moduli) {
            check_wide::<10>(&n);
        }
    }
    for bits in SIZES {
        for n in moduli(bits) {
            check_modulus(&AnySize::new(&n.to_bytes_be()), &n, 0);
        }
    }
}

#[track_caller]
fn check_fixed<const BLOCKS: usize>(n: &BigUint) {
    check_modulus(&Fixed::<BLOCKS>::new(&n.to_bytes_be()), n, 0);
}

/// Does nothing on a CPU without AVX-512 IFMA.
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
#[track_caller]
fn check_wide<const BLOCKS: usize>(n: &BigUint) {
    if let Some(modulus) = Ifma::<BLOCKS>::new(&n.to_bytes_be()) {
        check_modulus(&modulus, n, 0);
    }
}

#[test]
fn public_operation_is_a_power() {
    for bits in SIZES {
        for n in moduli(bits) {
            for e in if bits == 2048 { &EXPONENTS[..] } else { &EXPONENTS[5..6] } {
                check_key(&n, *e, 0);
            }
        }
    }
}

#[test]
fn keys_out_of_range_are_refused() {
    let n = vec![0xff; 256];
    let key = PublicKey::new(&n, 3, None).expect("a sound key");
    assert!(std::format!("{key:?}").starts_with("PublicKey { bits: "), "{key:?}");
    for e in [0, 1, 2, 4, 65536] {
        assert!(PublicKey::new(&n, e, None).is_none(), "{e}");
    }
    let even = [&n[..255], &[0xfe]].concat();
    let leading_zero = [&[0], &n[..]].concat();
    for bad in [&[][..], &[0], &[1], &[0; 256], &even, &leading_zero, &[0xff; 1025], &[0xff; 63]] {
        assert!(PublicKey::new(bad, 65537, None).is_none());
    }
}

#[test]
fn signatures_out_of_range_are_refused() {
    for bits in SIZES {
        for n in moduli(bits) {
            let key = PublicKey::new(&n.to_bytes_be(), 65537, None).expect("a sound key");
            let len = bits.div_ceil(8);
            assert_eq!((key.modulus_bits(), key.modulus_len()), (bits, len));
            let mut out = vec![0x55; len];
            let largest = (BigUint::from(1u8) << (8 * len)) - 1u8;
            for s in [n.clone(), largest.clone().min(&n + 1u8), largest] {
                assert!(!key.public_operation(&octets(&s, len), &mut out));
            }
            assert!(!key.public_operation(&vec![0; len - 1], &mut out));
            assert!(!key.public_operation(&vec![0; len + 1], &mut out));
            assert!(!key.public_operation(&vec![0; len], &mut vec![0; len + 1]));
            assert!(out.iter().all(|&octet| octet == 0x55), "left as it was");
        }
    }
}

#[test]
fn real_signatures_of_the_rsa_crate() {
    use rsa::pkcs1v15::SigningKey;
    use rsa::signature::{SignatureEncoding, Signer};
    use rsa::traits::PublicKeyParts;
    use sha2::{Digest, Sha256};

    let mut rng = StdRng::seed_from_u64(1);
    for bits in [2048, 2056, 3072] {
        let private = rsa::PrivateKey::new(&mut rng, bits).expect("a key");
        let n = private.n().to_be_bytes();
        let n = &n[n.len() - bits / 8..];
        let key = PublicKey::new(n, 65537, None).expect("a sound key");
        for message in 0..8u8 {
            let signature = SigningKey::<Sha256>::new_unprefixed(private.clone()).sign(&[message]).to_vec();
            let mut encoded = vec![0; n.len()];
            assert!(key.public_operation(&signature, &mut encoded));
            let digest = Sha256::digest([message]);
            let mut expected = vec![0xff; n.len()];
            (expected[0], expected[1], expected[n.len() - 33]) = (0, 1, 0);
            expected[n.len() - 32..].copy_from_slice(&digest);
            assert_eq!(encoded, expected, "{bits}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_keys_and_signatures(
        n in octets_of(512..=4096), s in proptest::collection::vec(any::<u8>(), 512), e in 1u64..1 << 32,
    ) {
        let n = BigUint::from_bytes_be(&n);
        let e = 2 * e + 1;
        let len = n.bits().div_ceil(8) as usize;
        let s = BigUint::from_bytes_be(&s) % &n;
        let key = PublicKey::new(&n.to_bytes_be(), e, None).expect("a sound key");
        let mut out = vec![0; len];
        prop_assert!(key.public_operation(&octets(&s, len), &mut out));
        prop_assert_eq!(BigUint::from_bytes_be(&out), s.modpow(&BigUint::from(e), &n));
    }

    #[test]
    fn random_moduli_of_2048_bits(seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        let n = &random(&mut rng, 2048) | (BigUint::from(1u8) << 2047usize) | BigUint::from(1u8);
        check_fixed::<2>(&n);
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        check_wide::<5>(&n);
    }
}

/// An odd number of a length in `bits`.
fn octets_of(bits: core::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<u8>> {
    (bits, proptest::collection::vec(any::<u8>(), 512)).prop_map(|(bits, octets)| {
        let number = BigUint::from_bytes_be(&octets) >> (8 * octets.len() - bits);
        (number | (BigUint::from(1u8) << (bits - 1)) | BigUint::from(1u8)).to_bytes_be()
    })
}

/// Multiplication, squaring, addition, reading and writing of edge-biased operands modulo n.
#[track_caller]
fn check_modulus<M: Modulus>(modulus: &M, n: &BigUint, seed: u64) {
    let len = n.bits().div_ceil(8) as usize;
    let value = |number: &M::Number| {
        let mut out = vec![0; len];
        modulus.write(number, &mut out);
        BigUint::from_bytes_be(&out)
    };
    let read = |value: &BigUint| modulus.read(&octets(value, len));
    // 1 * R^2 / R
    let mut r = read(&BigUint::from(1u8)).expect("1 is below n");
    modulus.multiply(&mut r, modulus.r_squared());
    let r = value(&r);
    assert_eq!(value(modulus.r_squared()), &r * &r % n, "R^2 mod {n:x}");
    for bad in [n.clone(), n + 1u8] {
        assert!(bad.bits().div_ceil(8) as usize > len || read(&bad).is_none());
    }
    let operands = operands(n, seed);
    for a in &operands {
        let number = read(a).expect("below n");
        assert_eq!(&value(&number), a, "read and write, modulo {n:x}");
        let mut square = number.clone();
        modulus.square(&mut square);
        assert_eq!(value(&square) * &r % n, a * a % n, "{a:x} squared modulo {n:x}");
        for b in &operands {
            let other = read(b).expect("below n");
            let mut product = number.clone();
            modulus.multiply(&mut product, &other);
            assert_eq!(value(&product) * &r % n, a * b % n, "{a:x} by {b:x} modulo {n:x}");
            let mut sum = number.clone();
            modulus.add(&mut sum, &other);
            assert_eq!(
                M::limbs(&sum),
                M::limbs(&read(&((a + b) % n)).expect("below n")),
                "{a:x} and {b:x} modulo {n:x}"
            );
            // Neither is in [0, n) after a multiplication, but their sum is.
            let mut loose = product.clone();
            modulus.add(&mut loose, &product);
            let twice = read(&(value(&product) * 2u8 % n)).expect("below n");
            assert_eq!(M::limbs(&loose), M::limbs(&twice), "twice {a:x} by {b:x} modulo {n:x}");
        }
    }
}

#[track_caller]
fn check_key(n: &BigUint, e: u64, seed: u64) {
    let key = PublicKey::new(&n.to_bytes_be(), e, None).expect("a modulus of an accepted size");
    let len = key.modulus_len();
    let mut out = vec![0; len];
    for s in operands(n, seed).iter().take(if e == 3 || n.bits() == 2048 { 20 } else { 6 }) {
        assert!(key.public_operation(&octets(s, len), &mut out));
        assert_eq!(BigUint::from_bytes_be(&out), s.modpow(&BigUint::from(e), n), "{s:x}^{e} modulo {n:x}");
    }
}

/// Odd moduli of one length: smallest, largest, all ones but the top limb's last bits, one limb of each kind, random.
fn moduli(bits: usize) -> Vec<BigUint> {
    let one = BigUint::from(1u8);
    let whole = &one << bits;
    let smallest = (&one << (bits - 1)) + 1u8;
    let mut rng = StdRng::seed_from_u64(bits as u64);
    let mut moduli = vec![
        smallest.clone(),
        &whole - 1u8,
        &whole - (&one << (bits - 64)) - 1u8,
        &whole - (&one << (bits - 64)) * 3u8 - 1u8,
        &whole - (&one << (bits - 64)) * 4u8 + 1u8,
        &smallest + (&one << (bits / 2)),
        (&one << (bits - 1)) + (&one << (bits - 2)) - 1u8,
        &smallest + (&one << (bits - 64)) - 2u8,
    ];
    moduli.extend((0..4).map(|_| random(&mut rng, bits) | &smallest));
    moduli.extend((0..4).map(|_| edge(&mut rng, bits) | &smallest));
    moduli
}

/// Residues at the borders, with long runs of ones or zeros, and random.
fn operands(n: &BigUint, seed: u64) -> Vec<BigUint> {
    let one = BigUint::from(1u8);
    let bits = n.bits() as usize;
    let mut rng = StdRng::seed_from_u64(seed);
    let mut operands = vec![
        n - 1u8,
        &one - 1u8,
        one.clone(),
        n - 2u8,
        n >> 1u8,
        &one << (bits - 1),
        (&one << (bits - 1)) - 1u8,
        &one << 64usize,
        (&one << 512usize) - 1u8,
        n - (&one << 512usize),
    ];
    operands.extend((0..5).map(|_| random(&mut rng, bits)));
    operands.extend((0..5).map(|_| edge(&mut rng, bits)));
    operands.iter().map(|operand| operand % n).collect()
}

fn random(rng: &mut StdRng, bits: usize) -> BigUint {
    let mut octets = vec![0; bits.div_ceil(8)];
    rng.fill_bytes(&mut octets);
    BigUint::from_bytes_be(&octets) >> (8 * octets.len() - bits)
}

/// Runs of ones, of zeros and of random bits, some 60 bits long.
fn edge(rng: &mut StdRng, bits: usize) -> BigUint {
    let mut number = BigUint::ZERO;
    let mut left = bits;
    while left > 0 {
        let run = rng.random_range(1..=120).min(left);
        number <<= run;
        number |= match rng.random_range(0..3) {
            0 => BigUint::ZERO,
            1 => (BigUint::from(1u8) << run) - 1u8,
            _ => random(rng, run),
        };
        left -= run;
    }
    number
}

fn octets(number: &BigUint, len: usize) -> Vec<u8> {
    let octets = number.to_bytes_be();
    [vec![0; len - octets.len()], octets].concat()
}
