//! Security event tokens: RFC 8417 sections 2.2 and 4.

use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::security_event::{self, SecurityEvents};
use jwt_codec::{ClaimName, ClaimReason, Claims, Validation, Verifier};
use serde::{Deserialize, Serialize};

use super::{Members, members, missing, rejected, verdict_of, with, without};
use crate::support::{keys, tokens};

fn policy() -> Validation {
    let at = Validation::at(NumericDate::from_secs(tokens::NOW));
    security_event::policy(
        at.audience("https://jhub.example.com/98d52461fa5bbc879593b7754"),
        "https://scim.example.com",
    )
}

/// Those of figure 1, with one audience.
fn claims() -> Members {
    members(&[
        ("iss", r#""https://scim.example.com""#),
        ("iat", "1458496404"),
        ("jti", r#""4d3559ec67504aaba65d40b0363faad8""#),
        ("aud", r#""https://jhub.example.com/98d52461fa5bbc879593b7754""#),
        (
            "events",
            r#"{"urn:ietf:params:scim:event:create":{"ref":"https://scim.example.com/Users/44f6142df96bd6ab61e7521d9","attributes":["id","name"]}}"#,
        ),
    ])
}

#[test]
fn each_required_claim_is_required() {
    assert_eq!(verdict_of(&policy(), Some("secevent+jwt"), &claims()), Ok(()));
    for name in ["iss", "iat", "jti", "aud", "events"] {
        missing(verdict_of(&policy(), Some("secevent+jwt"), &without(&claims(), name)), name);
    }
    missing(verdict_of(&policy(), None, &claims()), ClaimName::Type);
    rejected(verdict_of(&policy(), Some("JWT"), &claims()), ClaimName::Type, ClaimReason::Unexpected);
}

/// Section 4: no ID token and no access token passes for an event, nor an event for one of them.
#[test]
fn claims_of_other_kinds_are_prohibited() {
    let verdict = |name, value| verdict_of(&policy(), Some("secevent+jwt"), &with(&claims(), name, value));
    rejected(verdict("exp", "1700000600"), "exp", ClaimReason::Prohibited);
    rejected(verdict("nonce", r#""n""#), "nonce", ClaimReason::Prohibited);
    assert_eq!(verdict("sub", r#""alice""#), Ok(()));
}

#[test]
fn events_are_objects_by_name() {
    let verdict = |value| verdict_of(&policy(), Some("secevent+jwt"), &with(&claims(), "events", value));
    assert_eq!(verdict(r#"{"a:b":{}}"#), Ok(()));
    assert_eq!(verdict(r#"{"a:b":{},"a:c":{"d":[1]}}"#), Ok(()));
    rejected(verdict("{}"), "events", ClaimReason::Unexpected);
    rejected(verdict("null"), "events", ClaimReason::Null);
    for wrong in ["[]", "[{}]", r#""a:b""#, r#"{"a:b":null}"#, r#"{"a:b":[]}"#, r#"{"a:b":{},"a:c":1}"#, "true"] {
        rejected(verdict(wrong), "events", ClaimReason::WrongType);
    }
}

#[test]
fn events_are_read_into_a_type_of_the_user() {
    #[derive(Serialize, Deserialize)]
    struct Known {
        #[serde(rename = "urn:ietf:params:scim:event:create")]
        create: Create,
    }
    #[derive(Serialize, Deserialize)]
    struct Create {
        attributes: Vec<String>,
    }
    let members: Vec<_> = claims().iter().map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    let token = tokens::signed(r#"{"alg":"HS256","typ":"secevent+jwt"}"#, format!("{{{}}}", members.join(",")));
    let claims: Claims<SecurityEvents<Known>> =
        Verifier::new(keys::hs256_verifying(), policy()).verify(&token).unwrap();
    assert_eq!(claims.custom.events.create.attributes, ["id", "name"]);
    assert_eq!(claims.custom.txn, None);
    let written = SecurityEvents::new(claims.custom.events);
    let json = r#"{"events":{"urn:ietf:params:scim:event:create":{"attributes":["id","name"]}}}"#;
    assert_eq!(serde_json::to_string(&written).unwrap(), json);
}
