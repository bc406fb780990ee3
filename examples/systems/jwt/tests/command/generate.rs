//! `jwt generate`

use std::fs;

use tempfile::TempDir;

use crate::{Keys, jwt, path};

#[test]
fn keys_of_every_algorithm_sign_and_verify() {
    for algorithm in [
        "HS256",
        "HS384",
        "HS512",
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        "ES256K",
        "EdDSA",
        "Ed25519",
        "ML-DSA-44",
        "ML-DSA-65",
        "ML-DSA-87",
    ] {
        let keys = Keys::generate(algorithm);
        let private = keys.file(".private.jwk.json");
        let token = jwt(&["sign", "--key", path(&private), "--exp", "15m"]);
        assert_eq!((token.code, &*token.err), (0, ""), "{algorithm}");
        let public = keys.file(".public.jwk.json");
        let public = if public.exists() { public } else { private };
        let verified = jwt(&["verify", token.out.trim(), "--key", path(&public), "--json"]).json();
        assert_eq!(verified["header"]["alg"], algorithm);
    }
}

#[cfg(unix)]
#[test]
fn only_you_can_read_the_secret_files() {
    use std::os::unix::fs::PermissionsExt;
    for algorithm in ["ES256", "HS512"] {
        let keys = Keys::generate(algorithm);
        for entry in fs::read_dir(keys.folder.path()).expect("a folder") {
            let entry = entry.expect("a file");
            let name = entry.file_name().into_string().expect("text");
            let mode = entry.metadata().expect("a file").permissions().mode() & 0o777;
            let is_secret = name.contains("private") || name.contains("secret");
            assert_eq!(mode & 0o077 == 0, is_secret, "{name}: {mode:o}");
        }
    }
}

#[test]
fn names_the_files_and_shows_no_secret() {
    let folder = TempDir::new().expect("a folder");
    let stem = folder.path().join("api");
    let run = jwt(&["generate", "ES256", "--out", path(&stem), "--kid", "2026-11"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert!(run.out.starts_with("A new key for ES256, kid 2026-11\n"), "{}", run.out);
    let json = fs::read_to_string(folder.path().join("api.private.jwk.json")).expect("text");
    let d = serde_json::from_str::<serde_json::Value>(&json).expect("JSON")["d"].as_str().expect("text").to_owned();
    assert!(!run.out.contains(&d));
    let public = ["api.public.pem", "api.public.jwk.json", "api.jwks.json"];
    for name in public {
        let text = fs::read_to_string(folder.path().join(name)).expect("text");
        assert!(!text.contains(&d) && !text.contains("PRIVATE") && !text.contains("\"d\""), "{name}");
    }
    // What is there is kept.
    let again = jwt(&["generate", "ES256", "--out", path(&stem)]);
    assert_eq!((again.code, &*again.out), (2, ""));
    assert!(again.err.contains("exists already"), "{}", again.err);
    assert_eq!(fs::read_to_string(folder.path().join("api.private.jwk.json")).expect("text"), json);
}

#[cfg(unix)]
#[test]
fn writes_all_files_or_none() {
    let folder = TempDir::new().expect("a folder");
    let stem = folder.path().join("api");
    let names = || fs::read_dir(folder.path()).expect("a folder").count();
    std::os::unix::fs::symlink("not-there", folder.path().join("api.jwks.json")).expect("a link that leads nowhere");
    let run = jwt(&["generate", "ES256", "--out", path(&stem)]);
    assert_eq!((run.code, &*run.out), (2, ""));
    assert!(run.err.contains("api.jwks.json: exists already"), "{}", run.err);
    assert_eq!(names(), 1);

    // The name with `.private.pem` is short enough for a file, and that with `.private.jwk.json` is not.
    let run = jwt(&["generate", "ES256", "--out", path(&folder.path().join("a".repeat(240)))]);
    assert_eq!((run.code, &*run.out), (2, ""));
    assert!(run.err.contains(".private.jwk.json: "), "{}", run.err);
    assert_eq!(names(), 1, "what was written is removed");
    assert_eq!(jwt(&["generate", "ES256", "--out", path(&folder.path().join("a".repeat(238)))]).code, 0);
}

#[test]
fn the_name_of_a_file_reaches_the_terminal_as_text() {
    let folder = TempDir::new().expect("a folder");
    let run = jwt(&["generate", "HS256", "--out", path(&folder.path().join("\u{1b}[2J\u{202e}"))]);
    assert_eq!(run.code, 0);
    run.is_harmless();
    assert!(run.out.contains("\\u001b[2J\\u202e.secret"), "{}", run.out);
}

#[test]
fn json_for_scripts() {
    let folder = TempDir::new().expect("a folder");
    let json = jwt(&["generate", "HS256", "--out", path(&folder.path().join("a")), "--json"]).json();
    assert_eq!((&json["alg"], &json["kid"]), (&"HS256".into(), &serde_json::Value::Null));
    let files = json["files"].as_array().expect("an array");
    assert_eq!(files.len(), 2);
    assert!(files.iter().all(|file| file["is_secret"] == true));
}

#[test]
fn prints_one_form_if_asked_to() {
    let pem = jwt(&["generate", "EdDSA", "--print", "private-pem"]);
    assert!(pem.out.starts_with("-----BEGIN PRIVATE KEY-----\n"), "{}", pem.out);
    let jwk = jwt(&["generate", "EdDSA", "--print", "public-jwk"]).json();
    assert_eq!((&jwk["crv"], jwk.get("d")), (&"Ed25519".into(), None));
    let secret = jwt(&["generate", "HS384", "--print", "secret"]);
    assert_eq!(secret.out.trim().len(), 64);
    assert_eq!(jwt(&["generate", "HS384", "--print", "public-pem"]).code, 2);
    let json = jwt(&["generate", "HS384", "--print", "secret", "--json"]);
    assert_eq!((json.code, &*json.out), (2, ""));
    assert_eq!(jwt(&["--json", "generate", "HS384", "--print", "secret"]).code, 2);
    assert_eq!(jwt(&["generate", "none"]).code, 2);
    assert_eq!(jwt(&["generate"]).code, 2);
}
