//! The primitives of `ring` (assembly and C). It has no parsed form of a public key: each verification reads it anew.

use anyhow::Result;
use peers_harness::reference::Key;
use peers_harness::{Case, Library, Name, Task};
use ring::hmac;

/// The library, which has one way of use.
pub struct Ring;

impl Library for Ring {
    fn name(&self) -> Result<Name> {
        super::floor("ring")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let task = match (Key::public(case.algorithm)?, Key::new(case.algorithm)?) {
            (Some(key), _) => case.verifying_signature(move |message, signature| key.verify(message, signature)),
            (None, Key::Hmac(key)) => case.verifying_signature(move |message, tag| hmac::verify(&key, message, tag)),
            (None, _) => return Ok(None),
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let key = Key::new(case.algorithm)?;
        case.signing_signature(move |message| key.sign(message)).map(Some)
    }
}
