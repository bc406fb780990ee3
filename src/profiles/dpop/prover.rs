//! Making proofs: RFC 9449 section 4.2.

use alloc::string::String;
use core::fmt;

use serde::Serialize;

use super::{Request, TYP, sha256};
use crate::error::SignError;
use crate::jwa::{Sign, Verify};
use crate::jwk::PublicJwk;
use crate::jws::{self, Header, StackScratch};
use crate::jwt::{Claims, NumericDate, Signer};

/// Makes DPoP proofs with one key.
pub struct Prover<K> {
    signer: Signer<K>,
}

#[derive(Serialize)]
struct ProofClaims<'a> {
    htm: &'a str,
    htu: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

impl<K: Sign> Prover<K> {
    /// Creates a prover with a private key and its public key, which is put into each proof.
    ///
    /// # Errors
    ///
    /// - [`SignError::AlgorithmMismatch`] if the two do not belong together. To find out, it signs once.
    /// - [`SignError::Malformed`] if the key makes signatures of a length that its algorithm does not have.
    /// - [`SignError::Key`] if the key cannot sign.
    pub fn new(key: K, public: &PublicJwk) -> Result<Self, SignError> {
        let algorithm = key.algorithm();
        let verifying = public.verifying_key_for(algorithm).map_err(|_| SignError::AlgorithmMismatch)?;
        let mut buffer = StackScratch::for_signature();
        let signature = jws::signature(TYP.as_bytes(), &key, &mut buffer)?;
        verifying.verify(TYP.as_bytes(), signature).map_err(|_| SignError::AlgorithmMismatch)?;
        let header = Header::new(algorithm).with_typ(TYP).with_jwk(public);
        Ok(Self { signer: Signer::with_header(key, header)? })
    }

    /// Makes a proof for one request, with a random `jti` and the current time. It is valid for this request only.
    ///
    /// # Errors
    ///
    /// [`SignError::Randomness`], or [`SignError::Key`] if the key cannot sign.
    #[cfg(feature = "std")]
    pub fn prove(&self, request: &Request<'_>) -> Result<String, SignError> {
        self.prove_at(request, NumericDate::now())
    }

    /// Makes a proof with this time instead of the system clock's: see [`prove`](Self::prove).
    ///
    /// # Errors
    ///
    /// As [`prove`](Self::prove).
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::profiles::dpop::{Checker, Prover, Request};
    /// use jwt_codec::{Es256, SigningKey, Validation};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let public = key.verifying_key().to_jwk().to_public().expect("a public key");
    /// let request = Request::new("GET", "https://api.example/orders")?;
    /// let proof = Prover::new(key, &public)?.prove_at(&request, NumericDate::from_secs(1_000))?;
    ///
    /// let checker = Checker::new(Validation::at(NumericDate::from_secs(2_000)));
    /// let refused = checker.check(&proof, &request, &|_: &str, _| true).unwrap_err();
    /// assert_eq!(refused.to_string(), "iat: too old");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prove_at(&self, request: &Request<'_>, now: NumericDate) -> Result<String, SignError> {
        let Request { method, uri, access_token, nonce, .. } = request;
        let claims = ProofClaims { htm: method, htu: uri, ath: access_token.map(sha256), nonce: *nonce };
        self.signer.sign(&Claims::new(claims).issued_at(now).random_jwt_id()?)
    }
}

impl<K: fmt::Debug> fmt::Debug for Prover<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.signer.fmt(f)
    }
}
