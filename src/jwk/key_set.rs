//! Keys by their key id.

use alloc::collections::BinaryHeap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::rules::{Allowed, Listed};
use super::{JwkSet, KeySetBuilder, SkippedKey, table};
use crate::error::KeyError;
use crate::jwa::{Algorithm, Verify};
use crate::jws::{FindKey, Header};

/// Keys that verify, prepared, found by `kid`. Each has its own algorithm, and is used for tokens of no other.
///
/// - A token with a `kid` is checked with the key of that id, or with none.
/// - A token without one is checked with the only key for its `alg`, if there is exactly one.
///
/// The set is refused if two keys have one id, or if secrets stand next to public keys, unless the
/// [builder](Self::builder) is told otherwise. Clones share the keys.
#[derive(Clone, Default)]
pub struct KeySet {
    entries: Vec<Entry>,
    /// The ids with the indices of their entries, in order.
    by_id: Vec<(Arc<str>, usize)>,
    skipped: Vec<SkippedKey>,
    next_place: usize,
    allowed: Allowed,
}

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) listed: Listed,
    /// It is found by every `kid` that no other key has.
    pub(super) any_id: bool,
    pub(super) key: Arc<dyn Verify>,
}

impl Entry {
    fn id(&self) -> Option<&Arc<str>> {
        self.listed.told.id()
    }
}

impl KeySet {
    /// Starts a set.
    ///
    /// ```
    /// use jwt_codec::jwk::KeySet;
    /// use jwt_codec::{EdDsa, Es256, SigningKey};
    ///
    /// let keys = KeySet::builder()
    ///     .key("old", SigningKey::<Es256>::generate()?.verifying_key())
    ///     .key("new", SigningKey::<EdDsa>::generate()?.verifying_key())
    ///     .build()?;
    /// assert_eq!(keys.len(), 2);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn builder() -> KeySetBuilder {
        KeySetBuilder::default()
    }

    /// Makes a set of all keys of a JWK Set that can be used; those that cannot are [`skipped`](Self::skipped).
    ///
    /// An RSA key without `alg` is skipped: [`KeySetBuilder::rsa_algorithm`] says what it is for. So is a secret
    /// without `alg`. All keys are parsed and checked here. What takes long is done when a key is first used: the
    /// Montgomery values of an RSA key, and the table of a P-256 key, 16 KiB.
    ///
    /// # Errors
    ///
    /// As [`KeySetBuilder::build`].
    pub fn from_jwk_set(set: &JwkSet) -> Result<Self, KeyError> {
        Self::builder().jwk_set(set).build()
    }

    /// How many keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The ids of the keys that have one, and the algorithms of all, in the order in which they came.
    pub fn keys(&self) -> impl Iterator<Item = (Option<&str>, Algorithm)> {
        self.entries.iter().map(|entry| (entry.id().map(|id| &**id), entry.key.algorithm()))
    }

    /// The keys of the JWK Set that are not used, each with its reason.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// A set with one more key.
    ///
    /// # Errors
    ///
    /// As [`KeySetBuilder::build`].
    pub fn with_key(&self, id: impl Into<String>, key: impl Verify + 'static) -> Result<Self, KeyError> {
        self.to_builder().key(id, key).build()
    }

    /// A set without the keys of this id, the skipped ones too.
    #[must_use]
    pub fn without_key(&self, id: &str) -> Self {
        let mut builder = self.to_builder();
        builder.entries.retain(|entry| entry.id().is_none_or(|known| **known != *id));
        builder.skipped.retain(|skipped| skipped.key_id.as_deref() != Some(id));
        Self::from_builder(builder)
    }

    fn to_builder(&self) -> KeySetBuilder {
        KeySetBuilder {
            entries: self.entries.clone(),
            skipped: self.skipped.clone(),
            next_place: self.next_place,
            allowed: self.allowed,
            ..KeySetBuilder::default()
        }
    }

    /// From what the rules allow.
    pub(super) fn from_builder(builder: KeySetBuilder) -> Self {
        let KeySetBuilder { entries, skipped, next_place, allowed, .. } = builder;
        let ids = entries.iter().enumerate().filter_map(|(index, entry)| Some((Arc::clone(entry.id()?), index)));
        // A heap: less code than `sort`, which a program would have for this alone.
        let by_id = ids.collect::<BinaryHeap<_>>().into_sorted_vec();
        Self { entries, by_id, skipped, next_place, allowed }
    }

    /// The index of the key that is meant by a header.
    pub(super) fn find(&self, header: &Header) -> Option<usize> {
        let Some(id) = header.key_id() else {
            return self.only(|entry| header.names(entry.key.algorithm()));
        };
        let start = self.by_id.partition_point(|(known, _)| **known < *id);
        let known = self.by_id.get(start..).unwrap_or_default().iter();
        let mut indices = known.take_while(|(known, _)| **known == *id).map(|(_, index)| *index);
        let is_named = |&index: &usize| self.get(index).is_some_and(|key| header.names(key.algorithm()));
        // Where no key of that id has the algorithm, the first one says so: the verifier compares.
        let of_id = indices.clone().find(is_named).or_else(|| indices.next());
        of_id.or_else(|| self.only(|entry| entry.any_id && header.names(entry.key.algorithm())))
    }

    /// The index of the only key that could be meant, if there is exactly one.
    fn only(&self, could_be_meant: impl Fn(&Entry) -> bool) -> Option<usize> {
        let mut candidates = self.entries.iter().enumerate().filter(|(_, entry)| could_be_meant(entry));
        match (candidates.next(), candidates.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&dyn Verify> {
        self.entries.get(index).map(|entry| &*entry.key)
    }

    /// Why there is no key for this header, if one that it could mean was skipped.
    pub(super) fn why_skipped(&self, header: &Header) -> Option<&KeyError> {
        let mut skipped = self.skipped.iter();
        let found = match header.key_id() {
            Some(id) => skipped.find(|skipped| skipped.listed.may_be_meant_by(id)),
            // Without an id there may be several that are in use.
            None if self.entries.iter().any(|entry| header.names(entry.key.algorithm())) => None,
            None => {
                let (key_type, _) = table::key_type(header.alg().parse().ok()?);
                skipped.find(|skipped| skipped.listed.may_be_of_type(key_type))
            }
        };
        found.map(|skipped| &skipped.reason)
    }
}

impl FindKey for KeySet {
    type Key<'k> = &'k dyn Verify;

    fn find_key(&self, header: &Header) -> Option<&dyn Verify> {
        self.find(header).and_then(|index| self.get(index))
    }

    fn why_skipped(&self, header: &Header) -> Option<KeyError> {
        Self::why_skipped(self, header).cloned()
    }
}

impl FindKey for Arc<KeySet> {
    type Key<'k> = &'k dyn Verify;

    fn find_key(&self, header: &Header) -> Option<&dyn Verify> {
        (**self).find_key(header)
    }

    fn why_skipped(&self, header: &Header) -> Option<KeyError> {
        FindKey::why_skipped(&**self, header)
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}
