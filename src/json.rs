//! JSON (RFC 8259), read strictly and without allocating.
//!
//! [`Reader`] is a serde `Deserializer`. It undoes escapes in a spare part of the buffer that the text stands in, so
//! that every string, escaped or not, can be borrowed from the buffer for as long as that lives.
//!
//! Stricter than RFC 8259 asks for, at every depth: no two members of one object have the same name (RFC 7519 section
//! 4), nesting is bounded, numbers are finite, strings are valid Unicode. Once it has failed it stays failed, so that a
//! type which swallows an error cannot turn a defective text into an accepted one: whoever reads a text ends with
//! [`Reader::finish`].
//!
//! [`Writer`] is its counterpart, a serde `Serializer` of texts that the reader accepts.
//!
//! Why not `serde_json`: see `docs/design.md`. The tests hold the two against each other.

mod deserializer;
mod error;
mod name;
mod names;
mod number;
mod string;
mod writer;

use core::mem;

pub(crate) use deserializer::{Members, VariantValue};
pub(crate) use error::Error;
pub(crate) use name::Name;
pub(crate) use number::Number;
pub(crate) use writer::{Expected, Failure, Watch, Writer};

use crate::error::Defect;
use names::Names;

/// How deep objects and arrays may be nested: as deep as `serde_json` lets them be.
const MAX_DEPTH: u8 = 127;

/// What the names begin with under which `serde_json` hides numbers and raw texts in maps, if the features
/// `arbitrary_precision` and `raw_value` are on: its types take such a member for something else than it is.
const RESERVED_PREFIX: &str = "$serde_json::private::";

/// A JSON text, from where it has not been read yet.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    position: usize,
    /// Where strings with escapes are written without them.
    spare: &'t mut [u8],
    depth: u8,
    failure: Option<Defect>,
}

/// The way through one object: the names of the members read so far.
#[derive(Debug)]
pub(crate) struct Object<'t> {
    names: Names<'t>,
    before_first: bool,
}

/// The way through one array.
#[derive(Debug)]
pub(crate) struct Array {
    before_first: bool,
}

impl<'t> Reader<'t> {
    /// Reads the first `length` bytes of a buffer. The rest of it is where escapes are undone: as much again is always
    /// enough.
    #[inline]
    pub(crate) fn new(buffer: &'t mut [u8], length: usize) -> Self {
        let (text, spare) = buffer.split_at_mut(length.min(buffer.len()));
        match core::str::from_utf8(text) {
            Ok(text) => Self { text, position: 0, spare, depth: 0, failure: None },
            Err(_) => Self { text: "", position: 0, spare, depth: 0, failure: Some(Defect::Utf8) },
        }
    }

    /// The end of the text: nothing but white space is left, and nothing has failed on the way.
    pub(crate) fn finish(&mut self) -> Result<(), Defect> {
        match (self.failure, self.peek(), self.depth) {
            (Some(defect), ..) => Err(defect),
            (None, None, 0) => Ok(()),
            // Also an object or array that a type has left in the middle.
            _ => Err(Defect::Json),
        }
    }

    /// The defect that reading ended with, if it has.
    pub(crate) const fn failure(&self) -> Option<Defect> {
        self.failure
    }

    /// Enters the object that must come next.
    #[inline]
    pub(crate) fn object(&mut self) -> Result<Object<'t>, Error> {
        match self.peek() {
            Some(b'{') => self.enter()?,
            _ => {
                self.skip()?;
                return self.fail(Defect::NotAnObject);
            }
        }
        Ok(Object { names: Names::new(), before_first: true })
    }

    /// The name of the object's next member, up to and with its colon; `None` behind the last one.
    ///
    /// ```abnf
    /// object = begin-object [ member *( value-separator member ) ] end-object     ; RFC 8259 section 4
    /// member = string name-separator value
    /// ```
    #[inline]
    pub(crate) fn name(&mut self, object: &mut Object<'t>) -> Result<Option<&'t str>, Error> {
        if !self.next_element(&mut object.before_first, b'}')? {
            return Ok(None);
        }
        let name = self.string()?;
        if !object.names.insert(name) {
            return self.fail(Defect::DuplicateName);
        }
        if name.starts_with(RESERVED_PREFIX) {
            return self.fail(Defect::ReservedName);
        }
        self.expect(b':')?;
        Ok(Some(name))
    }

    /// Enters the array that comes next.
    pub(crate) fn array(&mut self) -> Result<Array, Error> {
        self.enter()?;
        Ok(Array { before_first: true })
    }

    /// Whether the array has one more element, which then comes next.
    ///
    /// ```abnf
    /// array = begin-array [ value *( value-separator value ) ] end-array          ; RFC 8259 section 5
    /// ```
    #[inline]
    pub(crate) fn element(&mut self, array: &mut Array) -> Result<bool, Error> {
        self.next_element(&mut array.before_first, b']')
    }

    /// Reads the string that must come next.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<&'t str, Error> {
        if self.peek() != Some(b'"') {
            return self.fail(Defect::Json);
        }
        self.skip_bytes(1);
        let length = string::plain_len(self.rest());
        if self.rest().get(length) == Some(&b'"') {
            let text = self.take(length);
            self.skip_bytes(1);
            return Ok(text);
        }
        self.string_with_escapes()
    }

    #[cold]
    fn string_with_escapes(&mut self) -> Result<&'t str, Error> {
        let Some(length) = string::escaped_len(self.rest()) else {
            return self.fail(Defect::Json);
        };
        let body = self.take(length);
        self.skip_bytes(1);
        match string::unescape(body, &mut self.spare) {
            Ok(text) => Ok(text),
            Err(defect) => self.fail(defect),
        }
    }

    /// Reads the number that must come next.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number, Error> {
        match number::short_integer(self.rest()) {
            Some((value, length)) => {
                self.skip_bytes(length);
                Ok(Number::Positive(value))
            }
            None => self.any_number(),
        }
    }

    fn any_number(&mut self) -> Result<Number, Error> {
        let text = self.number_text()?;
        match Number::parse(text) {
            Some(number) => Ok(number),
            None => self.fail(Defect::NumberRange),
        }
    }

    /// Reads the number that must come next as text that follows the grammar.
    #[inline]
    fn number_text(&mut self) -> Result<&'t str, Error> {
        match number::scan(self.rest()) {
            0 => self.fail(Defect::Json),
            length => Ok(self.take(length)),
        }
    }

    /// Reads the literal that must come next: `true`, `false` or `null`.
    fn literal(&mut self, literal: &'static str) -> Result<(), Error> {
        if self.rest().starts_with(literal.as_bytes()) {
            self.skip_bytes(literal.len());
            Ok(())
        } else {
            self.fail(Defect::Json)
        }
    }

    /// Reads a value of any kind, and checks it as strictly as one that is wanted.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        match self.peek() {
            Some(b'{') => {
                let mut object = self.object()?;
                while self.name(&mut object)?.is_some() {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => {
                let mut array = self.array()?;
                while self.element(&mut array)? {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'"') => self.string().map(|_| ()),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => self.number().map(|_| ()),
        }
    }

    /// The next byte that is not white space; it stays the next byte.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.position) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.skip_bytes(1),
                next => return next.copied(),
            }
        }
    }

    /// Remembers the first defect, and gives up the rest of the text.
    #[cold]
    pub(crate) fn fail<T>(&mut self, defect: Defect) -> Result<T, Error> {
        self.text = "";
        let first = *self.failure.get_or_insert(defect);
        Err(Error::defect(first))
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Error> {
        self.skip_bytes(1);
        if self.depth == MAX_DEPTH {
            return self.fail(Defect::TooDeep);
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    /// Steps over the separator to the next element, or over `end` and out.
    #[inline]
    fn next_element(&mut self, before_first: &mut bool, end: u8) -> Result<bool, Error> {
        let first = mem::replace(before_first, false);
        match self.peek() {
            Some(byte) if byte == end => {
                self.skip_bytes(1);
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.skip_bytes(1);
                if self.peek() == Some(end) { self.fail(Defect::Json) } else { Ok(true) }
            }
            _ => self.fail(Defect::Json),
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.skip_bytes(1);
            Ok(())
        } else {
            self.fail(Defect::Json)
        }
    }

    /// What has not been read yet.
    #[inline]
    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.position..).unwrap_or_default()
    }

    /// Takes `length` bytes, which end at a character's end.
    #[inline]
    fn take(&mut self, length: usize) -> &'t str {
        let end = self.position.saturating_add(length);
        let taken = self.text.get(self.position..end).unwrap_or_default();
        self.position = end;
        taken
    }

    #[inline]
    const fn skip_bytes(&mut self, length: usize) {
        self.position = self.position.saturating_add(length);
    }
}
