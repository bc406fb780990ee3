//! A scripted client that plays the server through. Each step is asserted: the program fails at the first that differs.

mod client;
mod disconnects;
mod load;
mod refusals;
mod rotation;
mod secrets;
mod session;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use tempfile::TempDir;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Failure;
use crate::server::Server;
use crate::trace::Trace;

/// What all steps share.
pub struct Stage {
    folder: TempDir,
    clock: Clock,
    trace: Trace,
}

pub async fn play() -> Result<(), Failure> {
    let stage = Stage { folder: tempfile::tempdir()?, clock: Clock::default(), trace: Trace::default() };
    let server = stage.start(Config::default()).await?;
    stage.say("A server with an empty database. Each line of the server says what it did and why.");

    let (mut alice, server) = session::play(&stage, server).await?;
    refusals::play(&stage, &server, &mut alice).await?;
    rotation::play(&stage, &server, &mut alice).await?;
    server.stop().await?;
    disconnects::play(&stage).await?;
    let load = load::play(&stage).await?;

    let secrets = alice.secrets().chain(&load);
    stage.chapter("No secret in the trace");
    let (lines, count) = secrets::check(&stage.trace, secrets)?;
    stage.say(format!(
        "   ok  {lines} lines, and none has any of the {count} passwords, access tokens and refresh tokens"
    ));
    stage.say("\nShown: every step was as asserted.");
    Ok(())
}

impl Stage {
    /// Starts a server with the database of the stage, at a free port.
    async fn start(&self, config: Config) -> Result<Server, Failure> {
        self.start_with("auth.redb", config).await
    }

    async fn start_with(&self, database: &str, config: Config) -> Result<Server, Failure> {
        let database: PathBuf = self.folder.path().join(database);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Server::start(address, &database, config, self.clock.clone(), self.trace.clone()).await
    }

    fn say(&self, line: impl Into<String>) {
        self.trace.say(line);
    }

    fn chapter(&self, title: &str) {
        self.trace.say(format!("\n{title}"));
    }

    #[cfg(unix)]
    fn let_everybody_read(&self, database: &str) -> Result<(), Failure> {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        Ok(std::fs::set_permissions(self.folder.path().join(database), mode)?)
    }

    #[cfg(unix)]
    fn mode_of(&self, database: &str) -> Result<u32, Failure> {
        let metadata = std::fs::metadata(self.folder.path().join(database))?;
        Ok(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777)
    }

    /// Requires a fact, and says so.
    #[track_caller]
    fn holds(&self, is_so: bool, what: &str) {
        assert!(is_so, "not so: {what}");
        self.trace.say(format!("   ok  {what}"));
    }

    /// Requires the server to have refused the last request for this reason: its own words, as the log has them.
    #[track_caller]
    fn refused_because(&self, reason: &str) {
        let line = self.trace.lines().pop().unwrap_or_default();
        assert!(line.ends_with(&format!("refused, {reason}")), "another reason than {reason:?}: {line}");
    }
}
