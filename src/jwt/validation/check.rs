//! Checking claims against a policy: RFC 7519 section 4.1.

use super::{Allowed, AudiencePolicy, Validation};
use crate::error::{ClaimName, ClaimReason, VerifyError};
use crate::jws::Header;
use crate::jwt::observe::Observed;

impl Validation {
    /// Checks the claims of a token with a good signature, in the order of RFC 7519 section 4.1.
    pub(in crate::jwt) fn check(&self, header: &Header, claims: &Observed<'_>) -> Result<(), VerifyError> {
        self.check_allowing(self.allowed, header, claims).map(|_| ())
    }

    /// Checks as [`check`](Self::check) does, but accepts expired tokens. Returns whether the token has expired.
    pub(in crate::jwt) fn check_even_if_expired(
        &self,
        header: &Header,
        claims: &Observed<'_>,
    ) -> Result<bool, VerifyError> {
        self.check_allowing(Allowed { expired: true, ..self.allowed }, header, claims)
    }

    fn check_allowing(&self, allowed: Allowed, header: &Header, claims: &Observed<'_>) -> Result<bool, VerifyError> {
        let typ = header.typ();
        // First the claims that must be present.
        self.check_required(allowed, typ, claims)?;
        // Then the expected values, in the order of the RFC.
        match &self.typ {
            Some(_) if typ.is_none() && allowed.missing_typ => {}
            Some(expected) => expect(ClaimName::Type, typ, |typ| same_media_type(typ, expected))?,
            None => {}
        }
        if !self.issuers.is_empty() {
            expect(ClaimName::Issuer, claims.issuer, |issuer| self.issuers.iter().any(|expected| expected == issuer))?;
        }
        if let Some(expected) = &self.subject {
            expect(ClaimName::Subject, claims.subject, |subject| subject == expected)?;
        }
        self.check_audience(claims)?;
        self.check_times(allowed, claims)
    }

    fn check_required(&self, allowed: Allowed, typ: Option<&str>, claims: &Observed<'_>) -> Result<(), VerifyError> {
        let expiration_time = (!allowed.missing_expiration_time).then_some(ClaimName::ExpirationTime);
        for claim in self.required.iter().copied().chain(expiration_time) {
            let present = match claim {
                ClaimName::Issuer => claims.issuer.is_some(),
                ClaimName::Subject => claims.subject.is_some(),
                ClaimName::Audience => claims.audience.is_some(),
                ClaimName::ExpirationTime => claims.expiration_time.is_some(),
                ClaimName::NotBefore => claims.not_before.is_some(),
                ClaimName::IssuedAt => claims.issued_at.is_some(),
                ClaimName::JwtId => claims.jwt_id.is_some(),
                ClaimName::Type => typ.is_some(),
            };
            if !present {
                return Err(claim.error(ClaimReason::Missing));
            }
        }
        Ok(())
    }

    fn check_audience(&self, claims: &Observed<'_>) -> Result<(), VerifyError> {
        match (&self.audience, &claims.audience) {
            (AudiencePolicy::Any, _) => Ok(()),
            (AudiencePolicy::OneOf(names), None) if names.is_empty() => Ok(()),
            (AudiencePolicy::OneOf(names), Some(_)) if names.is_empty() => {
                Err(ClaimName::Audience.error(ClaimReason::NoneNamed))
            }
            (AudiencePolicy::OneOf(names), audience) => expect(ClaimName::Audience, audience.as_ref(), |audience| {
                audience.as_slice().iter().any(|name| names.iter().any(|own| own == name))
            }),
        }
    }

    /// Returns whether the token has expired, if that is allowed.
    fn check_times(&self, allowed: Allowed, claims: &Observed<'_>) -> Result<bool, VerifyError> {
        let now = self.clock.now();
        // The latest `nbf` and `iat` that are accepted.
        let latest = now.saturating_add(self.future_leeway.unwrap_or(self.leeway));
        let fail = |claim: ClaimName, reason| Err(claim.error(reason));
        let is_expired = claims.expiration_time.is_some_and(|expires| now >= expires.saturating_add(self.leeway));
        if is_expired && !allowed.expired {
            return fail(ClaimName::ExpirationTime, ClaimReason::Expired);
        }
        if claims.not_before.is_some_and(|start| latest < start) {
            return fail(ClaimName::NotBefore, ClaimReason::InFuture);
        }
        if claims.issued_at.is_some_and(|issued| latest < issued) && !allowed.future_issued_at {
            return fail(ClaimName::IssuedAt, ClaimReason::InFuture);
        }
        // A limit of the age requires `iat`.
        match (self.max_age, claims.issued_at) {
            (Some(_), None) => fail(ClaimName::IssuedAt, ClaimReason::Missing),
            (Some(age), Some(issued)) if now > issued.saturating_add(age).saturating_add(self.leeway) => {
                fail(ClaimName::IssuedAt, ClaimReason::TooOld)
            }
            _ => Ok(is_expired),
        }
    }
}

/// Requires a claim to be present and to have an expected value.
fn expect<T>(claim: ClaimName, value: Option<T>, is_expected: impl FnOnce(T) -> bool) -> Result<(), VerifyError> {
    match value.map(is_expected) {
        Some(true) => Ok(()),
        Some(false) => Err(claim.error(ClaimReason::Unexpected)),
        None => Err(claim.error(ClaimReason::Missing)),
    }
}

fn same_media_type(one: &str, other: &str) -> bool {
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
