//! JWKs and keys whose algorithm is known at compile time: from one to the other.

use super::Jwk;
use crate::error::KeyError;
#[cfg(feature = "_der")]
use crate::jwa::{PrivateKeyAlgorithm, PublicKeyAlgorithm};
use crate::jwa::{SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};

impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// Creates a verifying key from a public, private or secret JWK (RFC 7517).
    ///
    /// # Errors
    ///
    /// - [`KeyError::Jwk`] if `kty` or `crv` does not match the algorithm, or if `alg`, `use` or `key_ops` does not allow
    ///   this use.
    /// - Another [`KeyError`] if the algorithm rejects the key itself, for example its size.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::{EdDsa, Es256, VerifyingKey};
    ///
    /// let jwk = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
    /// let key = VerifyingKey::<EdDsa>::from_jwk(&jwk)?;
    /// assert_eq!(key.to_bytes()[..2], [0xd7, 0x5a]);
    /// assert!(VerifyingKey::<Es256>::from_jwk(&jwk).is_err());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_is_for(A::ALGORITHM, "verify")?;
        Self::from_material(&jwk.material)
    }
}

impl<A: SigningAlgorithm> SigningKey<A> {
    /// Creates a signing key from a private or secret JWK (RFC 7517).
    ///
    /// # Errors
    ///
    /// As [`VerifyingKey::from_jwk`]. Also if the JWK is public.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let read = SigningKey::<Es256>::from_jwk(&key.to_secret_jwk())?;
    /// assert_eq!(read.verifying_key(), key.verifying_key());
    ///
    /// let public = key.verifying_key().to_jwk();
    /// let refused = SigningKey::<Es256>::from_jwk(&public).unwrap_err();
    /// assert_eq!(refused.to_string(), "key: found a public key (P-256), expected a private key (P-256)");
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_is_for(A::ALGORITHM, "sign")?;
        Self::from_material(&jwk.material)
    }
}

#[cfg(feature = "_der")]
impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// Exports the public key as a JWK, with `alg` and `use`.
    ///
    /// ```
    /// use jwt_codec::{Es256, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?.verifying_key();
    /// let jwk = key.to_jwk().with_thumbprint_as_key_id();
    /// assert_eq!(VerifyingKey::<Es256>::from_jwk(&jwk)?.to_der(), key.to_der());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_jwk(&self) -> Jwk
    where
        A: PublicKeyAlgorithm,
    {
        Jwk::new(self.to_material()).with_algorithm(A::ALGORITHM)
    }
}

#[cfg(feature = "_der")]
impl<A: SigningAlgorithm> SigningKey<A> {
    /// Exports the private key as a JWK, with `alg` and `use`.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let stored = key.to_secret_jwk().with_thumbprint_as_key_id().to_secret_json();
    /// let read = SigningKey::<Es256>::from_jwk(&Jwk::from_json(stored.expose_secret())?)?;
    /// assert_eq!(read.verifying_key(), key.verifying_key());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_secret_jwk(&self) -> Jwk
    where
        A: PrivateKeyAlgorithm,
    {
        Jwk::new(self.to_material()).with_algorithm(A::ALGORITHM)
    }
}
