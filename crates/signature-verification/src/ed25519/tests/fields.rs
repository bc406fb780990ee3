//! The field against `fiat-crypto`, as bytes, and the reduction modulo the order against `curve25519-dalek`.

use std::vec::Vec;

use curve25519_dalek::scalar::Scalar;
use fiat_crypto::curve25519_64::{
    fiat_25519_add, fiat_25519_carry, fiat_25519_carry_mul, fiat_25519_carry_square, fiat_25519_from_bytes,
    fiat_25519_loose_field_element, fiat_25519_relax, fiat_25519_sub, fiat_25519_tight_field_element,
    fiat_25519_to_bytes,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::super::field::{Field, FieldElement};
use super::super::reduced;
use crate::residue::Prime;

type Limbs = [u64; 4];
type Tight = fiat_25519_tight_field_element;
type Loose = fiat_25519_loose_field_element;

const EDGE_LIMBS: [u64; 8] = [0, 1, 37, 38, 1 << 63, u64::MAX >> 1, u64::MAX - 37, u64::MAX];

fn tight(run: impl FnOnce(&mut Tight)) -> Tight {
    let mut result = fiat_25519_tight_field_element([0; 5]);
    run(&mut result);
    result
}

fn carried(run: impl FnOnce(&mut Loose)) -> Tight {
    let mut loose = fiat_25519_loose_field_element([0; 5]);
    run(&mut loose);
    tight(|out| fiat_25519_carry(out, &loose))
}

fn loose(element: &Tight) -> Loose {
    let mut loose = fiat_25519_loose_field_element([0; 5]);
    fiat_25519_relax(&mut loose, element);
    loose
}

fn bytes(element: &Tight) -> [u8; 32] {
    let mut bytes = [0; 32];
    fiat_25519_to_bytes(&mut bytes, element);
    bytes
}

fn le_bytes(limbs: &Limbs) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(limbs.iter().flat_map(|limb| limb.to_le_bytes())).for_each(|(byte, ours)| *byte = ours);
    bytes
}

fn our_bytes(element: &FieldElement) -> [u8; 32] {
    let limbs = element.canonical_limbs();
    assert_eq!(crate::limbs::sub(&limbs, &Field::MODULUS).1, 1, "below p");
    le_bytes(&limbs)
}

/// An integer of 256 bits: the highest bit is worth 19.
fn from_limbs(limbs: &Limbs) -> Tight {
    let low = [limbs[0], limbs[1], limbs[2], limbs[3] << 1 >> 1];
    let top = tight(|out| fiat_25519_from_bytes(out, &le_bytes(&[19 * (limbs[3] >> 63), 0, 0, 0])));
    let low = tight(|out| fiat_25519_from_bytes(out, &le_bytes(&low)));
    carried(|out| fiat_25519_add(out, &low, &top))
}

/// All operations on integers below 2^256.
#[track_caller]
fn check(a: &Limbs, b: &Limbs) {
    let [ours_a, ours_b] = [a, b].map(|limbs| FieldElement::from_limbs(*limbs));
    let [a, b] = [a, b].map(from_limbs);
    assert_eq!(our_bytes(&ours_a), bytes(&a));
    let product = tight(|out| fiat_25519_carry_mul(out, &loose(&a), &loose(&b)));
    assert_eq!(our_bytes(&ours_a.mul(&ours_b)), bytes(&product), "{ours_a:x?} * {ours_b:x?}");
    let square = tight(|out| fiat_25519_carry_square(out, &loose(&a)));
    assert_eq!(our_bytes(&ours_a.square()), bytes(&square), "{ours_a:x?} squared");
    let sum = carried(|out| fiat_25519_add(out, &a, &b));
    assert_eq!(our_bytes(&ours_a.add(&ours_b)), bytes(&sum), "{ours_a:x?} + {ours_b:x?}");
    let difference = carried(|out| fiat_25519_sub(out, &a, &b));
    assert_eq!(our_bytes(&ours_a.sub(&ours_b)), bytes(&difference), "{ours_a:x?} - {ours_b:x?}");
    assert!(ours_a.add(&ours_a.negate_if(u64::MAX)).is_zero());
    assert!(ours_a.negate_if(0).equals(&ours_a));
    assert_eq!(ours_a.equals(&ours_b), bytes(&a) == bytes(&b));
}

/// Each limb is random in three of four operands, else from the edges.
fn operand(rng: &mut StdRng) -> Limbs {
    let (limbs, choice): (Limbs, u32) = (rng.random(), rng.random());
    if !choice.is_multiple_of(4) {
        return limbs;
    }
    core::array::from_fn(|i| EDGE_LIMBS[(choice >> (4 * i + 2)) as usize % EDGE_LIMBS.len()])
}

fn check_random_pairs(pairs: usize, rng: &mut StdRng) {
    for _ in 0..pairs {
        check(&operand(rng), &operand(rng));
    }
}

fn edges() -> Vec<Limbs> {
    let mut edges = Vec::new();
    for limb in EDGE_LIMBS {
        edges.push([limb; 4]);
        for i in 0..4 {
            for mut like in [[0; 4], [u64::MAX; 4], Field::MODULUS] {
                like[i] = limb;
                edges.push(like);
            }
        }
    }
    // Near p and 2 p.
    for small in 0..40 {
        edges.push([Field::MODULUS[0].wrapping_add(small), u64::MAX, u64::MAX, u64::MAX >> 1]);
        edges.push([u64::MAX - small, u64::MAX, u64::MAX, u64::MAX]);
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

#[test]
fn random_pairs() {
    check_random_pairs(20_000, &mut StdRng::seed_from_u64(1));
}

#[test]
#[ignore = "long: cargo test --release --all-features -p signature-verification --lib long_ -- --ignored --nocapture"]
fn long_random_pairs() {
    const PAIRS: usize = 10_000_000;
    check_random_pairs(PAIRS, &mut StdRng::seed_from_u64(rand::random()));
    std::println!("{PAIRS} pairs of the field of Ed25519, four operations each: all values as fiat-crypto's");
}

#[test]
fn inverses() {
    for a in edges().into_iter().map(FieldElement::from_limbs).filter(|a| !a.is_zero()) {
        assert!(a.mul(&a.invert()).equals(&FieldElement::ONE), "{a:x?}");
    }
}

#[test]
fn hashes_modulo_the_order() {
    let mut rng = StdRng::seed_from_u64(2);
    for round in 0..2000 {
        let mut hash = [0; 64];
        hash.fill_with(|| rng.random());
        let from = rng.random_range(0..64);
        match round % 4 {
            0 => hash[from..].fill(0xff),
            1 => hash[..from].fill(0),
            _ => {}
        }
        assert_eq!(le_bytes(&reduced(&hash)), Scalar::from_bytes_mod_order_wide(&hash).to_bytes(), "{hash:x?}");
    }
}
