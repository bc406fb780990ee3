//! DPoP, proofs that the sender of a request has a key: RFC 9449.
//!
//! - A client has a [`Prover`] and sends a proof with each request, in the HTTP header `DPoP`.
//! - An authorization server checks the proof with a [`Checker`] and binds the access token to the key: `cnf` with `jkt`.
//! - A resource server verifies the access token, then checks the proof against it.
//!
//! ```
//! use jwt_codec::profiles::confirmation::Confirmation;
//! use jwt_codec::profiles::dpop::{Checker, Prover, Request};
//! use jwt_codec::{Es256, SigningKey, Validation};
//!
//! // The client.
//! let key = SigningKey::<Es256>::generate()?;
//! let public = key.verifying_key().to_jwk().to_public().expect("a public key");
//! let prover = Prover::new(key, &public)?;
//! let proof = prover.prove(&Request::new("GET", "https://api.example/orders?page=2")?.access_token("a token"))?;
//!
//! // The resource server. `cnf` is from the verified access token; `first_use` remembers what it is given until then.
//! let cnf = Confirmation::thumbprint(&public);
//! let first_use = |_id: &str, _until| true;
//! let request = Request::new("GET", "https://API.example:443/orders")?.access_token("a token").bound_to(&cnf);
//! let proof = Checker::new(Validation::new()).check(&proof, &request, &first_use)?;
//! assert_eq!(proof.thumbprint, public.thumbprint());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod checker;
mod prover;
mod uri;

use alloc::string::String;
use core::error::Error;
use core::fmt;

use sha2::{Digest, Sha256};

use super::confirmation::Confirmation;
use crate::base64url;
use crate::error::{AuthorizationError, KeyError, VerifyError};
use crate::jwt::token_of_scheme;

pub use checker::{Checker, Proof, UsedProofs};
pub use prover::Prover;

/// The value of the header parameter `typ` (RFC 9449 section 4.2).
///
/// ```
/// use jwt_codec::jws::Unverified;
/// use jwt_codec::profiles::dpop::{Prover, Request, TYP};
/// use jwt_codec::{Es256, SigningKey};
///
/// let key = SigningKey::<Es256>::generate()?;
/// let public = key.verifying_key().to_jwk().to_public().expect("a public key");
/// let proof = Prover::new(key, &public)?.prove(&Request::new("GET", "https://api.example/orders")?)?;
/// assert_eq!(Unverified::parse(&proof)?.header().typ(), Some(TYP));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const TYP: &str = "dpop+jwt";

/// The HTTP request that a proof is for.
#[derive(Clone)]
pub struct Request<'a> {
    method: &'a str,
    uri: String,
    access_token: Option<&'a str>,
    nonce: Option<&'a str>,
    bound_to: Option<&'a Confirmation>,
}

/// The URI is not an absolute `http` or `https` URI with a host and without a user (RFC 9110 section 4.2).
///
/// ```
/// use jwt_codec::profiles::dpop::{InvalidUri, Request};
///
/// assert_eq!(Request::new("GET", "/orders").unwrap_err(), InvalidUri);
/// assert_eq!(Request::new("GET", "https://user@api.example/orders").unwrap_err(), InvalidUri);
/// assert!(Request::new("GET", "https://api.example/orders").is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidUri;

/// Why a proof was rejected.
///
/// ```
/// use jwt_codec::profiles::dpop::{Checker, DpopError, Prover, Request};
/// use jwt_codec::{ClaimName, Es256, SigningKey, Validation, VerifyError};
///
/// /// The `error` that a resource server answers with (RFC 9449 sections 7.1 and 9).
/// fn error(refused: &DpopError) -> &'static str {
///     match refused {
///         DpopError::Token(VerifyError::Claim { claim: ClaimName::Other("nonce"), .. }) => "use_dpop_nonce",
///         DpopError::OtherKey => "invalid_token",
///         _ => "invalid_dpop_proof",
///     }
/// }
///
/// let key = SigningKey::<Es256>::generate()?;
/// let public = key.verifying_key().to_jwk().to_public().expect("a public key");
/// let request = Request::new("POST", "https://id.example/token")?;
/// let proof = Prover::new(key, &public)?.prove(&request)?;
///
/// let checker = Checker::new(Validation::new());
/// let refused = checker.check(&proof, &request.clone().nonce("n-7"), &|_: &str, _| true).unwrap_err();
/// assert_eq!(error(&refused), "use_dpop_nonce");
/// let refused = checker.check(&proof, &request, &|_: &str, _| false).unwrap_err();
/// assert_eq!((error(&refused), refused), ("invalid_dpop_proof", DpopError::Replayed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DpopError {
    /// The header has no `jwk`.
    NoKey,
    /// The `jwk` in the header cannot be used: it is malformed, private, or of another algorithm.
    Key(KeyError),
    /// The checker does not accept the algorithm: see [`Checker::algorithms`].
    Algorithm,
    /// The proof itself was rejected. A claim is named as in RFC 9449: `htm`, `htu`, `ath`, `nonce`.
    Token(VerifyError),
    /// The key is not the one that the access token is bound to, or the request does not say which one that is.
    OtherKey,
    /// The proof was used before.
    Replayed,
}

impl<'a> Request<'a> {
    /// Creates a request with this method, such as `GET`, to this URI.
    ///
    /// The query and the fragment of the URI are ignored, and the rest is normalized (RFC 9449 section 4.3, RFC 3986
    /// sections 6.2.2 and 6.2.3): `HTTPS://API.example:443/%7ea` is `https://api.example/~a`. Behind a proxy, give the URI
    /// that the client used.
    ///
    /// # Errors
    ///
    /// [`InvalidUri`] if it is not an absolute `http` or `https` URI, or contains a user.
    pub fn new(method: &'a str, uri: &str) -> Result<Self, InvalidUri> {
        let uri = uri::normalize(uri).ok_or(InvalidUri)?;
        Ok(Self { method, uri, access_token: None, nonce: None, bound_to: None })
    }

    /// Sets the access token that is sent along: the proof has its hash, `ath` (section 4.2).
    ///
    /// A [`Checker`] needs [`bound_to`](Self::bound_to) with it, and rejects every proof otherwise.
    #[must_use]
    pub const fn access_token(mut self, access_token: &'a str) -> Self {
        self.access_token = Some(access_token);
        self
    }

    /// Sets the nonce that the server gave in the HTTP header `DPoP-Nonce` (sections 8 and 9).
    ///
    /// ```
    /// use jwt_codec::profiles::dpop::{Checker, Prover, Request};
    /// use jwt_codec::{Es256, SigningKey, Validation};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let public = key.verifying_key().to_jwk().to_public().expect("a public key");
    /// let request = Request::new("POST", "https://id.example/token")?.nonce("n-7");
    /// let proof = Prover::new(key, &public)?.prove(&request)?;
    ///
    /// let checker = Checker::new(Validation::new());
    /// assert!(checker.check(&proof, &request.clone().nonce("n-8"), &|_: &str, _| true).is_err());
    /// assert!(checker.check(&proof, &request, &|_: &str, _| true).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn nonce(mut self, nonce: &'a str) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Requires the key to be the one that the access token is bound to (section 6). A [`Prover`] ignores it.
    #[must_use]
    pub const fn bound_to(mut self, confirmation: &'a Confirmation) -> Self {
        self.bound_to = Some(confirmation);
        self
    }
}

/// Returns the access token of the HTTP header `Authorization`, such as `DPoP eyJhbGciOi...` (section 7.1).
///
/// It takes every value of that header, as [`bearer_token`](crate::jwt::bearer_token) does.
///
/// ```
/// use jwt_codec::profiles::dpop;
///
/// assert_eq!(dpop::token(["DPoP eyJh.eyJz.c2ln"]), Ok("eyJh.eyJz.c2ln"));
/// assert!(dpop::token(["Bearer eyJh.eyJz.c2ln"]).is_err());
/// ```
///
/// # Errors
///
/// See [`AuthorizationError`]. The scheme in `WWW-Authenticate` is then `DPoP`.
pub fn token<'v, V: AsRef<[u8]> + ?Sized + 'v>(
    values: impl IntoIterator<Item = &'v V>,
) -> Result<&'v str, AuthorizationError> {
    token_of_scheme("DPoP", values)
}

/// Returns the SHA-256 hash of a text, in base64url.
fn sha256(text: &str) -> String {
    base64url::encode(&Sha256::digest(text))
}

impl fmt::Display for DpopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey => f.write_str("header: no jwk"),
            Self::Key(error) => write!(f, "header: {error}"),
            Self::Token(error) => error.fmt(f),
            Self::Algorithm => f.write_str("header: alg: not accepted"),
            Self::OtherKey => f.write_str("key: not the one that the access token is bound to, or none was named"),
            Self::Replayed => f.write_str("jti: used before"),
        }
    }
}

impl fmt::Display for InvalidUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("URI: not an absolute HTTP URI without a user")
    }
}

/// The error inside is not its source: its text is part of this text, and would be printed twice.
impl Error for DpopError {}

impl Error for InvalidUri {}

/// Shows the method and the URI. The access token is a secret.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, uri, .. } = self;
        f.debug_struct("Request").field("method", method).field("uri", uri).finish_non_exhaustive()
    }
}
