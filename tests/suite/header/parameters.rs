//! Which headers are accepted: RFC 7515 section 4, RFC 8725 sections 3.1 and 3.11.

use jwt_codec::{Defect, HeaderParameter, VerifyError};

use crate::support::tokens;
use crate::support::verdict::{accepted, header, refused, strict};

/// A value of each JSON type, and some more.
pub(crate) const VALUES: [&str; 12] = [
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

/// How a parameter is refused that has a value of another type than its own.
pub(crate) fn not_of_its_type(parameter: HeaderParameter, value: &str) -> Defect {
    if value == "null" { Defect::ParameterNull(parameter) } else { Defect::ParameterType(parameter) }
}

/// A header with one more member, in all places.
fn with_member(member: &str) -> [String; 2] {
    [format!(r#"{{"alg":"HS256",{member}}}"#), format!(r#"{{{member},"alg":"HS256"}}"#)]
}

#[track_caller]
pub(crate) fn header_refused(json: impl AsRef<[u8]>, defect: Defect) {
    refused(strict(), &tokens::with_header(json), header(defect));
}

#[track_caller]
pub(crate) fn header_accepted(json: impl AsRef<[u8]>) {
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
        header_refused(format!(r#"{{"alg":{value}}}"#), not_of_its_type(HeaderParameter::Algorithm, value));
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
        for token in [format!("{unsigned}."), token.clone(), format!("{unsigned}.AAAA")] {
            refused(strict(), &token, VerifyError::AlgorithmMismatch);
        }
    }
}

#[test]
fn typ_cty_and_kid_are_strings() {
    for parameter in [HeaderParameter::Type, HeaderParameter::ContentType, HeaderParameter::KeyId] {
        for value in VALUES {
            for json in with_member(&format!(r#""{}":{value}"#, parameter.as_str())) {
                if is_string(value) {
                    header_accepted(json);
                } else {
                    header_refused(json, not_of_its_type(parameter, value));
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
                "false" => header_refused(json, Defect::InvalidCritical),
                _ => header_refused(json, not_of_its_type(HeaderParameter::Base64url, value)),
            }
        }
    }
}

/// `jwk`, `jku`, `x5u` and `x5c` (CVE-2018-0114) are members like any other that has no meaning: whatever they hold, the key is the verifier's.
#[test]
fn unknown_members_of_all_types_are_tolerated() {
    for name in ["x", "", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "zip", "enc", "Alg", "é", "__proto__"] {
        for value in VALUES {
            for json in with_member(&format!(r#""{name}":{value}"#)) {
                header_accepted(json);
            }
        }
    }
}

/// The names that RFC 7515, RFC 7516, RFC 7518, RFC 7797 and RFC 8555 register, and two others.
const NAMES: [&str; 25] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk", "apu",
    "apv", "iv", "tag", "p2s", "p2c", "b64", "url", "nonce", "x", "",
];

/// Names twice, spelt alike or not, in the header or further inside.
#[test]
fn duplicate_names_are_refused() {
    let escape = |letter: char| format!("\\u{:04x}", u32::from(letter));
    for name in NAMES {
        let value = match name {
            "alg" => r#""HS256""#,
            "crit" => r#"["x"]"#,
            "b64" => "true",
            _ => r#""same""#,
        };
        let one_escape = name.chars().next().map_or(String::new(), |first| escape(first) + &name[first.len_utf8()..]);
        let escaped: String = name.chars().map(escape).collect();
        let spellings = [name, &one_escape, &escaped];
        for (one, other) in spellings.iter().flat_map(|one| spellings.map(|other| (one, other))) {
            let twice = format!(r#""{one}":{value},"{other}":{value}"#);
            let json = match name {
                "alg" => format!("{{{twice}}}"),
                _ => format!(r#"{{"alg":"HS256",{twice}}}"#),
            };
            header_refused(json, Defect::DuplicateName);
            header_refused(format!(r#"{{"alg":"HS256","y":{{{twice}}}}}"#), Defect::DuplicateName);
            header_refused(format!(r#"{{"alg":"HS256","y":[0,{{"z":{{{twice}}}}}]}}"#), Defect::DuplicateName);
        }
    }
    header_refused(r#"{"alg":"HS256","\u0061lg":"none"}"#, Defect::DuplicateName);
    header_refused(r#"{"alg":"HS256","jwk":{"k":1,"k":2}}"#, Defect::DuplicateName);
    header_refused(r#"{"alg":"HS256","x":[{"k":1,"\u006b":2}]}"#, Defect::DuplicateName);
    header_accepted(r#"{"alg":"HS256","x":{"alg":"none","x":{"x":1}}}"#);
}

/// The names of an object are compared in two ways, up to 12 and beyond.
#[test]
fn duplicate_names_among_many() {
    let members = |count: usize| -> String { (0..count).map(|n| format!(r#","m{n}":{n}"#)).collect() };
    for count in [1, 10, 11, 12, 13, 14, 17, 40] {
        header_accepted(format!(r#"{{"alg":"HS256"{}}}"#, members(count)));
        for again in [0, count / 2, count - 1] {
            let json = format!(r#"{{"alg":"HS256"{},"m{again}":0}}"#, members(count));
            header_refused(json, Defect::DuplicateName);
        }
    }
}
