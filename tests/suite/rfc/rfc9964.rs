//! RFC 9964, ML-DSA for JOSE: keys as JWK, thumbprints and tokens.

use jwt_codec::jwa::{KeyFamily, MlDsaAlgorithm, PrivateKeyAlgorithm};
use jwt_codec::jwk::{Jwk, JwkSet, KeySet, PublicJwk};
use jwt_codec::jws::{self, Header, Unverified};
use jwt_codec::jwt::NumericDate;
use jwt_codec::{
    Algorithm, Claims, Defect, Hs256, JwkMember, KeyDefect, KeyError, KeyKind, KeyPart, MlDsa44, MlDsa65, MlDsa87,
    Part, Signer, SigningKey, Verifier, Verify, VerifyError, VerifyingKey,
};
use serde_json::{Value, json};

use crate::support::rfc::{self, Example};
use crate::support::{base64url, key_errors, keys, tokens, verdict};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

/// Appendix A.1: the key whose seed is zeros, and a token.
fn example(algorithm: Algorithm) -> Example {
    rfc::example_of("9964", &format!("A.1 {algorithm}"))
}

/// Its private key.
fn jwk(algorithm: Algorithm) -> Value {
    serde_json::from_str(&example(algorithm).jwk()).unwrap()
}

fn with(key: &Value, member: &str, value: impl Into<Value>) -> Value {
    let mut key = key.clone();
    key[member] = value.into();
    key
}

fn without(key: &Value, member: &str) -> Value {
    let mut key = key.clone();
    key.as_object_mut().unwrap().remove(member).unwrap();
    key
}

fn octets(length: usize) -> String {
    base64url::encode(vec![1; length])
}

fn parse(key: &Value) -> Result<Jwk, KeyError> {
    Jwk::from_json(key.to_string())
}

#[track_caller]
fn refused(key: &Value, member: &'static str, text: &'static str) {
    assert_eq!(parse(key).map(|_| ()), Err(key_errors::jwk(member, text)), "{key}");
}

fn verified(token: &str, key: &dyn Verify) -> Result<Vec<u8>, VerifyError> {
    jws::verify(token, key).map(|verified| verified.payload)
}

#[test]
fn examples_verify() {
    for algorithm in ALGORITHMS {
        let example = example(algorithm);
        let private = Jwk::from_json(example.jwk()).unwrap();
        assert_eq!((private.key_type(), private.algorithm()), ("AKP", Some(algorithm)));
        assert!(private.is_private() && !private.is_symmetric());
        let public = private.to_public().unwrap();
        assert!(!public.is_private());
        for key in [private.verifying_key(), public.verifying_key(), public.verifying_key_for(algorithm)] {
            let key = key.unwrap();
            assert_eq!(key.algorithm(), algorithm);
            let verified = jws::verify(example.compact(), &key).unwrap();
            assert_eq!(verified.payload, example.payload().as_bytes());
            assert_eq!(verified.header.as_json(), example.header());
            assert_eq!(verified.header.key_id(), private.key_id());
        }
    }
}

/// Section 6: `alg`, `kty` and `pub` are what is hashed. The `kid`s of the examples are thumbprints.
#[test]
fn thumbprints_are_those_of_the_examples() {
    for algorithm in ALGORITHMS {
        let private = Jwk::from_json(example(algorithm).jwk()).unwrap();
        assert_eq!(Some(&*private.thumbprint()), private.key_id());
        assert_eq!(private.to_public().unwrap().thumbprint(), private.thumbprint());
    }
}

fn seed_makes_the_public_key<A: MlDsaAlgorithm + PrivateKeyAlgorithm>(
    from_seed: fn(&[u8]) -> Result<SigningKey<A>, KeyError>,
    from_bytes: fn(&[u8]) -> Result<VerifyingKey<A>, KeyError>,
    to_bytes: fn(&VerifyingKey<A>) -> Vec<u8>,
) {
    let example = example(A::ALGORITHM);
    let key = from_seed(&example.key("priv")).unwrap();
    let public = example.key("pub");
    assert_eq!(to_bytes(&key.verifying_key()), public);
    assert_eq!(key.verifying_key(), from_bytes(&public).unwrap());
    assert_eq!(key.verifying_key(), VerifyingKey::from_jwk(&Jwk::from_json(example.jwk()).unwrap()).unwrap());
    assert!(verified(example.compact(), &key.verifying_key()).is_ok());
    // Its neighbors.
    for length in [0, 31, 33, 64] {
        let refused = from_seed(&vec![0; length]).map(|_| ()).unwrap_err();
        assert_eq!(refused, KeyError::Length { part: KeyPart::Seed, found: length, expected: 32 });
        assert_eq!(refused.to_string(), format!("seed: {length} bytes, expected 32"));
    }
    for length in [0, 32, public.len() - 1, public.len() + 1] {
        let refused = from_bytes(&vec![0; length]).map(|_| ()).unwrap_err();
        assert_eq!(refused, KeyError::Length { part: KeyPart::PublicKey, found: length, expected: public.len() });
    }
    let mut other = example.key("priv");
    other[31] ^= 1;
    assert_ne!(from_seed(&other).unwrap().verifying_key(), key.verifying_key());
}

#[test]
fn seeds_make_the_public_keys_of_the_examples() {
    seed_makes_the_public_key::<MlDsa44>(
        SigningKey::<MlDsa44>::from_seed,
        VerifyingKey::<MlDsa44>::from_encoding,
        VerifyingKey::<MlDsa44>::to_encoding,
    );
    seed_makes_the_public_key::<MlDsa65>(
        SigningKey::<MlDsa65>::from_seed,
        VerifyingKey::<MlDsa65>::from_encoding,
        VerifyingKey::<MlDsa65>::to_encoding,
    );
    seed_makes_the_public_key::<MlDsa87>(
        SigningKey::<MlDsa87>::from_seed,
        VerifyingKey::<MlDsa87>::from_encoding,
        VerifyingKey::<MlDsa87>::to_encoding,
    );
}

/// FIPS 204 section 3.4: fresh random bytes are in each signature, so no two are the same.
#[test]
fn signatures_are_hedged() {
    for (algorithm, length) in ALGORITHMS.into_iter().zip([2420, 3309, 4627]) {
        let key = parse(&jwk(algorithm)).unwrap().signing_key().unwrap();
        let public = parse(&jwk(algorithm)).unwrap().verifying_key().unwrap();
        let [one, other] = [(); 2].map(|()| keys::signature(&key, b"message"));
        assert_eq!([one.len(), other.len(), key.signature_len(), public.signature_len()], [length; 4]);
        assert_ne!(one, other);
        for signature in [one, other] {
            assert_eq!(public.verify(b"message", &signature), Ok(()));
            assert!(public.verify(b"massage", &signature).is_err());
        }
    }
}

/// The longest signature fits into the default limit of a token, with claims.
#[test]
fn tokens_with_claims() {
    for algorithm in ALGORITHMS {
        let jwk = parse(&jwk(algorithm)).unwrap();
        let signer = Signer::new(jwk.signing_key().unwrap());
        let claims = Claims::new(json!({"role": "a".repeat(4096)}));
        let token = signer.sign(&claims.expires_at(NumericDate::from_secs(tokens::NOW + 600))).unwrap();
        let verifier = Verifier::new(jwk.verifying_key().unwrap(), verdict::strict());
        let read: Claims<Value> = verifier.verify(&token).unwrap();
        assert_eq!(read.custom["role"].as_str().map(str::len), Some(4096));
        assert_eq!(Unverified::parse(&token).unwrap().header().alg(), algorithm.as_str());
        let other = Verifier::new(keys::hs256_verifying(), verdict::strict());
        assert_eq!(other.verify::<Value>(&token), Err(VerifyError::AlgorithmMismatch));
    }
}

/// A signature of any other length is refused before anything is computed, and base64url is strict.
#[test]
fn signatures_have_their_length() {
    for algorithm in ALGORITHMS {
        let example = example(algorithm);
        let key = parse(&jwk(algorithm)).unwrap().verifying_key().unwrap();
        let (input, text) = example.compact().rsplit_once('.').unwrap();
        let signature = base64url::decode(text).unwrap();
        let read = |signature: &str| verified(&format!("{input}.{signature}"), &*key);
        assert!(read(text).is_ok());
        for length in [0, 1, 64, 1024, 1025, signature.len() - 1] {
            assert_eq!(read(&base64url::encode(&signature[..length])), Err(VerifyError::InvalidSignature), "{length}");
        }
        for more in [1, 2, 3, 1000, 4627] {
            let longer = [&signature[..], &vec![0; more]].concat();
            assert_eq!(read(&base64url::encode(longer)), Err(VerifyError::InvalidSignature), "{more} more");
        }
        // What is not base64url is malformed up to that length, and no signature beyond.
        let malformed = VerifyError::Malformed(Part::Signature, Defect::Base64url);
        assert_eq!(read(&format!("{}+", &text[1..])), Err(malformed.clone()));
        assert_eq!(read(&format!("{}=", &text[1..])), Err(malformed));
        assert_eq!(read(&format!("{text}++++")), Err(VerifyError::InvalidSignature));
        // One bit, in each part of the signature: the hash, the vector, the hints.
        for place in [0, 31, 700, signature.len() - 1] {
            let mut other = signature.clone();
            other[place] ^= 1;
            assert_eq!(read(&base64url::encode(other)), Err(VerifyError::InvalidSignature), "{place}");
        }
    }
}

/// For keys with short signatures, a long text is no signature, whatever its characters.
#[test]
fn no_other_key_decodes_a_long_signature() {
    let input = tokens::with_payload("{}");
    let (input, _) = input.rsplit_once('.').unwrap();
    for signature in [octets(4627), "+".repeat(6170), octets(1025)] {
        let refused = verified(&format!("{input}.{signature}"), &keys::hs256_verifying());
        assert_eq!(refused, Err(VerifyError::InvalidSignature));
    }
    let refused = verified(&format!("{input}.{}", "+".repeat(1364)), &keys::hs256_verifying());
    assert_eq!(refused, Err(VerifyError::Malformed(Part::Signature, Defect::Base64url)));
}

/// RFC 8725 section 3.1: one parameter set is not another, and no token chooses.
#[test]
fn a_token_is_for_its_parameter_set_and_key() {
    for algorithm in ALGORITHMS {
        let token = example(algorithm);
        for other in ALGORITHMS.into_iter().filter(|other| *other != algorithm) {
            let key = parse(&jwk(other)).unwrap().verifying_key().unwrap();
            assert_eq!(verified(token.compact(), &*key), Err(VerifyError::AlgorithmMismatch));
        }
        let other = parse(&jwk(algorithm)).unwrap();
        let key =
            with(&serde_json::from_str(&other.to_json().unwrap()).unwrap(), "pub", octets(token.key("pub").len()));
        let key = parse(&key).unwrap().verifying_key().unwrap();
        assert_eq!(verified(token.compact(), &*key), Err(VerifyError::InvalidSignature));
    }
    for alg in ["ml-dsa-44", "ML-DSA-44 ", "MLDSA44", "MlDsa44", "ML_DSA_44", "ML-DSA", "HashML-DSA-44"] {
        assert!(alg.parse::<Algorithm>().is_err(), "{alg}");
    }
}

/// Section 3: `alg` and `pub` are required. Sections 4 and 5: their lengths, and that of the seed, are fixed.
#[test]
fn members_of_a_jwk() {
    for algorithm in ALGORITHMS {
        let key = jwk(algorithm);
        assert!(parse(&key).is_ok());
        assert!(parse(&without(&key, "kid")).is_ok());
        // The algorithm says what the octets are.
        refused(&without(&key, "alg"), "alg", "missing");
        refused(&with(&key, "alg", Value::Null), "alg", "missing");
        refused(&with(&key, "alg", 44), "alg", "of the wrong type");
        for alg in ["", "ML-DSA", "ml-dsa-44", "SLH-DSA-SHA2-128s", "ML-DSA-44-ES256"] {
            refused(&with(&key, "alg", alg), "alg", "unknown");
        }
        for alg in ["ES256", "EdDSA", "RS256", "HS256"] {
            refused(&with(&key, "alg", alg), "kty", "does not match the algorithm");
        }
        for other in ALGORITHMS.into_iter().filter(|other| *other != algorithm) {
            refused(&with(&key, "alg", other.as_str()), "pub", "wrong length for the algorithm");
        }
        // The public key.
        refused(&without(&key, "pub"), "pub", "missing");
        refused(&with(&key, "pub", json!([1])), "pub", "of the wrong type");
        let length = base64url::decode(key["pub"].as_str().unwrap()).unwrap().len();
        for other in [0, 1, 32, length - 1, length + 1, 2 * length] {
            refused(&with(&key, "pub", octets(other)), "pub", "wrong length for the algorithm");
        }
        refused(&with(&key, "pub", format!("{}=", octets(length))), "pub", "not canonical unpadded base64url");
        // The seed, and not the expanded key.
        assert!(!parse(&without(&key, "priv")).unwrap().is_private());
        refused(&with(&key, "priv", 0), "priv", "of the wrong type");
        for other in [0, 1, 31, 33, 64, 2560, 4032, 4896] {
            refused(&with(&key, "priv", octets(other)), "priv", "wrong length for the algorithm");
        }
        refused(&with(&key, "priv", format!("{}=", octets(32))), "priv", "not canonical unpadded base64url");
        // RFC 7517 section 4.
        refused(&with(&key, "kty", "akp"), "kty", "unknown");
        refused(&with(&key, "kty", "OKP"), "crv", "missing");
        refused(&with(&key, "kty", "oct"), "k", "missing");
        let twice = key.to_string().replacen('{', r#"{"pub":"AA","#, 1);
        assert_eq!(Jwk::from_json(twice).map(|_| ()), Err(KeyError::Json(KeyPart::Jwk, Defect::DuplicateName)));
    }
    // A key of another type with such an algorithm.
    let other = json!({"kty": "OKP", "crv": "Ed25519", "x": octets(32), "alg": "ML-DSA-44"});
    refused(&other, "kty", "does not match the algorithm");
}

/// Section 7.4: the seed and the public key belong together.
#[test]
fn public_key_and_seed_belong_together() {
    for algorithm in ALGORITHMS {
        let key = jwk(algorithm);
        let length = base64url::decode(key["pub"].as_str().unwrap()).unwrap().len();
        for other in [with(&key, "pub", octets(length)), with(&key, "priv", octets(32))] {
            let jwk = parse(&other).unwrap();
            let unrelated = KeyError::Jwk { member: JwkMember::Public, defect: KeyDefect::OtherPrivateKey };
            assert_eq!(jwk.signing_key().map(|_| ()), Err(unrelated));
            assert_eq!(jwk.verifying_key().map(|_| ()), Err(unrelated));
            assert_eq!(unrelated.to_string(), "jwk: pub: does not match the private key");
        }
    }
}

#[test]
fn a_jwk_is_for_its_algorithm_and_use() {
    for algorithm in ALGORITHMS {
        let private = parse(&jwk(algorithm)).unwrap();
        for other in Algorithm::ALL.iter().filter(|other| **other != algorithm) {
            let refused = Err(key_errors::jwk("alg", "names another algorithm"));
            assert_eq!(private.verifying_key_for(*other).map(|_| ()), refused);
            assert_eq!(private.signing_key_for(*other).map(|_| ()), refused);
        }
        let public = private.to_public().unwrap();
        let refused = public.signing_key().map(|_| ()).unwrap_err();
        let family = KeyFamily::ALL.iter().find(|family| family.as_str() == algorithm.as_str()).unwrap();
        let [found, expected] = [KeyKind::Public(*family), KeyKind::Private(*family)];
        assert_eq!(refused, KeyError::Unexpected { found, expected });
        let for_encryption = parse(&with(&jwk(algorithm), "use", "enc")).unwrap();
        assert_eq!(for_encryption.verifying_key().map(|_| ()), Err(key_errors::jwk("use", "not sig")));
        let signs = parse(&with(&jwk(algorithm), "key_ops", json!(["sign"]))).unwrap();
        assert!(signs.signing_key().is_ok() && signs.verifying_key().is_ok());
    }
    assert!(VerifyingKey::<MlDsa44>::from_jwk(&parse(&jwk(Algorithm::MlDsa65)).unwrap()).is_err());
}

/// What is written is what was read, and no seed is in what is public.
#[test]
fn nothing_private_in_a_public_place() {
    for algorithm in ALGORITHMS {
        let key = jwk(algorithm);
        let private = parse(&key).unwrap();
        let seed = key["priv"].as_str().unwrap();
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(read(private.to_secret_json().expose_secret()), key);
        assert_eq!(read(&private.to_json().unwrap()), without(&key, "priv"));
        let public = serde_json::to_string(&private.to_public().unwrap()).unwrap();
        assert_eq!(read(&public), without(&key, "priv"));
        assert!(!format!("{private:?} {:?}", private.signing_key().unwrap()).contains(seed));
        // A public document takes no private key.
        assert!(serde_json::from_str::<PublicJwk>(&public).is_ok());
        let refused = serde_json::from_value::<PublicJwk>(key.clone()).map(|_| ()).unwrap_err().to_string();
        assert!(refused.starts_with("jwk: priv: not allowed in a public key"), "{refused}");
    }
}

/// A set of all three, next to a key of another type: each by its `kid`.
#[test]
fn sets() {
    let ed25519 =
        json!({"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let public = ALGORITHMS.map(|algorithm| without(&jwk(algorithm), "priv"));
    let document = json!({"keys": public.iter().chain([&ed25519]).collect::<Vec<_>>()});
    let set = KeySet::from_jwk_set(&JwkSet::from_json(document.to_string()).unwrap()).unwrap();
    assert!(set.skipped().is_empty());
    for algorithm in ALGORITHMS {
        assert!(jws::verify(example(algorithm).compact(), &set).is_ok(), "{algorithm}");
    }
    // A secret next to them is refused as next to any public key.
    let mixed = json!({"keys": [public[0], {"kty": "oct", "k": octets(32), "alg": "HS256"}]});
    let refused = KeySet::from_jwk_set(&JwkSet::from_json(mixed.to_string()).unwrap()).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::MixedKeySet { secret: 1, public: 0 });
}

/// RFC 8725 section 2.1: a key in a place for secrets.
#[test]
fn keys_are_no_secrets() {
    let example = rfc::example_of("9881", "C.1 ML-DSA-44");
    for form in ["seed", "both", "expanded", "public"] {
        let pem = example.text(form);
        let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        for secret in [pem.as_bytes(), lines.as_bytes(), &keys::der(pem)] {
            let refused = SigningKey::<Hs256>::from_secret(secret).map(|_| ());
            assert!(matches!(refused, Err(KeyError::SecretContainsKey(_))), "{form}");
        }
    }
    let jwk = self::example(Algorithm::MlDsa44).jwk();
    let refused = SigningKey::<Hs256>::from_secret(jwk.as_bytes()).map(|_| ());
    assert_eq!(refused, Err(KeyError::SecretContainsKey(KeyKind::Jwk)));
}

#[test]
fn generated_keys() {
    let [one, other] = [(); 2].map(|()| SigningKey::<MlDsa65>::generate().unwrap());
    assert_ne!(one.verifying_key(), other.verifying_key());
    let header = Header::new(Algorithm::MlDsa65);
    let token = jws::sign(&header, b"payload", &one).unwrap();
    assert!(jws::verify(&token, &one.verifying_key()).is_ok());
    assert_eq!(jws::verify(&token, &other.verifying_key()).map(|_| ()), Err(VerifyError::InvalidSignature));
    let again = SigningKey::<MlDsa65>::from_jwk(&one.to_secret_jwk()).unwrap();
    assert_eq!(again.verifying_key(), one.verifying_key());
    assert_eq!(format!("{one:?} {:?}", one.verifying_key()), "SigningKey(ML-DSA-65) VerifyingKey(ML-DSA-65)");
}
