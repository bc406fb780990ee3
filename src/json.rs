//! JSON (RFC 8259), read strictly and without allocating.
//!
//! [`Reader`] works *in situ*: it owns the bytes of the text and unescapes strings where they stand, so that every string,
//! escaped or not, can be borrowed from the text for as long as the text lives. It is a serde `Deserializer`.
//!
//! Stricter than RFC 8259 asks for, at every depth: no two members of one object have the same name (RFC 7519 section 4),
//! nesting is bounded, numbers are finite, strings are valid Unicode. Once it has failed it stays failed, so that a type which
//! swallows an error cannot turn a defective text into an accepted one: whoever reads a text ends with [`Reader::finish`].
//!
//! Why not `serde_json`: see `docs/design.md`. The tests hold the two against each other.

mod deserializer;
mod error;
mod name;
mod names;
mod number;
mod string;

use core::mem;

pub(crate) use deserializer::{Members, VariantValue};
pub(crate) use error::Error;
pub(crate) use name::Name;
pub(crate) use number::Number;

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
    rest: &'t mut [u8],
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
    pub(crate) const fn new(text: &'t mut [u8]) -> Self {
        Self { rest: text, depth: 0, failure: None }
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
    pub(crate) fn element(&mut self, array: &mut Array) -> Result<bool, Error> {
        self.next_element(&mut array.before_first, b']')
    }

    /// Reads the string that must come next.
    pub(crate) fn string(&mut self) -> Result<&'t str, Error> {
        if self.peek() != Some(b'"') {
            return self.fail(Defect::Json);
        }
        self.take(1);
        match string::take(self) {
            Ok(text) => Ok(text),
            Err(defect) => self.fail(defect),
        }
    }

    /// Reads the number that must come next.
    pub(crate) fn number(&mut self) -> Result<Number, Error> {
        match Number::parse(self.number_text()?) {
            Some(number) => Ok(number),
            None => self.fail(Defect::NumberRange),
        }
    }

    /// Reads the number that must come next as text that follows the grammar.
    fn number_text(&mut self) -> Result<&'t str, Error> {
        let length = number::scan(self.rest);
        match (length, core::str::from_utf8(self.take(length))) {
            (0, _) | (_, Err(_)) => self.fail(Defect::Json),
            (_, Ok(text)) => Ok(text),
        }
    }

    /// Reads the literal that must come next: `true`, `false` or `null`.
    fn literal(&mut self, literal: &'static str) -> Result<(), Error> {
        if self.rest.starts_with(literal.as_bytes()) {
            self.take(literal.len());
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
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.rest.first() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.take(1),
                first => return first.copied(),
            };
        }
    }

    /// Remembers the first defect, and gives up the rest of the text.
    pub(crate) fn fail<T>(&mut self, defect: Defect) -> Result<T, Error> {
        self.rest = &mut [];
        let first = *self.failure.get_or_insert(defect);
        Err(Error::defect(first))
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.take(1);
        if self.depth == MAX_DEPTH {
            return self.fail(Defect::TooDeep);
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    /// Steps over the separator to the next element, or over `end` and out.
    fn next_element(&mut self, before_first: &mut bool, end: u8) -> Result<bool, Error> {
        let first = mem::replace(before_first, false);
        match self.peek() {
            Some(byte) if byte == end => {
                self.take(1);
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.take(1);
                if self.peek() == Some(end) { self.fail(Defect::Json) } else { Ok(true) }
            }
            _ => self.fail(Defect::Json),
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.take(1);
            Ok(())
        } else {
            self.fail(Defect::Json)
        }
    }

    /// Takes `length` bytes off the front, or what there is.
    fn take(&mut self, length: usize) -> &'t mut [u8] {
        let rest = mem::take(&mut self.rest);
        let (front, rest) = rest.split_at_mut(length.min(rest.len()));
        self.rest = rest;
        front
    }
}
