//! Building a key set: its keys, and the rules that are relaxed for it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::key_set::Entry;
use super::rules::{self, Allowed, EntryFacts, Listed};
use super::{Jwk, JwkSet, KeySet, PublicJwk, SkippedKey};
use crate::error::{JwkMember, KeyDefect, KeyError};
use crate::jwa::{self, Algorithm, Verify};

/// Builds a [`KeySet`].
///
/// Errors name keys by their places, counted from 0 in the order in which the keys are added, skipped keys included. In
/// a set from one document, these are the places in the document.
///
/// [`rsa_algorithm`](Self::rsa_algorithm) and [`key_use`](Self::key_use) apply to the JWK Sets that you add after them. The
/// methods that begin with `allow_` apply to the whole set, wherever you call them.
///
/// ```
/// use jwt_codec::jwk::{JwkSet, KeySet, KeySetBuilder};
/// use jwt_codec::{Algorithm, Es256, SigningKey};
///
/// # let published = JwkSet::from_iter([SigningKey::<Es256>::generate()?.verifying_key().to_jwk().with_key_id("theirs")]);
/// let builder: KeySetBuilder = KeySet::builder()
///     .rsa_algorithm(Algorithm::RS256) // of RSA keys that come without `alg`
///     .jwk_set(&published)
///     .key("ours", SigningKey::<Es256>::generate()?.verifying_key());
/// let keys = builder.build()?;
/// assert_eq!(keys.len(), 2);
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone, Default)]
pub struct KeySetBuilder {
    pub(super) entries: Vec<Entry>,
    pub(super) skipped: Vec<SkippedKey>,
    /// The place of the next entry.
    pub(super) next_place: usize,
    pub(super) allowed: Allowed,
    pub(super) rsa_algorithms: Vec<Algorithm>,
    pub(super) key_use: Option<Box<str>>,
}

impl KeySetBuilder {
    /// Adds a key with its ID.
    #[must_use]
    pub fn key(mut self, id: impl Into<String>, key: impl Verify + 'static) -> Self {
        self.push(Some(id.into().into()), false, key);
        self
    }

    /// Adds a key without ID. It verifies tokens without `kid`, if it is the only key for their `alg`.
    ///
    /// ```
    /// use jwt_codec::jwk::KeySet;
    /// use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let keys = KeySet::builder().key_without_id(key.verifying_key()).build()?;
    /// let verifier = Verifier::new(keys, Validation::new());
    /// let claims = Claims::new(()).lifetime(Duration::from_secs(600));
    ///
    /// let without_kid = Signer::new(&key).sign(&claims)?;
    /// assert!(verifier.verify::<RegisteredClaims>(&without_kid).is_ok());
    /// let with_kid = Signer::new(&key).key_id("2026-11").sign(&claims)?;
    /// assert!(verifier.verify::<RegisteredClaims>(&with_kid).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn key_without_id(mut self, key: impl Verify + 'static) -> Self {
        self.push(None, false, key);
        self
    }

    /// Adds a key that verifies tokens with any `kid` that no other key has. It must be the only such key for their `alg`. It
    /// verifies tokens without `kid` if no other key of the set has their `alg`.
    ///
    /// The `kid` of a skipped key belongs to that key: this key does not verify its tokens. Skipped keys that no token can mean,
    /// such as those with the `use` `enc`, have no `kid` of their own.
    ///
    /// ```
    /// use jwt_codec::jwk::KeySet;
    /// use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
    /// use std::time::Duration;
    ///
    /// let key = SigningKey::<Es256>::generate()?;
    /// let keys = KeySet::builder().key_for_any_id(key.verifying_key()).build()?;
    /// let verifier = Verifier::new(keys, Validation::new());
    /// let token = Signer::new(key).key_id("2026-11").sign(&Claims::new(()).lifetime(Duration::from_secs(600)))?;
    /// verifier.verify::<RegisteredClaims>(&token)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn key_for_any_id(mut self, key: impl Verify + 'static) -> Self {
        self.push(None, true, key);
        self
    }

    fn push(&mut self, id: Option<Arc<str>>, any_id: bool, key: impl Verify + 'static) {
        let key = SharedKey::new(key, id.as_deref());
        self.push_shared(id, any_id, key);
    }

    /// Adds a key that other sets may have too.
    pub(super) fn push_shared(&mut self, id: Option<Arc<str>>, any_id: bool, SharedKey { key, public }: SharedKey) {
        let facts = EntryFacts::of_key(id, key.algorithm());
        let listed = Listed::new(self.next_place, Arc::new(facts), None);
        self.entries.push(Entry { listed, any_id, key, public });
        self.next_place = self.next_place.saturating_add(1);
    }

    /// Adds all usable keys of a JWK Set. [`KeySet::skipped`] lists the others, each with its reason.
    ///
    /// Of a private key it uses the public half, without comparing the two halves.
    #[must_use]
    pub fn jwk_set(mut self, set: &JwkSet) -> Self {
        let start = self.next_place;
        let wanted_use = self.key_use.as_deref();
        // Entries that could not be parsed still count for the rules, at their places in this builder.
        for skipped in set.skipped() {
            let place = start.saturating_add(skipped.index);
            let listed = Listed::new(place, Arc::clone(&skipped.listed.facts), wanted_use);
            self.skipped.push(SkippedKey { listed, ..skipped.clone() });
        }
        // Parsed entries become keys, or are skipped with the reason.
        for (index, jwk) in set.places() {
            let place = start.saturating_add(index);
            let listed =
                |algorithm| Listed::new(place, Arc::new(EntryFacts::of_jwk(jwk, algorithm)), self.key_use.as_deref());
            let public = jwk.to_public().map(Arc::new);
            match self.verifying_keys(jwk, public.as_deref()) {
                Ok(keys) => self.entries.extend(keys.into_iter().map(|key| Entry {
                    listed: listed(Some(key.algorithm())),
                    any_id: false,
                    key: key.into(),
                    public: public.clone(),
                })),
                Err(reason) => {
                    let listed = listed(jwk.algorithm());
                    self.skipped.push(SkippedKey { index, key_id: jwk.key_id().map(Box::from), reason, listed });
                }
            }
        }
        self.next_place = start.saturating_add(set.len());
        self
    }

    /// Returns the verifying keys from a JWK: one, or one for each algorithm that the caller named.
    fn verifying_keys(&self, jwk: &Jwk, public: Option<&PublicJwk>) -> Result<Vec<Box<dyn Verify>>, KeyError> {
        jwk.check_use(self.key_use.as_deref())?;
        let algorithms = match (jwk.algorithm(), jwk.key_type(), self.rsa_algorithms.as_slice()) {
            (Some(algorithm), ..) => alloc::vec![algorithm],
            (None, "RSA", []) => {
                return Err(KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::UndecidedForSet });
            }
            (None, "RSA", named) => named.to_vec(),
            (None, ..) => {
                return Err(KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::Undecided });
            }
        };
        algorithms.into_iter().map(|algorithm| jwk.public_key_for(public, algorithm)).collect()
    }

    /// Names the algorithm of RSA keys without `alg`. Call it before [`jwk_set`](Self::jwk_set).
    ///
    /// Call it again to name another algorithm. Such a key then verifies tokens of each named algorithm. An algorithm that
    /// is not for RSA keys changes nothing: if you name no other, RSA keys without `alg` are skipped.
    #[must_use]
    pub fn rsa_algorithm(mut self, algorithm: Algorithm) -> Self {
        if algorithm.facts().key_type == "RSA" && !self.rsa_algorithms.contains(&algorithm) {
            self.rsa_algorithms.push(algorithm);
        }
        self
    }

    /// Accepts only keys with this `use` from JWK Sets. Call it before [`jwk_set`](Self::jwk_set). If you call it again, the
    /// last value counts for the sets that follow.
    ///
    /// By default, keys are accepted if their `use` is `sig` or absent. RFC 7517 section 4.2 lets issuers define other
    /// values. With this method, keys without `use` are not accepted, and may share their `kid` with any key.
    ///
    /// ```
    /// use jwt_codec::jwk::{JwkSet, KeySet};
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// # let bundle: JwkSet = ["jwt-svid", "x509-svid"]
    /// #     .into_iter()
    /// #     .map(|key_use| Ok(SigningKey::<Es256>::generate()?.verifying_key().to_jwk().with_key_use(key_use)))
    /// #     .collect::<Result<_, jwt_codec::KeyError>>()?;
    /// // A SPIFFE trust bundle, with a key for JWTs and one for certificates.
    /// let keys = KeySet::builder().key_use("jwt-svid").jwk_set(&bundle).build()?;
    /// assert_eq!(keys.len(), 1);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn key_use(mut self, key_use: impl Into<String>) -> Self {
        self.key_use = Some(key_use.into().into());
        self
    }

    /// Allows several keys with the same ID, if each is for a different algorithm.
    ///
    /// ```
    /// use jwt_codec::jwk::KeySet;
    /// use jwt_codec::{EdDsa, Es256, KeyError, SigningKey};
    ///
    /// let keys = KeySet::builder()
    ///     .key("2026-11", SigningKey::<Es256>::generate()?.verifying_key())
    ///     .key("2026-11", SigningKey::<EdDsa>::generate()?.verifying_key());
    /// assert_eq!(keys.clone().build().unwrap_err(), KeyError::DuplicateKeyId { places: [0, 1] });
    /// assert_eq!(keys.allow_shared_key_ids().build()?.len(), 2);
    /// # Ok::<(), KeyError>(())
    /// ```
    #[must_use]
    pub const fn allow_shared_key_ids(mut self) -> Self {
        self.allowed.shared_ids = true;
        self
    }

    /// Allows secrets and public keys in one set.
    ///
    /// ```
    /// use jwt_codec::jwk::KeySet;
    /// use jwt_codec::{Es256, Hs256, KeyError, SigningKey};
    ///
    /// let keys = KeySet::builder()
    ///     .key("ours", SigningKey::<Hs256>::generate()?.verifying_key())
    ///     .key("theirs", SigningKey::<Es256>::generate()?.verifying_key());
    /// assert_eq!(keys.clone().build().unwrap_err(), KeyError::MixedKeySet { secret: 0, public: 1 });
    /// assert_eq!(keys.allow_symmetric_and_asymmetric().build()?.len(), 2);
    /// # Ok::<(), KeyError>(())
    /// ```
    #[must_use]
    pub const fn allow_symmetric_and_asymmetric(mut self) -> Self {
        self.allowed.mixed = true;
        self
    }

    /// Creates the set.
    ///
    /// # Errors
    ///
    /// - [`KeyError::DuplicateKeyId`] if two keys have the same ID, unless
    ///   [`allow_shared_key_ids`](Self::allow_shared_key_ids) allows it.
    /// - [`KeyError::MixedKeySet`] if the set contains both secrets and public keys, unless
    ///   [`allow_symmetric_and_asymmetric`](Self::allow_symmetric_and_asymmetric) allows it.
    ///
    /// Both rules count every entry of a JWK Set, skipped entries included. Two exceptions concern the ID:
    ///
    /// - A key that appears twice in JWK Sets, with the same ID and value and no different `alg`, is one key. A key from
    ///   [`key`](Self::key), [`KeySet::with_key`] or `LiveKeySet::add` is never merged with another.
    /// - An entry that is not for signatures may share its ID with any other. Its `use`, `key_ops` or `alg` says so, or
    ///   its `crv` is X25519 or X448. After [`key_use`](Self::key_use), that is also an entry without `use`.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "our own data decides")]
    pub fn build(mut self) -> Result<KeySet, KeyError> {
        let used = self.entries.iter().map(|entry| &entry.listed);
        rules::check(used.clone().chain(self.skipped.iter().map(|skipped| &skipped.listed)), self.allowed)?;
        let mut are_new = rules::are_new(used).into_iter();
        // Keep one copy of a key that appears twice.
        self.entries.retain(|_| are_new.next().expect("there is a verdict for each entry"));
        Ok(KeySet::from_builder(self))
    }
}

/// A key, with the document to publish it, which only its own type can give.
#[derive(Clone)]
pub(super) struct SharedKey {
    key: Arc<dyn Verify>,
    public: Option<Arc<PublicJwk>>,
}

impl SharedKey {
    pub(super) fn new(key: impl Verify + 'static, id: Option<&str>) -> Self {
        let public = public_jwk(&key, id).map(Arc::new);
        Self { key: Arc::new(key), public }
    }
}

/// Returns the key as a document, if it is a public key of this crate.
fn public_jwk<K: Verify + 'static>(key: &K, id: Option<&str>) -> Option<PublicJwk> {
    let jwk = Jwk::new(jwa::public_material(key.algorithm(), key)?).with_algorithm(key.algorithm());
    match id {
        Some(id) => jwk.with_key_id(id),
        None => jwk,
    }
    .to_public()
}

impl fmt::Debug for KeySetBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySetBuilder").field("keys", &self.entries.len()).finish_non_exhaustive()
    }
}
