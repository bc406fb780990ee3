//! Which signed claims are accepted: RFC 7519 section 4.1, RFC 8725 sections 3.8, 3.9 and 3.11.

mod check;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::NumericDate;
use super::clock::Clock;
use crate::error::ClaimName;
use crate::jws::DEFAULT_MAX_TOKEN_LEN;

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
#[derive(Clone)]
pub struct Validation {
    clock: Clock,
    leeway: Duration,
    /// Another leeway for `nbf` and `iat`.
    future_leeway: Option<Duration>,
    max_token_len: usize,
    issuers: Vec<String>,
    audience: AudiencePolicy,
    subject: Option<String>,
    typ: Option<String>,
    max_age: Option<Duration>,
    required: Vec<ClaimName>,
    allowed: Allowed,
}

/// What is allowed by name.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a decision of its own")]
struct Allowed {
    missing_expiration_time: bool,
    expired: bool,
    future_issued_at: bool,
    missing_typ: bool,
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
            future_leeway: None,
            max_token_len: DEFAULT_MAX_TOKEN_LEN,
            issuers: Vec::new(),
            audience: AudiencePolicy::OneOf(Vec::new()),
            subject: None,
            typ: None,
            max_age: None,
            required: Vec::new(),
            allowed: Allowed {
                missing_expiration_time: false,
                expired: false,
                future_issued_at: false,
                missing_typ: false,
            },
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

    /// Accepts tokens without `typ`, where [`typ`](Self::typ) names one. A `typ` that is there must still be the one named.
    ///
    /// This is for issuers that set `typ` in some of their tokens only. It costs what `typ` is for: a token of another kind
    /// that has no `typ` either is accepted (RFC 8725 section 3.11), unless other claims tell the kinds apart.
    #[must_use]
    pub const fn allow_missing_typ(mut self) -> Self {
        self.allowed.missing_typ = true;
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
        self.allowed.missing_expiration_time = true;
        self
    }

    /// Accepts tokens that have expired. `exp` must still be there and a number, and all other claims are checked.
    ///
    /// This is for tokens that are no longer used to get access: an `id_token_hint`, a logout, a refresh. It costs what
    /// `exp` is for: a token that was stolen is good for ever. Bound its age with [`max_age`](Self::max_age), and use a
    /// verifier of its own for this purpose.
    ///
    /// To be told whether a token has expired, use
    /// [`Verifier::verify_even_if_expired`](super::Verifier::verify_even_if_expired) instead.
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().issuer("https://id.example").allow_expired();
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let signer = Signer::new(key);
    ///
    /// let expired = Claims::new(()).expires_at(NumericDate::from_secs(1_300_819_380));
    /// let hint = signer.sign(&expired.clone().issuer("https://id.example"))?;
    /// assert!(verifier.verify::<Claims<()>>(&hint).is_ok());
    /// let other = signer.sign(&expired.issuer("https://other.example"))?;
    /// assert_eq!(verifier.verify::<Claims<()>>(&other).unwrap_err().to_string(), "iss: not the expected value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_expired(mut self) -> Self {
        self.allowed.expired = true;
        self
    }

    /// Accepts tokens whose `iat` is in the future. `nbf` and `exp` are still checked.
    ///
    /// RFC 7519 section 4.1.6 asks for no check of `iat`; this is for issuers whose clocks are ahead by more than the
    /// leeway. It costs the meaning of [`max_age`](Self::max_age): an age counts from `iat`, wherever that is.
    #[must_use]
    pub const fn allow_future_issued_at(mut self) -> Self {
        self.allowed.future_issued_at = true;
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

    /// Sets another leeway for `nbf` and `iat` than for `exp`: how far they may be in the future.
    ///
    /// A signer whose clock is ahead is then tolerated without accepting tokens for longer than `exp` says. A large value
    /// costs `nbf` its meaning. [`leeway`](Self::leeway) is still used for `exp` and [`max_age`](Self::max_age).
    ///
    /// ```
    /// use jwt_codec::Validation;
    /// use std::time::Duration;
    ///
    /// // Five minutes ahead are accepted, and `exp` is exact.
    /// let policy = Validation::new().leeway(Duration::ZERO).future_leeway(Duration::from_secs(300));
    /// ```
    #[must_use]
    pub const fn future_leeway(mut self, leeway: Duration) -> Self {
        self.future_leeway = Some(leeway);
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
}

/// What the policy says beyond the defaults.
impl fmt::Debug for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut policy = f.debug_struct("Validation");
        let mut field = |name, value: &dyn fmt::Debug, is_said: bool| {
            if is_said {
                policy.field(name, value);
            }
        };
        field("clock", &self.clock, !self.clock.is_system());
        field("issuers", &self.issuers, !self.issuers.is_empty());
        match &self.audience {
            AudiencePolicy::OneOf(names) => field("audience", names, !names.is_empty()),
            AudiencePolicy::Any => field("any_audience", &true, true),
        }
        if let Some(subject) = &self.subject {
            field("subject", subject, true);
        }
        if let Some(typ) = &self.typ {
            field("typ", typ, true);
        }
        field("required", &self.required, !self.required.is_empty());
        field("leeway", &self.leeway, self.leeway != DEFAULT_LEEWAY);
        if let Some(leeway) = &self.future_leeway {
            field("future_leeway", leeway, true);
        }
        if let Some(age) = &self.max_age {
            field("max_age", age, true);
        }
        field("max_token_len", &self.max_token_len, self.max_token_len != DEFAULT_MAX_TOKEN_LEN);
        let Allowed { missing_expiration_time, expired, future_issued_at, missing_typ } = self.allowed;
        field("allow_missing_expiration_time", &true, missing_expiration_time);
        field("allow_expired", &true, expired);
        field("allow_future_issued_at", &true, future_issued_at);
        field("allow_missing_typ", &true, missing_typ);
        policy.finish()
    }
}
