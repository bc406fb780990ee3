//! What happened, line by line. A step that did not happen as expected ends the program.

use std::error::Error;
use std::fmt;

#[derive(Default, PartialEq)]
pub struct Trace(Vec<String>);

impl Trace {
    pub fn title(&mut self, title: &str) {
        self.0.push(title.into());
    }

    /// Writes a step down, if it happened as expected.
    pub fn step(&mut self, as_expected: bool, what: impl Into<String>) -> Result<(), Box<dyn Error + Send + Sync>> {
        let what = what.into();
        if !as_expected {
            return Err(format!("not as expected: {what}").into());
        }
        self.0.push(format!("  {what}"));
        Ok(())
    }

    /// Says whether a part of this token that lets somebody in stands anywhere in the trace.
    pub fn contains_token(&self, token: &str) -> bool {
        token.split('.').skip(1).any(|segment| self.0.iter().any(|line| line.contains(segment)))
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
