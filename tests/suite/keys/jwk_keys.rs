//! From a JWK to a key: `kty`, `crv`, `alg`, `use` and `key_ops` agree, the numbers belong together, the point is on its curve.

use jwt_codec::jwa::PrivateKeyAlgorithm;
use jwt_codec::jwk::Jwk;
use jwt_codec::{Algorithm, Ed25519, EdDsa, Hs256, KeyDefect, KeyError, KeyKind, KeyPart, SigningKey, VerifyingKey};
use serde_json::{Value, json};

use crate::hostile::corpus::scalars::SMALL_ORDER;
use crate::keys::{der, pem};
use crate::support::any_key::{self, with_pair};
use crate::support::openssl::Folder;
use crate::support::{base64url, key_errors, keys, rfc};

/// A private key of each kind, without `alg` and `use`: what it is, and which algorithms are for it.
fn kinds() -> Vec<(Value, Vec<Algorithm>)> {
    let folder = Folder::recorded();
    let private = |name: &str, algorithm| {
        let jwk = with_pair!(algorithm, A => {
            SigningKey::<A>::from_der(&folder.bytes(&format!("{name}-pkcs8.der"))).unwrap().to_secret_jwk()
        });
        let mut key: Value = serde_json::from_str(jwk.to_secret_json().expose_secret()).unwrap();
        let members = key.as_object_mut().unwrap();
        members.retain(|member, _| !matches!(member.as_str(), "alg" | "use"));
        key
    };
    let named = |names: &str| names.split(' ').map(|name| name.parse().unwrap()).collect();
    vec![
        (json!({"kty": "oct", "k": base64url::encode(keys::SECRET)}), named("HS256 HS384 HS512")),
        (private("rsa-2048", Algorithm::RS256), named("RS256 RS384 RS512 PS256 PS384 PS512")),
        (private("p-256", Algorithm::ES256), named("ES256")),
        (private("p-384", Algorithm::ES384), named("ES384")),
        (private("p-521", Algorithm::ES512), named("ES512")),
        (private("secp256k1", Algorithm::ES256K), named("ES256K")),
        (private("ed25519", Algorithm::EdDSA), named("EdDSA Ed25519")),
    ]
}

fn with(key: &Value, member: &str, value: impl Into<Value>) -> Value {
    let mut key = key.clone();
    key[member] = value.into();
    key
}

fn parse(key: &Value) -> Result<Jwk, KeyError> {
    Jwk::from_json(key.to_string())
}

fn bad(member: &'static str, rule: &'static str) -> KeyError {
    key_errors::jwk(member, rule)
}

/// Every algorithm with every kind of key, named by the caller and by `alg`.
#[test]
fn algorithm_and_key_are_of_one_kind() {
    let mut pairs = 0;
    for (key, fitting) in kinds() {
        let kty = |algorithm: Algorithm| match algorithm {
            _ if algorithm.is_symmetric() => "oct",
            Algorithm::EdDSA | Algorithm::Ed25519 => "OKP",
            _ if algorithm.as_str().starts_with("ES") => "EC",
            _ if algorithm.as_str().starts_with("ML-DSA-") => "AKP",
            _ => "RSA",
        };
        for &algorithm in Algorithm::ALL {
            let member = if key["kty"] == kty(algorithm) { "crv" } else { "kty" };
            let verdict = if fitting.contains(&algorithm) {
                pairs += 1;
                Ok(())
            } else {
                Err(bad(member, "does not match the algorithm"))
            };
            let plain = parse(&key).unwrap();
            assert_eq!(plain.verifying_key_for(algorithm).map(|_| ()), verdict, "{algorithm} {key}");
            assert_eq!(plain.signing_key_for(algorithm).map(|_| ()), verdict, "{algorithm} {key}");
            assert_eq!(parse(&with(&key, "alg", algorithm.as_str())).map(|_| ()), verdict, "{algorithm} {key}");
            if !algorithm.is_symmetric() {
                let typed = with_pair!(algorithm, A => [
                    VerifyingKey::<A>::from_jwk(&plain).map(|_| ()),
                    SigningKey::<A>::from_jwk(&plain).map(|_| ()),
                ]);
                assert_eq!(typed, [verdict, verdict], "{algorithm} {key}");
            }
        }
    }
    // A key of ML-DSA is none without its `alg` (RFC 9964 section 3): see `rfc9964`.
    assert_eq!(pairs + 3, Algorithm::ALL.len());
}

/// `alg` binds the key, also among the algorithms that its `kty` would allow (RFC 8725 section 3.1).
#[test]
fn a_key_is_for_the_algorithm_that_it_names() {
    for (key, fitting) in kinds() {
        for &named in &fitting {
            let jwk = parse(&with(&key, "alg", named.as_str())).unwrap();
            assert_eq!(jwk.algorithm(), Some(named));
            assert_eq!(jwk.verifying_key().unwrap().algorithm(), named);
            for &other in &fitting {
                // `EdDSA` and `Ed25519` are two names of one algorithm.
                let verdict =
                    if other.is_named(named.as_str()) { Ok(()) } else { Err(bad("alg", "names another algorithm")) };
                assert_eq!(jwk.verifying_key_for(other).map(|_| ()), verdict, "{named} {other}");
                assert_eq!(jwk.signing_key_for(other).map(|_| ()), verdict, "{named} {other}");
            }
        }
    }
}

/// Without `alg`, the curve decides; `oct` and `RSA` leave a choice that is the caller's.
#[test]
fn without_algorithm_the_curve_decides() {
    for (key, fitting) in kinds() {
        let read = parse(&key).unwrap().verifying_key().map(|key| key.algorithm());
        match key["kty"].as_str().unwrap() {
            "oct" | "RSA" => {
                let rule =
                    "missing, and the key fits several algorithms: name one with verifying_key_for or signing_key_for";
                assert_eq!(read, Err(bad("alg", rule)));
            }
            _ => assert_eq!(read, Ok(fitting[0])),
        }
    }
}

/// RFC 7517 section 4.3, for private keys (P), public keys and secrets (S): which operations let which key be made.
#[test]
fn operations() {
    let none = || bad("key_ops", "does not allow this operation");
    for (key, fitting) in kinds() {
        let private = key["kty"] != "oct";
        for (operations, verifies, signs) in [
            (json!(["sign", "verify"]), true, true),
            (json!(["verify"]), true, false),
            // Who may sign with a private key may verify with its public half; a secret is asked for each.
            (json!(["sign"]), private, true),
            (json!(["encrypt", "wrapKey"]), false, false),
            (json!(["verify", "encrypt"]), true, false),
            (json!(["VERIFY"]), false, false),
            // What some producers write for a list that they have not set.
            (json!([]), true, true),
        ] {
            let jwk = parse(&with(&key, "key_ops", operations.clone())).unwrap();
            let verdict = |allowed| if allowed { Ok(()) } else { Err(none()) };
            assert_eq!(jwk.verifying_key_for(fitting[0]).map(|_| ()), verdict(verifies), "{operations} {key}");
            assert_eq!(jwk.signing_key_for(fitting[0]).map(|_| ()), verdict(signs), "{operations} {key}");
        }
        let twice = with(&key, "key_ops", json!(["verify", "sign", "verify"]));
        assert_eq!(parse(&twice).map(|_| ()), Err(bad("key_ops", "duplicate operation")));
        let both = with(&with(&key, "use", "sig"), "key_ops", json!(["verify", "decrypt"]));
        assert_eq!(parse(&both).map(|_| ()), Err(bad("key_ops", "contradicts use")));
        let for_encryption =
            |operations: Value| parse(&with(&with(&key, "use", "enc"), "key_ops", operations)).map(|_| ());
        for operations in [json!(["verify"]), json!(["decrypt", "sign"])] {
            assert_eq!(for_encryption(operations), Err(bad("key_ops", "contradicts use")));
        }
        assert_eq!(for_encryption(json!(["deriveKey"])), Ok(()));
    }
}

/// A `d` that is another key's.
#[test]
fn private_members_belong_to_the_public_ones() {
    for (key, fitting) in kinds() {
        let algorithm = fitting[0];
        let other = match key["kty"].as_str().unwrap() {
            "EC" | "OKP" => {
                let d = base64url::decode(key["d"].as_str().unwrap()).unwrap();
                let last = d.len() - 1;
                let other = [&d[..last], &[d[last] ^ 1]].concat();
                let jwk = parse(&with(&key, "d", base64url::encode(other))).unwrap();
                let refused = Err(bad("x", "does not match the private key"));
                assert_eq!(jwk.verifying_key_for(algorithm).map(|_| ()), refused, "{algorithm}");
                assert_eq!(jwk.signing_key_for(algorithm).map(|_| ()), refused, "{algorithm}");
                continue;
            }
            "RSA" => rfc::example("A.2"),
            _ => continue,
        };
        let unrelated = KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::Unrelated);
        for member in ["n", "d", "p", "q", "dp", "dq", "qi"] {
            let jwk = parse(&with(&key, member, base64url::encode(other.key(member)))).unwrap();
            assert_eq!(jwk.signing_key_for(algorithm).map(|_| ()), Err(unrelated), "{member}");
        }
    }
}

#[test]
fn public_keys_do_not_sign() {
    for (key, fitting) in kinds().into_iter().skip(1) {
        let public = parse(&key).unwrap().to_json().unwrap();
        let jwk = Jwk::from_json(&public).unwrap();
        assert!(!jwk.is_private());
        let name = key["crv"].as_str().unwrap_or("RSA");
        for algorithm in fitting {
            assert!(jwk.verifying_key_for(algorithm).is_ok());
            match jwk.signing_key_for(algorithm).map(|_| ()).unwrap_err() {
                KeyError::Unexpected { found: KeyKind::Public(found), expected: KeyKind::Private(expected) } => {
                    assert_eq!((found.as_str(), expected.as_str()), (name, name));
                }
                other => panic!("{other}"),
            }
        }
    }
}

/// Points off the curve, the origin, and coordinates that are not below the prime (CVE-2017-16007 is what the first lead to).
#[test]
fn points_are_on_their_curve() {
    let primes = [
        ("P-256", "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff".to_owned()),
        ("P-384", format!("{}feffffffff0000000000000000ffffffff", "f".repeat(62))),
        ("P-521", format!("01{}", "f".repeat(130))),
        ("secp256k1", format!("{}fffffffefffffc2f", "f".repeat(48))),
    ];
    for (curve, prime) in primes {
        let prime: Vec<u8> =
            (0..prime.len()).step_by(2).map(|at| u8::from_str_radix(&prime[at..at + 2], 16).unwrap()).collect();
        let (key, fitting) = kinds().into_iter().find(|(key, _)| key["crv"] == curve).unwrap();
        let [x, y] = ["x", "y"].map(|member| base64url::decode(key[member].as_str().unwrap()).unwrap());
        let changed = |coordinate: &[u8]| {
            let mut coordinate = coordinate.to_vec();
            *coordinate.last_mut().unwrap() ^= 1;
            coordinate
        };
        let zeros = vec![0; x.len()];
        assert_eq!(prime.len(), x.len());
        for (x, y) in [
            (changed(&x), y.clone()),
            (x.clone(), changed(&y)),
            (y.clone(), x.clone()),
            (zeros.clone(), zeros.clone()),
            (prime.clone(), y.clone()),
            (x.clone(), prime.clone()),
            (prime.clone(), prime.clone()),
            (vec![0xff; x.len()], y.clone()),
        ] {
            let key = json!({"kty": "EC", "crv": curve, "x": base64url::encode(x), "y": base64url::encode(y)});
            let refused = parse(&key).unwrap().verifying_key_for(fitting[0]).map(|_| ());
            assert_eq!(refused, Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve)), "{key}");
        }
    }
}

/// RFC 8032 section 5.1.7 lets the eight points of small order be keys: everybody could sign for them.
#[test]
fn ed25519_points() {
    let identity = [&[1][..], &[0; 31]].concat();
    let key = |x: &[u8]| json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(x)});
    let refused = |x: &[u8]| parse(&key(x)).unwrap().verifying_key().map(|_| ()).unwrap_err();
    assert_eq!(refused(&identity), KeyError::Malformed(KeyPart::PublicKey, KeyDefect::SmallOrder));
    assert_eq!(refused(&[0; 32]), KeyError::Malformed(KeyPart::PublicKey, KeyDefect::SmallOrder));
    assert_eq!(refused(&[2; 32]), KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve));
    assert_eq!(refused(&[0xff; 32]), KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotCanonical));
}

/// Each of the points, in each of its encodings, also with the other sign, which is another point or an encoding that is not canonical.
#[test]
fn ed25519_points_of_small_order() {
    #[track_caller]
    fn is_refused<A: PrivateKeyAlgorithm>(x: &[u8]) {
        let named = A::ALGORITHM;
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "alg": named.as_str(), "x": base64url::encode(x)});
        let jwk = parse(&jwk).unwrap();
        let der = der::sequence(&[&der::sequence(&[&[6, 3, 0x2b, 0x65, 0x70]]), &der::bit_string(x)]);
        for (door, read) in [
            ("JWK", VerifyingKey::<A>::from_jwk(&jwk).map(|_| ())),
            ("JWK, by its algorithm", jwk.verifying_key().map(|_| ())),
            ("DER", VerifyingKey::<A>::from_der(&der).map(|_| ())),
            ("PEM", VerifyingKey::<A>::from_pem(pem::block("PUBLIC KEY", &der)).map(|_| ())),
        ] {
            let refused = KeyError::Malformed(KeyPart::PublicKey, KeyDefect::SmallOrder);
            assert_eq!(read, Err(refused), "{named} {door} {x:02x?}");
        }
    }

    for point in SMALL_ORDER {
        let mut x: Vec<u8> =
            (0..point.len()).step_by(2).map(|at| u8::from_str_radix(&point[at..at + 2], 16).unwrap()).collect();
        for _ in 0..2 {
            is_refused::<EdDsa>(&x);
            is_refused::<Ed25519>(&x);
            x[31] ^= 0x80;
        }
    }
}

#[test]
fn secrets_have_the_length_of_the_hash() {
    for (algorithm, minimum) in [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)] {
        let of = |length: usize| parse(&json!({"kty": "oct", "k": base64url::encode(vec![7; length])})).unwrap();
        for found in [1, minimum - 1] {
            let refused = Err(KeyError::SecretLength { found, minimum });
            assert_eq!(of(found).verifying_key_for(algorithm).map(|_| ()), refused);
            assert_eq!(of(found).signing_key_for(algorithm).map(|_| ()), refused);
        }
        assert!(of(minimum).verifying_key_for(algorithm).is_ok());
    }
    // The keys of others, as secrets (CVE-2017-11424).
    for secret in [keys::RSA_PUBLIC_PEM.to_owned(), parse(&kinds()[1].0).unwrap().to_json().unwrap()] {
        let jwk = parse(&json!({"kty": "oct", "alg": "HS256", "k": base64url::encode(secret)})).unwrap();
        assert!(matches!(jwk.verifying_key().map(|_| ()), Err(KeyError::SecretContainsKey(_))));
        assert!(matches!(VerifyingKey::<Hs256>::from_jwk(&jwk).map(|_| ()), Err(KeyError::SecretContainsKey(_))));
        assert!(matches!(jwk.signing_key().map(|_| ()), Err(KeyError::SecretContainsKey(_))));
        assert!(matches!(SigningKey::<Hs256>::from_jwk(&jwk).map(|_| ()), Err(KeyError::SecretContainsKey(_))));
    }
    assert_eq!(any_key::pairs().count() + 3, Algorithm::ALL.len());
}
