//! Which signed claims are accepted: RFC 7519 section 4.1, RFC 8725 sections 3.8, 3.9 and 3.11.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::NumericDate;
use super::clock::Clock;
use super::observe::Observed;
use crate::error::{ClaimName, ClaimReason, VerifyError};
use crate::jws::{DEFAULT_MAX_TOKEN_LEN, Header};

/// How far the clocks of signer and verifier may be apart where nothing else is said.
const DEFAULT_LEEWAY: Duration = Duration::from_secs(60);

/// What a token must say to be accepted. It is made once, and goes into a [`Verifier`](super::Verifier).
///
/// Where nothing else is said:
///
/// - `exp` is required, and the token has expired once the current time is `exp` or later;
/// - `nbf` and `iat` must not be in the future, where they are there;
/// - a token that has `aud` is refused, since it is meant for somebody who is named (RFC 7519 section 4.1.3);
/// - 60 seconds of leeway are given for clocks that differ;
/// - a token is at most 16 KiB long.
///
/// Whatever is expected is required to be there, and every registered claim that is there must be of its type.
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier, VerifyError};
/// use std::time::Duration;
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let policy = Validation::at(NumericDate::from_secs(1_000))
///     .issuer("https://id.example")
///     .audience("api")
///     .leeway(Duration::ZERO);
/// let verifier = Verifier::new(key.verifying_key(), policy);
///
/// let claims = Claims::new(()).issuer("https://id.example").audience(["api", "admin"]);
/// let token = Signer::new(key).sign(&claims.expires_at(NumericDate::from_secs(1_000)))?;
/// let refused = verifier.verify::<Claims<()>>(&token).unwrap_err();
/// assert_eq!(refused.to_string(), "exp: expired");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Validation {
    clock: Clock,
    leeway: Duration,
    max_token_len: usize,
    issuers: Vec<String>,
    audience: AudiencePolicy,
    subject: Option<String>,
    typ: Option<String>,
    max_age: Option<Duration>,
    expiration_time_required: bool,
    required: Vec<ClaimName>,
}

#[derive(Clone, Debug)]
enum AudiencePolicy {
    /// One of these names. Without any name, a token must not have an audience.
    OneOf(Vec<String>),
    Any,
}

impl Validation {
    /// A policy with the system's clock.
    #[cfg(feature = "std")]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a policy that nobody thought about should not be easy to come by")]
    pub const fn new() -> Self {
        Self::with(Clock::System)
    }

    /// A policy for one point in time: for tests, or for tokens that were kept.
    #[must_use]
    pub const fn at(time: NumericDate) -> Self {
        Self::with(Clock::Fixed(time))
    }

    /// A policy with a clock of your own, which is asked once for each token.
    #[must_use]
    pub fn with_clock(now: impl Fn() -> NumericDate + Send + Sync + 'static) -> Self {
        Self::with(Clock::Function(Arc::new(now)))
    }

    const fn with(clock: Clock) -> Self {
        Self {
            clock,
            leeway: DEFAULT_LEEWAY,
            max_token_len: DEFAULT_MAX_TOKEN_LEN,
            issuers: Vec::new(),
            audience: AudiencePolicy::OneOf(Vec::new()),
            subject: None,
            typ: None,
            max_age: None,
            expiration_time_required: true,
            required: Vec::new(),
        }
    }

    /// `iss` must be this, byte for byte; said again, this is one more that it may be.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// `aud` must name this, byte for byte; said again, this is one more name of the verifier.
    #[must_use]
    pub fn audience(mut self, name: impl Into<String>) -> Self {
        match &mut self.audience {
            AudiencePolicy::OneOf(names) => names.push(name.into()),
            AudiencePolicy::Any => self.audience = AudiencePolicy::OneOf(alloc::vec![name.into()]),
        }
        self
    }

    /// `aud` may be there, and whatever it names. A token that is meant for another service is then accepted here.
    #[must_use]
    pub fn any_audience(mut self) -> Self {
        self.audience = AudiencePolicy::Any;
        self
    }

    /// `sub` must be this, byte for byte.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The header's `typ` must be this media type, such as `at+jwt`: in any case, with or without `application/`
    /// (RFC 7515 section 4.1.9, RFC 8725 section 3.11).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// The claim (or `typ`) must be there, whatever it says.
    #[must_use]
    pub fn require(mut self, claim: ClaimName) -> Self {
        self.required.push(claim);
        self
    }

    /// `exp` may be left out. Where it is there, it is checked all the same.
    #[must_use]
    pub const fn allow_missing_expiration_time(mut self) -> Self {
        self.expiration_time_required = false;
        self
    }

    /// `iat` must be there, and no further back than this.
    #[must_use]
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// How far the clocks of signer and verifier may be apart; 60 seconds where nothing else is said.
    ///
    /// Tokens are accepted for so much longer than `exp` says: a leeway of [`Duration::MAX`] switches `exp`, `nbf` and
    /// `iat` off.
    #[must_use]
    pub const fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// How long a token may be, in bytes; 16 KiB where nothing else is said.
    #[must_use]
    pub const fn max_token_len(mut self, length: usize) -> Self {
        self.max_token_len = length;
        self
    }

    pub(super) const fn token_limit(&self) -> usize {
        self.max_token_len
    }

    /// Checks the claims of a token whose signature is good, in the order of RFC 7519 section 4.1.
    pub(super) fn check(&self, header: &Header, claims: &Observed<'_>) -> Result<(), VerifyError> {
        let typ = header.typ();
        self.check_required(typ, claims)?;
        if let Some(expected) = &self.typ {
            expect(ClaimName::Type, typ, |typ| same_media_type(typ, expected))?;
        }
        if !self.issuers.is_empty() {
            expect(ClaimName::Issuer, claims.issuer, |issuer| self.issuers.iter().any(|expected| expected == issuer))?;
        }
        if let Some(expected) = &self.subject {
            expect(ClaimName::Subject, claims.subject, |subject| subject == expected)?;
        }
        self.check_audience(claims)?;
        self.check_times(claims)
    }

    fn check_required(&self, typ: Option<&str>, claims: &Observed<'_>) -> Result<(), VerifyError> {
        let expiration_time = self.expiration_time_required.then_some(ClaimName::ExpirationTime);
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

    fn check_times(&self, claims: &Observed<'_>) -> Result<(), VerifyError> {
        let now = self.clock.now();
        let latest = now.saturating_add(self.leeway);
        let fail = |claim: ClaimName, reason| Err(claim.error(reason));
        if claims.expiration_time.is_some_and(|expires| now >= expires.saturating_add(self.leeway)) {
            return fail(ClaimName::ExpirationTime, ClaimReason::Expired);
        }
        if claims.not_before.is_some_and(|start| latest < start) {
            return fail(ClaimName::NotBefore, ClaimReason::InFuture);
        }
        if claims.issued_at.is_some_and(|issued| latest < issued) {
            return fail(ClaimName::IssuedAt, ClaimReason::InFuture);
        }
        match (self.max_age, claims.issued_at) {
            (Some(_), None) => fail(ClaimName::IssuedAt, ClaimReason::Missing),
            (Some(age), Some(issued)) if now > issued.saturating_add(age).saturating_add(self.leeway) => {
                fail(ClaimName::IssuedAt, ClaimReason::TooOld)
            }
            _ => Ok(()),
        }
    }
}

/// What is expected is required, and of the expected value.
fn expect<T>(claim: ClaimName, value: Option<T>, is_expected: impl FnOnce(T) -> bool) -> Result<(), VerifyError> {
    match value.map(is_expected) {
        Some(true) => Ok(()),
        Some(false) => Err(claim.error(ClaimReason::Unexpected)),
        None => Err(claim.error(ClaimReason::Missing)),
    }
}

fn same_media_type(one: &str, other: &str) -> bool {
    /// RFC 7515 section 4.1.9: it may be left out where no other `/` is in the media type.
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
