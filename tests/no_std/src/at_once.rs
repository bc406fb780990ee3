//! Keys of a JWK Set, which are prepared when they are read, where `std` lets the first use do it.

use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::jws::{self, Header};
use jwt_codec::{
    EdDsa, Es256, Es256K, Es384, Es512, InvalidSignature, MlDsa44, MlDsa65, MlDsa87, Ps256, Rs256, Sign, SigningKey,
    Verify, VerifyError,
};

use crate::support::keys;

const RSA_PRIVATE_PEM: &str = include_str!("../../data/keys/rsa-2048-pkcs8.pem");
const MESSAGE: &[u8] = b"message";

/// A signing key of each algorithm with its public key as a JWK.
fn pairs() -> Vec<(Box<dyn Sign>, Jwk)> {
    macro_rules! pairs {
        ($($key:expr),+ $(,)?) => { vec![$({ let key = $key.unwrap(); let jwk = key.verifying_key().to_jwk(); (Box::new(key) as _, jwk) }),+] };
    }
    pairs![
        SigningKey::<Es256>::generate(),
        SigningKey::<Es384>::generate(),
        SigningKey::<Es512>::generate(),
        SigningKey::<Es256K>::generate(),
        SigningKey::<EdDsa>::generate(),
        SigningKey::<Rs256>::from_pem(RSA_PRIVATE_PEM),
        SigningKey::<Ps256>::from_pem(RSA_PRIVATE_PEM),
        SigningKey::<MlDsa44>::generate(),
        SigningKey::<MlDsa65>::generate(),
        SigningKey::<MlDsa87>::generate(),
    ]
}

/// The same key as another program reads it.
fn read_again(jwk: &Jwk) -> Jwk {
    Jwk::from_json(jwk.to_json().unwrap()).unwrap()
}

/// Of one key: a right signature before and after wrong ones, by the key and by a clone.
#[track_caller]
fn judges(key: &dyn Verify, signer: &dyn Sign) {
    let mut good = vec![0; signer.signature_len()];
    signer.sign(MESSAGE, &mut good).unwrap();
    let algorithm = key.algorithm();
    assert_eq!(key.verify(MESSAGE, &good), Ok(()), "{algorithm}");
    for place in [0, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[place] ^= 1;
        assert_eq!(key.verify(MESSAGE, &bad), Err(InvalidSignature), "{algorithm} {place}");
    }
    assert_eq!(key.verify(b"another message", &good), Err(InvalidSignature), "{algorithm}");
    assert_eq!(key.verify(MESSAGE, &good[1..]), Err(InvalidSignature), "{algorithm}");
    assert_eq!(key.verify(MESSAGE, &good), Ok(()), "{algorithm}");
}

#[test]
fn key_of_a_jwk_judges_signatures() {
    for (signer, jwk) in pairs() {
        judges(&read_again(&jwk).verifying_key().unwrap(), &*signer);
    }
}

/// `prepare` is more for keys of curves, and nothing changes by it.
#[test]
fn prepared_key_judges_signatures() {
    let key = SigningKey::<Es256>::generate().unwrap();
    judges(&key.verifying_key().prepare(), &key);
    let key = SigningKey::<Es384>::generate().unwrap();
    judges(&key.verifying_key().prepare(), &key);
    let key = SigningKey::<Es512>::generate().unwrap();
    judges(&key.verifying_key().prepare(), &key);
    let key = SigningKey::<EdDsa>::generate().unwrap();
    judges(&key.verifying_key().prepare(), &key);
}

/// A token of each key of one set, twice, then with a wrong signature; and the same by a clone of the set.
#[test]
fn set_judges_tokens_of_each_of_its_keys() {
    let pairs = pairs();
    let published = |(number, (_, jwk)): (usize, &(_, Jwk))| read_again(jwk).with_key_id(number.to_string());
    let set: JwkSet = pairs.iter().enumerate().map(published).collect();
    let set = KeySet::from_jwk_set(&JwkSet::from_json(set.to_json()).unwrap()).unwrap();
    assert_eq!((set.len(), set.skipped().len()), (pairs.len(), 0));
    for set in [&set, &set.clone()] {
        for (number, (signer, _)) in pairs.iter().enumerate() {
            let header = Header::new(signer.algorithm()).with_key_id(number.to_string());
            let token = jws::sign(&header, MESSAGE, signer).unwrap();
            let algorithm = signer.algorithm();
            for _ in 0..2 {
                assert_eq!(jws::verify(&token, set).unwrap().payload, MESSAGE, "{algorithm}");
            }
            let other = jws::sign(&header, b"another message", signer).unwrap();
            let (input, _) = token.rsplit_once('.').unwrap();
            let (_, signature) = other.rsplit_once('.').unwrap();
            let wrong = jws::verify(&format!("{input}.{signature}"), set).map(|_| ());
            assert_eq!(wrong, Err(VerifyError::InvalidSignature), "{algorithm}");
        }
    }
}

/// The key that is exported is the one that was read.
#[test]
fn key_of_a_jwk_is_exported_as_it_was() {
    for (_, jwk) in pairs() {
        let again = read_again(&jwk);
        assert_eq!((again.to_json(), again.thumbprint()), (jwk.to_json(), jwk.thumbprint()));
    }
    assert_eq!(keys::es256_verifying().to_der(), keys::es256().verifying_key().to_der());
}
