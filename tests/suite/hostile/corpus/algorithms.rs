//! `alg`, and public keys as secrets: [`Class::Algorithm`], [`Class::Confusion`].

use jwt_codec::{Algorithm, Defect, HeaderParameter, VerifyError};

use super::victim::{Victim, mac};
use super::{Case, Class, Token};
use crate::header::parameters::{VALUES, not_of_its_type};
use crate::support::verdict::header;
use crate::support::{base64url, keys, tokens};

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let mut cases = none(victim);
    cases.extend(other_names(victim));
    cases.extend(other_types(victim));
    cases.extend(other_algorithms(victim));
    cases.extend(public_keys_as_secrets(victim));
    cases
}

/// A token with this header, which nobody has signed but as `signature` says.
fn unsigned(header: &str, signature: &str) -> String {
    format!("{}.{}.{signature}", base64url::encode(header), base64url::encode(tokens::CLAIMS))
}

/// All spellings of `none`: without a signature, with that of another token, with three zero bytes, and signed.
fn none(victim: &Victim) -> Vec<Case> {
    let (_, of_the_control) = victim.control();
    let of_the_control = base64url::encode(of_the_control);
    let spellings = (0..16_u32).map(|upper| -> String {
        let letters = "none".chars().enumerate();
        letters.map(|(at, letter)| if upper >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter }).collect()
    });
    let tokens = spellings.flat_map(|none| {
        let header = format!(r#"{{"alg":"{none}"}}"#);
        let signed = Token::of(&header, tokens::CLAIMS);
        ["", &of_the_control, "AAAA"].map(|signature| unsigned(&header, signature).into()).into_iter().chain([signed])
    });
    tokens.map(|token| Case::refused(Class::Algorithm, "none", token, VerifyError::AlgorithmMismatch)).collect()
}

/// Names next to the right one, and of other things. The right one with escapes is the same name.
fn other_names(victim: &Victim) -> Vec<Case> {
    let name = victim.algorithm.as_str();
    let mut others: Vec<String> = [" ", "0", "\\u0000", "\\n", "\u{200b}"].map(|more| format!("{name}{more}")).into();
    others.extend([format!(" {name}"), name[1..].to_owned(), name.replace('S', "\u{17f}") + "\u{17f}"]);
    others.push(if name == name.to_lowercase() { name.to_uppercase() } else { name.to_lowercase() });
    others.extend(["", "null", "*", "HS257", "dir", "A128GCM", "PBES2-HS256+A128KW", "RSA-OAEP"].map(String::from));
    let mut cases: Vec<_> = others
        .iter()
        .map(|other| {
            let token = Token::of(format!(r#"{{"alg":"{other}"}}"#), tokens::CLAIMS);
            Case::refused(Class::Algorithm, format!("alg {other:?}"), token, VerifyError::AlgorithmMismatch)
        })
        .collect();
    let escaped: String = name.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect();
    let token = Token::of(format!(r#"{{"\u0061lg":"{escaped}"}}"#), tokens::CLAIMS);
    cases.push(Case::accepted(Class::Algorithm, "alg in escapes", token));
    cases
}

fn other_types(victim: &Victim) -> Vec<Case> {
    let refused = |json: String, defect| {
        let token = Token::of(&json, tokens::CLAIMS);
        Case::refused(Class::Algorithm, json, token, header(defect))
    };
    let values = VALUES.into_iter().filter(|value| !value.starts_with('"'));
    let mut cases: Vec<_> = values
        .map(|value| refused(format!(r#"{{"alg":{value}}}"#), not_of_its_type(HeaderParameter::Algorithm, value)))
        .collect();
    let array = format!(r#"{{"alg":["{}"]}}"#, victim.algorithm);
    cases.push(refused(array, Defect::ParameterType(HeaderParameter::Algorithm)));
    for json in ["{}", r#"{"typ":"JWT"}"#] {
        cases.push(refused(json.to_owned(), Defect::MissingAlgorithm));
    }
    for name in ["Alg", "ALG", "alg ", "header"] {
        cases.push(refused(format!(r#"{{"{name}":"{}"}}"#, victim.algorithm), Defect::MissingAlgorithm));
    }
    cases
}

/// The header names each of the other algorithms, and the victim's own key has signed it. Only two names are of one algorithm.
fn other_algorithms(victim: &Victim) -> Vec<Case> {
    let others = Algorithm::ALL.iter().filter(|other| **other != victim.algorithm);
    others
        .map(|other| {
            let token = Token::of(format!(r#"{{"alg":"{other}"}}"#), tokens::CLAIMS);
            let is_same = victim.algorithm.is_named(other.as_str());
            let expected = if is_same { Ok(()) } else { Err(VerifyError::AlgorithmMismatch) };
            Case::new(Class::Confusion, format!("alg {other}, signed"), token, expected)
        })
        .collect()
}

/// MACs whose secret is what everybody has of the victim's key; under the name of the MAC, and under the key's.
fn public_keys_as_secrets(victim: &Victim) -> Vec<Case> {
    let mut cases = Vec::new();
    for (form, secret) in &victim.public {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            for (name, error) in
                [(algorithm, VerifyError::AlgorithmMismatch), (victim.algorithm, VerifyError::InvalidSignature)]
            {
                let input = unsigned(&format!(r#"{{"alg":"{name}"}}"#), "");
                let signature = mac(algorithm, secret, input.trim_end_matches('.'));
                let token = input + &base64url::encode(signature);
                cases.push(Case::refused(Class::Confusion, format!("{algorithm} by the {form}"), token, error));
            }
        }
    }
    if victim.algorithm.is_symmetric() {
        // The MAC of another hash by the right secret, and by secrets that others have by default.
        for secret in [&keys::SECRET[..], b"secret", b"\0", b"null", &keys::SECRET[..32]] {
            for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
                if algorithm == victim.algorithm && secret == keys::SECRET {
                    continue;
                }
                let input = unsigned(&victim.header(), "");
                let signature = mac(algorithm, secret, input.trim_end_matches('.'));
                let token = input + &base64url::encode(signature);
                let what = format!("{algorithm} by {} bytes", secret.len());
                cases.push(Case::refused(Class::Confusion, what, token, VerifyError::InvalidSignature));
            }
        }
    }
    cases
}
