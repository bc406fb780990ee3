//! JSON Web Key and JWK Set: RFC 7517, RFC 7518 section 6, RFC 8037 section 2; thumbprints: RFC 7638.
//!
//! A [`Jwk`] is what stands in a document: read strictly, and written again. What signs or verifies is made from it:
//! [`VerifyingKey::from_jwk`](crate::VerifyingKey::from_jwk) where the algorithm is known when compiling,
//! [`Jwk::verifying_key`] where the document tells it. A [`JwkSet`] is a document of several; a [`KeySet`] is its keys,
//! ready, by key id; a [`LiveKeySet`] is a [`KeySet`] that can be exchanged while it is in use.
//!
//! ```
//! use jwt_codec::jwk::{JwkSet, KeySet};
//! use jwt_codec::{Claims, Validation, Verifier};
//! # let document = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"2026-11","use":"sig",
//! #   "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
//!
//! // `document` is what `/.well-known/jwks.json` gave.
//! let keys = KeySet::from_jwk_set(&JwkSet::from_json(document)?)?;
//! let verifier = Verifier::new(keys, Validation::new().audience("api"));
//! # let token = "a.b.c";
//! let refused = verifier.verify::<Claims<()>>(token).unwrap_err();
//! # Ok::<(), jwt_codec::KeyError>(())
//! ```

mod key_set;
#[cfg(feature = "std")]
mod live;
mod material;
mod parse;
mod refresh;
mod set;
mod table;
mod thumbprint;
mod typed;
mod write;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use key_set::{KeySet, KeySetBuilder};
#[cfg(feature = "std")]
pub use live::{LiveKey, LiveKeySet};
pub use refresh::{Fetch, Refresh};
pub use set::{JwkSet, SkippedKey};
#[cfg(all(feature = "pem", feature = "_der"))]
pub use table::{signing_key_from_pem, verifying_key_from_pem};

use crate::error::KeyError;
use crate::jwa::{Algorithm, Sign, Verify};
use crate::secret::SecretText;
use material::Material;

/// A JSON Web Key: public, private or secret.
///
/// Private and secret members are wiped when it is dropped, and `Debug` does not show them.
pub struct Jwk {
    material: Material,
    key_id: Option<Box<str>>,
    algorithm: Option<Algorithm>,
    /// Whether `use` is there; it can only be `sig`.
    for_signatures: bool,
    operations: Option<Vec<Box<str>>>,
}

impl Jwk {
    /// Reads a key from its JSON.
    ///
    /// The registered members are checked: their types, canonical base64url, the exact length of coordinates, integers
    /// without leading zeros, no member twice, and that `kty`, `crv`, `alg`, `use` and `key_ops` agree. Those of
    /// certificates (`x5u`, `x5c`, `x5t`, `x5t#S256`) are passed over, as unknown ones are. Whether a point is on its
    /// curve, or a modulus of a size that is accepted, is found when a key is made of it.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] names the member and the rule; [`KeyError::Malformed`] is for what is not a JSON object.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    ///
    /// let refused = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#).unwrap_err();
    /// assert_eq!(refused.to_string(), "jwk: x: not as long as the curve asks for");
    /// ```
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        parse::jwk(json.as_ref())
    }

    /// The public key as JSON, without the private members; `None` for a secret key, which has nothing else.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        write::public(self)
    }

    /// The key as JSON, with its private or secret members if it has them.
    #[must_use]
    pub fn to_secret_json(&self) -> SecretText {
        write::secret(self)
    }

    /// Makes a new secret for HS256, HS384 or HS512, as long as the hash, from the system's randomness.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] for another algorithm, [`KeyError::Randomness`] if the system gives none.
    #[cfg(feature = "hmac")]
    pub fn generate_secret(algorithm: Algorithm) -> Result<Self, KeyError> {
        let length = match algorithm {
            Algorithm::HS256 => 32,
            Algorithm::HS384 => 48,
            Algorithm::HS512 => 64,
            _ => {
                return Err(KeyError::Jwk { member: "alg", rule: "not of hmac" });
            }
        };
        let mut secret = crate::secret::WipedBytes::new(alloc::vec![0; length]);
        getrandom::fill(&mut secret).map_err(|_| KeyError::Randomness)?;
        Ok(Self::new(Material::Oct(secret)).with_algorithm(algorithm))
    }

    pub(crate) const fn new(material: Material) -> Self {
        Self { material, key_id: None, algorithm: None, for_signatures: false, operations: None }
    }

    /// Sets `kid`.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into().into());
        self
    }

    /// Sets `kid` to the thumbprint of the key (RFC 7638).
    #[must_use]
    pub fn with_thumbprint_as_key_id(self) -> Self {
        let thumbprint = self.thumbprint();
        self.with_key_id(thumbprint)
    }

    /// Sets `alg`, and `use` to `sig`.
    pub(crate) const fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = Some(algorithm);
        self.for_signatures = true;
        self
    }

    /// The value of `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The algorithm: that of `alg`, or the one that `crv` leaves.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm.or_else(|| self.material.only_algorithm())
    }

    /// The value of `kty`: `oct`, `RSA`, `EC` or `OKP`.
    #[must_use]
    pub const fn key_type(&self) -> &'static str {
        self.material.key_type()
    }

    /// Whether it is a secret (`oct`), which signs and verifies.
    #[must_use]
    pub const fn is_symmetric(&self) -> bool {
        matches!(self.material, Material::Oct(_))
    }

    /// Whether it has what signs: a private or a secret key.
    #[must_use]
    pub const fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// The thumbprint, SHA-256 in base64url (RFC 7638).
    ///
    /// That of a secret key is its hash: do not show it to anybody who should not be able to recognise the secret.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        thumbprint::sha256(&self.material)
    }

    /// The key that verifies, with the algorithm of `alg`, or the one that `crv` leaves.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] if there is neither, or if `key_ops` does not allow it; [`KeyError`] if the key is not of the
    /// size or on the curve that the algorithm asks for.
    pub fn verifying_key(&self) -> Result<Box<dyn Verify>, KeyError> {
        self.verifying_key_for(self.known_algorithm()?)
    }

    /// The key that verifies with this algorithm, for a JWK without `alg`.
    ///
    /// # Errors
    ///
    /// As [`verifying_key`](Self::verifying_key); also if the key says that it is for another algorithm.
    pub fn verifying_key_for(&self, algorithm: Algorithm) -> Result<Box<dyn Verify>, KeyError> {
        self.check_algorithm(algorithm)?;
        self.check_operation("verify")?;
        (table::row(algorithm)?.verifying_key)(&self.material)
    }

    /// The key that signs, with the algorithm of `alg`, or the one that `crv` leaves.
    ///
    /// # Errors
    ///
    /// As [`verifying_key`](Self::verifying_key); also if the key is a public one.
    pub fn signing_key(&self) -> Result<Box<dyn Sign>, KeyError> {
        self.signing_key_for(self.known_algorithm()?)
    }

    /// The key that signs with this algorithm, for a JWK without `alg`.
    ///
    /// # Errors
    ///
    /// As [`signing_key`](Self::signing_key); also if the key says that it is for another algorithm.
    pub fn signing_key_for(&self, algorithm: Algorithm) -> Result<Box<dyn Sign>, KeyError> {
        self.check_algorithm(algorithm)?;
        self.check_operation("sign")?;
        match table::row(algorithm)?.signing_key {
            Some(signing_key) => signing_key(&self.material),
            None => Err(KeyError::UnsupportedAlgorithm(algorithm.as_str())),
        }
    }

    fn known_algorithm(&self) -> Result<Algorithm, KeyError> {
        self.algorithm().ok_or(KeyError::Jwk { member: "alg", rule: "missing, and nothing else decides it" })
    }

    /// The key is for this algorithm, as far as it says.
    fn check_algorithm(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        match self.algorithm {
            Some(named) if !algorithm.is_same(named) => Err(KeyError::Jwk { member: "alg", rule: "another algorithm" }),
            _ => self.material.check_fits(algorithm),
        }
    }

    /// `key_ops` allows it (RFC 7517 section 4.3). Who may sign with a private key may verify with its public half.
    fn check_operation(&self, operation: &str) -> Result<(), KeyError> {
        let allowed = |operations: &Vec<Box<str>>| {
            let lists = |wanted: &str| operations.iter().any(|listed| **listed == *wanted);
            lists(operation) || (!self.is_symmetric() && self.is_private() && lists("sign"))
        };
        if self.operations.as_ref().is_none_or(allowed) {
            Ok(())
        } else {
            Err(KeyError::Jwk { member: "key_ops", rule: "does not allow it" })
        }
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
