//! Rules for claims of any name and any value: RFC 7519 section 4.

use alloc::borrow::ToOwned;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use serde_core::de::DeserializeOwned;

use super::Validation;
use crate::error::{ClaimName, ClaimReason};
use crate::json;
use crate::jwt::observe::Observed;

/// The rules of a policy.
#[derive(Clone)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// The names of the claims whose values they need.
    watched: Vec<&'static str>,
}

/// One rule for one claim.
#[derive(Clone)]
pub(super) struct Rule {
    claim: ClaimName,
    check: Check,
}

#[derive(Clone)]
enum Check {
    Present,
    /// This claim is present, or the other.
    EitherPresent(ClaimName),
    Absent,
    /// Judges the text that begins with the value, or `None` if the claim is absent.
    Value(Arc<JudgeValue>),
}

type JudgeValue = dyn Fn(Option<&str>) -> Result<(), ClaimReason> + Send + Sync;

/// Any claim, by its name or its [`ClaimName`]. [`ClaimName::Type`] means the header parameter `typ`.
impl Validation {
    /// Requires this claim to be present, with any value but `null`.
    ///
    /// ```
    /// use jwt_codec::{ClaimName, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use serde_json::json;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().require(ClaimName::Subject).require("client_id");
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let token = Signer::new(key).sign(&json!({ "sub": "alice", "exp": 4_102_444_800_u64 }))?;
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&token).unwrap_err().to_string(), "client_id: missing");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn require(self, claim: impl Into<ClaimName>) -> Self {
        self.rule(claim.into(), Check::Present)
    }

    /// Requires one of two claims to be present, or both, with any value but `null`. The error names the first.
    ///
    /// ```
    /// use jwt_codec::{Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use serde_json::json;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// // A logout token says who, or which session (OpenID Connect Back-Channel Logout 1.0, section 2.4).
    /// let policy = Validation::new().require_either("sub", "sid");
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let token = Signer::new(key).sign(&json!({ "exp": 4_102_444_800_u64 }))?;
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&token).unwrap_err().to_string(), "sub: missing");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn require_either(self, claim: impl Into<ClaimName>, other: impl Into<ClaimName>) -> Self {
        self.rule(claim.into(), Check::EitherPresent(other.into()))
    }

    /// Rejects tokens that have this claim, whatever its value.
    ///
    /// ```
    /// use jwt_codec::{Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use serde_json::json;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// // An ID token must not pass for a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).
    /// let policy = Validation::new().prohibit("nonce");
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let token = Signer::new(key).sign(&json!({ "nonce": "n-7", "exp": 4_102_444_800_u64 }))?;
    /// let refused = verifier.verify::<RegisteredClaims>(&token).unwrap_err();
    /// assert_eq!(refused.to_string(), "nonce: present, but prohibited");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn prohibit(self, claim: impl Into<ClaimName>) -> Self {
        self.rule(claim.into(), Check::Absent)
    }

    /// Requires this claim to equal a value: a text, a number, anything that deserializes from JSON.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use serde::Serialize;
    /// use std::time::Duration;
    ///
    /// #[derive(Serialize)]
    /// struct Login {
    ///     acr: &'static str,
    ///     ver: u8,
    /// }
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().expect_claim("acr", "high").expect_claim("ver", &2);
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    ///
    /// let claims = Claims::new(Login { acr: "low", ver: 2 }).lifetime(Duration::from_secs(600));
    /// let refused = verifier.verify::<RegisteredClaims>(&Signer::new(key).sign(&claims)?).unwrap_err();
    /// assert_eq!(refused.to_string(), "acr: not the expected value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn expect_claim<T>(self, claim: impl Into<ClaimName>, value: &T) -> Self
    where
        T: ToOwned<Owned: DeserializeOwned + PartialEq + Send + Sync + 'static> + ?Sized,
    {
        self.expect_one_of(claim, [value])
    }

    /// Requires this claim to equal one of several values.
    ///
    /// ```
    /// use jwt_codec::{Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use serde_json::json;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().expect_one_of("acr", ["silver", "gold"]);
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let token = Signer::new(key).sign(&json!({ "acr": "bronze", "exp": 4_102_444_800_u64 }))?;
    /// let refused = verifier.verify::<RegisteredClaims>(&token).unwrap_err();
    /// assert_eq!(refused.to_string(), "acr: not the expected value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn expect_one_of<'v, T>(self, claim: impl Into<ClaimName>, values: impl IntoIterator<Item = &'v T>) -> Self
    where
        T: ToOwned<Owned: DeserializeOwned + PartialEq + Send + Sync + 'static> + ?Sized + 'v,
    {
        let values: Vec<T::Owned> = values.into_iter().map(ToOwned::to_owned).collect();
        let check = move |value: T::Owned| if values.contains(&value) { Ok(()) } else { Err(ClaimReason::Unexpected) };
        let judge = move |value: Option<&str>| match value {
            Some(_) => read_and_judge(value, &check),
            None => Err(ClaimReason::Missing),
        };
        self.rule(claim.into(), Check::Value(Arc::new(judge)))
    }

    /// Requires this claim to pass a function of yours, which returns the reason if it does not.
    ///
    /// The function gets the value as any type that deserializes from JSON. The claim becomes required, unless the type
    /// accepts `null`: an absent claim is read as `null`, so an [`Option`] makes it optional. The function is called
    /// after the signature is checked.
    ///
    /// The function should change nothing: another claim of the same token may be rejected after it, and
    /// [`rejected_claims`](crate::jwt::Verifier::rejected_claims) calls it too. Remember a `jti` after the token is verified.
    ///
    /// A reason is a [`ClaimReason`], or a text of your own that becomes [`ClaimReason::Custom`]. It should not repeat
    /// the value, since errors end up in logs.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::collections::BTreeMap;
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().check_claim("sid", |session: String| match session.as_str() {
    ///     "s-1" => Err("the session has ended"),
    ///     _ => Ok(()),
    /// });
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    ///
    /// let claims = Claims::new(BTreeMap::from([("sid", "s-1")])).lifetime(Duration::from_secs(600));
    /// let refused = verifier.verify::<RegisteredClaims>(&Signer::new(key).sign(&claims)?).unwrap_err();
    /// assert_eq!(refused.to_string(), "sid: the session has ended");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn check_claim<T, R>(
        self,
        claim: impl Into<ClaimName>,
        check: impl Fn(T) -> Result<(), R> + Send + Sync + 'static,
    ) -> Self
    where
        T: DeserializeOwned,
        R: Into<ClaimReason>,
    {
        self.rule(claim.into(), Check::Value(Arc::new(move |value| read_and_judge(value, &check))))
    }

    fn rule(mut self, claim: ClaimName, check: Check) -> Self {
        self.rules.add(Rule { claim, check });
        self
    }
}

impl Rules {
    pub(super) const fn new() -> Self {
        Self { rules: Vec::new(), watched: Vec::new() }
    }

    fn add(&mut self, rule: Rule) {
        let needs_value = matches!(rule.check, Check::Value(_));
        self.watch(rule.claim, needs_value);
        if let Check::EitherPresent(other) = rule.check {
            self.watch(other, needs_value);
        }
        self.rules.push(rule);
    }

    /// Whether a registered claim is present is known anyway.
    fn watch(&mut self, claim: ClaimName, needs_value: bool) {
        let is_watched = match claim {
            ClaimName::Type => true,
            ClaimName::Other(name) => self.watched.contains(&name),
            registered => !needs_value || self.watched.contains(&registered.as_str()),
        };
        if !is_watched {
            self.watched.push(claim.as_str());
        }
    }

    pub(super) fn watched(&self) -> &[&'static str] {
        &self.watched
    }

    /// Returns the rules for one claim that has a place in the order of the RFC.
    pub(super) fn of(&self, claim: ClaimName) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.claim == claim)
    }

    /// Returns the rules for other claims, each with its claim.
    pub(super) fn of_others(&self) -> impl Iterator<Item = (ClaimName, &Rule)> {
        let others = self.rules.iter().filter(|rule| matches!(rule.claim, ClaimName::Other(_)));
        others.map(|rule| (rule.claim, rule))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

impl Rule {
    pub(super) fn judge(&self, typ: Option<&str>, claims: &Observed<'_>) -> Result<(), ClaimReason> {
        let present = |claim: ClaimName| match claims.watched(claim.as_str()) {
            // A claim called `typ` is not the header parameter.
            Some(value) if claim != ClaimName::Type && is_null(value) => Err(ClaimReason::Null),
            _ if claims.has(claim, typ) => Ok(()),
            _ => Err(ClaimReason::Missing),
        };
        match &self.check {
            Check::Present => present(self.claim),
            Check::EitherPresent(other) => present(self.claim).or_else(|reason| present(*other).map_err(|_| reason)),
            Check::Absent if claims.has(self.claim, typ) => Err(ClaimReason::Prohibited),
            Check::Absent => Ok(()),
            Check::Value(judge) if self.claim == ClaimName::Type => judge(typ.map(json::text).as_deref()),
            Check::Value(judge) => judge(claims.watched(self.claim.as_str())),
        }
    }
}

/// Reads a value from its text, or from `null` if the claim is absent, and judges it.
fn read_and_judge<T: DeserializeOwned, R: Into<ClaimReason>>(
    value: Option<&str>,
    check: &impl Fn(T) -> Result<(), R>,
) -> Result<(), ClaimReason> {
    match (json::first_value(value.unwrap_or("null")), value) {
        (Ok(value), _) => check(value).map_err(Into::into),
        (Err(_), None) => Err(ClaimReason::Missing),
        (Err(_), Some(value)) if is_null(value) => Err(ClaimReason::Null),
        (Err(_), Some(_)) => Err(ClaimReason::WrongType),
    }
}

/// Whether a value is `null`, from its text.
fn is_null(value: &str) -> bool {
    value.starts_with('n')
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rules, watched: _ } = self;
        rules.fmt(f)
    }
}

/// Shows the claim and the kind of check. The values may be secrets between two programs.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.check {
            Check::Present => "required",
            Check::EitherPresent(other) => return write!(f, "{} or {other}: required", self.claim),
            Check::Absent => "prohibited",
            Check::Value(_) => "checked",
        };
        write!(f, "{}: {kind}", self.claim)
    }
}
