//! One pass over the claims: RFC 7519 sections 4 and 7.2.
//!
//! The payload is deserialized into the user's type, and the registered claims are observed on the way:
//!
//! 1. Each is read into its own type, so a wrong type is an error whatever the user's type accepts.
//! 2. It is kept for validation.
//! 3. It is passed on to the user's type.
//!
//! Members that the user's type ignores are read too, so nothing in the payload goes unchecked.

mod audience;
mod value;

use alloc::vec::Vec;

use serde_core::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess, Unexpected, Visitor,
};

use super::NumericDate;
use crate::error::{ClaimName, ClaimReason, Part, VerifyError};
use crate::json::{Error, Members, Number, RawValue, Reader, VariantValue, is_raw_value, refuse_what_is_no_object};
use crate::jws::Payload;
use audience::Names;
use value::{Kind, Value};

/// The registered claims of one token that validation needs.
#[derive(Default)]
pub(super) struct Observed<'de> {
    pub(super) issuer: Option<&'de str>,
    pub(super) subject: Option<&'de str>,
    pub(super) audience: Option<Names<'de>>,
    pub(super) expiration_time: Option<NumericDate>,
    pub(super) not_before: Option<NumericDate>,
    pub(super) issued_at: Option<NumericDate>,
    pub(super) jwt_id: Option<&'de str>,
    /// Claims that the rules of the policy name, each with the text that begins with its value, if it is present.
    watched: Vec<(&'static str, Option<&'de str>)>,
    numeric: Numeric,
    /// Whether reading the claims set has begun.
    entered: bool,
    /// The first registered claim of a wrong type, or `null`. The user's type may swallow the error; this keeps it.
    refused: Option<(ClaimName, ClaimReason)>,
}

/// Which claims may be numbers, although RFC 7519 section 4.1 requires text.
#[derive(Clone, Copy, Default)]
pub(super) struct Numeric {
    pub(super) issuer: bool,
    pub(super) subject: bool,
}

/// Reads a payload with a good signature into the user's type, and keeps in `observed` what validation needs.
pub(super) fn read<'de, T: Deserialize<'de>>(
    payload: Payload<'de>,
    observed: &mut Observed<'de>,
) -> Result<T, VerifyError> {
    let Payload { buffer, length } = payload;
    let mut reader = Reader::new(buffer, length);
    match T::deserialize(Observer { reader: &mut reader, observed }) {
        Ok(claims) => finish(&mut reader, observed).map(|()| claims),
        Err(error) => Err(refusal(&reader, observed, error)),
    }
}

/// Checks what the type has swallowed or left unread.
fn finish<'de>(reader: &mut Reader<'de>, observed: &mut Observed<'de>) -> Result<(), VerifyError> {
    if !observed.entered {
        // The type read nothing, so the claims are read here.
        let read = Observer { reader, observed }.members(&[], |_| Ok(()));
        read.map_err(|error| refusal(reader, observed, error))?;
    }
    if let Some((claim, reason)) = observed.refused {
        return Err(claim.error(reason));
    }
    reader.finish_type().map_err(|error| refusal(reader, observed, error))
}

/// Returns the error of reading: a registered claim of the wrong type, a defect of the text, or a mismatch with the
/// type.
#[cold]
fn refusal(reader: &Reader<'_>, observed: &Observed<'_>, error: Error) -> VerifyError {
    if let Some((claim, reason)) = observed.refused {
        return claim.error(reason);
    }
    match (reader.failure(), error.into_mismatch()) {
        (Some(defect), _) | (None, Err(defect)) => VerifyError::Malformed(Part::Payload, defect),
        (None, Ok(mismatch)) => VerifyError::Deserialize(mismatch),
    }
}

/// A `Deserializer` that observes the payload.
struct Observer<'o, 'de> {
    reader: &'o mut Reader<'de>,
    observed: &'o mut Observed<'de>,
}

/// The members of the claims set, observed.
struct ObservedMembers<'o, 'de> {
    members: Members<'o, 'de>,
    observed: &'o mut Observed<'de>,
    /// The registered claim whose value comes next.
    claim: Option<ClaimName>,
}

impl<'de> Observer<'_, 'de> {
    /// Enters the claims set, hands its members to `read`, and reads those that are left.
    #[inline]
    fn members<T>(
        self,
        fields: &'static [&'static str],
        read: impl FnOnce(&mut ObservedMembers<'_, 'de>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Self { reader, observed } = self;
        observed.entered = true;
        reader.enter_object()?;
        let mut members = ObservedMembers { members: Members::new(reader, fields), observed, claim: None };
        let read = read(&mut members).and_then(|value| members.finish().map(|()| value));
        members.members.leave(read)
    }
}

impl Observer<'_, '_> {
    /// The type asked for something else than an object. If it swallows the error, the claims have been read all the same.
    #[cold]
    fn mismatch<T>(self, expected: &dyn Expected) -> Result<T, Error> {
        self.members(&[], |_| Ok(()))?;
        Err(Error::invalid_type(Unexpected::Map, expected))
    }
}

impl<'de> ObservedMembers<'_, 'de> {
    #[inline]
    fn next_name(&mut self) -> Result<Option<&'de str>, Error> {
        let name = self.members.next_name()?;
        self.claim = name.and_then(ClaimName::registered);
        if let Some(name) = name.filter(|_| !self.observed.watched.is_empty()) {
            self.observed.watch(name, self.members.unread());
        }
        Ok(name)
    }

    /// Reads the members that the type left unread.
    fn finish(&mut self) -> Result<(), Error> {
        while self.next_name()?.is_some() {
            self.skip_value()?;
        }
        Ok(())
    }

    fn skip_value(&mut self) -> Result<(), Error> {
        match self.claim {
            Some(claim) => self.members.value(|reader| self.observed.read(claim, reader).map(|_| ())),
            None => self.members.value(Reader::skip),
        }
    }
}

impl<'de> MapAccess<'de> for ObservedMembers<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_name()?.map(|_| self.members.key(seed)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.claim {
            Some(claim) => self.members.value(|reader| {
                let (kind, text) = reader.with_text(|reader| self.observed.read(claim, reader))?;
                seed.deserialize(Value { kind, text: Some(text) }).map_err(|error| error.in_field(Some(claim.as_str())))
            }),
            None => {
                let value = self.members.value(|reader| seed.deserialize(reader));
                value.map_err(|error| self.members.name_field(error))
            }
        }
    }
}

/// An enum in its external form, next to registered claims. The one member that is not registered names the variant.
impl<'a, 'o, 'de> EnumAccess<'de> for &'a mut ObservedMembers<'o, 'de> {
    type Error = Error;
    type Variant = VariantValue<'a, 'o, 'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), Error> {
        while self.next_name()?.is_some() {
            if self.claim.is_none() {
                return Ok((self.members.key(seed)?, VariantValue(&mut self.members)));
            }
            self.skip_value()?;
        }
        Err(Error::invalid_type(Unexpected::Map, &"a member that names a variant"))
    }
}

impl<'de> Deserializer<'de> for Observer<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.members(fields, |members| visitor.visit_map(members))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.members(&[], |members| {
            let value = visitor.visit_enum(&mut *members)?;
            while members.next_name()?.is_some() {
                if members.claim.is_none() {
                    return Err(Error::invalid_type(Unexpected::Map, &"one member that names a variant"));
                }
                members.skip_value()?;
            }
            Ok(value)
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if is_raw_value(name) {
            let Self { reader, observed } = self;
            let ((), text) = reader.with_text(|reader| Observer { reader, observed }.members(&[], |_| Ok(())))?;
            return visitor.visit_map(RawValue::new(text));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.members(&[], |_| Ok(()))?;
        visitor.visit_unit()
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    refuse_what_is_no_object! { deserialize_unit(), deserialize_unit_struct(_name: &'static str), }
}

impl<'de> Observed<'de> {
    /// Watches claims of these names too.
    pub(super) fn new(watched: &[&'static str], numeric: Numeric) -> Self {
        Self { watched: watched.iter().map(|name| (*name, None)).collect(), numeric, ..Self::default() }
    }

    /// Returns the text that begins with the value of a claim, if it is watched and present.
    pub(super) fn watched(&self, name: &str) -> Option<&'de str> {
        self.watched.iter().find(|(watched, _)| *watched == name).and_then(|(_, value)| *value)
    }

    fn watch(&mut self, name: &str, value: &'de str) {
        if let Some((_, watched)) = self.watched.iter_mut().find(|(watched, _)| *watched == name) {
            *watched = Some(value.trim_ascii_start());
        }
    }

    /// Returns whether a claim is present, if it is registered or watched. `typ` is that of the header.
    pub(super) fn has(&self, claim: ClaimName, typ: Option<&str>) -> bool {
        match claim {
            ClaimName::Type => typ.is_some(),
            ClaimName::Issuer => self.issuer.is_some(),
            ClaimName::Subject => self.subject.is_some(),
            ClaimName::Audience => self.audience.is_some(),
            ClaimName::ExpirationTime => self.expiration_time.is_some(),
            ClaimName::NotBefore => self.not_before.is_some(),
            ClaimName::IssuedAt => self.issued_at.is_some(),
            ClaimName::JwtId => self.jwt_id.is_some(),
            ClaimName::Other(name) => self.watched(name).is_some(),
        }
    }

    /// Reads the value of a registered claim, requires its type (RFC 7519 section 4.1), keeps it, and returns it to be
    /// passed on.
    fn read(&mut self, claim: ClaimName, reader: &mut Reader<'de>) -> Result<Kind<'_, 'de>, Error> {
        match reader.peek() {
            Some(b'"') => {
                let text = reader.string()?;
                if self.keep_text(claim, text) {
                    return Ok(Kind::Text(text));
                }
            }
            Some(b'-' | b'0'..=b'9') => {
                let text = reader.unread();
                let number = reader.number()?;
                if self.keep_time(claim, number) {
                    return Ok(Kind::Number(number));
                }
                let digits = text.get(..text.len().saturating_sub(reader.unread().len()));
                if self.keep_digits(claim, digits) {
                    return Ok(Kind::Number(number));
                }
            }
            Some(b'[') if claim == ClaimName::Audience => {
                if let Some(names) = Names::read_array(reader)? {
                    return Ok(Kind::Names(self.audience.insert(names).as_slice()));
                }
            }
            // A value that is no JSON type at all is a defect of the text.
            Some(b'n') => {
                reader.skip()?;
                return Err(refuse(&mut self.refused, claim, ClaimReason::Null));
            }
            _ => reader.skip()?,
        }
        Err(refuse(&mut self.refused, claim, ClaimReason::WrongType))
    }

    /// Keeps the value of a claim if it is text.
    #[inline]
    fn keep_text(&mut self, claim: ClaimName, text: &'de str) -> bool {
        match claim {
            ClaimName::Issuer => self.issuer = Some(text),
            ClaimName::Subject => self.subject = Some(text),
            ClaimName::JwtId => self.jwt_id = Some(text),
            ClaimName::Audience => self.audience = Some(Names::One(text)),
            _ => return false,
        }
        true
    }

    /// Keeps the value of a claim if it is a time.
    #[inline]
    fn keep_time(&mut self, claim: ClaimName, number: Number) -> bool {
        let slot = match claim {
            ClaimName::ExpirationTime => &mut self.expiration_time,
            ClaimName::NotBefore => &mut self.not_before,
            ClaimName::IssuedAt => &mut self.issued_at,
            _ => return false,
        };
        *slot = Some(numeric_date(number));
        true
    }

    /// Keeps the digits of a claim if it may be a number.
    #[inline]
    const fn keep_digits(&mut self, claim: ClaimName, digits: Option<&'de str>) -> bool {
        match claim {
            ClaimName::Issuer if self.numeric.issuer => self.issuer = digits,
            ClaimName::Subject if self.numeric.subject => self.subject = digits,
            _ => return false,
        }
        true
    }
}

#[cold]
fn refuse(first: &mut Option<(ClaimName, ClaimReason)>, claim: ClaimName, reason: ClaimReason) -> Error {
    first.get_or_insert((claim, reason));
    Error::custom("a registered claim of the wrong type")
}

/// Converts a number to a time. Numbers in the text are finite, so this always succeeds.
fn numeric_date(number: Number) -> NumericDate {
    match number {
        Number::Positive(seconds) => i64::try_from(seconds).map_or(NumericDate::MAX, NumericDate::from_secs),
        Number::Negative(seconds) => NumericDate::from_secs(seconds),
        Number::Float(seconds) => NumericDate::from_secs_f64(seconds).unwrap_or(NumericDate::MIN),
    }
}
