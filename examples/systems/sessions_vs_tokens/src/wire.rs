//! Bytes of the header line by which a request says who sends it, in HTTP/1.1.

use crate::Fallible;
use crate::sessions::Sessions;
use crate::tokens::Tokens;

pub struct Line {
    pub name: String,
    pub bytes: usize,
}

pub fn bytes(sessions: &Sessions, tokens: &Tokens) -> Fallible<Vec<Line>> {
    let mut lines = vec![Line { name: "session".into(), bytes: format!("Cookie: {}\r\n", sessions.cookie(0)).len() }];
    for kind in &tokens.kinds {
        let (_, authorization) = kind.authorization(0);
        lines.push(Line { name: kind.name.into(), bytes: format!("Authorization: {authorization}\r\n").len() });
    }
    Ok(lines)
}
