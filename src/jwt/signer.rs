//! Signing claims: RFC 7519 section 7.1.

use alloc::string::String;
use core::fmt;

use serde_core::Serialize;

use super::observe::Numeric;
use super::payload;
use crate::base64url::{self, Codec};
use crate::error::{Defect, Part, SignError};
use crate::jwa::{MAX_SIGNATURE_LEN, Sign};
use crate::jws::{self, Header, SigningInput, StackScratch};

/// Signs tokens with one key and one header.
///
/// ```
/// use jwt_codec::{Claims, Es256, Signer, SigningKey};
/// use std::time::Duration;
///
/// let signer = Signer::new(SigningKey::<Es256>::generate()?).typ("at+jwt").key_id("2026-11");
/// assert_eq!(signer.header().to_json(), r#"{"alg":"ES256","typ":"at+jwt","kid":"2026-11"}"#);
///
/// let token: String = signer.sign(&Claims::new(()).subject("alice").lifetime(Duration::from_secs(600)))?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Signer<K> {
    key: K,
    header: Header,
    header_segment: String,
    codec: Codec,
    allowed_numeric: Numeric,
}

impl<K: Sign> Signer<K> {
    /// Creates a signer whose header has the key's `alg` and the `typ` `JWT`.
    #[must_use]
    pub fn new(key: K) -> Self {
        let header = Header::new(key.algorithm()).with_typ("JWT");
        Self::prepared(key, header)
    }

    /// Creates a signer with this header, which may have any header parameters.
    ///
    /// ```
    /// use jwt_codec::jws::Header;
    /// use jwt_codec::{Es256, Sign, Signer, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let header = Header::new(key.algorithm()).with_typ("JWT").with_certificate_sha256(&[7; 32]);
    /// let signer = Signer::with_header(key, header)?;
    /// assert!(signer.header().to_json().starts_with(r##"{"alg":"ES256","typ":"JWT","x5t#S256":"BwcHBwcH"##));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`SignError::AlgorithmMismatch`] if the header does not name the key's algorithm.
    /// - [`SignError::Malformed`] if a verifier would reject the header, or if it says that the payload is unencoded,
    ///   which RFC 7797 section 7 forbids in a JWT.
    pub fn with_header(key: K, header: Header) -> Result<Self, SignError> {
        header.require_algorithm(key.algorithm()).map_err(|_| SignError::AlgorithmMismatch)?;
        require_encoded_payload(&header)?;
        header.require_readable()?;
        Ok(Self::prepared(key, header))
    }

    fn prepared(key: K, header: Header) -> Self {
        Self { key, header, header_segment: String::new(), codec: Codec::new(), allowed_numeric: Numeric::default() }
            .prepare()
    }

    /// Sets the header parameter `kid`, the ID of this key.
    #[must_use]
    pub fn key_id(mut self, key_id: impl Into<String>) -> Self {
        self.header = self.header.with_key_id(key_id);
        self.prepare()
    }

    /// Sets the header parameter `typ`, the kind of JWT, such as `at+jwt` (RFC 8725 section 3.11).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.header = self.header.with_typ(typ);
        self.prepare()
    }

    /// Leaves out the header parameter `typ`.
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey};
    ///
    /// let signer = Signer::new(SigningKey::<Hs256>::generate()?).without_typ();
    /// assert_eq!(signer.header().to_json(), r#"{"alg":"HS256"}"#);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn without_typ(mut self) -> Self {
        self.header = self.header.without_typ();
        self.prepare()
    }

    /// Sets the header parameter `cty`, the media type of the payload. A JWT needs it only if its payload is
    /// itself a JWT (RFC 7519 section 5.2).
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey};
    ///
    /// let signer = Signer::new(SigningKey::<Hs256>::generate()?).content_type("JWT");
    /// assert_eq!(signer.header().to_json(), r#"{"alg":"HS256","typ":"JWT","cty":"JWT"}"#);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.header = self.header.with_content_type(content_type);
        self.prepare()
    }

    /// Adds a header parameter of any name and value: see [`Header::with_parameter`]. Registered ones have methods of
    /// their own in [`Header`], for [`with_header`](Self::with_header).
    ///
    /// # Errors
    ///
    /// As [`Header::with_parameter`].
    ///
    /// # Panics
    ///
    /// As [`Header::with_parameter`].
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey};
    ///
    /// let signer = Signer::new(SigningKey::<Hs256>::generate()?).without_typ().parameter("ver", 2)?;
    /// assert_eq!(signer.header().to_json(), r#"{"alg":"HS256","ver":2}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parameter<T: Serialize>(mut self, name: &str, value: T) -> Result<Self, SignError> {
        self.header = self.header.with_parameter(name, value)?;
        Ok(self.prepare())
    }

    /// Also signs claims whose `iss` is a number, which RFC 7519 section 4.1.1 does not allow: see
    /// [`Validation::allow_numeric_issuer`](super::Validation::allow_numeric_issuer).
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey};
    /// use serde_json::json;
    ///
    /// let (signer, claims) = (Signer::new(SigningKey::<Hs256>::generate()?), json!({ "iss": 12345 }));
    /// assert_eq!(signer.sign(&claims).unwrap_err().to_string(), "iss: of the wrong type");
    /// assert!(signer.allow_numeric_issuer().sign(&claims).is_ok());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub const fn allow_numeric_issuer(mut self) -> Self {
        self.allowed_numeric.issuer = true;
        self
    }

    /// Also signs claims whose `sub` is a number, which RFC 7519 section 4.1.2 does not allow: see
    /// [`Validation::allow_numeric_subject`](super::Validation::allow_numeric_subject).
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey};
    /// use serde_json::json;
    ///
    /// let (signer, claims) = (Signer::new(SigningKey::<Hs256>::generate()?), json!({ "sub": 42 }));
    /// assert_eq!(signer.sign(&claims).unwrap_err().to_string(), "sub: of the wrong type");
    /// assert!(signer.allow_numeric_subject().sign(&claims).is_ok());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub const fn allow_numeric_subject(mut self) -> Self {
        self.allowed_numeric.subject = true;
        self
    }

    fn prepare(mut self) -> Self {
        self.header_segment = base64url::encode(self.header.to_json().as_bytes());
        self
    }

    /// Returns the header of the tokens.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Signs claims and returns the token. `T` is [`Claims`](super::Claims), or any other type that serializes as a
    /// JSON object.
    ///
    /// Leave out a registered claim that has no value: `iat: null` is an error. Tell serde to skip an `Option` of your
    /// own:
    ///
    /// ```
    /// use jwt_codec::{Hs256, Signer, SigningKey};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// struct Session {
    ///     exp: u64,
    ///     #[serde(skip_serializing_if = "Option::is_none")]
    ///     iat: Option<u64>,
    /// }
    ///
    /// #[derive(Serialize)]
    /// struct Null {
    ///     iat: Option<u64>,
    /// }
    ///
    /// let signer = Signer::new(SigningKey::<Hs256>::generate()?);
    /// assert!(signer.sign(&Session { exp: 1_300_819_380, iat: None }).is_ok());
    /// assert_eq!(signer.sign(&Null { iat: None }).unwrap_err().to_string(), "iat: null");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`SignError::Serialize`] if the claims do not serialize, [`SignError::NotAnObject`] if they serialize as
    ///   anything but an object. A float that is not finite is written as `null`, as by `serde_json`.
    /// - [`SignError::Malformed`] or [`SignError::Claim`] if every verifier would reject them: two claims with the same
    ///   name, an `exp` that is not a number, an `iat` that is `null`.
    /// - [`SignError::Malformed`] if the key makes signatures of a length that its algorithm does not have.
    /// - [`SignError::Key`] if the key cannot sign.
    ///
    /// # Panics
    ///
    /// Panics if the claims serialize a `Display` that fails, as `ToString` does.
    pub fn sign<T: Serialize + ?Sized>(&self, claims: &T) -> Result<String, SignError> {
        let payload = payload::write(claims, self.allowed_numeric)?;
        // RFC 7515 section 5.1, steps 5 to 7. Steps 3 and 4, the header segment, were done once.
        let room = base64url::encoded_len(self.key.signature_len().min(MAX_SIGNATURE_LEN)).saturating_add(1);
        let input = jws::signing_input(&self.header_segment, &self.header, &payload, &self.codec, room);
        let mut buffer = StackScratch::for_signature();
        let signature = jws::signature(&input, &self.key, &mut buffer)?;
        Ok(jws::attached(input, signature, &self.codec))
    }

    /// Signs claims and appends the token to a string: see [`sign`](Self::sign).
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign). After an error the string is unchanged.
    ///
    /// # Panics
    ///
    /// As [`sign`](Self::sign).
    ///
    /// ```
    /// use jwt_codec::{Claims, Hs256, Signer, SigningKey};
    /// use std::time::Duration;
    ///
    /// let signer = Signer::new(SigningKey::<Hs256>::generate()?);
    /// let mut value = String::from("Bearer ");
    /// signer.sign_into(&Claims::new(()).lifetime(Duration::from_secs(600)), &mut value)?;
    /// assert!(value.starts_with("Bearer eyJ"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign_into<T: Serialize + ?Sized>(&self, claims: &T, token: &mut String) -> Result<(), SignError> {
        token.push_str(&self.sign(claims)?);
        Ok(())
    }
}

/// Shows the key and the header.
impl<K: fmt::Debug> fmt::Debug for Signer<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, header, .. } = self;
        f.debug_struct("Signer").field("key", key).field("header", header).finish_non_exhaustive()
    }
}

/// Prepares claims for a key that is elsewhere: in an HSM, in a KMS, behind an asynchronous call.
///
/// # Errors
///
/// As [`Signer::sign`], except those of the key. [`SignError::Malformed`] if the header says that the payload is
/// unencoded, which RFC 7797 section 7 forbids in a JWT.
///
/// # Panics
///
/// As [`Signer::sign`].
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
/// assert!(token.ends_with(".AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"));
/// # Ok::<(), jwt_codec::SignError>(())
/// ```
pub fn signing_input<T: Serialize + ?Sized>(header: &Header, claims: &T) -> Result<SigningInput, SignError> {
    require_encoded_payload(header)?;
    Ok(SigningInput::new(header, &payload::write(claims, Numeric::default())?))
}

/// RFC 7797 section 7: never in a JWT.
fn require_encoded_payload(header: &Header) -> Result<(), SignError> {
    if header.has_unencoded_payload() {
        Err(SignError::Malformed(Part::Payload, Defect::UnencodedPayload))
    } else {
        Ok(())
    }
}
