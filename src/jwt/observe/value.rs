//! A registered claim on its way to the user's type.

use serde_core::de::value::SeqDeserializer;
use serde_core::de::{Deserializer, IntoDeserializer, Visitor};
use serde_core::forward_to_deserialize_any;

use crate::json::{Error, Number, RawValue, Text, is_raw_value};

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
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Value<'_, 'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
