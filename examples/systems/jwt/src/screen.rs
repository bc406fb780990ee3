//! Standard output and standard error: colors, and what a refusal looks like.

use std::io::{self, IsTerminal, Write};

use serde_json::json;

use crate::arguments::{Color, Output};
use crate::{Failure, Refusal, json_text};

pub struct Screen {
    pub json: bool,
    pub out: Palette,
    error: Palette,
}

/// Colors, or none.
#[derive(Clone, Copy)]
pub struct Palette {
    on: bool,
}

/// The sixteen colors of every terminal, so that its own theme decides how they look.
#[derive(Clone, Copy)]
pub enum Style {
    Header,
    Claims,
    Signature,
    Text,
    Number,
    Dim,
    Good,
    Bad,
    Warning,
}

impl Screen {
    pub fn new(output: &Output) -> Self {
        let palette = |is_terminal: bool| {
            let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
            Palette {
                on: match output.color {
                    Color::Always => true,
                    Color::Never => false,
                    Color::Auto => is_terminal && !no_color && !is_dumb,
                },
            }
        };
        let (out, error) = (palette(io::stdout().is_terminal()), palette(io::stderr().is_terminal()));
        Self { json: output.json, out, error }
    }

    /// Prints the result. That nobody reads it, as in `jwt ... | head -1`, is no failure.
    pub fn print(&self, result: &[u8]) -> Result<(), Failure> {
        match io::stdout().write_all(result).and_then(|()| io::stdout().flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::usage(error)),
            _ => Ok(()),
        }
    }

    /// Prints the result as JSON in one line.
    pub fn print_json(&self, result: &impl serde::Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(result).map_err(Failure::usage)?;
        self.print(format!("{}\n", json_text::compact(&text)).as_bytes())
    }

    /// Says something that is not the result.
    pub fn note(&self, text: &str) {
        self.say(Style::Warning, "note", text);
    }

    pub fn refused(&self, refusal: &Refusal) {
        let Refusal { error, hints, rejected } = refusal;
        if self.json {
            let rejected: Vec<_> =
                rejected.iter().map(|(claim, reason)| json!({ "claim": claim, "reason": reason })).collect();
            let result = json!({ "valid": false, "error": error, "rejected": rejected, "hints": hints });
            // There is no other way left to say that this failed.
            let _ = self.print_json(&result);
            return;
        }
        self.say(Style::Bad, "refused", error);
        // The first is the error itself.
        for (claim, reason) in rejected.iter().skip(1) {
            self.say(Style::Bad, "   also", &format!("{claim}: {reason}"));
        }
        for hint in hints {
            self.say(Style::Dim, "   hint", hint);
        }
    }

    pub fn usage(&self, error: &str) {
        self.say(Style::Bad, "error", error);
    }

    fn say(&self, style: Style, label: &str, text: &str) {
        let label = self.error.paint(style, &format!("{label}:"));
        let _ = writeln!(io::stderr(), "{label} {}", json_text::escape_controls(text));
    }
}

impl Palette {
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.on { format!("\x1b[{}m{text}\x1b[0m", style.code()) } else { text.to_owned() }
    }
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Header => "31",
            Self::Claims => "35",
            Self::Signature => "36",
            Self::Text => "32",
            Self::Number => "33",
            Self::Dim => "2",
            Self::Good => "1;32",
            Self::Bad => "1;31",
            Self::Warning => "1;33",
        }
    }
}
