//! A JWK Set with keys that only another build can use: what is refused there is refused here.

use jwt_codec::jwk::{JwkSet, KeySet, KeySetBuilder};
use jwt_codec::{Algorithm, KeyError};
use serde_json::{Value, json};

use crate::support::rfc;

/// The key of an example, with an id.
fn key(example: &str, id: &str) -> Value {
    let mut key: Value = serde_json::from_str(&rfc::example(example).jwk()).unwrap();
    key["kid"] = json!(id);
    key
}

fn es256(id: &str) -> Value {
    key("A.3", id)
}

/// This build has no ES512.
fn es512(id: &str) -> Value {
    key("A.4", id)
}

fn hs256(id: &str) -> Value {
    json!({"kty": "oct", "alg": "HS256", "kid": id, "k": "A".repeat(86)})
}

fn of(keys: &[Value]) -> KeySetBuilder {
    KeySet::builder().jwk_set(&JwkSet::from_json(json!({ "keys": keys }).to_string()).unwrap())
}

#[track_caller]
fn accepted(set: KeySetBuilder, algorithms: &[Algorithm]) {
    let set = set.build().unwrap();
    assert_eq!(set.keys().map(|(_, algorithm)| algorithm).collect::<Vec<_>>(), algorithms);
    assert!(set.skipped().iter().all(|key| matches!(key.reason, KeyError::UnsupportedAlgorithm(_))));
}

#[track_caller]
fn refused(set: KeySetBuilder, error: KeyError) {
    assert_eq!(set.build().map(|_| ()), Err(error));
}

#[test]
fn shared_ids() {
    accepted(of(&[es256("a"), es512("b")]), &[Algorithm::ES256]);
    let twice = || KeyError::DuplicateKeyId { places: [0, 1] };
    refused(of(&[es256("a"), es512("a")]), twice());
    accepted(of(&[es256("a"), es512("a")]).allow_shared_key_ids(), &[Algorithm::ES256]);
    // The same key twice is one; another under its id is not.
    accepted(of(&[es512("a"), es512("a"), es256("b")]), &[Algorithm::ES256]);
    let mut other = es512("a");
    other["x"] = json!(format!("AA{}", "B".repeat(86)));
    refused(of(&[es512("a"), other.clone()]), twice());
    refused(of(&[es512("a"), other]).allow_shared_key_ids(), twice());
}

#[test]
fn secrets_next_to_public_keys() {
    refused(of(&[hs256("a"), es512("b")]), KeyError::MixedKeySet { secret: 0, public: 1 });
    accepted(of(&[hs256("a"), es512("b")]).allow_symmetric_and_asymmetric(), &[Algorithm::HS256]);
}
