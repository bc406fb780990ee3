//! Two kinds of token that cannot stand in for each other (RFC 8725 sections 3.11 and 3.12).
//!
//! An authorization server issues an access token (10 minutes, `typ` `at+jwt` as in RFC 9068) for an API, and a refresh token (30 days,
//! a `typ` of its own) for itself. Access tokens are signed with ES256, so that the API has a public key only; refresh tokens are
//! read where they are made, so that a secret (HS256) is enough.
//!
//! It shows only how `typ` separates the two. Unlike `examples/systems/auth_server`, it does not notice a stolen refresh token.
//!
//! `cargo run --example access_and_refresh`

use std::error::Error;
use std::time::Duration;

use jwt_codec::{
    Claims, Es256, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier, VerifyError, VerifyingKey,
};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "https://id.example";
const API: &str = "https://api.example";

const ACCESS_TYP: &str = "at+jwt";
const ACCESS_LIFETIME: Duration = Duration::from_secs(10 * 60);
const REFRESH_TYP: &str = "refresh+jwt";
const REFRESH_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[derive(Serialize, Deserialize)]
struct Access {
    scope: String,
}

struct AuthorizationServer {
    access: Signer<SigningKey<Es256>>,
    refresh: Signer<SigningKey<Hs256>>,
    refresh_verifier: Verifier<VerifyingKey<Hs256>>,
}

struct Tokens {
    access: String,
    refresh: String,
}

impl AuthorizationServer {
    fn new(access: SigningKey<Es256>, refresh: SigningKey<Hs256>) -> Self {
        let policy = Validation::new().issuer(ISSUER).audience(ISSUER).typ(REFRESH_TYP);
        Self {
            refresh_verifier: Verifier::new(refresh.verifying_key(), policy),
            access: Signer::new(access).typ(ACCESS_TYP),
            refresh: Signer::new(refresh).typ(REFRESH_TYP),
        }
    }

    fn issue(&self, subject: &str) -> Result<Tokens, Box<dyn Error>> {
        let access = Claims::new(Access { scope: "orders:read".into() })
            .issuer(ISSUER)
            .audience(API)
            .subject(subject)
            .lifetime(ACCESS_LIFETIME);
        let refresh = Claims::new(()).issuer(ISSUER).audience(ISSUER).subject(subject).lifetime(REFRESH_LIFETIME);
        Ok(Tokens { access: self.access.sign(&access)?, refresh: self.refresh.sign(&refresh)? })
    }

    fn exchange(&self, refresh: &str) -> Result<Tokens, Box<dyn Error>> {
        let claims: RegisteredClaims = self.refresh_verifier.verify(refresh)?;
        self.issue(&claims.subject.ok_or("refresh token without subject")?)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let access_key = SigningKey::<Es256>::generate()?;
    let policy = || Validation::new().issuer(ISSUER).audience(API).typ(ACCESS_TYP);
    let api = Verifier::new(access_key.verifying_key(), policy());
    // What if both kinds had one key? `typ` would still tell them apart.
    let refresh_key = SigningKey::<Hs256>::generate()?;
    let one_key = Verifier::new(refresh_key.verifying_key(), policy());
    let server = AuthorizationServer::new(access_key, refresh_key);

    let tokens = server.issue("alice")?;
    let claims: Claims<Access> = api.verify(&tokens.access)?;
    println!("access token at the API       accepted, scope {}", claims.custom.scope);
    let renewed = server.exchange(&tokens.refresh)?;
    api.verify::<Claims<Access>>(&renewed.access)?;
    println!("refresh token at the server   accepted, new tokens issued\n");

    let at_api = api.verify::<Claims<Access>>(&tokens.refresh);
    refused("refresh token at the API      ", at_api.err())?;
    let at_server = server.refresh_verifier.verify::<RegisteredClaims>(&tokens.access);
    refused("access token at the server    ", at_server.err())?;
    let same_key = one_key.verify::<RegisteredClaims>(&tokens.refresh);
    refused("the same, were there one key  ", same_key.err())?;

    println!(
        "\nShown: each kind of token has a key, a `typ` and an audience of its own, and is refused in the place of the other."
    );
    Ok(())
}

fn refused(what: &str, error: Option<VerifyError>) -> Result<(), Box<dyn Error>> {
    let error = error.ok_or("accepted in the place of the other")?;
    println!("{what}refused, {error}");
    Ok(())
}
