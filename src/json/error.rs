//! What a `Deserialize` is told when it asks for something that is not there.
//!
//! serde's own texts quote the value that did not fit. Ours say of what kind it was, since an error must not repeat
//! token bytes.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use core::fmt;

use serde_core::de::{self, Expected, Unexpected};

use super::failure::Misuse;
use crate::error::{Defect, DeserializeError};

/// Boxed, so that the path without an error moves one word.
#[derive(Debug)]
pub(crate) struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    /// The text is defective. The reader remembers it too, this value only ends the type's work.
    Defect(Defect),
    /// The text does not fit the type.
    Mismatch(DeserializeError),
}

impl Error {
    pub(super) fn defect(defect: Defect) -> Self {
        Self(Box::new(Kind::Defect(defect)))
    }

    fn mismatch(mismatch: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Kind::Mismatch(DeserializeError::new(mismatch.into(), None))))
    }

    /// The type is at fault, not the text.
    pub(super) fn misuse(misuse: Misuse) -> Self {
        Self::mismatch(match misuse {
            Misuse::Order => "read in the wrong order by the type",
            Misuse::Unfinished => "left unread by the type after an error",
        })
    }

    /// Says in which field the mismatch is, unless a field further inside was named already.
    pub(crate) fn in_field(mut self, name: Option<&'static str>) -> Self {
        if let Kind::Mismatch(error) = &mut *self.0 {
            error.field = error.field.take().or(name.map(Cow::Borrowed));
        }
        self
    }

    /// The mismatch between the text and the type.
    pub(crate) fn into_mismatch(self) -> Result<DeserializeError, Defect> {
        match *self.0 {
            Kind::Defect(defect) => Err(defect),
            Kind::Mismatch(error) => Ok(error),
        }
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(detail: T) -> Self {
        let mismatch = Cow::Borrowed("refused by the type");
        Self(Box::new(Kind::Mismatch(DeserializeError::new(mismatch, Some(detail.to_string().into())))))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatch(format!("{}, expected {expected}", kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatch(format!("{} of another value, expected {expected}", kind(found)))
    }

    fn invalid_length(_found: usize, expected: &dyn Expected) -> Self {
        Self::mismatch(format!("array of another length, expected {expected}"))
    }

    fn unknown_variant(_found: &str, expected: &'static [&'static str]) -> Self {
        Self::mismatch(format!("unknown variant, expected {}", OneOf(expected)))
    }

    fn unknown_field(_found: &str, expected: &'static [&'static str]) -> Self {
        Self::mismatch(format!("unknown field, expected {}", OneOf(expected)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::mismatch("missing").in_field(Some(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::mismatch("duplicate").in_field(Some(field))
    }
}

const fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
        Unexpected::Float(_) => "float",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "array",
        Unexpected::Map => "object",
        _ => "value",
    }
}

/// Names that the type gave.
struct OneOf(&'static [&'static str]);

impl fmt::Display for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("none"),
            [first, others @ ..] => {
                write!(f, "one of {first}")?;
                others.iter().try_for_each(|name| write!(f, ", {name}"))
            }
        }
    }
}

/// Requests of a `Deserializer` that has no value of that kind: each is a mismatch.
macro_rules! refuse_requests {
    ($($deserialize:ident($($argument:ident: $type:ty),*),)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Self::Error> {
            self.mismatch(&visitor)
        }
    )*};
}

/// Requests for what is neither an object nor a unit, and those that are passed.
macro_rules! refuse_what_is_no_object {
    ($($others:tt)*) => {
        $crate::json::refuse_requests! {
            deserialize_bool(),
            deserialize_i8(),
            deserialize_i16(),
            deserialize_i32(),
            deserialize_i64(),
            deserialize_i128(),
            deserialize_u8(),
            deserialize_u16(),
            deserialize_u32(),
            deserialize_u64(),
            deserialize_u128(),
            deserialize_f32(),
            deserialize_f64(),
            deserialize_char(),
            deserialize_str(),
            deserialize_string(),
            deserialize_bytes(),
            deserialize_byte_buf(),
            deserialize_identifier(),
            deserialize_seq(),
            deserialize_tuple(_length: usize),
            deserialize_tuple_struct(_name: &'static str, _length: usize),
            $($others)*
        }
    };
}

pub(crate) use {refuse_requests, refuse_what_is_no_object};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Defect(defect) => defect.fmt(f),
            Kind::Mismatch(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {}
