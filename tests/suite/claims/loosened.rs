//! What a policy allows by name: each with what it accepts then, and with its neighbors, which are refused as before.

use jwt_codec::jwt::{MaybeExpired, NumericDate};
use jwt_codec::{
    ClaimName, ClaimReason, Defect, Hs256, RegisteredClaims, SignError, Signer, SigningKey, Validation, Verifier,
    VerifyError,
};
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::time::Duration;

use crate::support::verdict::{accepts, claim, claims_verdict, lenient, payload, refuses, verdict};
use crate::support::{base64url, keys, tokens};

const SECOND: Duration = Duration::from_secs(1);

/// The policy at the time 1000, to the second.
fn exact() -> Validation {
    Validation::at(NumericDate::from_secs(1000)).leeway(Duration::ZERO)
}

const EXPIRED: &str = r#"{"exp":999}"#;

/// An `id_token_hint`, a logout, a refresh: `exp` alone is ignored.
#[test]
fn expired_can_be_allowed() {
    let (exp, expired) = (ClaimName::ExpirationTime, ClaimReason::Expired);
    let policy = || exact().allow_expired();
    refuses(exact(), EXPIRED, exp, expired);
    accepts(policy(), EXPIRED);
    accepts(policy(), r#"{"exp":1000}"#);
    accepts(policy(), r#"{"exp":1001}"#);
    accepts(policy(), r#"{"exp":-1e300}"#);
    // It must be there, and a time.
    refuses(policy(), "{}", exp, ClaimReason::Missing);
    accepts(policy().allow_missing_expiration_time(), "{}");
    for wrong in [r#""999""#, "true", "[999]", "{}"] {
        refuses(policy(), &format!(r#"{{"exp":{wrong}}}"#), exp, ClaimReason::WrongType);
    }
    refuses(policy(), r#"{"exp":null}"#, exp, ClaimReason::Null);
    assert_eq!(claims_verdict(policy(), r#"{"exp":1e400}"#), Err(payload(Defect::NumberRange)));
}

/// All other checks are as they were.
#[test]
fn all_else_is_checked_of_an_expired_token() {
    let policy = || exact().allow_expired();
    refuses(policy(), r#"{"exp":999,"nbf":1001}"#, ClaimName::NotBefore, ClaimReason::InFuture);
    refuses(policy(), r#"{"exp":999,"iat":1001}"#, ClaimName::IssuedAt, ClaimReason::InFuture);
    refuses(policy(), r#"{"exp":999,"aud":"api"}"#, ClaimName::Audience, ClaimReason::NoneNamed);
    refuses(policy().audience("api"), r#"{"exp":999,"aud":"web"}"#, ClaimName::Audience, ClaimReason::Unexpected);
    refuses(policy().audience("api"), EXPIRED, ClaimName::Audience, ClaimReason::Missing);
    refuses(policy().issuer("one"), r#"{"exp":999,"iss":"two"}"#, ClaimName::Issuer, ClaimReason::Unexpected);
    refuses(policy().subject("one"), r#"{"exp":999,"sub":"two"}"#, ClaimName::Subject, ClaimReason::Unexpected);
    refuses(policy().typ("at+jwt"), EXPIRED, ClaimName::Type, ClaimReason::Missing);
    refuses(policy().require(ClaimName::JwtId), EXPIRED, ClaimName::JwtId, ClaimReason::Missing);
    let young = || policy().max_age(SECOND * 10);
    accepts(young(), r#"{"exp":999,"iat":990}"#);
    refuses(young(), r#"{"exp":999,"iat":989}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
    let token = tokens::with_payload(EXPIRED);
    let last = if token.ends_with('A') { 'Q' } else { 'A' };
    let forged = format!("{}{last}", &token[..token.len() - 1]);
    assert_eq!(verdict(policy(), &forged), Err(VerifyError::InvalidSignature));
}

/// The claims of an expired token, by a method that says whether it is one; the policy stays.
#[test]
fn claims_of_an_expired_token_can_be_had() {
    let verifier = Verifier::new(keys::hs256_verifying(), exact().issuer("id"));
    let had = |json: &str| {
        let verdict = verifier.verify_even_if_expired::<RegisteredClaims>(&tokens::with_payload(json));
        verdict.map(|claims| match claims {
            MaybeExpired::Current(claims) => (false, claims.issuer),
            MaybeExpired::Expired(claims) => (true, claims.issuer),
        })
    };
    let issuer = Some("id".to_owned());
    assert_eq!(had(r#"{"exp":1001,"iss":"id"}"#), Ok((false, issuer.clone())));
    assert_eq!(had(r#"{"exp":1000,"iss":"id"}"#), Ok((true, issuer.clone())));
    assert_eq!(had(r#"{"exp":1,"iss":"id"}"#), Ok((true, issuer)));
    let refused = |json: &str, name, reason| assert_eq!(had(json), Err(claim(name, reason)), "{json}");
    refused(r#"{"exp":1,"iss":"other"}"#, ClaimName::Issuer, ClaimReason::Unexpected);
    refused(r#"{"exp":1}"#, ClaimName::Issuer, ClaimReason::Missing);
    refused(r#"{"exp":1,"iss":"id","nbf":1001}"#, ClaimName::NotBefore, ClaimReason::InFuture);
    refused(r#"{"exp":1,"iss":"id","aud":"api"}"#, ClaimName::Audience, ClaimReason::NoneNamed);
    refused(r#"{"exp":"1","iss":"id"}"#, ClaimName::ExpirationTime, ClaimReason::WrongType);
    refused(r#"{"exp":null,"iss":"id"}"#, ClaimName::ExpirationTime, ClaimReason::Null);
    refused(r#"{"iss":"id"}"#, ClaimName::ExpirationTime, ClaimReason::Missing);
    // The other methods of the same verifier are as strict as before.
    let expired = tokens::with_payload(r#"{"exp":1,"iss":"id"}"#);
    let refused = Err(claim(ClaimName::ExpirationTime, ClaimReason::Expired));
    assert_eq!(verifier.verify::<IgnoredAny>(&expired).map(|_| ()), refused);
    // A leeway is one for this too, and a policy that allows it is told all the same.
    let ask = |policy, json| {
        let verifier = Verifier::new(keys::hs256_verifying(), policy);
        let claims = verifier.verify_even_if_expired::<IgnoredAny>(&tokens::with_payload(json)).unwrap();
        matches!(claims, MaybeExpired::Expired(_))
    };
    assert!(!ask(exact().leeway(SECOND * 2), EXPIRED));
    assert!(ask(exact().leeway(SECOND), EXPIRED));
    assert!(ask(exact().allow_expired(), EXPIRED));
    assert!(!ask(exact().allow_missing_expiration_time(), "{}"));
}

/// A token that has not expired passes every other check of its `exp` too.
#[test]
fn a_current_token_has_passed_every_check() {
    let policy = exact()
        .reject_expiring_within(SECOND * 30)
        .check_claim("exp", |exp: Option<u64>| if exp == Some(7) { Err(ClaimReason::Expired) } else { Ok(()) });
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    let had = |json| verifier.verify_even_if_expired::<IgnoredAny>(&tokens::with_payload(json));
    assert!(matches!(had(r#"{"exp":1031}"#), Ok(MaybeExpired::Current(_))));
    assert!(matches!(had(r#"{"exp":1000}"#), Ok(MaybeExpired::Expired(_))));
    for soon in [r#"{"exp":1030}"#, r#"{"exp":1001}"#] {
        assert_eq!(had(soon).err(), Some(claim(ClaimName::ExpirationTime, ClaimReason::ExpiresSoon)), "{soon}");
    }
    // A rule of the caller counts, whatever its reason is.
    assert_eq!(had(r#"{"exp":7}"#).err(), Some(claim(ClaimName::ExpirationTime, ClaimReason::Expired)));
}

#[test]
fn future_iat_can_be_allowed() {
    let policy = || exact().allow_future_issued_at();
    refuses(exact(), r#"{"exp":2000,"iat":1001}"#, ClaimName::IssuedAt, ClaimReason::InFuture);
    accepts(policy(), r#"{"exp":2000,"iat":1001}"#);
    accepts(policy(), r#"{"exp":2000,"iat":1e300}"#);
    refuses(policy(), r#"{"exp":1000,"iat":1001}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    refuses(policy(), r#"{"exp":2000,"nbf":1001,"iat":1001}"#, ClaimName::NotBefore, ClaimReason::InFuture);
    refuses(policy(), r#"{"exp":2000,"iat":"1001"}"#, ClaimName::IssuedAt, ClaimReason::WrongType);
    let young = || policy().max_age(SECOND * 10);
    accepts(young(), r#"{"exp":2000,"iat":1001}"#);
    refuses(young(), r#"{"exp":2000,"iat":989}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
    refuses(young(), r#"{"exp":2000}"#, ClaimName::IssuedAt, ClaimReason::Missing);
}

#[test]
fn leeway_for_the_future_is_apart_from_that_for_exp() {
    let future = || exact().future_leeway(SECOND * 5);
    accepts(future(), r#"{"exp":1001,"nbf":1005,"iat":1005}"#);
    refuses(future(), r#"{"exp":1001,"nbf":1005.5}"#, ClaimName::NotBefore, ClaimReason::InFuture);
    refuses(future(), r#"{"exp":1001,"iat":1006}"#, ClaimName::IssuedAt, ClaimReason::InFuture);
    refuses(future(), r#"{"exp":1000}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
    refuses(future().max_age(SECOND), r#"{"exp":1001,"iat":998}"#, ClaimName::IssuedAt, ClaimReason::TooOld);
    // The other way round, and in whatever order they are said.
    let leeway = SECOND * 5;
    for past in
        [exact().leeway(leeway).future_leeway(Duration::ZERO), exact().future_leeway(Duration::ZERO).leeway(leeway)]
    {
        accepts(past.clone(), r#"{"exp":996,"nbf":1000,"iat":1000}"#);
        refuses(past.clone(), r#"{"exp":995}"#, ClaimName::ExpirationTime, ClaimReason::Expired);
        refuses(past.clone(), r#"{"exp":996,"nbf":1001}"#, ClaimName::NotBefore, ClaimReason::InFuture);
        refuses(past, r#"{"exp":996,"iat":1001}"#, ClaimName::IssuedAt, ClaimReason::InFuture);
    }
    accepts(exact().future_leeway(Duration::MAX), r#"{"exp":1001,"nbf":1e300,"iat":1e300}"#);
}

#[test]
fn typ_may_be_absent_or_this() {
    let verdict_on = |policy: Validation, header: &str| verdict(policy, &tokens::signed(header, r#"{"exp":2000}"#));
    let absent = r#"{"alg":"HS256"}"#;
    let typ = |typ: &str| format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
    let (missing, unexpected) = (ClaimReason::Missing, ClaimReason::Unexpected);
    let named = || exact().typ("at+jwt");
    let policy = || named().allow_missing_typ();
    assert_eq!(verdict_on(named(), absent), Err(claim(ClaimName::Type, missing)));
    assert_eq!(verdict_on(policy(), absent), Ok(()));
    assert_eq!(verdict_on(exact().allow_missing_typ().typ("at+jwt"), absent), Ok(()));
    assert_eq!(verdict_on(policy(), &typ("at+jwt")), Ok(()));
    assert_eq!(verdict_on(policy(), &typ("application/AT+JWT")), Ok(()));
    for other in ["JWT", "", "id+jwt", "at+jwt "] {
        assert_eq!(verdict_on(policy(), &typ(other)), Err(claim(ClaimName::Type, unexpected)), "{other}");
    }
    let required = || policy().require(ClaimName::Type);
    assert_eq!(verdict_on(required(), absent), Err(claim(ClaimName::Type, missing)));
    assert_eq!(verdict_on(required(), &typ("at+jwt")), Ok(()));
}

/// A number as `iss` or `sub` has a way out by name, on both sides. It allows no number in another claim.
#[test]
fn a_number_can_be_allowed_where_text_belongs() {
    let signer = || Signer::new(keys::hs256());
    let policy = lenient().issuer("12345");
    number_can_be_allowed(ClaimName::Issuer, &policy, &policy.clone().allow_numeric_issuer());
    let policy = lenient().subject("12345");
    number_can_be_allowed(ClaimName::Subject, &policy, &policy.clone().allow_numeric_subject());
    number_can_be_signed(ClaimName::Issuer, &signer().allow_numeric_issuer());
    number_can_be_signed(ClaimName::Subject, &signer().allow_numeric_subject());
}

#[track_caller]
fn number_can_be_allowed(claim: ClaimName, strict: &Validation, loose: &Validation) {
    let name = claim.as_str();
    let verdict = |policy: &Validation, json: String| {
        let verifier = Verifier::new(keys::hs256_verifying(), policy.clone());
        verifier.verify::<Value>(&tokens::with_payload(json)).map(|claims| claims[name].clone())
    };
    let of = |policy, value: &str| verdict(policy, format!(r#"{{"{name}":{value}}}"#));
    let rejected = |reason| Err(VerifyError::Claim { claim, reason });
    assert_eq!(of(strict, "12345"), rejected(ClaimReason::WrongType));
    for number in ["12345", " 12345 "] {
        assert_eq!(of(loose, number), Ok(json!(12345)), "{number}");
    }
    assert_eq!(of(loose, r#""12345""#), Ok(json!("12345")));
    for other in ["12346", "12345.0", "1.2345e4", "-12345", "0"] {
        assert_eq!(of(loose, other), rejected(ClaimReason::Unexpected), "{other}");
    }
    for wrong in ["true", "[12345]", "{}"] {
        assert_eq!(of(loose, wrong), rejected(ClaimReason::WrongType), "{wrong}");
    }
    assert_eq!(of(loose, "null"), rejected(ClaimReason::Null));
    for (other, reason) in others(claim) {
        let json = format!(r#"{{"{name}":"12345","{}":7}}"#, other.as_str());
        assert_eq!(verdict(loose, json), Err(VerifyError::Claim { claim: other, reason }));
    }
}

#[track_caller]
fn number_can_be_signed(claim: ClaimName, loose: &Signer<SigningKey<Hs256>>) {
    let numeric = json!({ claim.as_str(): 12345 });
    let reason = ClaimReason::WrongType;
    assert_eq!(Signer::new(keys::hs256()).sign(&numeric), Err(SignError::Claim { claim, reason }));
    let token = loose.sign(&numeric).unwrap();
    let payload = token.split('.').nth(1).unwrap();
    assert_eq!(base64url::decode(payload), Some(numeric.to_string().into_bytes()));
    for (other, reason) in others(claim) {
        assert_eq!(loose.sign(&json!({ other.as_str(): 7 })), Err(SignError::Claim { claim: other, reason }));
    }
}

/// The other claims that are text, and the error of a number there.
fn others(claim: ClaimName) -> impl Iterator<Item = (ClaimName, ClaimReason)> {
    let text = [ClaimName::Issuer, ClaimName::Subject, ClaimName::Audience, ClaimName::JwtId];
    text.into_iter().filter(move |other| *other != claim).map(|other| (other, ClaimReason::WrongType))
}
