//! Raw texts: what `serde_json` passes through serde as a struct with a name and a field of its own.
//!
//! With its features `raw_value` and `arbitrary_precision`, which any crate in the build can switch on, its `RawValue`
//! and `Number` serialise so, and their text is meant to be written as it is.

use serde_core::ser::{Error as _, Impossible, Serialize, Serializer};

use super::refuse::{refuse, refuse_all_but_scalars};
use super::{Error, Failure, Watch, Writer};
use crate::error::Defect;

const RAW_VALUE: &str = "$serde_json::private::RawValue";
const NUMBER: &str = "$serde_json::private::Number";

/// Whether the struct, or the field, of that name is a raw text.
#[inline]
pub(super) fn is_raw(name: &str) -> bool {
    name == RAW_VALUE || name == NUMBER
}

/// Writes the text that is the field of such a struct.
#[cold]
pub(super) fn write<W: Watch, T: Serialize + ?Sized>(
    writer: &mut Writer<W>,
    field: &str,
    text: &T,
) -> Result<(), Error> {
    if !is_raw(field) {
        return Err(writer.fail(Failure::Defect(Defect::ReservedName)));
    }
    text.serialize(RawText(&mut *writer)).map_err(|error| writer.miss(error))
}

/// Takes a string, and writes it without quotation marks.
struct RawText<'w, W>(&'w mut Writer<W>);

impl<W: Watch> Serializer for RawText<'_, W> {
    refuse_all_but_scalars!("a raw text is a string");

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.0.text.push(text.as_bytes());
        Ok(())
    }

    refuse! { "a raw text is a string";
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
    }

    fn serialize_some<T: Serialize + ?Sized>(self, text: &T) -> Result<(), Error> {
        text.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, text: &T) -> Result<(), Error> {
        text.serialize(self)
    }
}
