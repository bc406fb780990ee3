//! The one table of algorithms: a row each.
//!
//! This is for keys whose algorithm is known only at run time: from a configuration, or from a JWK. What a *token* says
//! never gets here.

use alloc::boxed::Box;

use super::material::Material;
use super::typed::FromMaterial;
use crate::error::KeyError;
#[cfg(all(feature = "pem", feature = "_der"))]
use crate::error::KeyKind;
use crate::jwa;
use crate::jwa::{Algorithm, Sign, Verify, VerifyingAlgorithm, VerifyingKey};

/// What can be made for an algorithm.
#[expect(clippy::type_complexity, reason = "one constructor a column, each with its plain type")]
pub(super) struct Row {
    algorithm: Algorithm,
    pub(super) verifying_key: fn(&Material) -> Result<Box<dyn Verify>, KeyError>,
    pub(super) signing_key: Option<fn(&Material) -> Result<Box<dyn Sign>, KeyError>>,
    #[cfg(all(feature = "pem", feature = "_der"))]
    verifying_key_from_der: Option<FromDer<dyn Verify>>,
    #[cfg(all(feature = "pem", feature = "_der"))]
    signing_key_from_der: Option<FromDer<dyn Sign>>,
}

/// What makes a key from DER, with the family or curve that it is to have.
#[cfg(all(feature = "pem", feature = "_der"))]
type FromDer<K> = (&'static str, fn(&[u8]) -> Result<Box<K>, KeyError>);

/// The algorithms of this build.
const TABLE: &[Row] = &[
    #[cfg(feature = "hmac")]
    Row::secret::<jwa::Hs256>(),
    #[cfg(feature = "hmac")]
    Row::secret::<jwa::Hs384>(),
    #[cfg(feature = "hmac")]
    Row::secret::<jwa::Hs512>(),
    #[cfg(feature = "rsa")]
    Row::rsa::<jwa::Rs256>(),
    #[cfg(feature = "rsa")]
    Row::rsa::<jwa::Rs384>(),
    #[cfg(feature = "rsa")]
    Row::rsa::<jwa::Rs512>(),
    #[cfg(feature = "rsa")]
    Row::rsa::<jwa::Ps256>(),
    #[cfg(feature = "rsa")]
    Row::rsa::<jwa::Ps384>(),
    #[cfg(feature = "rsa")]
    Row::rsa::<jwa::Ps512>(),
    #[cfg(feature = "es256")]
    Row::pair::<jwa::Es256>(),
    #[cfg(feature = "es384")]
    Row::pair::<jwa::Es384>(),
    #[cfg(feature = "es512")]
    Row::pair::<jwa::Es512>(),
    #[cfg(feature = "es256k")]
    Row::pair::<jwa::Es256K>(),
    #[cfg(feature = "eddsa")]
    Row::pair::<jwa::EdDsa>(),
    #[cfg(feature = "eddsa")]
    Row::pair::<jwa::Ed25519>(),
];

/// The row of an algorithm, if this build has it.
pub(super) fn row(algorithm: Algorithm) -> Result<&'static Row, KeyError> {
    let row = TABLE.iter().find(|row| row.algorithm == algorithm);
    row.ok_or(KeyError::UnsupportedAlgorithm(algorithm.as_str()))
}

/// `kty` and `crv` of an algorithm's keys, whether this build has it or not.
pub(super) const fn key_type(algorithm: Algorithm) -> (&'static str, Option<&'static str>) {
    match algorithm {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => ("oct", None),
        Algorithm::RS256
        | Algorithm::RS384
        | Algorithm::RS512
        | Algorithm::PS256
        | Algorithm::PS384
        | Algorithm::PS512 => ("RSA", None),
        Algorithm::ES256 => ("EC", Some("P-256")),
        Algorithm::ES384 => ("EC", Some("P-384")),
        Algorithm::ES512 => ("EC", Some("P-521")),
        Algorithm::ES256K => ("EC", Some("secp256k1")),
        Algorithm::EdDSA | Algorithm::Ed25519 => ("OKP", Some("Ed25519")),
    }
}

/// Makes a key that verifies with an algorithm that is known only at run time, from PEM.
///
/// # Errors
///
/// As [`VerifyingKey::from_pem`]; [`KeyError::UnsupportedAlgorithm`] if the algorithm has no public keys, or is not
/// among the features of this build.
///
/// ```
/// use jwt_codec::{Algorithm, Validation, Verifier, jwk};
///
/// let algorithm: Algorithm = "ES256".parse()?; // from a configuration
/// let pem = include_str!("../../tests/data/keys/ec-p256-spki.pem");
/// let verifier = Verifier::new(jwk::verifying_key_from_pem(algorithm, pem)?, Validation::new());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(all(feature = "pem", feature = "_der"))]
pub fn verifying_key_from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Box<dyn Verify>, KeyError> {
    match row(algorithm)?.verifying_key_from_der {
        Some((name, from_der)) => jwa::from_pem(pem.as_ref(), KeyKind::Public(name), from_der),
        None => Err(KeyError::UnsupportedAlgorithm(algorithm.as_str())),
    }
}

/// Makes a key that signs with an algorithm that is known only at run time, from PEM.
///
/// # Errors
///
/// As [`SigningKey::from_pem`](crate::SigningKey::from_pem); [`KeyError::UnsupportedAlgorithm`] if the algorithm has no private keys, or this build
/// does not sign with it.
#[cfg(all(feature = "pem", feature = "_der"))]
pub fn signing_key_from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Box<dyn Sign>, KeyError> {
    match row(algorithm)?.signing_key_from_der {
        Some((name, from_der)) => jwa::from_pem(pem.as_ref(), KeyKind::Private(name), from_der),
        None => Err(KeyError::UnsupportedAlgorithm(algorithm.as_str())),
    }
}

impl Row {
    /// An algorithm whose keys are secrets.
    #[cfg(feature = "hmac")]
    const fn secret<A: jwa::HmacAlgorithm>() -> Self {
        Self {
            algorithm: A::ALGORITHM,
            verifying_key: verifying_key::<A>,
            signing_key: Some(signing_key::<A>),
            #[cfg(all(feature = "pem", feature = "_der"))]
            verifying_key_from_der: None,
            #[cfg(all(feature = "pem", feature = "_der"))]
            signing_key_from_der: None,
        }
    }

    /// An algorithm whose keys are pairs.
    #[cfg(any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
    const fn pair<A>() -> Self
    where
        A: jwa::SigningAlgorithm<SigningKey: FromMaterial + jwa::PrivateKeyDer>,
        A: VerifyingAlgorithm<VerifyingKey: FromMaterial + jwa::PublicKeyDer>,
    {
        Self {
            algorithm: A::ALGORITHM,
            verifying_key: verifying_key::<A>,
            signing_key: Some(signing_key::<A>),
            #[cfg(feature = "pem")]
            verifying_key_from_der: Some(verifying_key_from_der::<A>()),
            #[cfg(feature = "pem")]
            signing_key_from_der: Some(signing_key_from_der::<A>()),
        }
    }

    #[cfg(feature = "rsa-signing")]
    const fn rsa<A>() -> Self
    where
        A: jwa::SigningAlgorithm<SigningKey: FromMaterial + jwa::PrivateKeyDer>,
        A: VerifyingAlgorithm<VerifyingKey: FromMaterial + jwa::PublicKeyDer>,
    {
        Self::pair::<A>()
    }

    #[cfg(all(feature = "rsa", not(feature = "rsa-signing")))]
    const fn rsa<A>() -> Self
    where
        A: VerifyingAlgorithm<VerifyingKey: FromMaterial + jwa::PublicKeyDer>,
    {
        Self {
            algorithm: A::ALGORITHM,
            verifying_key: verifying_key::<A>,
            signing_key: None,
            #[cfg(feature = "pem")]
            verifying_key_from_der: Some(verifying_key_from_der::<A>()),
            #[cfg(feature = "pem")]
            signing_key_from_der: None,
        }
    }
}

fn verifying_key<A: VerifyingAlgorithm<VerifyingKey: FromMaterial>>(
    material: &Material,
) -> Result<Box<dyn Verify>, KeyError> {
    let key = FromMaterial::from_material(material)?;
    Ok(boxed_verify(VerifyingKey::<A>::from_prepared(key)))
}

#[cfg(any(feature = "hmac", feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
fn signing_key<A: jwa::SigningAlgorithm<SigningKey: FromMaterial>>(
    material: &Material,
) -> Result<Box<dyn Sign>, KeyError> {
    let key = FromMaterial::from_material(material)?;
    Ok(boxed_sign(jwa::SigningKey::<A>::from_prepared(key)))
}

#[cfg(all(feature = "pem", feature = "_der"))]
const fn verifying_key_from_der<A: jwa::PublicKeyAlgorithm>() -> FromDer<dyn Verify> {
    let name = <A::VerifyingKey as jwa::PublicKeyDer>::NAME;
    (name, |der| VerifyingKey::<A>::from_der(der).map(boxed_verify))
}

#[cfg(all(feature = "pem", any(feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing")))]
const fn signing_key_from_der<A: jwa::SigningAlgorithm<SigningKey: jwa::PrivateKeyDer>>() -> FromDer<dyn Sign> {
    let name = <A::SigningKey as jwa::PrivateKeyDer>::NAME;
    (name, |der| jwa::SigningKey::<A>::from_der(der).map(boxed_sign))
}

fn boxed_verify<A: VerifyingAlgorithm>(key: VerifyingKey<A>) -> Box<dyn Verify> {
    Box::new(key)
}

#[cfg(any(feature = "hmac", feature = "_ecdsa", feature = "eddsa", feature = "rsa-signing"))]
fn boxed_sign<A: jwa::SigningAlgorithm>(key: jwa::SigningKey<A>) -> Box<dyn Sign> {
    Box::new(key)
}
