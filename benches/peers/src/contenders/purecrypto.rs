//! `purecrypto` (pure Rust) with its module `jose`, which makes and verifies signatures. It leaves reading and checking
//! the claims to the user, and makes the key's numbers anew for each call.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, ensure};
use peers_harness::{AUDIENCE, Algorithm, Case, Claims, ISSUER, Library, Name, Task, keys};
use purecrypto::ec::{BoxedEcdsaPrivateKey, Ed25519PrivateKey};
use purecrypto::jose::json::Object;
use purecrypto::jose::{Jwk, Jws, SigAlg};
use purecrypto::rng::OsRng;
use purecrypto::rsa::BoxedRsaPrivateKey;

/// The library, which has one way of use.
pub struct PureCrypto;

impl Library for PureCrypto {
    fn name(&self) -> Result<Name> {
        super::peer("purecrypto", Some("jose"))
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let key = key(case.algorithm)?;
        let key = key.to_public().unwrap_or(key);
        let verify = move |token: &str| -> Result<Claims> {
            let token = Jws::parse_compact(token)?;
            let claims: Claims = serde_json::from_slice(token.verify(&key)?)?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
            ensure!(claims.exp > i64::try_from(now)?, "expired");
            ensure!(claims.iss == ISSUER, "another issuer");
            ensure!(claims.aud == AUDIENCE, "another audience");
            Ok(claims)
        };
        case.verifying(verify, |claims| claims).map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let key = key(case.algorithm)?;
        let algorithm = SigAlg::from_name(case.algorithm.as_str()).context("algorithm")?;
        let mut header = Object::new();
        header.insert_str("typ", "JWT")?;
        let claims = case.claims.clone();
        let sign = move || -> Result<String> {
            let payload = serde_json::to_vec(&claims)?;
            let random = &mut OsRng;
            Ok(Jws::sign_compact_with_header(&key, algorithm, &header, &payload, random)?)
        };
        case.signing(sign).map(Some)
    }
}

/// The private key or the secret, for its one algorithm.
fn key(algorithm: Algorithm) -> Result<Jwk> {
    let pem = || keys::private_pem(algorithm);
    let key = match algorithm {
        Algorithm::Hs256 | Algorithm::Hs512 => Jwk::oct(keys::SECRET),
        Algorithm::Rs256 | Algorithm::Ps256 => {
            Jwk::from_rsa_private(&BoxedRsaPrivateKey::from_pkcs8_pem(pem()).map_err(rejected)?)
        }
        Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512 => {
            Jwk::from_ec_private(&BoxedEcdsaPrivateKey::from_pkcs8_pem(pem()).map_err(rejected)?)?
        }
        Algorithm::EdDsa => Jwk::from_ed25519_private(&Ed25519PrivateKey::from_pkcs8_pem(pem()).map_err(rejected)?),
    };
    Ok(key.with_alg(algorithm.as_str())?)
}

fn rejected(error: impl Debug) -> anyhow::Error {
    anyhow!("purecrypto refuses the test key: {error:?}")
}
