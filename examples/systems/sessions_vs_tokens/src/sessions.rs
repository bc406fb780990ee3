//! Sessions on the server: a random ID in the cookie, its hash and what belongs to it in redb.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use redb::{Database, ReadableDatabase, TableDefinition};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Caller, Fallible};

const TABLE: TableDefinition<&[u8; 32], &[u8]> = TableDefinition::new("sessions");
const LIFETIME_SECONDS: u64 = 8 * 3600;

/// What is stored of a session, as JSON: what a token says, but for what a token needs to be verified.
#[derive(Serialize, Deserialize)]
struct Session {
    sub: String,
    scope: String,
    exp: u64,
}

pub struct Sessions {
    database: Database,
    /// The IDs in the cookies. The server does not keep them: they are here because this program is the browsers too.
    ids: Vec<[u8; 32]>,
    pub file_bytes: u64,
}

impl Sessions {
    /// Stores a session for each user, in the order in which they log in: that of random IDs.
    pub fn fill(path: &Path, users: usize) -> Fallible<Self> {
        let database = Database::create(path)?;
        let mut ids = vec![[0; 32]; users];
        getrandom::fill(ids.as_flattened_mut())?;
        let transaction = database.begin_write()?;
        {
            let mut table = transaction.open_table(TABLE)?;
            for (user, id) in ids.iter().enumerate() {
                let session =
                    Session { sub: user_name(user), scope: scope(), exp: seconds_since_1970() + LIFETIME_SECONDS };
                table.insert(&key(&cookie_value(id)), serde_json::to_vec(&session)?.as_slice())?;
            }
        }
        transaction.commit()?;
        let mut sessions = Self { database, ids, file_bytes: 0 };
        // A file grows in steps. Without its empty pages, its length says what the sessions take.
        sessions.database.compact()?;
        sessions.file_bytes = std::fs::metadata(path)?.len();
        Ok(sessions)
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// What the browser of this user sends.
    pub fn cookie(&self, user: usize) -> String {
        format!("__Host-session={}", cookie_value(&self.ids[user]))
    }

    /// Says who sends this value of `Cookie`. This is what a request costs.
    pub fn caller(&self, cookie: &str) -> Fallible<Caller> {
        let id = cookie.strip_prefix("__Host-session=").ok_or("no session cookie")?;
        let table = self.database.begin_read()?.open_table(TABLE)?;
        let record = table.get(&key(id))?.ok_or("no such session")?;
        read(record.value())
    }

    /// Returns what is stored under the hash of an ID.
    pub fn record(&self, key: &[u8; 32]) -> Fallible<Option<Vec<u8>>> {
        let table = self.database.begin_read()?.open_table(TABLE)?;
        Ok(table.get(key)?.map(|record| record.value().to_vec()))
    }

    /// Ends a session.
    pub fn log_out(&self, cookie: &str) -> Fallible<()> {
        let id = cookie.strip_prefix("__Host-session=").ok_or("no session cookie")?;
        let transaction = self.database.begin_write()?;
        transaction.open_table(TABLE)?.remove(&key(id))?;
        Ok(transaction.commit()?)
    }
}

/// Reads a session, and refuses it if it has expired.
pub fn read(record: &[u8]) -> Fallible<Caller> {
    let Session { sub, scope, exp } = serde_json::from_slice(record)?;
    if seconds_since_1970() < exp { Ok(Caller { user: sub, scope }) } else { Err("the session has expired".into()) }
}

/// Hashes an ID. Who reads the store, or a backup of it, must not be able to send what is in it. A plain SHA-256 is enough
/// for 256 random bits, and the time of a look-up by hash says nothing about the ID.
pub fn key(id: &str) -> [u8; 32] {
    Sha256::digest(id).into()
}

fn cookie_value(id: &[u8; 32]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(id)
}

pub fn user_name(user: usize) -> String {
    format!("user-{user:07}")
}

pub fn scope() -> String {
    "orders:read orders:write".into()
}

fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}
