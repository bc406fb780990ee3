//! Changes the text of a segment, or of the whole token.

use crate::random::Random;

/// Makes one change to base64url.
pub fn mutate_segment(random: &mut Random, segment: &mut String) -> &'static str {
    if !segment.is_ascii() {
        // It has had its change.
        return "base64url: other character";
    }
    match random.below(6) {
        0 => {
            let missing = (4 - segment.len() % 4) % 4;
            segment.push_str(&"=".repeat(if random.percent(70) { missing } else { 1 + random.below(4) }));
            "base64url: padding"
        }
        1 => {
            let replaced = segment.replace('-', "+").replace('_', "/");
            *segment = if replaced == *segment && !segment.is_empty() {
                format!("{}{}", &segment[..segment.len() - 1], random.pick(&["+", "/"]))
            } else {
                replaced
            };
            "base64url: alphabet of base64"
        }
        2 => {
            let last = segment.chars().last().and_then(|last| ALPHABET.find(last));
            let bits = [0, 0, 4, 2][segment.len() % 4];
            // Where no bits are left over, it would be another byte.
            if let (Some(value), 2..) = (last, bits) {
                segment.pop();
                let other = value ^ (1 + random.below((1 << bits) - 1));
                segment.push(char::from(ALPHABET.as_bytes()[other]));
            }
            "base64url: trailing bits"
        }
        3 => {
            let at = random.below(segment.len() + 1);
            segment.insert(at, random.pick(&[' ', '\n', '\r', '\t', '\u{a0}', '\0']));
            "base64url: white space"
        }
        4 => {
            let at = random.below(segment.len() + 1);
            segment.insert(at, random.pick(&['é', '!', '%', '=', ',', '~', '😀', '\u{ff21}', '"']));
            "base64url: other character"
        }
        _ => {
            if random.percent(50) {
                segment.pop();
            } else {
                segment.push(random.pick(&['A', 'Q', 'g', 'w']));
            }
            "base64url: length"
        }
    }
}

/// Makes one change to the segments.
pub fn mutate_token(random: &mut Random, token: &mut String) -> &'static str {
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    match random.below(10) {
        0 => *token = parts[..2.min(parts.len())].join("."),
        1 => token.push('.'),
        2 => token.insert(0, '.'),
        3 => *token = format!("{token}.{}", parts[0]),
        4 => *token = format!("{token}.."),
        5 => *token = token.replacen('.', "..", 1),
        6 => {
            let mut emptied = parts;
            let at = random.below(emptied.len());
            emptied[at].clear();
            *token = emptied.join(".");
        }
        7 => *token = format!("{}{token}", random.pick(&["Bearer ", " ", "\n", "\u{feff}", "\"", "\t"])),
        8 => token.push_str(random.pick(&[" ", "\n", "\r\n", "\0", "\"", ",x", "#"])),
        _ => {
            let mut swapped = parts;
            let last = swapped.len() - 1;
            swapped.swap(0, last);
            *token = swapped.join(".");
        }
    }
    "segments"
}

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
