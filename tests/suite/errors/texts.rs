//! The text of every error, and that none repeats what stood in a token or key.

use jwt_codec::jws::{FindKey, Header};
use jwt_codec::{
    AuthorizationError, ClaimName, ClaimReason, Defect, DeserializeError, Es256, HeaderParameter, Hs256,
    InvalidSignature, JwsMember, Part, SignError, Signer, SigningKey, TimeOutOfRange, UnknownAlgorithm, Validation,
    Verifier, VerifyError, VerifyingKey, jws,
};
use serde::de::IgnoredAny;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use crate::support::verdict::lenient;
use crate::support::{base64url, keys, tokens};

const PARTS: [(Part, &str); 4] =
    [(Part::Token, "token"), (Part::Header, "header"), (Part::Payload, "payload"), (Part::Signature, "signature")];

const DEFECTS: [(Defect, &str); 40] = [
    (Defect::TooLong, "too long"),
    (Defect::BearerPrefix, "begins with Bearer"),
    (Defect::QuotationMarks, "quotation marks around it"),
    (Defect::JsonForm, "JSON, not the compact form"),
    (Defect::Comma, "comma in it, as between two tokens"),
    (Defect::WhiteSpace, "white space in it"),
    (Defect::NotAscii, "not ASCII"),
    (Defect::SegmentCount, "not three segments"),
    (Defect::Encrypted, "five segments, an encrypted token"),
    (Defect::Base64url, "not canonical unpadded base64url"),
    (Defect::Utf8, "not UTF-8"),
    (Defect::Json, "not JSON"),
    (Defect::NotAnObject, "not a JSON object"),
    (Defect::DuplicateName, "duplicate member name"),
    (Defect::ReservedName, "reserved member name"),
    (Defect::TooDeep, "nested too deep"),
    (Defect::LoneSurrogate, "lone surrogate in a string"),
    (Defect::TooManyValues, "too many values"),
    (Defect::NumberRange, "number out of range"),
    (Defect::MissingAlgorithm, "no alg"),
    (Defect::ParameterType(HeaderParameter::KeyId), "kid: of the wrong type"),
    (Defect::ParameterNull(HeaderParameter::KeyId), "kid: null"),
    (Defect::RegisteredParameter("kid"), "kid: a registered name, which this method does not set"),
    (Defect::Certificates, "x5c: no certificates, or not DER"),
    (Defect::ParameterUnprotected(HeaderParameter::KeyId), "kid: not protected"),
    (Defect::InvalidCritical, "invalid crit"),
    (Defect::UnencodedPayload, "not base64url encoded"),
    (Defect::EncodedPayload, "b64 not false"),
    (Defect::MixedEncodings, "b64 not the same in all signatures"),
    (Defect::UnencodedCharacters, "character that an unencoded payload must not have"),
    (Defect::NotDetached, "not detached"),
    (Defect::Detached, "detached, and not given"),
    (Defect::MemberMissing(JwsMember::Signature), "signature: missing"),
    (Defect::MemberType(JwsMember::Signature), "signature: of the wrong type"),
    (Defect::MemberEmpty(JwsMember::Signature), "signature: empty"),
    (Defect::MixedForms, "general and flattened form mixed"),
    (Defect::TooManySignatures, "too many signatures"),
    (Defect::NotOneSignature, "not one signature"),
    (Defect::Der, "not DER of two integers from 1 to the order minus one"),
    (Defect::SignatureLength, "wrong length for the algorithm"),
];

const AUTHORIZATION_ERRORS: [(AuthorizationError, &str); 4] = [
    (AuthorizationError::Missing, "authorization: missing"),
    (AuthorizationError::Several, "authorization: more than one"),
    (AuthorizationError::OtherScheme, "authorization: another scheme"),
    (AuthorizationError::Malformed, "authorization: not one space and one token after the scheme"),
];

const PARAMETERS: [(HeaderParameter, &str); 6] = [
    (HeaderParameter::Algorithm, "alg"),
    (HeaderParameter::Type, "typ"),
    (HeaderParameter::ContentType, "cty"),
    (HeaderParameter::KeyId, "kid"),
    (HeaderParameter::Critical, "crit"),
    (HeaderParameter::Base64url, "b64"),
];

const MEMBERS: [(JwsMember, &str); 5] = [
    (JwsMember::Payload, "payload"),
    (JwsMember::Signatures, "signatures"),
    (JwsMember::Protected, "protected"),
    (JwsMember::Header, "header"),
    (JwsMember::Signature, "signature"),
];

const CLAIMS: [(ClaimName, &str); 9] = [
    (ClaimName::Issuer, "iss"),
    (ClaimName::Subject, "sub"),
    (ClaimName::Audience, "aud"),
    (ClaimName::ExpirationTime, "exp"),
    (ClaimName::NotBefore, "nbf"),
    (ClaimName::IssuedAt, "iat"),
    (ClaimName::JwtId, "jti"),
    (ClaimName::Type, "typ"),
    (ClaimName::Other("acr"), "acr"),
];

const REASONS: [(ClaimReason, &str); 12] = [
    (ClaimReason::Missing, "missing"),
    (ClaimReason::WrongType, "of the wrong type"),
    (ClaimReason::Null, "null"),
    (ClaimReason::Unexpected, "not the expected value"),
    (ClaimReason::Prohibited, "present, but prohibited"),
    (ClaimReason::NoneNamed, "present, but no audience is configured"),
    (ClaimReason::Expired, "expired"),
    (ClaimReason::ExpiresSoon, "expires too soon"),
    (ClaimReason::InFuture, "in the future"),
    (ClaimReason::TooLate, "too far in the future"),
    (ClaimReason::TooOld, "too old"),
    (ClaimReason::Custom("used before"), "used before"),
];

/// Names of families and curves, and acronyms, are spelt as they are; all else is lower case, and there is no full stop.
#[track_caller]
pub(crate) fn says(error: &impl Display, text: &str) {
    assert_eq!(error.to_string(), text);
    let names =
        ["RSA", "P-256", "ES512", "ASCII", "UTF-8", "JSON", "DER", "PEM", "XML", "OpenSSH", "Web Key", "Bearer"];
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
    for (parameter, name) in PARAMETERS {
        assert_eq!(parameter.as_str(), name);
        let error = |defect| VerifyError::Malformed(Part::Header, defect);
        says(&error(Defect::ParameterType(parameter)), &format!("header: {name}: of the wrong type"));
        says(&error(Defect::ParameterNull(parameter)), &format!("header: {name}: null"));
        says(&error(Defect::ParameterUnprotected(parameter)), &format!("header: {name}: not protected"));
    }
    for (member, name) in MEMBERS {
        assert_eq!(member.as_str(), name);
        let error = |defect| VerifyError::Malformed(Part::Token, defect);
        says(&error(Defect::MemberMissing(member)), &format!("token: {name}: missing"));
        says(&error(Defect::MemberType(member)), &format!("token: {name}: of the wrong type"));
        says(&error(Defect::MemberEmpty(member)), &format!("token: {name}: empty"));
    }
    for (claim, name) in CLAIMS {
        assert_eq!(claim.as_str(), name);
        for (reason, text) in REASONS {
            says(&reason, text);
            says(&VerifyError::Claim { claim, reason }, &format!("{name}: {text}"));
        }
    }
    for (error, text) in verify_errors() {
        says(&error, text);
    }
    for (error, text) in AUTHORIZATION_ERRORS {
        says(&error, text);
    }
    says(&InvalidSignature, "signature: invalid");
    says(&UnknownAlgorithm, "algorithm: unknown name");
    says(&TimeOutOfRange, "time: out of range of the system's clock");
}

#[test]
fn sign_error_texts() {
    for (error, text) in sign_errors() {
        says(&error, &text);
    }
}

/// Those that are only a part and a defect, a key that is not found, several signatures, and claims that do not fit, have tests of their own.
const VERIFY_ERRORS_APART: [&str; 5] = ["Malformed", "KeyNotFound", "Signatures", "Deserialize", "Claim"];

fn verify_errors() -> [(VerifyError, &'static str); 3] {
    [
        (VerifyError::UnsupportedCritical, "header: unsupported critical extension"),
        (VerifyError::AlgorithmMismatch, "header: alg is not the algorithm of the key"),
        (VerifyError::InvalidSignature, "signature: invalid"),
    ]
}

fn sign_errors() -> Vec<(SignError, String)> {
    let too_deep = SignError::Malformed(Part::Payload, Defect::TooDeep);
    let mut errors = vec![
        (SignError::Serialize("its own".into()), "claims: its own".into()),
        (SignError::Parameter("its own".into()), "header: its own".into()),
        (SignError::NotAnObject, "claims: not a JSON object".into()),
        (too_deep, "payload: nested too deep".into()),
        (SignError::AlgorithmMismatch, "header: alg is not the algorithm of the key".into()),
        (SignError::Randomness, "claims: the system provides no randomness".into()),
        (SignError::Key("its own".into()), "key: its own".into()),
    ];
    for (reason, text) in REASONS {
        errors.extend(CLAIMS.map(|(claim, name)| (SignError::Claim { claim, reason }, format!("{name}: {text}"))));
    }
    errors
}

/// The variants of an enum as the source has them. A `match` would need a `_` here, since the enums are not exhaustive.
pub(crate) fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let own = body.lines().filter(|line| line.starts_with("    ") && line[4..].starts_with(char::is_alphabetic));
    own.map(|line| variant(line.trim())).collect()
}

/// The name of a variant at the front of what `Debug` gives of it.
fn variant(debug: impl AsRef<str>) -> String {
    debug.as_ref().chars().take_while(|character| character.is_alphanumeric()).collect()
}

pub(crate) fn named<'e, E: Debug + 'e>(errors: impl IntoIterator<Item = &'e E>) -> BTreeSet<String> {
    errors.into_iter().map(|error| variant(format!("{error:?}"))).collect()
}

/// Every variant that there is stands in one of the tables, whose texts the tests above and below assert.
#[test]
fn tables_name_every_variant() {
    let errors = include_str!("../../../src/error.rs");
    let claims = include_str!("../../../src/error/claim.rs");
    let malformed = include_str!("../../../src/error/malformed.rs");
    assert_eq!(named(PARTS.iter().map(|(part, _)| part)), variants(malformed, "Part"));
    assert_eq!(named(DEFECTS.iter().map(|(defect, _)| defect)), variants(malformed, "Defect"));
    assert_eq!(named(PARAMETERS.iter().map(|(parameter, _)| parameter)), variants(malformed, "HeaderParameter"));
    assert_eq!(named(MEMBERS.iter().map(|(member, _)| member)), variants(malformed, "JwsMember"));
    assert_eq!(named(CLAIMS.iter().map(|(claim, _)| claim)), variants(claims, "ClaimName"));
    assert_eq!(named(REASONS.iter().map(|(reason, _)| reason)), variants(claims, "ClaimReason"));
    assert_eq!(named(sign_errors().iter().map(|(error, _)| error)), variants(errors, "SignError"));
    let authorization = include_str!("../../../src/error/authorization.rs");
    let named_there = named(AUTHORIZATION_ERRORS.iter().map(|(error, _)| error));
    assert_eq!(named_there, variants(authorization, "AuthorizationError"));
    let mut verify = named(verify_errors().iter().map(|(error, _)| error));
    verify.extend(VERIFY_ERRORS_APART.map(String::from));
    assert_eq!(verify, variants(errors, "VerifyError"));
    assert_eq!(variants("pub enum E {\n    /// A\n    A,\n    B { c: u8 },\n    D(u8),\n}\n", "E").len(), 3);
}

/// What is said of a document whose signatures do not suffice: nothing that stands in it.
#[test]
fn signatures_error_says_which_but_not_in_its_text() {
    let text = r#"{"payload":"HOSTILE","signatures":[{"protected":"HOSTILE","header":{"kid":"HOSTILE"},"signature":"HOSTILE"}]}"#;
    let document = jws::JsonSerialization::parse(text).unwrap();
    assert_eq!(format!("{document:?}"), "JsonSerialization { signature_count: 1, .. }");
    let error = document.verify_each(&[keys::hs256_verifying()]).unwrap_err();
    says(&error, "signatures: fewer good ones than required");
    assert!(!format!("{error} {error:?}").contains("HOSTILE"));
    let VerifyError::Signatures(error) = error else { panic!("{error}") };
    let rejected = [(0, VerifyError::Malformed(Part::Header, Defect::Utf8))];
    assert_eq!((error.rejected(), error.unsigned()), (&rejected[..], Some(0)));
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
    says(&error, "key: none, or more than one, for this header");
    let VerifyError::KeyNotFound(found) = error else { panic!("{error}") };
    assert_eq!((found.key_id(), found.algorithm()), (Some("HOSTILE"), "HS256"));
    assert_eq!(format!("{found:?}"), "KeyNotFound { .. }");
    assert_eq!(format!("{:?}", VerifyError::KeyNotFound(found)), "KeyNotFound(KeyNotFound { .. })");
    let token = tokens::with_header(r#"{"alg":"HOSTILE"}"#);
    let error = jws::verify(&token, &NoKeys).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("HOSTILE"));
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

/// A verifier shows its keys and what its policy says, and nothing of the tokens that it has accepted.
#[test]
fn verifier_shows_keys_and_policy() {
    use std::time::Duration;

    let shown = |policy| format!("{:?}", Verifier::new(keys::hs256_verifying(), policy));
    let default = shown(Validation::new());
    assert_eq!(default, "Verifier { keys: VerifyingKey(HS256), validation: Validation, .. }");
    let said = shown(Validation::new().issuer("id").audience("api").allow_expired().leeway(Duration::ZERO));
    let policy = r#"Validation { issuers: ["id"], audience: ["api"], leeway: 0ns, allow_expired: true }"#;
    assert_eq!(said, format!("Verifier {{ keys: VerifyingKey(HS256), validation: {policy}, .. }}"));
    let all = lenient()
        .subject("alice")
        .typ("at+jwt")
        .require(ClaimName::JwtId)
        .future_leeway(Duration::ZERO)
        .max_age(Duration::ZERO)
        .reject_expiring_within(Duration::ZERO)
        .max_token_len(1)
        .allow_future_issued_at()
        .allow_missing_typ()
        .understands("x")
        .allow_numeric_issuer()
        .allow_numeric_subject()
        .allow_padding();
    let all = shown(all);
    for part in [
        "clock: Fixed(",
        "any_audience: true",
        "subject: \"alice\"",
        "typ: \"at+jwt\"",
        "rules: [jti: required]",
        "future_leeway: 0ns",
        "max_age: 0ns",
        "reject_expiring_within: 0ns",
        "max_token_len: 1",
        "allow_missing_expiration_time: true",
        "allow_future_issued_at: true",
        "allow_missing_typ: true",
        "understood: [\"x\"]",
        "allow_numeric_issuer: true",
        "allow_numeric_subject: true",
        "allow_padding: true",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let function = shown(Validation::with_clock(jwt_codec::jwt::NumericDate::now));
    assert!(function.contains("clock: Function"), "{function}");
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    let new = format!("{verifier:?}");
    verifier.verify::<IgnoredAny>(&tokens::with_header(r#"{"alg":"HS256","kid":"OF A TOKEN"}"#)).unwrap();
    assert_eq!(format!("{verifier:?}"), new);
    let signer = format!("{:?}", Signer::new(keys::hs256()).key_id("1"));
    assert!(signer.starts_with("Signer { key: SigningKey(HS256), header: Header {") && signer.len() < 180, "{signer}");
}

/// A token that is not verified yet shows its header in `Debug`, and no other byte.
#[test]
fn unverified_token_is_not_shown() {
    let payload = r#"{"sub":"HOSTILE"}"#;
    let token = tokens::signed(r#"{"alg":"HS256","typ":"JWT","x":"HOSTILE"}"#, payload);
    let unverified = jws::Unverified::parse(&token).unwrap();
    let shown = format!("{unverified:?}");
    assert!(shown.starts_with("Unverified { header: Header {") && shown.contains("HS256"), "{shown}");
    assert!(!shown.contains("HOSTILE"), "{shown}");
    for segment in token.split('.') {
        assert!(!shown.contains(segment), "{shown}");
    }
    for bytes in [payload.as_bytes(), &base64url::decode(token.rsplit('.').next().unwrap()).unwrap()] {
        assert!(!shown.contains(&format!("{bytes:?}")), "{shown}");
    }
}

/// Neither private nor public numbers, in any of the ways that bytes are printed.
#[cfg(feature = "jwk")]
#[test]
fn jwk_and_secret_text_are_not_shown() {
    use jwt_codec::jwk::Jwk;

    // RFC 7517 appendix A.2, and a secret.
    let ec = r#"{"kty":"EC","crv":"P-256","kid":"1","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}"#;
    let oct = r#"{"kty":"oct","kid":"1","k":"WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo"}"#;
    for (json, names) in [(ec, &["x", "y", "d"][..]), (oct, &["k"])] {
        let jwk = Jwk::from_json(json).unwrap();
        let text = jwk.to_secret_json();
        let shown = format!("{jwk:?} {text:?}");
        assert!(shown.starts_with("Jwk { kty: ") && shown.ends_with(" SecretText"), "{shown}");
        let members: serde_json::Value = serde_json::from_str(text.expose_secret()).unwrap();
        for name in names {
            let member = members[name].as_str().unwrap();
            let bytes = base64url::decode(member).unwrap();
            let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            for bytes in [member, &hexadecimal, &format!("{bytes:?}"), &format!("{:?}", &bytes[..4])] {
                assert!(!shown.to_lowercase().contains(&bytes.to_lowercase()), "{name}: {shown}");
            }
        }
    }
    let pem = keys::es256().to_secret_pem();
    let der = keys::es256().to_secret_der();
    assert_eq!(format!("{pem:?} {der:?}"), "SecretText SecretBytes");
}

/// Errors can be kept, compared and sent to where they are reported.
#[test]
fn errors_are_values() {
    fn is_a_value<E: std::error::Error + Clone + PartialEq + Send + Sync + 'static>() {}
    is_a_value::<VerifyError>();
    is_a_value::<SignError>();
    is_a_value::<DeserializeError>();
    is_a_value::<InvalidSignature>();
    is_a_value::<UnknownAlgorithm>();
    is_a_value::<TimeOutOfRange>();
}

/// Whoever prints an error and its sources prints nothing twice.
#[test]
fn no_error_has_a_source_whose_text_it_contains() {
    use std::error::Error;

    #[derive(Debug, serde::Deserialize)]
    struct Wanted {
        #[expect(dead_code, reason = "never read")]
        level: u8,
    }

    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    let error = verifier.verify::<Wanted>(&tokens::with_payload(r#"{"level":"high"}"#)).unwrap_err();
    let VerifyError::Deserialize(inside) = &error else { panic!("{error}") };
    assert_eq!((error.to_string(), error.source().is_none()), (inside.to_string(), true));
    for (error, _) in verify_errors() {
        assert!(error.source().is_none(), "{error}");
    }
    #[cfg(feature = "jwk")]
    {
        let set = jwt_codec::jwk::KeySet::builder().key("a", keys::hs256_verifying()).build().unwrap();
        let of_another = tokens::with_header(r#"{"alg":"HS256","kid":"b"}"#);
        let error = Verifier::new(set, lenient()).verify::<IgnoredAny>(&of_another).unwrap_err();
        let VerifyError::KeyNotFound(inside) = &error else { panic!("{error}") };
        assert_eq!((error.to_string(), error.source().is_none()), (inside.to_string(), true));
    }
}
