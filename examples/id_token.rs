//! An ID token: what an OpenID provider issues after a login, and what the client checks (OpenID Connect Core 1.0, section
//! 3.1.3.7). Then a refreshed one, and what is refused.
//!
//! `cargo run --example id_token --features profiles`

use std::error::Error;
use std::time::Duration;

use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
use jwt_codec::{Algorithm, Claims, Es256, SignError, Signer, SigningKey, Validation, VerifyingKey};

const ISSUER: &str = "https://id.example";
const CLIENT: &str = "client-1";

/// The provider.
fn issue(signer: &Signer<SigningKey<Es256>>, nonce: Option<&str>, access_token: &str) -> Result<String, SignError> {
    let mut id = IdToken::default();
    id.nonce = nonce.map(str::to_owned);
    id.bind_access_token(Algorithm::ES256, access_token);
    let claims = Claims::new(id).issuer(ISSUER).audience(CLIENT).subject("alice");
    signer.sign(&claims.lifetime(Duration::from_secs(300)))
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = SigningKey::<Es256>::generate()?;
    let keys: VerifyingKey<Es256> = key.verifying_key();
    let signer = Signer::new(key).key_id("2026-11");

    // The client sent the user away with a nonce that it keeps in the session. It comes back in the token.
    let request = IdTokenRequest::new(ISSUER, CLIENT).nonce("n-8c41").access_token("the access token");
    let token = issue(&signer, Some("n-8c41"), "the access token")?;
    let first: Claims<IdToken> = request.verify(&token, &keys, Validation::new())?;
    println!("login                accepted, {}", first.registered.subject.as_deref().unwrap_or("nobody"));

    // Somebody else's token, sent to this session.
    let injected = issue(&signer, Some("n-0000"), "the access token")?;
    println!(
        "another nonce        refused, {}",
        refused(request.verify::<Claims<IdToken>, _>(&injected, &keys, Validation::new()))?
    );

    // The ID token of this login, with the access token of another.
    let swapped = IdTokenRequest::new(ISSUER, CLIENT).nonce("n-8c41").access_token("another access token");
    println!(
        "another access token refused, {}",
        refused(swapped.verify::<Claims<IdToken>, _>(&token, &keys, Validation::new()))?
    );

    let other_client = IdTokenRequest::new(ISSUER, "client-2").nonce("n-8c41");
    println!(
        "another client       refused, {}",
        refused(other_client.verify::<Claims<IdToken>, _>(&token, &keys, Validation::new()))?
    );

    // A refreshed token has no nonce. It must belong to the same user.
    let refreshed = issue(&signer, None, "the next access token")?;
    let refresh = IdTokenRequest::new(ISSUER, CLIENT).refreshed_from(&first).access_token("the next access token");
    let again: Claims<IdToken> = refresh.verify(&refreshed, &keys, Validation::new())?;
    println!("refreshed            accepted, {}", again.registered.subject.as_deref().unwrap_or("nobody"));

    println!("\nShown: an ID token answers one request: its nonce, its client, its access token.");
    Ok(())
}

/// The error, where there must be one.
fn refused<T, E>(result: Result<T, E>) -> Result<E, &'static str> {
    result.err().ok_or("accepted")
}
