//! Any bytes as a token, and any header and payload, signed: a verifier that has accepted tokens before returns what a fresh one returns,
//! the same claims with the same header, or the same error.
//!
//! A verifier recognizes the headers of accepted tokens by their bytes, and does not parse them again. Whatever it has accepted must change
//! nothing but the time it takes: not for the same header, not for one that is almost the same, not in another method.

use std::borrow::Borrow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jwt_codec::jwk::KeySet;
use jwt_codec::jwt::{MaybeExpired, NumericDate};
use jwt_codec::{ClaimName, ClaimReason, Hs256, Hs512, Sign, SigningKey, Validation, Verifier, VerifyError};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::bytes::Bytes;

/// Headers of tokens that were accepted.
const KNOWN: [&str; 7] = [
    r#"{"alg":"HS256"}"#,
    r#"{"alg":"HS256","typ":"at+jwt"}"#,
    r#"{"alg":"HS256","kid":"one"}"#,
    r#"{"alg":"HS512","kid":"two","typ":"at+jwt"}"#,
    r#"{"alg":"HS256","crit":["ext"],"ext":1}"#,
    r#"{"alg":"HS256","typ":"at+jwt","crit":["ext"],"ext":[]}"#,
    " {\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}",
];

const PAYLOAD: &[u8] = br#"{"aud":"api","exp":4102444800}"#;

struct Keys {
    hs256: SigningKey<Hs256>,
    hs512: SigningKey<Hs512>,
    set: KeySet,
    /// A token with each of the known headers.
    tokens: Vec<String>,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let hs256 = SigningKey::<Hs256>::from_secret(b"the secret of the fuzz target known_header").expect("a secret");
    let secret = b"the other secret of the fuzz target known_header, which is longer";
    let hs512 = SigningKey::<Hs512>::from_secret(secret).expect("a secret");
    let set = KeySet::builder().key("one", hs256.verifying_key()).key("two", hs512.verifying_key());
    let set = set.build().expect("two keys");
    let mut keys = Keys { hs256, hs512, set, tokens: Vec::new() };
    keys.tokens = KNOWN.map(|header| keys.sign(&BASE64_URL_SAFE_NO_PAD.encode(header), PAYLOAD)).into();
    for is_strict in [false, true] {
        let verifier = keys.verifier(is_strict);
        let accepted = keys.tokens.iter().filter(|token| verifier.verify_with_header::<IgnoredAny>(token).is_ok());
        assert_eq!(accepted.count(), if is_strict { 3 } else { KNOWN.len() });
    }
    keys
});

impl Keys {
    /// A token with any text as its header segment. The signature is good for one of the keys.
    fn sign(&self, header: &str, payload: &[u8]) -> String {
        let input = format!("{header}.{}", BASE64_URL_SAFE_NO_PAD.encode(payload));
        let is_hs512 =
            BASE64_URL_SAFE_NO_PAD.decode(header).is_ok_and(|json| json.windows(5).any(|part| part == b"HS512"));
        let key: &dyn Sign = if is_hs512 { &self.hs512 } else { &self.hs256 };
        let mut signature = vec![0; key.signature_len()];
        key.sign(input.as_bytes(), &mut signature).expect("a signature");
        format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    fn verifier(&self, is_strict: bool) -> Verifier<KeySet> {
        let validation = Validation::at(NumericDate::from_secs(1_700_000_000)).understands("ext");
        let validation = if is_strict {
            validation.typ("at+jwt").audience("api")
        } else {
            validation.any_audience().allow_missing_expiration_time()
        };
        Verifier::new(self.set.clone(), validation)
    }
}

pub fn property(data: &[u8]) {
    let mut bytes = Bytes(data);
    let is_strict = bytes.byte() % 2 == 1;
    let token = token(&mut bytes);
    let experienced = KEYS.verifier(is_strict);
    for known in &KEYS.tokens {
        let _ = experienced.verify_with_header::<IgnoredAny>(known);
    }
    let fresh = Outcomes::new(&token, || KEYS.verifier(is_strict));
    assert_eq!(Outcomes::new(&token, || &experienced), fresh, "{token}");
    // Now it may know this header too.
    assert_eq!(Outcomes::new(&token, || &experienced), fresh, "the second time: {token}");
}

/// A token made of the bytes: as they are, or as the header of a signed one, or as the payload behind a known header.
fn token(bytes: &mut Bytes<'_>) -> String {
    let kind = bytes.byte();
    let known = BASE64_URL_SAFE_NO_PAD.encode(KNOWN[usize::from(kind / 5) % KNOWN.len()]);
    match kind % 5 {
        0 => String::from_utf8_lossy(bytes.0).into(),
        1 => KEYS.sign(&String::from_utf8_lossy(bytes.0), PAYLOAD),
        2 => KEYS.sign(&BASE64_URL_SAFE_NO_PAD.encode(bytes.0), PAYLOAD),
        3 => KEYS.sign(&known, bytes.0),
        // One character of the segment is another.
        _ => {
            let [place, other] = bytes.array();
            let mut segment: Vec<char> = known.chars().collect();
            let place = usize::from(place) % segment.len();
            segment[place] = other.into();
            KEYS.sign(&segment.iter().collect::<String>(), if bytes.is_empty() { PAYLOAD } else { bytes.0 })
        }
    }
}

/// What each method returns.
#[derive(Debug, PartialEq)]
struct Outcomes {
    claims: Result<Value, VerifyError>,
    with_header: Result<(String, Vec<String>, Value), VerifyError>,
    rejected: Result<Vec<(ClaimName, ClaimReason)>, VerifyError>,
    even_if_expired: Result<MaybeExpired<Value>, VerifyError>,
}

impl Outcomes {
    /// Each method has a verifier of its own.
    fn new<V: Borrow<Verifier<KeySet>>>(token: &str, verifier: impl Fn() -> V) -> Self {
        let with_header = verifier().borrow().verify_with_header::<Value>(token);
        Self {
            claims: verifier().borrow().verify(token),
            with_header: with_header.map(|(header, claims)| (header.as_json().into(), header.critical(), claims)),
            rejected: verifier().borrow().rejected_claims(token),
            even_if_expired: verifier().borrow().verify_even_if_expired(token),
        }
    }
}
