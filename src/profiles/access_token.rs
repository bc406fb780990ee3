//! OAuth 2.0 access tokens: RFC 9068.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::confirmation::Confirmation;
use crate::error::ClaimName;
use crate::jwt::{NumericDate, Validation};

/// The value of the header parameter `typ` (RFC 9068 section 2.1).
///
/// ```
/// use jwt_codec::profiles::access_token;
/// use jwt_codec::{Es256, Signer, SigningKey};
///
/// let signer = Signer::new(SigningKey::<Es256>::generate()?).typ(access_token::TYP);
/// assert_eq!(signer.header().typ(), Some("at+jwt"));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub const TYP: &str = "at+jwt";

/// The claims of an access token next to the registered ones (RFC 9068 section 2.2). Use it in
/// [`Claims`](crate::Claims).
///
/// Some servers write `scope` or `amr` as another type, or `groups`, `roles` and `entitlements` as objects: read them into
/// your own type.
///
/// ```
/// use jwt_codec::Claims;
/// use jwt_codec::profiles::access_token::AccessToken;
///
/// let mut claims = AccessToken::new("app");
/// claims.scope = Some("read write".into());
/// let json = r#"{"sub":"alice","client_id":"app","scope":"read write"}"#;
/// assert_eq!(serde_json::to_string(&Claims::new(claims).subject("alice"))?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccessToken {
    /// `client_id`: the OAuth client that requested the token.
    pub client_id: String,
    /// `scope`: the scopes, separated by spaces. See [`scopes`](Self::scopes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `auth_time`: when the user authenticated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<NumericDate>,
    /// `acr`: the class of the authentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// `amr`: the methods of the authentication (RFC 8176).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// `groups` of the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// `roles` of the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// `entitlements` of the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlements: Option<Vec<String>>,
    /// `cnf`: the key that the token is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

impl AccessToken {
    /// Creates the claims of a token for this client.
    #[must_use]
    pub fn new(client_id: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            scope: None,
            auth_time: None,
            acr: None,
            amr: None,
            groups: None,
            roles: None,
            entitlements: None,
            cnf: None,
        }
    }

    /// Returns the scopes one by one (RFC 6749 section 3.3). There are none if the claim is absent.
    ///
    /// ```
    /// use jwt_codec::profiles::access_token::AccessToken;
    ///
    /// let mut claims = AccessToken::new("app");
    /// claims.scope = Some("read write".into());
    /// assert!(claims.scopes().any(|scope| scope == "write"));
    /// ```
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.as_deref().unwrap_or_default().split(' ').filter(|scope| !scope.is_empty())
    }
}

/// Returns the policy for access tokens of one issuer at one resource server (RFC 9068 section 4).
///
/// It requires `typ` to be `at+jwt`, `iss` to be the issuer, `aud` to contain the resource server, and the claims `exp`,
/// `sub`, `client_id`, `iat` and `jti`. You must check whether the scopes allow the request.
///
/// A token with `cnf` is bound to a key. You must check that the sender has it: see [`dpop`](super::dpop). If you
/// accept bearer tokens, call `prohibit("cnf")` for those: a bound token must not pass as one (RFC 9449 section 7.2).
///
/// ```
/// use jwt_codec::profiles::access_token::{self, AccessToken};
/// use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation, Verifier};
/// use std::time::Duration;
///
/// let key = SigningKey::<Es256>::generate()?;
/// let policy = access_token::policy(Validation::new(), "https://id.example", "https://api.example");
/// let verifier = Verifier::new(key.verifying_key(), policy);
///
/// let claims = Claims::new(AccessToken::new("app"))
///     .issuer("https://id.example")
///     .audience("https://api.example")
///     .subject("alice")
///     .jwt_id("1")
///     .lifetime(Duration::from_secs(300));
/// let token = Signer::new(key).typ(access_token::TYP).sign(&claims)?;
///
/// let claims: Claims<AccessToken> = verifier.verify(&token)?;
/// assert_eq!(claims.custom.client_id, "app");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn policy(validation: Validation, issuer: impl Into<String>, resource: impl Into<String>) -> Validation {
    let validation = validation.only_typ(TYP).only_issuer(issuer.into()).only_audience(resource.into());
    let required = [ClaimName::ExpirationTime, ClaimName::Subject, ClaimName::IssuedAt, ClaimName::JwtId];
    let validation = required.into_iter().fold(validation, Validation::require);
    validation.check_claim("client_id", |_: String| Ok::<_, &str>(()))
}
