//! `verify/<algorithm>`: a token to claims with `String` fields, all checks included. `verify_borrowed/<algorithm>`: the same into `&str`
//! fields and a buffer that is reused. The verifier is made once, as in a service.

mod fixture;

use std::hint::black_box;

use criterion::Criterion;
use jwt_codec::jwa::VerifyingAlgorithm;
use jwt_codec::{Es256, Hs256, Rs256, Validation, Verifier, VerifyError, VerifyingKey};

use fixture::Session;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let hs256 = VerifyingKey::<Hs256>::from_secret(fixture::SECRET)?;
    verify(&mut criterion, hs256, fixture::HS256_TOKEN);
    let rs256 = VerifyingKey::<Rs256>::from_pem(fixture::RSA_PUBLIC_KEY)?;
    verify(&mut criterion, rs256, fixture::RS256_TOKEN);
    let es256 = VerifyingKey::<Es256>::from_pem(fixture::P256_PUBLIC_KEY)?;
    verify(&mut criterion, es256, fixture::ES256_TOKEN);
    criterion.final_summary();
    Ok(())
}

fn verify<A: VerifyingAlgorithm>(criterion: &mut Criterion, key: VerifyingKey<A>, token: &str) {
    let policy = Validation::new().issuer(fixture::ISSUER).audience(fixture::AUDIENCE);
    let verifier = Verifier::new(key, policy);
    let mut scratch = Vec::new();

    let tampered = fixture::tampered(token);
    assert_eq!(verifier.verify(token), Ok(fixture::session::<String>()));
    assert_eq!(verifier.verify::<Session<String>>(&tampered), Err(VerifyError::InvalidSignature));
    criterion.bench_function(&format!("verify/{}", A::ALGORITHM), |bencher| {
        bencher.iter(|| verifier.verify::<Session<String>>(black_box(token)));
    });

    assert_eq!(verifier.verify_borrowed(token, &mut scratch), Ok(fixture::session::<&str>()));
    assert_eq!(verifier.verify_borrowed::<Session<&str>>(&tampered, &mut scratch), Err(VerifyError::InvalidSignature));
    criterion.bench_function(&format!("verify_borrowed/{}", A::ALGORITHM), |bencher| {
        bencher.iter(|| {
            let claims = verifier.verify_borrowed::<Session<&str>>(black_box(token), &mut scratch);
            black_box(&claims).is_ok()
        });
    });
}
