//! Any bytes as a JWK. What is accepted is written and read again equal, with its private members and without them; both halves have the
//! same ID, algorithm and thumbprint, the one of RFC 7638 over the members that `serde_json` reads; nothing private is in the public half; and
//! what the private half signs, the public one verifies.
//!
//! A key in loose spelling is the same key, and so is one that serde reads. What either refuses, `Jwk::from_json` refuses.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jwt_codec::jwk::{Jwk, PublicJwk};
use jwt_codec::{Algorithm, Sign, Verify};
use sha2::{Digest, Sha256};

use super::tree::{Tree, number_texts};

const MESSAGE: &[u8] = b"message";
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"];

/// Returns whether it is accepted.
pub fn property(data: &[u8]) -> bool {
    let through_serde = serde_json::from_slice::<PublicJwk>(data);
    let loose = Jwk::from_json_with_loose_numbers(data);
    if let Ok(loose) = &loose {
        check(loose);
    }
    let Ok(jwk) = Jwk::from_json(data) else {
        // The floats of `serde_json` are not always the nearest, so that it may take an infinite one for the greatest.
        let is_infinite = |text: &&str| text.parse::<f64>().is_ok_and(f64::is_infinite);
        assert!(through_serde.is_err() || number_texts(data).iter().any(is_infinite), "read by serde only");
        return false;
    };
    check(&jwk);
    assert_eq!(everything(&loose.expect("what is canonical may be loose")), everything(&jwk));
    // `serde_json` judges what nobody reads, such as the range of numbers.
    let Ok(members) = serde_json::from_slice::<Tree>(data) else { return true };
    match through_serde {
        Ok(public) => assert_eq!(everything(&public), everything(&jwk)),
        Err(error) => assert!(jwk.is_private(), "refused by serde only: {error}"),
    }
    let text = |name| match members.member(name) {
        Some(Tree::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    assert_eq!((jwk.key_id(), jwk.key_use()), (text("kid"), text("use")));
    assert_eq!(Some(jwk.key_type()), text("kty"));
    assert_eq!(jwk.is_private(), text(private_member(&jwk)).is_some());
    let required: &[&str] = match jwk.key_type() {
        "oct" => &["k", "kty"],
        "RSA" => &["e", "kty", "n"],
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "AKP" => &["alg", "kty", "pub"],
        other => unreachable!("{other}"),
    };
    let required = required.iter().map(|name| format!("\"{name}\":\"{}\"", text(name).expect("it is required")));
    let hash = Sha256::digest(format!("{{{}}}", required.collect::<Vec<_>>().join(",")));
    assert_eq!(jwk.thumbprint(), BASE64_URL_SAFE_NO_PAD.encode(hash));
    true
}

/// The member that makes a key of this type private. The factors of RSA keys come with `d` only.
fn private_member(jwk: &Jwk) -> &'static str {
    match jwk.key_type() {
        "oct" => "k",
        "AKP" => "priv",
        _ => "d",
    }
}

/// All that a key says of itself, and its text.
fn everything(jwk: &Jwk) -> (String, String, Option<String>, Option<Algorithm>, Option<String>) {
    let text = jwk.to_secret_json().expose_secret().to_owned();
    (text, jwk.thumbprint(), jwk.key_id().map(Into::into), jwk.algorithm(), jwk.key_use().map(Into::into))
}

/// What must hold for each key that is accepted.
pub fn check(jwk: &Jwk) {
    let again = Jwk::from_json(jwk.to_secret_json().expose_secret()).expect("what is written is read");
    assert_eq!(everything(&again), everything(jwk));
    assert_eq!((again.key_type(), again.is_private()), (jwk.key_type(), jwk.is_private()));

    let public = jwk.to_public();
    assert_eq!(public.is_none(), jwk.is_symmetric());
    assert_eq!(public.is_none(), jwk.to_json().is_none());
    if let Some(public) = &public {
        check_public(jwk, public);
    }
    for algorithm in Algorithm::ALL {
        check_pair(jwk, public.as_ref(), *algorithm);
    }
    assert_eq!(again.with_thumbprint_as_key_id().key_id(), Some(jwk.thumbprint().as_str()));
}

fn check_public(jwk: &Jwk, public: &PublicJwk) {
    let written = jwk.to_json().expect("it is no secret");
    let read = Jwk::from_json(&written).expect("what is written is read");
    assert_eq!((everything(&read), read.is_private()), (everything(public), false));
    assert_eq!(serde_json::to_string(public).expect("JSON"), written);
    assert_eq!(public.thumbprint(), jwk.thumbprint());
    assert_eq!((public.key_id(), public.algorithm(), public.key_use()), (jwk.key_id(), jwk.algorithm(), jwk.key_use()));
    let members: Tree = serde_json::from_str(&written).expect("JSON");
    assert!(PRIVATE.iter().all(|name| members.member(name).is_none()), "something private is public");
}

/// Whether a key is of use does not depend on the half, and the halves fit.
fn check_pair(jwk: &Jwk, public: Option<&PublicJwk>, algorithm: Algorithm) {
    let verifying = jwk.verifying_key_for(algorithm);
    if let Some(public) = public {
        assert!(public.signing_key_for(algorithm).is_err(), "a public key signs");
        // Creating a key of both halves checks the private one too, so that it may be refused.
        let refused = public.verifying_key_for(algorithm).err();
        assert!(verifying.is_err() || refused.is_none(), "{algorithm}, of the public half: {refused:?}");
    }
    let Ok(signing) = jwk.signing_key_for(algorithm) else { return };
    assert!(jwk.is_private(), "a public key signs");
    let mut signature = vec![0; signing.signature_len()];
    signing.sign(MESSAGE, &mut signature).expect("a signature");
    let verifies = |key: &dyn Verify| {
        assert_eq!(key.verify(MESSAGE, &signature), Ok(()), "{algorithm}");
        assert!(key.verify(b"another message", &signature).is_err(), "{algorithm}");
    };
    // A key may be for signing only.
    if let Ok(verifying) = verifying {
        verifies(&verifying);
    }
    if let Some(Ok(verifying)) = public.map(|public| public.verifying_key_for(algorithm)) {
        verifies(&verifying);
    }
}
