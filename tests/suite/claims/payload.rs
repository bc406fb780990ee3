//! Which payloads are claims sets: base64url of one JSON object in UTF-8 (RFC 7519 section 7.2), whatever the type asked for reads of it.

use std::collections::BTreeMap;

use jwt_codec::{Claims, Defect, RegisteredClaims, Verifier, VerifyError};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::support::verdict::{claims_verdict, lenient, payload, refused, strict, verdict};
use crate::support::{base64url, keys, tokens};

#[track_caller]
fn refuses(json: impl AsRef<[u8]>, defect: Defect) {
    let text = String::from_utf8_lossy(json.as_ref()).into_owned();
    assert_eq!(claims_verdict(lenient(), json), Err(payload(defect)), "{text}");
}

#[track_caller]
fn accepts(json: &str) {
    assert_eq!(claims_verdict(lenient(), json), Ok(()), "{json}");
}

#[test]
fn claims_set_is_a_json_object() {
    accepts("{}");
    accepts(" \t\r\n{ } \t\r\n");
    for json in ["null", "true", "false", "0", r#""exp""#, "[]", r#"[{"exp":1700000600}]"#, " [ ] "] {
        refuses(json, Defect::NotAnObject);
    }
}

#[test]
fn json_is_strict() {
    for json in [
        "",
        " ",
        "{",
        r#"{"a""#,
        r#"{"a":"#,
        r#"{"a":1"#,
        r#"{"a":1,"#,
        r#"{"a":1,}"#,
        "{,}",
        r#"{"a" 1}"#,
        r#"{"a"::1}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a":1;"b":2}"#,
        r"{'a':1}",
        "{a:1}",
        r"{1:1}",
        r#"{"a":[1,]}"#,
        r#"{"aud":["a",]}"#,
        r#"{"a":[,1]}"#,
        r#"{"a":[1 2]}"#,
        r#"{"a":[}"#,
        r#"{"a":]}"#,
        r#"{"a":True}"#,
        r#"{"a":tru}"#,
        r#"{"a":nulll}"#,
        r#"{"a":undefined}"#,
        r#"{"a":1}//"#,
        r"{/**/}",
        r#"{"a":"\a"}"#,
        r#"{"a":"\u00g0"}"#,
        r#"{"a":"\u00"}"#,
        r#"{"a":"\"}"#,
        r#"{"a":"}"#,
        r#"{"a":'b'}"#,
        r#"{"a":1}{}"#,
        r#"{"a":1}}"#,
        r#"{"a":1},"#,
        "{\u{a0}}",
        "{\u{b}}",
        "{\u{2028}}",
        "{}\0",
        "{}\u{feff}",
        "\0{}x",
        "{\"a\":\"\u{0}\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\t\"}",
        "{\"\u{1f}\":1}",
        "{\"a\":\"\\\u{1}\"}",
        "{}{}",
        "{}[]",
        "{} x",
        r#"{"a":{"b":{"c":}}}"#,
        r#"{"a":[[[1}]]}"#,
        r#"{"a":--1}"#,
        r#"{"a":1-}"#,
        r#"{"a":1e1.5}"#,
        r#"{"a":1.e1}"#,
        r#"{"a":00}"#,
    ] {
        let verdict = claims_verdict(lenient(), json);
        if json.starts_with('\0') {
            assert!(verdict.is_err());
        } else {
            assert_eq!(verdict, Err(payload(Defect::Json)), "{json:?}");
        }
    }
}

#[test]
fn bom_and_other_encodings_are_refused() {
    for (bytes, defect) in [
        (&b"\xef\xbb\xbf{}"[..], Defect::Json),
        (b"\xff\xfe{\0}\0", Defect::Utf8),
        (b"\xfe\xff\0{\0}", Defect::Utf8),
        (b"\0{\0}", Defect::Json),
        (b"{\0}\0", Defect::Json),
    ] {
        assert_eq!(claims_verdict(lenient(), bytes), Err(payload(defect)), "{bytes:?}");
    }
}

#[test]
fn strings_are_utf8() {
    for bytes in [
        &b"\xff"[..],
        b"\x80",
        b"\xc0\xaf",
        b"\xc1\xbf",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf0\x80\x80\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xc3",
        b"\xe2\x82",
        b"\xf0\x9f\x98",
        b"a\xffb",
        b"\\n\xff",
    ] {
        refuses([b"{\"a\":\"", bytes, b"\"}"].concat(), Defect::Utf8);
        refuses([b"{\"", bytes, b"\":1}"].concat(), Defect::Utf8);
        refuses([b"{\"a\":[[{\"b\":\"", bytes, b"\"}]]}"].concat(), Defect::Utf8);
        refuses([b"{\"sub\":\"", bytes, b"\"}"].concat(), Defect::Utf8);
    }
    for text in ["é", "€", "😀", "\u{10ffff}", "\u{7f}", "\u{ffff}", "\u{fdd0}", "\u{2028}"] {
        accepts(&format!(r#"{{"sub":"{text}","{text}":"{text}"}}"#));
    }
}

/// The verdict of one type: strings with lone surrogates are refused by those alone that read them.
fn unread<T: DeserializeOwned>(json: &str) -> Result<(), VerifyError> {
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    verifier.verify::<T>(&tokens::with_payload(json)).map(|_| ())
}

#[test]
fn escapes_are_unicode() {
    for escape in [
        r"\ud800",
        r"\uDBFF",
        r"\udc00",
        r"\udfff",
        r"\ud800\ud800",
        r"\udc00\ud800",
        r"\ud800\u0041",
        r"\ud83d\n",
        r"\ud83dx",
    ] {
        refuses(format!(r#"{{"{escape}":1}}"#), Defect::LoneSurrogate);
        refuses(format!(r#"{{"jti":"{escape}"}}"#), Defect::LoneSurrogate);
        refuses(format!(r#"{{"aud":["a","{escape}"]}}"#), Defect::LoneSurrogate);
        refuses(format!(r#"{{"x":{{"{escape}":["y"]}}}}"#), Defect::LoneSurrogate);
        for json in [format!(r#"{{"a":"{escape}"}}"#), format!(r#"{{"x":{{"y":["{escape}"]}}}}"#)] {
            assert_eq!(unread::<IgnoredAny>(&json), Ok(()), "{json}");
            assert_eq!(unread::<RegisteredClaims>(&json), Ok(()), "{json}");
            assert_eq!(unread::<Claims<()>>(&json), Ok(()), "{json}");
            assert_eq!(unread::<BTreeMap<String, IgnoredAny>>(&json), Ok(()), "{json}");
            assert_eq!(unread::<Value>(&json), Err(payload(Defect::LoneSurrogate)), "{json}");
            assert_eq!(unread::<BTreeMap<String, Value>>(&json), Err(payload(Defect::LoneSurrogate)), "{json}");
            assert_eq!(unread::<Claims<Value>>(&json), Err(payload(Defect::LoneSurrogate)), "{json}");
        }
    }
    for escape in
        [r"\ud83d\ude00", r"\uD83D\uDE00", r"\u0000", r"\uffff", r"\/", r#"\""#, r"\\", r"\b\f\n\r\t", r"\u00E9"]
    {
        accepts(&format!(r#"{{"jti":"{escape}","{escape}":"{escape}"}}"#));
    }
}

#[test]
fn numbers_are_finite() {
    for number in ["1e309", "-1e309", "1e400", "1.8e308", "123e999999999999999999"] {
        refuses(format!(r#"{{"a":{number}}}"#), Defect::NumberRange);
        refuses(format!(r#"{{"a":[{{"b":{number}}}]}}"#), Defect::NumberRange);
    }
    let digits = "9".repeat(400);
    refuses(format!(r#"{{"a":{digits}}}"#), Defect::NumberRange);
    accepts(&format!(r#"{{"a":0.{digits}}}"#));
    accepts(r#"{"a":1.7976931348623157e308,"b":-1.7976931348623157E+308,"c":5e-324,"d":1e-999999999999999999999}"#);
}

/// RUSTSEC-2024-0012, CVE-2025-53864: 127 objects and arrays, one inside the other, and no more.
#[test]
fn nesting_is_bounded() {
    let arrays = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
    let objects = |depth: usize| format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    for depth in [2, 64, 126, 127] {
        accepts(&arrays(depth));
        accepts(&objects(depth));
    }
    for depth in [128, 129, 1_000, 2_000] {
        refuses(arrays(depth), Defect::TooDeep);
        refuses(objects(depth), Defect::TooDeep);
    }
    for text in [arrays(20_000), objects(20_000), "[".repeat(20_000), r#"{"a":["#.repeat(20_000)] {
        let policy = lenient().max_token_len(1 << 20);
        assert!(verdict(policy, &tokens::with_payload(text)).is_err());
    }
    // Wide is not deep.
    accepts(&format!(r#"{{"a":[{}[]]}}"#, "[],".repeat(1_000)));
}

#[test]
fn registered_names_inside_mean_nothing() {
    accepts(r#"{"x":{"exp":"never","aud":1,"nbf":null},"y":[{"iss":{}}]}"#);
}

#[test]
fn payload_is_base64url() {
    let header = base64url::encode(tokens::HEADER);
    for segment in ["A", "e30=", "e31", "e+30", "e3~0", "====", "-", "e30\0"] {
        let token = tokens::signed_segments(&header, segment);
        refused(lenient(), &token, payload(Defect::Base64url));
    }
    assert_eq!(verdict(lenient(), &tokens::signed_segments(&header, "e30")), Ok(()));
}

/// Nothing is said about claims that nobody has signed: whatever is wrong with the payload, the signature is what is reported.
#[test]
fn nothing_of_an_unsigned_payload_is_read() {
    let header = base64url::encode(tokens::HEADER);
    for json in ["", "x", "[]", r#"{"exp":"x"}"#, r#"{"a":1,"a":2}"#, r#"{"exp":1}"#, "\u{feff}{}"] {
        let token = format!("{header}.{}.{}", base64url::encode(json), base64url::encode([0; 32]));
        refused(strict(), &token, VerifyError::InvalidSignature);
    }
    let token = format!("{header}.====.{}", base64url::encode([0; 32]));
    refused(strict(), &token, VerifyError::InvalidSignature);
}

#[test]
fn text_that_is_no_json_is_reported_as_such() {
    for json in ["x", "\u{feff}{}", "'", "+1", "nul", "}"] {
        refuses(json, Defect::Json);
    }
}
