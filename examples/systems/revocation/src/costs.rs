//! What each method costs: time per request, time of a write, bytes in the file.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Es256, SigningKey, Verifier, VerifyingKey};

use crate::redb_store::Redb;
use crate::store::{Memory, Store};
use crate::token::{self, Access, Clock};
use crate::world::Kind;

/// Each has one token that has not expired.
const USERS: usize = 100_000;
/// Every hundredth logged out.
const LOGGED_OUT_ONE_IN: usize = 100;

/// Many and short, so that some are not disturbed.
const ROUNDS: usize = 1000;
/// Calls of a case in a round.
const CALLS: usize = 20;
/// Writes are few: each waits for the disk.
const WRITES: usize = 41;
/// Has no divisor in common with `USERS`: steps of this length visit all users, and no neighbors in turn.
const STRIDE: usize = 61_803;

type Measured<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub fn measure_and_print(directory: &Path) -> Measured<()> {
    let now = NumericDate::now();
    let claims: Vec<Claims<Access>> =
        (0..USERS).map(|user| token::new_claims(&format!("user-{user}"), now)).collect::<Result<_, _>>()?;
    let kinds = [Kind::DenyList, Kind::AllowList, Kind::TokenVersion];
    let filled: Vec<Filled> =
        kinds.into_iter().map(|kind| Filled::new(kind, claims.clone(), now, directory)).collect::<Measured<_>>()?;

    let verification = Verification::new(&claims)?;
    let mut cases = vec![Case::new(&claims, |user, _| verification.accepts(user), |_| true)];
    for Filled { kind, claims, memory, redb, .. } in &filled {
        for store in [memory as &dyn Store, redb] {
            let method = kind.method(store);
            cases.push(Case::new(claims, move |_, claims| method.check(claims).is_ok(), |user| !is_logged_out(user)));
        }
    }
    // In turns: what else runs on this machine disturbs all cases alike.
    for round in 0..ROUNDS {
        cases.iter_mut().try_for_each(|case| case.run(round))?;
    }

    // The fastest round is the one that was disturbed least.
    let mut times = cases.into_iter().map(|case| case.times.into_iter().min().expect("a round"));
    let verification = times.next().expect("the first case");
    println!(
        "Costs: {USERS} users with a token each; one in {LOGGED_OUT_ONE_IN} logged out. The fastest of {ROUNDS} rounds, in turns; of writes, the median."
    );
    println!("To compare: verifying a token with ES256 took {}.\n", microseconds(verification));
    println!("| method | check, in memory | check, redb | entries | redb file | writes at | one write, on disk |");
    println!("|---|---:|---:|---:|---:|---|---:|");
    for filled in &filled {
        let [memory, redb] = [(); 2].map(|()| microseconds(times.next().expect("two cases a method")));
        let Filled { entries, bytes, .. } = filled;
        let (name, written_at, write) =
            (filled.kind.name(), filled.written_at(), microseconds(filled.write_time(now)?));
        println!("| {name} | {memory} | {redb} | {entries} | {} KiB | {written_at} | {write} |", bytes / 1024);
    }
    println!("| {} | none | none | 0 | none | never | none |", Kind::ShortExpiry.name());
    Ok(())
}

/// A method with the entries of all users, in memory and in a file.
struct Filled {
    kind: Kind,
    claims: Vec<Claims<Access>>,
    memory: Memory,
    redb: Redb,
    entries: u64,
    /// The length of the file, without pages that nobody uses.
    bytes: u64,
}

impl Filled {
    fn new(kind: Kind, mut claims: Vec<Claims<Access>>, now: NumericDate, directory: &Path) -> Measured<Self> {
        let memory = Memory::default();
        let method = kind.method(&memory);
        for (user, claims) in claims.iter_mut().enumerate() {
            method.log_in(claims, now)?;
            if is_logged_out(user) && !method.log_out(claims)? {
                method.log_out_everywhere(&format!("user-{user}"), now)?;
            }
        }
        drop(method);

        let path = directory.join(format!("{}.redb", kind.name()));
        let mut redb = Redb::create(&path)?;
        redb.put(&memory.entries()?)?; // a transaction each would take a minute
        redb.compact()?;
        let (entries, bytes) = (redb.len()?, fs::metadata(&path)?.len());
        Ok(Self { kind, claims, memory, redb, entries, bytes })
    }

    fn written_at(&self) -> &'static str {
        match self.kind {
            Kind::DenyList => "logout",
            Kind::AllowList => "login and logout",
            Kind::TokenVersion => "first login and logout",
            Kind::ShortExpiry => "never",
        }
    }

    /// Measures a write that returns once it is on disk.
    fn write_time(&self, now: NumericDate) -> Measured<Duration> {
        let method = self.kind.method(&self.redb);
        let mut times = Vec::with_capacity(WRITES);
        for claims in &self.claims[..WRITES] {
            let start = Instant::now();
            let written = method.log_out(claims)? || method.log_out_everywhere("user-1", now)?;
            times.push(start.elapsed());
            if !written {
                return Err("nothing was written".into());
            }
        }
        Ok(median(times))
    }
}

/// What a request costs without any revocation.
struct Verification {
    verifier: Verifier<VerifyingKey<Es256>>,
    tokens: Vec<String>,
}

impl Verification {
    fn new(claims: &[Claims<Access>]) -> Measured<Self> {
        let key = SigningKey::generate()?;
        let verifier = Verifier::new(key.verifying_key(), token::policy(Clock::starting_now()));
        let signer = token::signer(key);
        let tokens = claims[..CALLS].iter().map(|claims| signer.sign(claims)).collect::<Result<_, _>>()?;
        Ok(Self { verifier, tokens })
    }

    fn accepts(&self, user: usize) -> bool {
        self.verifier.verify::<Claims<Access>>(&self.tokens[user % CALLS]).is_ok()
    }
}

/// Says whether the request of a user, with these claims, is accepted.
type Call<'a> = dyn Fn(usize, &Claims<Access>) -> bool + 'a;

/// One thing to measure, and what it must return for each user.
struct Case<'a> {
    claims: &'a [Claims<Access>],
    call: Box<Call<'a>>,
    expected: fn(usize) -> bool,
    times: Vec<Duration>,
}

impl<'a> Case<'a> {
    fn new(
        claims: &'a [Claims<Access>],
        call: impl Fn(usize, &Claims<Access>) -> bool + 'a,
        expected: fn(usize) -> bool,
    ) -> Self {
        Self { claims, call: Box::new(call), expected, times: Vec::with_capacity(ROUNDS) }
    }

    fn run(&mut self, round: usize) -> Measured<()> {
        let users = (0..CALLS).map(|call| (round * CALLS + call) * STRIDE % USERS);
        // New copies: in a request, the claims have just been read.
        let requests: Vec<_> = users.map(|user| (user, self.claims[user].clone())).collect();
        let start = Instant::now();
        let accepted = requests.iter().filter(|(user, claims)| (self.call)(*user, claims)).count();
        self.times.push(start.elapsed() / CALLS as u32);
        let expected = requests.iter().filter(|(user, _)| (self.expected)(*user)).count();
        if accepted == expected { Ok(()) } else { Err(format!("{accepted} accepted, not {expected}").into()) }
    }
}

fn is_logged_out(user: usize) -> bool {
    user.is_multiple_of(LOGGED_OUT_ONE_IN)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn microseconds(time: Duration) -> String {
    let microseconds = time.as_nanos() as f64 / 1000.0;
    match microseconds {
        ..10.0 => format!("{microseconds:.2} µs"),
        ..1000.0 => format!("{microseconds:.0} µs"),
        _ => format!("{:.1} ms", microseconds / 1000.0),
    }
}
