//! Writing a JWK, and reading it again: nothing is lost, and nothing private gets out under a public name. RFC 7517 appendix A, RFC 7638.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::{Algorithm, Hs256, Hs384, Hs512, JwkMember, KeyDefect, KeyError, Sign, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::any_key::{self, with_pair};
use crate::support::openssl::{Folder, recorded_pairs};
use crate::support::{base64url, keys, rfc};

const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"];

/// A private or secret key for every algorithm.
fn every_key() -> Vec<Jwk> {
    let folder = Folder::recorded();
    let secrets = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512]
        .map(|algorithm| Jwk::generate_secret(algorithm).unwrap());
    let pairs = recorded_pairs().map(|(name, algorithm, _)| {
        let der = folder.bytes(&format!("{name}-pkcs8.der"));
        with_pair!(algorithm, A => SigningKey::<A>::from_der(&der).unwrap().to_secret_jwk())
    });
    secrets.into_iter().chain(pairs).map(Jwk::with_thumbprint_as_key_id).collect()
}

fn members(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn every_key_is_read_as_it_was_written() {
    for jwk in every_key() {
        let text = jwk.to_secret_json();
        let again = Jwk::from_json(text.expose_secret()).unwrap();
        assert_eq!(again.to_secret_json().expose_secret(), text.expose_secret());
        assert_eq!(
            (again.key_id(), again.algorithm(), again.key_type(), again.thumbprint()),
            (jwk.key_id(), jwk.algorithm(), jwk.key_type(), jwk.thumbprint())
        );
        let signature = keys::signature(&again.signing_key().unwrap(), b"message");
        assert!(jwk.verifying_key().unwrap().verify(b"message", &signature).is_ok());
        match jwk.to_json() {
            Some(public) => {
                let public = Jwk::from_json(public).unwrap();
                assert_eq!(public.thumbprint(), jwk.thumbprint());
                assert!(public.verifying_key().unwrap().verify(b"message", &signature).is_ok());
            }
            None => assert!(jwk.is_symmetric()),
        }
    }
}

/// Members of all kinds come back, in an order that does not depend on that of the document.
#[test]
fn members_are_kept() {
    let text = r#"{"e":"AQAB","kid":"a \"kid\" \u0001 of any text, even \ud83d\udd11","key_ops":["verify"],"n":"N","use":"sig","kty":"RSA"}"#;
    let text = text.replace("\"N\"", &format!("\"{}\"", base64url::encode(rfc::example("A.2").key("n"))));
    let jwk = Jwk::from_json(&text).unwrap();
    assert_eq!(jwk.key_id(), Some("a \"kid\" \u{1} of any text, even \u{1f511}"));
    assert_eq!(members(&jwk.to_json().unwrap()), members(&text));
    assert_eq!(Jwk::from_json(jwk.to_json().unwrap()).unwrap().to_json(), jwk.to_json());
}

#[test]
fn operations_are_written_one_by_one() {
    let text = r#"{"kty":"OKP","crv":"Ed25519","x":"X","key_ops":["verify","a \"b\" \\","\u0001","deriveKey"]}"#;
    let text = text.replace('X', &base64url::encode([7; 32]));
    assert_eq!(members(&Jwk::from_json(&text).unwrap().to_json().unwrap()), members(&text));
    // An empty list is none.
    let empty = text.replace(r#"["verify","a \"b\" \\","\u0001","deriveKey"]"#, "[]");
    let none = text.replace(r#","key_ops":["verify","a \"b\" \\","\u0001","deriveKey"]"#, "");
    assert_eq!(members(&Jwk::from_json(&empty).unwrap().to_json().unwrap()), members(&none));
}

/// RFC 7517 section 4.3: what a private key may sign, its public key may verify. Found by the fuzz target `jwk_set`: the
/// public key of a key with `sign` alone could not be used by anybody.
#[test]
fn public_key_of_a_key_that_signs_may_verify() {
    for private in every_key().iter().filter(|jwk| !jwk.is_symmetric()) {
        let with = |jwk: &Jwk, operations: &Value| {
            let mut text = members(jwk.to_secret_json().expose_secret());
            text["key_ops"] = operations.clone();
            Jwk::from_json(text.to_string()).unwrap()
        };
        for (operations, public) in [
            (json!(["sign"]), json!(["verify"])),
            (json!(["sign", "verify"]), json!(["verify"])),
            (json!(["verify", "sign"]), json!(["verify"])),
            (json!(["verify"]), json!(["verify"])),
        ] {
            let jwk = with(private, &operations);
            assert_eq!(members(jwk.to_secret_json().expose_secret())["key_ops"], operations);
            assert_eq!(members(&jwk.to_json().unwrap())["key_ops"], public);
            assert!(jwk.to_public().unwrap().verifying_key().is_ok());
            // A set that is published is one that others can use.
            let published = KeySet::from_jwk_set(&[jwk].into_iter().collect()).unwrap().to_jwk_set().to_json();
            assert_eq!(KeySet::from_jwk_set(&JwkSet::from_json(published).unwrap()).unwrap().len(), 1);
        }
        // A public key stays as it is.
        let public = with(&Jwk::from_json(private.to_json().unwrap()).unwrap(), &json!(["sign"]));
        assert_eq!(members(&public.to_json().unwrap())["key_ops"], json!(["sign"]));
        assert!(public.verifying_key().is_err());
    }
}

#[test]
fn sets_are_written_key_by_key() {
    for count in 0..4 {
        let keys: Vec<Jwk> = every_key().into_iter().filter(|jwk| !jwk.is_symmetric()).take(count).collect();
        let public: Vec<Value> = keys.iter().map(|jwk| members(&jwk.to_json().unwrap())).collect();
        let set: JwkSet = keys.into_iter().collect();
        assert_eq!(members(&set.to_json()), serde_json::json!({ "keys": public }));
    }
}

#[test]
fn the_public_text_has_nothing_private() {
    for jwk in every_key() {
        let secret = members(jwk.to_secret_json().expose_secret());
        let set: JwkSet = [Jwk::from_json(secret.to_string()).unwrap()].into_iter().collect();
        let keys = KeySet::from_jwk_set(&set).unwrap();
        let shown = [
            jwk.to_json().unwrap_or_default(),
            set.to_json(),
            format!("{jwk:?}"),
            format!("{jwk:#?}"),
            format!("{set:?}"),
            format!("{keys:?}"),
            format!("{:?}", jwk.to_secret_json()),
            format!("{:?}", KeySet::builder().jwk_set(&set)),
        ];
        let private: Vec<&str> = PRIVATE.iter().filter_map(|member| secret[member].as_str()).collect();
        assert_eq!(private.is_empty(), !jwk.is_private());
        for text in shown {
            for value in &private {
                assert!(!text.contains(value), "{text}");
            }
            for member in PRIVATE {
                assert!(!text.contains(&format!("\"{member}\":")), "{text}");
            }
        }
    }
}

/// What the errors of private keys say has nothing of them either.
#[test]
fn errors_have_nothing_private() {
    let text = rfc::example("A.2").jwk().replace("\"d\":\"", "\"d\":\"=");
    let error = Jwk::from_json(&text).map(|_| ()).unwrap_err();
    assert_eq!(format!("{error:?}"), "Jwk { member: D, defect: Base64url }");
}

#[test]
fn generated_secrets_are_as_long_as_the_hash() {
    for (algorithm, length) in [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)] {
        let [one, other] = [(); 2].map(|()| Jwk::generate_secret(algorithm).unwrap());
        let k = members(one.to_secret_json().expose_secret())["k"].clone();
        assert_eq!(base64url::decode(k.as_str().unwrap()).unwrap().len(), length);
        assert_ne!(one.thumbprint(), other.thumbprint());
        assert_eq!(one.to_json(), None);
        assert_eq!((one.is_symmetric(), one.is_private(), one.algorithm()), (true, true, Some(algorithm)));
    }
    for algorithm in any_key::pairs() {
        let refused = Err(KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::NotHmac });
        assert_eq!(Jwk::generate_secret(algorithm).map(|_| ()), refused);
    }
    assert_ne!(signed(&SigningKey::<Hs256>::generate()), signed(&SigningKey::<Hs256>::generate()));
    assert_ne!(signed(&SigningKey::<Hs384>::generate()), signed(&SigningKey::<Hs384>::generate()));
    assert_ne!(signed(&SigningKey::<Hs512>::generate()), signed(&SigningKey::<Hs512>::generate()));
}

fn signed(key: &Result<impl Sign, KeyError>) -> Vec<u8> {
    keys::signature(key.as_ref().unwrap(), b"message")
}

/// RFC 7638 section 3.1 and RFC 8037 appendix A.3. What is not required has no part in it.
#[test]
fn thumbprints_of_the_rfcs() {
    for (rfc, section) in [("7638", "3.1"), ("8037", "A.3")] {
        let example = rfc::example_of(rfc, section);
        let published = example.text("thumbprint_sha256");
        let jwk = Jwk::from_json(example.jwk()).unwrap();
        assert_eq!(jwk.thumbprint(), published);
        let more = example.jwk().replacen('{', r#"{"use":"sig","key_ops":["verify"],"kid":"other","x-y":[1],"#, 1);
        let jwk = Jwk::from_json(more).unwrap();
        assert_eq!(jwk.thumbprint(), published);
        assert_eq!(jwk.with_thumbprint_as_key_id().key_id(), Some(published));
    }
    // The private key has the thumbprint of the public one.
    let private = Jwk::from_json(rfc::example_of("8037", "A.4").jwk()).unwrap();
    assert_eq!(private.thumbprint(), rfc::example_of("8037", "A.3").text("thumbprint_sha256"));
}

/// RFC 7638 section 3.2, RFC 8037 section 2, RFC 9964 section 6: the members that are required, in the order of their names.
#[test]
fn thumbprints_of_every_key() {
    for jwk in every_key() {
        let members = members(jwk.to_secret_json().expose_secret());
        let required: &[&str] = match jwk.key_type() {
            "oct" => &["k", "kty"],
            "RSA" => &["e", "kty", "n"],
            "EC" => &["crv", "kty", "x", "y"],
            "OKP" => &["crv", "kty", "x"],
            "AKP" => &["alg", "kty", "pub"],
            other => panic!("{other}"),
        };
        let required: Vec<String> = required.iter().map(|name| format!("\"{name}\":{}", members[name])).collect();
        let hash = Sha256::digest(format!("{{{}}}", required.join(",")));
        assert_eq!(jwk.thumbprint(), base64url::encode(hash));
    }
}

/// RFC 7517 appendix A: the EC key is for encryption, and so is the first of the secrets. The rest is used.
#[test]
fn rfc7517_appendix_a() {
    let file = members(include_str!("../../data/rfc/rfc7517.json"));
    let read = |section: &str| {
        let set = JwkSet::from_json(file[section].to_string()).unwrap();
        let keys = KeySet::from_jwk_set(&set).unwrap();
        let skipped: Vec<_> = keys.skipped().iter().map(ToString::to_string).collect();
        (set, skipped)
    };
    let (public, skipped) = read("A.1");
    assert_eq!(skipped, ["jwk set: key 0: use: not sig"]);
    let (private, skipped) = read("A.2");
    assert_eq!(skipped, ["jwk set: key 0: use: not sig"]);
    let (secret, skipped) = read("A.3");
    let expected =
        ["jwk set: key 0: alg: unknown", "jwk set: key 1: alg: missing, and the key fits several algorithms"];
    assert_eq!(skipped, expected);

    let [public, private, secret] = [&public, &private, &secret].map(|set| set.keys().last().unwrap());
    assert_eq!(public.key_id(), Some("2011-04-29"));
    assert_eq!(public.thumbprint(), rfc::example_of("7638", "3.1").text("thumbprint_sha256"));
    assert_eq!(private.to_json(), public.to_json());
    let signature = keys::signature(&private.signing_key().unwrap(), b"message");
    assert!(public.verifying_key().unwrap().verify(b"message", &signature).is_ok());
    assert_eq!(secret.key_id(), Some("HMAC key used in JWS spec Appendix A.1 example"));
    assert!(secret.verifying_key_for(Algorithm::HS256).is_ok());

    // The EC key, without what it is for.
    let mut key = file["A.2"]["keys"][0].clone();
    key.as_object_mut().unwrap().remove("use");
    let jwk = Jwk::from_json(key.to_string()).unwrap();
    assert_eq!(jwk.signing_key().unwrap().algorithm(), Algorithm::ES256);
}
