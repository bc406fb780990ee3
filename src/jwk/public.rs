//! Public keys as documents that can be cloned, and kept inside of other documents.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;

use serde_core::de::{Deserialize, Deserializer, Error};
use serde_core::ser::{Serialize, SerializeMap, Serializer};

use super::write::PublicMembers;
use super::{Jwk, JwkSet, transcript};
use crate::error::{JwkMember, KeyDefect, KeyError};
use crate::jwa::Material;

/// A [`Jwk`] without private or secret members.
///
/// It can be cloned, serialized and deserialized, which a [`Jwk`] cannot: copies of a secret should not go unnoticed.
/// Create one with [`Jwk::to_public`]. It dereferences to a [`Jwk`].
///
/// It is deserialized under the rules of [`Jwk::from_json`], from any self-describing format, such as JSON or CBOR. A
/// private or secret key is rejected.
///
/// ```
/// use jwt_codec::jwk::{Jwk, PublicJwk};
/// use serde::{Deserialize, Serialize};
///
/// /// The claim `cnf` of RFC 7800.
/// #[derive(Clone, Serialize, Deserialize)]
/// struct Confirmation {
///     jwk: PublicJwk,
/// }
///
/// let json = r#"{"jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#;
/// let confirmation: Confirmation = serde_json::from_str(json)?;
/// assert_eq!(confirmation.jwk.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
/// assert_eq!(serde_json::to_string(&confirmation)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A [`Jwk`] cannot be cloned:
///
/// ```compile_fail,E0277
/// # use jwt_codec::jwk::Jwk;
/// fn clones<T: Clone>() {}
/// clones::<Jwk>();
/// ```
pub struct PublicJwk(Jwk);

/// A [`JwkSet`] without private or secret members.
///
/// It can be cloned, serialized and deserialized, and dereferences to a [`JwkSet`]. Create one with
/// [`JwkSet::to_public`], or with [`KeySet::to_jwk_set`](super::KeySet::to_jwk_set) to publish the keys that you use.
///
/// It is deserialized under the rules of [`JwkSet::from_json`], from any self-describing format. A set that contains a
/// private or secret key is rejected, also if that key is one that cannot be parsed. A key whose `kty` is unknown counts as
/// private if it has a member `d`, `dp`, `dq`, `qi`, `k` or `priv`.
///
/// ```
/// use jwt_codec::jwk::{Jwk, JwkSet, PublicJwkSet};
/// use jwt_codec::{Algorithm, Es256, SigningKey};
///
/// // A program keeps private keys and a secret in one document, and publishes this:
/// let secret = Jwk::generate_secret(Algorithm::HS256)?;
/// let set = JwkSet::from_iter([secret, SigningKey::<Es256>::generate()?.to_secret_jwk()]);
/// let published: PublicJwkSet = set.to_public();
/// assert_eq!(published.keys().count(), 1);
/// assert!(!serde_json::to_string(&published)?.contains(r#""d":"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PublicJwkSet(JwkSet);

impl Jwk {
    /// Returns the public key, with `kid`, `alg`, `use` and `key_ops`. Returns `None` for a secret key, which has no public
    /// part.
    ///
    /// In the `key_ops` of a private key, `sign` becomes `verify`: that is what its public key is for.
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::{Algorithm, Es256, SigningKey};
    ///
    /// let jwk = SigningKey::<Es256>::generate()?.to_secret_jwk();
    /// let public = jwk.to_public().expect("it has a public part");
    /// assert!(!public.is_private());
    /// assert_eq!(public.thumbprint(), jwk.thumbprint());
    /// assert!(Jwk::generate_secret(Algorithm::HS256)?.to_public().is_none());
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_public(&self) -> Option<PublicJwk> {
        Some(PublicJwk(Self {
            material: self.material.public_half()?,
            key_id: self.key_id.clone(),
            algorithm: self.algorithm,
            key_use: self.key_use.clone(),
            operations: self.public_operations(),
        }))
    }

    /// Returns the `key_ops` of the public half: `verify` in the place of `sign` (RFC 7517 section 4.3).
    fn public_operations(&self) -> Vec<Box<str>> {
        let mut operations = self.operations.clone();
        if self.is_private() && self.lists("sign") {
            operations.retain(|operation| !matches!(&**operation, "sign" | "verify"));
            operations.push("verify".into());
        }
        operations
    }

    /// Returns the key if it is public.
    #[cfg(feature = "profiles")]
    pub(crate) fn into_public(self) -> Result<PublicJwk, KeyError> {
        self.require_public().map(|()| PublicJwk(self))
    }

    const fn require_public(&self) -> Result<(), KeyError> {
        let member = match &self.material {
            Material::Oct(_) => JwkMember::K,
            Material::Akp { seed: Some(_), .. } => JwkMember::Private,
            private if private.is_private() => JwkMember::D,
            _ => return Ok(()),
        };
        Err(KeyError::Jwk { member, defect: KeyDefect::NotPublic })
    }
}

impl JwkSet {
    /// Returns the set without secrets, and with the public part of each private key.
    ///
    /// ```
    /// use jwt_codec::jwk::JwkSet;
    /// use jwt_codec::{Es256, SigningKey};
    ///
    /// let set = JwkSet::from_iter([SigningKey::<Es256>::generate()?.to_secret_jwk()]);
    /// assert!(set.to_public().keys().all(|key| !key.is_private()));
    /// # Ok::<(), jwt_codec::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_public(&self) -> PublicJwkSet {
        let keys = self.places().filter_map(|(place, key)| Some((place, key.to_public()?.0)));
        PublicJwkSet(Self::of(keys.collect(), self.skipped().to_vec()))
    }
}

impl Deref for PublicJwk {
    type Target = Jwk;

    fn deref(&self) -> &Jwk {
        &self.0
    }
}

impl Deref for PublicJwkSet {
    type Target = JwkSet;

    fn deref(&self) -> &JwkSet {
        &self.0
    }
}

impl From<PublicJwk> for Jwk {
    fn from(public: PublicJwk) -> Self {
        public.0
    }
}

impl From<PublicJwkSet> for JwkSet {
    fn from(public: PublicJwkSet) -> Self {
        public.0
    }
}

impl FromIterator<PublicJwk> for PublicJwkSet {
    fn from_iter<I: IntoIterator<Item = PublicJwk>>(keys: I) -> Self {
        Self(keys.into_iter().map(Jwk::from).collect())
    }
}

impl Clone for PublicJwk {
    #[expect(clippy::expect_used, reason = "our own data decides")]
    fn clone(&self) -> Self {
        self.0.to_public().expect("a public key has a public part")
    }
}

impl Clone for PublicJwkSet {
    fn clone(&self) -> Self {
        self.0.to_public()
    }
}

impl Serialize for PublicJwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PublicMembers(&self.0).serialize(serializer)
    }
}

impl Serialize for PublicJwkSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut set = serializer.serialize_map(Some(1))?;
        set.serialize_entry("keys", &self.0.keys().map(PublicMembers).collect::<Vec<_>>())?;
        set.end()
    }
}

impl<'de> Deserialize<'de> for PublicJwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let jwk = Jwk::from_json(transcript::json(deserializer)?).map_err(D::Error::custom)?;
        jwk.require_public().map_err(D::Error::custom)?;
        Ok(Self(jwk))
    }
}

impl<'de> Deserialize<'de> for PublicJwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let set = JwkSet::from_json(transcript::json(deserializer)?).map_err(D::Error::custom)?;
        set.keys().try_for_each(Jwk::require_public).map_err(D::Error::custom)?;
        if let Some(member) = set.skipped().iter().find_map(|skipped| skipped.listed.facts.private) {
            return Err(D::Error::custom(KeyError::Jwk { member, defect: KeyDefect::NotPublic }));
        }
        Ok(Self(set))
    }
}

impl fmt::Debug for PublicJwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for PublicJwkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
