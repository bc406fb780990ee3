//! `oxitoken`, on aws-lc-rs.

use anyhow::Result;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ED25519, EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair,
};
use oxitoken::claims::{Aud, Exp, Iss};
use oxitoken::crypto::aws_lc::AwsLcVerificationKey;
use oxitoken::encoding::{Signer, encode};
use oxitoken::header::Alg;
use oxitoken::validation::{StaticKeyProvider, ValidationPipeline};
use peers_harness::{AUDIENCE, Algorithm, Case, ISSUER, Library, Name, Task, keys};
use serde::{Deserialize, Serialize};

/// The library, which has one way of use.
pub struct OxiToken;

impl Library for OxiToken {
    fn name(&self) -> Result<Name> {
        super::peer("oxitoken", "aws-lc-rs")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let der = || keys::public_der(case.algorithm);
        let key: AwsLcVerificationKey = match case.algorithm {
            Algorithm::Hs256 => hmac::Key::new(hmac::HMAC_SHA256, keys::SECRET).try_into()?,
            Algorithm::Rs256 => ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der()?)?.try_into()?,
            Algorithm::Es256 => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, der()?)?.try_into()?,
            Algorithm::Es384 => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, der()?)?.try_into()?,
            Algorithm::EdDsa => ParsedPublicKey::new(&ED25519, der()?)?.try_into()?,
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
        let der = || keys::private_der(case.algorithm);
        let task = match case.algorithm {
            Algorithm::Hs256 => signing(case, hmac::Key::new(hmac::HMAC_SHA256, keys::SECRET)),
            Algorithm::Rs256 => signing(case, RsaKeyPair::from_pkcs8(&der()?)?),
            Algorithm::Es256 => signing(case, EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der()?)?),
            Algorithm::Es384 => signing(case, EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &der()?)?),
            Algorithm::EdDsa => signing(case, Ed25519KeyPair::from_pkcs8(&der()?)?),
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
        Algorithm::Rs256 => oxitoken::Algorithm::RS256,
        Algorithm::Es256 => oxitoken::Algorithm::ES256,
        Algorithm::Es384 => oxitoken::Algorithm::ES384,
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
