//! `jwt-codec`, in each of its ways of use.

use std::hint::black_box;

use anyhow::Result;
use jwt_codec::{
    EdDsa, Es256, Es384, Es512, Hs256, Hs512, Ps256, Rs256, Sign, Signer, SigningKey, Validation, Verifier, Verify,
    VerifyingKey,
};
use peers_harness::{AUDIENCE, Algorithm, Case, Claims, ISSUER, Library, Name, Role, Task, keys};
use serde::Deserialize;

/// How the library is used.
#[derive(Clone, Copy)]
pub enum JwtCodec {
    /// Claims in a type that owns its strings, as with every other library.
    Owned,
    /// Claims in a type that borrows from a scratch buffer.
    Borrowed,
    /// As [`Owned`](Self::Owned), with the larger table that an elliptic-curve key can be given.
    Prepared,
}

impl Library for JwtCodec {
    fn name(&self) -> Result<Name> {
        let variant = match self {
            Self::Owned => None,
            Self::Borrowed => Some("borrowed"),
            Self::Prepared => Some("prepared"),
        };
        Name::locked("jwt-codec", variant, Role::Ours, super::LOCK)
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        let pem = || keys::public_pem(case.algorithm);
        let task = match (self, case.algorithm) {
            (Self::Prepared, Algorithm::Es256) => {
                self.verifying(case, VerifyingKey::<Es256>::from_pem(pem())?.prepare())
            }
            (Self::Prepared, Algorithm::Es384) => {
                self.verifying(case, VerifyingKey::<Es384>::from_pem(pem())?.prepare())
            }
            (Self::Prepared, Algorithm::Es512) => {
                self.verifying(case, VerifyingKey::<Es512>::from_pem(pem())?.prepare())
            }
            (Self::Prepared, Algorithm::EdDsa) => {
                self.verifying(case, VerifyingKey::<EdDsa>::from_pem(pem())?.prepare())
            }
            (Self::Prepared, _) => return Ok(None),
            (_, Algorithm::Hs256) => self.verifying(case, VerifyingKey::<Hs256>::from_secret(keys::SECRET)?),
            (_, Algorithm::Hs512) => self.verifying(case, VerifyingKey::<Hs512>::from_secret(keys::SECRET)?),
            (_, Algorithm::Rs256) => self.verifying(case, VerifyingKey::<Rs256>::from_pem(pem())?),
            (_, Algorithm::Ps256) => self.verifying(case, VerifyingKey::<Ps256>::from_pem(pem())?),
            (_, Algorithm::Es256) => self.verifying(case, VerifyingKey::<Es256>::from_pem(pem())?),
            (_, Algorithm::Es384) => self.verifying(case, VerifyingKey::<Es384>::from_pem(pem())?),
            (_, Algorithm::Es512) => self.verifying(case, VerifyingKey::<Es512>::from_pem(pem())?),
            (_, Algorithm::EdDsa) => self.verifying(case, VerifyingKey::<EdDsa>::from_pem(pem())?),
        };
        task.map(Some)
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let Self::Owned = self else {
            return Ok(None);
        };
        let pem = || keys::private_pem(case.algorithm);
        let task = match case.algorithm {
            Algorithm::Hs256 => signing(case, SigningKey::<Hs256>::from_secret(keys::SECRET)?),
            Algorithm::Hs512 => signing(case, SigningKey::<Hs512>::from_secret(keys::SECRET)?),
            Algorithm::Rs256 => signing(case, SigningKey::<Rs256>::from_pem(pem())?),
            Algorithm::Ps256 => signing(case, SigningKey::<Ps256>::from_pem(pem())?),
            Algorithm::Es256 => signing(case, SigningKey::<Es256>::from_pem(pem())?),
            Algorithm::Es384 => signing(case, SigningKey::<Es384>::from_pem(pem())?),
            Algorithm::Es512 => signing(case, SigningKey::<Es512>::from_pem(pem())?),
            Algorithm::EdDsa => signing(case, SigningKey::<EdDsa>::from_pem(pem())?),
        };
        task.map(Some)
    }
}

impl JwtCodec {
    fn verifying(self, case: &Case, key: impl Verify + 'static) -> Result<Task> {
        let verifier = Verifier::new(key, validation());
        match self {
            Self::Owned | Self::Prepared => case.verifying(move |token| verifier.verify(token), |claims| claims),
            Self::Borrowed => verifying_borrowed(case, verifier),
        }
    }
}

fn verifying_borrowed<K: Verify + 'static>(case: &Case, verifier: Verifier<K>) -> Result<Task> {
    case.check_verifier(|token| {
        let mut scratch = Vec::new();
        verifier.verify_borrowed::<BorrowedClaims>(token, &mut scratch).map(Claims::from)
    })?;
    let token = case.token.clone();
    Ok(Task::new(move |iterations| {
        let mut scratch = Vec::new();
        for _ in 0..iterations {
            let claims = verifier.verify_borrowed::<BorrowedClaims>(black_box(&token), &mut scratch);
            black_box(claims.expect("succeeded before the measurement"));
        }
    }))
}

fn signing(case: &Case, key: impl Sign + 'static) -> Result<Task> {
    let signer = Signer::new(key);
    let claims = case.claims.clone();
    case.signing(move || signer.sign(&claims))
}

fn validation() -> Validation {
    // The largest payload makes a token of 22 KB.
    Validation::new().issuer(ISSUER).audience(AUDIENCE).max_token_len(32 * 1024)
}

/// [`Claims`] without an allocation for each string.
#[derive(Deserialize)]
struct BorrowedClaims<'a> {
    sub: &'a str,
    name: &'a str,
    admin: bool,
    iat: i64,
    exp: i64,
    iss: &'a str,
    aud: &'a str,
    #[serde(borrow, default)]
    permissions: Vec<&'a str>,
}

impl From<BorrowedClaims<'_>> for Claims {
    fn from(claims: BorrowedClaims<'_>) -> Self {
        let BorrowedClaims { sub, name, admin, iat, exp, iss, aud, permissions } = claims;
        Self {
            sub: sub.into(),
            name: name.into(),
            admin,
            iat,
            exp,
            iss: iss.into(),
            aud: aud.into(),
            permissions: permissions.into_iter().map(Into::into).collect(),
        }
    }
}
