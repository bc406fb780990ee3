//! The primitives of `aws-lc-rs` (assembly and C), with public keys parsed once.

use anyhow::Result;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ED25519, EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
};
use peers_harness::{Algorithm, Case, Library, Name, Task, keys};

/// The library, which has one way of use.
pub struct AwsLcRs;

impl Library for AwsLcRs {
    fn name(&self) -> Result<Name> {
        super::floor("aws-lc-rs")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let algorithm = case.algorithm;
        let key = match algorithm {
            Algorithm::Hs256 => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, keys::SECRET);
                let verify = move |message: &[u8], tag: &[u8]| hmac::verify(&key, message, tag);
                return case.verifying_signature(verify).map(Some);
            }
            Algorithm::Rs256 => ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, keys::public_der(algorithm)?),
            Algorithm::Es256 => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, keys::public_der(algorithm)?),
            Algorithm::Es384 => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, keys::public_der(algorithm)?),
            Algorithm::EdDsa => ParsedPublicKey::new(&ED25519, keys::public_der(algorithm)?),
        }?;
        case.verifying_signature(move |message, signature| key.verify_sig(message, signature)).map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let random = SystemRandom::new();
        let task = match case.algorithm {
            Algorithm::Hs256 => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, keys::SECRET);
                case.signing_signature(move |message| Ok::<_, Unspecified>(hmac::sign(&key, message)))
            }
            Algorithm::Rs256 => {
                let key = RsaKeyPair::from_pkcs8(&keys::private_der(case.algorithm)?)?;
                case.signing_signature(move |message| {
                    let mut signature = [0; 256];
                    key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                    Ok::<_, Unspecified>(signature)
                })
            }
            Algorithm::Es256 | Algorithm::Es384 => {
                let scheme = match case.algorithm {
                    Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
                    _ => &ECDSA_P384_SHA384_FIXED_SIGNING,
                };
                let key = EcdsaKeyPair::from_pkcs8(scheme, &keys::private_der(case.algorithm)?)?;
                case.signing_signature(move |message| key.sign(&random, message))
            }
            Algorithm::EdDsa => {
                let key = Ed25519KeyPair::from_pkcs8(&keys::private_der(case.algorithm)?)?;
                case.signing_signature(move |message| Ok::<_, Unspecified>(key.sign(message)))
            }
        };
        task.map(Some)
    }
}
