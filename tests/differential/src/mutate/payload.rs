//! Changes claims: registered ones of wrong types, times at their boundaries, issuers, audiences, names that occur twice.

use super::json::{NUMBERS, VALUES, duplicate};
use crate::draft::{Draft, member, remove, set};
use crate::random::Random;

/// Makes one change.
pub fn mutate(random: &mut Random, draft: &mut Draft<'_>) -> &'static str {
    let payload = &mut draft.payload;
    match random.below(11) {
        0 => {
            remove(payload, random.pick(&REGISTERED));
            "claims: missing"
        }
        1 => {
            set(payload, random.pick(&REGISTERED), random.pick(&VALUES));
            "claims: wrong type"
        }
        2 => {
            set(payload, random.pick(&TIMES), random.pick(&NUMBERS));
            "claims: number"
        }
        3 => {
            let hours = i64::try_from(random.below(96)).expect("small") - 48;
            // An hour at least, so that a library with a clock of its own sees the same.
            let time = draft.now + if hours < 0 { hours } else { hours + 1 } * 3600;
            let fraction = random.pick(&["", "", ".0", ".5", ".000001", "e0", ".999999999"]);
            set(payload, random.pick(&TIMES), &format!("{time}{fraction}"));
            "claims: time"
        }
        4 => {
            let offset = random.pick(&[-61, -60, -59, -1, 0, 1, 59, 60, 61]);
            let fraction = random.pick(&["", "", ".0", ".5", ".25"]);
            set(payload, random.pick(&TIMES), &format!("{}{fraction}", draft.now + offset));
            NEAR
        }
        5 => {
            set(payload, "aud", random.pick(&AUDIENCES));
            "claims: aud"
        }
        6 => {
            set(payload, "iss", random.pick(&ISSUERS));
            "claims: iss"
        }
        7 => {
            set(
                payload,
                random.pick(&["sub", "jti"]),
                random.pick(&[
                    "\"\"",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "\"😀\"",
                    "\"\\ud83d\\ude00\"",
                    "\"\u{2028}\"",
                    "\"\\/\\b\\f\"",
                    "\"\u{7f}\"",
                ]),
            );
            "claims: text"
        }
        8 => {
            let name = random.pick(&[
                "é",
                "",
                "__proto__",
                "constructor",
                "toString",
                "EXP",
                "exp ",
                "nonce",
                "$serde_json::private::RawValue",
            ]);
            payload.push(member(name, if random.percent(40) { random.pick(&NUMBERS) } else { random.pick(&VALUES) }));
            "claims: unknown claim"
        }
        9 => {
            for name in ["exp", "nbf", "iat"] {
                if random.percent(50) {
                    set(payload, name, if random.percent(70) { random.pick(&NUMBERS) } else { random.pick(&VALUES) });
                }
            }
            "claims: several times"
        }
        _ => {
            duplicate(random, payload);
            "claims: duplicate name"
        }
    }
}

/// A token that libraries with a clock of their own are not asked about.
pub const NEAR: &str = "claims: time near its boundary";

const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
const TIMES: [&str; 3] = ["exp", "nbf", "iat"];

const AUDIENCES: [&str; 16] = [
    "\"api\"",
    "\"API\"",
    "\"api \"",
    "\"ap\"",
    "\"\"",
    "[]",
    "[\"api\"]",
    "[\"x\",\"api\"]",
    "[\"x\"]",
    "[\"api\",1]",
    "[\"api\",null]",
    "[[\"api\"]]",
    "{\"api\":true}",
    "[\"\\u0061pi\"]",
    "[\"api\",\"api\"]",
    "[\"x\",\"\"]",
];

const ISSUERS: [&str; 12] = [
    "\"https://id.example\"",
    "\"https://id.example/\"",
    "\"HTTPS://id.example\"",
    "\"https://id.example.attacker.example\"",
    "[\"https://id.example\"]",
    "[\"https://id.example\",\"x\"]",
    "\"\"",
    "[]",
    "{\"https://id.example\":1}",
    "\"https:\\/\\/id.example\"",
    "\"https://id.exampl\\u0065\"",
    "\"https://id.example\\u0000\"",
];
