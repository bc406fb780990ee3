//! Keys by their key id.

use alloc::boxed::Box;
use alloc::collections::{BTreeSet, BinaryHeap};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::{Jwk, JwkSet, SkippedKey};
use crate::error::KeyError;
use crate::jwa::{Algorithm, Verify};
use crate::jws::{FindKey, Header};

/// Keys that verify, prepared, found by `kid`. Each has its own algorithm, and is used for tokens of no other.
///
/// - A token with a `kid` is checked with the key of that id, or with none.
/// - A token without one is checked with the only key for its `alg`, if there is exactly one.
///
/// Two keys of one id, and secrets next to public keys, are refused unless the [builder](Self::builder) is told
/// otherwise. Clones share the keys.
#[derive(Clone, Default)]
pub struct KeySet {
    keys: Vec<Entry>,
    /// The ids with the places of their keys, in order.
    by_id: Vec<(Arc<str>, usize)>,
    skipped: Vec<SkippedKey>,
    allowed: Allowed,
}

/// What is refused unless it is asked for.
#[derive(Clone, Copy, Default)]
struct Allowed {
    shared_ids: bool,
    mixed: bool,
}

#[derive(Clone)]
struct Entry {
    id: Option<Arc<str>>,
    key: Arc<dyn Verify>,
}

/// What goes into a [`KeySet`].
#[derive(Clone, Default)]
pub struct KeySetBuilder {
    keys: Vec<Entry>,
    skipped: Vec<SkippedKey>,
    rsa_algorithm: Option<Algorithm>,
    allowed: Allowed,
    /// The keys that only another build can use: a set that is refused there is refused here.
    elsewhere: Vec<(Option<Arc<str>>, Algorithm)>,
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
    /// without `alg`. All keys are parsed and checked here; the table of a P-256 key, 16 KiB, is made when the key is
    /// first used.
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
        self.keys.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The ids of the keys that have one, and the algorithms of all, in the order in which they came.
    pub fn keys(&self) -> impl Iterator<Item = (Option<&str>, Algorithm)> {
        self.keys.iter().map(|entry| (entry.id.as_deref(), entry.key.algorithm()))
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

    /// A set without the keys of this id.
    #[must_use]
    pub fn without_key(&self, id: &str) -> Self {
        let mut builder = self.to_builder();
        builder.keys.retain(|entry| entry.id.as_deref() != Some(id));
        builder.into_set()
    }

    fn to_builder(&self) -> KeySetBuilder {
        KeySetBuilder {
            keys: self.keys.clone(),
            skipped: self.skipped.clone(),
            allowed: self.allowed,
            ..KeySetBuilder::default()
        }
    }

    /// The place of the key that is meant by a header.
    pub(super) fn find(&self, header: &Header) -> Option<usize> {
        let is_named = |&place: &usize| self.get(place).is_some_and(|key| header.names(key.algorithm()));
        match header.key_id() {
            // Where no key of that id has the algorithm, the first one says so: the verifier compares.
            Some(id) => {
                let start = self.by_id.partition_point(|(known, _)| **known < *id);
                let known = self.by_id.get(start..).unwrap_or_default().iter();
                let mut places = known.take_while(|(known, _)| **known == *id).map(|(_, place)| *place);
                places.clone().find(is_named).or_else(|| places.next())
            }
            None => {
                let mut candidates = (0..self.keys.len()).filter(is_named);
                match (candidates.next(), candidates.next()) {
                    (Some(only), None) => Some(only),
                    _ => None,
                }
            }
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<&dyn Verify> {
        self.keys.get(place).map(|entry| &*entry.key)
    }
}

impl FindKey for KeySet {
    type Key<'k> = &'k dyn Verify;

    fn find_key(&self, header: &Header) -> Option<&dyn Verify> {
        self.find(header).and_then(|place| self.get(place))
    }
}

impl FindKey for Arc<KeySet> {
    type Key<'k> = &'k dyn Verify;

    fn find_key(&self, header: &Header) -> Option<&dyn Verify> {
        (**self).find_key(header)
    }
}

impl KeySetBuilder {
    /// Adds a key with its id.
    #[must_use]
    pub fn key(mut self, id: impl Into<String>, key: impl Verify + 'static) -> Self {
        self.keys.push(Entry { id: Some(id.into().into()), key: Arc::new(key) });
        self
    }

    /// Adds a key without id: it verifies tokens without `kid`, if it is the only one for their `alg`.
    #[must_use]
    pub fn key_without_id(mut self, key: impl Verify + 'static) -> Self {
        self.keys.push(Entry { id: None, key: Arc::new(key) });
        self
    }

    /// Adds the keys of a JWK Set that can be used.
    #[must_use]
    pub fn jwk_set(mut self, set: &JwkSet) -> Self {
        self.skipped.extend_from_slice(set.skipped());
        for (index, jwk) in set.places() {
            match self.verifying_key(jwk) {
                Ok(key) => self.keys.push(Entry { id: jwk.key_id().map(Arc::from), key: key.into() }),
                Err(reason) => {
                    if let (KeyError::UnsupportedAlgorithm(_), Some(algorithm)) = (&reason, jwk.algorithm()) {
                        self.elsewhere.push((jwk.key_id().map(Arc::from), algorithm));
                    }
                    let key_id = jwk.key_id().map(Box::from);
                    self.skipped.push(SkippedKey { index, key_id, reason });
                }
            }
        }
        self
    }

    /// The algorithm of RSA keys that do not say theirs, in the JWK Sets that are added after this.
    #[must_use]
    pub const fn rsa_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.rsa_algorithm = Some(algorithm);
        self
    }

    /// Allows several keys with one id, if each is for another algorithm.
    #[must_use]
    pub const fn allow_shared_key_ids(mut self) -> Self {
        self.allowed.shared_ids = true;
        self
    }

    /// Allows secrets and public keys in one set.
    #[must_use]
    pub const fn allow_symmetric_and_asymmetric(mut self) -> Self {
        self.allowed.mixed = true;
        self
    }

    /// Makes the set.
    ///
    /// # Errors
    ///
    /// [`KeyError::DuplicateKeyId`] if two keys have one id, [`KeyError::MixedKeySet`] if there are secrets next to
    /// public keys, unless that was allowed.
    pub fn build(self) -> Result<KeySet, KeyError> {
        let mut all: Vec<(Option<&str>, Algorithm)> = Vec::new();
        for entry in &self.keys {
            all.push((entry.id.as_deref(), entry.key.algorithm().one_name()));
        }
        for (id, algorithm) in &self.elsewhere {
            all.push((id.as_deref(), algorithm.one_name()));
        }
        let symmetric = all.iter().filter(|(_, algorithm)| algorithm.is_symmetric()).count();
        if !self.allowed.mixed && symmetric > 0 && symmetric < all.len() {
            return Err(KeyError::MixedKeySet);
        }
        let distinct = if self.allowed.shared_ids {
            Algorithm::ALL.iter().all(|&algorithm| are_distinct(&all, Some(algorithm)))
        } else {
            are_distinct(&all, None)
        };
        if !distinct {
            return Err(KeyError::DuplicateKeyId);
        }
        Ok(self.into_set())
    }

    fn into_set(self) -> KeySet {
        let ids = self.keys.iter().enumerate();
        // A heap: less code than `sort`, which a program would have for this alone.
        let by_id: BinaryHeap<_> = ids.filter_map(|(place, entry)| Some((entry.id.clone()?, place))).collect();
        KeySet { keys: self.keys, by_id: by_id.into_sorted_vec(), skipped: self.skipped, allowed: self.allowed }
    }

    fn verifying_key(&self, jwk: &Jwk) -> Result<Box<dyn Verify>, KeyError> {
        match (jwk.algorithm(), jwk.key_type(), self.rsa_algorithm) {
            (None, "RSA", Some(algorithm)) => jwk.verifying_key_for(algorithm),
            _ => jwk.verifying_key(),
        }
    }
}

/// Whether all ids are different, or those of the keys for one algorithm.
fn are_distinct(keys: &[(Option<&str>, Algorithm)], of: Option<Algorithm>) -> bool {
    let mut seen = BTreeSet::new();
    let mut considered = keys.iter().filter(|(_, algorithm)| of.is_none_or(|of| of == *algorithm));
    considered.all(|(id, _)| id.is_none_or(|id| seen.insert(id)))
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}

impl fmt::Debug for KeySetBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySetBuilder").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}
