//! The name of a JSON object's member, as serde passes it.

use alloc::borrow::Cow;
use core::fmt;

use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error, Unexpected, Visitor};

use crate::json::Name;

/// The name of a member, borrowed if possible.
pub(super) struct MemberName<'de>(Cow<'de, str>);

impl<'de> MemberName<'de> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hand_on<K: DeserializeSeed<'de>, E: Error>(self, seed: K) -> Result<K::Value, E> {
        seed.deserialize(Name::new(self.0))
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
                Ok(MemberName(name.into()))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<MemberName<'de>, E> {
                Ok(MemberName(Cow::Owned(name.into())))
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
