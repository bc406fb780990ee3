//! Features of `serde_json` that another crate switches on change nothing: the modules of the suite, once more.
//!
//! `cargo test` in this folder.

#![cfg(test)]
#![allow(dead_code, reason = "some helpers belong to modules that are not here")]

#[path = "../../suite/claims"]
mod claims {
    mod enums;
    mod expectations;
    mod hidden;
    mod numbers;
    mod payload;
    mod registered;
    mod rules;
    pub(crate) mod types;
}
#[path = "../../suite/errors"]
mod errors {
    mod of_types;
    mod texts;
}
#[path = "../../suite/header"]
mod header {
    mod other_parameters;
    mod parameters;
    mod text;
    mod use_of_it;
}
#[path = "../../suite/rfc"]
mod rfc {
    mod rfc7519;
}
#[path = "../../suite/sets"]
mod sets {
    mod published;
}
#[path = "../../suite/signing"]
mod signing {
    mod json;
    mod signer;
}
#[path = "../../suite/support"]
mod support {
    pub(crate) mod base64url;
    #[cfg(feature = "jwk")]
    pub(crate) mod key_errors;
    pub(crate) mod keys;
    pub(crate) mod rfc;
    pub(crate) mod tokens;
    pub(crate) mod verdict;
}
#[path = "../../suite/times"]
mod times {
    mod rules;
}
#[path = "../../suite/token"]
mod token {
    mod properties;
}

/// The features are on, or these tests would show nothing.
#[test]
fn features_are_on() {
    use serde_json::Value;
    let huge: Value = serde_json::from_str("1e400").unwrap();
    assert_eq!(huge.to_string().replace('+', ""), "1e400");
    let ordered: Value = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
    assert_eq!(ordered.to_string(), r#"{"b":1,"a":2}"#);
    assert!(serde_json::value::RawValue::from_string("1".into()).is_ok());
    let mut unbounded = serde_json::Deserializer::from_str("[]");
    unbounded.disable_recursion_limit();
}

/// A `RawValue` is signed as it is and read back as the text that was signed; it is checked like every other claim.
#[test]
fn raw_value_goes_round() {
    use serde_json::value::RawValue;

    #[derive(Debug, serde::Serialize, serde::Deserialize)]
    struct Raw {
        x: Box<RawValue>,
    }
    #[derive(Debug, serde::Deserialize)]
    struct BorrowedRaw<'a> {
        #[serde(borrow)]
        x: &'a RawValue,
    }
    let raw = Raw { x: RawValue::from_string(r#"{"a": 1}"#.into()).unwrap() };
    let token = jwt_codec::Signer::new(support::keys::hs256()).sign(&raw).unwrap();
    let verifier = jwt_codec::Verifier::new(support::keys::hs256_verifying(), support::verdict::lenient());
    assert_eq!(verifier.verify::<Raw>(&token).unwrap().x.get(), r#"{"a": 1}"#);
    let mut scratch = Vec::new();
    assert_eq!(verifier.verify_borrowed::<BorrowedRaw<'_>>(&token, &mut scratch).unwrap().x.get(), r#"{"a": 1}"#);
    let value: serde_json::Value = verifier.verify(&token).unwrap();
    assert_eq!(value, serde_json::json!({"x": {"a": 1}}));

    // What is raw is checked like all else before it is signed.
    for (text, defect) in [
        (r#"{"a":1,"a":2}"#, jwt_codec::Defect::DuplicateName),
        ("1e400", jwt_codec::Defect::NumberRange),
        (r#"{"$serde_json::private::Number":"1"}"#, jwt_codec::Defect::ReservedName),
    ] {
        let raw = Raw { x: RawValue::from_string(text.into()).unwrap() };
        let refused = jwt_codec::Signer::new(support::keys::hs256()).sign(&raw).unwrap_err();
        assert_eq!(refused, jwt_codec::SignError::Malformed(jwt_codec::Part::Payload, defect));
    }
}

/// The same for claims that are a raw text as a whole, or a registered one of them; and for numbers of any precision.
#[test]
fn raw_texts_are_signed_and_read_as_what_they_are() {
    use jwt_codec::{ClaimName, ClaimReason, Defect, Part, SignError, Signer};
    use serde_json::value::RawValue;

    let sign = |claims: &dyn Fn(&Signer<_>) -> Result<String, SignError>| claims(&Signer::new(support::keys::hs256()));
    let whole = |text: &str| sign(&|signer| signer.sign(&RawValue::from_string(text.into()).unwrap())).map(|_| ());
    assert_eq!(whole(r#"{"exp": 1}"#), Ok(()));
    assert_eq!(whole("[1]"), Err(SignError::NotAnObject));
    assert_eq!(
        whole(r#"{"exp": "1"}"#),
        Err(SignError::Claim { claim: ClaimName::ExpirationTime, reason: ClaimReason::WrongType })
    );
    assert_eq!(whole(r#"{"a":1, "a":2}"#), Err(SignError::Malformed(Part::Payload, Defect::DuplicateName)));

    #[derive(serde::Serialize)]
    struct Registered {
        aud: Box<RawValue>,
    }
    let audience = |text: &str| {
        let aud = RawValue::from_string(text.into()).unwrap();
        sign(&|signer| signer.sign(&Registered { aud: aud.clone() })).map(|_| ())
    };
    assert_eq!(audience(r#"["a", "b"]"#), Ok(()));
    assert_eq!(audience("1"), Err(SignError::Claim { claim: ClaimName::Audience, reason: ClaimReason::WrongType }));

    #[derive(serde::Deserialize)]
    struct Read {
        aud: Box<RawValue>,
        exp: Box<RawValue>,
    }
    let token = support::tokens::with_payload(r#"{"aud":["a", "b"],"exp":1.7e10}"#);
    let verifier = jwt_codec::Verifier::new(support::keys::hs256_verifying(), support::verdict::lenient());
    let read: Read = verifier.verify(&token).unwrap();
    assert_eq!((read.aud.get(), read.exp.get()), (r#"["a", "b"]"#, "1.7e10"));

    let number = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        sign(&|signer| signer.sign(&value)).map(|_| ())
    };
    assert_eq!(number(r#"{"exp":1.50,"x":123456789012345678901234567890}"#), Ok(()));
    assert_eq!(number(r#"{"x":[1e400]}"#), Err(SignError::Malformed(Part::Payload, Defect::NumberRange)));
    assert_eq!(
        number(r#"{"sub":1}"#),
        Err(SignError::Claim { claim: ClaimName::Subject, reason: ClaimReason::WrongType })
    );
}

/// A public key is read as without the features: a number has a finite value, also in a member without a meaning.
#[cfg(feature = "jwk")]
#[test]
fn numbers_in_a_key_are_finite() {
    use jwt_codec::jwk::{PublicJwk, PublicJwkSet};

    let key = |number: &str| {
        format!(
            r#"{{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","note":[{number}]}}"#
        )
    };
    for number in ["1", "-1.50", "1e308", "123456789012345678901234567890"] {
        let text = key(number);
        assert!(serde_json::from_str::<PublicJwk>(&text).is_ok(), "{number}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(serde_json::from_value::<PublicJwk>(value).is_ok(), "{number}");
    }
    for number in ["1e400", "-1e400"] {
        let text = key(number);
        let refused = serde_json::from_str::<PublicJwk>(&text).unwrap_err();
        assert!(refused.to_string().starts_with("number out of range"), "{refused}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(serde_json::from_value::<PublicJwk>(value).is_err(), "{number}");
        assert!(serde_json::from_str::<PublicJwkSet>(&format!(r#"{{"keys":[{text}]}}"#)).is_err(), "{number}");
    }
}
