//! ID tokens: OpenID Connect Core 1.0, sections 2, 3.1.3.7 and 12.2.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::hash;
use crate::error::{ClaimName, ClaimReason, VerifyError};
use crate::jwa::Algorithm;
use crate::jws::{FindKey, VerifiedHeader};
use crate::jwt::{Audience, Claims, NumericDate, Validation, Verifier};

/// The claims of an ID token next to the registered ones (section 2). Use it in [`Claims`].
///
/// Claims about the user, such as `email`, are not in it: verify into a type of yours that has them.
///
/// ```
/// use jwt_codec::Algorithm;
/// use jwt_codec::profiles::id_token::IdToken;
///
/// // What a provider issues together, signed with RS256 or ES256.
/// let (access_token, code) = ("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "a code");
/// let mut id = IdToken::default();
/// id.nonce = Some("n-0S6_WzA2Mj".into());
/// id.bind_access_token(Algorithm::RS256, access_token);
/// id.bind_code(Algorithm::RS256, code);
/// assert_eq!(id.at_hash.as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
/// assert_eq!(id.c_hash.map(|hash| hash.len()), Some(22));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdToken {
    /// `nonce`: the value that the client sent, which binds the token to its session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// `auth_time`: when the user authenticated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<NumericDate>,
    /// `acr`: the class of the authentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// `amr`: the methods of the authentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// `azp`: the client that the token was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub azp: Option<String>,
    /// `at_hash`: the hash of the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    /// `c_hash`: the hash of the authorization code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c_hash: Option<String>,
    /// `sid`: the session at the provider (OpenID Connect Back-Channel Logout 1.0, section 2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

/// What a client asked for when it sent a user to log in, or refreshed a token. The ID token must answer it.
///
/// ```
/// use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
/// use jwt_codec::{Algorithm, Claims, Es256, Signer, SigningKey, Validation};
/// use std::time::Duration;
///
/// // The provider's side.
/// let key = SigningKey::<Es256>::generate()?;
/// let keys = key.verifying_key();
/// let mut id = IdToken::default();
/// id.nonce = Some("n-0S6_WzA2Mj".into());
/// id.bind_access_token(Algorithm::ES256, "the access token");
/// let claims = Claims::new(id).issuer("https://id.example").audience("client-1").subject("alice");
/// let token = Signer::new(key).sign(&claims.lifetime(Duration::from_secs(300)))?;
///
/// // The client's side.
/// let request = IdTokenRequest::new("https://id.example", "client-1").nonce("n-0S6_WzA2Mj");
/// let request = request.access_token("the access token");
/// let claims: Claims<IdToken> = request.verify(&token, &keys, Validation::new())?;
/// assert_eq!(claims.registered.subject.as_deref(), Some("alice"));
///
/// let other = IdTokenRequest::new("https://id.example", "client-1").nonce("another");
/// let refused = other.verify::<Claims<IdToken>, _>(&token, &keys, Validation::new()).unwrap_err();
/// assert_eq!(refused.to_string(), "nonce: not the expected value");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What a client may ask for beyond that:
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
/// use jwt_codec::{Algorithm, Claims, Es256, Signer, SigningKey, Validation};
/// use std::time::Duration;
///
/// // The provider's side.
/// let key = SigningKey::<Es256>::generate()?;
/// let keys = key.verifying_key();
/// let mut id = IdToken::default();
/// id.auth_time = Some(NumericDate::now());
/// id.acr = Some("phr".into());
/// id.azp = Some("client-1".into());
/// id.bind_code(Algorithm::ES256, "the code");
/// let claims = Claims::new(id).issuer("https://id.example").audience(["client-1", "api"]).subject("alice");
/// let token = Signer::new(key).sign(&claims.lifetime(Duration::from_secs(300)))?;
///
/// // The client's side: a login of the last 15 minutes, resistant to phishing, in the hybrid flow.
/// let request = IdTokenRequest::new("https://id.example", "client-1")
///     .max_age(Duration::from_secs(900))
///     .acr("phr")
///     .trusted_audience("api")
///     .require_hashes();
/// let verify = |request: IdTokenRequest| request.verify::<Claims<IdToken>, _>(&token, &keys, Validation::new());
/// assert!(verify(request.clone().code("the code")).is_ok());
///
/// let refused = verify(request.code("another code")).unwrap_err();
/// assert_eq!(refused.to_string(), "c_hash: not the expected value");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct IdTokenRequest {
    issuer: String,
    client_id: String,
    other_audiences: Vec<String>,
    other_parties: Vec<String>,
    nonce: Option<String>,
    max_age: Option<Duration>,
    acr: Vec<String>,
    access_token: Option<String>,
    code: Option<String>,
    requires_hashes: bool,
    /// The claims of the first token, if this one was refreshed.
    first: Option<Claims<IdToken>>,
}

/// The claims that depend on the header. The types of all others are those of the caller: some issuers write `amr` as a
/// string.
#[derive(Deserialize)]
struct Hashes {
    at_hash: Option<String>,
    c_hash: Option<String>,
}

impl IdToken {
    /// Sets `at_hash` to the hash of the access token that is issued with this ID token (section 3.1.3.6). `algorithm`
    /// is that of the key that signs the ID token. Removes it if no hash is specified for that algorithm.
    pub fn bind_access_token(&mut self, algorithm: Algorithm, access_token: &str) {
        self.at_hash = hash::left_half(algorithm, access_token);
    }

    /// Sets `c_hash` to the hash of the authorization code that is issued with this ID token (section 3.3.2.11), as
    /// [`bind_access_token`](Self::bind_access_token) does.
    pub fn bind_code(&mut self, algorithm: Algorithm, code: &str) {
        self.c_hash = hash::left_half(algorithm, code);
    }
}

impl IdTokenRequest {
    /// Creates a request of this client to this issuer.
    ///
    /// Without a [`nonce`](Self::nonce), an ID token must have none. So always send one: Amazon Cognito otherwise adds one of
    /// its own if another provider logs the user in.
    #[must_use]
    pub fn new(issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            other_audiences: Vec::new(),
            other_parties: Vec::new(),
            nonce: None,
            max_age: None,
            acr: Vec::new(),
            access_token: None,
            code: None,
            requires_hashes: false,
            first: None,
        }
    }

    /// Requires `nonce` to equal the value that was sent (section 3.1.3.7, step 11).
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// Requires `auth_time`, and rejects a token whose user authenticated longer ago than this (step 13).
    #[must_use]
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// Requires `acr` to equal this value (step 12). Call it again to allow another.
    #[must_use]
    pub fn acr(mut self, value: impl Into<String>) -> Self {
        self.acr.push(value.into());
        self
    }

    /// Checks `at_hash`, if it is present, against the access token that came with the ID token (section 3.1.3.8).
    #[must_use]
    pub fn access_token(mut self, access_token: impl Into<String>) -> Self {
        self.access_token = Some(access_token.into());
        self
    }

    /// Checks `c_hash`, if it is present, against the authorization code that came with the ID token (section 3.3.2.10).
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Requires the hashes of the values that were given: `at_hash` of [`access_token`](Self::access_token), `c_hash` of
    /// [`code`](Self::code). Call it if they came from the authorization endpoint, in the implicit and the hybrid flow
    /// (sections 3.2.2.9 and 3.3.2.11).
    #[must_use]
    pub const fn require_hashes(mut self) -> Self {
        self.requires_hashes = true;
        self
    }

    /// Accepts a further audience next to the client (step 3). By default, a token that also names another is rejected.
    #[must_use]
    pub fn trusted_audience(mut self, audience: impl Into<String>) -> Self {
        self.other_audiences.push(audience.into());
        self
    }

    /// Accepts a further client in `azp` (step 5). By default, an `azp` that is present must be this client.
    ///
    /// It is for a token that another client of the same application obtained for this one. Google issues such tokens: on Android,
    /// `aud` is the client ID of your server, and `azp` is that of your app.
    ///
    /// ```
    /// use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
    /// use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let keys = key.verifying_key();
    /// let mut id = IdToken::default();
    /// id.azp = Some("my-app".into());
    /// let claims = Claims::new(id).issuer("https://id.example").audience("my-server").subject("alice");
    /// let token = Signer::new(key).sign(&claims.lifetime(Duration::from_secs(300)))?;
    ///
    /// let request = IdTokenRequest::new("https://id.example", "my-server");
    /// assert!(request.verify::<Claims<IdToken>, _>(&token, &keys, Validation::new()).is_err());
    /// let request = request.authorized_party("my-app");
    /// assert!(request.verify::<Claims<IdToken>, _>(&token, &keys, Validation::new()).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn authorized_party(mut self, client_id: impl Into<String>) -> Self {
        self.other_parties.push(client_id.into());
        self
    }

    /// Checks the token as a refreshed one, against the claims of the first (section 12.2).
    ///
    /// `iss`, `sub`, `aud` and `azp` must be the same, and `iat` not earlier. `auth_time` must be the same if both have it.
    /// `nonce` may be absent, or that of the first token, even if this request has a nonce.
    ///
    /// ```
    /// use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
    /// use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let keys = key.verifying_key();
    /// let signer = Signer::new(key);
    /// let claims = |subject: &str| {
    ///     let claims = Claims::new(IdToken::default()).issuer("https://id.example").audience("client-1");
    ///     claims.subject(subject).lifetime(Duration::from_secs(300))
    /// };
    ///
    /// let request = IdTokenRequest::new("https://id.example", "client-1").refreshed_from(&claims("alice"));
    /// let refreshed = signer.sign(&claims("alice"))?;
    /// assert!(request.verify::<Claims<IdToken>, _>(&refreshed, &keys, Validation::new()).is_ok());
    /// let of_another = signer.sign(&claims("bob"))?;
    /// assert!(request.verify::<Claims<IdToken>, _>(&of_another, &keys, Validation::new()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn refreshed_from(mut self, first: &Claims<IdToken>) -> Self {
        self.first = Some(first.clone());
        self
    }

    /// Verifies an ID token and returns its claims: [`Claims<IdToken>`](IdToken), or any type of yours.
    ///
    /// `validation` gives the clock and the leeway, and any rules of yours. Its issuers and audiences do not count. `typ` may
    /// be absent or `JWT`, and `events` is prohibited, so that no token of another [profile](super) passes.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify`]. [`VerifyError::Claim`] with [`ClaimReason::Unexpected`] if `at_hash` or `c_hash` does not
    /// match, or if no specification gives a hash for the algorithm of the token; with [`ClaimReason::Missing`] if one is absent
    /// that [`require_hashes`](Self::require_hashes) requires.
    pub fn verify<T: DeserializeOwned, K: FindKey>(
        &self,
        token: &str,
        keys: K,
        validation: Validation,
    ) -> Result<T, VerifyError> {
        let verifier = Verifier::new(keys, self.policy(validation));
        let (header, hashes): (_, Hashes) = verifier.verify_with_header(token)?;
        self.check_hashes(&header, &hashes)?;
        // A second time, into the type of the caller: a login is rare.
        verifier.verify(token)
    }

    /// What can be checked claim by claim.
    fn policy(&self, validation: Validation) -> Validation {
        let mut trusted = self.other_audiences.clone();
        trusted.push(self.client_id.clone());
        let mut validation = validation
            .no_audience_but(trusted)
            .only_typ("JWT")
            .allow_missing_typ()
            .only_issuer(self.issuer.clone())
            .only_audience(self.client_id.clone())
            .require(ClaimName::Subject)
            .require(ClaimName::ExpirationTime)
            .require(ClaimName::IssuedAt)
            .prohibit("events");
        validation = self.check_authorized_party(validation);
        validation = self.check_nonce(validation);
        validation = self.check_authentication(validation);
        match &self.first {
            Some(first) => check_refreshed(validation, first),
            None => validation,
        }
    }

    /// What depends on the header: `at_hash` and `c_hash`.
    fn check_hashes(&self, header: &VerifiedHeader, claims: &Hashes) -> Result<(), VerifyError> {
        let check = |name: &'static str, claimed: &Option<String>, value: &Option<String>| {
            let Some(value) = value else { return Ok(()) };
            let Some(claimed) = claimed else {
                let missing = Err(ClaimName::Other(name).error(ClaimReason::Missing));
                return if self.requires_hashes { missing } else { Ok(()) };
            };
            let hash = header.alg().parse().ok().and_then(|algorithm| hash::left_half(algorithm, value));
            let matches = hash.is_some_and(|hash| hash == *claimed);
            if matches { Ok(()) } else { Err(ClaimName::Other(name).error(ClaimReason::Unexpected)) }
        };
        check("at_hash", &claims.at_hash, &self.access_token)?;
        check("c_hash", &claims.c_hash, &self.code)
    }

    /// Step 5: no other client in `azp`, if it is present.
    fn check_authorized_party(&self, validation: Validation) -> Validation {
        let mut parties = self.other_parties.clone();
        parties.push(self.client_id.clone());
        validation.check_claim("azp", move |azp: Option<String>| same(azp.is_none_or(|azp| parties.contains(&azp))))
    }

    /// Step 11, and section 12.2.
    fn check_nonce(&self, validation: Validation) -> Validation {
        match (&self.first, &self.nonce) {
            (Some(first), _) => {
                let first = first.custom.nonce.clone();
                validation.check_claim("nonce", move |nonce: Option<String>| same(nonce.is_none() || nonce == first))
            }
            (None, Some(nonce)) => validation.expect_claim("nonce", nonce.as_str()),
            (None, None) => validation.prohibit("nonce"),
        }
    }

    /// Steps 12 and 13.
    fn check_authentication(&self, mut validation: Validation) -> Validation {
        if !self.acr.is_empty() {
            validation = validation.expect_one_of("acr", self.acr.iter().map(String::as_str));
        }
        match self.max_age {
            Some(age) => {
                let (is_recent, is_past) = (validation.not_older_than(age), validation.not_later_than_now());
                validation.check_claim("auth_time", move |time| is_recent(time).and_then(|()| is_past(time)))
            }
            None => validation,
        }
    }
}

/// Section 12.2.
fn check_refreshed(validation: Validation, first: &Claims<IdToken>) -> Validation {
    let Claims { registered, custom } = first.clone();
    let (issuer, subject, first_iat) = (registered.issuer, registered.subject, registered.issued_at);
    let names = move |audience: &Audience| audience.iter().map(String::from).collect::<BTreeSet<_>>();
    let audience = registered.audience.as_ref().map(names).unwrap_or_default();
    validation
        .check_claim(ClaimName::Issuer, move |iss: Option<String>| same(iss == issuer))
        .check_claim(ClaimName::Subject, move |sub: Option<String>| same(sub == subject))
        .check_claim(ClaimName::Audience, move |aud: Audience| same(names(&aud) == audience))
        .check_claim(ClaimName::IssuedAt, move |iat: NumericDate| same(first_iat.is_none_or(|first| iat >= first)))
        .check_claim("auth_time", move |time: Option<NumericDate>| {
            same(time.is_none() || custom.auth_time.is_none() || time == custom.auth_time)
        })
        .check_claim("azp", move |azp: Option<String>| same(azp == custom.azp))
}

const fn same(is_same: bool) -> Result<(), ClaimReason> {
    if is_same { Ok(()) } else { Err(ClaimReason::Unexpected) }
}

/// Shows the issuer and the client. The rest may be secret until the token has come.
impl fmt::Debug for IdTokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer, client_id, .. } = self;
        f.debug_struct("IdTokenRequest").field("issuer", issuer).field("client_id", client_id).finish_non_exhaustive()
    }
}
