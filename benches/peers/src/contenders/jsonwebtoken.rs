//! `jsonwebtoken` with both of its cryptography providers; it has no ES512.
//!
//! A process has one provider, for good. So this one installs a provider of its own that asks a flag which of the two
//! is to work; the flag is set before each sample, and reading it costs about a nanosecond.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, anyhow};
use jsonwebtoken::crypto::{CryptoProvider, KeyUtils, aws_lc, rust_crypto};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation, decode, encode};
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
        let Some(algorithm) = algorithm(case) else {
            return Ok(None);
        };
        self.work();
        let key = decoding_key(case, algorithm)?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        let task = case.verifying(move |token| decode::<Claims>(token, &key, &validation), |data| data.claims)?;
        Ok(Some(self.working(task)))
    }

    fn sign(&self, case: &Case) -> Result<Option<Task>> {
        let Some(algorithm) = algorithm(case) else {
            return Ok(None);
        };
        self.work();
        let key = encoding_key(case, algorithm)?;
        let header = Header::new(algorithm);
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

fn algorithm(case: &Case) -> Option<Algorithm> {
    case.algorithm.as_str().parse().ok()
}

fn decoding_key(case: &Case, algorithm: Algorithm) -> Result<DecodingKey> {
    let pem = || keys::public_pem(case.algorithm).as_bytes();
    let key = match algorithm.family() {
        AlgorithmFamily::Hmac => DecodingKey::from_secret(keys::SECRET),
        AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(pem()),
        AlgorithmFamily::Ec => DecodingKey::from_ec_pem(pem()),
        AlgorithmFamily::Ed => DecodingKey::from_ed_pem(pem()),
    };
    key.context("public key")
}

fn encoding_key(case: &Case, algorithm: Algorithm) -> Result<EncodingKey> {
    let pem = || keys::private_pem(case.algorithm).as_bytes();
    let key = match algorithm.family() {
        AlgorithmFamily::Hmac => EncodingKey::from_secret(keys::SECRET),
        AlgorithmFamily::Rsa => EncodingKey::from_rsa_pem(pem()),
        AlgorithmFamily::Ec => EncodingKey::from_ec_pem(pem()),
        AlgorithmFamily::Ed => EncodingKey::from_ed_pem(pem()),
    };
    key.map_err(|error| anyhow!("private key: {error}"))
}
