//! Verifying tokens: RFC 7515 section 5.2, then RFC 7519 section 7.2.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_core::de::{Deserialize, DeserializeOwned, IgnoredAny};

use super::observe::{self, Observed};
use super::validation::Validation;
use crate::base64url::Codec;
use crate::error::{ClaimName, ClaimReason, VerifyError};
use crate::jws::{
    AcceptedHeaders, FindKey, Header, ReceivedHeader, Scratch, Segments, StackScratch, VerifiedHeader, find_key,
};

/// Verifies tokens with a key, or a set of keys, and a policy.
///
/// Make it once and share it: verifying takes `&self`.
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

/// The claims of a token that passed every check except, perhaps, that of `exp`: see
/// [`Verifier::verify_even_if_expired`].
///
/// ```
/// use jwt_codec::jwt::{MaybeExpired, NumericDate};
/// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let verifier = Verifier::new(key.verifying_key(), Validation::new());
/// let claims = Claims::new(()).jwt_id("session-7").expires_at(NumericDate::from_secs(1_300_819_380));
/// let token = Signer::new(key).sign(&claims)?;
///
/// // At a logout it does not matter whether the token has expired.
/// let session: RegisteredClaims = match verifier.verify_even_if_expired(&token)? {
///     MaybeExpired::Current(claims) | MaybeExpired::Expired(claims) => claims,
/// };
/// assert_eq!(session.jwt_id.as_deref(), Some("session-7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a token has expired or it has not")]
pub enum MaybeExpired<T> {
    /// The token has not expired. It passed every check.
    Current(T),
    /// The token has expired. It passed every other check.
    Expired(T),
}

impl<K: FindKey> Verifier<K> {
    /// Creates a verifier from a key (or key set) and a policy.
    #[must_use]
    pub fn new(keys: K, validation: Validation) -> Self {
        Self { keys, validation, headers: AcceptedHeaders::default(), codec: Codec::new() }
    }

    /// Verifies a token and returns its claims.
    ///
    /// `T` is any type that deserializes from a JSON object:
    ///
    /// - [`Claims`](super::Claims) with your own claims;
    /// - [`RegisteredClaims`](super::RegisteredClaims);
    /// - your own struct, with or without registered claims among its fields;
    /// - a map.
    ///
    /// # Errors
    ///
    /// Returns a [`VerifyError`] for the first check that fails. Its variants are listed in the order of the checks. The
    /// exceptions are [`Malformed`](VerifyError::Malformed), which each part of a token can cause, and a registered claim that is
    /// `null` or of the wrong type: that is found while the claims are read.
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Result<T, VerifyError> {
        self.check(token, &mut StackScratch::for_payload(), &[], Validation::check).map(|(claims, ..)| claims)
    }

    /// Verifies a token and returns claims that may borrow from `scratch`.
    ///
    /// The payload is decoded into `scratch`, which overwrites its contents. `&str` fields borrow from it, with escapes
    /// decoded. To borrow a registered claim, give your struct a field for it (`sub: &'a str`): [`Claims`](super::Claims) owns
    /// its registered claims.
    ///
    /// Once `scratch` is large enough, a struct of such fields needs no allocation in the usual case: the header is
    /// remembered from an accepted token, the policy has no rules for other claims, there are at most 12 claims, members of
    /// nested objects included, `aud` has at most four names, and `alg` is HS256, ES256 or RS256, for example.
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
        self.check(token, scratch, &[], Validation::check).map(|(claims, ..)| claims)
    }

    /// Verifies a token and returns its header and its claims.
    ///
    /// It is the only method that accepts the extensions of [`Validation::understands`].
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let verifier = Verifier::new(key.verifying_key(), Validation::new());
    /// let signer = Signer::new(key).key_id("2026-11");
    /// let token = signer.sign(&Claims::new(()).subject("alice").lifetime(Duration::from_secs(600)))?;
    ///
    /// let (header, claims): (_, RegisteredClaims) = verifier.verify_with_header(&token)?;
    /// assert_eq!((header.key_id(), claims.subject.as_deref()), (Some("2026-11"), Some("alice")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_with_header<T: DeserializeOwned>(&self, token: &str) -> Result<(VerifiedHeader, T), VerifyError> {
        let (claims, header, ()) =
            self.check(token, &mut StackScratch::for_payload(), self.validation.understood(), Validation::check)?;
        Ok((VerifiedHeader::new(header.into_owned()), claims))
    }

    /// Verifies a token, returns its claims even if it has expired, and says whether it has.
    ///
    /// The signature and all other claims are checked as [`verify`](Self::verify) does. `exp` is still required if the
    /// policy requires it. Use it for what outlives a token: whose session ended, whom to log out, which token to
    /// exchange for a new one.
    ///
    /// Never grant access for [`MaybeExpired::Expired`]: `exp` limits how long a stolen token is useful, and this token
    /// is past it.
    ///
    /// To accept expired tokens in the other methods too, use [`Validation::allow_expired`].
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
    /// As [`verify`](Self::verify), except [`ClaimReason::Expired`](crate::ClaimReason::Expired).
    pub fn verify_even_if_expired<T: DeserializeOwned>(&self, token: &str) -> Result<MaybeExpired<T>, VerifyError> {
        let (claims, _, is_expired) =
            self.check(token, &mut StackScratch::for_payload(), &[], Validation::check_even_if_expired)?;
        Ok(if is_expired { MaybeExpired::Expired(claims) } else { MaybeExpired::Current(claims) })
    }

    /// Returns every claim that the policy rejects, in the order of RFC 7519 section 4.1: the header parameter `typ`, the
    /// registered claims, then others. It is empty if the token would be accepted.
    ///
    /// [`verify`](Self::verify) returns the first of them. Use this to find out what is wrong with a token, in a test or a
    /// log. Do not send this list to the client.
    ///
    /// ```
    /// use jwt_codec::{ClaimName, ClaimReason, Claims, Hs256, Signer, SigningKey, Validation, Verifier};
    ///
    /// let key = SigningKey::<Hs256>::generate()?;
    /// let policy = Validation::new().issuer("https://id.example").require("client_id");
    /// let verifier = Verifier::new(key.verifying_key(), policy);
    /// let token = Signer::new(key).sign(&Claims::new(()).issuer("https://other.example"))?;
    /// assert_eq!(
    ///     verifier.rejected_claims(&token)?,
    ///     [
    ///         (ClaimName::Issuer, ClaimReason::Unexpected),
    ///         (ClaimName::ExpirationTime, ClaimReason::Missing),
    ///         (ClaimName::Other("client_id"), ClaimReason::Missing),
    ///     ]
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), except those of the policy. A registered claim of the wrong type is still
    /// [`VerifyError::Claim`].
    pub fn rejected_claims(&self, token: &str) -> Result<Vec<(ClaimName, ClaimReason)>, VerifyError> {
        let mut failures = Vec::new();
        let verdict =
            self.check::<IgnoredAny, _>(token, &mut StackScratch::for_payload(), &[], |policy, header, claims| {
                failures = policy.check_all(header, claims)?;
                // An error, so that the header of a rejected token is not remembered.
                failures.first().map_or(Ok(()), |&(claim, reason)| Err(claim.error(reason)))
            });
        match verdict {
            Err(error) if failures.is_empty() => Err(error),
            _ => Ok(failures),
        }
    }

    pub(super) const fn validation(&self) -> &Validation {
        &self.validation
    }

    /// Follows RFC 7515 section 5.2 and then RFC 7519 section 7.2, in their order, but step 6 comes after step 8. Returns
    /// the claims, the header, and what `judge`, the policy's check, returns. `understood` are the names that `crit` may
    /// have.
    fn check<'s, T: Deserialize<'s>, J>(
        &self,
        token: &str,
        scratch: &'s mut impl Scratch,
        understood: &[String],
        judge: impl FnOnce(&Validation, &Header, &Observed<'s>) -> Result<J, VerifyError>,
    ) -> Result<(T, Cow<'_, ReceivedHeader>, J), VerifyError> {
        // Step 1: split.
        let mut segments = Segments::split(token, self.validation.token_limit())?;
        if self.validation.allows_padding() {
            segments = segments.without_padding();
        }
        // Steps 2 to 5: read the header, unless an accepted token had the same one.
        let header = self.headers.read(segments.header)?;
        header.require_understood(understood)?;
        // Find the key. The token does not choose it: `alg` is only compared with the key's (RFC 8725 section 3.1).
        let key = find_key(&self.keys, &header)?;
        // Steps 7 and 8: compare `alg`, check the signature.
        let signed = segments.verify(&header, &key)?;
        // Step 6, moved here: decode the payload only when its signature is good.
        let payload = signed.decode(&self.codec, scratch)?;
        // RFC 7519 section 7.2: read all claims in one pass, and keep the registered ones.
        let mut registered = self.validation.observer();
        let claims = observe::read(payload, &mut registered)?;
        // RFC 7519 section 4.1: check the claims against the policy.
        let verdict = judge(&self.validation, &header, &registered)?;
        // Remember the header: the token is accepted.
        #[cfg(feature = "std")]
        self.headers.remember(segments.header, &header);
        Ok((claims, header, verdict))
    }
}

/// Shows the keys and the policy, and nothing of any token.
impl<K: fmt::Debug> fmt::Debug for Verifier<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, validation, .. } = self;
        f.debug_struct("Verifier").field("keys", keys).field("validation", validation).finish_non_exhaustive()
    }
}
