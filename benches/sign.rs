//! `sign/<algorithm>`: claims to a token. The signer is made once, as in a service. RS256 needs the feature `rsa-signing`.

mod fixture;

use std::hint::black_box;

use criterion::Criterion;
use jwt_codec::{Es256, Hs256, Signer, SigningAlgorithm, SigningKey, Validation, Verifier};

use fixture::Session;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let hs256 = SigningKey::<Hs256>::from_secret(fixture::SECRET)?;
    sign(&mut criterion, hs256, fixture::HS256_TOKEN);
    let es256 = SigningKey::<Es256>::from_pem(fixture::P256_PRIVATE_KEY)?;
    sign(&mut criterion, es256, fixture::ES256_TOKEN);
    #[cfg(feature = "rsa-signing")]
    {
        let rs256 = SigningKey::<jwt_codec::Rs256>::from_pem(fixture::RSA_PRIVATE_KEY)?;
        sign(&mut criterion, rs256, fixture::RS256_TOKEN);
    }
    criterion.final_summary();
    Ok(())
}

fn sign<A: SigningAlgorithm>(criterion: &mut Criterion, key: SigningKey<A>, token: &str) {
    let policy = Validation::new().any_audience();
    let verifier = Verifier::new(key.verifying_key(), policy);
    let signer = Signer::new(key);
    let session: Session<&str> = fixture::session();

    assert_eq!(signer.sign(&session).as_deref(), Ok(token));
    assert_eq!(verifier.verify(token), Ok(fixture::session::<String>()));
    assert!(verifier.verify::<Session<String>>(&fixture::tampered(token)).is_err());
    criterion.bench_function(&format!("sign/{}", A::ALGORITHM), |bencher| {
        bencher.iter(|| signer.sign(black_box(&session)));
    });
}
