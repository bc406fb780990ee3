//! The name of a JSON object's member, as serde passes it.

use alloc::string::String;
use core::fmt;

use serde_core::de::value::StringDeserializer;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error, Unexpected, Visitor};

use crate::json::Name;

/// The name of a member, borrowed if possible.
pub(super) enum MemberName<'de> {
    Borrowed(&'de str),
    Owned(String),
}

impl<'de> MemberName<'de> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(name) => name,
            Self::Owned(name) => name,
        }
    }

    pub(super) fn hand_on<K: DeserializeSeed<'de>, E: Error>(self, seed: K) -> Result<K::Value, E> {
        match self {
            Self::Borrowed(name) => seed.deserialize(Name::new(name)),
            Self::Owned(name) => seed.deserialize(StringDeserializer::new(name)),
        }
    }
}

impl<'de> Deserialize<'de> for MemberName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = MemberName<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<MemberName<'de>, E> {
                Ok(MemberName::Borrowed(name))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<MemberName<'de>, E> {
                Ok(MemberName::Owned(name.into()))
            }

            fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<MemberName<'de>, E> {
                match core::str::from_utf8(name) {
                    Ok(name) => self.visit_str(name),
                    Err(_) => Err(E::invalid_value(Unexpected::Bytes(name), &self)),
                }
            }
        }

        deserializer.deserialize_identifier(Text)
    }
}
