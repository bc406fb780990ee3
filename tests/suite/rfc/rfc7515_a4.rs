//! RFC 7515 appendix A.4: ES512, whose integers are 66 bytes.

use jwt_codec::jwk::Jwk;
use jwt_codec::jws::{self, Header};
use jwt_codec::{Algorithm, Es512, SigningKey, VerifyError, VerifyingKey};

use crate::support::{base64url, keys, rfc};

#[test]
fn the_published_token_verifies() {
    let example = rfc::example("A.4");
    let key = VerifyingKey::<Es512>::from_coordinates(&example.key("x"), &example.key("y")).unwrap();
    let verified = jws::verify(example.compact(), &key).unwrap();
    assert_eq!(
        (verified.payload.as_slice(), verified.header.as_json().to_owned()),
        (example.payload().as_bytes(), example.header())
    );

    let from_jwk = Jwk::from_json(example.jwk()).unwrap().verifying_key().unwrap();
    assert_eq!(from_jwk.algorithm(), Algorithm::ES512);
    assert!(jws::verify(example.compact(), &from_jwk).is_ok());
}

/// Each bit of the signature counts, also the seven that 521 bits leave of the first byte of `r` and of `s`.
#[test]
fn no_other_signature_verifies() {
    let example = rfc::example("A.4");
    let key = VerifyingKey::<Es512>::from_jwk(&Jwk::from_json(example.jwk()).unwrap()).unwrap();
    let (input, signature) = example.compact().rsplit_once('.').unwrap();
    let signature = base64url::decode(signature).unwrap();
    assert_eq!(signature.len(), 132);
    for (byte, bit) in (0..132).map(|byte| (byte, byte % 8)).chain((0..8).flat_map(|bit| [(0, bit), (66, bit)])) {
        let mut changed = signature.clone();
        changed[byte] ^= 1 << bit;
        let token = format!("{input}.{}", base64url::encode(changed));
        assert_eq!(jws::verify(&token, &key), Err(VerifyError::InvalidSignature), "byte {byte}, bit {bit}");
    }
}

/// Ours is deterministic (RFC 6979), and not the published one, which was made with another nonce.
#[test]
fn signing_again() {
    let example = rfc::example("A.4");
    let key = SigningKey::<Es512>::from_scalar(&example.key("d")).unwrap();
    let header = Header::new(Algorithm::ES512);
    let token = jws::sign(&header, example.payload().as_bytes(), &key).unwrap();
    assert_eq!(jws::sign(&header, example.payload().as_bytes(), &key), Ok(token.clone()));
    assert_eq!(token.rsplit_once('.').unwrap().0, example.compact().rsplit_once('.').unwrap().0);
    assert_ne!(token, example.compact());
    assert!(jws::verify(&token, &key.verifying_key()).is_ok());
}

/// RFC 6979 appendix A.2.7, P-521 with SHA-512: byte for byte.
#[test]
fn rfc6979_signatures() {
    let hex = |text: &str| -> Vec<u8> {
        let text = format!("{text:0>132}");
        (0..132).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let d = hex(
        "FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538",
    );
    let key = SigningKey::<Es512>::from_scalar(&d).unwrap();
    let r = hex(
        "C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
    );
    let s = hex(
        "617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A",
    );
    assert_eq!(keys::signature(&key, b"sample"), [r, s].concat());
}
