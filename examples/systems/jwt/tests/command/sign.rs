//! `jwt sign`

use std::fs;

use crate::{Keys, jwt, jwt_reading, path};

#[test]
fn claims_from_a_file_from_standard_input_and_from_options() {
    let keys = Keys::generate("ES256");
    let private = keys.private();
    let file = keys.file(".claims.json");
    fs::write(&file, r#"{"sub": "bob", "role": "editor", "exp": 1}"#).expect("written");
    let options = ["--exp", "15m", "--claim", "admin=true", "--claim", "zip=01234", "--claim", "role=reader", "--json"];
    let sign =
        |claims: &str| [&["sign", "--key", path(&private), "--claims", claims], &options[..]].concat().join("\n");
    let of_file = sign(path(&file));
    let run = jwt(&of_file.split('\n').collect::<Vec<_>>());
    let json = run.json();
    assert_eq!(run.code, 0);
    assert_eq!(json["header"], serde_json::json!({ "alg": "ES256", "typ": "JWT" }));
    let claims = &json["claims"];
    assert_eq!((&claims["sub"], &claims["role"]), (&"bob".into(), &"reader".into()));
    assert_eq!((&claims["admin"], &claims["zip"]), (&true.into(), &"01234".into()));
    let lifetime = claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat);
    assert_eq!(lifetime, Some(900));

    let of_input = sign("-");
    let run = jwt_reading(br#"{"sub": "carol"}"#, &of_input.split('\n').collect::<Vec<_>>());
    assert_eq!(run.json()["claims"]["sub"], "carol");
}

#[test]
fn reads_no_file_of_more_than_1_mib() {
    let keys = Keys::generate("HS256");
    let file = keys.file(".long");
    let sign = |key: &std::path::Path, claims: &std::path::Path, content: String| {
        fs::write(&file, content).expect("written");
        jwt(&["sign", "--key", path(key), "--exp", "15m", "--claims", path(claims)])
    };
    let (fits, long) = ("{}".to_owned() + &" ".repeat((1 << 20) - 2), "{}".to_owned() + &" ".repeat(1 << 20));
    assert_eq!(sign(&keys.private(), &keys.file(".long"), fits).code, 0);
    for run in [
        sign(&keys.private(), &keys.file(".long"), long),
        sign(&keys.file(".long"), &keys.private(), "s".repeat((1 << 20) + 1)),
    ] {
        assert_eq!((run.code, &*run.out), (2, ""));
        assert!(run.err.ends_with("key.long: longer than 1 MiB\n"), "{}", run.err);
    }
}

#[test]
fn refuses_claims_that_every_verifier_rejects() {
    let keys = Keys::generate("ES256");
    let private = keys.private();
    let sign = |more: &[&str]| jwt(&[&["sign", "--key", path(&private)], more].concat());
    let run = sign(&["--claim", "exp=soon"]);
    assert_eq!((run.code, &*run.out, &*run.err), (1, "", "refused: exp: of the wrong type\n"));
    let run = jwt_reading(b"[1]", &["sign", "--key", path(&private), "--claims", "-"]);
    assert_eq!((run.code, &*run.out), (1, ""));
    for wrong in [&["--claim", "admin"][..], &["--exp", "1 fortnight"], &["--claims", "not-there"]] {
        assert_eq!(sign(wrong).code, 2, "{wrong:?}");
    }
    let forever = sign(&["--sub", "alice"]);
    assert_eq!(forever.code, 0);
    assert!(forever.err.starts_with("note: no exp"), "{}", forever.err);
}

#[test]
fn there_is_no_option_for_the_secret_itself() {
    for option in ["--secret", "--secret=0123456789abcdef0123456789abcdef"] {
        let run = jwt(&["sign", option, "0123456789abcdef0123456789abcdef"]);
        assert_eq!((run.code, &*run.out), (2, ""));
    }
    assert!(jwt(&["sign", "--help"]).out.contains("There is no option for the secret itself"));
}

#[test]
fn a_key_of_a_set_is_chosen_by_its_id() {
    let (one, other) = (Keys::generate("ES256"), Keys::generate("EdDSA"));
    let jwk = |keys: &Keys| fs::read_to_string(keys.file(".private.jwk.json")).expect("text");
    let set = one.file(".set.json");
    fs::write(&set, format!(r#"{{"keys":[{},{}]}}"#, jwk(&one), jwk(&other))).expect("written");
    assert_eq!(jwt(&["sign", "--key", path(&set), "--exp", "1h"]).code, 2, "which?");
    let id = serde_json::from_str::<serde_json::Value>(&jwk(&other)).expect("JSON")["kid"]
        .as_str()
        .expect("text")
        .to_owned();
    let run = jwt(&["sign", "--key", path(&set), "--exp", "1h", &format!("--kid={id}"), "--json"]);
    assert_eq!(run.json()["header"]["kid"], id);
    assert_eq!(run.json()["header"]["alg"], "EdDSA");
    // The set has private keys, and verifies with their public halves.
    let token = run.json()["token"].as_str().expect("text").to_owned();
    assert_eq!(jwt(&["verify", &token, "--key", path(&set)]).code, 0);
}

/// One thumbprint in 64 does, and so do other IDs in base64url. Behind a space it would be an option.
#[test]
fn an_id_that_begins_with_a_hyphen_stands_behind_an_equals_sign() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let stem = folder.path().join("key");
    let generated = jwt(&["generate", "ES256", "--out", path(&stem), "--kid=-a_1"]);
    assert_eq!((generated.code, &*generated.err), (0, ""));
    let jwk = folder.path().join("key.private.jwk.json");
    let sign = |ids: &[&str]| jwt(&[&["sign", "--key", path(&jwk), "--exp", "1h", "--json"], ids].concat());
    let run = sign(&["--kid=-a_1", "--jti=-b", "--sub=--c", "--aud=-d"]);
    assert_eq!(run.json()["header"]["kid"], "-a_1");
    let claims = &run.json()["claims"];
    assert_eq!((&claims["jti"], &claims["sub"], &claims["aud"]), (&"-b".into(), &"--c".into(), &"-d".into()));
    let token = run.json()["token"].as_str().expect("text").to_owned();
    assert_eq!(jwt(&["verify", &token, "--key", path(&jwk), "--aud=-d"]).code, 0);
    for wrong in [["--sub", "--no-iat"], ["--kid", "-a_1"]] {
        assert_eq!(sign(&wrong).code, 2, "{wrong:?}");
    }
}

#[cfg(unix)]
#[test]
fn warns_if_others_can_read_the_key() {
    use std::os::unix::fs::PermissionsExt;
    let keys = Keys::generate("ES256");
    let private = keys.private();
    fs::set_permissions(&private, PermissionsExt::from_mode(0o644)).expect("changed");
    let run = jwt(&["sign", "--key", path(&private), "--exp", "15m"]);
    assert_eq!((run.code, &*run.err), (0, "note: others can read the file with this key: chmod 600\n"));
}
