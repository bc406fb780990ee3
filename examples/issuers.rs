//! A gateway that accepts the tokens of two issuers, each with its own keys and policy.
//!
//! `cargo run --all-features --example issuers`

use std::error::Error;
use std::time::Duration;

use jwt_codec::jwk::KeySet;
use jwt_codec::jwt::Issuers;
use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation};

const STAFF: &str = "https://staff.example";
const PARTNERS: &str = "https://partners.example";

fn main() -> Result<(), Box<dyn Error>> {
    let staff_key = SigningKey::<Es256>::generate()?;
    let partners_key = SigningKey::<Es256>::generate()?;

    // What a gateway would read from the JWK Sets of the two.
    let staff_keys = KeySet::builder().key("1", staff_key.verifying_key()).build()?;
    let partners_keys = KeySet::builder().key("1", partners_key.verifying_key()).build()?;
    let issuers = Issuers::new().issuer(STAFF, staff_keys, Validation::new().audience("gateway")).issuer(
        PARTNERS,
        partners_keys,
        Validation::new().audience("gateway").max_age(Duration::from_secs(300)),
    );

    let staff = Signer::new(staff_key).key_id("1");
    let partners = Signer::new(partners_key).key_id("1");
    let claims = |issuer: &str| {
        Claims::new(()).issuer(issuer).subject("alice").audience("gateway").lifetime(Duration::from_secs(60))
    };

    let tokens = [
        ("staff, signed by staff", staff.sign(&claims(STAFF))?, true),
        ("partners, signed by partners", partners.sign(&claims(PARTNERS))?, true),
        ("staff, signed by partners", partners.sign(&claims(STAFF))?, false),
        ("partners, signed by staff", staff.sign(&claims(PARTNERS))?, false),
        ("an issuer that nobody knows", staff.sign(&claims("https://evil.example"))?, false),
    ];
    for (about, token, is_good) in tokens {
        let outcome = issuers.verify::<RegisteredClaims>(&token);
        assert_eq!(outcome.is_ok(), is_good, "{about}");
        match outcome {
            Ok(claims) => println!("accepted  {about}: sub = {}", claims.subject.unwrap_or_default()),
            Err(error) => println!("rejected  {about}: {error}"),
        }
    }

    println!("\nShown: a key signs for its own issuer and for no other, and each issuer has a policy of its own.");
    Ok(())
}
