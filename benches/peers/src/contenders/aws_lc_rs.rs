//! The primitives of `aws-lc-rs` (assembly and C), with public keys parsed once.

use anyhow::Result;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use peers_harness::reference::Key;
use peers_harness::{Case, Library, Name, Task};

/// The library, which has one way of use.
pub struct AwsLcRs;

impl Library for AwsLcRs {
    fn name(&self) -> Result<Name> {
        super::floor("aws-lc-rs")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let task = match (Key::public(case.algorithm)?, Key::new(case.algorithm)?) {
            (Some(key), _) => case.verifying_signature(move |message, signature| key.verify_sig(message, signature)),
            (None, Key::Hmac(key)) => case.verifying_signature(move |message, tag| hmac::verify(&key, message, tag)),
            (None, _) => return Ok(None),
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let random = SystemRandom::new();
        let task = match Key::new(case.algorithm)? {
            Key::Hmac(key) => case.signing_signature(move |message| Ok::<_, Unspecified>(hmac::sign(&key, message))),
            Key::Rsa(key, encoding) => case.signing_signature(move |message| {
                let mut signature = [0; 256];
                key.sign(encoding, &random, message, &mut signature)?;
                Ok::<_, Unspecified>(signature)
            }),
            Key::Ecdsa(key) => case.signing_signature(move |message| key.sign(&random, message)),
            Key::Ed25519(key) => case.signing_signature(move |message| Ok::<_, Unspecified>(key.sign(message))),
        };
        task.map(Some)
    }
}
