//! `aud`: RFC 7519 section 4.1.3.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_core::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_core::ser::{Serialize, Serializer};

/// The recipients of a token: one name or several. In JSON, one name is a string; several, or none, are an array.
///
/// ```
/// use jwt_codec::jwt::Audience;
///
/// let audience = Audience::from(["api", "admin"]);
/// assert!(audience.contains("api"));
/// assert_eq!(audience.iter().collect::<Vec<_>>(), ["api", "admin"]);
/// assert_eq!(serde_json::to_string(&audience)?, r#"["api","admin"]"#);
/// assert_eq!(serde_json::from_str::<Audience>(r#""api""#)?, Audience::from("api"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Audience(Vec<String>);

impl Audience {
    /// Returns whether this name is in the audience, compared byte for byte.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|known| known == name)
    }

    /// Iterates over the names, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(super) fn push(&mut self, name: String) {
        self.0.push(name);
    }
}

impl From<&str> for Audience {
    fn from(name: &str) -> Self {
        Self(alloc::vec![name.into()])
    }
}

impl From<String> for Audience {
    fn from(name: String) -> Self {
        Self(alloc::vec![name])
    }
}

impl From<Vec<String>> for Audience {
    fn from(names: Vec<String>) -> Self {
        Self(names)
    }
}

impl<N: Into<String>> FromIterator<N> for Audience {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl<N: Into<String>, const COUNT: usize> From<[N; COUNT]> for Audience {
    fn from(names: [N; COUNT]) -> Self {
        names.into_iter().collect()
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [name] => serializer.serialize_str(name),
            names => serializer.collect_seq(names),
        }
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Audience;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an array of strings")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Audience, E> {
                Ok(name.into())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Audience, A::Error> {
                let mut audience = Audience(Vec::new());
                while let Some(name) = names.next_element()? {
                    audience.push(name);
                }
                Ok(audience)
            }
        }

        deserializer.deserialize_any(Names)
    }
}
