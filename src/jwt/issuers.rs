//! Several issuers, each with its own keys: RFC 8725 section 3.8.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;

use serde_core::de::DeserializeOwned;

use super::{Validation, Verifier};
use crate::error::{ClaimName, ClaimReason, Defect, Part, VerifyError};
use crate::json::{Error, Reader};
use crate::jws::{self, DEFAULT_MAX_TOKEN_LEN, FindKey, Segments};

/// Verifies tokens of several issuers. Each has its own keys and its own policy.
///
/// A key belongs to an issuer (RFC 8725 section 3.8). A single [`Verifier`] with the keys of two issuers and two calls
/// of [`Validation::issuer`] lets each sign tokens in the name of the other. Here the unverified `iss` of a token picks
/// the verifier, and nothing else: everything is then checked with the keys and the policy of that issuer alone.
///
/// For tenants that are not known beforehand, see [`untrusted_issuer`]. An `iss` that is a number is rejected.
///
/// ```
/// use jwt_codec::jwt::Issuers;
/// use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation};
/// use std::time::Duration;
///
/// let (ours, partners) = (SigningKey::<Es256>::generate()?, SigningKey::<Es256>::generate()?);
/// let issuers = Issuers::new()
///     .issuer("https://id.example", ours.verifying_key(), Validation::new())
///     .issuer("https://partner.example", partners.verifying_key(), Validation::new());
///
/// let token = |key: SigningKey<Es256>, issuer: &str| {
///     Signer::new(key).sign(&Claims::new(()).issuer(issuer).lifetime(Duration::from_secs(600)))
/// };
/// let partners_token = token(partners, "https://partner.example")?;
/// let claims: RegisteredClaims = issuers.verify(&partners_token)?;
/// assert_eq!(claims.issuer.as_deref(), Some("https://partner.example"));
///
/// // Our key does not sign for the partner.
/// assert!(issuers.verify::<RegisteredClaims>(&token(ours, "https://partner.example")?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Issuers<K> {
    verifiers: BTreeMap<String, Verifier<K>>,
    /// That of the loosest policy, if there is one. It is required before a token has named its issuer.
    loosest: Option<Form>,
}

/// What a policy requires of the form of a token.
#[derive(Clone, Copy)]
struct Form {
    max_token_len: usize,
    allows_padding: bool,
}

impl Form {
    const DEFAULT: Self = Self { max_token_len: DEFAULT_MAX_TOKEN_LEN, allows_padding: false };

    const fn of<K: FindKey>(verifier: &Verifier<K>) -> Self {
        let validation = verifier.validation();
        Self { max_token_len: validation.token_limit(), allows_padding: validation.allows_padding() }
    }

    fn or(self, other: Self) -> Self {
        Self {
            max_token_len: self.max_token_len.max(other.max_token_len),
            allows_padding: self.allows_padding || other.allows_padding,
        }
    }
}

impl<K: FindKey> Issuers<K> {
    /// Creates a verifier that knows no issuer and rejects every token.
    #[must_use]
    pub const fn new() -> Self {
        Self { verifiers: BTreeMap::new(), loosest: None }
    }

    /// Adds an issuer with its keys and its policy, in place of an earlier one of the same name.
    ///
    /// The policy requires `iss` to equal this issuer, whatever [`Validation::issuer`] expected before.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>, keys: K, validation: Validation) -> Self {
        let issuer = issuer.into();
        let verifier = Verifier::new(keys, validation.only_issuer(issuer.clone()));
        let added = Form::of(&verifier);
        self.loosest = match (self.verifiers.insert(issuer, verifier), self.loosest) {
            (None, Some(loosest)) => Some(loosest.or(added)),
            // What a replaced policy allowed does not count any more.
            _ => self.verifiers.values().map(Form::of).reduce(Form::or),
        };
        self
    }

    /// Verifies a token with the keys and the policy of its issuer, and returns its claims.
    ///
    /// # Errors
    ///
    /// As [`verifier`](Self::verifier), then as [`Verifier::verify`].
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Result<T, VerifyError> {
        self.verifier(token)?.verify(token)
    }

    /// Returns the verifier of the issuer that a token names. Nothing is verified: call one of its methods with the
    /// token.
    ///
    /// # Errors
    ///
    /// - As [`untrusted_issuer`].
    /// - [`VerifyError::Claim`] with [`ClaimReason::Unexpected`] if the issuer is not known.
    ///
    /// ```
    /// use jwt_codec::jwt::Issuers;
    /// use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let issuers = Issuers::new().issuer("https://id.example", key.verifying_key(), Validation::new());
    /// let signer = Signer::new(key).key_id("2026-11");
    /// let claims = Claims::new(()).issuer("https://id.example").lifetime(Duration::from_secs(600));
    ///
    /// // `verify` returns no header, `verify_with_header` does.
    /// let token = signer.sign(&claims)?;
    /// let (header, _): (_, RegisteredClaims) = issuers.verifier(&token)?.verify_with_header(&token)?;
    /// assert_eq!(header.key_id(), Some("2026-11"));
    ///
    /// let unknown = signer.sign(&claims.issuer("https://other.example"))?;
    /// assert_eq!(issuers.verifier(&unknown).unwrap_err().to_string(), "iss: not the expected value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verifier(&self, token: &str) -> Result<&Verifier<K>, VerifyError> {
        let loosest = self.loosest.unwrap_or(Form::DEFAULT);
        let segments = Segments::split(token, loosest.max_token_len)?;
        let segments = if loosest.allows_padding { segments.without_padding() } else { segments };
        let issuer = untrusted_issuer_in(segments.payload)?;
        self.verifiers.get(&issuer).ok_or_else(|| ClaimName::Issuer.error(ClaimReason::Unexpected))
    }
}

impl<K: FindKey> Default for Issuers<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug> fmt::Debug for Issuers<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.verifiers).finish()
    }
}

/// Returns the `iss` of a token of at most 16 KiB. Nothing is verified.
///
/// Use it to pick a verifier that belongs to this issuer alone, and for nothing else: anybody can write any `iss`. The
/// verifier must have the keys of this issuer only, and require it with [`Validation::issuer`]. Reject an issuer that
/// your pattern does not allow before you fetch anything for it.
///
/// # Errors
///
/// - [`VerifyError::Malformed`] if there are not three segments, or the payload is not base64url of a JSON object.
/// - [`VerifyError::Claim`] if `iss` is missing, `null` or not a string.
///
/// ```
/// use jwt_codec::{Hs256, SigningKey, Claims, RegisteredClaims, Signer, Validation, Verifier, jwt};
/// use std::time::Duration;
///
/// /// The key of each tenant, by its name.
/// fn key_of(tenant: &str) -> Option<SigningKey<Hs256>> {
///     let secret = [tenant.as_bytes(), &[0x5a; 32]].concat();
///     (tenant == "alpha" || tenant == "beta").then(|| SigningKey::from_secret(&secret).ok())?
/// }
///
/// let claims = Claims::new(()).issuer("https://alpha.example").lifetime(Duration::from_secs(600));
/// let token = Signer::new(key_of("alpha").expect("a tenant")).sign(&claims)?;
///
/// let issuer = jwt::untrusted_issuer(&token)?;
/// let tenant = issuer.strip_prefix("https://").and_then(|host| host.strip_suffix(".example")).ok_or("not a tenant")?;
/// let key = key_of(tenant).ok_or("not a tenant")?;
/// let verifier = Verifier::new(key.verifying_key(), Validation::new().issuer(&issuer));
/// verifier.verify::<RegisteredClaims>(&token)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn untrusted_issuer(token: &str) -> Result<String, VerifyError> {
    untrusted_issuer_with_limit(token, DEFAULT_MAX_TOKEN_LEN)
}

/// Returns the `iss` of a token as [`untrusted_issuer`] does, of at most `max_token_len` bytes instead of 16 KiB.
///
/// # Errors
///
/// As [`untrusted_issuer`].
///
/// ```
/// use jwt_codec::{Claims, Hs256, Signer, SigningKey, jwt};
///
/// let claims = Claims::new(()).issuer("https://id.example").subject("x".repeat(20_000));
/// let token = Signer::new(SigningKey::<Hs256>::generate()?).sign(&claims)?;
/// assert!(jwt::untrusted_issuer(&token).is_err());
/// assert_eq!(jwt::untrusted_issuer_with_limit(&token, 32 * 1024)?, "https://id.example");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn untrusted_issuer_with_limit(token: &str, max_token_len: usize) -> Result<String, VerifyError> {
    untrusted_issuer_in(Segments::split(token, max_token_len)?.payload)
}

fn untrusted_issuer_in(payload: &str) -> Result<String, VerifyError> {
    let (mut buffer, length) = jws::decode_unverified(Part::Payload, payload)?;
    let malformed = |defect| VerifyError::Malformed(Part::Payload, defect);
    // Comparing all names costs much, and anybody can send a token. The verifier compares them after the signature.
    let mut reader = Reader::new(&mut buffer, length).without_comparing_names();
    let read = issuer(&mut reader);
    reader.finish().map_err(malformed)?;
    match read {
        Ok(Found::Text(issuer)) => Ok(issuer.into()),
        Ok(Found::Other(reason)) => Err(ClaimName::Issuer.error(reason)),
        // An error of the reader stays, so `finish` has returned it.
        Err(_) => Err(malformed(Defect::Json)),
    }
}

/// The value of `iss`, or why there is none.
enum Found<'t> {
    Text(&'t str),
    Other(ClaimReason),
}

fn issuer<'t>(reader: &mut Reader<'t>) -> Result<Found<'t>, Error> {
    let mut found = Found::Other(ClaimReason::Missing);
    let mut members = reader.object()?;
    while let Some(name) = reader.name(&mut members)? {
        if name != "iss" {
            reader.skip()?;
            continue;
        }
        if !matches!(found, Found::Other(ClaimReason::Missing)) {
            return reader.fail(Defect::DuplicateName);
        }
        found = match reader.peek() {
            Some(b'"') => Found::Text(reader.string()?),
            next => {
                reader.skip()?;
                Found::Other(if next == Some(b'n') { ClaimReason::Null } else { ClaimReason::WrongType })
            }
        };
    }
    Ok(found)
}
