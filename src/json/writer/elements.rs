//! The elements of an array: sequences and tuples of all forms.

use core::mem;

use serde_core::ser::{Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct, SerializeTupleVariant};

use super::{Error, Expected, Members, Watch, Writer};

/// An array that is being written.
///
/// ```abnf
/// array = begin-array [ value *( value-separator value ) ] end-array          ; RFC 8259 section 5
/// ```
pub(crate) struct Elements<'w, W> {
    writer: &'w mut Writer<W>,
    /// What each of them must be.
    expected: Expected,
    /// What stands before the next of them.
    lead: u8,
    /// Whether it is the value of the one member of an object.
    in_variant: bool,
}

impl<'w, W: Watch> Elements<'w, W> {
    #[inline]
    pub(super) fn new(writer: &'w mut Writer<W>) -> Result<Self, Error> {
        let expected = match writer.expected {
            Expected::Anything => Expected::Anything,
            Expected::Strings => Expected::String,
            _ => return Err(writer.refuse()),
        };
        writer.enter()?;
        Ok(Self { writer, expected, lead: b'[', in_variant: false })
    }

    pub(super) fn of_variant(writer: &'w mut Writer<W>, variant: &'static str) -> Result<Self, Error> {
        let writer = Members::name_of_variant(writer, variant)?;
        Ok(Self { in_variant: true, ..Self::new(writer)? })
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.writer.text.push(&[mem::replace(&mut self.lead, b',')]);
        self.writer.value(self.expected, value)
    }

    #[inline]
    fn finish(self) {
        self.writer.leave(if self.lead == b'[' { b"[]" } else { b"]" });
        if self.in_variant {
            self.writer.leave(b"}");
        }
    }
}

impl<W: Watch> SerializeSeq for Elements<'_, W> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl<W: Watch> SerializeTuple for Elements<'_, W> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl<W: Watch> SerializeTupleStruct for Elements<'_, W> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}

impl<W: Watch> SerializeTupleVariant for Elements<'_, W> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.element(value)
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}
