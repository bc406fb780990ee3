//! Signatures of another length or form: [`Class::SignatureLength`], [`Class::MlDsa`].

use jwt_codec::{Algorithm, VerifyError};

use super::victim::Victim;
use super::{Case, Class};

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let mut cases = lengths(victim);
    cases.extend(other_tokens(victim));
    cases.extend(ml_dsa(victim));
    cases
}

fn refused(class: Class, what: String, token: String) -> Case {
    Case::refused(class, what, token, VerifyError::InvalidSignature)
}

/// Lengths of signatures of all algorithms, and those around the right one.
fn lengths(victim: &Victim) -> Vec<Case> {
    let (_, good) = victim.control();
    let right = good.len();
    let mut lengths =
        vec![0, 1, 2, 20, 31, 32, 33, 48, 63, 64, 65, 70, 71, 72, 96, 114, 131, 132, 133, 255, 256, 257, 512];
    lengths.extend([right / 2, right - 2, right - 1, right + 1, right + 2, right * 2, 2420, 3309, 4627]);
    lengths.sort_unstable();
    lengths.dedup();
    let mut cases = vec![Case::accepted(Class::SignatureLength, "the right one", victim.with_signature(&good))];
    for length in lengths.into_iter().filter(|length| *length != right) {
        let cut: Vec<u8> = good.iter().copied().chain([0; 5000]).take(length).collect();
        let led = [vec![0; length.saturating_sub(right)], good[right - length.min(right)..].to_vec()].concat();
        let zeros = vec![0; length];
        for (what, signature) in [("cut or extended", cut), ("led", led), ("zeros", zeros)] {
            cases.push(refused(Class::SignatureLength, format!("{what}: {length}"), victim.with_signature(signature)));
        }
    }
    cases
}

/// Good signatures, but of something else, and by somebody else.
fn other_tokens(victim: &Victim) -> Vec<Case> {
    let (input, good) = victim.control();
    let mut cases = Vec::new();
    let messages = [
        String::new(),
        ".".to_owned(),
        format!("{input}."),
        input.to_uppercase(),
        input.split_once('.').unwrap().0.to_owned(),
        input.split_once('.').unwrap().1.to_owned(),
    ];
    for message in messages {
        let signature = crate::support::keys::signature(&victim.signing, message.as_bytes());
        cases.push(refused(Class::SignatureLength, "of something else".into(), victim.with_signature(signature)));
    }
    let by_the_attacker = crate::support::keys::signature(&victim.attacker, input.as_bytes());
    let reversed: Vec<u8> = good.iter().rev().copied().collect();
    for signature in [by_the_attacker, reversed, vec![0; good.len()], vec![0xff; good.len()]] {
        cases.push(refused(Class::SignatureLength, "of the right length".into(), victim.with_signature(signature)));
    }
    cases
}

/// FIPS 204 section 7.2: the challenge, then z, then the hints with their counts.
fn ml_dsa(victim: &Victim) -> Vec<Case> {
    let (challenge, hints) = match victim.algorithm {
        Algorithm::MlDsa44 => (32, 80 + 4),
        Algorithm::MlDsa65 => (48, 55 + 6),
        Algorithm::MlDsa87 => (64, 75 + 8),
        _ => return Vec::new(),
    };
    let (_, good) = victim.control();
    let counts = if victim.algorithm == Algorithm::MlDsa65 { 6 } else { hints - if hints == 84 { 80 } else { 75 } };
    let right = good.len();
    let changed = |range: core::ops::Range<usize>, value: u8| {
        let mut signature = good.clone();
        signature[range].fill(value);
        signature
    };
    let mut cases = vec![Case::accepted(Class::MlDsa, "the right one", victim.with_signature(&good))];
    for (what, signature) in [
        ("no challenge", changed(0..challenge, 0)),
        ("z at its limit", changed(challenge..right - hints, 0xff)),
        ("z of zeros", changed(challenge..right - hints, 0)),
        ("hints of ones", changed(right - hints..right, 0xff)),
        ("no hints", changed(right - hints..right, 0)),
        ("counts beyond the hints", changed(right - counts..right, 0xff)),
        ("counts that go down", changed(right - counts..right - 1, 90)),
        ("hints that do not rise", changed(right - hints..right - counts, 1)),
    ] {
        cases.push(refused(Class::MlDsa, what.into(), victim.with_signature(signature)));
    }
    cases
}
