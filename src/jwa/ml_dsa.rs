//! ML-DSA: RFC 9964, FIPS 204; PEM and DER: RFC 9881. The crate `ml-dsa` does the arithmetic.
//!
//! A private key is its seed. In PKCS#8, an expanded key may stand next to it and must match; it is never written. The
//! context is the empty string (RFC 9964 section 5), and the message is not hashed before (no HashML-DSA). Signing is
//! hedged: fresh random bytes go into each signature, as FIPS 204 section 3.4 recommends.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
#[cfg(feature = "std")]
use std::sync::OnceLock;

use ::ml_dsa::{
    EncodedSignature, EncodedVerifyingKey, ExpandedSigningKey, MlDsaParams, Seed, Signature,
    VerifyingKey as PreparedKey,
};
use getrandom::SysRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::der::{MlDsaPrivateKey as Pkcs8Key, pkcs8, private_key, public_key, spki};
use super::key::{FromSeed, Sealed, SignPrepared, VerifyPrepared};
use super::key_file::{PrivateKeyAlgorithm, PrivateKeyForms, PublicKeyAlgorithm, PublicKeyForms};
#[cfg(feature = "jwk")]
use super::material::Material;
use super::{Algorithm, KeyFamily, SigningAlgorithm, VerifyingAlgorithm, VerifyingKey};
#[cfg(feature = "jwk")]
use crate::error::KeyKind;
use crate::error::{InvalidSignature, KeyDefect, KeyError, KeyPart, SignError};
use crate::secret::WipedBytes;

/// ML-DSA-44, of security category 2. Public keys have 1312 bytes, signatures 2420.
///
/// ```
/// use jwt_codec::{MlDsa44, Sign, SigningKey};
///
/// let key = SigningKey::<MlDsa44>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ML-DSA-44", 2420));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MlDsa44;

/// ML-DSA-65, of security category 3. Public keys have 1952 bytes, signatures 3309.
///
/// ```
/// use jwt_codec::{MlDsa65, Sign, SigningKey};
///
/// let key = SigningKey::<MlDsa65>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ML-DSA-65", 3309));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MlDsa65;

/// ML-DSA-87, of security category 5. Public keys have 2592 bytes, signatures 4627.
///
/// ```
/// use jwt_codec::{MlDsa87, Sign, SigningKey};
///
/// let key = SigningKey::<MlDsa87>::generate()?;
/// assert_eq!((key.algorithm().as_str(), key.signature_len()), ("ML-DSA-87", 4627));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MlDsa87;

/// An algorithm of the ML-DSA family.
///
/// Your own function can be generic over it:
///
/// ```
/// use jwt_codec::jwa::MlDsaAlgorithm;
/// use jwt_codec::{KeyError, MlDsa44, MlDsa87, Sign, SigningKey};
///
/// /// How many characters the signature adds to a token.
/// fn characters<A: MlDsaAlgorithm>() -> Result<usize, KeyError> {
///     Ok((SigningKey::<A>::generate()?.signature_len() * 4).div_ceil(3))
/// }
///
/// assert_eq!((characters::<MlDsa44>()?, characters::<MlDsa87>()?), (3227, 6170));
/// # Ok::<(), KeyError>(())
/// ```
///
/// It is sealed:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwa::{MlDsaAlgorithm, SigningAlgorithm, VerifyingAlgorithm};
/// # use jwt_codec::{Algorithm, MlDsa44};
/// # struct Mine;
/// #
/// # impl VerifyingAlgorithm for Mine {
/// #     const ALGORITHM: Algorithm = Algorithm::ES256;
/// #     type VerifyingKey = <MlDsa44 as VerifyingAlgorithm>::VerifyingKey;
/// # }
/// #
/// # impl SigningAlgorithm for Mine {
/// #     type SigningKey = <MlDsa44 as SigningAlgorithm>::SigningKey;
/// # }
/// #
/// impl MlDsaAlgorithm for Mine {
///     type Parameters = <MlDsa44 as MlDsaAlgorithm>::Parameters;
/// }
/// ```
pub trait MlDsaAlgorithm:
    VerifyingAlgorithm<VerifyingKey = MlDsaPublicKey<Self::Parameters>>
    + SigningAlgorithm<SigningKey = MlDsaPrivateKey<Self::Parameters>>
{
    /// The parameter set.
    #[doc(hidden)]
    type Parameters: ParameterSet;
}

macro_rules! ml_dsa_algorithm {
    ($marker:ident) => {
        impl Sealed for $marker {}

        impl VerifyingAlgorithm for $marker {
            const ALGORITHM: Algorithm = Algorithm::$marker;
            type VerifyingKey = MlDsaPublicKey<::ml_dsa::$marker>;
        }

        impl SigningAlgorithm for $marker {
            type SigningKey = MlDsaPrivateKey<::ml_dsa::$marker>;
        }

        impl PublicKeyAlgorithm for $marker {}

        impl PrivateKeyAlgorithm for $marker {}

        impl MlDsaAlgorithm for $marker {
            type Parameters = ::ml_dsa::$marker;
        }

        impl ParameterSet for ::ml_dsa::$marker {
            const FAMILY: KeyFamily = KeyFamily::$marker;
        }
    };
}

ml_dsa_algorithm!(MlDsa44);
ml_dsa_algorithm!(MlDsa65);
ml_dsa_algorithm!(MlDsa87);

// The names are not those of EdDSA: inherent methods of one name make calls ambiguous where the algorithm is inferred.
impl<A: MlDsaAlgorithm> VerifyingKey<A> {
    /// Creates a public key from its encoding (RFC 9964 section 5, FIPS 204 section 7.2).
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`] if it has another length.
    ///
    /// ```
    /// use jwt_codec::{MlDsa44, SigningKey, VerifyingKey};
    ///
    /// let key = SigningKey::<MlDsa44>::generate()?.verifying_key();
    /// assert_eq!(VerifyingKey::<MlDsa44>::from_encoding(&key.to_encoding())?, key);
    /// assert!(VerifyingKey::<MlDsa44>::from_encoding(&[0; 32]).is_err());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_encoding(encoding: &[u8]) -> Result<Self, KeyError> {
        MlDsaPublicKey::from_bytes(encoding).map(Self)
    }

    /// Returns the encoding of the public key (FIPS 204 section 7.2).
    ///
    /// ```
    /// use jwt_codec::{MlDsa44, SigningKey};
    ///
    /// let key = SigningKey::<MlDsa44>::generate()?.verifying_key();
    /// assert_eq!(key.to_encoding().len(), 1312);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_encoding(&self) -> Vec<u8> {
        self.0.bytes.to_vec()
    }
}

/// A parameter set of FIPS 204 section 4. The registry has its lengths.
#[doc(hidden)]
pub trait ParameterSet: MlDsaParams + Send + Sync + 'static {
    const FAMILY: KeyFamily;
}

#[doc(hidden)]
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct MlDsaPublicKey<P: ParameterSet> {
    bytes: Arc<[u8]>,
    prepared: Arc<Prepared<P>>,
}

/// The key with its matrix, which may be made later.
#[cfg(feature = "std")]
type Prepared<P> = OnceLock<PreparedKey<P>>;

/// Without `std`, threads cannot share a value that is set later.
#[cfg(not(feature = "std"))]
type Prepared<P> = PreparedKey<P>;

#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct MlDsaPrivateKey<P: ParameterSet> {
    /// The seed is what is exported.
    seed: WipedBytes,
    expanded: Box<ExpandedSigningKey<P>>,
    public: MlDsaPublicKey<P>,
}

impl<P: ParameterSet> MlDsaPublicKey<P> {
    fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let key = Self::from_bytes_on_demand(bytes)?;
        key.prepared();
        Ok(key)
    }

    /// The same, for one of many keys: the matrix is made at first use. Any bytes of the right length are a key.
    fn from_bytes_on_demand(bytes: &[u8]) -> Result<Self, KeyError> {
        let expected = size_of::<EncodedVerifyingKey<P>>();
        if bytes.len() == expected {
            Ok(Self::new(bytes))
        } else {
            Err(KeyError::Length { part: KeyPart::PublicKey, found: bytes.len(), expected })
        }
    }

    #[cfg(feature = "std")]
    fn new(bytes: &[u8]) -> Self {
        Self { bytes: Arc::from(bytes), prepared: Arc::default() }
    }

    #[cfg(not(feature = "std"))]
    fn new(bytes: &[u8]) -> Self {
        Self { bytes: Arc::from(bytes), prepared: Arc::new(prepared_key(bytes)) }
    }

    fn prepared(&self) -> &PreparedKey<P> {
        #[cfg(feature = "std")]
        return self.prepared.get_or_init(|| prepared_key(&self.bytes));
        #[cfg(not(feature = "std"))]
        return &self.prepared;
    }
}

#[expect(clippy::expect_used, reason = "the length was checked, or is that of an encoded key")]
fn prepared_key<P: ParameterSet>(bytes: &[u8]) -> PreparedKey<P> {
    PreparedKey::decode(bytes.try_into().expect("the length of the parameter set"))
}

impl<P: ParameterSet> FromSeed for MlDsaPrivateKey<P> {
    fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let wrong_length = |_| KeyError::Length { part: KeyPart::Seed, found: seed.len(), expected: size_of::<Seed>() };
        let expanded = Box::new(ExpandedSigningKey::from_seed(seed.try_into().map_err(wrong_length)?));
        let public = MlDsaPublicKey::new(&expanded.verifying_key().encode());
        Ok(Self { seed: WipedBytes::new(seed.to_vec()), expanded, public })
    }
}

impl<P: ParameterSet> MlDsaPrivateKey<P> {
    /// Returns whether this is the expanded form of the key (FIPS 204 section 7.2, `skEncode`).
    fn expands_to(&self, expanded: &[u8]) -> bool {
        #[expect(deprecated, reason = "only compared: RFC 9881 section 8 wants the two forms to be checked")]
        let own = Zeroizing::new(self.expanded.to_expanded());
        own[..].ct_eq(expanded).into()
    }
}

/// A public key has one encoding.
impl<P: ParameterSet> PartialEq for MlDsaPublicKey<P> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<P: ParameterSet> Eq for MlDsaPublicKey<P> {}

impl<P: ParameterSet> Hash for MlDsaPublicKey<P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl<P: ParameterSet> PublicKeyForms for MlDsaPublicKey<P> {
    const FAMILY: KeyFamily = P::FAMILY;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_bytes(public_key(der, Self::FAMILY)?.key)
    }

    fn to_spki(&self) -> Vec<u8> {
        spki(Self::FAMILY, &self.bytes)
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        Material::Akp { parameters: Self::FAMILY, public: self.bytes.to_vec(), seed: None }
    }
}

impl<P: ParameterSet> PrivateKeyForms for MlDsaPrivateKey<P> {
    const FAMILY: KeyFamily = P::FAMILY;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let found = private_key(der, Self::FAMILY)?;
        let Pkcs8Key { seed, expanded } = Pkcs8Key::of(found.key)?;
        let key = Self::from_seed(seed)?;
        if expanded.is_some_and(|expanded| !key.expands_to(expanded)) {
            return Err(KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::OtherSeed));
        }
        if found.public_key.is_some_and(|public_key| *public_key != *key.public.bytes) {
            return Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey));
        }
        Ok(key)
    }

    fn to_pkcs8(&self) -> WipedBytes {
        pkcs8(Self::FAMILY, &Pkcs8Key::write(&self.seed))
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        let seed = WipedBytes::new(self.seed.to_vec());
        Material::Akp { parameters: Self::FAMILY, public: self.public.bytes.to_vec(), seed: Some(seed) }
    }
}

impl<P: ParameterSet> VerifyPrepared for MlDsaPublicKey<P> {
    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Akp { public, seed, .. } = material else {
            return Err(material.unexpected(KeyKind::Public(Self::FAMILY)));
        };
        // The halves of a private key must match.
        if seed.is_some() {
            MlDsaPrivateKey::<P>::from_material(material)?;
        }
        Self::from_bytes_on_demand(public)
    }

    fn signature_len(&self) -> usize {
        size_of::<EncodedSignature<P>>()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        // FIPS 204 section 7.2, `sigDecode`: the length is exact, and each signature has one encoding.
        let signature = Signature::<P>::try_from(signature).map_err(|_| InvalidSignature)?;
        if self.prepared().verify_with_context(message, CONTEXT, &signature) { Ok(()) } else { Err(InvalidSignature) }
    }
}

impl<P: ParameterSet> SignPrepared for MlDsaPrivateKey<P> {
    type VerifyingKey = MlDsaPublicKey<P>;

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        let Material::Akp { public, seed: Some(seed), .. } = material else {
            return Err(material.unexpected(KeyKind::Private(Self::FAMILY)));
        };
        let key = Self::from_seed(seed)?;
        if *key.public.bytes == **public { Ok(key) } else { Err(material.unrelated()) }
    }

    fn signature_len(&self) -> usize {
        size_of::<EncodedSignature<P>>()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let made = self.expanded.sign_randomized(message, CONTEXT, &mut SysRng);
        let made = made.map_err(|_| SignError::Key("ml-dsa: no randomness, or no signature found".into()))?;
        signature.copy_from_slice(&made.encode());
        Ok(())
    }

    fn verifying_key(&self) -> MlDsaPublicKey<P> {
        self.public.prepared();
        self.public.clone()
    }

    fn generate() -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new(Seed::default());
        getrandom::fill(&mut seed[..]).map_err(|_| KeyError::Randomness)?;
        Self::from_seed(&seed[..])
    }
}

/// RFC 9964 section 5.
const CONTEXT: &[u8] = &[];
