//! The texts of errors about keys: a part or a member, and its defect. None repeats what stood in a key.

use jwt_codec::jwa::KeyFamily;
use jwt_codec::{Algorithm, Defect, JwkMember, KeyDefect, KeyError, KeyKind, KeyPart};

use crate::errors::texts::{named, says, variants};

const KINDS: [(KeyKind, &str); 12] = [
    (KeyKind::Secret, "a secret"),
    (KeyKind::Public(KeyFamily::Rsa), "a public key (RSA)"),
    (KeyKind::Private(KeyFamily::P256), "a private key (P-256)"),
    (KeyKind::EncryptedPrivate, "an encrypted private key"),
    (KeyKind::Certificate, "a certificate"),
    (KeyKind::CertificateRequest, "a certificate request"),
    (KeyKind::OpenSsh, "a key in the OpenSSH format"),
    (KeyKind::Xml, "a key in XML"),
    (KeyKind::Jwk, "a JSON Web Key"),
    (KeyKind::Pem, "a key in PEM"),
    (KeyKind::Der, "a key in DER"),
    (KeyKind::Unknown, "a key of an unknown kind"),
];

fn key_errors() -> [(KeyError, &'static str); 12] {
    let expected = KeyKind::Public(KeyFamily::P256);
    [
        (
            KeyError::Unexpected { found: KeyKind::Secret, expected },
            "key: found a secret, expected a public key (P-256)",
        ),
        (KeyError::Malformed(KeyPart::Modulus, KeyDefect::Even), "modulus: even"),
        (KeyError::Json(KeyPart::JwkSet, Defect::Json), "jwk set: not JSON"),
        (KeyError::SecretLength { found: 9, minimum: 32 }, "secret: 9 bytes, expected at least 32"),
        (KeyError::SecretContainsKey(KeyKind::Pem), "secret: contains a key in PEM"),
        (KeyError::ModulusLength { found: 1024 }, "modulus: 1024 bits, expected 2048 to 8192"),
        (KeyError::Length { part: KeyPart::X, found: 31, expected: 32 }, "x: 31 bytes, expected 32"),
        (KeyError::Jwk { member: JwkMember::Use, defect: KeyDefect::NotSig }, "jwk: use: not sig"),
        (KeyError::DuplicateKeyId { places: [0, 3] }, "jwk set: keys 0 and 3: duplicate kid"),
        (KeyError::MixedKeySet { secret: 3, public: 0 }, "jwk set: keys 3 and 0: a secret next to a public key"),
        (
            KeyError::UnsupportedAlgorithm(Algorithm::ES512),
            "algorithm: ES512 has no keys of this kind, or needs a feature that is not enabled",
        ),
        (KeyError::Randomness, "key: the system provides no randomness"),
    ]
}

/// What the crate says of a part, whole.
const MALFORMED: [(KeyPart, KeyDefect, &str); 42] = [
    (KeyPart::Pem, KeyDefect::Malformed, "PEM: malformed (RFC 7468)"),
    (KeyPart::Pem, KeyDefect::WrittenLineBreaks, "PEM: line breaks written as \\n, replace them with real ones"),
    (KeyPart::Pem, KeyDefect::QuotationMarks, "PEM: in quotation marks, remove them"),
    (KeyPart::Pem, KeyDefect::NoEnd, "PEM: block without an END line"),
    (KeyPart::Pem, KeyDefect::Utf8, "PEM: not UTF-8"),
    (KeyPart::Pem, KeyDefect::Encoded, "PEM: encoded as base64, decode it first"),
    (KeyPart::Pem, KeyDefect::BareBase64, "PEM: base64 without BEGIN and END lines, decode it and use from_der"),
    (KeyPart::Pem, KeyDefect::NoBlock, "PEM: no block with a key"),
    (KeyPart::Der, KeyDefect::Encoded, "DER: encoded as base64, decode it first"),
    (KeyPart::Der, KeyDefect::NotOneSequence, "DER: not exactly one SEQUENCE"),
    (KeyPart::Der, KeyDefect::NoStructure, "DER: not a key structure"),
    (KeyPart::Spki, KeyDefect::Malformed, "SPKI: malformed (RFC 5280)"),
    (KeyPart::Pkcs8, KeyDefect::Malformed, "PKCS#8: malformed (RFC 5958)"),
    (KeyPart::Pkcs8, KeyDefect::MalformedPrivateKey, "PKCS#8: malformed private key (RFC 8410)"),
    (KeyPart::Pkcs8, KeyDefect::MalformedMlDsaKey, "PKCS#8: malformed private key (RFC 9881)"),
    (KeyPart::Pkcs8, KeyDefect::NoSeed, "PKCS#8: expanded private key without its seed"),
    (KeyPart::Pkcs8, KeyDefect::OtherSeed, "PKCS#8: expanded private key does not match the seed"),
    (KeyPart::Pkcs1, KeyDefect::Malformed, "PKCS#1: malformed (RFC 8017)"),
    (KeyPart::Pkcs1, KeyDefect::TooManyPrimes, "PKCS#1: more than two primes"),
    (KeyPart::Sec1, KeyDefect::Malformed, "SEC1: malformed (RFC 5915)"),
    (KeyPart::Sec1, KeyDefect::NoNamedCurve, "SEC1: no named curve"),
    (
        KeyPart::AlgorithmIdentifier,
        KeyDefect::MalformedParameters,
        "algorithm: malformed parameters (RFC 3279, RFC 8410, RFC 9881)",
    ),
    (KeyPart::RsassaPss, KeyDefect::MalformedParameters, "RSASSA-PSS: malformed parameters (RFC 4055)"),
    (KeyPart::RsassaPss, KeyDefect::OtherHash, "RSASSA-PSS: restricted to another hash"),
    (KeyPart::RsassaPss, KeyDefect::OtherMaskHash, "RSASSA-PSS: restricted to another MGF1 hash"),
    (KeyPart::RsassaPss, KeyDefect::SaltLength, "RSASSA-PSS: restricted to a longer salt"),
    (KeyPart::PrivateKey, KeyDefect::Unrelated, "private key: inconsistent numbers"),
    (KeyPart::PrivateKey, KeyDefect::OtherPublicKey, "private key: does not match the public key"),
    (KeyPart::PrivateKey, KeyDefect::NotOfAlgorithm, "private key: does not match the algorithm"),
    (KeyPart::PrivateKey, KeyDefect::PublicKeyNotOnCurve, "private key: public key not on the curve"),
    (KeyPart::Modulus, KeyDefect::LeadingZeros, "modulus: empty or with leading zeros"),
    (KeyPart::Exponent, KeyDefect::LeadingZeros, "exponent: empty or with leading zeros"),
    (KeyPart::Modulus, KeyDefect::Even, "modulus: even"),
    (KeyPart::Modulus, KeyDefect::Roca, "modulus: weak (ROCA, CVE-2017-15361)"),
    (KeyPart::Exponent, KeyDefect::ExponentRange, "exponent: even, or not from 3 to 2^33"),
    (KeyPart::D, KeyDefect::ScalarRange, "d: zero, or not below the order of the curve"),
    (KeyPart::PublicKey, KeyDefect::NotOnCurve, "public key: not on the curve"),
    (KeyPart::PublicKey, KeyDefect::SmallOrder, "public key: of small order"),
    (KeyPart::PublicKey, KeyDefect::NotCanonical, "public key: not canonical"),
    (KeyPart::JwkSet, KeyDefect::KeysNotArray, "jwk set: keys is not an array"),
    (KeyPart::JwkSet, KeyDefect::NoKeys, "jwk set: keys is missing"),
    (KeyPart::JwkSet, KeyDefect::TooManyKeys, "jwk set: more than 1000 keys"),
];

const PARTS: [(KeyPart, &str); 19] = [
    (KeyPart::Pem, "PEM"),
    (KeyPart::Der, "DER"),
    (KeyPart::Spki, "SPKI"),
    (KeyPart::Pkcs8, "PKCS#8"),
    (KeyPart::Pkcs1, "PKCS#1"),
    (KeyPart::Sec1, "SEC1"),
    (KeyPart::AlgorithmIdentifier, "algorithm"),
    (KeyPart::RsassaPss, "RSASSA-PSS"),
    (KeyPart::Jwk, "jwk"),
    (KeyPart::JwkSet, "jwk set"),
    (KeyPart::PrivateKey, "private key"),
    (KeyPart::PublicKey, "public key"),
    (KeyPart::Modulus, "modulus"),
    (KeyPart::Exponent, "exponent"),
    (KeyPart::Point, "point"),
    (KeyPart::X, "x"),
    (KeyPart::Y, "y"),
    (KeyPart::D, "d"),
    (KeyPart::Seed, "seed"),
];

const MEMBERS: [(JwkMember, &str); 20] = [
    (JwkMember::KeyType, "kty"),
    (JwkMember::Use, "use"),
    (JwkMember::Operations, "key_ops"),
    (JwkMember::Algorithm, "alg"),
    (JwkMember::KeyId, "kid"),
    (JwkMember::Curve, "crv"),
    (JwkMember::X, "x"),
    (JwkMember::Y, "y"),
    (JwkMember::D, "d"),
    (JwkMember::N, "n"),
    (JwkMember::E, "e"),
    (JwkMember::P, "p"),
    (JwkMember::Q, "q"),
    (JwkMember::Dp, "dp"),
    (JwkMember::Dq, "dq"),
    (JwkMember::Qi, "qi"),
    (JwkMember::OtherPrimes, "oth"),
    (JwkMember::K, "k"),
    (JwkMember::Public, "pub"),
    (JwkMember::Private, "priv"),
];

/// What the crate says of a member of a JWK, and of a part.
const DEFECTS: [(KeyDefect, &str); 55] = [
    (KeyDefect::Malformed, "malformed"),
    (KeyDefect::MalformedParameters, "malformed parameters"),
    (KeyDefect::MalformedPrivateKey, "malformed private key (RFC 8410)"),
    (KeyDefect::MalformedMlDsaKey, "malformed private key (RFC 9881)"),
    (KeyDefect::NoSeed, "expanded private key without its seed"),
    (KeyDefect::OtherSeed, "expanded private key does not match the seed"),
    (KeyDefect::WrittenLineBreaks, "line breaks written as \\n, replace them with real ones"),
    (KeyDefect::QuotationMarks, "in quotation marks, remove them"),
    (KeyDefect::NoEnd, "block without an END line"),
    (KeyDefect::Utf8, "not UTF-8"),
    (KeyDefect::Encoded, "encoded as base64, decode it first"),
    (KeyDefect::BareBase64, "base64 without BEGIN and END lines, decode it and use from_der"),
    (KeyDefect::NoBlock, "no block with a key"),
    (KeyDefect::NotOneSequence, "not exactly one SEQUENCE"),
    (KeyDefect::NoStructure, "not a key structure"),
    (KeyDefect::TooManyPrimes, "more than two primes"),
    (KeyDefect::NoNamedCurve, "no named curve"),
    (KeyDefect::OtherHash, "restricted to another hash"),
    (KeyDefect::OtherMaskHash, "restricted to another MGF1 hash"),
    (KeyDefect::SaltLength, "restricted to a longer salt"),
    (KeyDefect::Unrelated, "inconsistent numbers"),
    (KeyDefect::OtherPublicKey, "does not match the public key"),
    (KeyDefect::PublicKeyNotOnCurve, "public key not on the curve"),
    (KeyDefect::OtherPrivateKey, "does not match the private key"),
    (KeyDefect::NotOnCurve, "not on the curve"),
    (KeyDefect::SmallOrder, "of small order"),
    (KeyDefect::NotCanonical, "not canonical"),
    (KeyDefect::LeadingZeros, "empty or with leading zeros"),
    (KeyDefect::Zero, "empty or zero"),
    (KeyDefect::Empty, "empty"),
    (KeyDefect::Even, "even"),
    (KeyDefect::Roca, "weak (ROCA, CVE-2017-15361)"),
    (KeyDefect::ExponentRange, "even, or not from 3 to 2^33"),
    (KeyDefect::ScalarRange, "zero, or not below the order of the curve"),
    (KeyDefect::KeysNotArray, "keys is not an array"),
    (KeyDefect::NoKeys, "keys is missing"),
    (KeyDefect::TooManyKeys, "more than 1000 keys"),
    (KeyDefect::WrongType, "of the wrong type"),
    (KeyDefect::Missing, "missing"),
    (KeyDefect::Unknown, "unknown"),
    (KeyDefect::Undecided, "missing, and the key fits several algorithms"),
    (
        KeyDefect::UndecidedForKey,
        "missing, and the key fits several algorithms: name one with verifying_key_for or signing_key_for",
    ),
    (
        KeyDefect::UndecidedForSet,
        "missing, and the key fits several algorithms: name one with rsa_algorithm before jwk_set",
    ),
    (KeyDefect::Base64url, "not canonical unpadded base64url"),
    (KeyDefect::CurveLength, "wrong length for the curve"),
    (KeyDefect::AlgorithmLength, "wrong length for the algorithm"),
    (KeyDefect::NotOfAlgorithm, "does not match the algorithm"),
    (KeyDefect::OtherAlgorithm, "names another algorithm"),
    (KeyDefect::NotHmac, "not an HMAC algorithm"),
    (KeyDefect::NotSig, "not sig"),
    (KeyDefect::OtherUse, "not the use of this set"),
    (KeyDefect::OperationTwice, "duplicate operation"),
    (KeyDefect::NotPublic, "not allowed in a public key"),
    (KeyDefect::NotAsUse, "contradicts use"),
    (KeyDefect::NotAllowed, "does not allow this operation"),
];

#[test]
fn key_error_texts() {
    for (found, found_text) in KINDS {
        says(&found, found_text);
        says(&KeyError::SecretContainsKey(found), &format!("secret: contains {found_text}"));
        for (expected, text) in KINDS {
            let error = KeyError::Unexpected { found, expected };
            let what_to_do = match (found, expected) {
                (KeyKind::Pem, KeyKind::Der) => ", use from_pem",
                (KeyKind::Der, KeyKind::Pem) => ", use from_der",
                (KeyKind::Jwk, KeyKind::Pem | KeyKind::Der) => ", use from_jwk",
                _ => "",
            };
            says(&error, &format!("key: found {found_text}, expected {text}{what_to_do}"));
        }
    }
    for (error, text) in key_errors() {
        says(&error, text);
    }
}

#[test]
fn parts_members_and_defects() {
    assert!(PARTS.map(|(part, _)| part).iter().eq(KeyPart::ALL));
    assert!(MEMBERS.map(|(member, _)| member).iter().eq(JwkMember::ALL));
    assert!(DEFECTS.map(|(defect, _)| defect).iter().eq(KeyDefect::ALL));
    for (part, text) in PARTS {
        assert_eq!(part.to_string(), text);
        let length = KeyError::Length { part, found: 1, expected: 2 };
        assert_eq!(length.to_string(), format!("{text}: 1 bytes, expected 2"));
    }
    assert!(DEFECTS.iter().all(|(_, text)| !text.ends_with('.') && !text.is_empty() && text.trim() == *text));
    for (member, name) in MEMBERS {
        for (defect, text) in DEFECTS {
            assert_eq!(defect.to_string(), text);
            assert_eq!(KeyError::Jwk { member, defect }.to_string(), format!("jwk: {name}: {text}"));
        }
    }
    for (part, defect, text) in MALFORMED {
        assert_eq!(KeyError::Malformed(part, defect).to_string(), text);
    }
}

/// Every variant that there is stands in one of the tables.
#[test]
fn tables_name_every_variant_of_key_errors() {
    let source = include_str!("../../../src/error/key.rs");
    assert_eq!(named(KINDS.iter().map(|(kind, _)| kind)), variants(source, "KeyKind"));
    assert_eq!(named(key_errors().iter().map(|(error, _)| error)), variants(source, "KeyError"));
}

/// A program compares values, and keeps them.
#[test]
fn errors_about_keys_are_values() {
    fn is_a_value<E: Copy + Eq + std::hash::Hash + Send + Sync + 'static>() {}
    is_a_value::<KeyError>();
    is_a_value::<KeyKind>();
    is_a_value::<KeyFamily>();
}
