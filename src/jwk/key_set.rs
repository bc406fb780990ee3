//! Keys found by their key ID.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "std")]
use super::builder::SharedKey;
use super::rules::{Allowed, Listed};
use super::{JwkSet, KeySetBuilder, PublicJwk, PublicJwkSet, SkippedKey};
use crate::error::KeyError;
use crate::jwa::{Algorithm, Verify};
use crate::jws::{FindKey, Header};

/// Holds verifying keys and finds them by `kid`. Each key verifies only tokens of its own algorithm.
///
/// - A token with a `kid` is verified with the key of that ID. If there is none, it is verified with the only key for
///   any ID and its `alg` ([`KeySetBuilder::key_for_any_id`]), or rejected.
/// - A token without `kid` is verified with the only key for its `alg`, if there is exactly one.
///
/// The set is rejected if two keys share an ID, or if it contains both secrets and public keys. The
/// [builder](Self::builder) can allow either. Clones share the keys.
///
/// ```
/// use jwt_codec::jwk::KeySet;
/// use jwt_codec::{Algorithm, EdDsa, Es256, SigningKey};
///
/// let keys = KeySet::builder().key("2025", SigningKey::<Es256>::generate()?.verifying_key()).build()?;
/// let keys = keys.with_key("2026", SigningKey::<EdDsa>::generate()?.verifying_key())?;
/// assert!(keys.keys().eq([(Some("2025"), Algorithm::ES256), (Some("2026"), Algorithm::EdDSA)]));
///
/// let keys = keys.without_key("2025");
/// assert_eq!(keys.len(), 1);
/// assert!(KeySet::default().is_empty());
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Default)]
pub struct KeySet {
    entries: Vec<Entry>,
    /// The IDs with the indices of their entries, sorted.
    by_id: Vec<(Arc<str>, usize)>,
    skipped: Vec<SkippedKey>,
    next_place: usize,
    allowed: Allowed,
}

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) listed: Listed,
    /// Whether it verifies tokens whose `kid` no other key has.
    pub(super) any_id: bool,
    pub(super) key: Arc<dyn Verify>,
    /// The key as a document, if it can be published.
    pub(super) public: Option<Arc<PublicJwk>>,
}

impl Entry {
    fn id(&self) -> Option<&Arc<str>> {
        self.listed.facts.id()
    }
}

impl KeySet {
    /// Starts building a set.
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

    /// Creates a set from all usable keys of a JWK Set. The others are [`skipped`](Self::skipped).
    ///
    /// An RSA key without `alg` is skipped, unless [`KeySetBuilder::rsa_algorithm`] names an algorithm for it. A secret
    /// without `alg` is skipped too. All keys are parsed and checked here. Slow preparation waits for the first use of
    /// a key: the Montgomery values of an RSA key, the table of an EC or Ed25519 key (16 KiB for P-256), the matrix of
    /// an ML-DSA key.
    ///
    /// # Errors
    ///
    /// As [`KeySetBuilder::build`].
    pub fn from_jwk_set(set: &JwkSet) -> Result<Self, KeyError> {
        Self::builder().jwk_set(set).build()
    }

    /// Returns the number of keys.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no keys.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Iterates over the keys in the order in which they were added: the ID, if there is one, and the algorithm.
    pub fn keys(&self) -> impl Iterator<Item = (Option<&str>, Algorithm)> {
        self.entries.iter().map(|entry| (entry.id().map(|id| &**id), entry.key.algorithm()))
    }

    /// Returns the keys of the JWK Set that are not used, each with its reason.
    ///
    /// ```
    /// use jwt_codec::jwk::{JwkSet, KeySet};
    ///
    /// let set = JwkSet::from_json(r#"{"keys":[{"kid":"a","kty":"future"}]}"#)?;
    /// let keys = KeySet::from_jwk_set(&set)?;
    /// for skipped in keys.skipped() {
    ///     // For a log.
    ///     assert_eq!(skipped.to_string(), "jwk set: key 0: kty: unknown");
    /// }
    /// assert_eq!((keys.len(), keys.skipped().len()), (0, 1));
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// Returns the public keys as a document, to publish it.
    ///
    /// A key from a JWK Set keeps the members that a [`Jwk`](super::Jwk) has; others, such as `x5c`, are lost. A key that you
    /// added yourself has `kid`, `alg` and `use`. Secrets are left out, and so are keys that are not a
    /// [`VerifyingKey`](crate::VerifyingKey): your own implementations of [`Verify`], and keys behind a pointer, such as a `Box`
    /// or an `Arc`. If there are more than 1000 keys, [`JwkSet::from_json`] rejects the document.
    ///
    /// ```
    /// use jwt_codec::jwk::{JwkSet, KeySet};
    /// use jwt_codec::{EdDsa, Es256, SigningKey};
    ///
    /// let keys = KeySet::builder()
    ///     .key("old", SigningKey::<Es256>::generate()?.verifying_key())
    ///     .key("new", SigningKey::<EdDsa>::generate()?.verifying_key())
    ///     .build()?;
    /// let published = keys.to_jwk_set().to_json(); // the content of `/.well-known/jwks.json`
    /// let read = KeySet::from_jwk_set(&JwkSet::from_json(&published)?)?;
    /// assert!(read.keys().eq(keys.keys()));
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_jwk_set(&self) -> PublicJwkSet {
        let mut published: Vec<&Arc<PublicJwk>> =
            self.entries.iter().filter_map(|entry| entry.public.as_ref()).collect();
        // One RSA key can be there for several algorithms.
        published.dedup_by(|one, other| Arc::ptr_eq(one, other));
        published.into_iter().map(|public| PublicJwk::clone(public)).collect()
    }

    /// Returns this set with one more key.
    ///
    /// # Errors
    ///
    /// As [`KeySetBuilder::build`].
    pub fn with_key(&self, id: impl Into<String>, key: impl Verify + 'static) -> Result<Self, KeyError> {
        self.to_builder().key(id, key).build()
    }

    /// Returns this set with one more key, which other sets may have too.
    #[cfg(feature = "std")]
    pub(super) fn with_shared_key(&self, id: Arc<str>, key: SharedKey) -> Result<Self, KeyError> {
        let mut builder = self.to_builder();
        builder.push_shared(Some(id), false, key);
        builder.build()
    }

    /// Returns this set without the keys of this ID, skipped ones included.
    #[must_use]
    pub fn without_key(&self, id: &str) -> Self {
        let mut builder = self.to_builder();
        builder.entries.retain(|entry| entry.id().is_none_or(|known| **known != *id));
        builder.skipped.retain(|skipped| !skipped.listed.facts.has_id(id));
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

    /// Creates a set from entries that the rules allow.
    pub(super) fn from_builder(builder: KeySetBuilder) -> Self {
        let KeySetBuilder { entries, skipped, next_place, allowed, .. } = builder;
        let ids = entries.iter().enumerate().filter_map(|(index, entry)| Some((Arc::clone(entry.id()?), index)));
        let mut by_id: Vec<_> = ids.collect();
        by_id.sort_unstable();
        Self { entries, by_id, skipped, next_place, allowed }
    }

    /// Returns the index of the key for a header.
    pub(super) fn find(&self, header: &Header) -> Option<usize> {
        let Some(id) = header.key_id() else {
            return self.only_candidate(|entry| header.names(entry.key.algorithm()));
        };
        let start = self.by_id.partition_point(|(known, _)| **known < *id);
        let known = self.by_id.iter().skip(start);
        let mut indices = known.take_while(|(known, _)| **known == *id).map(|(_, index)| *index);
        let is_named = |&index: &usize| self.get(index).is_some_and(|key| header.names(key.algorithm()));
        // If no key of that ID has the algorithm, return the first: the verifier compares `alg` and rejects.
        if let Some(index) = indices.clone().find(is_named).or_else(|| indices.next()) {
            return Some(index);
        }
        // A skipped key keeps its ID: no other key may answer for it.
        if self.skipped.iter().any(|skipped| skipped.listed.may_be_meant_by(id)) {
            return None;
        }
        self.only_candidate(|entry| entry.any_id && header.names(entry.key.algorithm()))
    }

    /// Returns the index of the only candidate, if there is exactly one.
    fn only_candidate(&self, is_candidate: impl Fn(&Entry) -> bool) -> Option<usize> {
        let mut candidates = self.entries.iter().enumerate().filter(|(_, entry)| is_candidate(entry));
        match (candidates.next(), candidates.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&dyn Verify> {
        self.entries.get(index).map(|entry| &*entry.key)
    }

    /// Returns why there is no key for this header, if a candidate was skipped.
    pub(super) fn why_skipped(&self, header: &Header) -> Option<&KeyError> {
        let mut skipped = self.skipped.iter();
        let found = match header.key_id() {
            Some(id) => skipped.find(|skipped| skipped.listed.may_be_meant_by(id)),
            // Keys for this `alg` are in use, so a skipped key is not the reason.
            None if self.entries.iter().any(|entry| header.names(entry.key.algorithm())) => None,
            None => {
                let algorithm: Algorithm = header.alg().parse().ok()?;
                skipped.find(|skipped| skipped.listed.may_be_of_type(algorithm.facts().key_type))
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
        Self::why_skipped(self, header).copied()
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
        f.debug_struct("KeySet")
            .field("keys", &self.entries.len())
            .field("skipped", &self.skipped.len())
            .finish_non_exhaustive()
    }
}
