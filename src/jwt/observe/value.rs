//! A registered claim on its way to the user's type.

use core::str::FromStr;

use serde_core::de::value::SeqDeserializer;
use serde_core::de::{Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, Visitor};

use crate::json::{Error, Number, RawValue, Text, is_raw_value, refuse_requests};

/// The value, unchanged from the payload.
pub(super) struct Value<'o, 'de> {
    pub(super) kind: Kind<'o, 'de>,
    /// Its text in the payload, which is not known for a single name of an audience.
    pub(super) text: Option<Text<'de>>,
}

/// The value, as what it is.
pub(super) enum Kind<'o, 'de> {
    Number(Number),
    Text(&'de str),
    Names(&'o [&'de str]),
}

/// Requests for a value of one kind. What is of another kind is not handed on: see `json::deserializer`.
macro_rules! of_one_kind {
    ($($deserialize:ident($($argument:ident: $type:ty),*): $kind:pat,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Error> {
            match self.kind {
                $kind => self.deserialize_any(visitor),
                _ => self.mismatch(&visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.kind {
            Kind::Number(number) => number.visit(visitor),
            Kind::Text(text) => visitor.visit_borrowed_str(text),
            Kind::Names(names) => {
                let names = names.iter().map(|name| Value { kind: Kind::Text(name), text: None });
                let mut names = SeqDeserializer::new(names);
                let value = visitor.visit_seq(&mut names)?;
                names.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match self.text {
            Some(text) if is_raw_value(name) => visitor.visit_map(RawValue::new(text)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.kind {
            Kind::Text(text) => visitor.visit_enum(text.into_deserializer()),
            _ => self.mismatch(&visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (&self.kind, self.text) {
            (Kind::Number(number), Some(text)) => number.visit_single(text.as_str(), visitor),
            _ => self.mismatch(&visitor),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.big_integer() {
            Some(value) => visitor.visit_i128(value),
            None => self.mismatch(&visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.big_integer() {
            Some(value) => visitor.visit_u128(value),
            None => self.mismatch(&visitor),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.kind {
            Kind::Text(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            _ => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    of_one_kind! {
        deserialize_i8(): Kind::Number(_),
        deserialize_i16(): Kind::Number(_),
        deserialize_i32(): Kind::Number(_),
        deserialize_i64(): Kind::Number(_),
        deserialize_u8(): Kind::Number(_),
        deserialize_u16(): Kind::Number(_),
        deserialize_u32(): Kind::Number(_),
        deserialize_u64(): Kind::Number(_),
        deserialize_f64(): Kind::Number(_),
        deserialize_char(): Kind::Text(_),
        deserialize_str(): Kind::Text(_),
        deserialize_string(): Kind::Text(_),
        deserialize_identifier(): Kind::Text(_),
        deserialize_seq(): Kind::Names(_),
        deserialize_tuple(_length: usize): Kind::Names(_),
        deserialize_tuple_struct(_name: &'static str, _length: usize): Kind::Names(_),
        deserialize_struct(_name: &'static str, _fields: &'static [&'static str]): Kind::Names(_),
    }

    refuse_requests! {
        deserialize_bool(),
        deserialize_unit(),
        deserialize_unit_struct(_name: &'static str),
        deserialize_map(),
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

impl Value<'_, '_> {
    /// The type asked for a value of another kind.
    #[cold]
    fn mismatch<T>(&self, expected: &dyn Expected) -> Result<T, Error> {
        let found = match self.kind {
            Kind::Number(number) => number.unexpected(),
            Kind::Text(_) => Unexpected::Str(""),
            Kind::Names(_) => Unexpected::Seq,
        };
        Err(Error::invalid_type(found, expected))
    }

    fn big_integer<T: FromStr>(&self) -> Option<T> {
        match (&self.kind, self.text) {
            (Kind::Number(_), Some(text)) => text.as_str().parse().ok(),
            _ => None,
        }
    }
}

impl<'de> IntoDeserializer<'de, Error> for Value<'_, 'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
