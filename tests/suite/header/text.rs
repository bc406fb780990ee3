//! Which headers are accepted: their JSON, `crit` and `b64` (RFC 7515 section 4.1.11, RFC 7797).

use jwt_codec::jws::SigningInput;
use jwt_codec::{Defect, HeaderParameter, Part, SignError, VerifyError};

use crate::header::parameters::{VALUES, header_accepted, header_refused, not_of_its_type};
use crate::support::tokens;
use crate::support::verdict::{header, refused, strict};

const B64_WITH_CRIT: [&str; 4] = [
    r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
    r#"{"b64":false,"crit":["b64"],"alg":"HS256"}"#,
    r#"{"alg":"HS256","crit":["\u0062\u0036\u0034"],"\u006264":false}"#,
    r#"{"alg":"HS256","b64":false,"crit":["b64","x"],"x":1}"#,
];

const B64_WITHOUT_CRIT: [&str; 3] = [
    r#"{"alg":"HS256","b64":false}"#,
    r#"{"b64":false,"alg":"HS256"}"#,
    // There is a `crit`, but it does not name it.
    r#"{"alg":"HS256","b64":false,"crit":["x"],"x":1}"#,
];

/// RFC 7515 section 4.1.11. CVE-2025-59420, CVE-2026-32597.
#[test]
fn crit_is_refused_in_every_form() {
    for json in [
        r#"{"alg":"HS256","crit":["x"],"x":1}"#,
        r#"{"alg":"HS256","x":null,"crit":["x"]}"#,
        r#"{"crit":["x","y"],"alg":"HS256","x":1,"y":2}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":true}"#,
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":[""],"":1}"#,
        r#"{"alg":"HS256","crit":["\u0078"],"x":1}"#,
    ] {
        refused(strict(), &tokens::with_header(json), VerifyError::UnsupportedCritical);
    }
    for json in [
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":["x"]}"#,
        r#"{"alg":"HS256","crit":["x","y"],"x":1}"#,
        r#"{"alg":"HS256","crit":["x","x"],"x":1}"#,
        r#"{"alg":"HS256","crit":["x","\u0078"],"x":1}"#,
        r#"{"alg":"HS256","crit":["b64"]}"#,
        r#"{"alg":"HS256","crit":["crit"]}"#,
        r#"{"alg":"HS256","crit":["alg"]}"#,
        r#"{"alg":"HS256","crit":["kid"],"kid":"k"}"#,
        r#"{"alg":"HS256","crit":["jwk"],"jwk":{}}"#,
        r#"{"alg":"HS256","crit":["x5t#S256"],"x5t#S256":""}"#,
        r#"{"alg":"HS256","crit":["enc"],"enc":""}"#,
        r#"{"alg":"HS256","crit":[1],"1":1}"#,
        r#"{"alg":"HS256","crit":["x",null],"x":1}"#,
        r#"{"alg":"HS256","crit":[["x"]],"x":1}"#,
    ] {
        header_refused(json, Defect::InvalidCritical);
    }
    for value in VALUES.into_iter().filter(|value| !value.starts_with('[')) {
        let defect = not_of_its_type(HeaderParameter::Critical, value);
        header_refused(format!(r#"{{"alg":"HS256","crit":{value}}}"#), defect);
    }
}

/// RFC 7797 section 7: never in a JWT. With the `crit` that section 6 asks for it is refused for that, without one for itself.
#[test]
fn b64_false_is_no_jwt() {
    for json in B64_WITH_CRIT {
        refused(strict(), &tokens::with_header(json), VerifyError::UnsupportedCritical);
    }
    for json in B64_WITHOUT_CRIT {
        header_refused(json, Defect::InvalidCritical);
    }
}

#[test]
fn header_is_a_json_object() {
    for json in ["null", "true", "1", r#""alg""#, "[]", r#"[{"alg":"HS256"}]"#] {
        header_refused(json, Defect::NotAnObject);
    }
    for json in [
        "",
        " ",
        "{",
        r#"{"alg"}"#,
        r#"{"alg":"HS256""#,
        r#"{"alg":"HS256"}}"#,
        r#"{"alg":"HS256"}{}"#,
        r#"{"alg":"HS256",}"#,
        r#"{,"alg":"HS256"}"#,
        r#"{"alg":"HS256" "x":1}"#,
        r#"{alg:"HS256"}"#,
        r#"{"alg":"HS256"}//"#,
        r#"{/**/"alg":"HS256"}"#,
        "{\"alg\":\"HS256\"}\0",
        "{\"alg\":\"HS256\"}\u{feff}",
        "{\"alg\":\"HS\n256\"}",
        "{\"alg\":\"HS256\",\"x\":\"\u{1f}\"}",
        r#"{"alg":"HS256","x":"\x41"}"#,
        r#"{"alg":"HS256","x":"\u12"}"#,
        r#"{"alg":"HS256","x":nul}"#,
        r#"{"alg":"HS256","x":01}"#,
        "{\u{a0}\"alg\":\"HS256\"}",
        "{\u{c}\"alg\":\"HS256\"}",
    ] {
        header_refused(json, Defect::Json);
    }
    header_refused(r#"{"alg":"HS256","x":1e400}"#, Defect::NumberRange);
    header_accepted(" \t\r\n{ \"alg\" : \"HS256\" , \"x\" : [ 1 , 2 ] } \t\r\n");
}

#[test]
fn header_is_utf8() {
    for text in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"] {
        let json = [br#"{"alg":"HS256","x":""#, text, br#""}"#].concat();
        header_refused(json, Defect::Utf8);
        let json = [br#"{"alg":"HS256",""#, text, br#"":1}"#].concat();
        header_refused(json, Defect::Utf8);
    }
    header_accepted(r#"{"alg":"HS256","x":"\ud83d\ude00\u0000é"}"#);
}

/// A string that nobody reads need not be Unicode. Names and what is read must be.
#[test]
fn lone_surrogates_are_no_text() {
    for escape in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\ud800x", r"\udc00\ud800"] {
        header_accepted(format!(r#"{{"alg":"HS256","x":"{escape}","y":[{{"z":"{escape}"}}]}}"#));
        for member in [
            format!(r#""kid":"{escape}""#),
            format!(r#""typ":"{escape}""#),
            format!(r#""cty":"{escape}""#),
            format!(r#""crit":["{escape}"]"#),
            format!(r#""{escape}":1"#),
            format!(r#""x":{{"{escape}":1}}"#),
        ] {
            header_refused(format!(r#"{{"alg":"HS256",{member}}}"#), Defect::LoneSurrogate);
        }
    }
    for broken in [r"\ud80", r"\ud80g", r"\u", r"\ud800\x", "\\ud800\n", r"\U0041", r"\ud800\"] {
        header_refused(format!(r#"{{"alg":"HS256","x":"{broken}"}}"#), Defect::Json);
    }
}

#[test]
fn bom_is_refused() {
    header_refused("\u{feff}{\"alg\":\"HS256\"}", Defect::Json);
    header_refused(b"\xff\xfe{\0}\0", Defect::Utf8);
}

/// By the number of values before it is by their depth.
#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!(r#"{{"alg":"HS256","x":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
    for depth in [2, 64, 65] {
        header_accepted(nested(depth));
    }
    for depth in [66, 127, 128, 5_000] {
        header_refused(nested(depth), Defect::TooManyValues);
    }
    let token = tokens::with_header(nested(20_000));
    refused(strict().max_token_len(1 << 20), &token, header(Defect::TooManyValues));
}

/// A header as JSON cannot say what it does not understand: neither `crit` nor `b64`.
#[test]
fn no_crit_is_signed_from_json() {
    let refused = |json: &str, defect| {
        let made = SigningInput::from_json(json, b"$.02").map(|_| ());
        assert_eq!(made, Err(SignError::Malformed(Part::Header, defect)), "{json}");
    };
    for json in B64_WITH_CRIT {
        refused(json, Defect::InvalidCritical);
    }
    refused(r#"{"alg":"HS256","crit":["x"],"x":1}"#, Defect::InvalidCritical);
    refused(r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#, Defect::InvalidCritical);
    refused(r#"{"alg":"HS256","crit":[]}"#, Defect::InvalidCritical);
    for json in B64_WITHOUT_CRIT {
        refused(json, Defect::InvalidCritical);
    }
    assert!(SigningInput::from_json(r#"{"alg":"HS256","b64":true}"#, b"$.02").is_ok());
}

#[test]
fn text_that_is_no_json_is_reported_as_such() {
    for json in [
        r#"{"alg":"#,
        r#"{"alg":}"#,
        r#"{"alg":HS256}"#,
        r#"{"alg":"HS256","b64":tru}"#,
        r#"{"alg":"HS256","crit":x}"#,
        "x",
        "\u{feff}{}",
    ] {
        header_refused(json, Defect::Json);
    }
}
