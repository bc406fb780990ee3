//! Checking claims against a policy: RFC 7519 section 4.1.

use alloc::vec::Vec;

use super::{AudiencePolicy, Validation};
use crate::error::{ClaimName, ClaimReason, VerifyError};
use crate::jws::Header;
use crate::jwt::NumericDate;
use crate::jwt::observe::Observed;

/// The claims of one token, and the policy that judges them at one time.
struct ClaimsCheck<'a> {
    policy: &'a Validation,
    /// Whether expired tokens are accepted.
    even_if_expired: bool,
    typ: Option<&'a str>,
    claims: &'a Observed<'a>,
    now: NumericDate,
}

/// Whether the policy accepts a claim, or the reason why not.
type Verdict = Result<(), ClaimReason>;

impl Validation {
    /// Checks the claims of a token with a good signature. Returns the first failure.
    pub(in crate::jwt) fn check(&self, header: &Header, claims: &Observed<'_>) -> Result<(), VerifyError> {
        self.for_each_failure(false, header, claims, |claim, reason| Err(claim.error(reason))).map(|_| ())
    }

    /// Checks as [`check`](Self::check) does, but accepts expired tokens. Returns whether the token has expired.
    pub(in crate::jwt) fn check_even_if_expired(
        &self,
        header: &Header,
        claims: &Observed<'_>,
    ) -> Result<bool, VerifyError> {
        self.for_each_failure(true, header, claims, |claim, reason| Err(claim.error(reason)))
    }

    /// Checks as [`check`](Self::check) does. Returns all failures.
    pub(in crate::jwt) fn check_all(
        &self,
        header: &Header,
        claims: &Observed<'_>,
    ) -> Result<Vec<(ClaimName, ClaimReason)>, VerifyError> {
        let mut failures = Vec::new();
        self.for_each_failure(false, header, claims, |claim, reason| {
            // A profile may require what the policy requires too.
            if !failures.contains(&(claim, reason)) {
                failures.push((claim, reason));
            }
            Ok(())
        })?;
        Ok(failures)
    }

    /// Gives each failure to `report`, in the order of RFC 7519 section 4.1: `typ`, the registered claims, then others.
    /// Ends when `report` returns an error. Returns whether the token has expired.
    fn for_each_failure(
        &self,
        even_if_expired: bool,
        header: &Header,
        claims: &Observed<'_>,
        mut report: impl FnMut(ClaimName, ClaimReason) -> Result<(), VerifyError>,
    ) -> Result<bool, VerifyError> {
        let check = ClaimsCheck { policy: self, even_if_expired, typ: header.typ(), claims, now: self.clock.now() };
        let mut each = |claim, verdict: Verdict| {
            verdict.or_else(|reason| report(claim, reason))?;
            let mut rules = self.rules.of(claim);
            rules.try_for_each(|rule| rule.judge(check.typ, claims).or_else(|reason| report(claim, reason)))
        };
        each(ClaimName::Type, check.media_type())?;
        each(ClaimName::Issuer, check.issuer())?;
        each(ClaimName::Subject, check.subject())?;
        each(ClaimName::Audience, check.audience())?;
        each(ClaimName::ExpirationTime, check.expiration_time())?;
        each(ClaimName::NotBefore, check.not_in_future(claims.not_before))?;
        each(ClaimName::IssuedAt, check.issued_at())?;
        each(ClaimName::JwtId, Ok(()))?;
        for (claim, rule) in self.rules.of_others() {
            rule.judge(check.typ, claims).or_else(|reason| report(claim, reason))?;
        }
        Ok(check.is_expired())
    }
}

/// What the policy says of each claim, apart from the rules.
impl ClaimsCheck<'_> {
    fn media_type(&self) -> Verdict {
        match &self.policy.typ {
            Some(_) if self.typ.is_none() && self.policy.allowed.missing_typ => Ok(()),
            Some(expected) => expect(self.typ, |typ| same_media_type(typ, expected)),
            None => Ok(()),
        }
    }

    fn issuer(&self) -> Verdict {
        match &*self.policy.issuers {
            [] => Ok(()),
            issuers => expect(self.claims.issuer, |issuer| issuers.iter().any(|expected| expected == issuer)),
        }
    }

    fn subject(&self) -> Verdict {
        match &self.policy.subject {
            Some(expected) => expect(self.claims.subject, |subject| subject == expected),
            None => Ok(()),
        }
    }

    fn audience(&self) -> Verdict {
        match (&self.policy.audience, &self.claims.audience) {
            (AudiencePolicy::Any, _) => Ok(()),
            (AudiencePolicy::OneOf(names), None) if names.is_empty() => Ok(()),
            (AudiencePolicy::OneOf(names), Some(_)) if names.is_empty() => Err(ClaimReason::NoneNamed),
            (AudiencePolicy::OneOf(names), audience) => expect(audience.as_ref(), |audience| {
                audience.as_slice().iter().any(|name| names.iter().any(|own| own == name))
            }),
        }
    }

    fn expiration_time(&self) -> Verdict {
        let remaining = self.policy.min_time_left;
        let latest = self.policy.max_time_left.map(|most| self.latest_signer_time().saturating_add(most));
        match self.claims.expiration_time {
            None if self.policy.allowed.missing_expiration_time && remaining.is_none() => Ok(()),
            None => Err(ClaimReason::Missing),
            Some(expires) if latest.is_some_and(|latest| expires > latest) => Err(ClaimReason::TooLate),
            Some(_) if self.policy.allowed.expired => Ok(()),
            Some(_) if self.even_if_expired && self.is_expired() => Ok(()),
            Some(_) if self.is_expired() => Err(ClaimReason::Expired),
            Some(expires) if remaining.is_some_and(|least| self.now.saturating_add(least) >= expires) => {
                Err(ClaimReason::ExpiresSoon)
            }
            Some(_) => Ok(()),
        }
    }

    fn issued_at(&self) -> Verdict {
        let Self { policy, claims, now, .. } = self;
        if !policy.allowed.future_issued_at {
            self.not_in_future(claims.issued_at)?;
        }
        // A limit of the age requires `iat`.
        match (policy.max_age, claims.issued_at) {
            (Some(_), None) => Err(ClaimReason::Missing),
            (Some(age), Some(issued)) if *now > issued.saturating_add(age).saturating_add(policy.leeway) => {
                Err(ClaimReason::TooOld)
            }
            _ => Ok(()),
        }
    }

    fn not_in_future(&self, time: Option<NumericDate>) -> Verdict {
        if time.is_some_and(|time| self.latest_signer_time() < time) { Err(ClaimReason::InFuture) } else { Ok(()) }
    }

    /// Returns the latest time that the signer's clock may show.
    fn latest_signer_time(&self) -> NumericDate {
        self.now.saturating_add(self.policy.leeway_for_future())
    }

    fn is_expired(&self) -> bool {
        let leeway = self.policy.leeway;
        self.claims.expiration_time.is_some_and(|expires| self.now >= expires.saturating_add(leeway))
    }
}

/// Requires a claim to be present and to have an expected value.
fn expect<T>(value: Option<T>, is_expected: impl FnOnce(T) -> bool) -> Verdict {
    match value.map(is_expected) {
        Some(true) => Ok(()),
        Some(false) => Err(ClaimReason::Unexpected),
        None => Err(ClaimReason::Missing),
    }
}

/// Compares media types as RFC 7515 section 4.1.9 does.
pub(crate) fn same_media_type(one: &str, other: &str) -> bool {
    /// RFC 7515 section 4.1.9: the prefix may be omitted if the rest has no `/`.
    const IMPLIED: &str = "application/";
    fn subtype(typ: &str) -> &str {
        match typ.split_at_checked(IMPLIED.len()) {
            Some((prefix, subtype)) if prefix.eq_ignore_ascii_case(IMPLIED) && !subtype.as_bytes().contains(&b'/') => {
                subtype
            }
            _ => typ,
        }
    }
    subtype(one).eq_ignore_ascii_case(subtype(other))
}
