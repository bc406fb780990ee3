//! `is_signature` and what it is made of, against powers computed by `num-bigint`.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use super::Ifma;
use super::{AnySize, EXPONENTS, Fixed, Modulus, PublicKey, SIZES, moduli, octets, operands, random};

/// Digest lengths in octets: none, some limbs and a part, those of SHA-2, the longest.
const DIGESTS: [usize; 6] = [0, 1, 23, 32, 48, 64];

#[test]
fn a_signature_is_what_the_power_says() {
    for bits in SIZES {
        for n in moduli(bits).iter().step_by(5) {
            for &e in if bits == 2048 { &EXPONENTS[..] } else { &EXPONENTS[5..6] } {
                for (s, digest_len) in operands(n, e).iter().zip(DIGESTS.iter().cycle()) {
                    check_signature(n, e, s, *digest_len);
                }
            }
        }
    }
}

/// The frame is chosen so that s is a signature, and then made wrong bit by bit.
#[track_caller]
fn check_signature(n: &BigUint, e: u64, s: &BigUint, digest_len: usize) {
    let len = n.bits().div_ceil(8) as usize;
    let m = octets(&s.modpow(&BigUint::from(e), n), len);
    let (front, digest) = m.split_at(len - digest_len);
    let frame = [front, &vec![0; digest_len]].concat();
    let signature = octets(s, len);
    let key = |frame: &[u8]| PublicKey::new(&n.to_bytes_be(), e, Some(frame));

    let Some(sound) = key(&frame) else {
        let highest = [&frame[..len - 64], &[0xff; 64]].concat();
        return assert!(highest >= n.to_bytes_be(), "refused, though below n with every digest");
    };
    let mut power = vec![0; len];
    assert!(sound.public_operation(&signature, &mut power) && power == m, "the other way to the same power");
    assert!(sound.is_signature(&signature, digest), "{s:x}^{e} modulo {n:x}, digest {digest_len}");
    for at in [0, digest_len / 2, digest_len.saturating_sub(1)].into_iter().filter(|at| *at < digest_len) {
        let mut wrong = digest.to_vec();
        wrong[at] ^= 0x10;
        assert!(!sound.is_signature(&signature, &wrong), "digest wrong at {at}");
    }
    for at in [0, 1, front.len() / 2, front.len() - 1] {
        let mut wrong = frame.clone();
        wrong[at] ^= 1;
        assert!(key(&wrong).is_none_or(|key| !key.is_signature(&signature, digest)), "frame wrong at {at}");
    }
    for other in [(s + 1u8) % n, (n - s) % n] {
        let power = other.modpow(&BigUint::from(e), n);
        let expected = octets(&power, len) == m;
        assert_eq!(sound.is_signature(&octets(&other, len), digest), expected, "another signature");
    }
}

#[test]
fn what_is_out_of_range_is_no_signature() {
    for bits in SIZES {
        let n = &moduli(bits)[9];
        let len = bits.div_ceil(8);
        // 0^e = 0, so with this frame both 0 and n would be signatures.
        let key = PublicKey::new(&n.to_bytes_be(), 65537, Some(&vec![0; len])).expect("a sound key");
        assert!(key.is_signature(&vec![0; len], &[0; 32]));
        assert!(!key.is_signature(&n.to_bytes_be(), &[0; 32]), "not below n");
        assert!(!key.is_signature(&vec![0; len - 1], &[0; 32]));
        assert!(!key.is_signature(&vec![0; len + 1], &[0; 32]));
        assert!(!key.is_signature(&vec![0; len], &[0; 65]), "a digest of 520 bits");
        assert!(!key.is_signature(&vec![0; len], &[&[1][..], &[0; 79]].concat()), "a digest of 640 bits");
        let without = PublicKey::new(&n.to_bytes_be(), 65537, None).expect("a sound key");
        assert!(!without.is_signature(&vec![0; len], &[0; 32]), "no frame");
        assert!(
            PublicKey::new(&n.to_bytes_be(), 65537, Some(&n.to_bytes_be())).is_none(),
            "a frame that is not below n"
        );
    }
}

/// With the digest that makes m = n, 0 would be a signature of it, though 0^e is not n.
#[test]
fn a_frame_that_a_digest_brings_up_to_n_is_refused() {
    for bits in SIZES {
        for n in moduli(bits) {
            let mut frame = n.to_bytes_be();
            let len = frame.len();
            frame[len - 32..].fill(0);
            assert!(PublicKey::new(&n.to_bytes_be(), 65537, Some(&frame)).is_none());
        }
    }
}

/// Where the frame has other octets than zeros, a digest could carry, and make m = n though the frame's front is below n's.
#[test]
fn a_digest_is_no_longer_than_the_zeros_at_the_end_of_the_frame() {
    let n = [0xf5; 256];
    let mut frame = n;
    frame[191] -= 1;
    frame[192..].fill(0xff);
    let mut digest = [0xf5; 64];
    digest[63] += 1;
    let sum = BigUint::from_bytes_be(&frame) + BigUint::from_bytes_be(&digest);
    assert_eq!(sum, BigUint::from_bytes_be(&n), "0 modulo n, which is 0^e");
    let key = PublicKey::new(&n, 65537, Some(&frame)).expect("below n whatever the last 64 octets are");
    assert!(!key.is_signature(&[0; 256], &digest));

    // 2^264 is the cube of 2^88, and ends with 33 zero octets.
    let [frame, s] = [264, 88].map(|bit: usize| octets(&(BigUint::from(1u8) << bit), 256));
    let key = PublicKey::new(&n, 3, Some(&frame)).expect("a sound key");
    for len in [0, 1, 32, 33] {
        assert!(key.is_signature(&s, &vec![0; len]), "{len}");
    }
    for len in [34, 64, 256] {
        assert!(!key.is_signature(&s, &vec![0; len]), "{len}");
    }
}

/// The sum at its extremes: what is left after the reduction may be the number itself, or n or 2 n above it.
#[test]
fn sums_of_products() {
    for bits in [2000, 2048, Fixed::<2>::CAPACITY] {
        for n in moduli(bits) {
            check_sums(&Fixed::<2>::new(&n.to_bytes_be()), &n);
        }
    }
    for bits in [3072, Fixed::<3>::CAPACITY] {
        for n in moduli(bits) {
            check_sums(&Fixed::<3>::new(&n.to_bytes_be()), &n);
        }
    }
    for bits in [4096, Fixed::<4>::CAPACITY] {
        for n in moduli(bits) {
            check_sums(&Fixed::<4>::new(&n.to_bytes_be()), &n);
        }
    }
    for n in moduli(2048) {
        check_sums(&AnySize::new(&n.to_bytes_be()), &n);
    }
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    for n in moduli(2048) {
        if let Some(modulus) = Ifma::<5>::new(&n.to_bytes_be()) {
            check_sums(&modulus, &n);
        }
    }
}

#[track_caller]
fn check_sums<M: Modulus>(modulus: &M, n: &BigUint) {
    let len = n.bits().div_ceil(8) as usize;
    let read = |value: &BigUint| modulus.read(&octets(value, len)).expect("below n");
    // 1 * 1 / R
    let one = read(&BigUint::from(1u8));
    let mut r_inverse = one.clone();
    modulus.multiply(&mut r_inverse, &one);
    let mut out = vec![0; len];
    modulus.write(&r_inverse, &mut out);
    let r_inverse = BigUint::from_bytes_be(&out);

    let mut rng = StdRng::seed_from_u64(n.bits());
    let operands = operands(n, 7);
    for (i, a) in operands.iter().enumerate() {
        let (b, c) = (&operands[(i * 7 + 3) % operands.len()], &operands[(i * 5 + 1) % operands.len()]);
        for d in [BigUint::ZERO, (BigUint::from(1u8) << 512usize) - 1u8, random(&mut rng, 512), random(&mut rng, 256)] {
            let sum = (a * b + c * &d) * &r_inverse % n;
            let holds = |sum: &BigUint| {
                let d: Vec<u8> = octets(&d, 64);
                modulus.is_sum_of_products([&read(a), &read(b)], (&read(c), &d), &read(sum))
            };
            assert!(holds(&sum), "{a:x} by {b:x} and {c:x} by {d:x} modulo {n:x}");
            assert!(!holds(&((&sum + 1u8) % n)));
            assert!(!holds(&((&sum + (n >> 1u8)) % n)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_keys(seed: u64, bits in 2048usize..=4096, e in 1u64..1 << 32, digest in 0usize..=64) {
        let mut rng = StdRng::seed_from_u64(seed);
        let n = random(&mut rng, bits) | (BigUint::from(1u8) << (bits - 1)) | BigUint::from(1u8);
        let s = random(&mut rng, bits) % &n;
        check_signature(&n, 2 * e + 1, &s, digest);
    }
}
