//! The JSON text of what a deserializer holds, so that one reader judges it, whatever the format.

use alloc::string::String;
use core::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::error::Defect;
use crate::json;

/// Returns the text. Numbers and byte strings become `0`: no member with a meaning is a number or a byte string.
pub(super) fn json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut text = String::new();
    deserializer.deserialize_any(Transcript(&mut text))?;
    Ok(text)
}

/// Appends a value to the text.
struct Transcript<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Transcript<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Transcript<'_> {
    #[expect(clippy::unnecessary_wraps, reason = "what a visitor returns")]
    fn plain<E>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

impl<'de> Visitor<'de> for Transcript<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Web Key or a JWK Set")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.plain("false")
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.plain("null")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.plain("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.plain(&json::text(&text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut between = "[";
        loop {
            let length = self.0.len();
            self.0.push_str(between);
            if elements.next_element_seed(Transcript(self.0))?.is_none() {
                self.0.truncate(length);
                return self.plain(if between == "[" { "[]" } else { "]" });
            }
            between = ",";
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut between = "{";
        while let Some(name) = members.next_key::<String>()? {
            // How `serde_json` hands out a number with its feature `arbitrary_precision`.
            if name.starts_with("$serde_json::private::") {
                let digits = members.next_value::<String>()?;
                let is_finite = digits.parse().is_ok_and(f64::is_finite);
                return if is_finite { self.plain("0") } else { Err(A::Error::custom(Defect::NumberRange)) };
            }
            self.0.push_str(between);
            self.0.push_str(&json::text(&name));
            self.0.push(':');
            members.next_value_seed(Transcript(self.0))?;
            between = ",";
        }
        self.plain(if between == "{" { "{}" } else { "}" })
    }
}
