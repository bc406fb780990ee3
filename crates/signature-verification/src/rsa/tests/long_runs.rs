//! Ten million operations of each engine, in step with the plain one.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use super::Ifma;
use super::{AnySize, Fixed, Modulus, edge, octets};

/// Some minutes: `cargo test --release --all-features -p signature-verification --lib -- --ignored --nocapture long_run`
#[test]
#[ignore = "takes minutes"]
fn long_run() {
    let mut rng = StdRng::seed_from_u64(0x5eed);
    let mut operations = 0usize;
    while operations < LONG_RUN {
        let bits = [2048, 2048, 2048, 3072, 4096][rng.random_range(0..5)];
        let n = edge(&mut rng, bits) | (BigUint::from(1u8) << (bits - 1)) | BigUint::from(1u8);
        operations += match bits {
            2048 => walk(&mut rng, &Fixed::<2>::new(&n.to_bytes_be()), &n),
            3072 => walk(&mut rng, &Fixed::<3>::new(&n.to_bytes_be()), &n),
            _ => walk(&mut rng, &Fixed::<4>::new(&n.to_bytes_be()), &n),
        };
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        {
            let n = &n;
            let octets = n.to_bytes_be();
            operations += match bits {
                2048 => Ifma::<5>::new(&octets).map_or(0, |modulus| walk(&mut rng, &modulus, n)),
                3072 => Ifma::<8>::new(&octets).map_or(0, |modulus| walk(&mut rng, &modulus, n)),
                _ => Ifma::<10>::new(&octets).map_or(0, |modulus| walk(&mut rng, &modulus, n)),
            };
        }
    }
    std::println!("{operations} multiplications and squarings agree with any_size");
}

const LONG_RUN: usize = 10_000_000;

/// From edge-biased starts, multiplications and squarings in step with `any_size`, both in the plain domain after each
/// walk; gives their number. The two have different R: a walk of the same operations ends at the same power of s.
fn walk<M: Modulus>(rng: &mut StdRng, modulus: &M, n: &BigUint) -> usize {
    const STEPS: usize = 64;
    let twin = AnySize::new(&n.to_bytes_be());
    let len = n.bits().div_ceil(8) as usize;
    let mut operations = 0;
    for _ in 0..8 {
        let s = octets(&(edge(rng, n.bits() as usize) % n), len);
        let pattern: u64 = rng.random();
        let (ours, theirs) = (run(modulus, &s, pattern, STEPS), run(&twin, &s, pattern, STEPS));
        assert_eq!(ours, theirs, "n = {n:x}, s = {s:x?}, pattern = {pattern:x}");
        operations += STEPS + 2;
    }
    operations
}

fn run<M: Modulus>(modulus: &M, s: &[u8], pattern: u64, steps: usize) -> Vec<u8> {
    let plain = modulus.read(s).expect("below n");
    let mut x = plain.clone();
    modulus.multiply(&mut x, modulus.r_squared());
    let mut number = x.clone();
    for step in 0..steps {
        if pattern >> step & 1 == 1 {
            modulus.square(&mut number);
        } else {
            modulus.multiply(&mut number, &x);
        }
    }
    modulus.multiply(&mut number, &plain);
    let mut out = vec![0; s.len()];
    modulus.write(&number, &mut out);
    out
}
