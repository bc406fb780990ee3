//! OAuth 2.0 access tokens: RFC 9068 sections 2 and 4.

use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::access_token::{self, AccessToken};
use jwt_codec::profiles::confirmation::Confirmation;
use jwt_codec::{ClaimName, ClaimReason, Claims, Hs256, Signer, SigningKey, Validation, Verifier};

use super::{Members, members, missing, rejected, verdict_of, with, without};
use crate::support::{keys, tokens};

fn policy() -> Validation {
    let at = Validation::at(NumericDate::from_secs(tokens::NOW));
    access_token::policy(at, "https://authorization-server.example.com/", "https://rs.example.com/")
}

/// Those of the example in section 2.2, at another time.
fn claims() -> Members {
    members(&[
        ("iss", r#""https://authorization-server.example.com/""#),
        ("sub", r#""5ba552d67""#),
        ("aud", r#""https://rs.example.com/""#),
        ("exp", "1700000600"),
        ("iat", "1699999990"),
        ("jti", r#""dbe39bf3a3ba4238a513f51d6e1691c4""#),
        ("client_id", r#""s6BhdRkqt3""#),
        ("scope", r#""openid profile reademail""#),
    ])
}

#[test]
fn each_required_claim_is_required() {
    assert_eq!(verdict_of(&policy(), Some("at+jwt"), &claims()), Ok(()));
    for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        missing(verdict_of(&policy(), Some("at+jwt"), &without(&claims(), name)), name);
    }
    assert_eq!(verdict_of(&policy(), Some("at+jwt"), &without(&claims(), "scope")), Ok(()));
}

/// Section 4: an ID token of the same issuer does not pass for an access token.
#[test]
fn typ_is_that_of_an_access_token() {
    for typ in ["at+jwt", "application/at+jwt", "AT+JWT"] {
        assert_eq!(verdict_of(&policy(), Some(typ), &claims()), Ok(()));
    }
    for typ in ["JWT", "at", "jwt", "id+jwt", "application/x/at+jwt"] {
        rejected(verdict_of(&policy(), Some(typ), &claims()), ClaimName::Type, ClaimReason::Unexpected);
    }
    missing(verdict_of(&policy(), None, &claims()), ClaimName::Type);
}

#[test]
fn values_are_those_of_the_resource_server() {
    let verdict = |name, value| verdict_of(&policy(), Some("at+jwt"), &with(&claims(), name, value));
    rejected(verdict("iss", r#""https://authorization-server.example.com""#), "iss", ClaimReason::Unexpected);
    rejected(verdict("aud", r#"["https://other.example/"]"#), "aud", ClaimReason::Unexpected);
    assert_eq!(verdict("aud", r#"["https://other.example/","https://rs.example.com/"]"#), Ok(()));
    rejected(verdict("exp", "1699999940"), "exp", ClaimReason::Expired);
    rejected(verdict("client_id", "7"), "client_id", ClaimReason::WrongType);
    rejected(verdict("client_id", "null"), "client_id", ClaimReason::Null);
}

#[test]
fn claims_go_round() {
    let mut custom = AccessToken::new("app");
    custom.scope = Some("read  write".into());
    custom.amr = Some(vec!["pwd".into(), "otp".into()]);
    let mut cnf = Confirmation::default();
    cnf.jkt = Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".into());
    custom.cnf = Some(cnf);
    assert_eq!(custom.scopes().collect::<Vec<_>>(), ["read", "write"]);
    let claims = Claims::new(custom)
        .issuer("https://authorization-server.example.com/")
        .audience("https://rs.example.com/")
        .subject("alice")
        .jwt_id("1")
        .issued_at(NumericDate::from_secs(tokens::NOW))
        .expires_at(NumericDate::from_secs(tokens::NOW + 60));
    let key: SigningKey<Hs256> = keys::hs256();
    let token = Signer::new(key).typ(access_token::TYP).sign(&claims).unwrap();
    let verifier = Verifier::new(keys::hs256_verifying(), policy());
    assert_eq!(verifier.verify::<Claims<AccessToken>>(&token), Ok(claims));
    // What is absent is not written.
    assert_eq!(super::payload(&token).as_object().unwrap().len(), 10);
}
