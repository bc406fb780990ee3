//! JSON (RFC 8259), read strictly and without allocating.
//!
//! [`Reader`] is a serde `Deserializer`. It undoes escapes in a spare part of the buffer that the text stands in, so
//! that every string, escaped or not, can be borrowed from the buffer for as long as that lives.
//!
//! Stricter than RFC 8259 asks for, at every depth: no two members of one object have the same name (RFC 7519 section
//! 4), nesting is bounded, numbers are finite, strings that are read are valid Unicode. Once it has failed it stays failed,
//! so that a type which swallows an error cannot turn a defective text into an accepted one: whoever reads a text ends
//! with [`Reader::finish`]. The same goes for a type that reads in an order which makes no sense: [`Misuse`].
//!
//! Writing is the work of `serde_json`. Why reading is not: see `docs/design.md`. The tests hold the two against each
//! other.

mod access;
mod deserializer;
mod error;
mod failure;
mod name;
mod names;
mod number;
#[cfg(feature = "jwk")]
mod raw;
mod raw_value;
mod skip;
mod string;
mod write;

use core::mem;

pub(crate) use access::{Members, VariantValue};
pub(crate) use deserializer::first_value;
pub(crate) use error::{Error, refuse_requests, refuse_what_is_no_object};
pub(crate) use name::Name;
pub(crate) use number::Number;
#[cfg(feature = "jwk")]
pub(crate) use raw::{raw_members, string_value, string_values};
pub(crate) use raw_value::{RawValue, Text, is_raw_value};
pub(crate) use write::text;

use crate::error::Defect;
use failure::Misuse;
use names::{Level, Names};
use number::Scanned;

/// How deep objects and arrays may be nested: as deep as `serde_json` lets them be.
const MAX_DEPTH: u8 = 127;

/// What the names begin with under which `serde_json` hides numbers and raw texts in maps, if the features
/// `arbitrary_precision` and `raw_value` are on: its types take such a member for something else than it is.
const RESERVED_PREFIX: &str = "$serde_json::private::";

/// A JSON text, from where it has not been read yet.
pub(crate) struct Reader<'t> {
    /// What has not been read yet.
    rest: &'t str,
    /// Where strings with escapes are written without them.
    spare: &'t mut [u8],
    depth: u8,
    /// The names of all open objects.
    names: Names<'t>,
    /// Whether it refuses a name that occurs twice in an object.
    compares_names: bool,
    /// The number of values that it may still skip.
    values_left: usize,
    failure: Option<Defect>,
    /// What a type did in the wrong order.
    misuse: Option<Misuse>,
}

/// The position in one object.
pub(crate) struct Object<'t> {
    /// The names of the members read so far.
    level: Level<'t>,
    before_first: bool,
}

/// The position in one array.
pub(crate) struct Array {
    before_first: bool,
}

impl<'t> Reader<'t> {
    /// Reads the first `length` bytes of a buffer. The rest of it is where escapes are undone: as much again is always
    /// enough.
    #[inline]
    pub(crate) fn new(buffer: &'t mut [u8], length: usize) -> Self {
        let (text, spare) = buffer.split_at_mut(length.min(buffer.len()));
        let (rest, failure) = match core::str::from_utf8(text) {
            Ok(rest) => (rest, None),
            Err(_) => ("", Some(Defect::Utf8)),
        };
        Self {
            rest,
            spare,
            depth: 0,
            names: Names::new(),
            compares_names: true,
            values_left: usize::MAX,
            failure,
            misuse: None,
        }
    }

    /// Refuses a text if it skips more values than this, at any depth.
    pub(crate) const fn with_values_limit(mut self, values: usize) -> Self {
        self.values_left = values;
        self
    }

    /// Sets another limit of values from here on, and returns what was left of the last one.
    pub(crate) const fn replace_values_limit(&mut self, values: usize) -> usize {
        mem::replace(&mut self.values_left, values)
    }

    /// Accepts names that occur twice in an object. Use it only if the text is read again before it is trusted.
    pub(crate) const fn without_comparing_names(mut self) -> Self {
        self.compares_names = false;
        self
    }

    /// Enters the object that must come next.
    pub(crate) fn object(&mut self) -> Result<Object<'t>, Error> {
        self.enter_object()?;
        Ok(self.entered_object())
    }

    #[inline]
    pub(crate) fn enter_object(&mut self) -> Result<(), Error> {
        match self.peek() {
            Some(b'{') => self.enter(),
            _ => self.refuse(Defect::NotAnObject),
        }
    }

    #[inline]
    const fn entered_object(&self) -> Object<'t> {
        Object { level: self.names.enter(), before_first: true }
    }

    /// The name of the object's next member, up to and with its colon; `None` behind the last one.
    ///
    /// ```abnf
    /// object = begin-object [ member *( value-separator member ) ] end-object     ; RFC 8259 section 4
    /// member = string name-separator value
    /// ```
    #[inline]
    pub(crate) fn name(&mut self, object: &mut Object<'t>) -> Result<Option<&'t str>, Error> {
        // What stands there in nearly every text; whatever else it is goes the long way.
        let behind_quotation_mark =
            if object.before_first { self.rest.strip_prefix('"') } else { self.rest.strip_prefix(",\"") };
        if let Some(rest) = behind_quotation_mark {
            self.rest = rest;
            object.before_first = false;
        } else if self.next_element(&mut object.before_first, '}')? {
            self.expect('"')?;
        } else {
            self.names.leave(&object.level);
            return Ok(None);
        }
        let short = self.three_letters();
        let name = match short {
            Some(name) => name,
            None => self.quoted()?,
        };
        if self.compares_names && !self.names.insert(&mut object.level, name) {
            return self.fail(Defect::DuplicateName);
        }
        // Three letters are no reserved name.
        if short.is_none() {
            self.refuse_reserved(name)?;
            self.expect(':')?;
        }
        Ok(Some(name))
    }

    /// Returns whether the object that was just read to its end had a member of that name.
    pub(crate) fn had(&self, object: &Object<'t>, name: &str) -> bool {
        self.names.contains(&object.level, name)
    }

    #[inline]
    fn refuse_reserved(&mut self, name: &str) -> Result<(), Error> {
        if name.starts_with(RESERVED_PREFIX) { self.fail(Defect::ReservedName) } else { Ok(()) }
    }

    /// Reads a name of three letters, as those of all registered claims are, from behind its opening quotation mark, and
    /// its colon.
    ///
    /// That its length is known makes it fast: the CPU goes on without having to wait for where the name ends.
    #[inline]
    fn three_letters(&mut self) -> Option<&'t str> {
        let (member, behind) = self.rest.split_at_checked(5)?;
        match member.as_bytes() {
            [b'a'..=b'z', b'a'..=b'z', b'a'..=b'z', b'"', b':'] => {
                self.rest = behind;
                member.get(..3)
            }
            _ => None,
        }
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
        self.next_element(&mut array.before_first, ']')
    }

    /// Reads the string that must come next.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<&'t str, Error> {
        self.expect('"')?;
        self.quoted()
    }

    /// Reads a string from behind its opening quotation mark.
    #[inline]
    fn quoted(&mut self) -> Result<&'t str, Error> {
        let length = string::plain_len(self.rest.as_bytes());
        let plain = self.rest.split_at_checked(length).and_then(|(text, rest)| Some((text, rest.strip_prefix('"')?)));
        match plain {
            Some((text, behind)) => {
                self.rest = behind;
                Ok(text)
            }
            None => self.quoted_with_escapes(),
        }
    }

    #[cold]
    fn quoted_with_escapes(&mut self) -> Result<&'t str, Error> {
        match string::unescape(self.rest.as_bytes(), &mut self.spare) {
            Ok((text, length)) => {
                self.skip_bytes(length);
                self.expect('"')?;
                Ok(text)
            }
            Err(defect) => self.fail(defect),
        }
    }

    /// Reads the number that must come next.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number, Error> {
        match number::short_integer(self.rest.as_bytes()) {
            Some((value, length)) => {
                self.skip_bytes(length);
                Ok(Number::Positive(value))
            }
            None => self.any_number(),
        }
    }

    fn any_number(&mut self) -> Result<Number, Error> {
        let (text, scanned) = self.number_text()?;
        match Number::parse(text, scanned) {
            Some(number) => Ok(number),
            None => self.fail(Defect::NumberRange),
        }
    }

    /// Reads the number that must come next as text that follows the grammar.
    #[inline]
    fn number_text(&mut self) -> Result<(&'t str, Scanned), Error> {
        match number::scan(self.rest.as_bytes()) {
            Some(scanned) => Ok((self.take(scanned.length), scanned)),
            None => self.fail(Defect::Json),
        }
    }

    /// Reads the literal that must come next: `true`, `false` or `null`.
    pub(crate) fn literal(&mut self, literal: &'static str) -> Result<(), Error> {
        match self.rest.strip_prefix(literal) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => self.fail(Defect::Json),
        }
    }

    /// Reads something, and gives where it stands in the text.
    #[inline]
    pub(crate) fn with_text<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<(T, Text<'t>), Error> {
        let from_here = self.rest;
        Ok((read(self)?, Text { from_here, behind: self.rest.len() }))
    }

    /// The text of the next value, which is looked at for its grammar alone: see `raw`.
    #[cfg(feature = "jwk")]
    pub(crate) fn raw_value(&mut self) -> Result<&'t str, Error> {
        self.peek();
        match raw::split_value(self.rest, self.depth) {
            Ok((value, behind)) => {
                self.rest = behind;
                Ok(value)
            }
            Err(defect) => self.fail(defect),
        }
    }

    /// The text that has not been read yet.
    pub(crate) const fn unread(&self) -> &'t str {
        self.rest
    }

    /// The next byte that is not white space; it stays the next byte.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.rest.as_bytes().first() {
            Some(..=b' ') => self.peek_behind_white_space(),
            next => next.copied(),
        }
    }

    fn peek_behind_white_space(&mut self) -> Option<u8> {
        self.skip_bytes(skip::white_space_len(self.rest.as_bytes()));
        self.rest.as_bytes().first().copied()
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Error> {
        self.skip_bytes(1);
        self.deepen()
    }

    /// Counts one more object or array that is open.
    #[inline]
    fn deepen(&mut self) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return self.fail(Defect::TooDeep);
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    /// Steps over the end of what was entered.
    #[inline]
    fn leave(&mut self) {
        self.skip_bytes(1);
        self.depth = self.depth.saturating_sub(1);
    }

    /// Steps over the separator to the next element, or over `end` and out.
    fn next_element(&mut self, before_first: &mut bool, end: char) -> Result<bool, Error> {
        let first = mem::replace(before_first, false);
        self.peek();
        if self.rest.starts_with(end) {
            self.leave();
            return Ok(false);
        }
        if !first {
            self.expect(',')?;
        }
        match self.peek() {
            None => self.fail(Defect::Json),
            Some(next) if char::from(next) == end => self.fail(Defect::Json),
            Some(_) => Ok(true),
        }
    }

    /// Steps over the mark that must come next, and white space before it.
    #[inline]
    fn expect(&mut self, mark: char) -> Result<(), Error> {
        let behind = self.rest.strip_prefix(mark).or_else(|| {
            self.peek();
            self.rest.strip_prefix(mark)
        });
        match behind {
            Some(behind) => {
                self.rest = behind;
                Ok(())
            }
            None => self.fail(Defect::Json),
        }
    }

    /// Takes `length` bytes, which end at a character's end.
    #[inline]
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        taken
    }

    #[inline]
    fn skip_bytes(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }
}
