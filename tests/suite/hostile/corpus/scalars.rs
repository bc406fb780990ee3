//! Numbers in signatures that are at the limits of their range: [`Class::Scalars`].

use jwt_codec::{Algorithm, VerifyError};
use num_bigint::BigUint;

use super::victim::Victim;
use super::{Case, Class};
use crate::keys::der;

/// The orders of the groups (FIPS 186-4 appendix D.1.2, SEC 2 section 2.4.1, RFC 8032 section 5.1), in hexadecimal digits.
const P256: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const P384: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";
const P521: &str = concat!(
    "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa",
    "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
);
const SECP256K1: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const ED25519: &str = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";

/// Points whose order divides 8, as RFC 8032 encodes them, and encodings of the same points that are not canonical.
pub(crate) const SMALL_ORDER: [&str; 10] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    match victim.algorithm {
        Algorithm::ES256 => ecdsa(victim, P256),
        Algorithm::ES384 => ecdsa(victim, P384),
        Algorithm::ES512 => ecdsa(victim, P521),
        Algorithm::ES256K => ecdsa(victim, SECP256K1),
        Algorithm::EdDSA | Algorithm::Ed25519 => ed25519(victim),
        _ => Vec::new(),
    }
}

fn number(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap()
}

/// Big-endian, of that many bytes.
fn bytes(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    [vec![0; length - bytes.len()], bytes].concat()
}

/// An ASN.1 INTEGER.
fn integer(number: &BigUint) -> Vec<u8> {
    let magnitude = number.to_bytes_be();
    let sign = if magnitude[0] >= 0x80 { &[0][..] } else { &[] };
    der::value(2, &[sign, &magnitude])
}

fn ecdsa(victim: &Victim, order: &str) -> Vec<Case> {
    let n = number(order);
    let (_, good) = victim.control();
    let length = good.len() / 2;
    let (r, s) = (BigUint::from_bytes_be(&good[..length]), BigUint::from_bytes_be(&good[length..]));
    let largest = (BigUint::from(1_u8) << (8 * length)) - 1_u8;
    let one = BigUint::from(1_u8);
    let mut limits = vec![BigUint::ZERO, one.clone(), &n - 1_u8, n.clone(), &n + 1_u8, largest.clone()];
    // Where the bytes have room for them: the same numbers modulo the order.
    limits.extend([&r + &n, &s + &n].into_iter().filter(|number| *number <= largest));
    let signature = |r: &BigUint, s: &BigUint| victim.with_signature([bytes(r, length), bytes(s, length)].concat());
    let refused = |what: &str, r: &BigUint, s: &BigUint| {
        Case::refused(Class::Scalars, what, signature(r, s), VerifyError::InvalidSignature)
    };
    let mut cases = Vec::new();
    for x in &limits {
        for y in limits.iter().chain([&r, &s]) {
            cases.push(refused("at the limits", x, y));
        }
        for y in [&r, &s] {
            cases.push(refused("at the limits", y, x));
        }
    }
    cases.push(refused("swapped", &s, &r));
    cases.push(refused("r negated", &(&n - &r), &s));
    // RFC 7518 asks for no lower `s`: the negative one is as good.
    cases.push(Case::accepted(Class::Scalars, "s negated", signature(&r, &(&n - &s))));
    let der = der::sequence(&[&integer(&r), &integer(&s)]);
    cases.push(Case::refused(Class::Scalars, "DER", victim.with_signature(der), VerifyError::InvalidSignature));
    cases
}

fn ed25519(victim: &Victim) -> Vec<Case> {
    let order = number(ED25519);
    let (_, good) = victim.control();
    let s = BigUint::from_bytes_le(&good[32..]);
    let little = |number: &BigUint| {
        let mut bytes = number.to_bytes_le();
        bytes.resize(32, 0);
        bytes
    };
    let mut scalars: Vec<Vec<u8>> = [0_u8, 1, 2].iter().map(|many| little(&(&s + &order * (many + 1_u8)))).collect();
    scalars.extend([little(&order), little(&BigUint::ZERO), little(&(&order - &s)), vec![0xff; 32]]);
    let refused = |what: &str, r: &[u8], s: &[u8]| {
        let token = victim.with_signature([r, s].concat());
        Case::refused(Class::Scalars, what, token, VerifyError::InvalidSignature)
    };
    let mut cases: Vec<_> =
        scalars.iter().map(|scalar| refused("S is not below the order", &good[..32], scalar)).collect();
    for point in SMALL_ORDER {
        let point: Vec<u8> = bytes(&number(point), 32);
        for scalar in scalars.iter().map(Vec::as_slice).chain([&good[32..]]) {
            cases.push(refused("R of small order", &point, scalar));
        }
    }
    // y is 18, in an encoding that is not canonical, of a point whose order is not small.
    cases.push(refused("R is not canonical", &[0xff; 32], &good[32..]));
    let mut negated = good[..32].to_vec();
    negated[31] ^= 0x80;
    cases.push(refused("R negated", &negated, &good[32..]));
    cases.push(Case::accepted(Class::Scalars, "the right one", victim.with_signature(&good)));
    cases
}
