//! The token, from the argument or from standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::Failure;

/// More than any token, key or claims. What is longer is not read to its end.
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
    let bytes = up_to_limit(io::stdin()).map_err(Failure::usage)?;
    let bytes = bytes.ok_or_else(|| Failure::refused("input: longer than 1 MiB"))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::refused("input: not UTF-8"))?;
    Ok(text.to_owned())
}

/// Reads a file with a key, or with claims.
pub fn file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failure = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let bytes = File::open(path).and_then(up_to_limit).map_err(|error| failure(error.to_string()))?;
    bytes.ok_or_else(|| failure("longer than 1 MiB".into()))
}

/// Returns `None` if there is more. All the room is made at once: a vector that grows would leave copies of a secret behind.
fn up_to_limit(source: impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LIMIT + 1));
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= LIMIT).then_some(bytes))
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
