//! Every operation modulo p and modulo n against `num-bigint`; the edges, which the fields share with `fiat.rs`.

use std::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{Field, N, NAME, Order};
use crate::limbs;
use crate::residue::{Prime, Residue};

type Limbs = [u64; N];

/// Limbs at which carries and the shifts of the reductions change.
const EDGE_LIMBS: [u64; 12] = [
    0,
    1,
    0x1ff,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x8000_0000_0000_0000,
    0xffff_ffff_0000_0000,
    0xffff_ffff_0000_0001,
    0xffff_ffff_ffff_fe00,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
];

fn integer(limbs: &Limbs) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |value, limb| (value << 64) + limb)
}

/// A value with R taken out, which is what the residue stands for.
fn value<P: Prime<N>>(residue: &Residue<P, N>) -> BigUint {
    assert!(integer(&residue.montgomery_limbs()) < integer(&P::MODULUS), "not reduced: {residue:x?}");
    let mut one = [0; N];
    one[0] = 1;
    integer(&residue.mul_integer(&one))
}

/// Any integer below R, reduced.
fn reduced<P: Prime<N>>(limbs: &Limbs) -> Limbs {
    let reduced = integer(limbs) % integer(&P::MODULUS);
    let mut result = [0; N];
    result.iter_mut().zip(reduced.iter_u64_digits()).for_each(|(limb, digit)| *limb = digit);
    result
}

/// All operations on one pair of values in Montgomery's form.
#[track_caller]
fn check<P: Prime<N>>(a: &Limbs, b: &Limbs) {
    let p = &integer(&P::MODULUS);
    let [ours_a, ours_b] = [a, b].map(|limbs| Residue::<P, N>::from_montgomery_limbs(reduced::<P>(limbs)));
    let (a, b) = (&value(&ours_a), &value(&ours_b));
    assert_eq!(integer(&ours_a.montgomery_limbs()), (a << (64 * N)) % p);
    assert_eq!(value(&ours_a.mul(&ours_b)), a * b % p, "{a:x} * {b:x}");
    assert_eq!(value(&ours_a.square()), a * a % p, "{a:x} squared");
    assert_eq!(value(&ours_a.add(&ours_b)), (a + b) % p, "{a:x} + {b:x}");
    assert_eq!(value(&ours_a.double()), (a + a) % p, "{a:x} doubled");
    assert_eq!(value(&ours_a.sub(&ours_b)), (a + p - b) % p, "{a:x} - {b:x}");
    // a b - (a - b) a
    let difference = ours_a.sub(&ours_b);
    let expected = (a * b + p * p - (a + p - b) % p * a) % p;
    assert_eq!(value(&Residue::difference_of_products(&ours_a, &ours_b, &difference, &ours_a)), expected);
    assert_eq!(ours_a.negate_nonzero_if(0), ours_a);
    if !ours_a.is_zero() {
        assert_eq!(value(&ours_a.negate_nonzero_if(u64::MAX)), p - a, "-{a:x}");
        assert_eq!(ours_a.mul(&ours_a.invert()), Residue::ONE, "1 / {a:x}");
    }
    assert_eq!(ours_a.equals(&ours_b), a == b);
    assert_eq!(ours_a.is_zero(), *a == BigUint::ZERO);
}

/// Near 0, near p and near R.
fn edges<P: Prime<N>>() -> Vec<Limbs> {
    let mut edges = Vec::new();
    for small in 0..4 {
        let mut near_zero = [0; N];
        near_zero[0] = small;
        edges.push(near_zero);
        edges.push(limbs::sub(&P::MODULUS, &near_zero).0);
        edges.push(limbs::sub(&[0; N], &near_zero).0);
        edges.push(limbs::sub(&Residue::<P, N>::ONE.montgomery_limbs(), &near_zero).0);
    }
    for limb in EDGE_LIMBS {
        edges.push([limb; N]);
        for i in 0..N {
            for mut like in [[0; N], [u64::MAX; N], P::MODULUS] {
                like[i] = limb;
                edges.push(like);
            }
        }
    }
    edges
}

fn check_edges<P: Prime<N>>() {
    let edges = edges::<P>();
    for (i, a) in edges.iter().enumerate() {
        for b in edges.iter().skip(i % 7).step_by(7) {
            check::<P>(a, b);
        }
    }
    for integer_limbs in edges {
        let residue = Residue::<P, N>::from_integer(&integer_limbs);
        assert_eq!(value(&residue), integer(&integer_limbs) % integer(&P::MODULUS), "not reduced before");
    }
}

#[test]
fn pairs_of_edges_modulo_p() {
    check_edges::<Field>();
}

#[test]
fn pairs_of_edges_modulo_n() {
    check_edges::<Order>();
}

#[test]
fn quotients_of_integers() {
    let n = integer(&Order::MODULUS);
    for denominator in edges::<Order>().iter().map(reduced::<Order>).filter(|limbs| *limbs != [0; N]) {
        let inverse = Residue::<Order, N>::invert_integer(&denominator);
        for numerator in edges::<Order>().iter().map(reduced::<Order>).step_by(9) {
            let quotient = integer(&inverse.mul_integer(&numerator));
            assert!(quotient < n);
            assert_eq!(quotient * integer(&denominator) % &n, integer(&numerator), "/ {denominator:x?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_pair(a in edge_biased(), b in edge_biased()) {
        check::<Field>(&a, &b);
        check::<Order>(&a, &b);
    }
}

/// Half of the limbs from the edges.
fn edge_biased() -> impl Strategy<Value = Limbs> {
    let limb = prop_oneof![any::<u64>(), prop::sample::select(&EDGE_LIMBS)];
    prop::collection::vec(limb, N).prop_map(|limbs| limbs.try_into().expect("N limbs"))
}

#[test]
#[ignore = "long: cargo test --release --all-features -p signature-verification --lib long_ -- --ignored --nocapture"]
fn long_random_quotients() {
    const QUOTIENTS: usize = 1_000_000;
    let mut rng = StdRng::seed_from_u64(rand::random());
    for _ in 0..QUOTIENTS {
        let [a, b] = [rng.random(), rng.random()].map(|limbs| reduced::<Order>(&limbs));
        let quotient = integer(&Residue::<Order, N>::invert_integer(&b).mul_integer(&a));
        assert_eq!(quotient * integer(&b) % integer(&Order::MODULUS), integer(&a), "{a:x?} / {b:x?}");
    }
    std::println!("{QUOTIENTS} random quotients modulo the order of {NAME}: all as num-bigint's");
}
