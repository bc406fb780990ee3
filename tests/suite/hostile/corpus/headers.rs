//! The JSON of headers and claims, and header parameters that ask for something: [`Class::Json`], [`Class::Critical`],
//! [`Class::Costs`]. All are signed by the victim's key, so that only the rule itself refuses them.

use jwt_codec::{Defect, HeaderParameter, VerifyError};

use super::victim::Victim;
use super::{Case, Class, Token};
use crate::header::parameters::{VALUES, not_of_its_type};
use crate::support::tokens;
use crate::support::verdict::{header, payload};

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let mut cases = json_of_the_header(victim);
    cases.extend(json_of_the_claims(victim));
    cases.extend(critical(victim));
    cases.extend(costs(victim));
    cases
}

fn nested(depth: usize) -> String {
    format!(r#""x":{}{}"#, "[".repeat(depth), "]".repeat(depth))
}

fn json_of_the_header(victim: &Victim) -> Vec<Case> {
    let name = victim.algorithm.as_str();
    let with = |members: &str| victim.header_with(members);
    let mut cases = Vec::new();
    let mut refused = |json: Vec<u8>, defect| {
        let token = Token::of(&json, tokens::CLAIMS);
        cases.push(Case::refused(Class::Json, String::from_utf8_lossy(&json), token, header(defect)));
    };
    for twice in [
        format!(r#"{{"alg":"{name}","alg":"{name}"}}"#),
        format!(r#"{{"alg":"none","alg":"{name}"}}"#),
        format!(r#"{{"alg":"{name}","alg":"none"}}"#),
        format!(r#"{{"alg":"{name}","\u0061lg":"none"}}"#),
        with(r#","kid":"1","kid":"2""#),
        with(r#","x":{"y":1,"y":2}"#),
        with(r#","crit":["x"],"crit":[],"x":1"#),
    ] {
        refused(twice.into(), Defect::DuplicateName);
    }
    for other in ["null", "[]", "1", "\"\"", &format!("[{}]", with(""))] {
        refused(other.into(), Defect::NotAnObject);
    }
    for broken in [
        with("") + "{}",
        with("") + "\0",
        with("") + "\u{feff}",
        "\u{feff}".to_owned() + &with(""),
        with(","),
        with(r#","x":01"#),
        with(r#","x":NaN"#),
        with(r#","x":'1'"#),
        with(r#","x":"\x41""#),
        with(",\"x\":\"\n\""),
        with("/**/"),
        with("").replace('}', ""),
        String::new(),
    ] {
        refused(broken.into(), Defect::Json);
    }
    refused(with(r#","x":1e400"#).into(), Defect::NumberRange);
    refused(with(r#","kid":"\ud800""#).into(), Defect::LoneSurrogate);
    refused(with(&format!(",{}", nested(1_000))).into(), Defect::TooManyValues);
    refused(with(&format!(r#","x":[{}1]"#, "1,".repeat(100))).into(), Defect::TooManyValues);
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"] {
        let json = [with(r#","x":""#).trim_end_matches('}').as_bytes(), bytes, b"\"}"].concat();
        refused(json, Defect::Utf8);
    }
    for members in [r#","x":[1,{"alg":"none"}]"#, r#","x":"\ud83d\ude00\u0000""#, r#","__proto__":{"alg":"none"}"#] {
        cases.push(Case::accepted(Class::Json, members, victim.with_members(members)));
    }
    cases
}

fn json_of_the_claims(victim: &Victim) -> Vec<Case> {
    let with = |members: &str| format!(r#"{{"exp":1700000600{members}}}"#);
    let mut cases = Vec::new();
    let mut refused = |json: Vec<u8>, defect| {
        let token = victim.with_payload(&json);
        cases.push(Case::refused(Class::Json, String::from_utf8_lossy(&json), token, payload(defect)));
    };
    for twice in [
        with(r#","exp":1"#),
        with(r#","\u0065xp":9999999999"#),
        with(r#","sub":"alice","sub":"admin""#),
        with(r#","x":[{"y":1,"\u0079":2}]"#),
        with(r#","":1,"":2"#),
    ] {
        refused(twice.into(), Defect::DuplicateName);
    }
    for other in ["null", "[]", "1", "\"\"", "[{}]", "true"] {
        refused(other.into(), Defect::NotAnObject);
    }
    for broken in ["", " ", "{", "{}{}", "{}\0", "\u{feff}{}", "{,}", "{'exp':1}", "{exp:1}", "{}//", "nul", "{\u{a0}}"]
    {
        refused(broken.into(), Defect::Json);
    }
    for number in ["01", "1.", ".5", "+1", "0x10", "1e", "Infinity", "NaN", "1_000"] {
        refused(format!(r#"{{"exp":{number}}}"#).into(), Defect::Json);
    }
    for depth in [127, 1_000] {
        refused(with(&format!(",{}", nested(depth))).into(), Defect::TooDeep);
    }
    refused(with(r#","sub":"\ud800""#).into(), Defect::LoneSurrogate);
    refused(with(r#","x":1e400"#).into(), Defect::NumberRange);
    refused(with(r#","$serde_json::private::Number":"1""#).into(), Defect::ReservedName);
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"] {
        refused([br#"{"exp":1700000600,"x":""#, bytes, b"\"}"].concat(), Defect::Utf8);
    }
    for members in [&format!(",{}", nested(126)), r#","x":{"exp":"never"}"#, r#","x":"\ud83d\ude00\u0000""#] {
        cases.push(Case::accepted(Class::Json, members, victim.with_payload(with(members))));
    }
    cases
}

/// RFC 7515 section 4.1.11, RFC 7797.
fn critical(victim: &Victim) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut refused = |members: &str, error: VerifyError| {
        cases.push(Case::refused(Class::Critical, members, victim.with_members(members), error));
    };
    for members in [
        r#","crit":["x"],"x":1"#,
        r#","x":null,"crit":["x"]"#,
        r#","crit":["exp"],"exp":1"#,
        r#","crit":[""],"":1"#,
        r#","crit":["\u0078"],"x":1"#,
        r#","crit":["b64"],"b64":true"#,
        r#","crit":["b64"],"b64":false"#,
        r#","b64":false,"crit":["b64","x"],"x":1"#,
        r#","crit":["http://openid.net/specs/jwt/1.0"],"http://openid.net/specs/jwt/1.0":1"#,
    ] {
        refused(members, VerifyError::UnsupportedCritical);
    }
    for members in [
        r#","crit":[]"#,
        r#","crit":["x"]"#,
        r#","crit":["x","x"],"x":1"#,
        r#","crit":["alg"]"#,
        r#","crit":["crit"]"#,
        r#","crit":["kid"],"kid":"1""#,
        r#","crit":[1],"1":1"#,
        r#","crit":["x",null],"x":1"#,
        r#","crit":["b64"]"#,
    ] {
        refused(members, header(Defect::InvalidCritical));
    }
    for members in [r#","b64":false"#, r#","b64":false,"crit":["x"],"x":1"#] {
        refused(members, header(Defect::InvalidCritical));
    }
    for value in VALUES.into_iter().filter(|value| !value.starts_with('[')) {
        let error = header(not_of_its_type(HeaderParameter::Critical, value));
        refused(&format!(r#","crit":{value}"#), error);
    }
    cases.push(Case::accepted(Class::Critical, "b64 as it is", victim.with_members(r#","b64":true"#)));
    cases.push(Case::accepted(Class::Critical, "no crit", victim.with_members(r#","Crit":["x"],"x":1"#)));
    cases
}

/// What is only for encrypted tokens has no effect: nothing is inflated, and no key is derived.
fn costs(victim: &Victim) -> Vec<Case> {
    let mut cases = Vec::new();
    for members in [r#","zip":"DEF""#, r#","p2c":2147483647,"p2s":"AAAA""#, r#","epk":{"kty":"EC"},"enc":"A128GCM""#] {
        cases.push(Case::accepted(Class::Costs, members, victim.with_members(members)));
    }
    // A kilobyte of zeros, deflated.
    let deflated = b"\x63\x60\x18\x05\xa3\x60\x14\x0c\x77\x00\x00";
    let token = Token::of(victim.header_with(r#","zip":"DEF""#), deflated);
    cases.push(Case::refused(Class::Costs, "deflated", token, payload(Defect::Utf8)));
    for alg in ["PBES2-HS256+A128KW", "PBES2-HS512+A256KW"] {
        let token = Token::of(format!(r#"{{"alg":"{alg}","p2c":2147483647,"p2s":"AAAA"}}"#), tokens::CLAIMS);
        cases.push(Case::refused(Class::Costs, alg, token, VerifyError::AlgorithmMismatch));
    }
    cases
}
