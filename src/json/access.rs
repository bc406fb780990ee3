//! What is in an object or an array, one after the other: serde's `MapAccess`, `EnumAccess` and `SeqAccess`.

use serde_core::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

use super::failure::Misuse;
use super::{Array, Error, Name, Object, Reader};

impl<'de> Reader<'de> {
    /// Hands the members of the object that comes next to a visitor. `fields` are names that an error may mention.
    pub(super) fn members<V: Visitor<'de>>(
        &mut self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.enter_object()?;
        let mut members = Members::new(self, fields);
        let read = visitor.visit_map(&mut members);
        members.end(read)
    }

    /// Hands the one member of the object that comes next to the visitor of an enum.
    pub(super) fn variant<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.enter_object()?;
        let mut members = Members::new(self, &[]);
        let read = visitor.visit_enum(&mut members);
        members.end(read)
    }

    /// Hands the elements of the array that comes next to a visitor.
    pub(super) fn elements<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let mut elements = Elements { array: self.array()?, reader: self, next: Next::Entry };
        let read = visitor.visit_seq(&mut elements);
        elements.end(read)
    }
}

/// What may be asked for next, of an object or an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A name, or an element.
    Entry,
    /// The value of the name.
    Value,
    /// Nothing: the end has been read.
    End,
    /// Nothing: something went wrong, and where in the text the reader is does not matter any more.
    Error,
}

/// The members of one object.
pub(crate) struct Members<'r, 'de> {
    reader: &'r mut Reader<'de>,
    object: Object<'de>,
    fields: &'static [&'static str],
    name: &'de str,
    next: Next,
}

impl<'r, 'de> Members<'r, 'de> {
    /// The object must have been entered. `fields` are names that an error may mention.
    #[inline]
    pub(crate) const fn new(reader: &'r mut Reader<'de>, fields: &'static [&'static str]) -> Self {
        Self { object: reader.entered_object(), reader, fields, name: "", next: Next::Entry }
    }

    /// The name of the next member.
    #[inline]
    pub(crate) fn next_name(&mut self) -> Result<Option<&'de str>, Error> {
        if self.next != Next::Entry {
            return self.no_name();
        }
        let name = self.reader.name(&mut self.object)?;
        self.next = if name.is_some() { Next::Value } else { Next::End };
        self.name = name.unwrap_or_default();
        Ok(name)
    }

    #[cold]
    fn no_name(&mut self) -> Result<Option<&'de str>, Error> {
        if self.next == Next::End { Ok(None) } else { self.reader.refuse_misuse(Misuse::Order) }
    }

    /// The text that begins with the value of the member that was named last.
    pub(crate) const fn unread(&self) -> &'de str {
        self.reader.unread()
    }

    /// [`next_name`](Self::next_name) in the type that a map has for its keys.
    #[inline]
    fn next_key<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_name()?.map(|_| self.key(seed)).transpose()
    }

    /// The name that was read last in the type that a map has for its keys.
    #[inline]
    pub(crate) fn key<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<K::Value, Error> {
        let key = seed.deserialize(Name::new(self.name.into()));
        if key.is_err() {
            self.next = Next::Error;
        }
        key
    }

    /// Reads the value of the member that was named last, which must be done once.
    #[inline]
    pub(crate) fn value<T>(&mut self, read: impl FnOnce(&mut Reader<'de>) -> Result<T, Error>) -> Result<T, Error> {
        if self.next != Next::Value {
            return self.reader.refuse_misuse(Misuse::Order);
        }
        // Stays if reading fails.
        self.next = Next::Error;
        // White space in front of the value is skipped here: a type that skips it alone has read nothing.
        self.reader.peek();
        let unread = self.reader.rest.len();
        let value = read(self.reader)?;
        self.reader.require_less_than(unread)?;
        self.next = Next::Entry;
        Ok(value)
    }

    /// Names the current member in an error, if the type has a field of that name.
    pub(crate) fn name_field(&self, error: Error) -> Error {
        error.in_field(self.fields.iter().copied().find(|&field| field == self.name))
    }

    /// The type has read what it wants, or has met an error: there must be nothing else.
    fn end<T>(&mut self, read: Result<T, Error>) -> Result<T, Error> {
        let ended = read.and_then(|value| match self.next_name()? {
            None => Ok(value),
            Some(_) => Err(Error::invalid_type(Unexpected::Map, &"an object with fewer members")),
        });
        self.leave(ended)
    }

    /// Ends the object with this result. If an error left it unfinished, every later read fails.
    #[inline]
    pub(crate) fn leave<T>(&mut self, read: Result<T, Error>) -> Result<T, Error> {
        self.reader.leave_at(self.next, read)
    }
}

impl Reader<'_> {
    /// Requires that text was consumed: a type that reads nothing would leave its value for the next member.
    #[inline]
    fn require_less_than(&mut self, unread: usize) -> Result<(), Error> {
        if self.rest.len() < unread { Ok(()) } else { self.refuse_misuse(Misuse::Order) }
    }

    /// Ends an object or array with this result. If an error left it unfinished, every later read fails.
    #[inline]
    fn leave_at<T>(&mut self, next: Next, read: Result<T, Error>) -> Result<T, Error> {
        if next != Next::End && read.is_err() {
            // For a type that swallows the error.
            let _: Result<(), Error> = self.refuse_misuse(Misuse::Unfinished);
        }
        read
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_key(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.value(|reader| seed.deserialize(reader)).map_err(|error| self.name_field(error))
    }
}

/// An enum that is written as an object of one member: its name is the variant's.
impl<'a, 'r, 'de> EnumAccess<'de> for &'a mut Members<'r, 'de> {
    type Error = Error;
    type Variant = VariantValue<'a, 'r, 'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), Error> {
        match self.next_key(seed)? {
            Some(variant) => Ok((variant, VariantValue(self))),
            None => Err(Error::invalid_type(Unexpected::Map, &"an object with one member")),
        }
    }
}

/// The value of the member whose name is a variant's.
pub(crate) struct VariantValue<'a, 'r, 'de>(pub(crate) &'a mut Members<'r, 'de>);

impl<'de> VariantAccess<'de> for VariantValue<'_, '_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        self.0.value(|reader| Deserialize::deserialize(reader))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        self.0.value(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Error> {
        self.0.value(|reader| reader.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.0.value(|reader| reader.deserialize_struct("", fields, visitor))
    }
}

/// The elements of one array.
struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    array: Array,
    next: Next,
}

impl Elements<'_, '_> {
    /// Whether there is one more element.
    fn next(&mut self) -> Result<bool, Error> {
        match self.next {
            Next::Entry => {}
            Next::End => return Ok(false),
            Next::Value | Next::Error => return self.reader.refuse_misuse(Misuse::Order),
        }
        if !self.reader.element(&mut self.array)? {
            self.next = Next::End;
        }
        Ok(self.next != Next::End)
    }

    /// The type has read what it wants, or has met an error: there must be nothing else.
    fn end<T>(&mut self, read: Result<T, Error>) -> Result<T, Error> {
        let ended = read
            .and_then(|value| if self.next()? { Err(Error::invalid_length(0, &"fewer elements")) } else { Ok(value) });
        self.reader.leave_at(self.next, ended)
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if !self.next()? {
            return Ok(None);
        }
        // Stays if reading fails.
        self.next = Next::Error;
        let unread = self.reader.rest.len();
        let element = seed.deserialize(&mut *self.reader)?;
        self.reader.require_less_than(unread)?;
        self.next = Next::Entry;
        Ok(Some(element))
    }
}
