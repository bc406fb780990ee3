//! Makes tokens from a seed, and writes what `jwt-codec` and `jsonwebtoken` say of each.
//!
//! `differential DIRECTORY COUNT SEED`: writes `keys.json`, `tokens.jsonl`, `jwt-codec.jsonl` and `jsonwebtoken.jsonl`.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

mod case;
mod draft;
mod keys;
mod mutate;
mod peer;
mod policy;
mod random;

use case::Case;
use random::Random;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, count, seed] = &arguments[..] else {
        return Err("differential DIRECTORY COUNT SEED".into());
    };
    let (directory, count, mut random) = (PathBuf::from(directory), count.parse()?, Random::new(seed.parse()?));
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let keys = keys::all()?;
    write_keys(&directory, &keys, now)?;

    let create = |name: &str| File::create(directory.join(name)).map(BufWriter::new);
    let (mut tokens, mut ours, mut theirs) =
        (create("tokens.jsonl")?, create("jwt-codec.jsonl")?, create("jsonwebtoken.jsonl")?);
    let verifiers: HashMap<_, _> = keys
        .iter()
        .flat_map(|key| policy::POLICIES.map(|policy| ((key.name, policy), policy::verifier(key, policy, now))))
        .collect();
    let peer = peer::Peer::new(&keys)?;
    for id in 0..count {
        let case = Case::random(&mut random, id, &keys, now);
        let verdict = verifiers[&(case.key, case.policy)].verify::<Map<String, Value>>(&case.token);
        writeln!(ours, "{}", line(id, verdict.map_err(|error| error.to_string())))?;
        writeln!(
            theirs,
            "{}",
            if case.changes.contains(&mutate::payload::NEAR) {
                json!({ "id": id, "skipped": true })
            } else {
                line(id, peer.verify(&case))
            }
        )?;
        writeln!(tokens, "{}", serde_json::to_string(&case)?)?;
    }
    Ok(())
}

fn write_keys(directory: &std::path::Path, keys: &[keys::Key], now: i64) -> Result<(), Box<dyn Error>> {
    let values: Map<String, Value> = keys
        .iter()
        .map(|key| match String::from_utf8(key.public.clone()) {
            Ok(pem) => (key.name.to_owned(), json!({ "pem": pem })),
            Err(_) => (key.name.to_owned(), json!({ "secret": draft::encode(&key.public) })),
        })
        .collect();
    Ok(std::fs::write(directory.join("keys.json"), json!({ "now": now, "keys": values }).to_string())?)
}

/// A verdict: `sub` as it was read, or the error.
fn line(id: usize, verdict: Result<Map<String, Value>, String>) -> Value {
    match verdict {
        Ok(claims) => json!({ "id": id, "sub": claims.get("sub") }),
        Err(error) => json!({ "id": id, "error": error }),
    }
}
