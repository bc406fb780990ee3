//! From a JWK to the key of an algorithm that is known when compiling, and back.

use super::Jwk;
use super::material::Material;
#[cfg(feature = "rsa-signing")]
use super::material::RsaPrivate;
use crate::error::{KeyError, KeyKind};
#[cfg(feature = "rsa-signing")]
use crate::jwa::RsaPrivateKey;
#[cfg(feature = "_ecdsa")]
use crate::jwa::{EcdsaPrivateKey, EcdsaPublicKey, JoseCurve};
#[cfg(feature = "eddsa")]
use crate::jwa::{Ed25519PrivateKey, Ed25519PublicKey};
#[cfg(feature = "hmac")]
use crate::jwa::{HmacKey, Sha2};
#[cfg(feature = "rsa")]
use crate::jwa::{RsaPublicKey, SignatureScheme};
use crate::jwa::{SigningAlgorithm, SigningKey, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "eddsa")]
use crate::secret::WipedBytes;

impl<A: VerifyingAlgorithm<VerifyingKey: FromMaterial>> VerifyingKey<A> {
    /// Makes the key that verifies from a JWK (RFC 7517): public, private or secret.
    ///
    /// # Errors
    ///
    /// [`KeyError::Jwk`] if the key is not of the algorithm's `kty` and `crv`, or says by `alg`, `use` or `key_ops`
    /// that it is for something else; [`KeyError`] if it is not of the size or on the curve that the algorithm asks
    /// for.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_is_for(A::ALGORITHM, "verify")?;
        FromMaterial::from_material(&jwk.material).map(Self::from_prepared)
    }
}

impl<A: SigningAlgorithm<SigningKey: FromMaterial>> SigningKey<A> {
    /// Makes the key that signs from a JWK (RFC 7517): private or secret.
    ///
    /// # Errors
    ///
    /// As [`VerifyingKey::from_jwk`]; also if it is a public key.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_is_for(A::ALGORITHM, "sign")?;
        FromMaterial::from_material(&jwk.material).map(Self::from_prepared)
    }
}

impl<A: VerifyingAlgorithm<VerifyingKey: ToMaterial>> VerifyingKey<A> {
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
    pub fn to_jwk(&self) -> Jwk {
        Jwk::new(self.prepared().to_material()).with_algorithm(A::ALGORITHM)
    }
}

impl<A: SigningAlgorithm<SigningKey: ToMaterial>> SigningKey<A> {
    /// The private key as a JWK, with `alg` and `use`.
    #[must_use]
    pub fn to_secret_jwk(&self) -> Jwk {
        Jwk::new(self.prepared().to_material()).with_algorithm(A::ALGORITHM)
    }
}

/// A key that is made from the members of a JWK.
#[doc(hidden)]
pub trait FromMaterial: Sized {
    fn from_material(material: &Material) -> Result<Self, KeyError>;
}

/// A key that gives the members of a JWK.
#[doc(hidden)]
pub trait ToMaterial {
    fn to_material(&self) -> Material;
}

#[cfg(feature = "hmac")]
impl<H: Sha2> FromMaterial for HmacKey<H> {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Oct(k) => Self::from_secret(k),
            other => Err(KeyError::Unexpected { found: other.kind(), expected: KeyKind::Secret }),
        }
    }
}

#[cfg(feature = "rsa")]
impl<S: SignatureScheme> FromMaterial for RsaPublicKey<S> {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Rsa { n, e, .. } => Self::from_components_on_demand(n, e),
            other => Err(KeyError::Unexpected { found: other.kind(), expected: KeyKind::Public("RSA") }),
        }
    }
}

#[cfg(feature = "rsa")]
impl<S: SignatureScheme> ToMaterial for RsaPublicKey<S> {
    fn to_material(&self) -> Material {
        let [n, e] = self.components().map(<[u8]>::to_vec);
        Material::Rsa { n, e, private: None }
    }
}

#[cfg(feature = "rsa-signing")]
impl<S: SignatureScheme> FromMaterial for RsaPrivateKey<S> {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Rsa { n, e, private: Some(RsaPrivate { d, factors }) } => {
                let factors = factors.as_ref().map(|factors| factors.each_ref().map(|factor| factor.as_slice()));
                Self::from_components([n, e, d], factors)
            }
            other => Err(KeyError::Unexpected { found: other.kind(), expected: KeyKind::Private("RSA") }),
        }
    }
}

#[cfg(feature = "rsa-signing")]
impl<S: SignatureScheme> ToMaterial for RsaPrivateKey<S> {
    fn to_material(&self) -> Material {
        let [n, e] = self.public_components();
        let (d, factors) = self.private_components();
        Material::Rsa { n: n.to_vec(), e: e.to_vec(), private: Some(RsaPrivate { d, factors }) }
    }
}

#[cfg(feature = "_ecdsa")]
impl<C: JoseCurve> FromMaterial for EcdsaPublicKey<C> {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            // Who has both halves should not verify with a public key that is not that of the private one.
            Material::Ec { x, y, d, .. } => {
                if d.is_some() {
                    EcdsaPrivateKey::<C>::from_material(material)?;
                }
                Self::from_coordinates_on_demand(x, y)
            }
            other => Err(KeyError::Unexpected { found: other.kind(), expected: KeyKind::Public(C::NAME) }),
        }
    }
}

#[cfg(feature = "_ecdsa")]
impl<C: JoseCurve> ToMaterial for EcdsaPublicKey<C> {
    fn to_material(&self) -> Material {
        let [x, y] = self.to_coordinates();
        Material::Ec { curve: C::NAME, x, y, d: None }
    }
}

#[cfg(feature = "_ecdsa")]
impl<C: JoseCurve> FromMaterial for EcdsaPrivateKey<C> {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Ec { x, y, d: Some(d), .. } = material else {
            return Err(KeyError::Unexpected { found: material.kind(), expected: KeyKind::Private(C::NAME) });
        };
        let key = Self::from_scalar(d)?;
        if key.to_coordinates() == [&**x, &**y] {
            Ok(key)
        } else {
            Err(KeyError::Jwk { member: "x", rule: "the public key of another private key" })
        }
    }
}

#[cfg(feature = "_ecdsa")]
impl<C: JoseCurve> ToMaterial for EcdsaPrivateKey<C> {
    fn to_material(&self) -> Material {
        let [x, y] = self.to_coordinates();
        Material::Ec { curve: C::NAME, x, y, d: Some(self.to_scalar()) }
    }
}

#[cfg(feature = "eddsa")]
impl FromMaterial for Ed25519PublicKey {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Okp { d: Some(_), .. } => {
                Ed25519PrivateKey::from_material(material).map(|key| crate::jwa::SignPrepared::verifying_key(&key))
            }
            Material::Okp { x, .. } => Self::from_bytes_on_demand(x),
            other => Err(KeyError::Unexpected { found: other.kind(), expected: KeyKind::Public("Ed25519") }),
        }
    }
}

#[cfg(feature = "eddsa")]
impl ToMaterial for Ed25519PublicKey {
    fn to_material(&self) -> Material {
        Material::Okp { curve: "Ed25519", x: self.to_bytes().to_vec(), d: None }
    }
}

#[cfg(feature = "eddsa")]
impl FromMaterial for Ed25519PrivateKey {
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Okp { x, d: Some(d), .. } = material else {
            return Err(KeyError::Unexpected { found: material.kind(), expected: KeyKind::Private("Ed25519") });
        };
        let key = Self::from_seed(d)?;
        if key.public_bytes() == **x {
            Ok(key)
        } else {
            Err(KeyError::Jwk { member: "x", rule: "the public key of another private key" })
        }
    }
}

#[cfg(feature = "eddsa")]
impl ToMaterial for Ed25519PrivateKey {
    fn to_material(&self) -> Material {
        Material::Okp {
            curve: "Ed25519",
            x: self.public_bytes().to_vec(),
            d: Some(WipedBytes::new(self.to_seed().to_vec())),
        }
    }
}
