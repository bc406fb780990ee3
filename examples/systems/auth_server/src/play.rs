//! A scripted client that plays the server through. Each step is asserted: the program fails at the first that differs.

mod client;
mod disconnects;
mod load;
mod refusals;
mod rotation;
mod secrets;
mod session;

use std::cell::RefCell;
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
    /// What the search for secrets looks for too.
    private_keys: RefCell<Vec<String>>,
}

pub async fn play() -> Result<(), Failure> {
    let stage = Stage {
        folder: tempfile::tempdir()?,
        clock: Clock::default(),
        trace: Trace::keeping(),
        private_keys: RefCell::default(),
    };
    let server = stage.start(Config::default()).await?;
    stage.say("A server with an empty database. Each line of the server says what it did and why.");

    let (mut alice, server) = session::play(&stage, server).await?;
    refusals::play(&stage, &server, &mut alice).await?;
    rotation::play(&stage, &server, &mut alice).await?;
    server.stop().await?;
    stage.chapter("Stored hashed");
    stage.remember_private_keys("auth.redb")?;
    let database = stage.read_database("auth.redb")?;
    let count = secrets::check_database(&database, alice.secrets())?;
    stage.say(format!("   ok  the database has none of the {count} passwords, access tokens and refresh tokens"));
    stage.holds(secrets::has_hash(&database, &alice), "it has the SHA-256 hash of the one that alice holds now");
    disconnects::play(&stage).await?;
    let load = load::play(&stage).await?;

    let private_keys = stage.private_keys.take();
    let secrets = alice.secrets().chain(&load).chain(&private_keys);
    stage.chapter("No secret in the trace");
    let (lines, count) = secrets::check(&stage.trace, secrets)?;
    stage.say(format!(
        "   ok  {lines} lines, and none has any of the {count} passwords, access tokens, refresh tokens and private keys"
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

    /// Takes the private keys from a database that no server has open.
    fn remember_private_keys(&self, database: &str) -> Result<(), Failure> {
        let found = secrets::private_keys(&self.folder.path().join(database))?;
        self.private_keys.borrow_mut().extend(found);
        Ok(())
    }

    /// The bytes of the file.
    fn read_database(&self, database: &str) -> Result<Vec<u8>, Failure> {
        Ok(std::fs::read(self.folder.path().join(database))?)
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

    /// Requires the server to have said this of the last request.
    #[track_caller]
    fn logged(&self, what: &str) {
        let line = self.trace.lines().pop().unwrap_or_default();
        assert!(line.ends_with(what), "not {what:?}: {line}");
    }

    /// Requires the server to have refused the last request for this reason: its own words, as the log has them.
    #[track_caller]
    fn refused_because(&self, reason: &str) {
        let line = self.trace.lines().pop().unwrap_or_default();
        assert!(line.ends_with(&format!("refused, {reason}")), "another reason than {reason:?}: {line}");
    }
}
