//! Which claims sets are accepted: the registered claims and their types (RFC 7519 sections 4.1 and 7.2).

use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, ClaimReason, Defect, Validation};
use std::time::Duration;

use crate::support::verdict::{claim, claims_verdict, lenient, payload};

/// A value of each JSON type.
const VALUES: [&str; 12] = [
    "null",
    "true",
    "false",
    "0",
    "1e2",
    r#""""#,
    r#""text""#,
    "[]",
    r#"["text"]"#,
    r#"["text",1]"#,
    "{}",
    r#"{"exp":1}"#,
];

/// The time 0, to the second.
fn at_zero() -> Validation {
    Validation::at(NumericDate::from_secs(0)).leeway(Duration::ZERO).allow_missing_expiration_time()
}

/// What becomes of a claim that is spelt in this way.
#[derive(Clone, Copy)]
enum Spelling {
    /// A time after 0.
    Later,
    /// The time 0, or one before.
    Earlier,
    WrongType,
    Null,
    Range,
    Reserved,
    NotJson,
}

const NUMERIC_DATES: [(&str, Spelling); 52] = [
    ("1", Spelling::Later),
    ("1.5", Spelling::Later),
    ("0.000001", Spelling::Later),
    ("1e2", Spelling::Later),
    ("1E+2", Spelling::Later),
    ("10e-1", Spelling::Later),
    ("9007199254740993", Spelling::Later),
    ("9223372036854775807", Spelling::Later),
    ("9223372036854775808", Spelling::Later),
    ("18446744073709551615", Spelling::Later),
    ("18446744073709551616", Spelling::Later),
    ("123456789012345678901234567890", Spelling::Later),
    ("1e308", Spelling::Later),
    ("1.7976931348623157e308", Spelling::Later),
    ("0", Spelling::Earlier),
    ("-0", Spelling::Earlier),
    ("-0.0", Spelling::Earlier),
    ("0e9", Spelling::Earlier),
    ("0e999999999999", Spelling::Earlier),
    ("1e-400", Spelling::Earlier),
    ("-1", Spelling::Earlier),
    ("-1.5", Spelling::Earlier),
    ("-9223372036854775808", Spelling::Earlier),
    ("-9223372036854775809", Spelling::Earlier),
    ("-1e308", Spelling::Earlier),
    (r#""1""#, Spelling::WrongType),
    (r#""2030-01-01T00:00:00Z""#, Spelling::WrongType),
    (r#""NaN""#, Spelling::WrongType),
    (r#""""#, Spelling::WrongType),
    ("null", Spelling::Null),
    ("true", Spelling::WrongType),
    ("false", Spelling::WrongType),
    ("[]", Spelling::WrongType),
    ("[1]", Spelling::WrongType),
    ("{}", Spelling::WrongType),
    (r#"{"$serde_json::private::Number":"1"}"#, Spelling::Reserved),
    ("1e400", Spelling::Range),
    ("-1e400", Spelling::Range),
    ("1e99999999999999999999", Spelling::Range),
    ("0x10", Spelling::NotJson),
    ("01", Spelling::NotJson),
    ("-01", Spelling::NotJson),
    ("+1", Spelling::NotJson),
    (".5", Spelling::NotJson),
    ("1.", Spelling::NotJson),
    ("1e", Spelling::NotJson),
    ("-", Spelling::NotJson),
    ("1_000", Spelling::NotJson),
    ("NaN", Spelling::NotJson),
    ("Infinity", Spelling::NotJson),
    ("-Infinity", Spelling::NotJson),
    ("", Spelling::NotJson),
];

/// CVE-2026-25537: what is no number is never taken for an absent claim, and what is no finite number never for a time far away.
#[test]
fn numeric_dates_in_every_spelling() {
    for (name, wrong) in [
        (ClaimName::ExpirationTime, ClaimReason::Expired),
        (ClaimName::NotBefore, ClaimReason::InFuture),
        (ClaimName::IssuedAt, ClaimReason::InFuture),
    ] {
        for (spelling, kind) in NUMERIC_DATES {
            let is_refused = match (name, kind) {
                (ClaimName::ExpirationTime, Spelling::Later) | (_, Spelling::Earlier) => {
                    name == ClaimName::ExpirationTime && matches!(kind, Spelling::Earlier)
                }
                _ => true,
            };
            let expected = match kind {
                Spelling::Later | Spelling::Earlier if is_refused => Err(claim(name, wrong)),
                Spelling::Later | Spelling::Earlier => Ok(()),
                Spelling::WrongType => Err(claim(name, ClaimReason::WrongType)),
                Spelling::Null => Err(claim(name, ClaimReason::Null)),
                Spelling::Range => Err(payload(Defect::NumberRange)),
                Spelling::Reserved => Err(payload(Defect::ReservedName)),
                Spelling::NotJson => Err(payload(Defect::Json)),
            };
            let name = name.as_str();
            for json in
                [format!(r#"{{"{name}":{spelling}}}"#), format!(r#"{{"a":[{{}}],"{name}" : {spelling} ,"z":1}}"#)]
            {
                assert_eq!(claims_verdict(at_zero(), &json), expected, "{json}");
            }
        }
    }
}

/// The same where each of them is required, and none may be older than 10 seconds.
#[test]
fn required_numeric_dates_in_every_spelling() {
    let dates = [(ClaimName::ExpirationTime, "1"), (ClaimName::NotBefore, "0"), (ClaimName::IssuedAt, "0")];
    let policy =
        || dates.iter().fold(at_zero().max_age(Duration::from_secs(10)), |policy, (name, _)| policy.require(*name));
    for (name, _) in dates {
        let others = dates.iter().filter(|(other, _)| *other != name);
        let others: Vec<_> = others.map(|(other, value)| format!(r#""{}":{value}"#, other.as_str())).collect();
        let others = others.join(",");
        assert_eq!(claims_verdict(policy(), format!("{{{others}}}")), Err(claim(name, ClaimReason::Missing)));
        for (spelling, kind) in NUMERIC_DATES {
            let is_old = || spelling.parse::<f64>().unwrap() < -10.0;
            let expected = match (kind, name) {
                (Spelling::Later, ClaimName::ExpirationTime) => Ok(()),
                (Spelling::Later, _) => Err(claim(name, ClaimReason::InFuture)),
                (Spelling::Earlier, ClaimName::ExpirationTime) => Err(claim(name, ClaimReason::Expired)),
                (Spelling::Earlier, ClaimName::IssuedAt) if is_old() => Err(claim(name, ClaimReason::TooOld)),
                (Spelling::Earlier, _) => Ok(()),
                (Spelling::WrongType, _) => Err(claim(name, ClaimReason::WrongType)),
                (Spelling::Null, _) => Err(claim(name, ClaimReason::Null)),
                (Spelling::Range, _) => Err(payload(Defect::NumberRange)),
                (Spelling::Reserved, _) => Err(payload(Defect::ReservedName)),
                (Spelling::NotJson, _) => Err(payload(Defect::Json)),
            };
            let name = name.as_str();
            for json in
                [format!(r#"{{"{name}":{spelling},{others}}}"#), format!(r#"{{{others},"{name}" : {spelling} }}"#)]
            {
                assert_eq!(claims_verdict(policy(), &json), expected, "{json}");
            }
        }
    }
}

#[test]
fn iss_sub_and_jti_are_strings() {
    for name in [ClaimName::Issuer, ClaimName::Subject, ClaimName::JwtId] {
        let expecting = match name {
            ClaimName::Issuer => lenient().issuer("text"),
            ClaimName::Subject => lenient().subject("text"),
            _ => lenient().require(name),
        };
        for value in VALUES {
            let json = format!(r#"{{"{}":{value}}}"#, name.as_str());
            let is_string = value.starts_with('"');
            let wrong_type = Err(claim(name, ClaimReason::WrongType));
            let wrong_type = if value == "null" { Err(claim(name, ClaimReason::Null)) } else { wrong_type };
            let plain = if is_string { Ok(()) } else { wrong_type.clone() };
            assert_eq!(claims_verdict(lenient(), &json), plain, "{json}");
            let expected = match value {
                r#""text""# => Ok(()),
                _ if is_string && name == ClaimName::JwtId => Ok(()),
                _ if is_string => Err(claim(name, ClaimReason::Unexpected)),
                _ => wrong_type,
            };
            assert_eq!(claims_verdict(expecting.clone(), &json), expected, "{json}");
        }
        let missing = Err(claim(name, ClaimReason::Missing));
        assert_eq!(claims_verdict(expecting, "{}"), missing);
    }
}

/// Names twice, spelt alike or not, in the claims set or further inside.
#[test]
fn duplicate_names_are_refused() {
    for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "role", ""] {
        let value = match name {
            "exp" => "1700000600",
            "nbf" | "iat" => "1600000000",
            _ => r#""same""#,
        };
        let escaped: String = name.chars().map(|letter| format!("\\u{:04X}", u32::from(letter))).collect();
        for (one, other) in [(name, name), (name, &*escaped), (&*escaped, name), (&*escaped, &*escaped)] {
            for json in [
                format!(r#"{{"{one}":{value},"{other}":{value}}}"#),
                format!(r#"{{"{one}":{value},"x":[],"{other}":null}}"#),
                format!(r#"{{"x":{{"y":0}},"{one}":{value},"{other}":{value}}}"#),
                format!(r#"{{"x":{{"{one}":{value},"{other}":{value}}}}}"#),
                format!(r#"{{"x":[0,{{"y":[{{"{one}":{value},"z":0,"{other}":{value}}}]}}]}}"#),
            ] {
                let verdict = claims_verdict(lenient(), &json);
                assert_eq!(verdict, Err(payload(Defect::DuplicateName)), "{json}");
            }
        }
    }
    let depths = r#"{"a":{"a":{"a":1,"b":1},"b":1},"b":[{"a":1},{"a":1}]}"#;
    assert_eq!(claims_verdict(lenient(), depths), Ok(()));
}

/// The names of an object are compared in two ways, up to 16 and beyond.
#[test]
fn duplicate_names_among_many() {
    for count in [1_usize, 2, 15, 16, 17, 18, 100] {
        let members: Vec<String> = (0..count).map(|n| format!(r#""m{n}":{n}"#)).collect();
        let members = members.join(",");
        assert_eq!(claims_verdict(lenient(), format!("{{{members}}}")), Ok(()));
        for again in [0, count / 2, count - 1] {
            let json = format!(r#"{{{members},"m{again}":0}}"#);
            assert_eq!(claims_verdict(lenient(), json), Err(payload(Defect::DuplicateName)));
        }
    }
}
