//! Signing with private keys.
//!
//! The keys are made without reports: `keys` watches that.

use jwt_codec::{EdDsa, Es256, Es256K, Es384, Es512, Hs256, MlDsa44, MlDsa65, MlDsa87, Ps256, Rs256, Sign, SigningKey};

use crate::Operation;
use crate::keys::{numbers_of_rsa, scalar};
use crate::machine::{mark_secret, public, secret_bytes_of, unreported};

pub const ALL: &[Operation] = &[
    ("HS256-sign", || sign(|| SigningKey::<Hs256>::from_secret(&secret(32)).unwrap())),
    ("ES256-sign", es256),
    ("ES384-sign", es384),
    ("ES512-sign", || sign(|| SigningKey::<Es512>::from_scalar(&secret(66)).unwrap())),
    ("ES256K-sign", || sign(|| SigningKey::<Es256K>::from_scalar(&secret(32)).unwrap())),
    ("EdDSA-sign", eddsa),
    ("RS256-sign", rs256),
    ("PS256-sign", ps256),
    ("ML-DSA-44-sign", || sign(|| SigningKey::<MlDsa44>::from_seed(&secret(32)).unwrap())),
    ("ML-DSA-65-sign", || sign(|| SigningKey::<MlDsa65>::from_seed(&secret(32)).unwrap())),
    ("ML-DSA-87-sign", || sign(|| SigningKey::<MlDsa87>::from_seed(&secret(32)).unwrap())),
];

/// With the feature `graviola`, which changes these.
pub const BY_GRAVIOLA: &[Operation] = &[
    ("ES256-sign-graviola", es256),
    ("ES384-sign-graviola", es384),
    ("EdDSA-sign-graviola", eddsa),
    ("RS256-sign-graviola", rs256),
    ("PS256-sign-graviola", ps256),
];

fn es256() {
    sign(|| SigningKey::<Es256>::from_scalar(&secret(32)).unwrap());
}

fn es384() {
    sign(|| SigningKey::<Es384>::from_scalar(&secret(48)).unwrap());
}

fn eddsa() {
    sign(|| SigningKey::<EdDsa>::from_seed(&secret(32)).unwrap());
}

fn rs256() {
    sign(|| rsa_key!(Rs256));
}

fn ps256() {
    sign(|| rsa_key!(Ps256));
}

/// A key whose private exponent and primes are secret. A macro, since the type of RSA signing keys cannot be named.
macro_rules! rsa_key {
    ($algorithm:ty) => {{
        let [n, e, mut d, mut p, mut q] = numbers_of_rsa();
        [&mut d, &mut p, &mut q].into_iter().for_each(|number| mark_secret(number));
        SigningKey::<$algorithm>::from_components(&n, &e, &d, &p, &q).unwrap()
    }};
}
use rsa_key;

fn sign<K: Sign>(create: impl FnOnce() -> K) {
    let key = unreported(create);
    let mut signature = vec![0; key.signature_len()];
    for length in [0, 1, 200] {
        assert!(public(key.sign(&vec![b'a'; length], &mut signature)).is_ok());
        // The secret has come through: nothing on the way has made valgrind forget it.
        assert!(secret_bytes_of(&signature) > signature.len() / 2);
    }
}

fn secret(length: usize) -> Vec<u8> {
    let mut secret = scalar(length);
    mark_secret(&mut secret);
    secret
}
