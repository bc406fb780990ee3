//! The policy that decides which signed claims are accepted: RFC 7519 section 4.1, RFC 8725 sections 3.8, 3.9 and 3.11.

mod allowed;
mod check;
#[cfg(feature = "profiles")]
mod of_profiles;
mod rules;
mod times;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::NumericDate;
use super::clock::Clock;
use super::observe::Observed;
use crate::jws::DEFAULT_MAX_TOKEN_LEN;
use allowed::Allowed;
#[cfg(feature = "profiles")]
pub(crate) use check::same_media_type;
use rules::Rules;

/// The default difference allowed between the clocks of signer and verifier.
const DEFAULT_LEEWAY: Duration = Duration::from_secs(60);

/// The policy that decides which signed tokens are accepted. Make it once and pass it to a [`Verifier`](super::Verifier).
///
/// By default:
///
/// - `exp` is required, and the token expires when the current time reaches `exp`.
/// - `nbf` and `iat`, if present, must not be in the future.
/// - A token with `aud` is rejected: it is meant for a named recipient (RFC 7519 section 4.1.3).
/// - The leeway for clocks that differ is 60 seconds.
/// - The token is at most 16 KiB long.
///
/// A claim for which you set an expected value becomes required. Every registered claim that is present must have its
/// type.
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier};
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
    /// Overrides `leeway` for `nbf` and `iat`.
    future_leeway: Option<Duration>,
    max_token_len: usize,
    issuers: Vec<String>,
    audience: AudiencePolicy,
    subject: Option<String>,
    typ: Option<String>,
    max_age: Option<Duration>,
    min_time_left: Option<Duration>,
    max_time_left: Option<Duration>,
    rules: Rules,
    understood: Vec<String>,
    allowed: Allowed,
}

#[derive(Clone, Debug)]
enum AudiencePolicy {
    /// Accepts any of these names. If there are none, a token with an audience is rejected.
    OneOf(Vec<String>),
    Any,
}

impl Validation {
    /// Creates a policy that uses the system clock.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new());
    /// let signer = Signer::new(key);
    ///
    /// let token = signer.sign(&Claims::new(()).lifetime(Duration::from_secs(600)))?;
    /// assert!(verifier.verify::<RegisteredClaims>(&token).is_ok());
    /// let endless = signer.sign(&Claims::new(()))?;
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&endless).unwrap_err().to_string(), "exp: missing");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a policy that nobody thought about should not be easy to come by")]
    pub const fn new() -> Self {
        Self::with(Clock::System)
    }

    /// Creates a policy for one fixed time: for tests, or for stored tokens.
    #[must_use]
    pub const fn at(time: NumericDate) -> Self {
        Self::with(Clock::Fixed(time))
    }

    /// Creates a policy with your own clock, which is read for each token.
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::sync::atomic::{AtomicI64, Ordering};
    ///
    /// static NOW: AtomicI64 = AtomicI64::new(1_000);
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::with_clock(|| NumericDate::from_secs(NOW.load(Ordering::Relaxed)));
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let token = Signer::new(key).sign(&Claims::new(()).expires_at(NumericDate::from_secs(2_000)))?;
    /// assert!(verifier.verify::<RegisteredClaims>(&token).is_ok());
    ///
    /// NOW.store(3_000, Ordering::Relaxed);
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&token).unwrap_err().to_string(), "exp: expired");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
            min_time_left: None,
            max_time_left: None,
            rules: Rules::new(),
            understood: Vec::new(),
            allowed: Allowed::NOTHING,
        }
    }

    /// Requires `iss` to equal this value. Call it again to allow another.
    ///
    /// All of them may then sign with every key of the verifier, in the name of each other. If they have keys of their
    /// own, use [`Issuers`](super::Issuers).
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// Requires `aud` to contain this name. Call it again to add another name of this verifier.
    #[must_use]
    pub fn audience(mut self, name: impl Into<String>) -> Self {
        match &mut self.audience {
            AudiencePolicy::OneOf(names) => names.push(name.into()),
            AudiencePolicy::Any => self.audience = AudiencePolicy::OneOf(alloc::vec![name.into()]),
        }
        self
    }

    /// Accepts any audience, or none. Tokens for other services are then accepted here.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let strict = Verifier::new(key.verifying_key(), Validation::new());
    /// let any = Verifier::new(key.verifying_key(), Validation::new().any_audience());
    ///
    /// let token = Signer::new(key).sign(&Claims::new(()).audience("api").lifetime(Duration::from_secs(600)))?;
    /// assert!(strict.verify::<RegisteredClaims>(&token).is_err());
    /// assert!(any.verify::<RegisteredClaims>(&token).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn any_audience(mut self) -> Self {
        self.audience = AudiencePolicy::Any;
        self
    }

    /// Requires `sub` to equal this value.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new().subject("billing"));
    /// let token = Signer::new(key).sign(&Claims::new(()).subject("alice").lifetime(Duration::from_secs(600)))?;
    /// let refused = verifier.verify::<RegisteredClaims>(&token).unwrap_err();
    /// assert_eq!(refused.to_string(), "sub: not the expected value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Requires the header parameter `typ` to be this media type, such as `at+jwt` (RFC 8725 section 3.11).
    ///
    /// Case does not matter, nor does the prefix `application/` (RFC 7515 section 4.1.9).
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new().typ("at+jwt"));
    /// let claims = Claims::new(()).lifetime(Duration::from_secs(600));
    ///
    /// let access_token = Signer::new(&key).typ("at+jwt").sign(&claims)?;
    /// assert!(verifier.verify::<RegisteredClaims>(&access_token).is_ok());
    /// let other = Signer::new(&key).typ("logout+jwt").sign(&claims)?;
    /// assert!(verifier.verify::<RegisteredClaims>(&other).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// Accepts tokens whose `crit` lists this extension (RFC 7515 section 4.1.11). Call it again to add another.
    ///
    /// By default every `crit` is rejected. You must process the extension: look at
    /// [`VerifiedHeader::critical`](crate::jws::VerifiedHeader::critical), and at the header parameter of this name. So
    /// only [`verify_with_header`](super::Verifier::verify_with_header) accepts such a token. The other methods do not
    /// return the header, and still reject it.
    ///
    /// `b64` is not supported in a JWT (RFC 7797 section 7). Naming it here changes nothing.
    ///
    /// ```
    /// use jwt_codec::{Hs256, RegisteredClaims, Validation, Verifier, VerifyError, VerifyingKey};
    ///
    /// // The header is {"alg":"HS256","crit":["lang"],"lang":"en"}, signed with HMAC and 32 bytes of 7.
    /// let token = "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsibGFuZyJdLCJsYW5nIjoiZW4ifQ.eyJzdWIiOiJhbGljZSJ9.4TjrjCGQAOjPU7P2kGMeahWyxjiqewNz7MGfc2dAjmA";
    /// let policy = Validation::new().understands("lang").allow_missing_expiration_time();
    /// let verifier = Verifier::new(VerifyingKey::<Hs256>::from_secret(&[7; 32])?, policy);
    ///
    /// let (header, _): (_, RegisteredClaims) = verifier.verify_with_header(token)?;
    /// for extension in header.critical() {
    ///     assert_eq!(header.parameter(&extension)?, Some("en".to_owned()));
    /// }
    /// assert_eq!(verifier.verify::<RegisteredClaims>(token), Err(VerifyError::UnsupportedCritical));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn understands(mut self, extension: impl Into<String>) -> Self {
        self.understood.push(extension.into());
        self
    }

    /// Sets the longest token that is accepted, in bytes. The default is 16 KiB.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new().max_token_len(1_000));
    /// let claims = Claims::new(()).subject("x".repeat(1_000)).lifetime(Duration::from_secs(600));
    /// let token = Signer::new(key).sign(&claims)?;
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&token).unwrap_err().to_string(), "token: too long");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn max_token_len(mut self, length: usize) -> Self {
        self.max_token_len = length;
        self
    }

    pub(super) fn understood(&self) -> &[String] {
        &self.understood
    }

    /// Returns what to look for while the claims are read.
    pub(super) fn observer<'de>(&self) -> Observed<'de> {
        Observed::new(self.rules.watched(), self.allowed.numeric)
    }

    /// Requires `iss` to equal this issuer, and none that was named before.
    pub(crate) fn only_issuer(mut self, issuer: String) -> Self {
        self.issuers = alloc::vec![issuer];
        self
    }

    /// Returns the leeway for times that may not be in the future.
    fn leeway_for_future(&self) -> Duration {
        self.future_leeway.unwrap_or(self.leeway)
    }

    pub(super) const fn allows_padding(&self) -> bool {
        self.allowed.padding
    }

    pub(crate) const fn token_limit(&self) -> usize {
        self.max_token_len
    }
}

/// Shows only what differs from the defaults.
impl fmt::Debug for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut policy = f.debug_struct("Validation");
        let mut field = |name, value: &dyn fmt::Debug, differs_from_default: bool| {
            if differs_from_default {
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
        field("rules", &self.rules, !self.rules.is_empty());
        field("understood", &self.understood, !self.understood.is_empty());
        field("leeway", &self.leeway, self.leeway != DEFAULT_LEEWAY);
        if let Some(leeway) = &self.future_leeway {
            field("future_leeway", leeway, true);
        }
        if let Some(age) = &self.max_age {
            field("max_age", age, true);
        }
        if let Some(time_left) = &self.min_time_left {
            field("reject_expiring_within", time_left, true);
        }
        if let Some(time_left) = &self.max_time_left {
            field("expiring_within", time_left, true);
        }
        field("max_token_len", &self.max_token_len, self.max_token_len != DEFAULT_MAX_TOKEN_LEN);
        let Allowed { missing_expiration_time, expired, future_issued_at, missing_typ, numeric, padding } =
            self.allowed;
        field("allow_missing_expiration_time", &true, missing_expiration_time);
        field("allow_expired", &true, expired);
        field("allow_future_issued_at", &true, future_issued_at);
        field("allow_missing_typ", &true, missing_typ);
        field("allow_numeric_issuer", &true, numeric.issuer);
        field("allow_numeric_subject", &true, numeric.subject);
        field("allow_padding", &true, padding);
        policy.finish()
    }
}
