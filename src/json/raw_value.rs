//! `serde_json`'s `RawValue`: a value as the text that stands for it.
//!
//! With its feature `raw_value`, which any crate in the build can switch on, `serde_json` asks for one as a newtype of a
//! reserved name, and takes it from a map of one member of that name.

use serde_core::de::value::BorrowedStrDeserializer;
use serde_core::de::{DeserializeSeed, MapAccess};

use super::Error;

/// The name.
pub(super) const NAME: &str = "$serde_json::private::RawValue";

/// Whether a newtype of that name stands for a text.
pub(crate) fn is_raw_value(name: &str) -> bool {
    name == NAME
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(crate) struct Text<'de> {
    /// What begins with it, perhaps behind white space.
    pub(super) from_here: &'de str,
    /// The length of what stands behind it.
    pub(super) behind: usize,
}

impl<'de> Text<'de> {
    /// The value as it is written.
    pub(crate) fn as_str(self) -> &'de str {
        let length = self.from_here.len().saturating_sub(self.behind);
        let text = self.from_here.get(..length).unwrap_or_default();
        text.trim_start_matches([' ', '\t', '\n', '\r'])
    }
}

/// The map from which the text is taken.
pub(crate) struct RawValue<'de> {
    text: &'de str,
    /// Neither the name nor the value has been taken.
    is_new: bool,
}

impl<'de> RawValue<'de> {
    pub(crate) fn new(text: Text<'de>) -> Self {
        Self { text: text.as_str(), is_new: true }
    }
}

impl<'de> MapAccess<'de> for RawValue<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if !core::mem::replace(&mut self.is_new, false) {
            return Ok(None);
        }
        seed.deserialize(BorrowedStrDeserializer::new(NAME)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(BorrowedStrDeserializer::new(self.text))
    }
}
