//! `jsonwebtoken` with both of its cryptography providers.
//!
//! A process has one provider, for good. So this one installs a provider of its own that asks a flag which of the two
//! is to work; the flag is set before each sample, and reading it costs about a nanosecond.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, anyhow};
use jsonwebtoken::crypto::{CryptoProvider, KeyUtils, aws_lc, rust_crypto};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use peers_harness::{AUDIENCE, Case, Claims, ISSUER, Library, Name, Task, keys};

/// Which of the two providers works.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    RustCrypto,
    AwsLc,
}

impl Library for Backend {
    fn name(&self) -> Result<Name> {
        let feature = match self {
            Self::RustCrypto => "rust_crypto",
            Self::AwsLc => "aws_lc_rs",
        };
        super::peer("jsonwebtoken", Some(feature))
    }

    fn verify(&self, case: &Case) -> Result<Option<Task>> {
        self.work();
        let key = decoding_key(case)?;
        let mut validation = Validation::new(algorithm(case));
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        let task = case.verifying(move |token| decode::<Claims>(token, &key, &validation), |data| data.claims)?;
        Ok(Some(self.working(task)))
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        self.work();
        let key = encoding_key(case)?;
        let header = Header::new(algorithm(case));
        let claims = case.claims.clone();
        let task = case.signing(move || encode(&header, &claims, &key))?;
        Ok(Some(self.working(task)))
    }
}

impl Backend {
    /// Puts this provider to work.
    fn work(self) {
        // A second installation is refused, and not needed.
        let _ = SWITCH.install_default();
        AWS_LC_WORKS.store(self == Self::AwsLc, Ordering::Relaxed);
    }

    /// The task, with this provider at work.
    fn working(self, task: Task) -> Task {
        Task::new(move |iterations| {
            self.work();
            task.run(iterations);
        })
    }
}

static AWS_LC_WORKS: AtomicBool = AtomicBool::new(false);

static SWITCH: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| (at_work().signer_factory)(algorithm, key),
    verifier_factory: |algorithm, key| (at_work().verifier_factory)(algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

fn at_work() -> &'static CryptoProvider {
    if AWS_LC_WORKS.load(Ordering::Relaxed) { &aws_lc::DEFAULT_PROVIDER } else { &rust_crypto::DEFAULT_PROVIDER }
}

fn algorithm(case: &Case) -> Algorithm {
    match case.algorithm {
        peers_harness::Algorithm::Hs256 => Algorithm::HS256,
        peers_harness::Algorithm::Rs256 => Algorithm::RS256,
        peers_harness::Algorithm::Es256 => Algorithm::ES256,
        peers_harness::Algorithm::Es384 => Algorithm::ES384,
        peers_harness::Algorithm::EdDsa => Algorithm::EdDSA,
    }
}

fn decoding_key(case: &Case) -> Result<DecodingKey> {
    let pem = || keys::public_pem(case.algorithm).as_bytes();
    let key = match algorithm(case) {
        Algorithm::HS256 => Ok(DecodingKey::from_secret(keys::SECRET)),
        Algorithm::RS256 => DecodingKey::from_rsa_pem(pem()),
        Algorithm::ES256 | Algorithm::ES384 => DecodingKey::from_ec_pem(pem()),
        _ => DecodingKey::from_ed_pem(pem()),
    };
    key.context("public key")
}

fn encoding_key(case: &Case) -> Result<EncodingKey> {
    let pem = || keys::private_pem(case.algorithm).as_bytes();
    let key = match algorithm(case) {
        Algorithm::HS256 => Ok(EncodingKey::from_secret(keys::SECRET)),
        Algorithm::RS256 => EncodingKey::from_rsa_pem(pem()),
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(pem()),
        _ => EncodingKey::from_ed_pem(pem()),
    };
    key.map_err(|error| anyhow!("private key: {error}"))
}
