//! Files of `openssl` that were cut or changed on the way: an error, never a panic, and never a key that signs what it cannot verify.

use jwt_codec::{Algorithm, Sign, SigningKey, Verify, VerifyingKey, jwa};

use crate::support::any_key::{self, with_pair};
use crate::support::keys;
use crate::support::openssl::{self, Folder};

/// One algorithm for each family and curve, and the beginning of the names of a pair's files.
const FAMILIES: [(&str, Algorithm); 6] = [
    ("rsa-2048", Algorithm::RS256),
    ("p-256", Algorithm::ES256),
    ("p-384", Algorithm::ES384),
    ("p-521", Algorithm::ES512),
    ("secp256k1", Algorithm::ES256K),
    ("ed25519", Algorithm::EdDSA),
];

const CONTAINERS: [&str; 5] = ["spki.der", "pkcs8.der", "sec1.der", "pkcs1.der", "pkcs1-public.der"];

fn has(name: &str, container: &str) -> bool {
    match container {
        "sec1.der" => !matches!(name, "rsa-2048" | "ed25519"),
        "pkcs1.der" | "pkcs1-public.der" => name == "rsa-2048",
        _ => true,
    }
}

/// The DER files of the pairs.
fn files() -> impl Iterator<Item = (Algorithm, String, Vec<u8>)> {
    let folder = Folder::recorded();
    let names = FAMILIES.into_iter().flat_map(|pair| CONTAINERS.map(|container| (pair, container)));
    names.filter(|((name, _), container)| has(name, container)).map(move |((name, algorithm), container)| {
        let file = format!("{name}-{container}");
        let der = folder.bytes(&file);
        (algorithm, file, der)
    })
}

#[test]
fn der_that_was_cut() {
    for (algorithm, file, der) in files() {
        for length in 0..der.len() {
            let cut = &der[..length];
            assert!(jwa::verifying_key_from_der(algorithm, cut).is_err(), "{file}, {length} bytes");
            assert!(jwa::signing_key_from_der(algorithm, cut).is_err(), "{file}, {length} bytes");
        }
    }
}

#[test]
fn pem_that_was_cut() {
    let folder = Folder::recorded();
    for (name, algorithm) in FAMILIES {
        for container in ["spki.pem", "pkcs8.pem"] {
            let pem = folder.text(&format!("{name}-{container}"));
            // The last byte is the line end, which need not be there.
            for length in 0..pem.len() - 1 {
                let cut = &pem[..length];
                assert!(jwa::verifying_key_from_pem(algorithm, cut).is_err(), "{name}-{container}, {length} bytes");
                assert!(jwa::signing_key_from_pem(algorithm, cut).is_err(), "{name}-{container}, {length} bytes");
            }
        }
    }
}

/// A changed public key is another key, which does not verify what the right one does, or none; or it is the same one, if the change is
/// in what says nothing (finding 1).
#[test]
fn public_der_with_a_changed_byte() {
    let folder = Folder::recorded();
    for (algorithm, file, der) in files().filter(|(_, file, _)| file.ends_with("spki.der") || file.contains("public")) {
        let (_, _, signature) = openssl::PAIRS.into_iter().find(|pair| pair.1 == algorithm).unwrap();
        let signature = any_key::jose_signature(algorithm, &folder.bytes(signature));
        for (position, change) in changes(&der) {
            let changed = with_change(&der, position, change);
            with_pair!(algorithm, A => {
                if let Ok(key) = VerifyingKey::<A>::from_der(&changed) {
                    let verified = key.verify(openssl::MESSAGE, &signature).is_ok();
                    let is_the_same = key.to_der() == der;
                    assert_eq!(verified, is_the_same, "{file}, byte {position} ^ {change:#x}");
                }
            });
        }
    }
}

/// RFC 3279 section 2.3.1: the parameters of `rsaEncryption` are NULL. RFC 8410 section 3: those of Ed25519 are absent.
#[test]
fn parameters_that_say_nothing_are_as_they_must_be() {
    const NULL: usize = 17;
    let rsa = Folder::recorded().bytes("rsa-2048-spki.der");
    assert_eq!(rsa[NULL..NULL + 2], [5, 0]);
    assert!(jwa::verifying_key_from_der(Algorithm::RS256, &rsa).is_ok());
    let octet_string = with_change(&rsa, NULL, 1);
    assert!(jwa::verifying_key_from_der(Algorithm::RS256, &octet_string).is_err());

    let ed25519 = Folder::recorded().bytes("ed25519-spki.der");
    assert_eq!(ed25519[..9], [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70]);
    let with_null = [&[0x30, 0x2c, 0x30, 7, 6, 3, 0x2b, 0x65, 0x70, 5, 0], &ed25519[9..]].concat();
    assert!(jwa::verifying_key_from_der(Algorithm::EdDSA, &with_null).is_err());
}

/// A private key whose numbers do not belong together would give its factors away with the first signature (Boneh, DeMillo and
/// Lipton, 1997): it is refused, or what was changed has no part in signing (finding 2).
#[test]
fn private_der_with_a_changed_byte() {
    for (algorithm, file, der) in files().filter(|(_, file, _)| !file.contains("spki") && !file.contains("public")) {
        let mut read = 0;
        for (position, change) in changes(&der) {
            let changed = with_change(&der, position, change);
            with_pair!(algorithm, A => {
                if let Ok(key) = SigningKey::<A>::from_der(&changed) {
                    read += 1;
                    let signature = keys::signature(&key, b"message");
                    let verified = key.verifying_key().verify(b"message", &signature);
                    assert!(verified.is_ok(), "{file}, byte {position} ^ {change:#x}, {}", key.algorithm());
                }
            });
        }
        println!("{file}: {read} changed keys are keys");
    }
}

/// RFC 8017 section 3.2: `dP`, `dQ` and `qInv` follow from the others. A JWK that has others is refused.
#[test]
fn exponents_that_do_not_belong_to_the_factors_are_refused() {
    let der = Folder::recorded().bytes("rsa-2048-pkcs1.der");
    // `qInv` is what comes last.
    let changed = with_change(&der, der.len() - 1, 2);
    assert!(jwa::signing_key_from_der(Algorithm::RS256, &changed).is_err());
}

/// Three changes of each byte; one where reading a key takes milliseconds.
fn changes(der: &[u8]) -> impl Iterator<Item = (usize, u8)> + use<> {
    let changes: &[u8] = if der.len() > 1000 { &[0xff] } else { &[0x01, 0x80, 0xff] };
    (0..der.len()).flat_map(move |position| changes.iter().map(move |change| (position, *change)))
}

fn with_change(der: &[u8], position: usize, change: u8) -> Vec<u8> {
    let mut changed = der.to_vec();
    changed[position] ^= change;
    changed
}
