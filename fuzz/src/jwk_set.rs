//! Any bytes as a JWK Set. What is accepted is written and read again equal, but for secrets and private members, and each of its keys keeps
//! what the target `jwk` says. A `KeySet` is refused exactly if two entries that both can be used have one ID and are not one key, or if there are
//! secrets next to public keys, as plain code over the parsed keys finds; an error names two entries of which that is true. A key ID finds the same
//! key before and after a round trip through the published set, and that key verifies what the private half has signed.
//!
//! Entries that cannot be parsed count for the rules too. In a set that has some, only what holds anyway is required.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet, PublicJwkSet};
use jwt_codec::jws::{FindKey, Header};
use jwt_codec::{Algorithm, KeyError, Sign, Verify};

use super::jwk;
use super::tree::{Tree, number_texts};

const MESSAGE: &[u8] = b"message";

/// Returns whether it becomes a `KeySet` with a key in it.
pub fn property(data: &[u8]) -> bool {
    let through_serde = serde_json::from_slice::<PublicJwkSet>(data);
    let Ok(set) = JwkSet::from_json(data) else {
        let is_infinite = |text: &&str| text.parse::<f64>().is_ok_and(f64::is_infinite);
        assert!(through_serde.is_err() || number_texts(data).iter().any(is_infinite), "read by serde only");
        return false;
    };
    set.keys().for_each(jwk::check);
    check_round_trip(&set);
    if let Ok(public) = through_serde {
        assert_eq!(public.to_json(), set.to_json());
        assert_eq!(public.skipped().len(), set.skipped().len());
    }

    let keys = KeySet::from_jwk_set(&set);
    let entries = entries(data);
    match &keys {
        Ok(keys) => {
            assert_eq!(fault(&set), None);
            check_keys(&set, keys);
        }
        Err(KeyError::MixedKeySet { secret, public }) => {
            let has_type = |place: &usize, is_such: fn(&str) -> bool| {
                texts(entries.get(*place), "kty").iter().any(|key_type| is_such(key_type))
            };
            if !entries.is_empty() {
                assert!(
                    has_type(secret, |key_type| key_type == "oct") && has_type(public, |key_type| key_type != "oct")
                );
            }
        }
        Err(KeyError::DuplicateKeyId { places: [one, other] }) => {
            assert!(one < other);
            let [one, other] = [one, other].map(|place| texts(entries.get(*place), "kid"));
            assert!(entries.is_empty() || one.iter().any(|id| other.contains(id)));
        }
        Err(other) => panic!("{other}"),
    }
    let is_used = keys.as_ref().is_ok_and(|keys| !keys.is_empty());
    if set.skipped().is_empty() {
        assert_eq!(keys.err().map(|error| matches!(error, KeyError::MixedKeySet { .. })), fault(&set));
    }
    is_used
}

/// The entries as `serde_json` reads them; none if it refuses the document.
fn entries(data: &[u8]) -> Vec<Tree> {
    match serde_json::from_slice::<Tree>(data).map(|document| document.member("keys").cloned()) {
        Ok(Some(Tree::Array(entries))) => entries,
        _ => Vec::new(),
    }
}

/// The texts of all members of that name.
fn texts<'e>(entry: Option<&'e Tree>, name: &str) -> Vec<&'e str> {
    let Some(Tree::Object(members)) = entry else { return Vec::new() };
    let values = members.iter().filter(|(own, _)| own == name);
    let text = |value: &'e Tree| if let Tree::Text(text) = value { Some(text.as_str()) } else { None };
    values.filter_map(|(_, value)| text(value)).collect()
}

fn check_round_trip(set: &JwkSet) {
    let written = set.to_json();
    let again = JwkSet::from_json(&written).expect("what is written is read");
    assert_eq!(again.to_json(), written);
    assert!(again.skipped().is_empty() && again.keys().all(|key| !key.is_private()));
    let public = set.to_public();
    assert_eq!((public.to_json(), serde_json::to_string(&public).expect("JSON")), (written.clone(), written));
    let thumbprints =
        |set: &JwkSet| -> Vec<String> { set.keys().filter(|key| !key.is_symmetric()).map(Jwk::thumbprint).collect() };
    assert_eq!(thumbprints(&again), thumbprints(set));
}

/// What is wrong with the parsed keys as a set: whether it is secrets next to public keys, or if not that, one ID for two keys.
fn fault(set: &JwkSet) -> Option<bool> {
    if set.keys().any(Jwk::is_symmetric) && set.keys().any(|key| !key.is_symmetric()) {
        return Some(true);
    }
    let for_signatures: Vec<&Jwk> = set.keys().filter(|key| !is_for_something_else(key)).collect();
    let are_two = |one: &Jwk, other: &Jwk| {
        let algorithms = [one, other].map(Jwk::algorithm);
        let differ = matches!(algorithms, [Some(one), Some(other)] if !one.is_named(other.as_str()));
        one.thumbprint() != other.thumbprint() || differ
    };
    let clashes = for_signatures.iter().enumerate().any(|(place, one)| {
        let others = for_signatures.iter().skip(place + 1);
        one.key_id().is_some() && others.into_iter().any(|other| one.key_id() == other.key_id() && are_two(one, other))
    });
    clashes.then_some(false)
}

/// Whether `use` or `key_ops` says that a key is not for signatures.
fn is_for_something_else(key: &Jwk) -> bool {
    let members: Tree = serde_json::from_str(key.to_secret_json().expose_secret()).expect("JSON");
    let operations = match members.member("key_ops") {
        Some(Tree::Array(operations)) => operations.as_slice(),
        _ => &[],
    };
    let is_for_signatures =
        |operation: &Tree| matches!(operation, Tree::Text(name) if name == "sign" || name == "verify");
    key.key_use().is_some_and(|key_use| key_use != "sig")
        || (!operations.is_empty() && !operations.iter().any(is_for_signatures))
}

fn check_keys(set: &JwkSet, keys: &KeySet) {
    assert!(keys.len() + keys.skipped().len() <= set.keys().count() + set.skipped().len());
    let published = keys.to_jwk_set().to_json();
    let again = KeySet::from_jwk_set(&JwkSet::from_json(&published).expect("what is written is read"));
    let again = again.expect("what was a set stays one");
    assert!(again.skipped().is_empty(), "{:?}", again.skipped());
    let public: Vec<_> = keys.keys().filter(|(_, algorithm)| !algorithm.is_symmetric()).collect();
    assert!(again.keys().eq(public), "{published}");

    for jwk in set.keys() {
        for algorithm in Algorithm::ALL {
            let header = match jwk.key_id() {
                Some(key_id) => Header::new(*algorithm).with_key_id(key_id),
                None => Header::new(*algorithm),
            };
            let [before, after] = [keys, &again].map(|keys| keys.find_key(&header).map(Verify::algorithm));
            if !before.is_some_and(Algorithm::is_symmetric) {
                assert_eq!(before, after, "{header:?}");
            }
            check_found(jwk, keys, &header, *algorithm);
            if !jwk.is_symmetric() {
                check_found(jwk, &again, &header, *algorithm);
            }
        }
    }
}

/// The key that a header finds is the one whose private half the document has, if it is the only one that can be meant.
fn check_found(jwk: &Jwk, keys: &KeySet, header: &Header, algorithm: Algorithm) {
    let Some(found) = keys.find_key(header) else { return };
    // Without an ID any other key may be the one; and one ID can belong to a key for something else, too.
    let is_its_own = jwk.key_id().is_some() && !is_for_something_else(jwk);
    let (true, true, Ok(signing)) =
        (is_its_own, found.algorithm().is_named(algorithm.as_str()), jwk.signing_key_for(algorithm))
    else {
        return;
    };
    let mut signature = vec![0; signing.signature_len()];
    signing.sign(MESSAGE, &mut signature).expect("a signature");
    assert_eq!(found.verify(MESSAGE, &signature), Ok(()), "{header:?}");
}
