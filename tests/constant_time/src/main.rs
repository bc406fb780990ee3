//! No branch and no index depends on a secret: operations of `jwt-codec` for valgrind to watch, see README.md.
//!
//! - `constant-time list` prints the names of the operations and controls.
//! - `constant-time NAME` runs one, under valgrind.
//! - `constant-time statistics` compares times, on a bare CPU.

mod controls;
mod hmac;
mod keys;
mod machine;
mod signing;
mod statistics;

use std::process::ExitCode;

/// An operation, with its secrets marked.
type Operation = (&'static str, fn());

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    match name.as_str() {
        "list" => {
            operations().for_each(|(name, _)| println!("{name}"));
            ExitCode::SUCCESS
        }
        "statistics" => statistics::print(),
        _ if !machine::is_under_valgrind() => refused("run it under valgrind, see tests/constant_time/run"),
        name => match operations().find(|(known, _)| *known == name) {
            Some((_, run)) => {
                run();
                ExitCode::SUCCESS
            }
            None => refused("no such operation"),
        },
    }
}

fn operations() -> impl Iterator<Item = Operation> {
    let all: [&[Operation]; _] = if cfg!(feature = "graviola") {
        [signing::BY_GRAVIOLA, &[], &[], &[]]
    } else {
        [controls::ALL, hmac::ALL, keys::ALL, signing::ALL]
    };
    all.into_iter().flatten().copied()
}

fn refused(reason: &str) -> ExitCode {
    eprintln!("{reason}");
    ExitCode::from(2)
}
