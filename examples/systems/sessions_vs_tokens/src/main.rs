//! A session ID in a cookie, or a signed token in a header: bytes on the wire, time per request, and what the server
//! stores. Everything is measured here: the sessions are in a real redb file.
//!
//! `cargo run -p sessions_vs_tokens`, in `examples/systems`; with `-- --users 10000` it takes a second, and
//! `-- --svg FILE --note TEXT` draws the figures too.

mod chart;
mod logout;
mod measure;
mod options;
mod report;
mod sessions;
mod socket;
mod tokens;
mod wire;

use std::error::Error;
use std::time::Instant;

use crate::options::Options;
use crate::sessions::Sessions;
use crate::tokens::Tokens;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What a handler of a request wants to know, wherever it comes from.
#[derive(Debug, PartialEq)]
pub struct Caller {
    pub user: String,
    pub scope: String,
}

/// Says who sends this value of a header. It is what a request costs.
type WhoCalls<'a> = Box<dyn Fn(&str) -> Fallible<Caller> + 'a>;

fn main() -> Fallible<()> {
    let options = Options::from_arguments()?;
    let directory = tempfile::tempdir()?;

    let start = Instant::now();
    let sessions = Sessions::fill(&directory.path().join("sessions.redb"), options.users)?;
    println!("{} sessions stored and the file compacted in {:.1} s", options.users, start.elapsed().as_secs_f64());
    let tokens = Tokens::sign(options.users)?;
    logout::play(&sessions, &tokens)?;

    let wire = wire::bytes(&sessions, &tokens)?;
    let times = measure::times(&sessions, &tokens)?;
    let stored = measure::stored(&sessions, directory.path())?;
    report::print(&wire, &times, &stored, options.users);
    if let Some(path) = &options.svg {
        std::fs::write(path, chart::svg(&wire, &times, &stored, options.users, &options.note))?;
    }
    Ok(())
}
