//! RFC 7797: unencoded payloads. They are detached ones here, and never a JWT's (section 7).

use jwt_codec::jws::{self, Header, SigningInput};
use jwt_codec::{
    Algorithm, Defect, HeaderParameter, Hs256, Part, SignError, SigningKey, Verifier, VerifyError, VerifyingKey,
};
use serde::de::IgnoredAny;

use crate::support::{base64url, keys, rfc, tokens, verdict};

const PAYLOAD: &[u8] = b"$.02";

fn signing() -> SigningKey<Hs256> {
    SigningKey::from_secret(&rfc::example("A.1").key("k")).unwrap()
}

fn verifying() -> VerifyingKey<Hs256> {
    VerifyingKey::from_secret(&rfc::example("A.1").key("k")).unwrap()
}

/// Section 4.1: the same payload, encoded as ever.
#[test]
fn section_4_1_encoded() {
    let example = rfc::example_of("7797", "4.1");
    let header = Header::new(Algorithm::HS256);
    assert_eq!(jws::sign(&header, PAYLOAD, &signing()).as_deref(), Ok(example.compact()));
    assert_eq!(jws::verify(example.compact(), &verifying()).unwrap().payload, PAYLOAD);
    let detached = jws::sign_detached(&header, PAYLOAD, &signing()).unwrap();
    assert_eq!(detached, example.compact().replace(".JC4wMg.", ".."));
    assert_eq!(jws::verify_detached(&detached, PAYLOAD, &verifying()).unwrap().as_json(), header.to_json());
}

/// Section 4.2: byte for byte.
#[test]
fn section_4_2_unencoded() {
    let example = rfc::example_of("7797", "4.2");
    let published = example.text("compact_detached");
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    assert_eq!(header.to_json(), r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
    let input = SigningInput::detached(&header, PAYLOAD);
    assert!(input.as_bytes().ends_with(b".$.02"));
    assert_eq!(jws::sign_detached(&header, PAYLOAD, &signing()).as_deref(), Ok(published));
    let read = jws::verify_detached(published, PAYLOAD, &verifying()).unwrap();
    assert!(read.has_unencoded_payload());
    assert_eq!(read.as_json(), header.to_json());
    for other in [&b"$.03"[..], b"", b"$.02\n", b"JC4wMg"] {
        assert_eq!(jws::verify_detached(published, other, &verifying()), Err(VerifyError::InvalidSignature));
    }
}

/// Section 7: a JWT never has one, whether the payload is there or not.
#[test]
fn section_4_2_is_no_jwt() {
    let example = rfc::example_of("7797", "4.2");
    let published = example.text("compact_detached");
    let verifier = Verifier::new(verifying(), verdict::lenient());
    for token in [published.to_owned(), published.replace("..", ".JC4wMg."), published.replace("..", ".$02.")] {
        assert_eq!(verifier.verify::<IgnoredAny>(&token).map(|_| ()), Err(VerifyError::UnsupportedCritical), "{token}");
        assert_eq!(jws::verify(&token, &verifying()).map(|_| ()), Err(VerifyError::UnsupportedCritical), "{token}");
    }
    // Good claims change nothing: as they are, and as base64url.
    let header = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    for payload in [tokens::CLAIMS.replace('.', ""), base64url::encode(tokens::CLAIMS)] {
        let token = tokens::signed_segments(&base64url::encode(header), &payload);
        verdict::refused(verdict::lenient(), &token, VerifyError::UnsupportedCritical);
    }
}

/// A payload is unencoded where header and form say so; nowhere is it unencoded inside of the token.
#[test]
fn an_unencoded_payload_is_detached() {
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    let refused = Err(SignError::Malformed(Part::Payload, Defect::UnencodedPayload));
    assert_eq!(jws::sign(&header, PAYLOAD, &signing()), refused);
    let attached = rfc::example_of("7797", "4.2").text("compact_detached").replace("..", ".JC4wMg.");
    let not_detached = Err(VerifyError::Malformed(Part::Payload, Defect::NotDetached));
    assert_eq!(jws::verify_detached(&attached, PAYLOAD, &verifying()), not_detached);
}

/// Section 6: `b64: false` is critical, or verifiers that do not know it would read another payload.
#[test]
fn b64_is_named_by_crit() {
    let refused = |header: &str, defect| {
        let token = tokens::signed_segments(&base64url::encode(header), "");
        let read = jws::verify_detached(&token, PAYLOAD, &keys::hs256_verifying()).map(|_| ());
        assert_eq!(read, Err(VerifyError::Malformed(Part::Header, defect)), "{header}");
    };
    refused(r#"{"alg":"HS256","b64":false}"#, Defect::UnencodedPayload);
    refused(r#"{"alg":"HS256","b64":false,"crit":["exp"],"exp":1}"#, Defect::UnencodedPayload);
    refused(r#"{"alg":"HS256","crit":["b64"]}"#, Defect::InvalidCritical);
    refused(r#"{"alg":"HS256","b64":false,"crit":[]}"#, Defect::InvalidCritical);
    refused(r#"{"alg":"HS256","b64":false,"crit":["b64","b64"]}"#, Defect::InvalidCritical);
    refused(r#"{"alg":"HS256","b64":"false","crit":["b64"]}"#, Defect::ParameterType(HeaderParameter::Base64url));
    refused(r#"{"alg":"HS256","b64":0,"crit":["b64"]}"#, Defect::ParameterType(HeaderParameter::Base64url));
    for other in
        [r#"{"alg":"HS256","b64":false,"crit":["b64","exp"],"exp":1}"#, r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#]
    {
        let token = tokens::signed_segments(&base64url::encode(other), "");
        let read = jws::verify_detached(&token, PAYLOAD, &keys::hs256_verifying()).map(|_| ());
        assert_eq!(read, Err(VerifyError::UnsupportedCritical), "{other}");
    }
}

/// The bytes are signed as they are: dots, zeros and what is not UTF-8.
#[test]
fn any_bytes_are_signed_as_they_are() {
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    for payload in [&b""[..], b"a.b.c", b"\0\xff\xfe", &vec![b'.'; 100_000]] {
        let token = jws::sign_detached(&header, payload, &signing()).unwrap();
        assert_eq!(jws::verify_detached(&token, payload, &verifying()).unwrap().as_json(), header.to_json());
        assert!(jws::verify_detached(&token, &[payload, b"."].concat(), &verifying()).is_err());
    }
}
