//! A thousand log-ins and refreshes, two hundred at a time, and nothing is lost.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use argon2::Params;
use jwt_codec::RegisteredClaims;
use jwt_codec::dangerous;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::Stage;
use super::client::Client;
use super::session::PASSWORD;
use crate::config::Config;
use crate::error::Failure;
use crate::sessions::Counts;

const TASKS: usize = 1000;
/// A process may often open 1024 files at most, and both ends of each connection are in this one.
const CONNECTIONS: usize = 200;

/// Returns the secrets that went over the wire.
pub async fn play(stage: &Stage) -> Result<Vec<String>, Failure> {
    stage.chapter("A thousand log-ins and refreshes, 200 at a time");
    // 64 KiB in one pass, here only: a thousand real hashes take 20 s of two cores, and are not what is tested.
    let cheap = || Params::new(64, 1, 1, None).map(|password_cost| Config { password_cost, ..Config::default() });
    let server = stage.start_with("load.redb", cheap()?).await?;
    stage.say("   ..  a database of its own; argon2 with 64 KiB instead of 19 MiB, for this part alone");
    let mut client = Client::new(&server);
    client.sign_up("alice", PASSWORD).await?;

    stage.trace.print(false);
    let begin = Instant::now();
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(session(client.copy(), Arc::clone(&connections)))).collect();
    let (mut secrets, mut jwt_ids, mut last) = (Vec::new(), HashSet::new(), Vec::new());
    for task in tasks {
        let (client, ids) = task.await??;
        secrets.extend(client.secrets().cloned());
        jwt_ids.extend(ids);
        last.push(client);
    }
    let took = begin.elapsed();
    stage.trace.print(true);
    stage.say(format!("   ..  {TASKS} tasks, up to {CONNECTIONS} at a time, {:.1} s", took.as_secs_f64()));
    stage.holds(jwt_ids.len() == 2 * TASKS, "2000 access tokens were accepted, each with an ID of its own");
    let expected = Counts { live_families: TASKS, ended_families: 0, refresh_tokens: 2 * TASKS };
    stage.holds(server.app.sessions.count()? == expected, "the database has 1000 families of two refresh tokens each");

    server.stop().await?;
    let server = stage.start_with("load.redb", cheap()?).await?;
    stage.holds(server.app.sessions.count()? == expected, "the same after a restart");
    stage.trace.print(false);
    let mut refreshed = 0;
    for client in last.iter_mut().step_by(TASKS / 20) {
        client.reconnect(&server);
        refreshed += usize::from(client.refresh().await?.status == 200);
        secrets.extend(client.secrets().cloned());
    }
    stage.trace.print(true);
    stage.holds(refreshed == 20, "and every fiftieth of them refreshes once more");
    server.stop().await?;
    Ok(secrets)
}

/// One of the thousand: logs in, refreshes, and uses the API with both access tokens.
async fn session(mut client: Client, connections: Arc<Semaphore>) -> Result<(Client, [String; 2]), Failure> {
    let _connection = connections.acquire().await?;
    require(client.log_in("alice", PASSWORD).await?.status, "log-in")?;
    require(client.me().await?.status, "API")?;
    let first = jwt_id(&client)?;
    require(client.refresh().await?.status, "refresh")?;
    require(client.me().await?.status, "API")?;
    let second = jwt_id(&client)?;
    Ok((client, [first, second]))
}

fn require(status: u16, what: &str) -> Result<(), Failure> {
    if status == 200 { Ok(()) } else { Err(format!("{what}: {status}").into()) }
}

fn jwt_id(client: &Client) -> Result<String, Failure> {
    let token = client.access_token.as_deref().ok_or("no access token")?;
    let (_, claims): (Value, RegisteredClaims) = dangerous::decode_unverified(token)?;
    Ok(claims.jwt_id.ok_or("no jti")?)
}
