//! The signing keys: published first, signing later, retired when the last token of theirs has expired.
//!
//! ```text
//!            published           signs                       verifies only        retired
//!  key 1        |------------------|==============================|--------------------|
//!  key 2                                       |------------------|=============== ...
//!                                                publish_ahead      access_lifetime + leeway
//! ```
//!
//! The database keeps one time for each key: from when on it signs. Everything else follows from that and the clock, so a
//! restart changes nothing.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jwt_codec::jwk::{Jwk, KeySet, LiveKeySet, PublicJwkSet};
use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::access_token;
use jwt_codec::{Es256, Signer, SigningKey};
use redb::{ReadableTable, WriteTransaction};
use tokio::sync::Mutex;

use crate::config::Config;
use crate::error::Failure;
use crate::store::{KEYS, Store};

pub struct Keys {
    store: Store,
    /// What verifies, and what is published.
    published: LiveKeySet,
    /// What signs, from the oldest to the newest.
    signing: RwLock<Vec<Signing>>,
    /// One at a time reads the database and takes over what it found.
    turn: Mutex<()>,
    times: Times,
}

#[derive(Clone, Copy)]
struct Times {
    publish_ahead: Duration,
    lifetime: Duration,
    /// How long tokens live on after the key has signed its last.
    last_tokens: Duration,
}

/// A key that signs from then on.
#[derive(Clone)]
pub struct Signing {
    from: NumericDate,
    pub key_id: String,
    pub signer: Arc<Signer<SigningKey<Es256>>>,
}

/// A row of the database.
struct Row {
    key_id: String,
    from: NumericDate,
    jwk: Jwk,
}

impl Keys {
    pub fn new(store: Store, config: &Config) -> Self {
        Self {
            store,
            published: LiveKeySet::new(KeySet::default()),
            signing: RwLock::default(),
            turn: Mutex::default(),
            times: Times {
                publish_ahead: config.publish_ahead,
                lifetime: config.key_lifetime,
                last_tokens: config.access_lifetime + config.leeway,
            },
        }
    }

    /// Does what the clock asks for: the first key, the next key, keys that retire. The server calls it every second.
    pub async fn settle(&self, now: NumericDate) -> Result<(), Failure> {
        let _turn = self.turn.lock().await;
        let times = self.times;
        let mut rows = self.store.read(|transaction| read(&transaction.open_table(KEYS)?))?;
        // It looks every second, and writes only where something is due: each write waits for the disk.
        if times.next(&rows, now).is_some() || times.retired(&rows, now).next().is_some() {
            let change = self.store.write(move |transaction| {
                let rows = read(&transaction.open_table(KEYS)?)?;
                if let Some(from) = times.next(&rows, now) {
                    insert_new(transaction, from)?;
                }
                for old in times.retired(&rows, now) {
                    transaction.open_table(KEYS)?.remove(old.key_id.as_str())?;
                }
                read(&transaction.open_table(KEYS)?)
            });
            rows = change.await?;
        }
        self.use_rows(rows)
    }

    /// Publishes a new key before its time. Not after a leak: a leaked key must leave the set at once, and with it every
    /// token that it signed. That is [`replace_now`](Self::replace_now).
    pub async fn publish_next(&self, now: NumericDate) -> Result<(), Failure> {
        let from = now.saturating_add(self.times.publish_ahead);
        self.store.write(move |transaction| insert_new(transaction, from)).await?;
        self.settle(now).await
    }

    /// Removes all keys, and signs with a new one from now on. For a key that leaked: no token of before is accepted here
    /// any more. Others may keep the old set for `key_set_max_age`, and accept the thief's tokens for as long: tell them.
    pub async fn replace_now(&self, now: NumericDate) -> Result<(), Failure> {
        let replace = self.store.write(move |transaction| {
            transaction.open_table(KEYS)?.retain(|_, _| false)?;
            insert_new(transaction, now)
        });
        replace.await?;
        self.settle(now).await
    }

    /// Returns the key whose turn it is.
    pub fn signing(&self, now: NumericDate) -> Result<Signing, Failure> {
        let signing = self.signing.read().unwrap_or_else(PoisonError::into_inner);
        let current = signing.iter().rev().find(|key| key.from <= now).ok_or("no key signs yet")?;
        Ok(current.clone())
    }

    /// The same keys as in [`to_jwk_set`](Self::to_jwk_set), for a `Verifier`. They stay up to date.
    pub fn verifying(&self) -> LiveKeySet {
        self.published.clone()
    }

    pub fn to_jwk_set(&self) -> PublicJwkSet {
        self.published.load().to_jwk_set()
    }

    fn use_rows(&self, rows: Vec<Row>) -> Result<(), Failure> {
        let (mut published, mut signing) = (KeySet::builder(), Vec::new());
        for Row { key_id, from, jwk } in rows {
            let key = SigningKey::<Es256>::from_jwk(&jwk)?;
            published = published.key(&key_id, key.verifying_key());
            let signer = Signer::new(key).key_id(&key_id).typ(access_token::TYP);
            signing.push(Signing { from, key_id, signer: Arc::new(signer) });
        }
        self.published.replace(published.build()?);
        *self.signing.write().unwrap_or_else(PoisonError::into_inner) = signing;
        Ok(())
    }
}

impl Times {
    /// From when on a new key signs, if it is time to generate one.
    fn next(&self, rows: &[Row], now: NumericDate) -> Option<NumericDate> {
        // Nobody has the key set yet, so nobody has to wait.
        let Some(newest) = rows.last() else { return Some(now) };
        let earliest = now.saturating_add(self.publish_ahead);
        (newest.from.saturating_add(self.lifetime) <= earliest).then_some(earliest)
    }

    /// The keys whose last token has expired.
    fn retired<'r>(&self, rows: &'r [Row], now: NumericDate) -> impl Iterator<Item = &'r Row> {
        let last_tokens = self.last_tokens;
        let pairs = rows.iter().zip(rows.iter().skip(1));
        pairs.filter(move |(_, next)| next.from.saturating_add(last_tokens) <= now).map(|(old, _)| old)
    }
}

/// All keys, from the oldest to the newest.
fn read(table: &impl ReadableTable<&'static str, (i64, &'static str)>) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for row in table.iter()? {
        let (key_id, value) = row?;
        let (from, jwk) = value.value();
        let row =
            Row { key_id: key_id.value().to_owned(), from: NumericDate::from_secs(from), jwk: Jwk::from_json(jwk)? };
        rows.push(row);
    }
    rows.sort_by_key(|row| row.from);
    Ok(rows)
}

/// Generates a key that signs from then on. Its thumbprint is its ID, so no two keys share one.
fn insert_new(transaction: &WriteTransaction, from: NumericDate) -> Result<(), Failure> {
    let jwk = SigningKey::<Es256>::generate()?.to_secret_jwk().with_thumbprint_as_key_id();
    let key_id = jwk.key_id().ok_or("a thumbprint is an ID")?;
    transaction.open_table(KEYS)?.insert(key_id, (from.as_secs(), jwk.to_secret_json().expose_secret()))?;
    Ok(())
}
