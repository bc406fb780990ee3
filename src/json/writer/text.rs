//! The text that is being written.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};

use super::super::string::plain_len;
use super::plain::{copy, copy_plain};

/// As many bytes as the claims of most tokens have do not leave the stack.
const STACK_LEN: usize = 512;

/// A text whose end is on the stack, and what has found no room there on the heap.
pub(super) struct Text {
    heap: Vec<u8>,
    stack: [u8; STACK_LEN],
    /// Of what is on the stack.
    length: usize,
}

impl Text {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { heap: Vec::new(), stack: [0; STACK_LEN], length: 0 }
    }

    /// The whole of it.
    #[inline]
    pub(super) fn as_bytes(&mut self) -> &[u8] {
        if self.heap.is_empty() { self.stack.get(..self.length).unwrap_or_default() } else { self.on_heap() }
    }

    /// The whole of it, in one piece on the heap.
    #[cold]
    pub(super) fn on_heap(&mut self) -> &[u8] {
        self.heap.extend_from_slice(self.stack.get(..self.length).unwrap_or_default());
        self.length = 0;
        &self.heap
    }

    /// Writes bytes as they are.
    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) {
        match self.room(bytes.len()) {
            Some(place) => copy(place, bytes),
            None => self.heap.extend_from_slice(bytes),
        }
    }

    /// Writes the name of a member behind `lead`, and gives the place where it begins.
    #[expect(clippy::inline_always, reason = "as `copy_plain`: most names are constants")]
    #[inline(always)]
    pub(super) fn push_name(&mut self, lead: u8, name: &str) -> usize {
        let bytes = name.as_bytes();
        if let Some([first, open, place @ .., close, colon]) = self.room(bytes.len().saturating_add(4)) {
            (*first, *open, *close, *colon) = (lead, b'"', b'"', b':');
            if copy_plain(place, bytes) {
                return self.len().saturating_sub(bytes.len().saturating_add(2));
            }
            self.length = self.length.saturating_sub(bytes.len().saturating_add(4));
        }
        self.push_escaped_name(lead, name)
    }

    #[cold]
    fn push_escaped_name(&mut self, lead: u8, name: &str) -> usize {
        self.push(&[lead, b'"']);
        let place = self.len();
        self.push_escaped(name.as_bytes());
        self.push(b"\":");
        place
    }

    /// Writes a string.
    #[inline]
    pub(super) fn push_string(&mut self, string: &str) {
        let bytes = string.as_bytes();
        if let Some([open, place @ .., close]) = self.room(bytes.len().saturating_add(2)) {
            (*open, *close) = (b'"', b'"');
            if copy_plain(place, bytes) {
                return;
            }
            self.length = self.length.saturating_sub(bytes.len().saturating_add(2));
        }
        self.push_escaped_string(bytes);
    }

    #[cold]
    fn push_escaped_string(&mut self, bytes: &[u8]) {
        self.push(b"\"");
        self.push_escaped(bytes);
        self.push(b"\"");
    }

    /// Writes a string that comes in pieces.
    pub(super) fn push_display(&mut self, string: &(impl Display + ?Sized)) -> fmt::Result {
        struct Escaped<'t>(&'t mut Text);

        impl Write for Escaped<'_> {
            fn write_str(&mut self, piece: &str) -> fmt::Result {
                self.0.push_escaped(piece.as_bytes());
                Ok(())
            }
        }

        self.push(b"\"");
        write!(Escaped(self), "{string}")?;
        self.push(b"\"");
        Ok(())
    }

    /// Writes what stands between the quotation marks of a string. As few escapes as there can be, each as short as it
    /// can be, and in lower case.
    fn push_escaped(&mut self, mut bytes: &[u8]) {
        while let Some((plain, rest)) = bytes.split_at_checked(plain_len(bytes)) {
            self.push(plain);
            let Some((&byte, rest)) = rest.split_first() else {
                return;
            };
            match byte {
                b'"' => self.push(br#"\""#),
                b'\\' => self.push(br"\\"),
                0x08 => self.push(br"\b"),
                0x0c => self.push(br"\f"),
                b'\n' => self.push(br"\n"),
                b'\r' => self.push(br"\r"),
                b'\t' => self.push(br"\t"),
                _ => self.push(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 0xf)]),
            }
            bytes = rest;
        }
    }

    const fn len(&self) -> usize {
        self.heap.len().saturating_add(self.length)
    }

    /// So many bytes at the end, to be written to; `None` if there are more than the stack ever has.
    #[inline]
    fn room(&mut self, length: usize) -> Option<&mut [u8]> {
        if length > STACK_LEN.saturating_sub(self.length) {
            self.on_heap();
        }
        let place = self.stack.get_mut(self.length..)?.get_mut(..length)?;
        self.length = self.length.saturating_add(length);
        Some(place)
    }
}

/// The JSON text of a string.
pub(crate) fn string(string: &str) -> String {
    let mut text = Text::new();
    text.push_string(string);
    String::from_utf8_lossy(text.as_bytes()).into_owned()
}

/// A hexadecimal digit.
const fn digit(value: u8) -> u8 {
    if value < 10 { b'0'.saturating_add(value) } else { b'a'.saturating_add(value).saturating_sub(10) }
}
