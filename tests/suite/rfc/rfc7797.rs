//! RFC 7797: unencoded payloads: detached, in a token, in the JSON serialization, and never a JWT's (section 7).

use jwt_codec::jws::{self, Header, JsonSerialization, SigningInput, UnprotectedHeader, Unverified};
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
    let verified = jws::verify(example.compact(), &verifying()).unwrap();
    assert_eq!(verified.payload, PAYLOAD);
    assert!(!verified.header.has_unencoded_payload());
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
    assert_ne!(read, jws::verify(rfc::example_of("7797", "4.1").compact(), &verifying()).unwrap().header);
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

/// A payload is unencoded where the header and the caller say so: `jws::sign` and `jws::verify` have none.
#[test]
fn an_unencoded_payload_is_asked_for() {
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
    refused(r#"{"alg":"HS256","b64":false}"#, Defect::InvalidCritical);
    refused(r#"{"alg":"HS256","b64":false,"crit":["exp"],"exp":1}"#, Defect::InvalidCritical);
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

/// A detached token may have a `crit` of this alone. One that is not detached has none.
#[test]
fn b64_is_critical_only_in_a_detached_token() {
    let example = rfc::example_of("7797", "4.2");
    let published = example.text("compact_detached");
    let unverified = Unverified::parse_detached(published).unwrap();
    assert!(unverified.header().has_unencoded_payload());
    assert!(unverified.verify_detached(PAYLOAD, &verifying()).is_ok());
    assert_eq!(Unverified::parse(published).map(|_| ()), Err(VerifyError::UnsupportedCritical));
    for other in [
        r#"{"alg":"HS256","exp":1,"crit":["exp"]}"#,
        r#"{"alg":"HS256","exp":1,"b64":false,"crit":["b64","exp"]}"#,
        r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#,
    ] {
        let token = tokens::signed_segments(&base64url::encode(other), "");
        let refused = Unverified::parse_detached(&token).map(|_| ());
        assert_eq!(refused, Err(VerifyError::UnsupportedCritical), "{other}");
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

/// Section 4.2, in the flattened form: the payload is a JSON string.
#[test]
fn section_4_2_flattened() {
    let published = rfc::example_of("7797", "4.2");
    let (protected, signature) = published.text("compact_detached").split_once("..").unwrap();
    let text = format!(r#"{{"payload":"$.02","protected":"{protected}","signature":"{signature}"}}"#);
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    let signed = JsonSerialization::new(PAYLOAD).sign(&header, &UnprotectedHeader::new(), &signing()).unwrap();
    assert_eq!(signed.to_flattened().unwrap(), text);
    for text in [text.clone(), text.replace('$', r"\u0024"), text.replace(':', " : ")] {
        let verified = JsonSerialization::parse(&text).unwrap().verify_all(&verifying()).unwrap();
        assert_eq!(verified.payload, PAYLOAD);
        assert!(verified.good[0].header.has_unencoded_payload());
    }
    let detached = JsonSerialization::parse(&text.replace(r#""payload":"$.02","#, "")).unwrap();
    assert_eq!(detached.with_detached_payload(PAYLOAD).unwrap().verify_all(&verifying()).unwrap().payload, PAYLOAD);
    for other in ["$.03", "JC4wMg", "$.02 ", ""] {
        let changed = JsonSerialization::parse(&text.replace("$.02", other)).unwrap();
        assert!(matches!(changed.verify_all(&verifying()), Err(VerifyError::Signatures(_))), "{other}");
    }
}

/// Section 4.2, as `FlattenedSign` and `GeneralSign` of the JavaScript library `jose` 6.2.18 wrote it: the payload is
/// detached, and an empty string stands in its place.
#[test]
fn section_4_2_of_jose() {
    const FLATTENED: &str = r#"{"signature":"A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY","payload":"","protected":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"}"#;
    const GENERAL: &str = r#"{"signatures":[{"signature":"A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY","protected":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"}],"payload":""}"#;
    for text in [FLATTENED, GENERAL] {
        let parse = || JsonSerialization::parse(text).unwrap();
        assert_eq!(parse().with_detached_payload(PAYLOAD).unwrap().verify_all(&verifying()).unwrap().payload, PAYLOAD);
        let other = parse().with_detached_payload(b"$.03").unwrap();
        assert!(matches!(other.verify_all(&verifying()), Err(VerifyError::Signatures(_))));
        assert!(matches!(parse().verify_all(&verifying()), Err(VerifyError::Signatures(_))));
    }
}

/// Section 4.1, in the flattened form.
#[test]
fn section_4_1_flattened() {
    let published = rfc::example_of("7797", "4.1");
    let [protected, payload, signature] =
        <[&str; 3]>::try_from(published.compact().split('.').collect::<Vec<_>>()).unwrap();
    let text = format!(r#"{{"payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#);
    let header = Header::new(Algorithm::HS256);
    let signed = JsonSerialization::new(PAYLOAD).sign(&header, &UnprotectedHeader::new(), &signing()).unwrap();
    assert_eq!(signed.to_flattened().unwrap(), text);
    assert_eq!(JsonSerialization::parse(&text).unwrap().verify_all(&verifying()).unwrap().payload, PAYLOAD);
}

/// Section 5.3: any text can be a JSON string. Bytes that are no text can be signed if they are detached, or encoded.
#[test]
fn section_5_3_any_text_in_json() {
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    let none = UnprotectedHeader::new();
    for payload in ["", ".", "\u{2019}\u{1f600}", "\"\\\n\0", r#"{"a":[1]}"#] {
        let signed = JsonSerialization::new(payload.as_bytes()).sign(&header, &none, &signing()).unwrap();
        for text in [signed.to_flattened().unwrap(), signed.to_general().unwrap()] {
            let verified = JsonSerialization::parse(&text).unwrap().verify_all(&verifying()).unwrap();
            assert_eq!(verified.payload, payload.as_bytes());
        }
    }
    let no_text = b"\xff\xfe";
    let refused = JsonSerialization::new(no_text).sign(&header, &none, &signing()).map(|_| ());
    assert_eq!(refused, Err(SignError::Malformed(Part::Payload, Defect::Utf8)));
    JsonSerialization::detached(no_text).sign(&header, &none, &signing()).unwrap();
    JsonSerialization::new(no_text).sign(&Header::new(Algorithm::HS256), &none, &signing()).unwrap();
    let surrogate = r#"{"payload":"\ud800","protected":"AAAA","signature":"AAAA"}"#;
    assert_eq!(JsonSerialization::parse(surrogate).unwrap_err(), verdict::token(Defect::LoneSurrogate));
}

/// Section 3: the payload has one meaning. A signature that nobody could accept counts, if its header can be read.
#[test]
fn section_3_b64_is_the_same_in_all_signatures() {
    let (encoded, unencoded) = (Header::new(Algorithm::HS256), Header::new(Algorithm::HS256).with_unencoded_payload());
    let none = UnprotectedHeader::new();
    for (first, second) in [(&encoded, &unencoded), (&unencoded, &encoded)] {
        let one = JsonSerialization::new(b"text").sign(first, &none, &signing()).unwrap();
        let refused = one.sign(second, &none, &signing()).map(|_| ());
        assert_eq!(refused, Err(SignError::Malformed(Part::Header, Defect::MixedEncodings)));
    }
    let parse = |headers: &[&str]| {
        let signatures = headers.iter().map(|header| {
            let protected = base64url::encode(header);
            format!(r#"{{"protected":"{protected}","signature":"AAAA"}}"#)
        });
        let signatures: Vec<_> = signatures.collect();
        JsonSerialization::parse(&format!(r#"{{"payload":"AA","signatures":[{}]}}"#, signatures.join(","))).map(|_| ())
    };
    const FALSE: &str = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    const ABSENT: &str = r#"{"alg":"HS256"}"#;
    const TRUE: &str = r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#;
    const FALSE_AND_MORE: &str = r#"{"alg":"x","b64":false,"crit":["b64","exp"],"exp":1}"#;
    for same in [[FALSE, FALSE], [ABSENT, TRUE], [TRUE, TRUE], [FALSE_AND_MORE, FALSE], [ABSENT, ABSENT]] {
        assert_eq!(parse(&same), Ok(()), "{same:?}");
    }
    let mixed = Err(verdict::header(Defect::MixedEncodings));
    for different in [[FALSE, ABSENT], [TRUE, FALSE], [FALSE_AND_MORE, ABSENT]] {
        assert_eq!(parse(&different), mixed, "{different:?}");
    }
    assert_eq!(parse(&[ABSENT, ABSENT, FALSE]), mixed);
}

/// Section 3: a signature counts that is rejected for another reason: its protected header says how the payload is read, or
/// leaves the default.
#[test]
fn section_3_b64_of_a_rejected_signature_counts() {
    const FALSE: &str = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    let member = |protected: Option<&str>, unprotected: Option<&str>| {
        let protected = protected.map(|json| format!(r#""protected":"{}","#, base64url::encode(json)));
        let unprotected = unprotected.map(|json| format!(r#""header":{json},"#));
        format!(r#"{{{}{}"signature":"AAAA"}}"#, protected.unwrap_or_default(), unprotected.unwrap_or_default())
    };
    let input = format!("{}.text", base64url::encode(FALSE));
    let signature = base64url::encode(keys::signature(&signing(), input.as_bytes()));
    let good = member(Some(FALSE), None).replace("AAAA", &signature);
    let parse = |other: &str| {
        let [one, two] = [[&good, other], [other, &good]].map(|signatures| {
            let text = format!(r#"{{"payload":"text","signatures":[{}]}}"#, signatures.join(","));
            JsonSerialization::parse(&text).and_then(|document| document.verify_any(&verifying())).map(|_| ())
        });
        assert_eq!(one, two, "{other}");
        one
    };
    let mixed = Err(verdict::header(Defect::MixedEncodings));
    // As many values as a header may have, in unknown members and in known ones.
    let zeros = |count: usize| vec!["0"; count].join(",");
    let full = |count| {
        let (unknown, critical) = (zeros(count), zeros(16));
        format!(r#"{{"alg":0,"typ":0,"cty":0,"kid":0,"crit":[{critical}],"b64":true,"x":[{unknown}]}}"#)
    };
    for encoded in [
        r#"{"alg":"HS256","b64":true}"#,
        r#"{"alg":"HS256","kid":1}"#,
        r#"{"alg":null}"#,
        r#"{"b64":true}"#,
        r#"{"b64":true,"alg":1}"#,
        r#"{"alg":"HS256","typ":[{"b64":false}],"crit":["b64"]}"#,
        "{}",
        &full(63),
    ] {
        assert_eq!(parse(&member(Some(encoded), None)), mixed, "{encoded}");
    }
    for unprotected in
        [r#"{"alg":"HS256"}"#, r#"{"kid":1}"#, r#"{"typ":null}"#, r#"{"b64":false}"#, r#"{"crit":["b64"]}"#]
    {
        assert_eq!(parse(&member(None, Some(unprotected))), mixed, "{unprotected}");
        for encoded in [r#"{"alg":"HS256"}"#, r#"{"alg":"HS256","b64":true}"#, r#"{"kid":"x"}"#] {
            assert_eq!(parse(&member(Some(encoded), Some(unprotected))), mixed, "{encoded} {unprotected}");
        }
        assert_eq!(parse(&member(Some(FALSE), Some(unprotected))), Ok(()), "{unprotected}");
    }
    assert_eq!(parse(&member(None, None)), mixed);
    for unencoded in [r#"{"b64":false}"#, r#"{"alg":1,"b64":false,"crit":[]}"#, r#"{"alg":"HS256","b64":false}"#] {
        assert_eq!(parse(&member(Some(unencoded), None)), Ok(()), "{unencoded}");
    }
    // What cannot be read says nothing.
    for unread in ["[]", "{", "{}x", r#"{"b64":true,"b64":true}"#, r#"{"b64":true,"x":1e999}"#, r#"{"b64":"true"}"#] {
        assert_eq!(parse(&member(Some(unread), None)), Ok(()), "{unread}");
    }
    assert_eq!(parse(r#"{"protected":"A","signature":"AAAA"}"#), Ok(()));
    assert_eq!(parse(&member(Some(&full(64)), None)), Ok(()));
}

/// Section 3: nobody adds an unencoded signature to one without a protected header, as RFC 7520 section 4.7 has it.
#[test]
fn section_3_b64_is_signed_as_the_others_have_it() {
    let none = UnprotectedHeader::new();
    let (encoded, unencoded) = (Header::new(Algorithm::HS256), Header::new(Algorithm::HS256).with_unencoded_payload());
    let protected = format!(r#""protected":"{}","#, base64url::encode(r#"{"kid":"x"}"#));
    for protected in ["", &protected] {
        let text =
            format!(r#"{{"payload":"aGVsbG8",{protected}"header":{{"alg":"HS256","typ":"x"}},"signature":"AAAA"}}"#);
        let sign = |header| JsonSerialization::parse(&text).unwrap().sign(header, &none, &signing()).map(|_| ());
        assert_eq!(sign(&unencoded), Err(SignError::Malformed(Part::Header, Defect::MixedEncodings)));
        assert_eq!(sign(&encoded), Ok(()));
    }
}

/// Section 5.2: in the compact form a payload has printable ASCII characters, and no dot.
#[test]
fn section_5_2_characters() {
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    let segment = base64url::encode(header.to_json());
    for code in 0..=u32::from(u8::MAX) + 1 {
        let character = char::from_u32(code).unwrap();
        let payload = format!("a{character}b");
        // The token as it would be, with a good signature.
        let input = format!("{segment}.{payload}");
        let token = format!("{input}.{}", base64url::encode(keys::signature(&signing(), input.as_bytes())));
        let (signed, verified) =
            (jws::sign_unencoded(&header, &payload, &signing()), jws::verify_unencoded(&token, &verifying()));
        match character {
            ' '..='-' | '/'..='~' => {
                assert_eq!(signed.as_deref(), Ok(&*token), "{character:?}");
                assert_eq!(verified.unwrap().payload, payload.as_bytes());
            }
            _ => {
                let refused = SignError::Malformed(Part::Payload, Defect::UnencodedCharacters);
                assert_eq!(signed, Err(refused), "{character:?}");
                let refused = if character == '.' {
                    verdict::token(Defect::SegmentCount)
                } else {
                    verdict::payload(Defect::UnencodedCharacters)
                };
                assert_eq!(verified, Err(refused), "{character:?}");
            }
        }
    }
    // The payload of section 4.2 has a dot.
    let refused = SignError::Malformed(Part::Payload, Defect::UnencodedCharacters);
    assert_eq!(jws::sign_unencoded(&header, "$.02", &signing()), Err(refused));
    for payload in ["", "..", "-", "eyJhbGciOiJIUzI1NiJ9"] {
        let signed = jws::sign_unencoded(&header, payload, &signing());
        match payload {
            ".." => assert!(signed.is_err()),
            _ => assert_eq!(jws::verify_unencoded(&signed.unwrap(), &verifying()).unwrap().payload, payload.as_bytes()),
        }
    }
}

/// Sections 6 and 8: whoever verifies says how the payload is read, and the header must say the same, in `crit` too.
#[test]
fn an_unencoded_payload_is_never_taken_for_another() {
    let header = Header::new(Algorithm::HS256).with_unencoded_payload();
    let key = verifying();
    let unencoded = jws::sign_unencoded(&header, "JDAy", &signing()).unwrap();
    let encoded = jws::sign(&Header::new(Algorithm::HS256), b"$02", &signing()).unwrap();
    assert!(unencoded.contains(".JDAy.") && encoded.contains(".JDAy."));
    assert_eq!(jws::verify_unencoded(&unencoded, &key).unwrap().payload, b"JDAy");
    assert_eq!(jws::verify(&encoded, &key).unwrap().payload, b"$02");
    assert_eq!(jws::verify(&unencoded, &key), Err(VerifyError::UnsupportedCritical));
    assert_eq!(jws::verify_unencoded(&encoded, &key), Err(verdict::header(Defect::EncodedPayload)));
    assert_eq!(
        jws::sign_unencoded(&Header::new(Algorithm::HS256), "a", &signing()),
        Err(SignError::Malformed(Part::Header, Defect::EncodedPayload))
    );
    let verifier = Verifier::new(verifying(), verdict::lenient());
    assert_eq!(verifier.verify::<IgnoredAny>(&unencoded).map(|_| ()), Err(VerifyError::UnsupportedCritical));
    let claims = jws::sign_unencoded(&header, tokens::CLAIMS, &signing()).unwrap();
    assert!(verifier.verify::<IgnoredAny>(&claims).is_err());

    let refused = |header: &str, expected: VerifyError| {
        let token = tokens::signed_by(&signing(), &base64url::encode(header), "JDAy");
        assert_eq!(jws::verify_unencoded(&token, &verifying()), Err(expected), "{header}");
    };
    refused(r#"{"alg":"HS256","b64":false}"#, verdict::header(Defect::InvalidCritical));
    refused(r#"{"alg":"HS256","b64":true}"#, verdict::header(Defect::EncodedPayload));
    refused(r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#, VerifyError::UnsupportedCritical);
    refused(r#"{"alg":"HS256","b64":false,"crit":["b64","exp"],"exp":1}"#, VerifyError::UnsupportedCritical);
    refused(r#"{"alg":"none","b64":false,"crit":["b64"]}"#, VerifyError::AlgorithmMismatch);
    refused(r#"{"alg":"HS384","b64":false,"crit":["b64"]}"#, VerifyError::AlgorithmMismatch);
    for other in ["JDAz", "JDA", "", "JDAy "] {
        let changed = unencoded.replace(".JDAy.", &format!(".{other}."));
        assert_eq!(jws::verify_unencoded(&changed, &key), Err(VerifyError::InvalidSignature), "{other}");
    }
    let limit = unencoded.len();
    assert!(jws::verify_unencoded_with_limit(&unencoded, &key, limit).is_ok());
    let too_long = Err(verdict::token(Defect::TooLong));
    assert_eq!(jws::verify_unencoded_with_limit(&unencoded, &key, limit - 1), too_long);
    let long = jws::sign_unencoded(&header, &"x".repeat(17_000), &signing()).unwrap();
    assert_eq!(jws::verify_unencoded(&long, &key), too_long);
    assert_eq!(jws::verify_unencoded_with_limit(&long, &key, 20_000).unwrap().payload.len(), 17_000);
}
