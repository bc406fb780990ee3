//! `jwt-codec` with its feature `graviola`: a build of its own, for the algorithms that it makes faster.

use anyhow::Result;
use jwt_codec::{EdDsa, Es256, Es384, Ps256, Rs256, Sign, Signer, SigningKey};
use peers_harness::{Algorithm, Case, Library, Name, Role, Task, keys};

/// The library, which only signs here.
pub struct JwtCodec;

impl Library for JwtCodec {
    fn name(&self) -> Result<Name> {
        Name::locked("jwt-codec", Some("graviola"), Role::Ours, include_str!("../Cargo.lock"))
    }

    fn verify(&self, _: &Case) -> Result<Option<Task>> {
        Ok(None)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let pem = || keys::private_pem(case.algorithm);
        let task = match case.algorithm {
            Algorithm::Rs256 => signing(case, SigningKey::<Rs256>::from_pem(pem())?),
            Algorithm::Ps256 => signing(case, SigningKey::<Ps256>::from_pem(pem())?),
            Algorithm::Es256 => signing(case, SigningKey::<Es256>::from_pem(pem())?),
            Algorithm::Es384 => signing(case, SigningKey::<Es384>::from_pem(pem())?),
            Algorithm::EdDsa => signing(case, SigningKey::<EdDsa>::from_pem(pem())?),
            Algorithm::Hs256 | Algorithm::Hs512 | Algorithm::Es512 => return Ok(None),
        };
        task.map(Some)
    }
}

fn signing(case: &Case, key: impl Sign + 'static) -> Result<Task> {
    let signer = Signer::new(key);
    let claims = case.claims.clone();
    case.signing(move || signer.sign(&claims))
}
