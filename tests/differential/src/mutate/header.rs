//! Changes members of the header: `alg`, `typ`, `crit`, `b64`, `kid`, keys inside, and members that nobody knows.

use super::json::{VALUES, duplicate};
use crate::draft::{Draft, member, remove, set};
use crate::keys::ALGORITHMS;
use crate::random::Random;

/// Makes one change.
pub fn mutate(random: &mut Random, draft: &mut Draft<'_>) -> &'static str {
    let header = &mut draft.header;
    match random.below(9) {
        0 => {
            set(header, "alg", &format!("\"{}\"", random.pick(&ALGORITHMS)));
            "header: alg of another key"
        }
        1 => {
            match random.below(8) {
                0 => remove(header, "alg"),
                1 => set(header, "alg", &format!("[\"{}\"]", draft.key.name)),
                2 => set(header, "alg", &format!("\"{}\"", draft.key.name.to_lowercase())),
                3 => set(header, "alg", &format!("\"{} \"", draft.key.name)),
                4 => set(header, "alg", &format!("\"{}\\u0000\"", draft.key.name)),
                5 => {
                    set(header, "alg", &format!("\"\\u{:04x}{}\"", draft.key.name.as_bytes()[0], &draft.key.name[1..]));
                }
                6 => set(header, "alg", random.pick(&["\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\""])),
                _ => set(header, "alg", random.pick(&VALUES)),
            }
            "header: alg"
        }
        2 => {
            match random.below(4) {
                0 => remove(header, "typ"),
                1 => set(header, "typ", random.pick(&VALUES)),
                _ => set(header, "typ", random.pick(&TYPES)),
            }
            "header: typ"
        }
        3 => {
            set(header, "crit", random.pick(&CRITICAL));
            if random.percent(60) {
                set(
                    header,
                    random.pick(&["b64", "x", "exp", "urn:example"]),
                    random.pick(&["true", "false", "1", "\"v\""]),
                );
            }
            "header: crit"
        }
        4 => {
            set(header, "b64", random.pick(&["true", "false", "null", "0", "1", "\"false\"", "[]"]));
            "header: b64"
        }
        5 => {
            set(
                header,
                "kid",
                random.pick(&[
                    "\"../../dev/null\"",
                    "\"' OR 1=1\"",
                    "\"\\u0000\"",
                    "1",
                    "null",
                    "[]",
                    "{}",
                    "\"\"",
                    "true",
                ]),
            );
            "header: kid"
        }
        6 => {
            let name = random
                .pick(&["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "cty", "zip", "enc", "epk", "url", "nonce"]);
            set(header, name, if random.percent(50) { random.pick(&VALUES) } else { random.pick(&EMBEDDED) });
            "header: other registered member"
        }
        7 => {
            header.push(member(
                random.pick(&["x", "é", "", "__proto__", "constructor", "toString", "$serde_json::private::Number"]),
                random.pick(&VALUES),
            ));
            "header: unknown member"
        }
        _ => {
            duplicate(random, header);
            "header: duplicate name"
        }
    }
}

const TYPES: [&str; 12] = [
    "\"JWT\"",
    "\"jwt\"",
    "\"at+jwt\"",
    "\"AT+JWT\"",
    "\"application/at+jwt\"",
    "\"application/jwt\"",
    "\"Application/AT+jwt\"",
    "\"JWE\"",
    "\"at+jwt \"",
    "\"\"",
    "\"text/at+jwt\"",
    "\"\\u0061t+jwt\"",
];

const CRITICAL: [&str; 16] = [
    "[]",
    "[\"exp\"]",
    "[\"b64\"]",
    "[\"alg\"]",
    "[\"x\"]",
    "[\"x\",\"x\"]",
    "[1]",
    "[null]",
    "[\"\"]",
    "\"b64\"",
    "\"x\"",
    "null",
    "false",
    "{}",
    "0",
    "[[\"x\"]]",
];

const EMBEDDED: [&str; 6] = [
    "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}",
    "\"https://attacker.example/keys\"",
    "[\"MIIB\"]",
    "\"JWT\"",
    "\"DEF\"",
];
