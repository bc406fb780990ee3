//! Public keys as HMAC secrets (threat classes 2 and 3), and keys that are none.

use jwt_codec::{Es256, Hs256, Hs384, Hs512, KeyDefect, KeyError, KeyKind, KeyPart, Rs256, SigningKey, VerifyingKey};

use crate::support::{base64url, keys};

const RSA_PKCS1_PUBLIC_PEM: &str = include_str!("../../data/keys/rsa-2048-pkcs1-public.pem");
const CERTIFICATE_PEM: &str = include_str!("../../data/keys/rsa-2048-certificate.pem");
const RSA_OPENSSH: &str = include_str!("../../data/keys/rsa-2048-openssh.pub");
const EC_OPENSSH: &str = include_str!("../../data/keys/ec-p256-openssh.pub");
const ED25519_OPENSSH: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINxaUSavaoju147xPebqbfA3gufycBKEeso4Q4SbDFeF";
/// Only the beginning of a key.
const DSA_OPENSSH: &str = "ssh-dss AAAAB3NzaC1kc3MAAACBAMEZjxQkl1uRCYzMiJnKSO+GHxZIN5/3S3m1jT3l1NzVQsBFqbIhh1Xe";
const JWK: &str = r#"{"kty":"RSA","n":"sWi45xunpx_zHbBSXiVfy-oZgpUlYCpZfaMawq5Ma1Oujo1l","e":"AQAB"}"#;

/// What stands before the key in some file or variable: nothing, white space, marks, text, other bytes.
const PREFIXES: [&[u8]; 14] = [
    b"",
    b" ",
    b"\n",
    b"\r\n\r\n",
    b"\t",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x1b[0m",
    b"# a comment\n",
    b"KEY=\"",
    b"key: |\n  ",
    b"\xe2\x80\x8b",
    b"Bag Attributes\n    localKeyID: 01\n",
];

#[track_caller]
fn makes_no_secret(name: &str, key: &[u8]) {
    for prefix in PREFIXES {
        for suffix in [&b""[..], b"\n", b"\"", b"\0"] {
            let secret = [prefix, key, suffix].concat();
            let refused = |made: Option<KeyError>| {
                assert!(matches!(made, Some(KeyError::SecretContainsKey(_))), "{name} behind {prefix:?}: {made:?}");
            };
            refused(SigningKey::<Hs256>::from_secret(&secret).err());
            refused(SigningKey::<Hs384>::from_secret(&secret).err());
            refused(SigningKey::<Hs512>::from_secret(&secret).err());
            refused(VerifyingKey::<Hs256>::from_secret(&secret).err());
        }
    }
}

/// CVE-2015-9235, CVE-2016-5431, CVE-2017-11424, CVE-2026-34950: whoever has a verifier's public key cannot sign with it, since it makes no
/// HMAC key, wherever in the secret it stands.
#[test]
fn public_key_is_no_secret() {
    for (name, key) in [
        ("SPKI PEM of RSA", keys::RSA_PUBLIC_PEM.as_bytes()),
        ("SPKI PEM of EC", keys::EC_PUBLIC_PEM.as_bytes()),
        ("PKCS#1 PEM", RSA_PKCS1_PUBLIC_PEM.as_bytes()),
        ("certificate PEM", CERTIFICATE_PEM.as_bytes()),
        ("SPKI DER of RSA", &keys::der(keys::RSA_PUBLIC_PEM)),
        ("SPKI DER of EC", &keys::der(keys::EC_PUBLIC_PEM)),
        ("SPKI DER of DSA", &keys::der(include_str!("../../data/openssl/dsa-spki.pem"))),
        ("certificate DER", &keys::der(CERTIFICATE_PEM)),
        ("OpenSSH of RSA", RSA_OPENSSH.as_bytes()),
        ("OpenSSH of EC", EC_OPENSSH.as_bytes()),
        ("OpenSSH of Ed25519", ED25519_OPENSSH.as_bytes()),
        ("OpenSSH of DSA", DSA_OPENSSH.as_bytes()),
        ("JWK", JWK.as_bytes()),
        ("JWK with white space", JWK.replace(':', " : ").as_bytes()),
    ] {
        makes_no_secret(name, key);
    }
}

/// Those of these keys that are taken for a secret.
fn taken_for_secrets<'n>(keys: &[(&'n str, Vec<u8>)]) -> Vec<&'n str> {
    let taken = keys.iter().filter(|(_, key)| VerifyingKey::<Hs256>::from_secret(key).is_ok());
    taken.map(|(name, _)| *name).collect()
}

#[test]
fn der_is_no_secret() {
    let sec1 = include_str!("../../data/keys/ec-p256-sec1.pem");
    let sec1 = &sec1[sec1.find("-----BEGIN EC PRIVATE").unwrap()..];
    let rsa_pss = include_str!("../../data/keys/rsa-pss-2048-spki.pem");
    let pkcs1_private = include_str!("../../data/keys/rsa-2048-pkcs1.pem");
    let taken = taken_for_secrets(&[
        ("PKCS#1 DER", keys::der(RSA_PKCS1_PUBLIC_PEM)),
        ("PKCS#1 DER, private", keys::der(pkcs1_private)),
        ("SEC1 DER", keys::der(sec1)),
        ("SPKI DER of RSASSA-PSS", keys::der(rsa_pss)),
    ]);
    assert_eq!(taken, [""; 0]);
}

#[test]
fn frameless_forms_are_no_secret() {
    let pem = keys::RSA_PUBLIC_PEM;
    let body: String = pem.lines().filter(|line| !line.starts_with("---")).collect();
    let rfc4716 = format!("---- BEGIN SSH2 PUBLIC KEY ----\n{}\n---- END SSH2 PUBLIC KEY ----\n", &RSA_OPENSSH[8..]);
    let url_safe = body.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let taken = taken_for_secrets(&[
        ("base64 of SPKI in quotes", format!("\"{body}\",\0").into_bytes()),
        ("base64url of SPKI", url_safe.into_bytes()),
        ("base64 of SPKI", body.into_bytes()),
        ("RFC 4716", rfc4716.into_bytes()),
    ]);
    assert_eq!(taken, [""; 0]);
}

/// With characters that only one of the alphabets has before the mark.
#[test]
fn base64_is_read_in_either_alphabet() {
    let mark = [&[0xfb, 0xff, 0xfe][..], &[0xff, 0xff, 0xff], b"-----BEGIN PUBLIC KEY"].concat();
    let url_safe = base64url::encode(mark);
    assert!(url_safe.starts_with("-__-____"));
    let standard = url_safe.replace('-', "+").replace('_', "/");
    let mixed = url_safe.replacen('-', "+", 1).replacen('_', "/", 1);
    for text in [url_safe, standard, mixed] {
        assert_eq!(
            SigningKey::<Hs256>::from_secret(text.as_bytes()).unwrap_err(),
            KeyError::SecretContainsKey(KeyKind::Pem),
            "{text}"
        );
    }
}

#[test]
fn secrets_that_look_like_nothing_are_taken() {
    for secret in [
        &[0; 64][..],
        &[0x30; 64],
        &[0x2d; 64],
        b"----- begin public key ----- but it is only a text that talks of one",
        b"kty ssh BEGIN PUBLIC KEY: the words alone do not make a key of a text.",
    ] {
        assert!(SigningKey::<Hs512>::from_secret(secret).is_ok());
    }
}

/// Every byte of a key file changed: a key, or an error, and never a panic.
#[test]
fn changed_der_never_panics() {
    for pem in [keys::RSA_PUBLIC_PEM, keys::EC_PUBLIC_PEM, keys::EC_PRIVATE_PEM, CERTIFICATE_PEM, RSA_PKCS1_PUBLIC_PEM]
    {
        let der = keys::der(pem);
        for position in 0..der.len().min(120) {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = der.clone();
                changed[position] ^= change;
                let _ = VerifyingKey::<Es256>::from_der(&changed);
                let _ = SigningKey::<Es256>::from_der(&changed);
                // Making a key of a good modulus costs too much to do it a thousand times.
                if position < 40 {
                    let _ = VerifyingKey::<Rs256>::from_der(&changed);
                }
            }
        }
    }
}

/// A private key whose public half belongs to another is refused, where the structure has one.
#[test]
fn private_key_with_the_public_key_of_another() {
    let mut der = keys::der(keys::EC_PRIVATE_PEM);
    let scalar = der.windows(2).position(|window| window == [0x04, 0x20]).unwrap() + 2;
    der[scalar + 31] ^= 1;
    assert_eq!(
        SigningKey::<Es256>::from_der(&der).unwrap_err(),
        KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey)
    );
}

/// PKCS#8 names the curve, and the SEC1 structure inside may name it again: then it is the same one (RFC 5915 section 3).
#[test]
fn private_key_with_two_curves() {
    const P384: [u8; 7] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
    const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let sequence = |tag: u8, body: &[u8]| [&[tag, u8::try_from(body.len()).unwrap()], body].concat();
    let pkcs8 = |inner_curve: &[u8]| {
        let ec_public_key = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
        let algorithm = sequence(0x30, &[&ec_public_key[..], &P256].concat());
        let scalar = sequence(0x04, &[1; 32]);
        let parameters = sequence(0xa0, inner_curve);
        let sec1 = sequence(0x30, &[&[2, 1, 1], &scalar[..], &parameters].concat());
        let key = sequence(0x04, &sec1);
        sequence(0x30, &[&[2, 1, 0], &algorithm[..], &key].concat())
    };
    assert!(SigningKey::<Es256>::from_der(&pkcs8(&P256)).is_ok());
    let contradictory = KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::NotOfAlgorithm);
    assert_eq!(SigningKey::<Es256>::from_der(&pkcs8(&P384)).map(|_| ()), Err(contradictory));
}
