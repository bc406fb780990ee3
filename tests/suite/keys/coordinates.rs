//! Coordinates of points that are not below the prime (threat class 13, CVE-2017-16007). A decoder that reduces them modulo the
//! prime would accept a second text of the same key.
//!
//! So the points here have a coordinate that is small enough to add the prime to it, in bytes of the same length.

use jwt_codec::jwk::Jwk;
use jwt_codec::{Algorithm, KeyDefect, KeyError, KeyPart, jwa};
use num_bigint::BigUint;
use serde_json::json;

use crate::keys::der::{bit_string, sequence};
use crate::support::base64url;

/// A curve, with its prime and two points, all in hexadecimal digits.
struct Curve {
    name: &'static str,
    algorithm: Algorithm,
    /// The `OBJECT IDENTIFIER` (RFC 5480 section 2.1.1.1, SEC 2 section A.2.1).
    identifier: &'static [u8],
    prime: &'static str,
    /// The point of the smallest `x`, with the smaller of its two `y`.
    of_small_x: [&'static str; 2],
    /// A point with `y` = 1.
    of_small_y: [&'static str; 2],
}

/// The points are computed from the equation of the curve (FIPS 186-4 section D.1.2, SEC 2 section 2.4.1), in Python: for `y`,
/// `pow(x**3 + a*x + b, (p + 1) // 4, p)`; for `x`, a root of `x**3 + a*x + b - 1`, found as a factor of `x**p - x`.
const CURVES: [Curve; 4] = [
    Curve {
        name: "P-256",
        algorithm: Algorithm::ES256,
        identifier: &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
        prime: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        of_small_x: ["0", "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4"],
        of_small_y: ["09e78d4ef60d05f750f6636209092bc43cbdd6b47e11a9de20a9feb2a50bb96c", "1"],
    },
    Curve {
        name: "P-384",
        algorithm: Algorithm::ES384,
        identifier: &[6, 5, 0x2b, 0x81, 4, 0, 0x22],
        prime: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        of_small_x: [
            "0",
            "3cf99ef04f51a5ea630ba3f9f960dd593a14c9be39fd2bd215d3b4b08aaaf86bbf927f2c46e52ab06fb742b8850e521e",
        ],
        of_small_y: [
            "2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba27f0a104c89704773a81fdabee6ab5c78",
            "1",
        ],
    },
    Curve {
        name: "P-521",
        algorithm: Algorithm::ES512,
        identifier: &[6, 5, 0x2b, 0x81, 4, 0, 0x23],
        prime: concat!(
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        ),
        of_small_x: [
            "0",
            concat!(
                "d20ec9fea6b577c10d26ca1bb446f40b299e648b1ad508aad068896fee3f8e614b",
                "c63054d5772bf01a65d412e0bcaa8e965d2f5d332d7f39f846d440ae001f4f87"
            ),
        ],
        of_small_y: [
            concat!(
                "d9cb7a32dab342f863edb340f3ea61ddf833e755ce66bb1a918a42714ba05bcdf4",
                "ff10994f616a9d80cd0b48b326e3a8a2a8f5634d824875b6e71fb7cddd7b5018"
            ),
            "1",
        ],
    },
    Curve {
        name: "secp256k1",
        algorithm: Algorithm::ES256K,
        identifier: &[6, 5, 0x2b, 0x81, 4, 0, 0x0a],
        prime: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
        of_small_x: ["1", "4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee"],
        of_small_y: ["146d3b65add9f54ccca28533c88e2cbc63f7443e1658783ab41f8ef97c2a10b5", "1"],
    },
];

fn number(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap()
}

impl Curve {
    /// Big-endian, in the length of the curve's coordinates.
    #[track_caller]
    fn octets(&self, number: &BigUint) -> Vec<u8> {
        let octets = number.to_bytes_be();
        [vec![0; self.prime.len() / 2 - octets.len()], octets].concat()
    }

    /// What is said of a key with these coordinates: as a JWK, and in SPKI with the point as it is and compressed.
    #[track_caller]
    fn read(&self, x: &BigUint, y: &BigUint) -> [Result<(), KeyError>; 3] {
        let [x, y] = [x, y].map(|coordinate| self.octets(coordinate));
        let jwk = json!({"kty": "EC", "crv": self.name, "x": base64url::encode(&x), "y": base64url::encode(&y)});
        let jwk = Jwk::from_json(jwk.to_string()).unwrap();
        // RFC 5480 section 2 and SEC 1 section 2.3.3: compressed, a bit of `y` is all that is left of it.
        let compressed = [&[2 + (y.last().unwrap() & 1)], &x[..]].concat();
        let spki = |point: &[u8]| {
            const ID_EC_PUBLIC_KEY: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
            let der = sequence(&[&sequence(&[ID_EC_PUBLIC_KEY, self.identifier]), &bit_string(point)]);
            jwa::verifying_key_from_der(self.algorithm, &der).map(|_| ())
        };
        let whole = [&[4], &x[..], &y[..]].concat();
        [jwk.verifying_key_for(self.algorithm).map(|_| ()), spki(&whole), spki(&compressed)]
    }
}

const NOT_ON_CURVE: Result<(), KeyError> = Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve));

#[test]
fn coordinates_are_below_the_prime() {
    for curve in CURVES {
        let name = curve.name;
        let p = number(curve.prime);
        let [x, y] = curve.of_small_x.map(number);
        assert_eq!(curve.read(&x, &y), [Ok(()); 3], "{name}");
        assert_eq!(curve.read(&x, &(&p - &y)), [Ok(()); 3], "{name}");
        assert_eq!(curve.read(&(&x + &p), &y), [NOT_ON_CURVE; 3], "{name}");
        assert_eq!(curve.read(&(&x + &p), &(&p - &y)), [NOT_ON_CURVE; 3], "{name}");

        let [x, y] = curve.of_small_y.map(number);
        assert_eq!(curve.read(&x, &y), [Ok(()); 3], "{name}");
        // Compressed, it is the other of the two points, since the prime is odd.
        assert_eq!(curve.read(&x, &(&y + &p)), [NOT_ON_CURVE, NOT_ON_CURVE, Ok(())], "{name}");
    }
}

/// The coordinates of P-521 have seven bits to spare, so that every point has other texts.
#[test]
fn coordinates_of_p_521_leave_bits_over() {
    let [.., curve, _] = CURVES;
    let p = number(curve.prime);
    for point in [curve.of_small_x, curve.of_small_y] {
        let [x, y] = point.map(number);
        for times in [1_u32, 2, 100, 126] {
            let more = &p * times;
            assert_eq!(curve.read(&(&x + &more), &y), [NOT_ON_CURVE; 3], "{times}");
            assert_eq!(curve.read(&x, &(&y + &more))[..2], [NOT_ON_CURVE; 2], "{times}");
            assert_eq!(curve.read(&(&x + &more), &(&y + &more)), [NOT_ON_CURVE; 3], "{times}");
        }
    }
}
