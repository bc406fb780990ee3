//! The text of every error, and that none repeats what stood in a token or key.

use jwt_codec::jws::{FindKey, Header};
use jwt_codec::{
    ClaimName, ClaimReason, Claims, Defect, DeserializeError, Es256, Hs256, InvalidSignature,
    KeyError, KeyKind, Part, RegisteredClaims, SignError, Signer, SigningKey, UnknownAlgorithm,
    Verifier, VerifyError, VerifyingKey, jws,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use crate::support::verdict::lenient;
use crate::support::{keys, tokens};

const PARTS: [(Part, &str); 4] = [
    (Part::Token, "token"),
    (Part::Header, "header"),
    (Part::Payload, "payload"),
    (Part::Signature, "signature"),
];

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
fn says(error: &impl Display, text: &str) {
    assert_eq!(error.to_string(), text);
    let names = ["RSA", "P-256"];
    let plain = names
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, ""));
    assert_eq!(plain, plain.to_lowercase());
    assert!(!text.ends_with('.') && !text.is_empty() && text.trim() == text);
}

#[test]
fn verify_error_texts() {
    for (part, part_text) in PARTS {
        says(&part, part_text);
        for (defect, text) in DEFECTS {
            says(&defect, text);
            says(
                &VerifyError::Malformed(part, defect),
                &format!("{part_text}: {text}"),
            );
            says(
                &SignError::Malformed(part, defect),
                &format!("{part_text}: {text}"),
            );
        }
    }
    for (claim, name) in CLAIMS {
        assert_eq!(claim.as_str(), name);
        for (reason, text) in REASONS {
            says(&reason, text);
            says(
                &VerifyError::Claim { claim, reason },
                &format!("{name}: {text}"),
            );
        }
    }
    says(
        &VerifyError::UnsupportedCritical,
        "header: critical extension not understood",
    );
    says(
        &VerifyError::AlgorithmMismatch,
        "header: alg is not the algorithm of the key",
    );
    says(&VerifyError::InvalidSignature, "signature: invalid");
    says(&InvalidSignature, "signature: invalid");
    says(&UnknownAlgorithm, "algorithm: unknown name");
}

#[test]
fn sign_error_texts() {
    says(&SignError::Serialize("its own".into()), "claims: its own");
    says(&SignError::NotAnObject, "claims: not a json object");
    says(
        &SignError::AlgorithmMismatch,
        "header: alg is not the algorithm of the key",
    );
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
        says(
            &KeyError::SecretContainsKey(found),
            &format!("secret: contains {found_text}"),
        );
        for (expected, text) in kinds {
            let error = KeyError::Unexpected { found, expected };
            says(&error, &format!("key: found {found_text}, expected {text}"));
        }
    }
    says(&KeyError::Malformed("modulus: even"), "modulus: even");
    says(
        &KeyError::SecretLength {
            found: 9,
            minimum: 32,
        },
        "secret: 9 bytes, expected at least 32",
    );
    says(
        &KeyError::ModulusLength { found: 1024 },
        "modulus: 1024 bits, expected 2048 to 8192",
    );
    says(
        &KeyError::Length {
            part: "x",
            found: 31,
            expected: 32,
        },
        "x: 31 bytes, expected 32",
    );
    says(&KeyError::Randomness, "key: the system gave no randomness");
}

/// No key for any header.
struct NoKeys;

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
    let VerifyError::KeyNotFound(found) = error else {
        panic!("{error}")
    };
    assert_eq!(
        (found.key_id(), found.algorithm()),
        (Some("HOSTILE"), "HS256")
    );
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    User,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only ever refused")]
struct Session {
    role: Option<Role>,
    level: Option<u8>,
    pair: Option<(u8, u8)>,
    big: Option<u128>,
    name: Option<String>,
    flags: Option<BTreeMap<u8, bool>>,
    checked: Option<Checked>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
#[expect(dead_code, reason = "only ever refused")]
struct Checked(String);

impl TryFrom<String> for Checked {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Err(format!("no {text} here"))
    }
}

fn error_of<T: DeserializeOwned + Debug>(json: &str) -> VerifyError {
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    verifier
        .verify::<T>(&tokens::with_payload(json))
        .unwrap_err()
}

fn deserialize_error<T: DeserializeOwned + Debug>(json: &str) -> DeserializeError {
    match error_of::<T>(json) {
        VerifyError::Deserialize(error) => error,
        other => panic!("{json}: {other}"),
    }
}

#[test]
fn deserialize_error_texts() {
    for (json, field, text) in [
        (
            r#"{"level":"9"}"#,
            Some("level"),
            "claims: level: string, expected u8",
        ),
        (
            r#"{"level":1.5}"#,
            Some("level"),
            "claims: level: float, expected u8",
        ),
        (
            r#"{"level":true}"#,
            Some("level"),
            "claims: level: boolean, expected u8",
        ),
        (
            r#"{"level":{}}"#,
            Some("level"),
            "claims: level: object, expected u8",
        ),
        (
            r#"{"level":[]}"#,
            Some("level"),
            "claims: level: array, expected u8",
        ),
        (
            r#"{"level":256}"#,
            Some("level"),
            "claims: level: integer of another value, expected u8",
        ),
        (
            r#"{"level":-1}"#,
            Some("level"),
            "claims: level: integer of another value, expected u8",
        ),
        (
            r#"{"name":1}"#,
            Some("name"),
            "claims: name: integer, expected a string",
        ),
        (
            r#"{"role":"root"}"#,
            Some("role"),
            "claims: role: unknown variant, expected one of admin, user",
        ),
        (
            r#"{"big":-1}"#,
            Some("big"),
            "claims: big: value, expected a 128-bit integer",
        ),
        (
            r#"{"pair":[1]}"#,
            Some("pair"),
            "claims: pair: array of another length, expected a tuple of size 2",
        ),
        (
            r#"{"pair":[1,2,3]}"#,
            Some("pair"),
            "claims: pair: array of another length, expected fewer elements",
        ),
        (
            r#"{"flags":{"x":true}}"#,
            Some("flags"),
            "claims: flags: string, expected an integer as member name",
        ),
        (
            r#"{"checked":"x"}"#,
            Some("checked"),
            "claims: checked: refused by the type",
        ),
        (
            r#"{"other":1}"#,
            None,
            "claims: unknown field, expected one of role, level, pair, big, name, flags, checked",
        ),
    ] {
        let error = deserialize_error::<Session>(json);
        says(&error, text);
        says(&VerifyError::Deserialize(error.clone()), text);
        assert_eq!(error.field(), field);
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever refused")]
    struct Needs {
        name: String,
    }
    says(&error_of::<Needs>("{}"), "claims: name: missing");
    says(&error_of::<Claims<Needs>>("{}"), "claims: name: missing");
}

/// What the type said may repeat the claims: it is there for who asks, and not in the text.
#[test]
fn detail_is_apart() {
    let error = deserialize_error::<Session>(r#"{"checked":"HOSTILE"}"#);
    assert_eq!(error.detail(), Some("no HOSTILE here"));
    assert!(!error.to_string().contains("HOSTILE"));
    assert_eq!(
        deserialize_error::<Session>(r#"{"level":"9"}"#).detail(),
        None
    );
}

/// A marker stands in every place that a token has; no text of an error has it.
#[test]
fn no_text_repeats_the_token() {
    const MARKER: &str = "HOSTILE";
    let values = [
        r#""HOSTILE""#,
        r#"["HOSTILE"]"#,
        r#"{"HOSTILE":"HOSTILE"}"#,
        r#"{"HOSTILE":1,"HOSTILE":2}"#,
        r#""HOSTILE\ud800""#,
        r#""HOSTILE"#,
        "HOSTILE",
        r#"[["HOSTILE",1e400]]"#,
        r#"{"Admin":"HOSTILE"}"#,
        r#"{"HOSTILE":null}"#,
    ];
    let names = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "role", "level", "pair", "big", "name",
        "flags", "checked", "HOSTILE",
    ];
    let silent = |error: &VerifyError, json: &str| {
        let text = error.to_string();
        assert!(!text.contains(MARKER), "{json}: {text}");
    };
    for name in names {
        for value in values {
            let json = format!(r#"{{"{name}":{value}}}"#);
            let token = tokens::with_payload(&json);
            let policy = lenient().issuer("i").subject("s").audience("a").typ("t");
            let verifier = Verifier::new(keys::hs256_verifying(), policy);
            silent(&verifier.verify::<Session>(&token).unwrap_err(), &json);
            silent(
                &verifier.verify::<Claims<Session>>(&token).unwrap_err(),
                &json,
            );
            silent(
                &verifier.verify::<RegisteredClaims>(&token).unwrap_err(),
                &json,
            );
            silent(&verifier.verify::<u8>(&token).unwrap_err(), &json);
            silent(&verifier.verify::<Role>(&token).unwrap_err(), &json);
            let header = format!(r#"{{"alg":"HS256","{name}":{value}}}"#);
            let token = tokens::with_header(&header);
            if let Err(error) = jws::verify(&token, &keys::hs256_verifying()) {
                silent(&error, &header);
            }
            silent(&jws::verify(&token, &NoKeys).unwrap_err(), &header);
            let header = format!(r#"{{"alg":{value}}}"#);
            let error = jws::verify(&tokens::with_header(&header), &keys::hs256_verifying());
            silent(&error.unwrap_err(), &header);
        }
    }
}

/// Keys are never shown, neither by `Debug` nor by an error.
#[test]
fn keys_are_not_shown() {
    let secret = *b"HOSTILE HOSTILE HOSTILE HOSTILE.";
    let key = SigningKey::<Hs256>::from_secret(&secret).unwrap();
    assert_eq!(format!("{key:?}"), "SigningKey(HS256)");
    assert_eq!(format!("{:?}", key.verifying_key()), "VerifyingKey(HS256)");
    assert_eq!(format!("{:?}", keys::es256()), "SigningKey(ES256)");
    assert_eq!(
        format!("{:?}", keys::rs256_verifying()),
        "VerifyingKey(RS256)"
    );
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
