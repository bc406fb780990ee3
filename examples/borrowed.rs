//! Claims that borrow: `&str` fields, one buffer for all tokens, and no allocation once it has its size.
//!
//! `cargo run --example borrowed`

use std::error::Error;
use std::time::{Duration, Instant};

use jwt_codec::{Claims, Hs256, Signer, SigningKey, Validation, Verifier};
use serde::{Deserialize, Serialize};

const TOKENS: usize = 1000;

/// The claims as they are signed, and as they are read: names and all, they are the user's own.
#[derive(Serialize, Deserialize)]
struct Session<'a> {
    sub: &'a str,
    role: &'a str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = SigningKey::<Hs256>::generate()?;
    let verifier = Verifier::new(key.verifying_key(), Validation::new().audience("api"));
    let signer = Signer::new(key);

    let tokens = (0..TOKENS)
        .map(|number| {
            let sub = format!("user \"{number}\"");
            let session = Session { sub: &sub, role: if number % 10 == 0 { "admin" } else { "reader" } };
            let claims = Claims::new(session).audience("api");
            signer.sign(&claims.lifetime(Duration::from_secs(600)))
        })
        .collect::<Result<Vec<_>, _>>()?;

    let mut scratch = Vec::with_capacity(256);
    let buffer = scratch.as_ptr();
    let mut admins = 0_usize;
    let start = Instant::now();
    for token in &tokens {
        // `session` borrows from `scratch`, so it ends before the next token is read.
        let session: Session<'_> = verifier.verify_borrowed(token, &mut scratch)?;
        admins = admins.saturating_add(usize::from(session.role == "admin"));
    }
    let elapsed = start.elapsed();

    // An escaped name is borrowed like any other: escapes are undone in the buffer.
    let last = tokens.last().ok_or("no tokens")?;
    let session: Session<'_> = verifier.verify_borrowed(last, &mut scratch)?;
    println!("tokens    {TOKENS}, verified in {elapsed:.1?}");
    println!("admins    {admins}");
    println!("last      {}", session.sub);
    println!("buffer    {} bytes, never moved: {}", scratch.capacity(), scratch.as_ptr() == buffer);

    println!("\nShown: `verify_borrowed` into a type with `&str` fields, in a loop that reuses one buffer.");
    Ok(())
}
