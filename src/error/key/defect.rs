//! What is wrong with a key: a part, or a member of a JWK, and its defect. Each has its text next to it.

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

            /// Returns its text.
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
    /// The part of a key, or of what holds it, that a [`KeyError`](crate::KeyError) is about.
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
        /// AlgorithmIdentifier (RFC 3279, RFC 8410).
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
    }

    /// What is wrong with a [`KeyPart`] or a [`JwkMember`].
    pub enum KeyDefect {
        /// It does not have the form that its specification gives it.
        Malformed = "malformed",
        /// Its parameters do not have the form that their specification gives them.
        MalformedParameters = "malformed parameters",
        /// The private key of Ed25519 inside is not an octet string (RFC 8410 section 7).
        MalformedPrivateKey = "malformed private key (RFC 8410)",
        /// Line breaks are written as `\n`.
        WrittenLineBreaks = "line breaks written as \\n, replace them with real ones",
        /// It stands in quotation marks.
        QuotationMarks = "in quotation marks, remove them",
        /// A `BEGIN` line has no `END` line.
        NoEnd = "block without an END line",
        /// A block is not UTF-8.
        Utf8 = "not UTF-8",
        /// It is encoded as base64 once more.
        Encoded = "encoded as base64, decode it first",
        /// It is the base64 of DER, without the lines around it.
        BareBase64 = "base64 without BEGIN and END lines, decode it and use from_der",
        /// No block is labelled as a key.
        NoBlock = "no block with a key",
        /// It is not one whole `SEQUENCE`.
        NotOneSequence = "not one whole SEQUENCE",
        /// It is no structure that holds a key.
        NoStructure = "no structure that holds a key",
        /// The key has more than two primes.
        TooManyPrimes = "more than two primes",
        /// The structure names no curve.
        NoNamedCurve = "no named curve",
        /// The key is restricted to another hash.
        OtherHash = "hash not that of the algorithm",
        /// The key is restricted to another hash of MGF1.
        OtherMaskHash = "hash of MGF1 not that of the algorithm",
        /// The key is restricted to a longer salt.
        SaltLength = "salt longer than that of the algorithm",
        /// The numbers do not belong together.
        Unrelated = "numbers do not belong together",
        /// The public key next to a private one is not its own.
        OtherPublicKey = "public key of another",
        /// The public key next to a private one is no point on the curve.
        PublicKeyNotOnCurve = "public key is no point on the curve",
        /// The public key is that of another private key.
        OtherPrivateKey = "the public key of another private key",
        /// It is no point on the curve.
        NotOnCurve = "no point on the curve",
        /// It is a point of small order.
        SmallOrder = "a point of small order",
        /// It is not the one encoding of a point.
        NotCanonical = "not in its one encoding",
        /// It is empty, or has leading zeros.
        LeadingZeros = "empty or with leading zeros",
        /// It is empty or zero.
        Zero = "empty or zero",
        /// It is empty.
        Empty = "empty",
        /// It is even.
        Even = "even",
        /// It can be factored: a broken library made it (ROCA, CVE-2017-15361).
        Roca = "of the weak form of CVE-2017-15361",
        /// It is an exponent outside of the accepted range, or even.
        ExponentRange = "even, or not from 3 to 2^33",
        /// It is zero, or not below the order of the curve.
        ScalarRange = "not from 1 to the order of the curve",
        /// `keys` is not an array.
        KeysNotArray = "keys is not an array",
        /// There is no `keys`.
        NoKeys = "no keys",
        /// There are more keys than a set may have.
        TooManyKeys = "more than 1000 keys",
        /// It is not of its JSON type.
        WrongType = "of the wrong type",
        /// It is missing.
        Missing = "missing",
        /// Its value is unknown.
        Unknown = "unknown",
        /// It is missing, and nothing else says which algorithm the key is for.
        Undecided = "missing, and nothing else decides it",
        /// The same, where `verifying_key_for` or `signing_key_for` can name it.
        UndecidedForKey = "missing, and nothing else decides it: name it with verifying_key_for or signing_key_for",
        /// The same, where `rsa_algorithm` can name it.
        UndecidedForSet = "missing, and nothing else decides it: name it with rsa_algorithm",
        /// It is not canonical unpadded base64url.
        Base64url = "not canonical unpadded base64url",
        /// It is not as long as the curve asks for.
        CurveLength = "not as long as the curve asks for",
        /// It is not that of the algorithm.
        NotOfAlgorithm = "not that of the algorithm",
        /// It names another algorithm.
        OtherAlgorithm = "another algorithm",
        /// It is not an algorithm of HMAC.
        NotHmac = "not of hmac",
        /// It is not `sig`.
        NotSig = "not sig",
        /// It is not the `use` that the set is for.
        OtherUse = "not the one that the set is for",
        /// It lists an operation twice.
        OperationTwice = "an operation twice",
        /// It makes the key private or secret, where a public one is required.
        NotPublic = "not public",
        /// It does not agree with `use`.
        NotAsUse = "not what use says",
        /// It does not allow the operation.
        NotAllowed = "does not allow it",
    }

    /// A member of a JWK that has a meaning here (RFC 7517 section 4, RFC 7518 section 6).
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
    }
}

impl KeyPart {
    /// What says how it is formed.
    pub(super) const fn specification(self) -> Option<&'static str> {
        match self {
            Self::Pem => Some("RFC 7468"),
            Self::Spki => Some("RFC 5280"),
            Self::Pkcs8 => Some("RFC 5958"),
            Self::Pkcs1 => Some("RFC 8017"),
            Self::Sec1 => Some("RFC 5915"),
            Self::AlgorithmIdentifier => Some("RFC 3279, RFC 8410"),
            Self::RsassaPss => Some("RFC 4055"),
            _ => None,
        }
    }
}
