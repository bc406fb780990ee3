//! The libraries, one file each.

mod aws_lc_rs;
mod graviola;
mod jsonwebtoken;
mod jwt_codec;
mod jwt_compact;
mod jwt_simple;
mod purecrypto;
mod ring;

use anyhow::Result;
use peers_harness::{Contender, Library, Name, Role, contenders};

/// Every contender of this process, ready to run.
pub fn all() -> Result<Vec<Contender>> {
    let libraries: [&dyn Library; 11] = [
        &jwt_codec::JwtCodec::Owned,
        &jwt_codec::JwtCodec::Borrowed,
        &jwt_codec::JwtCodec::Prepared,
        &jsonwebtoken::Backend::RustCrypto,
        &jsonwebtoken::Backend::AwsLc,
        &jwt_simple::JwtSimple,
        &jwt_compact::JwtCompact,
        &purecrypto::PureCrypto,
        &aws_lc_rs::AwsLcRs,
        &ring::Ring,
        &graviola::Graviola,
    ];
    let mut all = Vec::new();
    for library in libraries {
        all.extend(contenders(library)?);
    }
    Ok(all)
}

fn peer(package: &str, variant: Option<&str>) -> Result<Name> {
    Name::locked(package, variant, Role::Peer, LOCK)
}

fn floor(package: &str) -> Result<Name> {
    Name::locked(package, None, Role::Floor, LOCK)
}

const LOCK: &str = include_str!("../Cargo.lock");
