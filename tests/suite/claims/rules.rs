//! Rules for claims of any name and value, and all failures of a token at once (RFC 7519 section 4).

use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, ClaimReason, Validation, Verifier, VerifyError};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::verdict::{accepts, claim, claims_verdict, lenient, refused, refuses, strict};
use crate::support::{keys, tokens};

const ACR: ClaimName = ClaimName::Other("acr");

#[test]
fn a_required_claim_is_present_and_not_null() {
    let policy = || lenient().require("acr");
    for present in [r#"{"acr":""}"#, r#"{"acr":0}"#, r#"{"acr":false}"#, r#"{"acr":{}}"#, r#"{"\u0061cr" : [null]}"#] {
        accepts(policy(), present);
    }
    for absent in ["{}", r#"{"ACR":"1"}"#, r#"{"acr ":"1"}"#, r#"{"x":{"acr":"1"}}"#, r#"{"x":"\"acr\":1"}"#] {
        refuses(policy(), absent, ACR, ClaimReason::Missing);
    }
    for null in [r#"{"acr":null}"#, "{\"acr\": \t\r\n null}"] {
        refuses(policy(), null, ACR, ClaimReason::Null);
        accepts(lenient(), null);
    }
}

#[test]
fn either_claim_is_enough() {
    let policy = || lenient().require_either("acr", "sub");
    for present in [r#"{"acr":1}"#, r#"{"sub":"a"}"#, r#"{"acr":1,"sub":"a"}"#, r#"{"acr":null,"sub":"a"}"#] {
        accepts(policy(), present);
    }
    refuses(policy(), r#"{"Acr":1}"#, ACR, ClaimReason::Missing);
    refuses(policy(), r#"{"acr":null}"#, ACR, ClaimReason::Null);
}

/// A claim called `typ` says nothing of the header parameter.
#[test]
fn typ_of_the_header_is_required_whatever_a_claim_is() {
    let watching = || lenient().check_claim("typ", |_: Value| Ok::<(), ClaimReason>(()));
    let verdict = |policy, header: &str, payload| {
        let token = tokens::signed(format!(r#"{{"alg":"HS256"{header}}}"#), payload);
        crate::support::verdict::verdict(policy, &token)
    };
    let missing = Err(claim(ClaimName::Type, ClaimReason::Missing));
    for payload in [r#"{"typ":null}"#, r#"{"typ":"JWT"}"#, "{}"] {
        for policy in [
            || lenient().require(ClaimName::Type),
            || lenient().require_either(ClaimName::Type, "acr"),
            || lenient().require_either("acr", ClaimName::Type),
        ] {
            assert_eq!(verdict(policy(), r#","typ":"JWT""#, payload), Ok(()), "{payload}");
        }
        let policy = watching().require(ClaimName::Type);
        assert_eq!(verdict(policy.clone(), r#","typ":"JWT""#, payload), Ok(()), "{payload}");
        assert_eq!(verdict(policy, "", payload), missing, "{payload}");
    }
    // Each of the two by its name.
    let either = || watching().require_either(ClaimName::Type, "typ");
    assert_eq!(verdict(either(), r#","typ":"JWT""#, r#"{"typ":null}"#), Ok(()));
    assert_eq!(verdict(either(), "", r#"{"typ":"JWT"}"#), Ok(()));
    assert_eq!(verdict(either(), "", r#"{"typ":null}"#), missing);
}

#[test]
fn a_prohibited_claim_is_absent() {
    let policy = || lenient().prohibit("acr").prohibit("exp").prohibit(ClaimName::Subject);
    for absent in ["{}", r#"{"ACR":"1","x":{"acr":1,"exp":2,"sub":"a"}}"#] {
        accepts(policy(), absent);
    }
    for present in [r#"{"acr":""}"#, r#"{"acr":null}"#, r#"{"x":1,"\u0061\u0063r":[]}"#] {
        refuses(policy(), present, ACR, ClaimReason::Prohibited);
    }
    refuses(policy(), r#"{"exp":1700000600}"#, ClaimName::ExpirationTime, ClaimReason::Prohibited);
    refuses(policy(), r#"{"sub":""}"#, ClaimName::Subject, ClaimReason::Prohibited);
}

#[test]
fn an_expected_claim_equals_the_value() {
    let text = || lenient().expect_claim("acr", "high");
    accepts(text(), r#"{"acr":"high"}"#);
    accepts(text(), r#"{"acr": "h\u0069gh" }"#);
    for other in [r#"{"acr":""}"#, r#"{"acr":"High"}"#, r#"{"acr":"high "}"#, r#"{"acr":"hig"}"#] {
        refuses(text(), other, ACR, ClaimReason::Unexpected);
    }
    for wrong in [r#"{"acr":1}"#, r#"{"acr":["high"]}"#, r#"{"acr":{"high":1}}"#] {
        refuses(text(), wrong, ACR, ClaimReason::WrongType);
    }
    refuses(text(), "{}", ACR, ClaimReason::Missing);
    refuses(text(), r#"{"acr":null}"#, ACR, ClaimReason::Null);
}

#[test]
fn a_value_may_be_of_any_type() {
    accepts(lenient().expect_claim("acr", &2), r#"{"acr":2}"#);
    refuses(lenient().expect_claim("acr", &2), r#"{"acr":3}"#, ACR, ClaimReason::Unexpected);
    refuses(lenient().expect_claim("acr", &2_u8), r#"{"acr":256}"#, ACR, ClaimReason::WrongType);
    refuses(lenient().expect_claim("acr", &2), r#"{"acr":"2"}"#, ACR, ClaimReason::WrongType);
    accepts(lenient().expect_claim("acr", &true), r#"{"acr":true}"#);
    refuses(lenient().expect_claim("acr", &true), r#"{"acr":false}"#, ACR, ClaimReason::Unexpected);
    let amr = || lenient().expect_claim("acr", &["pwd".to_owned(), "otp".to_owned()][..]);
    accepts(amr(), r#"{"acr":["pwd","otp"]}"#);
    refuses(amr(), r#"{"acr":["otp","pwd"]}"#, ACR, ClaimReason::Unexpected);
    let map = || lenient().expect_claim("acr", &BTreeMap::from([("a".to_owned(), 1)]));
    accepts(map(), r#"{"acr":{"a":1}}"#);
    refuses(map(), r#"{"acr":{"a":1,"b":2}}"#, ACR, ClaimReason::Unexpected);
}

#[test]
fn one_of_several_values() {
    let policy = || lenient().expect_one_of("acr", ["silver", "gold"]);
    accepts(policy(), r#"{"acr":"gold"}"#);
    accepts(policy(), r#"{"acr":"silver"}"#);
    refuses(policy(), r#"{"acr":"silvergold"}"#, ACR, ClaimReason::Unexpected);
    // An absent claim equals nothing, not even `null`.
    refuses(lenient().expect_claim("acr", &Value::Null), "{}", ACR, ClaimReason::Missing);
    accepts(lenient().expect_claim("acr", &Value::Null), r#"{"acr":null}"#);
    // None of no values.
    refuses(lenient().expect_one_of::<str>("acr", []), r#"{"acr":"gold"}"#, ACR, ClaimReason::Unexpected);
    // Each rule must hold.
    let both = lenient().expect_claim("acr", "gold").expect_claim("acr", "silver");
    refuses(both, r#"{"acr":"gold"}"#, ACR, ClaimReason::Unexpected);
}

#[test]
fn a_function_gives_its_own_reason() {
    let policy = || lenient().check_claim("acr", |value: u64| if value < 10 { Ok(()) } else { Err("too high") });
    accepts(policy(), r#"{"acr":9}"#);
    refuses(policy(), r#"{"acr":10}"#, ACR, ClaimReason::Custom("too high"));
    refuses(policy(), "{}", ACR, ClaimReason::Missing);
    assert_eq!(claims_verdict(policy(), r#"{"acr":10}"#).unwrap_err().to_string(), "acr: too high");
}

#[test]
fn an_option_makes_a_checked_claim_optional() {
    let policy = || {
        lenient().check_claim("acr", |value: Option<String>| match value.as_deref() {
            None | Some("gold") => Ok(()),
            Some(_) => Err(ClaimReason::Unexpected),
        })
    };
    for accepted in ["{}", r#"{"acr":null}"#, r#"{"acr":"gold"}"#] {
        accepts(policy(), accepted);
    }
    refuses(policy(), r#"{"acr":"iron"}"#, ACR, ClaimReason::Unexpected);
    refuses(policy(), r#"{"acr":1}"#, ACR, ClaimReason::WrongType);
}

#[test]
fn rules_for_registered_claims_add_to_their_checks() {
    let policy = || lenient().check_claim("sub", |sub: String| if sub.len() == 2 { Ok(()) } else { Err("not two") });
    accepts(policy(), r#"{"sub":"me"}"#);
    refuses(policy(), r#"{"sub":"you"}"#, ClaimName::Subject, ClaimReason::Custom("not two"));
    refuses(policy(), r#"{"sub":7}"#, ClaimName::Subject, ClaimReason::WrongType);
    refuses(policy(), r#"{"sub":null}"#, ClaimName::Subject, ClaimReason::Null);
    // `aud` is one name or several, and the function sees which.
    let exactly = || lenient().expect_claim("aud", "api");
    accepts(exactly(), r#"{"aud":"api"}"#);
    refuses(exactly(), r#"{"aud":["api"]}"#, ClaimName::Audience, ClaimReason::WrongType);
    // Naming a value does not name an audience.
    let strict = strict().allow_missing_expiration_time().expect_claim("aud", "api");
    refuses(strict, r#"{"aud":"api"}"#, ClaimName::Audience, ClaimReason::NoneNamed);
}

/// `typ` of the header is `ClaimName::Type`; a claim may have that name too.
#[test]
fn rules_for_the_header_parameter_typ() {
    let policy = || lenient().expect_one_of(ClaimName::Type, ["JWT", "at+jwt"]);
    let verdict = |policy: Validation, header: &str| {
        let verifier = Verifier::new(keys::hs256_verifying(), policy);
        verifier.verify::<IgnoredAny>(&tokens::signed(header, r#"{"typ":"other"}"#)).map(|_| ())
    };
    let unexpected = Err(claim(ClaimName::Type, ClaimReason::Unexpected));
    assert_eq!(verdict(policy(), r#"{"alg":"HS256","typ":"at+jwt"}"#), Ok(()));
    assert_eq!(verdict(policy(), r#"{"alg":"HS256","typ":"other"}"#), unexpected);
    assert_eq!(verdict(policy(), r#"{"alg":"HS256"}"#), Err(claim(ClaimName::Type, ClaimReason::Missing)));
    let prohibited = Err(claim(ClaimName::Type, ClaimReason::Prohibited));
    assert_eq!(verdict(lenient().prohibit(ClaimName::Type), r#"{"alg":"HS256","typ":"JWT"}"#), prohibited);
    assert_eq!(verdict(lenient().prohibit(ClaimName::Type), r#"{"alg":"HS256"}"#), Ok(()));
    assert_eq!(verdict(lenient().expect_claim("typ", "other"), r#"{"alg":"HS256","typ":"JWT"}"#), Ok(()));
    refused(
        lenient().require(ClaimName::Type),
        &tokens::with_payload("{}"),
        claim(ClaimName::Type, ClaimReason::Missing),
    );
}

/// The type of the claims may read the watched claim as anything, or not at all.
#[test]
fn a_rule_sees_the_claim_whatever_the_type_does_with_it() {
    #[derive(Deserialize)]
    struct Skips {}
    #[derive(Deserialize)]
    struct Reads {
        acr: Value,
    }
    #[derive(Deserialize)]
    enum External {
        #[serde(rename = "acr")]
        Acr(IgnoredAny),
    }

    let verifier = Verifier::new(keys::hs256_verifying(), lenient().expect_claim("acr", &[[1, 2]][..].to_vec()));
    let good = tokens::with_payload(r#"{"acr":[[1,2]]}"#);
    let bad = tokens::with_payload(r#"{"acr":[[1,3]]}"#);
    let unexpected = claim(ACR, ClaimReason::Unexpected);
    assert!(verifier.verify::<Skips>(&good).is_ok());
    assert_eq!(verifier.verify::<Skips>(&bad).map(|_| ()), Err(unexpected.clone()));
    assert_eq!(verifier.verify::<Reads>(&good).unwrap().acr, serde_json::json!([[1, 2]]));
    assert_eq!(verifier.verify::<Reads>(&bad).map(|_| ()), Err(unexpected.clone()));
    let External::Acr(IgnoredAny) = verifier.verify(&good).unwrap();
    assert_eq!(verifier.verify::<External>(&bad).map(|_| ()), Err(unexpected));
}

/// A name twice stays a defect of the text: no rule sees the one and the program the other.
#[test]
fn a_watched_claim_is_not_there_twice() {
    let twice = claims_verdict(lenient().expect_claim("acr", "high"), r#"{"acr":"high","\u0061cr":"low"}"#);
    assert_eq!(twice, claims_verdict(lenient(), r#"{"acr":"high","acr":"low"}"#));
    assert!(matches!(twice, Err(VerifyError::Malformed(..))));
}

#[test]
fn no_rule_is_asked_before_the_signature_is_good() {
    let asked = Arc::new(AtomicUsize::new(0));
    let policy = {
        let asked = asked.clone();
        lenient().check_claim("acr", move |_: Value| {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok::<(), ClaimReason>(())
        })
    };
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    let good = tokens::with_payload(r#"{"acr":"high"}"#);
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    assert_eq!(verifier.verify::<IgnoredAny>(&forged).map(|_| ()), Err(VerifyError::InvalidSignature));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert!(verifier.verify::<IgnoredAny>(&good).is_ok());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn a_token_that_expires_too_soon() {
    let now = NumericDate::from_secs(tokens::NOW);
    let policy = || Validation::at(now).any_audience().reject_expiring_within(Duration::from_secs(30));
    accepts(policy(), r#"{"exp":1700000031}"#);
    accepts(policy(), r#"{"exp":1700000030.5}"#);
    for soon in [r#"{"exp":1700000030}"#, r#"{"exp":1700000001}"#, r#"{"exp":1699999999}"#] {
        refuses(policy(), soon, ClaimName::ExpirationTime, ClaimReason::ExpiresSoon);
    }
    refuses(policy(), r#"{"exp":1699999940}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    refuses(policy(), "{}", ClaimName::ExpirationTime, ClaimReason::Missing);
    let optional = || policy().allow_missing_expiration_time();
    refuses(optional(), "{}", ClaimName::ExpirationTime, ClaimReason::Missing);
    // Who accepts expired tokens does not mind.
    accepts(policy().allow_expired(), r#"{"exp":1}"#);
    refuses(
        policy().reject_expiring_within(Duration::MAX),
        r#"{"exp":1700000600}"#,
        ClaimName::ExpirationTime,
        ClaimReason::ExpiresSoon,
    );
}

#[test]
fn all_failures_in_the_order_of_the_rfc() {
    let policy = || {
        strict()
            .require("zoneinfo")
            .expect_claim("acr", "high")
            .check_claim("jti", |_: Value| Err("used before"))
            .typ("at+jwt")
            .issuer("https://id.example")
            .subject("alice")
            .audience("api")
            .max_age(Duration::from_secs(60))
            .prohibit("sub")
    };
    let verifier = Verifier::new(keys::hs256_verifying(), policy());
    let payload =
        r#"{"acr":"low","jti":"1","iat":1,"nbf":1800000000,"exp":1,"aud":"web","sub":"bob","iss":"https://x.example"}"#;
    let all = verifier.rejected_claims(&tokens::with_payload(payload)).unwrap();
    let expected = [
        (ClaimName::Type, ClaimReason::Missing),
        (ClaimName::Issuer, ClaimReason::Unexpected),
        (ClaimName::Subject, ClaimReason::Unexpected),
        (ClaimName::Subject, ClaimReason::Prohibited),
        (ClaimName::Audience, ClaimReason::Unexpected),
        (ClaimName::ExpirationTime, ClaimReason::Expired),
        (ClaimName::NotBefore, ClaimReason::InFuture),
        (ClaimName::IssuedAt, ClaimReason::TooOld),
        (ClaimName::JwtId, ClaimReason::Custom("used before")),
        (ClaimName::Other("zoneinfo"), ClaimReason::Missing),
        (ACR, ClaimReason::Unexpected),
    ];
    assert_eq!(all, expected);
    // `verify` returns the first of them.
    assert_eq!(claims_verdict(policy(), payload), Err(claim(ClaimName::Type, ClaimReason::Missing)));
    // Nothing that is wrong before the policy is in the list.
    let broken = verifier.rejected_claims(&tokens::signed("[]", payload));
    assert!(matches!(broken, Err(VerifyError::Malformed(..))));
    let accepted = Verifier::new(keys::hs256_verifying(), lenient()).rejected_claims(&tokens::with_payload("{}"));
    assert_eq!(accepted, Ok(Vec::new()));
    // What is required twice is missing once.
    let twice = Verifier::new(keys::hs256_verifying(), strict().require("exp").require("exp"));
    let missing = vec![(ClaimName::ExpirationTime, ClaimReason::Missing)];
    assert_eq!(twice.rejected_claims(&tokens::with_payload("{}")), Ok(missing));
}

/// An application writes its policy to a log: no value of a rule is in it.
#[test]
fn debug_names_the_claims_alone() {
    let policy =
        lenient().expect_claim("nonce", "n-0S6_WzA2Mj").prohibit("exp").require("acr").require_either("sid", "sub");
    let shown = format!("{policy:?}");
    assert!(shown.contains("rules: [nonce: checked, exp: prohibited, acr: required, sid or sub: required]"), "{shown}");
    assert!(!shown.contains("n-0S6"));
}
