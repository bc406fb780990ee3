//! Keys are read, written, used and dropped, and no block of the heap is given back with a part of a secret in it. The numbers of
//! RSA keys in the crate `rsa` are an exception.
//!
//! An RSA key for `graviola` is created, and no part of it is left on the stack.
//!
//! `cargo test` in this folder.

#![cfg(test)]

mod allocator;
mod stack;

use std::hint::black_box;
use std::mem::ManuallyDrop;

use allocator::freed_with_one_of;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jwt_codec::jwa::PrivateKeyAlgorithm;
use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::jws::{self, Header};
use jwt_codec::{
    Algorithm, EdDsa, Es256, Es256K, Es384, Es512, Hs512, MlDsa44, MlDsa87, Ps384, Rs256, Sign, SigningKey,
};
use num_bigint::BigUint;
use serde_json::Value;
use stack::left_on_stack;

/// What gives a secret away: parts of it, as they are and as text.
struct Parts(Vec<Vec<u8>>);

impl Parts {
    /// Those of the private members of a JWK, also as numbers.
    fn of(jwk: &str) -> Self {
        let mut parts = Self::of_bytes(jwk).0;
        parts.extend(private_members(jwk).iter().flat_map(|secret| {
            // As a number lies in the memory of this CPU: from its lowest byte to its highest.
            let number: Vec<u8> = secret.iter().rev().copied().collect();
            ends(&number)
        }));
        parts.extend(montgomery_form(jwk).iter().flat_map(|scalar| ends(scalar)));
        Self(parts)
    }

    /// Those of the private members of a JWK, as bytes and as text.
    fn of_bytes(jwk: &str) -> Self {
        let mut parts = Vec::new();
        for secret in private_members(jwk) {
            parts.extend(ends(&secret));
            // Wherever a secret stands in what is encoded, it has a group of three bytes at one of three places.
            for start in 0..3 {
                let groups = &secret[start..start + 12];
                parts.push(BASE64_URL_SAFE_NO_PAD.encode(groups).into_bytes());
                parts.push(BASE64_STANDARD.encode(groups).into_bytes());
            }
        }
        assert!(!parts.is_empty(), "no secret in this key");
        Self(parts)
    }

    /// Takes a step and drops what comes of it.
    #[track_caller]
    fn are_wiped<T>(&self, step: &str, take: impl FnOnce() -> T) {
        let freed = freed_with_one_of(&self.0, || drop(take()));
        assert_eq!(freed, 0, "{step}: blocks that were freed with a part of the secret");
    }
}

fn ends(bytes: &[u8]) -> [Vec<u8>; 3] {
    [&bytes[..8], &bytes[8..16], &bytes[bytes.len() - 8..]].map(<[u8]>::to_vec)
}

fn private_members(jwk: &str) -> Vec<Vec<u8>> {
    let members: Value = serde_json::from_str(jwk).unwrap();
    let text = |name| members.get(name).and_then(Value::as_str);
    let texts = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"].into_iter().filter_map(text);
    texts.map(|text| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).collect()
}

/// The scalar as `p384` and `p521` store it, from its lowest byte to its highest: d * 2^384 and d * 2^576 modulo the order.
fn montgomery_form(jwk: &str) -> Option<Vec<u8>> {
    let members: Value = serde_json::from_str(jwk).unwrap();
    let (bits, order): (u32, &[u8]) = match members.get("crv").and_then(Value::as_str)? {
        "P-384" => {
            (384, b"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")
        }
        "P-521" => (
            576,
            b"1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
              a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        ),
        _ => return None,
    };
    let order = BigUint::parse_bytes(order, 16).unwrap();
    let d = BigUint::from_bytes_be(&private_members(jwk)[0]);
    Some(((d << bits) % order).to_bytes_le())
}

/// The same key with something wrong, some of it found when the secret has been decoded.
fn with_defects(jwk: &str) -> Vec<String> {
    let members: Value = serde_json::from_str(jwk).unwrap();
    let with = |name: &str, value: Value| {
        let mut other = members.clone();
        other[name] = value;
        other.to_string()
    };
    let mut all = vec![with("use", "enc".into()), with("y", "AAAA".into()), with("x", 1.into()), with("n", "".into())];
    for name in ["d", "qi", "k", "priv"] {
        if let Some(text) = members.get(name).and_then(Value::as_str) {
            let others =
                [format!("{text}="), format!("{text}A"), format!("{text}AAAA"), text[4..].into(), format!("A{text}")];
            all.extend(others.map(|other| with(name, other.into())));
        }
    }
    all.push(jwk[..jwk.len() - 1].into());
    all
}

/// `in_keys` are the parts that are looked for when a key is made of the JWK.
fn jwk_is_wiped(jwk: &str, in_keys: &Parts) {
    let secret = Parts::of(jwk);
    secret.are_wiped("Jwk::from_json", || Jwk::from_json(jwk).unwrap());
    for other in with_defects(jwk) {
        secret.are_wiped("Jwk::from_json of another", || Jwk::from_json(&other).is_ok());
        let set = format!("{{\"keys\":[{other}]}}");
        secret.are_wiped("JwkSet::from_json of another", || JwkSet::from_json(&set).is_ok());
    }
    let set = format!("{{\"keys\":[{jwk}]}}");
    secret.are_wiped("JwkSet::from_json", || JwkSet::from_json(&set).unwrap());
    let key = Jwk::from_json(jwk).unwrap();
    secret.are_wiped("Jwk::to_secret_json", || key.to_secret_json());
    secret.are_wiped("Jwk::to_json", || key.to_json());
    secret.are_wiped("Jwk::thumbprint", || key.thumbprint());
    in_keys.are_wiped("Jwk::signing_key", || key.signing_key().unwrap());
    in_keys.are_wiped("KeySet::from_jwk_set", || KeySet::from_jwk_set(&JwkSet::from_json(&set).unwrap()).unwrap());
}

macro_rules! private_key_is_wiped {
    ($algorithm:ty) => {
        private_key_is_wiped!($algorithm, Parts::of);
    };
    ($algorithm:ty, $parts:path) => {
        let key = SigningKey::<$algorithm>::generate().unwrap();
        let jwk = key.to_secret_jwk().to_secret_json();
        let (pem, der) = (key.to_secret_pem(), key.to_secret_der());
        let secret = $parts(jwk.expose_secret());
        jwk_is_wiped(jwk.expose_secret(), &secret);
        secret.are_wiped("to_secret_jwk", || key.to_secret_jwk());
        secret.are_wiped("sign", || jws::sign(&Header::new(key.algorithm()), b"payload", &key).unwrap());
        secret.are_wiped("to_secret_pem", || key.to_secret_pem());
        secret.are_wiped("to_secret_der", || key.to_secret_der());
        let (pem, der) = (pem.expose_secret(), der.expose_secret());
        secret.are_wiped("from_pem", || SigningKey::<$algorithm>::from_pem(pem).unwrap());
        secret.are_wiped("from_der", || SigningKey::<$algorithm>::from_der(der).unwrap());
        let cut = format!("{}\n-----END PRIVATE KEY-----\n", &pem[..pem.len() - 60]);
        secret.are_wiped("from_pem of a cut key", || SigningKey::<$algorithm>::from_pem(&cut).is_ok());
        secret.are_wiped("from_der of a cut key", || SigningKey::<$algorithm>::from_der(&der[..der.len() - 1]).is_ok());
        // In the heap, also if the secret is within the key itself.
        secret.are_wiped("the key", || Box::new(key));
    };
}

#[test]
fn elliptic_curves() {
    private_key_is_wiped!(Es256);
    private_key_is_wiped!(Es384);
    private_key_is_wiped!(Es512);
    private_key_is_wiped!(Es256K);
    private_key_is_wiped!(EdDsa);
}

/// The seed. What it expands to is wiped by the crate `ml-dsa`.
#[test]
fn ml_dsa() {
    private_key_is_wiped!(MlDsa44);
    private_key_is_wiped!(MlDsa87);
}

/// Of numbers, [`numbers_that_the_crate_rsa_leaves`].
#[test]
fn rsa() {
    private_key_is_wiped!(Rs256, Parts::of_bytes);
    private_key_is_wiped!(Ps384, Parts::of_bytes);
}

/// `rsa` 0.10 wipes the numbers of a key on drop, but for the prime that is the modulus of `qinv`. It does not wipe the numbers that
/// it makes on its way. SECURITY.md says so; this fails when it has become better.
#[test]
fn numbers_that_the_crate_rsa_leaves() {
    let key = SigningKey::<Rs256>::generate().unwrap();
    let jwk = key.to_secret_jwk().to_secret_json();
    let numbers = Parts::of(jwk.expose_secret());
    let left = |step: &mut dyn FnMut()| freed_with_one_of(&numbers.0, step);
    let mut made = None;
    assert_ne!(left(&mut || made = Some(Jwk::from_json(jwk.expose_secret()).unwrap().signing_key().unwrap())), 0);
    assert_ne!(left(&mut || drop(key.to_secret_jwk())), 0);
    assert_eq!(left(&mut || drop(made.take())), 1);
}

#[test]
fn secrets() {
    let jwk = Jwk::generate_secret(Algorithm::HS512).unwrap().to_secret_json();
    let secret = Parts::of(jwk.expose_secret());
    jwk_is_wiped(jwk.expose_secret(), &secret);
    let bytes = private_members(jwk.expose_secret()).remove(0);
    secret.are_wiped("from_secret", || SigningKey::<Hs512>::from_secret(&bytes).unwrap());
    let text = BASE64_STANDARD.encode(&bytes);
    secret.are_wiped("from_secret of a text", || SigningKey::<Hs512>::from_secret(text.as_bytes()).unwrap());
}

/// The allocator sees what is not wiped.
#[test]
fn what_is_not_wiped_is_seen() {
    let jwk = Jwk::generate_secret(Algorithm::HS512).unwrap().to_secret_json();
    let secret = Parts::of(jwk.expose_secret());
    let bytes = private_members(jwk.expose_secret()).remove(0);
    assert_eq!(freed_with_one_of(&secret.0, || drop(bytes.clone())), 1);
    assert_eq!(freed_with_one_of(&secret.0, || drop(String::from(jwk.expose_secret()))), 1);
    assert_eq!(freed_with_one_of(&secret.0, || drop(vec![0_u8; 64])), 0);
}

/// The secret of a key that is not dropped is found in its block. So a key in a box shows that it is wiped.
#[test]
fn a_key_without_drop_is_seen() {
    #[track_caller]
    fn is_seen<A: PrivateKeyAlgorithm>() {
        let key = SigningKey::<A>::generate().unwrap();
        let jwk = key.to_secret_jwk().to_secret_json();
        let secret = Parts::of(jwk.expose_secret());
        let key = Box::new(ManuallyDrop::new(key));
        assert_eq!(freed_with_one_of(&secret.0, || drop(key)), 1);
    }
    is_seen::<Es256>();
    is_seen::<Es384>();
    is_seen::<Es512>();
    is_seen::<Es256K>();
    is_seen::<EdDsa>();
}

/// `graviola` computes with RSA keys on the stack. SECURITY.md promises that what it leaves there is overwritten when a key is
/// created, with `opt-level` 2, 3 or `s`.
#[test]
fn an_rsa_key_is_not_left_on_the_stack() {
    let key = SigningKey::<Rs256>::generate().unwrap();
    let secret = Parts::of(key.to_secret_jwk().to_secret_json().expose_secret());
    let der = key.to_secret_der();
    let create = || SigningKey::<Rs256>::from_der(der.expose_secret()).unwrap();
    assert_eq!(left_on_stack(&secret.0, || Box::new(create())), 0, "parts of the key");
}

/// In frames of functions that have returned, near and far.
#[test]
fn what_is_left_on_the_stack_is_seen() {
    #[inline(never)]
    fn call_deeper(frames: usize, secret: &[u8; 64]) {
        let mut frame = [0_u8; 1024];
        match frames {
            0 => frame[..64].copy_from_slice(secret),
            _ => call_deeper(frames - 1, secret),
        }
        black_box(&mut frame);
    }
    let secret = std::array::from_fn(|at| at as u8);
    let parts = [ends(&secret), ends(&[7; 64])].concat();
    for frames in [0, 30, 60, 120, 240] {
        assert_eq!(left_on_stack(&parts, || call_deeper(frames, &secret)), 3, "below {frames} KiB");
    }
    assert_eq!(left_on_stack(&parts, || black_box(secret.len())), 0);
}
