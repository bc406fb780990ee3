//! A service that shares a secret with the issuer. It fetches nothing: whoever deploys it gives it the secrets.
//!
//! Whoever has the secret can also sign. Share it with one service only, and take public keys for several.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jwt_codec::jwk::{KeySet, LiveKeySet};
use jwt_codec::{Hs256, RegisteredClaims, Validation, Verifier, VerifyingKey};

use crate::Outcome;
use crate::guard::{self, Guard, Refused};
use crate::issuer::ISSUER;

pub struct Invoices {
    verifier: Verifier<LiveKeySet>,
    /// The same keys as in the verifier.
    keys: LiveKeySet,
    pub guard: Guard,
}

impl Invoices {
    pub fn new((id, secret): (&str, Arc<VerifyingKey<Hs256>>)) -> Outcome<Self> {
        let keys = LiveKeySet::new(KeySet::builder().key(id, secret).build()?);
        // All clocks here are one. Between machines, keep the leeway of a minute.
        let policy = Validation::new().issuer(ISSUER).audience("invoices").leeway(Duration::ZERO);
        Ok(Self { verifier: Verifier::new(keys.clone(), policy), keys, guard: Guard::default() })
    }

    /// Accepts a second secret while the issuer goes over to it.
    pub fn accept_too(&self, (id, secret): (&str, Arc<VerifyingKey<Hs256>>)) -> Outcome<()> {
        Ok(self.keys.add(id, secret)?)
    }

    /// The next token signed with it is refused.
    pub fn no_longer_accept(&self, id: &str) -> bool {
        self.keys.retire(id)
    }

    fn authenticate(&self, headers: &HeaderMap) -> Result<RegisteredClaims, Refused> {
        Ok(self.verifier.verify(guard::token(headers)?)?)
    }
}

pub fn routes(invoices: Arc<Invoices>) -> Router {
    Router::new().route("/", get(list)).with_state(invoices)
}

async fn list(State(invoices): State<Arc<Invoices>>, headers: HeaderMap) -> Response {
    match invoices.authenticate(&headers) {
        Ok(claims) => Json(format!("invoices of {}", claims.subject.unwrap_or_default())).into_response(),
        Err(refused) => invoices.guard.refuse(&refused),
    }
}
