//! `oxitoken`, on aws-lc-rs.

use anyhow::Result;
use oxitoken::claims::{Aud, Exp, Iss};
use oxitoken::crypto::aws_lc::AwsLcVerificationKey;
use oxitoken::encoding::{Signer, encode};
use oxitoken::header::Alg;
use oxitoken::validation::{StaticKeyProvider, ValidationPipeline};
use peers_harness::reference::Key;
use peers_harness::{AUDIENCE, Algorithm, Case, ISSUER, Library, Name, Task};
use serde::{Deserialize, Serialize};

/// The library, which has one way of use.
pub struct OxiToken;

impl Library for OxiToken {
    fn name(&self) -> Result<Name> {
        super::peer("oxitoken", "aws-lc-rs")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let key: AwsLcVerificationKey = match (Key::public(case.algorithm)?, Key::new(case.algorithm)?) {
            (Some(key), _) => key.try_into()?,
            (None, Key::Hmac(key)) => key.try_into()?,
            (None, _) => return Ok(None),
        };
        let pipeline = ValidationPipeline::<Header, Claims, StaticKeyProvider<_>>::builder(key.into())
            .with_issuer_validator(ISSUER)
            .with_audience_validator(AUDIENCE)
            .with_expiration_validator()
            .build();
        let verify = move |token: &str| pipeline.verify(token.as_bytes());
        case.verifying(verify, |(_, Claims(claims))| claims).map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let task = match Key::new(case.algorithm)? {
            Key::Hmac(key) => signing(case, key),
            Key::Rsa(key, _) => signing(case, key),
            Key::Ecdsa(key) => signing(case, key),
            Key::Ed25519(key) => signing(case, key),
        };
        task.map(Some)
    }
}

fn signing<K: Signer + Send + Sync + 'static>(case: &Case, key: K) -> Result<Task> {
    let header = SignedHeader { typ: "JWT", alg: algorithm(case) };
    let claims = case.claims.clone();
    case.signing(move || encode(&key, &header, &claims))
}

fn algorithm(case: &Case) -> oxitoken::Algorithm {
    match case.algorithm {
        Algorithm::Hs256 => oxitoken::Algorithm::HS256,
        Algorithm::Hs512 => oxitoken::Algorithm::HS512,
        Algorithm::Rs256 => oxitoken::Algorithm::RS256,
        Algorithm::Ps256 => oxitoken::Algorithm::PS256,
        Algorithm::Es256 => oxitoken::Algorithm::ES256,
        Algorithm::Es384 => oxitoken::Algorithm::ES384,
        Algorithm::Es512 => oxitoken::Algorithm::ES512,
        Algorithm::EdDsa => oxitoken::Algorithm::EdDSA,
    }
}

/// All that a verifier must read of the header.
#[derive(Deserialize)]
struct Header {
    alg: oxitoken::Algorithm,
}

/// The header that all libraries write.
#[derive(Serialize)]
struct SignedHeader {
    typ: &'static str,
    alg: oxitoken::Algorithm,
}

impl Alg for Header {
    fn alg(&self) -> oxitoken::Algorithm {
        self.alg
    }
}

impl Alg for SignedHeader {
    fn alg(&self) -> oxitoken::Algorithm {
        self.alg
    }
}

/// The typed claims, for which the traits of the library can be implemented here.
#[derive(Deserialize)]
#[serde(transparent)]
struct Claims(peers_harness::Claims);

impl Iss for Claims {
    fn iss(&self) -> &str {
        &self.0.iss
    }
}

impl Aud for Claims {
    fn aud(&self) -> impl Iterator<Item = impl AsRef<str>> {
        std::iter::once(&self.0.aud)
    }
}

impl Exp for Claims {
    fn exp(&self) -> i64 {
        self.0.exp
    }
}
