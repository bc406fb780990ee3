//! Private keys and secrets: reading, creating and writing them.
//!
//! What surrounds a secret in a file is public, and so are lengths. So only bytes of the secret are marked, and of those not:
//!
//! - in JSON the last word of a string: its end is found there, a word at a time;
//! - in PEM the last group of four characters: its padding gives the length;
//! - the first byte of a number of RSA: leading zeros are not written.

use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jwt_codec::jwa::{PrivateKeyAlgorithm, SigningAlgorithm};
use jwt_codec::jwk::Jwk;
use jwt_codec::{EdDsa, Es256, Es256K, Es384, Es512, Hs256, MlDsa65, Rs256, Sign, SigningKey};
use serde_json::Value;

use crate::Operation;
use crate::machine::{mark_secret, public, secret_bytes_of, unreported};

macro_rules! of_each_form {
    ($($name:literal $key:expr,)*) => {
        &[
            ("k-from_jwk", || from_jwk::<Hs256>(&jwk_of_a_secret())),
            $(
                (concat!($name, "-from_jwk"), || from_jwk_of($key)),
                (concat!($name, "-from_der"), || from_der($key)),
                (concat!($name, "-from_pem"), || from_pem($key)),
            )*
            ("RSA-from_jwk-with-d-alone", || from_jwk::<Rs256>(&jwk_without_primes())),
            ("ES256-to_secret", || export(SigningKey::<Es256>::from_scalar(&scalar(32)).unwrap())),
            ("EdDSA-to_secret", || export(SigningKey::<EdDsa>::from_seed(&scalar(32)).unwrap())),
            ("ML-DSA-65-to_secret", || export(SigningKey::<MlDsa65>::from_seed(&scalar(32)).unwrap())),
            ("ES256-from_scalar", || of_secret(SigningKey::<Es256>::from_scalar, 32)),
            ("ES384-from_scalar", || of_secret(SigningKey::<Es384>::from_scalar, 48)),
            ("ES512-from_scalar", || of_secret(SigningKey::<Es512>::from_scalar, 66)),
            ("ES256K-from_scalar", || of_secret(SigningKey::<Es256K>::from_scalar, 32)),
            ("EdDSA-from_seed", || of_secret(SigningKey::<EdDsa>::from_seed, 32)),
            ("ES256-generate", || came_through(SigningKey::<Es256>::generate())),
            ("EdDSA-generate", || came_through(SigningKey::<EdDsa>::generate())),
        ]
    };
}

pub const ALL: &[Operation] = of_each_form! {
    "ES256" SigningKey::<Es256>::from_scalar(&scalar(32)).unwrap(),
    "ES384" SigningKey::<Es384>::from_scalar(&scalar(48)).unwrap(),
    "ES512" SigningKey::<Es512>::from_scalar(&scalar(66)).unwrap(),
    "ES256K" SigningKey::<Es256K>::from_scalar(&scalar(32)).unwrap(),
    "EdDSA" SigningKey::<EdDsa>::from_seed(&scalar(32)).unwrap(),
    "RSA" rsa(),
    "ML-DSA-65" SigningKey::<MlDsa65>::from_seed(&scalar(32)).unwrap(),
};

fn rsa() -> SigningKey<Rs256> {
    SigningKey::from_pem(include_str!("../../data/keys/rsa-2048-pkcs8.pem")).unwrap()
}

/// Bytes below each order.
pub fn scalar(length: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = (1..).take(length).map(|byte: u8| byte.wrapping_mul(151)).collect();
    bytes[0] = 0;
    bytes
}

/// `n`, `e`, `d`, `p` and `q`.
pub fn numbers_of_rsa() -> [Vec<u8>; 5] {
    let jwk: Value = serde_json::from_str(rsa().to_secret_jwk().to_secret_json().expose_secret()).unwrap();
    ["n", "e", "d", "p", "q"].map(|name| BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap())
}

fn jwk_of_a_secret() -> String {
    format!(r#"{{"kty":"oct","alg":"HS256","k":"{}"}}"#, BASE64_URL_SAFE_NO_PAD.encode(scalar(32)))
}

/// Its primes are found from `d`.
fn jwk_without_primes() -> String {
    let mut jwk: Value = serde_json::from_str(rsa().to_secret_jwk().to_secret_json().expose_secret()).unwrap();
    for name in ["p", "q", "dp", "dq", "qi"] {
        jwk.as_object_mut().unwrap().remove(name);
    }
    jwk.to_string()
}

fn from_jwk_of<A: PrivateKeyAlgorithm>(key: SigningKey<A>) {
    from_jwk::<A>(key.to_secret_jwk().to_secret_json().expose_secret());
}

fn from_jwk<A: SigningAlgorithm>(json: &str) {
    const FIRST_GROUP: usize = 4;
    const LAST_WORD: usize = 8;
    let mut json = json.as_bytes().to_vec();
    for Range { start, end } in private_members(&json) {
        mark_secret(&mut json[start + FIRST_GROUP..end - LAST_WORD]);
    }
    let jwk = public(Jwk::from_json(&json)).unwrap();
    came_through(SigningKey::<A>::from_jwk(&jwk));
}

fn from_der<A: PrivateKeyAlgorithm>(key: SigningKey<A>) {
    let mut der = key.to_secret_der().expose_secret().to_vec();
    for range in secrets_in(&der, &key) {
        mark_secret(&mut der[range]);
    }
    came_through(SigningKey::<A>::from_der(&der));
}

fn from_pem<A: PrivateKeyAlgorithm>(key: SigningKey<A>) {
    /// Lines, without their ends.
    const LINE: usize = 64;
    let mut pem = key.to_secret_pem().expose_secret().as_bytes().to_vec();
    let body = pem.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let der = key.to_secret_der();
    // The last group may be padded, which is public.
    let last_group = (der.expose_secret().len() - 1) / 3;
    for range in secrets_in(der.expose_secret(), &key) {
        // Groups of four characters that hold nothing else.
        for character in range.start.div_ceil(3) * 4..last_group.min(range.end / 3) * 4 {
            mark_secret(&mut pem[body + character + character / LINE..][..1]);
        }
    }
    came_through(SigningKey::<A>::from_pem(&pem));
}

/// Writes a key in each form.
fn export<A: PrivateKeyAlgorithm>(key: SigningKey<A>) {
    let mut der = key.to_secret_der().expose_secret().to_vec();
    for range in secrets_in(&der, &key) {
        mark_secret(&mut der[range]);
    }
    let key = unreported(|| SigningKey::<A>::from_der(&der).unwrap());
    assert_ne!(secret_bytes_of(key.to_secret_der().expose_secret()), 0);
    assert_ne!(secret_bytes_of(key.to_secret_pem().expose_secret().as_bytes()), 0);
    let jwk = key.to_secret_jwk();
    assert_ne!(secret_bytes_of(jwk.to_secret_json().expose_secret().as_bytes()), 0);
}

fn of_secret<K: Sign, E>(create: fn(&[u8]) -> Result<K, E>, length: usize) {
    let mut secret = scalar(length);
    mark_secret(&mut secret);
    came_through(create(&secret));
}

/// There is a key, and it depends on the secret as far as valgrind knows.
pub fn came_through<E>(key: Result<impl Sign, E>) {
    unreported(|| {
        let key = key.ok().expect("a key");
        let mut signature = vec![0; key.signature_len()];
        assert!(public(key.sign(b"message", &mut signature)).is_ok());
        assert_ne!(secret_bytes_of(&signature), 0);
    });
}

/// Where the secrets of a key stand in its DER.
fn secrets_in<A: PrivateKeyAlgorithm>(der: &[u8], key: &SigningKey<A>) -> Vec<Range<usize>> {
    let jwk = key.to_secret_jwk().to_secret_json();
    let jwk = jwk.expose_secret().as_bytes();
    let secrets = private_members(jwk).into_iter().map(|range| BASE64_URL_SAFE_NO_PAD.decode(&jwk[range]).unwrap());
    let place = |secret: Vec<u8>| {
        let start = der.windows(secret.len()).position(|window| window == secret).expect("DER has the same octets");
        start + 1..start + secret.len()
    };
    secrets.map(place).collect()
}

/// The values of the private members of a JWK, by their places in the text.
fn private_members(json: &[u8]) -> Vec<Range<usize>> {
    let find = |name: &str| {
        let member = format!("\"{name}\":\"");
        let start = json.windows(member.len()).position(|window| window == member.as_bytes())? + member.len();
        let length = json[start..].iter().position(|byte| *byte == b'"')?;
        Some(start..start + length)
    };
    let members: Vec<_> = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"].into_iter().filter_map(find).collect();
    assert!(!members.is_empty(), "no secret in this key");
    members
}
