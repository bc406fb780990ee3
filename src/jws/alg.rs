//! `alg` as a serde value: RFC 7515 section 4.1.1.
//!
//! It stands here, since `jwa` has nothing to do with serde.

use core::fmt;

use serde_core::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde_core::ser::{Serialize, Serializer};

use crate::jwa::{Algorithm, UnknownAlgorithm};

/// As its name.
impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// From its name, byte for byte.
impl<'de> Deserialize<'de> for Algorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl Visitor<'_> for Name {
            type Value = Algorithm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a signature algorithm")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Algorithm, E> {
                // The name itself may come from anywhere: it does not go into an error.
                name.parse().map_err(|UnknownAlgorithm| E::invalid_type(Unexpected::Other("unknown name"), &self))
            }
        }

        deserializer.deserialize_str(Name)
    }
}
