//! RFC 7515 appendices A.6 and A.7: the JSON serialization, in both forms.

use jwt_codec::jwk::KeySet;
use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader, VerifiedSignatures};
use jwt_codec::{
    Algorithm, Claims, Defect, Es256, Hs256, Part, Rs256, SigningKey, Verifier, Verify, VerifyError, VerifyingKey,
};
use serde_json::{Value, json};

use crate::support::{rfc, verdict};

const RSA_ID: &str = "2010-12-29";
const EC_ID: &str = "e9bc097a-ce51-4036-9562-d2ade882db0d";

fn rs256() -> VerifyingKey<Rs256> {
    let example = rfc::example("A.2");
    VerifyingKey::from_components(&example.key("n"), &example.key("e")).unwrap()
}

fn es256() -> SigningKey<Es256> {
    SigningKey::from_scalar(&rfc::example("A.3").key("d")).unwrap()
}

/// The keys of both signers, by the IDs that stand in the unprotected headers.
fn both() -> KeySet {
    KeySet::builder().key(RSA_ID, rs256()).key(EC_ID, es256().verifying_key()).build().unwrap()
}

fn general() -> Value {
    rfc::example("A.6").value("jws_json_general").clone()
}

fn flattened() -> Value {
    rfc::example("A.7").value("jws_json_flattened").clone()
}

fn parsed(document: &Value) -> JsonSerialization {
    JsonSerialization::parse(&document.to_string()).unwrap()
}

/// The places of the good signatures, and of the others with the reason.
fn found(verified: VerifiedSignatures) -> (Vec<usize>, Vec<(usize, VerifyError)>) {
    (verified.good.iter().map(|good| good.index).collect(), verified.rejected)
}

/// The reasons of a document that is rejected.
fn reasons(outcome: Result<VerifiedSignatures, VerifyError>) -> Vec<(usize, VerifyError)> {
    let Err(VerifyError::Signatures(error)) = outcome else { panic!("{outcome:?}") };
    error.rejected().to_vec()
}

#[test]
fn a_6_both_signatures_verify() {
    let verified = parsed(&general()).verify_all(&both()).unwrap();
    assert_eq!(verified.payload, rfc::example("A.1").payload().as_bytes());
    assert_eq!(verified.good.len(), 2);
    for (signature, (alg, key_id)) in verified.good.iter().zip([("RS256", RSA_ID), ("ES256", EC_ID)]) {
        assert_eq!(signature.header.as_json(), format!(r#"{{"alg":"{alg}"}}"#));
        // The protected header has no `kid`, the unprotected one has.
        assert_eq!(signature.header.key_id(), None);
        assert_eq!(signature.unprotected_parameter::<String>("kid").unwrap().as_deref(), Some(key_id));
        assert_eq!(signature.unprotected_parameter::<String>("alg"), Ok(None));
        assert_eq!(signature.unprotected_json(), Some(&*json!({ "kid": key_id }).to_string()));
    }
}

#[test]
fn a_6_each_signer_can_be_required() {
    let (rsa, ec) = (rs256(), es256().verifying_key());
    let document = parsed(&general());
    for keys in [&[&rsa as &dyn Verify, &ec][..], &[&ec, &rsa], &[&ec], &[&rsa], &[&rsa, &rsa]] {
        document.verify_each(keys).unwrap();
    }
    let stranger = SigningKey::<Es256>::generate().unwrap().verifying_key();
    let refused = document.verify_each(&[&rsa as &dyn Verify, &stranger]);
    let Err(VerifyError::Signatures(error)) = refused else { panic!("{refused:?}") };
    assert_eq!((error.rejected(), error.unsigned()), (&[(1, VerifyError::InvalidSignature)][..], Some(1)));
}

/// A verifier with one of the keys accepts the payload if any signature may do, and learns which one it was.
#[test]
fn a_6_one_signature_is_enough_for_any() {
    let document = parsed(&general());
    let rsa = KeySet::builder().key(RSA_ID, rs256()).build().unwrap();
    let (good, rejected) = found(document.verify_any(&rsa).unwrap());
    assert_eq!(good, [0]);
    let [(1, VerifyError::KeyNotFound(key))] = &*rejected else { panic!("{rejected:?}") };
    assert_eq!((key.key_id(), key.algorithm()), (Some(EC_ID), "ES256"));
    assert_eq!(reasons(document.verify_all(&rsa)), rejected);
    let (good, rejected) = found(document.verify_any(&es256().verifying_key()).unwrap());
    assert_eq!((good, rejected), (vec![1], vec![(0, VerifyError::AlgorithmMismatch)]));
}

#[test]
fn a_6_is_written_as_it_was_read() {
    let written = parsed(&general()).to_general().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), general());
    let written = parsed(&flattened()).to_flattened().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), flattened());
    // Each form can be written as the other, if there is one signature.
    let written = parsed(&flattened()).to_general().unwrap();
    assert_eq!(
        parsed(&serde_json::from_str(&written).unwrap()).to_flattened().unwrap().len(),
        flattened().to_string().len()
    );
    assert!(parsed(&general()).to_flattened().is_err());
}

/// RS256 is deterministic: the first signature is the RFC's, byte for byte. The second is another one that verifies.
#[cfg(feature = "rsa-signing")]
#[test]
fn a_6_signs_to_the_same_bytes() {
    let example = rfc::example("A.2");
    let [n, e, d, p, q] = ["n", "e", "d", "p", "q"].map(|member| example.key(member));
    let rsa = SigningKey::<Rs256>::from_components(&n, &e, &d, &p, &q).unwrap();
    let payload = rfc::example("A.1").payload().to_owned();
    let signed = JsonSerialization::new(payload.as_bytes())
        .sign(&Header::new(Algorithm::RS256), &UnprotectedHeader::new().with_key_id(RSA_ID), &rsa)
        .and_then(|one| {
            one.sign(&Header::new(Algorithm::ES256), &UnprotectedHeader::new().with_key_id(EC_ID), &es256())
        })
        .unwrap();
    let mut written: Value = serde_json::from_str(&signed.to_general().unwrap()).unwrap();
    assert_eq!(parsed(&written).verify_all(&both()).unwrap().payload, payload.as_bytes());
    written["signatures"][1]["signature"] = general()["signatures"][1]["signature"].clone();
    assert_eq!(written, general());
}

#[test]
fn a_7_verifies_and_signs() {
    let verified = parsed(&flattened()).verify_all(&both()).unwrap();
    assert_eq!(verified.payload, rfc::example("A.1").payload().as_bytes());
    assert_eq!(verified.good[0].unprotected_parameter::<String>("kid").unwrap().as_deref(), Some(EC_ID));
    let signed = JsonSerialization::new(&verified.payload)
        .sign(&Header::new(Algorithm::ES256), &UnprotectedHeader::new().with_key_id(EC_ID), &es256())
        .unwrap();
    let mut written: Value = serde_json::from_str(&signed.to_flattened().unwrap()).unwrap();
    assert_eq!(parsed(&written).verify_all(&both()).unwrap().payload, verified.payload);
    written["signature"] = flattened()["signature"].clone();
    assert_eq!(written, flattened());
}

/// The compact tokens of A.2 and A.3 have the same signing inputs, so their signatures fit.
#[test]
fn a_7_is_a_3_in_another_form() {
    let [protected, payload, signature] =
        <[String; 3]>::try_from(rfc::example("A.3").compact().split('.').map(String::from).collect::<Vec<_>>())
            .unwrap();
    assert_eq!(flattened()["protected"], protected);
    assert_eq!(flattened()["payload"], payload);
    assert_eq!(flattened()["signature"], signature);
}

/// Whoever swaps what is unprotected finds the wrong keys.
#[test]
fn a_6_with_headers_swapped() {
    let mut document = general();
    let [rsa, ec] = [0, 1].map(|index| document["signatures"][index]["header"].clone());
    document["signatures"][0]["header"] = ec;
    document["signatures"][1]["header"] = rsa;
    let mismatch = [(0, VerifyError::AlgorithmMismatch), (1, VerifyError::AlgorithmMismatch)];
    assert_eq!(reasons(parsed(&document).verify_any(&both())), mismatch);

    let mut document = general();
    let [rsa, ec] = [0, 1].map(|index| document["signatures"][index]["signature"].clone());
    document["signatures"][0]["signature"] = ec;
    document["signatures"][1]["signature"] = rsa;
    let invalid = [(0, VerifyError::InvalidSignature), (1, VerifyError::InvalidSignature)];
    assert_eq!(reasons(parsed(&document).verify_any(&both())), invalid);

    let mut document = general();
    for signature in document["signatures"].as_array_mut().unwrap() {
        signature["header"] = json!({ "kid": EC_ID, "alg": "ES256" });
        signature.as_object_mut().unwrap().remove("protected");
    }
    let unprotected = verdict::header(Defect::ParameterUnprotected(jwt_codec::HeaderParameter::Algorithm));
    let unprotected = [(0, unprotected.clone()), (1, unprotected)];
    assert_eq!(reasons(parsed(&document).verify_any(&both())), unprotected);
}

/// RFC 7519 section 3: a JWT has the compact form. The payload of A.6 are claims, and no verifier accepts them.
#[test]
fn a_6_and_a_7_are_no_jwts() {
    let verifier = Verifier::new(both(), verdict::lenient());
    let hmac =
        Verifier::new(VerifyingKey::<Hs256>::from_secret(&rfc::example("A.1").key("k")).unwrap(), verdict::lenient());
    for document in [general(), flattened()] {
        let text = document.to_string();
        let refused = VerifyError::Malformed(Part::Token, Defect::JsonForm);
        assert_eq!(verifier.verify::<Claims<()>>(&text), Err(refused.clone()));
        assert_eq!(hmac.verify::<Claims<()>>(&text), Err(refused.clone()));
        assert_eq!(jwt_codec::jws::verify(&text, &both()), Err(refused));
    }
    assert!(JsonSerialization::parse(rfc::example("A.3").compact()).is_err());
}
