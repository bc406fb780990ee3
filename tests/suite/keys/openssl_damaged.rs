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
    let mut read = 0;
    for (algorithm, file, der) in files().filter(|(_, file, _)| file.ends_with("spki.der") || file.contains("public")) {
        let (_, _, signature) = openssl::PAIRS.into_iter().find(|pair| pair.1 == algorithm).unwrap();
        let signature = any_key::jose_signature(algorithm, &folder.bytes(signature));
        for (position, change) in changes(&der) {
            let changed = with_change(&der, position, change);
            with_pair!(algorithm, A => {
                if let Ok(key) = VerifyingKey::<A>::from_der(&changed) {
                    read += 1;
                    let verified = key.verify(openssl::MESSAGE, &signature).is_ok();
                    let is_the_same = key.to_der() == der;
                    assert_eq!(verified, is_the_same, "{file}, byte {position} ^ {change:#x}");
                }
            });
        }
    }
    assert!(read > 0);
}

/// A private key whose numbers do not belong together would give its factors away with the first signature (Boneh, DeMillo and
/// Lipton, 1997): it is refused, or what was changed has no part in signing (finding 2).
#[test]
fn private_der_with_a_changed_byte() {
    let mut all_read = 0;
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
        all_read += read;
    }
    assert!(all_read > 0);
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
