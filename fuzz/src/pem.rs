//! Any bytes as a key: never a panic. What is accepted as a key of one family is refused as one of the other; a private key signs what its
//! public key verifies; a public key refuses signatures of zeros; and nothing that is a key, in PEM or DER, is good as an HMAC secret.

use jwt_codec::jwa::VerifyingAlgorithm;
use jwt_codec::{Es256, Hs256, KeyError, Rs256, Sign, SigningKey, Verify, VerifyingKey};

const MESSAGE: &[u8] = b"message";

/// Returns whether it is a key, in PEM or DER.
pub fn property(data: &[u8]) -> bool {
    // A file may hold a key of each kind, one behind the other.
    let from_pem = accepts(
        &VerifyingKey::<Rs256>::from_pem(data),
        &VerifyingKey::<Es256>::from_pem(data),
        &SigningKey::<Es256>::from_pem(data),
        #[cfg(feature = "rsa-signing")]
        &SigningKey::<Rs256>::from_pem(data),
    ) > 0;
    let from_der = accepts(
        &VerifyingKey::<Rs256>::from_der(data),
        &VerifyingKey::<Es256>::from_der(data),
        &SigningKey::<Es256>::from_der(data),
        #[cfg(feature = "rsa-signing")]
        &SigningKey::<Rs256>::from_der(data),
    );
    assert!(from_der <= 1, "a key of two kinds");
    // Numbers without a structure around them, which the fuzzer need not find then.
    let _ = VerifyingKey::<Es256>::from_coordinates(
        data.get(..32).unwrap_or_default(),
        data.get(32..64).unwrap_or_default(),
    );
    let _ = SigningKey::<Es256>::from_scalar(data.get(..32).unwrap_or_default());
    let _ = VerifyingKey::<Rs256>::from_components(data, &[1, 0, 1]);

    match SigningKey::<Hs256>::from_secret(data) {
        Ok(_) => assert!(data.len() >= 32 && !from_pem && from_der == 0, "a key as a secret"),
        Err(KeyError::SecretLength { found, .. }) => assert_eq!(found, data.len()),
        Err(_) => {}
    }
    from_pem || from_der > 0
}

/// How many of them are keys.
fn accepts(
    rsa: &Result<VerifyingKey<Rs256>, KeyError>,
    ec: &Result<VerifyingKey<Es256>, KeyError>,
    ec_private: &Result<SigningKey<Es256>, KeyError>,
    #[cfg(feature = "rsa-signing")] rsa_private: &Result<SigningKey<Rs256>, KeyError>,
) -> u32 {
    let mut keys = 0;
    if let Ok(key) = rsa {
        keys += 1;
        refuses_zeros(key);
    }
    if let Ok(key) = ec {
        keys += 1;
        refuses_zeros(key);
    }
    if let Ok(key) = ec_private {
        keys += 1;
        signs(key, &key.verifying_key());
    }
    #[cfg(feature = "rsa-signing")]
    if let Ok(key) = rsa_private {
        keys += 1;
        signs(key, &key.verifying_key());
    }
    keys
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
