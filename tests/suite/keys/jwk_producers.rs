//! What producers of JWKs are known to write against RFC 7517 and RFC 7518: what is taken as it is meant, and what only by name.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::{JwkMember, KeyDefect, KeyError, VerifyingKey, jws};
use serde_json::{Value, json};

use crate::support::{base64url, key_errors, rfc};

/// The public key of an example of RFC 7515.
fn public(section: &str) -> Value {
    serde_json::from_str(&Jwk::from_json(rfc::example(section).jwk()).unwrap().to_json().unwrap()).unwrap()
}

fn with(key: &Value, member: &str, value: &Value) -> Value {
    let mut key = key.clone();
    key[member] = value.clone();
    key
}

/// A key whose unset members are written: what .NET does.
#[test]
fn unset_members_that_are_written() {
    const UNSET: [&str; 18] =
        ["use", "alg", "kid", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "k", "pub", "priv", "x5u"];
    for key in [public("A.2"), public("A.3"), json!({"kty": "oct", "k": "AAAA"})] {
        let members = key.as_object().unwrap();
        let unset = UNSET.iter().filter(|name| !members.contains_key(**name));
        let mut written = unset.fold(key.clone(), |key, name| with(&key, name, &json!(null)));
        for (name, values) in [
            ("key_ops", [json!([]), json!(null)]),
            ("oth", [json!([]), json!(null)]),
            ("x5c", [json!([]), json!(null)]),
        ] {
            for value in values {
                written[name] = value;
                let jwk = Jwk::from_json(written.to_string()).unwrap();
                assert_eq!(jwk.thumbprint(), Jwk::from_json(key.to_string()).unwrap().thumbprint());
                assert_eq!((jwk.key_id(), jwk.key_use()), (None, None));
                let secret = jwk.to_secret_json();
                assert!(!secret.expose_secret().contains("null") && !secret.expose_secret().contains("[]"));
            }
        }
        // `kty` is never unset, and what is required is missing.
        let refused =
            |member| Jwk::from_json(with(&written, member, &json!(null)).to_string()).map(|_| ()).unwrap_err();
        assert_eq!(refused("kty"), KeyError::Jwk { member: JwkMember::KeyType, defect: KeyDefect::WrongType });
        for member in ["n", "x", "k"].into_iter().filter(|member| members.contains_key(*member)) {
            assert_eq!(refused(member), key_errors::jwk(member, "missing"));
        }
    }
    // A private key whose factors are null has none; one that has some has all.
    let mut private: Value = serde_json::from_str(&rfc::example("A.2").jwk()).unwrap();
    private["qi"] = json!(null);
    let refused = Jwk::from_json(private.to_string()).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::Jwk { member: JwkMember::Qi, defect: KeyDefect::Missing });
    for factor in ["p", "q", "dp", "dq"] {
        private[factor] = json!(null);
    }
    assert!(Jwk::from_json(private.to_string()).unwrap().is_private());
}

/// The spellings of one number: octets and padding.
fn base64(octets: &[u8]) -> String {
    let text = base64url::encode(octets).replace('-', "+").replace('_', "/");
    format!("{text}{}", &"==="[..(4 - text.len() % 4) % 4])
}

fn zeros_before(octets: &[u8], zeros: usize) -> Vec<u8> {
    [&vec![0; zeros], octets].concat()
}

/// Refused by default, and with the reason; by name the same key.
#[track_caller]
fn is_loose(correct: &Value, member: &'static str, text: &str, rule: &'static str) {
    let loose = with(correct, member, &json!(text)).to_string();
    assert_eq!(Jwk::from_json(&loose).map(|_| ()), Err(key_errors::jwk(member, rule)), "{text}");
    let read = Jwk::from_json_with_loose_numbers(&loose).unwrap_or_else(|error| panic!("{error}: {loose}"));
    let expected = Jwk::from_json(correct.to_string()).unwrap();
    assert_eq!(read.to_json(), expected.to_json());
    assert_eq!(read.thumbprint(), expected.thumbprint());
    let document = format!(r#"{{"keys":[{loose}]}}"#);
    assert_eq!(JwkSet::from_json(&document).unwrap().skipped().len(), 1);
    let set = JwkSet::from_json_with_loose_numbers(&document).unwrap();
    assert_eq!(set.keys().map(Jwk::thumbprint).collect::<Vec<_>>(), [expected.thumbprint()]);
}

/// Refused, by name too.
#[track_caller]
fn is_refused(correct: &Value, member: &'static str, text: &str) -> &'static str {
    let text = with(correct, member, &json!(text)).to_string();
    assert!(Jwk::from_json(&text).is_err());
    match Jwk::from_json_with_loose_numbers(&text).map(|_| ()) {
        Err(KeyError::Jwk { member: found, defect }) if found.as_str() == member => defect.as_str(),
        other => panic!("{other:?}: {text}"),
    }
}

const NOT_BASE64URL: &str = "not canonical unpadded base64url";

#[test]
fn loose_numbers_of_rsa() {
    let key = public("A.2");
    let zeros = "empty or with leading zeros";
    for member in ["n", "e"] {
        let octets = base64url::decode(key[member].as_str().unwrap()).unwrap();
        for count in [1, 2, 3, 1000] {
            is_loose(&key, member, &base64url::encode(zeros_before(&octets, count)), zeros);
        }
        if base64(&octets) != key[member] {
            is_loose(&key, member, &base64(&octets), NOT_BASE64URL);
        }
        is_loose(&key, member, &base64(&zeros_before(&octets, 1)), NOT_BASE64URL);
        is_loose(&key, member, &base64(&zeros_before(&octets, 2)), NOT_BASE64URL);
        for zero in ["", "AA", "AAAA", "AA=="] {
            assert_eq!(is_refused(&key, member, zero), "empty or zero");
        }
        let text = key[member].as_str().unwrap();
        for end in ["\n", "=", "====", ".", "=A"] {
            assert_eq!(is_refused(&key, member, &format!("{text}{end}")), NOT_BASE64URL);
        }
        for start in [" ", "=", "===="] {
            assert_eq!(is_refused(&key, member, &format!("{start}{text}")), NOT_BASE64URL);
        }
        assert_eq!(is_refused(&key, member, "===="), NOT_BASE64URL);
    }
    assert_eq!(key["e"], "AQAB");
    is_loose(&key, "e", "AAEAAQ", zeros);
    // The key verifies what it should.
    let example = rfc::example("A.2");
    let n = base64url::decode(key["n"].as_str().unwrap()).unwrap();
    let loose = with(&with(&key, "n", &json!(base64(&zeros_before(&n, 1)))), "alg", &json!("RS256"));
    let set = JwkSet::from_json_with_loose_numbers(json!({"keys": [loose]}).to_string()).unwrap();
    assert!(jws::verify(example.compact(), &KeySet::from_jwk_set(&set).unwrap()).is_ok());
}

#[test]
fn loose_numbers_of_elliptic_curves() {
    let length = "wrong length for the curve";
    for (crv, size) in [("P-256", 32), ("P-384", 48), ("P-521", 66), ("secp256k1", 32)] {
        // A coordinate that begins with a zero, so that one that lacks it can be written.
        let coordinate = zeros_before(&vec![0xfb; size - 1], 1);
        let text = json!(base64url::encode(&coordinate));
        let key = json!({"kty": "EC", "crv": crv, "x": text, "y": text});
        for member in ["x", "y"] {
            is_loose(&key, member, &base64url::encode(&coordinate[1..]), length);
            is_loose(&key, member, &base64url::encode(zeros_before(&coordinate, 1)), length);
            is_loose(&key, member, &base64url::encode(zeros_before(&coordinate, 100)), length);
            is_loose(&key, member, &base64(&coordinate), NOT_BASE64URL);
            for other in [vec![1; size + 1], zeros_before(&vec![1; size + 1], 1), vec![]] {
                assert_eq!(is_refused(&key, member, &base64url::encode(other)), length);
            }
        }
        // A short number is one with many zeros.
        let small = with(&key, "x", &json!(base64url::encode(zeros_before(&[7], size - 1))));
        is_loose(&small, "x", "Bw", length);
    }
}

/// RFC 8037: the public key of Ed25519 is octets, and no number. Its text may be loose, its length not.
#[test]
fn octets_have_their_length() {
    let x = zeros_before(&[0xfb; 31], 1);
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(&x)});
    is_loose(&key, "x", &base64(&x), NOT_BASE64URL);
    for other in [x[1..].to_vec(), zeros_before(&x, 1)] {
        assert_eq!(is_refused(&key, "x", &base64url::encode(other)), "wrong length for the curve");
    }
}

/// What is private or secret is decoded in constant time, and has one spelling.
#[test]
fn secrets_are_never_loose() {
    let oct = json!({"kty": "oct", "k": base64url::encode([0xfb; 32])});
    assert_eq!(is_refused(&oct, "k", &base64(&[0xfb; 32])), NOT_BASE64URL);
    for (section, members) in [("A.2", &["d", "p", "q", "dp", "dq", "qi"][..]), ("A.3", &["d"])] {
        let key: Value = serde_json::from_str(&rfc::example(section).jwk()).unwrap();
        assert!(Jwk::from_json_with_loose_numbers(key.to_string()).unwrap().is_private());
        for member in members {
            let octets = base64url::decode(key[*member].as_str().unwrap()).unwrap();
            assert_eq!(is_refused(&key, member, &format!("{}=", key[*member].as_str().unwrap())), NOT_BASE64URL);
            let rule = if section == "A.2" { "empty or with leading zeros" } else { "wrong length for the curve" };
            assert_eq!(is_refused(&key, member, &base64url::encode(zeros_before(&octets, 1))), rule);
        }
    }
}

/// What is canonical is read alike by both, and what is wrong in another way is refused by both.
#[test]
fn loose_numbers_loosen_nothing_else() {
    for section in ["A.2", "A.3"] {
        let key = public(section);
        let [strict, loose] = [Jwk::from_json(key.to_string()), Jwk::from_json_with_loose_numbers(key.to_string())];
        assert_eq!(strict.unwrap().to_json(), loose.unwrap().to_json());
        for (member, value) in
            [("kty", json!("rsa")), ("alg", json!("none")), ("kid", json!(1)), ("key_ops", json!(["a", "a"]))]
        {
            let text = with(&key, member, &value).to_string();
            let [strict, loose] =
                [Jwk::from_json(&text), Jwk::from_json_with_loose_numbers(&text)].map(|read| read.map(|_| ()));
            assert!(strict.is_err() && strict == loose, "{text}");
        }
    }
    let small = json!({"kty": "RSA", "n": base64(&zeros_before(&[0xfd; 128], 128)), "e": "AQAB"}).to_string();
    let small = Jwk::from_json_with_loose_numbers(small).unwrap();
    let refused = VerifyingKey::<jwt_codec::Rs256>::from_jwk(&small).map(|_| ());
    assert_eq!(refused, Err(KeyError::ModulusLength { found: 1024 }));
}
