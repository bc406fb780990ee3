//! Any bytes as a key: never a panic. What is accepted as a key of one family is refused as one of the other; a private key signs what its
//! public key verifies; a public key refuses signatures of zeros; and nothing that is a key, in PEM or DER, is good as an HMAC secret.

use jwt_codec::{Es256, Hs256, KeyError, Rs256, Sign, SigningKey, Verify, VerifyingAlgorithm, VerifyingKey};

const MESSAGE: &[u8] = b"message";

pub fn property(data: &[u8]) {
    let from_pem = accepts(
        &VerifyingKey::<Rs256>::from_pem(data),
        &VerifyingKey::<Es256>::from_pem(data),
        &SigningKey::<Es256>::from_pem(data),
        #[cfg(feature = "rsa-signing")]
        &SigningKey::<Rs256>::from_pem(data),
    );
    let from_der = accepts(
        &VerifyingKey::<Rs256>::from_der(data),
        &VerifyingKey::<Es256>::from_der(data),
        &SigningKey::<Es256>::from_der(data),
        #[cfg(feature = "rsa-signing")]
        &SigningKey::<Rs256>::from_der(data),
    );
    // Numbers without a structure around them, which the fuzzer need not find then.
    let _ = VerifyingKey::<Es256>::from_coordinates(
        data.get(..32).unwrap_or_default(),
        data.get(32..64).unwrap_or_default(),
    );
    let _ = SigningKey::<Es256>::from_scalar(data.get(..32).unwrap_or_default());
    let _ = VerifyingKey::<Rs256>::from_components(data, &[1, 0, 1]);

    match SigningKey::<Hs256>::from_secret(data) {
        Ok(_) => assert!(data.len() >= 32 && !from_pem && !from_der, "a key as a secret"),
        Err(KeyError::SecretLength { found, .. }) => assert_eq!(found, data.len()),
        Err(_) => {}
    }
}

/// Whether any of them is a key.
fn accepts(
    rsa: &Result<VerifyingKey<Rs256>, KeyError>,
    ec: &Result<VerifyingKey<Es256>, KeyError>,
    ec_private: &Result<SigningKey<Es256>, KeyError>,
    #[cfg(feature = "rsa-signing")] rsa_private: &Result<SigningKey<Rs256>, KeyError>,
) -> bool {
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
    assert!(keys <= 1, "a key of two kinds");
    keys == 1
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
