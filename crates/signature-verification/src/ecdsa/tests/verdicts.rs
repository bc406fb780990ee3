//! Whole verifications, and the sum u1 G + u2 Q, against the crate of the curve.

use std::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::oracle::ecdsa::signature::hazmat::PrehashVerifier;
use super::oracle::ecdsa::{Signature, VerifyingKey};
use super::oracle::elliptic_curve::ops::Reduce;
use super::oracle::elliptic_curve::point::{AffineCoordinates, DecompressPoint};
use super::oracle::elliptic_curve::sec1::ToSec1Point;
#[allow(unused_imports, reason = "some crates have these methods as their own")]
use super::oracle::elliptic_curve::{Field as _, PrimeField};
use super::oracle::{self, FieldBytes, ProjectivePoint};
use super::{Field, HASH, LENGTH, N, NAME, Order, TABLES, TOP_MASK};
use crate::ecdsa::PublicKey;
use crate::residue::Prime;

pub(super) type Bytes = [u8; LENGTH];
pub(super) type Hash = [u8; HASH];

pub(super) fn bytes(scalar: &oracle::Scalar) -> Bytes {
    scalar.to_repr().into()
}

/// Of an integer with no more bits than n.
pub(super) fn reduced(bytes: &Bytes) -> oracle::Scalar {
    <oracle::Scalar as Reduce<FieldBytes>>::reduce(&FieldBytes::from(*bytes))
}

pub(super) fn from_coordinate(coordinate: &FieldBytes) -> oracle::Scalar {
    reduced(&(*coordinate).into())
}

fn random_bytes(rng: &mut StdRng) -> Bytes {
    let mut bytes: Bytes = rng.random();
    bytes[0] &= TOP_MASK;
    bytes
}

pub(super) fn random(rng: &mut StdRng) -> oracle::Scalar {
    reduced(&random_bytes(rng))
}

/// A hash that stands for the scalar, if it has no more bits than a hash.
pub(super) fn hash_of(scalar: &oracle::Scalar) -> Option<Hash> {
    let bytes = bytes(scalar);
    let (above, hash) = bytes.split_at(LENGTH - HASH);
    above.iter().all(|&byte| byte == 0).then(|| hash.try_into().expect("of that length"))
}

fn scalar_of(z: &Hash) -> oracle::Scalar {
    let mut bytes = [0; LENGTH];
    bytes[LENGTH - HASH..].copy_from_slice(z);
    reduced(&bytes)
}

pub(super) fn inverse(scalar: &oracle::Scalar) -> oracle::Scalar {
    scalar.invert().expect("not zero")
}

/// A point prepared in both sizes, and the oracle's key.
pub(super) struct Key {
    pub(super) prepared: [PublicKey; 2],
    pub(super) point: ProjectivePoint,
    verifying: VerifyingKey,
}

impl Key {
    pub(super) fn new(secret: &oracle::Scalar) -> Self {
        Self::from_point(ProjectivePoint::GENERATOR * secret)
    }

    fn from_point(point: ProjectivePoint) -> Self {
        let verifying = VerifyingKey::from_affine(point.to_affine()).expect("not infinity");
        let encoded = point.to_affine().to_sec1_point(false);
        let [x, y] = [encoded.x(), encoded.y()].map(|c| Bytes::from(*c.expect("uncompressed")));
        let prepared = TABLES.map(|table| PublicKey::new(table, &x, &y).expect("on the curve"));
        Self { prepared, point, verifying }
    }

    /// u1 G + u2 Q: r is accepted if it is the sum's x modulo n, and only then.
    #[track_caller]
    pub(super) fn check_sum(&self, u1: &oracle::Scalar, u2: &oracle::Scalar) {
        let sum = ProjectivePoint::GENERATOR * u1 + self.point * u2;
        let is_infinity = sum == ProjectivePoint::IDENTITY;
        let r = from_coordinate(&sum.to_affine().x());
        let (u1, u2) = (bytes(u1), bytes(u2));
        for engine in 0..3 {
            let verify = |r: &oracle::Scalar| match self.prepared.get(engine) {
                Some(prepared) => prepared.0.has_sum(false, &u1, &u2, &bytes(r)),
                None => self.prepared[0].0.has_sum(true, &u1, &u2, &bytes(r)),
            };
            assert_eq!(verify(&r), !is_infinity && !bool::from(r.is_zero()), "{u1:x?} {u2:x?}");
            assert!(!verify(&(r + oracle::Scalar::ONE)), "r + 1: {u1:x?} {u2:x?}");
            assert!(!verify(&-r), "-r: {u1:x?} {u2:x?}");
        }
    }

    /// The verdict on a whole signature is the oracle's.
    #[track_caller]
    pub(super) fn check_signature(&self, z: &Hash, r: &Bytes, s: &Bytes) -> bool {
        let oracle =
            Signature::from_scalars(*r, *s).is_ok_and(|signature| self.verifying.verify_prehash(z, &signature).is_ok());
        for prepared in &self.prepared {
            assert_eq!(prepared.is_signature(z, r, s), oracle, "{z:x?} {r:x?} {s:x?}");
        }
        oracle
    }
}

/// A right signature, made by the definition (FIPS 186-5 section 6.4.1).
pub(super) fn sign(secret: &oracle::Scalar, z: &Hash, k: &oracle::Scalar) -> (Bytes, Bytes) {
    let x = (ProjectivePoint::GENERATOR * k).to_affine().x();
    let r = from_coordinate(&x);
    let s = inverse(k) * (scalar_of(z) + r * secret);
    (bytes(&r), bytes(&s))
}

pub(super) fn power_of_two(exponent: u32) -> oracle::Scalar {
    (0..exponent).fold(oracle::Scalar::ONE, |power, _| power.double())
}

/// Scalars at the edges of the recoding and of the modulus.
pub(super) fn edge_scalars() -> Vec<oracle::Scalar> {
    let mut edges: Vec<_> = (0..5_u64).map(oracle::Scalar::from).collect();
    for exponent in [31, 32, 33, 48, 63, 64, 80, 127, 128, 191, 192, 223, 224, 225, 254, 255, 320, 383, 384, 480, 520] {
        if exponent >= oracle::Scalar::NUM_BITS {
            continue;
        }
        edges.extend([power_of_two(exponent), power_of_two(exponent) - oracle::Scalar::ONE]);
    }
    edges.push(inverse(&oracle::Scalar::from(2_u64)));
    edges.iter().flat_map(|&edge| [edge, -edge]).collect()
}

#[test]
fn edge_scalars_on_an_ordinary_key() {
    let key = Key::new(&random(&mut StdRng::seed_from_u64(1)));
    let edges = edge_scalars();
    for u1 in &edges {
        for u2 in edges.iter().step_by(11) {
            key.check_sum(u1, u2);
        }
    }
}

#[test]
fn both_scalars_zero_is_infinity() {
    let key = Key::new(&oracle::Scalar::from(77_u64));
    key.check_sum(&oracle::Scalar::ZERO, &oracle::Scalar::ZERO);
}

#[test]
fn keys_that_are_small_multiples_of_the_base_point() {
    for k in [1, 2, 3, 8] {
        for secret in [oracle::Scalar::from(k as u64), -oracle::Scalar::from(k as u64)] {
            let key = Key::new(&secret);
            for u1 in edge_scalars().iter().step_by(9) {
                for u2 in edge_scalars().iter().step_by(11) {
                    key.check_sum(u1, u2);
                }
                // u1 G = u2 Q and u1 G = -u2 Q
                let u2 = *u1 * inverse(&secret);
                key.check_sum(u1, &u2);
                key.check_sum(u1, &-u2);
            }
        }
    }
}

#[test]
fn products_that_are_equal_or_opposite_for_an_ordinary_key() {
    let mut rng = StdRng::seed_from_u64(2);
    let secret = random(&mut rng);
    let key = Key::new(&secret);
    for _ in 0..20 {
        let u2 = random(&mut rng);
        key.check_sum(&(u2 * secret), &u2);
        key.check_sum(&-(u2 * secret), &u2);
    }
}

/// n, big-endian.
pub(super) fn order() -> Vec<u8> {
    let mut order = bytes(&-oracle::Scalar::ONE);
    order[LENGTH - 1] += 1;
    order.to_vec()
}

/// Points with x = `first`, `first` + 1, ... (big-endian; those that exist), each as the sum u1 G +
/// u2 Q for the key Q made to fit, and how far x is from `first`.
fn keys_for_sums_from(first: &[u8], count: u8) -> Vec<(Key, oracle::Scalar, oracle::Scalar, u8)> {
    let mut rng = StdRng::seed_from_u64(7);
    let mut keys = Vec::new();
    for offset in 0..count {
        let mut x: Bytes = first.try_into().expect("of that length");
        x[LENGTH - 1] += offset;
        let lifted = oracle::AffinePoint::decompress(&FieldBytes::from(x), 0.into());
        if let Some(sum) = Option::<oracle::AffinePoint>::from(lifted) {
            let (u1, u2) = (random(&mut rng), random(&mut rng));
            let q = ProjectivePoint::from(sum) - ProjectivePoint::GENERATOR * u1;
            keys.push((Key::from_point(q * inverse(&u2)), u1, u2, offset));
        }
    }
    keys
}

/// x(R) >= n happens for one point in 2^128, so such points are constructed: r is then x - n.
#[test]
fn x_coordinates_above_the_order() {
    let keys = keys_for_sums_from(&order(), 40);
    assert!(keys.len() > 10);
    for (key, u1, u2, offset) in keys {
        key.check_sum(&u1, &u2);
        let r = oracle::Scalar::from(u64::from(offset));
        let s = r * inverse(&u2);
        if let Some(z) = hash_of(&(u1 * s)) {
            assert_eq!(key.check_signature(&z, &bytes(&r), &bytes(&s)), offset != 0);
        }
    }
}

/// x(R) = r + n is only tried where r + n is below p. Above, r + n is congruent to the smaller
/// r + n - p, and above 2^256 its limbs are those of r + n - 2^256: neither may pass as x(R).
#[test]
fn r_plus_order_is_not_tried_above_p() {
    let integer = |limbs: &[u64; N]| limbs.iter().rev().fold(BigUint::ZERO, |value, limb| (value << 64) + limb);
    let (p, n) = (integer(&Field::MODULUS), integer(&Order::MODULUS));
    let above = [p - &n, (BigUint::from(1u8) << (64 * N)) - &n].into_iter().filter(|above| *above < n);
    let above: Vec<oracle::Scalar> = above
        .map(|above| {
            let above = above.to_bytes_be();
            let mut bytes = [0; LENGTH];
            bytes[LENGTH - above.len()..].copy_from_slice(&above);
            reduced(&bytes)
        })
        .collect();
    let keys = keys_for_sums_from(&[0; LENGTH], 20);
    assert!(keys.len() > 5);
    for (key, u1, u2, x) in keys {
        key.check_sum(&u1, &u2);
        for &above in &above {
            let r = bytes(&(above + oracle::Scalar::from(u64::from(x))));
            for prepared in &key.prepared {
                assert!(!prepared.0.has_sum(false, &bytes(&u1), &bytes(&u2), &r));
            }
        }
    }
}

#[test]
fn r_and_s_out_of_range_are_refused() {
    let mut rng = StdRng::seed_from_u64(9);
    let secret = random(&mut rng);
    let key = Key::new(&secret);
    let z = rng.random();
    let (r, s) = sign(&secret, &z, &random(&mut rng));
    assert!(key.check_signature(&z, &r, &s));
    let order = order();
    for bad in [&[0; LENGTH][..], &order, &[0xff; LENGTH]] {
        let bad = bad.try_into().expect("of that length");
        assert!(!key.check_signature(&z, bad, &s));
        assert!(!key.check_signature(&z, &r, bad));
        assert!(!key.prepared[0].0.has_sum(false, &r, &s, bad));
    }
}

/// Right signatures, and ones that are wrong by a bit of the hash, of r or of s, or altogether.
fn check_random_signatures(rng: &mut StdRng, keys: usize, signatures: usize) {
    for _ in 0..keys {
        let secret = random(rng);
        let key = Key::new(&secret);
        for _ in 0..signatures {
            let z: Hash = rng.random();
            let (r, s) = sign(&secret, &z, &random(rng));
            assert!(key.check_signature(&z, &r, &s));
            let (mut wrong_z, mut wrong_r, mut wrong_s) = (z, r, s);
            let wrong: &mut [u8] = match rng.random_range(0..3) {
                0 => &mut wrong_z,
                1 => &mut wrong_r,
                _ => &mut wrong_s,
            };
            let bit = rng.random_range(0..8 * wrong.len());
            wrong[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.check_signature(&wrong_z, &wrong_r, &wrong_s));
            assert!(!key.check_signature(&rng.random(), &random_bytes(rng), &random_bytes(rng)));
        }
    }
}

#[test]
fn random_signatures() {
    check_random_signatures(&mut StdRng::seed_from_u64(10), 2, 10);
}

#[test]
#[ignore = "long: cargo test --release --all-features -p signature-verification --lib long_ -- --ignored --nocapture"]
fn long_random_signatures() {
    const KEYS: usize = 350;
    const SIGNATURES: usize = 100;
    check_random_signatures(&mut StdRng::seed_from_u64(rand::random()), KEYS, SIGNATURES);
    // Each right one has two wrong ones with it.
    std::println!(
        "{} signatures by {KEYS} keys, with both tables of {NAME}: all verdicts as the crate's",
        KEYS * SIGNATURES * 3
    );
}

fn edge_biased() -> impl Strategy<Value = oracle::Scalar> {
    prop_oneof![
        any::<u64>().prop_map(|seed| random(&mut StdRng::seed_from_u64(seed))),
        prop::sample::select(edge_scalars()),
        // Runs of equal bytes.
        (any::<u64>(), 0..LENGTH, any::<u8>()).prop_map(|(seed, from, fill)| {
            let mut bytes = random_bytes(&mut StdRng::seed_from_u64(seed));
            bytes[from..].fill(fill);
            bytes[0] &= TOP_MASK;
            reduced(&bytes)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_scalars_and_any_key(u1 in edge_biased(), u2 in edge_biased(), secret in edge_biased()) {
        prop_assume!(!bool::from(secret.is_zero()));
        Key::new(&secret).check_sum(&u1, &u2);
    }
}
