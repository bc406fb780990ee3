//! HMAC: keys from secrets, and verification.

use jwt_codec::jwa::HmacAlgorithm;
use jwt_codec::{
    Claims, Hs256, Hs384, Hs512, Sign, Signer, SigningKey, Validation, Verifier, Verify, VerifyingKey, dangerous,
};

use crate::Operation;
use crate::keys::came_through;
use crate::machine::{fill_reproducibly, make_public, mark_secret, public, secret_bytes_of, unreported};

pub const ALL: &[Operation] = &[
    ("HS256-verify", verification::<Hs256>),
    ("HS384-verify", verification::<Hs384>),
    ("HS512-verify", verification::<Hs512>),
    ("HS256-verify-token", verification_of_a_token),
    ("HS256-from_secret-of-bytes", || setup(SigningKey::<Hs256>::from_secret, random_bytes())),
    ("HS256-from_secret-of-base64", || setup(SigningKey::<Hs256>::from_secret, base64_text())),
    ("HS512-from_secret-of-bytes", || setup(SigningKey::<Hs512>::from_secret, random_bytes())),
    ("HS256-from_any_secret", || setup(dangerous::signing_key_from_any_secret::<Hs256>, random_bytes())),
    ("HS384-from_any_secret", || setup(dangerous::signing_key_from_any_secret::<Hs384>, random_bytes())),
    ("HS512-from_any_secret", || setup(dangerous::signing_key_from_any_secret::<Hs512>, random_bytes())),
    ("HS256-generate", || came_through(SigningKey::<Hs256>::generate())),
];

const MESSAGE: &[u8] = &[b'a'; 200];

/// Tags that are right, and wrong in one bit of any byte.
fn verification<A: HmacAlgorithm>() {
    let mut secret = random_bytes();
    mark_secret(&mut secret);
    let (signing, verifying) = unreported(|| {
        (SigningKey::<A>::from_secret(&secret).unwrap(), VerifyingKey::<A>::from_secret(&secret).unwrap())
    });
    let mut tag = vec![0; signing.signature_len()];
    assert!(public(signing.sign(MESSAGE, &mut tag)).is_ok());
    assert_eq!(secret_bytes_of(&tag), tag.len());
    make_public(&mut tag);
    assert!(public(verifying.verify(MESSAGE, &tag)).is_ok());
    for place in 0..tag.len() {
        tag[place] ^= 1;
        assert!(public(verifying.verify(MESSAGE, &tag)).is_err());
        tag[place] ^= 1;
    }
}

/// The whole path of a token, twice: the second time the verifier knows the header.
fn verification_of_a_token() {
    let mut secret = random_bytes();
    mark_secret(&mut secret);
    let (signer, verifier) = unreported(|| {
        let signing = SigningKey::<Hs256>::from_secret(&secret).unwrap();
        let verifying = VerifyingKey::<Hs256>::from_secret(&secret).unwrap();
        (Signer::new(signing), Verifier::new(verifying, Validation::new().any_audience()))
    });
    let claims = Claims::new(()).subject("alice").lifetime(std::time::Duration::from_secs(600));
    let mut token = unreported(|| signer.sign(&claims).unwrap()).into_bytes();
    make_public(&mut token);
    let token = String::from_utf8(token).unwrap();
    let other = token.replace(".ey", ".eX");
    assert!(public(verifier.verify::<Claims<()>>(&token)).is_ok());
    assert!(public(verifier.verify::<Claims<()>>(&token)).is_ok());
    assert!(public(verifier.verify::<Claims<()>>(&other)).is_err());
}

/// Creates a key from a secret.
fn setup<K: Sign, E>(create: fn(&[u8]) -> Result<K, E>, mut secret: Vec<u8>) {
    mark_secret(&mut secret);
    came_through(create(&secret));
}

fn random_bytes() -> Vec<u8> {
    let mut bytes = vec![0; 64];
    fill_reproducibly(&mut bytes);
    bytes
}

fn base64_text() -> Vec<u8> {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.encode(random_bytes()).into_bytes()
}
