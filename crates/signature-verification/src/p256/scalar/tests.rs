//! Products and inverses modulo n against `p256`.

extern crate std;

use num_bigint::BigUint;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::{Field, PrimeField};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

fn oracle(bytes: &[u8; 32]) -> p256::Scalar {
    <p256::Scalar as Reduce<p256::FieldBytes>>::reduce(&p256::FieldBytes::from(*bytes))
}

#[track_caller]
fn check_quotient(numerator: &[u8; 32], denominator: &[u8; 32]) {
    let denominator = oracle(denominator);
    let expected = oracle(numerator) * denominator.invert().expect("not zero");
    let inverse =
        Scalar::from_be_bytes_nonzero(&denominator.to_repr().into()).expect("not zero").invert_for_multiplication();
    let quotient = inverse.multiply(&Scalar::from_be_bytes_reduced(numerator));
    assert_eq!(quotient.0, limbs::from_be_bytes(&expected.to_repr().into()));
}

/// `value` or n - `value`.
fn edges() -> impl Iterator<Item = [u8; 32]> {
    let powers = (0..256).map(|i| (0..i).fold(p256::Scalar::ONE, |power, _| power.double()));
    let near = powers.flat_map(|power| [power, power + p256::Scalar::ONE, power - p256::Scalar::ONE]);
    let both = near.flat_map(|value| [value, -value]);
    both.filter(|value| !bool::from(value.is_zero())).map(|value| value.to_repr().into())
}

#[test]
fn quotients_at_the_edges() {
    for denominator in edges() {
        check_quotient(&[0xff; 32], &denominator);
        check_quotient(&denominator, &denominator);
    }
}

fn check_random_quotients(rng: &mut StdRng, count: usize) {
    for _ in 0..count {
        check_quotient(&rng.random(), &rng.random());
    }
}

#[test]
fn random_quotients() {
    check_random_quotients(&mut StdRng::seed_from_u64(1), 1000);
}

#[test]
#[ignore = "long: cargo test --release --all-features --lib long_ -- --ignored --nocapture"]
fn long_random_quotients() {
    const QUOTIENTS: usize = 2_000_000;
    check_random_quotients(&mut StdRng::seed_from_u64(rand::random()), QUOTIENTS);
    std::println!("{QUOTIENTS} random quotients modulo n: all as p256's");
}

#[test]
fn the_scale_of_inverses() {
    let integer = |limbs: &Limbs| limbs.iter().rev().fold(BigUint::ZERO, |value, limb| (value << 64) + limb);
    let scale = BigUint::from(1u8) << (512 + divsteps::INVERSE_SHIFT);
    assert_eq!(integer(&INVERSE_SCALE.0), scale % integer(&ORDER));
}

#[test]
fn only_one_to_order_minus_one_is_a_nonzero_scalar() {
    let mut order = [0; 32];
    for (chunk, limb) in order.chunks_mut(8).zip(ORDER.iter().rev()) {
        chunk.copy_from_slice(&limb.to_be_bytes());
    }
    assert!(Scalar::from_be_bytes_nonzero(&[0; 32]).is_none());
    assert!(Scalar::from_be_bytes_nonzero(&order).is_none());
    assert!(Scalar::from_be_bytes_nonzero(&[0xff; 32]).is_none());
    assert_eq!(Scalar::from_be_bytes_reduced(&order).0, [0; 4]);
    order[31] -= 1;
    assert!(Scalar::from_be_bytes_nonzero(&order).is_some());
}
