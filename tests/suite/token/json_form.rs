//! The JSON serialization of a JWS (RFC 7515 section 7.2): hostile documents, each next to the nearest that is accepted.

use std::time::{Duration, Instant};

use jwt_codec::jws::{FindKey, Header, JsonSerialization, UnprotectedHeader, VerifiedSignatures};
use jwt_codec::{
    Algorithm, Defect, Es256, HeaderParameter, Hs256, InvalidSignature, JwsMember, Part, Sign, SignError, SigningKey,
    Verifier, Verify, VerifyError, VerifyingKey,
};
use proptest::prelude::{any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::support::{base64url, keys, tokens, verdict};

/// A good HS256 signature with these headers, as a JSON object.
fn signature(protected: &str, unprotected: Option<&str>, payload: &str) -> String {
    let protected = base64url::encode(protected);
    let signature = keys::signature(&keys::hs256(), format!("{protected}.{payload}").as_bytes());
    let unprotected = unprotected.map_or(String::new(), |json| format!(r#""header":{json},"#));
    format!(r#"{{"protected":"{protected}",{unprotected}"signature":"{}"}}"#, base64url::encode(signature))
}

fn general(payload: &str, signatures: &[String]) -> String {
    format!(r#"{{"payload":"{payload}","signatures":[{}]}}"#, signatures.join(","))
}

fn flattened(payload: &str, signature: &str) -> String {
    format!(r#"{{"payload":"{payload}",{}"#, &signature[1..])
}

/// `AAAA` with a good signature of these headers, flattened.
fn with_headers(protected: &str, unprotected: Option<&str>) -> String {
    flattened("AAAA", &signature(protected, unprotected, "AAAA"))
}

/// The verdict on a document, which is the same in all policies if it has one signature.
#[track_caller]
fn outcome(text: &str) -> Result<VerifiedSignatures, VerifyError> {
    let key = keys::hs256_verifying();
    let document = JsonSerialization::parse(text)?;
    let outcome = document.verify_any(&key);
    if document.signature_count() == 1 {
        assert_eq!(document.verify_all(&key).is_ok(), outcome.is_ok(), "{text}");
        assert_eq!(document.verify_each(&[key]).is_ok(), outcome.is_ok(), "{text}");
    }
    outcome
}

#[track_caller]
fn accepted(text: &str) {
    assert_eq!(outcome(text).map(|verified| verified.good.len()), Ok(1), "{text}");
}

/// The document is refused, whatever its signatures.
#[track_caller]
fn refused(text: &str, expected: VerifyError) {
    assert_eq!(JsonSerialization::parse(text).map(|_| ()), Err(expected), "{text}");
}

/// The only signature is refused.
#[track_caller]
fn bad(text: &str, expected: VerifyError) {
    let Err(VerifyError::Signatures(error)) = outcome(text) else { panic!("{text}: {:?}", outcome(text)) };
    assert_eq!(error.rejected(), [(0, expected)], "{text}");
}

/// The defect is in the form of the document.
#[track_caller]
fn malformed(text: &str, defect: Defect) {
    refused(text, verdict::token(defect));
}

#[test]
fn both_forms_are_accepted() {
    let one = signature(tokens::HEADER, None, "AAAA");
    for text in [flattened("AAAA", &one), general("AAAA", &[one])] {
        accepted(&text);
        for spaced in [text.replace(':', " :\r\n\t"), format!(" {text}\n"), text.replace("payload", r"\u0070ayload")] {
            accepted(&spaced);
        }
        // Unknown members are ignored (RFC 7515 section 7.2.1), wherever they are.
        accepted(&text.replacen('{', r#"{"iat":[{}],"#, 1));
        accepted(&text.replace(r#""protected""#, r#""x":null,"protected""#));
    }
}

#[test]
fn every_signature_has_its_own_verdict() {
    let good = signature(tokens::HEADER, Some(r#"{"x":1}"#), "AAAA");
    let no_algorithm = signature("{}", None, "AAAA");
    let other_payload = signature(tokens::HEADER, None, "AAAB");
    let text = general("AAAA", &[no_algorithm, good.clone(), other_payload, good]);
    let document = JsonSerialization::parse(&text).unwrap();
    let key = keys::hs256_verifying();
    let expected = [(0, verdict::header(Defect::MissingAlgorithm)), (2, VerifyError::InvalidSignature)];
    let verified = document.verify_any(&key).unwrap();
    assert_eq!(verified.good.iter().map(|good| good.index).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(verified.rejected, expected);
    assert_eq!(verified.payload, [0, 0, 0]);
    assert_eq!(document.verify_each(&[&key]).unwrap(), verified);
    let Err(VerifyError::Signatures(error)) = document.verify_all(&key) else { panic!() };
    assert_eq!(error.rejected(), expected);
}

/// The policies differ in what somebody on the way can do: remove signatures, or add some.
#[test]
fn policies() {
    let (alice, bob) = (keys::es256(), keys::hs256());
    let mallory = SigningKey::<Es256>::generate().unwrap();
    let sign = |signers: &[&dyn Sign]| {
        let document = signers.iter().try_fold(JsonSerialization::new(b"payload"), |document, key| {
            document.sign(&Header::new(key.algorithm()), &UnprotectedHeader::new(), *key)
        });
        JsonSerialization::parse(&document.unwrap().to_general().unwrap()).unwrap()
    };
    let (alice_key, bob_key) = (alice.verifying_key(), bob.verifying_key());
    let each: [&dyn Verify; 2] = [&alice_key, &bob_key];
    let twice: [&dyn Verify; 2] = [&alice_key, &alice_key];
    #[track_caller]
    fn check(document: &JsonSerialization, each: &[&dyn Verify], alice: &VerifyingKey<Es256>, expected: [bool; 3]) {
        let verdicts = [
            document.verify_each(each).is_ok(),
            document.verify_any(alice).is_ok(),
            document.verify_all(alice).is_ok(),
        ];
        assert_eq!(verdicts, expected);
    }
    //                                                 each   any    all
    check(&sign(&[&alice, &bob]), &each, &alice_key, [true, true, false]);
    check(&sign(&[&bob, &alice]), &each, &alice_key, [true, true, false]);
    check(&sign(&[&alice]), &each, &alice_key, [false, true, true]);
    check(&sign(&[&bob]), &each, &alice_key, [false, false, false]);
    check(&sign(&[&alice, &alice]), &each, &alice_key, [false, true, true]);
    check(&sign(&[&alice, &mallory]), &each, &alice_key, [false, true, false]);
    check(&sign(&[&mallory, &bob, &alice]), &each, &alice_key, [true, true, false]);
    check(&sign(&[&mallory]), &each, &alice_key, [false, false, false]);
    check(&sign(&[&alice]), &twice, &alice_key, [true, true, true]);
    // Requiring nobody is no way to get a payload, and neither is a document that nobody has signed.
    check(&sign(&[&alice]), &[], &alice_key, [false, true, true]);
    check(&JsonSerialization::new(b"payload"), &each, &alice_key, [false, false, false]);
    let unsigned = sign(&[&alice]).verify_each(&each);
    let Err(VerifyError::Signatures(error)) = unsigned else { panic!() };
    assert_eq!((error.rejected(), error.unsigned()), (&[][..], Some(1)));
}

/// RFC 7515 lets `alg` be unprotected. Here it never is, wherever else it stands.
#[test]
fn alg_is_protected() {
    let not_protected = || verdict::header(Defect::ParameterUnprotected(HeaderParameter::Algorithm));
    accepted(&with_headers(r#"{"alg":"HS256"}"#, Some(r#"{"kid":"1"}"#)));
    bad(&with_headers(r#"{"kid":"1"}"#, Some(r#"{"alg":"HS256"}"#)), not_protected());
    bad(&with_headers(r#"{"alg":"HS256"}"#, Some(r#"{"alg":"HS256"}"#)), not_protected());
    bad(&with_headers(r#"{"alg":"HS256"}"#, Some(r#"{"\u0061lg":"HS256"}"#)), not_protected());
    bad(&with_headers(r#"{"kid":"1"}"#, None), verdict::header(Defect::MissingAlgorithm));
    bad(&with_headers("{}", None), verdict::header(Defect::MissingAlgorithm));
    let signature = base64url::encode(keys::signature(&keys::hs256(), b".AAAA"));
    let absent = format!(r#"{{"payload":"AAAA","header":{{"alg":"HS256"}},"signature":"{signature}"}}"#);
    bad(&absent, not_protected());
    bad(&absent.replace("alg", "kid"), verdict::header(Defect::MissingAlgorithm));
    bad(&format!(r#"{{"payload":"AAAA","signature":"{signature}"}}"#), verdict::header(Defect::MissingAlgorithm));
    bad(&with_headers(r#"{"alg":"none"}"#, None), VerifyError::AlgorithmMismatch);
    bad(&with_headers(r#"{"alg":"HS512"}"#, None), VerifyError::AlgorithmMismatch);
}

#[test]
fn headers_have_no_name_in_common() {
    let twice = || verdict::header(Defect::DuplicateName);
    accepted(&with_headers(r#"{"alg":"HS256","a":1}"#, Some(r#"{"b":1,"A":2}"#)));
    bad(&with_headers(r#"{"alg":"HS256","a":1}"#, Some(r#"{"b":1,"a":1}"#)), twice());
    bad(&with_headers(r#"{"alg":"HS256","a":1}"#, Some(r#"{"\u0061":1}"#)), twice());
    bad(&with_headers(r#"{"alg":"HS256","\u0061":1}"#, Some(r#"{"a":1}"#)), twice());
    bad(&with_headers(r#"{"alg":"HS256","kid":"1"}"#, Some(r#"{"kid":"1"}"#)), twice());
    bad(&with_headers(r#"{"alg":"HS256","typ":"a"}"#, Some(r#"{"typ":"b"}"#)), twice());
    // Twice in one: of the protected header, of the unprotected one, of the document.
    bad(&with_headers(r#"{"alg":"HS256","a":1,"a":1}"#, None), twice());
    bad(&with_headers(r#"{"alg":"HS256","alg":"HS256"}"#, None), twice());
    malformed(&with_headers(tokens::HEADER, Some(r#"{"a":1,"\u0061":1}"#)), Defect::DuplicateName);
    malformed(&with_headers(tokens::HEADER, Some(r#"{"a":{"b":1,"b":1}}"#)), Defect::DuplicateName);
    let good = with_headers(tokens::HEADER, None);
    malformed(&good.replacen('{', r#"{"x":{"y":1,"y":2},"#, 1), Defect::DuplicateName);
    // Nobody looks into what is inside of a parameter.
    accepted(&with_headers(r#"{"alg":"HS256","a":{"b":1}}"#, Some(r#"{"b":{"a":1,"alg":"none"}}"#)));
}

/// An object with one more member, before the others and behind them.
fn with_one_more(object: &str, member: &str) -> [String; 2] {
    let others = &object[1..object.len() - 1];
    [format!("{{{member},{others}}}"), format!("{{{others},{member}}}")]
}

/// Each member of either form twice, spelt alike or not.
#[test]
fn members_are_not_there_twice() {
    let one = signature(tokens::HEADER, Some(r#"{"kid":"1"}"#), "AAAA");
    let entries = format!("[{one}]");
    let (flattened, both) = (flattened("AAAA", &one), general("AAAA", std::slice::from_ref(&one)));
    accepted(&flattened);
    accepted(&both);
    let text = r#""AAAA""#;
    let header = r#"{"kid":"1"}"#;
    let members = |name: &str, value: &str| {
        let escaped: String = name.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect();
        [format!(r#""{name}":{value}"#), format!(r#""{escaped}":{value}"#)]
    };
    let refused = |texts: [String; 2]| {
        for text in texts {
            malformed(&text, Defect::DuplicateName);
        }
    };
    for (name, value) in [("payload", text), ("protected", text), ("header", header), ("signature", text)] {
        for member in members(name, value) {
            refused(with_one_more(&flattened, &member));
            if name != "payload" {
                refused(with_one_more(&one, &member).map(|entry| general("AAAA", &[entry])));
            }
        }
    }
    for (name, value) in [("payload", text), ("signatures", &entries)] {
        for member in members(name, value) {
            refused(with_one_more(&both, &member));
        }
    }
}

/// RFC 7515 section 4.1.11: `crit` is protected, and lists what is protected.
#[test]
fn crit_is_protected() {
    let unprotected = |parameter| verdict::header(Defect::ParameterUnprotected(parameter));
    let unencoded = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    accepted(&with_headers(unencoded, Some(r#"{"kid":"1"}"#)));
    let invalid = || verdict::header(Defect::InvalidCritical);
    bad(&with_headers(r#"{"alg":"HS256","crit":["exp"]}"#, Some(r#"{"exp":1}"#)), invalid());
    bad(&with_headers(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, None), VerifyError::UnsupportedCritical);
    bad(&with_headers(r#"{"alg":"HS256","crit":[]}"#, None), invalid());
    bad(&with_headers(r#"{"alg":"HS256","crit":["kid"]}"#, Some(r#"{"kid":"1"}"#)), invalid());
    let crit = unprotected(HeaderParameter::Critical);
    bad(&with_headers(r#"{"alg":"HS256","exp":1}"#, Some(r#"{"crit":["exp"]}"#)), crit.clone());
    bad(&with_headers(r#"{"alg":"HS256","b64":false}"#, Some(r#"{"crit":["b64"]}"#)), crit.clone());
    bad(&with_headers(tokens::HEADER, Some(r#"{"crit":["x"],"x":1}"#)), crit);
    let b64 = unprotected(HeaderParameter::Base64url);
    bad(&with_headers(r#"{"alg":"HS256"}"#, Some(r#"{"b64":false}"#)), b64.clone());
    bad(&with_headers(r#"{"alg":"HS256"}"#, Some(r#"{"b64":true}"#)), b64);
    bad(
        &with_headers(r#"{"alg":"HS256","crit":["b64"]}"#, Some(r#"{"b64":false}"#)),
        unprotected(HeaderParameter::Base64url),
    );
    bad(&with_headers(r#"{"alg":"HS256","b64":false}"#, None), verdict::header(Defect::InvalidCritical));
}

#[test]
fn unprotected_parameters_have_their_types() {
    for (parameter, name) in
        [(HeaderParameter::KeyId, "kid"), (HeaderParameter::Type, "typ"), (HeaderParameter::ContentType, "cty")]
    {
        accepted(&with_headers(tokens::HEADER, Some(&format!(r#"{{"{name}":"1"}}"#))));
        for value in ["1", "[\"1\"]", "{}", "true"] {
            let wrong = verdict::header(Defect::ParameterType(parameter));
            bad(&with_headers(tokens::HEADER, Some(&format!(r#"{{"{name}":{value}}}"#))), wrong);
        }
        let null = verdict::header(Defect::ParameterNull(parameter));
        bad(&with_headers(tokens::HEADER, Some(&format!(r#"{{"{name}":null}}"#))), null);
    }
    let values = |count: usize| format!(r#"{{"x":[{}]}}"#, vec!["0"; count - 1].join(","));
    accepted(&with_headers(tokens::HEADER, Some(&values(64))));
    malformed(&with_headers(tokens::HEADER, Some(&values(65))), Defect::TooManyValues);
    // For each header anew, and for unknown members.
    let unprotected = values(64);
    let both = vec![signature(tokens::HEADER, Some(&unprotected), "AAAA"); 2];
    let text = general("AAAA", &both);
    assert_eq!(outcome(&text).unwrap().good.len(), 2);
    assert!(outcome(&text.replacen('{', &format!("{},", &unprotected[..unprotected.len() - 1]), 1)).is_ok());
    malformed(&text.replacen('{', &format!("{},", &values(65)[..values(65).len() - 1]), 1), Defect::TooManyValues);
}

/// Key material in a header chooses no key, whichever of the two it is in.
#[cfg(feature = "jwk")]
#[test]
fn keys_in_headers_are_not_looked_at() {
    let mallory = SigningKey::<Es256>::generate().unwrap();
    let jwk: Value = serde_json::from_str(&mallory.verifying_key().to_jwk().to_json().unwrap()).unwrap();
    let unprotected = UnprotectedHeader::new().with_parameter("jwk", &jwk).unwrap();
    let signed =
        JsonSerialization::new(b"payload").sign(&Header::new(Algorithm::ES256), &unprotected, &mallory).unwrap();
    let refused =
        JsonSerialization::parse(&signed.to_flattened().unwrap()).unwrap().verify_any(&keys::es256_verifying());
    let Err(VerifyError::Signatures(error)) = refused else { panic!() };
    assert_eq!(error.rejected(), [(0, VerifyError::InvalidSignature)]);
}

/// A key that counts what is asked of it.
#[derive(Debug, Default)]
struct Counting(std::sync::atomic::AtomicUsize);

impl Counting {
    fn count(&self) -> usize {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl Verify for Counting {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }

    fn signature_len(&self) -> usize {
        32
    }

    fn verify(&self, _message: &[u8], _signature: &[u8]) -> Result<(), InvalidSignature> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Err(InvalidSignature)
    }
}

/// 16 signatures by default. More are refused before a key is looked for.
#[test]
fn signatures_are_limited() {
    let one = signature(tokens::HEADER, None, "AAAA");
    let key = keys::hs256_verifying();
    for count in [1, 2, 16] {
        let text = general("AAAA", &vec![one.clone(); count]);
        assert_eq!(JsonSerialization::parse(&text).unwrap().verify_all(&key).unwrap().good.len(), count);
    }
    malformed(&general("AAAA", &vec![one.clone(); 17]), Defect::TooManySignatures);
    let thousand = general("AAAA", &vec![one.clone(); 1000]);
    malformed(&thousand, Defect::TooLong);
    let parse = |limit| JsonSerialization::parse_with_limits(&thousand, usize::MAX, limit);
    let started = Instant::now();
    for limit in [0, 1, 16, 999] {
        assert_eq!(parse(limit).map(|_| ()), Err(verdict::token(Defect::TooManySignatures)));
    }
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(parse(1000).unwrap().verify_all(&key).unwrap().good.len(), 1000);
    // In either form.
    for text in [flattened("AAAA", &one), general("AAAA", std::slice::from_ref(&one))] {
        let parse = |limit| JsonSerialization::parse_with_limits(&text, usize::MAX, limit).map(|_| ());
        assert_eq!(parse(0), Err(verdict::token(Defect::TooManySignatures)));
        assert_eq!(parse(1), Ok(()));
    }
    let missing = JsonSerialization::parse_with_limits("{}", usize::MAX, 0).map(|_| ());
    assert_eq!(missing, Err(verdict::token(Defect::MemberMissing(JwsMember::Signature))));
    // With short signatures they fit into 16 KiB.
    let short = vec![r#"{"signature":""}"#.to_owned(); 1000];
    assert!(general("", &short).len() > 16_384);
    malformed(&general("", &short[..900]), Defect::TooManySignatures);

    // At most one verification for each signature and key.
    let counting = Counting::default();
    let document = JsonSerialization::parse(&general("AAAA", &vec![one; 16])).unwrap();
    assert!(document.verify_any(&counting).is_err());
    assert_eq!(counting.count(), 16);
    assert!(document.verify_each(&[&counting, &counting, &counting]).is_err());
    assert_eq!(counting.count(), 16 + 48);
    // None for signatures that are refused before.
    let refused = vec![signature(r#"{"alg":"ES256"}"#, None, "AAAA"), signature("{}", None, "AAAA")];
    assert!(JsonSerialization::parse(&general("AAAA", &refused)).unwrap().verify_any(&counting).is_err());
    assert_eq!(counting.count(), 16 + 48);
}

#[test]
fn length_is_limited() {
    let one = signature(tokens::HEADER, None, "AAAA");
    let text = flattened("AAAA", &one);
    let parse = |text: &str, limit| JsonSerialization::parse_with_limits(text, limit, 1).map(|_| ());
    assert_eq!(parse(&text, text.len()), Ok(()));
    assert_eq!(parse(&text, text.len() - 1), Err(verdict::token(Defect::TooLong)));
    for length in [16_384, 16_385] {
        let padded = format!("{text}{}", " ".repeat(length - text.len()));
        assert_eq!(JsonSerialization::parse(&padded).is_ok(), length == 16_384);
    }
    // A detached payload does not count.
    let document = JsonSerialization::parse(&text.replace(r#""payload":"AAAA","#, "")).unwrap();
    let document = document.with_detached_payload(&vec![0; 100_000]).unwrap();
    assert!(matches!(document.verify_any(&keys::hs256_verifying()), Err(VerifyError::Signatures(_))));
}

#[test]
fn forms_do_not_mix() {
    let one = signature(tokens::HEADER, None, "AAAA");
    let both = general("AAAA", &[one]);
    accepted(&both);
    for member in [r#""signature":"""#, r#""protected":"AAAA""#, r#""header":{"kid":"1"}"#] {
        for text in [both.replacen('{', &format!("{{{member},"), 1), format!("{},{member}}}", &both[..both.len() - 1])]
        {
            malformed(&text, Defect::MixedForms);
        }
    }
    // A form of its own: no signature at all.
    let missing = Defect::MemberMissing(JwsMember::Signature);
    for text in ["{}", r#"{"payload":"AAAA"}"#, r#"{"payload":"AAAA","protected":"AAAA"}"#, r#"{"x":[]}"#] {
        malformed(text, missing);
    }
    malformed(r#"{"payload":"AAAA","signatures":[{}]}"#, missing);
    malformed(r#"{"payload":"AAAA","signatures":[{"signature":"AAAA"},{"protected":"AAAA"}]}"#, missing);
    malformed(r#"{"payload":"AAAA","signatures":[]}"#, Defect::MemberEmpty(JwsMember::Signatures));
    // A payload beside each signature is an unknown member.
    let inner = signature(tokens::HEADER, None, "AAAA").replacen('{', r#"{"payload":"AAAB","#, 1);
    assert_eq!(outcome(&general("AAAA", &[inner])).unwrap().payload, [0, 0, 0]);
}

#[test]
fn members_have_their_types() {
    let flattened = json!({ "payload": "AAAA", "protected": "AAAA", "header": { "kid": "1" }, "signature": "AAAA" });
    assert!(JsonSerialization::parse(&flattened.to_string()).is_ok());
    let general = json!({ "payload": "AAAA", "signatures": [flattened] });
    assert!(JsonSerialization::parse(&general.to_string()).is_ok());
    let others = [json!(null), json!(1), json!(true), json!([]), json!({}), json!("AAAA"), json!(["AAAA"])];
    let members = [JwsMember::Payload, JwsMember::Protected, JwsMember::Header, JwsMember::Signature];
    for other in &others {
        for member in members {
            let right_type = if member == JwsMember::Header { other.is_object() } else { other.is_string() };
            if right_type {
                continue;
            }
            let mut changed = flattened.clone();
            changed[member.as_str()] = other.clone();
            malformed(&changed.to_string(), Defect::MemberType(member));
            if member != JwsMember::Payload {
                malformed(&json!({ "payload": "", "signatures": [changed] }).to_string(), Defect::MemberType(member));
            }
        }
        let wrong = Defect::MemberType(JwsMember::Signatures);
        if !other.is_array() {
            malformed(&json!({ "payload": "", "signatures": other }).to_string(), wrong);
        }
        if !other.is_object() {
            malformed(&json!({ "payload": "", "signatures": [flattened, other] }).to_string(), wrong);
        }
    }
    // What is empty is left out (RFC 7515 section 7.2.1).
    let good = with_headers(tokens::HEADER, Some("{}"));
    malformed(&good, Defect::MemberEmpty(JwsMember::Header));
    malformed(&good.replace("{}", "{ \n}"), Defect::MemberEmpty(JwsMember::Header));
    malformed(r#"{"payload":"","protected":"","signature":""}"#, Defect::MemberEmpty(JwsMember::Protected));
}

#[test]
fn text_is_one_json_object() {
    let good = with_headers(tokens::HEADER, None);
    accepted(&good);
    for around in [
        format!("{good}x"),
        format!("{good}{good}"),
        format!("{good},"),
        format!("\u{feff}{good}"),
        format!("{good}\0"),
    ] {
        malformed(&around, Defect::Json);
    }
    for end in 1..good.len() {
        assert!(JsonSerialization::parse(&good[..end]).is_err(), "{end}");
    }
    for text in ["", " ", "{", "nul"] {
        assert!(JsonSerialization::parse(text).is_err(), "{text:?}");
    }
    for text in ["null", "1", "[]", "\"a.b.c\"", &format!("[{good}]")] {
        malformed(text, Defect::NotAnObject);
    }
    malformed(&tokens::signed(tokens::HEADER, tokens::CLAIMS), Defect::Json);
    // Each level is a value, so that their number ends before the depth does.
    let nested = |depth: usize| {
        let inside = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        good.replacen('{', &format!(r#"{{"x":{inside},"#), 1)
    };
    accepted(&nested(63));
    malformed(&nested(64), Defect::TooManyValues);
    let many = good.replacen('{', &format!(r#"{{"x":[{}],"#, vec!["0"; 2000].join(",")), 1);
    malformed(&many, Defect::TooManyValues);
    for reserved in [r#""$serde_json::private::Number":"1","#, r#""x":{"$serde_json::private::RawValue":"1"},"#] {
        malformed(&good.replacen('{', &format!("{{{reserved}"), 1), Defect::ReservedName);
    }
}

#[test]
fn base64url_is_canonical() {
    let good = signature(tokens::HEADER, None, "AAAA");
    let document = |payload: &str, signature: &str| flattened(payload, signature);
    accepted(&document("AAAA", &good));
    // The signature is good over the text of the payload, which is no base64url.
    for payload in ["AA=", "AAA=", "A", "AB", "AA+", "A A", "\u{e4}", "..", "AAAA="] {
        let text = document(payload, &signature(tokens::HEADER, None, payload));
        assert_eq!(outcome(&text).map(|_| ()), Err(verdict::payload(Defect::Base64url)), "{payload}");
        bad(&document(payload, &good), VerifyError::InvalidSignature);
    }
    let members: Value = serde_json::from_str(&good).unwrap();
    let (protected, value) = (members["protected"].as_str().unwrap(), members["signature"].as_str().unwrap());
    for added in ["=", "==", "+", "/", " ", "\\n", "\u{e4}"] {
        let changed = good.replace(value, &format!("{value}{added}"));
        bad(&document("AAAA", &changed), verdict::signature(Defect::Base64url));
        let changed = good.replace(protected, &format!("{protected}{added}"));
        bad(&document("AAAA", &changed), verdict::header(Defect::Base64url));
    }
    // A length of 1 mod 4.
    bad(&document("AAAA", &good.replace(value, &format!("{value}AA"))), verdict::signature(Defect::Base64url));
    bad(&document("AAAA", &good.replace(protected, &format!("{protected}A"))), verdict::header(Defect::Base64url));
    for short in ["", &value[..42], &value[..40], &value.repeat(2)] {
        let text = document("AAAA", &good.replace(value, short));
        let Err(VerifyError::Signatures(_)) = outcome(&text) else { panic!("{text}") };
    }
    bad(&document("AAAA", &good.replace(value, "")), VerifyError::InvalidSignature);
    bad(&document("AAAA", &good.replace(value, &"A".repeat(10_000))), VerifyError::InvalidSignature);
    // The same characters, written with escapes, are the same text.
    accepted(&document("\\u0041AAA", &good));
}

#[test]
fn payload_is_inside_or_given() {
    let key = keys::hs256_verifying();
    let good = with_headers(tokens::HEADER, None);
    let inside = JsonSerialization::parse(&good).unwrap();
    assert_eq!(inside.with_detached_payload(&[0; 3]).map(|_| ()), Err(verdict::payload(Defect::NotDetached)));
    let detached = || JsonSerialization::parse(&good.replace(r#""payload":"AAAA","#, "")).unwrap();
    for outcome in [detached().verify_any(&key), detached().verify_all(&key), detached().verify_each(&[&key])] {
        assert_eq!(outcome, Err(verdict::payload(Defect::Detached)));
    }
    assert_eq!(detached().with_detached_payload(&[0; 3]).unwrap().verify_all(&key).unwrap().payload, [0; 3]);
    assert!(detached().with_detached_payload(&[0; 4]).unwrap().verify_all(&key).is_err());
    assert!(detached().with_detached_payload(b"AAAA").unwrap().verify_all(&key).is_err());
    let again = detached().with_detached_payload(&[0; 3]).unwrap().with_detached_payload(&[0; 3]);
    assert!(again.is_err());
    for given in [JsonSerialization::new(b""), JsonSerialization::new(&[0; 3]), JsonSerialization::detached(&[0; 3])] {
        assert_eq!(given.with_detached_payload(&[0; 3]).map(|_| ()), Err(verdict::payload(Defect::NotDetached)));
    }
}

/// A payload of no bytes is one, unless the caller gives another. What the caller gives must be what was signed.
#[test]
fn empty_payload_is_one_unless_another_is_given() {
    let key = keys::hs256_verifying();
    let given = |text: &str, payload: &[u8]| {
        JsonSerialization::parse(text).unwrap().with_detached_payload(payload).unwrap().verify_all(&key)
    };
    let empty = flattened("", &signature(tokens::HEADER, None, ""));
    accepted(&empty);
    assert_eq!(given(&empty, b"").unwrap().payload, b"");
    assert!(matches!(given(&empty, &[0; 3]), Err(VerifyError::Signatures(_))));
    let of_zeros = flattened("", &signature(tokens::HEADER, None, "AAAA"));
    bad(&of_zeros, VerifyError::InvalidSignature);
    assert_eq!(given(&of_zeros, &[0; 3]).unwrap().payload, [0; 3]);
    assert!(matches!(given(&of_zeros, b""), Err(VerifyError::Signatures(_))));
    // It is detached from then on.
    let document = JsonSerialization::parse(&of_zeros).unwrap().with_detached_payload(&[0; 3]).unwrap();
    assert_eq!(document.to_flattened().unwrap(), of_zeros.replace(r#""payload":"","#, ""));
    assert!(document.with_detached_payload(&[0; 3]).is_err());
}

/// Never a JWT: not with claims inside, and not with a good token around it or in it.
#[test]
fn a_verifier_accepts_only_the_compact_form() {
    let verifier = Verifier::new(keys::hs256_verifying(), verdict::lenient());
    let claims = base64url::encode(tokens::CLAIMS);
    let one = signature(tokens::HEADER, None, &claims);
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    assert!(verifier.verify::<IgnoredAny>(&token).is_ok());
    for text in [flattened(&claims, &one), general(&claims, std::slice::from_ref(&one))] {
        accepted(&text);
        let smuggled = text.replacen('{', &format!(r#"{{"x":"{token}","#), 1);
        accepted(&smuggled);
        for text in [&text, &smuggled] {
            verdict::refused(verdict::lenient(), text, verdict::token(Defect::JsonForm));
        }
        verdict::refused(verdict::lenient(), &format!("{text}.{claims}."), verdict::token(Defect::JsonForm));
    }
}

#[test]
fn what_no_verifier_accepts_is_not_signed() {
    let malformed = |part, defect| Some(SignError::Malformed(part, defect));
    let header = Header::new(Algorithm::HS256);
    let none = UnprotectedHeader::new();
    let sign = |header: &Header, unprotected: &UnprotectedHeader| {
        JsonSerialization::new(b"").sign(header, unprotected, &keys::hs256()).err()
    };
    assert_eq!(sign(&header, &none), None);
    assert_eq!(sign(&Header::new(Algorithm::HS384), &none), Some(SignError::AlgorithmMismatch));
    let critical = header.clone().with_critical_parameter("x", 1).unwrap();
    assert_eq!(sign(&critical, &none), malformed(Part::Header, Defect::InvalidCritical));
    let with_id = header.clone().with_key_id("1");
    let twice = malformed(Part::Header, Defect::DuplicateName);
    assert_eq!(sign(&with_id, &none.clone().with_key_id("1")), twice);
    assert_eq!(sign(&header, &none.clone().with_key_id("1").with_key_id("1")), twice);
    assert_eq!(sign(&header.clone().with_url("a"), &none.clone().with_parameter("url", "b").unwrap()), twice);
    for (name, parameter) in
        [("alg", HeaderParameter::Algorithm), ("crit", HeaderParameter::Critical), ("b64", HeaderParameter::Base64url)]
    {
        let value = match name {
            "alg" => json!("HS256"),
            "crit" => json!(["x"]),
            _ => json!(true),
        };
        let refused = UnprotectedHeader::new().with_parameter("x", 1).unwrap().with_parameter(name, value).err();
        assert_eq!(refused, malformed(Part::Header, Defect::ParameterUnprotected(parameter)));
    }
    assert_eq!(
        none.clone().with_parameter("kid", 1).err(),
        malformed(Part::Header, Defect::ParameterType(HeaderParameter::KeyId))
    );
    assert_eq!(none.clone().with_parameter("x", vec![0; 64]).err(), malformed(Part::Header, Defect::TooManyValues));
    let unsigned = JsonSerialization::new(b"");
    assert_eq!(unsigned.to_general().err(), malformed(Part::Token, Defect::MemberEmpty(JwsMember::Signatures)));
    assert_eq!(unsigned.to_flattened().err(), malformed(Part::Token, Defect::NotOneSignature));
    let two =
        unsigned.sign(&header, &none, &keys::hs256()).and_then(|one| one.sign(&header, &none, &keys::hs256())).unwrap();
    assert_eq!(two.to_flattened().err(), malformed(Part::Token, Defect::NotOneSignature));
    // A document without its payload cannot be signed.
    let absent = JsonSerialization::parse(r#"{"signature":""}"#).unwrap();
    assert_eq!(absent.sign(&header, &none, &keys::hs256()).err(), malformed(Part::Payload, Defect::Detached));
}

/// A second signer adds a signature to a document that came in, and changes nothing in it.
#[test]
fn a_document_can_be_signed_again() {
    let first = general("AAAA", &[signature("{\"alg\" : \"HS256\"}", Some(r#"{ "x" : 1 }"#), "AAAA")]);
    let document = JsonSerialization::parse(&first).unwrap();
    assert_eq!(document.to_general().unwrap(), first);
    assert!(document.to_flattened().unwrap().contains(r#""header":{ "x" : 1 },"signature""#));
    let both = document.sign(&Header::new(Algorithm::ES256), &UnprotectedHeader::new(), &keys::es256()).unwrap();
    let text = both.to_general().unwrap();
    assert!(text.starts_with(&first[..first.len() - 2]));
    let (hmac, ec) = (keys::hs256_verifying(), keys::es256_verifying());
    let verified = JsonSerialization::parse(&text).unwrap().verify_each(&[&hmac as &dyn Verify, &ec]).unwrap();
    assert_eq!(verified.payload, [0; 3]);
    assert_eq!(verified.good[0].unprotected_json(), Some(r#"{ "x" : 1 }"#));
    assert_eq!(verified.good[0].unprotected_parameter("x"), Ok(Some(1)));
    assert!(verified.good[0].unprotected_parameter::<String>("x").is_err());
    assert_eq!(verified.good[0].header.parameter::<u8>("x"), Ok(None));
}

/// A key for headers that meet a condition, to see which parameters they have.
struct For(fn(&Header) -> bool, VerifyingKey<Hs256>);

impl FindKey for For {
    type Key<'k> = &'k VerifyingKey<Hs256>;

    fn find_key(&self, header: &Header) -> Option<&VerifyingKey<Hs256>> {
        assert_eq!(header.alg(), "HS256");
        (self.0)(header).then_some(&self.1)
    }
}

#[test]
fn key_is_found_by_both_headers() {
    type IsMeant = fn(&Header) -> bool;
    let verify = |text: &str, is_meant: IsMeant| {
        let keys = For(is_meant, keys::hs256_verifying());
        JsonSerialization::parse(text).unwrap().verify_all(&keys).is_ok()
    };
    let parameters: [(&str, IsMeant); 3] = [
        ("kid", |header| header.key_id() == Some("1")),
        ("typ", |header| header.typ() == Some("1")),
        ("cty", |header| header.content_type() == Some("1")),
    ];
    for (name, is_meant) in parameters {
        assert!(verify(&with_headers(&format!(r#"{{"alg":"HS256","{name}":"1"}}"#), None), is_meant));
        assert!(verify(&with_headers(tokens::HEADER, Some(&format!(r#"{{"{name}":"1"}}"#))), is_meant));
        assert!(!verify(&with_headers(tokens::HEADER, Some(&format!(r#"{{"{name}":"2"}}"#))), is_meant));
        assert!(!verify(&with_headers(tokens::HEADER, None), is_meant));
    }
}

proptest! {
    /// What is produced verifies, in both forms, with as many signatures as there are, and comes back as it was.
    #[test]
    fn what_is_signed_verifies(
        payload in prop::collection::vec(any::<u8>(), 0..200),
        detached in any::<bool>(),
        unencoded in any::<bool>(),
        signers in prop::collection::vec((any::<bool>(), prop::option::of(".{0,8}"), prop::option::of(".{0,8}"), any::<u64>()), 1..5),
    ) {
        let payload = if unencoded && !detached { String::from_utf8_lossy(&payload).into_owned().into_bytes() } else { payload };
        let mut document =
            if detached { JsonSerialization::detached(&payload) } else { JsonSerialization::new(&payload) };
        let (hmac, ec) = (keys::hs256(), keys::es256());
        for (is_ec, typ, kid, value) in &signers {
            let key: &dyn Sign = if *is_ec { &ec } else { &hmac };
            let mut header = Header::new(key.algorithm());
            if let Some(typ) = typ {
                header = header.with_typ(typ.as_str());
            }
            if unencoded {
                header = header.with_unencoded_payload();
            }
            let mut unprotected = UnprotectedHeader::new().with_parameter("value", value).unwrap();
            if let Some(kid) = kid {
                unprotected = unprotected.with_key_id(kid.as_str());
            }
            document = document.sign(&header, &unprotected, key).unwrap();
        }
        let mut texts = vec![document.to_general().unwrap()];
        texts.extend(document.to_flattened().ok());
        prop_assert_eq!(texts.len() == 2, signers.len() == 1);
        let each: Vec<Box<dyn Verify>> = signers.iter().map(|(is_ec, ..)| -> Box<dyn Verify> {
            if *is_ec { Box::new(keys::es256_verifying()) } else { Box::new(keys::hs256_verifying()) }
        }).collect();
        for text in texts {
            let parsed = JsonSerialization::parse(&text).unwrap();
            let parsed = if detached { parsed.with_detached_payload(&payload).unwrap() } else { parsed };
            let verified = parsed.verify_each(&each).unwrap();
            prop_assert_eq!(&verified.payload, &payload);
            prop_assert_eq!(verified.good.len(), signers.len());
            prop_assert!(verified.rejected.is_empty());
            for (good, (_, typ, kid, value)) in verified.good.iter().zip(&signers) {
                prop_assert_eq!(good.header.typ(), typ.as_deref());
                prop_assert_eq!(&good.unprotected_parameter::<String>("kid").unwrap(), kid);
                prop_assert_eq!(good.unprotected_parameter("value").unwrap(), Some(*value));
            }
        }
    }

    /// Whatever single character of a signed document is another one: it is refused, or the signed parts are as they were.
    #[test]
    fn a_changed_document_has_the_signed_payload_or_is_refused(place in any::<prop::sample::Index>(), character in any::<char>()) {
        let text = with_headers(tokens::HEADER, Some(r#"{"kid":"1"}"#));
        let mut changed: Vec<char> = text.chars().collect();
        let place = place.index(changed.len());
        changed[place] = character;
        let changed: String = changed.into_iter().collect();
        if let Ok(verified) = outcome(&changed) {
            prop_assert_eq!(verified.payload, vec![0; 3]);
            prop_assert_eq!(verified.good[0].header.as_json(), tokens::HEADER);
        }
    }
}
