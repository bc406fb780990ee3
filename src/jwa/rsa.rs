//! RSASSA-PKCS1-v1_5 and RSASSA-PSS: RFC 7518 sections 3.3 and 3.5, RFC 8017 section 8.
//!
//! The crate `signature-verification` computes the public-key operation, with public values only. Signing is behind the
//! feature `rsa-signing`, by the crate `rsa` or by `graviola`.

#[cfg(feature = "rsa-signing")]
mod factors;
mod pkcs1v15;
mod pss;
mod roca;
#[cfg(feature = "rsa-signing")]
pub(super) mod signing;

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::ops::RangeInclusive;
#[cfg(feature = "std")]
use std::sync::OnceLock;

use sha2::{Sha256, Sha384, Sha512};
use signature_verification::rsa::PublicKey;

use super::algorithm::MAX_RSA_SIGNATURE_LEN;
use super::der::{HashId, integer, rsa_public_key, sequence, spki, two_numbers};
use super::key::{Sealed, VerifyPrepared};
#[cfg(feature = "rsa-signing")]
use super::key_file::PrivateKeyAlgorithm;
use super::key_file::{PublicKeyAlgorithm, PublicKeyForms};
#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, KeyFamily, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "jwk")]
use crate::error::KeyKind;
use crate::error::{InvalidSignature, KeyDefect, KeyError, KeyPart};
#[cfg(feature = "rsa-signing")]
use ::rsa::signature;
use pkcs1v15::Pkcs1v15;
use pss::Pss;
use roca::has_roca_fingerprint;

const MALFORMED_PKCS1: KeyError = KeyError::Malformed(KeyPart::Pkcs1, KeyDefect::Malformed);

/// An algorithm of the RSA family.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::RsaAlgorithm;
/// use jwt_codec::{KeyError, Ps256, Rs256, VerifyingKey};
///
/// /// The exponent of nearly all keys is 65537.
/// fn key<A: RsaAlgorithm>(modulus: &[u8]) -> Result<VerifyingKey<A>, KeyError> {
///     VerifyingKey::from_components(modulus, &[1, 0, 1])
/// }
///
/// assert!(key::<Rs256>(&[0xff; 256]).is_ok() && key::<Ps256>(&[0xff; 256]).is_ok());
/// assert_eq!(key::<Rs256>(&[0xff; 128]).unwrap_err(), KeyError::ModulusLength { found: 1024 });
/// ```
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{RsaAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, Rs256};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::PS256;
/// #     type VerifyingKey = <Rs256 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// impl RsaAlgorithm for Mine {
///     type Scheme = <Rs256 as RsaAlgorithm>::Scheme;
/// }
/// ```
pub trait RsaAlgorithm: VerifyingAlgorithm<VerifyingKey = RsaPublicKey<Self::Scheme>> {
    /// The encoding method, with its hash.
    #[doc(hidden)]
    type Scheme: SignatureScheme;
}

/// RSASSA-PKCS1-v1_5 using SHA-256.
///
/// ```
/// use jwt_codec::{Rs256, Verify, VerifyingKey};
///
/// let key = VerifyingKey::<Rs256>::from_pem(std::fs::read("tests/data/keys/rsa-2048-spki.pem")?)?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("RS256", 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rs256;

/// RSASSA-PKCS1-v1_5 using SHA-384.
///
/// ```
/// use jwt_codec::{Rs384, Verify, VerifyingKey};
///
/// let key = VerifyingKey::<Rs384>::from_pem(std::fs::read("tests/data/keys/rsa-2048-spki.pem")?)?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("RS384", 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rs384;

/// RSASSA-PKCS1-v1_5 using SHA-512.
///
/// ```
/// use jwt_codec::{Rs512, Verify, VerifyingKey};
///
/// let key = VerifyingKey::<Rs512>::from_pem(std::fs::read("tests/data/keys/rsa-2048-spki.pem")?)?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("RS512", 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rs512;

/// RSASSA-PSS using SHA-256 and MGF1 with SHA-256.
///
/// ```
/// use jwt_codec::{Ps256, Verify, VerifyingKey};
///
/// let key = VerifyingKey::<Ps256>::from_pem(std::fs::read("tests/data/keys/rsa-2048-spki.pem")?)?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("PS256", 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ps256;

/// RSASSA-PSS using SHA-384 and MGF1 with SHA-384.
///
/// ```
/// use jwt_codec::{Ps384, Verify, VerifyingKey};
///
/// let key = VerifyingKey::<Ps384>::from_pem(std::fs::read("tests/data/keys/rsa-2048-spki.pem")?)?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("PS384", 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ps384;

/// RSASSA-PSS using SHA-512 and MGF1 with SHA-512.
///
/// ```
/// use jwt_codec::{Ps512, Verify, VerifyingKey};
///
/// let key = VerifyingKey::<Ps512>::from_pem(std::fs::read("tests/data/keys/rsa-2048-spki.pem")?)?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("PS512", 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ps512;

macro_rules! rsa_algorithm {
    ($marker:ident $name:ident $scheme:ty) => {
        impl Sealed for $marker {}

        impl VerifyingAlgorithm for $marker {
            const ALGORITHM: Algorithm = Algorithm::$name;
            type VerifyingKey = RsaPublicKey<$scheme>;
        }

        impl PublicKeyAlgorithm for $marker {}

        impl RsaAlgorithm for $marker {
            type Scheme = $scheme;
        }

        #[cfg(feature = "rsa-signing")]
        impl super::SigningAlgorithm for $marker {
            type SigningKey = signing::RsaPrivateKey<$scheme>;
        }

        #[cfg(feature = "rsa-signing")]
        impl PrivateKeyAlgorithm for $marker {}
    };
}

rsa_algorithm!(Rs256 RS256 Pkcs1v15<Sha256>);
rsa_algorithm!(Rs384 RS384 Pkcs1v15<Sha384>);
rsa_algorithm!(Rs512 RS512 Pkcs1v15<Sha512>);
rsa_algorithm!(Ps256 PS256 Pss<Sha256>);
rsa_algorithm!(Ps384 PS384 Pss<Sha384>);
rsa_algorithm!(Ps512 PS512 Pss<Sha512>);

impl<A: RsaAlgorithm> VerifyingKey<A> {
    /// Creates a public key from its modulus and exponent (RFC 7518 section 6.3.1), both big-endian and without leading
    /// zeros.
    ///
    /// # Errors
    ///
    /// - [`KeyError::ModulusLength`] if the modulus does not have 2048 to 8192 bits.
    /// - [`KeyError::Malformed`] if the modulus is even or weak (ROCA, CVE-2017-15361), if the exponent is even or not
    ///   from 3 to 2^33, or if either has leading zeros.
    ///
    /// ```
    /// use jwt_codec::{KeyDefect, KeyError, KeyPart, Rs256, Verify, VerifyingKey};
    ///
    /// let (n, e) = ([0xff; 256], [1, 0, 1]);
    /// let key = VerifyingKey::<Rs256>::from_components(&n, &e)?;
    /// assert_eq!(key.signature_len(), 256);
    ///
    /// let refused = VerifyingKey::<Rs256>::from_components(&n, &[1]).unwrap_err();
    /// assert_eq!(refused, KeyError::Malformed(KeyPart::Exponent, KeyDefect::ExponentRange));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_components(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        RsaPublicKey::from_components(n, e).map(Self)
    }
}

/// Encodes a message as the integer that is signed (RFC 8017 section 9).
#[doc(hidden)]
pub trait SignatureScheme: Sized + Send + Sync + 'static {
    /// Returns the encoded message for a modulus of this length in octets, with zeros for the digest. Returns `None` if
    /// more than the digest depends on the message.
    fn frame(modulus_len: usize) -> Option<Vec<u8>>;

    /// Returns the hash that a key restricted to RSASSA-PSS must allow, if this scheme is RSASSA-PSS.
    fn pss_hash() -> Option<HashId>;

    /// Returns whether `signature` is a signature of `message`.
    fn verify(key: &RsaPublicKey<Self>, message: &[u8], signature: &[u8]) -> bool;

    /// The name of the scheme with its hash.
    #[cfg(feature = "rsa-signing")]
    const ALGORITHM: Algorithm;

    /// The private key, in the form that signs with this scheme.
    #[cfg(feature = "rsa-signing")]
    type SigningKey: AsRef<::rsa::PrivateKey> + Send + Sync + 'static;

    #[cfg(feature = "rsa-signing")]
    fn signing_key(key: ::rsa::PrivateKey) -> Self::SigningKey;

    /// Signs, blinded with the system's randomness.
    #[cfg(feature = "rsa-signing")]
    fn sign(key: &Self::SigningKey, message: &[u8]) -> signature::Result<Box<[u8]>>;
}

#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct RsaPublicKey<S> {
    prepared: Arc<PreparedRsa>,
    scheme: PhantomData<S>,
}

/// A key whose numbers were checked, with the values that are computed once. It is the same for all schemes.
struct PreparedRsa {
    #[cfg(feature = "std")]
    operation: OnceLock<PublicKey>,
    /// Without `std`, threads cannot share a value that is set later.
    #[cfg(not(feature = "std"))]
    operation: PublicKey,
    /// The modulus and the exponent, big-endian and without leading zeros.
    components: [Box<[u8]>; 2],
    #[cfg(feature = "std")]
    exponent: u64,
    #[cfg(feature = "std")]
    frame: fn(usize) -> Option<Vec<u8>>,
}

#[cfg(feature = "std")]
impl PreparedRsa {
    fn new(components: [Box<[u8]>; 2], exponent: u64, frame: fn(usize) -> Option<Vec<u8>>) -> Self {
        Self { operation: OnceLock::new(), components, exponent, frame }
    }

    fn operation(&self) -> &PublicKey {
        let [n, _] = &self.components;
        self.operation.get_or_init(|| prepare(n, self.exponent, self.frame))
    }
}

#[cfg(not(feature = "std"))]
impl PreparedRsa {
    fn new(components: [Box<[u8]>; 2], exponent: u64, frame: fn(usize) -> Option<Vec<u8>>) -> Self {
        let [n, _] = &components;
        Self { operation: prepare(n, exponent, frame), components }
    }

    const fn operation(&self) -> &PublicKey {
        &self.operation
    }
}

/// Computes the values that every verification needs. It takes as long as some three verifications with the exponent
/// 65537, or six if the exponent is large. With AVX-512, by the feature `simd`, verifications are shorter: preparing takes
/// as long as up to sixteen of them.
#[expect(clippy::expect_used, reason = "our own data decides")]
fn prepare(n: &[u8], exponent: u64, frame: fn(usize) -> Option<Vec<u8>>) -> PublicKey {
    PublicKey::new(n, exponent, frame(n.len()).as_deref()).expect("`check` has accepted the numbers")
}

impl<S: SignatureScheme> RsaPublicKey<S> {
    fn from_components(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let key = Self::from_components_on_demand(n, e)?;
        key.operation();
        Ok(key)
    }

    /// The same, but [`prepare`] runs when the key is first used.
    fn from_components_on_demand(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let exponent = check(n, e)?;
        let prepared = PreparedRsa::new([n.into(), e.into()], exponent, S::frame);
        Ok(Self { prepared: Arc::new(prepared), scheme: PhantomData })
    }
}

/// The accepted lengths of a modulus. RFC 7518 section 3.3 requires 2048 bits. The upper bound limits the cost of a hostile
/// key.
const MODULUS_BITS: RangeInclusive<usize> = 2048..=8192;

/// Checks the numbers of a key, and returns the exponent.
fn check(n: &[u8], e: &[u8]) -> Result<u64, KeyError> {
    /// RFC 8017 section 3.1 requires at least 3. The upper bound limits the cost of a hostile key.
    const EXPONENT: RangeInclusive<u64> = 3..=1 << 33;

    // Both numbers have one text: no leading zeros.
    let leading_zeros = match (n, e) {
        ([0, ..] | [], _) => {
            return Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::LeadingZeros));
        }
        (_, [0, ..] | []) => {
            return Err(KeyError::Malformed(KeyPart::Exponent, KeyDefect::LeadingZeros));
        }
        ([first, ..], _) => first.leading_zeros() as usize,
    };
    // The modulus: its size, and odd as every product of two large primes.
    let bits = n.len().saturating_mul(8).saturating_sub(leading_zeros);
    if !MODULUS_BITS.contains(&bits) {
        return Err(KeyError::ModulusLength { found: bits });
    }
    if n.last().is_none_or(|last| last % 2 == 0) {
        return Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::Even));
    }
    // The exponent: its size, and odd, since an even one has no inverse.
    let too_large = e.len() > size_of::<u64>();
    let exponent = e.iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    if too_large || !EXPONENT.contains(&exponent) || exponent % 2 == 0 {
        return Err(KeyError::Malformed(KeyPart::Exponent, KeyDefect::ExponentRange));
    }
    if has_roca_fingerprint(n) {
        return Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::Roca));
    }
    Ok(exponent)
}

impl<S> Clone for RsaPublicKey<S> {
    fn clone(&self) -> Self {
        Self { prepared: Arc::clone(&self.prepared), scheme: PhantomData }
    }
}

/// The modulus and the exponent, which have no leading zeros.
impl<S> PartialEq for RsaPublicKey<S> {
    fn eq(&self, other: &Self) -> bool {
        self.components() == other.components()
    }
}

impl<S> Eq for RsaPublicKey<S> {}

impl<S> Hash for RsaPublicKey<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.components().hash(state);
    }
}

impl<S: SignatureScheme> PublicKeyForms for RsaPublicKey<S> {
    const FAMILY: KeyFamily = KeyFamily::Rsa;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let [n, e] = components_in(der, S::pss_hash())?;
        Self::from_components(n, e)
    }

    fn to_spki(&self) -> Vec<u8> {
        components_to_spki(self.components())
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        let [n, e] = self.components().map(<[u8]>::to_vec);
        Material::Rsa { n, e, private: None }
    }
}

/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }       -- RFC 8017 appendix A.1.1
/// ```
fn components_in(der: &[u8], pss: Option<HashId>) -> Result<[&[u8]; 2], KeyError> {
    two_numbers(rsa_public_key(der, pss)?.key).ok_or(MALFORMED_PKCS1)
}

fn components_to_spki([modulus, public_exponent]: [&[u8]; 2]) -> Vec<u8> {
    spki(KeyFamily::Rsa, &sequence(&[&integer(modulus), &integer(public_exponent)]))
}

impl<S> RsaPublicKey<S> {
    /// The modulus and the exponent, big-endian and without leading zeros.
    pub(in crate::jwa) fn components(&self) -> [&[u8]; 2] {
        let [n, e] = &self.prepared.components;
        [n, e]
    }

    /// The public-key operation.
    fn operation(&self) -> &PublicKey {
        self.prepared.operation()
    }
}

impl<S: SignatureScheme> VerifyPrepared for RsaPublicKey<S> {
    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Rsa { n, e, .. } => Self::from_components_on_demand(n, e),
            other => Err(other.unexpected(KeyKind::Public(Self::FAMILY))),
        }
    }

    fn signature_len(&self) -> usize {
        let [n, _] = self.components();
        n.len()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        if S::verify(self, message, signature) { Ok(()) } else { Err(InvalidSignature) }
    }
}
