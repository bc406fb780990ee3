//! [`Reader`] as a serde `Deserializer`.

use serde_core::de::{DeserializeOwned, Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, Visitor};

use super::{Error, RawValue, Reader, is_raw_value};
use crate::error::Defect;

/// Reads the value that a text begins with into a type. What stands behind it does not matter.
pub(crate) fn first_value<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut buffer = text.repeat(2).into_bytes();
    let mut reader = Reader::new(&mut buffer, text.len());
    let value = T::deserialize(&mut reader)?;
    reader.finish_value().map(|()| value)
}

/// Requests for a value of one kind. A visitor often takes others too, for other formats: that of an enum's variants takes an
/// index, and that of a `serde_json::Map` takes `null`. So what is of another kind is not handed on, as in `serde_json`.
macro_rules! of_one_kind {
    ($($deserialize:ident($($argument:ident: $type:ty),*): $first:pat,)*) => {$(
        #[inline]
        fn $deserialize<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Error> {
            match self.peek() {
                Some($first) => self.deserialize_any(visitor),
                _ => self.mismatch(&visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'{') => self.members(&[], visitor),
            Some(b'[') => self.elements(visitor),
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

    of_one_kind! {
        deserialize_bool(): b't' | b'f',
        deserialize_i8(): b'-' | b'0'..=b'9',
        deserialize_i16(): b'-' | b'0'..=b'9',
        deserialize_i32(): b'-' | b'0'..=b'9',
        deserialize_i64(): b'-' | b'0'..=b'9',
        deserialize_u8(): b'-' | b'0'..=b'9',
        deserialize_u16(): b'-' | b'0'..=b'9',
        deserialize_u32(): b'-' | b'0'..=b'9',
        deserialize_u64(): b'-' | b'0'..=b'9',
        deserialize_f64(): b'-' | b'0'..=b'9',
        deserialize_char(): b'"',
        deserialize_str(): b'"',
        deserialize_string(): b'"',
        deserialize_identifier(): b'"',
        deserialize_unit(): b'n',
        deserialize_unit_struct(_name: &'static str): b'n',
        deserialize_seq(): b'[',
        deserialize_tuple(_length: usize): b'[',
        deserialize_tuple_struct(_name: &'static str, _length: usize): b'[',
        deserialize_map(): b'{',
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'{') => self.members(fields, visitor),
            Some(b'[') => self.elements(visitor),
            _ => self.mismatch(&visitor),
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

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if is_raw_value(name) {
            let ((), text) = self.with_text(Reader::skip)?;
            return visitor.visit_map(RawValue::new(text));
        }
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
            Some(b'{') => self.variant(visitor),
            _ => self.mismatch(&visitor),
        }
    }

    /// A string as the bytes of its UTF-8.
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'"') => visitor.visit_borrowed_bytes(self.string()?.as_bytes()),
            Some(b'[') => self.elements(visitor),
            _ => self.mismatch(&visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => {
                let (number, text) = self.with_text(Reader::number)?;
                number.visit_single(text.as_str(), visitor)
            }
            _ => self.mismatch(&visitor),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => visitor.visit_i128(self.big_integer()?),
            _ => self.mismatch(&visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => visitor.visit_u128(self.big_integer()?),
            _ => self.mismatch(&visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }
}

impl Reader<'_> {
    /// Steps over a value of another kind than the type asked for.
    #[cold]
    fn mismatch<T>(&mut self, expected: &dyn Expected) -> Result<T, Error> {
        let found = match self.peek() {
            Some(b'{') => Unexpected::Map,
            Some(b'[') => Unexpected::Seq,
            Some(b'"') => return Err(Error::invalid_type(Unexpected::Str(self.string()?), expected)),
            Some(b't' | b'f') => Unexpected::Bool(true),
            Some(b'n') => Unexpected::Unit,
            _ => return Err(Error::invalid_type(self.number()?.unexpected(), expected)),
        };
        self.skip()?;
        Err(Error::invalid_type(found, expected))
    }

    fn big_integer<T: core::str::FromStr>(&mut self) -> Result<T, Error> {
        let (text, scanned) = self.number_text()?;
        match text.parse() {
            Ok(value) => Ok(value),
            Err(_) if scanned.is_finite(text.as_bytes()) => {
                Err(Error::invalid_type(Unexpected::Other("number"), &"a 128-bit integer"))
            }
            Err(_) => self.fail(Defect::NumberRange),
        }
    }
}
