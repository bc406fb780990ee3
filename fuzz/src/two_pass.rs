//! Any bytes, signed as a payload, under any policy, against a twin in two passes: `serde_json` reads the claims into a tree, and plain code
//! applies the policy to it. The verdict is the same, and so are the claim that is at fault, the reason, the list of all faults, and whether the
//! token has expired.
//!
//! What `serde_json` refuses is left to the target `payload`, and so is which defect of the text is named.

use std::sync::LazyLock;

use jwt_codec::jws::{self, Header};
use jwt_codec::jwt::MaybeExpired;
use jwt_codec::{Algorithm, ClaimName, ClaimReason, Hs256, Part, SigningKey, Verifier, VerifyError, VerifyingKey};
use serde::de::IgnoredAny;

use super::bytes::Bytes;
use super::policy::{EARLIEST, LATEST, Policy, SECOND};
use super::tree::{Tree, number_texts};

static KEYS: LazyLock<(SigningKey<Hs256>, VerifyingKey<Hs256>)> = LazyLock::new(|| {
    let key = SigningKey::from_secret(b"the secret of the fuzz target two_pass").expect("a secret");
    let public = key.verifying_key();
    (key, public)
});

type Fault = (ClaimName, ClaimReason);

pub fn property(data: &[u8]) {
    let mut bytes = Bytes(data);
    let policy = Policy::new(&mut bytes);
    let Bytes(payload) = bytes;
    let (key, public) = &*KEYS;
    let header = match policy.typ_of_token {
        Some(typ) => Header::new(Algorithm::HS256).with_typ(typ),
        None => Header::new(Algorithm::HS256),
    };
    let token = jws::sign(&header, payload, key).expect("a token");
    let verifier = Verifier::new(public, policy.validation());
    let verdict = verifier.verify::<IgnoredAny>(&token).map(|_| ());
    let all = verifier.rejected_claims(&token);
    let even_if_expired = verifier.verify_even_if_expired::<IgnoredAny>(&token);

    // First pass. Our floats are the nearest, those of `serde_json` almost.
    let Ok(mut claims) = serde_json::from_slice::<Tree>(payload) else { return };
    let texts = number_texts(payload);
    if texts.iter().any(|text| text.parse::<f64>().is_ok_and(f64::is_infinite)) {
        return;
    }
    claims.replace_floats(&mut texts.into_iter());
    if !matches!(claims, Tree::Object(_)) || claims.has_duplicates() || claims.has_reserved_names() {
        // A claim of a wrong type may stand before what is wrong with the text.
        let expected = matches!(
            verdict,
            Err(VerifyError::Malformed(Part::Payload, _)
                | VerifyError::Claim { reason: ClaimReason::WrongType | ClaimReason::Null, .. })
        );
        assert!(expected, "{verdict:?}: {claims:?}");
        return;
    }
    if let Some((claim, reason)) = first_of_wrong_type(&claims) {
        let refused = VerifyError::Claim { claim, reason };
        assert_eq!((verdict, all), (Err(refused.clone()), Err(refused.clone())), "{claims:?}");
        return assert_eq!(even_if_expired.err(), Some(refused));
    }

    // Second pass.
    let faults = policy.faults(&claims);
    let error = |fault: Option<&Fault>| fault.map(|&(claim, reason)| VerifyError::Claim { claim, reason });
    assert_eq!(verdict.err(), error(faults.first()), "{policy:?}: {claims:?}");
    assert_eq!(all.as_ref(), Ok(&faults), "{policy:?}: {claims:?}");
    let no_fault = (ClaimName::ExpirationTime, ClaimReason::Expired);
    let faults: Vec<Fault> = faults.into_iter().filter(|fault| *fault != no_fault).collect();
    match even_if_expired {
        Ok(claims_and_more) => {
            assert!(faults.is_empty(), "{policy:?}: {claims:?}");
            let has_expired = matches!(claims_and_more, MaybeExpired::Expired(_));
            assert_eq!(has_expired, policy.has_expired(&claims), "{policy:?}: {claims:?}");
        }
        Err(refused) => assert_eq!(Some(refused), error(faults.first()), "{policy:?}: {claims:?}"),
    }
}

impl Policy {
    /// All faults, in the order of RFC 7519 section 4.1. The types are right.
    fn faults(&self, claims: &Tree) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |claim: ClaimName, reason: Option<ClaimReason>| match reason {
            Some(reason) if !faults.contains(&(claim, reason)) => faults.push((claim, reason)),
            _ => {}
        };
        fault(ClaimName::Type, self.fault_of_typ());
        if !self.issuers.is_empty() {
            fault(ClaimName::Issuer, unless_one_of(text(claims, "iss"), self.issuers));
        }
        if let Some(subject) = self.subject {
            fault(ClaimName::Subject, unless_one_of(text(claims, "sub"), &[subject]));
        }
        if let Some((claim, other)) = self.requires_either {
            let reasons = [claim, other].map(|name| unless_present(claims, name));
            fault(ClaimName::from(claim), if reasons.contains(&None) { None } else { reasons[0] });
        }
        fault(ClaimName::Audience, self.fault_of_audience(claims));
        fault(ClaimName::ExpirationTime, self.fault_of_expiration(claims));
        fault(ClaimName::NotBefore, self.fault_if_in_future(time(claims, "nbf")));
        fault(ClaimName::IssuedAt, self.fault_of_issued_at(claims));
        if self.prohibits.is_some_and(|name| claims.member(name).is_some()) {
            fault(ClaimName::JwtId, Some(ClaimReason::Prohibited));
        }
        if let Some(name) = self.requires {
            fault(ClaimName::from(name), unless_present(claims, name));
        }
        if let Some((name, value)) = self.expects {
            let reason = match claims.member(name) {
                None => Some(ClaimReason::Missing),
                Some(Tree::Null) => Some(ClaimReason::Null),
                Some(Tree::Text(found)) => (found != value).then_some(ClaimReason::Unexpected),
                Some(_) => Some(ClaimReason::WrongType),
            };
            fault(ClaimName::from(name), reason);
        }
        faults
    }

    fn fault_of_typ(&self) -> Option<ClaimReason> {
        let expected = self.typ?;
        let Some(found) = self.typ_of_token else {
            return (!self.allows_missing_typ).then_some(ClaimReason::Missing);
        };
        // RFC 7515 section 4.1.9.
        let is_same =
            found.eq_ignore_ascii_case(expected) || found.eq_ignore_ascii_case(&format!("application/{expected}"));
        (!is_same).then_some(ClaimReason::Unexpected)
    }

    fn fault_of_audience(&self, claims: &Tree) -> Option<ClaimReason> {
        if self.any_audience {
            return None;
        }
        let names: Vec<&str> = match claims.member("aud") {
            None if self.audiences.is_empty() => return None,
            None => return Some(ClaimReason::Missing),
            Some(_) if self.audiences.is_empty() => return Some(ClaimReason::NoneNamed),
            Some(Tree::Array(names)) => names.iter().filter_map(as_text).collect(),
            Some(name) => as_text(name).into_iter().collect(),
        };
        let is_ours = names.iter().any(|name| self.audiences.contains(name));
        (!is_ours).then_some(ClaimReason::Unexpected)
    }

    fn fault_of_expiration(&self, claims: &Tree) -> Option<ClaimReason> {
        let Some(expires) = time(claims, "exp") else {
            let may_be_missing = self.allows_missing_expiration && self.least_remaining.is_none();
            return (!may_be_missing).then_some(ClaimReason::Missing);
        };
        if self.allows_expired {
            return None;
        }
        if self.has_expired(claims) {
            return Some(ClaimReason::Expired);
        }
        let remaining = self.least_remaining?;
        (later(self.now, remaining) >= expires).then_some(ClaimReason::ExpiresSoon)
    }

    fn has_expired(&self, claims: &Tree) -> bool {
        time(claims, "exp").is_some_and(|expires| self.now >= later(expires, self.leeway))
    }

    fn fault_of_issued_at(&self, claims: &Tree) -> Option<ClaimReason> {
        let issued = time(claims, "iat");
        let in_future = if self.allows_future_issued { None } else { self.fault_if_in_future(issued) };
        let too_old = self.max_age.and_then(|age| match issued {
            None => Some(ClaimReason::Missing),
            Some(issued) => (self.now > later(later(issued, age), self.leeway)).then_some(ClaimReason::TooOld),
        });
        in_future.or(too_old)
    }

    fn fault_if_in_future(&self, time: Option<i128>) -> Option<ClaimReason> {
        let latest = later(self.now, self.future_leeway.unwrap_or(self.leeway));
        time.is_some_and(|time| time > latest).then_some(ClaimReason::InFuture)
    }
}

/// The first registered claim, in the order of the text, whose type is wrong.
fn first_of_wrong_type(claims: &Tree) -> Option<Fault> {
    let Tree::Object(members) = claims else { return None };
    members.iter().find_map(|(name, value)| {
        let is_right = match name.as_str() {
            "iss" | "sub" | "jti" => as_text(value).is_some(),
            "exp" | "nbf" | "iat" => value.is_number(),
            "aud" => match value {
                Tree::Array(names) => names.iter().all(|name| as_text(name).is_some()),
                name => as_text(name).is_some(),
            },
            _ => true,
        };
        let reason = if *value == Tree::Null { ClaimReason::Null } else { ClaimReason::WrongType };
        // The name of a registered claim becomes its variant, so that it need not live for ever.
        let claim = || ["iss", "sub", "jti", "exp", "nbf", "iat", "aud"].into_iter().find(|claim| claim == name);
        (!is_right).then(claim).flatten().map(|claim| (ClaimName::from(claim), reason))
    })
}

fn unless_present(claims: &Tree, name: &str) -> Option<ClaimReason> {
    match claims.member(name) {
        None => Some(ClaimReason::Missing),
        Some(Tree::Null) => Some(ClaimReason::Null),
        Some(_) => None,
    }
}

fn unless_one_of(found: Option<&str>, expected: &[&str]) -> Option<ClaimReason> {
    match found {
        None => Some(ClaimReason::Missing),
        Some(found) => (!expected.contains(&found)).then_some(ClaimReason::Unexpected),
    }
}

fn text<'c>(claims: &'c Tree, name: &str) -> Option<&'c str> {
    claims.member(name).and_then(as_text)
}

fn as_text(value: &Tree) -> Option<&str> {
    match value {
        Tree::Text(text) => Some(text),
        _ => None,
    }
}

/// The microseconds of a time, rounded as `NumericDate::from_secs_f64` says, at least the earliest and at most the latest.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a float that is out of range saturates, and is out of range after that too"
)]
fn time(claims: &Tree, name: &str) -> Option<i128> {
    let micros = match claims.member(name)? {
        Tree::Positive(seconds) => i128::from(*seconds) * SECOND,
        Tree::Negative(seconds) => i128::from(*seconds) * SECOND,
        Tree::Float(seconds) if seconds.abs() < 1e15 => {
            let fraction = seconds.fract() * 1e6;
            seconds.trunc() as i128 * SECOND + (fraction + 0.5_f64.copysign(fraction)).trunc() as i128
        }
        Tree::Float(seconds) => (seconds.trunc() as i128).saturating_mul(SECOND),
        _ => return None,
    };
    // Whole seconds that no `NumericDate` has are the latest time, with its fraction.
    Some(micros.clamp(EARLIEST, LATEST))
}

fn later(time: i128, duration: i128) -> i128 {
    (time + duration).min(LATEST)
}
