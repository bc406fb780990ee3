//! Several issuers (RFC 8725 section 3.8): the unverified `iss` picks the verifier and nothing else; every other issuer's key and
//! policy stays out of it.

use jwt_codec::jwt::{Issuers, NumericDate, untrusted_issuer, untrusted_issuer_with_limit};
use jwt_codec::{
    ClaimName, ClaimReason, Defect, Hs256, Part, RegisteredClaims, SigningKey, Validation, VerifyError, VerifyingKey,
};

use crate::support::tokens::{HEADER, NOW, signed_by, with_payload};
use crate::support::verdict::claim;
use crate::support::{base64url, keys};

const ONE: &str = "https://one.example";
const OTHER: &str = "https://other.example";

fn other_key() -> SigningKey<Hs256> {
    SigningKey::from_secret(&[0x33; 32]).unwrap()
}

fn policy() -> Validation {
    Validation::at(NumericDate::from_secs(NOW))
}

fn issuers() -> Issuers<VerifyingKey<Hs256>> {
    Issuers::default().issuer(ONE, keys::hs256_verifying(), policy()).issuer(
        OTHER,
        other_key().verifying_key(),
        policy().audience("api"),
    )
}

fn token(key: &SigningKey<Hs256>, claims: &str) -> String {
    signed_by(key, &base64url::encode(HEADER), &base64url::encode(claims))
}

#[track_caller]
fn verdict(token: &str) -> Result<Option<String>, VerifyError> {
    issuers().verify::<RegisteredClaims>(token).map(|claims| claims.issuer)
}

#[test]
fn each_issuer_signs_for_itself_alone() {
    let of = |issuer: &str| format!(r#"{{"iss":"{issuer}","exp":1700000600,"aud":"api"}}"#);
    assert_eq!(verdict(&token(&other_key(), &of(OTHER))), Ok(Some(OTHER.into())));
    // The policy of the first one names no audience, and the second one's does not help it.
    let none_named = Err(claim(ClaimName::Audience, ClaimReason::NoneNamed));
    assert_eq!(verdict(&token(&keys::hs256(), &of(ONE))), none_named);
    let without_audience = r#"{"iss":"https://one.example","exp":1700000600}"#;
    assert_eq!(verdict(&token(&keys::hs256(), without_audience)), Ok(Some(ONE.into())));

    assert_eq!(verdict(&token(&keys::hs256(), &of(OTHER))), Err(VerifyError::InvalidSignature));
    assert_eq!(verdict(&token(&other_key(), &of(ONE))), Err(VerifyError::InvalidSignature));
}

#[test]
fn only_a_known_issuer_picks_a_verifier() {
    let unexpected = Err(claim(ClaimName::Issuer, ClaimReason::Unexpected));
    for issuer in ["", "https://one.example/", "HTTPS://one.example", "https://one.example.evil", "https://one.exampl"]
    {
        assert_eq!(verdict(&with_payload(format!(r#"{{"iss":"{issuer}","exp":1700000600}}"#))), unexpected, "{issuer}");
    }
    assert_eq!(
        Issuers::<VerifyingKey<Hs256>>::new().verify::<RegisteredClaims>(&with_payload(r#"{"iss":""}"#)).err(),
        unexpected.err()
    );
    // An escape is only another way to write it.
    let escaped = with_payload(r#"{"iss":"https:\/\/one.example","exp":1700000600}"#);
    assert_eq!(verdict(&escaped), Ok(Some(ONE.into())));
}

#[test]
fn an_issuer_that_is_none() {
    for (claims, reason) in [
        (r#"{"exp":1700000600}"#, ClaimReason::Missing),
        (r#"{"iss":null}"#, ClaimReason::Null),
        (r#"{"iss":["https://one.example"]}"#, ClaimReason::WrongType),
        (r#"{"iss":1}"#, ClaimReason::WrongType),
    ] {
        assert_eq!(verdict(&with_payload(claims)), Err(claim(ClaimName::Issuer, reason)), "{claims}");
    }
    for (payload, defect) in [
        (r#"{"iss":"https://one.example","iss":"https://other.example"}"#, Defect::DuplicateName),
        (r#"{"iss":"https://one.example"}}"#, Defect::Json),
        (r#"{"iss":"\ud800"}"#, Defect::LoneSurrogate),
        (r#"["https://one.example"]"#, Defect::NotAnObject),
        ("", Defect::Json),
    ] {
        assert_eq!(verdict(&with_payload(payload)), Err(VerifyError::Malformed(Part::Payload, defect)), "{payload}");
    }
    let nested = format!("{}1{}", "[".repeat(127), "]".repeat(127));
    let with_member = |member: &str| format!(r#"{{"iss":"https://one.example","x":{member}}}"#).into_bytes();
    let good = with_member("1");
    for (payload, defect) in [
        (with_member(&nested), Defect::TooDeep),
        (with_member("1e400"), Defect::NumberRange),
        (with_member(r#"{"$serde_json::private::Number":"1"}"#), Defect::ReservedName),
        ([&b"\xef\xbb\xbf"[..], &good].concat(), Defect::Json),
        ([&good[..], b"\0"].concat(), Defect::Json),
        ([&good[..], b"\xff"].concat(), Defect::Utf8),
        (good.iter().map(|&byte| if byte == b'x' { 0xff } else { byte }).collect(), Defect::Utf8),
    ] {
        let (token, text) = (with_payload(&payload), String::from_utf8_lossy(&payload));
        let malformed = VerifyError::Malformed(Part::Payload, defect);
        assert_eq!(untrusted_issuer(&token), Err(malformed.clone()), "{text}");
        assert_eq!(verdict(&token), Err(malformed), "{text}");
    }
    assert_eq!(untrusted_issuer(&with_payload(&good)).as_deref(), Ok(ONE));
}

/// Only `iss` is compared before the signature. The verifier compares the rest.
#[test]
fn other_names_are_compared_after_the_signature() {
    let twice = r#"{"iss":"https://one.example","exp":1700000600,"x":{"a":1,"a":1}}"#;
    let duplicate = Err(VerifyError::Malformed(Part::Payload, Defect::DuplicateName));
    assert_eq!(untrusted_issuer(&with_payload(twice)).as_deref(), Ok(ONE));
    assert_eq!(verdict(&with_payload(twice)), duplicate);
    assert_eq!(verdict(&token(&other_key(), twice)), Err(VerifyError::InvalidSignature));
    for iss in [r#""iss":null"#, r#""iss":"https://one.example""#, r#""iss":1"#] {
        let twice = format!(r#"{{"iss":"https://one.example",{iss}}}"#);
        assert_eq!(
            untrusted_issuer(&with_payload(twice)),
            duplicate.clone().map(|_: Option<String>| String::new()),
            "{iss}"
        );
    }
}

/// Each policy decides on padding for its issuer alone.
#[test]
fn padding_is_allowed_by_the_issuer_s_policy() {
    let issuers = |one: Validation, other: Validation| {
        let issuers = Issuers::new().issuer(ONE, keys::hs256_verifying(), one);
        issuers.issuer(OTHER, other_key().verifying_key(), other)
    };
    // All lengths of the payload.
    for spaces in 0..3 {
        let token = |issuer, key: &SigningKey<Hs256>| {
            let payload = base64url::encode(format!(r#"{{"iss":"{issuer}","exp":1700000600{}}}"#, " ".repeat(spaces)));
            let padded = payload.clone() + &"=".repeat((4 - payload.len() % 4) % 4);
            (signed_by(key, &base64url::encode(HEADER), &padded), padded != payload)
        };
        let (of_one, one_is_padded) = token(ONE, &keys::hs256());
        let (of_other, other_is_padded) = token(OTHER, &other_key());
        let verdict = |issuers: &Issuers<_>, token: &str| issuers.verify::<RegisteredClaims>(token).map(|_| ());
        let malformed = Err(VerifyError::Malformed(Part::Payload, Defect::Base64url));
        let mixed = issuers(policy().allow_padding(), policy());
        assert_eq!(verdict(&mixed, &of_one), Ok(()));
        assert_eq!(verdict(&mixed, &of_other), if other_is_padded { malformed.clone() } else { Ok(()) });
        let strict = if one_is_padded { malformed } else { Ok(()) };
        assert_eq!(verdict(&issuers(policy(), policy()), &of_one), strict);
        assert_eq!(untrusted_issuer(&of_one).map(|_| ()), strict);
    }
}

/// The name under which a policy is added takes the place of what it expected before.
#[test]
fn policy_expects_its_issuer_alone() {
    let loose = policy().issuer(ONE).issuer(OTHER);
    let issuers = Issuers::new().issuer(ONE, keys::hs256_verifying(), loose);
    let verifier = issuers.verifier(&with_payload(r#"{"iss":"https://one.example","exp":1700000600}"#)).unwrap();
    let other = with_payload(r#"{"iss":"https://other.example","exp":1700000600}"#);
    let unexpected = Err(claim(ClaimName::Issuer, ClaimReason::Unexpected));
    assert_eq!(verifier.verify::<RegisteredClaims>(&other).map(|_| ()), unexpected);
}

#[test]
fn length_is_bounded_before_anything_is_read() {
    let long = with_payload(format!(r#"{{"iss":"https://one.example","x":"{}"}}"#, "x".repeat(20_000)));
    let too_long = Err(VerifyError::Malformed(Part::Token, Defect::TooLong));
    assert_eq!(untrusted_issuer(&long), too_long);
    assert_eq!(verdict(&long).map(|_| String::new()), too_long);
    assert_eq!(untrusted_issuer_with_limit(&long, 1 << 20).as_deref(), Ok(ONE));
    // The policy of one issuer lets longer tokens in; another's still refuses them.
    let issuers = issuers().issuer("long", keys::hs256_verifying(), policy().max_token_len(1 << 20));
    assert_eq!(issuers.verify::<RegisteredClaims>(&long).map(|_| String::new()), too_long);
}

/// If no policy allows a token of this length, nothing of it is read, and its issuer stays unknown.
#[test]
fn length_is_bounded_by_the_loosest_policy() {
    let token = with_payload(format!(r#"{{"iss":"?","x":"{}"}}"#, "x".repeat(5_000)));
    let verdict = |issuers: &Issuers<_>| issuers.verify::<RegisteredClaims>(&token).map(|_| ()).unwrap_err();
    let too_long = VerifyError::Malformed(Part::Token, Defect::TooLong);
    let unknown = claim(ClaimName::Issuer, ClaimReason::Unexpected);
    let of = |lengths: [usize; 2]| {
        let [one, other] = lengths.map(|length| policy().max_token_len(length));
        let issuers = Issuers::new().issuer(ONE, keys::hs256_verifying(), one);
        issuers.issuer(OTHER, other_key().verifying_key(), other)
    };
    let length = token.len();
    assert_eq!(verdict(&of([500, 500])), too_long);
    assert_eq!(verdict(&of([length - 1, length - 1])), too_long);
    assert_eq!(verdict(&of([length, 500])), unknown);
    assert_eq!(verdict(&of([500, length])), unknown);
    // Whoever knows no issuer has the default.
    assert_eq!(verdict(&Issuers::new()), unknown);
}

/// What a replaced policy allowed is not allowed any more, and what others allow still is.
#[test]
fn a_replaced_policy_does_not_count() {
    let key = keys::hs256_verifying;
    let payload = base64url::encode(r#"{"iss":"?"}"#) + "=";
    let padded = signed_by(&keys::hs256(), &base64url::encode(HEADER), &payload);
    let verdict = |issuers: &Issuers<_>| issuers.verify::<RegisteredClaims>(&padded).map(|_| ()).unwrap_err();
    let unknown = claim(ClaimName::Issuer, ClaimReason::Unexpected);
    let short = || policy().max_token_len(padded.len() - 1);
    let (loose, strict) = (|| policy().allow_padding(), policy);

    let alone = Issuers::new().issuer(ONE, key(), loose());
    assert_eq!(verdict(&alone), unknown);
    let malformed = VerifyError::Malformed(Part::Payload, Defect::Base64url);
    assert_eq!(verdict(&alone.issuer(ONE, key(), strict())), malformed);
    let too_long = VerifyError::Malformed(Part::Token, Defect::TooLong);
    let alone = Issuers::new().issuer(ONE, key(), loose()).issuer(ONE, key(), short());
    assert_eq!(verdict(&alone), too_long);

    let two = || Issuers::new().issuer(ONE, key(), loose()).issuer(OTHER, key(), loose());
    assert_eq!(verdict(&two().issuer(ONE, key(), short())), unknown);
    assert_eq!(verdict(&two().issuer(OTHER, key(), short())), unknown);
    assert_eq!(verdict(&two().issuer(ONE, key(), strict()).issuer(OTHER, key(), strict())), malformed);
    assert_eq!(verdict(&two().issuer(OTHER, key(), short()).issuer(ONE, key(), short())), too_long);
}

#[test]
fn issuer_that_is_added_again_replaces_the_first() {
    let issuers = issuers().issuer(ONE, other_key().verifying_key(), policy());
    let claims = format!(r#"{{"iss":"{ONE}","exp":{}}}"#, NOW + 600);
    let verdict = |key: &SigningKey<Hs256>| issuers.verify::<RegisteredClaims>(&token(key, &claims)).map(|_| ());
    assert_eq!(verdict(&other_key()), Ok(()));
    assert_eq!(verdict(&keys::hs256()), Err(VerifyError::InvalidSignature));
}
