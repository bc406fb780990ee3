//! The store in a file, with redb. It survives a restart, and each write is on disk before it returns.

use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};

use crate::store::{Store, StoreError};

const TABLE: TableDefinition<&[u8], u64> = TableDefinition::new("revocation");

pub struct Redb(Database);

impl Redb {
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let store = Self(Database::create(path)?);
        store.put(&[])?; // creates the table
        Ok(store)
    }

    /// Gives back the pages that nobody uses, so that the length of the file says what the entries take.
    pub fn compact(&mut self) -> Result<(), StoreError> {
        self.0.compact()?;
        Ok(())
    }
}

impl Store for Redb {
    fn get(&self, key: &[u8]) -> Result<Option<u64>, StoreError> {
        let table = self.0.begin_read()?.open_table(TABLE)?;
        Ok(table.get(key)?.map(|value| value.value()))
    }

    fn put(&self, entries: &[(Vec<u8>, u64)]) -> Result<(), StoreError> {
        let transaction = self.0.begin_write()?;
        {
            let mut table = transaction.open_table(TABLE)?;
            for (key, value) in entries {
                table.insert(key.as_slice(), value)?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn update(&self, key: &[u8], change: &dyn Fn(Option<u64>) -> u64) -> Result<u64, StoreError> {
        let transaction = self.0.begin_write()?; // there is one writer at a time
        let value = {
            let mut table = transaction.open_table(TABLE)?;
            let value = change(table.get(key)?.map(|value| value.value()));
            table.insert(key, value)?;
            value
        };
        transaction.commit()?;
        Ok(value)
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        let transaction = self.0.begin_write()?;
        transaction.open_table(TABLE)?.remove(key)?;
        Ok(transaction.commit()?)
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), StoreError> {
        let transaction = self.0.begin_write()?;
        // Keys are in order, and are UTF-8, which has no byte of this value.
        let mut end = prefix.to_vec();
        end.push(u8::MAX);
        transaction.open_table(TABLE)?.retain_in(prefix..end.as_slice(), |key, _| !key.starts_with(prefix))?;
        Ok(transaction.commit()?)
    }

    fn remove_up_to(&self, value: u64) -> Result<(), StoreError> {
        let transaction = self.0.begin_write()?;
        transaction.open_table(TABLE)?.retain(|_, stored| stored > value)?;
        Ok(transaction.commit()?)
    }

    fn len(&self) -> Result<u64, StoreError> {
        Ok(self.0.begin_read()?.open_table(TABLE)?.len()?)
    }
}
