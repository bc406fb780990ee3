//! Verifies a thousand well-formed signatures under one key, right ones and wrong ones, for the script `instruction-spread` to count the
//! instructions of each.
//!
//! `instruction_spread ALGORITHM [COUNT]`; without arguments, as under `cargo test --benches`, every algorithm once over.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a measuring program"
)]

mod fixture;

use std::env;
use std::hint::black_box;

use jwt_codec::{Algorithm, EdDsa, Es256, Es384, Es512, Hs256, Ps256, Rs256, Sign, SigningKey, Verify, VerifyingKey};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

/// A message, of the length of a token's signing input.
const MESSAGE: [u8; 220] = [b'm'; 220];

/// One in so many signatures is right: RSA signing under a simulator takes its time.
const RIGHT_ONES: usize = 20;

const ALGORITHMS: [&str; 11] = [
    "HS256",
    "RS256",
    "PS256",
    "ES256",
    "ES256-prepared",
    "ES384",
    "ES384-prepared",
    "ES512",
    "ES512-prepared",
    "EdDSA",
    "EdDSA-prepared",
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let count = arguments.get(1).and_then(|count| count.parse().ok()).unwrap_or(40);
    match arguments.first() {
        Some(algorithm) => run(algorithm, count),
        None => ALGORITHMS.iter().for_each(|algorithm| run(algorithm, count)),
    }
}

fn run(algorithm: &str, count: usize) {
    match algorithm {
        "HS256" => {
            let key = SigningKey::<Hs256>::from_secret(&[7; 32]).expect("a secret");
            verify_all(&key.verifying_key(), &key, count);
        }
        "RS256" => {
            let key = SigningKey::<Rs256>::from_pem(fixture::RSA_PRIVATE_KEY).expect("a private key");
            verify_all(&key.verifying_key(), &key, count);
        }
        "PS256" => {
            let key = SigningKey::<Ps256>::from_pem(fixture::RSA_PRIVATE_KEY).expect("a private key");
            verify_all(&key.verifying_key(), &key, count);
        }
        "ES256" => verify_all(&es256_key().verifying_key(), &es256_key(), count),
        "ES256-prepared" => {
            let key: VerifyingKey<Es256> = es256_key().verifying_key().prepare();
            verify_all(&key, &es256_key(), count);
        }
        "ES384" => verify_all(&es384_key().verifying_key(), &es384_key(), count),
        "ES384-prepared" => verify_all(&es384_key().verifying_key().prepare(), &es384_key(), count),
        "ES512" => verify_all(&es512_key().verifying_key(), &es512_key(), count),
        "ES512-prepared" => verify_all(&es512_key().verifying_key().prepare(), &es512_key(), count),
        "EdDSA" => verify_all(&eddsa_key().verifying_key(), &eddsa_key(), count),
        "EdDSA-prepared" => verify_all(&eddsa_key().verifying_key().prepare(), &eddsa_key(), count),
        other => panic!("{other} is none of the algorithms that are counted"),
    }
}

fn es256_key() -> SigningKey<Es256> {
    SigningKey::from_pem(fixture::P256_PRIVATE_KEY).expect("a private key")
}

fn es384_key() -> SigningKey<Es384> {
    SigningKey::from_scalar(&[0x42; 48]).expect("a private key")
}

fn es512_key() -> SigningKey<Es512> {
    SigningKey::from_scalar(&[&[0], &[0x42; 65][..]].concat()).expect("a private key")
}

fn eddsa_key() -> SigningKey<EdDsa> {
    SigningKey::from_seed(&[7; 32]).expect("a private key")
}

fn verify_all(key: &dyn Verify, signer: &dyn Sign, count: usize) {
    let mut random = StdRng::seed_from_u64(7515);
    let mut right = vec![0; signer.signature_len()];
    signer.sign(&MESSAGE, &mut right).expect("signs");
    let mut accepted = 0;
    for number in 0..count {
        let mut signature = right.clone();
        if number % RIGHT_ONES != 0 {
            random.fill_bytes(&mut signature);
            // Below the modulus, and below the order of the curve: well-formed.
            let half = signature.len() / 2;
            for start in [0, half] {
                // The order of P-521 has 521 bits, 7 less than its bytes.
                signature[start] >>= if half == 66 { 7 } else { 1 };
            }
            if key.algorithm() == Algorithm::EdDSA {
                // Little-endian, and the order is a little above 2^252.
                signature[63] &= 0x0f;
            }
        } else if number % (2 * RIGHT_ONES) != 0 {
            // Nearly right.
            let place = random.random_range(1..signature.len());
            signature[place] ^= 1;
        }
        accepted += usize::from(verify_once(key, &signature));
    }
    assert_eq!(accepted, count.div_ceil(2 * RIGHT_ONES), "right signatures of {}", key.algorithm());
    println!("{}: {count} signatures, {accepted} of them right", key.algorithm());
}

/// What is counted.
#[inline(never)]
fn verify_once(key: &dyn Verify, signature: &[u8]) -> bool {
    black_box(key).verify(black_box(&MESSAGE), black_box(signature)).is_ok()
}
