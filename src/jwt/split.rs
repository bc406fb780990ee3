//! Reading [`Claims`]: one JSON object, two types.
//!
//! `flatten` of serde copies all members first. This passes each member on as it is read.

use core::fmt;
use core::marker::PhantomData;

use serde_core::de::value::MapAccessDeserializer;
use serde_core::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, Expected, IgnoredAny, MapAccess, Unexpected, Visitor,
};

use super::Claims;
use super::member_name::MemberName;
use super::registered::RegisteredMembers;
use crate::json::{is_raw_value, refuse_what_is_no_object};

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Claims<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ClaimsSet<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ClaimsSet<T> {
            type Value = Claims<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a claims set")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Claims<T>, A::Error> {
                let mut others = Others {
                    members,
                    registered: RegisteredMembers::default(),
                    ahead: None,
                    failed: false,
                    optional: false,
                    fields: &[],
                };
                let custom = T::deserialize(&mut others)?;
                while others.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Claims { registered: others.registered.claims, custom })
            }
        }

        deserializer.deserialize_map(ClaimsSet(PhantomData))
    }
}

/// Passes on the members that are not registered claims, and sets the registered ones aside.
struct Others<'de, A> {
    members: A,
    registered: RegisteredMembers,
    /// The name of a member that was read ahead.
    ahead: Option<MemberName<'de>>,
    /// Whether a name did not fit the type that asked for it.
    failed: bool,
    /// Whether the type is an `Option`.
    optional: bool,
    /// The names of the type's own fields: their members go to the type, registered or not.
    fields: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Others<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.require_no_failure()?;
        let Some(name) = self.next_name()? else { return Ok(None) };
        let name = name.hand_on(seed);
        self.failed = name.is_err();
        name.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.require_no_failure()?;
        self.members.next_value_seed(seed)
    }
}

impl<'de, A: MapAccess<'de>> Others<'de, A> {
    fn next_name(&mut self) -> Result<Option<MemberName<'de>>, A::Error> {
        if let Some(name) = self.ahead.take() {
            return Ok(Some(name));
        }
        while let Some(name) = self.members.next_key::<MemberName<'de>>()? {
            let is_own = self.fields.contains(&name.as_str());
            if is_own || !self.registered.read(name.as_str(), &mut self.members)? {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// Skips the members that are named after no variant. If the type names no variants, every member is one.
    fn next_variant(&mut self, variants: &[&str]) -> Result<Option<MemberName<'de>>, A::Error> {
        while let Some(name) = self.next_name()? {
            if variants.is_empty() || variants.contains(&name.as_str()) {
                return Ok(Some(name));
            }
            self.members.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// The type asked for something else than an object.
    #[cold]
    #[expect(clippy::unused_self, reason = "the macro calls it as a method")]
    fn mismatch<T>(&self, expected: &dyn Expected) -> Result<T, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Map, expected))
    }

    /// What has failed stays so: `members` does not know of a name that it gave in vain.
    fn require_no_failure(&self) -> Result<(), A::Error> {
        if self.failed { Err(A::Error::custom("read in the wrong order by the type")) } else { Ok(()) }
    }
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for &mut Others<'de, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_map(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.fields = if self.optional { &[] } else { fields };
        visitor.visit_map(self)
    }

    /// The one member that is named after a variant is the enum. Two are an error: otherwise their order would decide.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.fields = if self.optional { &[] } else { variants };
        self.ahead = self.next_variant(variants)?;
        if self.ahead.is_none() {
            return Err(A::Error::invalid_type(Unexpected::Map, &"a member that names a variant"));
        }
        let value = MapAccessDeserializer::new(&mut *self).deserialize_enum(name, variants, visitor)?;
        match self.next_variant(variants)? {
            Some(_) => Err(A::Error::custom("two variants of an enum")),
            None => Ok(value),
        }
    }

    /// Returns `None` if there are no other members. Whether there are must be known before the fields of the type
    /// inside, so that type sees no registered claims.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        self.optional = true;
        self.ahead = self.next_name()?;
        if self.ahead.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, A::Error> {
        if is_raw_value(name) {
            // There is no text that has these members and no others.
            return Err(A::Error::invalid_type(
                Unexpected::Map,
                &"a type other than RawValue next to registered claims",
            ));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_unit()
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        self.deserialize_any(visitor)
    }

    /// The members are skipped later, like everything that the type leaves unread.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_unit()
    }

    refuse_what_is_no_object!();
}
