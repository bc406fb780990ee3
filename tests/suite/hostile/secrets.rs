//! Public keys inside of HMAC secrets (threat class 48): at every alignment, in every spelling that a copy from a configuration brings.

use jwt_codec::{Es256, Hs256, Hs512, KeyError, KeyKind, Rs256, SigningKey, VerifyingKey};

use crate::support::{base64url, keys};

const JWK: &str = r#"{"kty":"RSA","n":"sWi45xunpx_zHbBSXiVfy-oZgpUlYCpZfaMawq5Ma1Oujo1l","e":"AQAB"}"#;

/// Names that stand before a value, of every length modulo four in characters of base64, and of both modulo two in hexadecimal digits.
const NAMES: [&str; 12] = [
    "",
    "a",
    "ab",
    "abc",
    "k:",
    "base64:",
    "key=",
    "KEY: ",
    "export KEY=\"",
    "secret = '",
    "{\"key\": \"",
    "- der: >-\n  ",
];

/// The DER of keys of every kind.
fn structures() -> Vec<(&'static str, Vec<u8>)> {
    macro_rules! der {
        ($($name:literal)*) => {
            [$(($name, include_str!(concat!("../../data/", $name, ".pem")))),*]
        };
    }
    let files = der!["keys/rsa-2048-spki" "keys/rsa-2048-pkcs1-public" "keys/rsa-2048-pkcs1" "keys/rsa-2048-pkcs8"
        "keys/rsa-1024-spki" "keys/rsa-pss-2048-spki" "keys/ec-p256-spki" "keys/ec-p256-pkcs8" "keys/ec-p256-sec1"
        "keys/ec-p384-spki" "openssl/p-521-spki" "openssl/secp256k1-spki" "openssl/dsa-spki" "keys/ed25519-spki"
        "keys/ed25519-pkcs8" "openssl/ed448-spki" "openssl/x25519-spki" "keys/rsa-2048-certificate"];
    let mut structures: Vec<_> =
        files.into_iter().map(|(name, pem)| (name, keys::der(&pem[pem.rfind("-----BEGIN").unwrap()..]))).collect();
    // The PKCS#1 structure inside of SPKI, of 1024 bits.
    let small = structures[4].1[22..].to_vec();
    assert_eq!(small[..8], [0x30, 0x81, 0x89, 0x02, 0x81, 0x81, 0x00, small[7]]);
    structures.push(("1024 bits in PKCS#1", small));
    // A modulus whose number of bits is no multiple of eight has no zero in front.
    let odd = |highest: u8, exponent: &[u8]| {
        let all = u8::try_from(261 + exponent.len() - 256).unwrap();
        [&[0x30, 0x82, 1, all, 2, 0x82, 1, 1, highest][..], &[0x2d; 256], exponent].concat()
    };
    structures.push(("2049 bits in PKCS#1", odd(0x01, &[2, 1, 3])));
    structures.push(("2054 bits in PKCS#1", odd(0x2d, &[2, 3, 1, 0, 1])));
    structures.push(("2055 bits in PKCS#1", odd(0x7f, &[2, 3, 1, 0, 1])));
    for (what, der) in structures.iter().rev().take(3) {
        assert!(VerifyingKey::<Rs256>::from_der(der).is_ok(), "{what}");
    }
    let [curve, point] = [&[6, 5, 0x2b, 0x81, 4, 0, 0x23][..], &[&[3, 0x81, 0x86, 0, 4][..], &[0x22; 132]].concat()];
    let sec1 =
        [[0x30, 0x81, 0xdc].as_slice(), &[2, 1, 1, 4, 66], &[0x11; 66], &[0xa0, 7], curve, &[0xa1, 0x81, 0x89], point];
    structures.push(("P-521 in SEC1", sec1.concat()));
    // Some programs leave out zeros in front of a scalar, or write one more.
    let sec1 = |scalar: &[u8]| {
        let length = u8::try_from(scalar.len()).unwrap();
        let curve = [0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let der = [&[0x30, length + 17, 2, 1, 1, 4, length], scalar, &curve].concat();
        assert!(SigningKey::<Es256>::from_der(&der).is_ok());
        der
    };
    structures.push(("31 bytes of P-256 in SEC1", sec1(&[0x11; 31])));
    structures.push(("33 bytes of P-256 in SEC1", sec1(&[&[0][..], &[0x11; 32]].concat())));
    let scalar = [&[0x30, 37, 2, 1, 1, 4, 32][..], &[0x11; 32]].concat();
    structures.push(("P-256 in SEC1, the scalar alone", scalar));
    let without_curve = [&[0x30, 107, 2, 1, 1, 4, 32][..], &[0x11; 32], &[0xa1, 0x44, 3, 0x42, 0, 4], &[0x22; 64]];
    structures.push(("P-256 in SEC1 without the curve", without_curve.concat()));
    let x448 = [&[0x30, 0x42, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6f, 3, 0x39, 0][..], &[0x33; 56]];
    structures.push(("X448 in SPKI", x448.concat()));
    structures
}

#[track_caller]
fn is_refused(what: &str, secret: impl AsRef<[u8]>, kind: KeyKind) {
    // As long as a secret must be, with something behind it too.
    for behind in [&b""[..], b"\"\n", b" # a key"] {
        let secret = [secret.as_ref(), behind].concat();
        let refused = KeyError::SecretContainsKey(kind);
        assert_eq!(VerifyingKey::<Hs256>::from_secret(&secret).unwrap_err(), refused, "{what}");
        assert_eq!(SigningKey::<Hs256>::from_secret(&secret).unwrap_err(), refused, "{what}");
    }
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let padding = "=".repeat((3 - bytes.len() % 3) % 3);
    base64url::encode(bytes).replace('-', "+").replace('_', "/") + &padding
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text in lines of that many characters, with something between them.
fn lines(text: &str, length: usize, between: &str) -> String {
    let lines: Vec<&str> = (0..text.len()).step_by(length).map(|at| &text[at..text.len().min(at + length)]).collect();
    lines.join(between)
}

#[test]
fn base64_of_der_at_every_alignment() {
    for (what, der) in structures() {
        let base64 = base64(&der);
        for name in NAMES {
            is_refused(what, format!("{name}{base64}"), KeyKind::Der);
            is_refused(what, format!("{name}{}", base64url::encode(&der)), KeyKind::Der);
        }
        for (length, between) in [
            (64, "\n"),
            (64, "\r\n    "),
            (76, "\\n"),
            (64, "\\r\\n"),
            (60, "\", \""),
            (64, " \\\n"),
            (5, " "),
            (3, "\\n"),
        ] {
            is_refused(what, format!("key={}", lines(&base64, length, between)), KeyKind::Der);
        }
        is_refused(what, base64.replace('/', "\\/"), KeyKind::Der);
        // In the middle of other bytes.
        is_refused(what, [&[0xff, 0x00][..], &der].concat(), KeyKind::Der);
    }
}

/// The first eight bytes tell an RSA key. In base64, one of 6016 bits has a `+` among them.
#[test]
fn base64_with_the_last_characters_of_its_alphabet() {
    let start = [0x30, 0x82, 0x02, 0xfa, 0x02, 0x82, 0x02, 0xf1, 0x00, 0x80];
    let der = [&start[..], &[0x11; 751], &[0x02, 0x03, 0x01, 0x00, 0x01]].concat();
    assert!(base64(&der).starts_with("MIIC+gKCAvE"));
    is_refused("6016 bits", base64(&der), KeyKind::Der);
    is_refused("6016 bits", base64url::encode(&der), KeyKind::Der);
}

#[test]
fn hexadecimal_of_der_in_every_spelling() {
    for (what, der) in structures() {
        let digits =
            |between: &str, digits: fn(&u8) -> String| der.iter().map(digits).collect::<Vec<_>>().join(between);
        let lower = |byte: &u8| format!("{byte:02x}");
        let upper = |byte: &u8| format!("{byte:02X}");
        for name in NAMES {
            is_refused(what, format!("{name}{}", digits("", lower)), KeyKind::Der);
            is_refused(what, format!("{name}{}", digits("", upper)), KeyKind::Der);
        }
        for between in [":", ",", ", ", " ", "\n", "-"] {
            is_refused(what, digits(between, lower), KeyKind::Der);
            is_refused(what, digits(between, upper), KeyKind::Der);
        }
        is_refused(what, digits(", ", |byte| format!("0x{byte:02x}")), KeyKind::Der);
        is_refused(what, digits(",", |byte| format!("0X{byte:02X}")), KeyKind::Der);
        is_refused(what, digits("", |byte| format!("\\x{byte:02x}")), KeyKind::Der);
        is_refused(what, format!("0x{}", digits("", lower)), KeyKind::Der);
    }
}

/// A text may be encoded twice: of two keys, the first one found names the error. Other bytes are decoded once.
#[test]
fn texts_are_encoded_twice_and_bytes_once() {
    let text = base64(keys::RSA_PUBLIC_PEM);
    is_refused("two keys", format!("{} {}", base64(&text), hexadecimal(&keys::der(keys::EC_PUBLIC_PEM))), KeyKind::Pem);
    let mostly_bytes = [text.as_bytes(), &[0xff; 3000]].concat();
    assert!(SigningKey::<Hs256>::from_secret(base64(mostly_bytes).as_bytes()).is_ok());
}

#[test]
fn texts_that_were_encoded() {
    let openssh = include_str!("../../data/keys/rsa-2048-openssh.pub");
    for (text, kind) in [
        (keys::RSA_PUBLIC_PEM, KeyKind::Pem),
        (keys::EC_PUBLIC_PEM, KeyKind::Pem),
        (JWK, KeyKind::Jwk),
        (openssh, KeyKind::OpenSsh),
    ] {
        let encoded = base64(text);
        assert!(kind != KeyKind::Pem || encoded.starts_with("LS0tLS1CRUdJTi"));
        for name in NAMES {
            is_refused(text, format!("{name}{encoded}"), kind);
            is_refused(text, format!("{name}{}", base64(lines(&encoded, 76, "\n"))), kind);
        }
        is_refused(text, hexadecimal(text.as_bytes()), kind);
        is_refused(text, text.replace('\n', "\\n"), kind);
        // UTF-16, as some shells write files.
        is_refused(text, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), kind);
        is_refused(text, text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(), kind);
        is_refused(text, base64(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), kind);
    }
}

#[test]
fn name_of_the_key_type_in_every_spelling() {
    for name in [
        r#""\u006bty""#,
        r#""k\u0074y""#,
        r#""kt\u0079""#,
        r#""\u006B\u0074\u0079""#,
        r"'kty'",
        r#"\"kty\""#,
        r#"\\\"k\\u0074y\\\""#,
    ] {
        for colon in [":", " :", ": ", " : ", "\t:\n  "] {
            for value in [r#""RSA""#, r#""\u0052SA""#, "'EC'", r#"\"OKP\""#, r#""anything""#] {
                let jwk = format!("{{{name}{colon}{value}, and as much more as makes it long enough}}");
                is_refused(&jwk, &jwk, KeyKind::Jwk);
                is_refused(&jwk, base64(&jwk), KeyKind::Jwk);
            }
        }
    }
}

/// As `encodeURIComponent`, HTML, and the JSON of .NET write them.
#[test]
fn escapes_of_urls_json_and_xml() {
    let in_url = |text: &str| -> String {
        let escape =
            |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { format!("%{byte:02X}") };
        text.bytes().map(escape).collect()
    };
    let spaced = JWK.replace(':', ": ").replace(',', ", ");
    for jwk in [JWK, &spaced] {
        for escaped in [
            in_url(jwk),
            in_url(jwk).to_lowercase(),
            jwk.replace('"', "%22"),
            jwk.replace('"', "&quot;"),
            jwk.replace('"', "&#34;"),
            jwk.replace('"', "\\u0022"),
            jwk.replace('"', "\\\\u0022"),
        ] {
            is_refused(&escaped, &escaped, KeyKind::Jwk);
            is_refused(&escaped, base64(&escaped), KeyKind::Jwk);
        }
        is_refused("twice", in_url(&in_url(jwk)), KeyKind::Jwk);
    }
    for (what, der) in structures() {
        is_refused(what, in_url(&base64(&der)), KeyKind::Der);
        is_refused(what, base64(&der).replace('+', "\\u002B"), KeyKind::Der);
    }
    // Neighbors that are no escapes, or of something else.
    for mark in ["%2", "%2g", "%23", "&quot", "&#35;", "\\u0122", "\\u002", "u0022"] {
        let jwk = JWK.replace('"', mark);
        assert!(SigningKey::<Hs256>::from_secret(jwk.as_bytes()).is_ok(), "{mark}");
    }
}

#[test]
fn rsa_keys_in_xml() {
    let modulus = base64([0xa5; 256]);
    let xml = format!("<RSAKeyValue><Modulus>{modulus}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>");
    for text in [&xml, &xml.replace("RSAKeyValue", "ds:RSAKeyValue"), &xml.replace('<', "&lt;").replace('>', "&gt;")] {
        is_refused(text, text, KeyKind::Xml);
        is_refused(text, base64(text), KeyKind::Xml);
    }
    let other = xml.replace("RSAKeyValue", "RSAKeyValu");
    assert!(SigningKey::<Hs256>::from_secret(other.as_bytes()).is_ok());
}

/// The limits of the check that the documentation names.
#[test]
fn keys_in_other_notations_are_not_found() {
    let decimal: Vec<String> = keys::der(keys::EC_PUBLIC_PEM).iter().map(u8::to_string).collect();
    let yaml = "kty: EC\ncrv: P-256\nx: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\n".to_owned();
    for text in [decimal.join(", "), yaml] {
        assert!(SigningKey::<Hs256>::from_secret(text.as_bytes()).is_ok(), "{text}");
    }
}

/// The limit of the check: a key that is encoded behind 64 KiB of something else. As it is, it is found anywhere.
#[test]
fn keys_behind_much_else() {
    let der = keys::der(keys::EC_PUBLIC_PEM);
    let encoded = base64(&der);
    let filler = |length: usize| "#".repeat(length);
    is_refused("near", format!("{}{encoded}", filler((1 << 16) - encoded.len())), KeyKind::Der);
    is_refused("far", [filler(1 << 17).as_bytes(), &der].concat(), KeyKind::Der);
    is_refused("far", filler(1 << 17) + r#"{"\u006b\u0074y":"RSA"}"#, KeyKind::Jwk);
    assert!(SigningKey::<Hs256>::from_secret(format!("{}{encoded}", filler(1 << 16)).as_bytes()).is_ok());
}

/// What random bytes may contain, and texts that talk of keys: marks that are shorter, cut, or not quite there.
#[test]
fn secrets_that_are_nearly_keys_are_taken() {
    let filler = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!?";
    for nearly in [
        &b"ssh-"[..],
        b"ssh-rs a",
        b"\"kty\"",
        b"\"kty\" , \"RSA\"",
        b"\"kty\":RSA",
        b"\"ktz\":\"RSA\"",
        b"\"\\u006cty\":\"RSA\"",
        b"kty: RSA",
        b"----BEGIN",
        b"-----BEGI",
        b"MIIBIjANBgkqh",
        b"30820122300d06092a864886",
        &[0x30, 0x82, 0x01, 0x0a, 0x02, 0x82],
        &[0x30, 0x82, 0x01, 0x20, 0x02, 0x82, 0x01, 0x01, 0x00, 0x80],
        &[0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00, 0x7f],
        &[0x30, 0x81, 0x89, 0x02, 0x81, 0x80, 0x00, 0x80],
        &[0x30, 0x81, 0x8a, 0x02, 0x81, 0x82, 0x00, 0x80],
        &[0x30, 0x81, 0x88, 0x02, 0x81, 0x81, 0x00, 0x80],
        &[0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20],
        &[0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x21],
        &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01],
        &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02],
        &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6d],
        &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x72],
    ] {
        for secret in [[nearly, filler].concat(), [filler, nearly].concat()] {
            assert!(SigningKey::<Hs512>::from_secret(&secret).is_ok(), "{nearly:x?}");
            assert!(SigningKey::<Hs512>::from_secret(base64(&secret).as_bytes()).is_ok(), "{nearly:x?}");
        }
    }
}

/// The chance of a random secret to be refused was once in 2^23; now it is below 2^-41, so that none of these is.
#[test]
fn random_secrets_are_taken() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..2000 {
        let secret: Vec<u8> = (0..8)
            .flat_map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_be_bytes()
            })
            .collect();
        assert!(SigningKey::<Hs256>::from_secret(&secret[..32]).is_ok());
        assert!(SigningKey::<Hs512>::from_secret(&secret).is_ok());
        assert!(SigningKey::<Hs512>::from_secret(base64(&secret).as_bytes()).is_ok());
        let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(SigningKey::<Hs512>::from_secret(digits.as_bytes()).is_ok());
    }
}

/// Bytes of the old mark for PKCS#1 before a secret, which was refused for them.
#[test]
fn four_bytes_are_no_mark() {
    for first in [
        [0x30, 0x82, 0xaa, 0xbb, 0x02, 0x82],
        [0x30, 0x82, 0xaa, 0xbb, 0x02, 0x81],
        [0x30, 0x81, 0xaa, 0x02, 0x82, 0xbb],
    ] {
        assert!(SigningKey::<Hs256>::from_secret(&[&first[..], &[0x5a; 32]].concat()).is_ok());
    }
}
