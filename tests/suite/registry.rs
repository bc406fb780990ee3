//! An algorithm is one row of `jwa/algorithm.rs` and one marker: what else mentions it, read from the source.

use std::fs;
use std::path::Path;

use jwt_codec::Algorithm;

/// The markers, and where the family of each is.
const MARKERS: [(Algorithm, &str, &str); 18] = [
    (Algorithm::HS256, "Hs256", "jwa/hmac"),
    (Algorithm::HS384, "Hs384", "jwa/hmac"),
    (Algorithm::HS512, "Hs512", "jwa/hmac"),
    (Algorithm::RS256, "Rs256", "jwa/rsa"),
    (Algorithm::RS384, "Rs384", "jwa/rsa"),
    (Algorithm::RS512, "Rs512", "jwa/rsa"),
    (Algorithm::PS256, "Ps256", "jwa/rsa"),
    (Algorithm::PS384, "Ps384", "jwa/rsa"),
    (Algorithm::PS512, "Ps512", "jwa/rsa"),
    (Algorithm::ES256, "Es256", "jwa/ecdsa"),
    (Algorithm::ES384, "Es384", "jwa/ecdsa"),
    (Algorithm::ES512, "Es512", "jwa/ecdsa"),
    (Algorithm::ES256K, "Es256K", "jwa/ecdsa"),
    (Algorithm::EdDSA, "EdDsa", "jwa/eddsa"),
    (Algorithm::Ed25519, "Ed25519", "jwa/eddsa"),
    (Algorithm::MlDsa44, "MlDsa44", "jwa/ml_dsa"),
    (Algorithm::MlDsa65, "MlDsa65", "jwa/ml_dsa"),
    (Algorithm::MlDsa87, "MlDsa87", "jwa/ml_dsa"),
];

/// The lines of code in a folder of `src`, each with its file, without comments and tests.
fn code(folder: &Path, prefix: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            code(&path, &format!("{name}/"), found);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let (own, _) = text.split_once("mod tests").unwrap_or((&text, ""));
            let lines = own.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.extend(lines.map(|line| (name.clone(), line.to_owned())));
        }
    }
}

fn mentions(line: &str, word: &str) -> bool {
    // A curve of the same name is not the algorithm, nor is what a text says of a family.
    let families = ["Ed25519", "MlDsa44", "MlDsa65", "MlDsa87"].map(|name| format!("KeyFamily::{name}"));
    let line = families.iter().fold(line.to_owned(), |line, family| line.replace(family, ""));
    let line: String = line.split('"').step_by(2).collect();
    line.split(|character: char| !character.is_alphanumeric() && character != '_').any(|found| found == word)
}

#[test]
fn an_algorithm_is_one_row_and_one_marker() {
    let mut lines = Vec::new();
    code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut lines);
    assert!(MARKERS.iter().map(|(algorithm, ..)| algorithm).eq(Algorithm::ALL));
    // Which algorithms `graviola` signs with too is a list of its own, which may be shorter.
    lines.retain(|(file, _)| !file.starts_with("jwa/fast_signing/"));
    for (algorithm, marker, family) in MARKERS {
        let mut files = Vec::new();
        for (file, line) in &lines {
            if mentions(line, algorithm.as_str()) || mentions(line, marker) {
                files.push(file.as_str());
            }
        }
        // Besides the row and the marker only what makes the marker public.
        let others = files.iter().filter(|file| !file.starts_with(family));
        let expected: &[&str] = match algorithm {
            // They are one algorithm: the row of one names the other. Ed25519 is the name of a curve too, and a parameter set of
            // ML-DSA has a row of its own.
            Algorithm::EdDSA | Algorithm::Ed25519 | Algorithm::MlDsa44 | Algorithm::MlDsa65 | Algorithm::MlDsa87 => {
                &["jwa.rs", "jwa/algorithm.rs", "jwa/algorithm.rs", "lib.rs"]
            }
            _ => &["jwa.rs", "jwa/algorithm.rs", "lib.rs"],
        };
        let mut others: Vec<_> = others.copied().collect();
        others.sort_unstable();
        assert_eq!(others, expected, "{algorithm}");
        // The type, what makes it an algorithm, and for RSA the name of its scheme.
        let of_family = files.len() - others.len();
        assert!((2..=3).contains(&of_family), "{algorithm}: {of_family} lines in {family}");
    }
}

/// The curve of an algorithm, by its name and by the feature that brings it.
#[test]
fn a_curve_is_one_row_and_its_arithmetic() {
    let mut lines = Vec::new();
    code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut lines);
    lines.retain(|(file, _)| !file.starts_with("jwa/fast_signing/"));
    for names in [["P256", "P-256"], ["P384", "P-384"], ["P521", "P-521"], ["Secp256k1", "secp256k1"]] {
        let of_curve = lines.iter().filter(|(_, line)| names.iter().any(|name| line.contains(name)));
        let others: Vec<_> = of_curve.filter(|(file, _)| !file.starts_with("jwa/ecdsa")).collect();
        assert!(others.iter().all(|(file, _)| file == "jwa/algorithm.rs"), "{others:?}");
        assert_eq!(others.len(), 2, "the rows of the curve and of its algorithm: {others:?}");
    }
}

/// The checks see what they are for.
#[test]
fn planted_mentions_are_found() {
    assert!(mentions("Algorithm::ES384 => 96..=96,", "ES384"));
    assert!(mentions("pub use jwa::{Ed25519, EdDsa};", "Ed25519"));
    assert!(!mentions("note = \"the keys of EdDSA\"", "EdDSA"));
    assert!(!mentions("KeyFamily::Ed25519 => None,", "Ed25519"));
    assert!(!mentions("Algorithm::ES256K => 64..=64,", "ES256"));
}
