//! Clients that send requests all the time, and count what becomes of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Outcome;

const CLIENTS: usize = 4;
/// How long a client uses a token. It is valid for longer than that.
const USE: Duration = Duration::from_millis(900);

/// The clients of one service.
pub struct Load {
    counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
    clients: JoinSet<Outcome<()>>,
}

#[derive(Default)]
pub struct Counts {
    /// Requests with a token that is valid.
    pub accepted: AtomicUsize,
    pub refused: AtomicUsize,
    /// How many different tokens these were.
    pub tokens: AtomicUsize,
    /// Requests with a token that is as good, but whose key is retired at some time.
    pub accepted_before: AtomicUsize,
    pub accepted_after: AtomicUsize,
    pub refused_after: AtomicUsize,
    is_retired: AtomicBool,
}

impl Load {
    /// Starts clients that take a token from `issue` again and again, and one that keeps `old`.
    pub fn start(url: &str, issue: impl Fn() -> Outcome<String> + Clone + Send + 'static, old: String) -> Self {
        let (counts, stop) = (Arc::new(Counts::default()), Arc::new(AtomicBool::new(false)));
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            clients.spawn(with_new_tokens(url.to_owned(), issue.clone(), Arc::clone(&counts), Arc::clone(&stop)));
        }
        clients.spawn(with_one_token(url.to_owned(), old, Arc::clone(&counts), Arc::clone(&stop)));
        Self { counts, stop, clients }
    }

    /// From now on, no token of the old key may be accepted.
    pub fn key_is_retired(&self) {
        self.counts.is_retired.store(true, Ordering::SeqCst);
    }

    pub async fn stop(mut self) -> Outcome<Arc<Counts>> {
        self.stop.store(true, Ordering::SeqCst);
        while let Some(client) = self.clients.join_next().await {
            client??;
        }
        Ok(self.counts)
    }
}

async fn with_new_tokens(
    url: String,
    issue: impl Fn() -> Outcome<String>,
    counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
) -> Outcome<()> {
    let client = client()?;
    while !stop.load(Ordering::SeqCst) {
        let (token, taken) = (issue()?, Instant::now());
        counts.tokens.fetch_add(1, Ordering::SeqCst);
        while taken.elapsed() < USE && !stop.load(Ordering::SeqCst) {
            let count = if send(&client, &url, &token).await? == 200 { &counts.accepted } else { &counts.refused };
            count.fetch_add(1, Ordering::SeqCst);
            sleep(Duration::from_millis(1)).await;
        }
    }
    Ok(())
}

async fn with_one_token(url: String, token: String, counts: Arc<Counts>, stop: Arc<AtomicBool>) -> Outcome<()> {
    let client = client()?;
    while !stop.load(Ordering::SeqCst) {
        // A request that began before the key was retired may still be answered.
        let is_retired = counts.is_retired.load(Ordering::SeqCst);
        let is_accepted = send(&client, &url, &token).await? == 200;
        match (is_retired, is_accepted) {
            (false, true) => counts.accepted_before.fetch_add(1, Ordering::SeqCst),
            (true, true) => counts.accepted_after.fetch_add(1, Ordering::SeqCst),
            (true, false) => counts.refused_after.fetch_add(1, Ordering::SeqCst),
            // While the services learn that the key is gone, either is right.
            (false, false) => 0,
        };
        sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// Everybody here asks servers of this machine: a proxy, which the environment may name, does not reach them. Whoever is
/// asked answers itself, and soon.
pub fn client() -> Outcome<Client> {
    Ok(Client::builder().no_proxy().redirect(Policy::none()).timeout(Duration::from_secs(5)).build()?)
}

/// Sends a request with a token, and returns the status of the answer.
pub async fn send(client: &Client, url: &str, token: &str) -> Outcome<u16> {
    Ok(client.get(url).header("authorization", format!("Bearer {token}")).send().await?.status().as_u16())
}
