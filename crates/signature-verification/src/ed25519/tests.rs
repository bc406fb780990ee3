//! Against `ed25519-dalek` and `curve25519-dalek`: points, tables and verdicts.

use std::path::PathBuf;
use std::vec;
use std::vec::Vec;

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use ed25519_dalek::{Signature, VerifyingKey};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha512};

use super::*;

mod fields;

fn scalar(rng: &mut StdRng) -> Scalar {
    Scalar::from_bytes_mod_order(rng.random())
}

fn hash(r: &[u8; 32], a: &[u8; 32], message: &[u8]) -> [u8; 64] {
    Sha512::new().chain_update(r).chain_update(a).chain_update(message).finalize().into()
}

/// A key, ours with each of its tables and the oracle's; `None` for a key that we refuse.
struct Key {
    ours: [Option<PublicKey>; 2],
    oracle: VerifyingKey,
}

impl Key {
    fn new(point: &EdwardsPoint) -> Self {
        let bytes = point.compress().to_bytes();
        Self { ours: ours(&bytes), oracle: VerifyingKey::from_bytes(&bytes).expect("a point") }
    }

    /// The verdict is `verify_strict`'s.
    #[track_caller]
    fn check(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let expected = self.oracle.verify_strict(message, &Signature::from_bytes(signature)).is_ok();
        let r = signature.first_chunk().expect("64 bytes");
        let hash = hash(r, self.oracle.as_bytes(), message);
        for ours in &self.ours {
            let found = ours.as_ref().is_some_and(|key| key.is_signature(&hash, signature));
            assert_eq!(found, expected, "{:x?} {message:x?} {signature:x?}", self.oracle.as_bytes());
        }
        expected
    }
}

fn ours(bytes: &[u8; 32]) -> [Option<PublicKey>; 2] {
    [PublicKey::new(bytes), PublicKey::new_large(bytes)]
}

#[test]
fn debug_names_the_curve() {
    let [key, _] = ours(&ED25519_BASEPOINT_POINT.compress().to_bytes());
    assert_eq!(std::format!("{:?}", key.expect("a point")), r#"PublicKey { curve: "Ed25519", .. }"#);
}

fn join(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r);
    signature[32..].copy_from_slice(s);
    signature
}

/// With the secret scalar a of a key A = a B + T, and the point R = r B + U: S = r + k a.
fn sign(a: &Scalar, key: &EdwardsPoint, r: &Scalar, torsion: &EdwardsPoint, message: &[u8]) -> [u8; 64] {
    let encoded = (ED25519_BASEPOINT_POINT * r + torsion).compress().to_bytes();
    let k = Scalar::from_bytes_mod_order_wide(&hash(&encoded, &key.compress().to_bytes(), message));
    join(&encoded, &(r + k * a).to_bytes())
}

fn check_random_signatures(rng: &mut StdRng, keys: usize, signatures: usize) {
    let none = EIGHT_TORSION[0];
    for _ in 0..keys {
        let a = scalar(rng);
        let point = ED25519_BASEPOINT_POINT * a;
        let key = Key::new(&point);
        for _ in 0..signatures {
            let message: [u8; 24] = rng.random();
            let signature = sign(&a, &point, &scalar(rng), &none, &message);
            assert!(key.check(&message, &signature));
            let mut wrong = signature;
            let bit = rng.random_range(0..512);
            wrong[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.check(&message, &wrong));
            let mut random = [0; 64];
            random.fill_with(|| rng.random());
            random[63] &= 0x0f;
            assert!(!key.check(&message, &random));
        }
    }
}

#[test]
fn random_signatures() {
    check_random_signatures(&mut StdRng::seed_from_u64(1), 4, 25);
}

#[test]
#[ignore = "long: cargo test --release --all-features -p signature-verification --lib long_ -- --ignored --nocapture"]
fn long_random_signatures() {
    const KEYS: usize = 350;
    const SIGNATURES: usize = 100;
    check_random_signatures(&mut StdRng::seed_from_u64(rand::random()), KEYS, SIGNATURES);
    // Each right one has two wrong ones with it.
    std::println!(
        "{} signatures by {KEYS} keys, with both tables of Ed25519: all verdicts as verify_strict's",
        KEYS * SIGNATURES * 3
    );
}

/// Keys a B + T and points r B + U for all T and U of small order: some signatures are right without a cofactor.
#[test]
fn keys_and_signatures_with_a_torsion_part() {
    let mut rng = StdRng::seed_from_u64(2);
    let mut accepted = [0; 8];
    for (place, key_torsion) in EIGHT_TORSION.iter().enumerate() {
        let a = scalar(&mut rng);
        let point = ED25519_BASEPOINT_POINT * a + key_torsion;
        let key = Key::new(&point);
        for round in 0..4_u8 {
            for torsion in EIGHT_TORSION {
                let signature = sign(&a, &point, &scalar(&mut rng), &torsion, &[round]);
                accepted[place] += usize::from(key.check(&[round], &signature));
            }
        }
    }
    // Without torsion in the key, that of R decides.
    assert_eq!(accepted[0], 4);
    assert!(accepted[1..].iter().sum::<usize>() > 7, "{accepted:?}");
}

#[test]
fn keys_of_small_order_are_refused() {
    for torsion in EIGHT_TORSION {
        let key = Key::new(&torsion);
        assert!(key.ours.iter().all(Option::is_none));
        for r in EIGHT_TORSION {
            assert!(!key.check(b"message", &join(&r.compress().to_bytes(), &[0; 32])));
        }
    }
}

/// S = k a makes R the neutral element; with torsion, a point of small order.
#[test]
fn an_r_of_small_order_is_refused() {
    let mut rng = StdRng::seed_from_u64(3);
    for key_torsion in EIGHT_TORSION {
        let a = scalar(&mut rng);
        let point = ED25519_BASEPOINT_POINT * a + key_torsion;
        let key = Key::new(&point);
        for torsion in EIGHT_TORSION {
            let signature = sign(&a, &point, &Scalar::ZERO, &torsion, b"message");
            assert!(!key.check(b"message", &signature));
        }
    }
}

#[test]
fn an_s_beyond_the_order_is_refused() {
    let mut rng = StdRng::seed_from_u64(4);
    let a = scalar(&mut rng);
    let point = ED25519_BASEPOINT_POINT * a;
    let key = Key::new(&point);
    let signature = sign(&a, &point, &scalar(&mut rng), &EIGHT_TORSION[0], b"message");
    assert!(key.check(b"message", &signature));
    // S + L, S + 2 L, ...
    let mut s = from_le_bytes(signature.last_chunk().expect("64 bytes"));
    for _ in 0..15 {
        let (sum, carry) = limbs::add(&s, &Order::MODULUS);
        assert_eq!(carry, 0);
        s = sum;
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(s.iter().flat_map(|limb| limb.to_le_bytes())).for_each(|(byte, ours)| *byte = ours);
        assert!(!key.check(b"message", &join(signature.first_chunk().expect("64 bytes"), &bytes)));
    }
    // 0, L - 1, L: of an R that none of them fits.
    let minus_one = (-Scalar::ONE).to_bytes();
    let mut order = minus_one;
    order[0] += 1;
    for s in [[0; 32], minus_one, order, [0xff; 32]] {
        assert!(!key.check(b"message", &join(signature.first_chunk().expect("64 bytes"), &s)));
    }
}

/// Scalars at the edges: S and k even and odd, 0 and L - 1.
#[test]
fn sums_of_edge_scalars() {
    let mut rng = StdRng::seed_from_u64(5);
    let mut edges = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(2_u8), -Scalar::from(2_u8)];
    for exponent in [15, 16, 31, 32, 63, 64, 127, 128, 223, 224, 251, 252] {
        let power = (0..exponent).fold(Scalar::ONE, |power, _| power + power);
        edges.extend([power, power - Scalar::ONE, power + Scalar::ONE]);
    }
    edges.extend([scalar(&mut rng), scalar(&mut rng)]);
    for torsion in EIGHT_TORSION {
        let point = ED25519_BASEPOINT_POINT * scalar(&mut rng) + torsion;
        let keys = ours(&point.compress().to_bytes()).map(|key| key.expect("a point"));
        for s in &edges {
            for k in edges.iter().step_by(3) {
                let expected = ED25519_BASEPOINT_POINT * s - multiple(k, &point);
                let [s, k] = [s, k].map(|scalar| from_le_bytes(scalar.as_bytes()));
                for key in &keys {
                    let sum = (key.sum_of_products)(key, &s, &k);
                    assert_eq!(sum.encode(), expected.compress().to_bytes(), "{s:x?} {k:x?}");
                    assert_eq!(sum.has_small_order(), expected.is_small_order());
                }
            }
        }
    }
}

/// By the integer: bit by bit.
fn multiple(k: &Scalar, point: &EdwardsPoint) -> EdwardsPoint {
    k.as_bytes().iter().rev().fold(EIGHT_TORSION[0], |sum, byte| {
        (0..8).rev().fold(sum, |sum, bit| {
            let double = sum + sum;
            if byte >> bit & 1 == 1 { double + point } else { double }
        })
    })
}

#[test]
fn encodings_are_decoded_as_by_the_oracle() {
    let mut rng = StdRng::seed_from_u64(6);
    let mut encodings: Vec<[u8; 32]> = (0..200).map(|_| rng.random()).collect();
    // y = 0, 1, ..., and p - 1, p, p + 1, ... with both signs.
    for small in 0..24_u8 {
        for sign in [0, 0x80] {
            let mut low = [0; 32];
            (low[0], low[31]) = (small, sign);
            let mut high = [0xff; 32];
            (high[0], high[31]) = (0xe8 + small, 0x7f | sign);
            encodings.extend([low, high]);
        }
    }
    encodings.extend(EIGHT_TORSION.iter().map(|point| point.compress().to_bytes()));
    let mut decoded = 0;
    for bytes in encodings {
        let oracle = VerifyingKey::from_bytes(&bytes).ok().map(|key| key.to_edwards());
        // The oracle takes several encodings of a point.
        let expected = oracle.filter(|point| point.compress().to_bytes() == bytes);
        let found = Sum::decode(&bytes);
        assert_eq!(found.is_some(), expected.is_some(), "{bytes:x?}");
        if let (Some(found), Some(expected)) = (found, expected) {
            assert_eq!(found.encode(), bytes);
            assert_eq!(found.negate().encode(), (-expected).compress().to_bytes());
            for ours in ours(&bytes) {
                assert_eq!(ours.is_some(), !expected.is_small_order());
            }
            decoded += 1;
        }
    }
    assert!(decoded > 100);
}

/// The shapes of the tables, and their files.
const SHAPES: [(usize, &str); 2] = [(COLUMNS, "base.bin"), (LARGE_COLUMNS, "base_large.bin")];

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/ed25519").join(file)
}

fn base_table(columns: usize) -> Box<[[Summand; POINTS]]> {
    comb::table(&Sum::decode(&ED25519_BASEPOINT_POINT.compress().to_bytes()).expect("the base point"), columns)
}

fn base_table_bytes(columns: usize) -> Vec<u8> {
    let table = base_table(columns);
    let elements = table.iter().flatten().flat_map(|point| [point.sum, point.difference, point.product]);
    elements.flat_map(|element| element.canonical_limbs()).flat_map(u64::to_le_bytes).collect()
}

#[test]
fn base_table_files_are_the_tables_of_the_base_point() {
    for ((columns, file), blocks) in SHAPES.into_iter().zip([comb::BASE.blocks(), comb::LARGE_BASE.blocks()]) {
        assert!(
            std::fs::read(path(file)).expect("the file is there") == base_table_bytes(columns),
            "write it: cargo test --all-features -p signature-verification write_base_table_files -- --ignored"
        );
        // Read as when it is used.
        let table = base_table(columns);
        assert_eq!(blocks.len(), table.len());
        for (entry, point) in blocks.as_flattened().iter().zip(table.as_flattened()) {
            assert!(entry.summand().sum.equals(&point.sum) && entry.summand().product.equals(&point.product));
            assert!(entry.summand().difference.equals(&point.difference));
        }
    }
}

#[test]
#[ignore = "writes the files that the other test compares with"]
fn write_base_table_files() {
    for (columns, file) in SHAPES {
        std::fs::write(path(file), base_table_bytes(columns)).expect("the source tree is writable");
    }
}

/// All entries of the tables, against sums made with `curve25519-dalek`.
#[test]
fn table_entries_are_the_signed_sums() {
    let tables = SHAPES.map(|(columns, _)| (columns, base_table(columns)));
    let blocks =
        tables.iter().flat_map(|(columns, table)| table.iter().enumerate().map(move |(i, block)| (i * columns, block)));
    for (position, points) in blocks {
        for (index, point) in points.iter().enumerate() {
            let signed = (0..BITS).rev().fold(Scalar::ZERO, |sum, i| {
                let is_plus = (index | POINTS) >> (i / POSITIONS) & 1 == 1;
                let one = if is_plus { Scalar::ONE } else { -Scalar::ONE };
                sum + sum + if i % POSITIONS == position { one } else { Scalar::ZERO }
            });
            let expected = ED25519_BASEPOINT_POINT * signed;
            let mut sum = Sum::NEUTRAL;
            sum.add(point);
            assert_eq!(sum.encode(), expected.compress().to_bytes(), "position {position}, index {index}");
            sum.add(&point.negate_if(u64::MAX));
            assert!(sum.encode() == Sum::NEUTRAL.encode() && (expected - expected).is_identity());
        }
    }
}
