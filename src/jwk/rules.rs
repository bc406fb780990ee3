//! The rules about a set as a whole: no two keys with one id, no secrets next to public keys.
//!
//! They look at every entry whose `kid` and `kty` can be told, those that are skipped too. A document that the reader of
//! one build takes for ambiguous, or for published with a secret in it, is not a better one where a key cannot be read.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::material::Material;
use super::{Jwk, table};
use crate::error::KeyError;
use crate::json::{raw_members, string_value};
use crate::jwa::Algorithm;

/// What is refused unless it is asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Allowed {
    pub(super) shared_ids: bool,
    pub(super) mixed: bool,
}

/// What an entry says of itself.
#[derive(PartialEq, Eq)]
pub(super) struct Told {
    id: Option<Arc<str>>,
    key_type: Option<Cow<'static, str>>,
    /// One algorithm has one name here.
    algorithm: Option<Cow<'static, str>>,
    key_use: Option<Box<str>>,
    /// `alg` or `key_ops` say that it is for encryption.
    encrypts: bool,
    /// A hash of the key, or, for a key that cannot be read, of its text. Wiped, as it may be that of a secret.
    value: Option<Zeroizing<[u8; 32]>>,
}

impl Told {
    /// By a key alone.
    pub(super) fn of_key(id: Option<Arc<str>>, algorithm: Algorithm) -> Self {
        let (key_type, _) = table::key_type(algorithm);
        Self {
            id,
            key_type: Some(key_type.into()),
            algorithm: Some(name_of(algorithm)),
            key_use: None,
            encrypts: false,
            value: None,
        }
    }

    /// By a JWK, which is used for this algorithm, if it is known.
    pub(super) fn of_jwk(jwk: &Jwk, algorithm: Option<Algorithm>) -> Self {
        Self {
            id: jwk.key_id().map(Arc::from),
            key_type: Some(jwk.key_type().into()),
            algorithm: algorithm.map(name_of),
            key_use: jwk.key_use().map(Box::from),
            encrypts: !jwk.operations.is_empty() && !jwk.lists("sign") && !jwk.lists("verify"),
            value: Some(value_of(&jwk.material)),
        }
    }

    /// By the text of an entry that cannot be read: the members that are strings. Of one that is there twice, the first.
    pub(super) fn of_text(entry: &str) -> Self {
        let [mut id, mut key_type, mut algorithm, mut key_use] = [const { None::<Box<str>> }; 4];
        for (name, value) in raw_members(entry) {
            let slot = match string_value(name).as_deref() {
                Some("kid") => &mut id,
                Some("kty") => &mut key_type,
                Some("alg") => &mut algorithm,
                Some("use") => &mut key_use,
                _ => continue,
            };
            *slot = slot.take().or_else(|| string_value(value));
        }
        let encrypts = algorithm.as_deref().is_some_and(is_for_encryption);
        let algorithm = algorithm.map(|name| name.parse().map_or_else(|_| owned(name), name_of));
        let value = Some(Zeroizing::new(Sha256::digest(entry).into()));
        Self { id: id.map(Arc::from), key_type: key_type.map(owned), algorithm, key_use, encrypts, value }
    }

    pub(super) const fn id(&self) -> Option<&Arc<str>> {
        self.id.as_ref()
    }

    fn key_type(&self) -> Option<&str> {
        self.key_type.as_deref()
    }

    /// Whether it says that it is for something else than the signatures that the set is for: whose `use` is `sig`, or
    /// the one that is wanted. No token can mean it.
    fn is_for_something_else(&self, wanted_use: Option<&str>) -> bool {
        self.encrypts || self.key_use.as_deref().is_some_and(|key_use| key_use != wanted_use.unwrap_or("sig"))
    }

    /// All that makes a key the one that it is.
    fn identity(&self) -> Option<(Option<&str>, Option<&str>, &[u8; 32])> {
        Some((self.id.as_deref(), self.algorithm.as_deref(), self.value.as_deref()?))
    }
}

const fn name_of(algorithm: Algorithm) -> Cow<'static, str> {
    Cow::Borrowed(algorithm.one_name().as_str())
}

fn owned(text: Box<str>) -> Cow<'static, str> {
    Cow::Owned(text.into())
}

/// Hashes the public key, or the secret.
fn value_of(material: &Material) -> Zeroizing<[u8; 32]> {
    let numbers: [&[u8]; 2] = match material {
        Material::Oct(k) => [k, &[]],
        Material::Rsa { n, e, .. } => [n, e],
        Material::Ec { x, y, .. } => [x, y],
        Material::Okp { x, .. } => [x, &[]],
    };
    let names = [material.key_type(), material.curve().unwrap_or_default()].map(str::as_bytes);
    let mut hash = Sha256::new();
    for part in names.into_iter().chain(numbers) {
        // With its length, so that no two keys have one text.
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().into())
}

/// An `alg` of JWE (RFC 7518 section 4.1).
fn is_for_encryption(alg: &str) -> bool {
    const BEGINNINGS: [&str; 8] = ["RSA1_5", "RSA-OAEP", "A128", "A192", "A256", "dir", "ECDH-ES", "PBES2-"];
    BEGINNINGS.iter().any(|beginning| alg.starts_with(beginning))
}

/// An entry at its place in a set.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) place: usize,
    pub(super) told: Arc<Told>,
    /// No token can mean it.
    for_something_else: bool,
}

impl Listed {
    pub(super) fn new(place: usize, told: Arc<Told>, wanted_use: Option<&str>) -> Self {
        let for_something_else = told.is_for_something_else(wanted_use);
        Self { place, told, for_something_else }
    }

    /// Whether a header with this id could mean it.
    pub(super) fn may_be_meant_by(&self, id: &str) -> bool {
        !self.for_something_else && self.told.id.as_deref() == Some(id)
    }

    /// Whether a header whose algorithm has keys of this type could mean it.
    pub(super) fn may_be_of_type(&self, key_type: &str) -> bool {
        !self.for_something_else && self.told.key_type() == Some(key_type)
    }

    /// Whether it is the same key, or the same entry as a key for another algorithm.
    fn is_same(&self, other: &Self) -> bool {
        let identity = self.told.identity();
        self.place == other.place || (identity.is_some() && identity == other.told.identity())
    }

    /// Whether they are for different algorithms, as far as they say so.
    fn is_apart_from(&self, other: &Self) -> bool {
        let differ = |one: &Option<Cow<'_, str>>, other: &Option<Cow<'_, str>>| {
            one.as_ref().is_some_and(|one| other.as_ref().is_some_and(|other| one != other))
        };
        differ(&self.told.algorithm, &other.told.algorithm) || differ(&self.told.key_type, &other.told.key_type)
    }
}

/// Checks the rules, over all entries.
pub(super) fn check<'l>(listed: impl Iterator<Item = &'l Listed> + Clone, allowed: Allowed) -> Result<(), KeyError> {
    let first = |secret: bool| {
        let mut listed = listed.clone();
        listed.find(|entry| entry.told.key_type().is_some_and(|key_type| (key_type == "oct") == secret))
    };
    if let (false, Some(secret), Some(public)) = (allowed.mixed, first(true), first(false)) {
        return Err(KeyError::MixedKeySet { secret: secret.place, public: public.place });
    }
    let mut by_id = BTreeMap::<&str, Vec<&Listed>>::new();
    for entry in listed.filter(|entry| !entry.for_something_else) {
        let Some(id) = &entry.told.id else { continue };
        let known = by_id.entry(id).or_default();
        if known.iter().any(|other| entry.is_same(other)) {
            continue;
        }
        if let Some(other) = known.iter().find(|other| !(allowed.shared_ids && entry.is_apart_from(other))) {
            let (place, other) = (entry.place, other.place);
            return Err(KeyError::DuplicateKeyId { places: [place.min(other), place.max(other)] });
        }
        known.push(entry);
    }
    Ok(())
}

/// For each entry whether it is a new key: one of the same id, algorithm and value does not stand before it.
pub(super) fn are_new<'l>(listed: impl Iterator<Item = &'l Listed>) -> Vec<bool> {
    let mut seen = BTreeSet::new();
    listed.map(|entry| entry.told.identity().is_none_or(|identity| seen.insert(identity))).collect()
}
