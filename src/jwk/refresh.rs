//! When to fetch a JWK Set again. The caller fetches.

use core::time::Duration;

/// Decides when to fetch keys again. You fetch them.
///
/// You pass the current time of a clock that never goes back, for example `Instant::elapsed` since the start of the program.
/// Do not pass UNIX time: if that clock is set back by a day, nothing is fetched for a day.
///
/// Six rules keep good tokens from being rejected when keys rotate, and removed keys from being trusted:
///
/// - **The issuer publishes a key first and signs with it later**: later by at least the larger of
///   [`min_age`](Self::min_age) and [`cooldown`](Self::cooldown).
/// - **One caller fetches, the others wait.** Keep the `Refresh` in a mutex (of your async runtime, if you have one) and hold
///   it while you fetch. After locking it, verify the token again before you ask: another caller may have fetched the keys.
///   A caller that does not wait for the mutex in this way gets [`Fetch::Wait`].
///   `examples/async_keys` shows it in an async server. `examples/key_rotation.rs` is the same for one caller, without a mutex.
/// - **Limit the time of the fetch**, below the cooldown. Without a limit, an endpoint that never answers blocks every caller
///   that waits for the mutex. A fetch that takes longer than the cooldown counts as lost. If it ends after all, its
///   [`failed`](Self::failed) or [`succeeded`](Self::succeeded) is taken for the end of the next fetch.
/// - **In an async server, fetch in a task of its own.** If a client hangs up, the server may drop the future that handles the
///   request, and with it a fetch inside. Nobody then calls [`succeeded`](Self::succeeded) or [`failed`](Self::failed), and for
///   the rest of the cooldown every caller gets [`Fetch::Wait`] although nobody fetches.
/// - **Fetch only if it may help**: ask [`KeyNotFound::may_be_new`](crate::KeyNotFound::may_be_new) first.
/// - **Fetch by age too.** Call [`check`](Self::check) regularly, also when no token comes, and fetch if it says so. Otherwise a
///   key that the issuer removed stays trusted until a token with an unknown `kid` comes. If [`may_use`](Self::may_use) is
///   false, reject all tokens.
///
/// ```
/// use jwt_codec::jwk::{Fetch, Refresh};
/// use std::time::Duration;
///
/// let at = Duration::from_secs;
/// let mut refresh = Refresh::new();
/// assert_eq!(refresh.check(at(0)), Fetch::Now); // there are no keys yet
/// refresh.succeeded(at(0)); // we asked for them at 0
///
/// // A token asks for an unknown key. That is no reason to fetch right after a fetch, but later it is.
/// assert_eq!(refresh.key_not_found(at(2)), Fetch::NotBefore(at(60)));
/// assert_eq!(refresh.key_not_found(at(100)), Fetch::Now);
/// // Another token asks while the keys are being fetched.
/// assert_eq!(refresh.key_not_found(at(101)), Fetch::Wait);
/// // Fetching failed. Do not fetch again before the cooldown is over.
/// refresh.failed();
/// assert_eq!(refresh.key_not_found(at(102)), Fetch::NotBefore(at(130)));
/// ```
///
/// With other times than the defaults:
///
/// ```
/// use jwt_codec::jwk::{Fetch, Refresh};
/// use std::time::Duration;
///
/// let at = Duration::from_secs;
/// let mut refresh = Refresh::new().cooldown(at(10)).min_age(at(20)).max_age(at(600)).stale_if_error(at(300));
/// assert_eq!(refresh.check(at(0)), Fetch::Now);
/// refresh.succeeded(at(0));
/// assert_eq!(refresh.key_not_found(at(5)), Fetch::NotBefore(at(20)));
/// assert_eq!(refresh.check(at(600)), Fetch::Now); // they are old
/// refresh.failed();
/// assert!(refresh.may_use(at(900)) && !refresh.may_use(at(901)));
/// ```
#[derive(Clone, Debug)]
pub struct Refresh {
    cooldown: Duration,
    min_age: Duration,
    max_age: Duration,
    stale_if_error: Duration,
    attempted: Option<Duration>,
    fetched: Option<Duration>,
    /// Whether an attempt has neither succeeded nor failed yet.
    fetching: bool,
}

/// Says whether to fetch.
///
/// ```
/// use jwt_codec::jwk::{Fetch, Refresh};
/// use std::time::Duration;
///
/// /// What a server does with a token of an unknown key.
/// fn answer(fetch: Fetch) -> &'static str {
///     match fetch {
///         Fetch::Now => "fetch the keys, then verify again",
///         Fetch::Wait => "wait for the keys, then verify again",
///         _ => "401",
///     }
/// }
///
/// let mut refresh = Refresh::new();
/// assert_eq!(answer(refresh.key_not_found(Duration::ZERO)), "fetch the keys, then verify again");
/// assert_eq!(answer(refresh.key_not_found(Duration::ZERO)), "wait for the keys, then verify again");
/// refresh.succeeded(Duration::ZERO);
/// assert_eq!(answer(refresh.key_not_found(Duration::from_secs(2))), "401");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fetch {
    /// Fetch now, then call [`Refresh::succeeded`] or [`Refresh::failed`], before the cooldown is over. The cooldown starts.
    Now,
    /// Another caller is fetching. Wait for the new keys, then verify again.
    Wait,
    /// Do not fetch before this time. Reject the token.
    NotBefore(Duration),
}

impl Refresh {
    /// Creates a policy with these defaults:
    ///
    /// - [`cooldown`](Self::cooldown): 30 seconds
    /// - [`min_age`](Self::min_age): 60 seconds
    /// - [`max_age`](Self::max_age): one hour
    /// - [`stale_if_error`](Self::stale_if_error): one day
    #[must_use]
    pub const fn new() -> Self {
        Self {
            cooldown: Duration::from_secs(30),
            min_age: Duration::from_secs(60),
            max_age: Duration::from_secs(60 * 60),
            stale_if_error: Duration::from_secs(24 * 60 * 60),
            attempted: None,
            fetched: None,
            fetching: false,
        }
    }

    /// Sets the least time between two attempts to fetch, successful or not.
    #[must_use]
    pub const fn cooldown(mut self, cooldown: Duration) -> Self {
        self.cooldown = cooldown;
        self
    }

    /// Sets how old the keys must be before a token with an unknown `kid` is a reason to fetch.
    #[must_use]
    pub const fn min_age(mut self, age: Duration) -> Self {
        self.min_age = age;
        self
    }

    /// Sets the age at which keys are fetched again without another reason.
    #[must_use]
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Sets how long keys may be used beyond [`max_age`](Self::max_age) if fetching fails.
    #[must_use]
    pub const fn stale_if_error(mut self, duration: Duration) -> Self {
        self.stale_if_error = duration;
        self
    }

    /// Decides whether to fetch because of the age of the keys. Ask regularly, for example every minute.
    pub fn check(&mut self, now: Duration) -> Fetch {
        let due = self.fetched.map_or(Duration::ZERO, |fetched| fetched.saturating_add(self.max_age));
        self.attempt(now, due)
    }

    /// Decides whether to fetch because a token was rejected with [`KeyNotFound`](crate::VerifyError::KeyNotFound).
    ///
    /// Ask only if [`KeyNotFound::may_be_new`](crate::KeyNotFound::may_be_new), and only after verifying once more if another
    /// caller may have fetched since.
    pub fn key_not_found(&mut self, now: Duration) -> Fetch {
        let due = self.fetched.map_or(Duration::ZERO, |fetched| fetched.saturating_add(self.min_age));
        self.attempt(now, due)
    }

    /// Records that keys were fetched and are in use. Pass the time at which you asked for them: a key that was published
    /// since may be missing.
    ///
    /// The latest time counts. If you have fetched keys that were asked for later, keep those.
    pub const fn succeeded(&mut self, now: Duration) {
        self.fetched = match self.fetched {
            Some(fetched) if fetched.as_nanos() > now.as_nanos() => Some(fetched),
            _ => Some(now),
        };
        self.fetching = false;
    }

    /// Records that fetching failed. The next attempt waits for the cooldown.
    pub const fn failed(&mut self) {
        self.fetching = false;
    }

    /// Returns whether the keys may still be used: they were fetched, and are not older than
    /// [`max_age`](Self::max_age) and [`stale_if_error`](Self::stale_if_error) together.
    #[must_use]
    pub fn may_use(&self, now: Duration) -> bool {
        let limit = self.max_age.saturating_add(self.stale_if_error);
        self.fetched.is_some_and(|fetched| now <= fetched.saturating_add(limit))
    }

    fn attempt(&mut self, now: Duration, due: Duration) -> Fetch {
        let cool = self.attempted.map_or(Duration::ZERO, |attempted| attempted.saturating_add(self.cooldown));
        // An attempt of which nothing is heard for the whole cooldown is lost.
        if self.fetching && now < cool {
            return Fetch::Wait;
        }
        let earliest = due.max(cool);
        if now < earliest {
            return Fetch::NotBefore(earliest);
        }
        self.attempted = Some(now);
        self.fetching = true;
        Fetch::Now
    }
}

impl Default for Refresh {
    fn default() -> Self {
        Self::new()
    }
}
