//! The program reads its own trace: no password, no token, no signature stands in it.

use crate::error::Failure;
use crate::trace::Trace;

/// Returns how many lines were searched for how many secrets.
pub fn check<'s>(trace: &Trace, secrets: impl Iterator<Item = &'s String>) -> Result<(usize, usize), Failure> {
    // Of a token the signature is enough: whoever logs the whole logs that too.
    let mut secrets: Vec<&str> = secrets.map(|secret| secret.rsplit('.').next().unwrap_or(secret)).collect();
    secrets.sort_unstable();
    secrets.dedup();
    let has_secret = |text: &str| secrets.iter().any(|secret| text.contains(secret));

    let planted = secrets.last().ok_or("no secret to search for")?;
    if !has_secret(&format!("a careless line with {planted} in it")) {
        return Err("the search does not find what it is for".into());
    }
    let lines = trace.lines();
    if has_secret(&lines.join("\n")) {
        return Err("the trace holds a secret".into());
    }
    Ok((lines.len(), secrets.len()))
}
