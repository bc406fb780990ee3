//! JSON Web Key: RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2. What is read, and what stands next to it and is not.

use jwt_codec::jwk::Jwk;
use jwt_codec::{Algorithm, Es256, JwkMember, KeyDefect, KeyError, SigningKey, VerifyingKey};
use serde_json::{Map, Value, json};

use crate::support::{key_errors, rfc};

/// One key of each `kty` with all the members that a private key has.
fn oct() -> Value {
    json!({"kty": "oct", "kid": "a", "use": "sig", "alg": "HS256", "key_ops": ["sign", "verify"], "k": "A".repeat(86)})
}

fn rsa() -> Value {
    with(&serde_json::from_str(&rfc::example("A.2").jwk()).unwrap(), "alg", json!("RS256"))
}

fn ec() -> Value {
    with(&serde_json::from_str(&rfc::example("A.3").jwk()).unwrap(), "alg", json!("ES256"))
}

fn okp() -> Value {
    with(&serde_json::from_str(&rfc::example_of("8037", "A.4").jwk()).unwrap(), "alg", json!("EdDSA"))
}

fn with(key: &Value, member: &str, value: Value) -> Value {
    let mut key = key.clone();
    key[member] = value;
    key
}

fn without(key: &Value, member: &str) -> Value {
    let mut members: Map<String, Value> = key.as_object().unwrap().clone();
    members.remove(member);
    Value::Object(members)
}

#[track_caller]
fn accepted(key: &Value) -> Jwk {
    Jwk::from_json(key.to_string()).unwrap_or_else(|error| panic!("{error}: {key}"))
}

#[track_caller]
fn refused(key: &Value, member: &'static str, rule: &'static str) {
    assert_eq!(Jwk::from_json(key.to_string()).map(|_| ()), Err(key_errors::jwk(member, rule)), "{key}");
}

#[track_caller]
fn malformed(json: impl AsRef<[u8]>, text: &'static str) {
    let json = json.as_ref();
    let read = Jwk::from_json(json).map(|_| ());
    assert_eq!(read.unwrap_err().to_string(), text, "{}", String::from_utf8_lossy(json));
}

const STRINGS: [&str; 18] =
    ["kty", "use", "alg", "kid", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "k", "pub", "priv"];

#[test]
fn registered_members_have_their_type() {
    let wrong = [json!(true), json!(0), json!(1.5), json!([]), json!(["sig"]), json!({}), json!({"a": 1})];
    for key in [oct(), rsa(), ec(), okp()] {
        accepted(&key);
        for member in STRINGS {
            for value in &wrong {
                refused(&with(&key, member, value.clone()), member, "of the wrong type");
            }
        }
        refused(&with(&key, "kty", json!(null)), "kty", "of the wrong type");
        let wrong = wrong.iter().filter(|value| !value.is_array()).cloned();
        for value in wrong.chain([json!("sign"), json!([1]), json!([null]), json!(["sign", ["verify"]])]) {
            refused(&with(&key, "key_ops", value), "key_ops", "of the wrong type");
        }
    }
}

/// RFC 7517 section 4: most members have a meaning for each `kty`. An issuer that is ahead of us may have given them another.
#[test]
fn members_of_an_unknown_key_type_have_any_type() {
    let future = json!({"kty": "future", "kid": "a", "use": "sig", "alg": "F1", "key_ops": ["verify"]});
    for value in [json!(true), json!(5), json!([]), json!({"a": 1}), json!(["sig"])] {
        for member in STRINGS.into_iter().chain(["oth"]) {
            let common = ["kty", "use", "alg", "kid"].contains(&member);
            let (named, rule) = if common { (member, "of the wrong type") } else { ("kty", "unknown") };
            refused(&with(&future, member, value.clone()), named, rule);
            // The key that names no type has that defect, whatever else is in it.
            if !common {
                refused(&with(&without(&ec(), "kty"), member, value.clone()), "kty", "missing");
            }
        }
        if !value.is_array() {
            refused(&with(&future, "key_ops", value), "key_ops", "of the wrong type");
        }
    }
    // The type of a member that every key may have comes first, whatever the order of the text.
    refused(&json!({"kid": 5, "kty": "future", "x": 5}), "kid", "of the wrong type");
    malformed(r#"{"x":5,"kty":"EC","use":5}"#, "jwk: use: of the wrong type");
    malformed(r#"{"x":5,"kty":"EC"}"#, "jwk: x: of the wrong type");
}

/// RFC 7517 sections 4.6 to 4.9. They choose no key and say nothing of it: whatever they are, they are passed over.
#[test]
fn members_of_certificates_are_passed_over() {
    for member in ["x5u", "x5t", "x5t#S256", "x5c"] {
        for value in [json!(null), json!(true), json!(0), json!({}), json!([1]), json!("text")] {
            accepted(&with(&ec(), member, value));
        }
    }
}

#[test]
fn members_that_make_the_key_are_there() {
    for (key, required) in
        [(oct(), &["kty", "k"][..]), (rsa(), &["kty", "n", "e"]), (ec(), &["kty", "crv", "x", "y"]), (okp(), &["x"])]
    {
        for member in required {
            refused(&without(&key, member), member, "missing");
        }
    }
    refused(&with(&oct(), "k", json!("")), "k", "empty");
    // `d` is missing as soon as there are factors, and one factor wants all of them (RFC 7518 section 6.3.2).
    refused(&without(&rsa(), "d"), "d", "missing");
    for member in ["p", "q", "dp", "dq", "qi"] {
        refused(&without(&rsa(), member), member, "missing");
    }
}

/// RFC 7518 section 6.3.2: `d` may stand alone.
#[test]
fn private_rsa_key_without_factors() {
    let key = ["p", "q", "dp", "dq", "qi"].into_iter().fold(rsa(), |key, member| without(&key, member));
    assert!(accepted(&key).is_private());
    let key = without(&key, "d");
    assert!(!accepted(&key).is_private());
}

/// RFC 7518 section 6.3.2.7.
#[test]
fn more_than_two_primes() {
    for value in [json!([{"r": "AQ", "d": "AQ", "t": "AQ"}]), json!([null]), json!([{}])] {
        refused(&with(&rsa(), "oth", value), "oth", "more than two primes");
    }
    for value in [json!("AQ"), json!(0), json!(false), json!({"r": "AQ"})] {
        refused(&with(&rsa(), "oth", value), "oth", "of the wrong type");
    }
}

#[test]
fn no_member_twice() {
    for key in [oct(), rsa(), ec(), okp()] {
        let text = key.to_string();
        for (member, value) in key.as_object().unwrap() {
            for name in [format!("\"{member}\""), format!("\"\\u{:04x}{}\"", member.as_bytes()[0], &member[1..])] {
                malformed(text.replacen('{', &format!("{{{name}:{value},"), 1), "jwk: duplicate member name");
            }
        }
        // Neither a member that nobody knows, nor one inside of it.
        malformed(text.replacen('{', r#"{"x-a":1,"x-a":1,"#, 1), "jwk: duplicate member name");
        malformed(text.replacen('{', r#"{"x-a":{"b":1,"b":2},"#, 1), "jwk: duplicate member name");
    }
}

#[test]
fn json_that_is_no_object() {
    for text in ["", " ", "{", "}", "{}{}", "{} x", "{'kty':'oct'}", "{\"kty\":\"oct\",}", "nul", "\u{feff}{}"] {
        malformed(text, "jwk: not JSON");
    }
    for text in ["[]", "null", "1", "\"kty\"", "[{\"kty\":\"oct\"}]"] {
        malformed(text, "jwk: not a JSON object");
    }
    malformed(b"{\"kty\":\"\xff\"}", "jwk: not UTF-8");
    malformed(format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200)), "jwk: nested too deep");
    malformed("{\"a\":1e400}", "jwk: number out of range");
}

/// RFC 7517 section 4: other members are passed over, of whatever type.
#[test]
fn unknown_members_are_tolerated() {
    for key in [oct(), rsa(), ec(), okp()] {
        for value in [json!(null), json!(true), json!(1.5), json!("a"), json!(["a"]), json!({"kty": 1, "k": null})] {
            accepted(&with(&key, "iat", value.clone()));
            accepted(&with(&key, "Kty", value));
        }
    }
}

/// The members that are base64url.
fn binary_members() -> Vec<(Value, &'static str)> {
    let members =
        [(oct(), &["k"][..]), (rsa(), &["n", "e", "d", "p", "q", "dp", "dq", "qi"]), (ec(), &["x", "y", "d"])];
    let members = members.into_iter().chain([(okp(), &["x", "d"][..])]);
    members.flat_map(|(key, names)| names.iter().map(move |name| (key.clone(), *name))).collect()
}

/// RFC 7515 section 2: one text for the same bytes.
#[test]
fn base64url_is_canonical() {
    let rule = "not canonical unpadded base64url";
    for (key, member) in binary_members() {
        let text = key[member].as_str().unwrap();
        for other in [
            format!("{text}="),
            format!("{text}=="),
            format!(" {text}"),
            format!("{text}\n"),
            format!("{}+{}", &text[..1], &text[2..]),
            format!("{}/{}", &text[..1], &text[2..]),
            format!("{}\u{e9}", &text[1..]),
            // Length 1 modulo 4.
            format!("{text}{}", "A".repeat((5 - text.len() % 4) % 4)),
        ] {
            refused(&with(&key, member, json!(other)), member, rule);
        }
        if text.len() % 4 != 0 {
            // The last character has bits that no byte has.
            let last = text.as_bytes()[text.len() - 1];
            let (kept, alphabet) =
                (&text[..text.len() - 1], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
            let next = alphabet.find(char::from(last)).unwrap() ^ 1;
            refused(&with(&key, member, json!(format!("{kept}{}", &alphabet[next..=next]))), member, rule);
        }
    }
}

/// RFC 7518 section 2, `Base64urlUInt`: as few bytes as the number needs.
#[test]
fn public_integers_have_no_leading_zeros() {
    let rule = "empty or with leading zeros";
    refused(&with(&rsa(), "e", json!("AAEAAQ")), "e", rule);
    refused(&with(&rsa(), "e", json!("AA")), "e", rule);
    refused(&with(&rsa(), "e", json!("")), "e", rule);
    refused(&with(&rsa(), "n", json!("")), "n", rule);
    refused(&with(&rsa(), "n", json!(format!("AAAA{}", rsa()["n"].as_str().unwrap()))), "n", rule);
    accepted(&with(&rsa(), "e", json!("Aw")));
}

#[test]
fn private_integers_have_no_leading_zeros() {
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        let longer = format!("AAAA{}", rsa()[member].as_str().unwrap());
        refused(&with(&rsa(), member, json!(longer)), member, "empty or with leading zeros");
        refused(&with(&rsa(), member, json!("")), member, "empty or with leading zeros");
    }
}

/// RFC 7518 section 6.2.1.2: the length is that of the field, leading zeros and all.
#[test]
fn coordinates_have_the_length_of_the_field() {
    let rule = "wrong length for the curve";
    let lengths = [("EC", "P-256", 32), ("EC", "P-384", 48), ("EC", "P-521", 66), ("EC", "secp256k1", 32)];
    for (kty, crv, length) in lengths.into_iter().chain([("OKP", "Ed25519", 32)]) {
        let of = |length: usize| json!(crate::support::base64url::encode(vec![1; length]));
        let key = json!({"kty": kty, "crv": crv, "x": of(length), "y": of(length), "d": of(length)});
        accepted(&key);
        let members: &[_] = if kty == "EC" { &["x", "y", "d"] } else { &["x", "d"] };
        for member in members {
            for other in [0, 1, length - 1, length + 1, 2 * length] {
                refused(&with(&key, member, of(other)), member, rule);
            }
        }
        // The first of them that is wrong is named.
        let all = members.iter().fold(key, |key, member| with(&key, member, of(3)));
        refused(&all, "x", rule);
        refused(&with(&all, "x", of(length)), "d", rule);
    }
}

#[test]
fn names_are_those_that_are_registered() {
    for kty in ["", "ec", "rsa", "Oct", "OCT", "okp", "akp", "AKP ", "EC "] {
        refused(&with(&ec(), "kty", json!(kty)), "kty", "unknown");
    }
    for crv in ["", "p-256", "P256", "prime256v1", "P-224", "Ed25519", "X25519"] {
        refused(&with(&ec(), "crv", json!(crv)), "crv", "unknown");
    }
    for crv in ["P-256", "X25519", "Ed448", "ed25519"] {
        refused(&with(&okp(), "crv", json!(crv)), "crv", "unknown");
    }
    for alg in ["", "none", "es256", "ES256 ", "ECDH-ES", "A128KW", "RSA-OAEP", "dir", "HS1"] {
        refused(&with(&ec(), "alg", json!(alg)), "alg", "unknown");
    }
    // RFC 7517 section 4.2 leaves other values of `use` to issuers: what a key may do with them is asked when it is made.
    for usage in ["", "enc", "SIG", "sig ", "verify", "jwt-svid"] {
        let jwk = accepted(&with(&ec(), "use", json!(usage)));
        assert_eq!(jwk.key_use(), Some(usage));
        let not_sig = || Err(KeyError::Jwk { member: JwkMember::Use, defect: KeyDefect::NotSig });
        assert_eq!(jwk.verifying_key().map(|_| ()), not_sig());
        assert_eq!(jwk.signing_key().map(|_| ()), not_sig());
        assert_eq!(jwk.verifying_key_for(Algorithm::ES256).map(|_| ()), not_sig());
        assert_eq!(VerifyingKey::<Es256>::from_jwk(&jwk).map(|_| ()), not_sig());
        assert_eq!(SigningKey::<Es256>::from_jwk(&jwk).map(|_| ()), not_sig());
        assert!(jwk.with_key_use("sig").signing_key().is_ok());
    }
}
