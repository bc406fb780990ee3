//! Accepting tokens: RFC 7515 section 5.2, then RFC 7519 section 7.2.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde_core::de::{Deserialize, DeserializeOwned};

use super::observe::{self, Observed};
use super::validation::Validation;
use crate::base64url::Codec;
use crate::error::VerifyError;
use crate::jws::{AcceptedHeaders, FindKey, Header, Scratch, Segments, StackScratch, find_key};

/// Verifies tokens with one key, or a set of keys, and one policy.
///
/// It is made once and shared; verifying takes `&self`.
///
/// ```
/// use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier};
/// use serde::{Deserialize, Serialize};
/// use std::time::Duration;
///
/// #[derive(Serialize, Deserialize)]
/// struct Session {
///     role: String,
/// }
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let verifier = Verifier::new(key.verifying_key(), Validation::new().audience("api"));
///
/// let claims = Claims::new(Session { role: "admin".into() }).audience("api").lifetime(Duration::from_secs(600));
/// let token = Signer::new(key).sign(&claims)?;
///
/// let claims: Claims<Session> = verifier.verify(&token)?;
/// assert_eq!(claims.custom.role, "admin");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Verifier<K> {
    keys: K,
    validation: Validation,
    headers: AcceptedHeaders,
    codec: Codec,
}

/// The claims of a token that would be accepted but for its `exp`: see [`Verifier::verify_even_if_expired`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a token has expired or it has not")]
pub enum MaybeExpired<T> {
    /// The token has not expired: every check was passed.
    Current(T),
    /// The token has expired. Every other check was passed.
    Expired(T),
}

impl<K: FindKey> Verifier<K> {
    /// A verifier with this key (or key set), and this policy.
    #[must_use]
    pub fn new(keys: K, validation: Validation) -> Self {
        Self { keys, validation, headers: AcceptedHeaders::default(), codec: Codec::new() }
    }

    /// Verifies a token and gives its claims.
    ///
    /// `T` is any type that is a JSON object: [`Claims`](super::Claims) with your own claims,
    /// [`RegisteredClaims`](super::RegisteredClaims), a struct of your own with or without registered claims among its
    /// fields, a map.
    ///
    /// # Errors
    ///
    /// A [`VerifyError`] for the first thing that is not in order; its variants stand in the order of processing.
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Result<T, VerifyError> {
        self.check(token, &mut StackScratch::new(), Validation::check).map(|(claims, ..)| claims)
    }

    /// Verifies a token and gives its claims, which may borrow from `scratch`.
    ///
    /// The payload is decoded into `scratch`, whose contents before do not matter. `&str` fields borrow from there,
    /// with escapes undone: for a struct of such fields nothing is allocated once `scratch` has its size. Registered
    /// claims are borrowed by a field of their own (`sub: &'a str`); [`Claims`](super::Claims) owns its registered claims.
    ///
    /// ```
    /// # use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier};
    /// # use std::time::Duration;
    /// # let key = SigningKey::<Hs256>::generate()?;
    /// # let verifier = Verifier::new(key.verifying_key(), Validation::new());
    /// # let token = Signer::new(key).sign(&Claims::new(()).subject("al\"ice").lifetime(Duration::from_secs(600)))?;
    /// #[derive(serde::Deserialize)]
    /// struct Session<'a> {
    ///     sub: &'a str,
    /// }
    ///
    /// let mut scratch = Vec::new();
    /// let session: Session<'_> = verifier.verify_borrowed(&token, &mut scratch)?;
    /// assert_eq!(session.sub, "al\"ice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_borrowed<'s, T: Deserialize<'s>>(
        &self,
        token: &str,
        scratch: &'s mut Vec<u8>,
    ) -> Result<T, VerifyError> {
        self.check(token, scratch, Validation::check).map(|(claims, ..)| claims)
    }

    /// Verifies a token and gives its header too.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_with_header<T: DeserializeOwned>(&self, token: &str) -> Result<(Header, T), VerifyError> {
        let (claims, header, ()) = self.check(token, &mut StackScratch::new(), Validation::check)?;
        Ok((header.into_owned(), claims))
    }

    /// Verifies a token and gives its claims even if it has expired, and says whether it has.
    ///
    /// The signature and all other claims are checked as [`verify`](Self::verify) does; an `exp` must still be there if
    /// the policy requires one. This is for what outlives a token: whose session ended, whom to log out, which token to
    /// exchange for a new one. Never grant access for [`MaybeExpired::Expired`]: such a token may have been stolen at any
    /// time since it was made, which `exp` is there to bound.
    ///
    /// To accept expired tokens in the other methods too, see [`Validation::allow_expired`].
    ///
    /// ```
    /// use jwt_codec::jwt::{MaybeExpired, NumericDate};
    /// use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new());
    /// let claims = Claims::new(()).subject("alice").expires_at(NumericDate::from_secs(1_300_819_380));
    /// let token = Signer::new(key).sign(&claims)?;
    ///
    /// assert_eq!(verifier.verify::<Claims<()>>(&token).unwrap_err().to_string(), "exp: expired");
    /// assert_eq!(verifier.verify_even_if_expired(&token)?, MaybeExpired::Expired(claims));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), but for [`ClaimReason::Expired`](crate::ClaimReason::Expired).
    pub fn verify_even_if_expired<T: DeserializeOwned>(&self, token: &str) -> Result<MaybeExpired<T>, VerifyError> {
        let (claims, _, is_expired) = self.check(token, &mut StackScratch::new(), Validation::check_even_if_expired)?;
        Ok(if is_expired { MaybeExpired::Expired(claims) } else { MaybeExpired::Current(claims) })
    }

    /// The steps are those of RFC 7515 section 5.2, in its order, and then those of RFC 7519 section 7.2. `judge` is the
    /// policy's last word; gives the claims, the header, and what it said.
    fn check<'s, T: Deserialize<'s>, J>(
        &self,
        token: &str,
        scratch: &'s mut impl Scratch,
        judge: impl FnOnce(&Validation, &Header, &Observed<'s>) -> Result<J, VerifyError>,
    ) -> Result<(T, Cow<'_, Header>, J), VerifyError> {
        // Step 1.
        let segments = Segments::split(token, self.validation.token_limit())?;
        // Steps 2 to 5. A header that was accepted before is not read again.
        let header = self.headers.read(segments.header)?;
        // The key is not the token's choice: its `alg` is only compared with that of the key (RFC 8725 section 3.1).
        let key = find_key(&self.keys, &header)?;
        // Steps 7 and 8.
        let signed = segments.verify(&header, &key)?;
        // Step 6, but only now: no payload is decoded before it is known to be the signer's.
        let payload = signed.decode(&self.codec, scratch)?;
        // RFC 7519 section 7.2: one pass reads the claims, and observes the registered ones.
        let mut registered = Observed::default();
        let claims = observe::read(payload, &mut registered)?;
        // RFC 7519 section 4.1.
        let verdict = judge(&self.validation, &header, &registered)?;
        // Only the headers of accepted tokens are remembered.
        #[cfg(feature = "std")]
        self.headers.remember(segments.header, &header);
        Ok((claims, header, verdict))
    }
}

/// The keys and the policy, and nothing of any token.
impl<K: fmt::Debug> fmt::Debug for Verifier<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, validation, .. } = self;
        f.debug_struct("Verifier").field("keys", keys).field("validation", validation).finish_non_exhaustive()
    }
}
