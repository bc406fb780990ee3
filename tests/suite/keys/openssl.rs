//! Keys in every container that `openssl` writes, and the signatures that it made with them.
//!
//! The recorded files are read everywhere; where `openssl` is installed, it makes new ones too, so that every run has other keys.

use jwt_codec::jwa::KeyFamily;
use jwt_codec::{Algorithm, KeyDefect, KeyError, KeyKind, KeyPart, Sign, Verify, jwa};

use crate::support::openssl::{self, Folder};
use crate::support::{any_key, keys};

/// The containers of a public key in PEM and in DER.
fn public_containers(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "rsa-2048" => (&["spki", "pkcs1-public", "spki-text"], &["spki", "pkcs1-public"]),
        "rsa-3072" | "rsa-4096" => (&["spki", "pkcs1-public"], &["spki", "pkcs1-public"]),
        "ed25519" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" => (&["spki"], &["spki"]),
        _ => (&["spki", "spki-compressed", "spki-text"], &["spki"]),
    }
}

/// The containers of a private key in PEM and in DER.
fn private_containers(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "rsa-2048" => (&["pkcs8", "pkcs1", "pkcs1-text"], &["pkcs8", "pkcs1"]),
        "rsa-3072" | "rsa-4096" => (&["pkcs8", "pkcs1"], &["pkcs8", "pkcs1"]),
        "ed25519" => (&["pkcs8", "pkcs8-text"], &["pkcs8"]),
        "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87" => (&["pkcs8"], &["pkcs8"]),
        _ => {
            const PEM: &[&str] =
                &["pkcs8", "sec1", "sec1-parameters", "sec1-compressed", "sec1-no-public", "sec1-text"];
            (PEM, &["pkcs8", "sec1"])
        }
    }
}

/// A PEM text as it may come: as it is, from another system, behind a text, with other blocks after it.
fn spellings(pem: &str) -> [String; 4] {
    [
        pem.to_owned(),
        pem.replace('\n', "\r\n"),
        format!("Bag Attributes\n    friendlyName: key\nKey Attributes: <No Attributes>\n{pem}"),
        format!("{pem}{}{}", keys::EC_PRIVATE_PEM, keys::RSA_PUBLIC_PEM),
    ]
}

#[track_caller]
fn verifies(key: &dyn Verify, algorithm: Algorithm, signature: &[u8], place: &str) {
    assert_eq!(key.algorithm(), algorithm, "{place}");
    assert!(key.verify(openssl::MESSAGE, signature).is_ok(), "{place}, {algorithm}");
    assert!(key.verify(b"another message", signature).is_err(), "{place}, {algorithm}");
}

#[track_caller]
fn is_the_private_key(key: &dyn Sign, public: &dyn Verify, place: &str) {
    let signature = keys::signature(&key, b"ours");
    assert!(public.verify(b"ours", &signature).is_ok(), "{place}, {}", key.algorithm());
}

/// Every container of every pair is read, verifies what `openssl` signed, and signs what the public key verifies.
fn every_container(folder: &Folder, pairs: impl Iterator<Item = (&'static str, Algorithm, &'static str)>) {
    for (name, algorithm, signature) in pairs {
        let signature = any_key::jose_signature(algorithm, &folder.bytes(signature));
        let public = jwa::verifying_key_from_der(algorithm, &folder.bytes(&format!("{name}-spki.der"))).unwrap();
        let (pem, der) = public_containers(name);
        for container in pem {
            let file = format!("{name}-{container}.pem");
            for text in spellings(&folder.text(&file)) {
                verifies(&*jwa::verifying_key_from_pem(algorithm, text).unwrap(), algorithm, &signature, &file);
            }
        }
        for container in der {
            let file = format!("{name}-{container}.der");
            let key = jwa::verifying_key_from_der(algorithm, &folder.bytes(&file)).unwrap();
            verifies(&*key, algorithm, &signature, &file);
        }
        let (pem, der) = private_containers(name);
        for container in pem {
            let file = format!("{name}-{container}.pem");
            for text in spellings(&folder.text(&file)) {
                let key = jwa::signing_key_from_pem(algorithm, text);
                is_the_private_key(&*key.unwrap_or_else(|error| panic!("{file}: {error}")), &*public, &file);
            }
        }
        for container in der {
            let file = format!("{name}-{container}.der");
            let key = jwa::signing_key_from_der(algorithm, &folder.bytes(&file));
            is_the_private_key(&*key.unwrap_or_else(|error| panic!("{file}: {error}")), &*public, &file);
        }
    }
}

#[test]
fn recorded_keys_load_and_verify() {
    every_container(&Folder::recorded(), openssl::recorded_pairs());
}

#[test]
fn keys_made_now_load_and_verify() {
    if let Some(folder) = Folder::fresh("openssl-keys") {
        every_container(&folder, openssl::PAIRS.into_iter());
    }
}

/// Longer than the moduli that the fixed sizes are for.
#[test]
fn modulus_of_585_octets() {
    let folder = Folder::recorded();
    for algorithm in
        [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]
    {
        let key = jwa::verifying_key_from_pem(algorithm, folder.text("rsa-4680-spki.pem")).unwrap();
        let file = format!("rsa-4680-{}.sig", algorithm.as_str().to_lowercase());
        verifies(&*key, algorithm, &folder.bytes(&file), &file);
    }
}

/// The name of an algorithm's keys in an error.
fn family(algorithm: Algorithm) -> KeyFamily {
    match algorithm {
        Algorithm::ES256 => KeyFamily::P256,
        Algorithm::ES384 => KeyFamily::P384,
        Algorithm::ES512 => KeyFamily::P521,
        Algorithm::ES256K => KeyFamily::Secp256k1,
        Algorithm::EdDSA | Algorithm::Ed25519 => KeyFamily::Ed25519,
        Algorithm::MlDsa44 => KeyFamily::MlDsa44,
        Algorithm::MlDsa65 => KeyFamily::MlDsa65,
        Algorithm::MlDsa87 => KeyFamily::MlDsa87,
        _ => KeyFamily::Rsa,
    }
}

const UNNAMED: KeyFamily = KeyFamily::Unknown;

/// What the blocks hold, as an error says it.
const KINDS: [(&str, KeyKind); 31] = [
    ("rsa-2048-spki", KeyKind::Public(KeyFamily::Rsa)),
    ("rsa-2048-pkcs1-public", KeyKind::Public(KeyFamily::Rsa)),
    ("rsa-2048-pkcs8", KeyKind::Private(KeyFamily::Rsa)),
    ("rsa-2048-pkcs1", KeyKind::Private(KeyFamily::Rsa)),
    ("p-256-spki", KeyKind::Public(KeyFamily::P256)),
    ("p-256-pkcs8", KeyKind::Private(KeyFamily::P256)),
    ("p-256-sec1", KeyKind::Private(KeyFamily::P256)),
    ("p-256-sec1-parameters", KeyKind::Private(KeyFamily::P256)),
    ("p-384-spki", KeyKind::Public(KeyFamily::P384)),
    ("p-384-sec1", KeyKind::Private(KeyFamily::P384)),
    ("p-521-spki", KeyKind::Public(KeyFamily::P521)),
    ("p-521-pkcs8", KeyKind::Private(KeyFamily::P521)),
    ("secp256k1-spki", KeyKind::Public(KeyFamily::Secp256k1)),
    ("secp256k1-sec1", KeyKind::Private(KeyFamily::Secp256k1)),
    ("ed25519-spki", KeyKind::Public(KeyFamily::Ed25519)),
    ("ed25519-pkcs8", KeyKind::Private(KeyFamily::Ed25519)),
    ("x25519-spki", KeyKind::Public(KeyFamily::X25519)),
    ("x25519-pkcs8", KeyKind::Private(KeyFamily::X25519)),
    ("ed448-spki", KeyKind::Public(KeyFamily::Ed448)),
    ("ed448-pkcs8", KeyKind::Private(KeyFamily::Ed448)),
    ("dsa-spki", KeyKind::Public(KeyFamily::Dsa)),
    ("dsa-pkcs8", KeyKind::Private(KeyFamily::Dsa)),
    ("dsa-traditional", KeyKind::Private(KeyFamily::Dsa)),
    ("rsa-pss-spki", KeyKind::Public(KeyFamily::RsassaPss)),
    ("rsa-pss-pkcs8", KeyKind::Private(KeyFamily::RsassaPss)),
    ("brainpool-spki", KeyKind::Public(UNNAMED)),
    ("brainpool-sec1", KeyKind::Private(UNNAMED)),
    ("certificate", KeyKind::Certificate),
    ("trusted-certificate", KeyKind::Certificate),
    ("request", KeyKind::CertificateRequest),
    ("openssh-private", KeyKind::OpenSsh),
];

const ENCRYPTED: [&str; 3] = ["encrypted-pkcs8", "encrypted-sec1", "encrypted-pkcs1"];

/// Every algorithm refuses every block that is not its own, and the error says what it is and what it should be.
fn refused_by_kind(folder: &Folder) {
    let encrypted = ENCRYPTED.map(|file| (file, KeyKind::EncryptedPrivate));
    for (file, found) in KINDS.into_iter().chain(encrypted) {
        let pem = folder.text(&format!("{file}.pem"));
        for algorithm in any_key::pairs() {
            let read = [
                (KeyKind::Public(family(algorithm)), jwa::verifying_key_from_pem(algorithm, &pem).map(|_| ())),
                (KeyKind::Private(family(algorithm)), jwa::signing_key_from_pem(algorithm, &pem).map(|_| ())),
            ];
            for (expected, read) in read {
                let fits = found == expected || is_for_pss_alone(found, expected, algorithm);
                let verdict = if fits { Ok(()) } else { Err(KeyError::Unexpected { found, expected }) };
                assert_eq!(read, verdict, "{file} for {algorithm}");
            }
        }
    }
}

/// A key of RFC 4055 without parameters is one of PS256, PS384 and PS512.
fn is_for_pss_alone(found: KeyKind, expected: KeyKind, algorithm: Algorithm) -> bool {
    let kinds = [KeyKind::Public, KeyKind::Private].map(|kind| (kind(KeyFamily::RsassaPss), kind(KeyFamily::Rsa)));
    algorithm.as_str().starts_with("PS") && kinds.contains(&(found, expected))
}

#[test]
fn blocks_of_another_kind_are_named() {
    refused_by_kind(&Folder::recorded());
}

#[test]
fn der_of_another_kind_is_named() {
    let folder = Folder::recorded();
    let files = [
        ("encrypted-pkcs8.der", KeyKind::EncryptedPrivate),
        ("certificate.der", KeyKind::Certificate),
        ("p-256-sec1.der", KeyKind::Private(KeyFamily::P256)),
        ("rsa-2048-pkcs1.der", KeyKind::Private(KeyFamily::Rsa)),
        ("rsa-2048-pkcs1-public.der", KeyKind::Public(KeyFamily::Rsa)),
        ("ed25519-pkcs8.der", KeyKind::Private(KeyFamily::Ed25519)),
    ];
    for (file, found) in files {
        let der = folder.bytes(file);
        for algorithm in any_key::pairs() {
            let name = family(algorithm);
            for (expected, read) in [
                (KeyKind::Public(name), jwa::verifying_key_from_der(algorithm, &der).map(|_| ())),
                (KeyKind::Private(name), jwa::signing_key_from_der(algorithm, &der).map(|_| ())),
            ] {
                let verdict = if found == expected { Ok(()) } else { Err(KeyError::Unexpected { found, expected }) };
                assert_eq!(read, verdict, "{file} for {algorithm}");
            }
        }
    }
}

/// In the DER of a request and of a certificate the same members come first, but for their version.
#[test]
fn der_of_a_certificate_request_is_no_key() {
    let der = Folder::recorded().bytes("request.der");
    for algorithm in any_key::pairs() {
        let expected = KeyKind::Public(family(algorithm));
        let refused = jwa::verifying_key_from_der(algorithm, &der).map(|_| ()).unwrap_err();
        assert!(
            [KeyKind::Certificate, KeyKind::CertificateRequest]
                .map(|found| KeyError::Unexpected { found, expected })
                .contains(&refused),
            "{refused}"
        );
    }
}

/// RFC 5480 section 2.1.1 leaves named curves only; whoever chooses the parameters chooses the generator (CVE-2020-0601).
#[test]
fn explicit_curve_parameters_are_refused() {
    let folder = Folder::recorded();
    for (name, algorithm) in [
        ("p-256", Algorithm::ES256),
        ("p-384", Algorithm::ES384),
        ("p-521", Algorithm::ES512),
        ("secp256k1", Algorithm::ES256K),
    ] {
        let text = |container: &str| folder.text(&format!("{name}-{container}.pem"));
        let [public, private] = [KeyKind::Public, KeyKind::Private].map(|kind| (kind(UNNAMED), kind(name_of(name))));
        let unexpected = |(found, expected)| KeyError::Unexpected { found, expected };
        let refused = |container| jwa::verifying_key_from_pem(algorithm, text(container)).map(|_| ()).unwrap_err();
        assert_eq!(refused("spki-explicit"), unexpected(public));
        let refused = |container| jwa::signing_key_from_pem(algorithm, text(container)).map(|_| ()).unwrap_err();
        assert_eq!(refused("pkcs8-explicit"), unexpected(private));
        assert_eq!(refused("sec1-explicit"), KeyError::Malformed(KeyPart::Sec1, KeyDefect::NoNamedCurve));
    }
}

/// For a key of another family it is a key of another kind, as in PKCS#8: the search goes on, whatever features there are.
#[test]
fn explicit_curve_parameters_in_front_of_another_key() {
    let folder = Folder::recorded();
    let found = KeyKind::Private(UNNAMED);
    for container in ["sec1-explicit", "pkcs8-explicit"] {
        let curve = folder.text(&format!("p-256-{container}.pem"));
        let ed25519 = include_str!("../../data/keys/ed25519-pkcs8.pem");
        assert!(jwa::signing_key_from_pem(Algorithm::EdDSA, format!("{curve}{ed25519}")).is_ok(), "{container}");
        let refused = jwa::signing_key_from_pem(Algorithm::EdDSA, &curve).map(|_| ()).unwrap_err();
        let expected = KeyKind::Private(KeyFamily::Ed25519);
        assert_eq!(refused, KeyError::Unexpected { found, expected }, "{container}");
    }
}

/// The public forms of OpenSSH are no PEM.
#[test]
fn openssh_public_keys_are_named() {
    let refused = KeyError::Unexpected { found: KeyKind::OpenSsh, expected: KeyKind::Public(KeyFamily::Rsa) };
    for text in OPENSSH {
        assert_eq!(jwa::verifying_key_from_pem(Algorithm::RS256, text).map(|_| ()).unwrap_err(), refused);
    }
}

const OPENSSH: [&str; 3] = [
    include_str!("../../data/keys/rsa-2048-openssh.pub"),
    include_str!("../../data/keys/ec-p256-openssh.pub"),
    "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAAIJRD\n---- END SSH2 PUBLIC KEY ----\n",
];

fn name_of(name: &str) -> KeyFamily {
    *KeyFamily::ALL.iter().find(|known| known.as_str().eq_ignore_ascii_case(name)).unwrap()
}

/// RFC 5480 section 2.2: the hybrid form must not be used.
#[test]
fn hybrid_points_are_refused() {
    for (name, algorithm) in [("p-256", Algorithm::ES256), ("p-384", Algorithm::ES384), ("p-521", Algorithm::ES512)] {
        let pem = Folder::recorded().text(&format!("{name}-spki-hybrid.pem"));
        let refused = jwa::verifying_key_from_pem(algorithm, pem).map(|_| ()).unwrap_err();
        assert_eq!(refused, KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve), "{name}");
    }
}

#[test]
fn parameters_alone_are_no_key() {
    let pem = Folder::recorded().text("ec-parameters.pem");
    let refused = jwa::signing_key_from_pem(Algorithm::ES256, pem).map(|_| ()).unwrap_err();
    assert_eq!(refused, KeyError::Malformed(KeyPart::Pem, KeyDefect::NoBlock));
}
