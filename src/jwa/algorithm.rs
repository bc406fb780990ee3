//! The registry: a row for each algorithm (RFC 7518 section 3.1), and one for each family and curve of keys.
//!
//! A row contains everything that the crate knows about an algorithm without a key. Errors name algorithms and families,
//! so this file uses no other file of the crate.

use core::error::Error;
use core::fmt;
use core::ops::RangeInclusive;
use core::str::FromStr;

#[cfg(feature = "_der")]
use der::asn1::ObjectIdentifier;

/// The longest signature of any algorithm, in bytes: that of ML-DSA-87.
///
/// ```
/// use jwt_codec::jwa::MAX_SIGNATURE_LEN;
/// use jwt_codec::{Es256, Sign, SigningKey};
///
/// // Room for the signature of any key, without allocation.
/// let mut buffer = [0; MAX_SIGNATURE_LEN];
/// let key = SigningKey::<Es256>::generate()?;
/// let signature = &mut buffer[..key.signature_len()];
/// key.sign(b"a message", signature)?;
/// assert_eq!(signature.len(), 64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const MAX_SIGNATURE_LEN: usize = 4627;

/// The longest signature of RSA, with a modulus of 8192 bits. Only those of ML-DSA are longer.
pub(crate) const MAX_RSA_SIGNATURE_LEN: usize = 1024;

/// Calls a macro with the rows: name, marker type, feature, facts, the other name of the same algorithm, and the name's
/// spelling if it is no identifier.
macro_rules! for_each_algorithm {
    ($then:ident) => {
        $then! {
            /// HMAC using SHA-256.
            HS256 Hs256 "hmac" secret(32),
            /// HMAC using SHA-384.
            HS384 Hs384 "hmac" secret(48),
            /// HMAC using SHA-512.
            HS512 Hs512 "hmac" secret(64),
            /// RSASSA-PKCS1-v1_5 using SHA-256.
            RS256 Rs256 "rsa" rsa(32),
            /// RSASSA-PKCS1-v1_5 using SHA-384.
            RS384 Rs384 "rsa" rsa(48),
            /// RSASSA-PKCS1-v1_5 using SHA-512.
            RS512 Rs512 "rsa" rsa(64),
            /// RSASSA-PSS using SHA-256 and MGF1 with SHA-256.
            PS256 Ps256 "rsa" rsa(32),
            /// RSASSA-PSS using SHA-384 and MGF1 with SHA-384.
            PS384 Ps384 "rsa" rsa(48),
            /// RSASSA-PSS using SHA-512 and MGF1 with SHA-512.
            PS512 Ps512 "rsa" rsa(64),
            /// ECDSA using P-256 and SHA-256.
            ES256 Es256 "es256" curve("EC", KeyFamily::P256, 64, 32),
            /// ECDSA using P-384 and SHA-384.
            ES384 Es384 "es384" curve("EC", KeyFamily::P384, 96, 48),
            /// ECDSA using P-521 and SHA-512.
            ES512 Es512 "es512" curve("EC", KeyFamily::P521, 132, 64),
            /// ECDSA using secp256k1 and SHA-256 (RFC 8812 section 3.2).
            ES256K Es256K "es256k" curve("EC", KeyFamily::Secp256k1, 64, 32),
            /// EdDSA with Ed25519 (RFC 8037 section 3.1).
            EdDSA EdDsa "eddsa" curve("OKP", KeyFamily::Ed25519, 64, 64),
            /// EdDSA with Ed25519, under its fully-specified name (RFC 9864 section 2.2).
            Ed25519 Ed25519 "eddsa" curve("OKP", KeyFamily::Ed25519, 64, 64) is EdDSA,
            /// ML-DSA-44 (RFC 9964 section 5).
            MlDsa44 MlDsa44 "ml-dsa" ml_dsa(KeyFamily::MlDsa44, 1312, 2420) as "ML-DSA-44",
            /// ML-DSA-65 (RFC 9964 section 5).
            MlDsa65 MlDsa65 "ml-dsa" ml_dsa(KeyFamily::MlDsa65, 1952, 3309) as "ML-DSA-65",
            /// ML-DSA-87 (RFC 9964 section 5).
            MlDsa87 MlDsa87 "ml-dsa" ml_dsa(KeyFamily::MlDsa87, 2592, 4627) as "ML-DSA-87",
        }
    };
}

/// Calls a macro with the rows: family or curve, its name, and its object identifier.
macro_rules! for_each_family {
    ($then:ident) => {
        $then! {
            /// RSA (RFC 8017).
            Rsa "RSA" family("1.2.840.113549.1.1.1"),
            /// RSA, restricted to RSASSA-PSS (RFC 4055).
            RsassaPss "RSASSA-PSS" family("1.2.840.113549.1.1.10"),
            /// The elliptic curve P-256.
            P256 "P-256" curve("1.2.840.10045.3.1.7"),
            /// The elliptic curve P-384.
            P384 "P-384" curve("1.3.132.0.34"),
            /// The elliptic curve P-521.
            P521 "P-521" curve("1.3.132.0.35"),
            /// The elliptic curve secp256k1.
            Secp256k1 "secp256k1" curve("1.3.132.0.10"),
            /// Ed25519 (RFC 8410).
            Ed25519 "Ed25519" family("1.3.101.112"),
            /// Ed448 (RFC 8410), which this crate does not use.
            Ed448 "Ed448" family("1.3.101.113"),
            /// X25519 (RFC 8410), which this crate does not use.
            X25519 "X25519" family("1.3.101.110"),
            /// ML-DSA-44 (RFC 9881).
            MlDsa44 "ML-DSA-44" family("2.16.840.1.101.3.4.3.17"),
            /// ML-DSA-65 (RFC 9881).
            MlDsa65 "ML-DSA-65" family("2.16.840.1.101.3.4.3.18"),
            /// ML-DSA-87 (RFC 9881).
            MlDsa87 "ML-DSA-87" family("2.16.840.1.101.3.4.3.19"),
            /// DSA (RFC 3279), which this crate does not use.
            Dsa "DSA" family("1.2.840.10040.4.1"),
            /// Any other algorithm or curve.
            Unknown "of an unknown algorithm or curve" none(),
        }
    };
}

/// The facts about an algorithm.
#[cfg_attr(not(feature = "profiles"), allow(dead_code, reason = "`jwk` and `profiles` read the rest"))]
pub(crate) struct Facts {
    /// `kty` (RFC 7518 section 6.1).
    pub(crate) key_type: &'static str,
    /// The curve or parameter set, for key types that have several. A coordinate is half as long as a signature.
    pub(crate) family: Option<KeyFamily>,
    /// The lengths that signatures can have, in bytes.
    pub(crate) signature_len: RangeInclusive<usize>,
    /// The least length of a secret, which is that of the hash and of the signature (RFC 7518 section 3.2).
    pub(crate) secret_len: Option<usize>,
    /// The length of the hash of the message, if the algorithm names one.
    pub(crate) hash_len: Option<usize>,
    /// The length of a public key in octets (RFC 9964 section 5).
    pub(crate) public_len: Option<usize>,
}

impl Facts {
    const fn secret(hash_len: usize) -> Self {
        let facts = Self::of("oct", None, hash_len..=hash_len);
        Self { secret_len: Some(hash_len), hash_len: Some(hash_len), ..facts }
    }

    const fn rsa(hash_len: usize) -> Self {
        Self { hash_len: Some(hash_len), ..Self::of("RSA", None, 256..=MAX_RSA_SIGNATURE_LEN) }
    }

    const fn curve(key_type: &'static str, curve: KeyFamily, signature_len: usize, hash_len: usize) -> Self {
        Self { hash_len: Some(hash_len), ..Self::of(key_type, Some(curve), signature_len..=signature_len) }
    }

    const fn ml_dsa(parameters: KeyFamily, public_len: usize, signature_len: usize) -> Self {
        Self { public_len: Some(public_len), ..Self::of("AKP", Some(parameters), signature_len..=signature_len) }
    }

    const fn of(key_type: &'static str, family: Option<KeyFamily>, signature_len: RangeInclusive<usize>) -> Self {
        Self { key_type, family, signature_len, secret_len: None, hash_len: None, public_len: None }
    }
}

macro_rules! algorithms {
    (@ $name:ident) => {
        stringify!($name)
    };
    (@ $name:ident $text:literal) => {
        $text
    };
    ($($(#[$doc:meta])* $name:ident $marker:ident $feature:tt $kind:ident($($fact:expr),*)
      $(is $other:ident)? $(as $text:literal)?,)*) => {
        /// The name of an algorithm, as it stands in the `alg` of a header.
        ///
        /// There is no `none`. The name in a token is compared with the key's, and selects no code.
        ///
        /// ```
        /// use jwt_codec::Algorithm;
        ///
        /// assert_eq!("ES256".parse(), Ok(Algorithm::ES256));
        /// assert_eq!(Algorithm::ES256.as_str(), "ES256");
        /// assert!("none".parse::<Algorithm>().is_err());
        /// assert!(Algorithm::ALL.contains(&Algorithm::EdDSA));
        /// ```
        ///
        /// It can be a field of your configuration. Serde writes it as its name:
        ///
        /// ```
        /// use jwt_codec::Algorithm;
        ///
        /// assert_eq!(serde_json::to_string(&Algorithm::ES256)?, r#""ES256""#);
        /// assert_eq!(serde_json::from_str::<Algorithm>(r#""ES256""#)?, Algorithm::ES256);
        /// assert!(serde_json::from_str::<Algorithm>(r#""none""#).is_err());
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Algorithm {
            $($(#[$doc])* $name,)*
        }

        impl Algorithm {
            /// Every algorithm, in the order of RFC 7518, RFC 8812, RFC 8037, RFC 9864 and RFC 9964.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the registered name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => algorithms!(@ $name $($text)?),)*
                }
            }

            pub(crate) const fn facts(self) -> &'static Facts {
                match self {
                    $(Self::$name => const { &Facts::$kind($($fact),*) },)*
                }
            }

            /// Returns the algorithm by one of its names.
            pub(crate) const fn one_name(self) -> Self {
                match self {
                    $($(Self::$name => Self::$other,)?)*
                    other => other,
                }
            }
        }
    };
}

macro_rules! families {
    ($($(#[$doc:meta])* $name:ident $text:literal $kind:ident($($oid:literal)?),)*) => {
        /// The family or curve of a key, as a [`KeyKind`](crate::KeyKind) names it.
        ///
        /// ```
        /// use jwt_codec::jwa::KeyFamily;
        /// use jwt_codec::{EdDsa, KeyError, KeyKind, VerifyingKey};
        ///
        /// let pem = std::fs::read("tests/data/keys/ec-p256-spki.pem")?;
        /// let Err(KeyError::Unexpected { found, .. }) = VerifyingKey::<EdDsa>::from_pem(pem) else { unreachable!() };
        /// assert_eq!(found, KeyKind::Public(KeyFamily::P256));
        /// assert_eq!(KeyFamily::P256.as_str(), "P-256");
        /// assert!(KeyFamily::ALL.contains(&KeyFamily::Rsa));
        /// # Ok::<(), std::io::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum KeyFamily {
            $($(#[$doc])* $name,)*
        }

        impl KeyFamily {
            /// Every family and curve.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns its name. For the curves of RFC 7518, RFC 8812 and RFC 8037 it is that of `crv`,
            /// for the parameter sets of RFC 9964 that of `alg`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            #[cfg(feature = "_der")]
            pub(crate) const fn identifier(self) -> Identifier {
                match self {
                    $(Self::$name => const { Identifier::$kind($($oid)?) },)*
                }
            }
        }
    };
}

for_each_algorithm!(algorithms);
for_each_family!(families);
pub(super) use for_each_algorithm;

/// Where DER names a family or curve.
#[cfg(feature = "_der")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identifier {
    /// As the algorithm of a key.
    Family(ObjectIdentifier),
    /// As the parameters of id-ecPublicKey, and nowhere else.
    Curve(ObjectIdentifier),
    None,
}

#[cfg(feature = "_der")]
impl Identifier {
    const fn family(oid: &'static str) -> Self {
        Self::Family(ObjectIdentifier::new_unwrap(oid))
    }

    const fn curve(oid: &'static str) -> Self {
        Self::Curve(ObjectIdentifier::new_unwrap(oid))
    }

    const fn none() -> Self {
        Self::None
    }
}

impl Algorithm {
    /// Returns whether the key is a secret that both sides have.
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    ///
    /// // A program that publishes its keys needs one of these.
    /// let publishable: Vec<_> = Algorithm::ALL.iter().filter(|algorithm| !algorithm.is_symmetric()).collect();
    /// assert!(publishable.contains(&&Algorithm::ES256) && !publishable.contains(&&Algorithm::HS256));
    /// ```
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        self.facts().secret_len.is_some()
    }

    /// Returns whether `alg`, of a header, names this algorithm, byte for byte.
    ///
    /// One algorithm has two names: EdDSA with Ed25519 is `EdDSA` (RFC 8037) and `Ed25519` (RFC 9864).
    ///
    /// ```
    /// use jwt_codec::Algorithm;
    ///
    /// assert!(Algorithm::EdDSA.is_named("Ed25519") && Algorithm::Ed25519.is_named("EdDSA"));
    /// assert!(!Algorithm::ES256.is_named("es256"));
    /// ```
    #[must_use]
    pub fn is_named(self, alg: &str) -> bool {
        alg.parse().is_ok_and(|named| self.is_same(named))
    }

    /// Returns whether a name of the other names this one.
    pub(crate) const fn is_same(self, other: Self) -> bool {
        self.one_name() as u8 == other.one_name() as u8
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Returns the algorithm of that name, compared byte for byte.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.as_str() == name).ok_or(UnknownAlgorithm)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for KeyFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The error for a name that is not one of the [`Algorithm`]s, such as `none`.
///
/// ```
/// use jwt_codec::{Algorithm, UnknownAlgorithm};
///
/// assert_eq!("none".parse::<Algorithm>(), Err(UnknownAlgorithm));
/// assert_eq!(UnknownAlgorithm.to_string(), "algorithm: unknown name");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownAlgorithm;

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("algorithm: unknown name")
    }
}

impl Error for UnknownAlgorithm {}
