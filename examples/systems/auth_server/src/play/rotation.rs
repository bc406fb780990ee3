//! Key rotation: publish first, sign later, retire when the last token has expired.

use std::time::Duration;

use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::profiles::access_token::{self, AccessToken};
use jwt_codec::{Claims, Validation, Verifier, jws};

use super::Stage;
use super::client::Client;
use super::session::PASSWORD;
use crate::error::Failure;
use crate::server::Server;

const HALF_MINUTE: Duration = Duration::from_secs(30);

pub async fn play(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    let app = &server.app;
    let pass = |time: Duration| stage.clock.advance(time);

    stage.chapter("Keys rotate: publish first");
    // Thirty days have passed meanwhile: the server's upkeep has rotated, or does now.
    app.keys.settle(stage.clock.now()).await?;
    pass(app.config.publish_ahead + app.config.access_lifetime + app.config.leeway);
    app.keys.settle(stage.clock.now()).await?;
    let (set, max_age) = published(alice).await?;
    stage.holds(set.len() == 1, "one key is published");
    stage.holds(max_age == "public, max-age=300", "others may keep the set for five minutes");
    stage.holds(
        verifies_elsewhere(stage, server, alice, set).await?,
        "another API verifies with the published set alone",
    );

    let before = stage.read_database("auth.redb")?;
    app.keys.settle(stage.clock.now()).await?;
    stage.holds(before == stage.read_database("auth.redb")?, "where nothing is due, nothing is written");

    app.keys.publish_next(stage.clock.now()).await?;
    stage.holds(published(alice).await?.0.len() == 2, "a second key is published");
    alice.refresh().await?;
    let first = key_id(alice)?;
    // Half a minute before the time: the real clock ticks too.
    pass(app.config.publish_ahead - HALF_MINUTE);
    alice.refresh().await?;
    stage.holds(
        key_id(alice)? == first,
        "ten minutes long the first key signs: by then everybody has fetched the second",
    );

    stage.chapter("Keys rotate: sign later");
    let mut old = alice.copy();
    pass(HALF_MINUTE);
    alice.refresh().await?;
    let second = key_id(alice)?;
    stage.holds(second != first, "the second key signs now");
    stage.holds(alice.me().await?.status == 200, "its tokens are accepted");
    stage.holds(old.me().await?.status == 200, "the tokens of the first key stay good");

    stage.chapter("Keys rotate: retire");
    pass(app.config.access_lifetime - 2 * HALF_MINUTE);
    app.keys.settle(stage.clock.now()).await?;
    stage.holds(
        published(alice).await?.0.len() == 2 && old.me().await?.status == 200,
        "until the last token of the first key has expired, it stays published",
    );
    pass(app.config.leeway + 3 * HALF_MINUTE);
    app.keys.settle(stage.clock.now()).await?;
    stage.holds(
        published(alice).await?.0.len() == 1,
        "then it is retired, and its row deleted: a page that the database freed may still have the private part",
    );
    let answer = old.me().await?;
    stage.refused_because("key: none, or more than one, for this header");
    stage.holds(answer.status == 401, "no token of the first key is accepted any more");
    stage.holds(
        alice.refresh().await?.status == 200 && alice.me().await?.status == 200 && key_id(alice)? == second,
        "alice noticed nothing: her session goes on",
    );
    leak(stage, server, alice).await
}

/// A key that somebody else has. There is no time for publishing first.
async fn leak(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    stage.chapter("A signing key has leaked");
    let leaked = key_id(alice)?;
    server.app.keys.replace_now(stage.clock.now()).await?;
    let (set, _) = published(alice).await?;
    stage.holds(set.len() == 1, "one key is published");
    let answer = alice.me().await?;
    stage.refused_because("key: none, or more than one, for this header");
    stage.holds(answer.status == 401, "no token of the leaked key is accepted any more, not even a good one");
    stage.holds(
        alice.refresh().await?.status == 200 && alice.me().await?.status == 200 && key_id(alice)? != leaked,
        "the cookie is still good: it brings a token of another key, and nobody logs in again",
    );
    stage.say(
        "   ..  an API elsewhere keeps the old set for up to five minutes, and accepts the thief's tokens meanwhile",
    );
    Ok(())
}

/// The key set as everybody gets it, and how long they may keep it.
async fn published(client: &mut Client) -> Result<(KeySet, String), Failure> {
    let answer = client.get("/.well-known/jwks.json").await?;
    let set = JwkSet::from_json(answer.body.to_string())?;
    if set.keys().any(|key| key.is_private()) {
        return Err("a private key was published".into());
    }
    Ok((KeySet::from_jwk_set(&set)?, answer.cache_control))
}

/// What an API on another machine does: the published keys, and the policy.
async fn verifies_elsewhere(stage: &Stage, server: &Server, alice: &mut Client, keys: KeySet) -> Result<bool, Failure> {
    alice.log_in("alice", PASSWORD).await?;
    let config = &server.app.config;
    let policy = access_token::policy(Validation::at(stage.clock.now()), config.issuer, config.api).prohibit("cnf");
    let token = alice.access_token.as_deref().unwrap_or_default();
    let claims: Claims<AccessToken> = Verifier::new(keys, policy).verify(token)?;
    Ok(claims.registered.subject.as_deref() == Some("alice"))
}

/// The `kid` of the client's access token.
fn key_id(client: &Client) -> Result<String, Failure> {
    let token = client.access_token.as_deref().ok_or("no access token")?;
    Ok(jws::Unverified::parse(token)?.header().key_id().ok_or("no kid")?.to_owned())
}
