//! The test keys, made once with `openssl genpkey` for this benchmark and used nowhere else.

use anyhow::{Context, Result};

use crate::Algorithm;

/// The HMAC key: as long as the longest hash.
pub const SECRET: &[u8; 64] = b"test secret of the peers bench, which is 64 bytes long: ........";

/// The private key of an asymmetric algorithm, PKCS#8 in PEM.
///
/// # Panics
///
/// HMAC has no PEM.
#[must_use]
pub fn private_pem(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Hs256 | Algorithm::Hs512 => panic!("HMAC has a secret, not a private key"),
        Algorithm::Rs256 | Algorithm::Ps256 => include_str!("../../keys/test-rsa2048-private.pem"),
        Algorithm::Es256 => include_str!("../../keys/test-p256-private.pem"),
        Algorithm::Es384 => include_str!("../../keys/test-p384-private.pem"),
        Algorithm::Es512 => include_str!("../../keys/test-p521-private.pem"),
        Algorithm::EdDsa => include_str!("../../keys/test-ed25519-private.pem"),
    }
}

/// The public key of an asymmetric algorithm, SPKI in PEM.
///
/// # Panics
///
/// HMAC has no PEM.
#[must_use]
pub fn public_pem(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Hs256 | Algorithm::Hs512 => panic!("HMAC has a secret, not a public key"),
        Algorithm::Rs256 | Algorithm::Ps256 => include_str!("../../keys/test-rsa2048-public.pem"),
        Algorithm::Es256 => include_str!("../../keys/test-p256-public.pem"),
        Algorithm::Es384 => include_str!("../../keys/test-p384-public.pem"),
        Algorithm::Es512 => include_str!("../../keys/test-p521-public.pem"),
        Algorithm::EdDsa => include_str!("../../keys/test-ed25519-public.pem"),
    }
}

/// The private key of an asymmetric algorithm, PKCS#8 in DER.
///
/// # Errors
///
/// When the file under `keys/` is not PEM.
pub fn private_der(algorithm: Algorithm) -> Result<Vec<u8>> {
    der(private_pem(algorithm))
}

/// The public key of an asymmetric algorithm, SPKI in DER.
///
/// # Errors
///
/// When the file under `keys/` is not PEM.
pub fn public_der(algorithm: Algorithm) -> Result<Vec<u8>> {
    der(public_pem(algorithm))
}

fn der(pem: &str) -> Result<Vec<u8>> {
    Ok(pem::parse(pem).context("a test key is not PEM")?.into_contents())
}
