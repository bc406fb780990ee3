//! A store of byte keys and numbers: in memory, and a wrapper that counts look-ups and can be switched off.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub type StoreError = Box<dyn Error + Send + Sync>;

pub trait Store: Send + Sync {
    fn get(&self, key: &[u8]) -> Result<Option<u64>, StoreError>;
    /// Stores all of them or none.
    fn put(&self, entries: &[(Vec<u8>, u64)]) -> Result<(), StoreError>;
    /// Replaces the number of a key in one step, and returns the new one.
    fn update(&self, key: &[u8], change: &dyn Fn(Option<u64>) -> u64) -> Result<u64, StoreError>;
    fn remove(&self, key: &[u8]) -> Result<(), StoreError>;
    /// Removes every key that begins with this.
    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), StoreError>;
    /// Removes every entry whose value is at most this.
    fn remove_up_to(&self, value: u64) -> Result<(), StoreError>;
    fn len(&self) -> Result<u64, StoreError>;
}

/// For one process. It is lost when the process ends.
#[derive(Default)]
pub struct Memory(RwLock<BTreeMap<Vec<u8>, u64>>);

impl Memory {
    pub fn entries(&self) -> Result<Vec<(Vec<u8>, u64)>, StoreError> {
        let map = self.0.read().map_err(|_| "poisoned")?;
        Ok(map.iter().map(|(key, value)| (key.clone(), *value)).collect())
    }
}

impl Store for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<u64>, StoreError> {
        let map = self.0.read().map_err(|_| "poisoned")?;
        Ok(map.get(key).copied())
    }

    fn put(&self, entries: &[(Vec<u8>, u64)]) -> Result<(), StoreError> {
        self.0.write().map_err(|_| "poisoned")?.extend(entries.iter().cloned());
        Ok(())
    }

    fn update(&self, key: &[u8], change: &dyn Fn(Option<u64>) -> u64) -> Result<u64, StoreError> {
        let mut map = self.0.write().map_err(|_| "poisoned")?;
        let value = change(map.get(key).copied());
        map.insert(key.into(), value);
        Ok(value)
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.0.write().map_err(|_| "poisoned")?.remove(key);
        Ok(())
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), StoreError> {
        self.0.write().map_err(|_| "poisoned")?.retain(|key, _| !key.starts_with(prefix));
        Ok(())
    }

    fn remove_up_to(&self, value: u64) -> Result<(), StoreError> {
        self.0.write().map_err(|_| "poisoned")?.retain(|_, stored| *stored > value);
        Ok(())
    }

    fn len(&self) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.0.read().map_err(|_| "poisoned")?.len())?)
    }
}

/// Counts the look-ups of another store, and fails while it is switched off.
pub struct Watched {
    store: Box<dyn Store>,
    lookups: AtomicU64,
    off: AtomicBool,
}

impl Watched {
    pub fn new(store: Box<dyn Store>) -> Self {
        Self { store, lookups: AtomicU64::new(0), off: AtomicBool::new(false) }
    }

    pub fn lookups(&self) -> u64 {
        self.lookups.load(Ordering::Relaxed)
    }

    pub fn switch_off(&self) {
        self.off.store(true, Ordering::Relaxed);
    }

    /// Empties the store, as after a restart without a backup.
    pub fn lose(&self) -> Result<(), StoreError> {
        self.store.remove_up_to(u64::MAX)
    }

    fn reached(&self) -> Result<&dyn Store, StoreError> {
        if self.off.load(Ordering::Relaxed) { Err("connection refused".into()) } else { Ok(&*self.store) }
    }
}

impl Store for Watched {
    fn get(&self, key: &[u8]) -> Result<Option<u64>, StoreError> {
        self.lookups.fetch_add(1, Ordering::Relaxed);
        self.reached()?.get(key)
    }

    fn put(&self, entries: &[(Vec<u8>, u64)]) -> Result<(), StoreError> {
        self.reached()?.put(entries)
    }

    fn update(&self, key: &[u8], change: &dyn Fn(Option<u64>) -> u64) -> Result<u64, StoreError> {
        self.reached()?.update(key, change)
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.reached()?.remove(key)
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), StoreError> {
        self.reached()?.remove_prefix(prefix)
    }

    fn remove_up_to(&self, value: u64) -> Result<(), StoreError> {
        self.reached()?.remove_up_to(value)
    }

    fn len(&self) -> Result<u64, StoreError> {
        self.reached()?.len()
    }
}
