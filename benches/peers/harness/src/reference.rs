//! Signatures by one implementation, `ring`: the tokens that all contenders verify are signed here, and the tokens that
//! they sign are checked here. The keys serve the contender `ring` as well.

use anyhow::{Result, anyhow};
use ring::error::{KeyRejected, Unspecified};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
    UnparsedPublicKey, VerificationAlgorithm,
};

use crate::{Algorithm, keys};

/// A test key that signs, and with HS256 verifies too.
pub enum Key {
    /// HS256.
    Hmac(hmac::Key),
    /// RS256.
    Rsa(RsaKeyPair),
    /// ES256 and ES384.
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
        let ecdsa = |scheme| EcdsaKeyPair::from_pkcs8(scheme, &der()?, &SystemRandom::new()).map_err(rejected);
        Ok(match algorithm {
            Algorithm::Hs256 => Self::Hmac(hmac::Key::new(hmac::HMAC_SHA256, keys::SECRET)),
            Algorithm::Rs256 => Self::Rsa(RsaKeyPair::from_pkcs8(&der()?).map_err(rejected)?),
            Algorithm::Es256 => Self::Ecdsa(ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)?),
            Algorithm::Es384 => Self::Ecdsa(ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)?),
            Algorithm::EdDsa => {
                // The PKCS#8 of OpenSSL does not hold the public key that ring would check the private one against.
                Self::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der()?).map_err(rejected)?)
            }
        })
    }

    /// The public half of the test key of an asymmetric algorithm; `None` for HS256.
    ///
    /// # Errors
    ///
    /// When the file under `keys/` is damaged.
    pub fn public(algorithm: Algorithm) -> Result<Option<UnparsedPublicKey<Vec<u8>>>> {
        let scheme: &'static dyn VerificationAlgorithm = match algorithm {
            Algorithm::Hs256 => return Ok(None),
            Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED,
            Algorithm::EdDsa => &ED25519,
        };
        let public = match Self::new(algorithm)? {
            Self::Hmac(_) => return Ok(None),
            Self::Rsa(pair) => pair.public_key().as_ref().to_vec(),
            Self::Ecdsa(pair) => pair.public_key().as_ref().to_vec(),
            Self::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
        };
        Ok(Some(UnparsedPublicKey::new(scheme, public)))
    }

    /// The signature over `message`.
    ///
    /// # Errors
    ///
    /// When the system has no randomness.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        Ok(match self {
            Self::Hmac(key) => hmac::sign(key, message).as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)?;
                signature
            }
            Self::Ecdsa(pair) => pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec(),
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
        (Some(key), _) => key.verify(message, signature),
        (None, Key::Hmac(key)) => hmac::verify(&key, message, signature),
        (None, _) => Err(Unspecified),
    };
    verdict.map_err(|_| anyhow!("the {algorithm} signature is wrong"))
}

fn rejected(error: KeyRejected) -> anyhow::Error {
    anyhow!("ring refuses the test key: {error}")
}
