//! Signatures by one implementation, `aws-lc-rs`: the tokens that all contenders verify are signed here, and the tokens
//! that they sign are checked here. The keys serve the contender `aws-lc-rs` as well.

use anyhow::{Context, Result, anyhow};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaKeyPair,
    RsaSignatureEncoding, VerificationAlgorithm,
};

use crate::{Algorithm, keys};

/// A test key that signs, and with HMAC verifies too.
#[expect(clippy::large_enum_variant, reason = "a handful of keys, each made once")]
pub enum Key {
    /// HS256 and HS512.
    Hmac(hmac::Key),
    /// RS256 and PS256, by the encoding.
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    /// ES256, ES384 and ES512.
    Ecdsa(EcdsaKeyPair),
    /// `EdDSA`.
    Ed25519(Ed25519KeyPair),
}

impl Key {
    /// The test key of an algorithm.
    ///
    /// # Errors
    ///
    /// When the file under `keys/` is damaged.
    pub fn new(algorithm: Algorithm) -> Result<Self> {
        let der = || keys::private_der(algorithm);
        let hmac = |hash| Ok(Self::Hmac(hmac::Key::new(hash, keys::SECRET)));
        let rsa = |encoding| Ok(Self::Rsa(RsaKeyPair::from_pkcs8(&der()?)?, encoding));
        let ecdsa = |scheme| Ok(Self::Ecdsa(EcdsaKeyPair::from_pkcs8(scheme, &der()?)?));
        let ed25519 = || Ok(Self::Ed25519(Ed25519KeyPair::from_pkcs8(&der()?)?));
        let key: Result<Self> = match algorithm {
            Algorithm::Hs256 => hmac(hmac::HMAC_SHA256),
            Algorithm::Hs512 => hmac(hmac::HMAC_SHA512),
            Algorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
            Algorithm::Ps256 => rsa(&RSA_PSS_SHA256),
            Algorithm::Es256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Es512 => ecdsa(&ECDSA_P521_SHA512_FIXED_SIGNING),
            Algorithm::EdDsa => ed25519(),
        };
        key.context("aws-lc-rs refuses the test key")
    }

    /// The public half of the test key of an asymmetric algorithm; `None` for HMAC.
    ///
    /// # Errors
    ///
    /// When the file under `keys/` is damaged.
    pub fn public(algorithm: Algorithm) -> Result<Option<ParsedPublicKey>> {
        let scheme: &'static dyn VerificationAlgorithm = match algorithm {
            Algorithm::Hs256 | Algorithm::Hs512 => return Ok(None),
            Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
            Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED,
            Algorithm::Es512 => &ECDSA_P521_SHA512_FIXED,
            Algorithm::EdDsa => &ED25519,
        };
        let key = ParsedPublicKey::new(scheme, keys::public_der(algorithm)?);
        key.context("aws-lc-rs refuses the test key").map(Some)
    }

    /// The signature over `message`.
    ///
    /// # Errors
    ///
    /// When the system has no randomness.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        Ok(match self {
            Self::Hmac(key) => hmac::sign(key, message).as_ref().to_vec(),
            Self::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)?;
                signature
            }
            Self::Ecdsa(pair) => pair.sign(&random, message)?.as_ref().to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        })
    }
}

/// Verifies a signature with the test key of an algorithm.
///
/// # Errors
///
/// When the signature is wrong.
pub fn verify(algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<()> {
    let verdict = match (Key::public(algorithm)?, Key::new(algorithm)?) {
        (Some(key), _) => key.verify_sig(message, signature),
        (None, Key::Hmac(key)) => hmac::verify(&key, message, signature),
        (None, _) => Err(Unspecified),
    };
    verdict.map_err(|_| anyhow!("the {algorithm} signature is wrong"))
}
