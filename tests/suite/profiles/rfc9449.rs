//! DPoP: RFC 9449 sections 4, 6, 8, 9 and 11.1.

use jwt_codec::jwk::{Jwk, PublicJwk};
use jwt_codec::jws::Header;
use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::confirmation::Confirmation;
use jwt_codec::profiles::dpop::{Checker, DpopError, InvalidUri, Proof, Prover, Request, UsedProofs};
use jwt_codec::{
    Algorithm, ClaimName, ClaimReason, Defect, Es256, Hs256, JwkMember, KeyDefect, KeyError, Part, SignError, Signer,
    SigningKey, Validation, VerifyError,
};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert};
use proptest::{prop_oneof, proptest};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;

#[cfg(all(feature = "_every_algorithm", feature = "rsa-signing"))]
use crate::support::any_key::{self, with_pair};
#[cfg(all(feature = "_every_algorithm", feature = "rsa-signing"))]
use crate::support::openssl::{Folder, recorded_pairs};
use crate::support::{base64url, keys, tokens};

/// Figure 2.
const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
const ISSUED: i64 = 1_562_262_616;
const THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

/// The access token of section 7.1 and its hash.
const ACCESS_TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
const HASH: &str = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";

fn checker_at(time: i64) -> Checker {
    Checker::new(Validation::at(NumericDate::from_secs(time)))
}

fn always_new(_id: &str, _until: NumericDate) -> bool {
    true
}

fn token_request() -> Request<'static> {
    Request::new("POST", "https://server.example.com/token").unwrap()
}

fn public() -> PublicJwk {
    keys::es256_verifying().to_jwk().to_public().unwrap()
}

/// A proof of the key of the tests, with its header and claims changed.
fn proof(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let jwk: Value = serde_json::from_str(&public().to_json().unwrap()).unwrap();
    let mut header = json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": jwk });
    let mut claims =
        json!({ "jti": "1", "htm": "POST", "htu": "https://server.example.com/token", "iat": ISSUED, "nonce": "n" });
    change(&mut header, &mut claims);
    let segments = [header, claims].map(|part| base64url::encode(part.to_string()));
    tokens::signed_by(&keys::es256(), &segments[0], &segments[1])
}

/// With the hash of the access token.
fn proof_for_access(change: impl FnOnce(&mut Value)) -> String {
    proof(|_, claims| {
        claims["ath"] = json!(HASH);
        change(claims);
    })
}

#[track_caller]
fn check(proof: &str, request: &Request<'_>) -> Result<Proof, DpopError> {
    checker_at(ISSUED).check(proof, request, &always_new)
}

#[track_caller]
fn refused(proof: &str, request: &Request<'_>, expected: DpopError) {
    assert_eq!(check(proof, request).map(|_| ()), Err(expected));
}

const fn claim(name: &'static str, reason: ClaimReason) -> DpopError {
    DpopError::Token(VerifyError::Claim { claim: ClaimName::Other(name), reason })
}

#[test]
fn the_example_of_the_rfc() {
    let accepted = check(PROOF, &token_request()).unwrap();
    assert_eq!(accepted.thumbprint, THUMBPRINT);
    assert_eq!(accepted.key.thumbprint(), THUMBPRINT);
    assert_eq!(accepted.jwt_id, "-BwC3ESc6acc2lTc");
    assert_eq!(accepted.issued_at, NumericDate::from_secs(ISSUED));
    refused(&PROOF.replace("T3Lg", "T3Kg"), &token_request(), DpopError::Token(VerifyError::InvalidSignature));
}

#[test]
fn a_proof_is_for_a_minute() {
    let at = |time| checker_at(time).check(PROOF, &token_request(), &always_new).map(|_| ());
    let issued_at = |reason| Err(DpopError::Token(VerifyError::Claim { claim: ClaimName::IssuedAt, reason }));
    assert_eq!(at(ISSUED + 120), Ok(()));
    assert_eq!(at(ISSUED + 121), issued_at(ClaimReason::TooOld));
    assert_eq!(at(ISSUED - 60), Ok(()));
    assert_eq!(at(ISSUED - 61), issued_at(ClaimReason::InFuture));

    // Section 11.1: nonces tell the time, whatever the clock of the client says.
    let day = std::time::Duration::from_secs(86_400);
    let by_nonce = |time, request| {
        let policy = Validation::at(NumericDate::from_secs(time)).allow_future_issued_at();
        Checker::new(policy).max_age(day).check(&proof(|_, _| {}), &request, &always_new).map(|_| ())
    };
    for time in [ISSUED + 3600, ISSUED - 3600] {
        assert_eq!(by_nonce(time, token_request().nonce("n")), Ok(()));
        assert_eq!(by_nonce(time, token_request().nonce("m")), Err(claim("nonce", ClaimReason::Unexpected)));
    }

    let ten = std::time::Duration::from_secs(10);
    let at = |time| checker_at(time).max_age(ten).check(PROOF, &token_request(), &always_new).map(|_| ());
    assert_eq!(at(ISSUED + 70), Ok(()));
    assert_eq!(at(ISSUED + 71), issued_at(ClaimReason::TooOld));
}

/// The policy of the server may be stricter, and not weaker.
#[test]
fn limits_of_the_policy_hold() {
    let policy = |time: i64| Validation::at(NumericDate::from_secs(time)).leeway(std::time::Duration::ZERO);
    let check = |policy: Validation| Checker::new(policy).check(PROOF, &token_request(), &always_new).map(|_| ());
    assert_eq!(check(policy(ISSUED + 60)), Ok(()));
    let older = DpopError::Token(VerifyError::Claim { claim: ClaimName::IssuedAt, reason: ClaimReason::TooOld });
    assert_eq!(check(policy(ISSUED + 11).max_age(std::time::Duration::from_secs(10))), Err(older.clone()));
    assert_eq!(check(policy(ISSUED + 61).max_age(std::time::Duration::from_secs(600))), Err(older));
    let too_long = DpopError::Token(VerifyError::Malformed(Part::Token, Defect::TooLong));
    assert_eq!(check(policy(ISSUED).max_token_len(100)), Err(too_long));
    let long = proof(|_, claims| claims["jti"] = json!("x".repeat(20_000)));
    let longer = Checker::new(policy(ISSUED).max_token_len(1 << 20));
    assert_eq!(longer.check(&long, &token_request(), &always_new).map(|_| ()), Ok(()));
    let without_typ = proof(|header, _| drop(header.as_object_mut().unwrap().remove("typ")));
    let missing = DpopError::Token(VerifyError::Claim { claim: ClaimName::Type, reason: ClaimReason::Missing });
    let lenient = Checker::new(policy(ISSUED).allow_missing_typ());
    assert_eq!(lenient.check(&without_typ, &token_request(), &always_new).map(|_| ()), Err(missing));
}

#[test]
fn a_proof_is_for_one_method_and_uri() {
    let verdict = |method, uri| check(PROOF, &Request::new(method, uri).unwrap()).map(|_| ());
    for same in [
        "https://server.example.com/token?a=1#b",
        "HTTPS://SERVER.example.com:443/token",
        "https://server.example.com/x/../%74oken",
    ] {
        assert_eq!(verdict("POST", same), Ok(()), "{same}");
    }
    for other in [
        "https://server.example.com:8443/token",
        "http://server.example.com/token",
        "https://server.example.com/token/",
        "https://server.example.com/",
        "https://server.example.org/token",
    ] {
        assert_eq!(verdict("POST", other), Err(claim("htu", ClaimReason::Unexpected)), "{other}");
    }
    for method in ["GET", "post", ""] {
        let verdict = verdict(method, "https://server.example.com/token");
        assert_eq!(verdict, Err(claim("htm", ClaimReason::Unexpected)), "{method}");
    }
    // The claim may have a query too, which is ignored; it may not be something else.
    assert!(
        check(&proof(|_, claims| claims["htu"] = json!("https://server.example.com/token?a=1")), &token_request())
            .is_ok()
    );
    for (htu, reason) in [
        (json!("server.example.com/token"), ClaimReason::Unexpected),
        (json!("https://user@server.example.com/token"), ClaimReason::Unexpected),
        (json!(""), ClaimReason::Unexpected),
        (json!(7), ClaimReason::WrongType),
        (Value::Null, ClaimReason::Null),
    ] {
        refused(&proof(|_, claims| claims["htu"] = htu), &token_request(), claim("htu", reason));
    }
    for uri in ["", "/token", "ftp://server.example.com/token", "https://user@server.example.com/token"] {
        assert_eq!(Request::new("POST", uri).map(|_| ()), Err(InvalidUri));
    }
}

#[test]
fn each_claim_and_typ_is_required() {
    let bound = Confirmation::thumbprint(&public());
    for name in ["htm", "htu", "nonce", "ath"] {
        let request = token_request().nonce("n").access_token(ACCESS_TOKEN).bound_to(&bound);
        let without = proof_for_access(|claims| drop(claims.as_object_mut().unwrap().remove(name)));
        refused(&without, &request, claim(name, ClaimReason::Missing));
        assert!(check(&proof_for_access(|_| {}), &request).is_ok());
    }
    for name in ["jti", "iat"] {
        let without = proof(|_, claims| drop(claims.as_object_mut().unwrap().remove(name)));
        let error = check(&without, &token_request()).unwrap_err();
        assert_eq!(error.to_string(), format!("claims: {name}: missing"));
    }
    let empty = proof(|_, claims| claims["jti"] = json!(""));
    let reason = ClaimReason::Unexpected;
    refused(&empty, &token_request(), DpopError::Token(VerifyError::Claim { claim: ClaimName::JwtId, reason }));
    for typ in [json!("JWT"), json!("jwt"), json!("dpop")] {
        let reason = ClaimReason::Unexpected;
        let expected = DpopError::Token(VerifyError::Claim { claim: ClaimName::Type, reason });
        refused(&proof(|header, _| header["typ"] = typ), &token_request(), expected);
    }
}

#[test]
fn access_token_and_nonce_are_those_of_the_request() {
    let bound = Confirmation::thumbprint(&public());
    let request = token_request().access_token(ACCESS_TOKEN).nonce("n");
    let proof = proof_for_access(|_| {});
    assert!(check(&proof, &request.clone().bound_to(&bound)).is_ok());
    let other = token_request().access_token("another").bound_to(&bound);
    refused(&proof, &other, claim("ath", ClaimReason::Unexpected));
    // Stricter than the RFC: it is for nothing else, also where the server forgets the access token.
    refused(&proof, &token_request(), claim("ath", ClaimReason::Prohibited));
    refused(&proof, &token_request().bound_to(&bound), claim("ath", ClaimReason::Prohibited));
    let other_nonce = request.nonce("m").bound_to(&bound);
    refused(&proof, &other_nonce, claim("nonce", ClaimReason::Unexpected));
}

#[test]
fn the_key_is_that_of_the_access_token() {
    let bound = Confirmation::thumbprint(&public());
    assert!(check(&proof(|_, _| {}), &token_request().bound_to(&bound)).is_ok());
    refused(PROOF, &token_request().bound_to(&bound), DpopError::OtherKey);
    refused(PROOF, &token_request().bound_to(&Confirmation::default()), DpopError::OtherKey);
    // A checker that forgets the binding would accept the key of a thief.
    refused(&proof_for_access(|_| {}), &token_request().access_token(ACCESS_TOKEN), DpopError::OtherKey);
}

/// Section 4.3, steps 5 and 7: no private key, no secret, no algorithm that was not allowed.
#[test]
fn keys_that_prove_nothing() {
    let in_jwk = |change: fn(&mut Value)| proof(|header, _| change(&mut header["jwk"]));
    let jwk_error = |member, defect| DpopError::Key(KeyError::Jwk { member, defect });
    let request = token_request();
    let private = keys::es256().to_secret_jwk();
    let private: Value = serde_json::from_str(private.to_secret_json().expose_secret()).unwrap();
    let with_private = proof(|header, _| header["jwk"] = private);
    refused(&with_private, &request, jwk_error(JwkMember::D, KeyDefect::NotPublic));
    let secret = in_jwk(|jwk| *jwk = json!({ "kty": "oct", "k": "WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo" }));
    refused(&secret, &request, jwk_error(JwkMember::K, KeyDefect::NotPublic));
    refused(&proof(|header, _| drop(header.as_object_mut().unwrap().remove("jwk"))), &request, DpopError::NoKey);
    for wrong in [json!(null), json!("x"), json!([]), json!({}), json!({ "kty": "EC" })] {
        let verdict = check(&proof(|header, _| header["jwk"] = wrong), &request);
        assert!(matches!(verdict, Err(DpopError::Key(_) | DpopError::NoKey)), "{verdict:?}");
    }
    // Another key than the one that signed.
    let other = proof(|header, _| header["jwk"] = serde_json::from_str(&jwk_of_rfc()).unwrap());
    refused(&other, &request, DpopError::Token(VerifyError::InvalidSignature));
    // A key of another algorithm.
    let encryption = in_jwk(|jwk| jwk["use"] = json!("enc"));
    assert!(matches!(check(&encryption, &request), Err(DpopError::Key(_))));
}

fn jwk_of_rfc() -> String {
    let header = base64url::decode(PROOF.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["jwk"].to_string()
}

#[test]
fn algorithms_are_allowed_and_never_symmetric() {
    let mismatch = Err(DpopError::Algorithm);
    let only = |algorithms: &[Algorithm]| {
        let checker = checker_at(ISSUED).algorithms(algorithms.iter().copied());
        checker.check(PROOF, &token_request(), &always_new).map(|_| ())
    };
    assert_eq!(only(&[Algorithm::ES256]), Ok(()));
    assert_eq!(only(&[Algorithm::ES384, Algorithm::EdDSA]), mismatch);
    assert_eq!(only(&[]), mismatch);
    // HS256 with the bytes of the public key as the secret, even if somebody allows it.
    let public = jwk_of_rfc();
    let secret = SigningKey::<Hs256>::from_secret(public.as_bytes());
    assert!(secret.is_err(), "a secret that is a key is refused");
    let header = Header::new(Algorithm::HS256).with_typ("dpop+jwt").with_jwk(&public_of_rfc());
    let signer = Signer::with_header(keys::hs256(), header).unwrap();
    let claims = json!({ "jti": "1", "htm": "POST", "htu": "https://server.example.com/token", "iat": ISSUED });
    let forged = signer.sign(&claims).unwrap();
    let checker = checker_at(ISSUED).algorithms([Algorithm::HS256, Algorithm::ES256]);
    assert_eq!(checker.check(&forged, &token_request(), &always_new).map(|_| ()), mismatch);
}

fn public_of_rfc() -> PublicJwk {
    Jwk::from_json(jwk_of_rfc()).unwrap().to_public().unwrap()
}

#[test]
fn hostile_headers() {
    let twice = base64url::encode(format!(r#"{{"alg":"ES256","typ":"dpop+jwt","jwk":{0},"jwk":{0}}}"#, jwk_of_rfc()));
    let segments: Vec<_> = PROOF.split('.').collect();
    let expected = DpopError::Token(VerifyError::Malformed(Part::Header, Defect::DuplicateName));
    refused(&format!("{twice}.{}.{}", segments[1], segments[2]), &token_request(), expected);
    refused("", &token_request(), DpopError::Token(VerifyError::Malformed(Part::Token, Defect::SegmentCount)));
    let long = "A".repeat(20_000);
    refused(&long, &token_request(), DpopError::Token(VerifyError::Malformed(Part::Token, Defect::TooLong)));
}

/// Section 11.1: of the same proof, one is accepted. What is remembered has one length, whatever the sender wrote.
#[test]
fn a_proof_is_used_once() {
    let used: Mutex<HashMap<String, NumericDate>> = Mutex::default();
    let is_new = |id: &str, until| used.lock().unwrap().insert(id.to_owned(), until).is_none();
    let check = |proof: &str| checker_at(ISSUED).check(proof, &token_request(), &is_new).map(|_| ());
    assert_eq!(check(PROOF), Ok(()));
    assert_eq!(check(PROOF), Err(DpopError::Replayed));
    let same_id = proof(|_, claims| claims["jti"] = json!("-BwC3ESc6acc2lTc"));
    assert_eq!(check(&same_id), Ok(()), "of another key");
    let long = proof(|_, claims| claims["jti"] = json!("x".repeat(5_000)));
    assert_eq!(check(&long), Ok(()));
    let used = used.into_inner().unwrap();
    assert!(used.keys().all(|id| id.len() == 43));
    // It is accepted at 120 seconds, and not after.
    assert!(used.values().all(|until| *until == NumericDate::from_secs(ISSUED + 121)));
    // What is refused for another reason is not remembered.
    let never = |_: &str, _| panic!("asked");
    let other = Request::new("GET", "https://server.example.com/token").unwrap();
    assert!(checker_at(ISSUED).check(PROOF, &other, &never).is_err());
    let nobody = Confirmation::default();
    let of_another_key = token_request().bound_to(&nobody);
    assert_eq!(checker_at(ISSUED).check(PROOF, &of_another_key, &never).map(|_| ()), Err(DpopError::OtherKey));
}

#[test]
fn a_proof_is_remembered_as_long_as_it_is_accepted() {
    let until = Mutex::new(None);
    let remember = |_: &str, time| until.lock().unwrap().replace(time).is_none();
    let used: &dyn UsedProofs = &remember;
    let checker = checker_at(ISSUED + 660).max_age(std::time::Duration::from_secs(600));
    assert_eq!(checker.check(PROOF, &token_request(), used).map(|_| ()), Ok(()));
    assert_eq!(*until.lock().unwrap(), Some(NumericDate::from_secs(ISSUED + 661)));
}

#[cfg(all(feature = "_every_algorithm", feature = "rsa-signing"))]
#[test]
fn a_proof_may_have_any_algorithm_with_a_public_key() {
    for algorithm in any_key::pairs() {
        let (file, ..) = recorded_pairs().find(|pair| pair.1 == algorithm).unwrap();
        let pem = Folder::recorded().text(&format!("{file}-pkcs8.pem"));
        let public = Folder::recorded().text(&format!("{file}-spki.pem"));
        let public = with_pair!(algorithm, A => jwt_codec::VerifyingKey::<A>::from_pem(&public).unwrap().to_jwk().to_public().unwrap());
        let key = jwt_codec::jwa::signing_key_from_pem(algorithm, &pem).unwrap();
        let at = NumericDate::from_secs(ISSUED);
        let proof = Prover::new(key, &public).unwrap().prove_at(&token_request(), at).unwrap();
        assert_eq!(check(&proof, &token_request()).map(|_| ()), Ok(()), "{algorithm}");
    }
}

#[test]
fn what_a_prover_makes_is_accepted_once_each() {
    let prover = Prover::new(keys::es256(), &public()).unwrap();
    let request = Request::new("GET", "https://api.example/a?b=c").unwrap().access_token(ACCESS_TOKEN).nonce("n");
    let at = NumericDate::from_secs(ISSUED);
    let (first, second) = (prover.prove_at(&request, at).unwrap(), prover.prove_at(&request, at).unwrap());
    assert_ne!(first, second);
    let bound = Confirmation::thumbprint(&public());
    let request = request.bound_to(&bound);
    let (first, second) = (check(&first, &request).unwrap(), check(&second, &request).unwrap());
    assert_ne!(first.jwt_id, second.jwt_id);
    assert_eq!(first.jwt_id.len(), 22);
    let payload = super::payload(&prover.prove_at(&request, at).unwrap());
    assert_eq!(payload["ath"], HASH);
    assert_eq!(payload["htu"], "https://api.example/a");
}

/// By the clock of the system.
#[test]
fn a_proof_of_now_is_accepted_now() {
    let prover = Prover::new(keys::es256(), &public()).unwrap();
    let request = Request::new("GET", "https://api.example/a").unwrap();
    let proof = prover.prove(&request).unwrap();
    Checker::new(Validation::new()).check(&proof, &request, &|_: &str, _| true).unwrap();
}

#[test]
fn a_prover_has_the_public_key_of_its_private_key() {
    let other = SigningKey::<Es256>::generate().unwrap();
    assert_eq!(Prover::new(other, &public()).map(|_| ()), Err(SignError::AlgorithmMismatch));
    assert_eq!(Prover::new(keys::hs256(), &public()).map(|_| ()), Err(SignError::AlgorithmMismatch));
    let shown = format!("{:?}", Prover::new(keys::es256(), &public()).unwrap());
    assert!(shown.contains("ES256"), "{shown}");
    let shown = format!("{:?}", token_request().access_token("a secret"));
    assert!(shown.starts_with(r#"Request { method: "POST", uri: "#) && shown.ends_with(".. }"), "{shown}");
    assert!(!shown.contains("a secret"), "{shown}");
}

#[test]
fn texts() {
    for (error, text) in [
        (DpopError::NoKey, "header: no jwk"),
        (DpopError::OtherKey, "key: not the one that the access token is bound to, or none was named"),
        (DpopError::Replayed, "jti: used before"),
        (DpopError::Algorithm, "header: alg: not accepted"),
        (claim("htm", ClaimReason::Unexpected), "htm: not the expected value"),
    ] {
        assert_eq!(error.to_string(), text);
    }
    let key = DpopError::Key(KeyError::Jwk { member: JwkMember::D, defect: KeyDefect::NotPublic });
    assert!(key.to_string().starts_with("header: "), "{key}");
    let token = DpopError::Token(VerifyError::InvalidSignature);
    assert_eq!(token.to_string(), VerifyError::InvalidSignature.to_string());
    // Their texts are in the text.
    assert!([key, token].iter().all(|error| std::error::Error::source(error).is_none()));
    assert_eq!(InvalidUri.to_string(), "URI: not an absolute HTTP URI without a user");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_is_refused_without_panic(
        text in prop_oneof![any::<String>(), "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,5}"],
        bytes in vec(any::<u8>(), 0..60),
    ) {
        let _ = Request::new(&text, &text);
        let _ = Request::new("GET", &format!("https://{text}"));
        let checker = checker_at(ISSUED);
        let request = token_request().nonce(&text);
        let segments = ["{}", r#"{"alg":"ES256","jwk":{}}"#].map(base64url::encode);
        let [bytes, text_segment] = [base64url::encode(bytes), base64url::encode(&text)];
        let signed = |header: &str, payload: &str| tokens::signed_by(&keys::es256(), header, payload);
        for proof in [&text, &signed(&bytes, &segments[0]), &signed(&segments[1], &text_segment)] {
            prop_assert!(checker.check(proof, &request, &always_new).is_err());
        }
        // The header is in order, and the claims are any bytes.
        let proof = proof(|_, _| {});
        let (header, _) = proof.split_once('.').unwrap();
        prop_assert!(checker.check(&signed(header, &bytes), &request, &always_new).is_err());
    }
}
