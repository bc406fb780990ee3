//! How the times of a token are compared with the clock.

use core::time::Duration;

use super::Validation;

/// Ages, and clocks that differ.
impl Validation {
    /// Requires `iat`, and rejects tokens that are older than this.
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let at = NumericDate::from_secs;
    /// let policy = Validation::at(at(5_000)).max_age(Duration::from_secs(900));
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    ///
    /// // It is still good for long, but a payment wants a login of the last 15 minutes.
    /// let token = Signer::new(key).sign(&Claims::new(()).issued_at(at(1_000)).expires_at(at(9_000)))?;
    /// assert_eq!(verifier.verify::<RegisteredClaims>(&token).unwrap_err().to_string(), "iat: too old");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// Rejects tokens that expire within this time: for programs that pass a token on, or fetch a new one early.
    ///
    /// It requires `exp`, also with [`allow_missing_expiration_time`](Self::allow_missing_expiration_time). The leeway does not
    /// count here: a token with this much time left, or less, is rejected. With [`allow_expired`](Self::allow_expired) it
    /// requires `exp` and nothing else. `verify_even_if_expired` rejects such a token too, until it has expired.
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::at(NumericDate::from_secs(1_000)).reject_expiring_within(Duration::from_secs(30));
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    ///
    /// let token = Signer::new(key).sign(&Claims::new(()).expires_at(NumericDate::from_secs(1_030)))?;
    /// let refused = verifier.verify::<RegisteredClaims>(&token).unwrap_err();
    /// assert_eq!(refused.to_string(), "exp: expires too soon");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn reject_expiring_within(mut self, remaining: Duration) -> Self {
        self.min_time_left = Some(remaining);
        self
    }

    /// Sets how far the clocks of signer and verifier may differ. The default is 60 seconds.
    ///
    /// Tokens are accepted for this much longer than `exp` says. A leeway of [`Duration::MAX`] accepts any time in
    /// `exp`, and, without a [`future_leeway`](Self::future_leeway), in `nbf` and `iat`. `exp` stays required.
    #[must_use]
    pub const fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets a separate leeway for times that may not be in the future: `nbf`, `iat`, and in `profiles` `auth_time` and the latest
    /// `exp` of a client assertion.
    ///
    /// It tolerates a signer whose clock is ahead, without accepting tokens after `exp`. A large value makes `nbf`
    /// meaningless. [`leeway`](Self::leeway) still applies to `exp` and [`max_age`](Self::max_age).
    ///
    /// ```
    /// use jwt_codec::jwt::NumericDate;
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let at = NumericDate::from_secs;
    /// let exact = Validation::at(at(1_000)).leeway(Duration::ZERO);
    /// let verifier = Verifier::new(key.verifying_key(), exact.future_leeway(Duration::from_secs(300)));
    ///
    /// // Five minutes ahead are accepted, and `exp` is exact.
    /// let signer = Signer::new(key);
    /// let ahead = signer.sign(&Claims::new(()).not_before(at(1_300)).expires_at(at(1_600)))?;
    /// assert!(verifier.verify::<RegisteredClaims>(&ahead).is_ok());
    /// let expired = signer.sign(&Claims::new(()).expires_at(at(1_000)))?;
    /// assert!(verifier.verify::<RegisteredClaims>(&expired).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn future_leeway(mut self, leeway: Duration) -> Self {
        self.future_leeway = Some(leeway);
        self
    }
}
