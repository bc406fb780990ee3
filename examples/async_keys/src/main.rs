//! Keys that rotate, in an async server: eight tasks verify at once, and one of them fetches while the others wait.
//!
//! The endpoint takes 400 ms. The issuer publishes a key first and signs with it later. No good token is rejected, even if whoever
//! made the server fetch hangs up. Two rotations of the keys are two fetches.
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

/// Short times, since this program ends soon. The defaults are 30 and 60 seconds.
const COOLDOWN: Duration = Duration::from_millis(450);
const MIN_AGE: Duration = Duration::from_millis(500);

/// What the issuer serves at its `jwks_uri`.
struct Endpoint {
    document: RwLock<String>,
    requests: AtomicUsize,
}

impl Endpoint {
    /// Your HTTP client in a real program.
    async fn get(&self) -> String {
        self.requests.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(400)).await;
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
        // A task of its own: if the client hangs up, this future is dropped, and the fetch goes on.
        let server = self.clone();
        // It ends with an error if it panics. The token is then rejected, as if the fetch had failed.
        let _ = tokio::spawn(async move { server.fetch(refresh).await }).await;
        self.verifier.verify(token)
    }

    async fn fetch(&self, mut refresh: OwnedMutexGuard<Refresh>) {
        // The time of the question: a key that is published before the answer arrives may be missing.
        let asked = self.started.elapsed();
        let document = self.endpoint.get().await;
        match JwkSet::from_json(document).and_then(|set| KeySet::from_jwk_set(&set)) {
            Ok(keys) => {
                self.keys.replace(keys);
                refresh.succeeded(asked);
            }
            Err(_) => refresh.failed(),
        }
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

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let ((old, old_jwk), (new, new_jwk)) = (signer("2026-11")?, signer("2026-12")?);
    let claims = Claims::new(()).subject("alice").lifetime(Duration::from_secs(600));
    let keys = LiveKeySet::new(KeySet::default());
    let endpoint =
        Endpoint { document: RwLock::new(format!(r#"{{"keys":[{old_jwk}]}}"#)), requests: AtomicUsize::new(0) };
    let server = Arc::new(Server {
        verifier: Verifier::new(keys.clone(), Validation::new()),
        keys,
        refresh: Arc::new(Mutex::new(Refresh::new().cooldown(COOLDOWN).min_age(MIN_AGE))),
        started: Instant::now(),
        endpoint,
    });
    let requests = || server.endpoint.requests.load(Ordering::Relaxed);

    let good = eight_tasks(&server, &old.sign(&claims)?).await?;
    println!("first tokens     {good} accepted, {} request to the endpoint", requests());
    assert_eq!(requests(), 1);

    // Published first, used for signing later: at least `min_age` later.
    *server.endpoint.document.write().await = format!(r#"{{"keys":[{old_jwk},{new_jwk}]}}"#);
    tokio::time::sleep(MIN_AGE).await;
    // The first to meet the new key hangs up. What it began is finished by a task of its own.
    let token = new.sign(&claims)?;
    let hung_up = tokio::time::timeout(Duration::from_millis(50), server.verify(&token)).await;
    assert!(hung_up.is_err() && requests() == 2);
    let good = eight_tasks(&server, &token).await? + eight_tasks(&server, &old.sign(&claims)?).await?;
    println!("after a rotation {good} accepted, {} requests", requests());
    assert_eq!(requests(), 2);

    let (stranger, _) = signer("made-up")?;
    let refused = server.verify(&stranger.sign(&claims)?).await.err().ok_or("accepted")?;
    println!("a made-up key    rejected, {refused}");
    println!("\nShown: one task fetches while the others wait, and no good token is rejected.");
    Ok(())
}
