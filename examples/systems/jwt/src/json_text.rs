//! JSON text for people and scripts. Everybody can write a token, so its text is hostile: no control character, no change
//! of the writing direction and nothing invisible in it gets out as it is. They become escapes of JSON, so the text means
//! the same.
//!
//! Numbers stay as they are written: `1.0` is not `1`, and long ones keep their digits.

use std::fmt::Write;

use crate::screen::{Palette, Style};

/// Writes JSON with a line for each value. `remark` may say something about a member of the outermost object, given its
/// name and its value as text.
pub fn indented(json: &str, palette: Palette, names: Style, remark: impl Fn(&str, &str) -> Option<String>) -> String {
    let tokens: Vec<&str> = tokens(json).collect();
    let mut out = String::new();
    let (mut depth, mut name, mut said) = (0_usize, String::new(), None);
    for (place, &token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| tokens.get(place)).copied();
        let next = tokens.get(place + 1).copied();
        match token {
            "{" | "[" => {
                depth += 1;
                out += token;
                if !matches!(next, Some("}" | "]")) {
                    new_line(&mut out, depth);
                }
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                if !matches!(before, Some("{" | "[")) {
                    append(&mut out, said.take());
                    new_line(&mut out, depth);
                }
                out += token;
            }
            "," => {
                out += ",";
                append(&mut out, said.take());
                new_line(&mut out, depth);
            }
            ":" => out += ": ",
            token if next == Some(":") => {
                name = unquoted(token);
                out += &palette.paint(names, &safe(token));
            }
            token => {
                let style = if token.starts_with('"') { Style::Text } else { Style::Number };
                out += &palette.paint(style, &safe(token));
                if depth == 1 && before == Some(":") {
                    said = remark(&name, token);
                }
            }
        }
    }
    out
}

/// Writes JSON without white space, safe for a terminal all the same.
pub fn compact(json: &str) -> String {
    tokens(json).map(safe).collect()
}

/// Writes text of others into a line of ours: as it stands in JSON, without the quotation marks.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            character => push(&mut out, character),
        }
    }
    out
}

/// Escapes only what a terminal, or the eye, would not take as text.
pub fn escape_controls(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, character| {
        push(&mut out, character);
        out
    })
}

/// Returns the text of a JSON string, or the token as it is.
pub fn unquoted(token: &str) -> String {
    serde_json::from_str(token).unwrap_or_else(|_| token.to_owned())
}

fn push(out: &mut String, character: char) {
    match character {
        '\n' => *out += "\\n",
        '\r' => *out += "\\r",
        '\t' => *out += "\\t",
        character if is_hidden(character) => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("a string takes all text");
            }
        }
        character => out.push(character),
    }
}

/// Controls (C0, DEL and C1), controls of the writing direction, white space that looks like a space, and characters
/// without a shape.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn safe(token: &str) -> String {
    match serde_json::from_str::<String>(token) {
        Ok(text) => format!("\"{}\"", escape(&text)),
        // A number or a word. Or a string with half a surrogate pair, whose escapes stay.
        Err(_) => escape_controls(token),
    }
}

fn append(out: &mut String, remark: Option<String>) {
    if let Some(remark) = remark {
        *out += "  ";
        *out += &remark;
    }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Splits JSON that a parser has accepted.
fn tokens(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = json;
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        let length = match rest.as_bytes().first()? {
            b'"' => string_len(rest),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            _ => rest.find(|c: char| c.is_ascii_whitespace() || ",:]}".contains(c)).unwrap_or(rest.len()),
        };
        let (token, behind) = rest.split_at(length);
        rest = behind;
        Some(token)
    })
}

/// Returns the length of the string at the start, with its quotation marks.
fn string_len(json: &str) -> usize {
    let mut is_escaped = false;
    let end = json.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(json.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::{compact, escape};

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(escape("\u{1b}[31m\u{9b}2J\u{7f}\r\n"), r"\u001b[31m\u009b2J\u007f\r\n");
        assert_eq!(escape("a\u{202e}b\u{200b}c\u{feff}"), r"a\u202eb\u200bc\ufeff");
        assert_eq!(escape("\u{e0041}"), r"\udb40\udc41");
        for hidden in "\u{a0}\u{1680}\u{2000}\u{200a}\u{2028}\u{202f}\u{205f}\u{2800}\u{3000}\u{fffc}".chars() {
            assert_eq!(escape(&hidden.to_string()), format!("\\u{:04x}", u32::from(hidden)));
        }
        for hidden in ["\u{1bca0}", "\u{1bca3}", "\u{1d173}", "\u{1d17a}"] {
            assert!(escape(hidden).starts_with("\\ud8"), "{hidden:?}");
        }
        for shown in ["\u{a1}", "\u{2010}", "\u{2027}", "\u{2030}", "\u{2801}", "\u{3001}", "\u{fffd}", "\u{1bc9f}"] {
            assert_eq!(escape(shown), shown);
        }
        assert_eq!(escape("é 日本 \u{1f600}"), "é 日本 \u{1f600}");
    }

    #[test]
    fn compact_text_means_the_same() {
        let text =
            "{ \"a\\\"\" : [ 1.0 , -2e400, \"x\\\\\" ],\n\"\u{85}\": \"\\ud800\", \"\\u0065\": {}, \"n\": null }";
        assert_eq!(compact(text), r#"{"a\"":[1.0,-2e400,"x\\"],"\u0085":"\ud800","e":{},"n":null}"#);
    }
}
