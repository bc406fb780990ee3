//! The beginnings by which structures are recognized as keys in HMAC secrets (threat classes 3 and 48): each of them, for each number
//! that may stand in it. What is nearly one of them is in `hostile::secrets`.

use jwt_codec::{Hs256, KeyError, KeyKind, SigningKey, VerifyingKey};

use crate::support::base64url;

/// Refused as it is, behind other bytes, and in base64url.
#[track_caller]
fn is_refused(der: &[&[u8]]) {
    let der = der.concat();
    for secret in [der.clone(), [&[0xff, 0x30], &der[..]].concat(), base64url::encode(&der).into_bytes()] {
        let refused = KeyError::SecretContainsKey(KeyKind::Der);
        assert_eq!(SigningKey::<Hs256>::from_secret(&secret).unwrap_err(), refused, "{der:02x?}");
        assert_eq!(VerifyingKey::<Hs256>::from_secret(&secret).unwrap_err(), refused, "{der:02x?}");
    }
}

/// The `OBJECT IDENTIFIER`s of algorithms, before keys that are not recognized by themselves: RSA of 512 bits, an elliptic curve, DSA,
/// ML-DSA-44 (RFC 9881).
#[test]
fn algorithms_of_spki() {
    for algorithm in [
        &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0][..],
        &[0x30, 16, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x23],
        &[0x30, 9, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1],
        &[0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 0x11],
    ] {
        is_refused(&[algorithm, &[3, 75, 0, 0x30, 72, 2, 65, 0], &[0x91; 64], &[2, 3, 1, 0, 1]]);
    }
}

/// SEC1 with the parameters of P-256 in place of its name, as `openssl ecparam -genkey -param_enc explicit` writes it.
#[test]
fn private_keys_on_curves_without_a_name() {
    let private_key = [&[2, 1, 1, 4, 32][..], &[0x11; 32]].concat();
    let field = [&[0x30, 0x2c, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 1, 1, 2, 0x21, 0][..], &[0xff; 32]].concat();
    let rest = [0x33; 273];
    is_refused(&[&[0x30, 0x82, 1, 0x68], &private_key, &[0xa0, 0x81, 0xfa, 0x30, 0x81, 0xf7, 2, 1, 1], &field, &rest]);
}

/// RFC 4716 section 3, and the private keys of the same programs: nothing else tells those.
#[test]
fn beginnings_of_rfc_4716() {
    for kind in ["PUBLIC KEY", "ENCRYPTED PRIVATE KEY"] {
        let text =
            format!("---- BEGIN SSH2 {kind} ----\nP2/56wAAAi8AAAA3aWYtbW9kbntzaWdue3JzYS1wa2NzMS1zaGExfSxlbmNyeXB0\n");
        let refused = KeyError::SecretContainsKey(KeyKind::OpenSsh);
        assert_eq!(SigningKey::<Hs256>::from_secret(text.as_bytes()).unwrap_err(), refused);
    }
}

/// RFC 8410 section 3: X25519, X448, Ed25519, Ed448. Public, and private.
#[test]
fn curves_of_rfc_8410() {
    for (last, length) in [(0x6e, 32), (0x6f, 56), (0x70, 32), (0x71, 57)] {
        let algorithm = [0x30, 5, 6, 3, 0x2b, 0x65, last];
        is_refused(&[&[0x30, length + 10], &algorithm, &[3, length + 1, 0], &vec![0x11; length.into()]]);
        is_refused(&[
            &[0x30, length + 14, 2, 1, 0],
            &algorithm,
            &[4, length + 2, 4, length],
            &vec![0x11; length.into()],
        ]);
    }
}

/// RFC 8017 section A.1.1, with exponents of one to seven bytes.
#[test]
fn public_rsa_keys_from_2041_bits_on() {
    for length in 1..=7 {
        let exponent = [&[2, length][..], &vec![3; length.into()]].concat();
        // With a zero in front of the modulus, and without: 2048 bits and 2049 to 2055.
        for modulus in [&[0, 0x80][..], &[0, 0xff], &[1, 0], &[0x7f, 0xff]] {
            let start = [0x30, 0x82, 1, length + 7, 2, 0x82, 1, 1];
            is_refused(&[&start, modulus, &[0x11; 255], &exponent]);
        }
        is_refused(&[&[0x30, 0x82, 2, length + 7, 2, 0x82, 2, 1, 0, 0x80], &[0x11; 511], &exponent]);
    }
}

/// In steps of 128 bits: 1024 to 1920.
#[test]
fn short_public_rsa_keys() {
    for length in (0x81..=0xf1).step_by(16) {
        for exponent in [&[2, 1, 3][..], &[2, 3, 1, 0, 1]] {
            let all = length + 3 + u8::try_from(exponent.len()).unwrap();
            for highest in [0x80, 0xff] {
                let modulus = vec![0x11; usize::from(length) - 2];
                is_refused(&[&[0x30, 0x81, all, 2, 0x81, length, 0, highest], &modulus, exponent]);
            }
        }
    }
}

/// RFC 8017 section A.1.2, of 1024 and of 2048 bits.
#[test]
fn private_rsa_keys() {
    is_refused(&[&[0x30, 0x82, 2, 0x5c, 2, 1, 0, 2, 0x81, 0x81, 0], &[0x91; 593]]);
    is_refused(&[&[0x30, 0x82, 4, 0xa3, 2, 1, 0, 2, 0x82, 1, 1, 0], &[0x91; 1179]]);
}

/// RFC 5915 section 3: P-224, P-256 and secp256k1, P-384, P-521; alone, without the name of the curve, with it.
#[test]
fn private_keys_of_sec1() {
    for (length, curve) in [(28, 0x21), (32, 0x0a), (48, 0x22), (66, 0x23)] {
        let scalar = vec![0x11; length.into()];
        // From 128 bytes on, the length takes two.
        let sequence = |all: u8| if all < 0x80 { vec![0x30, all] } else { vec![0x30, 0x81, all] };
        let start = [2, 1, 1, 4, length];
        is_refused(&[&sequence(length + 5), &start, &scalar]);
        let named = [0xa0, 7, 6, 5, 0x2b, 0x81, 4, 0, curve];
        is_refused(&[&sequence(length + 14), &start, &scalar, &named]);
        let explicit = [&[0xa0, 82, 0x30, 80, 2, 1, 1, 0x30, 75][..], &[0x22; 75]].concat();
        is_refused(&[&sequence(length + 89), &start, &scalar, &explicit]);
        let compressed = [&[0xa1, length + 4, 3, length + 2, 0, 2][..], &scalar].concat();
        is_refused(&[&sequence(2 * length + 11), &start, &scalar, &compressed]);
    }
    // A zero in front of the scalar, or one less: then the name of the curve tells.
    for length in [31, 33, 65, 67] {
        let named = [0xa0, 7, 6, 5, 0x2b, 0x81, 4, 0, 0x0a];
        is_refused(&[&[0x30, length + 14, 2, 1, 1, 4, length], &vec![0x11; length.into()], &named]);
    }
}
