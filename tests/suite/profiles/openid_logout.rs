//! Logout tokens: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6.

use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::logout_token::{self, LogoutToken};
use jwt_codec::{ClaimName, ClaimReason, Claims, Signer, Validation, Verifier};
use std::time::Duration;

use super::{Members, members, missing, rejected, verdict_of, with, without};
use crate::support::{keys, tokens};

fn policy() -> Validation {
    let at = Validation::at(NumericDate::from_secs(tokens::NOW));
    logout_token::policy(at, "https://server.example.com", "s6BhdRkqt3")
}

/// Those of the example in section 2.4, at another time.
fn claims() -> Members {
    members(&[
        ("iss", r#""https://server.example.com""#),
        ("sub", r#""248289761001""#),
        ("aud", r#""s6BhdRkqt3""#),
        ("iat", "1699999990"),
        ("exp", "1700000110"),
        ("jti", r#""bWJq""#),
        ("sid", r#""08a5019c-17e1-4977-8f42-65a12843ea02""#),
        ("events", r#"{"http://schemas.openid.net/event/backchannel-logout":{}}"#),
    ])
}

#[test]
fn each_required_claim_is_required() {
    assert_eq!(verdict_of(&policy(), Some("logout+jwt"), &claims()), Ok(()));
    for name in ["iss", "aud", "iat", "exp", "jti", "events"] {
        missing(verdict_of(&policy(), Some("logout+jwt"), &without(&claims(), name)), name);
    }
}

/// A user, a session, or both; not neither.
#[test]
fn a_subject_or_a_session_is_required() {
    let verdict = |claims| verdict_of(&policy(), Some("logout+jwt"), &claims);
    assert_eq!(verdict(without(&claims(), "sub")), Ok(()));
    assert_eq!(verdict(without(&claims(), "sid")), Ok(()));
    assert_eq!(verdict(with(&claims(), "sid", "null")), Ok(()));
    missing(verdict(without(&without(&claims(), "sub"), "sid")), "sub");
    missing(verdict(with(&without(&claims(), "sub"), "sid", "null")), "sub");
    rejected(verdict(with(&claims(), "sid", "7")), "sid", ClaimReason::WrongType);
}

/// Section 2.6: as for an ID token.
#[test]
fn no_audience_but_the_client() {
    let verdict = |value| verdict_of(&policy(), Some("logout+jwt"), &with(&claims(), "aud", value));
    assert_eq!(verdict(r#"["s6BhdRkqt3"]"#), Ok(()));
    rejected(verdict(r#"["s6BhdRkqt3","other"]"#), "aud", ClaimReason::Unexpected);
    rejected(verdict(r#""other""#), "aud", ClaimReason::Unexpected);
}

/// Section 2.4: an ID token does not pass for a logout token.
#[test]
fn a_nonce_is_prohibited() {
    for nonce in [r#""n-0S6_WzA2Mj""#, r#""""#, "null"] {
        let verdict = verdict_of(&policy(), Some("logout+jwt"), &with(&claims(), "nonce", nonce));
        rejected(verdict, "nonce", ClaimReason::Prohibited);
    }
}

#[test]
fn the_event_is_an_object_of_that_name() {
    let verdict = |value: &str| verdict_of(&policy(), Some("logout+jwt"), &with(&claims(), "events", value));
    assert_eq!(verdict(r#"{"http://schemas.openid.net/event/backchannel-logout":{"x":1},"a:b":{}}"#), Ok(()));
    rejected(verdict("{}"), "events", ClaimReason::Unexpected);
    rejected(
        verdict(r#"{"https://schemas.openid.net/event/backchannel-logout":{}}"#),
        "events",
        ClaimReason::Unexpected,
    );
    for wrong in ["null", "[]", "1"] {
        let events = format!(r#"{{"http://schemas.openid.net/event/backchannel-logout":{wrong}}}"#);
        rejected(verdict(&events), "events", ClaimReason::WrongType);
    }
    // As Keycloak writes it.
    let events = r#"{"http://schemas.openid.net/event/backchannel-logout":{},"revoke_offline_access":true}"#;
    assert_eq!(verdict(events), Ok(()));
}

#[test]
fn typ_is_that_of_a_logout_token_unless_the_caller_says_otherwise() {
    rejected(verdict_of(&policy(), Some("JWT"), &claims()), ClaimName::Type, ClaimReason::Unexpected);
    missing(verdict_of(&policy(), None, &claims()), ClaimName::Type);
    assert_eq!(verdict_of(&policy().typ("JWT"), Some("JWT"), &claims()), Ok(()));
    assert_eq!(verdict_of(&policy().allow_missing_typ(), None, &claims()), Ok(()));
}

/// Section 2.4 requires `exp`. Some providers leave it out.
#[test]
fn exp_may_be_absent_if_the_caller_says_so() {
    let verdict = |policy: Validation, claims| verdict_of(&policy, Some("logout+jwt"), &claims);
    let without_exp = || without(&claims(), "exp");
    let allowing = || policy().allow_missing_expiration_time().max_age(Duration::from_secs(120));
    assert_eq!(verdict(allowing(), without_exp()), Ok(()));
    rejected(verdict(allowing(), with(&claims(), "exp", "1699999900")), "exp", ClaimReason::Expired);
    rejected(verdict(allowing(), with(&without_exp(), "iat", "1699999819")), "iat", ClaimReason::TooOld);
    // What was allowed before does not count.
    let before = Validation::at(NumericDate::from_secs(tokens::NOW)).allow_missing_expiration_time();
    let policy = logout_token::policy(before, "https://server.example.com", "s6BhdRkqt3");
    missing(verdict(policy, without_exp()), "exp");
}

#[test]
fn what_a_provider_signs_is_accepted() {
    let claims = Claims::new(LogoutToken::new(Some("s-1".into())))
        .issuer("https://server.example.com")
        .audience("s6BhdRkqt3")
        .issued_at(NumericDate::from_secs(tokens::NOW))
        .expires_at(NumericDate::from_secs(tokens::NOW + 120))
        .jwt_id("1");
    let token = Signer::new(keys::hs256()).typ(logout_token::TYP).sign(&claims).unwrap();
    assert_eq!(Verifier::new(keys::hs256_verifying(), policy()).verify::<Claims<LogoutToken>>(&token), Ok(claims));
    let events = &super::payload(&token)["events"];
    assert_eq!(*events, serde_json::json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
}

/// Section 2.4: the event should be empty. One that is not is read all the same.
#[test]
fn an_event_with_members_is_read() {
    let event = r#"{"http://schemas.openid.net/event/backchannel-logout":{"x":[1]},"a:b":{}}"#;
    let token = super::token(Some("logout+jwt"), &with(&claims(), "events", event));
    let claims: Claims<LogoutToken> = Verifier::new(keys::hs256_verifying(), policy()).verify(&token).unwrap();
    assert_eq!(claims.custom.sid.as_deref(), Some("08a5019c-17e1-4977-8f42-65a12843ea02"));
}
