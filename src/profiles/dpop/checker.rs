//! Checking proofs: RFC 9449 section 4.3.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use serde::Deserialize;

use super::{DpopError, Request, TYP, sha256, uri};
use crate::error::{ClaimName, ClaimReason};
use crate::jwa::Algorithm;
use crate::jwk::{Jwk, PublicJwk};
use crate::jws::Unverified;
use crate::jwt::{NumericDate, Validation, Verifier};

/// Checks DPoP proofs. Make it once.
///
/// By default it accepts every algorithm with a public key that this build has, and proofs that are at most 60 seconds
/// old, plus the leeway.
///
/// ```
/// use jwt_codec::profiles::dpop::{Checker, Prover, Request};
/// use jwt_codec::{Algorithm, EdDsa, SigningKey, Validation};
/// use std::time::Duration;
///
/// let key = SigningKey::<EdDsa>::generate()?;
/// let public = key.verifying_key().to_jwk().to_public().expect("a public key");
/// let request = Request::new("POST", "https://id.example/token")?;
/// let proof = Prover::new(key, &public)?.prove(&request)?;
///
/// let checker = Checker::new(Validation::new()).algorithms([Algorithm::ES256]).max_age(Duration::from_secs(10));
/// let refused = checker.check(&proof, &request, &|_: &str, _| true).unwrap_err();
/// assert_eq!(refused.to_string(), "header: alg: not accepted");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Checker {
    validation: Validation,
    algorithms: Vec<Algorithm>,
    max_age: Duration,
}

/// A proof that was accepted.
///
/// ```
/// use jwt_codec::profiles::dpop::{Checker, Proof, Prover, Request};
/// use jwt_codec::{Es256, SigningKey, Validation};
/// # let key = SigningKey::<Es256>::generate()?;
/// # let public = key.verifying_key().to_jwk().to_public().expect("a public key");
/// # let request = Request::new("POST", "https://id.example/token")?;
/// # let proof = Prover::new(key, &public)?.prove(&request)?;
///
/// let Proof { thumbprint, key, .. } = Checker::new(Validation::new()).check(&proof, &request, &|_: &str, _| true)?;
/// // An authorization server binds the access token to it.
/// assert_eq!(thumbprint, key.thumbprint());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proof {
    /// The key of the sender.
    pub key: PublicJwk,
    /// The SHA-256 thumbprint of the key, the `jkt` of RFC 9449 section 6.1.
    pub thumbprint: String,
    /// `jti`, the unique ID of the proof.
    pub jwt_id: String,
    /// `iat`, when the proof was made.
    pub issued_at: NumericDate,
}

/// Remembers the proofs that were used, so that each is accepted once (RFC 9449 section 11.1).
///
/// A function `Fn(&str, NumericDate) -> bool` is one. Servers that share requests must share the memory.
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use jwt_codec::profiles::dpop::UsedProofs;
/// use std::collections::BTreeMap;
/// use std::sync::Mutex;
/// use std::time::Duration;
///
/// /// For one server, and proofs that come a few times a second.
/// #[derive(Default)]
/// struct Memory(Mutex<BTreeMap<String, NumericDate>>);
///
/// impl UsedProofs for Memory {
///     fn is_new(&self, id: &str, until: NumericDate) -> bool {
///         let mut used = self.0.lock().expect("nobody panics with the lock");
///         let now = NumericDate::now();
///         used.retain(|_, until| *until > now);
///         used.insert(id.to_owned(), until).is_none()
///     }
/// }
///
/// let (memory, until) = (Memory::default(), NumericDate::now().saturating_add(Duration::from_secs(120)));
/// assert!(memory.is_new("a", until));
/// assert!(memory.is_new("b", until) && !memory.is_new("a", until));
/// ```
pub trait UsedProofs {
    /// Remembers an ID at least until a time, and returns whether it is new. It must do both in one step: of two
    /// simultaneous calls with the same ID, one returns `false`.
    ///
    /// The ID has 43 characters, whatever the sender wrote: the hash of the key and of `jti`.
    fn is_new(&self, id: &str, until: NumericDate) -> bool;
}

impl<F: Fn(&str, NumericDate) -> bool> UsedProofs for F {
    fn is_new(&self, id: &str, until: NumericDate) -> bool {
        self(id, until)
    }
}

#[derive(Deserialize)]
struct ProofClaims {
    jti: String,
    iat: NumericDate,
}

impl Checker {
    /// Creates a checker with the clock and the leeway of a policy. The other rules of the policy are checked too. Its
    /// limit of length applies, and its limit of age if it is stricter.
    #[must_use]
    pub fn new(validation: Validation) -> Self {
        let algorithms = Algorithm::ALL.iter().copied().filter(|algorithm| !algorithm.is_symmetric()).collect();
        Self { validation, algorithms, max_age: Duration::from_secs(60) }
    }

    /// Accepts these algorithms only. HMAC is never accepted.
    ///
    /// The sender chooses the key, and each proof pays for preparing it: 9 ms for an RSA key of 8192 bits, 0.16 ms for one of
    /// P-256 (see SECURITY.md). If anybody can send proofs, name the algorithms that your clients have, such as ES256.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().filter(|algorithm| !algorithm.is_symmetric()).collect();
        self
    }

    /// Sets how old a proof may be.
    ///
    /// A proof that is too old is rejected before its `nonce` is looked at. If your nonces tell you the time and the clocks of
    /// clients may be wrong (RFC 9449 section 11.1), set an age of hours, call
    /// [`Validation::allow_future_issued_at`], and require a [`nonce`](Request::nonce) of each proof.
    #[must_use]
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Checks a proof against the request that it came with, and that it was not used before.
    ///
    /// The caller makes sure that the request has one `DPoP` header (RFC 9449 section 4.3, step 1). If the request has an
    /// access token, verify it, then call [`Request::access_token`] and, with its `cnf`, [`Request::bound_to`]. A proof that
    /// was made for an access token is rejected without it.
    ///
    /// # Errors
    ///
    /// A [`DpopError`] for the first check that fails: the form of the proof, its key, its signature, its claims, the key
    /// of the access token, and last whether it was used before. A server that wants a nonce answers
    /// [`DpopError::Token`] of the claim `nonce` with `use_dpop_nonce` (section 8).
    pub fn check(
        &self,
        proof: &str,
        request: &Request<'_>,
        used: &(impl UsedProofs + ?Sized),
    ) -> Result<Proof, DpopError> {
        let unverified =
            Unverified::parse_with_limit(proof, self.validation.token_limit()).map_err(DpopError::Token)?;
        let key = sender_key(&unverified)?;
        let algorithm = self.algorithm(&unverified)?;
        let verifying = key.verifying_key_for(algorithm).map_err(DpopError::Key)?;
        let verifier = Verifier::new(verifying, self.policy(request));
        let ProofClaims { jti, iat } = verifier.verify(proof).map_err(DpopError::Token)?;
        let thumbprint = key.thumbprint();
        // An access token with a proof of any key would be a bearer token.
        let is_bound = match request.bound_to {
            Some(confirmation) => confirmation.is_of_thumbprint(&thumbprint),
            None => request.access_token.is_none(),
        };
        if !is_bound {
            return Err(DpopError::OtherKey);
        }
        // The proof is accepted up to and including its last second.
        let lifetime = self.validation.with_leeway(self.max_age).saturating_add(Duration::from_secs(1));
        let until = iat.saturating_add(lifetime);
        if !used.is_new(&sha256(&format!("{thumbprint}.{jti}")), until) {
            return Err(DpopError::Replayed);
        }
        Ok(Proof { key, thumbprint, jwt_id: jti, issued_at: iat })
    }

    /// Steps 4 and 8 to 11: `typ` and the claims.
    fn policy(&self, request: &Request<'_>) -> Validation {
        let wanted = request.uri.clone();
        let mut validation = self.validation.clone();
        validation = validation
            .only_typ(TYP)
            .allow_missing_expiration_time()
            .at_most_of_age(self.max_age)
            .check_claim(ClaimName::JwtId, |jti: String| match jti.as_str() {
                "" => Err(ClaimReason::Unexpected),
                _ => Ok(()),
            })
            .expect_claim("htm", request.method)
            .check_claim("htu", move |htu: String| match uri::normalize(&htu) {
                Some(htu) if htu == wanted => Ok(()),
                _ => Err(ClaimReason::Unexpected),
            });
        validation = match request.access_token {
            Some(access_token) => validation.expect_claim("ath", &sha256(access_token)),
            // Stricter than the RFC: a proof for an access token is for nothing else.
            None => validation.prohibit("ath"),
        };
        if let Some(nonce) = request.nonce {
            validation = validation.expect_claim("nonce", nonce);
        }
        validation
    }

    /// Step 5: the algorithm is one that was allowed, and none with a shared secret. The key must have it too.
    fn algorithm(&self, unverified: &Unverified<'_>) -> Result<Algorithm, DpopError> {
        let named = self.algorithms.iter().find(|algorithm| algorithm.is_named(unverified.header().alg()));
        named.copied().ok_or(DpopError::Algorithm)
    }
}

/// Returns the public key in the header. It proves that the sender has the private key, and nothing else: whose key it is
/// follows from the access token that is bound to it.
fn sender_key(unverified: &Unverified<'_>) -> Result<PublicJwk, DpopError> {
    let document: Option<serde_json::Value> = unverified.untrusted_parameter("jwk").map_err(DpopError::Token)?;
    let document = document.ok_or(DpopError::NoKey)?;
    let key = Jwk::from_json(document.to_string()).map_err(DpopError::Key)?;
    key.into_public().map_err(DpopError::Key)
}
