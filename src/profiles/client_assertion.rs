//! Client assertions, by which an OAuth client or a service proves who it is: RFC 7523.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use crate::error::{ClaimName, ClaimReason};
use crate::jwt::{Audience, Claims, Validation, same_media_type};

/// How far in the future `exp` may be: see [`policy`].
///
/// ```
/// use jwt_codec::profiles::client_assertion::{self, MAX_LIFETIME};
/// use jwt_codec::{Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
///
/// let key = SigningKey::<Es256>::generate()?;
/// let policy = client_assertion::policy(Validation::new(), "client-1", "https://id.example");
/// let verifier = Verifier::new(key.verifying_key(), policy);
///
/// let claims = client_assertion::claims("client-1", "https://id.example").lifetime(2 * MAX_LIFETIME);
/// let refused = verifier.verify::<RegisteredClaims>(&Signer::new(key).sign(&claims)?).unwrap_err();
/// assert_eq!(refused.to_string(), "exp: too far in the future");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const MAX_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The values that `typ` may have.
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// Creates the claims by which a client authenticates itself at an authorization server (RFC 7523 section 3):
/// `iss` and `sub` are the client.
///
/// `audience` is the issuer of the server, alone. Name its token endpoint only if the server accepts nothing else: a hostile
/// server may publish the endpoint of another as its own, and use your assertion there (CVE-2025-27371). Set the lifetime, a
/// few minutes, and a [random `jti`](Claims::random_jwt_id), and sign with a key that the server knows.
///
/// ```
/// use jwt_codec::profiles::client_assertion;
/// use jwt_codec::{Es256, Signer, SigningKey};
/// use std::time::Duration;
///
/// let signer = Signer::new(SigningKey::<Es256>::generate()?).key_id("2026-11");
/// let claims = client_assertion::claims("client-1", "https://id.example").random_jwt_id()?;
/// let assertion = signer.sign(&claims.lifetime(Duration::from_secs(120)))?;
/// // Send it as `client_assertion`, with this `client_assertion_type`:
/// assert_eq!(client_assertion::TYPE, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn claims(client_id: impl Into<String>, audience: impl Into<Audience>) -> Claims<()> {
    let client_id = client_id.into();
    Claims::new(()).issuer(client_id.clone()).subject(client_id).audience(audience)
}

/// The value of `client_assertion_type` next to a client assertion (RFC 7523 section 2.2).
///
/// ```
/// use jwt_codec::profiles::client_assertion;
///
/// // The form that a client sends with its assertion.
/// let form = [("client_assertion_type", client_assertion::TYPE), ("client_assertion", "eyJ...")];
/// assert_eq!(form[0].1, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
/// ```
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Returns the policy for assertions of one client at one authorization server (RFC 7523 section 3).
///
/// It requires `iss` and `sub` to be the client, `aud` to name this server and no other, and `exp` to be at most an hour in the
/// future.
/// Look at the unverified `iss` to find the client, with [`jwt::untrusted_issuer`](crate::jwt::untrusted_issuer), and
/// verify with the keys of that client only.
///
/// `audience` is your issuer. RFC 7523 accepts other names next to yours. The
/// [draft](https://datatracker.ietf.org/doc/draft-ietf-oauth-rfc7523bis/) that updates it does not, and neither does this policy:
/// another server that has received the assertion could use it here. If clients still name your token endpoint, pass both:
/// `["https://id.example", "https://id.example/token"]`. A hostile server can then get a client to make an assertion for you, and use
/// it here (CVE-2025-27371).
///
/// `typ` may be absent, `JWT`, or `client-authentication+jwt` as in that draft.
///
/// To accept each assertion once, require `jti`, remember it after the verification until `exp` plus the leeway, and reject
/// an assertion whose `jti` comes again.
///
/// ```
/// use jwt_codec::profiles::client_assertion;
/// use jwt_codec::{Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
/// use std::time::Duration;
///
/// let key = SigningKey::<Es256>::generate()?;
/// let policy = client_assertion::policy(Validation::new(), "client-1", "https://id.example");
/// let verifier = Verifier::new(key.verifying_key(), policy);
///
/// let claims = client_assertion::claims("client-1", "https://id.example").lifetime(Duration::from_secs(120));
/// let assertion = Signer::new(key).sign(&claims)?;
/// assert!(verifier.verify::<RegisteredClaims>(&assertion).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn policy(validation: Validation, client_id: impl Into<String>, audience: impl Into<Audience>) -> Validation {
    let client_id = client_id.into();
    let names: Vec<String> = audience.into().iter().map(String::from).collect();
    validation
        .no_audience_but(names.clone())
        .only_issuer(client_id.clone())
        .subject(client_id)
        .only_audience_of(names)
        .require(ClaimName::ExpirationTime)
        .expiring_within(MAX_LIFETIME)
        .check_claim(ClaimName::Type, |typ: Option<String>| {
            let is_allowed = |typ: &str| TYPES.iter().any(|allowed| same_media_type(typ, allowed));
            if typ.as_deref().is_none_or(is_allowed) { Ok(()) } else { Err(ClaimReason::Unexpected) }
        })
}
