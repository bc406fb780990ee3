//! `jwt-simple`, with its feature `pure-rust`; it has no ES512.
//!
//! It takes the verification options and the claims to sign by value, so a copy of them is part of every call.

use std::collections::HashSet;

use anyhow::Result;
use jwt_simple::prelude::{
    Audiences, Duration, ECDSAP256KeyPairLike, ECDSAP256PublicKeyLike, ECDSAP384KeyPairLike, ECDSAP384PublicKeyLike,
    ES256KeyPair, ES256PublicKey, ES384KeyPair, ES384PublicKey, Ed25519KeyPair, Ed25519PublicKey, EdDSAKeyPairLike,
    EdDSAPublicKeyLike, HS256Key, HS512Key, JWTClaims, MACLike, PS256KeyPair, PS256PublicKey, RS256KeyPair,
    RS256PublicKey, RSAKeyPairLike, RSAPublicKeyLike, VerificationOptions,
};
use peers_harness::{AUDIENCE, Algorithm, Case, Claims, ISSUER, Library, Name, Task, keys};
use serde::{Deserialize, Serialize};

/// The library, which has one way of use.
pub struct JwtSimple;

impl Library for JwtSimple {
    fn name(&self) -> Result<Name> {
        super::peer("jwt-simple", Some("pure-rust"))
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let options = VerificationOptions {
            allowed_issuers: Some(HashSet::from([ISSUER.into()])),
            allowed_audiences: Some(HashSet::from([AUDIENCE.into()])),
            ..VerificationOptions::default()
        };
        let options = move || Some(options.clone());
        let pem = || keys::public_pem(case.algorithm);
        let task = match case.algorithm {
            Algorithm::Hs256 => {
                let key = HS256Key::from_bytes(keys::SECRET);
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
            Algorithm::Hs512 => {
                let key = HS512Key::from_bytes(keys::SECRET);
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
            Algorithm::Rs256 => {
                let key = RS256PublicKey::from_pem(pem())?;
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
            Algorithm::Ps256 => {
                let key = PS256PublicKey::from_pem(pem())?;
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
            Algorithm::Es256 => {
                let key = ES256PublicKey::from_pem(pem())?;
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
            Algorithm::Es384 => {
                let key = ES384PublicKey::from_pem(pem())?;
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
            Algorithm::Es512 => return Ok(None),
            Algorithm::EdDsa => {
                let key = Ed25519PublicKey::from_pem(pem())?;
                case.verifying(move |token| key.verify_token(token, options()), to_claims)
            }
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let claims = from_claims(&case.claims)?;
        let claims = move || claims.clone();
        let pem = || keys::private_pem(case.algorithm);
        let task = match case.algorithm {
            Algorithm::Hs256 => {
                let key = HS256Key::from_bytes(keys::SECRET);
                case.signing(move || key.authenticate(claims()))
            }
            Algorithm::Hs512 => {
                let key = HS512Key::from_bytes(keys::SECRET);
                case.signing(move || key.authenticate(claims()))
            }
            Algorithm::Rs256 => {
                let key = RS256KeyPair::from_pem(pem())?;
                case.signing(move || key.sign(claims()))
            }
            Algorithm::Ps256 => {
                let key = PS256KeyPair::from_pem(pem())?;
                case.signing(move || key.sign(claims()))
            }
            Algorithm::Es256 => {
                let key = ES256KeyPair::from_pem(pem())?;
                case.signing(move || key.sign(claims()))
            }
            Algorithm::Es384 => {
                let key = ES384KeyPair::from_pem(pem())?;
                case.signing(move || key.sign(claims()))
            }
            Algorithm::Es512 => return Ok(None),
            Algorithm::EdDsa => {
                let key = Ed25519KeyPair::from_pem(pem())?;
                case.signing(move || key.sign(claims()))
            }
        };
        task.map(Some)
    }
}

/// What [`JWTClaims`] leaves to the user.
#[derive(Clone, Serialize, Deserialize)]
struct Custom {
    name: String,
    admin: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<String>,
}

fn to_claims(claims: JWTClaims<Custom>) -> Claims {
    let seconds = |time: Option<Duration>| time.map_or(0, |time| time.as_secs().cast_signed());
    let aud = match claims.audiences {
        Some(Audiences::AsString(audience)) => audience,
        _ => String::new(),
    };
    Claims {
        sub: claims.subject.unwrap_or_default(),
        name: claims.custom.name,
        admin: claims.custom.admin,
        iat: seconds(claims.issued_at),
        exp: seconds(claims.expires_at),
        iss: claims.issuer.unwrap_or_default(),
        aud,
        permissions: claims.custom.permissions,
    }
}

fn from_claims(claims: &Claims) -> Result<JWTClaims<Custom>> {
    let Claims { sub, name, admin, iat, exp, iss, aud, permissions } = claims.clone();
    Ok(JWTClaims {
        issued_at: Some(Duration::from_secs(iat.try_into()?)),
        expires_at: Some(Duration::from_secs(exp.try_into()?)),
        invalid_before: None,
        issuer: Some(iss),
        subject: Some(sub),
        audiences: Some(Audiences::AsString(aud)),
        jwt_id: None,
        nonce: None,
        custom: Custom { name, admin, permissions },
    })
}
