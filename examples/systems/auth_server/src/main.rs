//! An authorization server: log in, short access tokens, refresh tokens that rotate, keys that rotate.
//!
//! - `cargo run -p auth_server` plays a scripted client through all of it and ends.
//! - `cargo run -p auth_server -- serve` keeps it running, with a page for a browser. `serve 127.0.0.1:8080` fixes the
//!   port, `serve 127.0.0.1:8080 auth.redb` keeps the database.
//!
//! See README.md.

mod access;
mod clock;
mod config;
mod cookie;
mod error;
mod keys;
mod page;
mod passwords;
mod play;
mod routes;
mod server;
mod sessions;
mod store;
mod trace;
mod users;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Failure;
use crate::server::Server;
use crate::trace::Trace;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => play::play().await,
        ["serve"] => serve("127.0.0.1:0", None).await,
        ["serve", address] => serve(address, None).await,
        ["serve", address, database] => serve(address, Some(PathBuf::from(database))).await,
        _ => Err("usage: auth_server [serve [ADDRESS [DATABASE]]]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C.
async fn serve(address: &str, database: Option<PathBuf>) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let database = database.unwrap_or_else(|| folder.path().join("auth.redb"));
    let trace = Trace::default();
    let server = Server::start(address.parse()?, &database, Config::default(), Clock::default(), trace.clone()).await?;
    // Browsers take a cookie with `Secure` from localhost although it speaks no TLS.
    trace.say(format!("open http://localhost:{} in a browser; Ctrl-C ends it", server.address.port()));
    tokio::signal::ctrl_c().await?;
    server.stop().await
}
