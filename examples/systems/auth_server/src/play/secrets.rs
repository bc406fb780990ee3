//! The program reads its own trace, and its database: no password and no token stands in them.

use std::path::Path;

use redb::ReadableTable;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::client::Client;
use crate::error::Failure;
use crate::store::{KEYS, Store};
use crate::trace::Trace;

/// Searches the trace. Returns how many lines were searched for how many secrets.
pub fn check<'s>(trace: &Trace, secrets: impl Iterator<Item = &'s String>) -> Result<(usize, usize), Failure> {
    let secrets = distinct(secrets);
    let planted = secrets.last().ok_or("no secret to search for")?;
    if !has_any(&format!("a careless line with {planted} in it"), &secrets) {
        return Err("the search does not find what it is for".into());
    }
    let lines = trace.lines();
    if has_any(&lines.join("\n"), &secrets) {
        return Err("the trace holds a secret".into());
    }
    Ok((lines.len(), secrets.len()))
}

/// Searches the file of a database, with the pages that it no longer uses. Returns for how many secrets.
pub fn check_database<'s>(file: &[u8], secrets: impl Iterator<Item = &'s String>) -> Result<usize, Failure> {
    let secrets = distinct(secrets);
    let text = String::from_utf8_lossy(file);
    if !has_any(&text, &["$argon2id$v=19$m=19456,t=2,p=1$"]) {
        return Err("the search does not find what is there".into());
    }
    if has_any(&text, &secrets) {
        return Err("the database holds a secret".into());
    }
    Ok(secrets.len())
}

/// Does the database have the refresh token of this client, hashed?
pub fn has_hash(file: &[u8], client: &Client) -> bool {
    let token = client.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).map(|(_, token)| token);
    let hash = Sha256::digest(token.unwrap_or_default());
    file.windows(hash.len()).any(|window| window == hash.as_slice())
}

/// The private part of each signing key.
pub fn private_keys(database: &Path) -> Result<Vec<String>, Failure> {
    #[derive(Deserialize)]
    struct Jwk {
        d: String,
    }
    Store::open(database)?.read(|transaction| {
        let mut keys = Vec::new();
        for row in transaction.open_table(KEYS)?.iter()? {
            let (_, value) = row?;
            keys.push(serde_json::from_str::<Jwk>(value.value().1)?.d);
        }
        Ok(keys)
    })
}

/// Of a token the signature is enough: whoever logs the whole logs that too.
fn distinct<'s>(secrets: impl Iterator<Item = &'s String>) -> Vec<&'s str> {
    let mut secrets: Vec<&str> = secrets.map(|secret| secret.rsplit('.').next().unwrap_or(secret)).collect();
    secrets.sort_unstable();
    secrets.dedup();
    secrets
}

fn has_any(text: &str, secrets: &[&str]) -> bool {
    secrets.iter().any(|secret| text.contains(secret))
}
