//! RSA signing, through the crate `rsa`, or by `graviola` (see `fast_signing`). Every private-key operation of `rsa` is
//! blinded with fresh randomness; docs/design.md says what that crate promises and where RUSTSEC-2023-0071 stands.

use alloc::string::ToString;
use alloc::vec::Vec;

use ::rsa::BoxedUint;
use ::rsa::pkcs1::{EncodeRsaPrivateKey, RsaPrivateKeyRef};
use ::rsa::traits::{PrivateKeyParts, PublicKeyParts};
use der::Decode;
use der::asn1::UintRef;
use getrandom::SysRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::factors::prime_factors;
use super::{MALFORMED_PKCS1, MODULUS_BITS, RsaAlgorithm, RsaPublicKey, SignatureScheme};
#[cfg(feature = "jwk")]
use crate::error::KeyKind;
use crate::error::{KeyDefect, KeyError, KeyPart, SignError};
use crate::jwa::der::{pkcs8, rsa_private_key, two_numbers};
use crate::jwa::fast_signing::FastSigner;
use crate::jwa::key::{SignPrepared, VerifyPrepared};
use crate::jwa::key_file::PrivateKeyForms;
#[cfg(feature = "jwk")]
use crate::jwa::material::{Material, RsaPrivate};
use crate::jwa::{KeyFamily, SigningAlgorithm, SigningKey};
use crate::secret::WipedBytes;

const UNRELATED: KeyError = KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::Unrelated);

/// RFC 7518 section 3.3: 2048 bits or larger.
const GENERATED_BITS: usize = 2048;

impl<A: RsaAlgorithm + SigningAlgorithm<SigningKey = RsaPrivateKey<A::Scheme>>> SigningKey<A> {
    /// Creates a private key from its modulus, exponents and prime factors (RFC 7518 section 6.3.2), all big-endian.
    /// `d`, `p` and `q` may have leading zeros, `n` and `e` may not.
    ///
    /// # Errors
    ///
    /// As [`VerifyingKey::from_components`](crate::VerifyingKey::from_components). Also if the numbers contradict each
    /// other.
    ///
    /// ```
    /// use jwt_codec::{Rs256, SigningKey, VerifyingKey};
    /// # use base64::Engine as _;
    /// # let pem = std::fs::read("tests/data/keys/rsa-2048-pkcs8.pem")?;
    /// # let json = SigningKey::<Rs256>::from_pem(pem)?.to_secret_jwk().to_secret_json();
    /// # let json: serde_json::Value = serde_json::from_str(json.expose_secret())?;
    /// # let decode = |text: &str| base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    /// # let number = |name: &str| json[name].as_str().map(decode).unwrap_or_default();
    /// # let (n, e, d, p, q) = (number("n"), number("e"), number("d"), number("p"), number("q"));
    ///
    /// let key = SigningKey::<Rs256>::from_components(&n, &e, &d, &p, &q)?;
    /// assert_eq!(key.verifying_key(), VerifyingKey::from_components(&n, &e)?);
    /// // Each prime belongs to the modulus.
    /// assert!(SigningKey::<Rs256>::from_components(&n, &e, &d, &p, &p).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[expect(clippy::many_single_char_names, reason = "the names of RFC 7518 section 6.3")]
    pub fn from_components(n: &[u8], e: &[u8], d: &[u8], p: &[u8], q: &[u8]) -> Result<Self, KeyError> {
        let [d, p, q] = [d, p, q].map(without_leading_zeros);
        RsaPrivateKey::from_numbers([n, e, d], &[p, q]).map(SigningKey)
    }

    /// Generates a key with a modulus of this many bits and the exponent 65537. It takes seconds.
    ///
    /// # Errors
    ///
    /// [`KeyError::ModulusLength`] unless `bits` is from 2048 to 8192. [`KeyError::Randomness`] if the system provides
    /// none.
    ///
    /// ```
    /// use jwt_codec::{KeyError, Ps256, Sign, SigningKey};
    ///
    /// let key = SigningKey::<Ps256>::generate_with_modulus(3072)?;
    /// assert_eq!(key.signature_len(), 384);
    /// let refused = SigningKey::<Ps256>::generate_with_modulus(1024).unwrap_err();
    /// assert_eq!(refused, KeyError::ModulusLength { found: 1024 });
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn generate_with_modulus(bits: usize) -> Result<Self, KeyError> {
        RsaPrivateKey::generate_with_modulus(bits).map(SigningKey)
    }
}

/// How many there are depends on the length of the number alone, which is no secret.
fn without_leading_zeros(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct RsaPrivateKey<S: SignatureScheme> {
    private: S::SigningKey,
    public: RsaPublicKey<S>,
    pub(in crate::jwa) fast: Option<FastSigner>,
}

impl<S: SignatureScheme> RsaPrivateKey<S> {
    fn new(private: ::rsa::PrivateKey, public: RsaPublicKey<S>) -> Self {
        let fast = FastSigner::rsa(S::ALGORITHM, &private);
        Self { private: S::signing_key(private), public, fast }
    }

    /// Creates a key from `n`, `e` and `d`, with `p` and `q` or without primes, all without leading zeros.
    ///
    /// The checks of verifying keys come first: numbers of any size must not cost time.
    fn from_numbers([n, e, d]: [&[u8]; 3], primes: &[&[u8]]) -> Result<Self, KeyError> {
        let public = RsaPublicKey::from_components(n, e)?;
        if primes.iter().chain([&d]).any(|number| number.len() > n.len()) {
            return Err(UNRELATED);
        }
        let [n, e, d] = [n, e, d].map(BoxedUint::from_be_slice_vartime);
        // A `BoxedUint` wipes nothing by itself. What the key is made of, `rsa` wipes with the key.
        let d = Zeroizing::new(d);
        let primes = match primes {
            [] => prime_factors(&n, &e, &d).ok_or(UNRELATED)?.into(),
            primes => primes.iter().map(|prime| BoxedUint::from_be_slice_vartime(prime)).collect::<Vec<_>>(),
        };
        // The crate `rsa` has a separate, slower form for primes of unequal length. The choice is made once and reveals
        // only the lengths of the numbers.
        let half = n.bit_width().div_ceil(2);
        let is_balanced = primes.iter().all(|prime| prime.bit_width() <= half);
        let from_components = if is_balanced {
            ::rsa::PrivateKey::from_components
        } else {
            ::rsa::PrivateKey::from_components_with_wide_primes
        };
        let private = from_components(n, e, BoxedUint::clone(&d), primes).map_err(|_| UNRELATED)?;
        Ok(Self::new(private, public))
    }

    /// Creates a key from `n`, `e`, `d`, and all of `p`, `q`, `dp`, `dq`, `qi` or none.
    fn from_components(ned: [&[u8]; 3], factors: Option<[&[u8]; 5]>) -> Result<Self, KeyError> {
        let primes = factors.map(|[p, q, ..]| [p, q]);
        let key = Self::from_numbers(ned, primes.as_ref().map_or(&[], |primes| primes))?;
        let (_, own) = key.private_components();
        let are_own = |given: [&[u8]; 5]| given.iter().zip(&own).all(|(given, own)| given.ct_eq(own).into());
        if factors.is_none_or(are_own) { Ok(key) } else { Err(UNRELATED) }
    }

    /// The private members of a JWK: `d`; `p`, `q`, `dp`, `dq` and `qi`.
    #[expect(clippy::expect_used, reason = "our own data decides")]
    pub(in crate::jwa) fn private_components(&self) -> (WipedBytes, [WipedBytes; 5]) {
        let key = self.private.as_ref();
        let trim = |number: &BoxedUint| {
            let bytes = WipedBytes::new(number.to_be_bytes().into_vec());
            let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
            WipedBytes::new(bytes.get(zeros..).expect("no more zeros than bytes").to_vec())
        };
        let [p, q]: &[_; 2] = key.primes().try_into().expect("a key is made from two primes");
        let values = key.dp().zip(key.dq()).zip(key.crt_coefficient().map(Zeroizing::new));
        let ((dp, dq), qi) = values.expect("a key with two primes has what follows from them");
        (trim(key.d()), [trim(p), trim(q), trim(dp), trim(dq), trim(&qi)])
    }

    fn generate_with_modulus(bits: usize) -> Result<Self, KeyError> {
        if !MODULUS_BITS.contains(&bits) {
            return Err(KeyError::ModulusLength { found: bits });
        }
        let private = ::rsa::PrivateKey::new(&mut SysRng, bits).map_err(|_| KeyError::Randomness)?;
        let public = RsaPublicKey::from_components(&private.n_bytes(), &private.e_bytes())?;
        Ok(Self::new(private, public))
    }
}

impl<S: SignatureScheme> PrivateKeyForms for RsaPrivateKey<S> {
    const FAMILY: KeyFamily = KeyFamily::Rsa;

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let found = rsa_private_key(der, S::pss_hash())?;
        let key = RsaPrivateKeyRef::from_der(found.key);
        let key = key.map_err(|_| MALFORMED_PKCS1)?;
        if key.other_prime_infos.is_some() {
            return Err(KeyError::Malformed(KeyPart::Pkcs1, KeyDefect::TooManyPrimes));
        }
        // RFC 5958 section 2: next to it there may be a public key, for RSA an `RSAPublicKey`.
        let own = Some([key.modulus.as_bytes(), key.public_exponent.as_bytes()]);
        if found.public_key.is_some_and(|public_key| two_numbers(public_key) != own) {
            return Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey));
        }
        let ned = [key.modulus, key.public_exponent, key.private_exponent];
        let factors = [key.prime1, key.prime2, key.exponent1, key.exponent2, key.coefficient];
        Self::from_components(ned.each_ref().map(UintRef::as_bytes), Some(factors.each_ref().map(UintRef::as_bytes)))
    }

    #[expect(clippy::expect_used, reason = "our own data decides")]
    fn to_pkcs8(&self) -> WipedBytes {
        let pkcs1 = self.private.as_ref().to_pkcs1_der().expect("a key has two primes, which is all that PKCS#1 wants");
        pkcs8(Self::FAMILY, pkcs1.as_bytes())
    }

    #[cfg(feature = "jwk")]
    fn to_material(&self) -> Material {
        let (d, factors) = self.private_components();
        let [n, e] = self.public.components().map(<[u8]>::to_vec);
        Material::Rsa { n, e, private: Some(RsaPrivate { d, factors: Some(factors) }) }
    }
}

impl<S: SignatureScheme> SignPrepared for RsaPrivateKey<S> {
    type VerifyingKey = RsaPublicKey<S>;

    #[cfg(feature = "jwk")]
    fn from_material(material: &Material) -> Result<Self, KeyError> {
        match material {
            Material::Rsa { n, e, private: Some(RsaPrivate { d, factors }) } => {
                let factors = factors.as_ref().map(|factors| factors.each_ref().map(|factor| factor.as_slice()));
                Self::from_components([n, e, d], factors)
            }
            other => Err(other.unexpected(KeyKind::Private(Self::FAMILY))),
        }
    }

    fn signature_len(&self) -> usize {
        self.public.signature_len()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        if let Some(fast) = &self.fast {
            return fast.sign(message, signature);
        }
        let made = S::sign(&self.private, message).map_err(|error| SignError::Key(error.to_string()))?;
        signature.copy_from_slice(&made);
        Ok(())
    }

    fn verifying_key(&self) -> RsaPublicKey<S> {
        self.public.clone()
    }

    fn generate() -> Result<Self, KeyError> {
        Self::generate_with_modulus(GENERATED_BITS)
    }
}
