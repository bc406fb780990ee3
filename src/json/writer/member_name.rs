//! The names of a map's members: whatever JSON can hold between two quotation marks.

use serde_core::ser::{Error as _, Impossible, Serialize, Serializer};

use super::refuse::{refuse, refuse_all_but_scalars};
use super::{Error, Members, Watch};

/// Takes a string, or what is written like one.
pub(super) struct MemberName<'m, 'w, W>(pub(super) &'m mut Members<'w, W>);

impl<W: Watch> MemberName<'_, '_, W> {
    fn integer(self, value: impl itoa::Integer) -> Result<(), Error> {
        self.0.name(itoa::Buffer::new().format(value))
    }

    fn float(self, value: impl zmij::Float, is_finite: bool) -> Result<(), Error> {
        if !is_finite {
            return Err(Error::custom("float key must be finite (got NaN or +/-inf)"));
        }
        self.0.name(zmij::Buffer::new().format_finite(value))
    }
}

impl<W: Watch> Serializer for MemberName<'_, '_, W> {
    refuse_all_but_scalars!("key must be a string");

    #[inline]
    fn serialize_str(self, name: &str) -> Result<(), Error> {
        self.0.name(name)
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.0.name(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, name: &T) -> Result<(), Error> {
        name.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, name: &T) -> Result<(), Error> {
        name.serialize(self)
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.0.name(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.0.name(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_i128(self, value: i128) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        self.integer(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.float(value, value.is_finite())
    }
}
