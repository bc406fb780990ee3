//! Keys and their names in the header: [`Class::EmbeddedKey`], [`Class::KeyId`]. Nothing in a header chooses a key: signed by
//! the victim, each of these tokens is accepted; signed by the attacker, none.

use jwt_codec::{HeaderParameter, VerifyError};

use super::victim::Victim;
use super::{Case, Class, Token};
use crate::header::parameters::{VALUES, not_of_its_type};
use crate::support::verdict::header;
use crate::support::{base64url, tokens};

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let jwk = &victim.attackers_jwk;
    let mut cases = Vec::new();
    for members in [
        format!(r#","jwk":{jwk}"#),
        format!(r#","jwk":{jwk},"kid":"1""#),
        format!(r#","jwks":{{"keys":[{jwk}]}}"#),
        r#","jku":"https://attacker.example/jwks.json""#.to_owned(),
        r#","x5u":"https://attacker.example/cert.pem","x5t":"AAAA""#.to_owned(),
        r#","x5c":["MIIB"]"#.to_owned(),
        r#","iss":"attacker","aud":"attacker""#.to_owned(),
    ] {
        cases.extend(by_both(victim, Class::EmbeddedKey, &members));
    }
    let long = format!(r#","kid":"{}""#, "../".repeat(300));
    for kid in [
        r#","kid":"../../../../dev/null""#,
        r#","kid":"/proc/sys/kernel/randomize_va_space""#,
        r#","kid":"' UNION SELECT 'secret' -- ""#,
        r#","kid":"x|touch /tmp/x""#,
        r#","kid":"\u0000""#,
        r#","kid":"""#,
        r#","kid":"__proto__""#,
        &long,
    ] {
        cases.extend(by_both(victim, Class::KeyId, kid));
    }
    for value in VALUES.into_iter().filter(|value| !value.starts_with('"')) {
        let members = format!(r#","kid":{value}"#);
        let error = header(not_of_its_type(HeaderParameter::KeyId, value));
        cases.push(Case::refused(Class::KeyId, &members, victim.with_members(&members), error));
    }
    cases
}

/// The same token by the victim, by the attacker, and by nobody.
fn by_both(victim: &Victim, class: Class, members: &str) -> [Case; 3] {
    let (input_header, claims) = (victim.header_with(members), tokens::CLAIMS);
    let segments = [base64url::encode(&input_header), base64url::encode(claims)];
    let by_the_attacker = Token::ByTheAttacker(segments.join("."));
    let by_nobody = format!("{}.", segments.join("."));
    [
        Case::accepted(class, members, victim.with_members(members)),
        Case::refused(class, members, by_the_attacker, VerifyError::InvalidSignature),
        Case::refused(class, members, by_nobody, VerifyError::InvalidSignature),
    ]
}
