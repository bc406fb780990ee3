//! A key that this process does not hold. The `openssl` command stands for the KMS: it has the private key, and the
//! program has its name, here a path.
//!
//! `cargo run -p external_signer`, in `examples/systems`

mod kms;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use jwt_codec::jws::Header;
use jwt_codec::{Algorithm, Claims, RegisteredClaims, Sign, SignError, Signer, Validation, Verifier, VerifyError, jwt};
use kms::{ExternalKey, Openssl};
use tokio::task::JoinSet;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("external_signer: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome<()> {
    // Its folder is readable by this user alone, and is removed at the end, errors included.
    let openssl = Openssl::start()?;
    println!("kms       {}", openssl.version());

    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::RS256] {
        let key = openssl.create_key(algorithm)?;
        println!("\n{algorithm}: a new key, its file has mode {:o}", key.file_mode()?);
        let verifier = Verifier::new(key.verifying_key()?, Validation::new().issuer("https://id.example"));
        sign_and_wait(&key, &verifier)?;
        sign_without_blocking(&key, &verifier).await?;
    }

    println!("\nrefusals");
    der_is_not_a_signature_of_a_token(&openssl.create_key(Algorithm::ES256)?).await?;
    another_key(&openssl)?;
    no_answer(&openssl).await?;

    let folder = openssl.folder().to_owned();
    drop(openssl);
    expect(!folder.exists(), "the private keys are gone with their folder")?;
    println!(
        "\nShown: what an external key signs is a token like any other, and the private key was never in this process."
    );
    Ok(())
}

fn claims(subject: &str) -> Claims<()> {
    Claims::new(()).issuer("https://id.example").subject(subject).lifetime(Duration::from_secs(600))
}

/// The key implements `Sign`, so the `Signer` does not know that it is elsewhere. The thread waits for the KMS.
fn sign_and_wait<V: Sign>(key: V, verifier: &Verifier<Box<dyn jwt_codec::Verify>>) -> Outcome<()> {
    let token = Signer::new(key).key_id("kms-1").sign(&claims("alice"))?;
    let verified: RegisteredClaims = verifier.verify(&token)?;
    expect(verified.subject.as_deref() == Some("alice"), "the token is alice's")?;
    println!("  sync    signed with `Sign`, verified with the public key that openssl exported");
    Ok(())
}

/// Between `signing_input` and `attach`, the task awaits the KMS. Here four tokens are signed at once.
async fn sign_without_blocking(key: &ExternalKey, verifier: &Verifier<Box<dyn jwt_codec::Verify>>) -> Outcome<()> {
    let header = Header::new(key.algorithm()).with_typ("JWT").with_key_id("kms-1");
    let mut signing = JoinSet::new();
    for subject in ["alice", "bob", "carol", "dave"] {
        let (key, input) = (key.clone(), jwt::signing_input(&header, &claims(subject))?);
        signing.spawn(async move {
            let signature = key.sign_async(input.as_bytes()).await?;
            input.attach(&signature)
        });
    }
    let mut subjects = Vec::new();
    while let Some(signed) = signing.join_next().await {
        let verified: RegisteredClaims = verifier.verify(&signed??)?;
        subjects.extend(verified.subject);
    }
    subjects.sort();
    expect(subjects == ["alice", "bob", "carol", "dave"], "each token is somebody's")?;
    println!("  async   signed {} tokens at once with `signing_input` and `attach`, all verified", subjects.len());
    Ok(())
}

/// The mistake that everybody makes once: the DER of openssl goes into the token as it is.
async fn der_is_not_a_signature_of_a_token(key: &ExternalKey) -> Outcome<()> {
    let input = jwt::signing_input(&Header::new(key.algorithm()), &claims("alice"))?;
    let der = key.sign_raw(input.as_bytes()).await?;
    let refused = input.attach(&der).err().ok_or("DER became a token")?;
    expect(matches!(refused, SignError::Malformed(..)), "DER is refused when it is attached")?;
    println!("  DER without `ecdsa_signature_from_der`: {refused}");
    Ok(())
}

/// A verifier with the public key of another private key.
fn another_key(openssl: &Openssl) -> Outcome<()> {
    let (one, other) = (openssl.create_key(Algorithm::ES256)?, openssl.create_key(Algorithm::ES256)?);
    let verifier = Verifier::new(other.verifying_key()?, Validation::new().issuer("https://id.example"));
    let refused = verifier.verify::<RegisteredClaims>(&Signer::new(one).sign(&claims("alice"))?);
    expect(refused == Err(VerifyError::InvalidSignature), "the key of another token is refused")?;
    println!("  verified with another key: {}", VerifyError::InvalidSignature);
    Ok(())
}

/// What a caller gets if the KMS has lost the key, does not answer, or is not there.
async fn no_answer(openssl: &Openssl) -> Outcome<()> {
    let deleted = openssl.create_key(Algorithm::ES256)?;
    deleted.delete()?;
    let slow = openssl.create_key(Algorithm::ES256)?.with_timeout(Duration::ZERO);
    let missing = openssl.create_key(Algorithm::ES256)?.with_program("openssl-is-not-there");
    for (about, key) in [("a deleted key", &deleted), ("no openssl", &missing)] {
        let refused = Signer::new(key).sign(&claims("alice")).err().ok_or("signed without a key")?;
        expect(matches!(refused, SignError::Key(_)), about)?;
        println!("  {about}: {refused}");
    }
    let awaited = slow.sign_async(b"a message").await.err().ok_or("signed in no time")?;
    let blocked = Signer::new(&slow).sign(&claims("alice")).err().ok_or("signed in no time")?;
    for (about, refused) in [("a slow KMS, async", awaited), ("a slow KMS, sync", blocked)] {
        expect(matches!(&refused, SignError::Key(why) if why == "no answer within 0ns"), about)?;
        println!("  {about}: {refused}");
    }
    Ok(())
}

fn expect(holds: bool, what: &str) -> Outcome<()> {
    if holds { Ok(()) } else { Err(format!("not as expected: {what}").into()) }
}
