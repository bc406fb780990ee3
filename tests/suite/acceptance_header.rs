//! Which headers are accepted: RFC 7515 section 4, RFC 8725 sections 3.1 and 3.11.

use jwt_codec::jws::{FindKey, Header, SigningInput};
use jwt_codec::{
    ClaimName, ClaimReason, Defect, Hs256, SignError, SigningKey, Verifier, VerifyError,
    VerifyingKey,
};
use serde::de::IgnoredAny;

use crate::support::verdict::{accepted, claim, header, lenient, refused, strict, verdict};
use crate::support::{keys, tokens};

/// A value of each JSON type, and some more.
const VALUES: [&str; 12] = [
    "null",
    "true",
    "false",
    "0",
    "-1.5e3",
    r#""""#,
    r#""text""#,
    "[]",
    r#"["a",1]"#,
    "{}",
    r#"{"a":{"b":null}}"#,
    r#""\u0061\n""#,
];

fn is_string(value: &str) -> bool {
    value.starts_with('"')
}

/// A header with one more member, in all places.
fn with_member(member: &str) -> [String; 2] {
    [
        format!(r#"{{"alg":"HS256",{member}}}"#),
        format!(r#"{{{member},"alg":"HS256"}}"#),
    ]
}

#[track_caller]
fn header_refused(json: impl AsRef<[u8]>, defect: Defect) {
    refused(strict(), &tokens::with_header(json), header(defect));
}

#[track_caller]
fn header_accepted(json: impl AsRef<[u8]>) {
    accepted(strict(), &tokens::with_header(json));
}

#[test]
fn alg_is_required() {
    header_accepted(r#"{"alg":"HS256"}"#);
    header_refused("{}", Defect::MissingAlgorithm);
    for json in [
        r#"{"Alg":"HS256"}"#,
        r#"{"ALG":"HS256"}"#,
        r#"{"alg ":"HS256"}"#,
        r#"{"":"HS256"}"#,
        r#"{"typ":"JWT","header":{"alg":"HS256"}}"#,
    ] {
        header_refused(json, Defect::MissingAlgorithm);
    }
}

#[test]
fn alg_is_compared_byte_for_byte() {
    header_accepted(r#"{"\u0061lg":"HS256"}"#);
    header_accepted(r#"{"alg":"\u0048S\u00325\u0036"}"#);
    for alg in [
        "",
        "hs256",
        "Hs256",
        "HS256 ",
        " HS256",
        "HS-256",
        "HS2560",
        "HS25",
        "HS384",
        "HS512",
        "RS256",
        "ES256",
        "PS256",
        "EdDSA",
        "HMAC",
        "*",
        "HS256\\u0000",
        "HS256\\n",
        "ＨＳ256",
        "dir",
        "A128GCM",
        "null",
        "undefined",
    ] {
        let token = tokens::with_header(format!(r#"{{"alg":"{alg}"}}"#));
        refused(strict(), &token, VerifyError::AlgorithmMismatch);
    }
    for value in VALUES.into_iter().filter(|value| !is_string(value)) {
        header_refused(format!(r#"{{"alg":{value}}}"#), Defect::MemberType);
    }
}

/// CVE-2015-2951, CVE-2022-23540: no spelling of `none` is an algorithm, with or without a signature.
#[test]
fn none_in_all_cases() {
    for case in 0..16_u32 {
        let none: String = "none"
            .chars()
            .enumerate()
            .map(|(position, letter)| match case >> position & 1 {
                0 => letter,
                _ => letter.to_ascii_uppercase(),
            })
            .collect();
        assert!(none.parse::<jwt_codec::Algorithm>().is_err());
        let token = tokens::with_header(format!(r#"{{"alg":"{none}"}}"#));
        let (unsigned, _) = token.rsplit_once('.').unwrap();
        for token in [
            format!("{unsigned}."),
            token.clone(),
            format!("{unsigned}.AAAA"),
        ] {
            refused(strict(), &token, VerifyError::AlgorithmMismatch);
        }
    }
}

#[test]
fn typ_cty_and_kid_are_strings() {
    for name in ["typ", "cty", "kid"] {
        for value in VALUES {
            for json in with_member(&format!(r#""{name}":{value}"#)) {
                if is_string(value) {
                    header_accepted(json);
                } else {
                    header_refused(json, Defect::MemberType);
                }
            }
        }
    }
}

#[test]
fn b64_is_true_or_nothing() {
    for value in VALUES {
        for json in with_member(&format!(r#""b64":{value}"#)) {
            match value {
                "true" => header_accepted(json),
                "false" => header_refused(json, Defect::UnencodedPayload),
                _ => header_refused(json, Defect::MemberType),
            }
        }
    }
}

/// `jwk`, `jku`, `x5u` and `x5c` (CVE-2018-0114) are members like any other that has no meaning: whatever they hold, the key is the verifier's.
#[test]
fn unknown_members_of_all_types_are_tolerated() {
    for name in [
        "x",
        "",
        "jwk",
        "jku",
        "x5u",
        "x5c",
        "x5t",
        "x5t#S256",
        "zip",
        "enc",
        "Alg",
        "é",
        "__proto__",
    ] {
        for value in VALUES {
            for json in with_member(&format!(r#""{name}":{value}"#)) {
                header_accepted(json);
            }
        }
    }
}

#[test]
fn duplicate_names_are_refused() {
    for name in ["alg", "typ", "cty", "kid", "crit", "b64", "jwk", "x", ""] {
        let value = match name {
            "alg" => r#""HS256""#,
            "crit" => r#"["x"]"#,
            "b64" => "true",
            _ => r#""same""#,
        };
        let escaped: String = name
            .chars()
            .map(|letter| format!("\\u{:04x}", u32::from(letter)))
            .collect();
        for (one, other) in [
            (name, name),
            (name, &escaped),
            (&escaped, name),
            (&escaped, &escaped),
        ] {
            let twice = format!(r#""{one}":{value},"{other}":{value}"#);
            let json = match name {
                "alg" => format!("{{{twice}}}"),
                _ => format!(r#"{{"alg":"HS256",{twice}}}"#),
            };
            header_refused(json, Defect::DuplicateName);
        }
    }
    header_refused(
        r#"{"alg":"HS256","\u0061lg":"none"}"#,
        Defect::DuplicateName,
    );
    header_refused(
        r#"{"alg":"HS256","jwk":{"k":1,"k":2}}"#,
        Defect::DuplicateName,
    );
    header_refused(
        r#"{"alg":"HS256","x":[{"k":1,"\u006b":2}]}"#,
        Defect::DuplicateName,
    );
    header_accepted(r#"{"alg":"HS256","x":{"alg":"none","x":{"x":1}}}"#);
}

/// The names of an object are compared in two ways, up to 16 and beyond.
#[test]
fn duplicate_names_among_many() {
    let members =
        |count: usize| -> String { (0..count).map(|n| format!(r#","m{n}":{n}"#)).collect() };
    for count in [1, 14, 15, 16, 17, 40] {
        header_accepted(format!(r#"{{"alg":"HS256"{}}}"#, members(count)));
        for again in [0, count / 2, count - 1] {
            let json = format!(r#"{{"alg":"HS256"{},"m{again}":0}}"#, members(count));
            header_refused(json, Defect::DuplicateName);
        }
    }
}

/// RFC 7515 section 4.1.11. CVE-2025-59420, CVE-2026-32597.
#[test]
fn crit_is_refused_in_every_form() {
    for json in [
        r#"{"alg":"HS256","crit":["x"],"x":1}"#,
        r#"{"alg":"HS256","x":null,"crit":["x"]}"#,
        r#"{"crit":["x","y"],"alg":"HS256","x":1,"y":2}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":true}"#,
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":[""],"":1}"#,
        r#"{"alg":"HS256","crit":["\u0078"],"x":1}"#,
    ] {
        refused(
            strict(),
            &tokens::with_header(json),
            VerifyError::UnsupportedCritical,
        );
    }
    for json in [
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":["x"]}"#,
        r#"{"alg":"HS256","crit":["x","y"],"x":1}"#,
        r#"{"alg":"HS256","crit":["x","x"],"x":1}"#,
        r#"{"alg":"HS256","crit":["x","\u0078"],"x":1}"#,
        r#"{"alg":"HS256","crit":["b64"]}"#,
        r#"{"alg":"HS256","crit":["crit"]}"#,
        r#"{"alg":"HS256","crit":["alg"]}"#,
        r#"{"alg":"HS256","crit":["kid"],"kid":"k"}"#,
        r#"{"alg":"HS256","crit":["jwk"],"jwk":{}}"#,
        r#"{"alg":"HS256","crit":["x5t#S256"],"x5t#S256":""}"#,
        r#"{"alg":"HS256","crit":["enc"],"enc":""}"#,
        r#"{"alg":"HS256","crit":[1],"1":1}"#,
        r#"{"alg":"HS256","crit":["x",null],"x":1}"#,
        r#"{"alg":"HS256","crit":[["x"]],"x":1}"#,
    ] {
        header_refused(json, Defect::InvalidCritical);
    }
    for value in VALUES.into_iter().filter(|value| !value.starts_with('[')) {
        header_refused(
            format!(r#"{{"alg":"HS256","crit":{value}}}"#),
            Defect::InvalidCritical,
        );
    }
}

/// RFC 7797 section 7: never in a JWT; the promise that the JWS API reads it is not kept yet, see `b64_false_in_the_jws_api`.
#[test]
fn b64_false_is_no_jwt() {
    for json in [
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
        r#"{"b64":false,"crit":["b64"],"alg":"HS256"}"#,
    ] {
        header_refused(json, Defect::UnencodedPayload);
    }
}

#[test]
fn header_is_a_json_object() {
    for json in [
        "null",
        "true",
        "1",
        r#""alg""#,
        "[]",
        r#"[{"alg":"HS256"}]"#,
    ] {
        header_refused(json, Defect::NotAnObject);
    }
    for json in [
        "",
        " ",
        "{",
        r#"{"alg"}"#,
        r#"{"alg":"HS256""#,
        r#"{"alg":"HS256"}}"#,
        r#"{"alg":"HS256"}{}"#,
        r#"{"alg":"HS256",}"#,
        r#"{,"alg":"HS256"}"#,
        r#"{"alg":"HS256" "x":1}"#,
        r#"{alg:"HS256"}"#,
        r#"{"alg":"HS256"}//"#,
        r#"{/**/"alg":"HS256"}"#,
        "{\"alg\":\"HS256\"}\0",
        "{\"alg\":\"HS256\"}\u{feff}",
        "{\"alg\":\"HS\n256\"}",
        "{\"alg\":\"HS256\",\"x\":\"\u{1f}\"}",
        r#"{"alg":"HS256","x":"\x41"}"#,
        r#"{"alg":"HS256","x":"\u12"}"#,
        r#"{"alg":"HS256","x":nul}"#,
        r#"{"alg":"HS256","x":01}"#,
        "{\u{a0}\"alg\":\"HS256\"}",
        "{\u{c}\"alg\":\"HS256\"}",
    ] {
        header_refused(json, Defect::Json);
    }
    header_refused(r#"{"alg":"HS256","x":1e400}"#, Defect::NumberRange);
    header_accepted(" \t\r\n{ \"alg\" : \"HS256\" , \"x\" : [ 1 , 2 ] } \t\r\n");
}

#[test]
fn header_is_utf8() {
    for text in [
        &b"\xff"[..],
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc3",
    ] {
        let json = [br#"{"alg":"HS256","x":""#, text, br#""}"#].concat();
        header_refused(json, Defect::Utf8);
        let json = [br#"{"alg":"HS256",""#, text, br#"":1}"#].concat();
        header_refused(json, Defect::Utf8);
    }
    for escape in [
        r"\ud800",
        r"\udc00",
        r"\ud800\ud800",
        r"\ud800x",
        r"\udc00\ud800",
    ] {
        header_refused(format!(r#"{{"alg":"HS256","x":"{escape}"}}"#), Defect::Utf8);
    }
    header_accepted(r#"{"alg":"HS256","x":"\ud83d\ude00\u0000é"}"#);
}

#[test]
fn bom_is_refused() {
    assert!(
        verdict(
            strict(),
            &tokens::with_header("\u{feff}{\"alg\":\"HS256\"}")
        )
        .is_err()
    );
    assert!(verdict(strict(), &tokens::with_header(b"\xff\xfe{\0}\0")).is_err());
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| {
        format!(
            r#"{{"alg":"HS256","x":{}{}}}"#,
            "[".repeat(depth - 1),
            "]".repeat(depth - 1)
        )
    };
    for depth in [2, 127, 128] {
        header_accepted(nested(depth));
    }
    for depth in [129, 130, 5_000] {
        header_refused(nested(depth), Defect::TooDeep);
    }
    let token = tokens::with_header(nested(20_000));
    refused(
        strict().max_token_len(1 << 20),
        &token,
        header(Defect::TooDeep),
    );
}

/// RFC 7515 section 4.1.9: a media type, where `application/` may be left out.
#[test]
fn typ_rule() {
    let token = |typ: &str| tokens::with_header(format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#));
    for (expected, typ) in [
        ("at+jwt", "at+jwt"),
        ("at+jwt", "AT+JWT"),
        ("at+jwt", "application/at+jwt"),
        ("application/at+jwt", "at+jwt"),
        ("APPLICATION/at+jwt", "Application/At+Jwt"),
        ("text/x", "TEXT/X"),
        ("", ""),
    ] {
        accepted(strict().typ(expected), &token(typ));
    }
    for (expected, typ) in [
        ("at+jwt", "JWT"),
        ("at+jwt", ""),
        ("at+jwt", "at+jwt "),
        ("at+jwt", "at+jw"),
        ("at+jwt", "text/at+jwt"),
        ("at+jwt", "applicatiom/at+jwt"),
        ("at+jwt", "application/application/at+jwt"),
        ("text/x", "application/text/x"),
        ("JWT", "at+jwt"),
    ] {
        let unexpected = claim(ClaimName::Type, ClaimReason::Unexpected);
        refused(strict().typ(expected), &token(typ), unexpected);
    }
    let missing = || claim(ClaimName::Type, ClaimReason::Missing);
    let without = tokens::with_header(tokens::HEADER);
    refused(strict().typ("JWT"), &without, missing());
    refused(strict().require(ClaimName::Type), &without, missing());
    accepted(strict().require(ClaimName::Type), &token("anything"));
    accepted(strict(), &token("anything"));
}

/// Keys by `kid`, each with its own algorithm.
struct ByKeyId(Vec<(&'static str, VerifyingKey<Hs256>)>);

impl FindKey for ByKeyId {
    type Key<'k> = &'k VerifyingKey<Hs256>;

    fn find_key(&self, header: &Header) -> Option<&VerifyingKey<Hs256>> {
        let key_id = header.key_id()?;
        let found = self.0.iter().find(|(known, _)| *known == key_id);
        found.map(|(_, key)| key)
    }
}

/// CVE-2019-20933, CVE-2025-65945: an unknown `kid` is an error that says which it was, and never another key.
#[test]
fn key_not_found() {
    let keys = ByKeyId(vec![("one", keys::hs256_verifying())]);
    let verifier = Verifier::new(keys, lenient());
    let token = |kid: &str| tokens::with_header(format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#));
    verifier.verify::<IgnoredAny>(&token("one")).unwrap();
    for kid in [
        "",
        "ONE",
        "one ",
        "../../dev/null",
        "' OR 1=1 --",
        "\\u0000",
        "two",
    ] {
        let Err(VerifyError::KeyNotFound(error)) = verifier.verify::<IgnoredAny>(&token(kid))
        else {
            panic!("{kid} found a key");
        };
        let read: String = serde_json::from_str(&format!("\"{kid}\"")).unwrap();
        assert_eq!(error.key_id(), Some(&*read));
        assert_eq!(error.algorithm(), "HS256");
    }
    let Err(VerifyError::KeyNotFound(error)) =
        verifier.verify::<IgnoredAny>(&tokens::with_header(tokens::HEADER))
    else {
        panic!("no kid found a key");
    };
    assert_eq!(error.key_id(), None);
}

/// A header that was accepted once may be recognised; a token that was refused must leave nothing behind, and one that is recognised is
/// checked like any other.
#[test]
fn accepted_headers_change_nothing() {
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    let other = SigningKey::<Hs256>::from_secret(&[1; 32]).unwrap();
    for round in 0..12 {
        let segment =
            crate::support::base64url::encode(format!(r#"{{"alg":"HS256","n":{round}}}"#));
        let claims = crate::support::base64url::encode(tokens::CLAIMS);
        let late = crate::support::base64url::encode(r#"{"exp":1}"#);
        for _ in 0..3 {
            let forged = tokens::signed_by(&other, &segment, &claims);
            assert_eq!(
                verifier.verify::<IgnoredAny>(&forged).unwrap_err(),
                VerifyError::InvalidSignature
            );
            let expired = tokens::signed_segments(&segment, &late);
            assert!(verifier.verify::<IgnoredAny>(&expired).is_err());
            verifier
                .verify::<IgnoredAny>(&tokens::signed_segments(&segment, &claims))
                .unwrap();
        }
    }
    for _ in 0..3 {
        let critical = tokens::with_header(r#"{"alg":"HS256","crit":["x"],"x":1}"#);
        assert_eq!(
            verifier.verify::<IgnoredAny>(&critical).unwrap_err(),
            VerifyError::UnsupportedCritical
        );
    }
}

#[test]
fn header_that_is_signed_is_checked_too() {
    for (json, defect) in [
        ("{}", Defect::MissingAlgorithm),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Defect::DuplicateName),
        (r#"{"alg":"HS256","kid":1}"#, Defect::MemberType),
        (r#"{"alg":"HS256","crit":[]}"#, Defect::InvalidCritical),
        (r#"{"alg":"HS256","b64":false}"#, Defect::UnencodedPayload),
        ("[]", Defect::NotAnObject),
    ] {
        let refused = SignError::Malformed(jwt_codec::Part::Header, defect);
        assert_eq!(SigningInput::from_json(json, b"").unwrap_err(), refused);
    }
    let input = SigningInput::from_json(r#"{"alg":"none"}"#, b"").unwrap();
    assert_eq!(
        input.sign(&keys::hs256()),
        Err(SignError::AlgorithmMismatch)
    );
}

#[test]
#[ignore = "design.md section 5, `b64: false` only in the JWS API: it is refused there too"]
fn b64_false_in_the_jws_api() {
    let header = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    assert!(SigningInput::from_json(header, b"$.02").is_ok());
}

#[test]
#[ignore = "a header that ends or is no JSON where a typed member stands is reported as one of the wrong type"]
fn text_that_is_no_json_is_reported_as_such() {
    for json in [
        r#"{"alg":"#,
        r#"{"alg":}"#,
        r#"{"alg":HS256}"#,
        r#"{"alg":"HS256","b64":tru}"#,
        r#"{"alg":"HS256","crit":x}"#,
        "x",
        "\u{feff}{}",
    ] {
        header_refused(json, Defect::Json);
    }
}
