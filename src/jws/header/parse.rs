//! Reading a JOSE header: RFC 7515 sections 4 and 5.2, steps 3 to 5.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Alg, Critical, Header};
use crate::error::{Defect, HeaderParameter};
use crate::json::{Error, Reader};

/// The names that RFC 7515, RFC 7516 and RFC 7518 register. `crit` must not name them (RFC 7515
/// section 4.1.11).
pub(super) const REGISTERED: &[&str] = &[
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk", "apu",
    "apv", "iv", "tag", "p2s", "p2c",
];

/// How many names `crit` may have. RFC 7797 gives one, and those who define extensions are few.
const MAX_CRITICAL: usize = 16;

/// How many values there are in the other members, apart from `b64`: five, and the names in `crit`.
const MAX_KNOWN_VALUES: usize = 5 + MAX_CRITICAL;

/// How many values may stand in members that mean nothing here, at any depth: a usual header has a dozen. Each of them is
/// work that is done before the signature is looked at.
pub(super) const MAX_VALUES: usize = 64;

/// The members of a header as they are read.
#[derive(Default)]
pub(super) struct Members<'j> {
    alg: Option<&'j str>,
    typ: Option<&'j str>,
    cty: Option<&'j str>,
    kid: Option<&'j str>,
    crit: Option<Vec<&'j str>>,
    /// All members that `crit` names are there.
    crit_is_present: bool,
    b64: Option<bool>,
    /// It has a name that is not allowed.
    has_other_name: bool,
}

impl<'j> Members<'j> {
    /// Reads a header that must not have any of the `others`' names.
    pub(super) fn read(buffer: &'j mut [u8], length: usize, others: &[Box<str>]) -> Result<Self, Defect> {
        let mut reader = Reader::new(buffer, length).with_values_limit(MAX_VALUES);
        let read = Self::read_from(&mut reader, others);
        reader.finish()?;
        read.map_err(|_| Defect::Json)
    }

    fn read_from(reader: &mut Reader<'j>, others: &[Box<str>]) -> Result<Self, Error> {
        let mut members = Self::default();
        let mut object = reader.object()?;
        while let Some(name) = reader.name(&mut object)? {
            match name {
                "alg" => members.alg = Some(string(reader, HeaderParameter::Algorithm)?),
                "typ" => members.typ = Some(string(reader, HeaderParameter::Type)?),
                "cty" => members.cty = Some(string(reader, HeaderParameter::ContentType)?),
                "kid" => members.kid = Some(string(reader, HeaderParameter::KeyId)?),
                "crit" => members.crit = Some(strings(reader)?),
                "b64" => members.b64 = Some(boolean(reader, HeaderParameter::Base64url)?),
                _ => reader.skip()?,
            }
        }
        members.crit_is_present = members.crit.iter().flatten().all(|name| reader.had(&object, name));
        members.has_other_name = others.iter().any(|name| reader.had(&object, name));
        Ok(members)
    }

    pub(super) fn check(self) -> Result<Header, Defect> {
        if self.has_other_name {
            return Err(Defect::DuplicateName);
        }
        let critical = self.check_critical()?;
        let alg = self.alg.ok_or(Defect::MissingAlgorithm)?;
        Ok(Header {
            alg: match alg.parse() {
                Ok(known) => Alg::Known(known),
                Err(_) => Alg::Unknown(alg.into()),
            },
            typ: self.typ.map(Box::from),
            cty: self.cty.map(Box::from),
            kid: self.kid.map(Box::from),
            critical,
            parameters: Vec::new(),
        })
    }

    /// RFC 7515 section 4.1.11: `crit` is not empty, names nothing twice and nothing that is
    /// registered, and names members that are there. RFC 7797 section 6: it names `b64` where that
    /// is `false`.
    fn check_critical(&self) -> Result<Critical, Defect> {
        let Some(names) = &self.crit else {
            return if self.b64 == Some(false) { Err(Defect::InvalidCritical) } else { Ok(Critical::Nothing) };
        };
        let is_distinct = |(place, name): (usize, &&str)| !names.iter().take(place).any(|known| known == name);
        let valid = !names.is_empty()
            && self.crit_is_present
            && names.iter().enumerate().all(is_distinct)
            && !names.iter().any(|name| REGISTERED.contains(name));
        match (valid, names.as_slice(), self.b64) {
            (false, ..) => Err(Defect::InvalidCritical),
            (true, ["b64"], Some(false)) => Ok(Critical::UnencodedPayload),
            (true, names, Some(false)) if !names.contains(&"b64") => Err(Defect::InvalidCritical),
            (true, _, b64) => Ok(Critical::Other { payload_is_encoded: b64 != Some(false) }),
        }
    }
}

/// Returns whether the payload is base64url encoded by `b64`, which is `true` by default (RFC 7797 section 3).
///
/// The other members need not be in order. Returns `None` if the text is not an object as any header is, or `b64` is not a
/// boolean.
pub(super) fn read_encoding(buffer: &mut [u8], length: usize) -> Option<bool> {
    let mut reader = Reader::new(buffer, length).with_values_limit(MAX_VALUES + MAX_KNOWN_VALUES);
    let read = read_b64(&mut reader);
    reader.finish().ok()?;
    read.ok().map(|b64| b64.unwrap_or(true))
}

fn read_b64(reader: &mut Reader<'_>) -> Result<Option<bool>, Error> {
    let mut b64 = None;
    let mut object = reader.object()?;
    while let Some(name) = reader.name(&mut object)? {
        match name {
            "b64" => b64 = Some(boolean(reader, HeaderParameter::Base64url)?),
            _ => reader.skip()?,
        }
    }
    Ok(b64)
}

fn string<'j>(reader: &mut Reader<'j>, parameter: HeaderParameter) -> Result<&'j str, Error> {
    match reader.peek() {
        Some(b'"') => reader.string(),
        _ => wrong_type(reader, parameter),
    }
}

fn boolean(reader: &mut Reader<'_>, parameter: HeaderParameter) -> Result<bool, Error> {
    match reader.peek() {
        Some(b't') => reader.literal("true").map(|()| true),
        Some(b'f') => reader.literal("false").map(|()| false),
        _ => wrong_type(reader, parameter),
    }
}

/// The names in `crit`.
fn strings<'j>(reader: &mut Reader<'j>) -> Result<Vec<&'j str>, Error> {
    if reader.peek() != Some(b'[') {
        return wrong_type(reader, HeaderParameter::Critical);
    }
    let mut names = Vec::new();
    let mut array = reader.array()?;
    while reader.element(&mut array)? {
        match reader.peek() {
            Some(b'"') if names.len() < MAX_CRITICAL => names.push(reader.string()?),
            _ => return reader.refuse(Defect::InvalidCritical),
        }
    }
    Ok(names)
}

/// Refuses a value of another type than the parameter's, if it is a value.
fn wrong_type<T>(reader: &mut Reader<'_>, parameter: HeaderParameter) -> Result<T, Error> {
    let defect = match reader.peek() {
        Some(b'n') => Defect::ParameterNull(parameter),
        _ => Defect::ParameterType(parameter),
    };
    reader.refuse(defect)
}
