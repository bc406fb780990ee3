//! What goes into a key set, and on which conditions.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::key_set::Entry;
use super::rules::{self, Allowed, Listed, Told};
use super::{Jwk, JwkSet, KeySet, PublicJwk, SkippedKey};
use crate::error::{JwkMember, KeyDefect, KeyError};
use crate::jwa::{self, Algorithm, Verify};

/// Builds a [`KeySet`].
///
/// Keys are counted from 0 in the order in which they are added, skipped ones too: [`KeyError`] names them so. In a set
/// that is made from one document, these are their places in the document.
#[derive(Clone, Default)]
pub struct KeySetBuilder {
    pub(super) entries: Vec<Entry>,
    pub(super) skipped: Vec<SkippedKey>,
    /// The place of the entry that is added next.
    pub(super) next_place: usize,
    pub(super) allowed: Allowed,
    pub(super) rsa_algorithms: Vec<Algorithm>,
    pub(super) key_use: Option<Box<str>>,
}

impl KeySetBuilder {
    /// Adds a key with its id.
    #[must_use]
    pub fn key(mut self, id: impl Into<String>, key: impl Verify + 'static) -> Self {
        self.push(Some(id.into().into()), false, key);
        self
    }

    /// Adds a key without id: it verifies tokens without `kid`, if it is the only one for their `alg`.
    #[must_use]
    pub fn key_without_id(mut self, key: impl Verify + 'static) -> Self {
        self.push(None, false, key);
        self
    }

    /// Adds a key that verifies tokens with any `kid` that no other key has, and tokens without one, if it is the only
    /// such key for their `alg`. The `kid` of a skipped key is that key's.
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
        let public = public_jwk(&key, id.as_deref()).map(Arc::new);
        let told = Told::of_key(id, key.algorithm());
        let listed = Listed::new(self.next_place, Arc::new(told), None);
        self.entries.push(Entry { listed, any_id, key: Arc::new(key), public });
        self.next_place = self.next_place.saturating_add(1);
    }

    /// Adds the keys of a JWK Set that can be used. The others are listed by [`KeySet::skipped`], each with its reason.
    ///
    /// It uses the public half of a private key, and does not compare it with the private one.
    #[must_use]
    pub fn jwk_set(mut self, set: &JwkSet) -> Self {
        let start = self.next_place;
        let wanted_use = self.key_use.as_deref();
        for skipped in set.skipped() {
            let place = start.saturating_add(skipped.index);
            let listed = Listed::new(place, Arc::clone(&skipped.listed.told), wanted_use);
            self.skipped.push(SkippedKey { listed, ..skipped.clone() });
        }
        for (index, jwk) in set.places() {
            let place = start.saturating_add(index);
            let listed =
                |algorithm| Listed::new(place, Arc::new(Told::of_jwk(jwk, algorithm)), self.key_use.as_deref());
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

    /// The keys that verify by a JWK: one, or one for each of the algorithms that the caller has named for it.
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

    /// Names the algorithm of RSA keys without `alg`, in the JWK Sets that are added after this. Call it again to name
    /// another: such a key then verifies tokens of each of them.
    #[must_use]
    pub fn rsa_algorithm(mut self, algorithm: Algorithm) -> Self {
        if !self.rsa_algorithms.contains(&algorithm) {
            self.rsa_algorithms.push(algorithm);
        }
        self
    }

    /// Names the one `use` that the set is for, in the JWK Sets that are added after this: it takes only keys with this
    /// `use`. By default it takes keys whose `use` is `sig` or absent (RFC 7517 section 4.2 leaves other values to
    /// issuers).
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
    /// The rules below look at every entry of a JWK Set, the skipped ones too. A key that is there twice, with the same
    /// id and value and no other `alg`, is one key. An entry that is not for signatures shares its id with whatever it
    /// likes: one whose `use`, `key_ops` or `alg` say so, or whose `crv` is X25519 or X448.
    ///
    /// # Errors
    ///
    /// [`KeyError::DuplicateKeyId`] if two keys have one id, [`KeyError::MixedKeySet`] if there are secrets next to
    /// public keys, unless that was allowed.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "our own data decides")]
    pub fn build(mut self) -> Result<KeySet, KeyError> {
        let used = self.entries.iter().map(|entry| &entry.listed);
        rules::check(used.clone().chain(self.skipped.iter().map(|skipped| &skipped.listed)), self.allowed)?;
        let mut are_new = rules::are_new(used).into_iter();
        self.entries.retain(|_| are_new.next().expect("there is a verdict for each entry"));
        Ok(KeySet::from_builder(self))
    }
}

/// The key as a document, if it is a public key of this crate.
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
