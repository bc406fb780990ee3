//! DPoP (RFC 9449): an access token that is bound to the key of its client, so that a stolen one is useless.
//!
//! The client proves with each request that it has the key. The authorization server puts the thumbprint of the key into the
//! token. The resource server checks both, and that no proof comes twice.
//!
//! `cargo run --example dpop --features profiles`

use std::collections::HashMap;
use std::error::Error;
use std::sync::Mutex;
use std::time::Duration;

use jwt_codec::jwk::PublicJwk;
use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::access_token::{self, AccessToken};
use jwt_codec::profiles::confirmation::Confirmation;
use jwt_codec::profiles::dpop::{Checker, Prover, Request, UsedProofs};
use jwt_codec::{Claims, Es256, SignError, Signer, SigningKey, Validation, Verifier, VerifyingKey};

const ISSUER: &str = "https://id.example";
const API: &str = "https://api.example";

/// The memory of one server. Several servers would share one, such as a Redis with `SET NX` and a time to live.
#[derive(Default)]
struct Used(Mutex<HashMap<String, NumericDate>>);

impl UsedProofs for Used {
    fn is_new(&self, id: &str, until: NumericDate) -> bool {
        let Ok(mut used) = self.0.lock() else { return false };
        let now = NumericDate::now();
        used.retain(|_, until| *until > now);
        used.insert(id.to_owned(), until).is_none()
    }
}

/// The resource server.
struct Api {
    tokens: Verifier<VerifyingKey<Es256>>,
    proofs: Checker,
    used: Used,
}

impl Api {
    fn get(&self, path: &str, access_token: &str, proof: &str) -> Result<String, Box<dyn Error>> {
        let claims: Claims<AccessToken> = self.tokens.verify(access_token)?;
        // A token that is bound to no key is no DPoP token.
        let cnf = claims.custom.cnf.ok_or("no cnf in the token")?;
        let uri = format!("{API}{path}");
        let request = Request::new("GET", &uri)?.access_token(access_token).bound_to(&cnf);
        self.proofs.check(proof, &request, &self.used)?;
        Ok(claims.registered.subject.unwrap_or_default())
    }
}

/// The authorization server, after it has checked the proof in the token request.
fn issue(signer: &Signer<SigningKey<Es256>>, client_key: &PublicJwk) -> Result<String, SignError> {
    let mut token = AccessToken::new("client-1");
    token.cnf = Some(Confirmation::thumbprint(client_key));
    let claims = Claims::new(token).issuer(ISSUER).audience(API).subject("alice").random_jwt_id()?;
    signer.sign(&claims.lifetime(Duration::from_secs(300)))
}

/// A client, with a key of its own.
struct Client {
    prover: Prover<SigningKey<Es256>>,
    public_key: PublicJwk,
}

impl Client {
    fn new() -> Result<Self, Box<dyn Error>> {
        let key = SigningKey::<Es256>::generate()?;
        let public_key = key.verifying_key().to_jwk().to_public().ok_or("a key without a public part")?;
        Ok(Self { prover: Prover::new(key, &public_key)?, public_key })
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let server_key = SigningKey::<Es256>::generate()?;
    let api = Api {
        tokens: Verifier::new(server_key.verifying_key(), access_token::policy(Validation::new(), ISSUER, API)),
        proofs: Checker::new(Validation::new()),
        used: Used::default(),
    };
    let signer = Signer::new(server_key).typ(access_token::TYP);

    let client = Client::new()?;
    let token = issue(&signer, &client.public_key)?;
    let orders = Request::new("GET", "https://api.example/orders")?.access_token(&token);

    let proof = client.prover.prove(&orders)?;
    println!("request              accepted, from {}", api.get("/orders", &token, &proof)?);
    println!("the same proof again refused, {}", refused(api.get("/orders", &token, &proof))?);
    println!("for another path     refused, {}", refused(api.get("/admin", &token, &client.prover.prove(&orders)?))?);

    let thief = Client::new()?;
    println!("stolen token         refused, {}", refused(api.get("/orders", &token, &thief.prover.prove(&orders)?))?);

    println!(
        "\nShown: a token that is bound to a key is accepted with a fresh proof of that key for this request only."
    );
    Ok(())
}

/// The error, where there must be one.
fn refused<T, E>(result: Result<T, E>) -> Result<E, &'static str> {
    result.err().ok_or("accepted")
}
