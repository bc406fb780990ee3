//! Header parameters besides `alg`, `typ`, `cty` and `kid`: written, read after verification, and of no influence before it.

use std::panic::catch_unwind;

use jwt_codec::jws::{self, Header, UnprotectedHeader, VerifiedHeader};
use jwt_codec::{Algorithm, Defect, Part, SignError, Signer, Verifier, VerifyError};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use crate::support::verdict::{header, lenient, refused, strict};
use crate::support::{base64url, keys, tokens};

fn hs256() -> Header {
    Header::new(Algorithm::HS256)
}

/// The header of a verified token whose header is this text.
#[track_caller]
fn read(json: &str) -> VerifiedHeader {
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    // The second time, the header is remembered.
    let [first, second] = [(); 2].map(|()| verifier.verify_with_header::<IgnoredAny>(&tokens::with_header(json)));
    assert_eq!(first.as_ref().unwrap().0, second.unwrap().0);
    first.unwrap().0
}

/// A header in a token, verified.
#[track_caller]
fn written(header: Header) -> VerifiedHeader {
    let signer = Signer::with_header(keys::hs256(), header).unwrap();
    let token = signer.sign(&json!({})).unwrap();
    Verifier::new(keys::hs256_verifying(), lenient()).verify_with_header::<IgnoredAny>(&token).unwrap().0
}

const fn malformed(defect: Defect) -> SignError {
    SignError::Malformed(Part::Header, defect)
}

#[test]
fn any_parameter_is_written_and_read() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tenant {
        id: u64,
        names: Vec<String>,
    }
    let tenant = || Tenant { id: 7, names: vec!["a\"b".into(), "é\u{1f600}".into()] };
    let header = hs256().with_parameter("tenant", tenant()).unwrap().with_parameter("v", 1.5).unwrap();
    let header = header.with_parameter("null", ()).unwrap().with_parameter("", true).unwrap();
    let read = written(header);
    assert_eq!(read.parameter("tenant"), Ok(Some(tenant())));
    assert_eq!(read.parameter("v"), Ok(Some(1.5)));
    assert_eq!(read.parameter("null"), Ok(Some(())));
    assert_eq!(read.parameter("null"), Ok(Some(None::<String>)));
    assert_eq!(read.parameter(""), Ok(Some(true)));
    assert_eq!(read.parameter::<Value>("other"), Ok(None));
    assert_eq!(read.parameter("alg"), Ok(Some("HS256".to_owned())));
    let json = r#"{"alg":"HS256","tenant":{"id":7,"names":["a\"b","é😀"]},"v":1.5,"null":null,"":true}"#;
    assert_eq!(read.as_json(), json);
}

#[test]
fn signer_has_parameters_and_no_typ() {
    let signer = Signer::new(keys::hs256()).parameter("nonces", ["x"]).unwrap().content_type("JWT").without_typ();
    assert_eq!(signer.header().to_json(), r#"{"alg":"HS256","cty":"JWT","nonces":["x"]}"#);
    let token = signer.key_id("1").sign(&json!({})).unwrap();
    let read = Verifier::new(keys::hs256_verifying(), lenient()).verify_with_header::<IgnoredAny>(&token).unwrap().0;
    assert_eq!(read.as_json(), r#"{"alg":"HS256","cty":"JWT","kid":"1","nonces":["x"]}"#);
}

/// A registered name has its own method, or is none of a signer's; a neighbor of it is a name as any other.
#[test]
fn registered_name_is_refused_through_parameter() {
    let registered = [
        "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "b64", "nonce", "url",
        "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    ];
    for name in registered {
        let expected = malformed(Defect::RegisteredParameter(name));
        assert_eq!(hs256().with_parameter(name, "x"), Err(expected.clone()), "{name}");
        assert_eq!(Signer::new(keys::hs256()).parameter(name, "x").map(|_| ()), Err(expected), "{name}");
        for near in [name.to_uppercase(), format!("{name} "), format!("{name}s")] {
            if near != name {
                assert!(hs256().with_parameter(&near, "x").is_ok(), "{near}");
            }
        }
    }
}

#[test]
fn parameter_twice_is_refused() {
    let once = hs256().with_parameter("a", 1).unwrap();
    assert_eq!(once.clone().with_parameter("a", 1), Err(malformed(Defect::DuplicateName)));
    assert!(once.with_parameter("A", 1).is_ok());
    // The methods for registered parameters set them again.
    assert_eq!(hs256().with_nonce("1").with_url("u").with_nonce("2"), hs256().with_nonce("2").with_url("u"));
    // In a token, an escape does not hide that a name is there twice.
    for json in [r#"{"alg":"HS256","a":1,"a":1}"#, r#"{"alg":"HS256","a":1,"\u0061":1}"#] {
        refused(strict(), &tokens::with_header(json), header(Defect::DuplicateName));
    }
}

/// What a verifier would refuse is refused before it is signed.
#[test]
fn value_that_no_verifier_accepts_is_refused() {
    struct Fails;
    impl Serialize for Fails {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no value"))
        }
    }
    struct Twice;
    impl Serialize for Twice {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([("a", 1), ("a", 2)])
        }
    }
    let set = |value: Value| hs256().with_parameter("x", value).map(|_| ());
    assert_eq!(hs256().with_parameter("x", Fails), Err(SignError::Parameter("no value".into())));
    assert_eq!(hs256().with_parameter("x", Twice), Err(malformed(Defect::DuplicateName)));
    assert_eq!(set(json!(vec![0; 63])), Ok(()));
    assert_eq!(set(json!(vec![0; 64])), Err(malformed(Defect::TooManyValues)));
    let nested = |depth| (0..depth).fold(json!(0), |inner, _| json!([inner]));
    assert_eq!(set(nested(63)), Ok(()));
    assert_eq!(set(nested(64)), Err(malformed(Defect::TooManyValues)));
    let reserved = "$serde_json::private::Number";
    assert_eq!(hs256().with_parameter(reserved, "1"), Err(malformed(Defect::ReservedName)));
}

/// As documented: `serde_json` panics at a `Display` that fails, in the headers as anywhere.
#[test]
fn value_with_a_display_that_fails_panics() {
    struct Fails;
    impl std::fmt::Display for Fails {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }
    impl Serialize for Fails {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }
    assert!(catch_unwind(|| hs256().with_parameter("x", Fails)).is_err());
    assert!(catch_unwind(|| hs256().with_critical_parameter("x", Fails)).is_err());
    assert!(catch_unwind(|| UnprotectedHeader::new().with_parameter("x", Fails)).is_err());
}

/// The limit of 64 values holds for all parameters together, also if the last one has a method that cannot fail.
#[test]
fn header_beyond_the_limit_is_not_signed() {
    let full = hs256().with_parameter("x", vec![0; 63]).unwrap();
    assert!(jws::sign(&full, b"", &keys::hs256()).is_ok());
    let beyond = full.with_nonce("x");
    let too_many = malformed(Defect::TooManyValues);
    assert_eq!(jws::sign(&beyond, b"", &keys::hs256()), Err(too_many.clone()));
    assert_eq!(jws::SigningInput::new(&beyond, b"").attach(&[0; 32]), Err(too_many.clone()));
    assert_eq!(Signer::with_header(keys::hs256(), beyond).map(|_| ()), Err(too_many));
}

/// The limit counts unknown parameters, and `b64` is a known one.
#[test]
fn b64_is_no_value_beyond_the_limit() {
    let full = hs256().with_parameter("x", vec![0; 63]).unwrap().with_unencoded_payload();
    let token = jws::sign_detached(&full, b"a.b", &keys::hs256()).unwrap();
    assert!(jws::verify_detached(&token, b"a.b", &keys::hs256_verifying()).is_ok());
    let values = vec!["0"; 63].join(",");
    for b64 in ["true", "\n true\t"] {
        read(&format!(r#"{{"alg":"HS256","x":[{values}],"b64":{b64}}}"#));
    }
    for literal in ["truE", "tru", "truex", "f", "false1"] {
        let wrong = tokens::with_header(format!(r#"{{"alg":"HS256","b64":{literal}}}"#));
        refused(strict(), &wrong, header(Defect::Json));
    }
}

#[test]
fn signer_takes_only_a_header_of_its_key() {
    let other = Signer::with_header(keys::hs256(), Header::new(Algorithm::HS384)).map(|_| ());
    assert_eq!(other, Err(SignError::AlgorithmMismatch));
    let unencoded = Signer::with_header(keys::hs256(), hs256().with_unencoded_payload()).map(|_| ());
    assert_eq!(unencoded, Err(SignError::Malformed(Part::Payload, Defect::UnencodedPayload)));
    assert!(Signer::with_header(keys::hs256(), hs256()).is_ok());
}

#[test]
fn parameter_of_another_type() {
    let header = read(r#"{"alg":"HS256","n":"x","null":null,"o":{"id":"x"},"s":["\ud83d"],"r":"a\u0062"}"#);
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "not read")]
    struct Object {
        id: u64,
    }
    let text = |refused: VerifyError| refused.to_string();
    assert_eq!(text(header.parameter::<u64>("n").unwrap_err()), "header: n: string, expected u64");
    assert_eq!(text(header.parameter::<String>("null").unwrap_err()), "header: null: null, expected a string");
    assert_eq!(text(header.parameter::<Object>("o").unwrap_err()), "header: id: string, expected u64");
    let VerifyError::Deserialize(error) = header.parameter::<Vec<u8>>("r").unwrap_err() else { panic!() };
    assert_eq!(error.field(), Some("r"));
    // Nobody reads it during verification, so it need not be Unicode until it is read.
    let surrogate = VerifyError::Malformed(Part::Header, Defect::LoneSurrogate);
    assert_eq!(header.parameter::<Vec<String>>("s"), Err(surrogate));
    assert_eq!(header.parameter("r"), Ok(Some("ab".to_owned())));
}

/// An escape in a name is not part of the name.
#[test]
fn name_with_escapes_is_found() {
    let json = r#"{"alg":"HS256", "\u00785t" : "x", "a\"b":1}"#;
    let header = read(json);
    assert_eq!(header.parameter("x5t"), Ok(Some("x".to_owned())));
    assert_eq!(header.parameter::<Value>(r"\u00785t"), Ok(None));
    assert_eq!(header.parameter("a\"b"), Ok(Some(1)));
    assert_eq!(header.as_json(), json);
    assert_eq!(written(hs256().with_parameter("a\"\n", 1).unwrap()).parameter("a\"\n"), Ok(Some(1)));
}

/// A type that takes an error for an absent value does not get one past the reader.
#[test]
fn type_that_swallows_an_error_gets_nothing() {
    #[derive(Debug, PartialEq)]
    struct Lenient;
    impl<'de> Deserialize<'de> for Lenient {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let _ = String::deserialize(deserializer);
            Ok(Self)
        }
    }
    let header = read(r#"{"alg":"HS256","s":"\ud83d","t":"x"}"#);
    let surrogate = VerifyError::Malformed(Part::Header, Defect::LoneSurrogate);
    assert_eq!(header.parameter::<Lenient>("s"), Err(surrogate));
    assert_eq!(header.parameter("t"), Ok(Some(Lenient)));
}

/// RFC 7515 sections 4.1.7 and 4.1.8: the hash itself is written in base64url, not its hexadecimal text.
#[test]
fn certificate_hashes_are_base64url() {
    let header = written(hs256().with_certificate_sha1(&[0xff; 20]).with_certificate_sha256(&[0xfb; 32]));
    assert_eq!(header.parameter("x5t"), Ok(Some(base64url::encode([0xff; 20]))));
    assert_eq!(header.parameter("x5t#S256"), Ok(Some(base64url::encode([0xfb; 32]))));
    let sha1 = base64url::encode([0xff; 20]);
    assert!(header.as_json().starts_with(&format!(r#"{{"alg":"HS256","x5t":"{sha1}","x5t#S256":"-_v7"#)));
}

/// RFC 7515 section 4.1.6: standard base64, with padding. PEM, base64 and a cut certificate are refused.
#[test]
fn certificate_chain_is_der() {
    let long = [&[0x30, 0x82, 0x01, 0x00][..], &[0xff; 256]].concat();
    let short = [0x30, 0x03, 0x02, 0x01, 0xff];
    let header = written(hs256().with_certificate_chain(&[&long[..], &short]).unwrap());
    let chain: Vec<String> = header.parameter("x5c").unwrap().unwrap();
    assert!(chain[0].starts_with("MIIBAP//") && chain[0].len() == 348);
    assert_eq!(chain[1], "MAMCAf8=");
    let refused = Err(malformed(Defect::Certificates));
    assert_eq!(hs256().with_certificate_chain(&[[0_u8; 0]; 0]), refused);
    let pem = b"-----BEGIN CERTIFICATE-----";
    for bad in [&long[..259], &[&long[..], &[0]].concat(), &short[1..], &[], &[0x30], &[0x30, 0x80], b"MAMCAf8=", pem] {
        assert_eq!(hs256().with_certificate_chain(&[&short[..], bad]), refused, "{bad:?}");
    }
    // X.690 section 10.1: no more bytes of length than there must be.
    let with_length =
        |length: &[u8], count| hs256().with_certificate_chain(&[[&[0x30], length, &vec![0; count]].concat()]);
    for (length, count) in [(&[0][..], 0), (&[0x7f], 127), (&[0x81, 0x80], 128), (&[0x81, 0xff], 255)] {
        assert!(with_length(length, count).is_ok(), "{length:?}");
    }
    for (length, count) in [
        (&[0x81, 0][..], 0),
        (&[0x81, 0x01], 1),
        (&[0x81, 0x7f], 127),
        (&[0x82, 0, 0x01], 1),
        (&[0x82, 0, 0x80], 128),
        (&[0x82, 0, 0xff], 255),
        (&[0x83, 0, 1, 0], 256),
        (&[0x80], 0),
    ] {
        assert_eq!(with_length(length, count), refused, "{length:?}");
    }
    assert!(hs256().with_certificate_chain(&vec![short; 63]).is_ok());
    assert_eq!(hs256().with_certificate_chain(&vec![short; 64]), Err(malformed(Defect::TooManyValues)));
}

/// A certificate that OpenSSL made: `x5c` is the body of its PEM, `x5t#S256` is what `openssl x509 -outform DER | openssl sha256` says.
#[test]
fn certificate_of_openssl() {
    const HASH: &str = "838ea9665a8080688e1cab495ae8ad5f96710703f896e0b2fc1fffe83c9aab47";
    let pem = include_str!("../../data/keys/rsa-2048-certificate.pem");
    let hash: Vec<u8> = (0..32).map(|place| u8::from_str_radix(&HASH[2 * place..][..2], 16).unwrap()).collect();
    let header = hs256().with_certificate_chain(&[keys::der(pem)]).unwrap();
    let header = written(header.with_certificate_sha256(&hash.try_into().unwrap()));
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(header.parameter("x5c"), Ok(Some([body])));
    assert_eq!(header.parameter("x5t#S256"), Ok(Some("g46pZlqAgGiOHKtJWuitX5ZxBwP4luCy_B__6Dyaq0c".to_owned())));
}

#[test]
fn url_and_nonce_are_strings() {
    let header =
        hs256().with_jwk_set_url("https://a/\"").with_certificate_url("https://b").with_nonce("n").with_url("u");
    let json = r#"{"alg":"HS256","jku":"https://a/\"","x5u":"https://b","nonce":"n","url":"u"}"#;
    assert_eq!(written(header).as_json(), json);
}

/// Parameters do not end up in logs.
#[test]
fn debug_shows_no_other_parameter() {
    let header = read(r#"{"alg":"HS256","kid":"1","nonce":"HOSTILE"}"#);
    let shown = format!("{header:?}");
    assert!(shown.starts_with("VerifiedHeader(Header {") && shown.contains("HS256"), "{shown}");
    assert!(!shown.contains("HOSTILE") && !shown.contains("nonce"), "{shown}");
}
