//! Two services that verify tokens without asking the server that issues them, and keys that rotate under load.
//!
//! `cargo run -p microservices`, in `examples/systems`

mod clients;
mod guard;
mod invoices;
mod issuer;
mod orders;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Router;
use clients::{Counts, Load, client, send};
use invoices::Invoices;
use issuer::Issuer;
use orders::Orders;
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::sleep;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long a token is valid. Minutes become seconds here, so that the program ends soon.
const LIFETIME: Duration = Duration::from_secs(3);
/// A token that outlives its key by far: only that the key is gone can end it.
const LONG: Duration = Duration::from_secs(600);
/// The issuer signs with a key at least this long after it published it: the larger of `Refresh::min_age` and its cooldown, by
/// default a minute.
const PUBLISHED_BEFORE_USE: Duration = Duration::from_millis(500);
/// A service fetches the keys again after this long, whatever happens. The default of `Refresh::max_age` is an hour.
const MAX_AGE: Duration = Duration::from_millis(1500);
/// If fetching fails, keys may be this much older. The default of `Refresh::stale_if_error` is a day.
const STALE_IF_ERROR: Duration = Duration::from_millis(1000);

/// Everything that runs, each part on a port of its own.
struct System {
    issuer: Arc<Issuer>,
    orders: Arc<Orders>,
    invoices: Arc<Invoices>,
    orders_url: String,
    invoices_url: String,
    client: Client,
    start: Instant,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let system = System::start().await?;
    system.eight_first_requests().await?;
    tokio::spawn(Arc::clone(&system.orders).fetch_by_age());
    system.rotation_under_load().await?;
    system.made_up_key_ids().await?;
    system.other_refusals().await?;
    system.issuer_is_broken().await?;
    println!(
        "\nShown: keys came and went under load. No valid token was refused, and none was accepted after its key was retired."
    );
    Ok(())
}

impl System {
    async fn start() -> Outcome<Self> {
        let issuer = Arc::new(Issuer::new()?);
        let issuer_url = serve(issuer::routes(Arc::clone(&issuer))).await?;
        let orders = Arc::new(Orders::new(format!("{issuer_url}/.well-known/jwks.json"))?);
        let orders_url = serve(orders::routes(Arc::clone(&orders))).await?;
        let invoices = Arc::new(Invoices::new(issuer.secret(0))?);
        let invoices_url = serve(invoices::routes(Arc::clone(&invoices))).await?;
        let client = client()?;
        let system = Self { issuer, orders, invoices, orders_url, invoices_url, client, start: Instant::now() };
        system.say(
            "start",
            "an issuer; the service orders (ES256, JWK Set); the service invoices (HS256, shared secret)",
        );
        Ok(system)
    }

    /// The keys are not there yet when the first requests come, all at once. One of them fetches, the others wait for it,
    /// even if whoever sent that one hangs up.
    async fn eight_first_requests(&self) -> Outcome<()> {
        let answers = self.issuer.hold_answers().await;
        let (client, url, forged) =
            (self.client.clone(), self.orders_url.clone(), self.issuer.forged_token("made-up")?);
        let attacker = tokio::spawn(async move { send(&client, &url, &forged).await });
        self.until("orders fetches", || self.orders.fetches() == 1).await?;
        attacker.abort();
        // So that the service sees it.
        sleep(Duration::from_millis(100)).await;

        let mut requests = JoinSet::new();
        for _ in 0..8 {
            let (client, url, token) =
                (self.client.clone(), self.orders_url.clone(), self.issuer.es256_token(LIFETIME)?);
            requests.spawn(async move { send(&client, &url, &token).await });
        }
        sleep(Duration::from_millis(100)).await;
        expect(!self.orders.has_key("key-1"), "the issuer has not answered yet")?;
        drop(answers);
        while let Some(status) = requests.join_next().await {
            expect(status?? == 200, "a first request is answered")?;
        }
        expect(self.orders.fetches() == 1, "one fetch for nine requests")?;
        self.say("first", "a made-up key ID makes orders fetch the JWK Set, then its sender hangs up");
        self.say("first", "orders answers 8 requests at once: they waited for that fetch");
        Ok(())
    }

    /// Publish, wait, sign, wait, retire. What is waited for is what makes it work.
    async fn rotation_under_load(&self) -> Outcome<()> {
        let old = (self.issuer.es256_token(LONG)?, self.issuer.hs256_token(LONG)?);
        let (issuer, other) = (Arc::clone(&self.issuer), Arc::clone(&self.issuer));
        let orders = Load::start(&self.orders_url, move || issuer.es256_token(LIFETIME), old.0);
        let invoices = Load::start(&self.invoices_url, move || other.hs256_token(LIFETIME), old.1);
        sleep(Duration::from_millis(500)).await;

        self.issuer.publish_next()?;
        self.invoices.accept_too(self.issuer.secret(1))?;
        self.say("publish", "key-2 is in the JWK Set, invoices accepts secret-2 too; nobody signs with them yet");
        // A service that has just fetched, without key-2, fetches again when it sees key-2: but not sooner than this.
        sleep(PUBLISHED_BEFORE_USE + Duration::from_millis(100)).await;

        self.issuer.sign_with_next();
        self.say("sign", "the issuer signs with key-2 and secret-2; tokens of key-1 and secret-1 are still in use");
        // Until the last of them has expired, their keys are needed.
        sleep(LIFETIME + Duration::from_millis(200)).await;

        expect(self.issuer.retire_first(), "key-1 was published")?;
        expect(self.invoices.no_longer_accept("secret-1"), "secret-1 was accepted")?;
        invoices.key_is_retired();
        self.say("retire", "key-1 is out of the JWK Set, and secret-1 out of invoices, where it counts at once");
        let retired = Instant::now();
        while self.orders.has_key("key-1") {
            expect(retired.elapsed() < MAX_AGE + Duration::from_secs(2), "orders learns that key-1 is gone")?;
            sleep(Duration::from_millis(10)).await;
        }
        orders.key_is_retired();
        let after = retired.elapsed().as_millis();
        self.say(
            "retire",
            &format!("orders fetched again {after} ms later, because of the age of its keys: key-1 is gone there"),
        );
        sleep(Duration::from_secs(1)).await;

        self.check("orders", &*orders.stop().await?)?;
        self.check("invoices", &*invoices.stop().await?)?;
        self.say("load", &format!("orders fetched the JWK Set {} times in all", self.orders.fetches()));
        Ok(())
    }

    fn check(&self, service: &str, counts: &Counts) -> Outcome<()> {
        let of = |count: &std::sync::atomic::AtomicUsize| count.load(Ordering::SeqCst);
        let (accepted, refused, tokens) = (of(&counts.accepted), of(&counts.refused), of(&counts.tokens));
        self.say(
            "load",
            &format!("{service}: valid tokens ({tokens}): {accepted} requests accepted, {refused} refused"),
        );
        let (before, after) = (of(&counts.accepted_before), of(&counts.accepted_after));
        let refused_after = of(&counts.refused_after);
        self.say(
            "load",
            &format!("{service}: a token of the old key: {before} accepted before it was retired, then {after} accepted, {refused_after} refused"),
        );
        expect(refused == 0, "no valid token is refused")?;
        expect(after == 0, "no token is accepted after its key was retired")?;
        expect(accepted > 100 && tokens > 8 && before > 10 && refused_after > 10, "there was load in each phase")
    }

    /// An attacker makes up key IDs. Each would be a reason to fetch, but not more often than the policy allows.
    async fn made_up_key_ids(&self) -> Outcome<()> {
        let (before, start) = (self.orders.fetches(), Instant::now());
        for number in 0..1000 {
            let token = self.issuer.forged_token(&format!("made-up-{number}"))?;
            expect(send(&self.client, &self.orders_url, &token).await? == 401, "a made-up key is refused")?;
        }
        let (fetches, elapsed) = (self.orders.fetches() - before, start.elapsed());
        let allowed = elapsed.as_millis() / PUBLISHED_BEFORE_USE.as_millis() + 1;
        expect(u128::try_from(fetches)? <= allowed, "few fetches for made-up keys")?;
        let why = self.orders.guard.last_refusal();
        let milliseconds = elapsed.as_millis();
        self.say(
            "attack",
            &format!("1000 made-up key IDs in {milliseconds} ms: all refused, {fetches} fetches ({why})"),
        );
        let forged = self.issuer.forged_token("key-2")?;
        self.refused("a forged token with a known key ID", &self.orders_url, Some(&forged), "signature: invalid").await
    }

    /// Each service has its own keys and its own audience. The client learns no more than it must.
    async fn other_refusals(&self) -> Outcome<()> {
        let (of_orders, of_invoices) = (self.issuer.es256_token(LIFETIME)?, self.issuer.hs256_token(LIFETIME)?);
        let no_key = "key: none, or more than one, for this header";
        self.refused("a token of invoices", &self.orders_url, Some(&of_invoices), no_key).await?;
        self.refused("a token of orders", &self.invoices_url, Some(&of_orders), no_key).await?;
        let of_others = self.issuer.token_for_others()?;
        self.refused("a token for another audience", &self.orders_url, Some(&of_others), "aud: not the expected value")
            .await?;
        sleep(LIFETIME).await;
        self.refused("an expired token", &self.invoices_url, Some(&of_invoices), "exp: expired").await?;
        self.refused("no token", &self.invoices_url, None, "authorization: missing").await
    }

    /// The issuer answers with an error, a redirect, or far too much. The keys are used for a while, and not for ever.
    async fn issuer_is_broken(&self) -> Outcome<()> {
        let token = self.issuer.es256_token(LONG)?;
        self.issuer.set_broken(true);
        let (start, mut accepted_meanwhile) = (Instant::now(), 0);
        while send(&self.client, &self.orders_url, &token).await? == 200 {
            accepted_meanwhile += usize::from(self.issuer.broken_answers() > 0);
            let limit = MAX_AGE + STALE_IF_ERROR + Duration::from_secs(2);
            expect(start.elapsed() < limit, "keys that are too old are not used")?;
            sleep(Duration::from_millis(10)).await;
        }
        let (elapsed, answers) = (start.elapsed().as_millis(), self.issuer.broken_answers());
        expect(accepted_meanwhile > 10, "keys are used for a while if fetching fails")?;
        expect(answers >= 3, "an error, a redirect and a long answer are no keys")?;
        let about = "a valid token, while the issuer is broken";
        self.refused(about, &self.orders_url, Some(&token), "key: none, or more than one, for this header").await?;
        self.say("broken", &format!("orders used its keys for {elapsed} ms more, until they were too old: {answers} answers of the issuer (500, a redirect, 100 kB) gave it none"));

        self.issuer.set_broken(false);
        let start = Instant::now();
        while send(&self.client, &self.orders_url, &token).await? != 200 {
            expect(start.elapsed() < Duration::from_secs(2), "orders recovers")?;
            sleep(Duration::from_millis(10)).await;
        }
        self.say(
            "broken",
            &format!("the issuer is well again: the token is accepted after {} ms", start.elapsed().as_millis()),
        );
        Ok(())
    }

    /// Waits for something that happens soon.
    async fn until(&self, what: &str, is_so: impl Fn() -> bool) -> Outcome<()> {
        let start = Instant::now();
        while !is_so() {
            expect(start.elapsed() < Duration::from_secs(5), what)?;
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Sends a request that must be refused, and compares the reason that the service has logged.
    async fn refused(&self, about: &str, url: &str, token: Option<&str>, why: &str) -> Outcome<()> {
        let request = self.client.get(url);
        let answer = match token {
            Some(token) => request.bearer_auth(token).send().await?,
            None => request.send().await?,
        };
        let challenge =
            answer.headers().get("www-authenticate").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let guard = if url == self.orders_url { &self.orders.guard } else { &self.invoices.guard };
        let logged = guard.last_refusal();
        self.say("refused", &format!("{about}: {logged}; the client gets 401 and `{challenge}`"));
        expect(answer.status() == 401 && logged == why, about)?;
        expect(challenge == if token.is_some() { "Bearer error=\"invalid_token\"" } else { "Bearer" }, about)
    }

    /// One line for each step, with the time since the start.
    fn say(&self, step: &str, what: &str) {
        println!("{:>5} ms  {step:<8} {what}", self.start.elapsed().as_millis());
    }
}

/// Serves on a free port of this machine, until the program ends.
async fn serve(routes: Router) -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(url)
}

fn expect(holds: bool, what: &str) -> Outcome<()> {
    if holds { Ok(()) } else { Err(format!("not as expected: {what}").into()) }
}
