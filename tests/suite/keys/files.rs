//! Which keys are made from PEM and DER (RFC 7468, RFC 5280, RFC 5958, RFC 5915, RFC 8017), and what is said of the others.

use jwt_codec::jwa::KeyFamily;
use jwt_codec::{Es256, KeyDefect, KeyError, KeyKind, KeyPart, Rs256, SigningKey, VerifyingKey};

use crate::support::keys;

macro_rules! pem {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/keys/", $name, ".pem")))
    };
}

const FILES: [(&str, &str); 16] = [
    pem!("ec-p256-encrypted-pkcs8"),
    pem!("ec-p256-encrypted-sec1"),
    pem!("ec-p256-pkcs8"),
    pem!("ec-p256-request"),
    pem!("ec-p256-sec1"),
    pem!("ec-p256-spki"),
    pem!("ec-p384-pkcs8"),
    pem!("ec-p384-spki"),
    pem!("ed25519-pkcs8"),
    pem!("ed25519-spki"),
    pem!("rsa-1024-spki"),
    pem!("rsa-2048-certificate"),
    pem!("rsa-2048-pkcs1"),
    pem!("rsa-2048-pkcs1-public"),
    pem!("rsa-2048-pkcs8"),
    pem!("rsa-2048-spki"),
];

/// What a file holds, as an error says it.
fn kind_of(name: &str) -> KeyKind {
    match name {
        "ec-p256-pkcs8" | "ec-p256-sec1" => KeyKind::Private(KeyFamily::P256),
        "ec-p256-spki" => KeyKind::Public(KeyFamily::P256),
        "ec-p384-pkcs8" => KeyKind::Private(KeyFamily::P384),
        "ec-p384-spki" => KeyKind::Public(KeyFamily::P384),
        "ed25519-pkcs8" => KeyKind::Private(KeyFamily::Ed25519),
        "ed25519-spki" => KeyKind::Public(KeyFamily::Ed25519),
        "rsa-2048-pkcs1" | "rsa-2048-pkcs8" => KeyKind::Private(KeyFamily::Rsa),
        "rsa-1024-spki" | "rsa-2048-pkcs1-public" | "rsa-2048-spki" => KeyKind::Public(KeyFamily::Rsa),
        "rsa-2048-certificate" => KeyKind::Certificate,
        "ec-p256-request" => KeyKind::CertificateRequest,
        _ => KeyKind::EncryptedPrivate,
    }
}

/// What is found for each file by one way to read PEM: a key where the kind is the wanted one.
#[track_caller]
fn reads(wanted: KeyKind, read: impl Fn(&str) -> Result<(), KeyError>) {
    for (name, pem) in FILES {
        let found = kind_of(name);
        match read(pem) {
            Ok(()) => assert_eq!(found, wanted, "{name}"),
            Err(KeyError::ModulusLength { found: 1024 }) => assert_eq!(name, "rsa-1024-spki"),
            // What the label of the block tells, its contents need not tell.
            Err(KeyError::Unexpected { found: said, expected }) => {
                assert_eq!(said, found, "{name}");
                assert_eq!(expected, wanted, "{name}");
                assert_ne!(found, wanted, "{name}");
            }
            Err(other) => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn pem_of_every_kind_in_every_key() {
    reads(KeyKind::Public(KeyFamily::Rsa), |pem| VerifyingKey::<Rs256>::from_pem(pem).map(|_| ()));
    reads(KeyKind::Public(KeyFamily::P256), |pem| VerifyingKey::<Es256>::from_pem(pem).map(|_| ()));
    reads(KeyKind::Private(KeyFamily::P256), |pem| SigningKey::<Es256>::from_pem(pem).map(|_| ()));
    #[cfg(feature = "rsa-signing")]
    reads(KeyKind::Private(KeyFamily::Rsa), |pem| SigningKey::<Rs256>::from_pem(pem).map(|_| ()));
}

/// An RSASSA-PSS key (RFC 4055) is for other algorithms.
#[test]
fn rsa_pss_key_is_no_rs256_key() {
    let pem = include_str!("../../data/keys/rsa-pss-2048-spki.pem");
    let refused = KeyError::Unexpected {
        found: KeyKind::Public(KeyFamily::RsassaPss),
        expected: KeyKind::Public(KeyFamily::Rsa),
    };
    assert_eq!(VerifyingKey::<Rs256>::from_pem(pem).unwrap_err(), refused);
}

/// The first block with a key counts, wherever it stands.
#[test]
fn pem_as_openssl_writes_it() {
    let pem = keys::EC_PUBLIC_PEM;
    for text in [
        pem.replace('\n', "\r\n"),
        format!("Bag Attributes\n    friendlyName: key\n{pem}"),
        format!("{pem}{}", keys::RSA_PUBLIC_PEM),
        format!("\n\n{pem}\n\n"),
        pem.trim_end().to_owned(),
    ] {
        assert!(VerifyingKey::<Es256>::from_pem(&text).is_ok(), "{text}");
    }
}

#[test]
fn pem_that_is_none() {
    let refused = |text: &str| VerifyingKey::<Es256>::from_pem(text).unwrap_err();
    let none = KeyError::Malformed(KeyPart::Pem, KeyDefect::NoBlock);
    for text in ["", " ", "a key", "-----BEGIN", "----BEGIN PUBLIC KEY----"] {
        assert_eq!(refused(text), none, "{text}");
    }
    let unended = KeyError::Malformed(KeyPart::Pem, KeyDefect::NoEnd);
    assert_eq!(refused("-----BEGIN PUBLIC KEY-----\nAAAA\n"), unended);
    let pem = keys::EC_PUBLIC_PEM;
    let bad = KeyError::Malformed(KeyPart::Pem, KeyDefect::Malformed);
    for text in [
        pem.replace("END PUBLIC", "END PRIVATE"),
        pem.replacen("-----END PUBLIC KEY-----", "-----END PUBLIC KEY----", 1),
        pem.replacen('F', "*", 1),
        pem.replace("==\n", "\n"),
    ] {
        assert_eq!(refused(&text), bad, "{text}");
    }
    // Text before the block may be in any encoding, the block itself is ASCII.
    let of = |pem: Vec<u8>| VerifyingKey::<Es256>::from_pem(pem).map(|_| ());
    assert_eq!(of([b"subject=M\xfcller\n", pem.as_bytes()].concat()), Ok(()));
    let inside = pem.replacen('F', "\u{fc}", 1).into_bytes();
    assert_eq!(
        of(inside.iter().copied().filter(|&byte| byte != 0xc3).collect()),
        Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::Utf8))
    );
    let unknown = pem.replace("PUBLIC KEY", "MAGIC KEY");
    assert_eq!(
        refused(&unknown),
        KeyError::Unexpected { found: KeyKind::Unknown, expected: KeyKind::Public(KeyFamily::P256) }
    );
    let expected = KeyKind::Private(KeyFamily::P256);
    let refused = SigningKey::<Es256>::from_pem(&unknown).unwrap_err();
    assert_eq!(refused, KeyError::Unexpected { found: KeyKind::Unknown, expected });
}

/// DER is read whole: no byte may be missing or left, and none may be another without the key being another or none.
#[test]
fn der_is_read_whole() {
    let reads = |der: &[u8]| VerifyingKey::<Es256>::from_der(der).is_ok();
    for (name, pem) in FILES {
        if name == "ec-p256-encrypted-sec1" {
            // RFC 1421's headers stand where the base64 would begin.
            continue;
        }
        let der = keys::der(&pem[pem.rfind("-----BEGIN").unwrap()..]);
        for length in 0..der.len() {
            assert!(!reads(&der[..length]), "{name}, {length} bytes");
            assert!(VerifyingKey::<Rs256>::from_der(&der[..length]).is_err(), "{name}, {length} bytes");
            assert!(SigningKey::<Es256>::from_der(&der[..length]).is_err(), "{name}, {length} bytes");
        }
        for more in [0, 0x30, 0xff] {
            let longer = [&der[..], &[more]].concat();
            assert!(!reads(&longer), "{name}");
            assert!(VerifyingKey::<Rs256>::from_der(&longer).is_err(), "{name}");
            assert!(SigningKey::<Es256>::from_der(&longer).is_err(), "{name}");
        }
    }
}
