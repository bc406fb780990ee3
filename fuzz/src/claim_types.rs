//! Any bytes, signed as a payload, read into eight types: the type changes nothing of what is accepted, nothing of the error, and nothing of
//! the values that two types have in common. The policy is a real one, so that its verdicts are compared too.
//!
//! One difference is documented: text that is not Unicode, a lone surrogate, is refused by types that read it, and passes in members that
//! a type ignores. So those types that read every member agree among themselves, and so do those that read the registered claims only; and
//! what the first accept, the second accept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use jwt_codec::jws::{self, Header};
use jwt_codec::jwt::{Audience, NumericDate};
use jwt_codec::{
    Algorithm, Claims, Defect, Hs256, Part, RegisteredClaims, SigningKey, Validation, Verifier, VerifyError,
    VerifyingKey,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::tree::Tree;

const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

type HmacVerifier = Verifier<VerifyingKey<Hs256>>;

static KEYS: LazyLock<(SigningKey<Hs256>, [HmacVerifier; 2])> = LazyLock::new(|| {
    let key = SigningKey::from_secret(b"the secret of the fuzz target claim_types").expect("a secret");
    let validation = || Validation::at(NumericDate::from_secs(1_700_000_000)).max_token_len(usize::MAX);
    let lenient = validation().any_audience().allow_missing_expiration_time().allow_expired().allow_future_issued_at();
    let strict = validation().issuer("a").audience("c").require("x").prohibit("y").expect_claim("z", "w");
    let verifiers = [lenient, strict].map(|validation| Verifier::new(key.verifying_key(), validation));
    (key, verifiers)
});

/// All members, through `flatten` of serde, which copies them first.
#[derive(Debug, Deserialize)]
struct Flattened {
    #[serde(flatten)]
    registered: RegisteredClaims,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// The registered claims, borrowed where they are text.
#[derive(Debug, Deserialize)]
struct Borrowed<'a> {
    iss: Option<&'a str>,
    #[serde(borrow)]
    sub: Option<Cow<'a, str>>,
    aud: Option<Audience>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
    jti: Option<&'a str>,
}

/// Some registered claims as a type's own fields: they do not go to `Claims::registered` then.
#[derive(Debug, Deserialize)]
struct Own {
    sub: Option<String>,
    exp: Option<NumericDate>,
}

/// Returns whether all types accept it.
pub fn property(data: &[u8]) -> bool {
    let (policy, payload) = data.split_first().unwrap_or((&0, b""));
    let (key, verifiers) = &*KEYS;
    let verifier = &verifiers[usize::from(policy % 2)];
    let token = jws::sign(&Header::new(Algorithm::HS256), payload, key).expect("a token");

    // Types that read every member.
    let value = verifier.verify::<Value>(&token);
    let tree = verifier.verify::<BTreeMap<String, Tree>>(&token);
    let claims = verifier.verify::<Claims<Map<String, Value>>>(&token);
    let flattened = verifier.verify::<Flattened>(&token);
    let refused = agree(&value, [error(&tree), error(&claims), error(&flattened)]);

    // Types that read the registered claims only.
    let mut scratch = Vec::new();
    let registered = verifier.verify::<RegisteredClaims>(&token);
    let borrowed = verifier.verify_borrowed::<Borrowed<'_>>(&token, &mut scratch);
    let own = verifier.verify::<Claims<Own>>(&token);
    let ignored = verifier.verify::<IgnoredAny>(&token);
    let refused_registered = agree(&registered, [error(&borrowed), error(&own), error(&ignored)]);
    if refused != Some(VerifyError::Malformed(Part::Payload, Defect::LoneSurrogate)) {
        assert_eq!(refused, refused_registered);
    }

    let (Ok(registered), Ok(borrowed), Ok(own)) = (registered, borrowed, own) else { return false };
    borrowed.equals(&registered);
    assert_eq!((&own.custom.sub, own.custom.exp), (&registered.subject, registered.expiration_time));
    let rest = RegisteredClaims { subject: None, expiration_time: None, ..registered.clone() };
    assert_eq!(own.registered, rest);

    let (Ok(value), Ok(tree), Ok(claims), Ok(flattened)) = (value, tree, claims, flattened) else { return false };
    assert_eq!((&claims.registered, &flattened.registered), (&registered, &registered));
    assert_eq!(claims.custom, flattened.others);
    let mut members: Map<_, _> = tree.into_iter().map(|(name, value)| (name, value.to_value())).collect();
    assert_eq!(value, Value::Object(members.clone()));
    let own_type: RegisteredClaims = serde_json::from_value(value).expect("registered claims");
    assert_eq!(own_type, registered);
    members.retain(|name, _| !REGISTERED.contains(&name.as_str()));
    assert_eq!(members, claims.custom);
    true
}

fn error<T>(verdict: &Result<T, VerifyError>) -> Option<VerifyError> {
    verdict.as_ref().err().cloned()
}

/// The error that all have, if they have one.
#[track_caller]
fn agree<T>(one: &Result<T, VerifyError>, others: [Option<VerifyError>; 3]) -> Option<VerifyError> {
    let one = error(one);
    for other in others {
        assert_eq!(other, one);
    }
    one
}

impl Borrowed<'_> {
    #[track_caller]
    fn equals(&self, claims: &RegisteredClaims) {
        assert_eq!(self.iss, claims.issuer.as_deref());
        assert_eq!(self.sub.as_deref(), claims.subject.as_deref());
        assert_eq!(self.aud, claims.audience);
        assert_eq!(self.exp, claims.expiration_time);
        assert_eq!(self.nbf, claims.not_before);
        assert_eq!(self.iat, claims.issued_at);
        assert_eq!(self.jti, claims.jwt_id.as_deref());
    }
}
