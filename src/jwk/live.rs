//! A key set that is exchanged while threads verify with it.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use arc_swap::{ArcSwap, Guard};

use super::KeySet;
use crate::error::{InvalidSignature, KeyError};
use crate::jwa::{Algorithm, Verify};
use crate::jws::{FindKey, Header};

/// A handle on a [`KeySet`] that can be exchanged. Clones are handles on the same one: give one to the
/// [`Verifier`](crate::Verifier), and keep one.
///
/// Verifying takes no lock and touches no counter that threads share. A token that is being verified goes on with the
/// set it has started with; the next one sees the new set.
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
    /// A handle on this set.
    #[must_use]
    pub fn new(keys: KeySet) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(keys)))
    }

    /// The set that is there now.
    #[must_use]
    pub fn load(&self) -> Arc<KeySet> {
        self.0.load_full()
    }

    /// Puts another set in the place of the one that is there.
    pub fn replace(&self, keys: KeySet) {
        self.0.store(Arc::new(keys));
    }

    /// Adds a key.
    ///
    /// # Errors
    ///
    /// As [`KeySet::with_key`]; the set then stays as it was.
    pub fn add(&self, id: impl Into<String>, key: impl Verify + 'static) -> Result<(), KeyError> {
        let (id, key) = (id.into(), Arc::new(key) as Arc<dyn Verify>);
        let mut added = Ok(());
        self.0.rcu(|keys| match keys.with_key(id.clone(), Arc::clone(&key)) {
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

    /// Takes the keys of this id away, the skipped ones too, and says whether there were any that were in use: with a
    /// misspelt id, a key stays in use.
    ///
    /// It is for the set that is there now. If a key has leaked that its issuer still publishes, the next
    /// [`replace`](Self::replace) brings it back, and a token that asks for it is a reason to fetch (see
    /// [`Refresh`](super::Refresh)): leave it out of each set that is fetched, with [`KeySet::without_key`].
    #[expect(clippy::must_use_candidate, reason = "who knows the id need not ask")]
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

/// A key of the set that was there when it was found. It keeps that set alive.
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
