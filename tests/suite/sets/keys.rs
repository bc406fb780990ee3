//! JWK Sets and key sets: RFC 7517 section 5, and which key of a set a token is checked with.

use jwt_codec::jwa::KeyFamily;
use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::jws::{self, Header};
use jwt_codec::{
    Algorithm, EdDsa, Es256, Hs256, KeyError, KeyKind, Ps256, Rs256, Sign, SigningKey, VerifyError, VerifyingKey,
    dangerous,
};
use serde_json::{Value, json};

use crate::support::openssl::Folder;
use crate::support::{base64url, keys};

fn rs256() -> SigningKey<Rs256> {
    SigningKey::from_der(&Folder::recorded().bytes("rsa-2048-pkcs8.der")).unwrap()
}

fn ps256() -> SigningKey<Ps256> {
    SigningKey::from_der(&Folder::recorded().bytes("rsa-2048-pkcs8.der")).unwrap()
}

fn eddsa() -> SigningKey<EdDsa> {
    SigningKey::from_der(&Folder::recorded().bytes("ed25519-pkcs8.der")).unwrap()
}

fn token(key: &impl Sign, key_id: Option<&str>) -> String {
    let header = Header::new(key.algorithm());
    let header = key_id.map_or(header.clone(), |key_id| header.with_key_id(key_id));
    jws::sign(&header, b"payload", key).unwrap()
}

#[track_caller]
fn accepted(set: &KeySet, token: &str) {
    assert_eq!(jws::verify(token, set).map(|_| ()), Ok(()), "{token}");
}

#[track_caller]
fn not_found(set: &KeySet, token: &str, key_id: Option<&str>, algorithm: &str) {
    match jws::verify(token, set).map(|_| ()) {
        Err(VerifyError::KeyNotFound(asked)) => assert_eq!((asked.key_id(), asked.algorithm()), (key_id, algorithm)),
        other => panic!("{other:?} for {token}"),
    }
}

/// Keys of different algorithms, found by id.
#[test]
fn by_key_id() {
    let set = KeySet::builder()
        .key("a", keys::es256_verifying())
        .key("b", rs256().verifying_key())
        .key("c", eddsa().verifying_key())
        .key("", SigningKey::<Es256>::generate().unwrap().verifying_key())
        .build()
        .unwrap();
    let listed: Vec<_> = set.keys().collect();
    let names = [(Some("a"), "ES256"), (Some("b"), "RS256"), (Some("c"), "EdDSA"), (Some(""), "ES256")];
    assert_eq!(listed, names.map(|(id, name)| (id, name.parse::<Algorithm>().unwrap())));
    accepted(&set, &token(&keys::es256(), Some("a")));
    accepted(&set, &token(&rs256(), Some("b")));
    accepted(&set, &token(&eddsa(), Some("c")));
    // A key is looked for by the whole of its id, and by nothing else of the header.
    for id in ["A", "a ", "aa", "d", "../a", "a\0", "*"] {
        not_found(&set, &token(&keys::es256(), Some(id)), Some(id), "ES256");
    }
    // The id of another key of the same algorithm, and the one that is empty.
    assert_eq!(jws::verify(&token(&keys::es256(), Some("")), &set).map(|_| ()), Err(VerifyError::InvalidSignature));
}

/// A token is only ever checked with a key whose algorithm its header names.
#[test]
fn algorithm_is_that_of_the_key() {
    let set = KeySet::builder().key("ec", keys::es256_verifying()).key("rsa", rs256().verifying_key()).build().unwrap();
    let mismatch = Err(VerifyError::AlgorithmMismatch);
    for token in [token(&rs256(), Some("ec")), token(&ps256(), Some("rsa")), token(&keys::hs256(), Some("rsa"))] {
        assert_eq!(jws::verify(&token, &set).map(|_| ()), mismatch, "{token}");
    }
    for alg in ["none", "NONE", "ES256K", "RS384", "HS256"] {
        let header = base64url::encode(json!({"alg": alg, "kid": "ec"}).to_string());
        assert_eq!(jws::verify(&format!("{header}.AA.AA"), &set).map(|_| ()), mismatch, "{alg}");
    }
}

#[test]
fn without_key_id_there_is_one_candidate_or_none() {
    let ec = keys::es256_verifying();
    let one = KeySet::builder().key("a", ec.clone()).key_without_id(rs256().verifying_key()).build().unwrap();
    accepted(&one, &token(&keys::es256(), None));
    accepted(&one, &token(&rs256(), None));
    // Keys without id have no id in common.
    let nameless = KeySet::builder().key_without_id(rs256().verifying_key()).key_without_id(eddsa().verifying_key());
    let nameless = nameless.build().unwrap();
    accepted(&nameless, &token(&rs256(), None));
    accepted(&nameless, &token(&eddsa(), None));
    // A key without id is not found by one.
    not_found(&one, &token(&rs256(), Some("b")), Some("b"), "RS256");
    not_found(&one, &token(&ps256(), None), None, "PS256");
    not_found(&one, &token(&eddsa(), None), None, "EdDSA");
    // Two keys are no candidate: neither is tried, not even where both are the same.
    let two = one.with_key("c", ec).unwrap();
    not_found(&two, &token(&keys::es256(), None), None, "ES256");
    accepted(&two, &token(&keys::es256(), Some("a")));
    accepted(&two, &token(&keys::es256(), Some("c")));
    not_found(&KeySet::default(), &token(&keys::es256(), None), None, "ES256");
}

/// One algorithm under two names has one candidate for both.
#[test]
fn ed25519_is_found_by_both_names() {
    let key = VerifyingKey::<jwt_codec::Ed25519>::from_der(&eddsa().verifying_key().to_der()).unwrap();
    let set = KeySet::builder().key_without_id(key).build().unwrap();
    accepted(&set, &token(&eddsa(), None));
    let two = set.with_key("b", eddsa().verifying_key()).unwrap();
    not_found(&two, &token(&eddsa(), None), None, "EdDSA");
}

/// Whoever has the public key signs HS256 with it (CVE-2015-9235): the set has its own algorithm for the key.
#[test]
fn public_keys_are_no_secrets() {
    let public = rs256().verifying_key();
    let jwk = public.to_jwk().with_key_id("rsa").to_json().unwrap();
    let set = KeySet::from_jwk_set(&JwkSet::from_json(format!(r#"{{"keys":[{jwk}]}}"#)).unwrap()).unwrap();
    accepted(&set, &token(&rs256(), Some("rsa")));
    let pkcs1 = Folder::recorded().text("rsa-2048-pkcs1-public.pem");
    let n = serde_json::from_str::<Value>(&jwk).unwrap()["n"].as_str().unwrap().to_owned();
    for secret in [public.to_pem().into_bytes(), pkcs1.into_bytes(), public.to_der(), jwk.into_bytes(), n.into_bytes()]
    {
        let key = dangerous::signing_key_from_any_secret::<Hs256>(&secret).unwrap();
        assert_eq!(jws::verify(&token(&key, Some("rsa")), &set).map(|_| ()), Err(VerifyError::AlgorithmMismatch));
        not_found(&set, &token(&key, None), None, "HS256");
    }
}

#[test]
fn an_id_has_one_key() {
    let builder = || {
        KeySet::builder()
            .key("a", keys::es256_verifying())
            .key("a", rs256().verifying_key())
            .key("b", eddsa().verifying_key())
    };
    assert_eq!(builder().build().unwrap_err(), KeyError::DuplicateKeyId { places: [0, 1] });
    let shared = builder().allow_shared_key_ids().build().unwrap();
    accepted(&shared, &token(&keys::es256(), Some("a")));
    accepted(&shared, &token(&rs256(), Some("a")));
    assert_eq!(jws::verify(&token(&ps256(), Some("a")), &shared).map(|_| ()), Err(VerifyError::AlgorithmMismatch));
    // Each for another algorithm, that is what is allowed.
    let twice = builder().key("a", keys::es256_verifying()).allow_shared_key_ids();
    assert_eq!(twice.build().unwrap_err(), KeyError::DuplicateKeyId { places: [0, 3] });
    // Also of a set that is there.
    let set = KeySet::builder().key("a", keys::es256_verifying()).build().unwrap();
    let again = set.with_key("a", rs256().verifying_key());
    assert_eq!(again.unwrap_err(), KeyError::DuplicateKeyId { places: [0, 1] });
    assert!(shared.with_key("b", rs256().verifying_key()).is_ok());
    assert_eq!(shared.without_key("a").len(), 1);
    assert!(set.without_key("a").is_empty());
    assert_eq!(set.without_key("b").len(), 1);
}

#[test]
fn secrets_stand_alone() {
    let builder = || KeySet::builder().key("a", keys::es256_verifying()).key("b", keys::hs256_verifying());
    assert_eq!(builder().build().unwrap_err(), KeyError::MixedKeySet { secret: 1, public: 0 });
    let mixed = builder().allow_symmetric_and_asymmetric().build().unwrap();
    accepted(&mixed, &token(&keys::hs256(), Some("b")));
    accepted(&mixed, &token(&keys::hs256(), None));
    let mismatch = Err(VerifyError::AlgorithmMismatch);
    assert_eq!(jws::verify(&token(&keys::hs256(), Some("a")), &mixed).map(|_| ()), mismatch);
    assert!(mixed.with_key("c", rs256().verifying_key()).is_ok());
    let secrets = KeySet::builder().key("b", keys::hs256_verifying()).build().unwrap();
    accepted(&secrets, &token(&keys::hs256(), Some("b")));
    let public = secrets.with_key("a", keys::es256_verifying());
    assert_eq!(public.unwrap_err(), KeyError::MixedKeySet { secret: 0, public: 1 });
}

/// What the builder was told holds for the sets that are made of the set (`KeySet::with_key` says no other errors than `build`).
#[test]
fn what_was_allowed_stays_allowed() {
    let one = KeySet::builder().key("a", keys::es256_verifying());
    let shared = one.clone().allow_shared_key_ids().build().unwrap();
    assert!(shared.with_key("a", rs256().verifying_key()).is_ok());
    let mixed = one.allow_symmetric_and_asymmetric().build().unwrap();
    assert!(mixed.with_key("b", keys::hs256_verifying()).is_ok());
}

/// A document as providers publish it: keys for other things, of kinds to come, and some that are broken.
fn document() -> String {
    let key = |key: Jwk| serde_json::from_str::<Value>(&key.to_json().unwrap()).unwrap();
    let mut without_algorithm = key(rs256().verifying_key().to_jwk().with_key_id("rsa"));
    without_algorithm.as_object_mut().unwrap().remove("alg");
    let zeros = "A".repeat(43);
    let keys = json!([
        {"kty": "FUT", "alg": "FUT-1", "pub": "AA", "kid": "future"},
        key(keys::es256_verifying().to_jwk().with_key_id("ec")),
        {"kty": "RSA", "use": "enc", "n": "AQ", "e": "AQAB", "kid": "encryption"},
        without_algorithm,
        {"kty": "EC", "crv": "P-256", "x": zeros, "y": zeros, "kid": "origin"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": zeros, "kid": 7},
        key(eddsa().verifying_key().to_jwk()),
        {},
    ]);
    json!({"keys": keys, "next": {"keys": 1}}).to_string()
}

#[test]
fn strange_keys_do_not_spoil_the_set() {
    let set = JwkSet::from_json(document()).unwrap();
    let read: Vec<_> = set.keys().map(|key| (key.key_type(), key.key_id())).collect();
    assert_eq!(
        read,
        [("EC", Some("ec")), ("RSA", Some("encryption")), ("RSA", Some("rsa")), ("EC", Some("origin")), ("OKP", None),]
    );
    let listed: Vec<_> =
        set.skipped().iter().map(|key| (key.index, key.key_id.as_deref(), key.reason.to_string())).collect();
    let expected = [
        (0, Some("future"), "jwk: kty: unknown"),
        (5, None, "jwk: kid: of the wrong type"),
        (7, None, "jwk: kty: missing"),
    ];
    assert_eq!(listed, expected.map(|(index, id, reason)| (index, id, reason.to_owned())));

    let usable = KeySet::from_jwk_set(&set).unwrap();
    assert_eq!(usable.len(), 2);
    accepted(&usable, &token(&keys::es256(), Some("ec")));
    accepted(&usable, &token(&eddsa(), None));
    not_found(&usable, &token(&rs256(), Some("rsa")), Some("rsa"), "RS256");
    let reasons: Vec<_> =
        usable.skipped()[3..].iter().map(|key| (key.key_id.as_deref(), key.reason.to_string())).collect();
    let expected = [
        (Some("encryption"), "jwk: use: not sig"),
        (
            Some("rsa"),
            "jwk: alg: missing, and the key fits several algorithms: name one with rsa_algorithm before jwk_set",
        ),
        (Some("origin"), "public key: not on the curve"),
    ];
    assert_eq!(reasons, expected.map(|(id, reason)| (id, reason.to_owned())));

    // The caller decides what RSA keys are for.
    let named = KeySet::builder().rsa_algorithm(Algorithm::PS256).jwk_set(&set).build().unwrap();
    assert_eq!(named.len(), 3);
    accepted(&named, &token(&ps256(), Some("rsa")));
    assert_eq!(jws::verify(&token(&rs256(), Some("rsa")), &named).map(|_| ()), Err(VerifyError::AlgorithmMismatch));
}

/// `SkippedKey::index` is the place in the document.
#[test]
fn places_are_those_of_the_document() {
    let usable = KeySet::from_jwk_set(&JwkSet::from_json(document()).unwrap()).unwrap();
    let mut places: Vec<_> = usable.skipped().iter().map(|key| (key.index, key.key_id.as_deref())).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [(0, Some("future")), (2, Some("encryption")), (3, Some("rsa")), (4, Some("origin")), (5, None), (7, None)]
    );
}

#[test]
fn documents_that_are_no_set() {
    for (text, expected) in [
        ("{}", "jwk set: keys is missing"),
        (r#"{"key":[]}"#, "jwk set: keys is missing"),
        (r#"{"keys":{}}"#, "jwk set: keys is not an array"),
        (r#"{"keys":null}"#, "jwk set: keys is not an array"),
        ("[]", "jwk set: not a JSON object"),
        (r#"{"keys":[],"keys":[]}"#, "jwk set: duplicate member name"),
        (r#"{"keys":[],"next":{"a":1,"a":2}}"#, "jwk set: duplicate member name"),
        (r#"{"keys":[]} "#, ""),
        (r#"{"keys":[]}x"#, "jwk set: not JSON"),
        (r#"{"keys":[}"#, "jwk set: not JSON"),
        ("", "jwk set: not JSON"),
    ] {
        let said = JwkSet::from_json(text).map_or_else(|error| error.to_string(), |_| String::new());
        assert_eq!(said, expected, "{text}");
    }
    // A set that was published is read again, without what is not public.
    let set: JwkSet = [rs256().to_secret_jwk(), Jwk::generate_secret(Algorithm::HS256).unwrap()].into_iter().collect();
    let published = JwkSet::from_json(set.to_json()).unwrap();
    assert_eq!(published.keys().map(Jwk::is_private).collect::<Vec<_>>(), [false]);
}

/// A set with secrets is for who has them; a document in which one stands among public keys is refused.
#[test]
fn sets_with_a_secret_among_public_keys() {
    let secret = json!({"kty": "oct", "alg": "HS256", "kid": "s", "k": base64url::encode(keys::SECRET)});
    let public: Value = serde_json::from_str(&keys::es256_verifying().to_jwk().to_json().unwrap()).unwrap();
    let mixed = JwkSet::from_json(json!({"keys": [secret, public]}).to_string()).unwrap();
    assert_eq!(KeySet::from_jwk_set(&mixed).unwrap_err(), KeyError::MixedKeySet { secret: 0, public: 1 });
    let alone = JwkSet::from_json(json!({"keys": [secret]}).to_string()).unwrap();
    accepted(&KeySet::from_jwk_set(&alone).unwrap(), &token(&keys::hs256(), Some("s")));
    let kind =
        KeyError::Unexpected { found: KeyKind::Public(KeyFamily::P256), expected: KeyKind::Private(KeyFamily::P256) };
    let jwk = Jwk::from_json(public.to_string()).unwrap();
    assert_eq!(jwk.signing_key().map(|_| ()), Err(kind));
}
