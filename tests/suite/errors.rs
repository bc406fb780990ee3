//! The text of every error, and that none repeats what stood in a token or key.

use jwt_codec::jws::{FindKey, Header};
use jwt_codec::{
    ClaimName, ClaimReason, Defect, DeserializeError, Es256, Hs256, InvalidSignature, KeyError, KeyKind, Part,
    SignError, Signer, SigningKey, UnknownAlgorithm, Verifier, VerifyError, VerifyingKey, jws,
};
use std::fmt::Display;

use crate::support::verdict::lenient;
use crate::support::{keys, tokens};

const PARTS: [(Part, &str); 4] =
    [(Part::Token, "token"), (Part::Header, "header"), (Part::Payload, "payload"), (Part::Signature, "signature")];

const DEFECTS: [(Defect, &str); 15] = [
    (Defect::TooLong, "too long"),
    (Defect::NotAscii, "not ascii"),
    (Defect::SegmentCount, "not three segments"),
    (Defect::Encrypted, "five segments, an encrypted token"),
    (Defect::Base64url, "not canonical unpadded base64url"),
    (Defect::Utf8, "not utf-8"),
    (Defect::Json, "not json"),
    (Defect::NotAnObject, "not a json object"),
    (Defect::DuplicateName, "duplicate member name"),
    (Defect::TooDeep, "nested too deep"),
    (Defect::NumberRange, "number out of range"),
    (Defect::MissingAlgorithm, "no alg"),
    (Defect::MemberType, "registered member of the wrong type"),
    (Defect::InvalidCritical, "invalid crit"),
    (Defect::UnencodedPayload, "payload not base64url encoded"),
];

const CLAIMS: [(ClaimName, &str); 8] = [
    (ClaimName::Issuer, "iss"),
    (ClaimName::Subject, "sub"),
    (ClaimName::Audience, "aud"),
    (ClaimName::ExpirationTime, "exp"),
    (ClaimName::NotBefore, "nbf"),
    (ClaimName::IssuedAt, "iat"),
    (ClaimName::JwtId, "jti"),
    (ClaimName::Type, "typ"),
];

const REASONS: [(ClaimReason, &str); 6] = [
    (ClaimReason::Missing, "missing"),
    (ClaimReason::WrongType, "of the wrong type"),
    (ClaimReason::Unexpected, "not the expected value"),
    (ClaimReason::Expired, "expired"),
    (ClaimReason::InFuture, "in the future"),
    (ClaimReason::TooOld, "too old"),
];

/// Names of families and curves are spelt as they are; all else is lower case, and there is no full stop.
#[track_caller]
pub(crate) fn says(error: &impl Display, text: &str) {
    assert_eq!(error.to_string(), text);
    let names = ["RSA", "P-256"];
    let plain = names.iter().fold(text.to_owned(), |text, name| text.replace(name, ""));
    assert_eq!(plain, plain.to_lowercase());
    assert!(!text.ends_with('.') && !text.is_empty() && text.trim() == text);
}

#[test]
fn verify_error_texts() {
    for (part, part_text) in PARTS {
        says(&part, part_text);
        for (defect, text) in DEFECTS {
            says(&defect, text);
            says(&VerifyError::Malformed(part, defect), &format!("{part_text}: {text}"));
            says(&SignError::Malformed(part, defect), &format!("{part_text}: {text}"));
        }
    }
    for (claim, name) in CLAIMS {
        assert_eq!(claim.as_str(), name);
        for (reason, text) in REASONS {
            says(&reason, text);
            says(&VerifyError::Claim { claim, reason }, &format!("{name}: {text}"));
        }
    }
    says(&VerifyError::UnsupportedCritical, "header: critical extension not understood");
    says(&VerifyError::AlgorithmMismatch, "header: alg is not the algorithm of the key");
    says(&VerifyError::InvalidSignature, "signature: invalid");
    says(&InvalidSignature, "signature: invalid");
    says(&UnknownAlgorithm, "algorithm: unknown name");
}

#[test]
fn sign_error_texts() {
    says(&SignError::Serialize("its own".into()), "claims: its own");
    says(&SignError::NotAnObject, "claims: not a json object");
    says(&SignError::AlgorithmMismatch, "header: alg is not the algorithm of the key");
    says(&SignError::Key("its own".into()), "key: its own");
}

#[test]
fn key_error_texts() {
    let kinds = [
        (KeyKind::Public("RSA"), "a public key (RSA)"),
        (KeyKind::Private("P-256"), "a private key (P-256)"),
        (KeyKind::EncryptedPrivate, "an encrypted private key"),
        (KeyKind::Certificate, "a certificate"),
        (KeyKind::CertificateRequest, "a certificate request"),
        (KeyKind::OpenSsh, "a key in the format of openssh"),
        (KeyKind::Jwk, "a json web key"),
        (KeyKind::Pem, "a key in pem"),
        (KeyKind::Der, "a key in der"),
        (KeyKind::Unknown, "a key of an unknown kind"),
    ];
    for (found, found_text) in kinds {
        says(&found, found_text);
        says(&KeyError::SecretContainsKey(found), &format!("secret: contains {found_text}"));
        for (expected, text) in kinds {
            let error = KeyError::Unexpected { found, expected };
            says(&error, &format!("key: found {found_text}, expected {text}"));
        }
    }
    says(&KeyError::Malformed("modulus: even"), "modulus: even");
    says(&KeyError::SecretLength { found: 9, minimum: 32 }, "secret: 9 bytes, expected at least 32");
    says(&KeyError::ModulusLength { found: 1024 }, "modulus: 1024 bits, expected 2048 to 8192");
    says(&KeyError::Length { part: "x", found: 31, expected: 32 }, "x: 31 bytes, expected 32");
    says(&KeyError::Randomness, "key: the system gave no randomness");
}

/// No key for any header.
pub(crate) struct NoKeys;

impl FindKey for NoKeys {
    type Key<'k> = &'k VerifyingKey<Hs256>;

    fn find_key(&self, _header: &Header) -> Option<&VerifyingKey<Hs256>> {
        None
    }
}

#[test]
fn key_not_found_says_which_but_not_in_its_text() {
    let token = tokens::with_header(r#"{"alg":"HS256","kid":"HOSTILE"}"#);
    let error = jws::verify(&token, &NoKeys).unwrap_err();
    says(&error, "key: none found for this header");
    let VerifyError::KeyNotFound(found) = error else { panic!("{error}") };
    assert_eq!((found.key_id(), found.algorithm()), (Some("HOSTILE"), "HS256"));
}

/// Keys are never shown, neither by `Debug` nor by an error.
#[test]
fn keys_are_not_shown() {
    let secret = *b"HOSTILE HOSTILE HOSTILE HOSTILE.";
    let key = SigningKey::<Hs256>::from_secret(&secret).unwrap();
    assert_eq!(format!("{key:?}"), "SigningKey(HS256)");
    assert_eq!(format!("{:?}", key.verifying_key()), "VerifyingKey(HS256)");
    assert_eq!(format!("{:?}", keys::es256()), "SigningKey(ES256)");
    assert_eq!(format!("{:?}", keys::rs256_verifying()), "VerifyingKey(RS256)");
    let verifier = format!("{:?}", Verifier::new(key.verifying_key(), lenient()));
    let signer = format!("{:?}", Signer::new(key));
    assert!(!verifier.contains("HOSTILE") && !signer.contains("HOSTILE"));
    let pem = "-----BEGIN HOSTILE-----\nHOSTILE\n-----END HOSTILE-----\n";
    let error = VerifyingKey::<Es256>::from_pem(pem).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("HOSTILE"));
}

/// Errors can be kept, compared and sent to where they are reported.
#[test]
fn errors_are_values() {
    fn is_a_value<E: std::error::Error + Clone + PartialEq + Send + Sync + 'static>() {}
    is_a_value::<VerifyError>();
    is_a_value::<SignError>();
    is_a_value::<KeyError>();
    is_a_value::<DeserializeError>();
    is_a_value::<InvalidSignature>();
    is_a_value::<UnknownAlgorithm>();
}
