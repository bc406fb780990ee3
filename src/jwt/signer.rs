//! Making tokens from claims: RFC 7519 section 7.1.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use memchr::memchr;
use serde::Serialize;
use serde::de::IgnoredAny;

use super::observe::{self, Observed};
use crate::base64url;
use crate::error::{SignError, VerifyError};
use crate::jwa::{MAX_SIGNATURE_LEN, Sign};
use crate::jws::{Header, SigningInput, sign_in};

/// Makes tokens with one key and one header.
///
/// ```
/// use jwt_codec::{Claims, Es256, Signer, SigningKey};
/// use std::time::Duration;
///
/// let signer = Signer::new(SigningKey::<Es256>::generate()?).key_id("2026-11");
/// let token: String = signer.sign(&Claims::new(()).subject("alice").lifetime(Duration::from_secs(600)))?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Signer<K> {
    key: K,
    header: Header,
    /// The header segment and its dot.
    prefix: String,
}

impl<K: Sign> Signer<K> {
    /// A signer whose header has the key's `alg`, and `JWT` as its `typ`.
    #[must_use]
    pub fn new(key: K) -> Self {
        let header = Header::new(key.algorithm()).with_typ("JWT");
        Self { key, header, prefix: String::new() }.prepare()
    }

    /// Sets `kid` in the header, which of the signer's keys this is.
    #[must_use]
    pub fn key_id(mut self, key_id: impl Into<String>) -> Self {
        self.header = self.header.with_key_id(key_id);
        self.prepare()
    }

    /// Sets `typ` in the header to what kind of JWT this is, such as `at+jwt` (RFC 8725 section 3.11).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.header = self.header.with_typ(typ);
        self.prepare()
    }

    fn prepare(mut self) -> Self {
        self.prefix.clear();
        base64url::append(self.header.to_json().as_bytes(), &mut self.prefix);
        self.prefix.push('.');
        self
    }

    /// The header of the tokens.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Signs claims: [`Claims`](super::Claims), or whatever else serialises as a JSON object.
    ///
    /// # Errors
    ///
    /// [`SignError::Serialize`] if the claims do not serialise, [`SignError::NotAnObject`] if not as an object,
    /// [`SignError::Malformed`] or [`SignError::WrongType`] if every verifier would refuse them (two claims of the same name, an `exp` that is no number), [`SignError::Key`] if the key cannot sign.
    pub fn sign<T: Serialize + ?Sized>(&self, claims: &T) -> Result<String, SignError> {
        let mut token = String::new();
        self.sign_into(claims, &mut token)?;
        Ok(token)
    }

    /// [`sign`](Self::sign), appending to a string.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign); the string is then as it was.
    pub fn sign_into<T: Serialize + ?Sized>(&self, claims: &T, token: &mut String) -> Result<(), SignError> {
        let mut payload = to_json(claims)?;
        let start = token.len();
        token.reserve(self.token_len(payload.len()));
        token.push_str(&self.prefix);
        base64url::append(&payload, token);
        let signed = check(&mut payload).and_then(|()| self.append_signature(token, start));
        if signed.is_err() {
            token.truncate(start);
        }
        signed
    }

    /// Signs what the token holds from `start` on.
    fn append_signature(&self, token: &mut String, start: usize) -> Result<(), SignError> {
        let mut buffer = [0; MAX_SIGNATURE_LEN];
        let input = token.as_bytes().get(start..).unwrap_or_default();
        let signature = sign_in(&mut buffer, input, &self.key)?;
        token.push('.');
        base64url::append(signature, token);
        Ok(())
    }

    fn token_len(&self, payload_len: usize) -> usize {
        let signature = base64url::encoded_len(self.key.signature_len().min(MAX_SIGNATURE_LEN));
        [1, base64url::encoded_len(payload_len), signature].into_iter().fold(self.prefix.len(), usize::saturating_add)
    }
}

/// Prepares claims for a key that is not here: an HSM, a KMS, an asynchronous call.
///
/// # Errors
///
/// As [`Signer::sign`], but for those of the key.
///
/// ```
/// use jwt_codec::jws::Header;
/// use jwt_codec::{Algorithm, Claims, jwt};
///
/// let header = Header::new(Algorithm::ES256).with_typ("JWT").with_key_id("kms-1");
/// let input = jwt::signing_input(&header, &Claims::new(()).subject("alice"))?;
/// // Send `input.as_bytes()` away; with what comes back, r || s:
/// let signature = [1; 64];
/// let token = input.attach(&signature)?;
/// # Ok::<(), jwt_codec::SignError>(())
/// ```
pub fn signing_input<T: Serialize + ?Sized>(header: &Header, claims: &T) -> Result<SigningInput, SignError> {
    let mut payload = to_json(claims)?;
    let input = SigningInput::new(header, &payload);
    check(&mut payload).map(|()| input)
}

fn to_json<T: Serialize + ?Sized>(claims: &T) -> Result<Vec<u8>, SignError> {
    serde_json::to_vec(claims).map_err(|error| SignError::Serialize(error.to_string()))
}

/// What is signed can be verified: the payload is an object, no two of its members have the same name, and registered claims
/// are of their types.
fn check(payload: &mut Vec<u8>) -> Result<(), SignError> {
    if payload.first() != Some(&b'{') {
        return Err(SignError::NotAnObject);
    }
    let length = payload.len();
    if memchr(b'\\', payload).is_some() {
        payload.resize(length.saturating_mul(2), 0);
    }
    match observe::read::<IgnoredAny>(payload, length, &mut Observed::default()) {
        Ok(_) => Ok(()),
        Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
        Err(VerifyError::Claim { claim, .. }) => Err(SignError::WrongType(claim)),
        Err(_) => Err(SignError::NotAnObject),
    }
}
