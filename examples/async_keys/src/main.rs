//! Keys that rotate, in an async server: eight tasks verify at once, and one of them fetches while the others wait.
//!
//! The endpoint takes 200 ms. The issuer publishes a key first and signs with it later. No good token is rejected, even if
//! whoever made the server fetch hangs up. The first fetch and a rotation of the keys are two fetches. A key that the issuer
//! removes is gone by age, and if the endpoint fails for too long, all keys are.
//!
//! `cargo run --manifest-path examples/async_keys/Cargo.toml`

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jwt_codec::jwk::{Fetch, JwkSet, KeySet, LiveKeySet, Refresh};
use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier, VerifyError};
use tokio::sync::{Mutex, OwnedMutexGuard, RwLock};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Short times, since this program ends soon. The defaults are 30 and 60 seconds, an hour and a day.
const COOLDOWN: Duration = Duration::from_millis(450);
const MIN_AGE: Duration = Duration::from_millis(500);
const MAX_AGE: Duration = Duration::from_secs(3);
const STALE_IF_ERROR: Duration = Duration::from_secs(1);
/// Below the cooldown: an endpoint that never answers must not block those who wait for the keys.
const TIME_LIMIT: Duration = Duration::from_millis(400);
/// How often the server looks at the age of its keys. Outside of this program, a minute is often enough.
const TICK: Duration = Duration::from_millis(50);

/// What the issuer serves at its `jwks_uri`.
struct Endpoint {
    document: RwLock<String>,
    requests: AtomicUsize,
}

impl Endpoint {
    /// Your HTTP client in a real program.
    async fn get(&self) -> String {
        self.requests.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_millis(200)).await;
        self.document.read().await.clone()
    }
}

struct Server {
    verifier: Verifier<LiveKeySet>,
    keys: LiveKeySet,
    /// It is held while the keys are fetched: whoever comes meanwhile waits here, and finds the new keys.
    refresh: Arc<Mutex<Refresh>>,
    started: Instant,
    endpoint: Endpoint,
}

impl Server {
    async fn verify(self: &Arc<Self>, token: &str) -> Result<RegisteredClaims, VerifyError> {
        let refused = match self.verifier.verify(token) {
            Err(VerifyError::KeyNotFound(refused)) if refused.may_be_new() => refused,
            verdict => return verdict,
        };
        let mut refresh = self.refresh.clone().lock_owned().await;
        // Another task may have fetched the keys while this one waited.
        let verdict = self.verifier.verify(token);
        if !matches!(verdict, Err(VerifyError::KeyNotFound(_))) {
            return verdict;
        }
        if refresh.key_not_found(self.started.elapsed()) != Fetch::Now {
            return Err(VerifyError::KeyNotFound(refused));
        }
        self.fetch(refresh).await;
        self.verifier.verify(token)
    }

    /// Fetches the keys before they are too old. Otherwise a key that the issuer has removed is trusted until a token of an
    /// unknown key comes.
    async fn fetch_by_age(self: Arc<Self>) {
        loop {
            let mut refresh = self.refresh.clone().lock_owned().await;
            if refresh.check(self.started.elapsed()) == Fetch::Now {
                self.fetch(refresh).await;
                refresh = self.refresh.clone().lock_owned().await;
            }
            // Fetching has failed for too long: which keys have been removed meanwhile, nobody knows.
            if !refresh.may_use(self.started.elapsed()) {
                self.keys.replace(KeySet::default());
            }
            drop(refresh);
            sleep(TICK).await;
        }
    }

    /// Fetches in a task of its own: if the client hangs up, the future that handles its request is dropped, and the fetch goes
    /// on.
    async fn fetch(self: &Arc<Self>, mut refresh: OwnedMutexGuard<Refresh>) {
        let server = self.clone();
        let fetch = async move {
            // The time of the question: a key that is published before the answer arrives may be missing.
            let asked = server.started.elapsed();
            match server.published_keys().await {
                Ok(keys) => {
                    server.keys.replace(keys);
                    refresh.succeeded(asked);
                }
                // The keys stay as they are. A real server logs the error.
                Err(_) => refresh.failed(),
            }
        };
        // It ends with an error if it panics. That is as if the fetch had failed.
        let _ = tokio::spawn(fetch).await;
    }

    async fn published_keys(&self) -> Result<KeySet, Box<dyn Error + Send + Sync>> {
        let document = timeout(TIME_LIMIT, self.endpoint.get()).await?;
        Ok(KeySet::from_jwk_set(&JwkSet::from_json(document)?)?)
    }
}

/// A key with its ID, and the document that has it.
fn signer(key_id: &str) -> Result<(Signer<SigningKey<Es256>>, String), Box<dyn Error>> {
    let key = SigningKey::<Es256>::generate()?;
    let jwk = key.verifying_key().to_jwk().with_key_id(key_id).to_json().ok_or("a public key")?;
    Ok((Signer::new(key).key_id(key_id), jwk))
}

/// Eight tasks verify the same token, twenty times each.
async fn eight_tasks(server: &Arc<Server>, token: &str) -> Result<usize, Box<dyn Error>> {
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let (server, token) = (server.clone(), token.to_owned());
        tasks.spawn(async move {
            for _ in 0..20 {
                server.verify(&token).await?;
            }
            Ok::<_, VerifyError>(())
        });
    }
    let mut good = 0;
    while let Some(done) = tasks.join_next().await {
        done??;
        good += 20;
    }
    Ok(good)
}

/// Waits until a good token is rejected, because its key is no longer trusted.
async fn rejected_within(limit: Duration, server: &Server, token: &str) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    while server.verifier.verify::<RegisteredClaims>(token).is_ok() {
        // Twice: this computer may be busy.
        if start.elapsed() > 2 * limit {
            return Err("a key is trusted for too long".into());
        }
        sleep(TICK).await;
    }
    Ok(start.elapsed())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let ((old, old_jwk), (new, new_jwk)) = (signer("2026-11")?, signer("2026-12")?);
    let claims = Claims::new(()).subject("alice").lifetime(Duration::from_secs(600));
    let keys = LiveKeySet::new(KeySet::default());
    let endpoint =
        Endpoint { document: RwLock::new(format!(r#"{{"keys":[{old_jwk}]}}"#)), requests: AtomicUsize::new(0) };
    let refresh = Refresh::new().cooldown(COOLDOWN).min_age(MIN_AGE).max_age(MAX_AGE).stale_if_error(STALE_IF_ERROR);
    let server = Arc::new(Server {
        verifier: Verifier::new(keys.clone(), Validation::new()),
        keys,
        refresh: Arc::new(Mutex::new(refresh)),
        started: Instant::now(),
        endpoint,
    });
    let requests = || server.endpoint.requests.load(Ordering::Relaxed);
    tokio::spawn(server.clone().fetch_by_age());

    let good = eight_tasks(&server, &old.sign(&claims)?).await?;
    println!("first tokens     {good} accepted, {} request to the endpoint", requests());
    assert_eq!(requests(), 1);

    // Published first, used for signing later: by at least the larger of `min_age` and `cooldown`.
    *server.endpoint.document.write().await = format!(r#"{{"keys":[{old_jwk},{new_jwk}]}}"#);
    sleep(MIN_AGE.max(COOLDOWN)).await;
    // The first to meet the new key hangs up. What it began is finished by a task of its own.
    let token = new.sign(&claims)?;
    let hung_up = timeout(Duration::from_millis(50), server.verify(&token)).await;
    assert!(hung_up.is_err() && requests() == 2);
    let good = eight_tasks(&server, &token).await? + eight_tasks(&server, &old.sign(&claims)?).await?;
    println!("after a rotation {good} accepted, {} requests", requests());
    assert_eq!(requests(), 2);

    let (stranger, _) = signer("made-up")?;
    let refused = server.verify(&stranger.sign(&claims)?).await.err().ok_or("accepted")?;
    println!("a made-up key    rejected, {refused}");

    // Nobody sends a token of an unknown key, and yet the removed key goes.
    *server.endpoint.document.write().await = format!(r#"{{"keys":[{new_jwk}]}}"#);
    let old_token = old.sign(&claims)?;
    let after = rejected_within(MAX_AGE + COOLDOWN, &server, &old_token).await?;
    server.verify(&token).await?;
    println!("a removed key    rejected {} ms after it was removed", after.as_millis());

    // The endpoint is broken. The keys are used until they are `max_age` and `stale_if_error` old.
    *server.endpoint.document.write().await = "502 Bad Gateway".to_owned();
    let after = rejected_within(MAX_AGE + STALE_IF_ERROR + COOLDOWN, &server, &token).await?;
    println!("a broken issuer  all rejected after {} ms", after.as_millis());
    println!(
        "\nShown: one task fetches while the others wait, and no good token is rejected. Keys are not trusted for ever."
    );
    Ok(())
}
