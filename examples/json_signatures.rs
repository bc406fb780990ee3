//! Several signatures over one document, in the JSON serialization of JWS (RFC 7515 section 7.2).
//!
//! A release is published if its builder and its reviewer have both signed it. They have keys of different algorithms. The second signer
//! adds a signature to the document of the first. What a user accepts depends on which signatures must be good.
//!
//! `cargo run --example json_signatures`

use std::error::Error;

use jwt_codec::jws::{Header, JsonSerialization, UnprotectedHeader};
use jwt_codec::{Es256, Hs256, Sign, SigningKey, Validation, Verifier, Verify, VerifyError, VerifyingKey};

const RELEASE: &[u8] = b"jwt-codec 0.1.0, SHA-256 5f2b...";

/// The builder signs first, with a `kid` that nobody needs to trust.
fn build(builder: &SigningKey<Es256>) -> Result<String, Box<dyn Error>> {
    let header = Header::new(builder.algorithm()).with_typ("release");
    let unprotected = UnprotectedHeader::new().with_key_id("builder");
    Ok(JsonSerialization::new(RELEASE).sign(&header, &unprotected, builder)?.to_flattened()?)
}

/// The reviewer verifies what the builder has signed, and adds a signature.
fn review(text: &str, builder: &VerifyingKey<Es256>, reviewer: &SigningKey<Hs256>) -> Result<String, Box<dyn Error>> {
    let document = JsonSerialization::parse(text)?;
    document.verify_each(&[builder])?;
    let header = Header::new(reviewer.algorithm()).with_key_id("reviewer");
    Ok(document.sign(&header, &UnprotectedHeader::new(), reviewer)?.to_general()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let (builder, reviewer) = (SigningKey::<Es256>::generate()?, SigningKey::<Hs256>::generate()?);
    let (builder_key, reviewer_key) = (builder.verifying_key(), reviewer.verifying_key());
    let built = build(&builder)?;
    let release_text = review(&built, &builder_key, &reviewer)?;

    let both: [&dyn Verify; 2] = [&builder_key, &reviewer_key];
    let release = JsonSerialization::parse(&release_text)?.verify_each(&both)?;
    assert_eq!(release.payload, RELEASE);
    println!("both have signed     accepted, {} good signatures", release.good.len());
    for signature in &release.good {
        let hint: Option<String> = signature.unprotected_parameter("kid")?;
        println!("  signature {}        {}, unprotected kid {hint:?}", signature.index, signature.header.as_json());
    }

    // Anybody can remove a signature. `verify_all` does not notice, `verify_each` does.
    let stripped = JsonSerialization::parse(&built)?;
    assert_eq!(stripped.verify_all(&builder_key)?.payload, RELEASE);
    let refused = stripped.verify_each(&both).err().ok_or("one signature is enough")?;
    let VerifyError::Signatures(signatures) = &refused else { return Err("another error".into()) };
    println!("only the builder     refused, {refused}: signer {:?} is missing", signatures.unsigned());

    // The unprotected `kid` is not signed either.
    let relabeled = release_text.replace("\"builder\"", "\"intruder\"");
    let accepted = JsonSerialization::parse(&relabeled)?.verify_each(&both)?;
    let hint: Option<String> = accepted.good.first().ok_or("no signature")?.unprotected_parameter("kid")?;
    println!("another kid          accepted, since nobody signed it: {hint:?}");

    let jwt = Verifier::new(builder_key, Validation::new()).verify::<serde_json::Value>(&release_text);
    println!("as a JWT             refused, {}", jwt.err().ok_or("a JWT in JSON")?);

    println!("\nShown: two signers, one document, and that `verify_each` requires both.");
    Ok(())
}
