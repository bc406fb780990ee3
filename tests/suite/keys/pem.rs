//! PEM as it comes: the lax grammar of RFC 7468 section 3, files of several blocks, and what is no PEM and is named.

use jwt_codec::jwa::KeyFamily;
use jwt_codec::{Es256, Hs256, KeyDefect, KeyError, KeyKind, KeyPart, Ps256, Ps512, Rs256, SigningKey, VerifyingKey};

use crate::support::{base64url, keys};

const CERTIFICATE: &str = include_str!("../../data/keys/rsa-2048-certificate.pem");
const PKCS12_NODES: &str = include_str!("../../data/keys/ec-p256-pkcs12-nodes.pem");
const PRIVATE: KeyKind = KeyKind::Private(KeyFamily::P256);
const PUBLIC: KeyKind = KeyKind::Public(KeyFamily::P256);

type Read = fn(String) -> Result<String, KeyError>;

fn public(text: impl AsRef<[u8]>) -> Result<String, KeyError> {
    VerifyingKey::<Es256>::from_pem(text).map(|key| key.to_pem())
}

fn private(text: impl AsRef<[u8]>) -> Result<String, KeyError> {
    SigningKey::<Es256>::from_pem(text).map(|key| key.verifying_key().to_pem())
}

const fn unexpected(found: KeyKind, expected: KeyKind) -> KeyError {
    KeyError::Unexpected { found, expected }
}

/// The base64 between the lines of a block.
fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("---")).collect()
}

/// Of less than 128 bytes.
fn value(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    [&[tag, u8::try_from(contents.len()).unwrap()], &contents[..]].concat()
}

pub(crate) fn block(label: &str, der: &[u8]) -> String {
    let base64 = base64url::encode(der).replace('-', "+").replace('_', "/");
    let padding = "=".repeat((3 - der.len() % 3) % 3);
    format!("-----BEGIN {label}-----\n{base64}{padding}\n-----END {label}-----\n")
}

#[test]
fn white_space_of_rfc_7468_section_3_stands_anywhere() {
    for (read, pem, label) in
        [(public as Read, keys::EC_PUBLIC_PEM, "PUBLIC KEY"), (private as Read, keys::EC_PRIVATE_PEM, "PRIVATE KEY")]
    {
        let key = read(pem.to_owned()).unwrap();
        let block = |body: &str| format!("-----BEGIN {label}-----{body}-----END {label}-----");
        let body = body(pem);
        let of_lines = |length: usize, between: &str| {
            let lines: Vec<&str> =
                (0..body.len()).step_by(length).map(|at| &body[at..body.len().min(at + length)]).collect();
            block(&format!("{between}{}{between}", lines.join(between)))
        };
        for text in [
            pem.replace('\n', " \n"),
            pem.replace('\n', "\t\r\n"),
            pem.replace('\n', "\r"),
            pem.replace('\n', "\n    "),
            pem.replace('\n', "\n\n"),
            pem.replacen("KEY-----\n", "KEY-----\n\n", 1),
            pem.replacen("KEY-----\n", "KEY-----\n \n\t\n", 1),
            pem.replace('\n', " "),
            pem.replace('\n', "\x0b\x0c"),
            pem.replace('=', " ="),
            pem.replace('\n', ""),
            of_lines(1, "\n"),
            of_lines(63, "\n"),
            of_lines(76, "\n"),
            of_lines(64, "\n  "),
            of_lines(7, " "),
            format!("{}\n{}", of_lines(5, "\n"), "text"),
        ] {
            assert_eq!(read(text.clone()), Ok(key.clone()), "{text}");
        }
        // Neighbors: other characters, other white space, padding that is left out or in the wrong place.
        let malformed = Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::Malformed));
        for text in [
            pem.replacen('\n', "\n.", 1),
            pem.replacen('\n', "\n\u{a0}", 1),
            pem.replacen('\n', "\n\0", 1),
            pem.replacen('\n', "\n=", 1),
            block(&format!("{body}=")),
            block(&body[1..]),
            block(&format!("A{body}")),
            block(&body.replacen('M', "-", 1)),
            block(&body).replacen("-----END", "----END", 1) + "-----END ",
            format!("{} text", block(&body)),
        ] {
            assert_eq!(read(text.clone()), malformed, "{text}");
        }
    }
}

#[test]
fn first_block_that_fits_is_taken() {
    let [public_key, private_key] = [keys::EC_PUBLIC_PEM, keys::EC_PRIVATE_PEM];
    let rsa = keys::RSA_PUBLIC_PEM;
    let own = public(public_key).unwrap();
    let of_private = private(private_key).unwrap();
    assert!(private(PKCS12_NODES).is_ok());
    assert_eq!(
        PKCS12_NODES.find("BEGIN CERTIFICATE").map(|at| at < PKCS12_NODES.find("BEGIN PRIVATE").unwrap()),
        Some(true)
    );
    for before in [CERTIFICATE, public_key, rsa, include_str!("../../data/keys/ec-p256-encrypted-pkcs8.pem")] {
        assert_eq!(private(format!("{before}{private_key}")), Ok(of_private.clone()), "{before}");
    }
    for before in [CERTIFICATE, private_key, rsa, include_str!("../../data/keys/ec-p384-spki.pem")] {
        assert_eq!(public(format!("{before}{public_key}")), Ok(own.clone()), "{before}");
        assert_eq!(public(format!("{before}{public_key}").replace('\n', "")), Ok(own.clone()), "{before}");
    }
    let unknown = public_key.replace("PUBLIC KEY", "MAGIC KEY");
    assert_eq!(public(format!("{unknown}{public_key}")), Ok(own.clone()));

    // Of two that fit the first, and nothing behind it is read.
    let other = SigningKey::<Es256>::from_scalar(&[7; 32]).unwrap().verifying_key().to_pem();
    assert_eq!(public(format!("{public_key}{other}")), Ok(own.clone()));
    assert_eq!(public(format!("{other}{public_key}")), Ok(other.clone()));
    assert_eq!(public(format!("{public_key}-----BEGIN PUBLIC KEY-----\n")), Ok(own));
}

#[test]
fn what_is_found_first_is_named_if_no_block_fits() {
    let [public_key, private_key] = [keys::EC_PUBLIC_PEM, keys::EC_PRIVATE_PEM];
    let rsa = KeyKind::Public(KeyFamily::Rsa);
    for (text, found) in [
        (format!("{CERTIFICATE}{public_key}"), KeyKind::Certificate),
        (format!("{public_key}{CERTIFICATE}"), PUBLIC),
        (format!("{}{public_key}", keys::RSA_PUBLIC_PEM), rsa),
    ] {
        assert_eq!(private(text), Err(unexpected(found, PRIVATE)));
    }
    for (text, found) in [
        (format!("{CERTIFICATE}{private_key}"), KeyKind::Certificate),
        (format!("{private_key}{CERTIFICATE}"), PRIVATE),
        (format!("{}{private_key}", keys::RSA_PUBLIC_PEM), rsa),
    ] {
        assert_eq!(public(text), Err(unexpected(found, PUBLIC)));
    }
}

/// A block that is damaged, or a key that is none, is not passed over.
#[test]
fn damage_is_no_other_kind() {
    let damaged = keys::EC_PUBLIC_PEM.replacen('F', "*", 1);
    let refused = Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::Malformed));
    assert_eq!(public(format!("{damaged}{}", keys::EC_PUBLIC_PEM)), refused);
    let small = include_str!("../../data/keys/rsa-1024-spki.pem");
    let refused = VerifyingKey::<Rs256>::from_pem(format!("{small}{}", keys::RSA_PUBLIC_PEM)).unwrap_err();
    assert_eq!(refused, KeyError::ModulusLength { found: 1024 });
}

/// What is not read may be damaged: blocks that hold no key in the clear, and those behind the block that decides.
#[test]
fn damage_matters_in_what_is_read_only() {
    let damaged = |label: &str| format!("-----BEGIN {label}-----\n*\n-----END {label}-----\n");
    for label in ["CERTIFICATE", "ENCRYPTED PRIVATE KEY", "EC PARAMETERS", "OPENSSH PRIVATE KEY"] {
        assert!(public(format!("{}{}", damaged(label), keys::EC_PUBLIC_PEM)).is_ok(), "{label}");
        assert!(private(format!("{}{}", damaged(label), keys::EC_PRIVATE_PEM)).is_ok(), "{label}");
        let without_end = format!("-----BEGIN {label}-----\n");
        let malformed = Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::Malformed));
        assert_eq!(public(format!("{without_end}{}", keys::EC_PUBLIC_PEM)), malformed, "{label}");
    }
    for label in ["PUBLIC KEY", "PRIVATE KEY"] {
        assert!(public(format!("{}{}", keys::EC_PUBLIC_PEM, damaged(label))).is_ok(), "{label}");
        assert!(private(format!("{}{}", keys::EC_PRIVATE_PEM, damaged(label))).is_ok(), "{label}");
    }
}

/// Whoever did that is about to publish it: not even a public key behind it is taken.
#[test]
fn private_key_labeled_public_is_refused() {
    for label in ["PUBLIC KEY", "RSA PUBLIC KEY"] {
        let labeled = keys::EC_PRIVATE_PEM.replace("PRIVATE KEY", label);
        assert_eq!(public(&labeled), Err(unexpected(PRIVATE, PUBLIC)));
        assert_eq!(public(format!("{labeled}{}", keys::EC_PUBLIC_PEM)), Err(unexpected(PRIVATE, PUBLIC)));
        assert_eq!(public(format!("{CERTIFICATE}{labeled}")), Err(unexpected(PRIVATE, PUBLIC)));
        assert!(public(format!("{}{labeled}", keys::EC_PUBLIC_PEM)).is_ok());
    }
}

/// Its structure says that it is private, whether it names its algorithm or not.
#[test]
fn every_private_structure_labeled_public_is_refused() {
    const UNKNOWN: KeyKind = KeyKind::Private(KeyFamily::Unknown);
    // Behind the EC PARAMETERS.
    let sec1 = include_str!("../../data/keys/ec-p256-sec1.pem");
    let scalar = value(4, &[&[7; 32]]);
    let rsa_without_null = value(0x30, &[RSA_ENCRYPTION]);
    for (der, found) in [
        (value(0x30, &[&[2, 1, 1], &scalar]), UNKNOWN),
        (value(0x30, &[&[2, 1, 1], &scalar, &[0xa1, 0]]), UNKNOWN),
        (value(0x30, &[&[2, 1, 0], &rsa_without_null, &scalar]), KeyKind::Private(KeyFamily::Rsa)),
        (value(0x30, &[&[2, 1, 0], &value(0x30, &[]), &scalar]), UNKNOWN),
        (value(0x30, &[&[2, 1, 0], &[2, 1, 0], &[2, 1, 0]]), KeyKind::Private(KeyFamily::Rsa)),
        (keys::der(&sec1[sec1.rfind("-----BEGIN").unwrap()..]), PRIVATE),
        (keys::der(include_str!("../../data/keys/ec-p256-encrypted-pkcs8.pem")), KeyKind::EncryptedPrivate),
    ] {
        let refused = Err(unexpected(found, PUBLIC));
        for label in ["PUBLIC KEY", "RSA PUBLIC KEY"] {
            let labeled = block(label, &der);
            assert_eq!(public(&labeled), refused, "{der:x?}");
            assert_eq!(public(format!("{labeled}{}", keys::EC_PUBLIC_PEM)), refused, "{der:x?}");
            assert_eq!(public(format!("{CERTIFICATE}{labeled}{}", keys::EC_PUBLIC_PEM)), refused, "{der:x?}");
            assert!(public(format!("{}{labeled}", keys::EC_PUBLIC_PEM)).is_ok());
        }
        // Labeled as what they are, they are passed over.
        for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
            let labeled = block(label, &der);
            assert_eq!(public(&labeled), refused, "{der:x?}");
            assert!(public(format!("{labeled}{}", keys::EC_PUBLIC_PEM)).is_ok(), "{der:x?}");
        }
    }
    // Public keys of other kinds are passed over with either label.
    let unknown = value(0x30, &[&value(0x30, &[&[6, 1, 0x2a]]), &[3, 1, 0]]);
    for label in ["PUBLIC KEY", "PRIVATE KEY"] {
        assert!(public(format!("{}{}", block(label, &unknown), keys::EC_PUBLIC_PEM)).is_ok());
    }
}

/// The traditional form of `openssl` says in a header that it is encrypted; what base64 happens to spell says nothing.
#[test]
fn encryption_is_told_by_a_header() {
    let header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n";
    let block = |body: &str| format!("-----BEGIN EC PRIVATE KEY-----\n{body}\n-----END EC PRIVATE KEY-----\n");
    let encrypted = Err(unexpected(KeyKind::EncryptedPrivate, PRIVATE));
    for line_end in ["\n", "\r\n", "\r", " "] {
        assert_eq!(private(block(&format!("{header}AAAA")).replace('\n', line_end)), encrypted);
    }
    assert_eq!(private(include_str!("../../data/keys/ec-p256-encrypted-sec1.pem")), encrypted);
    let malformed = Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::Malformed));
    for body in ["ENCRYPTED", "AAAA*\nENCRYPTED", "Proc-Type: 4,CLEAR\n\nENCRYPTED", "Proc-Type: 4,MIC-ONLY\n\nAAAA"] {
        assert_eq!(private(block(body)), malformed, "{body}");
    }
}

/// Of two RSA keys, the first is not skipped if its length or parameters do not fit.
#[test]
fn first_key_of_the_family_decides() {
    let [for_256, for_512] = [
        include_str!("../../data/keys/rsa-pss-sha256-spki.pem"),
        include_str!("../../data/keys/rsa-pss-sha512-spki.pem"),
    ];
    let hash = KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::OtherHash);
    let [both, reversed] = [format!("{for_256}{for_512}"), format!("{for_512}{for_256}")];
    assert!(VerifyingKey::<Ps256>::from_pem(&both).is_ok());
    assert_eq!(VerifyingKey::<Ps256>::from_pem(&reversed).unwrap_err(), hash);
    assert!(VerifyingKey::<Ps512>::from_pem(&reversed).is_ok());
    assert_eq!(VerifyingKey::<Ps512>::from_pem(&both).unwrap_err(), hash);
    // For RS256 a key for PSS alone is of another kind.
    assert!(VerifyingKey::<Rs256>::from_pem(format!("{for_256}{}", keys::RSA_PUBLIC_PEM)).is_ok());
    let small = include_str!("../../data/keys/rsa-1024-spki.pem");
    assert!(VerifyingKey::<Rs256>::from_pem(format!("{}{small}", keys::RSA_PUBLIC_PEM)).is_ok());
    // PKCS#8 says which curve the key is on. If the SEC1 structure inside names another, the key is defective.
    let contradictory = Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::NotOfAlgorithm));
    let labeled = block("PRIVATE KEY", &pkcs8_of_p_256(SECP384R1));
    assert_eq!(private(&labeled), contradictory);
    assert_eq!(private(format!("{labeled}{}", keys::EC_PRIVATE_PEM)), contradictory);
    assert!(private(block("PRIVATE KEY", &pkcs8_of_p_256(PRIME256V1))).is_ok());
}

/// For its own family such a key is an error. For another one it is a key of another kind, like every key of its family.
#[test]
fn parameters_of_another_family_do_not_matter() {
    let of_rsa = value(0x30, &[RSA_ENCRYPTION]);
    let of_ed25519 = value(0x30, &[&[6, 3, 0x2b, 0x65, 0x70], &[5, 0]]);
    let in_spki = |algorithm: &[u8]| block("PUBLIC KEY", &value(0x30, &[algorithm, &[3, 2, 0, 9]]));
    let in_pkcs8 = |algorithm: &[u8]| block("PRIVATE KEY", &value(0x30, &[&[2, 1, 0], algorithm, &[4, 2, 4, 0]]));
    for (algorithm, family) in [(&of_rsa, KeyFamily::Rsa), (&of_ed25519, KeyFamily::Ed25519)] {
        let [spki, pkcs8] = [in_spki(algorithm), in_pkcs8(algorithm)];
        assert_eq!(public(&spki), Err(unexpected(KeyKind::Public(family), PUBLIC)));
        assert_eq!(private(&pkcs8), Err(unexpected(KeyKind::Private(family), PRIVATE)));
        for before in [&spki, &pkcs8] {
            assert!(public(format!("{before}{}", keys::EC_PUBLIC_PEM)).is_ok(), "{before}");
            assert!(private(format!("{before}{}", keys::EC_PRIVATE_PEM)).is_ok(), "{before}");
        }
    }
    let malformed = KeyError::Malformed(KeyPart::AlgorithmIdentifier, KeyDefect::MalformedParameters);
    let before_rsa = format!("{}{}", in_spki(&of_rsa), keys::RSA_PUBLIC_PEM);
    assert_eq!(VerifyingKey::<Rs256>::from_pem(before_rsa).unwrap_err(), malformed);
    assert!(VerifyingKey::<Rs256>::from_pem(format!("{}{}", in_spki(&of_ed25519), keys::RSA_PUBLIC_PEM)).is_ok());
    #[cfg(feature = "eddsa")]
    for algorithm in [&of_rsa, &of_ed25519] {
        let of_its_own = include_str!("../../data/keys/ed25519-pkcs8.pem");
        let text = format!("{}{of_its_own}", in_pkcs8(algorithm));
        let refused = SigningKey::<jwt_codec::EdDsa>::from_pem(text).err();
        assert_eq!(refused, (*algorithm == of_ed25519).then_some(malformed));
    }
}

pub(crate) const RSA_ENCRYPTION: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const PRIME256V1: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const SECP384R1: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x22];

/// A key whose algorithm is P-256, and whose SEC1 structure names this curve.
fn pkcs8_of_p_256(inner_curve: &[u8]) -> Vec<u8> {
    let algorithm = value(0x30, &[&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], PRIME256V1]);
    let sec1 = value(0x30, &[&[2, 1, 1], &value(4, &[&[7; 32]]), &value(0xa0, &[inner_curve])]);
    value(0x30, &[&[2, 1, 0], &algorithm, &value(4, &[&sec1])])
}

/// The structure decides, among the five labels that are read.
#[test]
fn any_label_of_a_key_is_read() {
    let [public_key, private_key] = [keys::EC_PUBLIC_PEM, keys::EC_PRIVATE_PEM].map(keys::der);
    for label in ["PUBLIC KEY", "RSA PUBLIC KEY", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
        assert_eq!(public(block(label, &public_key)), public(keys::EC_PUBLIC_PEM), "{label}");
        assert_eq!(private(block(label, &private_key)), private(keys::EC_PRIVATE_PEM), "{label}");
    }
    for label in ["EC PUBLIC KEY", "KEY", "public key"] {
        assert_eq!(public(block(label, &public_key)), Err(unexpected(KeyKind::Unknown, PUBLIC)), "{label}");
        assert_eq!(private(block(label, &private_key)), Err(unexpected(KeyKind::Unknown, PRIVATE)), "{label}");
    }
}

#[test]
fn line_breaks_written_out_are_named() {
    let text = KeyError::Malformed(KeyPart::Pem, KeyDefect::WrittenLineBreaks);
    for written in ["\\n", "\\r\\n", "\\\\n"] {
        assert_eq!(public(keys::EC_PUBLIC_PEM.replace('\n', written)), Err(text), "{written}");
        assert_eq!(private(keys::EC_PRIVATE_PEM.replace('\n', written)), Err(text), "{written}");
        assert_eq!(public(keys::EC_PUBLIC_PEM.trim_end().replace('\n', written)), Err(text), "{written}");
        assert_eq!(public(format!("KEY={}", keys::EC_PUBLIC_PEM.replace('\n', written))), Err(text), "{written}");
    }
    // Only behind the last line.
    assert_eq!(public(format!("{}\\n", keys::EC_PUBLIC_PEM.trim_end())), Err(text));
}

#[test]
fn quotation_marks_are_named() {
    let text = KeyError::Malformed(KeyPart::Pem, KeyDefect::QuotationMarks);
    for mark in ['"', '\''] {
        for pem in [keys::EC_PUBLIC_PEM, keys::EC_PUBLIC_PEM.trim_end()] {
            for name in ["", "KEY=", "  key: "] {
                assert_eq!(public(format!("{name}{mark}{pem}{mark}")), Err(text));
            }
        }
        assert_eq!(public(format!("{}{mark}", keys::EC_PUBLIC_PEM.trim_end())), Err(text));
        let each_line = keys::EC_PUBLIC_PEM.replacen("-----\n", &format!("-----\n{mark}"), 1);
        assert_eq!(public(each_line), Err(text));
    }
    // In text before the block they say nothing.
    assert!(public(format!("a \"key\"\n{}", keys::EC_PUBLIC_PEM)).is_ok());
}

#[test]
fn base64_without_its_frame_is_named() {
    let bare = KeyError::Malformed(KeyPart::Pem, KeyDefect::BareBase64);
    let encoded = KeyError::Malformed(KeyPart::Der, KeyDefect::Encoded);
    for pem in [
        keys::EC_PUBLIC_PEM,
        keys::EC_PRIVATE_PEM,
        keys::RSA_PUBLIC_PEM,
        include_str!("../../data/keys/ed25519-spki.pem"),
    ] {
        let body = body(pem);
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("---")).collect();
        for text in
            [body.clone(), format!("\n  {body}\n"), format!("\"{body}\""), lines.join("\n"), body.replace('+', "-")]
        {
            assert_eq!(public(&text), Err(bare), "{text}");
            assert_eq!(VerifyingKey::<Es256>::from_der(text.as_bytes()).unwrap_err(), encoded, "{text}");
            assert_eq!(SigningKey::<Es256>::from_der(text.as_bytes()).unwrap_err(), encoded, "{text}");
        }
    }
    // Neighbors that no key begins with.
    for text in ["MZkwEwYHKoZIzj0CAQ", "AAAAB3NzaC1yc2E", "My key", "MII", "MII a key"] {
        assert_eq!(public(text), Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::NoBlock)), "{text}");
        let refused = VerifyingKey::<Es256>::from_der(text.as_bytes()).unwrap_err();
        assert_eq!(refused, KeyError::Malformed(KeyPart::Der, KeyDefect::NotOneSequence), "{text}");
    }
}

#[test]
fn base64_of_pem_is_named() {
    let encoded = "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemow";
    for text in [encoded.to_owned(), format!("'{encoded}'"), format!("\n{encoded}\n")] {
        assert_eq!(public(&text), Err(KeyError::Malformed(KeyPart::Pem, KeyDefect::Encoded)));
        let refused = VerifyingKey::<Es256>::from_der(text.as_bytes()).unwrap_err();
        assert_eq!(refused, KeyError::Malformed(KeyPart::Der, KeyDefect::Encoded));
    }
}

#[test]
fn right_key_in_the_wrong_form_is_named() {
    let jwk = br#" {"kty":"EC","crv":"P-256","x":"","y":""}"#;
    for pem in [
        keys::EC_PUBLIC_PEM,
        keys::EC_PRIVATE_PEM,
        keys::RSA_PUBLIC_PEM,
        CERTIFICATE,
        include_str!("../../data/keys/ed25519-spki.pem"),
    ] {
        let der = keys::der(pem);
        assert_eq!(public(&der), Err(unexpected(KeyKind::Der, KeyKind::Pem)));
        assert_eq!(private(&der), Err(unexpected(KeyKind::Der, KeyKind::Pem)));
        let pem = pem.as_bytes();
        assert_eq!(VerifyingKey::<Es256>::from_der(pem).unwrap_err(), unexpected(KeyKind::Pem, KeyKind::Der));
        assert_eq!(SigningKey::<Es256>::from_der(pem).unwrap_err(), unexpected(KeyKind::Pem, KeyKind::Der));
    }
    assert_eq!(public(jwk), Err(unexpected(KeyKind::Jwk, KeyKind::Pem)));
    assert_eq!(private(jwk), Err(unexpected(KeyKind::Jwk, KeyKind::Pem)));
    assert_eq!(VerifyingKey::<Es256>::from_der(jwk).unwrap_err(), unexpected(KeyKind::Jwk, KeyKind::Der));
    assert_eq!(SigningKey::<Es256>::from_der(jwk).unwrap_err(), unexpected(KeyKind::Jwk, KeyKind::Der));
    let openssh = include_bytes!("../../data/keys/ec-p256-openssh.pub");
    assert_eq!(public(openssh), Err(unexpected(KeyKind::OpenSsh, PUBLIC)));
    assert_eq!(VerifyingKey::<Es256>::from_der(openssh).unwrap_err(), unexpected(KeyKind::OpenSsh, PUBLIC));
    assert_eq!(
        VerifyingKey::<Es256>::from_der(keys::EC_PUBLIC_PEM.as_bytes()).unwrap_err().to_string(),
        "key: found a key in PEM, expected a key in DER, use from_pem"
    );
    assert!(SigningKey::<Hs256>::from_secret(jwk).is_err());
}
