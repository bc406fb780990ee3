//! What reviews of the finished code found: each was wrong once.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use jwt_codec::jwt::NumericDate;
use jwt_codec::{
    Claims, Defect, Es256, Hs256, KeyDefect, KeyError, KeyPart, Part, RegisteredClaims, Sign, SignError, Signer,
    SigningKey, Validation, Verifier, VerifyError, VerifyingKey, jws,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

fn key() -> SigningKey<Hs256> {
    SigningKey::from_secret(&[7; 32]).unwrap()
}

/// A verifier that looks at nothing but the form of the claims.
fn verifier() -> Verifier<VerifyingKey<Hs256>> {
    let policy = Validation::at(NumericDate::from_secs(0)).allow_missing_expiration_time().any_audience();
    Verifier::new(key().verifying_key(), policy)
}

/// A token with this payload, whatever it is.
fn token(payload: &str) -> String {
    jws::sign(&jws::Header::new(key().algorithm()), payload.as_bytes(), &key()).unwrap()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Own {
    sub: String,
    role: String,
}

/// Once, whether `sub` came to the type inside depended on where it stood.
#[test]
fn optional_claims_do_not_depend_on_the_order() {
    for payload in [r#"{"sub":"a","role":"b"}"#, r#"{"role":"b","sub":"a"}"#] {
        let claims = verifier().verify::<Claims<Option<Own>>>(&token(payload));
        assert!(matches!(claims, Err(VerifyError::Deserialize(_))), "{payload}");
        let claims: Claims<Own> = verifier().verify(&token(payload)).unwrap();
        assert_eq!(claims.custom, Own { sub: "a".into(), role: "b".into() });
    }
    let none: Claims<Option<Own>> = verifier().verify(&token(r#"{"sub":"a"}"#)).unwrap();
    assert_eq!((none.custom, none.registered.subject.as_deref()), (None, Some("a")));
}

#[test]
fn names_of_an_audience_are_of_any_type_that_a_string_is() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Service(String);
    #[derive(Debug, PartialEq, Deserialize)]
    struct For {
        aud: Vec<Service>,
    }
    let read: For = verifier().verify(&token(r#"{"aud":["a","b"]}"#)).unwrap();
    assert_eq!(read, For { aud: vec![Service("a".into()), Service("b".into())] });
    let read: HashMap<String, Vec<Option<String>>> = verifier().verify(&token(r#"{"aud":["a"]}"#)).unwrap();
    assert_eq!(read["aud"], [Some("a".to_owned())]);
}

/// An integer has one spelling as the name of a member, or two names could be one key.
#[test]
fn integers_as_names_have_one_spelling() {
    #[derive(Debug, Deserialize)]
    struct Map {
        #[allow(dead_code, reason = "it is never made")]
        map: BTreeMap<i64, u8>,
    }
    for name in ["-0", "00", "+1", "1.0", "1e0", ""] {
        let refused = verifier().verify::<Map>(&token(&json!({"map": {name: 1}}).to_string()));
        assert!(matches!(refused, Err(VerifyError::Deserialize(_))), "{name}");
    }
}

/// A number beyond all numbers is a defect of the text, whatever a type makes of it.
#[test]
fn numbers_beyond_range_cannot_be_swallowed() {
    #[derive(Debug, Deserialize)]
    struct Big {
        #[serde(deserialize_with = "or_none")]
        #[allow(dead_code, reason = "it is never made")]
        a: Option<i128>,
    }
    fn or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<i128>, D::Error> {
        Ok(i128::deserialize(deserializer).ok())
    }
    let refused = verifier().verify::<Big>(&token(r#"{"a":1e400}"#)).unwrap_err();
    assert_eq!(refused, VerifyError::Malformed(Part::Payload, Defect::NumberRange));
}

/// A type that reads nothing hides nothing.
#[test]
fn payload_is_an_object_whatever_the_type_reads() {
    #[derive(Debug)]
    struct Nothing;
    impl<'de> Deserialize<'de> for Nothing {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Ok(Self)
        }
    }
    for (payload, defect) in [("", Defect::Json), (" ", Defect::Json), ("1", Defect::NotAnObject)] {
        let refused = verifier().verify::<Nothing>(&token(payload)).unwrap_err();
        assert_eq!(refused, VerifyError::Malformed(Part::Payload, defect), "{payload:?}");
    }
    assert!(verifier().verify::<Nothing>(&token(r#"{"exp":"soon"}"#)).is_err());
    assert!(verifier().verify::<Nothing>(&token("{}")).is_ok());
}

/// A buffer of the wrong length is an error, as a signature of the wrong length is to a verifier.
#[test]
fn signatures_into_a_buffer_of_the_wrong_length() {
    let keys: [Box<dyn Sign>; 2] = [Box::new(key()), Box::new(SigningKey::<Es256>::generate().unwrap())];
    for key in keys {
        for length in [0, 10, key.signature_len() - 1, key.signature_len() + 1] {
            let refused = key.sign(b"message", &mut vec![0; length]);
            assert_eq!(refused, Err(SignError::Malformed(Part::Signature, Defect::SignatureLength)));
        }
    }
}

/// Many tokens into one string: once, all of it was looked at again for each of them.
#[test]
fn many_tokens_into_one_string() {
    let signer = Signer::new(key());
    let claims = RegisteredClaims::default();
    let time = |count: usize| {
        let (mut text, start) = (String::new(), Instant::now());
        for _ in 0..count {
            signer.sign_into(&claims, &mut text).unwrap();
            text.push('\n');
        }
        assert_eq!(text.lines().count(), count);
        start.elapsed()
    };
    let (few, many) = (time(2_000), time(16_000));
    assert!(many < few * 40 + Duration::from_millis(50), "{few:?} for 2,000, {many:?} for 16,000");
}

/// Work before the signature is in proportion to the token's length.
#[test]
fn long_crit_is_refused_in_little_time() {
    let names: Vec<String> = (0..1500).map(|number| format!("{number:x}")).collect();
    let members: String = names.iter().map(|name| format!(r#""{name}":0,"#)).collect();
    let crit: Vec<&String> = names.iter().rev().collect();
    let crit = serde_json::to_string(&crit).unwrap();
    let start = Instant::now();
    for (header, defect) in [
        (format!(r#"{{"alg":"HS256","crit":{crit}}}"#), Defect::InvalidCritical),
        (format!(r#"{{{members}"alg":"HS256","crit":{crit}}}"#), Defect::TooManyValues),
    ] {
        let refused = jws::SigningInput::from_json(&header, b"{}");
        assert_eq!(refused, Err(SignError::Malformed(Part::Header, defect)));
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn many_beginnings_and_one_end() {
    let pem = "-----BEGIN EC PARAMETERS-----\n".repeat(32_000) + "-----END EC PARAMETERS-----\n";
    let start = Instant::now();
    assert_eq!(
        VerifyingKey::<Es256>::from_pem(&pem).unwrap_err(),
        KeyError::Malformed(KeyPart::Pem, KeyDefect::NoBlock)
    );
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// The identifier of a curve is a parameter of id-ecPublicKey, and is nothing else.
#[test]
fn curves_are_parameters() {
    let spki = SigningKey::<Es256>::generate().unwrap().verifying_key().to_der();
    // SEQUENCE { SEQUENCE { OID id-ecPublicKey (9 bytes), OID prime256v1 (10 bytes) }, BIT STRING ... }
    let (curve, key) = (&spki[13..23], &spki[23..]);
    let body = [&[0x30, 10], curve, key].concat();
    let alone = [&[0x30, u8::try_from(body.len()).unwrap()], &body[..]].concat();
    assert!(VerifyingKey::<Es256>::from_der(&spki).is_ok());
    assert!(matches!(VerifyingKey::<Es256>::from_der(&alone), Err(KeyError::Unexpected { .. })));
}

#[cfg(all(feature = "eddsa", feature = "jwk"))]
#[test]
fn ed25519_has_one_name_in_a_set_and_one_encoding() {
    use jwt_codec::jwk::KeySet;
    use jwt_codec::{Ed25519, EdDsa};

    let two = KeySet::builder()
        .key("a", SigningKey::<EdDsa>::generate().unwrap().verifying_key())
        .key("a", SigningKey::<Ed25519>::generate().unwrap().verifying_key());
    assert_eq!(two.allow_shared_key_ids().build().unwrap_err(), KeyError::DuplicateKeyId { places: [0, 1] });

    // y = p + 3, which is the y of a point as 3 is.
    let mut above = [0xff; 32];
    (above[0], above[31]) = (0xf0, 0x7f);
    assert!(VerifyingKey::<Ed25519>::from_bytes(&above).is_err());
}
