//! What a `Signer` refuses, and what it leaves behind.

use jwt_codec::jws::{self, Header};
use jwt_codec::jwt::signing_input;
use jwt_codec::{
    Algorithm, ClaimName, ClaimReason, Claims, Defect, Part, Sign, SignError, Signer, Verifier, Verify, VerifyError,
};
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;

use crate::support::verdict::lenient;
use crate::support::{base64url, keys};

fn sign<T: Serialize + ?Sized>(claims: &T) -> Result<String, SignError> {
    Signer::new(keys::hs256()).sign(claims)
}

/// Serializes as an object with one name twice.
struct Twice;

impl Serialize for Twice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("x", 1), ("y", 2), ("x", 1)])
    }
}

/// Does not serialize.
struct Fails;

impl Serialize for Fails {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("of its own"))
    }
}

/// A key that cannot sign, or whose signatures are longer than any.
#[derive(Debug)]
struct Broken(usize);

impl Sign for Broken {
    fn algorithm(&self) -> Algorithm {
        // One whose signatures are so long, if there is one: the length is not what is wrong.
        match self.0 {
            32 => Algorithm::HS256,
            4627 => Algorithm::MlDsa87,
            _ => Algorithm::RS256,
        }
    }

    fn signature_len(&self) -> usize {
        self.0
    }

    fn sign(&self, _: &[u8], _: &mut [u8]) -> Result<(), SignError> {
        Err(SignError::Key("broken".into()))
    }
}

/// A key that gives signatures of some length, whatever its algorithm has.
#[derive(Debug)]
struct OfLength(Algorithm, usize);

impl Sign for OfLength {
    fn algorithm(&self) -> Algorithm {
        self.0
    }

    fn signature_len(&self) -> usize {
        self.1
    }

    fn sign(&self, _: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        signature.fill(1);
        Ok(())
    }
}

/// A token with a signature in DER, say, would be refused by every verifier.
#[test]
fn signatures_have_the_length_of_the_algorithm() {
    let refused = SignError::Malformed(Part::Signature, Defect::SignatureLength);
    for (algorithm, right) in [
        (Algorithm::HS256, 32),
        (Algorithm::HS384, 48),
        (Algorithm::HS512, 64),
        (Algorithm::ES256, 64),
        (Algorithm::ES256K, 64),
        (Algorithm::EdDSA, 64),
        (Algorithm::Ed25519, 64),
        (Algorithm::ES384, 96),
        (Algorithm::ES512, 132),
        (Algorithm::MlDsa44, 2420),
        (Algorithm::MlDsa65, 3309),
        (Algorithm::MlDsa87, 4627),
    ] {
        for length in (0..=140).chain([256, 1024, 1025, 2419, 2420, 2421, 3309, 4626, 4627]) {
            let signed = Signer::new(OfLength(algorithm, length)).sign(&json!({}));
            let header = Header::new(algorithm);
            assert_eq!(signed, jws::sign(&header.with_typ("JWT"), b"{}", &OfLength(algorithm, length)), "{length}");
            assert_eq!(signed.map(|_| ()), if length == right { Ok(()) } else { Err(refused.clone()) }, "{length}");
        }
    }
    for algorithm in
        [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]
    {
        for (length, fits) in
            [(64, false), (255, false), (256, true), (257, true), (1024, true), (1025, false), (4627, false)]
        {
            let signed = Signer::new(OfLength(algorithm, length)).sign(&json!({}));
            assert_eq!(signed.map(|_| ()), if fits { Ok(()) } else { Err(refused.clone()) }, "{algorithm} {length}");
        }
    }
}

#[test]
fn only_objects_are_signed() {
    for value in [json!(null), json!(true), json!(1), json!("{}"), json!([]), json!([{}])] {
        assert_eq!(sign(&value), Err(SignError::NotAnObject), "{value}");
    }
    // Next to registered claims, `null` is no claims.
    assert_eq!(sign(&Claims::new(true)), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new(1)), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new(1.5)), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new("{}")), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new((1, 2))), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new(json!([{}]))), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new(1_i128)), Err(SignError::NotAnObject));
    assert_eq!(sign(&Claims::new(1_u128)), Err(SignError::NotAnObject));
    assert_eq!(sign(&()), Err(SignError::NotAnObject));
    assert_eq!(sign("{}"), Err(SignError::NotAnObject));
    assert_eq!(sign(&[Twice]), Err(SignError::NotAnObject));
    assert_eq!(sign(&None::<Claims<()>>), Err(SignError::NotAnObject));
    assert!(sign(&json!({})).is_ok());
    assert!(sign(&Some(Claims::new(()))).is_ok());
}

#[test]
fn claims_that_do_not_serialize() {
    assert_eq!(sign(&Fails), Err(SignError::Serialize("of its own".into())));
    assert!(matches!(sign(&BTreeMap::from([((), 1)])), Err(SignError::Serialize(_))));
    // Next to registered claims there is only room for an object.
    assert!(sign(&Claims::new(1)).is_err());
    assert!(sign(&Claims::new("text")).is_err());
    assert!(sign(&Claims::new(vec![1])).is_err());
}

/// Fails when it is displayed, which no `Display` should.
struct Unspeakable;

impl fmt::Display for Unspeakable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

impl Serialize for Unspeakable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[test]
#[should_panic(expected = "there should be an error")]
fn a_display_that_fails_panics() {
    let _ = sign(&BTreeMap::from([("x", Unspeakable)]));
}

#[test]
fn duplicates_are_not_signed() {
    let duplicate = Err(SignError::Malformed(Part::Payload, Defect::DuplicateName));
    assert_eq!(sign(&Twice), duplicate);
    assert_eq!(sign(&json!({"x": 1, "y": 2})).map(|_| ()), Ok(()));
    #[derive(Serialize)]
    struct Nested {
        inner: Vec<Twice>,
    }
    assert_eq!(sign(&Nested { inner: vec![Twice] }), duplicate);
    assert_eq!(sign(&Claims::new(Twice)), duplicate);
    assert_eq!(sign(&Claims::new(json!({"sub": "one"})).subject("two")), duplicate);
    assert!(sign(&Claims::new(json!({"sub": "one"})).issuer("two")).is_ok());
}

/// What every verifier would refuse is not signed: each of the seven, in every type that it is not of.
#[test]
fn registered_claims_of_the_wrong_type_are_not_signed() {
    let refused = |claim: ClaimName, claims: Value| {
        let reason = if claims[claim.as_str()].is_null() { ClaimReason::Null } else { ClaimReason::WrongType };
        let wrong = SignError::Claim { claim, reason };
        assert_eq!(sign(&claims), Err(wrong.clone()), "{claims}");
        assert_eq!(sign(&Claims::new(claims.clone())), Err(wrong.clone()), "{claims}");
        assert_eq!(signing_input(&Header::new(Algorithm::ES256), &claims), Err(wrong), "{claims}");
    };
    let others = [json!(null), json!(true), json!({}), json!({"exp": 1}), json!([1]), json!(["a", null])];
    for claim in [ClaimName::Issuer, ClaimName::Subject, ClaimName::JwtId] {
        for value in others.iter().cloned().chain([json!(1), json!([]), json!(["a"])]) {
            refused(claim, json!({claim.as_str(): value}));
        }
        assert!(sign(&json!({claim.as_str(): "text"})).is_ok());
    }
    for claim in [ClaimName::ExpirationTime, ClaimName::NotBefore, ClaimName::IssuedAt] {
        for value in others.iter().cloned().chain([json!("soon"), json!("1"), json!([])]) {
            refused(claim, json!({claim.as_str(): value}));
        }
        assert!(sign(&json!({claim.as_str(): 1.5})).is_ok());
    }
    for value in others.iter().cloned().chain([json!(1), json!(["a", 1])]) {
        refused(ClaimName::Audience, json!({"aud": value}));
    }
    // An `Option` that is not skipped. A `null` further inside is no value of the claim.
    let null = SignError::Claim { claim: ClaimName::IssuedAt, reason: ClaimReason::Null };
    assert_eq!(sign(&json!({"exp": 1, "iat": null})).unwrap_err().to_string(), "iat: null");
    assert_eq!(sign(&BTreeMap::from([("iat", None::<u64>)])), Err(null.clone()));
    assert_eq!(sign(&BTreeMap::from([("iat", ())])), Err(null));
    assert!(sign(&json!({"exp": 1, "other": null})).is_ok());
    assert!(sign(&json!({"aud": []})).is_ok() && sign(&json!({"aud": ["a"]})).is_ok());
    // Further inside they mean nothing; nor does the name of the header's `typ`.
    assert!(sign(&json!({"x": {"exp": "soon"}, "typ": 1})).is_ok());
    let mut text = String::from("before");
    assert!(Signer::new(keys::hs256()).sign_into(&json!({"exp": "soon"}), &mut text).is_err());
    assert_eq!(text, "before");
}

#[test]
fn what_is_too_deep_is_not_signed() {
    let nested = |depth: usize| {
        let value = (1..depth).fold(json!({}), |value, _| json!([value]));
        Map::from_iter([("a".to_owned(), value)])
    };
    // With the map around it, this is 127 deep.
    let token = sign(&nested(126)).unwrap();
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    assert_eq!(verifier.verify::<Map<String, Value>>(&token).unwrap(), nested(126));
    let too_deep = SignError::Malformed(Part::Payload, Defect::TooDeep);
    assert_eq!(sign(&nested(127)), Err(too_deep.clone()));
    assert_eq!(sign(&nested(1000)), Err(too_deep.clone()));
    assert_eq!(sign(&Claims::new(nested(127))), Err(too_deep.clone()));
    assert_eq!(signing_input(&Header::new(Algorithm::ES256), &nested(127)), Err(too_deep));
}

#[test]
fn sign_into_appends() {
    let signer = Signer::new(keys::hs256()).key_id("k");
    let mut text = String::from("Bearer ");
    signer.sign_into(&json!({"a": 1}), &mut text).unwrap();
    assert_eq!(text, format!("Bearer {}", signer.sign(&json!({"a": 1})).unwrap()));
    let one = text.clone();
    signer.sign_into(&json!({}), &mut text).unwrap();
    assert!(text.starts_with(&one));
}

#[test]
fn sign_into_leaves_the_text_as_it_was_on_error() {
    let signer = Signer::new(keys::hs256());
    let mut text = String::from("é before");
    assert!(signer.sign_into(&Twice, &mut text).is_err());
    assert!(signer.sign_into(&Fails, &mut text).is_err());
    assert!(signer.sign_into(&json!([]), &mut text).is_err());
    assert_eq!(text, "é before");
    for length in [32, 1024, jwt_codec::jwa::MAX_SIGNATURE_LEN, jwt_codec::jwa::MAX_SIGNATURE_LEN + 1] {
        assert!(Signer::new(Broken(length)).sign_into(&json!({}), &mut text).is_err(), "{length}");
        assert_eq!(text, "é before");
    }
}

#[test]
fn header_of_a_signer() {
    let header = |token: &str| {
        let (header, _) = token.split_once('.').unwrap();
        String::from_utf8(base64url::decode(header).unwrap()).unwrap()
    };
    let signer = Signer::new(keys::hs256());
    assert_eq!(header(&signer.sign(&json!({})).unwrap()), r#"{"alg":"HS256","typ":"JWT"}"#);
    let signer = signer.key_id("k\"\n\u{e9}\u{0}").typ("at+jwt");
    let token = signer.sign(&json!({})).unwrap();
    assert_eq!(header(&token), "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"k\\\"\\n\u{e9}\\u0000\"}");
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    let (read, _) = verifier.verify_with_header::<Map<String, Value>>(&token).unwrap();
    assert_eq!(read.as_json(), signer.header().to_json());
    let signer = Signer::new(keys::es256());
    assert_eq!(signer.header().alg(), "ES256");
}

#[test]
fn header_must_name_the_algorithm_of_the_key() {
    for algorithm in Algorithm::ALL {
        let signed = jws::sign(&Header::new(*algorithm), b"payload", &keys::hs256());
        match algorithm {
            Algorithm::HS256 => assert!(signed.is_ok()),
            _ => assert_eq!(signed, Err(SignError::AlgorithmMismatch)),
        }
        assert_eq!(algorithm.as_str().parse(), Ok(*algorithm));
    }
}

/// A header in every spelling that `Header` can be given comes back as it was.
#[test]
fn header_goes_round() {
    for text in ["", "a", "\"", "\\", "\u{0}\u{1f}\u{7f}", "é\u{1f600}", "</script>", "\u{2028}"] {
        let header = Header::new(Algorithm::HS256).with_typ(text).with_content_type(text).with_key_id(text);
        let token = jws::sign(&header, text.as_bytes(), &keys::hs256()).unwrap();
        let verified = jws::verify(&token, &keys::hs256_verifying()).unwrap();
        let read = &verified.header;
        assert_eq!(read.as_json(), header.to_json());
        assert_eq!([read.typ(), read.content_type(), read.key_id()], [Some(text); 3]);
        assert_eq!(verified.payload, text.as_bytes());
    }
}

/// Keys behind pointers, and keys of which only the trait is known.
#[test]
fn keys_are_dyn_compatible() {
    let signing: Box<dyn Sign> = Box::new(keys::hs256());
    let verifying: Vec<Box<dyn Verify>> =
        vec![Box::new(keys::hs256_verifying()), Box::new(keys::es256_verifying()), Box::new(keys::rs256_verifying())];
    let token = jws::sign(&Header::new(signing.algorithm()), b"x", &signing).unwrap();
    for key in &verifying {
        let verdict = jws::verify(&token, key).map(|_| ());
        match key.algorithm() {
            Algorithm::HS256 => assert_eq!(verdict, Ok(())),
            _ => assert_eq!(verdict, Err(VerifyError::AlgorithmMismatch)),
        }
    }
    let shared: std::sync::Arc<dyn Verify> = std::sync::Arc::new(keys::hs256_verifying());
    assert!(jws::verify(&token, &&shared).is_ok());
}

#[test]
fn absurd_signature_len_is_an_error() {
    let signed = Signer::new(Broken(usize::MAX / 8)).sign(&json!({}));
    assert_eq!(signed, Err(SignError::Malformed(Part::Signature, Defect::SignatureLength)));
    #[cfg(feature = "profiles")]
    {
        let public = keys::rs256_verifying().to_jwk().to_public().unwrap();
        let prover = jwt_codec::profiles::dpop::Prover::new(Broken(usize::MAX / 8), &public);
        assert_eq!(prover.map(|_| ()), Err(SignError::Malformed(Part::Signature, Defect::SignatureLength)));
    }
}
