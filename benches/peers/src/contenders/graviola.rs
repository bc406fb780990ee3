//! The primitives of `graviola` (formally verified assembly, x86-64 and `AArch64`); it has no ES512.

use anyhow::{Context, Result, anyhow};
use graviola::Error;
use graviola::hashing::hmac::Hmac;
use graviola::hashing::{Hash, Sha256, Sha384, Sha512};
use graviola::signing::ecdsa::{Curve, P256, P384, SigningKey, VerifyingKey};
use graviola::signing::eddsa::{Ed25519SigningKey, Ed25519VerifyingKey};
use graviola::signing::rsa;
use peers_harness::{Algorithm, Case, Library, Name, Task, keys};

/// The library, which has one way of use.
pub struct Graviola;

impl Library for Graviola {
    fn name(&self) -> Result<Name> {
        super::floor("graviola")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let task = match case.algorithm {
            Algorithm::Hs256 => verifying_hmac::<Sha256>(case),
            Algorithm::Hs512 => verifying_hmac::<Sha512>(case),
            Algorithm::Rs256 => {
                let key = rsa_key()?.public_key();
                case.verifying_signature(move |message, signature| key.verify_pkcs1_sha256(signature, message))
            }
            Algorithm::Ps256 => {
                let key = rsa_key()?.public_key();
                case.verifying_signature(move |message, signature| key.verify_pss_sha256(signature, message))
            }
            Algorithm::Es256 => verifying_ecdsa::<P256, Sha256, 65>(case),
            Algorithm::Es384 => verifying_ecdsa::<P384, Sha384, 97>(case),
            Algorithm::Es512 => return Ok(None),
            Algorithm::EdDsa => {
                let key = Ed25519VerifyingKey::from_spki_der(&keys::public_der(case.algorithm)?).map_err(rejected)?;
                case.verifying_signature(move |message, signature| key.verify(signature, message))
            }
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let task = match case.algorithm {
            Algorithm::Hs256 => signing_hmac::<Sha256>(case),
            Algorithm::Hs512 => signing_hmac::<Sha512>(case),
            Algorithm::Rs256 => {
                let key = rsa_key()?;
                case.signing_signature(move |message| {
                    let mut signature = [0; 256];
                    key.sign_pkcs1_sha256(&mut signature, message)?;
                    Ok::<_, Error>(signature)
                })
            }
            Algorithm::Ps256 => {
                let key = rsa_key()?;
                case.signing_signature(move |message| {
                    let mut signature = [0; 256];
                    key.sign_pss_sha256(&mut signature, message)?;
                    Ok::<_, Error>(signature)
                })
            }
            Algorithm::Es256 => signing_ecdsa::<P256, Sha256, 64>(case),
            Algorithm::Es384 => signing_ecdsa::<P384, Sha384, 96>(case),
            Algorithm::Es512 => return Ok(None),
            Algorithm::EdDsa => {
                let key = Ed25519SigningKey::from_pkcs8_der(&keys::private_der(case.algorithm)?).map_err(rejected)?;
                case.signing_signature(move |message| Ok::<_, Error>(key.sign(message)))
            }
        };
        task.map(Some)
    }
}

fn verifying_hmac<H: Hash>(case: &Case) -> Result<Task>
where
    Hmac<H>: Clone + Send + Sync + 'static,
{
    let key = Hmac::<H>::new(keys::SECRET);
    case.verifying_signature(move |message, tag| {
        let mut mac = key.clone();
        mac.update(message);
        mac.verify(tag)
    })
}

fn signing_hmac<H: Hash>(case: &Case) -> Result<Task>
where
    Hmac<H>: Clone + Send + Sync + 'static,
{
    let key = Hmac::<H>::new(keys::SECRET);
    case.signing_signature(move |message| {
        let mut mac = key.clone();
        mac.update(message);
        Ok::<_, Error>(mac.finish())
    })
}

fn verifying_ecdsa<C: Curve + 'static, H: Hash, const POINT_LEN: usize>(case: &Case) -> Result<Task>
where
    C::PublicKey: Send + Sync + 'static,
{
    let der = keys::public_der(case.algorithm)?;
    // The DER of a public key ends with the point.
    let point: &[u8; POINT_LEN] = der.last_chunk().context("short DER")?;
    let key = VerifyingKey::<C>::from_x962_uncompressed(point).map_err(rejected)?;
    case.verifying_signature(move |message, signature| key.verify::<H>(&[message], signature))
}

fn signing_ecdsa<C: Curve + 'static, H: Hash, const SIGNATURE_LEN: usize>(case: &Case) -> Result<Task>
where
    C::PrivateKey: Send + Sync + 'static,
{
    let key = SigningKey::<C>::from_pkcs8_der(&keys::private_der(case.algorithm)?).map_err(rejected)?;
    case.signing_signature(move |message| {
        let mut signature = [0; SIGNATURE_LEN];
        key.sign::<H>(&[message], &mut signature)?;
        Ok::<_, Error>(signature)
    })
}

fn rsa_key() -> Result<rsa::SigningKey> {
    rsa::SigningKey::from_pkcs8_der(&keys::private_der(Algorithm::Rs256)?).map_err(rejected)
}

fn rejected(error: Error) -> anyhow::Error {
    anyhow!("graviola refuses the test key: {error:?}")
}
