//! What `openssl` thinks of the keys and signatures. Skipped where it is not installed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Keys, jwt, path};

/// Runs it, and returns its standard output, or nothing if it is not there.
#[track_caller]
fn openssl(arguments: &[&str]) -> Option<Vec<u8>> {
    let Ok(output) = Command::new("openssl").args(arguments).output() else {
        println!("not checked: there is no `openssl` here");
        return None;
    };
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

#[test]
fn public_and_private_files_belong_together() {
    for algorithm in ["RS256", "ES256", "ES384", "ES512", "ES256K", "EdDSA"] {
        let keys = Keys::generate(algorithm);
        let file = |ending: &str| path(&keys.file(ending)).to_owned();
        let read = |ending: &str| fs::read(keys.file(ending)).expect("a file");
        let Some(pem) = openssl(&["pkey", "-in", &file(".private.pem"), "-pubout"]) else { return };
        assert_eq!(pem, read(".public.pem"), "{algorithm}");
        let from_der = openssl(&["pkey", "-inform", "DER", "-in", &file(".private.der"), "-pubout", "-outform", "DER"]);
        assert_eq!(from_der, Some(read(".public.der")), "{algorithm}");
        openssl(&["pkey", "-in", &file(".private.pem"), "-check", "-noout"]);
    }
}

/// Writes what is signed, and the signature, to files.
fn parts(keys: &Keys, token: &str) -> (PathBuf, PathBuf) {
    let (input, signature) = token.rsplit_once('.').expect("a token");
    let (input_file, signature_file) = (keys.file(".input"), keys.file(".signature"));
    fs::write(&input_file, input).expect("written");
    fs::write(&signature_file, URL_SAFE_NO_PAD.decode(signature).expect("base64url")).expect("written");
    (input_file, signature_file)
}

#[test]
fn verifies_our_signatures() {
    let keys = Keys::generate("RS256");
    let (input, signature) = parts(&keys, &keys.sign(&["--exp", "15m"]));
    let key = keys.file(".public.pem");
    let Some(verdict) =
        openssl(&["dgst", "-sha256", "-verify", path(&key), "-signature", path(&signature), path(&input)])
    else {
        return;
    };
    assert_eq!(verdict, b"Verified OK\n");

    let keys = Keys::generate("EdDSA");
    let (input, signature) = parts(&keys, &keys.sign(&["--exp", "15m"]));
    let key = keys.file(".public.pem");
    let command = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        path(&key),
        "-rawin",
        "-in",
        path(&input),
        "-sigfile",
        path(&signature),
    ];
    let verdict = openssl(&command).expect("it was there before");
    assert_eq!(verdict, b"Signature Verified Successfully\n");
}

#[test]
fn its_keys_sign_and_verify_here() {
    let keys = Keys::generate("HS256"); // for its folder
    let (private, public) = (keys.file(".pem"), keys.file(".pub"));
    let kinds: [&[&str]; 3] = [
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["-algorithm", "ED25519"],
    ];
    for kind in kinds {
        if openssl(&[&["genpkey", "-out", path(&private)], kind].concat()).is_none() {
            return;
        }
        openssl(&["pkey", "-in", path(&private), "-pubout", "-out", path(&public)]);
        let token = jwt(&["sign", "--key", path(&private), "--exp", "15m"]);
        assert_eq!((token.code, &*token.err), (0, ""), "{kind:?}");
        assert_eq!(jwt(&["verify", token.out.trim(), "--key", path(&public)]).code, 0, "{kind:?}");
    }
}

#[test]
fn a_certificate_is_no_key() {
    let keys = Keys::generate("ES256");
    let certificate = keys.file(".crt");
    let private = keys.private();
    let request =
        ["req", "-x509", "-new", "-key", path(&private), "-subj", "/CN=test", "-days", "1", "-out", path(&certificate)];
    if openssl(&request).is_none() {
        return;
    }
    let run = jwt(&["verify", "e30.e30.AA", "--key", path(&certificate)]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("found a certificate, expected a public key: openssl x509 -in"), "{}", run.err);
}
