//! What a policy expects of the claims: issuer, subject, audience and required claims (RFC 7519 section 4.1, RFC 8725 sections 3.8 and 3.9).

use jwt_codec::{ClaimName, ClaimReason};

use crate::support::verdict::{claim, claims_verdict, lenient, strict};

/// CVE-2025-30144: an issuer is one string, compared whole and byte for byte.
#[test]
fn expected_values_are_compared_byte_for_byte() {
    for (name, expecting) in [
        (ClaimName::Issuer, lenient().issuer("https://id.example")),
        (ClaimName::Subject, lenient().subject("https://id.example")),
        (ClaimName::Audience, lenient().audience("https://id.example")),
    ] {
        let verdict = |value: &str| claims_verdict(expecting.clone(), format!(r#"{{"{}":"{value}"}}"#, name.as_str()));
        for same in ["https://id.example", r"https:\/\/id.example", r"\u0068ttps://id.example"] {
            assert_eq!(verdict(same), Ok(()), "{same}");
        }
        for other in [
            "",
            "https://id.example/",
            "https://id.exampl",
            "https://id.example.evil",
            " https://id.example",
            "HTTPS://id.example",
            r"https://id.example\u0000",
            r"https://id.example\n",
            "https://id.ex\u{e4}mple",
        ] {
            let unexpected = Err(claim(name, ClaimReason::Unexpected));
            assert_eq!(verdict(other), unexpected, "{other}");
        }
    }
}

#[test]
fn one_of_several_issuers() {
    let policy = || lenient().issuer("one").issuer("two");
    assert_eq!(claims_verdict(policy(), r#"{"iss":"one"}"#), Ok(()));
    assert_eq!(claims_verdict(policy(), r#"{"iss":"two"}"#), Ok(()));
    let unexpected = claim(ClaimName::Issuer, ClaimReason::Unexpected);
    assert_eq!(claims_verdict(policy(), r#"{"iss":"onetwo"}"#), Err(unexpected));
}

/// CVE-2020-26160, CVE-2025-62610: `aud` in every form, for verifiers that name none, one, two and any audience.
#[test]
fn audience_matrix() {
    let policy = || strict().allow_missing_expiration_time();
    let policies =
        [policy(), policy().audience("api"), policy().audience("api").audience("web"), policy().any_audience()];
    let missing = Some(ClaimReason::Missing);
    let unexpected = Some(ClaimReason::Unexpected);
    let none_named = Some(ClaimReason::NoneNamed);
    let wrong_type = Some(ClaimReason::WrongType);
    for (json, expected) in [
        ("{}", [None, missing, missing, None]),
        (r#"{"aud":"api"}"#, [none_named, None, None, None]),
        (r#"{"aud":["api"]}"#, [none_named, None, None, None]),
        (r#"{"aud":["other","api"]}"#, [none_named, None, None, None]),
        (r#"{"aud":"web"}"#, [none_named, unexpected, None, None]),
        (r#"{"aud":["web","other"]}"#, [none_named, unexpected, None, None]),
        (r#"{"aud":["1","2","3","4","5","api"]}"#, [none_named, None, None, None]),
        (r#"{"aud":"other"}"#, [none_named, unexpected, unexpected, None]),
        (r#"{"aud":""}"#, [none_named, unexpected, unexpected, None]),
        (r#"{"aud":[]}"#, [none_named, unexpected, unexpected, None]),
        (r#"{"aud":["API","api ","apiweb"]}"#, [none_named, unexpected, unexpected, None]),
        (r#"{"aud":["1","2","3","4","5","6"]}"#, [none_named, unexpected, unexpected, None]),
        (r#"{"aud":null}"#, [Some(ClaimReason::Null); 4]),
        (r#"{"aud":1}"#, [wrong_type; 4]),
        (r#"{"aud":true}"#, [wrong_type; 4]),
        (r#"{"aud":{"api":"api"}}"#, [wrong_type; 4]),
        (r#"{"aud":["api",1]}"#, [wrong_type; 4]),
        (r#"{"aud":[null,"api"]}"#, [wrong_type; 4]),
        (r#"{"aud":["api",["api"]]}"#, [wrong_type; 4]),
        (r#"{"aud":["1","2","3","4","5",{}]}"#, [wrong_type; 4]),
    ] {
        for (policy, expected) in policies.iter().zip(expected) {
            let expected = expected.map_or(Ok(()), |reason| Err(claim(ClaimName::Audience, reason)));
            assert_eq!(claims_verdict(policy.clone(), json), expected, "{json}, {policy:?}");
        }
    }
}

#[test]
fn naming_an_audience_takes_back_that_any_will_do() {
    let policy = lenient().any_audience().audience("api");
    let unexpected = claim(ClaimName::Audience, ClaimReason::Unexpected);
    assert_eq!(claims_verdict(policy, r#"{"aud":"web"}"#), Err(unexpected));
}

#[test]
fn require_makes_each_claim_required() {
    let all = r#"{"iss":"","sub":"","aud":[],"exp":1700000001,"nbf":0,"iat":0,"jti":""}"#;
    for name in [
        ClaimName::Issuer,
        ClaimName::Subject,
        ClaimName::Audience,
        ClaimName::ExpirationTime,
        ClaimName::NotBefore,
        ClaimName::IssuedAt,
        ClaimName::JwtId,
    ] {
        let policy = || lenient().require(name);
        assert_eq!(claims_verdict(policy(), all), Ok(()));
        assert_eq!(claims_verdict(policy(), all.replace(name.as_str(), "x")), Err(claim(name, ClaimReason::Missing)));
        assert_eq!(claims_verdict(lenient(), all.replace(name.as_str(), "x")), Ok(()));
    }
}

#[test]
fn exp_is_required_unless_the_policy_says_otherwise() {
    let missing = claim(ClaimName::ExpirationTime, ClaimReason::Missing);
    assert_eq!(claims_verdict(strict(), "{}"), Err(missing.clone()));
    assert_eq!(claims_verdict(strict(), r#"{"Exp":1700000600}"#), Err(missing.clone()));
    assert_eq!(claims_verdict(strict(), r#"{"x":{"exp":1700000600}}"#), Err(missing));
    assert_eq!(claims_verdict(strict(), r#"{"\u0065xp":1700000600}"#), Ok(()));
    assert_eq!(claims_verdict(lenient(), "{}"), Ok(()));
    let expired = claim(ClaimName::ExpirationTime, ClaimReason::Expired);
    assert_eq!(claims_verdict(lenient(), r#"{"exp":1}"#), Err(expired));
}
