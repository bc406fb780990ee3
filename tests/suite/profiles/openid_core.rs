//! ID tokens: OpenID Connect Core 1.0, sections 2, 3.1.3.7, 3.1.3.8, 3.3.2.11 and 12.2.

use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::id_token::{IdToken, IdTokenRequest};
use jwt_codec::{Algorithm, ClaimName, ClaimReason, Claims, RegisteredClaims, Signer, Validation, VerifyError};
use serde::de::IgnoredAny;
use std::time::Duration;

use super::{Members, members, missing, rejected, with, without};
use crate::support::{keys, tokens};

fn request() -> IdTokenRequest {
    IdTokenRequest::new("https://server.example.com", "s6BhdRkqt3").nonce("n-0S6_WzA2Mj")
}

fn at_now() -> Validation {
    Validation::at(NumericDate::from_secs(tokens::NOW))
}

/// Those of the example in section 2, at another time.
fn claims() -> Members {
    members(&[
        ("iss", r#""https://server.example.com""#),
        ("sub", r#""24400320""#),
        ("aud", r#""s6BhdRkqt3""#),
        ("nonce", r#""n-0S6_WzA2Mj""#),
        ("exp", "1700000600"),
        ("iat", "1699999990"),
        ("auth_time", "1699999989"),
        ("acr", r#""urn:mace:incommon:iap:silver""#),
    ])
}

fn verify(request: &IdTokenRequest, claims: &Members) -> Result<(), VerifyError> {
    let token = super::token(None, claims);
    request.verify::<Claims<IdToken>, _>(&token, keys::hs256_verifying(), at_now()).map(|_| ())
}

#[test]
fn each_required_claim_is_required() {
    assert_eq!(verify(&request(), &claims()), Ok(()));
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        missing(verify(&request(), &without(&claims(), name)), name);
    }
    for name in ["auth_time", "acr"] {
        assert_eq!(verify(&request(), &without(&claims(), name)), Ok(()));
    }
}

#[test]
fn nonce_is_the_one_that_was_sent() {
    missing(verify(&request(), &without(&claims(), "nonce")), "nonce");
    rejected(verify(&request(), &with(&claims(), "nonce", r#""n-0S6_WzA2M""#)), "nonce", ClaimReason::Unexpected);
    rejected(verify(&request(), &with(&claims(), "nonce", "7")), "nonce", ClaimReason::WrongType);
    // None was sent.
    let without_nonce = IdTokenRequest::new("https://server.example.com", "s6BhdRkqt3");
    assert_eq!(verify(&without_nonce, &without(&claims(), "nonce")), Ok(()));
    rejected(verify(&without_nonce, &claims()), "nonce", ClaimReason::Prohibited);
}

#[test]
fn no_audience_but_the_client_and_those_it_trusts() {
    let two = || with(&claims(), "aud", r#"["s6BhdRkqt3","api"]"#);
    rejected(verify(&request(), &two()), "aud", ClaimReason::Unexpected);
    rejected(verify(&request(), &with(&claims(), "aud", r#""api""#)), "aud", ClaimReason::Unexpected);
    // Since errata set 2, several audiences need no `azp`.
    let trusting = || request().trusted_audience("api");
    assert_eq!(verify(&trusting(), &two()), Ok(()));
    assert_eq!(verify(&trusting(), &with(&two(), "azp", r#""s6BhdRkqt3""#)), Ok(()));
    rejected(verify(&trusting(), &with(&two(), "azp", r#""api""#)), "azp", ClaimReason::Unexpected);
    assert_eq!(verify(&trusting(), &claims()), Ok(()));
    assert_eq!(verify(&trusting(), &with(&claims(), "aud", r#"["s6BhdRkqt3","s6BhdRkqt3"]"#)), Ok(()));
    rejected(verify(&trusting(), &with(&claims(), "aud", r#"["api"]"#)), "aud", ClaimReason::Unexpected);
}

#[test]
fn azp_is_the_client() {
    assert_eq!(verify(&request(), &with(&claims(), "azp", r#""s6BhdRkqt3""#)), Ok(()));
    rejected(verify(&request(), &with(&claims(), "azp", r#""other""#)), "azp", ClaimReason::Unexpected);
    rejected(verify(&request(), &with(&claims(), "azp", "7")), "azp", ClaimReason::WrongType);
}

/// What type a claim must have that nothing checks is for the caller to say: some issuers write `amr` as a string.
#[test]
fn types_of_other_claims_are_those_of_the_caller() {
    let token = super::token(None, &with(&claims(), "amr", r#""mfa""#));
    let (keys, now) = (keys::hs256_verifying, at_now);
    assert!(request().verify::<RegisteredClaims, _>(&token, keys(), now()).is_ok());
    let own = request().verify::<Claims<IdToken>, _>(&token, keys(), now());
    assert!(matches!(own, Err(VerifyError::Deserialize(_))));
    let numeric = super::token(None, &with(&claims(), "sub", "7"));
    assert!(request().verify::<IgnoredAny, _>(&numeric, keys(), now()).is_err());
    assert!(request().verify::<IgnoredAny, _>(&numeric, keys(), now().allow_numeric_subject()).is_ok());
}

/// As in the tokens of Google for an app and its server.
#[test]
fn azp_may_be_a_client_that_is_named() {
    let allowing = || request().authorized_party("app").authorized_party("watch");
    for azp in [r#""app""#, r#""watch""#, r#""s6BhdRkqt3""#, "null"] {
        assert_eq!(verify(&allowing(), &with(&claims(), "azp", azp)), Ok(()), "{azp}");
    }
    assert_eq!(verify(&allowing(), &claims()), Ok(()));
    rejected(verify(&allowing(), &with(&claims(), "azp", r#""other""#)), "azp", ClaimReason::Unexpected);
    // It is no audience.
    rejected(verify(&allowing(), &with(&claims(), "aud", r#""app""#)), "aud", ClaimReason::Unexpected);
}

#[test]
fn acr_is_one_that_was_asked_for() {
    let asking = || request().acr("urn:mace:incommon:iap:gold").acr("urn:mace:incommon:iap:silver");
    assert_eq!(verify(&asking(), &claims()), Ok(()));
    let bronze = with(&claims(), "acr", r#""urn:mace:incommon:iap:bronze""#);
    rejected(verify(&asking(), &bronze), "acr", ClaimReason::Unexpected);
    missing(verify(&asking(), &without(&claims(), "acr")), "acr");
}

/// 60 seconds of leeway count for `auth_time` too.
#[test]
fn auth_time_is_recent_if_max_age_was_sent() {
    let asking = || request().max_age(Duration::from_secs(100));
    assert_eq!(verify(&asking(), &claims()), Ok(()));
    assert_eq!(verify(&asking(), &with(&claims(), "auth_time", "1699999840")), Ok(()));
    rejected(verify(&asking(), &with(&claims(), "auth_time", "1699999839")), "auth_time", ClaimReason::TooOld);
    missing(verify(&asking(), &without(&claims(), "auth_time")), "auth_time");
    rejected(verify(&asking(), &with(&claims(), "auth_time", "1700000061")), "auth_time", ClaimReason::TooLate);
}

/// The provider's clock may be ahead, as for `iat`.
#[test]
fn auth_time_may_be_as_far_ahead_as_iat() {
    let ahead = || at_now().leeway(Duration::ZERO).future_leeway(Duration::from_secs(300));
    let verdict = |time: &str| {
        let token = super::token(None, &with(&with(&claims(), "auth_time", time), "iat", time));
        let request = request().max_age(Duration::from_secs(100));
        request.verify::<Claims<IdToken>, _>(&token, keys::hs256_verifying(), ahead()).map(|_| ())
    };
    assert_eq!(verdict("1700000300"), Ok(()));
    rejected(verdict("1700000301"), "iat", ClaimReason::InFuture);
}

/// The examples of appendix A.3 and A.4, for RS256.
#[test]
fn hashes_of_the_specification() {
    let mut id = IdToken::default();
    id.bind_access_token(Algorithm::RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    assert_eq!(id.at_hash.as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
    id.bind_code(Algorithm::RS256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk");
    assert_eq!(id.c_hash.as_deref(), Some("LDktKdoQak3Pk0cnXxCltA"));
}

/// Half of a hash of 256, 384 or 512 bits: 22, 32 or 43 characters.
#[test]
fn each_algorithm_has_its_hash() {
    for (names, length) in [
        (["HS256", "RS256", "PS256", "ES256", "ES256K"].as_slice(), 22),
        (&["HS384", "RS384", "PS384", "ES384"], 32),
        (&["HS512", "RS512", "PS512", "ES512", "EdDSA", "Ed25519"], 43),
    ] {
        for name in names {
            let mut id = IdToken::default();
            id.bind_access_token(name.parse().unwrap(), "token");
            assert_eq!(id.at_hash.unwrap().len(), length, "{name}");
        }
    }
    // No specification gives one.
    for algorithm in [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87] {
        let mut id = IdToken::default();
        (id.at_hash, id.c_hash) = (Some("old".into()), Some("old".into()));
        id.bind_access_token(algorithm, "token");
        id.bind_code(algorithm, "code");
        assert_eq!((id.at_hash, id.c_hash), (None, None), "{algorithm}");
    }
}

#[test]
fn at_hash_and_c_hash_are_those_of_what_came_along() {
    let mut id = IdToken::default();
    id.bind_access_token(Algorithm::HS256, "access token");
    id.bind_code(Algorithm::HS256, "code");
    let bound = |name, value: &Option<String>| with(&claims(), name, &format!(r#""{}""#, value.as_ref().unwrap()));
    let at_hash = bound("at_hash", &id.at_hash);
    assert_eq!(verify(&request().access_token("access token"), &at_hash), Ok(()));
    rejected(verify(&request().access_token("another"), &at_hash), "at_hash", ClaimReason::Unexpected);
    assert_eq!(verify(&request(), &at_hash), Ok(()));
    assert_eq!(verify(&request().access_token("access token"), &claims()), Ok(()));
    let c_hash = bound("c_hash", &id.c_hash);
    assert_eq!(verify(&request().code("code"), &c_hash), Ok(()));
    rejected(verify(&request().code("access token"), &c_hash), "c_hash", ClaimReason::Unexpected);
    // The hash is that of the algorithm in the header: ES256 has that of HS256, HS512 another.
    let mut other = IdToken::default();
    other.bind_access_token(Algorithm::HS512, "access token");
    let other = bound("at_hash", &other.at_hash);
    rejected(verify(&request().access_token("access token"), &other), "at_hash", ClaimReason::Unexpected);
}

#[test]
fn a_flow_that_needs_the_hash_requires_it() {
    let token = tokens::with_payload(
        r#"{"iss":"https://server.example.com","sub":"1","aud":"s6BhdRkqt3","nonce":"n-0S6_WzA2Mj","exp":1700000600,"iat":1699999990}"#,
    );
    let verdict = |request: IdTokenRequest| {
        request.verify::<serde_json::Value, _>(&token, keys::hs256_verifying(), at_now()).map(|_| ())
    };
    assert_eq!(verdict(request().access_token("t").code("c")), Ok(()));
    assert_eq!(verdict(request().require_hashes()), Ok(()));
    missing(verdict(request().access_token("t").require_hashes()), "at_hash");
    missing(verdict(request().code("c").require_hashes()), "c_hash");
}

/// Section 12.2: another `iat`, the same user; `nonce` absent, or that of the first token.
#[test]
fn a_refreshed_token_belongs_to_the_first() {
    let first_token = {
        let custom = {
            let mut id = IdToken::default();
            id.nonce = Some("n-0S6_WzA2Mj".into());
            id.auth_time = Some(NumericDate::from_secs(1_699_999_989));
            id
        };
        let claims =
            Claims::new(custom).issuer("https://server.example.com").audience("s6BhdRkqt3").subject("24400320");
        let claims = claims.issued_at(NumericDate::from_secs(tokens::NOW - 20));
        Signer::new(keys::hs256()).sign(&claims.expires_at(NumericDate::from_secs(tokens::NOW + 60))).unwrap()
    };
    let first: Claims<IdToken> = request().verify(&first_token, keys::hs256_verifying(), at_now()).unwrap();
    let refreshing = IdTokenRequest::new("https://server.example.com", "s6BhdRkqt3").refreshed_from(&first);
    assert_eq!(verify(&refreshing, &without(&claims(), "nonce")), Ok(()));
    assert_eq!(verify(&refreshing, &claims()), Ok(()));
    let of_login = request().refreshed_from(&first);
    assert_eq!(verify(&of_login, &without(&claims(), "nonce")), Ok(()));
    rejected(verify(&of_login, &with(&claims(), "nonce", r#""another""#)), "nonce", ClaimReason::Unexpected);
    assert_eq!(verify(&refreshing, &without(&claims(), "auth_time")), Ok(()));
    let mut first_without = first.clone();
    first_without.custom.auth_time = None;
    let from_it = IdTokenRequest::new("https://server.example.com", "s6BhdRkqt3").refreshed_from(&first_without);
    assert_eq!(verify(&from_it, &claims()), Ok(()));
    let changed = |name, value| verify(&refreshing, &with(&claims(), name, value));
    rejected(changed("nonce", r#""another""#), "nonce", ClaimReason::Unexpected);
    rejected(changed("sub", r#""24400321""#), "sub", ClaimReason::Unexpected);
    rejected(changed("auth_time", "1699999990"), "auth_time", ClaimReason::Unexpected);
    rejected(changed("azp", r#""s6BhdRkqt3""#), "azp", ClaimReason::Unexpected);
    rejected(changed("iat", "1699999979"), "iat", ClaimReason::Unexpected);
    assert_eq!(changed("iat", "1699999980"), Ok(()));
    // The same audience, and the same issuer as the first.
    let trusting = refreshing.clone().trusted_audience("api");
    let two = with(&with(&claims(), "aud", r#"["s6BhdRkqt3","api"]"#), "azp", r#""s6BhdRkqt3""#);
    rejected(verify(&trusting, &two), "aud", ClaimReason::Unexpected);
    let other = IdTokenRequest::new("https://other.example", "s6BhdRkqt3").refreshed_from(&first);
    rejected(verify(&other, &with(&claims(), "iss", r#""https://other.example""#)), "iss", ClaimReason::Unexpected);
    rejected(changed("iss", r#""https://other.example""#), "iss", ClaimReason::Unexpected);
}

#[test]
fn debug_shows_no_secret() {
    let request = request().access_token("an access token").code("a code");
    let shown = format!("{request:?}");
    assert!(shown.contains("s6BhdRkqt3"));
    assert!(!shown.contains("n-0S6") && !shown.contains("access token") && !shown.contains("a code"), "{shown}");
    assert_eq!(ClaimName::from("azp").as_str(), "azp");
}
