//! Logging out with tokens: a deny-list, an allow-list, a token version, or only a short expiry. What each of them
//! guarantees is played through and asserted, what it costs is measured.
//!
//! `cargo run -p revocation`, in `examples/systems`

mod costs;
mod guarantees;
mod method;
mod redb_store;
mod store;
mod token;
mod trace;
mod world;

use std::error::Error;

use crate::world::{Kind, World};

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let directory = tempfile::tempdir()?;
    let mut table = Vec::new();
    for kind in Kind::ALL {
        // The same story with both stores. What happens must not depend on where the store is.
        let in_memory = guarantees::play(kind, &World::in_memory)?;
        let in_redb = guarantees::play(kind, &|| World::in_redb(directory.path()))?;
        if in_memory.trace != in_redb.trace {
            return Err("the two stores tell different stories".into());
        }
        print!("{}", in_redb.trace);
        println!("  all of it with a store in memory and with redb: the same\n");
        table.push(in_redb);
    }
    guarantees::print(&table);
    costs::measure_and_print(directory.path())?;
    Ok(())
}
