//! JSON Web Key and JWK Set: RFC 7517, RFC 7518 section 6, RFC 8037 section 2, RFC 9964 section 3; thumbprints:
//! RFC 7638.
//!
//! - [`Jwk`]: one key as a document, parsed strictly and written again.
//! - [`JwkSet`]: a document of several keys.
//! - [`PublicJwk`] and [`PublicJwkSet`]: the same without anything private, so that they can be cloned and serialized.
//! - [`KeySet`]: the keys of a set, ready to verify, found by key ID.
//! - [`LiveKeySet`]: a [`KeySet`] that you can replace while it is in use.
//!
//! To sign or verify, create a key from a JWK: [`VerifyingKey::from_jwk`](crate::VerifyingKey::from_jwk) if you know
//! the algorithm at compile time, [`Jwk::verifying_key`] if the document decides.
//!
//! ```
//! use jwt_codec::jwk::{JwkSet, KeySet};
//! use jwt_codec::{Algorithm, Validation, Verifier};
//! # let document = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"2026-11","use":"sig",
//! #   "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
//!
//! // `document` is the content of `/.well-known/jwks.json`.
//! let keys = KeySet::from_jwk_set(&JwkSet::from_json(document)?)?;
//! assert!(keys.keys().eq([(Some("2026-11"), Algorithm::ES256)]));
//! let verifier = Verifier::new(keys, Validation::new().audience("api"));
//! # Ok::<(), jwt_codec::KeyError>(())
//! ```

mod builder;
mod header;
mod key_set;
#[cfg(feature = "std")]
mod live;
mod parse;
mod public;
mod refresh;
mod rules;
mod set;
mod spelling;
mod thumbprint;
mod transcript;
mod typed;
mod write;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use builder::KeySetBuilder;
pub use key_set::KeySet;
#[cfg(feature = "std")]
pub use live::{LiveKey, LiveKeySet};
pub use public::{PublicJwk, PublicJwkSet};
pub use refresh::{Fetch, Refresh};
pub use set::{JwkSet, SkippedKey};

use crate::error::{JwkMember, KeyDefect, KeyError};
use crate::jwa::{self, Algorithm, Material, Sign, Verify};
use crate::secret::SecretText;
use spelling::Spelling;

/// A JSON Web Key: public, private or secret.
///
/// Private and secret members are wiped when it is dropped, and `Debug` does not show them.
///
/// ```
/// use jwt_codec::jwk::Jwk;
/// use jwt_codec::{Algorithm, Es256, SigningKey};
///
/// let jwk = SigningKey::<Es256>::generate()?.to_secret_jwk().with_key_id("2026-11");
/// assert_eq!((jwk.key_type(), jwk.algorithm(), jwk.key_use()), ("EC", Some(Algorithm::ES256), Some("sig")));
/// assert!(jwk.is_private() && !jwk.is_symmetric());
///
/// // One form to keep, one to publish.
/// let (kept, published) = (jwk.to_secret_json(), jwk.to_json().expect("not a secret"));
/// assert!(Jwk::from_json(kept.expose_secret())?.is_private());
/// let public = Jwk::from_json(&published)?;
/// assert_eq!((public.key_id(), public.is_private()), (Some("2026-11"), false));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub struct Jwk {
    material: Material,
    key_id: Option<Box<str>>,
    algorithm: Option<Algorithm>,
    key_use: Option<Box<str>>,
    /// Empty if `key_ops` is absent.
    operations: Vec<Box<str>>,
}

impl Jwk {
    /// Parses a key from JSON.
    ///
    /// It checks the registered members:
    ///
    /// - their types;
    /// - canonical base64url;
    /// - the exact length of coordinates, and of the keys of ML-DSA;
    /// - integers without leading zeros;
    /// - no duplicate members;
    /// - that `kty`, `crv`, `alg`, `use` and `key_ops` agree.
    ///
    /// It ignores the certificate members (`x5u`, `x5c`, `x5t`, `x5t#S256`) and unknown members. `null` counts as
    /// absent, except for `kty`. So does an empty `key_ops` or `oth`.
    ///
    /// Other checks are made when you create a key from it: the point is on its curve, the size of the modulus is
    /// accepted, `use` allows signatures.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] names the member and its defect. [`KeyError::Json`] if the text is not a JSON object.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    ///
    /// let refused = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#).unwrap_err();
    /// assert_eq!(refused.to_string(), "jwk: x: wrong length for the curve");
    /// ```
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        parse::jwk(json.as_ref(), Spelling::Canonical)
    }

    /// Parses a key whose producer does not write public numbers as RFC 7518 requires.
    ///
    /// It accepts what [`from_json`](Self::from_json) accepts, and in the public members:
    ///
    /// - leading zeros of `n` and `e`, and of the coordinates of an elliptic curve;
    /// - coordinates without their leading zeros;
    /// - the padding `=`, and `+` and `/` instead of `-` and `_`.
    ///
    /// The key, and its [`thumbprint`](Self::thumbprint), are the same as from the correct text. But one key now has
    /// many texts, so do not compare or count keys by their text. Private and secret members stay strict, since they
    /// are decoded in constant time.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    ///
    /// # let modulus = "_".repeat(341) + "w";
    /// let correct = format!(r#"{{"kty":"RSA","n":"{modulus}","e":"AQAB"}}"#);
    /// let four_octets = correct.replace("AQAB", "AAEAAQ");
    /// assert!(Jwk::from_json(&four_octets).is_err());
    /// let jwk = Jwk::from_json_with_loose_numbers(&four_octets)?;
    /// assert_eq!(jwk.thumbprint(), Jwk::from_json(&correct)?.thumbprint());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_json_with_loose_numbers(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        parse::jwk(json.as_ref(), Spelling::Loose)
    }

    /// Returns the public key as JSON, as [`to_public`](Self::to_public) does. Returns `None` for a secret key, which has
    /// no public part.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        write::public(self)
    }

    /// Returns the key as JSON, including its private or secret members.
    #[must_use]
    pub fn to_secret_json(&self) -> SecretText {
        write::secret(self)
    }

    /// Generates a secret for HS256, HS384 or HS512 from the system's randomness, as long as the hash.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] for another algorithm. [`KeyError::Randomness`] if the system provides none.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jwk::Jwk;
    ///
    /// let jwk = Jwk::generate_secret(Algorithm::HS256)?.with_key_id("2026-11");
    /// assert_eq!(jwk.signing_key()?.algorithm(), Algorithm::HS256);
    /// assert_eq!(jwk.to_json(), None); // there is nothing to publish
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[cfg(feature = "hmac")]
    pub fn generate_secret(algorithm: Algorithm) -> Result<Self, KeyError> {
        let not_hmac = KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::NotHmac };
        let length = algorithm.facts().secret_len.ok_or(not_hmac)?;
        let mut secret = crate::secret::WipedBytes::new(alloc::vec![0; length]);
        getrandom::fill(&mut secret).map_err(|_| KeyError::Randomness)?;
        Ok(Self::new(Material::Oct(secret)).with_algorithm(algorithm))
    }

    pub(crate) const fn new(material: Material) -> Self {
        Self { material, key_id: None, algorithm: None, key_use: None, operations: Vec::new() }
    }

    /// Sets `kid`.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into().into());
        self
    }

    /// Sets `kid` to the key's thumbprint (RFC 7638).
    ///
    /// ```
    /// use jwt_codec::{EdDsa, SigningKey};
    ///
    /// let jwk = SigningKey::<EdDsa>::generate()?.verifying_key().to_jwk().with_thumbprint_as_key_id();
    /// assert_eq!(jwk.key_id(), Some(jwk.thumbprint().as_str()));
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_thumbprint_as_key_id(self) -> Self {
        let thumbprint = self.thumbprint();
        self.with_key_id(thumbprint)
    }

    /// Sets `use` (RFC 7517 section 4.2).
    ///
    /// Only a JWK whose `use` is `sig` or absent can become a key. Set it to `sig` to accept a key whose issuer has its
    /// own `use`. For a whole set, call [`KeySetBuilder::key_use`].
    ///
    /// ```
    /// # use jwt_codec::{Es256, SigningKey, jwk::Jwk};
    /// # let key = SigningKey::<Es256>::generate()?.verifying_key();
    /// # let published = key.to_jwk().with_key_use("jwt-svid").to_json().unwrap_or_default();
    /// let jwk = Jwk::from_json(published)?;
    /// assert_eq!(jwk.key_use(), Some("jwt-svid"));
    /// assert_eq!(jwk.verifying_key().map(|_| ()).unwrap_err().to_string(), "jwk: use: not sig");
    /// let key = jwk.with_key_use("sig").verifying_key()?;
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_key_use(mut self, key_use: impl Into<String>) -> Self {
        self.key_use = Some(key_use.into().into());
        self
    }

    /// Sets `alg`, and `use` to `sig`.
    pub(crate) fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = Some(algorithm);
        self.with_key_use("sig")
    }

    /// Returns `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Returns `use`.
    #[must_use]
    pub fn key_use(&self) -> Option<&str> {
        self.key_use.as_deref()
    }

    /// Returns the algorithm: that of `alg`, or the only one for the key's `crv`.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm.or_else(|| self.material.only_algorithm())
    }

    /// Returns `kty`: `oct`, `RSA`, `EC`, `OKP` or `AKP`.
    #[must_use]
    pub const fn key_type(&self) -> &'static str {
        self.material.key_type()
    }

    /// Returns whether the key is a secret (`oct`), which both signs and verifies.
    #[must_use]
    pub const fn is_symmetric(&self) -> bool {
        matches!(self.material, Material::Oct(_))
    }

    /// Returns whether the key can sign: it is private or secret.
    #[must_use]
    pub const fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// Returns the thumbprint, SHA-256 in base64url (RFC 7638).
    ///
    /// The thumbprint of a secret key is a hash of the secret. Do not show it to anybody who must not recognize the
    /// secret.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    ///
    /// // RFC 8037 appendix A.3.
    /// let jwk = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
    /// assert_eq!(jwk.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    /// assert_eq!(jwk.with_key_id("any").thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn thumbprint(&self) -> String {
        thumbprint::sha256(&self.material)
    }

    /// Creates the verifying key, with the algorithm of `alg`, or the only one for the key's `crv`.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] if neither decides, or if `use` or `key_ops` does not allow it. Another [`KeyError`] if the
    /// size or curve of the key does not fit the algorithm.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jwk::Jwk;
    ///
    /// let jwk = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
    /// let key = jwk.verifying_key()?;
    /// assert_eq!(key.algorithm(), Algorithm::EdDSA);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn verifying_key(&self) -> Result<Box<dyn Verify>, KeyError> {
        self.verifying_key_for(self.known_algorithm()?)
    }

    /// Creates the verifying key for this algorithm, from a JWK without `alg`.
    ///
    /// # Errors
    ///
    /// As [`verifying_key`](Self::verifying_key). Also if the JWK is for another algorithm.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jwk::Jwk;
    ///
    /// # let modulus = "_".repeat(341) + "w";
    /// // It does not say whether it is for RS256, PS512 or another.
    /// let jwk = Jwk::from_json(format!(r#"{{"kty":"RSA","n":"{modulus}","e":"AQAB"}}"#))?;
    /// assert!(jwk.verifying_key().is_err());
    /// assert_eq!(jwk.verifying_key_for(Algorithm::RS256)?.algorithm(), Algorithm::RS256);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn verifying_key_for(&self, algorithm: Algorithm) -> Result<Box<dyn Verify>, KeyError> {
        self.check_is_for(algorithm, "verify")?;
        (jwa::verifying(algorithm)?.from_material)(&self.material)
    }

    /// Creates the signing key, with the algorithm of `alg`, or the only one for the key's `crv`.
    ///
    /// # Errors
    ///
    /// As [`verifying_key`](Self::verifying_key). Also if the key is public.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::{Algorithm, Signer};
    ///
    /// let jwk = Jwk::generate_secret(Algorithm::HS512)?;
    /// let signer = Signer::new(jwk.signing_key()?);
    /// assert_eq!(signer.header().alg(), "HS512");
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn signing_key(&self) -> Result<Box<dyn Sign>, KeyError> {
        self.signing_key_for(self.known_algorithm()?)
    }

    /// Creates the signing key for this algorithm, from a JWK without `alg`.
    ///
    /// # Errors
    ///
    /// As [`signing_key`](Self::signing_key). Also if the JWK is for another algorithm.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    /// use jwt_codec::jwk::Jwk;
    ///
    /// // 32 bytes, without `alg`.
    /// let jwk = Jwk::from_json(r#"{"kty":"oct","k":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}"#)?;
    /// assert_eq!(jwk.signing_key_for(Algorithm::HS256)?.algorithm(), Algorithm::HS256);
    /// assert_eq!(
    ///     jwk.signing_key_for(Algorithm::HS512).unwrap_err().to_string(),
    ///     "secret: 32 bytes, expected at least 64"
    /// );
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn signing_key_for(&self, algorithm: Algorithm) -> Result<Box<dyn Sign>, KeyError> {
        self.check_is_for(algorithm, "sign")?;
        (jwa::signing(algorithm)?.from_material)(&self.material)
    }

    /// Creates the public key, or the secret, for a key set. It does not check `use`: the caller does.
    fn public_key_for(&self, public: Option<&PublicJwk>, algorithm: Algorithm) -> Result<Box<dyn Verify>, KeyError> {
        self.check_algorithm(algorithm)?;
        self.check_operation("verify")?;
        let jwk = public.map_or(self, |public| &**public);
        (jwa::verifying(algorithm)?.from_material)(&jwk.material)
    }

    fn known_algorithm(&self) -> Result<Algorithm, KeyError> {
        self.check_use(None)?;
        let undecided = KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::UndecidedForKey };
        self.algorithm().ok_or(undecided)
    }

    /// Requires `alg`, `use` and `key_ops`, if present, to allow this algorithm and operation.
    fn check_is_for(&self, algorithm: Algorithm, operation: &str) -> Result<(), KeyError> {
        self.check_use(None)?;
        self.check_algorithm(algorithm)?;
        self.check_operation(operation)
    }

    /// Requires `use` to be the wanted one: by default `sig` or absent (RFC 7517 section 4.2).
    fn check_use(&self, wanted: Option<&str>) -> Result<(), KeyError> {
        let defect = match (wanted, self.key_use()) {
            (None, None | Some("sig")) => return Ok(()),
            (Some(wanted), Some(key_use)) if key_use == wanted => return Ok(()),
            (None, Some(_)) => KeyDefect::NotSig,
            (Some(_), Some(_)) => KeyDefect::OtherUse,
            (Some(_), None) => KeyDefect::Missing,
        };
        Err(KeyError::Jwk { member: JwkMember::Use, defect })
    }

    fn check_algorithm(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        match self.algorithm {
            Some(named) if !algorithm.is_same(named) => {
                Err(KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::OtherAlgorithm })
            }
            _ => self.material.check_fits(algorithm),
        }
    }

    /// Requires `key_ops` to allow it (RFC 7517 section 4.3). If a private key may sign, its public half may verify.
    fn check_operation(&self, operation: &str) -> Result<(), KeyError> {
        let signs_as_well = || !self.is_symmetric() && self.is_private() && self.lists("sign");
        if self.operations.is_empty() || self.lists(operation) || signs_as_well() {
            Ok(())
        } else {
            Err(KeyError::Jwk { member: JwkMember::Operations, defect: KeyDefect::NotAllowed })
        }
    }

    /// Returns whether `key_ops` contains this operation.
    fn lists(&self, operation: &str) -> bool {
        self.operations.iter().any(|listed| **listed == *operation)
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("kty", &self.key_type())
            .field("kid", &self.key_id)
            .field("alg", &self.algorithm)
            .finish_non_exhaustive()
    }
}
