//! RSA moduli that a broken library made (ROCA, CVE-2017-15361) are refused wherever a key comes from, when it is loaded.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::{Algorithm, KeyDefect, KeyError, KeyPart, jwa};
use num_bigint::BigUint;
use serde_json::json;

use crate::keys::der::{bit_string, sequence, value};
use crate::keys::pem::{RSA_ENCRYPTION, block};
use crate::support::base64url;

const ID_RSASSA_PSS: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const NULL: &[u8] = &[5, 0];
const F4: &[u8] = &[1, 0, 1];

/// A power of 65537 has the form of those moduli. This one has 2049 bits.
fn weak_modulus() -> BigUint {
    BigUint::from(65537_u32).pow(128)
}

/// What each door says of a key with this modulus, by the name of the door.
fn read(algorithm: Algorithm, modulus: &BigUint) -> Vec<(&'static str, Result<(), KeyError>)> {
    let n = modulus.to_bytes_be();
    let pkcs1 = sequence(&[&value(2, &[&n]), &value(2, &[F4])]);
    let spki = |members: &[&[u8]]| sequence(&[&sequence(members), &bit_string(&pkcs1)]);
    let of_rsa = spki(&[RSA_ENCRYPTION, NULL]);
    let of_der = |der: &[u8]| jwa::verifying_key_from_der(algorithm, der).map(|_| ());
    let of_pem = |label, der: &[u8]| jwa::verifying_key_from_pem(algorithm, block(label, der)).map(|_| ());
    let jwk = json!({"kty": "RSA", "alg": algorithm.as_str(), "n": base64url::encode(&n), "e": "AQAB"}).to_string();
    let of_jwk = Jwk::from_json(&jwk).and_then(|jwk| jwk.verifying_key().map(|_| ()));
    let set = KeySet::from_jwk_set(&JwkSet::from_json(format!(r#"{{"keys":[{jwk}]}}"#)).unwrap()).unwrap();
    let of_set = match set.skipped() {
        [] => Ok(()),
        [skipped] => Err(skipped.reason),
        more => panic!("{more:?}"),
    };
    assert_eq!(set.len(), usize::from(of_set.is_ok()));
    let mut doors = vec![
        ("PKCS#1", of_der(&pkcs1)),
        ("PKCS#1 in PEM", of_pem("RSA PUBLIC KEY", &pkcs1)),
        ("SPKI", of_der(&of_rsa)),
        ("SPKI in PEM", of_pem("PUBLIC KEY", &of_rsa)),
        ("JWK", of_jwk),
        ("JWK Set", of_set),
    ];
    if algorithm.as_str().starts_with("PS") {
        doors.push(("SPKI of RSASSA-PSS", of_der(&spki(&[ID_RSASSA_PSS]))));
    }
    doors
}

#[test]
fn weak_moduli_are_refused_at_each_door() {
    let weak = Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::Roca));
    for algorithm in
        [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]
    {
        for (door, read) in read(algorithm, &weak_modulus()) {
            assert_eq!(read, weak, "{algorithm} {door}");
        }
        // Its neighbor is nobody's modulus, but has another form.
        for (door, read) in read(algorithm, &(weak_modulus() + 2_u32)) {
            assert_eq!(read, Ok(()), "{algorithm} {door}");
        }
    }
}
