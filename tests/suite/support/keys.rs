//! Fixed keys.

use jwt_codec::{Es256, Hs256, Rs256, Sign, SigningKey, VerifyingKey};

use super::base64url;

/// A secret that is long enough for every hash.
pub(crate) const SECRET: [u8; 64] = [0x5a; 64];

pub(crate) const EC_PRIVATE_PEM: &str = include_str!("../../data/keys/ec-p256-pkcs8.pem");
pub(crate) const EC_PUBLIC_PEM: &str = include_str!("../../data/keys/ec-p256-spki.pem");
pub(crate) const RSA_PUBLIC_PEM: &str = include_str!("../../data/keys/rsa-2048-spki.pem");

pub(crate) fn hs256() -> SigningKey<Hs256> {
    SigningKey::from_secret(&SECRET).unwrap()
}

pub(crate) fn hs256_verifying() -> VerifyingKey<Hs256> {
    VerifyingKey::from_secret(&SECRET).unwrap()
}

pub(crate) fn es256() -> SigningKey<Es256> {
    SigningKey::from_pem(EC_PRIVATE_PEM).unwrap()
}

pub(crate) fn es256_verifying() -> VerifyingKey<Es256> {
    VerifyingKey::from_pem(EC_PUBLIC_PEM).unwrap()
}

pub(crate) fn rs256_verifying() -> VerifyingKey<Rs256> {
    VerifyingKey::from_pem(RSA_PUBLIC_PEM).unwrap()
}

/// The bytes in the first block of a PEM text.
pub(crate) fn der(pem: &str) -> Vec<u8> {
    let (_, body) = pem.split_once("-----\n").unwrap();
    let (body, _) = body.split_once("\n-----END").unwrap();
    let base64url: String = body
        .chars()
        .filter_map(|character| match character {
            '+' => Some('-'),
            '/' => Some('_'),
            '\n' | '=' => None,
            other => Some(other),
        })
        .collect();
    base64url::decode(&base64url).unwrap()
}

/// The signature of a key over a message.
pub(crate) fn signature(key: &impl Sign, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.signature_len()];
    key.sign(message, &mut signature).unwrap();
    signature
}
