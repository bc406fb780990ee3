//! The keys: those of `tests/data/interop`, and others of the same kind from `tests/data/keys`.

use std::error::Error;
use std::fs;
use std::path::Path;

use jwt_codec::jwa::{Sign, Verify, signing_key_from_pem, signing_key_from_secret, verifying_key_from_pem};
use jwt_codec::{Algorithm, Hs256, dangerous};

/// The algorithms, and so the names of the keys.
pub const ALGORITHMS: [&str; 7] = ["HS256", "HS384", "RS256", "PS256", "ES256", "ES384", "EdDSA"];

/// What is known of one algorithm.
pub struct Key {
    /// The `alg`, and the name of the key.
    pub name: &'static str,
    /// Signs what is to be accepted.
    pub signing: Box<dyn Sign>,
    /// Another key of the same algorithm.
    pub other: Box<dyn Sign>,
    /// Signs with HS256, and the text of the public key as the secret.
    pub confused: Option<Box<dyn Sign>>,
    /// Verifies.
    pub verifying: Box<dyn Verify>,
    /// The public key in PEM, or the secret.
    pub public: Vec<u8>,
}

/// Reads the keys of all algorithms.
pub fn all() -> Result<Vec<Key>, Box<dyn Error>> {
    ALGORITHMS.iter().map(|name| read(name)).collect()
}

fn read(name: &'static str) -> Result<Key, Box<dyn Error>> {
    let algorithm: Algorithm = name.parse()?;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    if algorithm.is_symmetric() {
        let secret = hex(fs::read_to_string(data.join("interop/keys/hmac.hex"))?.trim())?;
        let reversed: Vec<u8> = secret.iter().rev().copied().collect();
        return Ok(Key {
            name,
            signing: signing_key_from_secret(algorithm, &secret)?,
            other: signing_key_from_secret(algorithm, &reversed)?,
            confused: None,
            verifying: jwt_codec::jwa::verifying_key_from_secret(algorithm, &secret)?,
            public: secret,
        });
    }
    let file = match name {
        "RS256" | "PS256" => "rsa-2048",
        "ES256" => "ec-p256",
        "ES384" => "ec-p384",
        _ => "ed25519",
    };
    let public = fs::read(data.join(format!("interop/keys/{file}-public.pem")))?;
    let confused = dangerous::signing_key_from_any_secret::<Hs256>(&public)?;
    Ok(Key {
        name,
        signing: signing_key_from_pem(algorithm, fs::read(data.join(format!("interop/keys/{file}-private.pem")))?)?,
        other: signing_key_from_pem(algorithm, fs::read(data.join(format!("keys/{file}-pkcs8.pem")))?)?,
        confused: Some(Box::new(confused)),
        verifying: verifying_key_from_pem(algorithm, &public)?,
        public,
    })
}

fn hex(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    (0..text.len()).step_by(2).map(|at| Ok(u8::from_str_radix(&text[at..at + 2], 16)?)).collect()
}
