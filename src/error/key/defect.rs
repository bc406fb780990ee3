//! The parts of a key or JWK that errors name, and their defects. Each has its text next to it.

use core::fmt;

/// Declares enums whose variants have a text each.
macro_rules! texts {
    ($($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every variant.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

texts! {
    /// The part of a key, or of its encoding, that a [`KeyError`](crate::KeyError) is about.
    ///
    /// ```
    /// use jwt_codec::{Es256, KeyDefect, KeyError, KeyPart, VerifyingKey};
    ///
    /// let refused = VerifyingKey::<Es256>::from_coordinates(&[1; 32], &[2; 32]).unwrap_err();
    /// assert_eq!(refused, KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve));
    /// assert_eq!(KeyPart::PublicKey.as_str(), "public key");
    /// ```
    pub enum KeyPart {
        /// PEM (RFC 7468).
        Pem = "PEM",
        /// DER (X.690).
        Der = "DER",
        /// SubjectPublicKeyInfo (RFC 5280).
        Spki = "SPKI",
        /// PKCS#8 (RFC 5958).
        Pkcs8 = "PKCS#8",
        /// PKCS#1 (RFC 8017).
        Pkcs1 = "PKCS#1",
        /// SEC1 (RFC 5915).
        Sec1 = "SEC1",
        /// AlgorithmIdentifier (RFC 3279, RFC 8410, RFC 9881).
        AlgorithmIdentifier = "algorithm",
        /// The parameters of RSASSA-PSS (RFC 4055).
        RsassaPss = "RSASSA-PSS",
        /// A JSON Web Key (RFC 7517).
        Jwk = "jwk",
        /// A JWK Set (RFC 7517 section 5).
        JwkSet = "jwk set",
        /// The private key.
        PrivateKey = "private key",
        /// The public key.
        PublicKey = "public key",
        /// The modulus of an RSA key.
        Modulus = "modulus",
        /// The public exponent of an RSA key.
        Exponent = "exponent",
        /// A point of an elliptic curve.
        Point = "point",
        /// The first coordinate of a point, or the public key of Ed25519.
        X = "x",
        /// The second coordinate of a point.
        Y = "y",
        /// The scalar of an elliptic curve, or the seed of Ed25519.
        D = "d",
        /// The seed of an ML-DSA key.
        Seed = "seed",
    }

    /// What is wrong with a [`KeyPart`] or a [`JwkMember`].
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::{JwkMember, KeyDefect, KeyError};
    ///
    /// let refused = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519"}"#).unwrap_err();
    /// assert_eq!(refused, KeyError::Jwk { member: JwkMember::X, defect: KeyDefect::Missing });
    /// assert_eq!(KeyDefect::Missing.as_str(), "missing");
    /// ```
    pub enum KeyDefect {
        /// It does not have the form that its specification requires.
        Malformed = "malformed",
        /// Its parameters do not have the form that their specification requires.
        MalformedParameters = "malformed parameters",
        /// The private key of Ed25519 inside is not an octet string (RFC 8410 section 7).
        MalformedPrivateKey = "malformed private key (RFC 8410)",
        /// The private key of ML-DSA inside is not one of the three forms of RFC 9881 section 6.
        MalformedMlDsaKey = "malformed private key (RFC 9881)",
        /// The private key of ML-DSA inside is expanded and has no seed (RFC 9881 section 6).
        NoSeed = "expanded private key without its seed",
        /// The expanded private key of ML-DSA does not belong to the seed next to it.
        OtherSeed = "expanded private key does not match the seed",
        /// Line breaks are written as `\n`.
        WrittenLineBreaks = "line breaks written as \\n, replace them with real ones",
        /// Quotation marks surround it.
        QuotationMarks = "in quotation marks, remove them",
        /// A `BEGIN` line has no `END` line.
        NoEnd = "block without an END line",
        /// A block is not UTF-8.
        Utf8 = "not UTF-8",
        /// It is encoded as base64 a second time.
        Encoded = "encoded as base64, decode it first",
        /// It is base64 of DER, without the `BEGIN` and `END` lines.
        BareBase64 = "base64 without BEGIN and END lines, decode it and use from_der",
        /// No block has the label of a key.
        NoBlock = "no block with a key",
        /// It is not exactly one `SEQUENCE`.
        NotOneSequence = "not exactly one SEQUENCE",
        /// It is not a structure that holds a key.
        NoStructure = "not a key structure",
        /// The key has more than two primes.
        TooManyPrimes = "more than two primes",
        /// The structure names no curve.
        NoNamedCurve = "no named curve",
        /// The key is restricted to another hash.
        OtherHash = "restricted to another hash",
        /// The key is restricted to another hash of MGF1.
        OtherMaskHash = "restricted to another MGF1 hash",
        /// The key is restricted to a longer salt.
        SaltLength = "restricted to a longer salt",
        /// The numbers contradict each other.
        Unrelated = "inconsistent numbers",
        /// The private key does not belong to the public key next to it.
        OtherPublicKey = "does not match the public key",
        /// The public key next to the private key is not a point on the curve.
        PublicKeyNotOnCurve = "public key not on the curve",
        /// The public key does not belong to the private key.
        OtherPrivateKey = "does not match the private key",
        /// It is not a point on the curve.
        NotOnCurve = "not on the curve",
        /// It is a point of small order.
        SmallOrder = "of small order",
        /// It is not the canonical encoding of a point.
        NotCanonical = "not canonical",
        /// It is empty, or has leading zeros.
        LeadingZeros = "empty or with leading zeros",
        /// It is empty or zero.
        Zero = "empty or zero",
        /// It is empty.
        Empty = "empty",
        /// It is even.
        Even = "even",
        /// It can be factored, since a broken library generated it (ROCA, CVE-2017-15361).
        Roca = "weak (ROCA, CVE-2017-15361)",
        /// It is even, or outside the accepted range.
        ExponentRange = "even, or not from 3 to 2^33",
        /// It is zero, or not below the order of the curve.
        ScalarRange = "zero, or not below the order of the curve",
        /// `keys` is not an array.
        KeysNotArray = "keys is not an array",
        /// `keys` is absent.
        NoKeys = "keys is missing",
        /// The set has more than 1000 keys.
        TooManyKeys = "more than 1000 keys",
        /// It has the wrong JSON type.
        WrongType = "of the wrong type",
        /// It is missing.
        Missing = "missing",
        /// Its value is unknown.
        Unknown = "unknown",
        /// It is missing, and the key fits several algorithms.
        Undecided = "missing, and the key fits several algorithms",
        /// It is missing, and the key fits several algorithms. Name one with `verifying_key_for` or
        /// `signing_key_for`.
        UndecidedForKey = "missing, and the key fits several algorithms: name one with verifying_key_for or signing_key_for",
        /// It is missing, and the key of a set fits several algorithms. Name one with `rsa_algorithm`, before `jwk_set`.
        UndecidedForSet = "missing, and the key fits several algorithms: name one with rsa_algorithm before jwk_set",
        /// It is not canonical base64url without padding.
        Base64url = "not canonical unpadded base64url",
        /// It does not have the length that the curve requires.
        CurveLength = "wrong length for the curve",
        /// It does not have the length that the algorithm requires.
        AlgorithmLength = "wrong length for the algorithm",
        /// It does not match the algorithm.
        NotOfAlgorithm = "does not match the algorithm",
        /// It names another algorithm.
        OtherAlgorithm = "names another algorithm",
        /// It is not an HMAC algorithm.
        NotHmac = "not an HMAC algorithm",
        /// It is not `sig`.
        NotSig = "not sig",
        /// It is not the `use` that the set was built for.
        OtherUse = "not the use of this set",
        /// It lists an operation twice.
        OperationTwice = "duplicate operation",
        /// It makes the key private or secret, but a public key is required.
        NotPublic = "not allowed in a public key",
        /// It contradicts `use`.
        NotAsUse = "contradicts use",
        /// It does not allow the operation.
        NotAllowed = "does not allow this operation",
    }

    /// A member of a JWK that this crate uses (RFC 7517 section 4, RFC 7518 section 6, RFC 9964 section 3).
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::{JwkMember, KeyDefect, KeyError};
    ///
    /// let refused = Jwk::from_json(r#"{"kty":"EC","crv":"P-257"}"#).unwrap_err();
    /// assert_eq!(refused, KeyError::Jwk { member: JwkMember::Curve, defect: KeyDefect::Unknown });
    /// assert_eq!(JwkMember::Curve.as_str(), "crv");
    /// ```
    pub enum JwkMember {
        /// `kty`, the key type.
        KeyType = "kty",
        /// `use`, the public key use.
        Use = "use",
        /// `key_ops`, the key operations.
        Operations = "key_ops",
        /// `alg`, the algorithm.
        Algorithm = "alg",
        /// `kid`, the key ID.
        KeyId = "kid",
        /// `crv`, the curve.
        Curve = "crv",
        /// `x`, a coordinate or public key.
        X = "x",
        /// `y`, a coordinate.
        Y = "y",
        /// `d`, the private key.
        D = "d",
        /// `n`, the modulus.
        N = "n",
        /// `e`, the public exponent.
        E = "e",
        /// `p`, the first prime factor.
        P = "p",
        /// `q`, the second prime factor.
        Q = "q",
        /// `dp`, the first factor's CRT exponent.
        Dp = "dp",
        /// `dq`, the second factor's CRT exponent.
        Dq = "dq",
        /// `qi`, the first CRT coefficient.
        Qi = "qi",
        /// `oth`, further primes.
        OtherPrimes = "oth",
        /// `k`, the secret.
        K = "k",
        /// `pub`, the public key of ML-DSA.
        Public = "pub",
        /// `priv`, the private key of ML-DSA: its seed.
        Private = "priv",
    }
}

impl KeyPart {
    /// Returns the document that specifies its form.
    pub(super) const fn specification(self) -> Option<&'static str> {
        match self {
            Self::Pem => Some("RFC 7468"),
            Self::Spki => Some("RFC 5280"),
            Self::Pkcs8 => Some("RFC 5958"),
            Self::Pkcs1 => Some("RFC 8017"),
            Self::Sec1 => Some("RFC 5915"),
            Self::AlgorithmIdentifier => Some("RFC 3279, RFC 8410, RFC 9881"),
            Self::RsassaPss => Some("RFC 4055"),
            _ => None,
        }
    }
}
