//! Whole verifications, and the sum u1 G + u2 Q, against the crate `p256`.

extern crate std;

use std::vec::Vec;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::{AffineCoordinates, DecompressPoint};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::elliptic_curve::{Field, PrimeField};
use p256::{FieldBytes, ProjectivePoint};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

mod exceptional;

type Bytes = [u8; 32];

fn bytes(scalar: &p256::Scalar) -> Bytes {
    scalar.to_repr().into()
}

fn reduced(bytes: &Bytes) -> p256::Scalar {
    <p256::Scalar as Reduce<FieldBytes>>::reduce(&FieldBytes::from(*bytes))
}

fn random(rng: &mut StdRng) -> p256::Scalar {
    reduced(&rng.random())
}

fn inverse(scalar: &p256::Scalar) -> p256::Scalar {
    scalar.invert().expect("not zero")
}

/// A point prepared in both sizes, and the oracle's key.
struct Key {
    prepared: [PublicKey; 2],
    point: ProjectivePoint,
    verifying: VerifyingKey,
}

impl Key {
    fn new(secret: &p256::Scalar) -> Self {
        Self::from_point(ProjectivePoint::GENERATOR * secret)
    }

    fn from_point(point: ProjectivePoint) -> Self {
        let verifying = VerifyingKey::from_affine(point.to_affine()).expect("not infinity");
        let encoded = point.to_affine().to_sec1_point(false);
        let [x, y] = [encoded.x(), encoded.y()].map(|c| Bytes::from(*c.expect("uncompressed")));
        let prepared = [TableSize::COMPACT, TableSize::LARGE].map(|s| PublicKey::new(&x, &y, s).expect("on the curve"));
        Self { prepared, point, verifying }
    }

    /// u1 G + u2 Q: r is accepted if it is the sum's x modulo n, and only then.
    #[track_caller]
    fn check_sum(&self, u1: &p256::Scalar, u2: &p256::Scalar) {
        let sum = ProjectivePoint::GENERATOR * u1 + self.point * u2;
        let is_infinity = sum == ProjectivePoint::IDENTITY;
        let r = reduced(&sum.to_affine().x().into());
        let (u1, u2) = (bytes(u1), bytes(u2));
        for engine in 0..3 {
            let verify = |r: &p256::Scalar| match self.prepared.get(engine) {
                Some(prepared) => prepared.has_sum(&u1, &u2, &bytes(r)),
                None => self.verify_by_plain_twin(&u1, &u2, &bytes(r)),
            };
            assert_eq!(verify(&r), !is_infinity && !bool::from(r.is_zero()), "{u1:x?} {u2:x?}");
            assert!(!verify(&(r + p256::Scalar::ONE)), "r + 1: {u1:x?} {u2:x?}");
            assert!(!verify(&-r), "-r: {u1:x?} {u2:x?}");
        }
    }

    fn verify_by_plain_twin(&self, u1: &Bytes, u2: &Bytes, r: &Bytes) -> bool {
        let [k1, k2] = [u1, u2].map(limbs::from_be_bytes);
        let point = &self.prepared[0].point;
        let sum = complete::sum_of_products_vartime(&k1, &AffinePoint::BASE, &k2, point);
        Scalar::from_be_bytes_nonzero(r).is_some_and(|r| has_x_modulo_order(&sum, &r))
    }

    /// The verdict on a whole signature is the oracle's.
    #[track_caller]
    fn check_signature(&self, z: &Bytes, r: &Bytes, s: &Bytes) -> bool {
        let oracle =
            Signature::from_scalars(*r, *s).is_ok_and(|signature| self.verifying.verify_prehash(z, &signature).is_ok());
        for prepared in &self.prepared {
            assert_eq!(prepared.is_signature(z, r, s), oracle, "{z:x?} {r:x?} {s:x?}");
        }
        oracle
    }
}

/// A right signature, made by the definition (FIPS 186-5 section 6.4.1).
fn sign(secret: &p256::Scalar, z: &Bytes, k: &p256::Scalar) -> (Bytes, Bytes) {
    let x = (ProjectivePoint::GENERATOR * k).to_affine().x();
    let r = reduced(&x.into());
    let s = inverse(k) * (reduced(z) + r * secret);
    (bytes(&r), bytes(&s))
}

fn power_of_two(exponent: u32) -> p256::Scalar {
    (0..exponent).fold(p256::Scalar::ONE, |power, _| power.double())
}

/// Scalars at the edges of the recoding and of the modulus.
fn edge_scalars() -> Vec<p256::Scalar> {
    let mut edges: Vec<_> = (0..5_u64).map(p256::Scalar::from).collect();
    for exponent in [31, 32, 33, 63, 64, 127, 128, 191, 192, 223, 224, 225, 254, 255] {
        edges.extend([power_of_two(exponent), power_of_two(exponent) - p256::Scalar::ONE]);
    }
    edges.push(inverse(&p256::Scalar::from(2_u64)));
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
    let key = Key::new(&p256::Scalar::from(77_u64));
    key.check_sum(&p256::Scalar::ZERO, &p256::Scalar::ZERO);
}

#[test]
fn keys_that_are_small_multiples_of_the_base_point() {
    for k in [1, 2, 3, 8] {
        for secret in [p256::Scalar::from(k as u64), -p256::Scalar::from(k as u64)] {
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

#[test]
fn hash_zero_is_right() {
    let mut rng = StdRng::seed_from_u64(6);
    let secret = random(&mut rng);
    let key = Key::new(&secret);
    for z in [[0; 32], order()] {
        let (r, s) = sign(&secret, &z, &random(&mut rng));
        assert!(key.check_signature(&z, &r, &s));
        assert!(!key.check_signature(&z, &s, &r));
    }
}

/// n, big-endian.
fn order() -> Bytes {
    let mut order = bytes(&-p256::Scalar::ONE);
    order[31] += 1;
    order
}

/// Points with x = `first`, `first` + 1, ... (big-endian; those that exist), each as the sum u1 G +
/// u2 Q for the key Q made to fit, and how far x is from `first`.
fn keys_for_sums_from(first: &Bytes, count: u8) -> Vec<(Key, p256::Scalar, p256::Scalar, u8)> {
    let mut rng = StdRng::seed_from_u64(7);
    let mut keys = Vec::new();
    for offset in 0..count {
        let mut x = *first;
        x[31] += offset;
        let lifted = p256::AffinePoint::decompress(&FieldBytes::from(x), 0.into());
        if let Some(sum) = Option::<p256::AffinePoint>::from(lifted) {
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
        let r = p256::Scalar::from(u64::from(offset));
        let s = r * inverse(&u2);
        let verdict = key.check_signature(&bytes(&(u1 * s)), &bytes(&r), &bytes(&s));
        assert_eq!(verdict, offset != 0);
    }
}

/// x(R) = r + n is only tried where r + n is below p. Above, r + n is congruent to the smaller
/// r + n - p, and above 2^256 its limbs are those of r + n - 2^256: neither may pass as x(R).
#[test]
fn r_plus_order_is_not_tried_above_p() {
    let [p_minus_n, two_256_minus_n] = [&MODULUS, &[0; 4]].map(|minuend| {
        let (difference, _) = limbs::sub(minuend, &ORDER);
        difference
            .iter()
            .rev()
            .fold(p256::Scalar::ZERO, |sum, &limb| (0..64).fold(sum, |sum, _| sum.double()) + p256::Scalar::from(limb))
    });
    let keys = keys_for_sums_from(&[0; 32], 20);
    assert!(keys.len() > 5);
    for (key, u1, u2, x) in keys {
        key.check_sum(&u1, &u2);
        for above in [p_minus_n, two_256_minus_n] {
            let r = bytes(&(above + p256::Scalar::from(u64::from(x))));
            for prepared in &key.prepared {
                assert!(!prepared.has_sum(&bytes(&u1), &bytes(&u2), &r));
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
    for bad in [[0; 32], order(), [0xff; 32]] {
        assert!(!key.check_signature(&z, &bad, &s));
        assert!(!key.check_signature(&z, &r, &bad));
        assert!(!key.prepared[0].has_sum(&r, &s, &bad));
    }
}

/// Right signatures, and ones that are wrong by a bit of the hash, of r or of s, or altogether.
fn check_random_signatures(rng: &mut StdRng, keys: usize, signatures: usize) {
    for _ in 0..keys {
        let secret = random(rng);
        let key = Key::new(&secret);
        for _ in 0..signatures {
            let z: Bytes = rng.random();
            let (r, s) = sign(&secret, &z, &random(rng));
            assert!(key.check_signature(&z, &r, &s));
            let mut wrong = [z, r, s];
            let bit = rng.random_range(0..256_usize);
            wrong[rng.random_range(0..3_usize)][bit / 8] ^= 1 << (bit % 8);
            let [z, r, s] = wrong;
            assert!(!key.check_signature(&z, &r, &s));
            assert!(!key.check_signature(&rng.random(), &rng.random(), &rng.random()));
        }
    }
}

#[test]
fn random_signatures() {
    check_random_signatures(&mut StdRng::seed_from_u64(10), 2, 10);
}

#[test]
#[ignore = "long: cargo test --release --all-features --lib long_ -- --ignored --nocapture"]
fn long_random_signatures() {
    const KEYS: usize = 350;
    const SIGNATURES: usize = 100;
    check_random_signatures(&mut StdRng::seed_from_u64(rand::random()), KEYS, SIGNATURES);
    // Each right one has two wrong ones with it.
    std::println!("{} signatures by {KEYS} keys, with both tables: all verdicts as p256's", KEYS * SIGNATURES * 3);
}

fn edge_biased() -> impl Strategy<Value = p256::Scalar> {
    prop_oneof![
        any::<Bytes>().prop_map(|b| reduced(&b)),
        prop::sample::select(edge_scalars()),
        // Runs of equal bytes.
        (any::<Bytes>(), 0..32_usize, any::<u8>()).prop_map(|(mut b, from, fill)| {
            b[from..].fill(fill);
            reduced(&b)
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
