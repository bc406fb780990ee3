//! One case: a policy, a key, and a token with no change, one or several.

use serde::Serialize;

use crate::draft::{Draft, encode, text};
use crate::keys::Key;
use crate::mutate::{encoding, header, json, payload, signature};
use crate::policy::POLICIES;
use crate::random::Random;

/// A line of `tokens.jsonl`.
#[derive(Serialize)]
pub struct Case {
    pub id: usize,
    pub key: &'static str,
    pub policy: &'static str,
    pub changes: Vec<&'static str>,
    pub token: String,
}

impl Case {
    /// Makes a case. One in ten has no change, one in four has two or three.
    pub fn random(random: &mut Random, id: usize, keys: &[Key], now: i64) -> Self {
        let key = &keys[random.below(keys.len())];
        let policy = random.pick(&POLICIES);
        let mut draft = Draft::good(random, key, policy, now);
        let count = match random.below(100) {
            0..10 => 0,
            10..75 => 1,
            75..95 => 2,
            _ => 3,
        };
        let mut stages: Vec<usize> = (0..count).map(|_| random.pick(&STAGES)).collect();
        stages.sort_unstable();
        let mut changes = Vec::new();
        let has = |stage| stages.iter().filter(|other| **other == stage).count();

        for _ in 0..has(HEADER) {
            changes.push(header::mutate(random, &mut draft));
        }
        for _ in 0..has(PAYLOAD) {
            changes.push(payload::mutate(random, &mut draft));
        }
        let mut texts = [text(&draft.header), text(&draft.payload)];
        for _ in 0..has(JSON) {
            let which = random.below(2);
            changes.push(json::mutate(random, &mut texts[which]));
        }
        let mut segments = texts.map(|text| encode(&text));
        // What is signed is the text, so the signature is good all the same.
        for _ in 0..has(SEGMENT) {
            let which = random.below(2);
            changes.push(encoding::mutate_segment(random, &mut segments[which]));
        }
        let message = segments.join(".");
        let mut signed = signature::sign(&*key.signing, message.as_bytes());
        for _ in 0..has(SIGNATURE) {
            if !signed.is_empty() {
                changes.push(signature::mutate(random, key, keys, message.as_bytes(), &mut signed));
            }
        }
        let mut last = encode(&signed);
        for _ in 0..has(SIGNATURE_TEXT) {
            changes.push(encoding::mutate_segment(random, &mut last));
        }
        let mut token = format!("{message}.{last}");
        for _ in 0..has(TOKEN) {
            changes.push(encoding::mutate_token(random, &mut token));
        }
        Self { id, key: key.name, policy, changes, token }
    }
}

const HEADER: usize = 0;
const PAYLOAD: usize = 1;
const JSON: usize = 2;
const SEGMENT: usize = 3;
const SIGNATURE: usize = 4;
const SIGNATURE_TEXT: usize = 5;
const TOKEN: usize = 6;

/// The stages, as often as they should happen.
const STAGES: [usize; 14] = [
    HEADER,
    HEADER,
    HEADER,
    PAYLOAD,
    PAYLOAD,
    PAYLOAD,
    PAYLOAD,
    JSON,
    JSON,
    SEGMENT,
    SIGNATURE,
    SIGNATURE,
    SIGNATURE_TEXT,
    TOKEN,
];
