//! A service that verifies with the public keys of the issuer, which it fetches over HTTP: when a token has a `kid` that it
//! does not know, and when its keys become old.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jwt_codec::jwk::{Fetch, JwkSet, KeySet, LiveKeySet, Refresh};
use jwt_codec::{RegisteredClaims, Validation, Verifier, VerifyError};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::guard::{self, Guard, Refused};
use crate::issuer::ISSUER;
use crate::{MAX_AGE, Outcome, PUBLISHED_BEFORE_USE};

pub struct Orders {
    verifier: Verifier<LiveKeySet>,
    /// The same keys as in the verifier.
    keys: LiveKeySet,
    /// Locked while somebody fetches. Whoever comes meanwhile waits here, and then finds the new keys.
    refresh: Mutex<Refresh>,
    started: Instant,
    client: reqwest::Client,
    jwks_uri: String,
    fetches: AtomicUsize,
    pub guard: Guard,
}

impl Orders {
    pub fn new(jwks_uri: String) -> Outcome<Self> {
        let keys = LiveKeySet::new(KeySet::default());
        // All clocks here are one. Between machines, keep the leeway of a minute.
        let policy = Validation::new().issuer(ISSUER).audience("orders").leeway(Duration::ZERO);
        // Short times, as everywhere in this program. Outside of it, take the defaults.
        let refresh = Refresh::new().cooldown(PUBLISHED_BEFORE_USE / 2).min_age(PUBLISHED_BEFORE_USE).max_age(MAX_AGE);
        Ok(Self {
            verifier: Verifier::new(keys.clone(), policy),
            keys,
            refresh: Mutex::new(refresh),
            started: Instant::now(),
            client: reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?,
            jwks_uri,
            fetches: AtomicUsize::new(0),
            guard: Guard::default(),
        })
    }

    pub fn fetches(&self) -> usize {
        self.fetches.load(Ordering::Relaxed)
    }

    pub fn has_key(&self, id: &str) -> bool {
        self.keys.load().keys().any(|(known, _)| known == Some(id))
    }

    async fn authenticate(&self, headers: &HeaderMap) -> Result<RegisteredClaims, Refused> {
        let token = guard::token(headers)?;
        match self.verifier.verify(token) {
            // The issuer may have published the key since. Without a `kid`, or with an HMAC `alg`, it can't have.
            Err(VerifyError::KeyNotFound(unknown)) if unknown.may_be_new() => {
                Ok(self.verify_with_new_keys(token).await?)
            }
            verdict => Ok(verdict?),
        }
    }

    async fn verify_with_new_keys(&self, token: &str) -> Result<RegisteredClaims, VerifyError> {
        let mut refresh = self.refresh.lock().await;
        // Somebody else may have fetched the keys while this request waited for the lock.
        let verdict = self.verifier.verify(token);
        // Made-up key IDs do not make the service fetch all the time: `refresh` decides.
        if matches!(verdict, Err(VerifyError::KeyNotFound(_)))
            && refresh.key_not_found(self.started.elapsed()) == Fetch::Now
        {
            self.fetch(&mut refresh).await;
            return self.verifier.verify(token);
        }
        verdict
    }

    /// Fetches the keys again before they are too old, so that a key that the issuer retired goes here too.
    pub async fn fetch_by_age(self: Arc<Self>) {
        loop {
            sleep(Duration::from_millis(50)).await;
            let mut refresh = self.refresh.lock().await;
            if refresh.check(self.started.elapsed()) == Fetch::Now {
                self.fetch(&mut refresh).await;
            }
        }
    }

    async fn fetch(&self, refresh: &mut Refresh) {
        self.fetches.fetch_add(1, Ordering::Relaxed);
        // The time of the question, not of the answer: a key that was published in between may be missing.
        let asked = self.started.elapsed();
        match self.published_keys().await {
            Ok(keys) => {
                self.keys.replace(keys);
                refresh.succeeded(asked);
            }
            // The keys that are there stay. A real service logs it.
            Err(_) => refresh.failed(),
        }
    }

    async fn published_keys(&self) -> Outcome<KeySet> {
        let document = self.client.get(&self.jwks_uri).send().await?.error_for_status()?.bytes().await?;
        Ok(KeySet::from_jwk_set(&JwkSet::from_json(&document)?)?)
    }
}

pub fn routes(orders: Arc<Orders>) -> Router {
    Router::new().route("/", get(list)).with_state(orders)
}

async fn list(State(orders): State<Arc<Orders>>, headers: HeaderMap) -> Response {
    match orders.authenticate(&headers).await {
        Ok(claims) => Json(format!("orders of {}", claims.subject.unwrap_or_default())).into_response(),
        Err(refused) => orders.guard.refuse(&refused),
    }
}
