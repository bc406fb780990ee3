//! The checks that a policy switches off by name.

use super::Validation;
use crate::jwt::observe::Numeric;

/// What is accepted against the defaults.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a decision of its own")]
pub(super) struct Allowed {
    pub(super) missing_expiration_time: bool,
    pub(super) expired: bool,
    pub(super) future_issued_at: bool,
    pub(super) missing_typ: bool,
    pub(super) numeric: Numeric,
    pub(super) padding: bool,
}

impl Allowed {
    pub(super) const NOTHING: Self = Self {
        missing_expiration_time: false,
        expired: false,
        future_issued_at: false,
        missing_typ: false,
        numeric: Numeric { issuer: false, subject: false },
        padding: false,
    };
}

/// Weaker checks, each by its name.
impl Validation {
    /// Makes `exp` optional. If present, it is still checked.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new().allow_missing_expiration_time());
    /// let token = Signer::new(key).sign(&Claims::new(()).subject("alice"))?;
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&token)?.expiration_time, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_missing_expiration_time(mut self) -> Self {
        self.allowed.missing_expiration_time = true;
        self
    }

    /// Accepts expired tokens. `exp` is still required, and all other claims are checked.
    ///
    /// Use it for tokens that no longer grant access: an `id_token_hint`, a logout, a refresh. It gives up what `exp`
    /// protects: a stolen token stays valid for ever. Limit its age with [`max_age`](Self::max_age), and use a separate
    /// verifier for this purpose.
    ///
    /// To learn whether a token has expired, use
    /// [`Verifier::verify_even_if_expired`](crate::jwt::Verifier::verify_even_if_expired) instead.
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
    /// RFC 7519 section 4.1.6 requires no check of `iat`. Use it for issuers whose clocks are ahead by more than the
    /// leeway. It weakens [`max_age`](Self::max_age): the age counts from `iat`, even if that is in the future.
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let at = NumericDate::from_secs;
    /// let strict = Verifier::new(key.verifying_key(), Validation::at(at(1_000)));
    /// let loose = Verifier::new(key.verifying_key(), Validation::at(at(1_000)).allow_future_issued_at());
    ///
    /// let token = Signer::new(key).sign(&Claims::new(()).issued_at(at(1_300)).expires_at(at(1_600)))?;
    /// assert_eq!(strict.verify::<RegisteredClaims>(&token).unwrap_err().to_string(), "iat: in the future");
    /// assert!(loose.verify::<RegisteredClaims>(&token).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_future_issued_at(mut self) -> Self {
        self.allowed.future_issued_at = true;
        self
    }

    /// Accepts an `iss` that is a number, against RFC 7519 section 4.1.1. It is compared by its digits.
    ///
    /// GitHub Apps may sign such tokens. [`RegisteredClaims`](crate::jwt::RegisteredClaims) hold
    /// no number as `iss`: give your own type a field `iss`, alone or in [`Claims`](crate::jwt::Claims).
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey, Validation, Verifier};
    /// use std::collections::BTreeMap;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().issuer("12345").allow_numeric_issuer();
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    ///
    /// let claims = BTreeMap::from([("iss", 12345_u64), ("exp", 4_102_444_800)]);
    /// let token = Signer::new(key).allow_numeric_issuer().sign(&claims)?;
    /// assert_eq!(verifier.verify::<BTreeMap<String, u64>>(&token)?["iss"], 12345);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_numeric_issuer(mut self) -> Self {
        self.allowed.numeric.issuer = true;
        self
    }

    /// Accepts a `sub` that is a number, against RFC 7519 section 4.1.2. It is compared by its digits.
    ///
    /// Programs that put the ID of a database row there sign such tokens. [`RegisteredClaims`](crate::jwt::RegisteredClaims) hold
    /// no number as `sub`: give your own type a field `sub`, alone or in [`Claims`](crate::jwt::Claims).
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey, Validation, Verifier};
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Session {
    ///     sub: i64,
    ///     exp: u64,
    /// }
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new().allow_numeric_subject());
    /// let token = Signer::new(key).allow_numeric_subject().sign(&Session { sub: 42, exp: 4_102_444_800 })?;
    /// assert_eq!(verifier.verify::<Session>(&token)?.sub, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_numeric_subject(mut self) -> Self {
        self.allowed.numeric.subject = true;
        self
    }

    /// Accepts segments that end with base64url padding (`=`), which RFC 7515 section 2 forbids. `Verifier` and `Issuers` then do
    /// so. [`Unverified`](crate::jws::Unverified) and the functions of `jws` still reject it.
    ///
    /// AWS Application Load Balancers sign such tokens. The signature covers the padding, so you cannot remove it before you
    /// verify. Anybody can add or remove the padding of the signature, so one token has two valid texts.
    ///
    /// ```
    /// use jwt_codec::{Defect, Part, RegisteredClaims, Validation, Verifier, VerifyError, VerifyingKey};
    ///
    /// // The header is { "alg":"HS256"} and the payload {"sub":"alice" }, signed with HMAC and 32 bytes of 7.
    /// let token = "eyAiYWxnIjoiSFMyNTYifQ==.eyJzdWIiOiJhbGljZSIgfQ==.KIMHdzOaGxpZ8AGxnq12UqnQKYgzxGlSScnNitZ9SPQ=";
    /// let key = VerifyingKey::<jwt_codec::Hs256>::from_secret(&[7; 32])?;
    /// let policy = Validation::new().allow_missing_expiration_time();
    ///
    /// let strict = Verifier::new(&key, policy.clone());
    /// let refused = strict.verify::<RegisteredClaims>(token).unwrap_err();
    /// assert_eq!(refused, VerifyError::Malformed(Part::Header, Defect::Base64url));
    /// let claims: RegisteredClaims = Verifier::new(&key, policy.allow_padding()).verify(token)?;
    /// assert_eq!(claims.subject.as_deref(), Some("alice"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_padding(mut self) -> Self {
        self.allowed.padding = true;
        self
    }

    /// Accepts tokens without `typ` even if [`typ`](Self::typ) is set. A `typ` that is present must still match.
    ///
    /// Use it for issuers that set `typ` in only some of their tokens. It weakens `typ`: a token of another kind that
    /// also lacks it is accepted (RFC 8725 section 3.11), unless other claims tell the kinds apart.
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new().typ("at+jwt").allow_missing_typ());
    /// let claims = Claims::new(()).lifetime(Duration::from_secs(600));
    ///
    /// let without = Signer::new(&key).without_typ().sign(&claims)?;
    /// assert!(verifier.verify::<RegisteredClaims>(&without).is_ok());
    /// let other = Signer::new(&key).typ("logout+jwt").sign(&claims)?;
    /// assert!(verifier.verify::<RegisteredClaims>(&other).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn allow_missing_typ(mut self) -> Self {
        self.allowed.missing_typ = true;
        self
    }
}
