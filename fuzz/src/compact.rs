//! Any bytes as a token: never a panic, and no verifier accepts anything but the one token that was signed with its key.
//!
//! The one token is [`SIGNED`]. It stands in the corpus, so that mutations of it are tried: whatever is spelt otherwise (another alphabet,
//! padding, other trailing bits, white space, a fourth segment) must be refused. The keys of RS256 and ES256 have signed nothing here.

use std::sync::LazyLock;

use jwt_codec::jws::{self, Unverified};
use jwt_codec::jwt::NumericDate;
use jwt_codec::{Es256, Hs256, Rs256, Validation, Verifier, Verify, VerifyingKey};
use serde_json::Value;

/// `{"alg":"HS256","typ":"JWT"}`, `{"exp":4102444800}`, signed with [`SECRET`].
pub const SIGNED: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjQxMDI0NDQ4MDB9.Dc7C3ewR8bBSxjj__89EFsaUgtzNGvf1Xrc-qqoeOEw";

const SECRET: &[u8] = b"the secret of the fuzz target compact";

static VERIFIERS: LazyLock<[Verifier<Box<dyn Verify>>; 3]> = LazyLock::new(|| {
    let rsa = include_str!("../../tests/data/keys/rsa-2048-spki.pem");
    let ec = include_str!("../../tests/data/keys/ec-p256-spki.pem");
    let keys: [Box<dyn Verify>; 3] = [
        Box::new(VerifyingKey::<Hs256>::from_secret(SECRET).expect("a secret")),
        Box::new(VerifyingKey::<Rs256>::from_pem(rsa).expect("a public key")),
        Box::new(VerifyingKey::<Es256>::from_pem(ec).expect("a public key")),
    ];
    // As lenient as a policy can be, so that the signature alone decides.
    keys.map(|key| {
        let validation = Validation::at(NumericDate::from_secs(0)).allow_missing_expiration_time().any_audience();
        Verifier::new(key, validation)
    })
});

/// What stands before the bytes: nothing, a good header, a good header and a payload.
const PREFIXES: [&str; 7] = [
    "",
    "eyJhbGciOiJIUzI1NiJ9.",
    "eyJhbGciOiJSUzI1NiJ9.",
    "eyJhbGciOiJFUzI1NiJ9.",
    "eyJhbGciOiJIUzI1NiJ9.e30.",
    "eyJhbGciOiJSUzI1NiJ9.e30.",
    "eyJhbGciOiJFUzI1NiJ9.e30.",
];

pub fn property(data: &[u8]) {
    // A token is a `str`, so that other bytes cannot even be tried.
    let text = String::from_utf8_lossy(data);
    for prefix in PREFIXES {
        let token = format!("{prefix}{text}");
        for verifier in VERIFIERS.iter() {
            if let Ok(claims) = verifier.verify::<Value>(&token) {
                assert_eq!(token, SIGNED, "accepted: {claims}");
            }
        }
        if let Ok(unverified) = Unverified::parse(&token) {
            assert_eq!(token.matches('.').count(), 2);
            // Where the header is read at all, the segments are those of the token.
            let _ = unverified.header().to_json();
        }
        let _ = jwt_codec::dangerous::decode_unverified::<Value, Value>(&token);
    }
    let key = VerifyingKey::<Hs256>::from_secret(SECRET).expect("a secret");
    assert_eq!(jws::verify(&text, &key).is_ok(), text == SIGNED);
}
