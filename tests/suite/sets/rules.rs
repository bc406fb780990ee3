//! The rules about a whole set, over every entry of it; which keys a set takes; what a token is told whose key was skipped.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet, KeySetBuilder, LiveKeySet};
use jwt_codec::jws::{self, Header};
use jwt_codec::{Algorithm, Defect, Es256, Hs256, KeyError, KeyPart, SigningKey, Verifier, VerifyError, VerifyingKey};
use num_bigint::BigUint;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::support::{base64url, keys, rfc, verdict};

fn parse(entries: impl IntoIterator<Item = impl AsRef<str>>) -> JwkSet {
    let entries: Vec<_> = entries.into_iter().map(|entry| entry.as_ref().to_owned()).collect();
    JwkSet::from_json(format!(r#"{{"keys":[{}]}}"#, entries.join(","))).unwrap()
}

fn with(key: &Value, members: &Value) -> String {
    let mut key = key.clone();
    for (name, value) in members.as_object().unwrap() {
        key[name] = value.clone();
    }
    key.to_string()
}

fn ec() -> Value {
    serde_json::from_str(&keys::es256_verifying().to_jwk().to_json().unwrap()).unwrap()
}

fn other_ec() -> Value {
    let key = SigningKey::<Es256>::generate().unwrap().verifying_key();
    serde_json::from_str(&key.to_jwk().to_json().unwrap()).unwrap()
}

fn rsa() -> Value {
    serde_json::from_str(&keys::rs256_verifying().to_jwk().to_json().unwrap()).unwrap()
}

fn oct(members: &Value) -> String {
    with(&json!({"kty": "oct", "alg": "HS256", "k": base64url::encode(keys::SECRET)}), members)
}

fn of(id: &str) -> Value {
    json!({ "kid": id })
}

/// An entry that is skipped, for each reason that there is; its `kid` is `id`, and it is public.
fn skipped_entries() -> Vec<(String, &'static str)> {
    let id = of("id");
    let x = ec()["x"].clone();
    let member_twice = |key: &str, member: &str| key.replacen('{', &format!(r#"{{"{member}":"AQAB","#), 1);
    let changed = |key: &Value, members: Value| with(&serde_json::from_str(&with(key, &id)).unwrap(), &members);
    let deep = with(&ec(), &id).replacen('{', r#"{"a":{"b":1,"b":2},"#, 1);
    let even = [0xfe; 256];
    let weak = BigUint::from(65537_u32).pow(128).to_bytes_be();
    let mut entries = vec![
        (
            changed(&rsa(), json!({"alg": null})),
            "alg: missing, and the key fits several algorithms: name one with rsa_algorithm before jwk_set",
        ),
        (changed(&rsa(), json!({"alg": "RS1"})), "alg: unknown"),
        (changed(&rsa(), json!({"alg": 1})), "alg: of the wrong type"),
        (changed(&rsa(), json!({"alg": "ES256"})), "kty: does not match the algorithm"),
        (changed(&rsa(), json!({"n": null})), "n: missing"),
        (changed(&rsa(), json!({"n": "AQ"})), "modulus: 1 bits, expected 2048 to 8192"),
        (changed(&rsa(), json!({ "n": base64url::encode(even) })), "modulus: even"),
        (changed(&rsa(), json!({ "n": base64url::encode(weak) })), "modulus: weak (ROCA, CVE-2017-15361)"),
        (changed(&rsa(), json!({"e": "AAEAAQ"})), "e: empty or with leading zeros"),
        (changed(&rsa(), json!({"e": "AA=="})), "e: not canonical unpadded base64url"),
        (changed(&rsa(), json!({"e": "Ag"})), "exponent: even, or not from 3 to 2^33"),
        (changed(&rsa(), json!({"oth": [{}]})), "oth: more than two primes"),
        (changed(&ec(), json!({"crv": "P-224"})), "crv: unknown"),
        (changed(&ec(), json!({"x": "AA"})), "x: wrong length for the curve"),
        (changed(&ec(), json!({"y": x})), "public key: not on the curve"),
        (changed(&ec(), json!({"use": "sig", "key_ops": ["encrypt"]})), "key_ops: contradicts use"),
        (changed(&ec(), json!({"key_ops": ["verify", "verify"]})), "key_ops: duplicate operation"),
        (changed(&json!({"kty": "FUT", "alg": "FUT-1"}), json!({})), "kty: unknown"),
        (changed(&json!({"kty": "AKP", "alg": "SLH-DSA-SHA2-128s", "pub": "AA"}), json!({})), "alg: unknown"),
        (
            changed(&json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}), json!({})),
            "pub: wrong length for the algorithm",
        ),
        // What is said once, or of signatures as well, or is no string, does not make it one for something else.
        (changed(&ec(), json!({"use": "enc"})).replacen('{', r#"{"use":"sig","#, 1), "duplicate member name"),
        (changed(&ec(), json!({"use": "enc"})).replacen('{', r#"{"use":1,"#, 1), "duplicate member name"),
        (changed(&ec(), json!({"alg": "dir"})).replacen('{', r#"{"alg":"ES256","#, 1), "duplicate member name"),
        (changed(&ec(), json!({"crv": "X25519"})).replacen('{', r#"{"crv":"P-256","#, 1), "duplicate member name"),
        (changed(&ec(), json!({"x": "AA", "key_ops": []})), "x: wrong length for the curve"),
        (changed(&ec(), json!({"x": "AA", "key_ops": ["deriveKey", "verify"]})), "x: wrong length for the curve"),
        (changed(&ec(), json!({"key_ops": ["deriveKey", 1]})), "key_ops: of the wrong type"),
        (changed(&ec(), json!({"key_ops": "deriveKey"})), "key_ops: of the wrong type"),
        (changed(&json!({"kty": "OKP", "crv": "X25520"}), json!({})), "crv: unknown"),
        (changed(&rsa(), json!({"alg": "dirty"})), "alg: unknown"),
        (changed(&rsa(), json!({"alg": "RSA1_55"})), "alg: unknown"),
        (member_twice(&with(&rsa(), &id), "e"), "duplicate member name"),
        (deep, "duplicate member name"),
        (changed(&rsa(), json!({"a": 1})).replace(r#""a":1"#, r#""a":1e400"#), "number out of range"),
        (changed(&rsa(), json!({"$serde_json::private::Number": 1})), "reserved member name"),
    ];
    if cfg!(feature = "eddsa") {
        let identity = [&[1][..], &[0; 31]].concat();
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(identity)});
        entries.push((changed(&key, json!({})), "public key: of small order"));
    }
    entries
}

/// Entries that say that they are not for signatures: no token means them.
fn entries_for_something_else() -> Vec<(String, &'static str)> {
    let changed = |key: &Value, members: Value| with(&serde_json::from_str(&with(key, &of("id"))).unwrap(), &members);
    let unreadable = changed(&ec(), json!({"use": "enc", "x": "AA"}));
    let of_montgomery = |members: Value| changed(&json!({"kty": "OKP", "x": "AA"}), members);
    vec![
        (changed(&rsa(), json!({"use": "enc"})), "use: not sig"),
        (changed(&rsa(), json!({"use": "enc", "alg": "RSA-OAEP"})), "alg: unknown"),
        (changed(&rsa(), json!({"alg": "RSA-OAEP-256", "use": null})), "alg: unknown"),
        (changed(&ec(), json!({"alg": "ECDH-ES+A128KW", "use": null})), "alg: unknown"),
        (changed(&ec(), json!({"use": "jwt-svid"})), "use: not sig"),
        (changed(&ec(), json!({"use": null, "key_ops": ["deriveKey"]})), "key_ops: does not allow this operation"),
        (unreadable.clone(), "x: wrong length for the curve"),
        (unreadable.replacen('{', r#"{"x":"AA","#, 1), "duplicate member name"),
        (unreadable.replacen('{', r#"{"use":"x509-svid","#, 1), "duplicate member name"),
        (changed(&ec(), json!({"alg": "dir", "use": null})), "alg: unknown"),
        (changed(&ec(), json!({"use": null, "key_ops": ["deriveKey"], "x": "AA"})), "x: wrong length for the curve"),
        (of_montgomery(json!({"crv": "X25519"})), "crv: unknown"),
        (of_montgomery(json!({"crv": "X448"})), "crv: unknown"),
        (of_montgomery(json!({"crv": "X25519", "key_ops": ["deriveKey", "deriveBits"]})), "crv: unknown"),
        (of_montgomery(json!({"crv": "X25520", "key_ops": ["deriveKey"]})), "crv: unknown"),
    ]
}

#[track_caller]
fn is_skipped(set: &KeySet, place: usize, reason: &str) {
    let texts: Vec<_> = set.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(texts, [format!("jwk set: key {place}: {reason}")]);
}

/// A published set with a secret in it is no better where the public key cannot be used.
#[test]
fn secret_next_to_a_skipped_public_key() {
    for (entry, reason) in skipped_entries().into_iter().chain(entries_for_something_else()) {
        // Alone, each is skipped for its reason.
        is_skipped(&KeySet::from_jwk_set(&parse([&entry])).unwrap(), 0, reason);

        let mixed = |secret, public| Err(KeyError::MixedKeySet { secret, public });
        let secret = oct(&of("secret"));
        let built = |entries: &[String]| KeySet::from_jwk_set(&parse(entries)).map(|set| set.len());
        assert_eq!(built(&[entry.clone(), secret.clone()]), mixed(1, 0), "{entry}");
        assert_eq!(built(&[secret.clone(), entry.clone()]), mixed(0, 1), "{entry}");

        // At the other doors.
        let builder = || KeySet::builder().jwk_set(&parse([&entry]));
        let with_key = builder().key("secret", keys::hs256_verifying());
        assert_eq!(with_key.build().map(|set| set.len()), mixed(1, 0), "{entry}");
        let two_documents = builder().jwk_set(&parse([&secret]));
        assert_eq!(two_documents.build().map(|set| set.len()), mixed(1, 0), "{entry}");
        let live = LiveKeySet::new(builder().build().unwrap());
        assert_eq!(live.add("secret", keys::hs256_verifying()), mixed(1, 0).map(|_: usize| ()), "{entry}");
        assert!(live.load().is_empty());

        // What is asked for by name.
        let allowed = builder().jwk_set(&parse(&[secret])).allow_symmetric_and_asymmetric().build().unwrap();
        assert_eq!(allowed.len(), 1, "{entry}");
    }
}

/// A secret that is skipped is published all the same.
#[test]
fn skipped_secret_next_to_a_public_key() {
    for members in [
        json!({"alg": null}),
        json!({"alg": "HS1"}),
        json!({"alg": "A128KW"}),
        json!({"k": "AAAA"}),
        json!({"k": "="}),
        json!({"k": null}),
        // The key of somebody else.
        json!({"k": base64url::encode(keys::RSA_PUBLIC_PEM)}),
        json!({"use": "enc"}),
        json!({"key_ops": ["encrypt"]}),
    ] {
        let alone = KeySet::from_jwk_set(&parse(&[oct(&members), oct(&json!({"kid": "s"}))])).unwrap();
        assert_eq!((alone.len(), alone.skipped().len()), (1, 1), "{members}");
        let mixed = KeySet::from_jwk_set(&parse(&[ec().to_string(), oct(&members)]));
        assert_eq!(mixed.map(|set| set.len()), Err(KeyError::MixedKeySet { secret: 1, public: 0 }), "{members}");
    }
    // A member twice, with `kty` before and behind it, also by an escape.
    for entry in [r#"{"kty":"oct","k":"AA","k":"AA"}"#, r#"{"a":1,"a":2,"k\u0074y":"o\u0063t","k":"AA"}"#] {
        let mixed = KeySet::from_jwk_set(&parse(&[ec().to_string(), entry.into()]));
        assert_eq!(mixed.map(|set| set.len()), Err(KeyError::MixedKeySet { secret: 1, public: 0 }), "{entry}");
    }
    // `kty` twice: it may be a secret, and it may be a public key, but not next to itself.
    for entry in [r#"{"kty":"RSA","kty":"oct","k":"AAAA"}"#, r#"{"kty":"oct","kty":"RSA","k":"AAAA"}"#] {
        let next_to = |key: String| KeySet::from_jwk_set(&parse([key, entry.into()])).map(|set| set.len());
        assert_eq!(next_to(ec().to_string()), Err(KeyError::MixedKeySet { secret: 1, public: 0 }), "{entry}");
        assert_eq!(next_to(oct(&json!({}))), Err(KeyError::MixedKeySet { secret: 0, public: 1 }), "{entry}");
        assert_eq!(next_to("{}".into()), Ok(0), "{entry}");
    }
    let of_one_type = r#"{"kty":"RSA","kty":"RSA"}"#.to_owned();
    assert_eq!(KeySet::from_jwk_set(&parse([ec().to_string(), of_one_type])).unwrap().len(), 1);
    // What is no secret and no public key, as far as it can be told.
    for entry in ["{}", "null", r#"{"kty":null,"kid":"a"}"#, r#"{"kty":["oct"]}"#, r#"["oct"]"#, r#""oct""#] {
        for key in [ec().to_string(), oct(&json!({}))] {
            assert_eq!(KeySet::from_jwk_set(&parse(&[key, entry.into()])).unwrap().len(), 1, "{entry}");
        }
    }
}

/// A token could mean either of them.
#[test]
fn id_of_a_skipped_key_twice() {
    for (entry, reason) in skipped_entries() {
        let twice = Err(KeyError::DuplicateKeyId { places: [0, 1] });
        let usable = with(&other_ec(), &of("id"));
        let built = |entries: &[String]| KeySet::from_jwk_set(&parse(entries)).map(|set| set.len());
        assert_eq!(built(&[entry.clone(), usable.clone()]), twice, "{entry}");
        assert_eq!(built(&[usable.clone(), entry.clone()]), twice, "{entry}");

        let builder = || KeySet::builder().jwk_set(&parse([&entry]));
        assert_eq!(builder().key("id", keys::es256_verifying()).build().map(|set| set.len()), twice, "{entry}");
        assert_eq!(builder().jwk_set(&parse(&[usable])).build().map(|set| set.len()), twice, "{entry}");
        let behind_another = KeySet::builder().key("other", keys::es256_verifying()).jwk_set(&parse([&entry]));
        let built = behind_another.key("id", keys::es256_verifying()).build();
        assert_eq!(built.map(|set| set.len()), Err(KeyError::DuplicateKeyId { places: [1, 2] }), "{entry}");
        let live = LiveKeySet::new(builder().build().unwrap());
        assert_eq!(live.add("id", keys::es256_verifying()), twice.map(|_: usize| ()), "{entry}");
        // It can be taken away, and then there is room.
        assert!(!live.retire("id"));
        live.add("id", keys::es256_verifying()).unwrap();
        assert_eq!(live.load().len(), 1);

        // Another id is another id.
        let apart = KeySet::from_jwk_set(&parse(&[with(&other_ec(), &of("Id")), entry])).unwrap();
        is_skipped(&apart, 1, reason);
    }
}

/// Each of the ids that an entry says is its own.
#[test]
fn ids_of_an_entry_with_two() {
    let entry = r#"{"kty":"EC","kid":"b","kid":"e"}"#;
    let next_to = |id: &str| KeySet::from_jwk_set(&parse([with(&ec(), &of(id)), entry.into()])).map(|set| set.len());
    let twice = Err(KeyError::DuplicateKeyId { places: [0, 1] });
    assert_eq!([next_to("b"), next_to("e"), next_to("be")], [twice, twice, Ok(1)]);
    // A token may mean it by either, and it can be taken away by either.
    let set = KeySet::from_jwk_set(&parse([entry])).unwrap();
    assert_eq!(set.skipped()[0].key_id.as_deref(), Some("b"));
    let is_skipped = |id| match jws::verify(&token(Some(id)), &set).map(|_| ()) {
        Err(VerifyError::KeyNotFound(error)) => error.skipped().is_some(),
        other => panic!("{other:?}"),
    };
    assert_eq!(["b", "e", "be"].map(is_skipped), [true, true, false]);
    assert_eq!(["b", "e", "be"].map(|id| set.without_key(id).skipped().len()), [0, 0, 1]);
}

/// A set that has a key for encryption under the id of the one for signatures is in order.
#[test]
fn id_of_a_key_for_something_else_twice() {
    for (entry, reason) in entries_for_something_else() {
        let usable = with(&other_ec(), &of("id"));
        for (entries, place) in [([entry.clone(), usable.clone()], 0), ([usable, entry], 1)] {
            let set = KeySet::from_jwk_set(&parse(&entries)).unwrap();
            assert_eq!(set.len(), 1);
            is_skipped(&set, place, reason);
            assert!(set.with_key("id", keys::es256_verifying()).is_err());
        }
    }
}

/// With shared ids allowed, a skipped key stands in the way of those that it could be a key for.
#[test]
fn shared_id_of_a_skipped_key() {
    let shares = |entry: &str, other: &Value| {
        let set = parse(&[entry.to_owned(), with(other, &of("id"))]);
        KeySet::builder().allow_shared_key_ids().jwk_set(&set).build().is_ok()
    };
    let changed = |key: Value, members: &Value| with(&serde_json::from_str(&with(&key, &of("id"))).unwrap(), members);
    // RSA, for whatever algorithm, is not EC; it may be RS256.
    let without_algorithm = changed(rsa(), &json!({"alg": null, "e": "Aw"}));
    assert!(shares(&without_algorithm, &ec()));
    assert!(!shares(&without_algorithm, &rsa()));
    // An algorithm that is named is not another.
    let of_another = changed(rsa(), &json!({"alg": "RS999"}));
    assert!(shares(&of_another, &ec()) && shares(&of_another, &rsa()));
    assert!(!shares(&of_another.replace("RS999", "RS256").replacen('{', r#"{"e":"Aw","#, 1), &rsa()));
    // Of what could be anything, nothing is known.
    for entry in [r#"{"kid":"id"}"#, r#"{"kid":"id","kty":1}"#] {
        assert!(!shares(entry, &rsa()) && !shares(entry, &ec()));
    }
    // An entry with two IDs shares none, whichever comes first.
    let two_ids = r#"{"kid":"id","kid":"b","kty":"EC","alg":"ES999"}"#;
    assert!(!shares(two_ids, &rsa()));
    let set = parse(&[with(&rsa(), &of("id")), two_ids.to_owned()]);
    assert!(KeySet::builder().allow_shared_key_ids().jwk_set(&set).build().is_err());
    assert!(shares(&two_ids.replace(r#","kid":"b""#, ""), &rsa()));
}

/// The same id, algorithm and value: one key, whatever else is said of it.
#[test]
fn same_key_twice_is_one() {
    for members in [json!({}), of("a")] {
        let [one, other] = [with(&ec(), &members), with(&other_ec(), &members)];
        let spelt_otherwise = with(&serde_json::from_str(&one).unwrap(), &json!({"x5c": [], "key_ops": ["verify"]}));
        let set = KeySet::from_jwk_set(&parse(&[one.clone(), spelt_otherwise, one.clone()])).unwrap();
        assert_eq!((set.len(), set.skipped().len()), (1, 0));
        // Also without an id, it is the only one for its algorithm.
        let header = Header::new(Algorithm::ES256);
        assert!(jws::verify(&jws::sign(&header, b"payload", &keys::es256()).unwrap(), &set).is_ok());
        let documents = KeySet::builder().jwk_set(&parse([&one])).jwk_set(&parse([&one]));
        assert_eq!(documents.build().unwrap().len(), 1);
        if members == of("a") {
            let twice = KeySet::from_jwk_set(&parse(&[one.clone(), one, other]));
            assert_eq!(twice.map(|set| set.len()), Err(KeyError::DuplicateKeyId { places: [0, 2] }));
        } else {
            assert_eq!(KeySet::from_jwk_set(&parse(&[one, other])).unwrap().len(), 2);
        }
    }
    // Also of keys that are skipped.
    for (entry, _) in skipped_entries() {
        let set = KeySet::from_jwk_set(&parse(&[entry.clone(), entry])).unwrap();
        assert_eq!((set.len(), set.skipped().len()), (0, 2));
    }
    // Once for an operation that is not verifying, and once for it.
    let [not_for_it, for_it] = [json!(["sign"]), json!(["verify"])]
        .map(|operations| with(&ec(), &json!({"kid": "a", "key_ops": operations, "use": null})));
    for entries in [[not_for_it.clone(), for_it.clone()], [for_it, not_for_it]] {
        assert_eq!(KeySet::from_jwk_set(&parse(&entries)).unwrap().len(), 1);
    }
}

/// The set of an iterator is one as the set of a document.
#[test]
fn rules_for_a_set_of_keys() {
    let read = |text: String| Jwk::from_json(text).unwrap();
    let built = |keys: [Jwk; 2]| KeySet::from_jwk_set(&keys.into_iter().collect()).map(|set| set.len());
    let without_algorithm = with(&rsa(), &json!({"alg": null, "kid": "a"}));
    let mixed = built([read(without_algorithm.clone()), read(oct(&of("b")))]);
    assert_eq!(mixed, Err(KeyError::MixedKeySet { secret: 1, public: 0 }));
    let twice = built([read(without_algorithm.clone()), read(with(&ec(), &of("a")))]);
    assert_eq!(twice, Err(KeyError::DuplicateKeyId { places: [0, 1] }));
    assert_eq!(built([read(without_algorithm), read(with(&ec(), &of("b")))]), Ok(1));
}

/// What is no key, or a defective one, is skipped at its place; only what is no JSON refuses the set.
#[test]
fn entries_that_are_no_keys() {
    let entries = [
        ("null", "not a JSON object"),
        (r#""kty""#, "not a JSON object"),
        ("-1.5e3", "not a JSON object"),
        ("true", "not a JSON object"),
        (r#"[{"kty":"EC"}]"#, "not a JSON object"),
        ("{}", "kty: missing"),
        (r#"{"kty":"EC","kty":"EC"}"#, "duplicate member name"),
        (r#"{"kty":"EC","a":[{"b":1,"\u0062":2}]}"#, "duplicate member name"),
        (r#"{"kty":"EC","a":1e400}"#, "number out of range"),
        (r#"{"kty":"EC","crv":"P-256","kid":5}"#, "kid: of the wrong type"),
    ];
    let mut texts: Vec<String> = entries.iter().map(|(entry, _)| (*entry).to_owned()).collect();
    texts.push(with(&ec(), &of("good")));
    let set = parse(&texts);
    let skipped: Vec<_> = set.skipped().iter().map(ToString::to_string).collect();
    let expected: Vec<_> =
        entries.iter().enumerate().map(|(at, (_, why))| format!("jwk set: key {at}: {why}")).collect();
    assert_eq!(skipped, expected);
    assert_eq!(KeySet::from_jwk_set(&set).unwrap().len(), 1);
    for text in ["01", "nul", "{", "[1,]", r#"{"a"}"#, r#""\x""#, "'a'", "", "{}{}"] {
        let read = JwkSet::from_json(format!(r#"{{"keys":[{text},{{}}]}}"#)).map(|_| ());
        assert_eq!(read, Err(KeyError::Json(KeyPart::JwkSet, Defect::Json)), "{text}");
    }
    let deep = format!(r#"{{"keys":[{}]}}"#, ["[".repeat(200), "]".repeat(200)].concat());
    assert_eq!(JwkSet::from_json(deep).map(|_| ()), Err(KeyError::Json(KeyPart::JwkSet, Defect::TooDeep)));
    assert_eq!(
        JwkSet::from_json(b"{\"keys\":[\"\xff\"]}").map(|_| ()),
        Err(KeyError::Json(KeyPart::JwkSet, Defect::Utf8))
    );
}

/// RFC 7517 section 4.2: a set is for signatures, or for the one use that it is told.
#[test]
fn use_that_a_set_is_for() {
    let uses = [json!("sig"), json!("jwt-svid"), json!("x509-svid"), json!("enc"), json!(null)];
    let entries: Vec<_> = uses
        .iter()
        .enumerate()
        .map(|(at, key_use)| with(&other_ec(), &json!({"kid": at.to_string(), "use": key_use})))
        .collect();
    let taken = |set: &KeySet| set.keys().map(|(id, _)| id.unwrap().to_owned()).collect::<Vec<_>>();
    let reasons = |set: &KeySet| set.skipped().iter().map(|key| key.reason.to_string()).collect::<Vec<_>>();
    let default = KeySet::from_jwk_set(&parse(&entries)).unwrap();
    assert_eq!(taken(&default), ["0", "4"]);
    assert_eq!(reasons(&default), ["jwk: use: not sig"; 3]);
    for (key_use, expected) in [("sig", "0"), ("jwt-svid", "1"), ("x509-svid", "2")] {
        let set = KeySet::builder().key_use(key_use).jwk_set(&parse(&entries)).build().unwrap();
        assert_eq!(taken(&set), [expected]);
        let other = "jwk: use: not the use of this set";
        assert_eq!(reasons(&set), [other, other, other, "jwk: use: missing"]);
    }
    // The ids of keys with another use are their own, and so are those of keys without one: no token can mean them.
    let svid = with(&ec(), &json!({"kid": "a", "use": "jwt-svid"}));
    let build = |key_use: &str, entry: &str| {
        let bundle = parse([svid.as_str(), entry]);
        KeySet::builder().key_use(key_use).jwk_set(&bundle).build().map(|set| set.len())
    };
    let twice = Err(KeyError::DuplicateKeyId { places: [0, 1] });
    for (key_use, expected) in [
        (json!("x509-svid"), Ok(1)),
        (json!("sig"), Ok(1)),
        (json!(null), Ok(1)),
        (json!("jwt-svid"), twice),
        // A defective use may be meant for the wanted one.
        (json!(5), twice),
    ] {
        let members = json!({"kid": "a", "use": key_use});
        assert_eq!(build("jwt-svid", &with(&other_ec(), &members)), expected, "{key_use}");
        // An entry that cannot be parsed.
        let unreadable = with(&json!({"kty": "future"}), &members);
        assert_eq!(build("jwt-svid", &unreadable), expected, "{key_use}");
    }
    assert_eq!(build("jwt-svid", r#"{"kty":"future","kid":"a"}"#), Ok(1));
    // By default a key without one is for signatures.
    let [one, other] = [ec(), other_ec()].map(|key| with(&key, &json!({"kid": "a", "use": null})));
    assert_eq!(KeySet::from_jwk_set(&parse([one, other])).map(|set| set.len()), twice);
    assert_eq!(
        KeySet::from_jwk_set(&parse([with(&ec(), &of("a")), r#"{"kty":"future","kid":"a","use":null}"#.into()]))
            .map(|set| set.len()),
        twice
    );
    // A token of such a key is verified with the one for any id.
    let without = parse([with(&other_ec(), &json!({"kid": "id", "use": null}))]);
    let for_any = KeySet::builder().key_use("jwt-svid").key_for_any_id(keys::es256_verifying()).jwk_set(&without);
    assert!(jws::verify(&token(Some("id")), &for_any.build().unwrap()).is_ok());
}

fn token(id: Option<&str>) -> String {
    let header = Header::new(Algorithm::ES256);
    let header = id.map_or(header.clone(), |id| header.with_key_id(id));
    jws::sign(&header, b"payload", &keys::es256()).unwrap()
}

#[test]
fn key_for_any_id() {
    let other = VerifyingKey::<Es256>::from_jwk(&Jwk::from_json(other_ec().to_string()).unwrap()).unwrap();
    let not_found = |id: Option<&str>, set: &KeySet| {
        matches!(jws::verify(&token(id), set).map(|_| ()), Err(VerifyError::KeyNotFound(_)))
    };
    let invalid = Err(VerifyError::InvalidSignature);
    let set = KeySet::builder().key("other", other.clone()).key_for_any_id(keys::es256_verifying()).build().unwrap();
    assert!(jws::verify(&token(Some("a")), &set).is_ok() && jws::verify(&token(Some("")), &set).is_ok());
    // The id of another key is that key's, and without one there are two candidates.
    assert_eq!(jws::verify(&token(Some("other")), &set).map(|_| ()), invalid);
    assert!(not_found(None, &set));
    let set = set.without_key("other");
    assert!(jws::verify(&token(None), &set).is_ok() && jws::verify(&token(Some("other")), &set).is_ok());
    // Another algorithm has no key, and two keys for any id are none.
    let header = Header::new(Algorithm::HS256).with_key_id("a");
    let of_secret = jws::sign(&header, b"payload", &keys::hs256()).unwrap();
    assert!(matches!(jws::verify(&of_secret, &set).map(|_| ()), Err(VerifyError::KeyNotFound(_))));
    let two = KeySet::builder().key_for_any_id(other).key_for_any_id(keys::es256_verifying()).build().unwrap();
    assert!(not_found(Some("a"), &two) && not_found(None, &two));
    // A key without id is not one for any.
    let without = KeySet::builder().key_without_id(keys::es256_verifying()).build().unwrap();
    assert!(not_found(Some("a"), &without) && !not_found(None, &without));
    // The id of a skipped key is that key's, unless no token can mean it.
    for (entry, _) in skipped_entries() {
        let set = KeySet::builder().key_for_any_id(keys::es256_verifying()).jwk_set(&parse([&entry])).build().unwrap();
        match jws::verify(&token(Some("id")), &set).map(|_| ()) {
            Err(VerifyError::KeyNotFound(error)) => assert_eq!(error.skipped(), Some(&set.skipped()[0].reason)),
            other => panic!("{entry}: {other:?}"),
        }
        let [other_id, none] = [Some("Id"), None].map(|id| jws::verify(&token(id), &set).is_ok());
        assert!(other_id && none && jws::verify(&token(Some("id")), &set.without_key("id")).is_ok(), "{entry}");
    }
    for (entry, _) in entries_for_something_else() {
        let set = KeySet::builder().key_for_any_id(keys::es256_verifying()).jwk_set(&parse([&entry])).build().unwrap();
        assert!(jws::verify(&token(Some("id")), &set).is_ok(), "{entry}");
    }
    // Secrets stand alone here, too.
    let mixed = KeySet::builder().key_for_any_id(keys::hs256_verifying()).key_for_any_id(keys::es256_verifying());
    assert_eq!(mixed.build().map(|_| ()), Err(KeyError::MixedKeySet { secret: 0, public: 1 }));
}

/// RFC 7515 appendix A.2 is a token under RS256; its key says nothing of that.
#[test]
fn several_algorithms_for_rsa_keys() {
    let example = rfc::example("A.2");
    let jwk: Value = serde_json::from_str(&example.jwk()).unwrap();
    let set = parse(&[json!({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]}).to_string()]);
    let algorithms = |set: &KeySet| set.keys().map(|(_, algorithm)| algorithm).collect::<Vec<_>>();
    let named = |names: &[Algorithm]| {
        let builder = names.iter().fold(KeySet::builder(), |builder, name| builder.rsa_algorithm(*name));
        builder.jwk_set(&set).build().unwrap()
    };
    let both = named(&[Algorithm::PS256, Algorithm::RS256, Algorithm::RS256]);
    assert_eq!(algorithms(&both), [Algorithm::PS256, Algorithm::RS256]);
    assert!(jws::verify(example.compact(), &both).is_ok());
    // What is not named is not taken.
    let ps256 = named(&[Algorithm::PS256, Algorithm::PS384]);
    assert!(matches!(jws::verify(example.compact(), &ps256).map(|_| ()), Err(VerifyError::KeyNotFound(_))));
    // A name that is not one of RSA changes nothing, before or after those that are.
    for names in [[Algorithm::RS256, Algorithm::ES512], [Algorithm::HS256, Algorithm::RS256]] {
        assert_eq!(algorithms(&named(&names)), [Algorithm::RS256]);
    }
    // If it is the only one, none was named.
    let missing = "alg: missing, and the key fits several algorithms: name one with rsa_algorithm before jwk_set";
    is_skipped(&named(&[Algorithm::ES512]), 0, missing);
    // It is said that it comes too late.
    let late = KeySet::builder().jwk_set(&set).rsa_algorithm(Algorithm::RS256).build().unwrap();
    is_skipped(&late, 0, missing);

    // With an id, too: the header's algorithm decides between the two, and a key that names its own has that one alone.
    let with_id = parse(&[
        json!({"kty": "RSA", "kid": "a", "n": jwk["n"], "e": jwk["e"]}).to_string(),
        json!({"kty": "RSA", "kid": "b", "n": jwk["n"], "e": jwk["e"], "alg": "RS512"}).to_string(),
    ]);
    let builder =
        || KeySet::builder().rsa_algorithm(Algorithm::RS256).rsa_algorithm(Algorithm::PS256).jwk_set(&with_id);
    let set = builder().build().unwrap();
    assert_eq!(algorithms(&set), [Algorithm::RS256, Algorithm::PS256, Algorithm::RS512]);
    let verdict = |alg: &str, id: &str| {
        let header = base64url::encode(json!({"alg": alg, "kid": id}).to_string());
        jws::verify(&format!("{header}.AA.{}", base64url::encode([1; 256])), &set).map(|_| ())
    };
    for (alg, id, expected) in [
        ("RS256", "a", VerifyError::InvalidSignature),
        ("PS256", "a", VerifyError::InvalidSignature),
        ("RS512", "a", VerifyError::AlgorithmMismatch),
        ("RS512", "b", VerifyError::InvalidSignature),
        ("RS256", "b", VerifyError::AlgorithmMismatch),
    ] {
        assert_eq!(verdict(alg, id), Err(expected), "{alg} {id}");
    }
    assert_eq!(
        builder().key("a", keys::es256_verifying()).build().map(|_| ()),
        Err(KeyError::DuplicateKeyId { places: [0, 2] })
    );
}

/// A `use` counts for the sets that follow, and what is allowed for the whole set.
#[test]
fn order_of_the_settings() {
    let of_use = |key_use: &str| parse(&[with(&ec(), &json!({"kid": key_use, "use": key_use}))]);
    let [svid, own] = ["jwt-svid", "own"].map(of_use);
    let uses = KeySet::builder().jwk_set(&svid).key_use("jwt-svid").jwk_set(&svid).key_use("own").jwk_set(&own);
    let set = uses.build().unwrap();
    assert!(set.keys().eq([(Some("jwt-svid"), Algorithm::ES256), (Some("own"), Algorithm::ES256)]));
    is_skipped(&set, 0, "use: not sig");

    let [same_id, secret] = [with(&other_ec(), &json!({"kid": "id", "alg": "ES256"})), oct(&of("secret"))];
    let shared = parse(&[same_id, with(&rsa(), &json!({"kid": "id", "alg": "RS256"}))]);
    let early = KeySet::builder().allow_shared_key_ids().allow_symmetric_and_asymmetric();
    let early = early.jwk_set(&shared).jwk_set(&parse([&secret])).build();
    let late = KeySet::builder().jwk_set(&shared).jwk_set(&parse([&secret]));
    let late = late.allow_shared_key_ids().allow_symmetric_and_asymmetric().build();
    assert_eq!([early, late].map(|set| set.map(|set| set.len())), [Ok(3), Ok(3)]);
}

/// Nobody adds a key twice on purpose. A document may have it twice, and so may two documents.
#[test]
fn only_keys_of_documents_are_merged() {
    let (key, set) = (keys::es256_verifying, parse(&[with(&ec(), &of("id"))]));
    let twice = Err(KeyError::DuplicateKeyId { places: [0, 1] });
    let len = |builder: KeySetBuilder| builder.build().map(|set| set.len());
    assert_eq!(len(KeySet::builder().jwk_set(&set).jwk_set(&set)), Ok(1));
    assert_eq!(len(KeySet::builder().key("id", key()).key("id", key())), twice);
    assert_eq!(len(KeySet::builder().jwk_set(&set).key("id", key())), twice);
    assert_eq!(len(KeySet::builder().key("id", key()).jwk_set(&set)), twice);
    for known in [KeySet::from_jwk_set(&set), KeySet::builder().key("id", key()).build()].map(Result::unwrap) {
        assert_eq!(known.with_key("id", key()).map(|set| set.len()), twice);
        let live = LiveKeySet::new(known);
        assert_eq!(live.add("id", key()).map(|()| live.load().len()), twice);
        assert_eq!(live.load().len(), 1);
    }
}

/// Each of the algorithms of a key that names none is compared.
#[test]
fn id_of_a_key_with_several_algorithms_twice() {
    let example: Value = serde_json::from_str(&rfc::example("A.2").jwk()).unwrap();
    let one =
        |alg: Value| json!({"kty": "RSA", "kid": "a", "n": example["n"], "e": example["e"], "alg": alg}).to_string();
    let other = |alg: Value| with(&rsa(), &json!({"kid": "a", "alg": alg}));
    let builder = || KeySet::builder().rsa_algorithm(Algorithm::RS256).rsa_algorithm(Algorithm::PS256);
    let alone = |entries: &[String]| builder().jwk_set(&parse(entries)).build().map(|set| set.len());
    let shared =
        |entries: &[String]| builder().allow_shared_key_ids().jwk_set(&parse(entries)).build().map(|set| set.len());
    let twice = Err(KeyError::DuplicateKeyId { places: [0, 1] });
    for alg in [json!("RS256"), json!("PS256"), json!(null)] {
        for entries in [[one(json!(null)), other(alg.clone())], [other(alg), one(json!(null))]] {
            assert_eq!((alone(&entries), shared(&entries)), (twice, twice), "{entries:?}");
        }
    }
    for entries in [[one(json!(null)), other(json!("PS384"))], [other(json!("PS384")), one(json!(null))]] {
        assert_eq!((alone(&entries), shared(&entries)), (twice, Ok(3)), "{entries:?}");
    }
    // The same key, once more: without `alg`, or with one of those that it has.
    let [unnamed, rs256, ps256] = [json!(null), json!("RS256"), json!("PS256")].map(one);
    for entries in
        [[&unnamed, &unnamed], [&unnamed, &rs256], [&ps256, &unnamed]].map(|entries| entries.map(Clone::clone))
    {
        assert_eq!((alone(&entries), shared(&entries)), (Ok(2), Ok(2)), "{entries:?}");
    }
    // By name it is a key for one algorithm, and for another.
    assert_eq!((alone(&[rs256.clone(), ps256.clone()]), shared(&[rs256.clone(), ps256.clone()])), (twice, Ok(2)));
    assert_eq!(alone(&[rs256, unnamed.clone(), ps256]), Err(KeyError::DuplicateKeyId { places: [0, 2] }));

    // At the other doors.
    let set = builder().allow_shared_key_ids().jwk_set(&parse([unnamed])).build().unwrap();
    let key_for = |algorithm| Jwk::from_json(other(json!(null))).unwrap().verifying_key_for(algorithm).unwrap();
    let live = LiveKeySet::new(set.clone());
    for algorithm in [Algorithm::RS256, Algorithm::PS256] {
        let twice = KeyError::DuplicateKeyId { places: [0, 1] };
        assert_eq!(set.with_key("a", key_for(algorithm)).map(|_| ()), Err(twice), "{algorithm}");
        assert_eq!(live.add("a", key_for(algorithm)), Err(twice), "{algorithm}");
    }
    assert_eq!(set.with_key("a", key_for(Algorithm::PS384)).unwrap().len(), 3);
    live.add("a", key_for(Algorithm::PS384)).unwrap();
    assert_eq!(live.load().len(), 3);
}

/// The reason of the key that a token asks for, so that nobody fetches the set again for nothing.
#[test]
fn token_of_a_skipped_key_is_told_why() {
    for (entry, reason) in skipped_entries() {
        let set = KeySet::builder().key("other", keys::es256_verifying()).jwk_set(&parse([&entry])).build().unwrap();
        let skipped = set.skipped()[0].reason;
        let not_found = |error: VerifyError| match error {
            VerifyError::KeyNotFound(error) => (error.skipped().copied(), VerifyError::KeyNotFound(error).to_string()),
            other => panic!("{other}"),
        };
        let error = jws::verify(&token(Some("id")), &set).unwrap_err();
        let (why, text) = not_found(error);
        assert_eq!(why, Some(skipped), "{entry}");
        assert!(text.starts_with("key: in the set, but skipped: ") && text.ends_with(reason), "{text}");
        // Of another id, nothing is known; a token without one means a key that is used.
        let nothing = (None, "key: none, or more than one, for this header".to_owned());
        assert_eq!(not_found(jws::verify(&token(Some("made-up")), &set).unwrap_err()), nothing);
        assert!(jws::verify(&token(None), &set).is_ok());
        // A verifier, and a set that is exchanged, say the same.
        let live = Verifier::new(LiveKeySet::new(set.clone()), verdict::strict());
        assert_eq!(not_found(live.verify::<IgnoredAny>(&token(Some("id"))).unwrap_err()).0, Some(skipped));
        let shared = Verifier::new(std::sync::Arc::new(set), verdict::strict());
        assert_eq!(not_found(shared.verify::<IgnoredAny>(&token(Some("id"))).unwrap_err()).0, Some(skipped));
    }
    // A key for encryption is not what a token asks for, under whichever id.
    for (entry, _) in entries_for_something_else() {
        let set = KeySet::from_jwk_set(&parse(&[entry])).unwrap();
        match jws::verify(&token(Some("id")), &set).map(|_| ()) {
            Err(VerifyError::KeyNotFound(error)) => assert_eq!(error.skipped(), None),
            other => panic!("{other:?}"),
        }
    }
    // A token without an id may mean either of two keys in use: then the skipped key is not the reason.
    let other = SigningKey::<Es256>::generate().unwrap().verifying_key();
    for (entry, _) in skipped_entries() {
        let in_use = KeySet::builder().key("one", keys::es256_verifying()).key("two", other.clone());
        let set = in_use.jwk_set(&parse([&entry])).build().unwrap();
        match jws::verify(&token(None), &set).map(|_| ()) {
            Err(VerifyError::KeyNotFound(error)) => assert_eq!(error.skipped(), None, "{entry}"),
            other => panic!("{other:?}"),
        }
    }
    // Without an id: a key of the type that the algorithm asks for.
    let set = KeySet::from_jwk_set(&parse(&[with(&rsa(), &json!({"alg": null}))])).unwrap();
    let why =
        |alg: &str| match jws::verify(&format!("{}.AA.AA", base64url::encode(json!({"alg": alg}).to_string())), &set) {
            Err(VerifyError::KeyNotFound(error)) => error.skipped().map(ToString::to_string),
            other => panic!("{:?}", other.map(|_| ())),
        };
    let missing = "jwk: alg: missing, and the key fits several algorithms: name one with rsa_algorithm before jwk_set";
    assert_eq!((why("RS256").as_deref(), why("PS512").as_deref()), (Some(missing), Some(missing)));
    assert_eq!((why("ES256"), why("HS256"), why("none")), (None, None, None));
}

/// What a set is made of is not shown, least of all a secret that was skipped.
#[test]
fn skipped_keys_are_not_shown() {
    let set = KeySet::from_jwk_set(&parse(&[oct(&json!({"alg": null, "kid": "s"}))])).unwrap();
    let shown = format!("{:?} {}", set.skipped(), set.skipped()[0]);
    assert!(shown.starts_with(r#"[SkippedKey { index: 0, key_id: Some("s"), reason: "#), "{shown}");
    assert!(!shown.contains(&base64url::encode(keys::SECRET)[..8]) && !shown.contains("90, 90"), "{shown}");
    let secret = VerifyingKey::<Hs256>::from_secret(&keys::SECRET).unwrap();
    assert_eq!(format!("{:?}", KeySet::builder().key("a", secret)), "KeySetBuilder { keys: 1, .. }");
}

/// A log line says how many keys there are, not which.
#[test]
fn debug_of_a_set_is_a_number() {
    let set =
        KeySet::builder().key("tenant-a", keys::es256_verifying()).jwk_set(&parse(["null", "{}"])).build().unwrap();
    let expected = "KeySet { keys: 1, skipped: 2, .. }";
    assert_eq!(format!("{set:?}"), expected);
    assert_eq!(format!("{:?}", LiveKeySet::new(set.clone())), expected);
    let verifier = format!("{:?}", Verifier::new(set, verdict::strict()));
    assert!(verifier.contains(expected) && !verifier.contains("tenant"), "{verifier}");
}

/// A set uses the public half of a private key. Comparing the halves of each would take long.
#[test]
fn halves_of_a_private_key_are_not_compared() {
    let private = |key: SigningKey<Es256>| -> Value {
        serde_json::from_str(key.to_secret_jwk().to_secret_json().expose_secret()).unwrap()
    };
    let d = private(SigningKey::generate().unwrap())["d"].clone();
    let unrelated = with(&private(keys::es256()), &json!({ "d": d }));
    let set = KeySet::from_jwk_set(&parse([&unrelated])).unwrap();
    assert_eq!((set.len(), set.skipped().len()), (1, 0));
    let token = jws::sign(&Header::new(Algorithm::ES256), b"payload", &keys::es256()).unwrap();
    assert!(jws::verify(&token, &set).is_ok());
    assert!(Jwk::from_json(&unrelated).unwrap().verifying_key_for(Algorithm::ES256).is_err());
}
