//! Tokens that try to be something else (threat classes 1, 2, 6, 28, 29, 43).

#[cfg(feature = "rsa-signing")]
use jwt_codec::{Algorithm, Rs256, VerifyingKey, jws::Header};
use jwt_codec::{Claims, Hs256, SigningKey, Validation, Verifier, VerifyError, jws};
use serde::de::IgnoredAny;
#[cfg(feature = "rsa-signing")]
use sha2::{Digest, Sha256};

#[cfg(feature = "rsa-signing")]
use crate::support::rfc;
use crate::support::verdict::{lenient, refused, strict};
use crate::support::{base64url, keys, tokens};

/// CVE-2018-0114, CVE-2026-27962: the attacker's own key in the attacker's own token, by each of the members that hold or name keys.
#[test]
fn embedded_keys_choose_nothing() {
    let attacker = SigningKey::<Hs256>::from_secret(&[0x41; 32]).unwrap();
    let k = base64url::encode([0x41; 32]);
    for member in [
        format!(r#""jwk":{{"kty":"oct","k":"{k}","alg":"HS256"}}"#),
        r#""jku":"https://attacker.example/jwks.json""#.into(),
        r#""x5u":"https://attacker.example/cert.pem""#.into(),
        r#""x5c":["MIIB"]"#.into(),
        r#""kid":"attacker""#.into(),
        r#""kid":"../../../dev/null""#.into(),
    ] {
        let header = base64url::encode(format!(r#"{{"alg":"HS256",{member}}}"#));
        let claims = base64url::encode(tokens::CLAIMS);
        let token = tokens::signed_by(&attacker, &header, &claims);
        refused(strict(), &token, VerifyError::InvalidSignature);
        let empty = VerifyError::InvalidSignature;
        refused(strict(), &format!("{header}.{claims}."), empty);
    }
}

/// CVE-2018-0114 with a good certificate: the token is in order, and so are its chain and the hash of its certificate.
#[cfg(feature = "rsa-signing")]
#[test]
fn embedded_certificate_chooses_nothing() {
    let certificate = keys::der(include_str!("../../data/keys/rsa-2048-certificate.pem"));
    let pem = include_str!("../../data/keys/rsa-2048-pkcs8.pem");
    let attacker = SigningKey::<Rs256>::from_pem(pem).unwrap();
    let header = Header::new(Algorithm::RS256).with_certificate_chain(&[&certificate]).unwrap();
    let header = header.with_certificate_sha256(&Sha256::digest(&certificate).into());
    let sign = |header: &Header| jws::sign(header, tokens::CLAIMS.as_bytes(), &attacker).unwrap();
    let token = sign(&header);

    let example = rfc::example("A.2");
    let key = VerifyingKey::<Rs256>::from_components(&example.key("n"), &example.key("e")).unwrap();
    assert!(jws::verify(&token, &attacker.verifying_key()).is_ok());
    assert_eq!(jws::verify(&token, &key), Err(VerifyError::InvalidSignature));
    let verifier = Verifier::new(&key, lenient());
    assert_eq!(verifier.verify::<IgnoredAny>(&token).map(|_| ()), Err(VerifyError::InvalidSignature));
    #[cfg(feature = "jwk")]
    {
        let thumbprint = base64url::encode(Sha256::digest(&certificate));
        let set = jwt_codec::jwk::KeySet::builder().key("2026-11", key).build().unwrap();
        let named = |kid: &str| sign(&header.clone().with_key_id(kid));
        assert_eq!(jws::verify(&named("2026-11"), &set), Err(VerifyError::InvalidSignature));
        let unknown = jws::verify(&named(&thumbprint), &set);
        assert!(matches!(unknown, Err(VerifyError::KeyNotFound(_))), "{unknown:?}");
        let unnamed = jws::verify(&token, &set);
        assert_eq!(unnamed, Err(VerifyError::InvalidSignature));
    }
}

/// CVE-2015-9235 at run time: a token of one algorithm never reaches the key of another.
#[test]
fn confused_algorithms() {
    let keys_of = |own: &str, verifier: &dyn Fn(&str) -> VerifyError| {
        for alg in ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "none"] {
            let header = base64url::encode(format!(r#"{{"alg":"{alg}"}}"#));
            let token = tokens::signed_segments(&header, &base64url::encode(tokens::CLAIMS));
            let expected = if alg == own { VerifyError::InvalidSignature } else { VerifyError::AlgorithmMismatch };
            assert_eq!(verifier(&token), expected, "{alg}");
        }
    };
    keys_of("RS256", &|token| jws::verify(token, &keys::rs256_verifying()).unwrap_err());
    keys_of("ES256", &|token| jws::verify(token, &keys::es256_verifying()).unwrap_err());
}

/// CVE-2026-29000, CVE-2023-51774: a token inside a token is a payload like any other, whatever `cty` says.
#[test]
fn nested_tokens_are_not_unwrapped() {
    let inner = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    let outer = tokens::signed(r#"{"alg":"HS256","cty":"JWT"}"#, &inner);
    assert!(Verifier::new(keys::hs256_verifying(), lenient()).verify::<IgnoredAny>(&outer).is_err());
    let verified = jws::verify(&outer, &keys::hs256_verifying()).unwrap();
    assert_eq!(verified.payload, inner.as_bytes());
    assert_eq!(verified.header.content_type(), Some("JWT"));
}

/// All that can be wrong with a signature is one error, with the same text.
#[test]
fn one_error_for_every_signature() {
    let policy = || Validation::at(jwt_codec::jwt::NumericDate::from_secs(tokens::NOW));
    let header = |alg: &str| base64url::encode(format!(r#"{{"alg":"{alg}"}}"#));
    let claims = base64url::encode(tokens::CLAIMS);
    let hs256 = Verifier::new(keys::hs256_verifying(), policy());
    let es256 = Verifier::new(keys::es256_verifying(), policy());
    let rs256 = Verifier::new(keys::rs256_verifying(), policy());
    for length in (0..=300).chain([1023, 1024, 1025, 5000]) {
        for fill in [0, 1, 0xff] {
            let signature = base64url::encode(vec![fill; length]);
            let token = |alg| format!("{}.{claims}.{signature}", header(alg));
            let outcomes = [
                hs256.verify::<Claims<()>>(&token("HS256")),
                es256.verify::<Claims<()>>(&token("ES256")),
                rs256.verify::<Claims<()>>(&token("RS256")),
            ];
            for outcome in outcomes {
                assert_eq!(outcome, Err(VerifyError::InvalidSignature), "{length}");
            }
        }
    }
}
