//! Finding the key of a token.

use super::Header;
use crate::error::KeyError;
use crate::jwa::Verify;

/// Finds the key for a token: a single key, or one of a set.
///
/// Every [`Verify`] implements it and finds itself. Implement it to find keys by something else than `kid`. The key
/// that you return is still used only if the header's `alg` is its algorithm.
///
/// Whether it is one key or a set is often known at run time only. A [`KeySet`](crate::jwk::KeySet) holds either:
///
/// ```
/// use jwt_codec::jwk::{JwkSet, KeySet};
/// use jwt_codec::{Es256, KeyError, SigningKey, Validation, Verifier};
///
/// struct Service {
///     verifier: Verifier<KeySet>,
/// }
///
/// fn service(keys: KeySet) -> Service {
///     Service { verifier: Verifier::new(keys, Validation::new()) }
/// }
///
/// let one_key = SigningKey::<Es256>::generate()?.verifying_key();
/// service(KeySet::builder().key_for_any_id(one_key).build()?);
/// service(KeySet::from_jwk_set(&JwkSet::from_json(r#"{"keys":[]}"#)?)?);
/// # Ok::<(), KeyError>(())
/// ```
///
/// Keys that are found by something else:
///
/// ```
/// use jwt_codec::jws::{FindKey, Header};
/// use jwt_codec::{Algorithm, Es256, KeyError, SigningKey, VerifyingKey};
/// use std::collections::BTreeMap;
///
/// /// The key of each tenant, or why it could not be read. Their `kid` is the tenant and a year, `alpha/2026`.
/// struct Tenants(BTreeMap<String, Result<VerifyingKey<Es256>, KeyError>>);
///
/// impl Tenants {
///     fn of(&self, header: &Header) -> Option<&Result<VerifyingKey<Es256>, KeyError>> {
///         let (tenant, _year) = header.key_id()?.split_once('/')?;
///         self.0.get(tenant)
///     }
/// }
///
/// impl FindKey for Tenants {
///     type Key<'k> = &'k VerifyingKey<Es256>;
///
///     fn find_key(&self, header: &Header) -> Option<Self::Key<'_>> {
///         self.of(header)?.as_ref().ok()
///     }
///
///     fn why_skipped(&self, header: &Header) -> Option<KeyError> {
///         self.of(header)?.as_ref().err().copied()
///     }
/// }
///
/// let alpha = SigningKey::<Es256>::generate()?.verifying_key();
/// let tenants = Tenants(BTreeMap::from([("alpha".to_owned(), Ok(alpha))]));
/// let header = Header::new(Algorithm::ES256);
/// assert!(tenants.find_key(&header.clone().with_key_id("alpha/2026")).is_some());
/// assert!(tenants.find_key(&header.with_key_id("beta/2026")).is_none());
/// # Ok::<(), KeyError>(())
/// ```
pub trait FindKey {
    /// The key that is found: a reference, or a pointer that keeps the key alive.
    type Key<'k>: Verify
    where
        Self: 'k;

    /// Returns the key for this header, if there is one.
    ///
    /// The header is unverified: trust nothing in it. It has only `alg`, `typ`, `cty`, `kid`, and what `crit` and `b64`
    /// require, so that no `jwk`, `jku`, `x5u` or `x5c` can choose a key. In a
    /// [`JsonSerialization`](super::JsonSerialization), `typ`, `cty` and `kid` may be from the unprotected header, which stays
    /// unverified.
    fn find_key(&self, header: &Header) -> Option<Self::Key<'_>>;

    /// Returns why the key for this header is not used, if it was skipped. The reason goes into
    /// [`KeyNotFound`](crate::KeyNotFound). It is called only if no key was found.
    fn why_skipped(&self, _header: &Header) -> Option<KeyError> {
        None
    }
}

impl<K: Verify + ?Sized> FindKey for K {
    type Key<'k>
        = &'k K
    where
        Self: 'k;

    fn find_key(&self, _header: &Header) -> Option<&K> {
        Some(self)
    }
}
