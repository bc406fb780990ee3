//! The life of a session: sign up, log in, use the API, refresh; and the server is started again in the middle.

use jwt_codec::dangerous;
use jwt_codec::profiles::access_token::AccessToken;
use jwt_codec::{Claims, jws};
use serde::Deserialize;

use super::Stage;
use super::client::Client;
use crate::config::Config;
use crate::error::Failure;
use crate::server::Server;

pub const PASSWORD: &str = "correct horse battery staple";

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
}

pub async fn play(stage: &Stage, server: Server) -> Result<(Client, Server), Failure> {
    let mut alice = Client::new(&server);

    stage.chapter("Sign up and log in");
    let answer = alice.sign_up("alice", PASSWORD).await?;
    stage.holds(answer.status == 201, "alice has signed up");
    let answer = alice.log_in("alice", PASSWORD).await?;
    stage.holds(
        answer.status == 200 && answer.body["token_type"] == "Bearer",
        "alice has logged in: 200, an access token in the body",
    );
    let cookie = answer.set_cookie.unwrap_or_default();
    let (pair, attributes) = cookie.split_once("; ").ok_or("a cookie without attributes")?;
    stage.holds(
        pair.starts_with("__Host-refresh=")
            && attributes == "Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Strict",
        "the refresh token came in a cookie: __Host-, Path=/; HttpOnly; Secure; SameSite=Strict",
    );
    stage.holds(
        answer.body.as_object().is_some_and(|body| body.len() == 3) && answer.cache_control == "no-store",
        "the body has no refresh token, and no cache may keep it",
    );

    stage.chapter("What the access token says (a client need not look)");
    let token = alice.access_token.clone().ok_or("no access token")?;
    let (header, claims): (Header, Claims<AccessToken>) = dangerous::decode_unverified(&token)?;
    stage.holds(header.alg == "ES256" && header.typ == "at+jwt", "its header: ES256, at+jwt (RFC 9068)");
    let registered = claims.registered;
    let lifetime =
        registered.expiration_time.ok_or("no exp")?.as_secs() - registered.issued_at.ok_or("no iat")?.as_secs();
    stage.holds(
        registered.subject.as_deref() == Some("alice") && lifetime == 300,
        "its claims: alice, for five minutes",
    );
    let has_key_id = jws::Unverified::parse(&token)?.header().key_id().is_some();
    stage.holds(has_key_id, "its header names the key: kid");

    stage.chapter("The protected route");
    let answer = alice.me().await?;
    stage.holds(answer.status == 200 && answer.body["name"] == "alice", "accepted: the API knows that it is alice");

    stage.chapter("Refresh");
    let before = (alice.cookie.clone(), alice.access_token.clone());
    let answer = alice.refresh().await?;
    stage.holds(answer.status == 200, "refreshed with the cookie alone");
    stage.holds(
        before.0 != alice.cookie && before.1 != alice.access_token,
        "both tokens are new: the refresh token rotates",
    );
    stage.holds(alice.me().await?.status == 200, "the new access token is accepted");

    stage.chapter("The server stops, and starts again with its database");
    server.stop().await?;
    stage.remember_private_keys("auth.redb")?;
    #[cfg(unix)]
    stage.let_everybody_read("auth.redb")?;
    let server = stage.start(Config::default()).await?;
    #[cfg(unix)]
    stage.holds(stage.mode_of("auth.redb")? == 0o600, "the database is for its owner only, even if it was not before");
    alice.reconnect(&server);
    stage.holds(alice.me().await?.status == 200, "the access token from before is accepted: the keys were kept");
    stage.holds(alice.refresh().await?.status == 200, "the cookie from before is accepted: the families were kept");
    let mut again = Client::new(&server);
    stage.holds(again.log_in("alice", PASSWORD).await?.status == 200, "alice can log in: the users were kept");
    again.secrets().for_each(|secret| alice.remember_secret(secret));
    Ok((alice, server))
}
