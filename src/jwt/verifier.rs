//! Accepting tokens: RFC 7515 section 5.2, then RFC 7519 section 7.2.

use alloc::vec::Vec;
use core::fmt;

use serde_core::de::{Deserialize, DeserializeOwned};

use super::observe::{self, Observed};
use super::validation::Validation;
use crate::base64url::Codec;
use crate::error::VerifyError;
use crate::jwa::Verify;
use crate::jws::{AcceptedHeaders, FindKey, Header, Segments, find_key};

/// Payloads of half this length, in bytes, are decoded on the stack where nobody wants to borrow from them. The other
/// half is for strings with escapes.
const STACK_BUFFER_LEN: usize = 512;

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
    accepted: AcceptedHeaders,
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
        Self { keys, validation, accepted: AcceptedHeaders::default(), codec: Codec::new() }
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
        self.verify_on_stack(token, Validation::check).map(|(claims, ())| claims)
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
        self.process(token, |length| resized(scratch, length), Validation::check).map(|(claims, ())| claims)
    }

    /// Verifies a token and gives its header too.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_with_header<T: DeserializeOwned>(&self, token: &str) -> Result<(Header, T), VerifyError> {
        let judge = |policy: &Validation, header: &Header, claims: &Observed<'_>| {
            policy.check(header, claims).map(|()| header.clone())
        };
        self.verify_on_stack(token, judge).map(|(claims, header)| (header, claims))
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
        let (claims, is_expired) = self.verify_on_stack(token, Validation::check_even_if_expired)?;
        Ok(if is_expired { MaybeExpired::Expired(claims) } else { MaybeExpired::Current(claims) })
    }

    /// Verifies with the payload on the stack, if it is as short as most are.
    fn verify_on_stack<T: DeserializeOwned, J>(
        &self,
        token: &str,
        judge: impl FnOnce(&Validation, &Header, &Observed<'_>) -> Result<J, VerifyError>,
    ) -> Result<(T, J), VerifyError> {
        let (stack, heap) = (&mut [0; STACK_BUFFER_LEN], &mut Vec::new());
        let buffer = |length| {
            // Moved in: what is given out lives longer than this call.
            let (stack, heap) = (stack, heap);
            if length <= stack.len() { &mut stack[..] } else { resized(heap, length) }
        };
        self.process(token, buffer, judge)
    }

    /// [`check`](Self::check), and what a refused token has to hear first: that it is no token.
    #[inline]
    fn process<'s, T: Deserialize<'s>, J>(
        &self,
        token: &str,
        buffer: impl FnOnce(usize) -> &'s mut [u8],
        judge: impl FnOnce(&Validation, &Header, &Observed<'_>) -> Result<J, VerifyError>,
    ) -> Result<(T, J), VerifyError> {
        self.check(token, buffer, judge).map_err(|error| match Segments::split(token, self.validation.token_limit()) {
            Err(malformed) => malformed,
            Ok(_) => error,
        })
    }

    /// The steps are those of RFC 7515 section 5.2, and come in its order.
    fn check<'s, T: Deserialize<'s>, J>(
        &self,
        token: &str,
        buffer: impl FnOnce(usize) -> &'s mut [u8],
        judge: impl FnOnce(&Validation, &Header, &Observed<'_>) -> Result<J, VerifyError>,
    ) -> Result<(T, J), VerifyError> {
        let limit = self.validation.token_limit();
        Segments::check_len(token, limit)?;

        // Step 1: three segments. Steps 2 to 5: the header is base64url of a JSON object, whose members are understood.
        // A JWT understands no `crit`.
        let read;
        let (segments, header, known) = match self.accepted.recognise(token) {
            Some((segments, header)) => (segments, header, true),
            None => {
                let segments = Segments::split(token, limit)?;
                read = understood(segments.header)?;
                (segments, &read, false)
            }
        };

        // The key is not the token's choice, and the token is checked with no other algorithm than the key's (RFC 8725
        // section 3.1).
        let key = find_key(&self.keys, header)?;
        header.require_algorithm(key.algorithm())?;

        // Steps 7 and 8: the signature. An HMAC key hashes while it is decoded.
        segments.check_signature(&self.codec, &key)?;

        // Step 6, but only now: no payload is touched before it is known to be the signer's.
        let buffer = buffer(segments.payload_len().saturating_mul(2));
        let length = segments.decode_payload(&self.codec, buffer)?;

        // RFC 7519 section 7.2, step 10: a claims set. Section 4.1: which is accepted here and now.
        let mut observed = Observed::default();
        let claims = observe::read(buffer, length, &mut observed)?;
        let judgement = judge(&self.validation, header, &observed)?;
        if !known {
            self.accepted.remember(&segments, header);
        }
        Ok((claims, judgement))
    }
}

/// The keys and the policy, and nothing of any token.
impl<K: fmt::Debug> fmt::Debug for Verifier<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, validation, .. } = self;
        f.debug_struct("Verifier").field("keys", keys).field("validation", validation).finish_non_exhaustive()
    }
}

/// The header in this segment, if it asks for nothing that has to be understood.
fn understood(segment: &str) -> Result<Header, VerifyError> {
    let header = Header::decode(segment)?;
    header.require_no_critical()?;
    Ok(header)
}

/// A buffer of at least this length; what was in it is overwritten or not read.
fn resized(buffer: &mut Vec<u8>, length: usize) -> &mut [u8] {
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
    buffer
}
