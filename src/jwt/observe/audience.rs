//! The names of an `aud`, borrowed from the payload.

use alloc::vec::Vec;

use crate::json::{Error, Reader};

/// The usual number of names, kept on the stack.
const INLINE: usize = 4;

/// A string or an array of strings (RFC 7519 section 4.1.3).
#[derive(Clone)]
pub(in crate::jwt) enum Names<'de> {
    One(&'de str),
    Few([&'de str; INLINE], usize),
    Many(Vec<&'de str>),
}

impl<'de> Names<'de> {
    /// Reads an array of names. Returns `None` if an element is not a string.
    pub(super) fn read_array(reader: &mut Reader<'de>) -> Result<Option<Self>, Error> {
        let mut names = Self::Few([""; INLINE], 0);
        let mut array = reader.array()?;
        while reader.element(&mut array)? {
            if reader.peek() != Some(b'"') {
                return Ok(None);
            }
            names.push(reader.string()?);
        }
        Ok(Some(names))
    }

    pub(in crate::jwt) fn as_slice(&self) -> &[&'de str] {
        match self {
            Self::One(name) => core::slice::from_ref(name),
            Self::Few(names, count) => names.get(..*count).unwrap_or_default(),
            Self::Many(names) => names,
        }
    }

    fn push(&mut self, name: &'de str) {
        match self {
            Self::Few(names, count) => match names.get_mut(*count) {
                Some(slot) => {
                    *slot = name;
                    *count = count.saturating_add(1);
                }
                None => *self = Self::Many(names.iter().copied().chain([name]).collect()),
            },
            Self::Many(names) => names.push(name),
            Self::One(_) => {}
        }
    }
}
