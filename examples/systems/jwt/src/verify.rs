//! `jwt verify`: the signature and the claims, and which rule broke.

use std::time::Duration;

use jwt_codec::jws::Unverified;
use jwt_codec::jwt::NumericDate;
use jwt_codec::{ClaimName, ClaimReason, Validation, Verifier, VerifyError, dangerous};
use serde::Serialize;
use serde_json::{Map, Value, value::RawValue};

use crate::arguments::Verify;
use crate::key_file::{self, VerifyingKeys};
use crate::screen::{Screen, Style};
use crate::times::now;
use crate::{Failure, Refusal, claims, input, json_text};

#[derive(Serialize)]
struct Accepted {
    valid: bool,
    header: Box<RawValue>,
    claims: Box<RawValue>,
    times: Map<String, Value>,
}

pub fn run(arguments: &Verify, screen: &Screen) -> Result<(), Failure> {
    let keys = key_file::verifying_keys(&arguments.key, screen)?;
    // As it is: what is around the token is part of what was sent.
    let token = input::token(arguments.token.as_deref())?;
    let there = keys.list();
    let verifier = Verifier::new(keys, policy(arguments));
    let (verified, claims) = verifier
        .verify_with_header::<Box<RawValue>>(&token)
        .map_err(|error| Failure::Refused(refusal(&error, &token, &there, &verifier, arguments)))?;
    let header = RawValue::from_string(verified.as_json().to_owned()).map_err(Failure::usage)?;
    let now = now(arguments.at);
    if screen.json {
        return screen.print_json(&Accepted { valid: true, header, times: claims::times(&claims, now), claims });
    }
    let out = screen.out;
    let mut text = out.paint(Style::Good, "Verified:");
    text += &format!(" the signature ({}) and the claims\n\n", verified.alg());
    text += &format!("{}\n{}\n\n", out.paint(Style::Header, "Header"), claims::header(&header, out));
    text += &format!("{}\n{}\n", out.paint(Style::Claims, "Claims"), claims::claims(&claims, out, now));
    screen.print(text.as_bytes())
}

fn policy(arguments: &Verify) -> Validation {
    let mut policy = match arguments.at {
        Some(seconds) => Validation::at(NumericDate::from_secs(seconds)),
        None => Validation::new(),
    };
    policy = arguments.iss.iter().fold(policy, Validation::issuer);
    policy = arguments.aud.iter().fold(policy, Validation::audience);
    for claim in &arguments.require {
        // Names of claims live as long as the program. Here they come from its arguments, so that is soon enough.
        policy = policy.require(ClaimName::from(&*claim.clone().leak()));
    }
    if arguments.any_aud {
        policy = policy.any_audience();
    }
    if let Some(subject) = &arguments.sub {
        policy = policy.subject(subject);
    }
    if let Some(typ) = &arguments.typ {
        policy = policy.typ(typ);
    }
    if let Some(age) = arguments.max_age {
        policy = policy.max_age(age);
    }
    if let Some(leeway) = arguments.leeway {
        policy = policy.leeway(leeway);
    }
    if arguments.allow_expired {
        policy = policy.allow_expired();
    }
    if arguments.allow_missing_exp {
        policy = policy.allow_missing_expiration_time();
    }
    policy
}

fn refusal(
    error: &VerifyError,
    token: &str,
    keys: &str,
    verifier: &Verifier<VerifyingKeys>,
    arguments: &Verify,
) -> Refusal {
    // If the signature is good, everything that the policy rejects, not only the first.
    let all = verifier.rejected_claims(token).unwrap_or_default();
    let rejected = all.iter().map(|(claim, reason)| (claim.as_str(), reason.to_string())).collect();
    let hints = match error {
        VerifyError::Claim { .. } => all.iter().filter_map(|(claim, reason)| of_claim(*claim, *reason)).collect(),
        VerifyError::InvalidSignature => {
            vec!["the token was signed with another key, or was changed since; do not trust what it says".into()]
        }
        VerifyError::AlgorithmMismatch | VerifyError::KeyNotFound(_) => of_key(token, keys),
        _ => Vec::new(),
    };
    let hints = hints.into_iter().chain(time_of(&all, token, arguments)).collect();
    Refusal { error: error.to_string(), hints, rejected }
}

fn of_claim(claim: ClaimName, reason: ClaimReason) -> Option<String> {
    Some(match (claim, reason) {
        (ClaimName::Audience, ClaimReason::NoneNamed) => {
            "name yourself with --aud, or leave the audience unchecked with --any-aud".into()
        }
        (ClaimName::ExpirationTime, ClaimReason::Missing) => {
            "--allow-missing-exp accepts tokens that never expire".into()
        }
        _ => return None,
    })
}

/// What the token asks for, and what there is. The header is unverified, so it is escaped.
fn of_key(token: &str, keys: &str) -> Vec<String> {
    let Ok(unverified) = Unverified::parse(token) else { return Vec::new() };
    let header = unverified.header();
    let asked = match header.key_id() {
        Some(id) => format!("alg \"{}\", kid \"{}\"", json_text::escape(header.alg()), json_text::escape(id)),
        None => format!("alg \"{}\", no kid", json_text::escape(header.alg())),
    };
    vec![
        format!("the token says: {asked}; keys: {keys}"),
        "--alg says what a key is for: take it from the issuer, never from the token".into(),
    ]
}

/// When it was, for a token that came too late or too early.
fn time_of(rejected: &[(ClaimName, ClaimReason)], token: &str, arguments: &Verify) -> Option<String> {
    let is_time = |reason: &ClaimReason| {
        matches!(reason, ClaimReason::Expired | ClaimReason::InFuture | ClaimReason::TooOld | ClaimReason::TooLate)
    };
    let (claim, _) = rejected.iter().find(|(_, reason)| is_time(reason))?;
    let (_, claims): (Box<RawValue>, Box<RawValue>) = dangerous::decode_unverified(token).ok()?;
    let moments = claims::moments(&claims, now(arguments.at));
    let (_, moment) = moments.into_iter().find(|(name, _)| name == claim.as_str())?;
    let leeway = arguments.leeway.unwrap_or(Duration::from_secs(60));
    Some(format!("{} ({}; the leeway is {} s)", moment.words, moment.date, leeway.as_secs()))
}
