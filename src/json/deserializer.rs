//! [`Reader`] as a serde `Deserializer`.

use serde_core::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde_core::forward_to_deserialize_any;

use super::{Array, Error, Name, Number, Object, Reader};
use crate::error::Defect;

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'{') => self.members(&[], visitor),
            Some(b'[') => {
                let mut elements = Elements { array: self.array()?, reader: self, ended: false };
                let value = visitor.visit_seq(&mut elements)?;
                elements.end()?;
                Ok(value)
            }
            Some(b'"') => visitor.visit_borrowed_str(self.string()?),
            Some(b't') => {
                self.literal("true")?;
                visitor.visit_bool(true)
            }
            Some(b'f') => {
                self.literal("false")?;
                visitor.visit_bool(false)
            }
            Some(b'n') => {
                self.literal("null")?;
                visitor.visit_unit()
            }
            _ => self.number()?.visit(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'{') => self.members(fields, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'n') => {
                self.literal("null")?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'"') => visitor.visit_enum(self.string()?.into_deserializer()),
            Some(b'{') => {
                let mut members = Members::new(self, &[])?;
                let value = visitor.visit_enum(&mut members)?;
                members.end()?;
                Ok(value)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => visitor.visit_i128(self.big_integer()?),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => visitor.visit_u128(self.big_integer()?),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier
    }
}

impl<'de> Reader<'de> {
    fn members<V: Visitor<'de>>(&mut self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let mut members = Members::new(self, fields)?;
        let value = visitor.visit_map(&mut members)?;
        members.end()?;
        Ok(value)
    }

    fn big_integer<T: core::str::FromStr>(&mut self) -> Result<T, Error> {
        let text = self.number_text()?;
        match (text.parse(), Number::parse(text)) {
            (Ok(value), _) => Ok(value),
            (Err(_), Some(_)) => Err(Error::invalid_type(Unexpected::Other("number"), &"a 128-bit integer")),
            (Err(_), None) => self.fail(Defect::NumberRange),
        }
    }
}

/// The members of one object.
pub(crate) struct Members<'r, 'de> {
    reader: &'r mut Reader<'de>,
    object: Object<'de>,
    fields: &'static [&'static str],
    name: &'de str,
    ended: bool,
}

impl<'r, 'de> Members<'r, 'de> {
    /// Enters the object that must come next. `fields` are names that an error may mention.
    #[inline]
    pub(crate) fn new(reader: &'r mut Reader<'de>, fields: &'static [&'static str]) -> Result<Self, Error> {
        Ok(Self { object: reader.object()?, reader, fields, name: "", ended: false })
    }

    /// The name of the next member, whose value then comes next in the [`reader`](Self::reader).
    #[inline]
    pub(crate) fn next_name(&mut self) -> Result<Option<&'de str>, Error> {
        if self.ended {
            return Ok(None);
        }
        let name = self.reader.name(&mut self.object)?;
        self.ended = name.is_none();
        self.name = name.unwrap_or_default();
        Ok(name)
    }

    pub(crate) const fn reader(&mut self) -> &mut Reader<'de> {
        self.reader
    }

    /// Names the current member in an error, if the type has a field of that name.
    pub(crate) fn name_field(&self, error: Error) -> Error {
        error.in_field(self.fields.iter().copied().find(|&field| field == self.name))
    }

    /// The type has read what it wants: there must be nothing else.
    fn end(&mut self) -> Result<(), Error> {
        match self.next_name()? {
            None => Ok(()),
            Some(_) => Err(Error::invalid_type(Unexpected::Map, &"an object with fewer members")),
        }
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_name()?.map(|name| seed.deserialize(Name(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(&mut *self.reader).map_err(|error| self.name_field(error))
    }
}

/// An enum that is written as an object of one member: its name is the variant's.
impl<'a, 'de> EnumAccess<'de> for &'a mut Members<'_, 'de> {
    type Error = Error;
    type Variant = VariantValue<'a, 'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), Error> {
        match self.next_name()? {
            Some(name) => Ok((seed.deserialize(Name(name))?, VariantValue(self.reader))),
            None => Err(Error::invalid_type(Unexpected::Map, &"an object with one member")),
        }
    }
}

/// The value of the member whose name is a variant's.
pub(crate) struct VariantValue<'a, 'de>(pub(crate) &'a mut Reader<'de>);

impl<'de> VariantAccess<'de> for VariantValue<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        de::Deserialize::deserialize(self.0)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_struct("", fields, visitor)
    }
}

/// The elements of one array.
struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    array: Array,
    ended: bool,
}

impl Elements<'_, '_> {
    fn next(&mut self) -> Result<bool, Error> {
        if !self.ended {
            self.ended = !self.reader.element(&mut self.array)?;
        }
        Ok(!self.ended)
    }

    /// The type has read what it wants: there must be nothing else.
    fn end(&mut self) -> Result<(), Error> {
        if self.next()? {
            return Err(Error::invalid_length(0, &"fewer elements"));
        }
        Ok(())
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.next()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}
