//! RFC 7520 sections 4.5 to 4.8: the JSON serialization, byte for byte.
//!
//! This crate rejects a signature whose `alg` is not protected, so section 4.7 and one signature of section 4.8 are refused.

use jwt_codec::jwk::{Jwk, KeySet};
use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader, VerifiedSignatures};
use jwt_codec::{
    Algorithm, Defect, Es512, HeaderParameter, Hs256, Rs256, SigningKey, Verify, VerifyError, VerifyingKey,
};

use crate::support::rfc::{self, Example};
use crate::support::{base64url, verdict};

fn example(section: &str) -> Example {
    rfc::example_of("7520", section)
}

fn hs256() -> SigningKey<Hs256> {
    SigningKey::from_secret(&example("4.6").key("k")).unwrap()
}

/// The key of 4.5 to 4.7, by its ID.
fn by_id() -> KeySet {
    let id = example("4.6").value("jwk")["kid"].as_str().unwrap().to_owned();
    KeySet::builder().key(id, hs256().verifying_key()).build().unwrap()
}

fn jwk(place: usize) -> Jwk {
    Jwk::from_json(example("4.8").value("jwks")[place].to_string()).unwrap()
}

fn rs256() -> SigningKey<Rs256> {
    SigningKey::from_jwk(&jwk(0)).unwrap()
}

fn es512() -> VerifyingKey<Es512> {
    VerifyingKey::from_jwk(&jwk(1)).unwrap()
}

fn parsed(text: &str) -> JsonSerialization {
    JsonSerialization::parse(text).unwrap()
}

#[track_caller]
fn reasons(outcome: Result<VerifiedSignatures, VerifyError>) -> Vec<(usize, VerifyError)> {
    let Err(VerifyError::Signatures(error)) = outcome else { panic!("{outcome:?}") };
    error.rejected().to_vec()
}

fn not_protected() -> VerifyError {
    verdict::header(Defect::ParameterUnprotected(HeaderParameter::Algorithm))
}

#[test]
fn section_4_5_detached() {
    let example = example("4.5");
    let (text, payload) = (example.text("flattened"), example.payload().as_bytes());
    let kid = example.value("jwk")["kid"].as_str().unwrap();
    let header = Header::new(Algorithm::HS256).with_key_id(kid);
    let signed = JsonSerialization::detached(payload).sign(&header, &UnprotectedHeader::new(), &hs256()).unwrap();
    assert_eq!(signed.to_flattened().unwrap(), text);

    let verified = parsed(text).with_detached_payload(payload).unwrap().verify_all(&by_id()).unwrap();
    assert_eq!(verified.payload, payload);
    assert_eq!(parsed(text).verify_all(&by_id()), Err(verdict::payload(Defect::Detached)));
    let other = parsed(text).with_detached_payload(b"another").unwrap();
    assert_eq!(reasons(other.verify_all(&by_id())), [(0, VerifyError::InvalidSignature)]);
}

#[test]
fn section_4_6_protecting_specific_header_fields() {
    let example = example("4.6");
    let payload = example.payload().as_bytes();
    let kid = example.value("jwk")["kid"].as_str().unwrap();
    let signed = JsonSerialization::new(payload)
        .sign(&Header::new(Algorithm::HS256), &UnprotectedHeader::new().with_key_id(kid), &hs256())
        .unwrap();
    assert_eq!(signed.to_general().unwrap(), example.text("general"));
    assert_eq!(signed.to_flattened().unwrap(), example.text("flattened"));
    for text in [example.text("general"), example.text("flattened")] {
        let verified = parsed(text).verify_all(&by_id()).unwrap();
        assert_eq!(verified.payload, payload);
        assert_eq!(verified.good[0].header.as_json(), r#"{"alg":"HS256"}"#);
        assert_eq!(verified.good[0].unprotected_parameter::<String>("kid").unwrap().as_deref(), Some(kid));
    }
}

/// The signature is good. It is refused since `alg` is not under it: anybody could have written another.
#[test]
fn section_4_7_protecting_content_only_is_refused() {
    let example = example("4.7");
    for text in [example.text("general"), example.text("flattened")] {
        let document = parsed(text);
        for outcome in [document.verify_any(&by_id()), document.verify_all(&by_id()), document.verify_each(&[by_id()])]
        {
            assert_eq!(reasons(outcome), [(0, not_protected())]);
        }
    }
    let flattened: serde_json::Value = serde_json::from_str(example.text("flattened")).unwrap();
    let input = format!(".{}", flattened["payload"].as_str().unwrap());
    let signature = base64url::decode(flattened["signature"].as_str().unwrap()).unwrap();
    assert_eq!(hs256().verifying_key().verify(input.as_bytes(), &signature), Ok(()));
    assert_eq!(not_protected().to_string(), "header: alg: not protected");
}

/// Three signers. `alg` of the second is not protected: it is refused, though the signature is good, and the others count.
#[test]
fn section_4_8_multiple_signatures() {
    let example = example("4.8");
    let (text, payload) = (example.text("general"), example.payload().as_bytes());
    let (rsa, ec, hmac) = (rs256().verifying_key(), es512(), hs256().verifying_key());
    let document = parsed(text);
    assert_eq!(document.signature_count(), 3);
    let verified = document.verify_each(&[&hmac as &dyn Verify, &rsa]).unwrap();
    assert_eq!(verified.payload, payload);
    assert_eq!(verified.good.iter().map(|good| good.index).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(verified.rejected, [(1, not_protected())]);
    assert_eq!(verified.good[1].header.key_id(), Some("018c0ae5-4d9b-471b-bfd6-eef314bc7037"));
    assert_eq!(verified.good[1].unprotected_json(), None);

    let refused = document.verify_each(&[&hmac as &dyn Verify, &rsa, &ec]);
    let Err(VerifyError::Signatures(error)) = refused else { panic!("{refused:?}") };
    assert_eq!((error.rejected(), error.unsigned()), (&[(1, not_protected())][..], Some(2)));
    let rsa_id = "bilbo.baggins@hobbiton.example";
    let keys = KeySet::builder().key(rsa_id, rsa).key("018c0ae5-4d9b-471b-bfd6-eef314bc7037", hmac);
    let keys = keys.allow_symmetric_and_asymmetric().build().unwrap();
    assert_eq!(document.verify_any(&keys).unwrap().good.len(), 2);
    assert_eq!(reasons(document.verify_all(&keys)), [(1, not_protected())]);

    let general: serde_json::Value = serde_json::from_str(text).unwrap();
    let input = format!(".{}", general["payload"].as_str().unwrap());
    let signature = base64url::decode(general["signatures"][1]["signature"].as_str().unwrap()).unwrap();
    assert_eq!(ec.verify(input.as_bytes(), &signature), Ok(()));
}

/// The signatures that can be repeated are the RFC's, byte for byte.
#[test]
fn section_4_8_signs_to_the_same_bytes() {
    let example = example("4.8");
    let signed = JsonSerialization::new(example.payload().as_bytes())
        .sign(
            &Header::new(Algorithm::RS256),
            &UnprotectedHeader::new().with_key_id("bilbo.baggins@hobbiton.example"),
            &rs256(),
        )
        .and_then(|one| {
            let header = Header::new(Algorithm::HS256).with_key_id("018c0ae5-4d9b-471b-bfd6-eef314bc7037");
            one.sign(&header, &UnprotectedHeader::new(), &hs256())
        })
        .unwrap();
    let mut published: serde_json::Value = serde_json::from_str(example.text("general")).unwrap();
    published["signatures"].as_array_mut().unwrap().remove(1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&signed.to_general().unwrap()).unwrap(), published);
}
