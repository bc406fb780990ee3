//! RFC 7515: the examples of appendices A and E, with the values that the RFC publishes.

use jwt_codec::jws::{self, Header, SigningInput};
use jwt_codec::jwt::NumericDate;
use jwt_codec::{
    Algorithm, Claims, Defect, Es256, Hs256, Part, Rs256, SignError, SigningKey, Validation, Verifier, VerifyError,
    VerifyingKey,
};
use serde::Deserialize;

use crate::support::{base64url, keys, rfc, tokens};

/// The claims of the examples, borrowed from the payload.
#[derive(Debug, PartialEq, Deserialize)]
struct Example<'p> {
    iss: &'p str,
    exp: i64,
    #[serde(rename = "http://example.com/is_root")]
    is_root: bool,
}

const EXAMPLE: Example<'_> = Example { iss: "joe", exp: 1_300_819_380, is_root: true };

/// The examples expire at 1300819380.
fn in_time() -> Validation {
    Validation::at(NumericDate::from_secs(1_300_819_379)).issuer("joe")
}

fn hs256_key() -> SigningKey<Hs256> {
    SigningKey::from_secret(&rfc::example("A.1").key("k")).unwrap()
}

fn rs256_key() -> VerifyingKey<Rs256> {
    let example = rfc::example("A.2");
    VerifyingKey::from_components(&example.key("n"), &example.key("e")).unwrap()
}

fn es256_key() -> VerifyingKey<Es256> {
    let example = rfc::example("A.3");
    VerifyingKey::from_coordinates(&example.key("x"), &example.key("y")).unwrap()
}

#[track_caller]
fn verifies<K: jws::FindKey>(section: &str, keys: K) {
    let example = rfc::example(section);
    let verified = jws::verify(example.compact(), &keys).unwrap();
    assert_eq!(verified.payload, example.payload().as_bytes());

    let verifier = Verifier::new(keys, in_time());
    let mut scratch = Vec::new();
    assert_eq!(verifier.verify_borrowed::<Example<'_>>(example.compact(), &mut scratch).unwrap(), EXAMPLE);
    let claims: Claims<()> = verifier.verify(example.compact()).unwrap();
    assert_eq!(claims.registered.issuer.as_deref(), Some("joe"));
    assert_eq!(claims.registered.expiration_time, Some(NumericDate::from_secs(1_300_819_380)));
}

#[test]
fn a_1_hs256_verifies() {
    verifies("A.1", hs256_key().verifying_key());
}

#[test]
fn a_2_rs256_verifies() {
    verifies("A.2", rs256_key());
}

#[test]
fn a_3_es256_verifies() {
    verifies("A.3", es256_key());
}

#[test]
fn a_1_typ_is_read() {
    let token = rfc::example("A.1");
    let verified = jws::verify(token.compact(), &hs256_key().verifying_key()).unwrap();
    assert_eq!(verified.header.typ(), Some("JWT"));
    assert_eq!(verified.header.alg(), "HS256");
    assert_eq!(verified.header.key_id(), None);
}

#[test]
fn a_1_hs256_signs_to_the_same_bytes() {
    let example = rfc::example("A.1");
    let input = SigningInput::from_json(&example.header(), example.payload().as_bytes()).unwrap();
    assert_eq!(input.sign(&hs256_key()).unwrap(), example.compact());
}

#[cfg(feature = "rsa-signing")]
#[test]
fn a_2_rs256_signs_to_the_same_bytes() {
    let example = rfc::example("A.2");
    let [n, e, d, p, q] = ["n", "e", "d", "p", "q"].map(|member| example.key(member));
    let key = SigningKey::<Rs256>::from_components(&n, &e, &d, &p, &q).unwrap();
    let input = SigningInput::from_json(&example.header(), example.payload().as_bytes()).unwrap();
    assert_eq!(input.sign(&key).unwrap(), example.compact());
}

/// The RFC's signature was made with a random number; ours comes from RFC 6979, but for that of `graviola`. It verifies
/// with the RFC's public key.
#[test]
fn a_3_es256_signs_so_that_the_public_key_verifies() {
    let example = rfc::example("A.3");
    let key = SigningKey::<Es256>::from_scalar(&example.key("d")).unwrap();
    let sign = || SigningInput::from_json(&example.header(), example.payload().as_bytes()).unwrap().sign(&key).unwrap();
    let token = sign();
    if cfg!(not(feature = "graviola")) {
        assert_eq!(token, sign());
    }
    assert_eq!(jws::verify(&token, &es256_key()).unwrap().payload, example.payload().as_bytes());
}

#[test]
fn a_5_unsecured_is_refused_by_every_key() {
    let token = rfc::example("A.5");
    let mismatch = Err(VerifyError::AlgorithmMismatch);
    assert_eq!(jws::verify(token.compact(), &hs256_key().verifying_key()), mismatch);
    assert_eq!(jws::verify(token.compact(), &rs256_key()), mismatch);
    assert_eq!(jws::verify(token.compact(), &es256_key()), mismatch);
    assert_eq!(
        Verifier::new(es256_key(), in_time()).verify::<Claims<()>>(token.compact()),
        Err(VerifyError::AlgorithmMismatch)
    );
}

#[test]
fn e_critical_extension_is_refused() {
    let token = rfc::example("E / 4.1.11");
    assert_eq!(jws::verify(token.compact(), &keys::hs256_verifying()), Err(VerifyError::UnsupportedCritical));
    assert_eq!(
        Verifier::new(es256_key(), in_time()).verify::<Claims<()>>(token.compact()),
        Err(VerifyError::UnsupportedCritical)
    );
}

/// Its `alg` is `none`, which is refused also by those who understand the extension.
#[test]
fn e_critical_extension_that_is_understood() {
    let policy = in_time().understands("http://example.com/UNDEFINED");
    let verifier = Verifier::new(es256_key(), policy);
    let token = rfc::example("E / 4.1.11");
    assert_eq!(verifier.verify_with_header::<Claims<()>>(token.compact()), Err(VerifyError::AlgorithmMismatch));
    assert_eq!(verifier.verify::<Claims<()>>(token.compact()), Err(VerifyError::UnsupportedCritical));
}

#[test]
fn examples_are_refused_with_the_keys_of_others() {
    let others = [rfc::example("A.1"), rfc::example("A.3")];
    for example in &others {
        assert_eq!(jws::verify(example.compact(), &rs256_key()), Err(VerifyError::AlgorithmMismatch));
    }
    assert_eq!(jws::verify(others[0].compact(), &keys::hs256_verifying()), Err(VerifyError::InvalidSignature));
    assert_eq!(jws::verify(others[1].compact(), &keys::es256_verifying()), Err(VerifyError::InvalidSignature));
    assert_eq!(
        jws::verify(rfc::example("A.2").compact(), &keys::rs256_verifying()),
        Err(VerifyError::InvalidSignature)
    );
}

/// RFC 7797 section 4.1: a JWS, though no JWT, with the key of A.1.
#[test]
fn rfc7797_4_1_is_a_jws_and_no_jwt() {
    let example = rfc::example_of("7797", "4.1");
    let token = example.compact();
    let key = hs256_key().verifying_key();
    assert_eq!(jws::verify(token, &key).unwrap().payload, example.payload().as_bytes());
    assert!(Verifier::new(key, in_time()).verify::<Claims<()>>(token).is_err());
}

/// RFC 7797 section 4.2, detached and unencoded, with the key of A.1.
#[test]
fn rfc7797_4_2_verifies_detached() {
    let example = rfc::example_of("7797", "4.2");
    let (token, payload) = (example.compact(), example.payload().as_bytes());
    assert_eq!(payload, b"$.02");
    let key = hs256_key().verifying_key();
    let header = jws::verify_detached(token, payload, &key).unwrap();
    assert_eq!(header.as_json(), example.header());
    assert_eq!(header.critical(), ["b64"]);
    assert!(header.has_unencoded_payload());
    for other in [&b""[..], b"$.03", b"$.02\n", b"JC4wMg"] {
        assert_eq!(jws::verify_detached(token, other, &key), Err(VerifyError::InvalidSignature));
    }
}

#[test]
fn rfc7797_4_2_signs_to_the_same_bytes() {
    let example = rfc::example_of("7797", "4.2");
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    assert_eq!(header.to_json(), example.header());
    let token = jws::sign_detached(&header, example.payload().as_bytes(), &hs256_key()).unwrap();
    assert_eq!(token, example.compact());
    let input = SigningInput::detached(&header, example.payload().as_bytes());
    assert_eq!(input.as_bytes(), format!("{}.$.02", token.split('.').next().unwrap()).as_bytes());
}

/// RFC 7797 section 7: never a JWT, nor a JWS that has its payload in it.
#[test]
fn rfc7797_4_2_is_no_jwt() {
    let example = rfc::example_of("7797", "4.2");
    let key = hs256_key();
    let unsupported = VerifyError::UnsupportedCritical;
    let verifier = Verifier::new(key.verifying_key(), in_time());
    let attached = example.compact().replace("..", ".$.02.");
    let encoded = example.compact().replace("..", ".JC4wMg.");
    for token in [example.compact(), &attached, &encoded] {
        assert!(verifier.verify::<Claims<()>>(token).is_err());
        assert!(jws::verify(token, &key.verifying_key()).is_err());
    }
    assert_eq!(verifier.verify::<Claims<()>>(example.compact()), Err(unsupported.clone()));
    assert_eq!(jws::verify(example.compact(), &key.verifying_key()), Err(unsupported.clone()));
    assert_eq!(jws::Unverified::parse(example.compact()).unwrap_err(), unsupported);

    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    let refused = SignError::Malformed(Part::Payload, Defect::UnencodedPayload);
    assert_eq!(jws::sign(&header, b"$.02", &key), Err(refused));
    assert_eq!(
        jws::verify_detached(&encoded, b"$.02", &key.verifying_key()),
        Err(VerifyError::Malformed(Part::Payload, Defect::NotDetached))
    );
}

/// RFC 7515 appendix F, with the payload as base64url; it may be any bytes either way, and headers do not mix.
#[test]
fn appendix_f_detached_payloads() {
    let key = hs256_key();
    let plain = Header::new(Algorithm::HS256);
    let unencoded = plain.clone().with_unencoded_payload();
    for payload in [&b""[..], b".", b"a.b", b"\0\xff\n", &[b'x'; 10_000]] {
        for header in [&plain, &unencoded] {
            let token = jws::sign_detached(header, payload, &key).unwrap();
            assert!(token.contains("..") && token.len() < 200);
            let verified = jws::verify_detached(&token, payload, &key.verifying_key()).unwrap();
            assert_eq!(verified.as_json(), header.to_json());
            let other = [payload, b"x"].concat();
            let refused = jws::verify_detached(&token, &other, &key.verifying_key());
            assert_eq!(refused, Err(VerifyError::InvalidSignature));
            let refused = jws::verify_detached(&token, payload, &es256_key());
            assert_eq!(refused, Err(VerifyError::AlgorithmMismatch));
        }
    }
    // Put back where it was cut out, it is an ordinary token.
    let token = jws::sign_detached(&plain, b"payload", &key).unwrap();
    let whole = jws::sign(&plain, b"payload", &key).unwrap();
    assert_eq!(token, whole.replace(".cGF5bG9hZA.", ".."));
    let not_detached = VerifyError::Malformed(Part::Payload, Defect::NotDetached);
    assert_eq!(jws::verify_detached(&whole, b"payload", &key.verifying_key()), Err(not_detached));
    // Nothing else is understood there either.
    for crit in [r#"{"alg":"HS256","crit":["x"],"x":1}"#, r#"{"alg":"HS256","crit":["b64"],"b64":true}"#] {
        let token = tokens::signed_by(&key, &base64url::encode(crit), "");
        assert_eq!(jws::verify_detached(&token, b"", &key.verifying_key()), Err(VerifyError::UnsupportedCritical));
    }
}
