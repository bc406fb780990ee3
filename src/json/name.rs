//! The name of a member, as the key of a map: a string, or a number, boolean, enum or newtype written as one.

use alloc::borrow::Cow;
use core::marker::PhantomData;
use core::str::FromStr;

use serde_core::de::{Deserializer, Error, IntoDeserializer, Unexpected, Visitor};
use serde_core::forward_to_deserialize_any;

use super::number::{self, Number, Scanned};

/// A name, in any type that a map's key may have. `E` is the error of the reader of the map.
pub(crate) struct Name<'de, E>(Cow<'de, str>, PhantomData<E>);

impl<'de, E: Error> Name<'de, E> {
    pub(crate) const fn new(name: Cow<'de, str>) -> Self {
        Self(name, PhantomData)
    }

    /// The integer or boolean that is written as this name, in the grammar of JSON.
    fn parse<T: FromStr>(&self, expected: &'static str) -> Result<T, E> {
        let in_json = matches!(&*self.0, "true" | "false") || self.scan().is_some();
        let value = self.0.parse().ok().filter(|_| in_json && self.0 != "-0");
        value.ok_or_else(|| E::invalid_type(Unexpected::Str(""), &expected))
    }

    /// The number that is written as this name.
    fn number(&self) -> Result<Number, E> {
        let number = self.scan().and_then(|scanned| Number::parse(&self.0, scanned));
        number.ok_or_else(|| E::invalid_type(Unexpected::Str(""), &"a number as member name"))
    }

    /// Where the parts of the number are, if all of the name is one.
    fn scan(&self) -> Option<Scanned> {
        number::scan(self.0.as_bytes()).filter(|scanned| scanned.length == self.0.len())
    }
}

macro_rules! parse_as {
    ($($deserialize:ident $visit:ident $expected:literal)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            visitor.$visit(self.parse($expected)?)
        }
    )*};
}

impl<'de, E: Error> Deserializer<'de> for Name<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Cow::Borrowed(name) => visitor.visit_borrowed_str(name),
            Cow::Owned(name) => visitor.visit_string(name),
        }
    }

    parse_as! {
        deserialize_bool visit_bool "a boolean as member name"
        deserialize_i8 visit_i8 "an integer as member name"
        deserialize_i16 visit_i16 "an integer as member name"
        deserialize_i32 visit_i32 "an integer as member name"
        deserialize_i64 visit_i64 "an integer as member name"
        deserialize_i128 visit_i128 "an integer as member name"
        deserialize_u8 visit_u8 "an integer as member name"
        deserialize_u16 visit_u16 "an integer as member name"
        deserialize_u32 visit_u32 "an integer as member name"
        deserialize_u64 visit_u64 "an integer as member name"
        deserialize_u128 visit_u128 "an integer as member name"
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.number()?.visit_single(&self.0, visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.number()?.visit(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Cow::Borrowed(name) => visitor.visit_borrowed_bytes(name.as_bytes()),
            Cow::Owned(name) => visitor.visit_byte_buf(name.into_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        char str string unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
