//! JWK Set: RFC 7517 section 5.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::Jwk;
use super::parse::jwk;
use super::rules::{EntryFacts, Listed};
use super::spelling::Spelling;
use super::write::array;
use crate::error::{Defect, KeyDefect, KeyError, KeyPart};
use crate::json::{Error, Reader};
use crate::secret::WipedBytes;

/// The largest number of keys in a set. It bounds the cost of a hostile document.
const MAX_KEYS: usize = 1000;

/// A document of several keys, such as `/.well-known/jwks.json`.
///
/// Keys that cannot be parsed do not make the set fail (RFC 7517 section 5). They are [`skipped`](Self::skipped), each
/// with its reason.
///
/// ```
/// use jwt_codec::jwk::{Jwk, JwkSet};
/// use jwt_codec::{EdDsa, Es256, SigningKey};
///
/// let old = SigningKey::<Es256>::generate()?.verifying_key().to_jwk().with_key_id("2025");
/// let new = SigningKey::<EdDsa>::generate()?.verifying_key().to_jwk().with_key_id("2026");
/// let published = JwkSet::from_iter([old, new]).to_json();
///
/// let set = JwkSet::from_json(&published)?;
/// assert!(set.keys().map(Jwk::key_id).eq([Some("2025"), Some("2026")]));
/// assert!(set.skipped().is_empty());
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Debug, Default)]
pub struct JwkSet {
    /// Each key with its place in the document.
    keys: Vec<(usize, Jwk)>,
    skipped: Vec<SkippedKey>,
}

/// A key of a set that is not used, and why.
///
/// Its `Display` names the place and the reason:
///
/// ```
/// use jwt_codec::jwk::{JwkSet, SkippedKey};
///
/// let set = JwkSet::from_json(r#"{"keys":[null,{"kty":"future","kid":"a"}]}"#)?;
/// assert_eq!(set.skipped()[0].to_string(), "jwk set: key 0: not a JSON object");
/// assert_eq!(set.skipped()[1].to_string(), "jwk set: key 1: kty: unknown");
///
/// let SkippedKey { index, key_id, .. } = &set.skipped()[1];
/// assert_eq!((*index, key_id.as_deref()), (1, Some("a")));
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// The place in the document, from 0.
    pub index: usize,
    /// The `kid`, if it is a string: the first, if there are several.
    pub key_id: Option<Box<str>>,
    /// Why it is not used: a defect, or something unknown.
    pub reason: KeyError,
    pub(super) listed: Listed,
}

impl JwkSet {
    /// Parses a set from JSON.
    ///
    /// An element of `keys` is skipped if it is not a key, is of an unknown kind, is defective, or has a duplicate member.
    ///
    /// # Errors
    ///
    /// - [`KeyError::Json`] if the text is not a JSON object, or has a duplicate member outside the keys.
    /// - [`KeyError::Malformed`] if it has no array `keys`, or more than 1000 keys.
    ///
    /// ```
    /// use jwt_codec::jwk::JwkSet;
    ///
    /// let set = JwkSet::from_json(r#"{"keys":[{"kty":"future","kid":"a"}]}"#)?;
    /// assert_eq!(set.keys().count(), 0);
    /// assert_eq!(set.skipped()[0].reason.to_string(), "jwk: kty: unknown");
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::parse(json.as_ref(), Spelling::Canonical)
    }

    /// Parses a set whose producer does not write public numbers as RFC 7518 requires.
    ///
    /// Each key is parsed as by [`Jwk::from_json_with_loose_numbers`], which says what it accepts and what that costs.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    ///
    /// ```
    /// use jwt_codec::jwk::JwkSet;
    ///
    /// # let modulus = "_".repeat(341) + "w";
    /// // The exponent is written with a leading zero: AAEAAQ, and not AQAB.
    /// let document = format!(r#"{{"keys":[{{"kty":"RSA","n":"{modulus}","e":"AAEAAQ"}}]}}"#);
    /// assert_eq!(JwkSet::from_json(&document)?.skipped().len(), 1);
    /// assert_eq!(JwkSet::from_json_with_loose_numbers(&document)?.keys().count(), 1);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn from_json_with_loose_numbers(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::parse(json.as_ref(), Spelling::Loose)
    }

    fn parse(json: &[u8], spelling: Spelling) -> Result<Self, KeyError> {
        let mut buffer = WipedBytes::new(json.repeat(2));
        let mut reader = Reader::new(&mut buffer, json.len());
        let read = Self::read(&mut reader, spelling);
        match (reader.finish(), read) {
            // This error is not one of the JSON, and reading stopped there, so it comes first.
            (_, Ok(Err(error))) => Err(error),
            (Err(found), _) => Err(KeyError::Json(KeyPart::JwkSet, found)),
            (Ok(()), Err(_)) => Err(KeyError::Json(KeyPart::JwkSet, Defect::Json)),
            (Ok(()), Ok(Ok(set))) => Ok(set),
        }
    }

    fn read(reader: &mut Reader<'_>, spelling: Spelling) -> Result<Result<Self, KeyError>, Error> {
        let mut set = None;
        let mut object = reader.object()?;
        while let Some(name) = reader.name(&mut object)? {
            match (name, reader.peek()) {
                ("keys", Some(b'[')) => match Self::read_keys(reader, spelling)? {
                    Ok(keys) => set = Some(keys),
                    Err(error) => return Ok(Err(error)),
                },
                ("keys", _) => {
                    return Ok(Err(KeyError::Malformed(KeyPart::JwkSet, KeyDefect::KeysNotArray)));
                }
                _ => reader.skip()?,
            }
        }
        Ok(set.ok_or(KeyError::Malformed(KeyPart::JwkSet, KeyDefect::NoKeys)))
    }

    /// Gives each key its own reader, so that a defect affects that key only.
    fn read_keys(reader: &mut Reader<'_>, spelling: Spelling) -> Result<Result<Self, KeyError>, Error> {
        let mut set = Self::default();
        let mut array = reader.array()?;
        while reader.element(&mut array)? {
            let index = set.len();
            if index == MAX_KEYS {
                return Ok(Err(KeyError::Malformed(KeyPart::JwkSet, KeyDefect::TooManyKeys)));
            }
            // The grammar of JSON finds the end of the entry, even if the key is defective.
            let text = reader.raw_value()?;
            match jwk(text.as_bytes(), spelling) {
                Ok(key) => set.keys.push((index, key)),
                Err(reason) => {
                    let facts = EntryFacts::of_text(text);
                    let key_id = facts.id().map(|id| Box::from(&**id));
                    let listed = Listed::new(index, Arc::new(facts), None);
                    set.skipped.push(SkippedKey { index, key_id, reason, listed });
                }
            }
        }
        Ok(Ok(set))
    }

    pub(super) const fn of(keys: Vec<(usize, Jwk)>, skipped: Vec<SkippedKey>) -> Self {
        Self { keys, skipped }
    }

    /// Returns the number of entries in the document.
    pub(super) const fn len(&self) -> usize {
        self.keys.len().saturating_add(self.skipped.len())
    }

    /// Iterates over the keys that could be parsed, in the order of the document.
    pub fn keys(&self) -> impl Iterator<Item = &Jwk> {
        self.keys.iter().map(|(_, key)| key)
    }

    /// Iterates over the keys that could be parsed, each with its place in the document.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, &Jwk)> {
        self.keys.iter().map(|(place, key)| (*place, key))
    }

    /// Returns the keys that could not be parsed.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// Returns the set as JSON for publication, with the public keys only.
    ///
    /// More than 1000 keys are written too, but [`from_json`](Self::from_json) rejects such a document.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("{{\"keys\":{}}}", array(self.keys().filter_map(Jwk::to_json)))
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        Self { keys: keys.into_iter().enumerate().collect(), skipped: Vec::new() }
    }
}

impl fmt::Display for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "jwk set: key {}: ", self.index)?;
        match self.reason {
            KeyError::Jwk { member, defect } => write!(f, "{member}: {defect}"),
            KeyError::Json(_, defect) => defect.fmt(f),
            reason => reason.fmt(f),
        }
    }
}

impl fmt::Debug for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SkippedKey")
            .field("index", &self.index)
            .field("key_id", &self.key_id)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
