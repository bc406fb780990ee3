//! A service that verifies with the public keys of the issuer, which it fetches over HTTP: when a token has a `kid` that it
//! does not know, and when its keys become old.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jwt_codec::jwk::{Fetch, JwkSet, KeySet, LiveKeySet, Refresh};
use jwt_codec::{RegisteredClaims, Validation, Verifier, VerifyError};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::clients::client;
use crate::guard::{self, Guard, Refused};
use crate::issuer::ISSUER;
use crate::{MAX_AGE, Outcome, PUBLISHED_BEFORE_USE, STALE_IF_ERROR};

/// More than any JWK Set. What is longer is not read to its end.
const LIMIT: usize = 64 * 1024;

pub struct Orders {
    verifier: Verifier<LiveKeySet>,
    /// The same keys as in the verifier.
    keys: LiveKeySet,
    /// Locked while somebody fetches. Whoever comes meanwhile waits here, and then finds the new keys.
    refresh: Arc<Mutex<Refresh>>,
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
        let refresh = Refresh::new()
            .cooldown(PUBLISHED_BEFORE_USE / 2)
            .min_age(PUBLISHED_BEFORE_USE)
            .max_age(MAX_AGE)
            .stale_if_error(STALE_IF_ERROR);
        Ok(Self {
            verifier: Verifier::new(keys.clone(), policy),
            keys,
            refresh: Arc::new(Mutex::new(refresh)),
            started: Instant::now(),
            client: client()?,
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

    async fn authenticate(self: &Arc<Self>, headers: &HeaderMap) -> Result<RegisteredClaims, Refused> {
        let token = guard::token(headers)?;
        match self.verifier.verify(token) {
            // The issuer may have published the key since. Without a `kid`, or with an HMAC `alg`, it can't have.
            Err(VerifyError::KeyNotFound(unknown)) if unknown.may_be_new() => {
                Ok(self.verify_with_new_keys(token).await?)
            }
            verdict => Ok(verdict?),
        }
    }

    async fn verify_with_new_keys(self: &Arc<Self>, token: &str) -> Result<RegisteredClaims, VerifyError> {
        let mut refresh = Arc::clone(&self.refresh).lock_owned().await;
        // Somebody else may have fetched the keys while this request waited for the lock.
        let verdict = self.verifier.verify(token);
        // Made-up key IDs do not make the service fetch all the time: `refresh` decides.
        if matches!(verdict, Err(VerifyError::KeyNotFound(_)))
            && refresh.key_not_found(self.started.elapsed()) == Fetch::Now
        {
            // A task of its own: if whoever sent the token hangs up, the others still wait for these keys.
            let service = Arc::clone(self);
            let fetch = tokio::spawn(async move { service.fetch(&mut refresh).await });
            // It fails only by a panic. Then the keys are as they were.
            let _ = fetch.await;
            return self.verifier.verify(token);
        }
        verdict
    }

    /// Fetches the keys again before they are too old, so that a key that the issuer retired goes here too. If that fails
    /// for too long, the service has no keys: one of them may be retired, and nobody could say so.
    pub async fn fetch_by_age(self: Arc<Self>) {
        loop {
            sleep(Duration::from_millis(50)).await;
            let mut refresh = self.refresh.lock().await;
            if refresh.check(self.started.elapsed()) == Fetch::Now {
                self.fetch(&mut refresh).await;
            }
            if !refresh.may_use(self.started.elapsed()) {
                self.keys.replace(KeySet::default());
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
            // The keys that are there stay for now. A real service logs it.
            Err(_) => refresh.failed(),
        }
    }

    async fn published_keys(&self) -> Outcome<KeySet> {
        let mut answer = self.client.get(&self.jwks_uri).send().await?;
        // The client follows no redirect: the keys come from this address or not at all.
        if answer.status() != StatusCode::OK {
            return Err(format!("the issuer answered {}", answer.status()).into());
        }
        let mut document = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            document.extend_from_slice(&chunk);
            if document.len() > LIMIT {
                return Err(format!("the JWK Set is longer than {LIMIT} bytes").into());
            }
        }
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
