//! What a profile sets in a policy: its own values in place of those that were set before, and limits of other times.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::{AudiencePolicy, Validation};
use crate::error::{ClaimName, ClaimReason};
use crate::jwt::{Audience, NumericDate};

impl Validation {
    /// Returns a check that a time is not longer ago than this, by the clock and the leeway that are set by now.
    pub(crate) fn not_older_than(&self, age: Duration) -> impl Fn(NumericDate) -> Result<(), ClaimReason> + use<> {
        let (clock, age) = (self.clock.clone(), self.with_leeway(age));
        move |time| if clock.now() > time.saturating_add(age) { Err(ClaimReason::TooOld) } else { Ok(()) }
    }

    /// Returns a check that a time is not in the future, by the clock and the leeways that are set by now. A signer whose clock
    /// is ahead writes later times: so [`future_leeway`](Self::future_leeway) counts, as it does for `iat`.
    pub(crate) fn not_later_than_now(&self) -> impl Fn(NumericDate) -> Result<(), ClaimReason> + use<> {
        let (clock, leeway) = (self.clock.clone(), self.leeway_for_future());
        move |time| if time > clock.now().saturating_add(leeway) { Err(ClaimReason::TooLate) } else { Ok(()) }
    }

    /// Returns a duration plus the leeway.
    pub(crate) const fn with_leeway(&self, duration: Duration) -> Duration {
        duration.saturating_add(self.leeway)
    }

    /// Requires `aud` to contain this name, and none that was named before.
    pub(crate) fn only_audience(self, name: String) -> Self {
        self.only_audience_of(alloc::vec![name])
    }

    /// Requires `aud` to contain one of these names, and none that was named before.
    pub(crate) fn only_audience_of(mut self, names: Vec<String>) -> Self {
        self.audience = AudiencePolicy::OneOf(names);
        self
    }

    /// Requires every name in `aud` to be one of these.
    pub(crate) fn no_audience_but(self, trusted: Vec<String>) -> Self {
        self.check_claim(ClaimName::Audience, move |audience: Audience| {
            let is_trusted = audience.iter().all(|name| trusted.iter().any(|trusted| trusted == name));
            if is_trusted { Ok(()) } else { Err(ClaimReason::Unexpected) }
        })
    }

    /// Requires `exp`, whatever was set before.
    pub(crate) const fn only_with_expiration_time(mut self) -> Self {
        self.allowed.missing_expiration_time = false;
        self
    }

    /// Rejects tokens that expire later than this from now. The leeways may be set before or after, and are added as for `iat`.
    pub(crate) const fn expiring_within(mut self, remaining: Duration) -> Self {
        self.max_time_left = Some(remaining);
        self
    }

    /// Requires `typ` to be present and this one, whatever was set before.
    pub(crate) fn only_typ(mut self, typ: &str) -> Self {
        self.allowed.missing_typ = false;
        self.typ(typ)
    }

    /// Requires tokens to be no older than this, and no older than was set before.
    pub(crate) fn at_most_of_age(mut self, age: Duration) -> Self {
        self.max_age = Some(self.max_age.map_or(age, |earlier| earlier.min(age)));
        self
    }
}
