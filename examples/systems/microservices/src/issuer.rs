//! The server that issues tokens: ES256 for services that fetch its JWK Set, HS256 for one that shares a secret with it.
//!
//! How somebody logs in is shown by the system `auth_server`. Here, whoever asks gets a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jwt_codec::jwk::{KeySet, LiveKeySet};
use jwt_codec::jws::Header;
use jwt_codec::{Algorithm, Claims, Es256, Hs256, Signer, SigningKey, VerifyingKey, jwt};
use tokio::sync::{RwLock, RwLockWriteGuard};

use crate::{LONG, Outcome};

pub const ISSUER: &str = "https://id.example";

pub struct Issuer {
    /// What `/.well-known/jwks.json` says.
    published: LiveKeySet,
    /// The keys to sign with, one after the other.
    generations: [Generation; 2],
    current: AtomicUsize,
    /// A key that nobody published.
    stranger: SigningKey<Es256>,
    /// Locked for writing while nobody gets an answer.
    answers: RwLock<()>,
    is_broken: AtomicBool,
    broken_answers: AtomicUsize,
}

struct Generation {
    key_id: &'static str,
    key: Signer<SigningKey<Es256>>,
    public: VerifyingKey<Es256>,
    secret_id: &'static str,
    secret: Signer<SigningKey<Hs256>>,
    shared: Arc<VerifyingKey<Hs256>>,
}

impl Generation {
    fn new(key_id: &'static str, secret_id: &'static str) -> Outcome<Self> {
        let (key, secret) = (SigningKey::<Es256>::generate()?, SigningKey::<Hs256>::generate()?);
        let (public, shared) = (key.verifying_key(), Arc::new(secret.verifying_key()));
        let (key, secret) = (Signer::new(key).key_id(key_id), Signer::new(secret).key_id(secret_id));
        Ok(Self { key_id, key, public, secret_id, secret, shared })
    }
}

impl Issuer {
    pub fn new() -> Outcome<Self> {
        let generations = [Generation::new("key-1", "secret-1")?, Generation::new("key-2", "secret-2")?];
        let [first, _] = &generations;
        let published = LiveKeySet::new(KeySet::builder().key(first.key_id, first.public.clone()).build()?);
        Ok(Self {
            published,
            generations,
            current: AtomicUsize::new(0),
            stranger: SigningKey::generate()?,
            answers: RwLock::new(()),
            is_broken: AtomicBool::new(false),
            broken_answers: AtomicUsize::new(0),
        })
    }

    fn current(&self) -> &Generation {
        &self.generations[self.current.load(Ordering::Relaxed)]
    }

    /// A token for `orders`.
    pub fn es256_token(&self, lifetime: Duration) -> Outcome<String> {
        Ok(self.current().key.sign(&claims("orders", lifetime)?)?)
    }

    /// A token for `invoices`.
    pub fn hs256_token(&self, lifetime: Duration) -> Outcome<String> {
        Ok(self.current().secret.sign(&claims("invoices", lifetime)?)?)
    }

    /// A token for some other service, with the same key.
    pub fn token_for_others(&self) -> Outcome<String> {
        Ok(self.current().key.sign(&claims("reports", LONG)?)?)
    }

    /// A token that an attacker signed.
    pub fn forged_token(&self, key_id: &str) -> Outcome<String> {
        let header = Header::new(Algorithm::ES256).with_typ("JWT").with_key_id(key_id);
        Ok(jwt::signing_input(&header, &claims("orders", LONG)?)?.sign(&self.stranger)?)
    }

    /// A secret, with its ID, for the service that shares it. Real services read it from where secrets are kept.
    pub fn secret(&self, generation: usize) -> (&'static str, Arc<VerifyingKey<Hs256>>) {
        let Generation { secret_id, shared, .. } = &self.generations[generation];
        (secret_id, Arc::clone(shared))
    }

    /// Publishes the next key, without signing with it.
    pub fn publish_next(&self) -> Outcome<()> {
        let [_, next] = &self.generations;
        Ok(self.published.add(next.key_id, next.public.clone())?)
    }

    pub fn sign_with_next(&self) {
        self.current.store(1, Ordering::Relaxed);
    }

    pub fn retire_first(&self) -> bool {
        let [first, _] = &self.generations;
        self.published.retire(first.key_id)
    }

    /// Nobody gets the JWK Set until the guard is dropped.
    pub async fn hold_answers(&self) -> RwLockWriteGuard<'_, ()> {
        self.answers.write().await
    }

    /// From now on, the JWK Set comes in ways that a service must not accept, or no longer.
    pub fn set_broken(&self, is_broken: bool) {
        self.is_broken.store(is_broken, Ordering::Relaxed);
    }

    pub fn broken_answers(&self) -> usize {
        self.broken_answers.load(Ordering::Relaxed)
    }
}

fn claims(audience: &str, lifetime: Duration) -> Outcome<Claims<()>> {
    let claims = Claims::new(()).issuer(ISSUER).audience(audience).subject("alice").lifetime(lifetime);
    Ok(claims.random_jwt_id()?)
}

pub fn routes(issuer: Arc<Issuer>) -> Router {
    let moved = get(async |State(issuer): State<Arc<Issuer>>| keys(&issuer, 0));
    Router::new().route("/.well-known/jwks.json", get(jwk_set)).route("/moved.json", moved).with_state(issuer)
}

async fn jwk_set(State(issuer): State<Arc<Issuer>>) -> Response {
    let _answer = issuer.answers.read().await;
    if !issuer.is_broken.load(Ordering::Relaxed) {
        return keys(&issuer, 0);
    }
    // The last two lead to good keys, if the service follows or reads on.
    match issuer.broken_answers.fetch_add(1, Ordering::Relaxed) % 3 {
        0 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        1 => Redirect::temporary("/moved.json").into_response(),
        _ => keys(&issuer, 100_000),
    }
}

/// The JWK Set, and behind it some spaces, which JSON allows.
fn keys(issuer: &Issuer, spaces: usize) -> Response {
    let document = issuer.published.load().to_jwk_set().to_json() + &" ".repeat(spaces);
    ([(CONTENT_TYPE, "application/jwk-set+json")], document).into_response()
}
