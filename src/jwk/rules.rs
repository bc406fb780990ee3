//! The rules for a set as a whole: no two keys with the same ID, no secrets next to public keys.
//!
//! They count every entry whose `kid` or `kty` is known, skipped entries included. An ambiguous set, or a published set
//! with a secret, does not become better because this build cannot read one of its keys.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Jwk;
use crate::error::{JwkMember, KeyError};
use crate::json::{raw_members, string_value, string_values};
use crate::jwa::{Algorithm, KeyFamily, Material};

/// Which rules the caller has relaxed.
#[derive(Clone, Copy, Default)]
pub(super) struct Allowed {
    pub(super) shared_ids: bool,
    pub(super) mixed: bool,
}

/// The members of private and secret keys, in the key types that this crate knows.
const PRIVATE: [JwkMember; 9] = [
    JwkMember::D,
    JwkMember::P,
    JwkMember::Q,
    JwkMember::Dp,
    JwkMember::Dq,
    JwkMember::Qi,
    JwkMember::OtherPrimes,
    JwkMember::K,
    JwkMember::Private,
];

/// Those that count in an unknown key type too, to be safe. The others may be public there, as `p` and `q` are in a DSA key.
const PRIVATE_IN_EVERY_TYPE: [JwkMember; 6] =
    [JwkMember::D, JwkMember::Dp, JwkMember::Dq, JwkMember::Qi, JwkMember::K, JwkMember::Private];

/// What an entry says about itself. If a member appears twice, all its values are listed here. A value that is not a
/// string is `None`.
#[derive(Default, PartialEq, Eq)]
pub(super) struct EntryFacts {
    ids: Vec<Arc<str>>,
    key_types: Vec<Option<Cow<'static, str>>>,
    /// An algorithm with two names is listed under one of them.
    algorithms: Vec<Option<Cow<'static, str>>>,
    /// Whether the caller named the algorithm, and not the entry.
    algorithm_is_chosen: bool,
    key_uses: Vec<Option<Box<str>>>,
    /// Whether `alg`, `key_ops` or `crv` says that it is for encryption.
    encrypts: bool,
    /// The member that makes an entry private or secret although it cannot be parsed.
    pub(super) private: Option<JwkMember>,
    /// A hash of the key, or of its text if it cannot be parsed. It is wiped, since the key may be a secret.
    value: Option<Zeroizing<[u8; 32]>>,
}

impl EntryFacts {
    /// Describes a key that has no JWK.
    pub(super) fn of_key(id: Option<Arc<str>>, algorithm: Algorithm) -> Self {
        Self {
            ids: id.into_iter().collect(),
            key_types: alloc::vec![Some(algorithm.facts().key_type.into())],
            algorithms: alloc::vec![Some(name_of(algorithm))],
            ..Self::default()
        }
    }

    /// Describes a JWK, which is used for this algorithm if that is known.
    pub(super) fn of_jwk(jwk: &Jwk, algorithm: Option<Algorithm>) -> Self {
        Self {
            ids: jwk.key_id().map(Arc::from).into_iter().collect(),
            key_types: alloc::vec![Some(jwk.key_type().into())],
            algorithms: algorithm.map(|algorithm| Some(name_of(algorithm))).into_iter().collect(),
            algorithm_is_chosen: jwk.algorithm().is_none(),
            key_uses: jwk.key_use().map(|key_use| Some(key_use.into())).into_iter().collect(),
            encrypts: exclude_signatures(&jwk.operations),
            private: None,
            value: Some(value_of(&jwk.material)),
        }
    }

    /// Describes an entry that cannot be parsed, by its text.
    pub(super) fn of_text(entry: &str) -> Self {
        let mut facts = Self { value: Some(Zeroizing::new(Sha256::digest(entry).into())), ..Self::default() };
        let [mut algorithms, mut curves, mut operations] = [const { Vec::<bool>::new() }; 3];
        let mut private = Vec::new();
        for (name, value) in raw_members(entry) {
            match string_value(name).as_deref() {
                Some("kid") => facts.ids.extend(string_value(value).map(Arc::from)),
                Some("kty") => facts.key_types.push(string_value(value).map(owned)),
                // `null` counts as absent.
                Some("use") if value != "null" => facts.key_uses.push(string_value(value)),
                Some("alg") => {
                    let name = string_value(value);
                    algorithms.push(name.as_deref().is_some_and(is_for_encryption));
                    facts.algorithms.push(name.map(|name| name.parse().map_or_else(|_| owned(name), name_of)));
                }
                Some("crv") => {
                    curves.push(matches!(string_value(value).as_deref(), Some("X25519" | "X448")));
                }
                Some("key_ops") => {
                    operations.push(string_values(value).is_some_and(|listed| exclude_signatures(&listed)));
                }
                // An empty list counts as absent, too.
                Some("oth") if string_values(value).is_some_and(|primes| primes.is_empty()) => {}
                Some(name) if value != "null" => {
                    private.extend(PRIVATE.into_iter().find(|member| member.as_str() == name));
                }
                _ => {}
            }
        }
        let is_of_unknown_type = matches!(&*facts.key_types, [Some(key_type)] if !is_known_key_type(key_type));
        let counts = |member: &JwkMember| !is_of_unknown_type || PRIVATE_IN_EVERY_TYPE.contains(member);
        facts.private = private.into_iter().find(counts);
        // RFC 7517 section 4.3: `key_ops` must agree with `use`. If it does not, the entry may be for either purpose.
        let for_signatures = facts.key_uses.iter().any(|key_use| key_use.as_deref() == Some("sig"));
        let all = |said: &[bool]| !said.is_empty() && said.iter().all(|encrypts| *encrypts);
        facts.encrypts = all(&algorithms) || all(&curves) || (all(&operations) && !for_signatures);
        facts
    }

    /// Returns the ID, the first if there are several.
    pub(super) fn id(&self) -> Option<&Arc<str>> {
        self.ids.first()
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|known| **known == *id)
    }

    /// Returns whether one of its `kty` values meets the condition.
    fn has_key_type(&self, is_such: impl Fn(&str) -> bool) -> bool {
        self.key_types.iter().flatten().any(|key_type| is_such(key_type))
    }

    /// Returns the algorithms that the entry itself names.
    fn named(&self) -> &[Option<Cow<'static, str>>] {
        if self.algorithm_is_chosen { &[] } else { &self.algorithms }
    }

    /// Returns whether it says that it is not for the signatures of this set: those of the wanted `use`, or of `sig`. No
    /// token can mean such an entry.
    ///
    /// If a `use` is wanted, an entry without one is not for it either: such keys are not used.
    fn is_excluded_by(&self, wanted_use: Option<&str>) -> bool {
        let wanted = wanted_use.unwrap_or("sig");
        let is_another = |key_use: &Option<Box<str>>| key_use.as_deref().is_some_and(|key_use| key_use != wanted);
        let says_so = !self.key_uses.is_empty() || wanted_use.is_some();
        self.encrypts || (says_so && self.key_uses.iter().all(is_another))
    }

    /// Returns whether both are equal. Long lists of IDs are not compared: only an entry that could not be parsed has
    /// several, and its `value` is the hash of its whole text.
    fn is_duplicate_of(&self, other: &Self) -> bool {
        self.value == other.value && (self.ids.len() > 1 || self == other)
    }

    /// Returns what two entries of the same key have in common.
    fn identity(&self) -> Option<(Option<&str>, Option<&str>, &[u8; 32])> {
        let id = self.id().map(|id| &**id);
        Some((id, self.algorithms.first().and_then(Option::as_deref), self.value.as_deref()?))
    }
}

/// Returns whether both name one value, and these differ. A missing or repeated value tells nothing.
fn differ(one: &[Option<Cow<'_, str>>], other: &[Option<Cow<'_, str>>]) -> bool {
    matches!((one, other), ([Some(one)], [Some(other)]) if one != other)
}

const fn name_of(algorithm: Algorithm) -> Cow<'static, str> {
    Cow::Borrowed(algorithm.one_name().as_str())
}

fn owned(text: Box<str>) -> Cow<'static, str> {
    Cow::Owned(text.into())
}

/// Hashes the public key, or the secret.
fn value_of(material: &Material) -> Zeroizing<[u8; 32]> {
    let numbers: [&[u8]; 2] = match material {
        Material::Oct(k) => [k, &[]],
        Material::Rsa { n, e, .. } => [n, e],
        Material::Ec { x, y, .. } => [x, y],
        Material::Okp { x, .. } => [x, &[]],
        Material::Akp { public, .. } => [public, &[]],
    };
    let names = [material.key_type(), material.family().map_or("", KeyFamily::as_str)].map(str::as_bytes);
    let mut hash = Sha256::new();
    for part in names.into_iter().chain(numbers) {
        // The length of each part keeps the hashes of different keys apart.
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().into())
}

fn is_known_key_type(key_type: &str) -> bool {
    Algorithm::ALL.iter().any(|algorithm| algorithm.facts().key_type == key_type)
}

/// Returns whether this is an `alg` of JWE (RFC 7518 section 4.1).
fn is_for_encryption(alg: &str) -> bool {
    const BEGINNINGS: [&str; 6] = ["RSA-OAEP", "A128", "A192", "A256", "ECDH-ES", "PBES2-"];
    matches!(alg, "dir" | "RSA1_5") || BEGINNINGS.iter().any(|beginning| alg.starts_with(beginning))
}

/// Returns whether `key_ops` is present and lists no operation for signatures.
fn exclude_signatures(operations: &[Box<str>]) -> bool {
    !operations.is_empty() && !operations.iter().any(|operation| matches!(&**operation, "sign" | "verify"))
}

/// An entry at its place in a set.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) place: usize,
    pub(super) facts: Arc<EntryFacts>,
    /// Whether no token can mean it.
    is_excluded: bool,
}

impl Listed {
    pub(super) fn new(place: usize, facts: Arc<EntryFacts>, wanted_use: Option<&str>) -> Self {
        let is_excluded = facts.is_excluded_by(wanted_use);
        Self { place, facts, is_excluded }
    }

    /// Returns whether a header with this ID can mean it.
    pub(super) fn may_be_meant_by(&self, id: &str) -> bool {
        !self.is_excluded && self.facts.has_id(id)
    }

    /// Returns whether a header can mean it whose algorithm has keys of this type.
    pub(super) fn may_be_of_type(&self, key_type: &str) -> bool {
        !self.is_excluded && self.facts.has_key_type(|known| known == key_type)
    }

    /// Returns whether two entries with the same ID are the same key. They are not if they name different algorithms.
    fn is_same(&self, other: &Self) -> bool {
        let value = &self.facts.value;
        value.is_some() && *value == other.facts.value && !differ(self.facts.named(), other.facts.named())
    }

    /// Returns whether both are known to be for different algorithms.
    ///
    /// That is never so of an entry with several IDs: nobody knows which one it means, and comparing each of them with
    /// every entry would take long.
    fn has_another_algorithm_than(&self, other: &Self) -> bool {
        let (one, other) = (&self.facts, &other.facts);
        one.ids.len() == 1
            && other.ids.len() == 1
            && (differ(&one.algorithms, &other.algorithms) || differ(&one.key_types, &other.key_types))
    }
}

/// Checks the rules for all entries.
pub(super) fn check<'l>(listed: impl Iterator<Item = &'l Listed> + Clone, allowed: Allowed) -> Result<(), KeyError> {
    if !allowed.mixed {
        check_unmixed(listed.clone())?;
    }
    // Compare each entry with the earlier entries of the same ID.
    let mut by_id = BTreeMap::<&str, Vec<&Listed>>::new();
    for entry in listed.filter(|entry| !entry.is_excluded) {
        for id in &entry.facts.ids {
            let known = by_id.entry(id).or_default();
            let may_share = |other: &Listed| {
                entry.is_same(other) || (allowed.shared_ids && entry.has_another_algorithm_than(other))
            };
            if let Some(other) = known.iter().find(|other| !may_share(other)) {
                let (place, other) = (entry.place, other.place);
                return Err(KeyError::DuplicateKeyId { places: [place.min(other), place.max(other)] });
            }
            if !known.iter().any(|other| other.facts.is_duplicate_of(&entry.facts)) {
                known.push(entry);
            }
        }
    }
    Ok(())
}

/// Rejects a secret and a public key at different places.
fn check_unmixed<'l>(listed: impl Iterator<Item = &'l Listed> + Clone) -> Result<(), KeyError> {
    let secrets = listed.clone().filter(|entry| entry.facts.has_key_type(|key_type| key_type == "oct"));
    let publics = listed.filter(|entry| entry.facts.has_key_type(|key_type| key_type != "oct"));
    // Two secrets are enough: at most one of them has the same place as a given public key.
    for secret in secrets.take(2) {
        if let Some(public) = publics.clone().find(|public| public.place != secret.place) {
            return Err(KeyError::MixedKeySet { secret: secret.place, public: public.place });
        }
    }
    Ok(())
}

/// Returns for each entry whether it is new: no earlier entry has the same ID, algorithm and value.
pub(super) fn are_new<'l>(listed: impl Iterator<Item = &'l Listed>) -> Vec<bool> {
    let mut seen = BTreeSet::new();
    listed.map(|entry| entry.facts.identity().is_none_or(|identity| seen.insert(identity))).collect()
}
