//! RFC 8037 appendix A: Ed25519, byte for byte, under the names of RFC 8037 and RFC 9864.

use jwt_codec::jwk::Jwk;
use jwt_codec::jws::{self, Header};
use jwt_codec::{Algorithm, Ed25519, EdDsa, Sign, SigningKey, Verify, VerifyError, VerifyingKey};

use crate::support::{base64url, keys, rfc};

fn jwk() -> Jwk {
    Jwk::from_json(rfc::example_of("8037", "A.4").jwk()).unwrap()
}

/// A.1, A.2: the seed and its public key.
#[test]
fn the_seed_makes_the_public_key() {
    let example = rfc::example_of("8037", "A.4");
    let key = SigningKey::<EdDsa>::from_seed(&example.key("d")).unwrap();
    assert_eq!(key.verifying_key().to_der(), VerifyingKey::<EdDsa>::from_bytes(&example.key("x")).unwrap().to_der());
    assert_eq!(key.verifying_key().to_der(), VerifyingKey::<EdDsa>::from_jwk(&jwk()).unwrap().to_der());
    assert_eq!(
        key.to_secret_der().expose_secret(),
        SigningKey::<EdDsa>::from_jwk(&jwk()).unwrap().to_secret_der().expose_secret()
    );
}

/// A.4, A.5.
#[test]
fn sign_and_verify() {
    let example = rfc::example_of("8037", "A.4");
    let key = jwk().signing_key().unwrap();
    assert_eq!(key.algorithm(), Algorithm::EdDSA);
    let token = jws::sign(&Header::new(key.algorithm()), example.payload().as_bytes(), &key);
    assert_eq!(token.as_deref(), Ok(example.compact()));
    let verified = jws::verify(example.compact(), &jwk().verifying_key().unwrap()).unwrap();
    assert_eq!(verified.payload, example.payload().as_bytes());
    assert_eq!(verified.header.as_json(), example.header());
}

/// RFC 9864 section 2.2: `Ed25519` is the same algorithm by its whole name.
#[test]
fn both_names_are_one_algorithm() {
    let signing = (SigningKey::<EdDsa>::from_jwk(&jwk()).unwrap(), SigningKey::<Ed25519>::from_jwk(&jwk()).unwrap());
    let signing: [&dyn Sign; 2] = [&signing.0, &signing.1];
    let verifying =
        (VerifyingKey::<EdDsa>::from_jwk(&jwk()).unwrap(), VerifyingKey::<Ed25519>::from_jwk(&jwk()).unwrap());
    let verifying: [&dyn Verify; 2] = [&verifying.0, &verifying.1];
    for signer in signing {
        let token = jws::sign(&Header::new(signer.algorithm()), b"payload", &signer).unwrap();
        let named = jws::Unverified::parse(&token).unwrap().header().alg().to_owned();
        assert_eq!(named, signer.algorithm().as_str());
        for verifier in verifying {
            assert!(jws::verify(&token, &verifier).is_ok(), "{named} {}", verifier.algorithm());
        }
    }
    // RFC 8037 section 3.1: no other spelling, and Ed448 is another algorithm.
    for alg in ["eddsa", "EDDSA", "ed25519", "Ed448", "EdDSA "] {
        let header = base64url::encode(format!(r#"{{"alg":"{alg}"}}"#));
        let input = format!("{header}.AA");
        let token = format!("{input}.{}", base64url::encode(keys::signature(&signing[0], input.as_bytes())));
        for verifier in verifying {
            assert_eq!(jws::verify(&token, &verifier).map(|_| ()), Err(VerifyError::AlgorithmMismatch), "{alg}");
        }
    }
}

/// A signature with `s + L` is as good as the one with `s` to who does not compare with the order (RFC 8032 section 5.1.7, step 1).
#[test]
fn no_second_signature() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let key = VerifyingKey::<EdDsa>::from_jwk(&jwk()).unwrap();
    let mut signature = keys::signature(&SigningKey::<EdDsa>::from_jwk(&jwk()).unwrap(), b"message");
    assert!(key.verify(b"message", &signature).is_ok());
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert_eq!(carry, 0);
    assert!(key.verify(b"message", &signature).is_err());
}
