//! Which key a token is checked with.

use super::Header;
use crate::error::KeyError;
use crate::jwa::Verify;

/// Where a verifier has its keys from: one key, or a set of them.
///
/// Every [`Verify`] is one, and finds itself. Implement it to find keys by other things than a `kid`; what is found is
/// still only used if its own algorithm is the one that the header names.
pub trait FindKey {
    /// What is found: a reference, or a pointer that keeps the key alive.
    type Key<'k>: Verify
    where
        Self: 'k;

    /// The key that is meant by this header, if there is one.
    ///
    /// The header is unverified. Nothing in it is to be trusted, and a `jwk`, `jku`, `x5u` or `x5c` in it must not
    /// choose a key.
    fn find_key(&self, header: &Header) -> Option<Self::Key<'_>>;

    /// Why a key that this header could mean is not used, if there is one: it goes into
    /// [`KeyNotFound`](crate::KeyNotFound). It is asked for only where no key was found.
    fn why_skipped(&self, _header: &Header) -> Option<KeyError> {
        None
    }
}

impl<K: Verify> FindKey for K {
    type Key<'k>
        = &'k K
    where
        Self: 'k;

    fn find_key(&self, _header: &Header) -> Option<&K> {
        Some(self)
    }
}
