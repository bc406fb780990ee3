//! `PublicJwk` and `PublicJwkSet`: copies, serde, and what a `KeySet` publishes. Nothing private gets into one.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet, LiveKeySet, PublicJwk, PublicJwkSet};
use jwt_codec::{
    Algorithm, Claims, Es256, RegisteredClaims, Rs256, Signer, SigningKey, Validation, Verifier, VerifyingKey,
};
use serde::de::value::{self, MapDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer, Serialize, forward_to_deserialize_any};
use serde_json::{Value, json};

use crate::support::{keys, rfc, tokens, verdict};

fn private_keys() -> Vec<String> {
    vec![rfc::example("A.2").jwk(), rfc::example("A.3").jwk(), rfc::example_of("8037", "A.4").jwk()]
}

fn secret() -> String {
    rfc::example("A.1").jwk()
}

fn parse(json: &str) -> Jwk {
    Jwk::from_json(json).unwrap()
}

#[test]
fn the_public_part_is_what_is_published() {
    for private in private_keys() {
        let jwk = parse(&private).with_key_id("a").with_key_use("jwt-svid");
        let public = jwk.to_public().unwrap();
        assert!(!public.is_private());
        assert_eq!(
            (public.key_id(), public.key_use(), public.algorithm()),
            (Some("a"), Some("jwt-svid"), jwk.algorithm())
        );
        assert_eq!(public.thumbprint(), jwk.thumbprint());
        let json = jwk.to_json().unwrap();
        assert_eq!(serde_json::to_string(&public).unwrap(), json);
        assert_eq!(public.to_secret_json().expose_secret(), json);
        assert_eq!(public.clone().to_json().unwrap(), json);
        assert_eq!(Jwk::from(public).to_json().unwrap(), json);
    }
    assert!(parse(&secret()).to_public().is_none());
}

/// From text, from a value, and from the claims of a token: the verdict is that of `Jwk::from_json`.
#[test]
fn documents_are_judged_by_one_reader() {
    #[derive(Debug, Deserialize, Serialize)]
    struct Confirmation {
        jwk: PublicJwk,
    }

    let public = parse(&rfc::example("A.3").jwk()).to_json().unwrap();
    let with = |member: &str| public.replacen('{', &format!("{{{member},"), 1);
    let mut documents =
        vec![secret(), "null".into(), "[]".into(), "{}".into(), "7".into(), "\"kty\"".into(), "true".into()];
    documents.extend(private_keys());
    documents.extend(private_keys().iter().map(|private| parse(private).to_json().unwrap()));
    for member in [
        r#""kid":"\u0061""#,
        r#""kid":7"#,
        r#""kid":1.5"#,
        r#""kid":-1"#,
        r#""kid":true"#,
        r#""kid":null"#,
        r#""kid":{"a":[]}"#,
        r#""kty":"EC""#,
        r#""key_ops":["verify"]"#,
        r#""key_ops":["verify","verify"]"#,
        r#""key_ops":[1]"#,
        r#""unknown":{"iat":1700000000,"a":[1.5,null,"\n",{}],"b":[]}"#,
        r#""x5c":["AAAA"]"#,
        r#""oth":[]"#,
        r#""alg":"ES384""#,
        r#""use":"enc""#,
    ] {
        documents.push(with(member));
    }
    let mut accepted = 0;
    for document in documents {
        let expected =
            Jwk::from_json(&document).map_err(|error| error.to_string()).and_then(|jwk| match jwk.is_private() {
                true if jwk.is_symmetric() => Err("jwk: k: not allowed in a public key".into()),
                true => Err("jwk: d: not allowed in a public key".into()),
                false => Ok(jwk.to_json().unwrap()),
            });
        accepted += usize::from(expected.is_ok());
        let said = |read: Result<PublicJwk, serde_json::Error>| match read {
            Ok(read) => Ok(read.to_json().unwrap()),
            Err(error) => Err(error.to_string().split(" at line").next().unwrap().to_owned()),
        };
        assert_eq!(said(serde_json::from_str(&document)), expected, "{document}");
        // A value has lost what stood twice.
        if !document.contains(r#""kty":"EC","kty""#) {
            let value: Value = serde_json::from_str(&document).unwrap();
            assert_eq!(said(serde_json::from_value(value)), expected, "{document}");
        }
        let token = tokens::with_payload(format!(r#"{{"jwk":{document}}}"#));
        let verifier = Verifier::new(keys::hs256_verifying(), verdict::lenient());
        let confirmed = verifier.verify::<Confirmation>(&token).map(|claims| claims.jwk.to_json().unwrap());
        assert_eq!(confirmed.ok(), expected.ok(), "{document}");
    }
    assert!(accepted >= 8, "{accepted}");
}

/// A value that JSON does not have, as CBOR and other formats hand it out.
#[derive(Clone, Copy, Debug)]
enum OfAnotherFormat {
    Text(&'static str),
    Bytes,
    Long(i128),
    LongUnsigned(u128),
    Newtype(&'static str),
}

impl<'de> Deserializer<'de> for OfAnotherFormat {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        match self {
            Self::Text(text) => visitor.visit_str(text),
            Self::Bytes => visitor.visit_byte_buf(vec![1, 2]),
            Self::Long(number) => visitor.visit_i128(number),
            Self::LongUnsigned(number) => visitor.visit_u128(number),
            Self::Newtype(text) => visitor.visit_newtype_struct(Self::Text(text)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_> for OfAnotherFormat {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[test]
fn other_formats_have_other_values() {
    use OfAnotherFormat::{Bytes, Long, LongUnsigned, Newtype, Text};

    const KEY: [(&str, OfAnotherFormat); 3] =
        [("kty", Text("OKP")), ("crv", Newtype("Ed25519")), ("x", Text("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))];
    let read = |member: &'static str, value| {
        let members = KEY.into_iter().chain([(member, value)]);
        PublicJwk::deserialize(MapDeserializer::new(members)).map_err(|error| error.to_string())
    };
    for value in [Bytes, Long(-1), Long(i128::MAX), LongUnsigned(u128::MAX), Newtype("a")] {
        assert_eq!(
            read("unknown", value).map(|jwk| jwk.thumbprint()),
            read("kid", Text("a")).map(|jwk| jwk.thumbprint())
        );
        // A registered member is a string.
        let kid = read("kid", value).map(|jwk| jwk.key_id().map(str::to_owned));
        match value {
            Newtype(text) => assert_eq!(kid, Ok(Some(text.to_owned()))),
            _ => assert_eq!(kid, Err("jwk: kid: of the wrong type".to_owned()), "{value:?}"),
        }
    }
}

#[test]
fn sets_go_round_without_what_is_private() {
    let documents: Vec<Value> = private_keys().iter().map(|key| serde_json::from_str(key).unwrap()).collect();
    let unknown = json!({"kty": "future", "kid": "a"});
    let set =
        JwkSet::from_json(json!({"keys": [documents[0], unknown, documents[1], documents[2]]}).to_string()).unwrap();
    let public = set.to_public();
    assert_eq!(public.keys().map(Jwk::is_private).collect::<Vec<_>>(), [false; 3]);
    assert_eq!(public.skipped(), set.skipped());
    let json = serde_json::to_string(&public).unwrap();
    assert_eq!(json, set.to_json());
    let read: PublicJwkSet = serde_json::from_str(&json).unwrap();
    assert_eq!(read.clone().to_json(), json);
    assert_eq!(JwkSet::from(read).to_json(), json);
    // Entries that cannot be read stay known: a `kid` is not free because nobody can read its key.
    let with_unknown: PublicJwkSet = serde_json::from_value(json!({"keys": [unknown]})).unwrap();
    assert_eq!((with_unknown.keys().count(), with_unknown.skipped().len()), (0, 1));
    for (keys, text) in [
        (json!([documents[1]]), "jwk: d: not allowed in a public key"),
        (json!([serde_json::from_str::<Value>(&secret()).unwrap()]), "jwk: k: not allowed in a public key"),
        (json!({}), "jwk set: keys is not an array"),
        // Entries that cannot be parsed.
        (json!([{"kty": "oct", "alg": "HS1", "k": "AAAA"}]), "jwk: k: not allowed in a public key"),
        (
            json!([{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]),
            "jwk: d: not allowed in a public key",
        ),
        (json!([{"kty": "AKP", "alg": "future", "pub": "AA", "priv": "AA"}]), "jwk: priv: not allowed in a public key"),
        (json!([{"kty": "RSA", "n": "AA", "e": "AQAB", "p": "AA"}]), "jwk: p: not allowed in a public key"),
    ] {
        let refused = serde_json::from_value::<PublicJwkSet>(json!({"keys": keys})).unwrap_err();
        assert_eq!(refused.to_string(), text);
    }
}

fn is_public(entry: &str) -> bool {
    serde_json::from_str::<PublicJwkSet>(&format!(r#"{{"keys":[{entry}]}}"#)).is_ok()
}

/// Of a key that cannot be parsed: its members say whether it is private.
#[test]
fn members_of_private_keys_are_not_published() {
    const IN_EVERY_TYPE: [&str; 6] = ["d", "dp", "dq", "qi", "k", "priv"];
    for member in ["p", "q", "oth"].into_iter().chain(IN_EVERY_TYPE) {
        let of_type = |key_type: &str, value: &str| is_public(&format!(r#"{{{key_type}"x":"AA","{member}":{value}}}"#));
        // A key that names no type or two may be of any.
        for key_type in ["", r#""kty":null,"#, r#""kty":5,"#, r#""kty":"DSA","kty":"DSA","#]
            .map(String::from)
            .into_iter()
            .chain(["EC", "OKP", "RSA", "oct", "AKP"].map(|name| format!(r#""kty":"{name}","#)))
        {
            assert!(of_type(&key_type, "null"), "{key_type} {member}");
            for value in [r#""AA""#, "5", "{}", r#"["AA"]"#] {
                assert!(!of_type(&key_type, value), "{key_type} {member} {value}");
            }
        }
        // In an unknown type, `p` and `q` may be public, as those of DSA are.
        for key_type in [r#""kty":"DSA","#, r#""kty":"","#, r#""kty":"ec","#] {
            assert_eq!(of_type(key_type, r#""AA""#), !IN_EVERY_TYPE.contains(&member), "{key_type} {member}");
        }
    }
    let good = parse(&rfc::example("A.3").jwk()).to_json().unwrap();
    assert!(is_public(&format!(r#"{good},{{"kty":"DSA","p":"AQ","q":"AQ","g":"AQ","y":"AQ"}}"#)));
}

/// RFC 7518 section 6.3.2.7: a third prime is private. An empty list has none.
#[test]
fn further_primes_are_not_published() {
    let of_rsa = |primes: &str| is_public(&format!(r#"{{"kty":"RSA","n":"AQ","e":"A","oth":{primes}}}"#));
    assert!(of_rsa("[]") && of_rsa("[ ]") && of_rsa("null"));
    assert!(!of_rsa(r#"[{"r":"AQ","d":"AQ","t":"AQ"}]"#) && !of_rsa("[null]") && !of_rsa("{}"));
}

/// What a program verifies with is what it can publish: another program verifies with that.
#[test]
fn a_key_set_publishes_its_public_keys() {
    let signing = SigningKey::<Es256>::generate().unwrap();
    let rsa = VerifyingKey::<Rs256>::from_pem(keys::RSA_PUBLIC_PEM).unwrap();
    let of_document = parse(&rfc::example("A.3").jwk()).with_key_id("document");
    let boxed = SigningKey::<Es256>::generate().unwrap().to_secret_jwk().verifying_key().unwrap();
    let keys = KeySet::builder()
        .key("es", signing.verifying_key())
        .key("rs", rsa)
        .key_without_id(SigningKey::<Es256>::generate().unwrap().verifying_key())
        .key("boxed", boxed)
        .key("shared", std::sync::Arc::new(SigningKey::<Es256>::generate().unwrap().verifying_key()))
        .jwk_set(&[of_document].into_iter().collect())
        .build()
        .unwrap();
    let published = keys.to_jwk_set();
    let listed: Vec<_> = published.keys().map(|key| (key.key_id(), key.algorithm(), key.is_private())).collect();
    let expected = [
        (Some("es"), Some(Algorithm::ES256), false),
        (Some("rs"), Some(Algorithm::RS256), false),
        (None, Some(Algorithm::ES256), false),
        // A key in a box has lost its type. A key in an `Arc` has another.
        (Some("document"), Some(Algorithm::ES256), false),
    ];
    assert_eq!(listed, expected);
    let read = KeySet::from_jwk_set(&JwkSet::from_json(published.to_json()).unwrap()).unwrap();
    let claims = Claims::new(()).lifetime(std::time::Duration::from_secs(60));
    let token = Signer::new(signing).key_id("es").sign(&claims).unwrap();
    assert!(Verifier::new(read, Validation::new()).verify::<RegisteredClaims>(&token).is_ok());
    assert_eq!(keys.without_key("es").to_jwk_set().keys().count(), 3);
}

/// As it would if the set had been built with it.
#[test]
fn a_key_that_is_added_later_is_published() {
    let [old, new] = [(); 2].map(|()| SigningKey::<Es256>::generate().unwrap().verifying_key());
    let built =
        KeySet::builder().key("old", old.clone()).key("new", new.clone()).build().unwrap().to_jwk_set().to_json();
    let first = KeySet::builder().key("old", old).build().unwrap();
    assert_eq!(first.with_key("new", new.clone()).unwrap().to_jwk_set().to_json(), built);
    let live = LiveKeySet::new(first);
    live.add("new", new).unwrap();
    assert_eq!(live.load().to_jwk_set().to_json(), built);
    live.add("secret", keys::hs256_verifying()).unwrap_err();
    assert_eq!(live.load().to_jwk_set().to_json(), built);
}

#[test]
fn secrets_are_not_published_and_keys_once() {
    let secrets = KeySet::builder().key("s", keys::hs256_verifying()).build().unwrap();
    assert_eq!(secrets.to_jwk_set().to_json(), r#"{"keys":[]}"#);
    let rsa = parse(&rfc::example("A.2").jwk());
    let set: JwkSet = [rsa].into_iter().collect();
    let builder = KeySet::builder().rsa_algorithm(Algorithm::RS256).rsa_algorithm(Algorithm::PS256);
    let keys = builder.jwk_set(&set).build().unwrap();
    assert_eq!((keys.len(), keys.to_jwk_set().to_json()), (2, set.to_json()));
}
