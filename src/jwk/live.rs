//! A key set that you can replace while threads verify with it.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use arc_swap::{ArcSwap, Guard};

use super::KeySet;
use super::builder::SharedKey;
use crate::error::{InvalidSignature, KeyError};
use crate::jwa::{Algorithm, Verify};
use crate::jws::{FindKey, Header};

/// Holds a [`KeySet`] that you can replace while threads verify with it.
///
/// Clones share one set: give one to the [`Verifier`](crate::Verifier), and keep one to replace the set.
///
/// Finding a key takes no lock and writes no counter that threads share. Only the first use of a key from a JWK makes other
/// threads wait, while it is prepared. The verification of a signature that has begun keeps its set; the next signature is
/// verified with the new set, even if it is one of the same [`JsonSerialization`](crate::jws::JsonSerialization).
///
/// ```
/// use jwt_codec::jwk::{KeySet, LiveKeySet};
/// use jwt_codec::{Es256, SigningKey, Validation, Verifier};
///
/// let old = SigningKey::<Es256>::generate()?;
/// let keys = LiveKeySet::new(KeySet::builder().key("old", old.verifying_key()).build()?);
/// let verifier = Verifier::new(keys.clone(), Validation::new());
///
/// // Later, and from any thread:
/// let new = SigningKey::<Es256>::generate()?;
/// keys.add("new", new.verifying_key())?;
/// assert!(keys.retire("old"));
/// assert_eq!(keys.load().len(), 1);
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
#[derive(Clone)]
pub struct LiveKeySet(Arc<ArcSwap<KeySet>>);

impl LiveKeySet {
    /// Creates a live set that starts with these keys.
    #[must_use]
    pub fn new(keys: KeySet) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(keys)))
    }

    /// Returns the current set.
    #[must_use]
    pub fn load(&self) -> Arc<KeySet> {
        self.0.load_full()
    }

    /// Replaces the current set.
    ///
    /// ```
    /// use jwt_codec::jwk::{JwkSet, KeySet, LiveKeySet};
    /// # use jwt_codec::{Es256, SigningKey};
    /// # let key = SigningKey::<Es256>::generate()?.verifying_key().to_jwk().with_key_id("new");
    /// # let document = JwkSet::from_iter([key]).to_json();
    ///
    /// let keys = LiveKeySet::new(KeySet::default());
    /// // After fetching `document`:
    /// keys.replace(KeySet::from_jwk_set(&JwkSet::from_json(&document)?)?);
    /// assert_eq!(keys.load().len(), 1);
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    pub fn replace(&self, keys: KeySet) {
        self.0.store(Arc::new(keys));
    }

    /// Adds a key to the current set.
    ///
    /// # Errors
    ///
    /// As [`KeySet::with_key`]. After an error the set is unchanged.
    pub fn add(&self, id: impl Into<String>, key: impl Verify + 'static) -> Result<(), KeyError> {
        let id = Arc::<str>::from(id.into());
        let key = SharedKey::new(key, Some(&id));
        let mut added = Ok(());
        // The closure runs again if another thread changes the set meanwhile.
        self.0.rcu(|keys| match keys.with_shared_key(Arc::clone(&id), key.clone()) {
            Ok(with_key) => {
                added = Ok(());
                Arc::new(with_key)
            }
            Err(error) => {
                added = Err(error);
                Arc::clone(keys)
            }
        });
        added
    }

    /// Removes all keys with this ID from the current set, skipped keys included. Returns whether any of them was in
    /// use; `false` may mean a misspelt ID.
    ///
    /// It changes only the current set. If the issuer still publishes a leaked key, the next [`replace`](Self::replace)
    /// brings it back, and a token that asks for it may cause a fetch (see [`Refresh`](super::Refresh)). So remove it
    /// from every set that you fetch, with [`KeySet::without_key`].
    #[expect(clippy::must_use_candidate, reason = "callers that know the ID may ignore it")]
    pub fn retire(&self, id: &str) -> bool {
        let before = self.0.rcu(|keys| keys.without_key(id));
        before.keys().any(|(known, _)| known == Some(id))
    }
}

impl FindKey for LiveKeySet {
    type Key<'k> = LiveKey;

    fn find_key(&self, header: &Header) -> Option<LiveKey> {
        let keys = self.0.load();
        let place = keys.find(header)?;
        Some(LiveKey { keys, place })
    }

    fn why_skipped(&self, header: &Header) -> Option<KeyError> {
        FindKey::why_skipped(&**self.0.load(), header)
    }
}

/// A key of a [`LiveKeySet`]. It keeps the set alive in which it was found.
///
/// ```
/// use jwt_codec::jwk::{KeySet, LiveKey, LiveKeySet};
/// use jwt_codec::jws::{FindKey, Header};
/// use jwt_codec::{Algorithm, Es256, SigningKey, Verify};
///
/// let key = SigningKey::<Es256>::generate()?.verifying_key();
/// let keys = LiveKeySet::new(KeySet::builder().key("old", key).build()?);
/// let header = Header::new(Algorithm::ES256).with_key_id("old");
///
/// let found: LiveKey = keys.find_key(&header).expect("a key of that ID");
/// keys.retire("old");
/// assert!(keys.find_key(&header).is_none());
/// assert_eq!(found.algorithm(), Algorithm::ES256); // a verification that has begun keeps its key
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub struct LiveKey {
    keys: Guard<Arc<KeySet>>,
    place: usize,
}

impl LiveKey {
    #[expect(clippy::expect_used, reason = "our own data decides")]
    fn key(&self) -> &dyn Verify {
        self.keys.get(self.place).expect("the key was found in this very set")
    }
}

impl Verify for LiveKey {
    fn algorithm(&self) -> Algorithm {
        self.key().algorithm()
    }

    fn signature_len(&self) -> usize {
        self.key().signature_len()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        self.key().verify(message, signature)
    }
}

impl fmt::Debug for LiveKeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.load().fmt(f)
    }
}

impl fmt::Debug for LiveKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveKey({})", self.algorithm())
    }
}
