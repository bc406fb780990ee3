//! Header parameters: written by a signer, read by a verifier after it has checked the signature.
//!
//! A service authenticates itself with a certificate, by a JWT that Microsoft Entra accepts as a client assertion (RFC 7523): PS256, and
//! `x5t#S256`, the SHA-256 hash of the certificate. The receiver looks the certificate up among those that it knows. The second token has a
//! `nonce` that its receiver has given out, and a parameter of the application's own.
//!
//! `cargo run --example header_parameters --features rsa-signing`

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use jwt_codec::jws::{Header, Unverified};
use jwt_codec::{
    Claims, Es256, KeyError, Ps256, RegisteredClaims, Sign, Signer, SigningKey, Validation, Verifier, VerifyingKey,
};

const PRIVATE_KEY: &str = include_str!("../tests/data/keys/rsa-2048-pkcs8.pem");

/// `openssl x509 -in rsa-2048-certificate.pem -outform DER | openssl sha256`: Entra's portal shows it as the thumbprint.
const THUMBPRINT: [u8; 32] = [
    0x83, 0x8e, 0xa9, 0x66, 0x5a, 0x80, 0x80, 0x68, 0x8e, 0x1c, 0xab, 0x49, 0x5a, 0xe8, 0xad, 0x5f, 0x96, 0x71, 0x07,
    0x03, 0xf8, 0x96, 0xe0, 0xb2, 0xfc, 0x1f, 0xff, 0xe8, 0x3c, 0x9a, 0xab, 0x47,
];
/// The same, as it stands in a token.
const THUMBPRINT_IN_TOKEN: &str = "g46pZlqAgGiOHKtJWuitX5ZxBwP4luCy_B__6Dyaq0c";

const CLIENT: &str = "2f1c8a6e-6a0f-4b7e-9d53-0f0c6f1f9a10";
const TOKEN_ENDPOINT: &str = "https://login.example/tenant/oauth2/v2.0/token";

/// What Entra asks for: `iss` and `sub` are the client, `aud` is the endpoint, `jti` is used once, and `exp` is soon.
fn client_assertion() -> Result<String, Box<dyn Error>> {
    let key = SigningKey::<Ps256>::from_pem(PRIVATE_KEY)?;
    let header = Header::new(key.algorithm()).with_typ("JWT").with_certificate_sha256(&THUMBPRINT);
    let claims = Claims::new(())
        .issuer(CLIENT)
        .subject(CLIENT)
        .audience(TOKEN_ENDPOINT)
        .jwt_id("9b2d4c80-4df5-4a53-8a0b-b5a3c1c2f7e4")
        .lifetime(Duration::from_secs(300));
    Ok(Signer::with_header(key, header)?.sign(&claims)?)
}

/// A client of the receiver, and the key of its certificate.
struct Client {
    id: &'static str,
    key: VerifyingKey<Ps256>,
}

/// The receiver knows the certificates of its clients. The token says which one it means, and brings no key. Whoever has that
/// certificate can speak for that client alone.
fn authenticate(clients: &HashMap<String, Client>, assertion: &str) -> Result<RegisteredClaims, Box<dyn Error>> {
    let thumbprint: Option<String> = Unverified::parse(assertion)?.untrusted_parameter("x5t#S256")?;
    let client = thumbprint.and_then(|known| clients.get(&known)).ok_or("no client has this certificate")?;
    let policy = Validation::new().issuer(client.id).subject(client.id).audience(TOKEN_ENDPOINT);
    Ok(Verifier::new(&client.key, policy).verify(assertion)?)
}

/// A signed request: its `nonce` says that it is fresh, and `uri` which request it is.
fn request(key: &SigningKey<Es256>, nonce: &str) -> Result<String, Box<dyn Error>> {
    let header = Header::new(key.algorithm()).with_nonce(nonce).with_parameter("uri", "GET /accounts")?;
    let claims = Claims::new(()).subject("alice").lifetime(Duration::from_secs(120));
    Ok(Signer::with_header(key, header)?.sign(&claims)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let assertion = client_assertion()?;
    let certificate_of = |id| -> Result<_, KeyError> {
        let key = SigningKey::<Ps256>::from_pem(PRIVATE_KEY)?.verifying_key();
        Ok(HashMap::from([(THUMBPRINT_IN_TOKEN.to_owned(), Client { id, key })]))
    };
    let claims = authenticate(&certificate_of(CLIENT)?, &assertion)?;
    println!("client assertion    accepted, from {}", claims.issuer.as_deref().unwrap_or("nobody"));
    let stranger = authenticate(&HashMap::new(), &assertion);
    println!("unknown certificate refused, {}", stranger.err().ok_or("a stranger is accepted")?);
    let other = authenticate(&certificate_of("another client")?, &assertion);
    println!("of another client   refused, {}\n", other.err().ok_or("one client is another")?);

    let key = SigningKey::<Es256>::generate()?;
    let verifier = Verifier::new(key.verifying_key(), Validation::new());
    let token = request(&key, "n-8c41")?;
    let (header, claims): (_, RegisteredClaims) = verifier.verify_with_header(&token)?;
    // The header is verified now: the nonce is what the signer wrote.
    let nonce: Option<String> = header.parameter("nonce")?;
    let uri: Option<String> = header.parameter("uri")?;
    assert_eq!((nonce.as_deref(), uri.as_deref()), (Some("n-8c41"), Some("GET /accounts")));
    println!("request             accepted, from {}, header {}", claims.subject.unwrap_or_default(), header.as_json());

    let as_number = header.parameter::<u64>("nonce");
    println!("nonce as a number   refused, {}", as_number.err().ok_or("a string is a number")?);
    let any_key = Header::new(key.algorithm()).with_parameter("jwk", "any key");
    println!("jwk as a string     refused, {}", any_key.err().ok_or("any value is a key")?);

    println!("\nShown: header parameters are written by name or by their own method, and read from a verified header.");
    Ok(())
}
