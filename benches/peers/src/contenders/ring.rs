//! The primitives of `ring` (assembly and C); it has no ES512, and no parsed form of a public key: each verification
//! reads it anew.

use anyhow::{Result, anyhow};
use peers_harness::{Algorithm, Case, Library, Name, Task, keys};
use ring::error::{KeyRejected, Unspecified};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};

/// The library, which has one way of use.
pub struct Ring;

impl Library for Ring {
    fn name(&self) -> Result<Name> {
        super::floor("ring")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let verifying = |scheme: &'static dyn VerificationAlgorithm, public: &dyn AsRef<[u8]>| {
            let key = UnparsedPublicKey::new(scheme, public.as_ref().to_vec());
            case.verifying_signature(move |message, signature| key.verify(message, signature))
        };
        let task = match case.algorithm {
            Algorithm::Hs256 => verifying_hmac(case, hmac::HMAC_SHA256),
            Algorithm::Hs512 => verifying_hmac(case, hmac::HMAC_SHA512),
            Algorithm::Rs256 => verifying(&RSA_PKCS1_2048_8192_SHA256, rsa(case)?.public_key()),
            Algorithm::Ps256 => verifying(&RSA_PSS_2048_8192_SHA256, rsa(case)?.public_key()),
            Algorithm::Es256 => verifying(&ECDSA_P256_SHA256_FIXED, ecdsa(case)?.public_key()),
            Algorithm::Es384 => verifying(&ECDSA_P384_SHA384_FIXED, ecdsa(case)?.public_key()),
            Algorithm::Es512 => return Ok(None),
            Algorithm::EdDsa => verifying(&ED25519, ed25519(case)?.public_key()),
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let task = match case.algorithm {
            Algorithm::Hs256 => signing_hmac(case, hmac::HMAC_SHA256),
            Algorithm::Hs512 => signing_hmac(case, hmac::HMAC_SHA512),
            Algorithm::Rs256 => signing_rsa(case, &RSA_PKCS1_SHA256),
            Algorithm::Ps256 => signing_rsa(case, &RSA_PSS_SHA256),
            Algorithm::Es256 | Algorithm::Es384 => {
                let (key, random) = (ecdsa(case)?, SystemRandom::new());
                case.signing_signature(move |message| key.sign(&random, message))
            }
            Algorithm::Es512 => return Ok(None),
            Algorithm::EdDsa => {
                let key = ed25519(case)?;
                case.signing_signature(move |message| Ok::<_, Unspecified>(key.sign(message)))
            }
        };
        task.map(Some)
    }
}

fn verifying_hmac(case: &Case, hash: hmac::Algorithm) -> Result<Task> {
    let key = hmac::Key::new(hash, keys::SECRET);
    case.verifying_signature(move |message, tag| hmac::verify(&key, message, tag))
}

fn signing_hmac(case: &Case, hash: hmac::Algorithm) -> Result<Task> {
    let key = hmac::Key::new(hash, keys::SECRET);
    case.signing_signature(move |message| Ok::<_, Unspecified>(hmac::sign(&key, message)))
}

fn signing_rsa(case: &Case, encoding: &'static dyn RsaEncoding) -> Result<Task> {
    let (key, random) = (rsa(case)?, SystemRandom::new());
    case.signing_signature(move |message| {
        let mut signature = [0; 256];
        key.sign(encoding, &random, message, &mut signature)?;
        Ok::<_, Unspecified>(signature)
    })
}

fn rsa(case: &Case) -> Result<RsaKeyPair> {
    RsaKeyPair::from_pkcs8(&keys::private_der(case.algorithm)?).map_err(rejected)
}

fn ecdsa(case: &Case) -> Result<EcdsaKeyPair> {
    let scheme = match case.algorithm {
        Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
        _ => &ECDSA_P384_SHA384_FIXED_SIGNING,
    };
    let der = keys::private_der(case.algorithm)?;
    EcdsaKeyPair::from_pkcs8(scheme, &der, &SystemRandom::new()).map_err(rejected)
}

fn ed25519(case: &Case) -> Result<Ed25519KeyPair> {
    // The PKCS#8 of OpenSSL does not hold the public key that ring would check the private one against.
    let der = keys::private_der(case.algorithm)?;
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(rejected)
}

fn rejected(error: KeyRejected) -> anyhow::Error {
    anyhow!("ring refuses the test key: {error}")
}
