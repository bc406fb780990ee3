//! No kind of token passes for another (RFC 8725 section 3.12), even if its claims would do.

use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::dpop::{Checker, Request};
use jwt_codec::profiles::id_token::IdTokenRequest;
use jwt_codec::profiles::{access_token, client_assertion, logout_token, security_event};
use jwt_codec::{ClaimName, ClaimReason, Validation, Verifier, VerifyError};
use serde_json::Value;

use super::{Members, members, rejected, token, verdict_of, with, without};
use crate::support::{keys, tokens};

fn at_now() -> Validation {
    Validation::at(NumericDate::from_secs(tokens::NOW))
}

/// What every kind but the assertion needs, from one issuer for one receiver.
fn common() -> Members {
    members(&[
        ("iss", r#""issuer""#),
        ("sub", r#""alice""#),
        ("aud", r#""receiver""#),
        ("exp", "1700000600"),
        ("iat", "1700000000"),
        ("jti", r#""1""#),
    ])
}

fn kinds() -> [(&'static str, Option<&'static str>, Members); 5] {
    let event = r#"{"http://schemas.openid.net/event/backchannel-logout":{}}"#;
    let assertion = with(&common(), "sub", r#""issuer""#);
    [
        ("id", Some("JWT"), with(&common(), "nonce", r#""n""#)),
        ("access", Some(access_token::TYP), with(&common(), "client_id", r#""receiver""#)),
        ("logout", Some(logout_token::TYP), with(&common(), "events", event)),
        ("event", Some(security_event::TYP), with(&without(&common(), "exp"), "events", event)),
        ("assertion", Some("client-authentication+jwt"), assertion),
    ]
}

fn accepts(kind: &str, token: &str) -> bool {
    let policy = match kind {
        "id" => {
            let request = IdTokenRequest::new("issuer", "receiver").nonce("n");
            return request.verify::<Value, _>(token, keys::hs256_verifying(), at_now()).is_ok();
        }
        "access" => access_token::policy(at_now(), "issuer", "receiver"),
        "logout" => logout_token::policy(at_now(), "issuer", "receiver"),
        "event" => security_event::policy(at_now().audience("receiver"), "issuer"),
        _ => client_assertion::policy(at_now(), "issuer", "receiver"),
    };
    Verifier::new(keys::hs256_verifying(), policy).verify::<Value>(token).is_ok()
}

#[test]
fn each_is_accepted_for_itself_alone() {
    for (kind, typ, claims) in kinds() {
        for (other, ..) in kinds() {
            assert_eq!(accepts(other, &token(typ, &claims)), kind == other, "{kind} for {other}");
        }
    }
}

/// With all claims of all kinds, `typ` tells them apart, and what is prohibited. An assertion may have the `typ` of an ID
/// token: there it is `sub`, which is the issuer, that tells them apart.
#[test]
fn each_is_told_by_its_typ() {
    let everything = kinds().into_iter().fold(Members::new(), |all, (_, _, claims)| {
        claims.into_iter().fold(all, |all, (name, value)| with(&all, name, &value))
    });
    for (kind, typ, _) in kinds() {
        for (other, other_typ, _) in kinds() {
            let is_told = kind != other && typ != other_typ && (kind, other) != ("id", "assertion");
            assert!(!is_told || !accepts(other, &token(typ, &everything)), "{kind} for {other}");
        }
    }
}

/// A refreshed ID token has no nonce, so `typ` and `events` tell it from a logout token.
#[test]
fn a_logout_token_is_no_refreshed_id_token() {
    let first = token(Some("JWT"), &with(&common(), "nonce", r#""n""#));
    let request = IdTokenRequest::new("issuer", "receiver");
    let first = request.clone().nonce("n").verify(&first, keys::hs256_verifying(), at_now()).unwrap();
    let refreshing = request.refreshed_from(&first);
    let verdict = |typ, claims: &Members| {
        refreshing.verify::<Value, _>(&token(typ, claims), keys::hs256_verifying(), at_now()).map(|_| ())
    };
    assert_eq!(verdict(None, &common()), Ok(()));
    let (_, typ, logout) = kinds()[2].clone();
    rejected(verdict(typ, &logout), ClaimName::Type, ClaimReason::Unexpected);
    rejected(verdict(None, &logout), "events", ClaimReason::Prohibited);
}

/// A profile says who and for whom. What the policy said before does not count.
#[test]
fn what_was_set_before_does_not_weaken_a_profile() {
    let weak = || at_now().issuer("other").audience("other").allow_missing_typ();
    let (_, typ, claims) = kinds()[1].clone();
    let policy = access_token::policy(weak(), "issuer", "receiver");
    assert_eq!(verdict_of(&policy, typ, &claims), Ok(()));
    rejected(verdict_of(&policy, typ, &with(&claims, "iss", r#""other""#)), "iss", ClaimReason::Unexpected);
    rejected(verdict_of(&policy, typ, &with(&claims, "aud", r#""other""#)), "aud", ClaimReason::Unexpected);
    rejected(verdict_of(&policy, None, &claims), ClaimName::Type, ClaimReason::Missing);
    // But what it said of other things does.
    rejected(verdict_of(&policy.require("acr"), typ, &claims), "acr", ClaimReason::Missing);
}

fn verdict_after(before: Validation, kind: &str, token: &str) -> Result<(), VerifyError> {
    let policy = match kind {
        "id" => {
            let request = IdTokenRequest::new("issuer", "receiver").nonce("n");
            return request.verify::<Value, _>(token, keys::hs256_verifying(), before).map(|_| ());
        }
        "access" => access_token::policy(before, "issuer", "receiver"),
        "logout" => logout_token::policy(before, "issuer", "receiver"),
        "event" => security_event::policy(before, "issuer"),
        "assertion" => client_assertion::policy(before, "issuer", "receiver"),
        other => panic!("{other}"),
    };
    Verifier::new(keys::hs256_verifying(), policy).verify::<Value>(token).map(|_| ())
}

#[test]
fn what_was_set_before_weakens_no_kind() {
    let weak = || {
        let policy = at_now().issuer("other").audience("receiver").audience("other");
        policy.allow_missing_typ().allow_missing_expiration_time()
    };
    for (kind, typ, claims) in kinds() {
        let verdict = |typ, claims: &Members| verdict_after(weak(), kind, &token(typ, claims));
        assert_eq!(verdict(typ, &claims), Ok(()), "{kind}");
        rejected(verdict(typ, &with(&claims, "iss", r#""other""#)), "iss", ClaimReason::Unexpected);
        // A security event has no `exp`, and its audience is for the caller to check.
        if kind != "event" {
            super::missing(verdict(typ, &without(&claims, "exp")), "exp");
            rejected(verdict(typ, &with(&claims, "aud", r#""other""#)), "aud", ClaimReason::Unexpected);
        }
        if ["access", "logout", "event"].contains(&kind) {
            super::missing(verdict(None, &claims), ClaimName::Type);
        }
    }
}

/// No token of another kind is a proof.
#[test]
fn none_is_a_proof() {
    let request = Request::new("GET", "https://api.example/").unwrap();
    for (kind, typ, claims) in kinds() {
        let proof = Checker::new(at_now()).check(&token(typ, &claims), &request, &|_: &str, _| true);
        assert!(proof.is_err(), "{kind}");
    }
}
