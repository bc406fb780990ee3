//! Every operation limb for limb against `fiat-crypto`, whose code is generated from a
//! machine-checked proof.

extern crate std;

use std::vec::Vec;

use fiat_crypto::p256_64 as fiat;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

type Fiat = fiat::fiat_p256_montgomery_domain_field_element;

fn oracle(run: impl FnOnce(&mut Fiat)) -> Limbs {
    let mut result = fiat::fiat_p256_montgomery_domain_field_element([0; 4]);
    run(&mut result);
    result.0
}

/// All operations on one pair of reduced operands.
#[track_caller]
fn check(a: &Limbs, b: &Limbs) {
    let (ours_a, ours_b) = (FieldElement(*a), FieldElement(*b));
    let (a, b) =
        (&fiat::fiat_p256_montgomery_domain_field_element(*a), &fiat::fiat_p256_montgomery_domain_field_element(*b));
    assert_eq!(ours_a.mul(&ours_b).0, oracle(|out| fiat::fiat_p256_mul(out, a, b)), "{ours_a:x?} * {ours_b:x?}");
    assert_eq!(ours_a.square().0, oracle(|out| fiat::fiat_p256_square(out, a)), "{ours_a:x?} squared");
    assert_eq!(ours_a.add(&ours_b).0, oracle(|out| fiat::fiat_p256_add(out, a, b)), "{ours_a:x?} + {ours_b:x?}");
    assert_eq!(ours_a.double().0, oracle(|out| fiat::fiat_p256_add(out, a, a)), "{ours_a:x?} doubled");
    assert_eq!(ours_a.sub(&ours_b).0, oracle(|out| fiat::fiat_p256_sub(out, a, b)), "{ours_a:x?} - {ours_b:x?}");
    // a b - (a - b) a
    let (product, difference) = (oracle(|out| fiat::fiat_p256_mul(out, a, b)), ours_a.sub(&ours_b));
    let c = &fiat::fiat_p256_montgomery_domain_field_element(difference.0);
    let product2 = oracle(|out| fiat::fiat_p256_mul(out, c, a));
    let expected = oracle(|out| {
        let product = fiat::fiat_p256_montgomery_domain_field_element(product);
        let product2 = fiat::fiat_p256_montgomery_domain_field_element(product2);
        fiat::fiat_p256_sub(out, &product, &product2);
    });
    let result = FieldElement::difference_of_products(&ours_a, &ours_b, &difference, &ours_a);
    assert_eq!(result.0, expected, "{ours_a:x?} {ours_b:x?}");
    assert_eq!(ours_a.negate_nonzero_if(0), ours_a);
    if !ours_a.is_zero() {
        let negative = oracle(|out| fiat::fiat_p256_opp(out, a));
        assert_eq!(ours_a.negate_nonzero_if(u64::MAX).0, negative, "-{ours_a:x?}");
    }
    assert_eq!(ours_a.equals(&ours_b), ours_a == ours_b);
    assert_eq!(ours_a.is_zero(), ours_a == FieldElement::ZERO);
}

fn reduced(limbs: Limbs) -> Limbs {
    // 2^256 < 2 p
    limbs::reduce_once(&limbs, 0, &MODULUS)
}

/// Limbs at which carries and the shifts by 32 change.
const EDGE_LIMBS: [u64; 10] = [
    0,
    1,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x8000_0000_0000_0000,
    0xffff_ffff_0000_0000,
    0xffff_ffff_0000_0001,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
];

/// Near 0, near p and near 2^256 (reduced).
fn edges() -> Vec<Limbs> {
    let mut edges = Vec::new();
    for small in 0..4 {
        edges.push([small, 0, 0, 0]);
        edges.push(limbs::sub(&MODULUS, &[small + 1, 0, 0, 0]).0);
        edges.push(reduced(limbs::sub(&[0; 4], &[small + 1, 0, 0, 0]).0));
        edges.push(reduced(limbs::sub(&FieldElement::ONE.0, &[small, 0, 0, 0]).0));
    }
    for limb in EDGE_LIMBS {
        edges.push(reduced([limb; 4]));
        for i in 0..4 {
            let mut one = [0; 4];
            one[i] = limb;
            edges.push(reduced(one));
            let mut other = [u64::MAX; 4];
            other[i] = limb;
            edges.push(reduced(other));
            let mut like_p = MODULUS;
            like_p[i] = limb;
            edges.push(reduced(like_p));
        }
    }
    edges
}

#[test]
fn all_pairs_of_edges() {
    let edges = edges();
    for a in &edges {
        for b in &edges {
            check(a, b);
        }
    }
}

/// Integers that are not reduced, too.
#[test]
fn integers_into_montgomery_form() {
    for integer in edges().into_iter().chain([[u64::MAX; 4], MODULUS]) {
        let reduced = fiat::fiat_p256_non_montgomery_domain_field_element(reduced(integer));
        let expected = oracle(|out| fiat::fiat_p256_to_montgomery(out, &reduced));
        assert_eq!(FieldElement::from_integer(&integer).0, expected, "{integer:x?}");
    }
}

#[test]
fn one_is_one() {
    assert_eq!(FieldElement::ONE.0, oracle(fiat::fiat_p256_set_one));
    assert_eq!(FieldElement::ONE, FieldElement::from_integer(&[1, 0, 0, 0]));
}

#[test]
fn inverses() {
    assert_eq!(FieldElement::ZERO.invert(), FieldElement::ZERO);
    for a in edges().into_iter().map(FieldElement).filter(|a| !a.is_zero()) {
        assert_eq!(a.mul(&a.invert()), FieldElement::ONE, "{a:x?}");
    }
}

/// Half of the limbs from the edges.
fn edge_biased_limb() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), prop::sample::select(&EDGE_LIMBS)]
}

fn edge_biased() -> impl Strategy<Value = Limbs> {
    prop::array::uniform4(edge_biased_limb()).prop_map(reduced)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_pair(a in edge_biased(), b in edge_biased()) {
        check(&a, &b);
    }
}

#[test]
#[ignore = "long: cargo test --release --all-features --lib long_ -- --ignored --nocapture"]
fn long_random_pairs() {
    const PAIRS: u32 = 10_000_000;
    let mut rng = StdRng::seed_from_u64(rand::random());
    let mut operand = move || {
        // Each limb is random in three of four operands, else mostly from the edges.
        let (limbs, choice): (Limbs, u32) = (rng.random(), rng.random());
        let mut limbs = limbs;
        if choice % 4 == 0 {
            for (i, limb) in limbs.iter_mut().enumerate() {
                *limb = EDGE_LIMBS[(choice >> (8 * i)) as usize % EDGE_LIMBS.len()].wrapping_add(*limb & 3);
            }
        }
        reduced(limbs)
    };
    for _ in 0..PAIRS {
        check(&operand(), &operand());
    }
    std::println!("{PAIRS} pairs, six operations each: all limbs as fiat-crypto's");
}
