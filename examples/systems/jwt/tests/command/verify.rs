//! `jwt verify`

use std::fs;
use std::process::Command;

use crate::{JWT, Keys, Run, jwt, jwt_reading, path, run};

#[track_caller]
fn refused(run: &Run, error: &str) {
    assert_eq!((run.code, &*run.out), (1, ""), "{}", run.err);
    assert_eq!(run.err.lines().next(), Some(&*format!("refused: {error}")), "{}", run.err);
}

#[test]
fn the_content_of_the_file_decides_what_key_it_is() {
    let keys = Keys::generate("ES256");
    let token = keys.sign(&["--sub", "alice", "--exp", "15m"]);
    for ending in [".public.pem", ".public.der", ".public.jwk.json", ".jwks.json", ".private.jwk.json"] {
        // The name says nothing.
        let renamed = keys.file(".key");
        fs::copy(keys.file(ending), &renamed).expect("copied");
        let run = jwt(&["verify", &token, "--key", path(&renamed)]);
        assert_eq!((run.code, &*run.err), (0, ""), "{ending}");
        assert!(run.out.starts_with("Verified: the signature (ES256) and the claims\n"), "{}", run.out);
    }
    // In a set, the `kid` decides.
    let of_another = keys.sign(&["--exp", "15m", "--kid", "another"]);
    let run = jwt(&["verify", &of_another, "--key", path(&keys.file(".jwks.json"))]);
    refused(&run, "key: none, or more than one, for this header");
    assert!(run.err.contains("the token says: alg \"ES256\", kid \"another\"; keys: ES256 \""), "{}", run.err);
    assert_eq!(jwt(&["verify", &of_another, "--key", path(&keys.file(".public.pem"))]).code, 0);
    let jwk = keys.file(".private.jwk.json");
    let signed = jwt(&["sign", "--key", path(&jwk), "--exp", "15m"]);
    assert_eq!(jwt(&["verify", signed.out.trim(), "--key", path(&keys.file(".jwks.json"))]).code, 0);
}

#[test]
fn a_secret_from_a_file_or_the_environment() {
    let keys = Keys::generate("HS256");
    let token = keys.sign(&["--exp", "15m"]);
    let secret = fs::read_to_string(keys.file(".secret")).expect("text");
    let from_environment = |secret: &str| {
        run(Command::new(JWT).args(["verify", &token, "--secret-env", "SECRET"]).env("SECRET", secret), b"")
    };
    assert_eq!(from_environment(&secret).code, 0);
    refused(&from_environment(&secret.to_lowercase()), "signature: invalid");
    let weak = from_environment("secret");
    assert_eq!((weak.code, &*weak.err), (2, "error: secret: 6 bytes, expected at least 32\n"));
    assert_eq!(jwt(&["verify", &token, "--secret-env", "NOT_SET"]).code, 2);
    assert_eq!(jwt(&["verify", &token, "--key", path(&keys.file(".private.jwk.json"))]).code, 0);

    // As `echo` writes it.
    let with_line_end = keys.file(".with-line-end");
    fs::write(&with_line_end, format!("{secret}\n")).expect("written");
    let run = jwt(&["verify", &token, "--key", path(&with_line_end)]);
    assert_eq!((run.code, &*run.err), (0, "note: left out the line end behind the secret\n"));

    let short = keys.file(".short");
    fs::write(&short, "secret").expect("written");
    let weak = jwt(&["sign", "--key", path(&short), "--exp", "15m", "--allow-weak-secret"]).out;
    refused(&jwt(&["verify", weak.trim(), "--key", path(&keys.file(".secret"))]), "signature: invalid");
    assert_eq!(jwt(&["verify", weak.trim(), "--key", path(&short)]).code, 2);
    assert_eq!(jwt(&["verify", weak.trim(), "--key", path(&short), "--allow-weak-secret"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_secret_that_is_not_utf_8_is_not_shown() {
    use std::os::unix::ffi::OsStrExt;
    let secret = std::ffi::OsStr::from_bytes(b"do-not-show-this-\xff");
    let run = run(Command::new(JWT).args(["verify", "a.b.c", "--secret-env", "SECRET"]).env("SECRET", secret), b"");
    assert_eq!((run.code, &*run.out), (2, ""));
    assert_eq!(run.err, "error: SECRET: environment variable is not UTF-8\n");
    assert_eq!(
        jwt(&["verify", "a.b.c", "--secret-env", "NOT_SET"]).err,
        "error: NOT_SET: environment variable not found\n"
    );
}

/// A script has `jwt verify --key FILE "$TOKEN"`, and 0 means that the token is good.
#[test]
fn a_token_that_is_an_option_is_not_accepted() {
    let keys = Keys::generate("ES256");
    let public = keys.file(".public.pem");
    for token in ["--help", "-h", "--version", "-V", "--allow-expired", "--any-aud", "--json", "-", "--", "help", ""] {
        for command in [
            &["verify", "--key", path(&public), token][..],
            &["verify", token, "--key", path(&public)],
            &["verify", "--key", path(&public), "--", token],
        ] {
            let run = jwt(command);
            assert_ne!(run.code, 0, "{command:?}");
            assert!(!run.out.contains("Verified"), "{command:?}");
        }
    }
    assert_eq!(jwt(&["verify", "--key", path(&public), "--help"]).code, 2);
    let token = keys.sign(&["--exp", "15m"]);
    assert_eq!(jwt(&["verify", "--key", path(&public), "--", &token]).code, 0);
}

#[test]
fn says_which_rules_broke() {
    let keys = Keys::generate("EdDSA");
    let key = keys.file(".public.pem");
    let verify = |token: &str, more: &[&str]| jwt(&[&["verify", token, "--key", path(&key)], more].concat());
    let claims = ["--iss", "https://id.example", "--aud", "api", "--sub", "alice", "--exp", "15m", "--typ", "at+jwt"];
    let token = keys.sign(&claims);

    let all = [
        "--iss",
        "https://id.example",
        "--aud",
        "api",
        "--sub",
        "alice",
        "--typ",
        "at+jwt",
        "--max-age",
        "1h",
        "--require",
        "sub",
    ];
    assert_eq!(verify(&token, &all).code, 0);
    refused(&verify(&token, &[]), "aud: present, but no audience is configured");
    assert_eq!(verify(&token, &["--any-aud"]).code, 0);
    refused(&verify(&token, &["--aud", "other"]), "aud: not the expected value");
    assert_eq!(verify(&token, &["--aud", "other", "--aud", "api"]).code, 0);
    refused(&verify(&token, &["--any-aud", "--iss", "https://other.example"]), "iss: not the expected value");
    refused(&verify(&token, &["--any-aud", "--sub", "bob"]), "sub: not the expected value");
    refused(&verify(&token, &["--any-aud", "--typ", "JWT"]), "typ: not the expected value");
    refused(&verify(&token, &["--any-aud", "--require", "client_id"]), "client_id: missing");
    refused(&verify(&token, &["--any-aud", "--at", "2000-01-01T00:00:00Z"]), "iat: in the future");

    let late = verify(&token, &["--iss", "https://other.example", "--aud", "api", "--at", "2100-01-01T00:00:00Z"]);
    refused(&late, "iss: not the expected value");
    assert!(late.err.contains("also: exp: expired\n"), "{}", late.err);
    assert!(late.err.contains("hint: expired 73 years ago (20"), "{}", late.err);
    assert_eq!(verify(&token, &["--any-aud", "--at", "2100-01-01T00:00:00Z", "--allow-expired"]).code, 0);

    let forever = jwt(&["sign", "--key", path(&keys.private())]).out;
    refused(&verify(forever.trim(), &[]), "exp: missing");
    assert_eq!(verify(forever.trim(), &["--allow-missing-exp"]).code, 0);
}

#[test]
fn is_strict_about_what_is_around_the_token() {
    let keys = Keys::generate("ES256");
    let key = keys.file(".public.pem");
    let token = keys.sign(&["--exp", "15m"]);
    let verify = |input: String| jwt_reading(input.as_bytes(), &["verify", "--key", path(&key)]);
    assert_eq!(verify(format!("{token}\n")).code, 0);
    assert_eq!(verify(format!("{token}\r\n")).code, 0);
    assert_eq!(verify(format!("Bearer {token}")).code, 1);
    assert_eq!(verify(format!("{token}\n\n")).code, 1);
    assert_eq!(verify(format!(" {token}")).code, 1);
}

#[test]
fn a_wrong_key_or_a_changed_token() {
    let (keys, other) = (Keys::generate("ES256"), Keys::generate("ES256"));
    let token = keys.sign(&["--exp", "15m"]);
    refused(&jwt(&["verify", &token, "--key", path(&other.file(".public.pem"))]), "signature: invalid");
    let mut segments: Vec<_> = token.split('.').collect();
    segments[1] = "eyJzdWIiOiJyb290In0";
    refused(&jwt(&["verify", &segments.join("."), "--key", path(&keys.file(".public.pem"))]), "signature: invalid");
    let rsa = Keys::generate("RS256");
    let run = jwt(&["verify", &token, "--key", path(&rsa.file(".public.pem"))]);
    refused(&run, "header: alg is not the algorithm of the key");
    assert!(run.err.contains("the token says: alg \"ES256\", no kid; keys: RS256"), "{}", run.err);
}

/// The secret is the public key, which everybody knows.
#[test]
fn the_token_does_not_choose_the_algorithm() {
    let keys = Keys::generate("RS256");
    let public = keys.file(".public.pem");
    let forge = jwt(&["sign", "--key", path(&public), "--alg", "HS256", "--exp", "15m"]);
    assert_eq!(forge.code, 2, "a public key is no secret: {}", forge.err);
    // {"alg":"HS256"} with some signature.
    let forged = "eyJhbGciOiJIUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    refused(&jwt(&["verify", forged, "--key", path(&public)]), "header: alg is not the algorithm of the key");
    let none = "eyJhbGciOiJub25lIn0.e30.";
    refused(&jwt(&["verify", none, "--key", path(&public)]), "header: alg is not the algorithm of the key");
}

#[test]
fn an_algorithm_that_the_key_does_not_decide_is_named() {
    let keys = Keys::generate("PS512");
    let private = keys.private();
    let token = jwt(&["sign", "--key", path(&private), "--alg", "PS512", "--exp", "15m"]).out;
    let key = keys.file(".public.pem");
    refused(&jwt(&["verify", token.trim(), "--key", path(&key)]), "header: alg is not the algorithm of the key");
    assert_eq!(jwt(&["verify", token.trim(), "--key", path(&key), "--alg", "PS512"]).code, 0);
    // A JWK says what it is for.
    assert_eq!(jwt(&["verify", token.trim(), "--key", path(&keys.file(".public.jwk.json"))]).code, 0);
    assert_eq!(jwt(&["verify", token.trim(), "--key", path(&keys.file(".public.jwk.json")), "--alg", "RS256"]).code, 2);
}

#[test]
fn json_for_scripts() {
    let keys = Keys::generate("ES256");
    let key = keys.file(".public.pem");
    let token = keys.sign(&["--sub", "alice", "--exp", "15m", "--kid", "a"]);
    let good = jwt(&["verify", &token, "--key", path(&key), "--json"]);
    let json = good.json();
    assert_eq!((good.code, &json["valid"]), (0, &true.into()));
    assert_eq!((&json["header"]["kid"], &json["claims"]["sub"]), (&"a".into(), &"alice".into()));
    let bad = jwt(&["verify", &token, "--key", path(&key), "--iss", "x", "--aud", "y", "--json"]);
    let json = bad.json();
    assert_eq!((bad.code, &*bad.err, &json["valid"]), (1, "", &false.into()));
    assert_eq!(json["error"], "iss: missing");
    assert_eq!(json["rejected"][1]["claim"], "aud");
    assert_eq!(json["rejected"][1]["reason"], "missing");
    assert!(json.get("claims").is_none(), "nothing of a refused token");
}

#[test]
fn a_key_that_is_none_is_a_usage_error() {
    let keys = Keys::generate("ES256");
    let token = keys.sign(&["--exp", "15m"]);
    let usage = |file: &str, content: &[u8]| {
        let path_of = keys.file(file);
        fs::write(&path_of, content).expect("written");
        let run = jwt(&["verify", &token, "--key", path(&path_of)]);
        assert_eq!((run.code, &*run.out), (2, ""), "{file}: {}", run.err);
        run.err
    };
    assert!(usage("empty", b"").contains("secret: 0 bytes"));
    assert!(usage("broken.json", b"{\"kty\": \"secret-word").contains("looks like JSON, but is malformed"));
    assert!(!usage("broken.json", b"{\"kty\": \"secret-word").contains("secret-word"));
    assert!(usage("no.jwk", b"{\"a\": 1}").contains("neither a JWK nor a JWK Set"));
    assert!(usage("cut.pem", b"-----BEGIN PUBLIC KEY-----\nAAAA\n").contains("PEM"));
    let private = jwt(&["verify", &token, "--key", path(&keys.private())]);
    assert_eq!(private.code, 2);
    assert!(
        private.err.contains("found a private key (P-256), expected a public key: openssl pkey -in"),
        "{}",
        private.err
    );
    for wrong in [
        &["verify", "a.b.c"][..],
        &["verify", "a.b.c", "--key", "not-there"],
        &["verify", "a.b.c", "--key", "x", "--alg", "none"],
    ] {
        assert_eq!(jwt(wrong).code, 2, "{wrong:?}");
    }
}
