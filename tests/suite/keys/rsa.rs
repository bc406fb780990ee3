//! RSA keys that are not what most are: for RSASSA-PSS alone (RFC 4055), with primes of unequal length, without primes.

use jwt_codec::jwa::KeyFamily;
use jwt_codec::{KeyDefect, KeyError, KeyKind, KeyPart, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512, VerifyingKey};

use crate::keys::der::{bit_string, sequence, value};
use crate::support::keys;

const ID_RSASSA_PSS: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const ID_MGF1: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
const SHA_1: &[u8] = &[6, 5, 0x2b, 0x0e, 3, 2, 0x1a];
const NULL: &[u8] = &[5, 0];

const HASH: KeyError = KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::OtherHash);
const MGF1_HASH: KeyError = KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::OtherMaskHash);
const SALT: KeyError = KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::SaltLength);
const MALFORMED: KeyError = KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::MalformedParameters);

macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("../../data/keys/rsa-", $name, ".pem"))
    };
}

/// What PS256, PS384 and PS512 say of a public key. RS* never take it.
#[track_caller]
fn pss(der: &[u8]) -> [Result<(), KeyError>; 3] {
    let unexpected = KeyError::Unexpected {
        found: KeyKind::Public(KeyFamily::RsassaPss),
        expected: KeyKind::Public(KeyFamily::Rsa),
    };
    for refused in [
        VerifyingKey::<Rs256>::from_der(der).map(drop),
        VerifyingKey::<Rs384>::from_der(der).map(drop),
        VerifyingKey::<Rs512>::from_der(der).map(drop),
    ] {
        assert_eq!(refused, Err(unexpected));
    }
    [
        VerifyingKey::<Ps256>::from_der(der).map(drop),
        VerifyingKey::<Ps384>::from_der(der).map(drop),
        VerifyingKey::<Ps512>::from_der(der).map(drop),
    ]
}

/// RFC 4055 section 1.2: without parameters for all, with parameters for those that they name.
#[test]
fn keys_for_pss_alone_are_for_the_algorithms_that_fit() {
    let of = |pem: &str| pss(&keys::der(pem));
    assert_eq!(of(pem!("pss-2048-spki")), [Ok(()), Ok(()), Ok(())]);
    assert_eq!(of(pem!("pss-any-spki")), [Ok(()), Ok(()), Ok(())]);
    assert_eq!(of(pem!("pss-sha256-spki")), [Ok(()), Err(HASH), Err(HASH)]);
    assert_eq!(of(pem!("pss-sha512-spki")), [Err(HASH), Err(HASH), Ok(())]);
    // The salt length of a key is the smallest that it may use.
    assert_eq!(of(pem!("pss-sha256-salt-20-spki")), [Ok(()), Err(HASH), Err(HASH)]);
    assert_eq!(of(pem!("pss-sha256-salt-33-spki")), [Err(SALT), Err(HASH), Err(HASH)]);
    assert_eq!(of(pem!("pss-sha256-mgf1-sha1-spki")), [Err(MGF1_HASH), Err(HASH), Err(HASH)]);
}

/// The key with these parameters, in SPKI.
fn with_parameters(parameters: &[&[u8]]) -> Vec<u8> {
    let spki = keys::der(keys::RSA_PUBLIC_PEM);
    let algorithm = sequence(&[ID_RSASSA_PSS, &parameters.concat()]);
    sequence(&[&algorithm, &bit_string(&spki[24..])])
}

/// RFC 4055 section 3.1, each member in turn.
#[test]
fn parameters_of_pss_are_as_rfc_4055_has_them() {
    #[track_caller]
    fn check(members: &[&[u8]], refused: Option<&KeyError>) {
        let [read, _, _] = pss(&with_parameters(&[&sequence(members)]));
        assert_eq!(read.as_ref().err(), refused);
    }

    let sha_2 = |number| [&[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2][..], &[number]].concat();
    let [sha_256, sha_384] = [sha_2(1), sha_2(2)];
    let hash = |oid: &[u8]| value(0xa0, &[&sequence(&[oid, NULL])]);
    let mask = |oid: &[u8]| value(0xa1, &[&sequence(&[ID_MGF1, &sequence(&[oid, NULL])])]);
    let salt = |number: &[u8]| value(0xa2, &[&value(2, &[number])]);
    let trailer = |number| value(0xa3, &[&value(2, &[&[number]])]);
    let [good_hash, good_mask] = [hash(&sha_256), mask(&sha_256)];

    check(&[&good_hash, &good_mask, &salt(&[32])], None);
    check(&[&good_hash, &good_mask, &salt(&[0])], None);
    check(&[&good_hash, &good_mask], None);
    check(&[&good_hash, &good_mask, &salt(&[32]), &trailer(1)], None);
    // RFC 4055 section 2.1: the parameters of a hash are NULL or absent.
    let bare = value(0xa0, &[&sequence(&[&sha_256])]);
    let bare_mask = value(0xa1, &[&sequence(&[ID_MGF1, &sequence(&[&sha_256])])]);
    check(&[&bare, &bare_mask, &salt(&[32])], None);

    check(&[&good_hash, &good_mask, &salt(&[33])], Some(&SALT));
    check(&[&good_hash, &good_mask, &salt(&[1, 0])], Some(&SALT));
    check(&[&hash(&sha_384), &mask(&sha_384)], Some(&HASH));
    check(&[&good_hash, &mask(&sha_384)], Some(&MGF1_HASH));
    // What is left out is SHA-1.
    check(&[], Some(&HASH));
    check(&[&hash(SHA_1), &mask(SHA_1)], Some(&HASH));
    check(&[&good_mask, &salt(&[32])], Some(&HASH));
    check(&[&good_hash, &salt(&[32])], Some(&MGF1_HASH));

    check(&[&good_mask, &good_hash], Some(&MALFORMED));
    check(&[&good_hash, &good_mask, &trailer(2)], Some(&MALFORMED));
    check(&[&good_hash, &good_mask, &salt(&[1, 0, 0])], Some(&MALFORMED));
    check(&[&good_hash, &good_mask, &salt(&[0xff])], Some(&MALFORMED));
    check(&[&good_hash, &good_mask, NULL], Some(&MALFORMED));
    check(&[&good_hash, &good_hash], Some(&MALFORMED));
    check(&[&sequence(&[&sha_256, NULL])], Some(&MALFORMED));
    check(&[&value(0xa0, &[&sequence(&[&sha_256, &[2, 1, 0]])])], Some(&MALFORMED));
    check(&[&value(0xa0, &[&sha_256])], Some(&MALFORMED));
    check(&[&good_hash, &value(0xa1, &[&sequence(&[ID_MGF1])])], Some(&MALFORMED));
    check(&[&good_hash, &value(0xa1, &[&sequence(&[&sha_256, &sequence(&[&sha_256])])])], Some(&MALFORMED));

    assert_eq!(pss(&with_parameters(&[])), [Ok(()), Ok(()), Ok(())]);
    assert_eq!(pss(&with_parameters(&[NULL])), [Err(MALFORMED), Err(MALFORMED), Err(MALFORMED)]);
}

/// It is an RSA key like others: so it is written, and then RS* take it.
#[test]
fn key_for_pss_alone_is_written_as_an_rsa_key() {
    let key = VerifyingKey::<Ps256>::from_der(&with_parameters(&[])).unwrap();
    assert_eq!(key.to_pem(), keys::RSA_PUBLIC_PEM);
    assert!(VerifyingKey::<Rs256>::from_pem(key.to_pem()).is_ok());
}

#[cfg(all(feature = "rsa-signing", feature = "jwk"))]
mod private {
    use jwt_codec::jwa;
    use jwt_codec::jwk::Jwk;
    use jwt_codec::{Algorithm, SigningKey, Verify};
    use serde_json::Value;

    use super::*;
    use crate::support::base64url;

    /// What is signed is verified by the public key.
    #[track_caller]
    fn signs(key: &SigningKey<Ps256>) {
        let signature = keys::signature(key, b"message");
        assert_eq!(key.verifying_key().verify(b"message", &signature), Ok(()));
        assert!(key.verifying_key().verify(b"massage", &signature).is_err());
    }

    #[test]
    fn keys_for_pss_alone_sign_with_the_algorithms_that_fit() {
        for (pem, public, refused) in [
            (pem!("pss-any-pkcs8"), pem!("pss-any-spki"), None),
            (pem!("pss-sha256-pkcs8"), pem!("pss-sha256-spki"), None),
            (pem!("pss-sha256-salt-20-pkcs8"), pem!("pss-sha256-salt-20-spki"), None),
            (pem!("pss-sha256-salt-33-pkcs8"), "", Some(SALT)),
            (pem!("pss-sha256-mgf1-sha1-pkcs8"), "", Some(MGF1_HASH)),
            (pem!("pss-sha512-pkcs8"), "", Some(HASH)),
        ] {
            let found = KeyError::Unexpected {
                found: KeyKind::Private(KeyFamily::RsassaPss),
                expected: KeyKind::Private(KeyFamily::Rsa),
            };
            assert_eq!(SigningKey::<Rs256>::from_pem(pem).unwrap_err(), found);
            assert_eq!(jwa::signing_key_from_pem(Algorithm::RS512, pem).map(drop), Err(found));
            let key = SigningKey::<Ps256>::from_pem(pem);
            assert_eq!(key.as_ref().err(), refused.as_ref());
            assert_eq!(jwa::signing_key_from_pem(Algorithm::PS256, pem).map(drop).err(), refused);
            if let Ok(key) = key {
                signs(&key);
                let of_public = jwa::verifying_key_from_pem(Algorithm::PS256, public).unwrap();
                assert_eq!(of_public.verify(b"message", &keys::signature(&key, b"message")), Ok(()));
                // It is written as an RSA key.
                assert!(SigningKey::<Rs256>::from_pem(key.to_secret_pem().expose_secret()).is_ok());
            }
        }
    }

    /// The JWK of a key in PEM, as JSON.
    fn json(pem: &str) -> Value {
        let jwk = SigningKey::<Ps256>::from_pem(pem).unwrap().to_secret_jwk();
        serde_json::from_str(jwk.to_secret_json().expose_secret()).unwrap()
    }

    fn read(json: &Value) -> Result<SigningKey<Ps256>, KeyError> {
        SigningKey::from_jwk(&Jwk::from_json(json.to_string())?)
    }

    /// The key without its primes and what follows from them, which RFC 7518 section 6.3.2 allows.
    fn without_primes(json: &Value) -> Value {
        let mut json = json.clone();
        for member in ["p", "q", "dp", "dq", "qi"] {
            json.as_object_mut().unwrap().remove(member).unwrap();
        }
        json
    }

    /// From PKCS#1, PKCS#8 and JWK, with primes and without.
    #[test]
    fn unequal_primes_and_small_exponents() {
        for (pkcs1, pkcs8) in [
            (pem!("unequal-pkcs1"), pem!("unequal-pkcs8")),
            (pem!("e3-pkcs1"), pem!("e3-pkcs8")),
            (pem!("2048-pkcs1"), pem!("2048-pkcs8")),
        ] {
            let key = SigningKey::<Ps256>::from_pem(pkcs8).unwrap();
            signs(&key);
            let pem = key.to_secret_pem();
            let json = json(pkcs1);
            for again in [SigningKey::<Ps256>::from_pem(pkcs1), read(&json), read(&without_primes(&json))] {
                let again = again.unwrap();
                signs(&again);
                assert_eq!(again.verifying_key().to_pem(), key.verifying_key().to_pem());
                // Without primes nobody knows which of them came first.
                let numbers = |key: &SigningKey<Ps256>| {
                    let json = self::json(key.to_secret_pem().expose_secret());
                    let mut primes = [json["p"].clone(), json["q"].clone()];
                    primes.sort_by_key(Value::to_string);
                    (primes, json["d"].clone())
                };
                assert_eq!(numbers(&again), numbers(&key));
            }
            assert_eq!(
                SigningKey::<Ps256>::from_pem(pkcs1).unwrap().to_secret_pem().expose_secret(),
                pem.expose_secret()
            );
        }
        let lengths = |json: &Value| [json["p"].as_str().unwrap().len(), json["q"].as_str().unwrap().len()];
        assert_eq!(lengths(&json(pem!("unequal-pkcs8"))), [200, 142]);
        assert_eq!(json(pem!("e3-pkcs8"))["e"], "Aw");
    }

    /// RFC 8017 section A.1.2: `otherPrimeInfos`, in a structure of version 1.
    #[test]
    fn keys_of_three_primes_are_refused() {
        let der = keys::der(pem!("2048-pkcs1"));
        let (header, members) = der.split_at(4);
        assert_eq!((header[0], &members[..3]), (0x30, &[2, 1, 0][..]));
        let number = value(2, &[&[3]]);
        let others = sequence(&[&sequence(&[&number, &number, &number])]);
        let three = sequence(&[&[2, 1, 1], &members[3..], &others]);
        let refused = KeyError::Malformed(KeyPart::Pkcs1, KeyDefect::TooManyPrimes);
        assert_eq!(SigningKey::<Ps256>::from_der(&three).unwrap_err(), refused);
        // The numbers alone are those of a key.
        assert!(SigningKey::<Ps256>::from_der(&sequence(&[&[2, 1, 0], &members[3..]])).is_ok());
    }

    /// Private numbers may have zeros in front.
    #[test]
    fn private_numbers_may_have_leading_zeros() {
        let json = json(pem!("2048-pkcs8"));
        let [n, e, d, p, q] =
            ["n", "e", "d", "p", "q"].map(|name| base64url::decode(json[name].as_str().unwrap()).unwrap());
        let padded = |number: &[u8], length| [&vec![0; length - number.len()], number].concat();
        let read = |d: &[u8], p: &[u8]| SigningKey::<Ps256>::from_components(&n, &e, d, p, &q).map(drop);
        let unrelated = Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::Unrelated));
        assert_eq!((n.len(), d.len(), p.len()), (256, 256, 128));
        assert_eq!(read(&d, &p), Ok(()));
        for length in [256, 257, 1000] {
            assert_eq!(read(&padded(&d, length), &padded(&p, length)), Ok(()));
        }
        assert_eq!(read(&[&[1], &*d].concat(), &p), unrelated);
        assert_eq!(read(&d, &[&[1], &*padded(&p, 256)].concat()), unrelated);
        assert_eq!(read(&[0; 256], &p), unrelated);
        assert_eq!(read(&d, &[0; 128]), unrelated);
    }

    /// The neighbors: the same keys with a number that is another's.
    #[test]
    fn numbers_of_another_key_are_refused() {
        let unrelated = KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::Unrelated);
        let other = json(pem!("2048-pkcs8"));
        for pem in [pem!("unequal-pkcs8"), pem!("e3-pkcs8")] {
            let own = json(pem);
            for member in ["n", "d", "p", "q", "dp", "dq", "qi"] {
                let mut changed = own.clone();
                changed[member] = other[member].clone();
                assert_eq!(read(&changed).unwrap_err(), unrelated, "{member}");
            }
            for (member, value) in
                [("n", &other["n"]), ("d", &other["d"]), ("e", &Value::from("BQ")), ("d", &Value::from("AQ"))]
            {
                let mut changed = without_primes(&own);
                changed[member] = value.clone();
                assert_eq!(read(&changed).unwrap_err(), unrelated, "{member}");
            }
        }
    }
}
