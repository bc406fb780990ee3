//! Clients that go away before the answer: they free nothing that is still in use, and leave a line in the log.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::Stage;
use super::client::Client;
use super::session::PASSWORD;
use crate::config::Config;
use crate::error::Failure;
use crate::passwords::{Password, Passwords};

const CLIENTS: usize = 50;

pub async fn play(stage: &Stage) -> Result<(), Failure> {
    stage.chapter("Fifty clients log in and do not wait for the answer");
    let server = stage.start_with("disconnects.redb", Config::default()).await?;
    let mut alice = Client::new(&server);
    alice.sign_up("alice", PASSWORD).await?;
    let passwords = &server.app.users.passwords;

    stage.trace.print(false);
    let (hashes, asked, lines) = (passwords.computed(), passwords.asked(), stage.trace.lines().len());
    let body = format!("{{\"name\":\"alice\",\"password\":\"{PASSWORD}\"}}");
    let request = format!(
        "POST /session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connections = Vec::new();
    for _ in 0..CLIENTS {
        let mut connection = TcpStream::connect(server.address).await?;
        connection.write_all(request.as_bytes()).await?;
        connections.push(connection);
    }
    // The server has read them all, and most wait for a core.
    wait_until(|| passwords.asked() == asked + CLIENTS).await?;
    drop(connections);
    let is_logged = || stage.trace.lines().iter().skip(lines).filter(|line| line.contains("a new family")).count();
    wait_until(|| is_logged() == CLIENTS).await?;
    stage.trace.print(true);
    stage.holds(passwords.computed() - hashes == CLIENTS, "each log-in took one argon2 hash");
    let at_most = Passwords::at_most()?;
    stage.holds(passwords.most_at_once() <= at_most, "not more hashes at once than there are cores");
    stage.holds(is_logged() == CLIENTS, "each left a line in the log, as if the client had waited");

    let hashes = passwords.computed();
    for _ in 0..CLIENTS {
        let check = server.app.users.check("alice", Password(PASSWORD.to_owned()));
        let _ = timeout(Duration::from_millis(2), check).await;
    }
    // The last one comes after all whose hash began.
    server.app.users.check("alice", Password(PASSWORD.to_owned())).await?;
    stage.holds(
        passwords.computed() > hashes + 1 && passwords.most_at_once() <= at_most,
        "the same where a caller in the program goes away: a hash keeps its core until it is done",
    );
    server.stop().await
}

async fn wait_until(is_so: impl Fn() -> bool) -> Result<(), Failure> {
    let begin = Instant::now();
    while !is_so() {
        if begin.elapsed() > Duration::from_secs(20) {
            return Err("the server did not finish what clients began".into());
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
