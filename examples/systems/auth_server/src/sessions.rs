//! Sessions: families of refresh tokens.
//!
//! A log-in starts a family. Each refresh uses up one token and returns the next. The database knows the hash of every
//! token of the family, so a token that comes twice is noticed: two have it, and one of them is a thief. Then the family
//! ends for both (RFC 9700 section 4.14.2).

use std::time::Duration;

use jwt_codec::jwt::NumericDate;
use redb::{ReadableTable, WriteTransaction};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::error::{Failure, RefreshReason, Refused};
use crate::store::{FAMILIES, REFRESH_TOKENS, Store};

/// What the cookie holds: 32 random bytes in hexadecimal digits. It says nothing by itself.
pub struct RefreshToken(String);

/// What the database knows about a family.
#[derive(Clone, Serialize, Deserialize)]
pub struct Family {
    pub user: String,
    /// The API that its access tokens are for.
    pub audience: String,
    expires: i64,
    /// It ends earlier if nobody refreshes until then.
    unused_until: i64,
    has_ended: bool,
    /// The hash of the one token that may be used next.
    current: [u8; 32],
}

/// What is there, for the tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub live_families: usize,
    pub ended_families: usize,
    pub refresh_tokens: usize,
}

#[derive(Clone)]
pub struct Sessions {
    store: Store,
    lifetime: Duration,
    idle_lifetime: Duration,
}

impl Sessions {
    pub fn new(store: Store, config: &Config) -> Self {
        Self { store, lifetime: config.session_lifetime, idle_lifetime: config.idle_lifetime }
    }

    /// Starts a family for a user who has just given the password.
    pub async fn start(&self, user: &str, audience: &str, now: NumericDate) -> Result<(RefreshToken, Family), Failure> {
        let token = RefreshToken::generate()?;
        let mut number = [0; 16];
        getrandom::fill(&mut number)?;
        let expires = now.saturating_add(self.lifetime).as_secs();
        let family = Family {
            user: user.to_owned(),
            audience: audience.to_owned(),
            expires,
            unused_until: expires.min(now.saturating_add(self.idle_lifetime).as_secs()),
            has_ended: false,
            current: token.hash(),
        };
        self.store
            .write(move |transaction| {
                let number = u128::from_be_bytes(number);
                transaction.open_table(REFRESH_TOKENS)?.insert(family.current, (number, family.expires))?;
                put(transaction, number, &family)?;
                Ok((token, family))
            })
            .await
    }

    /// Uses up a token, and returns the next one. All of it is one write transaction: of two who come with the same token
    /// at once, the second sees what the first did.
    pub async fn refresh(&self, token: RefreshToken, now: NumericDate) -> Result<(RefreshToken, Family), Refused> {
        let next = RefreshToken::generate()?;
        let unused_until = now.saturating_add(self.idle_lifetime).as_secs();
        let outcome = self.store.write(move |transaction| {
            let hash = token.hash();
            let Some((number, mut family)) = find(transaction, hash)? else { return Ok(Err(RefreshReason::Unknown)) };
            if now.as_secs() >= family.expires {
                return Ok(Err(RefreshReason::Expired));
            }
            if family.has_ended {
                return Ok(Err(RefreshReason::Ended));
            }
            if now.as_secs() >= family.unused_until {
                return Ok(Err(RefreshReason::Idle));
            }
            if family.current != hash {
                family.has_ended = true;
                put(transaction, number, &family)?;
                return Ok(Err(RefreshReason::Reused));
            }
            family.current = next.hash();
            family.unused_until = family.expires.min(unused_until);
            transaction.open_table(REFRESH_TOKENS)?.insert(family.current, (number, family.expires))?;
            put(transaction, number, &family)?;
            Ok(Ok((next, family)))
        });
        outcome.await?.map_err(Refused::Refresh)
    }

    /// Ends the families of these tokens, and returns how many that were. A token that nobody knows is fine too: whoever
    /// logs out is logged out.
    pub async fn end(&self, tokens: Vec<RefreshToken>) -> Result<usize, Failure> {
        if tokens.is_empty() {
            return Ok(0);
        }
        self.store
            .write(move |transaction| {
                let mut ended = 0;
                for token in tokens {
                    let Some((number, mut family)) = find(transaction, token.hash())? else { continue };
                    if !family.has_ended {
                        family.has_ended = true;
                        put(transaction, number, &family)?;
                        ended += 1;
                    }
                }
                Ok(ended)
            })
            .await
    }

    /// Forgets families that have expired, with their tokens.
    pub async fn sweep(&self, now: NumericDate) -> Result<(), Failure> {
        self.store
            .write(move |transaction| {
                transaction.open_table(REFRESH_TOKENS)?.retain(|_, (_, expires)| expires > now.as_secs())?;
                let is_live = |json: &[u8]| {
                    serde_json::from_slice(json).is_ok_and(|family: Family| family.expires > now.as_secs())
                };
                transaction.open_table(FAMILIES)?.retain(|_, json| is_live(json))?;
                Ok(())
            })
            .await
    }

    pub fn count(&self) -> Result<Counts, Failure> {
        self.store.read(|transaction| {
            let mut counts = Counts::default();
            for row in transaction.open_table(FAMILIES)?.iter()? {
                let family: Family = serde_json::from_slice(row?.1.value())?;
                match family.has_ended {
                    true => counts.ended_families += 1,
                    false => counts.live_families += 1,
                }
            }
            counts.refresh_tokens = transaction.open_table(REFRESH_TOKENS)?.iter()?.count();
            Ok(counts)
        })
    }
}

impl Family {
    /// How long its newest token is good for.
    pub fn remaining(&self, now: NumericDate) -> Duration {
        Duration::from_secs(u64::try_from(self.unused_until.saturating_sub(now.as_secs())).unwrap_or_default())
    }
}

impl RefreshToken {
    fn generate() -> Result<Self, Failure> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        Ok(Self(random.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Whatever a cookie holds. One that we did not generate is in no family.
    pub fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }

    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    /// A fast hash does: nobody guesses 32 random bytes. The database looks it up in variable time, which tells about the
    /// hash, not about the token.
    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

fn find(transaction: &WriteTransaction, hash: [u8; 32]) -> Result<Option<(u128, Family)>, Failure> {
    let Some((number, _)) = transaction.open_table(REFRESH_TOKENS)?.get(hash)?.map(|row| row.value()) else {
        return Ok(None);
    };
    let families = transaction.open_table(FAMILIES)?;
    let family = families.get(number)?.ok_or("a refresh token without its family")?;
    Ok(Some((number, serde_json::from_slice(family.value())?)))
}

fn put(transaction: &WriteTransaction, number: u128, family: &Family) -> Result<(), Failure> {
    transaction.open_table(FAMILIES)?.insert(number, serde_json::to_vec(family)?.as_slice())?;
    Ok(())
}
