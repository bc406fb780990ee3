//! The contenders that must not share a dependency graph with the others; `peers` starts this process.

mod josekit;
mod jwt_codec;
mod oxitoken;

use anyhow::Result;
use peers_harness::{Library, Name, Role, contenders, process};

fn main() -> Result<()> {
    let libraries: [&dyn Library; 3] = [&jwt_codec::JwtCodec, &oxitoken::OxiToken, &josekit::JoseKit];
    let mut all = Vec::new();
    for library in libraries {
        all.extend(contenders(library)?);
    }
    process::serve(&all)
}

fn peer(package: &str, variant: &str) -> Result<Name> {
    Name::locked(package, Some(variant), Role::Peer, include_str!("../Cargo.lock"))
}
