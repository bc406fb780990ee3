//! A policy, made of the bytes that a fuzzer gives: as plain values, and as the [`Validation`] that they mean.

use std::time::Duration;

use jwt_codec::Validation;
use jwt_codec::jwt::NumericDate;

use super::bytes::Bytes;

/// A policy as plain values. Times and durations are in microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub now: i128,
    pub leeway: i128,
    pub future_leeway: Option<i128>,
    pub max_age: Option<i128>,
    pub least_remaining: Option<i128>,
    pub allows_missing_expiration: bool,
    pub allows_expired: bool,
    pub allows_future_issued: bool,
    pub allows_missing_typ: bool,
    pub any_audience: bool,
    pub issuers: &'static [&'static str],
    pub audiences: &'static [&'static str],
    pub subject: Option<&'static str>,
    pub typ: Option<&'static str>,
    pub typ_of_token: Option<&'static str>,
    pub requires: Option<&'static str>,
    pub requires_either: Option<(&'static str, &'static str)>,
    pub prohibits: Option<&'static str>,
    pub expects: Option<(&'static str, &'static str)>,
}

pub const SECOND: i128 = 1_000_000;
pub const EARLIEST: i128 = -9_223_372_036_854_775_808 * SECOND;
pub const LATEST: i128 = 9_223_372_036_854_775_807 * SECOND + 999_999;

impl Policy {
    /// Ten bytes make a policy.
    pub fn new(bytes: &mut Bytes<'_>) -> Self {
        const TIMES: [i128; 6] = [1_700_000_000 * SECOND, 1_700_000_000 * SECOND + 1, 0, -SECOND / 2, EARLIEST, LATEST];
        const DURATIONS: [i128; 5] = [60 * SECOND, 0, 1, 1_700_000_000 * SECOND, 18_446_744_073_709_551_615 * SECOND];
        fn one_of<T: Copy>(bytes: &mut Bytes<'_>, values: &[T]) -> T {
            values[usize::from(bytes.byte()) % values.len()]
        }
        let [flags, others] = bytes.array();
        let is = |flags: u8, bit: u8| flags >> bit & 1 == 1;
        let duration = |bytes: &mut Bytes<'_>, is_set: bool| {
            let duration = one_of(bytes, &DURATIONS);
            is_set.then_some(duration)
        };
        Self {
            now: one_of(bytes, &TIMES),
            leeway: one_of(bytes, &DURATIONS),
            future_leeway: duration(bytes, is(flags, 0)),
            max_age: duration(bytes, is(flags, 1)),
            least_remaining: duration(bytes, is(flags, 2)),
            allows_missing_expiration: is(flags, 3),
            allows_expired: is(flags, 4),
            allows_future_issued: is(flags, 5),
            allows_missing_typ: is(flags, 6),
            any_audience: is(flags, 7),
            issuers: one_of(bytes, &[&[], &["a"], &["a", "b"]]),
            audiences: one_of(bytes, &[&[], &["c"], &["c", "d"]]),
            subject: is(others, 0).then_some("e"),
            typ: is(others, 1).then_some("at+jwt"),
            typ_of_token: one_of(
                bytes,
                &[None, Some("at+jwt"), Some("Application/AT+JWT"), Some("JWT"), Some("application/x/at+jwt")],
            ),
            requires: is(others, 2).then_some("x"),
            requires_either: is(others, 3).then_some(("sub", "x")),
            prohibits: is(others, 4).then_some("jti"),
            expects: is(others, 5).then_some(("y", "z")),
        }
    }

    pub fn validation(&self) -> Validation {
        let duration = |micros: i128| {
            let whole = u64::try_from(micros / SECOND).expect("in range");
            Duration::new(whole, u32::try_from(micros % SECOND * 1000).expect("less than a second"))
        };
        let seconds = i64::try_from(self.now.div_euclid(SECOND)).expect("in range");
        let now = NumericDate::from_secs(seconds).saturating_add(duration(self.now.rem_euclid(SECOND)));
        let mut validation = Validation::at(now).leeway(duration(self.leeway)).max_token_len(usize::MAX);
        if let Some(leeway) = self.future_leeway {
            validation = validation.future_leeway(duration(leeway));
        }
        if let Some(age) = self.max_age {
            validation = validation.max_age(duration(age));
        }
        if let Some(remaining) = self.least_remaining {
            validation = validation.reject_expiring_within(duration(remaining));
        }
        if self.allows_missing_expiration {
            validation = validation.allow_missing_expiration_time();
        }
        if self.allows_expired {
            validation = validation.allow_expired();
        }
        if self.allows_future_issued {
            validation = validation.allow_future_issued_at();
        }
        if self.allows_missing_typ {
            validation = validation.allow_missing_typ();
        }
        for issuer in self.issuers {
            validation = validation.issuer(*issuer);
        }
        for audience in self.audiences {
            validation = validation.audience(*audience);
        }
        if self.any_audience {
            validation = validation.any_audience();
        }
        if let Some(subject) = self.subject {
            validation = validation.subject(subject);
        }
        if let Some(typ) = self.typ {
            validation = validation.typ(typ);
        }
        if let Some(claim) = self.requires {
            validation = validation.require(claim);
        }
        if let Some((claim, other)) = self.requires_either {
            validation = validation.require_either(claim, other);
        }
        if let Some(claim) = self.prohibits {
            validation = validation.prohibit(claim);
        }
        if let Some((claim, value)) = self.expects {
            validation = validation.expect_claim(claim, value);
        }
        validation
    }
}
