//! Passwords: argon2, on threads of their own, and not more at once than there are cores.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::Failure;

/// A password that must not be printed.
pub struct Password(pub String);

pub struct Passwords {
    argon2: Argon2<'static>,
    /// Each hash takes 19 MiB and a core. Whoever comes when all are busy waits here.
    cores: Arc<Semaphore>,
    /// The hash of a password that nobody has.
    nobody: String,
    counts: Arc<Counts>,
}

/// How many hashes were computed, for the scripted client.
#[derive(Default)]
struct Counts {
    asked: AtomicUsize,
    all: AtomicUsize,
    now: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Passwords {
    pub fn new(cost: Params) -> Result<Arc<Self>, Failure> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        let nobody = argon2.hash_password(&random)?.to_string();
        let cores = Arc::new(Semaphore::new(Self::at_most()?));
        Ok(Arc::new(Self { argon2, cores, nobody, counts: Arc::default() }))
    }

    pub async fn hash(self: &Arc<Self>, password: Password) -> Result<String, Failure> {
        self.compute(move |argon2| Ok(argon2.hash_password(password.0.as_bytes())?.to_string())).await
    }

    /// Compares the password with a hash. Without one, it takes just as long: the time must not tell which names exist.
    pub async fn verify(self: &Arc<Self>, password: Password, hash: Option<String>) -> Result<bool, Failure> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let fits = self.compute(move |argon2| {
            let hash = PasswordHash::new(&hash)?;
            Ok(argon2.verify_password(password.0.as_bytes(), &hash).is_ok())
        });
        Ok(fits.await? && exists)
    }

    /// How many hashes were computed so far.
    pub fn computed(&self) -> usize {
        self.counts.all.load(Ordering::Relaxed)
    }

    /// How many hashes were asked for, with those that wait for a core.
    pub fn asked(&self) -> usize {
        self.counts.asked.load(Ordering::Relaxed)
    }

    /// How many hashes were computed at the same time, at most.
    pub fn most_at_once(&self) -> usize {
        self.counts.most_at_once.load(Ordering::Relaxed)
    }

    /// How many hashes may be computed at the same time.
    pub fn at_most() -> Result<usize, Failure> {
        Ok(available_parallelism()?.get())
    }

    async fn compute<T, F>(self: &Arc<Self>, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Argon2<'static>) -> Result<T, Failure> + Send + 'static,
    {
        self.counts.asked.fetch_add(1, Ordering::Relaxed);
        let core = Arc::clone(&self.cores).acquire_owned().await?;
        let (argon2, counts) = (self.argon2.clone(), Arc::clone(&self.counts));
        tokio::task::spawn_blocking(move || {
            // The permit goes along: a client that disconnects must not free it while the hash is computed.
            let _core = core;
            counts.begin();
            let result = work(&argon2);
            counts.end();
            result
        })
        .await?
    }
}

impl Counts {
    fn begin(&self) {
        self.all.fetch_add(1, Ordering::Relaxed);
        let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(now, Ordering::Relaxed);
    }

    fn end(&self) {
        self.now.fetch_sub(1, Ordering::Relaxed);
    }
}
