//! Users: sign up, and check a password.

use std::sync::Arc;

use redb::ReadableTable;

use crate::error::{LogInReason, Refused};
use crate::passwords::{Password, Passwords};
use crate::store::{Store, USERS};

/// NIST SP 800-63B asks for 15 where the password is all there is. This is an example to type into.
const MIN_PASSWORD: usize = 8;
/// Long enough for any password manager, short enough that hashing costs the same.
const MAX_PASSWORD: usize = 128;
const MAX_NAME: usize = 32;

pub struct Users {
    store: Store,
    pub passwords: Arc<Passwords>,
}

impl Users {
    pub fn new(store: Store, passwords: Arc<Passwords>) -> Self {
        Self { store, passwords }
    }

    pub async fn sign_up(&self, name: &str, password: Password) -> Result<(), Refused> {
        check_name(name)?;
        if !(MIN_PASSWORD..=MAX_PASSWORD).contains(&password.0.len()) {
            return Err(Refused::Form("password: 8 to 128 bytes"));
        }
        let hash = self.passwords.hash(password).await?;
        let name = name.to_owned();
        let is_new = self.store.write(move |transaction| {
            let mut users = transaction.open_table(USERS)?;
            if users.get(name.as_str())?.is_some() {
                return Ok(false);
            }
            users.insert(name.as_str(), hash.as_str())?;
            Ok(true)
        });
        // Whoever asks learns that the name exists. With e-mail addresses as names, answer the same and send a mail.
        if is_new.await? { Ok(()) } else { Err(Refused::NameTaken) }
    }

    pub async fn check(&self, name: &str, password: Password) -> Result<(), Refused> {
        check_name(name)?;
        if password.0.len() > MAX_PASSWORD {
            return Err(Refused::Form("password: 8 to 128 bytes"));
        }
        let hash = self.store.read(|transaction| {
            let users = transaction.open_table(USERS)?;
            Ok(users.get(name)?.map(|hash| hash.value().to_owned()))
        })?;
        let exists = hash.is_some();
        match self.passwords.verify(password, hash).await? {
            true => Ok(()),
            false if exists => Err(Refused::LogIn(LogInReason::WrongPassword)),
            false => Err(Refused::LogIn(LogInReason::UnknownUser)),
        }
    }
}

/// A name that can be written into a log as it is.
fn check_name(name: &str) -> Result<(), Refused> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    match !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(is_plain) {
        true => Ok(()),
        false => Err(Refused::Form("name: 1 to 32 of a-z, 0-9 and -_.")),
    }
}
