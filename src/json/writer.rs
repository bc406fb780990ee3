//! JSON (RFC 8259), written compactly, byte for byte as `serde_json` writes it.
//!
//! [`Writer`] is a serde `Serializer`. What it has written, [`Reader`](super::Reader) accepts, and it sees to that while
//! it writes: the names of an object's members are compared, nesting is counted, and a [`Watch`] says what the members
//! of the outermost object must be. Once it has failed it stays failed, so that a type which swallows an error cannot
//! make a text with a piece missing.
//!
//! One thing it does not look into: the raw texts of `serde_json`'s own types. See [`Writer::has_raw_text`].

mod elements;
mod error;
mod member_name;
mod members;
mod names;
mod plain;
mod raw_text;
mod refuse;
mod text;

use serde_core::ser::{Serialize, SerializeSeq, Serializer};

pub(crate) use error::{Error, Failure};
pub(crate) use refuse::refuse;
pub(crate) use text::string;

use self::elements::Elements;
use self::members::Members;
use self::text::Text;
use super::MAX_DEPTH;
use crate::error::Defect;

/// Knows what the members of the outermost object must be.
pub(crate) trait Watch {
    /// What the member of that name must be. Its value is written next.
    fn member(&mut self, name: &str) -> Expected;

    /// The member named last is something else (or is `null`), or the text as a whole is no object if none has been
    /// named.
    fn refuse(&mut self, is_null: bool);
}

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Anything,
    /// The outermost object, whose members are watched.
    Watched,
    Number,
    String,
    /// A string, or an array of strings.
    Strings,
}

/// A JSON text that is being written.
pub(crate) struct Writer<W> {
    text: Text,
    watch: W,
    /// What the next value must be.
    expected: Expected,
    depth: u8,
    has_raw_text: bool,
    failure: Option<Failure>,
}

impl<W: Watch> Writer<W> {
    #[inline]
    pub(crate) const fn new(watch: W) -> Self {
        Self { text: Text::new(), watch, expected: Expected::Watched, depth: 0, has_raw_text: false, failure: None }
    }

    /// Writes the one value that the text is.
    #[inline]
    pub(crate) fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        match (value.serialize(&mut *self), self.failure.take()) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(failure)) => Err(failure),
            (Err(error), _) => Err(error.into_failure()),
        }
    }

    /// What has been written.
    #[inline]
    pub(crate) fn as_bytes(&mut self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Whether a part of the text was given by a `RawValue` or by a `Number` of `serde_json`, with its features
    /// `raw_value` and `arbitrary_precision`. Only reading the text shows whether it is JSON then.
    #[inline]
    pub(crate) const fn has_raw_text(&self) -> bool {
        self.has_raw_text
    }

    pub(crate) const fn watch(&self) -> &W {
        &self.watch
    }

    /// Remembers the first failure.
    #[cold]
    fn fail(&mut self, failure: Failure) -> Error {
        self.failure.get_or_insert_with(|| failure.clone());
        Error::new(failure)
    }

    #[cold]
    fn refuse(&mut self) -> Error {
        self.watch.refuse(false);
        self.fail(Failure::Unexpected)
    }

    #[cold]
    fn refuse_null(&mut self) -> Error {
        // Deeper, it is an element of the member.
        self.watch.refuse(self.depth == 1);
        self.fail(Failure::Unexpected)
    }

    #[inline]
    fn require(&mut self, is_expected: bool) -> Result<(), Error> {
        if is_expected { Ok(()) } else { Err(self.refuse()) }
    }

    #[inline]
    fn null(&mut self) -> Result<(), Error> {
        if self.expected != Expected::Anything {
            return Err(self.refuse_null());
        }
        self.text.push(b"null");
        Ok(())
    }

    #[inline]
    fn integer(&mut self, value: impl itoa::Integer) -> Result<(), Error> {
        self.require(matches!(self.expected, Expected::Anything | Expected::Number))?;
        self.text.push(itoa::Buffer::new().format(value).as_bytes());
        Ok(())
    }

    /// A float; `null` stands for what is not finite.
    fn float(&mut self, value: impl zmij::Float, is_finite: bool) -> Result<(), Error> {
        if !is_finite {
            return self.null();
        }
        self.require(matches!(self.expected, Expected::Anything | Expected::Number))?;
        self.text.push(zmij::Buffer::new().format_finite(value).as_bytes());
        Ok(())
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Err(self.fail(Failure::Defect(Defect::TooDeep)));
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    /// The end of what was entered.
    #[inline]
    fn leave(&mut self, end: &[u8]) {
        self.depth = self.depth.saturating_sub(1);
        self.text.push(end);
    }
}

impl<'w, W: Watch> Serializer for &'w mut Writer<W> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Elements<'w, W>;
    type SerializeTuple = Elements<'w, W>;
    type SerializeTupleStruct = Elements<'w, W>;
    type SerializeTupleVariant = Elements<'w, W>;
    type SerializeMap = Members<'w, W>;
    type SerializeStruct = Members<'w, W>;
    type SerializeStructVariant = Members<'w, W>;

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.require(self.expected == Expected::Anything)?;
        self.text.push(if value { "true" } else { "false" }.as_bytes());
        Ok(())
    }

    #[inline]
    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_i128(self, value: i128) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.integer(value)
    }

    #[inline]
    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.float(value, value.is_finite())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.require(matches!(self.expected, Expected::Anything | Expected::String | Expected::Strings))?;
        self.text.push_string(value);
        Ok(())
    }

    /// An array of numbers, since JSON has no bytes.
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        let mut elements = self.serialize_seq(Some(value.len()))?;
        value.iter().try_for_each(|byte| elements.serialize_element(byte))?;
        SerializeSeq::end(elements)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.null()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.null()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Error> {
        self.null()
    }

    #[inline]
    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut members = Members::new(self)?;
        members.member(variant, value)?;
        members.finish()
    }

    #[inline]
    fn serialize_seq(self, _len: Option<usize>) -> Result<Elements<'w, W>, Error> {
        Elements::new(self)
    }

    #[inline]
    fn serialize_tuple(self, _len: usize) -> Result<Elements<'w, W>, Error> {
        Elements::new(self)
    }

    #[inline]
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Elements<'w, W>, Error> {
        Elements::new(self)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Elements<'w, W>, Error> {
        Elements::of_variant(self, variant)
    }

    #[inline]
    fn serialize_map(self, _len: Option<usize>) -> Result<Members<'w, W>, Error> {
        Members::new(self)
    }

    #[inline]
    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<Members<'w, W>, Error> {
        if raw_text::is_raw(name) { Ok(Members::of_raw_text(self)) } else { Members::new(self) }
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Members<'w, W>, Error> {
        Members::of_variant(self, variant)
    }

    fn collect_str<T: core::fmt::Display + ?Sized>(self, value: &T) -> Result<(), Error> {
        self.require(matches!(self.expected, Expected::Anything | Expected::String | Expected::Strings))?;
        match self.text.push_display(value) {
            Ok(()) => Ok(()),
            Err(core::fmt::Error) => Err(self.fail(Failure::Type("a Display failed".into()))),
        }
    }
}
