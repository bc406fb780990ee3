//! `jwt-compact`: HMAC, and RSA, ES256 and `EdDSA` by its features of pure Rust; it has neither ES384 nor ES512.
//!
//! It checks times, and leaves issuer and audience to the user.

use anyhow::{Context, Result, ensure};
use chrono::DateTime;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use jwt_compact::alg::{Ed25519, Es256, Hs256, Hs256Key, Hs512, Hs512Key, Rsa};
use jwt_compact::{Algorithm, AlgorithmExt, Header, TimeOptions, UntrustedToken};
use peers_harness::{AUDIENCE, Case, Claims, ISSUER, Library, Name, Task, keys};
use serde::{Deserialize, Serialize};

/// The library, which has one way of use.
pub struct JwtCompact;

impl Library for JwtCompact {
    fn name(&self) -> Result<Name> {
        super::peer("jwt-compact", None)
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let pem = || keys::public_pem(case.algorithm);
        let task = match case.algorithm {
            peers_harness::Algorithm::Hs256 => verifying(case, Hs256, Hs256Key::new(keys::SECRET)),
            peers_harness::Algorithm::Hs512 => verifying(case, Hs512, Hs512Key::new(keys::SECRET)),
            peers_harness::Algorithm::Rs256 => {
                verifying(case, Rsa::rs256(), rsa::RsaPublicKey::from_public_key_pem(pem())?)
            }
            peers_harness::Algorithm::Ps256 => {
                verifying(case, Rsa::ps256(), rsa::RsaPublicKey::from_public_key_pem(pem())?)
            }
            peers_harness::Algorithm::Es256 => {
                verifying(case, Es256, p256::ecdsa::VerifyingKey::from_public_key_pem(pem())?)
            }
            peers_harness::Algorithm::Es384 | peers_harness::Algorithm::Es512 => return Ok(None),
            peers_harness::Algorithm::EdDsa => {
                verifying(case, Ed25519, ed25519_dalek::VerifyingKey::from_public_key_pem(pem())?)
            }
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let pem = || keys::private_pem(case.algorithm);
        let task = match case.algorithm {
            peers_harness::Algorithm::Hs256 => signing(case, Hs256, Hs256Key::new(keys::SECRET)),
            peers_harness::Algorithm::Hs512 => signing(case, Hs512, Hs512Key::new(keys::SECRET)),
            peers_harness::Algorithm::Rs256 => signing(case, Rsa::rs256(), rsa::RsaPrivateKey::from_pkcs8_pem(pem())?),
            peers_harness::Algorithm::Ps256 => signing(case, Rsa::ps256(), rsa::RsaPrivateKey::from_pkcs8_pem(pem())?),
            peers_harness::Algorithm::Es256 => signing(case, Es256, p256::ecdsa::SigningKey::from_pkcs8_pem(pem())?),
            peers_harness::Algorithm::Es384 | peers_harness::Algorithm::Es512 => return Ok(None),
            peers_harness::Algorithm::EdDsa => {
                signing(case, Ed25519, ed25519_dalek::SigningKey::from_pkcs8_pem(pem())?)
            }
        };
        task.map(Some)
    }
}

fn verifying<A>(case: &Case, algorithm: A, key: A::VerifyingKey) -> Result<Task>
where
    A: Algorithm + Send + Sync + 'static,
    A::VerifyingKey: Send + Sync + 'static,
{
    let times = TimeOptions::default();
    let verify = move |token: &str| -> Result<_> {
        let token = UntrustedToken::new(token)?;
        let token = algorithm.validator::<Custom>(&key).validate(&token)?;
        let claims = token.claims().validate_expiration(&times)?;
        ensure!(claims.custom.iss == ISSUER, "another issuer");
        ensure!(claims.custom.aud == AUDIENCE, "another audience");
        let (_, claims) = token.into_parts();
        Ok(claims)
    };
    case.verifying(verify, to_claims)
}

fn signing<A>(case: &Case, algorithm: A, key: A::SigningKey) -> Result<Task>
where
    A: Algorithm + Send + Sync + 'static,
    A::SigningKey: Send + Sync + 'static,
{
    let header = Header::empty().with_token_type("JWT");
    let claims = from_claims(&case.claims)?;
    case.signing(move || algorithm.token(&header, &claims, &key))
}

/// What [`jwt_compact::Claims`] leaves to the user.
#[derive(Clone, Serialize, Deserialize)]
struct Custom {
    sub: String,
    name: String,
    admin: bool,
    iss: String,
    aud: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<String>,
}

fn to_claims(claims: jwt_compact::Claims<Custom>) -> Claims {
    let Custom { sub, name, admin, iss, aud, permissions } = claims.custom;
    let iat = claims.issued_at.unwrap_or_default().timestamp();
    let exp = claims.expiration.unwrap_or_default().timestamp();
    Claims { sub, name, admin, iat, exp, iss, aud, permissions }
}

fn from_claims(claims: &Claims) -> Result<jwt_compact::Claims<Custom>> {
    let Claims { sub, name, admin, iat, exp, iss, aud, permissions } = claims.clone();
    let mut claims = jwt_compact::Claims::new(Custom { sub, name, admin, iss, aud, permissions });
    claims.issued_at = Some(DateTime::from_timestamp(iat, 0).context("iat")?);
    claims.expiration = Some(DateTime::from_timestamp(exp, 0).context("exp")?);
    Ok(claims)
}
