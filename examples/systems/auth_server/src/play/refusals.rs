//! What is refused, and by which rule.

use std::time::Duration;

use jwt_codec::profiles::access_token;
use jwt_codec::{Claims, Es256, Signer, SigningKey};

use super::Stage;
use super::client::Client;
use super::session::PASSWORD;
use crate::error::Failure;
use crate::server::Server;

const OTHER_PASSWORD: &str = "Tr0ub4dor and 3";
const INVALID_TOKEN: &str = "Bearer error=\"invalid_token\"";

pub async fn play(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    passwords(stage, server, alice).await?;
    access_tokens(stage, server, alice).await?;
    reuse(stage, server, alice).await?;
    race(stage, server, alice).await?;
    log_out(stage, server, alice).await?;
    several_cookies(stage, server, alice).await?;
    expiry(stage, server, alice).await
}

async fn passwords(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    stage.chapter("Refused: passwords");
    let mut mallory = Client::new(server);
    let answer = mallory.sign_up("alice", OTHER_PASSWORD).await?;
    stage.refused_because("name: taken");
    stage.holds(answer.is(409, "name_taken"), "a name that is taken");
    let answer = mallory.sign_up("bob", "sesame").await?;
    stage.refused_because("password: 8 to 128 bytes");
    stage.holds(answer.is(400, "invalid_request"), "a short password");

    let before = server.app.users.passwords.computed();
    let wrong = mallory.log_in("alice", OTHER_PASSWORD).await?;
    stage.refused_because("password: wrong");
    stage.holds(wrong.is(401, "wrong_name_or_password") && wrong.set_cookie.is_none(), "a wrong password");
    let unknown = mallory.log_in("nobody", OTHER_PASSWORD).await?;
    stage.refused_because("name: unknown");
    stage.holds(unknown.status == wrong.status && unknown.body == wrong.body, "an unknown user: the same answer");
    let hashed = server.app.users.passwords.computed() - before;
    stage.holds(hashed == 2, "both took one argon2 hash: the time does not tell which names exist");
    mallory.secrets().for_each(|secret| alice.remember_secret(secret));
    Ok(())
}

async fn access_tokens(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    stage.chapter("Refused: access tokens");
    let answer = Client::new(server).me().await?;
    stage.refused_because("authorization: missing");
    stage.holds(answer.status == 401 && answer.challenge_is("Bearer"), "no token: 401, and which scheme to use");
    let answer = alice.me_with("Basic YWxpY2U6").await?;
    stage.refused_because("authorization: another scheme");
    stage.holds(answer.status == 401 && answer.challenge_is("Bearer"), "another scheme: the same");
    let answer = alice.me_with("Bearer a b").await?;
    stage.refused_because("authorization: not one space and one token after the scheme");
    stage.holds(answer.status == 400 && answer.challenge_is("Bearer error=\"invalid_request\""), "two tokens: 400");

    let mut billing = Client::new(server);
    billing.log_in_for("alice", PASSWORD, server.app.config.other_api).await?;
    let answer = billing.me().await?;
    stage.refused_because("aud: not the expected value");
    stage.holds(answer.status == 401 && answer.challenge_is(INVALID_TOKEN), "a good token for another API");
    billing.secrets().for_each(|secret| alice.remember_secret(secret));

    // All as the server would write it, but the key.
    let claims = Claims::new(access_token::AccessToken::new("page"))
        .issuer(server.app.config.issuer)
        .audience(server.app.config.api)
        .subject("alice")
        .random_jwt_id()?
        .issued_at(stage.clock.now())
        .expires_at(stage.clock.now().saturating_add(Duration::from_secs(300)));
    let strangers = || Ok::<_, Failure>(Signer::new(SigningKey::<Es256>::generate()?).typ(access_token::TYP));
    let key_id = server.app.keys.signing(stage.clock.now())?.key_id;
    let forged = strangers()?.key_id(key_id).sign(&claims)?;
    alice.remember_secret(&forged);
    let answer = alice.me_with(&format!("Bearer {forged}")).await?;
    stage.refused_because("signature: invalid");
    stage
        .holds(answer.status == 401 && answer.challenge_is(INVALID_TOKEN), "a token signed with the key of a stranger");
    let forged = strangers()?.key_id("made-up").sign(&claims)?;
    alice.remember_secret(&forged);
    let answer = alice.me_with(&format!("Bearer {forged}")).await?;
    stage.refused_because("key: none, or more than one, for this header");
    stage.holds(answer.status == 401, "the same, under a key ID that nobody published");

    let answer = {
        stage.say("   ..  seven minutes pass");
        stage.clock.advance(Duration::from_secs(7 * 60));
        alice.me().await?
    };
    stage.refused_because("exp: expired");
    stage.holds(answer.status == 401 && answer.challenge_is(INVALID_TOKEN), "an expired access token");
    stage.holds(alice.refresh().await?.status == 200 && alice.me().await?.status == 200, "after a refresh all is well");
    Ok(())
}

async fn reuse(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    stage.chapter("Refused: a refresh token that was used before");
    alice.log_in("alice", PASSWORD).await?;
    let answer = alice.copy().refresh_from("http://127.0.0.1:1").await?;
    stage.refused_because("origin: not ours");
    stage.holds(
        answer.is(403, "foreign_origin"),
        "not even tried: a page on another port, whose browser sent the cookie",
    );

    let before = server.app.sessions.count()?;
    let mut thief = alice.copy();
    stage
        .holds(alice.refresh().await?.status == 200, "alice refreshes; a thief has a copy of the cookie that she used");
    let answer = thief.refresh().await?;
    stage.refused_because("refresh token: used before, its family ends");
    stage.holds(answer.is(401, "log_in_again"), "the thief comes too late");
    stage.holds(
        answer.set_cookie.is_some_and(|cookie| cookie.starts_with("__Host-refresh=; Max-Age=0;")),
        "the cookie is cleared",
    );
    let answer = alice.refresh().await?;
    stage.refused_because("refresh token: family has ended");
    stage.holds(answer.is(401, "log_in_again"), "so is the successor: nobody knows which of the two is alice");
    let after = server.app.sessions.count()?;
    stage.holds(
        before.live_families - after.live_families == 1 && after.ended_families - before.ended_families == 1,
        "no other family ended",
    );
    Ok(())
}

async fn race(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    const AT_ONCE: usize = 20;
    stage.chapter("Refused: the same refresh token, twenty times at once");
    alice.log_in("alice", PASSWORD).await?;
    stage.trace.print(false);
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let mut copy = alice.copy();
            tokio::spawn(async move { copy.refresh().await.map(|answer| (answer.status, copy)) })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        let (status, client) = task.await??;
        client.secrets().for_each(|secret| alice.remember_secret(secret));
        winners.extend((status == 200).then_some(client));
    }
    stage.trace.print(true);
    stage.holds(winners.len() == 1, "one of them was refreshed");
    let answer = winners.pop().ok_or("nobody won")?.refresh().await?;
    stage.refused_because("refresh token: family has ended");
    stage.holds(answer.is(401, "log_in_again"), "and its successor is refused, since the others were reuse");
    stage.holds(server.app.sessions.count()?.refresh_tokens > 0, "the used ones are kept until the family expires");
    Ok(())
}

async fn log_out(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    stage.chapter("Refused: the cookie after log-out");
    alice.log_in("alice", PASSWORD).await?;
    let mut copy = alice.copy();
    let answer = alice.log_out().await?;
    stage.logged("families ended: 1; cookie cleared");
    stage.holds(answer.status == 204 && alice.cookie.is_none(), "logged out: the family ended, the cookie is cleared");
    let answer = copy.refresh().await?;
    stage.refused_because("refresh token: family has ended");
    stage.holds(answer.is(401, "log_in_again"), "a copy of the cookie is of no use");
    let answer = alice.refresh().await?;
    stage.refused_because("refresh token: no cookie");
    stage.holds(answer.is(401, "log_in_again"), "without the cookie there is nothing to refresh");
    stage.holds(
        alice.me().await?.status == 200,
        "but the access token lives until it expires: an API does not ask the server. That is why its life is short",
    );
    let mut guess = Client::new(server);
    guess.cookie = Some(format!("__Host-refresh={}", "0".repeat(64)));
    let answer = guess.refresh().await?;
    stage.refused_because("refresh token: unknown");
    stage.holds(answer.is(401, "log_in_again"), "a refresh token that nobody issued");
    let answer = alice.log_out().await?;
    stage.logged("families ended: 0; cookie cleared");
    stage.holds(answer.status == 204, "whoever logs out twice is logged out, and the log says that no family ended");

    alice.log_in("alice", PASSWORD).await?;
    let mut before = alice.copy();
    alice.log_in("alice", PASSWORD).await?;
    stage.logged("a new family, the one before has ended");
    let answer = before.refresh().await?;
    stage.refused_because("refresh token: family has ended");
    stage.holds(answer.is(401, "log_in_again"), "a new log-in ends the session of the cookie that came along");
    Ok(())
}

async fn several_cookies(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    stage.chapter("Refused: several cookies of the name");
    let mut guess = Client::new(server);
    guess.cookie = alice.cookie.as_ref().map(|own| format!("__Host-refresh=planted; {own}"));
    let answer = guess.refresh().await?;
    stage.refused_because("refresh token: no cookie");
    stage
        .holds(answer.is(401, "log_in_again"), "a cookie next to another of its name, which somebody may have planted");
    // Log-out has no such doubt.
    let mut other = Client::new(server);
    other.log_in("alice", PASSWORD).await?;
    let cookies = [&alice.cookie, &other.cookie].map(|cookie| cookie.clone().unwrap_or_default());
    guess.cookie = Some(cookies.join("; "));
    guess.log_out().await?;
    stage.logged("families ended: 2; cookie cleared");
    let refused = alice.refresh().await?.status == 401 && other.refresh().await?.status == 401;
    stage.holds(refused, "log-out ends the families of both");
    other.secrets().for_each(|secret| alice.remember_secret(secret));
    Ok(())
}

async fn expiry(stage: &Stage, server: &Server, alice: &mut Client) -> Result<(), Failure> {
    let pass = |days: u64| {
        stage.clock.advance(Duration::from_secs(days * 24 * 3600));
        stage.say(format!("   ..  {days} days pass"));
    };
    stage.chapter("Refused: a session that nobody uses, and one that is too old");
    alice.log_in("alice", PASSWORD).await?;
    pass(8);
    let answer = alice.refresh().await?;
    stage.refused_because("refresh token: not used for too long");
    stage.holds(answer.is(401, "log_in_again"), "nobody refreshed for more than seven days");

    alice.log_in("alice", PASSWORD).await?;
    let mut max_age = Vec::new();
    for _ in 0..4 {
        pass(6);
        let answer = alice.refresh().await?;
        stage.logged("the next of its family");
        max_age.push(max_age_in_days(&answer.set_cookie.unwrap_or_default()));
    }
    stage.holds(max_age == [7, 7, 7, 6], "each refresh gives seven days more, and none goes beyond thirty days");
    pass(6);
    let answer = alice.refresh().await?;
    stage.refused_because("refresh token: family expired");
    stage.holds(answer.is(401, "log_in_again"), "after thirty days the password is asked for again");
    server.app.sessions.sweep(stage.clock.now()).await?;
    stage.holds(server.app.sessions.count()?.refresh_tokens == 0, "and the database forgets it");
    Ok(())
}

/// `Max-Age` of a cookie, in days and rounded: the real clock ticks too.
fn max_age_in_days(cookie: &str) -> u64 {
    let seconds = cookie.split("; ").find_map(|attribute| attribute.strip_prefix("Max-Age=")?.parse::<u64>().ok());
    (seconds.unwrap_or_default() + 12 * 3600) / (24 * 3600)
}
