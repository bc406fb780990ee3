//! Tokens that other implementations made, and tokens of ours for them to check: see `tests/data/interop/README.md`.
#![cfg(all(feature = "std", feature = "hmac", feature = "rsa", feature = "es256", feature = "pem"))]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test says by panicking what is wrong"
)]

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
#[cfg(feature = "eddsa")]
use jwt_codec::EdDsa;
#[cfg(feature = "es256k")]
use jwt_codec::Es256K;
#[cfg(feature = "es384")]
use jwt_codec::Es384;
#[cfg(feature = "es512")]
use jwt_codec::Es512;
use jwt_codec::{
    Algorithm, Es256, Hs256, Hs384, Hs512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512, Sign, Signer, SigningKey,
    Validation, Verifier, Verify, VerifyError, VerifyingKey,
};
use serde::Deserialize;
use serde_json::Value;

/// The tokens of one tool.
#[derive(Deserialize)]
struct Made {
    tool: String,
    version: String,
    tokens: Vec<Token>,
}

#[derive(Deserialize)]
struct Token {
    alg: String,
    key: String,
    #[serde(rename = "token")]
    text: String,
    claims: Value,
}

#[test]
fn pyjwt() {
    accepts_all("pyjwt.json", 28);
}

#[test]
fn jose() {
    // jose has no ES256K.
    accepts_all("jose.json", 26);
}

#[test]
fn openssl() {
    accepts_all("openssl.json", 28);
}

/// A 2048-bit signature has 2048 bits to flip; the three tools sign alike, so one tool's tokens are enough for all of them.
#[test]
fn every_bit_of_a_short_signature_counts() {
    for token in read("pyjwt.json").tokens.into_iter().step_by(2) {
        if let Some(key) = verifying_key(&token)
            && key.signature_len() <= 64
        {
            let bits = key.signature_len() * 8;
            let verifier = verifier(key);
            for bit in 0..bits {
                refuses(&verifier, &flip(&token.text, bit));
            }
        }
    }
}

/// Not a test: the input of `tests/data/interop/check_ours.sh`.
#[test]
#[ignore = "prints tokens for check_ours.sh"]
fn print_tokens_for_others() {
    let secret = secret();
    print_token(SigningKey::<Hs256>::from_secret(&secret).expect("a secret"));
    print_token(SigningKey::<Hs384>::from_secret(&secret).expect("a secret"));
    print_token(SigningKey::<Hs512>::from_secret(&secret).expect("a secret"));
    #[cfg(feature = "rsa-signing")]
    {
        let pem = key_file("rsa-2048-private.pem");
        print_token(SigningKey::<Rs256>::from_pem(&pem).expect("a private key"));
        print_token(SigningKey::<Rs384>::from_pem(&pem).expect("a private key"));
        print_token(SigningKey::<Rs512>::from_pem(&pem).expect("a private key"));
        print_token(SigningKey::<Ps256>::from_pem(&pem).expect("a private key"));
        print_token(SigningKey::<Ps384>::from_pem(&pem).expect("a private key"));
        print_token(SigningKey::<Ps512>::from_pem(&pem).expect("a private key"));
    }
    print_token(SigningKey::<Es256>::from_pem(key_file("ec-p256-private.pem")).expect("a private key"));
    #[cfg(feature = "es384")]
    print_token(SigningKey::<Es384>::from_pem(key_file("ec-p384-private.pem")).expect("a private key"));
    #[cfg(feature = "es512")]
    print_token(SigningKey::<Es512>::from_pem(key_file("ec-p521-private.pem")).expect("a private key"));
    #[cfg(feature = "es256k")]
    print_token(SigningKey::<Es256K>::from_pem(key_file("ec-secp256k1-private.pem")).expect("a private key"));
    #[cfg(feature = "eddsa")]
    print_token(SigningKey::<EdDsa>::from_pem(key_file("ed25519-private.pem")).expect("a private key"));
}

/// The key that a token of theirs is to be verified with; `None` if the crate does not have its algorithm yet.
///
/// The table is by the `alg` of the JSON file, which is ours, not by the token's.
#[track_caller]
fn verifying_key(token: &Token) -> Option<Box<dyn Verify>> {
    macro_rules! key {
        ($marker:ident::from_secret) => {
            Box::new(VerifyingKey::<$marker>::from_secret(&secret()).expect("a secret"))
        };
        ($marker:ident::from_pem) => {
            Box::new(VerifyingKey::<$marker>::from_pem(key_file(&token.key)).expect("a public key"))
        };
    }
    Some(match token.alg.parse().ok()? {
        Algorithm::HS256 => key!(Hs256::from_secret),
        Algorithm::HS384 => key!(Hs384::from_secret),
        Algorithm::HS512 => key!(Hs512::from_secret),
        Algorithm::RS256 => key!(Rs256::from_pem),
        Algorithm::RS384 => key!(Rs384::from_pem),
        Algorithm::RS512 => key!(Rs512::from_pem),
        Algorithm::PS256 => key!(Ps256::from_pem),
        Algorithm::PS384 => key!(Ps384::from_pem),
        Algorithm::PS512 => key!(Ps512::from_pem),
        Algorithm::ES256 => key!(Es256::from_pem),
        #[cfg(feature = "es384")]
        Algorithm::ES384 => key!(Es384::from_pem),
        #[cfg(feature = "es512")]
        Algorithm::ES512 => key!(Es512::from_pem),
        #[cfg(feature = "es256k")]
        Algorithm::ES256K => key!(Es256K::from_pem),
        #[cfg(feature = "eddsa")]
        Algorithm::EdDSA => key!(EdDsa::from_pem),
        // Behind features that this build has not.
        #[cfg(not(all(feature = "es384", feature = "es512", feature = "es256k", feature = "eddsa")))]
        #[allow(unreachable_patterns, reason = "some of them may be there")]
        Algorithm::ES384 | Algorithm::ES512 | Algorithm::ES256K | Algorithm::EdDSA => return None,
        // An algorithm that is new in the crate needs its line here.
        missing => panic!("{missing} is an algorithm, but not in the table of this test"),
    })
}

#[track_caller]
fn accepts_all(file: &str, count: usize) {
    let Made { tool, version, tokens } = read(file);
    assert_eq!(tokens.len(), count, "{tool} {version}");
    let mut judged = 0;
    for token in &tokens {
        let Some(key) = verifying_key(token) else {
            continue;
        };
        judged += 1;
        let bits = key.signature_len() * 8;
        let verifier = verifier(key);
        accepts(&verifier, token);
        // Once more: its header is a known one now, which must make no difference.
        accepts(&verifier, token);
        for bit in [0, 7, bits / 2, bits - 8, bits - 1] {
            refuses(&verifier, &flip(&token.text, bit));
        }
    }
    let all = cfg!(all(feature = "es384", feature = "es512", feature = "es256k", feature = "eddsa"));
    assert!(judged == count || (!all && judged >= 20), "{tool}: {judged} of {count}");
}

#[track_caller]
fn accepts(verifier: &Verifier<Box<dyn Verify>>, token: &Token) {
    let claims: Value =
        verifier.verify(&token.text).unwrap_or_else(|error| panic!("{}: {error}: {}", token.alg, token.text));
    assert_eq!(claims, token.claims, "{}: {}", token.alg, token.text);
}

#[track_caller]
fn refuses(verifier: &Verifier<Box<dyn Verify>>, token: &str) {
    let refused = verifier.verify::<Value>(token);
    assert_eq!(refused, Err(VerifyError::InvalidSignature), "{token}");
}

/// The system's clock, as in production: the tokens are good until the year 2100.
fn verifier(key: Box<dyn Verify>) -> Verifier<Box<dyn Verify>> {
    let validation = Validation::new().issuer("https://id.example").audience("api");
    Verifier::new(key, validation)
}

/// The token with one bit of its signature flipped; bit 0 is the most significant of the first byte.
#[track_caller]
fn flip(token: &str, bit: usize) -> String {
    let (input, signature) = token.rsplit_once('.').expect("a token");
    let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    let byte = signature.get_mut(bit / 8).expect("a bit of the signature");
    *byte ^= 0x80 >> (bit % 8);
    format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn print_token(key: impl Sign) {
    for file in ["aud-string.json", "aud-array.json"] {
        let claims: Value = serde_json::from_slice(&data(&format!("claims/{file}"))).expect("claims");
        let signer = Signer::new(&key).key_id("interop");
        let token = signer.sign(&claims).expect("a token");
        println!("token\t{}\t{file}\t{token}", key.algorithm());
    }
}

#[track_caller]
fn read(file: &str) -> Made {
    serde_json::from_slice(&data(file)).expect("a file that make.sh made")
}

/// The secret of all HS*, which is kept in hexadecimal.
fn secret() -> Vec<u8> {
    let text = String::from_utf8(key_file("hmac.hex")).expect("hexadecimal");
    let digits: Vec<u8> = text
        .trim()
        .chars()
        .map(|digit| {
            let value = digit.to_digit(16).expect("hexadecimal");
            u8::try_from(value).expect("four bits")
        })
        .collect();
    digits.chunks(2).map(|byte| byte.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

#[track_caller]
fn key_file(name: &str) -> Vec<u8> {
    data(&format!("keys/{name}"))
}

#[track_caller]
fn data(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/interop").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}
