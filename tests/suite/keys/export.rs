//! What is exported is read again, by us and by `openssl`, and is the same key.

use jwt_codec::jwa;
use jwt_codec::jwk::Jwk;
use jwt_codec::{Algorithm, KeyError, Ps256, Rs256, Sign, SigningKey, Verify, VerifyingKey};

use crate::support::openssl::{self, Folder, PAIRS, recorded_pairs};
use crate::support::{
    any_key::{self, with_pair},
    keys,
};

/// A private key in all the forms that it is exported in, and its public half.
struct Exported {
    algorithm: Algorithm,
    secret_pem: String,
    secret_der: Vec<u8>,
    secret_jwk: String,
    pem: String,
    der: Vec<u8>,
    jwk: String,
}

fn exported(folder: &Folder) -> impl Iterator<Item = (&'static str, Exported)> {
    recorded_pairs().map(|(name, algorithm, _)| {
        let der = folder.bytes(&format!("{name}-pkcs8.der"));
        let exported = with_pair!(algorithm, A => {
            let key = SigningKey::<A>::from_der(&der).unwrap();
            let public: VerifyingKey<A> = key.verifying_key();
            Exported {
                algorithm,
                secret_pem: key.to_secret_pem().expose_secret().to_owned(),
                secret_der: key.to_secret_der().expose_secret().to_vec(),
                secret_jwk: key.to_secret_jwk().to_secret_json().expose_secret().to_owned(),
                pem: public.to_pem(),
                der: public.to_der(),
                jwk: public.to_jwk().to_json().unwrap(),
            }
        });
        (name, exported)
    })
}

#[test]
fn every_form_is_the_same_key() {
    for (name, key) in exported(&Folder::recorded()) {
        let Exported { algorithm, secret_pem, secret_der, secret_jwk, pem, der, jwk: json } = key;
        let signing: [Box<dyn Sign>; 3] = [
            jwa::signing_key_from_pem(algorithm, secret_pem).unwrap(),
            jwa::signing_key_from_der(algorithm, &secret_der).unwrap(),
            Jwk::from_json(secret_jwk).unwrap().signing_key().unwrap(),
        ];
        let verifying: [Box<dyn Verify>; 3] = [
            jwa::verifying_key_from_pem(algorithm, pem).unwrap(),
            jwa::verifying_key_from_der(algorithm, &der).unwrap(),
            Jwk::from_json(json).unwrap().verifying_key().unwrap(),
        ];
        for signing in &signing {
            let signature = keys::signature(signing, b"message");
            for verifying in &verifying {
                assert!(verifying.verify(b"message", &signature).is_ok(), "{name}, {algorithm}");
                assert!(verifying.verify(b"another", &signature).is_err(), "{name}, {algorithm}");
            }
        }
    }
}

/// A public key is written as `openssl` writes it, byte for byte. So is a private one: RSA and Ed25519 leave no choice, ML-DSA's is
/// its seed, and an elliptic curve's has its point in it and the curve in the outer structure alone (RFC 5915 section 3).
#[test]
fn forms_are_those_of_openssl() {
    let folder = Folder::recorded();
    for (name, key) in exported(&folder) {
        assert_eq!(key.der, folder.bytes(&format!("{name}-spki.der")), "{name}");
        assert_eq!(key.pem, folder.text(&format!("{name}-spki.pem")), "{name}");
        assert_eq!(key.secret_der, folder.bytes(&format!("{name}-pkcs8.der")), "{name}");
        assert_eq!(key.secret_pem, folder.text(&format!("{name}-pkcs8.pem")), "{name}");
    }
}

/// Keys that we make are keys to `openssl` too.
#[test]
fn generated_keys_are_read_by_openssl() {
    if !openssl::is_installed() {
        return;
    }
    // Many an `openssl` is too old for ML-DSA.
    let known = any_key::pairs().filter(|algorithm| PAIRS.iter().any(|pair| pair.1 == *algorithm));
    for algorithm in known.filter(|algorithm| !matches!(algorithm, Algorithm::RS384 | Algorithm::PS512)) {
        let (secret, public, expected) = with_pair!(algorithm, A => {
            let key = SigningKey::<A>::generate().unwrap();
            (key.to_secret_pem().expose_secret().to_owned(), key.verifying_key().to_pem(), key.verifying_key().to_der())
        });
        let secret = openssl::file(&format!("export-{algorithm}.pem"), secret.as_bytes());
        let text =
            String::from_utf8(openssl::run(&["pkey", "-in", secret.path(), "-check", "-noout", "-text"])).unwrap();
        assert!(text.contains(said_by_openssl(algorithm)), "{algorithm}: {text}");
        let der = openssl::run(&["pkey", "-in", secret.path(), "-pubout", "-outform", "DER"]);
        assert_eq!(der, expected, "{algorithm}");
        let public = openssl::file(&format!("export-{algorithm}-public.pem"), public.as_bytes());
        let text =
            String::from_utf8(openssl::run(&["pkey", "-pubin", "-in", public.path(), "-noout", "-text"])).unwrap();
        assert!(text.contains("Public-Key") || text.contains("Public Key"), "{algorithm}: {text}");
    }
}

const fn said_by_openssl(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::ES256 => "NIST CURVE: P-256",
        Algorithm::ES384 => "NIST CURVE: P-384",
        Algorithm::ES512 => "NIST CURVE: P-521",
        Algorithm::ES256K => "ASN1 OID: secp256k1",
        Algorithm::EdDSA | Algorithm::Ed25519 => "ED25519 Private-Key",
        _ => "Private-Key: (2048 bit, 2 primes)",
    }
}

/// RSA keys of other sizes than the usual, and the same one for two algorithms.
#[test]
fn rsa_keys_are_for_the_algorithm_that_is_asked_for() {
    let key = SigningKey::<Rs256>::generate_with_modulus(2048).unwrap();
    assert_eq!(key.signature_len(), 256);
    let same = SigningKey::<Ps256>::from_der(key.to_secret_der().expose_secret()).unwrap();
    assert_eq!(same.verifying_key().to_der(), key.verifying_key().to_der());
    // A JWK has the algorithm in it, and is for no other.
    let jwk = key.verifying_key().to_jwk();
    assert!(VerifyingKey::<Rs256>::from_jwk(&jwk).is_ok());
    assert!(VerifyingKey::<Ps256>::from_jwk(&jwk).is_err());
    for bits in [0, 1024, 2047, 8193] {
        let refused = SigningKey::<Rs256>::generate_with_modulus(bits).map(|_| ());
        assert_eq!(refused, Err(KeyError::ModulusLength { found: bits }));
    }
}

#[test]
fn nothing_secret_is_shown() {
    let folder = Folder::recorded();
    let key = SigningKey::<Rs256>::from_der(&folder.bytes("rsa-2048-pkcs8.der")).unwrap();
    assert_eq!(format!("{key:?} {:#?}", key.verifying_key()), "SigningKey(RS256) VerifyingKey(RS256)");
    assert_eq!(format!("{:?} {:?}", key.to_secret_pem(), key.to_secret_der()), "SecretText SecretBytes");
}
