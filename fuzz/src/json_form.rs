//! Any text as a JSON serialization: never a panic, and no payload comes out but the one that was signed, with the header that was signed.
//!
//! [`SIGNED`] stands in the corpus, so that mutations of it are tried. Unknown members, white space, escapes and the unprotected header may
//! change: no signature covers them. What is accepted is written and read again, with the same outcome.

use jwt_codec::jws::JsonSerialization;
use jwt_codec::{Hs256, VerifyingKey};

/// `{"alg":"HS256"}` and the payload `fuzz`, signed with [`SECRET`].
pub const SIGNED: &str = r#"{"payload":"ZnV6eg","protected":"eyJhbGciOiJIUzI1NiJ9","header":{"kid":"1"},"signature":"BeMbU4x9-mQxLzvklssz6Wxu0nsEBOirndLttwe4QOE"}"#;

const SECRET: &[u8] = b"the secret of the fuzz target json_form";

/// Returns whether a signature is good.
pub fn property(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let Ok(document) = JsonSerialization::parse(&text) else { return false };
    assert!((1..=16).contains(&document.signature_count()));
    let key = VerifyingKey::<Hs256>::from_secret(SECRET).expect("a secret");
    let any = document.verify_any(&key);
    assert_eq!(document.verify_each(&[&key]), any, "{text}");
    let Ok(verified) = any else {
        assert_ne!(text, SIGNED);
        assert!(document.verify_all(&key).is_err(), "{text}");
        return false;
    };
    assert_eq!(verified.payload, b"fuzz", "{text}");
    for signature in &verified.good {
        assert_eq!(signature.header.as_json(), r#"{"alg":"HS256"}"#, "{text}");
    }
    assert_eq!(verified.good.len() + verified.rejected.len(), document.signature_count());
    assert_eq!(document.verify_all(&key).is_ok(), verified.rejected.is_empty(), "{text}");
    let written = document.to_general().expect("there is a signature");
    let again = JsonSerialization::parse_with_limits(&written, usize::MAX, 16).expect("what is written is read");
    assert_eq!(again.verify_any(&key), Ok(verified), "{text}");
    assert_eq!(again.to_general(), Ok(written));
    true
}
