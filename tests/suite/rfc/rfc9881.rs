//! RFC 9881: keys of ML-DSA in DER and PEM.

use jwt_codec::jwa::{KeyFamily, PrivateKeyAlgorithm, PublicKeyAlgorithm};
use jwt_codec::{
    Algorithm, KeyDefect, KeyError, KeyKind, KeyPart, MlDsa44, MlDsa65, MlDsa87, SigningKey, Verify, VerifyingKey, jwa,
};

use crate::support::keys;
use crate::support::rfc::{self, Example};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

/// RFC 9881 appendix C: the seed alone and with the expanded key are one key. The expanded key alone is none for JOSE.
#[test]
fn private_keys_in_pem() {
    for algorithm in ALGORITHMS {
        let example = rfc::example_of("9881", &format!("C.1 {algorithm}"));
        let public = jwa::verifying_key_from_pem(algorithm, example.text("public")).unwrap();
        for form in ["seed", "both"] {
            let key = jwa::signing_key_from_pem(algorithm, example.text(form)).unwrap();
            assert!(public.verify(b"message", &keys::signature(&key, b"message")).is_ok(), "{algorithm} {form}");
        }
        let refused = jwa::signing_key_from_pem(algorithm, example.text("expanded")).map(|_| ()).unwrap_err();
        assert_eq!(refused, KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::NoSeed));
    }
    let example = rfc::example_of("9881", "C.1 ML-DSA-44");
    let key = SigningKey::<MlDsa44>::from_pem(example.text("both")).unwrap();
    assert_eq!(key.to_secret_pem().expose_secret(), example.text("seed"));
    assert_eq!(key.verifying_key().to_pem(), example.text("public"));
}

/// RFC 9881 section 8.1: the two forms are checked against each other.
#[test]
fn expanded_keys_belong_to_their_seeds() {
    for algorithm in ALGORITHMS {
        let der = keys::der(rfc::example_of("9881", &format!("C.1 {algorithm}")).text("both"));
        assert!(jwa::signing_key_from_der(algorithm, &der).is_ok());
        let seed = (0..der.len() - 32).find(|at| der[*at..].starts_with(&[0, 1, 2, 3, 4, 5, 6, 7])).unwrap();
        // A bit of the seed; of the expanded key the first, one in the middle, the last.
        for place in [seed, seed + 31, seed + 36, der.len() / 2, der.len() - 1] {
            let mut other = der.clone();
            other[place] ^= 1;
            let refused = jwa::signing_key_from_der(algorithm, &other).map(|_| ()).unwrap_err();
            assert_eq!(refused, KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::OtherSeed), "{algorithm} {place}");
        }
    }
}

fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
    let length = match length {
        [0, short @ 0..=0x7f] => vec![short],
        [0, long] => vec![0x81, long],
        [high, low] => vec![0x82, high, low],
    };
    [&[tag], &length[..], &contents].concat()
}

const SEQUENCE: u8 = 0x30;
const OCTETS: u8 = 0x04;
const SEED: u8 = 0x80;

/// 2.16.840.1.101.3.4.3.17
const OID: [u8; 11] = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 0x11];

/// A private key of ML-DSA-44 as PKCS#8, whose parts need not be in order.
fn pkcs8(version: u8, parameters: &[u8], key: &[u8], more: &[u8]) -> Result<SigningKey<MlDsa44>, KeyError> {
    let der = value(SEQUENCE, &[&[2, 1, version], &value(SEQUENCE, &[&OID, parameters]), &value(OCTETS, &[key]), more]);
    SigningKey::from_der(&der)
}

/// RFC 9881 section 6.
#[test]
fn private_keys_in_der() {
    let seed = [7; 32];
    let own = SigningKey::<MlDsa44>::from_seed(&seed).unwrap();
    let key = pkcs8(0, &[], &value(SEED, &[&seed]), &[]).unwrap();
    assert_eq!(key.verifying_key(), own.verifying_key());
    let refused = |key: &[u8]| pkcs8(0, &[], key, &[]).map(|_| ()).unwrap_err();
    // The choice.
    let malformed = KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::MalformedMlDsaKey);
    let short = value(OCTETS, &[&seed]);
    for key in [
        &seed[..],
        &[],
        &value(0x81, &[&seed]),
        &value(0xa0, &[&seed]),
        &value(0xa0, &[&short]),
        &value(SEQUENCE, &[]),
        &value(SEQUENCE, &[&short]),
        &value(SEQUENCE, &[&short, &short, &short]),
        &value(SEQUENCE, &[&value(SEED, &[&seed]), &short]),
        &value(SEQUENCE, &[&short, &value(3, &[&seed])]),
        &[&value(SEED, &[&seed])[..], &[0]].concat(),
    ] {
        assert_eq!(refused(key), malformed, "{key:x?}");
    }
    assert_eq!(refused(&short), KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::NoSeed));
    let both = value(SEQUENCE, &[&short, &value(OCTETS, &[&[0; 2560]])]);
    assert_eq!(refused(&both), KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::OtherSeed));
    for length in [0, 31, 33] {
        let key = value(SEED, &[&vec![7; length]]);
        assert_eq!(refused(&key), KeyError::Length { part: KeyPart::Seed, found: length, expected: 32 });
    }
    // RFC 9881 section 2: no parameters.
    let with_null = pkcs8(0, &[5, 0], &value(SEED, &[&seed]), &[]).map(|_| ()).unwrap_err();
    assert_eq!(with_null, KeyError::Malformed(KeyPart::AlgorithmIdentifier, KeyDefect::MalformedParameters));
    // RFC 5958 section 2: the public key, if and only if it is version 2.
    let public = |bytes: &[u8]| value(0x81, &[&[0], bytes]);
    let bytes = own.verifying_key().to_encoding();
    assert!(pkcs8(1, &[], &value(SEED, &[&seed]), &public(&bytes)).is_ok());
    let refused = pkcs8(1, &[], &value(SEED, &[&seed]), &public(&vec![7; 1312])).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey));
    let refused = pkcs8(0, &[], &value(SEED, &[&seed]), &public(&bytes)).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::Malformed));
}

/// RFC 9881 section 4.
#[test]
fn public_keys_in_der() {
    let spki = |parameters: &[u8], key: &[u8]| {
        let der = value(SEQUENCE, &[&value(SEQUENCE, &[&OID, parameters]), &value(3, &[&[0], key])]);
        VerifyingKey::<MlDsa44>::from_der(&der)
    };
    let key = spki(&[], &[7; 1312]).unwrap();
    assert_eq!(key, VerifyingKey::<MlDsa44>::from_encoding(&[7; 1312]).unwrap());
    for length in [0, 1311, 1313, 1952] {
        let refused = spki(&[], &vec![7; length]).map(|_| ()).unwrap_err();
        assert_eq!(refused, KeyError::Length { part: KeyPart::PublicKey, found: length, expected: 1312 });
    }
    let refused = spki(&[5, 0], &[7; 1312]).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::Malformed(KeyPart::AlgorithmIdentifier, KeyDefect::MalformedParameters));
}

fn is_refused_as_another_kind<A: PublicKeyAlgorithm + PrivateKeyAlgorithm>(
    example: &Example,
    family: KeyFamily,
    own: KeyFamily,
) {
    let refused = |found, expected| Err(KeyError::Unexpected { found, expected });
    let public = VerifyingKey::<A>::from_pem(example.text("public")).map(|_| ());
    assert_eq!(public, refused(KeyKind::Public(family), KeyKind::Public(own)));
    let private = SigningKey::<A>::from_pem(example.text("seed")).map(|_| ());
    assert_eq!(private, refused(KeyKind::Private(family), KeyKind::Private(own)));
}

/// A parameter set is a kind of key of its own; so is what is private.
#[test]
fn keys_of_another_kind() {
    let example = |name: &str| rfc::example_of("9881", &format!("C.1 {name}"));
    is_refused_as_another_kind::<MlDsa44>(&example("ML-DSA-65"), KeyFamily::MlDsa65, KeyFamily::MlDsa44);
    is_refused_as_another_kind::<MlDsa65>(&example("ML-DSA-87"), KeyFamily::MlDsa87, KeyFamily::MlDsa65);
    is_refused_as_another_kind::<MlDsa87>(&example("ML-DSA-44"), KeyFamily::MlDsa44, KeyFamily::MlDsa87);
    is_refused_as_another_kind::<jwt_codec::EdDsa>(&example("ML-DSA-44"), KeyFamily::MlDsa44, KeyFamily::Ed25519);
    let example = example("ML-DSA-44");
    let [public, private] = [KeyKind::Public, KeyKind::Private].map(|kind| kind(KeyFamily::MlDsa44));
    let refused = VerifyingKey::<MlDsa44>::from_pem(example.text("seed")).map(|_| ());
    assert_eq!(refused, Err(KeyError::Unexpected { found: private, expected: public }));
    let refused = SigningKey::<MlDsa44>::from_pem(example.text("public")).map(|_| ());
    assert_eq!(refused, Err(KeyError::Unexpected { found: public, expected: private }));
}
