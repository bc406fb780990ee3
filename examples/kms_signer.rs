//! A KMS that is asked over the network: prepare what is to be signed, send it away, attach what comes back.
//!
//! There is no trait to implement and no thread to block: between `signing_input` and `attach` the program may await whatever it wants.
//! The KMS here gives ECDSA signatures as they all do, in DER.
//!
//! `cargo run --example kms_signer`

use std::error::Error;
use std::time::Duration;

use jwt_codec::jwa;
use jwt_codec::jws::Header;
use jwt_codec::{
    Algorithm, Claims, Es256, RegisteredClaims, Sign, SigningKey, Validation, Verifier, VerifyingKey, jwt,
};

/// The stand-in. Its private key does not leave it.
struct Kms(SigningKey<Es256>);

impl Kms {
    fn public_key_pem(&self) -> String {
        self.0.verifying_key().to_pem()
    }

    /// `kms.sign(key, message, "ECDSA_SHA_256").await`, where there is a network.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut fixed = [0; 64];
        self.0.sign(message, &mut fixed)?;
        let (r, s) = fixed.split_at(32);
        let body = [der_integer(r), der_integer(s)].concat();
        Ok([&[0x30, u8::try_from(body.len())?], &body[..]].concat())
    }
}

/// `INTEGER`, as short as it can be, and with a zero before a first bit that is set.
fn der_integer(bytes: &[u8]) -> Vec<u8> {
    let mut number: Vec<u8> = bytes.iter().copied().skip_while(|&byte| byte == 0).collect();
    if number.first().is_none_or(|&first| first >= 0x80) {
        number.insert(0, 0);
    }
    [vec![0x02, u8::try_from(number.len()).unwrap_or_default()], number].concat()
}

fn main() -> Result<(), Box<dyn Error>> {
    let kms = Kms(SigningKey::generate()?);
    let verifying_key = VerifyingKey::<Es256>::from_pem(kms.public_key_pem())?;
    let key_id = verifying_key.to_jwk().thumbprint();

    let header = Header::new(Algorithm::ES256).with_typ("JWT").with_key_id(&key_id);
    let claims = Claims::new(()).issuer("https://id.example").subject("alice").lifetime(Duration::from_secs(600));
    let input = jwt::signing_input(&header, &claims)?;
    println!("prepared   {} bytes to sign, for the key {key_id}", input.as_bytes().len());

    let der = kms.sign(input.as_bytes())?;
    println!("signed     {} bytes of DER came back", der.len());

    // Whoever forgets this is told so, here and not by every verifier.
    if let Err(error) = input.clone().attach(&der) {
        println!("as it is   {error}");
    }
    let token = input.attach(&jwa::ecdsa_signature_from_der::<Es256>(&der)?)?;
    println!("attached   {} characters", token.len());

    let verifier = Verifier::new(verifying_key, Validation::new().issuer("https://id.example"));
    let claims: RegisteredClaims = verifier.verify(&token)?;
    assert_eq!(claims.subject.as_deref(), Some("alice"));

    println!("\nShown: what a KMS signs is a token like any other, and the private key was never here.");
    Ok(())
}
