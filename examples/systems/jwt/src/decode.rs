//! `jwt TOKEN`: what a token says. Nothing is verified.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_codec::dangerous;
use serde::Serialize;
use serde_json::{Map, Value, value::RawValue};

use crate::arguments::Decode;
use crate::screen::{Screen, Style};
use crate::times::now;
use crate::{Failure, claims, input, json_text};

/// How much of a segment is shown, so that nobody can use what stands on the screen.
const SHOWN: usize = 8;

#[derive(Serialize)]
struct Decoded {
    /// Always `false`. It is here so that nobody forgets it.
    verified: bool,
    header: Box<RawValue>,
    claims: Box<RawValue>,
    signature: Signature,
    times: Map<String, Value>,
    left_out: Vec<&'static str>,
}

#[derive(Serialize)]
struct Signature {
    /// `None` if it is not base64url.
    bytes: Option<usize>,
}

pub fn run(arguments: &Decode, screen: &Screen) -> Result<(), Failure> {
    let given = input::token(arguments.token.as_deref())?;
    let (token, left_out) = input::tidy(&given);
    let (header, payload): (Box<RawValue>, Box<RawValue>) =
        dangerous::decode_unverified_with_limit(token, input::LIMIT).map_err(Failure::refused)?;
    let signature = Signature::of(token);
    let now = now(arguments.at);
    if screen.json {
        let times = claims::times(&payload, now);
        return screen.print_json(&Decoded { verified: false, header, claims: payload, signature, times, left_out });
    }
    for what in left_out {
        screen.note(&format!("left out {what}; a verifier would not"));
    }
    let out = screen.out;
    let title = |style, name: &str, segment: &str| {
        let start = match segment.get(..SHOWN) {
            Some(start) if segment.len() > SHOWN => format!("  {}…", json_text::escape(start)),
            _ => String::new(),
        };
        format!("{}{start}\n", out.paint(style, name))
    };
    let mut segments = token.split('.');
    let mut text = title(Style::Header, "Header", segments.next().unwrap_or_default());
    text += &claims::header(&header, out);
    text += "\n\n";
    text += &title(Style::Claims, "Claims", segments.next().unwrap_or_default());
    text += &claims::claims(&payload, out, now);
    text += "\n\n";
    text += &title(Style::Signature, "Signature", segments.next().unwrap_or_default());
    text += &signature.words();
    text += "\n\n";
    for (_, moment) in claims::moments(&payload, now).iter().filter(|(_, moment)| moment.is_bad) {
        text += &format!("{}\n", out.paint(Style::Bad, &sentence(&moment.words)));
    }
    text += &out.paint(Style::Warning, "Not verified: anybody can have written this.");
    text += " To verify it: jwt verify --key FILE\n";
    screen.print(text.as_bytes())
}

impl Signature {
    fn of(token: &str) -> Self {
        let segment = token.rsplit('.').next().unwrap_or_default();
        Self { bytes: URL_SAFE_NO_PAD.decode(segment).ok().map(|bytes| bytes.len()) }
    }

    fn words(&self) -> String {
        match self.bytes {
            None => "not base64url: every verifier rejects it".into(),
            Some(0) => "none: this token is not signed".into(),
            Some(length) => format!("{length} bytes, not checked"),
        }
    }
}

fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}
