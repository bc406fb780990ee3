//! Any key, message, R and S of Ed25519, near the edges: the verdict is that of `verify_strict` of the crate `ed25519-dalek`, by both tables of
//! the engine, and through a `VerifyingKey`, prepared or not. Keys that have another encoding than their own are refused by us alone.
//!
//! Keys and points R may have a part of small order, so that some signatures are right with a cofactor only.

use std::sync::LazyLock;

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use jwt_codec::{EdDsa, Verify};
use num_bigint::BigUint;
use sha2::{Digest, Sha512};
use signature_verification::ed25519::PublicKey;

use super::bytes::Bytes;
use super::numbers::{hex, number, octets};

struct Curve {
    p: BigUint,
    order: BigUint,
}

static CURVE: LazyLock<Curve> = LazyLock::new(|| Curve {
    p: hex(b"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"),
    order: hex(b"1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"),
});

/// The y coordinates of the points of small order, with the sign bit of x (RFC 8032 section 5.1.2), little-endian.
const SMALL_ORDER: [&[u8; 64]; 8] = [
    b"0100000000000000000000000000000000000000000000000000000000000000",
    b"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    b"0000000000000000000000000000000000000000000000000000000000000000",
    b"0000000000000000000000000000000000000000000000000000000000000080",
    b"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    b"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    b"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    b"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
];

const BASE_POINT: &[u8; 64] = b"5866666666666666666666666666666666666666666666666666666666666666";

/// A point as the oracle has it.
fn point(encoded: &[u8; 32]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(encoded).ok()
}

fn known_point(digits: &[u8]) -> VerifyingKey {
    let encoded = octets(&hex(digits), 32);
    point(&encoded.try_into().expect("32 octets")).expect("a point")
}

pub fn property(data: &[u8]) {
    let mut bytes = Bytes(data);
    let [kind, torsion, tampering] = bytes.array();
    let message: [u8; 3] = bytes.array();
    let (a, r): ([u8; 4], [u8; 4]) = (bytes.array(), bytes.array());
    let [a, r] = [a, r].map(seed);
    let small = |index: u8| known_point(SMALL_ORDER[usize::from(index) % 8]).to_edwards();
    let (of_key, of_r) = (small(torsion % 8), small(torsion / 8));

    // A = a B + T; R = r B + U, or U alone.
    let base = known_point(BASE_POINT).to_edwards();
    let key: [u8; 32] = match kind % 4 {
        0 => encoding(&mut bytes),
        1 => (of_key + of_r).compress().to_bytes(),
        _ => (base * a.to_scalar() + of_key).compress().to_bytes(),
    };
    let is_small = kind / 4 % 4 == 0;
    let encoded_r: [u8; 32] = match kind / 4 % 4 {
        0 => of_r.compress().to_bytes(),
        1 => encoding(&mut bytes),
        _ => (base * r.to_scalar() + of_r).compress().to_bytes(),
    };
    // S = r + k a: right for a key without torsion, if there is none in R.
    let k = BigUint::from_bytes_le(&hash(&encoded_r, &key, &message));
    let [a, r] = [a, r].map(|key| BigUint::from_bytes_le(key.to_scalar().as_bytes()));
    let r = if is_small { BigUint::ZERO } else { r };
    let s = (r + &k * a) % &CURVE.order;
    let is_right = kind % 4 >= 2 && kind / 4 % 4 >= 2 && torsion % 64 == 0;

    let engine = Engine::new(key);
    let accepted = engine.check(&message, &encoded_r, &s);
    assert!(accepted || !is_right, "a right signature is refused: {key:x?} {message:x?} {encoded_r:x?} {s:x}");

    // What is next to it.
    let mut other_r = encoded_r;
    match tampering % 6 {
        0 => assert!(!engine.check(&message, &encoded_r, &(&s + &CURVE.order * (tampering / 6 % 8 + 1)))),
        1 => drop(engine.check(&message, &encoded_r, &number(&mut bytes, 32, &[&CURVE.order, &CURVE.p]))),
        2 => drop(engine.check(&message, &encoding(&mut bytes), &s)),
        3 => drop(engine.check(&message, &encoded_r, &(&CURVE.order - s))),
        4 => {
            other_r[31] ^= 0x80;
            engine.check(&message, &other_r, &s);
        }
        _ => {
            other_r[usize::from(tampering) % 32] ^= 1;
            engine.check(&message, &other_r, &s);
        }
    }
}

/// A key whose scalar is known.
fn seed(bytes: [u8; 4]) -> SigningKey {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&bytes);
    SigningKey::from_bytes(&seed)
}

/// 32 octets: an integer near an edge, with any sign bit.
fn encoding(bytes: &mut Bytes<'_>) -> [u8; 32] {
    let sign = bytes.byte();
    let mut encoded = octets(&number(bytes, 32, &[&CURVE.p]), 32);
    encoded.reverse();
    encoded[31] ^= sign & 0x80;
    encoded.try_into().expect("32 octets")
}

fn hash(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> [u8; 64] {
    Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize().into()
}

/// A key of both tables; `None` if they refuse it.
struct Engine {
    encoded: [u8; 32],
    oracle: Option<VerifyingKey>,
    keys: [Option<PublicKey>; 2],
    verifying: Option<jwt_codec::VerifyingKey<EdDsa>>,
    prepared: Option<jwt_codec::VerifyingKey<EdDsa>>,
}

impl Engine {
    fn new(encoded: [u8; 32]) -> Self {
        // The oracle takes several encodings of a point, and refuses those of small order later.
        let is_its_own = |key: &VerifyingKey| key.to_edwards().compress().to_bytes() == encoded;
        let oracle = point(&encoded).filter(|key| is_its_own(key) && !key.is_weak());
        let keys = [PublicKey::new(&encoded), PublicKey::new_large(&encoded)];
        let verifying = || jwt_codec::VerifyingKey::<EdDsa>::from_bytes(&encoded).ok();
        let (verifying, prepared) = (verifying(), verifying().map(jwt_codec::VerifyingKey::prepare));
        let are_keys = [keys[0].is_some(), keys[1].is_some(), verifying.is_some()];
        assert_eq!(are_keys, [oracle.is_some(); 3], "{encoded:x?}");
        Self { encoded, oracle, keys, verifying, prepared }
    }

    /// The verdict, which is the oracle's.
    fn check(&self, message: &[u8], r: &[u8; 32], s: &BigUint) -> bool {
        let Some(oracle) = &self.oracle else { return false };
        if s.bits() > 256 {
            return false;
        }
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(r);
        signature[32..].copy_from_slice(&octets(s, 32));
        signature[32..].reverse();
        let expected = oracle.verify_strict(message, &Signature::from_bytes(&signature)).is_ok();
        let hash = hash(r, &self.encoded, message);
        let engines = self.keys.iter().flatten().map(|key| key.is_signature(&hash, &signature));
        let keys = [&self.verifying, &self.prepared].into_iter().flatten();
        let verdicts = engines.chain(keys.map(|key| key.verify(message, &signature).is_ok()));
        for found in verdicts {
            assert_eq!(found, expected, "{:x?} {message:x?} {signature:x?}", self.encoded);
        }
        expected
    }
}
