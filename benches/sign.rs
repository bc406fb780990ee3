//! `sign/<algorithm>`: claims to a token. The signer is made once, as in a service. RS256 and PS256 need the feature
//! `rsa-signing`. With `graviola`, the names end in `/graviola`.

mod fixture;

use std::hint::black_box;

use criterion::Criterion;
use jwt_codec::jwa::SigningAlgorithm;
use jwt_codec::{EdDsa, Es256, Es384, Hs256, Signer, SigningKey, Validation, Verifier};

use fixture::Session;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let hs256 = SigningKey::<Hs256>::from_secret(fixture::SECRET)?;
    sign(&mut criterion, hs256, Some(fixture::HS256_TOKEN));
    #[cfg(feature = "rsa-signing")]
    {
        use jwt_codec::{Ps256, Rs256};
        let rs256 = SigningKey::<Rs256>::from_pem(fixture::RSA_PRIVATE_KEY)?;
        sign(&mut criterion, rs256, Some(fixture::RS256_TOKEN));
        sign(&mut criterion, SigningKey::<Ps256>::from_pem(fixture::RSA_PRIVATE_KEY)?, None);
    }
    let es256 = SigningKey::<Es256>::from_pem(fixture::P256_PRIVATE_KEY)?;
    // That of `graviola` is hedged.
    sign(&mut criterion, es256, cfg!(not(feature = "graviola")).then_some(fixture::ES256_TOKEN));
    sign(&mut criterion, SigningKey::<Es384>::from_pem(fixture::P384_PRIVATE_KEY)?, None);
    sign(&mut criterion, SigningKey::<EdDsa>::from_pem(fixture::ED25519_PRIVATE_KEY)?, None);
    criterion.final_summary();
    Ok(())
}

/// `token`: the one that is made, if it is always the same.
#[expect(clippy::expect_used, reason = "a panic is how a bench fails")]
fn sign<A: SigningAlgorithm>(criterion: &mut Criterion, key: SigningKey<A>, token: Option<&str>) {
    let policy = Validation::new().any_audience();
    let verifier = Verifier::new(key.verifying_key(), policy);
    let signer = Signer::new(key);
    let session: Session<&str> = fixture::session();

    let made = signer.sign(&session).expect("claims that every verifier accepts");
    assert_eq!(token.unwrap_or(&made), made);
    assert_eq!(verifier.verify(&made), Ok(fixture::session::<String>()));
    assert!(verifier.verify::<Session<String>>(&fixture::tampered(&made)).is_err());
    let by = if cfg!(feature = "graviola") { "/graviola" } else { "" };
    criterion.bench_function(&format!("sign/{}{by}", A::ALGORITHM), |bencher| {
        bencher.iter(|| signer.sign(black_box(&session)));
    });
}
