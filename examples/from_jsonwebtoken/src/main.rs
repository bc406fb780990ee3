//! `jsonwebtoken` and `jwt-codec` in one program: the tokens of each are verified by the other, and what one accepts and
//! the other rejects. It ends by itself; everything that it says is asserted.
//!
//! `cargo run --manifest-path examples/from_jsonwebtoken/Cargo.toml`

use std::error::Error;
use std::time::Duration;

use jsonwebtoken as old;
use jwt_codec::{Claims, EdDsa, Es256, Hs256, SigningKey, VerifyingKey};
use jwt_codec::{Signer, Validation, Verifier};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const SECRET: &[u8] = b"32 bytes, which would be random.";
const ISSUER: &str = "https://id.example";

/// The claims of `jsonwebtoken` programs have fields for the registered ones. They work in both.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct OldClaims {
    iss: String,
    aud: String,
    sub: String,
    exp: u64,
    role: String,
}

/// With `jwt_codec::Claims`, only the claims of the program are left.
#[derive(Serialize, Deserialize)]
struct Session {
    role: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    both_ways()?;
    same_key_files()?;
    differences()?;
    println!("\nas docs/from-jsonwebtoken.md says");
    Ok(())
}

/// The same program, before and after.
fn both_ways() -> Result<(), Box<dyn Error>> {
    // Before.
    let claims = OldClaims {
        iss: ISSUER.into(),
        aud: "api".into(),
        sub: "alice".into(),
        exp: old::get_current_timestamp() + 600,
        role: "admin".into(),
    };
    let encoding = old::EncodingKey::from_secret(SECRET)?;
    let old_token = old::encode(&old::Header::new(old::Algorithm::HS256), &claims, &encoding)?;

    let decoding = old::DecodingKey::from_secret(SECRET)?;
    let mut validation = old::Validation::new(old::Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&["api"]);
    validation.validate_nbf = true;
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);

    // After.
    let signer = Signer::new(SigningKey::<Hs256>::from_secret(SECRET)?);
    let new_claims = Claims::new(Session { role: "admin".into() })
        .issuer(ISSUER)
        .audience("api")
        .subject("alice")
        .lifetime(Duration::from_secs(600));
    let new_token = signer.sign(&new_claims)?;
    let verifier =
        Verifier::new(VerifyingKey::<Hs256>::from_secret(SECRET)?, Validation::new().issuer(ISSUER).audience("api"));

    // Each verifies what the other signed, into the type of either.
    let by_new: Claims<Session> = verifier.verify(&old_token)?;
    assert_eq!(by_new.custom.role, "admin");
    assert_eq!(verifier.verify::<OldClaims>(&old_token)?, claims);
    let by_old = old::decode::<OldClaims>(&new_token, &decoding, &validation)?;
    assert_eq!(by_old.claims.role, "admin");
    println!("HS256: each verifies the tokens of the other");
    Ok(())
}

/// PEM files are read by both.
fn same_key_files() -> Result<(), Box<dyn Error>> {
    let policy = || Validation::new().issuer(ISSUER);
    let claims = json!({ "iss": ISSUER, "exp": old::get_current_timestamp() + 600 });

    let key = SigningKey::<Es256>::generate()?;
    let (private, public) = (key.to_secret_pem(), key.verifying_key().to_pem());
    let header = old::Header::new(old::Algorithm::ES256);
    let token = old::encode(&header, &claims, &old::EncodingKey::from_ec_pem(private.expose_secret().as_bytes())?)?;
    Verifier::new(VerifyingKey::<Es256>::from_pem(&public)?, policy()).verify::<Value>(&token)?;
    let token = Signer::new(key).sign(&claims)?;
    let decoding = old::DecodingKey::from_ec_pem(public.as_bytes())?;
    old::decode::<Value>(&token, &decoding, &old::Validation::new(old::Algorithm::ES256))?;

    let key = SigningKey::<EdDsa>::generate()?;
    let (private, public) = (key.to_secret_pem(), key.verifying_key().to_pem());
    let header = old::Header::new(old::Algorithm::EdDSA);
    let token = old::encode(&header, &claims, &old::EncodingKey::from_ed_pem(private.expose_secret().as_bytes())?)?;
    Verifier::new(VerifyingKey::<EdDsa>::from_pem(&public)?, policy()).verify::<Value>(&token)?;
    let token = Signer::new(key).sign(&claims)?;
    let decoding = old::DecodingKey::from_ed_pem(public.as_bytes())?;
    old::decode::<Value>(&token, &decoding, &old::Validation::new(old::Algorithm::EdDSA))?;

    println!("ES256, EdDSA: the same PEM files, and each verifies the tokens of the other");
    Ok(())
}

/// Claims that `jsonwebtoken` accepts with this policy, and `jwt-codec` rejects with the one that looks like it.
fn differences() -> Result<(), Box<dyn Error>> {
    let now = old::get_current_timestamp();
    let exp = now + 600;
    let encoding = old::EncodingKey::from_secret(SECRET)?;
    let decoding = old::DecodingKey::from_secret(SECRET)?;
    let mut validation = old::Validation::new(old::Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&["api"]);
    let policy = Validation::new().issuer(ISSUER).audience("api");
    let verifier = Verifier::new(VerifyingKey::<Hs256>::from_secret(SECRET)?, policy.clone());
    let sign = |claims: &Value| old::encode(&old::Header::default(), claims, &encoding);

    println!("\naccepted by jsonwebtoken, rejected by jwt-codec:");
    let cases = [
        ("no issuer", json!({ "aud": "api", "exp": exp }), "iss: missing"),
        ("no audience", json!({ "iss": ISSUER, "exp": exp }), "aud: missing"),
        ("an array of issuers", json!({ "iss": [ISSUER, "x"], "aud": "api", "exp": exp }), "iss: of the wrong type"),
        ("a number as subject", json!({ "iss": ISSUER, "aud": "api", "exp": exp, "sub": 7 }), "sub: of the wrong type"),
        ("not valid yet", json!({ "iss": ISSUER, "aud": "api", "exp": exp, "nbf": now + 300 }), "nbf: in the future"),
        (
            "issued in the future",
            json!({ "iss": ISSUER, "aud": "api", "exp": exp, "iat": now + 300 }),
            "iat: in the future",
        ),
        ("a null", json!({ "iss": ISSUER, "aud": "api", "exp": exp, "sub": null }), "sub: null"),
    ];
    for (what, claims, error) in cases {
        let token = sign(&claims)?;
        old::decode::<Value>(&token, &decoding, &validation)?;
        let refused = verifier.verify::<Value>(&token).err().ok_or(what)?;
        assert_eq!(refused.to_string(), error);
        println!("  {what:<24}{error}");
    }

    validation.sub = Some("alice".into());
    let verifier = Verifier::new(VerifyingKey::<Hs256>::from_secret(SECRET)?, policy.subject("alice"));
    let token = sign(&json!({ "iss": ISSUER, "aud": "api", "exp": exp }))?;
    old::decode::<Value>(&token, &decoding, &validation)?;
    let refused = verifier.verify::<Value>(&token).err().ok_or("no subject")?;
    assert_eq!(refused.to_string(), "sub: missing");
    println!("  {:<24}{refused}", "no subject");

    let weak = b"secret";
    old::DecodingKey::from_secret(weak)?;
    let refused = VerifyingKey::<Hs256>::from_secret(weak).err().ok_or("a short secret")?;
    assert_eq!(refused.to_string(), "secret: 6 bytes, expected at least 32");
    println!("  {:<24}{refused}", "a short secret");

    let public = SigningKey::<Es256>::generate()?.verifying_key();
    let keys = [
        (public.to_pem().into_bytes(), "contains a key in PEM"),
        (public.to_der(), "contains a key in DER"),
        (public.to_jwk().to_json().ok_or("a public key")?.into_bytes(), "contains a JSON Web Key"),
    ];
    for (key, error) in keys {
        old::DecodingKey::from_secret(&key)?;
        let refused = VerifyingKey::<Hs256>::from_secret(&key).err().ok_or(error)?;
        assert_eq!(refused.to_string(), format!("secret: {error}"));
        println!("  {:<24}{refused}", "a public key as secret");
    }
    Ok(())
}
