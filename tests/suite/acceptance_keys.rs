//! Which keys are made: sizes, ranges and formats (RFC 7518 sections 3 and 6, RFC 8725 section 3.5).

use jwt_codec::{
    Es256, HmacAlgorithm, Hs256, Hs384, Hs512, KeyError, KeyKind, Rs256, Rs384, Rs512, SigningKey,
    VerifyingKey, dangerous,
};

use crate::support::{keys, rfc};

/// The order of P-256 (FIPS 186-4 section D.1.2.3), big-endian.
pub(crate) const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The prime of P-256's field, big-endian.
const P256_PRIME: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

const F4: [u8; 3] = [1, 0, 1];

/// An odd number of that many bits.
fn modulus(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0; bits.div_ceil(8)];
    bytes[0] = 1 << ((bits - 1) % 8);
    *bytes.last_mut().unwrap() |= 1;
    bytes
}

#[track_caller]
fn rsa(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let verdict = VerifyingKey::<Rs256>::from_components(n, e).map(|_| ());
    assert_eq!(
        VerifyingKey::<Rs384>::from_components(n, e).map(|_| ()),
        verdict
    );
    assert_eq!(
        VerifyingKey::<Rs512>::from_components(n, e).map(|_| ()),
        verdict
    );
    verdict
}

#[track_caller]
fn secret_lengths<A: HmacAlgorithm>(minimum: usize) {
    for length in 0..=65 {
        let secret = vec![0x5a; length];
        let signing = SigningKey::<A>::from_secret(&secret).map(|_| ());
        let verifying = VerifyingKey::<A>::from_secret(&secret).map(|_| ());
        let expected = if length < minimum {
            Err(KeyError::SecretLength {
                found: length,
                minimum,
            })
        } else {
            Ok(())
        };
        assert_eq!(signing, expected, "{length}");
        assert_eq!(verifying, expected, "{length}");
    }
}

/// RFC 7518 section 3.2. CVE-2026-44351, CVE-2026-45363.
#[test]
fn secrets_are_as_long_as_the_hash() {
    secret_lengths::<Hs256>(32);
    secret_lengths::<Hs384>(48);
    secret_lengths::<Hs512>(64);
    assert!(SigningKey::<Hs256>::from_secret(&vec![1; 1 << 20]).is_ok());
}

#[test]
fn dangerous_takes_any_secret_but_an_empty_one() {
    let empty = KeyError::SecretLength {
        found: 0,
        minimum: 1,
    };
    assert_eq!(
        dangerous::signing_key_from_any_secret::<Hs256>(b"").unwrap_err(),
        empty
    );
    assert_eq!(
        dangerous::verifying_key_from_any_secret::<Hs512>(b"").unwrap_err(),
        empty
    );
    let pem = keys::RSA_PUBLIC_PEM.as_bytes();
    for secret in [&b"x"[..], b"too short", pem] {
        assert!(dangerous::signing_key_from_any_secret::<Hs256>(secret).is_ok());
        assert!(dangerous::verifying_key_from_any_secret::<Hs384>(secret).is_ok());
    }
}

#[test]
fn rsa_modulus_is_2048_to_8192_bits() {
    for bits in [2048, 2049, 2056, 3072, 4096, 8191, 8192] {
        assert_eq!(rsa(&modulus(bits), &F4), Ok(()), "{bits}");
    }
    for bits in [8, 512, 1024, 2040, 2047, 8193, 16_384] {
        assert_eq!(
            rsa(&modulus(bits), &F4),
            Err(KeyError::ModulusLength { found: bits })
        );
    }
}

#[test]
fn rsa_exponent_is_odd_and_from_3_to_2_to_the_33() {
    let n = modulus(2048);
    let minimal = |exponent: u128| -> Vec<u8> {
        let bytes = exponent.to_be_bytes();
        bytes
            .iter()
            .copied()
            .skip_while(|&byte| byte == 0)
            .collect()
    };
    for exponent in [3, 5, 17, 257, 65_537, (1 << 32) + 1, (1 << 33) - 1] {
        assert_eq!(rsa(&n, &minimal(exponent)), Ok(()), "{exponent}");
    }
    let range = Err(KeyError::Malformed("exponent: even, or not from 3 to 2^33"));
    for exponent in [
        1,
        2,
        4,
        65_536,
        1 << 33,
        (1 << 33) + 1,
        (1 << 63) + 1,
        (1 << 64) + 3,
        u128::MAX,
    ] {
        assert_eq!(rsa(&n, &minimal(exponent)), range, "{exponent}");
    }
    let as_long_as_the_modulus = vec![0xff; 256];
    assert_eq!(rsa(&n, &as_long_as_the_modulus), range);
}

#[test]
fn rsa_numbers_have_one_form() {
    let n = modulus(2048);
    let leading = [&[0], &n[..]].concat();
    let no_modulus = Err(KeyError::Malformed("modulus: empty or with leading zeros"));
    let no_exponent = Err(KeyError::Malformed("exponent: empty or with leading zeros"));
    assert_eq!(rsa(&leading, &F4), no_modulus);
    assert_eq!(rsa(&[], &F4), no_modulus);
    assert_eq!(rsa(&[0; 256], &F4), no_modulus);
    assert_eq!(rsa(&n, &[0, 1, 0, 1]), no_exponent);
    assert_eq!(rsa(&n, &[]), no_exponent);
    assert_eq!(rsa(&n, &[0]), no_exponent);
    let mut even = n;
    *even.last_mut().unwrap() &= 0xfe;
    assert_eq!(rsa(&even, &F4), Err(KeyError::Malformed("modulus: even")));
}

/// CVE-2017-16007: a point is on the curve, and has coordinates below the prime.
#[test]
fn es256_coordinates_are_those_of_a_point() {
    let example = rfc::example("A.3");
    let (x, y) = (example.key("x"), example.key("y"));
    let make = |x: &[u8], y: &[u8]| VerifyingKey::<Es256>::from_coordinates(x, y).map(|_| ());
    assert_eq!(make(&x, &y), Ok(()));
    let off = Err(KeyError::Malformed("public key: no point on the curve"));
    let mut changed = y.clone();
    changed[31] ^= 1;
    assert_eq!(make(&x, &changed), off);
    assert_eq!(make(&y, &x), off);
    assert_eq!(make(&[0; 32], &[0; 32]), off);
    assert_eq!(make(&[0xff; 32], &[0xff; 32]), off);
    assert_eq!(make(&P256_PRIME, &y), off);
    assert_eq!(make(&x, &P256_PRIME), off);
    // There is a point with x = 0, and p is another text for 0.
    let root_of_b: [u8; 32] = [
        0x66, 0x48, 0x5c, 0x78, 0x0e, 0x2f, 0x83, 0xd7, 0x24, 0x33, 0xbd, 0x5d, 0x84, 0xa0, 0x6b,
        0xb6, 0x54, 0x1c, 0x2a, 0xf3, 0x1d, 0xae, 0x87, 0x17, 0x28, 0xbf, 0x85, 0x6a, 0x17, 0x4f,
        0x93, 0xf4,
    ];
    assert_eq!(make(&[0; 32], &root_of_b), Ok(()));
    assert_eq!(make(&P256_PRIME, &root_of_b), off);
    for length in (0..=66).filter(|&length| length != 32) {
        let wrong = vec![1; length];
        let of = |part| {
            Err(KeyError::Length {
                part,
                found: length,
                expected: 32,
            })
        };
        assert_eq!(make(&wrong, &y), of("x"));
        assert_eq!(make(&x, &wrong), of("y"));
    }
    let longer = [&[0], &x[..]].concat();
    assert!(make(&longer, &y).is_err());
}

#[test]
fn es256_scalar_is_from_1_to_the_order() {
    let make = |d: &[u8]| SigningKey::<Es256>::from_scalar(d).map(|_| ());
    let small = |last: u8| {
        let mut scalar = [0; 32];
        scalar[31] = last;
        scalar
    };
    let mut below = P256_ORDER;
    below[31] -= 1;
    let mut above = P256_ORDER;
    above[31] += 1;
    assert_eq!(make(&small(1)), Ok(()));
    assert_eq!(make(&below), Ok(()));
    let range = Err(KeyError::Malformed(
        "d: not from 1 to the order of the curve",
    ));
    for scalar in [small(0), P256_ORDER, above, [0xff; 32]] {
        assert_eq!(make(&scalar), range);
    }
    for length in (0..=66).filter(|&length| length != 32) {
        let expected = Err(KeyError::Length {
            part: "d",
            found: length,
            expected: 32,
        });
        assert_eq!(make(&vec![1; length]), expected);
    }
}

macro_rules! pem {
    ($name:literal) => {
        ($name, include_str!(concat!("../data/keys/", $name, ".pem")))
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
        "ec-p256-pkcs8" | "ec-p256-sec1" => KeyKind::Private("P-256"),
        "ec-p256-spki" => KeyKind::Public("P-256"),
        "ec-p384-pkcs8" => KeyKind::Private("P-384"),
        "ec-p384-spki" => KeyKind::Public("P-384"),
        "ed25519-pkcs8" => KeyKind::Private("Ed25519"),
        "ed25519-spki" => KeyKind::Public("Ed25519"),
        "rsa-2048-pkcs1" | "rsa-2048-pkcs8" => KeyKind::Private("RSA"),
        "rsa-1024-spki" | "rsa-2048-pkcs1-public" | "rsa-2048-spki" => KeyKind::Public("RSA"),
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
            Err(KeyError::Unexpected {
                found: said,
                expected,
            }) => {
                assert_eq!(said, found, "{name}");
                assert!(expected == wanted || expected == KeyKind::Der, "{name}");
                assert_ne!(found, wanted, "{name}");
            }
            Err(other) => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn pem_of_every_kind_in_every_key() {
    reads(KeyKind::Public("RSA"), |pem| {
        VerifyingKey::<Rs256>::from_pem(pem).map(|_| ())
    });
    reads(KeyKind::Public("P-256"), |pem| {
        VerifyingKey::<Es256>::from_pem(pem).map(|_| ())
    });
    reads(KeyKind::Private("P-256"), |pem| {
        SigningKey::<Es256>::from_pem(pem).map(|_| ())
    });
    #[cfg(feature = "rsa-signing")]
    reads(KeyKind::Private("RSA"), |pem| {
        SigningKey::<Rs256>::from_pem(pem).map(|_| ())
    });
}

/// An RSASSA-PSS key (RFC 4055) is for other algorithms.
#[test]
fn rsa_pss_key_is_no_rs256_key() {
    let pem = include_str!("../data/keys/rsa-pss-2048-spki.pem");
    let refused = KeyError::Unexpected {
        found: KeyKind::Public("RSASSA-PSS"),
        expected: KeyKind::Public("RSA"),
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
    let wrong_first = format!("{}{pem}", keys::RSA_PUBLIC_PEM);
    assert!(VerifyingKey::<Es256>::from_pem(wrong_first).is_err());
}

#[test]
fn pem_that_is_none() {
    let refused = |text: &str| VerifyingKey::<Es256>::from_pem(text).unwrap_err();
    let none = KeyError::Malformed("pem: no block with a key");
    for text in [
        "",
        " ",
        "MFkwEwYHKoZIzj0CAQ",
        "{\"kty\":\"EC\"}",
        "-----BEGIN",
        "----BEGIN PUBLIC KEY----",
    ] {
        assert_eq!(refused(text), none, "{text}");
    }
    let unended = KeyError::Malformed("pem: a block without end");
    assert_eq!(refused("-----BEGIN PUBLIC KEY-----\nAAAA\n"), unended);
    let pem = keys::EC_PUBLIC_PEM;
    let bad = KeyError::Malformed("pem: not as rfc 7468 has it");
    for text in [
        pem.replace("END PUBLIC", "END PRIVATE"),
        pem.replacen("-----END PUBLIC KEY-----", "-----END PUBLIC KEY----", 1),
        pem.replacen('F', "*", 1),
        pem.replace("==\n", "\n"),
    ] {
        assert_eq!(refused(&text), bad, "{text}");
    }
    assert_eq!(
        VerifyingKey::<Es256>::from_pem(b"\xff-----BEGIN").unwrap_err(),
        KeyError::Malformed("pem: not utf-8")
    );
    let unknown = pem.replace("PUBLIC KEY", "MAGIC KEY");
    assert_eq!(
        refused(&unknown),
        KeyError::Unexpected {
            found: KeyKind::Unknown,
            expected: KeyKind::Der
        }
    );
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
            assert!(
                VerifyingKey::<Rs256>::from_der(&der[..length]).is_err(),
                "{name}, {length} bytes"
            );
            assert!(
                SigningKey::<Es256>::from_der(&der[..length]).is_err(),
                "{name}, {length} bytes"
            );
        }
        for more in [0, 0x30, 0xff] {
            let longer = [&der[..], &[more]].concat();
            assert!(!reads(&longer), "{name}");
            assert!(VerifyingKey::<Rs256>::from_der(&longer).is_err(), "{name}");
            assert!(SigningKey::<Es256>::from_der(&longer).is_err(), "{name}");
        }
    }
}
