//! Passing over values that nobody wants: they are checked, and not converted.
//!
//! What is checked is what holds for every value: the grammar, nesting, the names in objects, the range of numbers. A
//! string need not be a `str` (it may have a lone surrogate), and a number is not made into one.

use super::{Error, Reader, number, string};
use crate::error::Defect;

impl Reader<'_> {
    /// Passes over the value that must come next.
    ///
    /// Arrays are a loop, objects are a recursion: these have names to be compared. How deep it goes is bounded.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        // Arrays that were entered here, and not left yet.
        let mut open = 0_u8;
        let mut rest = self.rest.as_bytes();
        loop {
            rest = behind_white_space(rest);
            self.count_value()?;
            rest = match rest {
                [b'[', inside @ ..] => {
                    self.deepen()?;
                    open = open.saturating_add(1);
                    rest = behind_white_space(inside);
                    if rest.first() != Some(&b']') {
                        continue;
                    }
                    rest
                }
                [b'{', inside @ ..] => {
                    self.deepen()?;
                    self.go_to(inside);
                    self.skip_members()?;
                    self.rest.as_bytes()
                }
                scalar => match behind_scalar(scalar) {
                    Ok(behind) => behind,
                    Err(defect) => return self.fail(defect),
                },
            };
            // Behind a value: the ends of arrays, or a comma.
            loop {
                if open == 0 {
                    self.go_to(rest);
                    return Ok(());
                }
                match behind_white_space(rest) {
                    [b',', behind @ ..] => {
                        rest = behind;
                        break;
                    }
                    [b']', behind @ ..] => {
                        rest = behind;
                        open = open.saturating_sub(1);
                        self.depth = self.depth.saturating_sub(1);
                    }
                    _ => return self.fail(Defect::Json),
                }
            }
        }
    }

    #[inline]
    fn count_value(&mut self) -> Result<(), Error> {
        match self.values_left.checked_sub(1) {
            Some(left) => {
                self.values_left = left;
                Ok(())
            }
            None => self.fail(Defect::TooManyValues),
        }
    }

    /// Passes over the members of an object that was entered, and its end.
    fn skip_members(&mut self) -> Result<(), Error> {
        if self.peek() == Some(b'}') {
            self.leave();
            return Ok(());
        }
        let mut level = self.names.enter();
        loop {
            self.expect('"')?;
            let name = self.quoted()?;
            if self.compares_names && !self.names.insert(&mut level, name) {
                return self.fail(Defect::DuplicateName);
            }
            self.refuse_reserved(name)?;
            self.expect(':')?;
            let behind = match behind_white_space(self.rest.as_bytes()) {
                [b'{' | b'[', ..] => {
                    self.skip()?;
                    self.rest.as_bytes()
                }
                // Without a call.
                scalar => {
                    self.count_value()?;
                    match behind_scalar(scalar) {
                        Ok(behind) => behind,
                        Err(defect) => return self.fail(defect),
                    }
                }
            };
            match behind_white_space(behind) {
                [b',', behind @ ..] => self.go_to(behind),
                [b'}', behind @ ..] => {
                    self.go_to(behind);
                    break;
                }
                _ => return self.fail(Defect::Json),
            }
        }
        self.names.leave(&level);
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// Goes on with `rest`, which is the end of what has not been read yet.
    #[inline]
    fn go_to(&mut self, rest: &[u8]) {
        self.skip_bytes(self.rest.len().saturating_sub(rest.len()));
    }
}

/// How many bytes of white space stand at the front of a text.
pub(super) fn white_space_len(text: &[u8]) -> usize {
    const WHITE_SPACE: u64 = 1 << b' ' | 1 << b'\t' | 1 << b'\n' | 1 << b'\r';
    let is_white_space = |byte: &&u8| **byte <= b' ' && WHITE_SPACE >> **byte & 1 != 0;
    text.iter().take_while(is_white_space).count()
}

#[inline]
fn behind_white_space(text: &[u8]) -> &[u8] {
    match text {
        [0..=b' ', ..] => text.get(white_space_len(text)..).unwrap_or_default(),
        text => text,
    }
}

/// What stands behind the string, number or literal that must come first.
#[inline]
fn behind_scalar(text: &[u8]) -> Result<&[u8], Defect> {
    let behind = match text {
        [b'"', body @ ..] => string::skip(body).and_then(|length| body.get(length.saturating_add(1)..)),
        [b't', b'r', b'u', b'e', behind @ ..]
        | [b'f', b'a', b'l', b's', b'e', behind @ ..]
        | [b'n', b'u', b'l', b'l', behind @ ..] => Some(behind),
        // Nearly all short numbers.
        [b'0'..=b'9', b',' | b']' | b'}', ..] => text.get(1..),
        _ => match number::scan(text) {
            Some(scanned) if scanned.is_finite(text) => text.get(scanned.length..),
            Some(_) => return Err(Defect::NumberRange),
            None => None,
        },
    };
    behind.ok_or(Defect::Json)
}
