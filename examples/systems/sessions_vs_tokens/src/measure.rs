//! Time per request, and what is in the files.

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use redb::{Database, TableDefinition};

use crate::sessions::{Sessions, scope, user_name};
use crate::socket::{self, RemoteStore};
use crate::tokens::Tokens;
use crate::{Caller, Fallible, WhoCalls};

/// Many and short, so that some are not disturbed.
const ROUNDS: usize = 1000;
/// Requests of a round.
const REQUESTS: usize = 20;

/// The time of one request.
pub struct Time {
    pub name: String,
    pub median: Duration,
    pub fastest: Duration,
}

/// What the server stores, of which kind.
pub struct Stored {
    pub name: &'static str,
    pub entries: usize,
    pub bytes: u64,
}

/// Measures all ways to find out who calls.
pub fn times(sessions: &Sessions, tokens: &Tokens) -> Fallible<Vec<Time>> {
    warm_up(sessions)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    std::thread::scope(|scope| {
        let server = scope.spawn(|| socket::serve(&listener, sessions));
        let remote = RemoteStore::connect(&listener)?;
        let mut cases = vec![
            Case::new("session, redb", Requests::Cookies(sessions), |cookie| sessions.caller(cookie)),
            Case::new("session, redb behind a socket", Requests::Cookies(sessions), |cookie| remote.caller(cookie)),
        ];
        for kind in &tokens.kinds {
            cases.push(Case::new(kind.name, Requests::Tokens(kind), |authorization| kind.caller(authorization)));
        }
        // In turns: what else runs on this machine disturbs all cases alike.
        for round in 0..ROUNDS {
            cases.iter_mut().try_for_each(|case| case.run(round))?;
        }
        let times = cases.into_iter().map(Case::result).collect();
        drop(remote); // ends the server
        server.join().map_err(|_| "the server of the store panicked")??;
        Ok(times)
    })
}

/// Reads every session once, so that the file is in memory.
fn warm_up(sessions: &Sessions) -> Fallible<()> {
    let found = (0..sessions.len()).filter(|&user| sessions.caller(&sessions.cookie(user)).is_ok()).count();
    // One logged out before.
    if found + 1 == sessions.len() { Ok(()) } else { Err(format!("only {found} sessions found").into()) }
}

struct Case<'a> {
    name: &'static str,
    requests: Requests<'a>,
    caller: WhoCalls<'a>,
    times: Vec<Duration>,
}

enum Requests<'a> {
    Cookies(&'a Sessions),
    Tokens(&'a crate::tokens::Kind),
}

impl<'a> Case<'a> {
    fn new(name: &'static str, requests: Requests<'a>, caller: impl Fn(&str) -> Fallible<Caller> + 'a) -> Self {
        Self { name, requests, caller: Box::new(caller), times: Vec::with_capacity(ROUNDS) }
    }

    /// Measures a round of requests, each of another user, and checks that each is recognized.
    fn run(&mut self, round: usize) -> Fallible<()> {
        let requests = self.requests.draw(round)?;
        let mut callers = Vec::with_capacity(requests.len());
        let start = Instant::now();
        for (_, header) in &requests {
            callers.push((self.caller)(header)?);
        }
        self.times.push(start.elapsed() / u32::try_from(requests.len())?);
        for ((user, _), caller) in requests.iter().zip(callers) {
            if caller != (Caller { user: user_name(*user), scope: scope() }) {
                return Err(format!("{}: another caller", self.name).into());
            }
        }
        Ok(())
    }

    fn result(mut self) -> Time {
        self.times.sort();
        Time { name: self.name.into(), median: self.times[ROUNDS / 2], fastest: self.times[0] }
    }
}

impl Requests<'_> {
    /// Returns users and what they send. Sessions are drawn at random from all.
    fn draw(&self, round: usize) -> Fallible<Vec<(usize, String)>> {
        match self {
            Self::Tokens(kind) => Ok((0..REQUESTS).map(|index| kind.authorization(round * REQUESTS + index)).collect()),
            Self::Cookies(sessions) => (0..REQUESTS)
                .map(|_| {
                    // The last one logged out.
                    let user = usize::try_from(getrandom::u32()?)? % (sessions.len() - 1);
                    Ok((user, sessions.cookie(user)))
                })
                .collect(),
        }
    }
}

/// Returns what is stored for sessions, for tokens, and for tokens with a deny-list.
pub fn stored(sessions: &Sessions, directory: &Path) -> Fallible<Vec<Stored>> {
    let logged_out = sessions.len() / 100;
    Ok(vec![
        Stored { name: "sessions", entries: sessions.len(), bytes: sessions.file_bytes },
        Stored { name: "tokens, 1 % in a deny-list", entries: logged_out, bytes: deny_list(logged_out, directory)? },
        Stored { name: "tokens alone", entries: 0, bytes: 0 },
    ])
}

/// Stores as many IDs of tokens, each with its time of expiry. Returns the length of the file.
fn deny_list(entries: usize, directory: &Path) -> Fallible<u64> {
    const TABLE: TableDefinition<&[u8; 16], u64> = TableDefinition::new("deny_list");
    let path = directory.join("deny_list.redb");
    let mut database = Database::create(&path)?;
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(TABLE)?;
        for _ in 0..entries {
            let mut jti = [0; 16];
            getrandom::fill(&mut jti)?;
            table.insert(&jti, u64::from(u32::MAX))?;
        }
    }
    transaction.commit()?;
    database.compact()?;
    Ok(std::fs::metadata(path)?.len())
}
