//! The token, from the argument or from standard input.

use std::io::{self, IsTerminal, Read};

use crate::Failure;

/// More than any token. What is longer is not read to its end.
pub const LIMIT: usize = 1 << 20;

/// Returns the token as it was given. Of standard input, the end of the last line is left out: `echo` writes it.
pub fn token(argument: Option<&str>) -> Result<String, Failure> {
    match argument {
        Some(token) if token != "-" => Ok(token.to_owned()),
        _ => {
            let text = standard_input("a token")?;
            Ok(text.strip_suffix('\n').map_or(&*text, |line| line.strip_suffix('\r').unwrap_or(line)).to_owned())
        }
    }
}

pub fn standard_input(what: &str) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        return Err(Failure::Usage(format!("{what} is needed, as an argument or on standard input (see --help)")));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    io::stdin().take(limit + 1).read_to_end(&mut bytes).map_err(Failure::usage)?;
    if bytes.len() > LIMIT {
        return Err(Failure::refused("input: longer than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| Failure::refused("input: not UTF-8"))
}

/// Takes a token out of what people copy with it, and says what was left out. Only for looking at it: a verifier must see
/// what was sent.
pub fn tidy(given: &str) -> (&str, Vec<&'static str>) {
    let mut left_out = Vec::new();
    let mut token = given;
    loop {
        let (rest, what) = if token != token.trim() {
            (token.trim(), "white space around the token")
        } else if let Some(rest) = without_prefix(token, "Authorization:") {
            (rest, "`Authorization:` before the token")
        } else if let Some(rest) = without_prefix(token, "Bearer ") {
            (rest, "`Bearer` before the token")
        } else if let Some(rest) = in_quotation_marks(token) {
            (rest, "quotation marks around the token")
        } else {
            return (token, left_out);
        };
        token = rest;
        if !left_out.contains(&what) {
            left_out.push(what);
        }
    }
}

fn without_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn in_quotation_marks(text: &str) -> Option<&str> {
    ['"', '\'', '`'].iter().find_map(|&mark| text.strip_prefix(mark)?.strip_suffix(mark))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn what_people_copy_with_a_token() {
        assert_eq!(tidy("a.b.c"), ("a.b.c", vec![]));
        assert_eq!(tidy(" \n a.b.c\r\n").0, "a.b.c");
        assert_eq!(tidy("authorization: bearer  'a.b.c'\n").0, "a.b.c");
        assert_eq!(tidy("\"Bearer a.b.c\"").0, "a.b.c");
        assert_eq!(tidy("Bearera.b.c").0, "Bearera.b.c");
        assert_eq!(tidy("\"").0, "\"");
    }
}
