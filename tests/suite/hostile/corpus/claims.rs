//! Claims that a good signature covers: [`Class::ClaimType`], [`Class::Times`], [`Class::Expectations`]; and those that none
//! does: [`Class::Unsigned`].

use jwt_codec::{ClaimName, ClaimReason, VerifyError};

use super::victim::Victim;
use super::{Case, Class, Policy, Token};
use crate::header::parameters::VALUES;
use crate::support::tokens;
use crate::support::verdict::claim;

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let mut cases = types(victim);
    cases.extend(times(victim));
    cases.extend(expectations(victim));
    cases.extend(unsigned(victim));
    cases
}

/// A value of each JSON type in each registered claim, whether or not anybody asks for it. `aud` is for nobody here.
fn types(victim: &Victim) -> Vec<Case> {
    let mut cases = Vec::new();
    let (in_time, long_ago) = ("1700000500", "-1.5e3");
    for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"] {
        let claim_name = ClaimName::from(name);
        let is_time = matches!(name, "exp" | "nbf" | "iat");
        for value in VALUES.into_iter().chain([in_time, "[[]]", "[1700000600]", r#""1700000600""#]) {
            let is_string = value.starts_with('"');
            let is_number = value.starts_with(|first: char| first == '-' || first.is_ascii_digit());
            let reason = match value {
                "null" => Some(ClaimReason::Null),
                _ if name == "exp" && (value == "0" || value == long_ago) => Some(ClaimReason::Expired),
                _ if is_time && is_number && (name == "exp" || value != in_time) => None,
                _ if is_time && is_number => Some(ClaimReason::InFuture),
                "[]" if name == "aud" => Some(ClaimReason::NoneNamed),
                _ if name == "aud" && is_string => Some(ClaimReason::NoneNamed),
                _ if !is_time && name != "aud" && is_string => None,
                _ => Some(ClaimReason::WrongType),
            };
            let json = match name {
                "exp" => format!(r#"{{"exp":{value}}}"#),
                _ => format!(r#"{{"exp":1700000600,"{name}":{value}}}"#),
            };
            let expected = reason.map_or(Ok(()), |reason| Err(claim(claim_name, reason)));
            cases.push(Case::new(Class::ClaimType, &json, victim.with_payload(&json), expected));
        }
    }
    cases
}

/// The limits of the policy, which has a leeway of a minute, and the limits of numbers.
fn times(victim: &Victim) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut judged = |json: String, refused: Option<(ClaimName, ClaimReason)>| {
        let expected = refused.map_or(Ok(()), |(name, reason)| Err(claim(name, reason)));
        cases.push(Case::new(Class::Times, &json, victim.with_payload(&json), expected));
    };
    let now = tokens::NOW;
    let expired = Some((ClaimName::ExpirationTime, ClaimReason::Expired));
    for exp in [now - 60, now - 61, now - 100_000_000, 0, -1, i64::MIN] {
        judged(format!(r#"{{"exp":{exp}}}"#), expired);
    }
    for exp in
        ["1699999940.0", "1699999939.999999", "-1e308", "-0", "0.0", "1e-400", "169999994e1", "-18446744073709551616"]
    {
        judged(format!(r#"{{"exp":{exp}}}"#), expired);
    }
    for exp in [now - 59, now, now + 1, i64::MAX] {
        judged(format!(r#"{{"exp":{exp}}}"#), None);
    }
    for exp in
        ["1699999940.000001", "9007199254740993", "18446744073709551615", "18446744073709551616", "1e308", "17E8"]
    {
        judged(format!(r#"{{"exp":{exp}}}"#), None);
    }
    for name in [ClaimName::NotBefore, ClaimName::IssuedAt] {
        let json = |time: &str| format!(r#"{{"exp":1700000600,"{}":{time}}}"#, name.as_str());
        for time in ["1700000061", "1700000060.000001", "9223372036854775807", "18446744073709551616", "1e308"] {
            judged(json(time), Some((name, ClaimReason::InFuture)));
        }
        for time in ["1700000060", "1700000060.0", "0", "-9223372036854775808", "-1e308"] {
            judged(json(time), None);
        }
    }
    judged("{}".into(), Some((ClaimName::ExpirationTime, ClaimReason::Missing)));
    judged(r#"{"Exp":1700000600,"EXP":1700000600}"#.into(), Some((ClaimName::ExpirationTime, ClaimReason::Missing)));
    cases
}

/// Tokens for others, with a policy that has an issuer, an audience and a media type.
fn expectations(victim: &Victim) -> Vec<Case> {
    let typ = r#","typ":"at+jwt""#;
    let mut cases = Vec::new();
    let mut judged = |typ: &str, members: &str, refused: Option<(ClaimName, ClaimReason)>| {
        let json = format!(r#"{{"exp":1700000600{members}}}"#);
        let token = Token::of(victim.header_with(typ), &json);
        let expected = refused.map_or(Ok(()), |(name, reason)| Err(claim(name, reason)));
        let case = Case::new(Class::Expectations, format!("{typ} {json}"), token, expected);
        cases.push(Case { policy: Policy::Expecting, ..case });
    };
    let iss = r#","iss":"https://id.example""#;
    for aud in [r#""api""#, r#"["api"]"#, r#"["other","api"]"#, r#""\u0061pi""#] {
        judged(typ, &format!(r#"{iss},"aud":{aud}"#), None);
    }
    for (aud, reason) in [
        (r#""API""#, ClaimReason::Unexpected),
        (r#""api ""#, ClaimReason::Unexpected),
        (r#""""#, ClaimReason::Unexpected),
        ("[]", ClaimReason::Unexpected),
        (r#"["a","p","i"]"#, ClaimReason::Unexpected),
        (r#"[["api"]]"#, ClaimReason::WrongType),
        (r#"["api",1]"#, ClaimReason::WrongType),
        (r#"{"api":1}"#, ClaimReason::WrongType),
        ("null", ClaimReason::Null),
    ] {
        judged(typ, &format!(r#"{iss},"aud":{aud}"#), Some((ClaimName::Audience, reason)));
    }
    judged(typ, iss, Some((ClaimName::Audience, ClaimReason::Missing)));
    for (iss, reason) in [
        (r#"["https://id.example"]"#, ClaimReason::WrongType),
        (r#"["https://attacker.example","https://id.example"]"#, ClaimReason::WrongType),
        (r#"{"https://id.example":1}"#, ClaimReason::WrongType),
        ("1", ClaimReason::WrongType),
        ("null", ClaimReason::Null),
        (r#""https://id.example/""#, ClaimReason::Unexpected),
        (r#""https://id.example.attacker.example""#, ClaimReason::Unexpected),
        (r#""HTTPS://id.example""#, ClaimReason::Unexpected),
        (r#""https://id.example\u0000""#, ClaimReason::Unexpected),
        (r#""""#, ClaimReason::Unexpected),
    ] {
        judged(typ, &format!(r#","iss":{iss},"aud":"api""#), Some((ClaimName::Issuer, reason)));
    }
    judged(typ, r#","aud":"api""#, Some((ClaimName::Issuer, ClaimReason::Missing)));
    let rest = format!(r#"{iss},"aud":"api""#);
    for same in [r#","typ":"AT+JWT""#, r#","typ":"application/at+jwt""#] {
        judged(same, &rest, None);
    }
    for other in [r#","typ":"JWT""#, r#","typ":"jwt+at""#, r#","typ":"""#, r#","typ":"at+jwt ""#, r#","cty":"at+jwt""#]
    {
        let reason = if other.contains("cty") { ClaimReason::Missing } else { ClaimReason::Unexpected };
        judged(other, &rest, Some((ClaimName::Type, reason)));
    }
    cases
}

/// Whatever is wrong with claims that nobody has signed, only the signature is named.
fn unsigned(victim: &Victim) -> Vec<Case> {
    let (input, bytes) = victim.control();
    let text = crate::support::base64url::encode(bytes);
    let head = input.split_once('.').unwrap().0;
    let mut cases: Vec<_> =
        ["", "x", "[]", "{}", r#"{"exp":"x"}"#, r#"{"exp":1}"#, r#"{"exp":9999999999}"#, r#"{"a":1,"a":2}"#]
            .into_iter()
            .map(|json| {
                let token = format!("{head}.{}.{text}", crate::support::base64url::encode(json));
                Case::refused(Class::Unsigned, json, token, VerifyError::InvalidSignature)
            })
            .collect();
    let token = format!("{head}.====.{text}");
    cases.push(Case::refused(Class::Unsigned, "no base64url", token, VerifyError::InvalidSignature));
    cases.push(Case::accepted(Class::Unsigned, "signed", format!("{input}.{text}")));
    cases
}
