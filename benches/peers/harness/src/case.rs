//! One operation made concrete: the claims, the token, and the check that a contender does what it is measured for.

use std::fmt::Debug;
use std::hint::black_box;

use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use crate::reference::{self, Key};
use crate::{Algorithm, Claims, Operation, Task};

/// What a contender gets for one operation.
pub struct Case {
    /// The algorithm; the keys are in [`keys`](crate::keys).
    pub algorithm: Algorithm,
    /// The claims to sign, and those that a verifier must return.
    pub claims: Claims,
    /// A valid token with these claims.
    pub token: String,
    /// Tokens that a verifier must refuse, each with what is wrong with it.
    refused: Vec<(&'static str, String)>,
}

impl Case {
    /// Makes the tokens, with the reference implementation.
    ///
    /// # Errors
    ///
    /// When the claims cannot have the asked size or the test key is damaged.
    pub fn new(operation: Operation) -> Result<Self> {
        let algorithm = operation.algorithm;
        let claims = Claims::new(operation.payload)?;
        let issuer = Claims { iss: "https://other.example".into(), ..claims.clone() };
        let audience = Claims { aud: "other".into(), ..claims.clone() };
        let token = encode(algorithm, &claims)?;
        let refused = vec![
            ("a changed signature", with_changed_signature(&token)?),
            ("claims under another signature", with_other_claims(&token, &claims)?),
            ("an expired token", encode(algorithm, &claims.expired())?),
            ("another issuer", encode(algorithm, &issuer)?),
            ("another audience", encode(algorithm, &audience)?),
        ];
        Ok(Self { algorithm, claims, token, refused })
    }

    /// The task of a verifier; `claims` turns what the library returns into the typed claims, outside the measurement.
    ///
    /// # Errors
    ///
    /// When the verifier does not return the claims or accepts a token that it must refuse.
    pub fn verifying<R, E: Debug>(
        &self,
        verify: impl Fn(&str) -> Result<R, E> + Send + Sync + 'static,
        claims: impl Fn(R) -> Claims,
    ) -> Result<Task> {
        self.check_verifier(|token| verify(token).map(&claims))?;
        let token = self.token.clone();
        Ok(Task::repeat(move || verify(black_box(&token))))
    }

    /// The task of a signer.
    ///
    /// # Errors
    ///
    /// When its token does not hold the claims or is not correctly signed.
    pub fn signing<E: Debug>(&self, sign: impl Fn() -> Result<String, E> + Send + Sync + 'static) -> Result<Task> {
        let token = sign().map_err(failed)?;
        self.check_signed(&token).with_context(|| format!("signed {token}"))?;
        Ok(Task::repeat(sign))
    }

    /// The task of a primitive that verifies the signature over the signing input, and nothing else.
    ///
    /// # Errors
    ///
    /// When it refuses the right signature or accepts another.
    pub fn verifying_signature<E: Debug>(
        &self,
        verify: impl Fn(&[u8], &[u8]) -> Result<(), E> + Send + Sync + 'static,
    ) -> Result<Task> {
        let (message, signature) = signature_parts(&self.token)?;
        let changed = with_changed_signature(&self.token)?;
        let (_, changed) = signature_parts(&changed)?;
        verify(&message, &signature).map_err(failed).context("refuses the right signature")?;
        ensure!(verify(&message, &changed).is_err(), "accepts a changed signature");
        Ok(Task::repeat(move || verify(black_box(&message), &signature)))
    }

    /// The task of a primitive that signs the signing input, and nothing else.
    ///
    /// # Errors
    ///
    /// When the signature is wrong.
    pub fn signing_signature<R: AsRef<[u8]>, E: Debug>(
        &self,
        sign: impl Fn(&[u8]) -> Result<R, E> + Send + Sync + 'static,
    ) -> Result<Task> {
        let (message, _) = signature_parts(&self.token)?;
        let signature = sign(&message).map_err(failed)?;
        reference::verify(self.algorithm, &message, signature.as_ref())?;
        Ok(Task::repeat(move || sign(black_box(&message))))
    }

    /// Checks a verifier on the valid token and on those to refuse.
    ///
    /// # Errors
    ///
    /// When the verifier does not return the claims or accepts a token that it must refuse.
    pub fn check_verifier<E: Debug>(&self, verify: impl Fn(&str) -> Result<Claims, E>) -> Result<()> {
        let claims = verify(&self.token).map_err(failed).context("refuses the valid token")?;
        ensure!(claims == self.claims, "returns {claims:?}, not {:?}", self.claims);
        for (defect, token) in &self.refused {
            ensure!(verify(token).is_err(), "accepts {defect}");
        }
        Ok(())
    }

    fn check_signed(&self, token: &str) -> Result<()> {
        let (message, signature) = signature_parts(token)?;
        reference::verify(self.algorithm, &message, &signature)?;
        let [header, payload, _] = segments(token)?;
        let header: Value = serde_json::from_slice(&BASE64URL.decode(header)?).context("header")?;
        ensure!(header["alg"] == self.algorithm.as_str(), "header {header}");
        let claims: Claims = serde_json::from_slice(&BASE64URL.decode(payload)?).context("claims")?;
        ensure!(claims == self.claims, "holds {claims:?}, not {:?}", self.claims);
        Ok(())
    }
}

fn encode(algorithm: Algorithm, claims: &Claims) -> Result<String> {
    let header = json!({ "typ": "JWT", "alg": algorithm.as_str() }).to_string();
    let payload = serde_json::to_vec(claims)?;
    let message = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = Key::new(algorithm)?.sign(message.as_bytes()).map_err(failed)?;
    Ok(format!("{message}.{}", BASE64URL.encode(signature)))
}

fn with_changed_signature(token: &str) -> Result<String> {
    let [header, payload, signature] = segments(token)?;
    let mut signature = BASE64URL.decode(signature)?;
    // Not the first bytes: a value out of range would be refused before any arithmetic.
    let last = signature.last_mut().context("empty signature")?;
    *last ^= 1;
    Ok(format!("{header}.{payload}.{}", BASE64URL.encode(signature)))
}

fn with_other_claims(token: &str, claims: &Claims) -> Result<String> {
    let [header, _, signature] = segments(token)?;
    let other = Claims { admin: !claims.admin, ..claims.clone() };
    Ok(format!("{header}.{}.{signature}", BASE64URL.encode(serde_json::to_vec(&other)?)))
}

/// The signing input and the decoded signature.
fn signature_parts(token: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    let (message, signature) = token.rsplit_once('.').context("a token has dots")?;
    Ok((message.into(), BASE64URL.decode(signature)?))
}

fn segments(token: &str) -> Result<[&str; 3]> {
    let segments: Vec<&str> = token.split('.').collect();
    segments.try_into().map_err(|_| anyhow!("a token has three segments: {token}"))
}

fn failed(error: impl Debug) -> anyhow::Error {
    anyhow!("{error:?}")
}
