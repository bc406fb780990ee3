//! A token before it is signed: two objects as lists of members, each a text, so that a name can occur twice and a value
//! need not be JSON.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys::Key;
use crate::policy::{AUDIENCE, ISSUER, TYP};
use crate::random::Random;

/// The members of an object: the name with its quotation marks, and the value.
pub type Members = Vec<(String, String)>;

/// What a token is made from.
pub struct Draft<'k> {
    pub key: &'k Key,
    pub now: i64,
    pub header: Members,
    pub payload: Members,
}

impl<'k> Draft<'k> {
    /// A draft that the policy accepts.
    pub fn good(random: &mut Random, key: &'k Key, policy: &'static str, now: i64) -> Self {
        let mut header = vec![member("alg", &format!("\"{}\"", key.name))];
        if policy == "typed" {
            header.push(member("typ", &format!("\"{TYP}\"")));
        } else if random.percent(70) {
            header.push(member("typ", "\"JWT\""));
        }
        if random.percent(20) {
            header.push(member("kid", "\"2026-11\""));
        }
        let lifetime = 600 + i64::try_from(random.below(86_400)).expect("small");
        let mut payload = vec![member("sub", "\"alice\""), member("exp", &(now + 600 + lifetime).to_string())];
        if policy == "named" || policy == "typed" {
            payload.push(member("iss", &format!("\"{ISSUER}\"")));
            let several = format!("[\"other\",\"{AUDIENCE}\"]");
            payload.push(member("aud", if random.percent(30) { &several } else { "\"api\"" }));
        }
        if random.percent(60) {
            payload.push(member("iat", &(now - lifetime).to_string()));
        }
        if random.percent(30) {
            payload.push(member("nbf", &(now - lifetime).to_string()));
        }
        if random.percent(30) {
            payload.push(member("jti", "\"c2b1-04\""));
        }
        if random.percent(30) {
            let values =
                ["[\"a\",\"b\"]", "{\"x\":[1,2,{\"y\":null}]}", "\"\\u00e9\\ud83d\\ude00 é😀\"", "-1.5e-3", "true"];
            payload.push(member("custom", random.pick(&values)));
        }
        shuffle(random, &mut header);
        shuffle(random, &mut payload);
        Self { key, now, header, payload }
    }
}

/// A member whose name needs no escape.
pub fn member(name: &str, value: &str) -> (String, String) {
    (format!("\"{name}\""), value.to_owned())
}

/// Gives a member another value, or adds it.
pub fn set(members: &mut Members, name: &str, value: &str) {
    let (name, value) = member(name, value);
    match members.iter_mut().find(|(other, _)| *other == name) {
        Some(found) => found.1 = value,
        None => members.push((name, value)),
    }
}

/// Takes a member away.
pub fn remove(members: &mut Members, name: &str) {
    let (name, _) = member(name, "");
    members.retain(|(other, _)| *other != name);
}

/// The members as an object.
pub fn text(members: &Members) -> Vec<u8> {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// base64url as it should be.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn shuffle(random: &mut Random, members: &mut Members) {
    for at in (1..members.len()).rev() {
        members.swap(at, random.below(at + 1));
    }
}
