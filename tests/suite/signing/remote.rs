//! A key that is elsewhere: the `openssl` command line plays the KMS. It gets the signing input and gives a signature, for ECDSA in DER.

use jwt_codec::jws::{self, Header, SigningInput};
use jwt_codec::{Algorithm, Claims, Defect, Es256, Part, SignError, Verifier, VerifyError, jwa, jwt};

use crate::support::openssl::{self, Folder, PAIRS};
use crate::support::{any_key, keys, tokens, verdict};

/// Signs as `openssl` does for this algorithm.
fn remote(folder: &Folder, name: &str, algorithm: Algorithm, input: &[u8]) -> Vec<u8> {
    let key = openssl::file(&format!("remote-{name}-{algorithm}.pem"), &folder.bytes(&format!("{name}-pkcs8.pem")));
    let input = openssl::file(&format!("remote-{name}-{algorithm}.input"), input);
    let hash = match algorithm.as_str() {
        "EdDSA" | "Ed25519" => {
            return openssl::run(&["pkeyutl", "-sign", "-rawin", "-inkey", key.path(), "-in", input.path()]);
        }
        name if name.contains("256") => "-sha256",
        name if name.contains("384") => "-sha384",
        _ => "-sha512",
    };
    let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"];
    let options: &[&str] = if algorithm.as_str().starts_with("PS") { &pss } else { &[] };
    openssl::run(&[&["dgst", hash], options, &["-sign", key.path(), input.path()]].concat())
}

/// `jwt::signing_input`, away, back, `attach`: for every algorithm and every size of key.
#[test]
fn tokens_that_openssl_signs() {
    if !openssl::is_installed() {
        return;
    }
    let folder = Folder::recorded();
    for (name, algorithm, _) in PAIRS {
        let header = Header::new(algorithm).with_typ("JWT").with_key_id(name);
        let claims = Claims::new(()).subject("alice").expires_at(jwt::NumericDate::from_secs(tokens::NOW + 60));
        let input = jwt::signing_input(&header, &claims).unwrap();
        let signature = any_key::jose_signature(algorithm, &remote(&folder, name, algorithm, input.as_bytes()));
        let token = input.attach(&signature).unwrap();
        let key = jwa::verifying_key_from_pem(algorithm, folder.text(&format!("{name}-spki.pem"))).unwrap();
        let verifier = Verifier::new(key, verdict::strict());
        let (read, claims) = verifier.verify_with_header::<Claims<()>>(&token).unwrap();
        assert_eq!(read.as_json(), header.to_json());
        assert_eq!(claims.registered.subject.as_deref(), Some("alice"), "{algorithm}");
    }
}

/// RFC 7797 works from afar as well.
#[test]
fn detached_payloads_that_openssl_signs() {
    if !openssl::is_installed() {
        return;
    }
    let folder = Folder::recorded();
    let payload = b"any.bytes\xff\0";
    for header in [Header::new(Algorithm::ES256), Header::new(Algorithm::ES256).with_unencoded_payload()] {
        let input = SigningInput::detached(&header, payload);
        let signature =
            any_key::jose_signature(Algorithm::ES256, &remote(&folder, "p-256", Algorithm::ES256, input.as_bytes()));
        let token = input.attach(&signature).unwrap();
        let key = jwa::verifying_key_from_pem(Algorithm::ES256, folder.text("p-256-spki.pem")).unwrap();
        assert_eq!(jws::verify_detached(&token, payload, &key).unwrap().as_json(), header.to_json());
        assert_eq!(jws::verify_detached(&token, b"others", &key), Err(VerifyError::InvalidSignature));
    }
}

/// Where the conversion was forgotten, it is noticed before the token goes out.
#[test]
fn signatures_in_der_are_not_attached() {
    let folder = Folder::recorded();
    for (name, algorithm, signature) in PAIRS.into_iter().filter(|pair| pair.1.as_str().starts_with("ES")) {
        let der = folder.bytes(signature);
        let input = SigningInput::new(&Header::new(algorithm), b"payload");
        let refused = Err(SignError::Malformed(Part::Signature, Defect::SignatureLength));
        assert_eq!(input.clone().attach(&der), refused, "{name}");
        assert!(input.attach(&any_key::jose_signature(algorithm, &der)).is_ok(), "{name}");
    }
}

/// An algorithm that this crate does not have may have signatures of any length.
#[test]
fn signatures_of_another_algorithm_are_attached() {
    let input = SigningInput::from_json(r#"{"alg":"XY256"}"#, b"payload").unwrap();
    let token = input.attach(b"any").unwrap();
    assert_eq!(token.split('.').next_back(), Some("YW55"));
    let refused = jws::verify(&token, &keys::hs256_verifying()).map(|_| ());
    assert_eq!(refused, Err(VerifyError::AlgorithmMismatch));
}

/// RFC 7518 section 3.6: without a signature, a token is unsecured.
#[test]
fn an_empty_signature_is_not_attached() {
    let refused = Err(SignError::Malformed(Part::Signature, Defect::SignatureLength));
    for alg in ["none", "None", "XY256", "HS256", "ES256", "ML-DSA-44"] {
        let input = SigningInput::from_json(&format!(r#"{{"alg":"{alg}"}}"#), b"{}").unwrap();
        assert_eq!(input.attach(b""), refused, "{alg}");
    }
}

/// `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` in DER, and what is not quite.
#[test]
fn signatures_that_are_no_der() {
    let fixed = |der: &[u8]| jwa::ecdsa_signature_from_der::<Es256>(der);
    let integers = |r: &[u8], s: &[u8]| {
        let body = [&[2, u8::try_from(r.len()).unwrap()], r, &[2, u8::try_from(s.len()).unwrap()], s].concat();
        [&[0x30, u8::try_from(body.len()).unwrap()], &body[..]].concat()
    };
    // Short integers are filled up; one with its first bit set has a zero before it.
    let full = [&[0][..], &[0xff; 3], &[0; 29]].concat();
    for (r, s) in [(&[1][..], &[2][..]), (&[0x7f; 32], &[0, 0x80]), (&full, &full)] {
        let made = fixed(&integers(r, s)).unwrap();
        let trim = |integer: &[u8]| integer.iter().copied().skip_while(|&byte| byte == 0).collect::<Vec<_>>();
        assert_eq!((made.len(), trim(&made[..32]), trim(&made[32..])), (64, trim(r), trim(s)));
    }
    let good = integers(&[1], &[2]);
    let refused = Err(SignError::Malformed(Part::Signature, Defect::Der));
    for (what, der) in [
        ("nothing", vec![]),
        ("cut", good[..good.len() - 1].to_vec()),
        ("more behind", [&good[..], &[0]].concat()),
        ("more inside", [&[0x30, 9][..], &good[2..], &[2, 1, 3]].concat()),
        ("one integer", vec![0x30, 3, 2, 1, 1]),
        ("r too long", integers(&[1; 33], &[2])),
        ("s too long", integers(&[1], &[1; 33])),
        ("r zero", integers(&[0], &[1])),
        ("s not below the order", integers(&[1], &[&[0][..], &[0xff; 32]].concat())),
        ("negative", integers(&[0x80], &[2])),
        ("leading zero", integers(&[0, 1], &[2])),
        ("empty integer", integers(&[], &[2])),
        ("a long length", vec![0x30, 0x81, 6, 2, 1, 1, 2, 1, 2]),
        ("an indefinite length", vec![0x30, 0x80, 2, 1, 1, 2, 1, 2, 0, 0]),
        ("a set", [&[0x31][..], &good[1..]].concat()),
        ("as JOSE has it", vec![0x41; 64]),
    ] {
        assert_eq!(fixed(&der), refused, "{what}");
    }
}
