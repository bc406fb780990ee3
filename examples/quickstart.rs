//! A key for each family of algorithms: signing, what a token holds, verifying, and what is refused.
//!
//! `cargo run --all-features --example quickstart`

use std::error::Error;
use std::time::Duration;

use jwt_codec::jwa::SigningAlgorithm;
use jwt_codec::jws::SigningInput;
use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Es256, Hs256, Sign, Signer, SigningKey, Validation, Verifier, VerifyError, dangerous};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "https://id.example";
const TEN_MINUTES: Duration = Duration::from_secs(600);
const AN_HOUR: Duration = Duration::from_secs(3600);

#[derive(Serialize, Deserialize)]
struct Session {
    role: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    tour::<Hs256>("HMAC, one secret signs and verifies")?;
    #[cfg(feature = "rsa-signing")]
    tour::<jwt_codec::Rs256>("RSA, a private key signs, a public key verifies")?;
    tour::<Es256>("ECDSA, a private key signs, a public key verifies")?;
    #[cfg(feature = "eddsa")]
    tour::<jwt_codec::EdDsa>("EdDSA, a private key signs, a public key verifies")?;

    println!("Shown: a key of each family, the three segments of a token, the claims behind a");
    println!("good signature, and the error for each token that is not to be accepted.");
    Ok(())
}

/// The way of a token with one algorithm.
fn tour<A: SigningAlgorithm>(about: &str) -> Result<(), Box<dyn Error>> {
    println!("{}: {about}", A::ALGORITHM);
    println!("{}\n", "-".repeat(64));

    let key = SigningKey::<A>::generate()?;
    let policy = Validation::new().issuer(ISSUER).audience("api");
    let verifier = Verifier::new(key.verifying_key(), policy);
    let signature_len = key.signature_len();
    let signer = Signer::new(key);

    let token = signer.sign(&claims("api", "admin"))?;
    show(&token, signature_len)?;

    let accepted: Claims<Session> = verifier.verify(&token)?;
    let subject = accepted.registered.subject.as_deref().unwrap_or("nobody");
    line("verified", &format!("{subject} is {}", accepted.custom.role));

    println!("\n  refused");
    let verify = |token: &str| verifier.verify::<Claims<Session>>(token);

    // The payload of one token in another: the signature is no longer the one over what stands there.
    let [header, _, signature] = segments(&token);
    let other = signer.sign(&claims("api", "owner"))?;
    let [_, payload, _] = segments(&other);
    let tampered = format!("{header}.{payload}.{signature}");
    refused("payload tampered with", verify(&tampered))?;

    let now = NumericDate::now();
    let expired =
        claims("api", "admin").issued_at(now.saturating_sub(AN_HOUR)).expires_at(now.saturating_sub(TEN_MINUTES));
    refused("expired", verify(&signer.sign(&expired)?))?;

    let elsewhere = signer.sign(&claims("billing", "admin"))?;
    refused("for another audience", verify(&elsewhere))?;

    // The same claims under a header that names no algorithm, which some libraries took for "needs no signature".
    let payload = serde_json::to_vec(&claims("api", "owner"))?;
    let unsigned = SigningInput::from_json(r#"{"alg":"none","typ":"JWT"}"#, &payload)?;
    let unsigned = format!("{}.", String::from_utf8_lossy(unsigned.as_bytes()));
    refused("alg changed to none", verify(&unsigned))?;

    println!();
    Ok(())
}

fn claims(audience: &str, role: &str) -> Claims<Session> {
    Claims::new(Session { role: role.into() }).issuer(ISSUER).subject("alice").audience(audience).lifetime(TEN_MINUTES)
}

/// Prints the segments of a token, and what is in them. Nothing is verified here.
fn show(token: &str, signature_len: usize) -> Result<(), Box<dyn Error>> {
    let [header, payload, signature] = segments(token);
    let (unverified_header, unverified): (serde_json::Value, Claims<Session>) = dangerous::decode_unverified(token)?;

    line("token", &format!("{} characters", token.len()));
    line("header", &shortened(header));
    line("", &unverified_header.to_string());
    line("payload", &shortened(payload));
    for member in serde_json::to_string_pretty(&unverified)?.lines() {
        line("", member);
    }
    line("signature", &shortened(signature));
    line("", &format!("{signature_len} bytes"));
    Ok(())
}

/// The segments of a token; its dots are where they should be, or this is not one of ours.
fn segments(token: &str) -> [&str; 3] {
    let mut segments = token.split('.');
    [(); 3].map(|()| segments.next().unwrap_or_default())
}

fn line(name: &str, value: &str) {
    println!("  {name:<11}{value}");
}

fn shortened(segment: &str) -> String {
    const EDGE: usize = 24;
    let back = segment.len().saturating_sub(EDGE);
    match (segment.get(..EDGE), segment.get(back..)) {
        (Some(front), Some(end)) if back > EDGE => format!("{front}...{end}"),
        _ => segment.into(),
    }
}

/// Prints the error; a token that is accepted ends the example.
fn refused<T>(what: &str, outcome: Result<T, VerifyError>) -> Result<(), Box<dyn Error>> {
    match outcome {
        Ok(_) => Err(format!("{what}: accepted").into()),
        Err(error) => {
            println!("    {what:<24}{error}");
            Ok(())
        }
    }
}
