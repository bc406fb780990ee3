//! Any bytes as a key: never a panic. What is accepted as a key of one family is refused as one of the other; a private key signs what its
//! public key verifies; a public key refuses signatures of zeros; and nothing that is a key, in PEM or DER, is good as an HMAC secret.
//!
//! Keys of ES512, ES256K and ML-DSA, and RSA private keys, need their features.

use jwt_codec::jwa::{PrivateKeyAlgorithm, PublicKeyAlgorithm, VerifyingAlgorithm};
use jwt_codec::{EdDsa, Es256, Es384, Hs256, KeyError, Rs256, Sign, SigningKey, Verify, VerifyingKey};

const MESSAGE: &[u8] = b"message";

/// Returns whether it is a key, in PEM or DER.
pub fn property(data: &[u8]) -> bool {
    let kinds = [
        rsa(data),
        pair::<Es256>(data),
        pair::<Es384>(data),
        pair::<EdDsa>(data),
        #[cfg(feature = "es512")]
        pair::<jwt_codec::Es512>(data),
        #[cfg(feature = "es256k")]
        pair::<jwt_codec::Es256K>(data),
        #[cfg(feature = "ml-dsa")]
        pair::<jwt_codec::MlDsa44>(data),
        #[cfg(feature = "ml-dsa")]
        pair::<jwt_codec::MlDsa65>(data),
        #[cfg(feature = "ml-dsa")]
        pair::<jwt_codec::MlDsa87>(data),
    ];
    let from_der = kinds.iter().map(|kind| kind.from_der).sum::<u32>();
    assert!(from_der <= 1, "a key of two kinds");
    // A file may hold a key of each kind, one behind the other.
    let is_key = from_der == 1 || kinds.iter().any(|kind| kind.from_pem > 0);
    // Numbers without a structure around them, which the fuzzer need not find then.
    let _ = VerifyingKey::<Es256>::from_coordinates(
        data.get(..32).unwrap_or_default(),
        data.get(32..64).unwrap_or_default(),
    );
    let _ = SigningKey::<Es256>::from_scalar(data.get(..32).unwrap_or_default());
    let _ = VerifyingKey::<Rs256>::from_components(data, &[1, 0, 1]);

    match SigningKey::<Hs256>::from_secret(data) {
        Ok(_) => assert!(data.len() >= 32 && !is_key, "a key as a secret"),
        Err(KeyError::SecretLength { found, .. }) => assert_eq!(found, data.len()),
        Err(_) => {}
    }
    is_key
}

/// How many halves of a key it is, as either form.
struct Halves {
    from_pem: u32,
    from_der: u32,
}

#[cfg(feature = "rsa-signing")]
fn rsa(data: &[u8]) -> Halves {
    pair::<Rs256>(data)
}

#[cfg(not(feature = "rsa-signing"))]
fn rsa(data: &[u8]) -> Halves {
    let [from_pem, from_der] = public::<Rs256>(data);
    Halves { from_pem, from_der }
}

fn pair<A: PrivateKeyAlgorithm>(data: &[u8]) -> Halves {
    let [pem, der] = public::<A>(data);
    let private = [SigningKey::<A>::from_pem(data), SigningKey::<A>::from_der(data)];
    private.iter().flatten().for_each(|key| signs(key, &key.verifying_key()));
    let [private_pem, private_der] = private.map(|key| u32::from(key.is_ok()));
    Halves { from_pem: pem + private_pem, from_der: der + private_der }
}

fn public<A: PublicKeyAlgorithm>(data: &[u8]) -> [u32; 2] {
    let keys = [VerifyingKey::<A>::from_pem(data), VerifyingKey::<A>::from_der(data)];
    keys.iter().flatten().for_each(refuses_zeros);
    keys.map(|key| u32::from(key.is_ok()))
}

fn refuses_zeros<A: VerifyingAlgorithm>(key: &VerifyingKey<A>) {
    let zeros = vec![0; key.signature_len()];
    assert!(key.verify(MESSAGE, &zeros).is_err());
}

fn signs<A: VerifyingAlgorithm>(key: &impl Sign, public: &VerifyingKey<A>) {
    let mut signature = vec![0; key.signature_len()];
    key.sign(MESSAGE, &mut signature).expect("a signature");
    assert_eq!(public.verify(MESSAGE, &signature), Ok(()));
    refuses_zeros(public);
}
