//! Public keys as values: compared, hashed, as points and as bytes; and keys behind `dyn`.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use jwt_codec::jwa::EcdsaAlgorithm;
use jwt_codec::jws::{self, Header, SigningInput, Unverified};
use jwt_codec::{
    Algorithm, Es256, KeyDefect, KeyError, KeyPart, Rs256, Sign, SigningKey, Verify, VerifyError, VerifyingKey,
};

use crate::support::keys;

const NO_POINT: KeyError = KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve);

/// Whoever holds a key of any kind can derive `Debug`, and secrets stay out of it.
#[test]
fn types_with_any_key_derive_debug() {
    #[derive(Debug)]
    #[expect(dead_code, reason = "shown by Debug alone")]
    struct Holder {
        signs: Box<dyn Sign>,
        verifies: Box<dyn Verify>,
    }

    let holder = Holder { signs: Box::new(keys::es256()), verifies: Box::new(keys::hs256_verifying()) };
    assert_eq!(format!("{holder:?}"), "Holder { signs: SigningKey(ES256), verifies: VerifyingKey(HS256) }");
}

/// Keys are taken by reference to `dyn`, too.
#[test]
fn keys_behind_dyn_are_taken_by_reference() {
    let (signing, verifying, other) = (keys::hs256(), keys::hs256_verifying(), keys::es256_verifying());
    let (signing, verifying, other): (&dyn Sign, &dyn Verify, &dyn Verify) = (&signing, &verifying, &other);
    let header = Header::new(Algorithm::HS256);

    let token = jws::sign(&header, b"payload", signing).unwrap();
    assert_eq!(SigningInput::new(&header, b"payload").sign(signing).as_ref(), Ok(&token));
    assert_eq!(jws::verify(&token, verifying).unwrap().payload, b"payload");
    assert_eq!(Unverified::parse(&token).unwrap().verify(verifying).unwrap().payload, b"payload");
    assert_eq!(jws::verify(&token, other), Err(VerifyError::AlgorithmMismatch));
    assert_eq!(Unverified::parse(&token).unwrap().verify(other), Err(VerifyError::AlgorithmMismatch));

    let detached = jws::sign_detached(&header, b"payload", signing).unwrap();
    assert_eq!(jws::verify_detached(&detached, b"payload", verifying).unwrap().as_json(), header.to_json());
    assert_eq!(jws::verify_detached(&detached, b"another", verifying), Err(VerifyError::InvalidSignature));
    let unverified = || Unverified::parse_detached(&detached).unwrap();
    assert_eq!(unverified().verify_detached(b"payload", verifying).unwrap().as_json(), header.to_json());
    assert_eq!(unverified().verify_detached(b"another", verifying), Err(VerifyError::InvalidSignature));
}

/// Equal, and equal as members of a set; the other one neither.
#[track_caller]
fn are_one<K: Eq + std::hash::Hash + std::fmt::Debug>(one: &K, again: &K, other: &K) {
    assert_eq!(one, again);
    assert_ne!(one, other);
    let hasher = RandomState::new();
    assert_eq!(hasher.hash_one(one), hasher.hash_one(again));
    assert_ne!(hasher.hash_one(one), hasher.hash_one(other));
    assert_eq!(HashSet::from([one, again, other]).len(), 2);
}

/// What a key was read from and prepared for does not matter.
#[test]
fn ecdsa_keys_are_compared_by_their_point() {
    let key = keys::es256_verifying();
    let other = SigningKey::<Es256>::generate().unwrap().verifying_key();
    are_one(&key, &keys::es256().verifying_key(), &other);
    are_one(&key, &key.clone().prepare(), &other.prepare());
}

#[test]
fn points_that_are_each_others_negative_are_two_keys() {
    let point = keys::es256_verifying().to_sec1_bytes();
    let compressed = |tag: u8| VerifyingKey::<Es256>::from_sec1_bytes(&[&[tag], &point[1..33]].concat()).unwrap();
    assert_ne!(compressed(2), compressed(3));
}

#[test]
fn rsa_keys_are_compared_by_modulus_and_exponent() {
    let pkcs1 = include_str!("../../data/keys/rsa-2048-pkcs1-public.pem");
    let again = VerifyingKey::<Rs256>::from_pem(pkcs1).unwrap();
    let n = [&[0xc0][..], &[0x55; 255]].concat();
    let with_exponent = |e: &[u8]| VerifyingKey::<Rs256>::from_components(&n, e).unwrap();
    are_one(&keys::rs256_verifying(), &again, &with_exponent(&[1, 0, 1]));
    are_one(&with_exponent(&[3]), &with_exponent(&[3]), &with_exponent(&[1, 0, 1]));
}

/// A key of an algorithm as a point: what is accepted, and each neighbor that is not.
fn point_forms<A: EcdsaAlgorithm>(field: usize) {
    let key = SigningKey::<A>::generate().unwrap().verifying_key();
    let read = |point: &[u8]| VerifyingKey::<A>::from_sec1_bytes(point);
    let length = |found, expected| Err(KeyError::Length { part: KeyPart::Point, found, expected });

    let point = key.to_sec1_bytes();
    let (x, y) = point[1..].split_at(field);
    assert_eq!((point[0], point.len()), (4, 1 + 2 * field));
    assert_eq!(read(&point), Ok(key.clone()));
    assert_eq!(VerifyingKey::from_coordinates(x, y), Ok(key.clone()));

    let tagged = |tag: u8, parts: &[&[u8]]| [&[tag], parts.concat().as_slice()].concat();
    let sign = y[field - 1] & 1;
    assert_eq!(read(&tagged(2 + sign, &[x])), Ok(key.clone()));
    assert_ne!(read(&tagged(3 - sign, &[x])), Ok(key));

    // The hybrid form, a tag of none, y of another point.
    assert_eq!(read(&tagged(6 + sign, &[x, y])), Err(NO_POINT));
    assert_eq!(read(&tagged(5, &[x, y])), Err(NO_POINT));
    assert_eq!(read(&tagged(4, &[x, &[&y[..field - 1], &[y[field - 1] ^ 1]].concat()])), Err(NO_POINT));
    // Infinity, nothing, no tag, and lengths next to the two that there are.
    let (short, long) = (1 + field, 1 + 2 * field);
    assert_eq!(read(&[0]), length(1, long));
    assert_eq!(read(&[]), length(0, long));
    assert_eq!(read(&tagged(4, &[x])), length(short, long));
    assert_eq!(read(&tagged(4, &[x, &y[1..]])), length(long - 1, long));
    assert_eq!(read(&tagged(4, &[x, y, &[0]])), length(long + 1, long));
    assert_eq!(read(&tagged(2, &[x, y])), length(long, short));
    assert_eq!(read(&tagged(3, &[&x[1..]])), length(short - 1, short));
}

#[test]
fn points_of_each_curve() {
    point_forms::<Es256>(32);
    #[cfg(feature = "es384")]
    point_forms::<jwt_codec::Es384>(48);
    #[cfg(feature = "es512")]
    point_forms::<jwt_codec::Es512>(66);
    #[cfg(feature = "es256k")]
    point_forms::<jwt_codec::Es256K>(32);
}

/// `x || y` alone is no point, whatever it begins with.
#[test]
fn coordinates_without_a_tag_are_rejected() {
    for first in 0..=255 {
        let coordinates = [&[first][..], &[7; 63]].concat();
        let expected = if matches!(first, 2 | 3) { 33 } else { 65 };
        let refused = VerifyingKey::<Es256>::from_sec1_bytes(&coordinates);
        assert_eq!(refused, Err(KeyError::Length { part: KeyPart::Point, found: 64, expected }));
    }
}

/// RFC 8037 appendix A.2, and lengths next to 32.
#[cfg(all(feature = "eddsa", feature = "jwk"))]
#[test]
fn ed25519_keys_are_32_bytes() {
    use jwt_codec::{Ed25519, EdDsa};

    let x = crate::support::rfc::example_of("8037", "A.4").key("x");
    let key = VerifyingKey::<EdDsa>::from_bytes(&x).unwrap();
    assert_eq!(key.to_bytes(), *x);
    assert_eq!(VerifyingKey::<Ed25519>::from_bytes(&x).unwrap().to_bytes(), *x);
    are_one(&key, &key.clone(), &SigningKey::<EdDsa>::generate().unwrap().verifying_key());

    let long = [&x[..], &[0]].concat();
    for (bytes, found) in [(&x[..31], 31), (&long, 33)] {
        let refused = VerifyingKey::<EdDsa>::from_bytes(bytes);
        assert_eq!(refused, Err(KeyError::Length { part: KeyPart::X, found, expected: 32 }));
    }
}

#[cfg(feature = "ml-dsa")]
#[test]
fn ml_dsa_keys_are_compared_by_their_bytes() {
    use jwt_codec::MlDsa44;

    let [key, other] = [(); 2].map(|()| SigningKey::<MlDsa44>::generate().unwrap().verifying_key());
    are_one(&key, &key.clone(), &other);
}
