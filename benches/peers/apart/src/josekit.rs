//! `josekit`, on OpenSSL. Its claims are a JSON map, which is read into the typed claims after each verification.

use anyhow::{Context, Result};
use josekit::jwk::KeyPair;
use josekit::jwk::alg::rsa::RsaKeyPair;
use josekit::jws::{ES256, ES384, ES512, EdDSA, HS256, HS512, JwsHeader, JwsSigner, JwsVerifier, PS256, RS256};
use josekit::jwt::{self, JwtPayload, JwtPayloadValidator};
use peers_harness::{AUDIENCE, Algorithm, Case, Claims, ISSUER, Library, Name, Task, keys};
use serde::Deserialize;
use serde_json::Value;

/// The library, which has one way of use.
pub struct JoseKit;

impl Library for JoseKit {
    fn name(&self) -> Result<Name> {
        super::peer("josekit", "OpenSSL")
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let verifier = verifier(case.algorithm)?;
        let mut validator = JwtPayloadValidator::new();
        validator.set_issuer(ISSUER);
        validator.set_audience(AUDIENCE);
        let verify = move |token: &str| -> Result<Claims> {
            let (payload, _) = jwt::decode_with_verifier(token, &*verifier)?;
            validator.validate(&payload)?;
            Ok(Claims::deserialize(payload.claims_set())?)
        };
        case.verifying(verify, |claims| claims).map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let signer = signer(case.algorithm)?;
        let mut header = JwsHeader::new();
        header.set_token_type("JWT");
        let Value::Object(claims) = serde_json::to_value(&case.claims)? else {
            unreachable!("claims are a JSON object");
        };
        let payload = JwtPayload::from_map(claims)?;
        case.signing(move || jwt::encode_with_signer(&payload, &header, &*signer)).map(Some)
    }
}

fn verifier(algorithm: Algorithm) -> Result<Box<dyn JwsVerifier>> {
    let pem = || keys::public_pem(algorithm);
    Ok(match algorithm {
        Algorithm::Hs256 => Box::new(HS256.verifier_from_bytes(keys::SECRET).context("secret")?),
        Algorithm::Hs512 => Box::new(HS512.verifier_from_bytes(keys::SECRET).context("secret")?),
        Algorithm::Rs256 => Box::new(RS256.verifier_from_pem(pem())?),
        Algorithm::Ps256 => Box::new(PS256.verifier_from_jwk(&rsa()?.to_jwk_public_key())?),
        Algorithm::Es256 => Box::new(ES256.verifier_from_pem(pem())?),
        Algorithm::Es384 => Box::new(ES384.verifier_from_pem(pem())?),
        Algorithm::Es512 => Box::new(ES512.verifier_from_pem(pem())?),
        Algorithm::EdDsa => Box::new(EdDSA.verifier_from_pem(pem())?),
    })
}

fn signer(algorithm: Algorithm) -> Result<Box<dyn JwsSigner>> {
    let pem = || keys::private_pem(algorithm);
    Ok(match algorithm {
        Algorithm::Hs256 => Box::new(HS256.signer_from_bytes(keys::SECRET).context("secret")?),
        Algorithm::Hs512 => Box::new(HS512.signer_from_bytes(keys::SECRET).context("secret")?),
        Algorithm::Rs256 => Box::new(RS256.signer_from_pem(pem())?),
        Algorithm::Ps256 => Box::new(PS256.signer_from_jwk(&rsa()?.to_jwk_private_key())?),
        Algorithm::Es256 => Box::new(ES256.signer_from_pem(pem())?),
        Algorithm::Es384 => Box::new(ES384.signer_from_pem(pem())?),
        Algorithm::Es512 => Box::new(ES512.signer_from_pem(pem())?),
        Algorithm::EdDsa => Box::new(EdDSA.signer_from_pem(pem())?),
    })
}

/// The RSA key, of which a JWK can be made: for PS256, a key in PEM would have to say RSASSA-PSS.
fn rsa() -> Result<RsaKeyPair> {
    Ok(RsaKeyPair::from_pem(keys::private_pem(Algorithm::Ps256))?)
}
