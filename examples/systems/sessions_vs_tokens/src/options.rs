//! The arguments of the program.

use crate::Fallible;

pub struct Options {
    /// How many sessions the store holds.
    pub users: usize,
    /// Where to draw the figures, if anywhere.
    pub svg: Option<String>,
    /// What the drawing says of the day and the machine.
    pub note: String,
}

impl Options {
    pub fn from_arguments() -> Fallible<Self> {
        let mut options = Self { users: 1_000_000, svg: None, note: String::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name}: no value"))?;
            match name.as_str() {
                "--users" => options.users = value.parse()?,
                "--svg" => options.svg = Some(value),
                "--note" => options.note = value,
                _ => return Err("expected --users N, --svg FILE or --note TEXT".into()),
            }
        }
        if options.users < 1000 { Err("--users: at least 1000".into()) } else { Ok(options) }
    }
}
