//! When to fetch a JWK Set again. The fetching is the caller's.

use core::time::Duration;

/// A policy that says when keys should be fetched again, without doing it.
///
/// Times are given by the caller, as durations since any fixed moment: `Instant::elapsed` of the start of the program
/// will do.
///
/// ```
/// use jwt_codec::jwk::{Fetch, Refresh};
/// use std::time::Duration;
///
/// let at = Duration::from_secs;
/// let mut refresh = Refresh::new();
/// assert_eq!(refresh.check(at(0)), Fetch::Now); // there are no keys yet
/// refresh.succeeded(at(1));
///
/// // A token asks for a key that is not there: not right after a fetch, but later.
/// assert_eq!(refresh.key_not_found(at(2)), Fetch::NotBefore(at(61)));
/// assert_eq!(refresh.key_not_found(at(100)), Fetch::Now);
/// // Whoever asks meanwhile is told that somebody is at it.
/// assert_eq!(refresh.key_not_found(at(101)), Fetch::NotBefore(at(130)));
/// ```
#[derive(Clone, Debug)]
pub struct Refresh {
    cooldown: Duration,
    min_age: Duration,
    max_age: Duration,
    stale_if_error: Duration,
    attempted: Option<Duration>,
    fetched: Option<Duration>,
}

/// Whether to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fetch {
    /// Now; the attempt counts from here.
    Now,
    /// Not before this time.
    NotBefore(Duration),
}

impl Refresh {
    /// A policy with a cooldown of 30 seconds between attempts, keys that are not fetched again for a missing one
    /// before they are 60 seconds old, are fetched again when they are an hour old, and may be used for a day where
    /// that fails.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            cooldown: Duration::from_secs(30),
            min_age: Duration::from_secs(60),
            max_age: Duration::from_secs(60 * 60),
            stale_if_error: Duration::from_secs(24 * 60 * 60),
            attempted: None,
            fetched: None,
        }
    }

    /// Sets the least time between two attempts, whatever came of the first.
    #[must_use]
    pub const fn cooldown(mut self, cooldown: Duration) -> Self {
        self.cooldown = cooldown;
        self
    }

    /// Sets the age that keys must have before a token with an unknown `kid` lets them be fetched again.
    #[must_use]
    pub const fn min_age(mut self, age: Duration) -> Self {
        self.min_age = age;
        self
    }

    /// Sets the age at which keys are fetched again in any case.
    #[must_use]
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Sets how long keys may be used beyond their greatest age, where fetching fails.
    #[must_use]
    pub const fn stale_if_error(mut self, duration: Duration) -> Self {
        self.stale_if_error = duration;
        self
    }

    /// Whether to fetch because of the age of the keys. To be asked now and then.
    pub fn check(&mut self, now: Duration) -> Fetch {
        let due = self.fetched.map_or(Duration::ZERO, |fetched| fetched.saturating_add(self.max_age));
        self.attempt(now, due)
    }

    /// Whether to fetch because a token was refused with [`KeyNotFound`](crate::VerifyError::KeyNotFound).
    ///
    /// Do not ask where [`KeyNotFound::skipped`](crate::KeyNotFound::skipped) gives a reason: the key is in the set, and
    /// would be skipped again.
    pub fn key_not_found(&mut self, now: Duration) -> Fetch {
        let due = self.fetched.map_or(Duration::ZERO, |fetched| fetched.saturating_add(self.min_age));
        self.attempt(now, due)
    }

    /// Keys were fetched, and are in use.
    pub const fn succeeded(&mut self, now: Duration) {
        self.fetched = Some(now);
    }

    /// Whether the keys may still be used: they are there, and not older than the greatest age and the time that is
    /// given for errors.
    #[must_use]
    pub fn may_use(&self, now: Duration) -> bool {
        let limit = self.max_age.saturating_add(self.stale_if_error);
        self.fetched.is_some_and(|fetched| now <= fetched.saturating_add(limit))
    }

    fn attempt(&mut self, now: Duration, due: Duration) -> Fetch {
        let cool = self.attempted.map_or(Duration::ZERO, |attempted| attempted.saturating_add(self.cooldown));
        let earliest = due.max(cool);
        if now < earliest {
            return Fetch::NotBefore(earliest);
        }
        self.attempted = Some(now);
        Fetch::Now
    }
}

impl Default for Refresh {
    fn default() -> Self {
        Self::new()
    }
}
