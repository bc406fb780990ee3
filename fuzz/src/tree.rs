//! A JSON value as it stands in the text: members in their order, and as often as they are there.
//!
//! `serde_json::Value` forgets both, and a property that compares readers must not.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Null,
    Bool(bool),
    Positive(u64),
    Negative(i64),
    Float(f64),
    Text(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Tree {
    /// The value of the last member of that name.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rfind(|(own, _)| own == name),
            _ => None,
        }
        .map(|(_, value)| value)
    }

    /// Whether in any of its objects two members have the same name.
    pub fn has_duplicates(&self) -> bool {
        match self {
            Self::Array(elements) => elements.iter().any(Self::has_duplicates),
            Self::Object(members) => {
                let names: BTreeSet<_> = members.iter().map(|(name, _)| name).collect();
                names.len() != members.len() || members.iter().any(|(_, value)| value.has_duplicates())
            }
            _ => false,
        }
    }

    /// Whether in any of its objects a member has a name that `serde_json` keeps for itself.
    pub fn has_reserved_names(&self) -> bool {
        match self {
            Self::Array(elements) => elements.iter().any(Self::has_reserved_names),
            Self::Object(members) => members
                .iter()
                .any(|(name, value)| name.starts_with("$serde_json::private::") || value.has_reserved_names()),
            _ => false,
        }
    }

    /// How many values there are: this one, and all that stand in it.
    pub fn count(&self) -> usize {
        1 + match self {
            Self::Array(elements) => elements.iter().map(Self::count).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| value.count()).sum(),
            _ => 0,
        }
    }

    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Positive(_) | Self::Negative(_) | Self::Float(_))
    }

    /// The numbers in the order of the text.
    pub fn numbers(&self) -> Vec<&Self> {
        match self {
            Self::Array(elements) => elements.iter().flat_map(Self::numbers).collect(),
            Self::Object(members) => members.iter().flat_map(|(_, value)| value.numbers()).collect(),
            number if number.is_number() => vec![number],
            _ => Vec::new(),
        }
    }

    /// Replaces each float by the one that is nearest to its text. The texts are those of all numbers, in their order.
    pub fn replace_floats<'t>(&mut self, texts: &mut impl Iterator<Item = &'t str>) {
        match self {
            Self::Array(elements) => elements.iter_mut().for_each(|element| element.replace_floats(texts)),
            Self::Object(members) => members.iter_mut().for_each(|(_, value)| value.replace_floats(texts)),
            Self::Float(float) => *float = texts.next().and_then(|text| text.parse().ok()).expect("a number"),
            Self::Positive(_) | Self::Negative(_) => drop(texts.next()),
            Self::Null | Self::Bool(_) | Self::Text(_) => {}
        }
    }

    /// Equality of all but floats, which need only be floats in both.
    pub fn equals_but_for_floats(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Float(_), Self::Float(_)) => true,
            (Self::Array(one), Self::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.equals_but_for_floats(other))
            }
            (Self::Object(one), Self::Object(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| one.0 == other.0 && one.1.equals_but_for_floats(&other.1))
            }
            (one, other) => one == other,
        }
    }

    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Positive(value) => (*value).into(),
            Self::Negative(value) => (*value).into(),
            Self::Float(value) => (*value).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Array(elements) => elements.iter().map(Self::to_value).collect(),
            Self::Object(members) => members.iter().map(|(name, value)| (name.clone(), value.to_value())).collect(),
        }
    }
}

/// The texts of the numbers in a JSON text that is known to be one.
pub fn number_texts(json: &[u8]) -> Vec<&str> {
    let mut numbers = Vec::new();
    let mut rest = json;
    while let Some(&first) = rest.first() {
        let length = match first {
            b'"' => string_length(rest),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &&u8| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9' | b'e' | b'E');
                let length = rest.iter().take_while(is_part).count();
                numbers.push(str::from_utf8(&rest[..length]).expect("ASCII"));
                length
            }
            _ => 1,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    numbers
}

/// The length of the string that stands first, with its quotation marks.
fn string_length(text: &[u8]) -> usize {
    let mut length = 1;
    while let Some(byte) = text.get(length) {
        match byte {
            b'"' => return length + 1,
            b'\\' => length += 2,
            _ => length += 1,
        }
    }
    length
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_unit<E: Error>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Positive(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Negative(value))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Float(value))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
                Ok(Tree::Text(text.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree, A::Error> {
                let mut array = Vec::new();
                while let Some(element) = elements.next_element()? {
                    array.push(element);
                }
                Ok(Tree::Array(array))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Tree::Object(object))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
