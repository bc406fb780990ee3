//! The database: users, families of refresh tokens, and signing keys.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;

use redb::backends::FileBackend;
use redb::{Database, ReadTransaction, ReadableDatabase, TableDefinition, WriteTransaction};
use tokio::sync::Semaphore;

use crate::error::Failure;

/// The name of a user, and the hash of the password with its salt and cost.
pub const USERS: TableDefinition<&str, &str> = TableDefinition::new("users");
/// Families of refresh tokens by their number: `Family` in JSON.
pub const FAMILIES: TableDefinition<u128, &[u8]> = TableDefinition::new("families");
/// SHA-256 of each refresh token, used ones too; its family, and when that expires.
pub const REFRESH_TOKENS: TableDefinition<[u8; 32], (u128, i64)> = TableDefinition::new("refresh_tokens");
/// Signing keys by `kid`: the time from which each signs, and the private JWK.
pub const KEYS: TableDefinition<&str, (i64, &str)> = TableDefinition::new("keys");

#[derive(Clone)]
pub struct Store {
    database: Arc<Database>,
    /// redb has one writer at a time. Those who wait do so here, and hold no thread.
    writer: Arc<Semaphore>,
}

impl Store {
    /// Opens the database, or creates it with all its tables.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // It holds private keys: nobody else reads it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        // The mode above is for a new file only.
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        let database = Database::builder().create_with_backend(FileBackend::new(file)?)?;
        let create = database.begin_write()?;
        create.open_table(USERS)?;
        create.open_table(FAMILIES)?;
        create.open_table(REFRESH_TOKENS)?;
        create.open_table(KEYS)?;
        create.commit()?;
        Ok(Self { database: Arc::new(database), writer: Arc::new(Semaphore::new(1)) })
    }

    /// Runs one write transaction. Nobody else writes meanwhile, and readers see all of it or nothing. It is on the disk
    /// when this returns.
    pub async fn write<T, F>(&self, change: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTransaction) -> Result<T, Failure> + Send + 'static,
    {
        let turn = Arc::clone(&self.writer).acquire_owned().await?;
        let database = Arc::clone(&self.database);
        // Waits for the disk.
        tokio::task::spawn_blocking(move || {
            // The turn goes along: a caller that goes away must not end it while we write, or have the database.
            let _turn = turn;
            let database = database;
            let transaction = database.begin_write()?;
            let result = change(&transaction)?;
            transaction.commit()?;
            Ok(result)
        })
        .await?
    }

    /// Waits for a write that is going on. Whoever asked for it may be gone.
    pub async fn last_write(&self) -> Result<(), Failure> {
        let _turn = self.writer.acquire().await?;
        Ok(())
    }

    /// Reads a consistent state. It is short and mostly in memory, so it runs where it is called.
    pub fn read<T>(&self, look: impl FnOnce(&ReadTransaction) -> Result<T, Failure>) -> Result<T, Failure> {
        look(&self.database.begin_read()?)
    }
}
