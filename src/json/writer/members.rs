//! The members of an object: maps and structs of all forms.

use core::mem;

use serde_core::ser::{Serialize, SerializeMap, SerializeStruct, SerializeStructVariant};

use super::member_name::MemberName;
use super::names::{Names, digest};
use super::raw_text;
use super::{Error, Expected, Failure, Watch, Writer};
use crate::error::Defect;
use crate::json::RESERVED_PREFIX;

/// An object that is being written.
///
/// ```abnf
/// object = begin-object [ member *( value-separator member ) ] end-object     ; RFC 8259 section 4
/// member = string name-separator value
/// ```
pub(crate) struct Members<'w, W> {
    writer: &'w mut Writer<W>,
    names: Names,
    /// What stands before the next member.
    lead: u8,
    form: Form,
    /// Whether it is the outermost object.
    watched: bool,
    /// Whether a map has given a name, and not yet its value.
    named: bool,
}

/// What the object is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Object,
    /// An object that is the value of the one member of another one.
    InVariant,
    /// No object: see [`raw_text`].
    RawText,
}

impl<'w, W: Watch> Members<'w, W> {
    #[inline]
    pub(super) fn new(writer: &'w mut Writer<W>) -> Result<Self, Error> {
        let watched = match writer.expected {
            Expected::Watched => true,
            Expected::Anything => false,
            _ => return Err(writer.refuse()),
        };
        writer.enter()?;
        Ok(Self { writer, names: Names::new(), lead: b'{', form: Form::Object, watched, named: false })
    }

    pub(super) fn of_variant(writer: &'w mut Writer<W>, variant: &'static str) -> Result<Self, Error> {
        let writer = Self::name_of_variant(writer, variant)?;
        Ok(Self { form: Form::InVariant, ..Self::new(writer)? })
    }

    #[cold]
    pub(super) const fn of_raw_text(writer: &'w mut Writer<W>) -> Self {
        writer.has_raw_text = true;
        let names = Names::new();
        Self { writer, names, lead: b'{', form: Form::RawText, watched: false, named: false }
    }

    /// Writes the one name of an object, which its value and a `}` must follow.
    pub(super) fn name_of_variant(
        writer: &'w mut Writer<W>,
        variant: &'static str,
    ) -> Result<&'w mut Writer<W>, Error> {
        let mut members = Members::new(writer)?;
        members.name(variant)?;
        Ok(members.writer)
    }

    #[expect(clippy::inline_always, reason = "as `serialize_field`")]
    #[inline(always)]
    pub(super) fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        self.name(name)?;
        self.writer.value(self.writer.expected, value)
    }

    /// Writes a name, which must be followed by its value.
    #[expect(clippy::inline_always, reason = "as `serialize_field`")]
    #[inline(always)]
    pub(super) fn name(&mut self, name: &str) -> Result<(), Error> {
        let place = self.writer.text.push_name(mem::replace(&mut self.lead, b','), name);
        if !self.names.insert(digest(name.as_bytes()), place, &mut self.writer.text) {
            return Err(self.writer.fail(Failure::Defect(Defect::DuplicateName)));
        }
        if name.starts_with(RESERVED_PREFIX) {
            return Err(self.writer.fail(Failure::Defect(Defect::ReservedName)));
        }
        self.writer.expected = if self.watched { self.writer.watch.member(name) } else { Expected::Anything };
        Ok(())
    }

    #[inline]
    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.named {
            return Err(self.writer.fail(Failure::Defect(Defect::Json)));
        }
        if !self.names.are_distinct(&mut self.writer.text) {
            return Err(self.writer.fail(Failure::Defect(Defect::DuplicateName)));
        }
        self.writer.leave(if self.lead == b'{' { b"{}" } else { b"}" });
        if self.form == Form::InVariant {
            self.writer.leave(b"}");
        }
        Ok(())
    }
}

impl<W: Watch> Writer<W> {
    /// Writes a value in a place where there must be one.
    #[inline]
    pub(super) fn value<T: Serialize + ?Sized>(&mut self, expected: Expected, value: &T) -> Result<(), Error> {
        self.expected = expected;
        value.serialize(&mut *self).map_err(|error| self.miss(error))
    }

    /// The type has an error of its own, and something is missing in the text.
    #[cold]
    pub(super) fn miss(&mut self, error: Error) -> Error {
        self.failure.get_or_insert(Failure::Defect(Defect::Json));
        error
    }
}

impl<W: Watch> SerializeStruct for Members<'_, W> {
    type Ok = ();
    type Error = Error;

    #[expect(clippy::inline_always, reason = "the name is a constant: what depends on it is computed by the compiler")]
    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        if self.form == Form::RawText {
            return raw_text::write(self.writer, name, value);
        }
        self.member(name, value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        if self.form == Form::RawText { Ok(()) } else { self.finish() }
    }
}

impl<W: Watch> SerializeStructVariant for Members<'_, W> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.member(name, value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.finish()
    }
}

impl<W: Watch> SerializeMap for Members<'_, W> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        if mem::replace(&mut self.named, true) {
            return Err(self.writer.fail(Failure::Defect(Defect::Json)));
        }
        name.serialize(MemberName(&mut *self)).map_err(|error| self.writer.miss(error))
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if !mem::replace(&mut self.named, false) {
            return Err(self.writer.fail(Failure::Defect(Defect::Json)));
        }
        self.writer.value(self.writer.expected, value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.finish()
    }
}
