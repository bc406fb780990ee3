//! Keys whose algorithm is known only at run time, from a configuration or a JWK: `Box<dyn Sign>` and `Box<dyn Verify>`.

use jwt_codec::jwa;
use jwt_codec::jwa::MAX_SIGNATURE_LEN;
use jwt_codec::jwk::Jwk;
use jwt_codec::jws::{self, Header};
use jwt_codec::{
    Algorithm, Claims, Defect, KeyError, Part, Sign, SignError, Signer, Verifier, Verify, VerifyError, VerifyingKey,
};

use crate::support::any_key::with_pair;
use crate::support::openssl::{Folder, recorded_pairs};
use crate::support::{any_key, base64url, keys, tokens, verdict};

/// What a program does with `alg = "..."` and a key's PEM (or secret) from its configuration.
fn pair(name: &str) -> (Box<dyn Sign>, Box<dyn Verify>) {
    let algorithm: Algorithm = name.parse().unwrap();
    if algorithm.is_symmetric() {
        let jwk = Jwk::from_json(format!(r#"{{"kty":"oct","k":"{}"}}"#, base64url::encode(keys::SECRET))).unwrap();
        return (jwk.signing_key_for(algorithm).unwrap(), jwk.verifying_key_for(algorithm).unwrap());
    }
    let (file, ..) = recorded_pairs().find(|pair| pair.1 == algorithm).unwrap();
    let pem = |container| Folder::recorded().text(&format!("{file}-{container}.pem"));
    (
        jwa::signing_key_from_pem(algorithm, pem("pkcs8")).unwrap(),
        jwa::verifying_key_from_pem(algorithm, pem("spki")).unwrap(),
    )
}

#[test]
fn every_algorithm_both_ways() {
    for algorithm in Algorithm::ALL {
        let (signing, verifying) = pair(algorithm.as_str());
        assert_eq!((signing.algorithm(), verifying.algorithm()), (*algorithm, *algorithm));
        assert_eq!(signing.signature_len(), verifying.signature_len());
        assert!(signing.signature_len() <= MAX_SIGNATURE_LEN);
        let token = Signer::new(signing).sign(&Claims::new(()).subject("alice").expires_at(expiry())).unwrap();
        let verifier = Verifier::new(verifying, verdict::strict());
        let claims: Claims<()> = verifier.verify(&token).unwrap();
        assert_eq!(claims.registered.subject.as_deref(), Some("alice"));
    }
}

/// What has no larger table stays as it is.
#[test]
fn every_algorithm_can_be_prepared() {
    for algorithm in any_key::pairs() {
        let (signing, _) = pair(algorithm.as_str());
        let signature = keys::signature(&signing, b"message");
        let (file, ..) = recorded_pairs().find(|pair| pair.1 == algorithm).unwrap();
        let pem = Folder::recorded().text(&format!("{file}-spki.pem"));
        with_pair!(algorithm, A => {
            let key = VerifyingKey::<A>::from_pem(pem).unwrap().prepare();
            assert_eq!(key.verify(b"message", &signature), Ok(()), "{algorithm}");
            assert!(key.verify(b"massage", &signature).is_err(), "{algorithm}");
        });
    }
}

/// A token is checked with no algorithm but the key's: all pairs.
#[test]
fn no_algorithm_for_another() {
    let pairs: Vec<_> = Algorithm::ALL.iter().map(|algorithm| pair(algorithm.as_str())).collect();
    for (signing, _) in &pairs {
        let token = jws::sign(&Header::new(signing.algorithm()), b"payload", signing).unwrap();
        for (_, verifying) in &pairs {
            let verdict = if verifying.algorithm().is_named(signing.algorithm().as_str()) {
                Ok(())
            } else {
                Err(VerifyError::AlgorithmMismatch)
            };
            let (named, key) = (signing.algorithm(), verifying.algorithm());
            assert_eq!(jws::verify(&token, verifying).map(|_| ()), verdict, "{named} with {key}");
        }
    }
}

/// The lengths of RFC 7518 are exact: one byte less or more is not even computed with, but refused.
#[test]
fn signatures_of_another_length() {
    for algorithm in Algorithm::ALL {
        let (signing, verifying) = pair(algorithm.as_str());
        let signature = keys::signature(&signing, b"message");
        assert!(verifying.verify(b"message", &signature).is_ok());
        for length in [0, 1, signature.len() / 2, signature.len() - 1] {
            assert!(verifying.verify(b"message", &signature[..length]).is_err(), "{algorithm}, {length}");
        }
        for more in [1, signature.len(), 2000] {
            let longer = [&signature[..], &vec![0; more]].concat();
            assert!(verifying.verify(b"message", &longer).is_err(), "{algorithm}, {more} more");
            let longer = [&vec![0; more], &signature[..]].concat();
            assert!(verifying.verify(b"message", &longer).is_err(), "{algorithm}, {more} more before");
        }
    }
}

/// a - b for big-endian numbers of one length, b not above a.
fn difference(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let mut bytes: Vec<u8> = a
        .iter()
        .zip(b)
        .rev()
        .map(|(a, b)| {
            let (byte, first) = a.overflowing_sub(*b);
            let (byte, second) = byte.overflowing_sub(u8::from(borrow));
            borrow = first | second;
            byte
        })
        .collect();
    bytes.reverse();
    bytes
}

/// RFC 8812 section 3.2 wants no lower `s`, whatever Bitcoin wants: `n - s` is as good as `s`, for every curve.
#[test]
fn ecdsa_with_the_other_s() {
    let orders = [
        ("ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        ("ES384", "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
        (
            "ES512",
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        ),
        ("ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
    ];
    for (name, order) in orders {
        let order: Vec<u8> =
            (0..order.len()).step_by(2).map(|at| u8::from_str_radix(&order[at..at + 2], 16).unwrap()).collect();
        let (signing, verifying) = pair(name);
        let signature = keys::signature(&signing, b"message");
        let (r, s) = signature.split_at(signature.len() / 2);
        assert_eq!(order.len(), s.len());
        let other = difference(&order, s);
        assert!(verifying.verify(b"message", &[r, &other].concat()).is_ok(), "{name}");
        assert!(verifying.verify(b"message", &[&other, r].concat()).is_err(), "{name}");
        // Neither zero nor the order, nor what is beyond (CVE-2022-21449).
        for bad in [vec![0; order.len()], order.clone(), vec![0xff; order.len()]] {
            assert!(verifying.verify(b"message", &[&bad, s].concat()).is_err(), "{name}");
            assert!(verifying.verify(b"message", &[r, &bad].concat()).is_err(), "{name}");
            assert!(verifying.verify(b"message", &[&bad[..], &bad].concat()).is_err(), "{name}");
        }
    }
}

#[test]
fn names_that_no_algorithm_has() {
    for name in ["", "none", "None", "NONE", "hs256", "HS256 ", "HS-256", "ES256k", "Ed448", "RS1", "*"] {
        assert!(name.parse::<Algorithm>().is_err(), "{name}");
    }
}

/// HMAC has no PEM, and so no way from a public key's PEM to a secret (CVE-2015-9235).
#[test]
fn secrets_have_no_pem() {
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let refused = KeyError::UnsupportedAlgorithm(algorithm);
        assert_eq!(jwa::verifying_key_from_pem(algorithm, keys::RSA_PUBLIC_PEM).map(|_| ()), Err(refused));
        assert_eq!(jwa::signing_key_from_pem(algorithm, keys::EC_PRIVATE_PEM).map(|_| ()), Err(refused));
    }
}

/// What the types say when compiling, these functions say at run time: a secret is for HMAC, DER and PEM for all others.
#[test]
fn secrets_are_for_hmac_and_der_for_key_pairs() {
    let folder = Folder::recorded();
    for &algorithm in Algorithm::ALL {
        let unsupported = Err(KeyError::UnsupportedAlgorithm(algorithm));
        let verifying = jwa::verifying_key_from_secret(algorithm, &keys::SECRET).map(|key| key.algorithm());
        let signing = jwa::signing_key_from_secret(algorithm, &keys::SECRET).map(|key| key.algorithm());
        let expected = if algorithm.is_symmetric() { Ok(algorithm) } else { unsupported };
        assert_eq!((verifying, signing), (expected, expected));
        let file = recorded_pairs().find(|pair| pair.1 == algorithm).map_or("rsa-2048", |(file, ..)| file);
        let der = |container| keys::der(&folder.text(&format!("{file}-{container}.pem")));
        let verifying = jwa::verifying_key_from_der(algorithm, &der("spki")).map(|key| key.algorithm());
        let signing = jwa::signing_key_from_der(algorithm, &der("pkcs8")).map(|key| key.algorithm());
        let expected = if algorithm.is_symmetric() { unsupported } else { Ok(algorithm) };
        assert_eq!((verifying, signing), (expected, expected));
    }
    // The length of a secret is still checked, and what is in it.
    let refused = jwa::verifying_key_from_secret(Algorithm::HS512, &[7; 63]).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::SecretLength { found: 63, minimum: 64 });
    assert!(jwa::signing_key_from_secret(Algorithm::HS256, keys::RSA_PUBLIC_PEM.as_bytes()).is_err());
}

/// The header is the caller's word; the key's counts.
#[test]
fn a_header_for_another_algorithm_is_not_signed() {
    for algorithm in Algorithm::ALL {
        let (signing, _) = pair(algorithm.as_str());
        for other in Algorithm::ALL.iter().filter(|other| !algorithm.is_named(other.as_str())) {
            let refused = jws::sign(&Header::new(*other), b"payload", &signing);
            assert_eq!(refused, Err(SignError::AlgorithmMismatch), "{other} with {algorithm}");
        }
    }
}

#[test]
fn an_attached_signature_has_the_length_of_the_algorithm() {
    for algorithm in Algorithm::ALL {
        let (signing, _) = pair(algorithm.as_str());
        let input = jws::SigningInput::new(&Header::new(*algorithm), b"payload");
        let length = signing.signature_len();
        assert!(input.clone().attach(&vec![1; length]).is_ok(), "{algorithm}");
        for wrong in [0, length - 1, MAX_SIGNATURE_LEN + 1] {
            let refused = Err(SignError::Malformed(Part::Signature, Defect::SignatureLength));
            assert_eq!(input.clone().attach(&vec![1; wrong]), refused, "{algorithm}, {wrong}");
        }
    }
}

fn expiry() -> jwt_codec::jwt::NumericDate {
    jwt_codec::jwt::NumericDate::from_secs(tokens::NOW + 600)
}
