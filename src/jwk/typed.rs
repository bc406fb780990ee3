//! From a JWK to the key of an algorithm that is known when compiling, and back.

use super::Jwk;
use crate::error::KeyError;
#[cfg(feature = "_der")]
use crate::jwa::{PrivateKeyAlgorithm, PublicKeyAlgorithm};
use crate::jwa::{SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};

impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// Makes the key that verifies from a JWK (RFC 7517): public, private or secret.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] if the key is not of the algorithm's `kty` and `crv`, or says by `alg`, `use` or `key_ops`
    /// that it is for something else; [`KeyError`] if it is not of the size or on the curve that the algorithm asks
    /// for.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_is_for(A::ALGORITHM, "verify")?;
        Self::from_material(&jwk.material)
    }
}

impl<A: SigningAlgorithm> SigningKey<A> {
    /// Makes the key that signs from a JWK (RFC 7517): private or secret.
    ///
    /// # Errors
    ///
    /// As [`VerifyingKey::from_jwk`]; also if it is a public key.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_is_for(A::ALGORITHM, "sign")?;
        Self::from_material(&jwk.material)
    }
}

#[cfg(feature = "_der")]
impl<A: VerifyingAlgorithm> VerifyingKey<A> {
    /// The public key as a JWK, with `alg` and `use`.
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
    /// The private key as a JWK, with `alg` and `use`.
    #[must_use]
    pub fn to_secret_jwk(&self) -> Jwk
    where
        A: PrivateKeyAlgorithm,
    {
        Jwk::new(self.to_material()).with_algorithm(A::ALGORITHM)
    }
}
