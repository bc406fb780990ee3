//! Measures `jwt-codec` against the other JWT libraries for Rust, prints the report and writes it, with a chart for each direction.

mod chart;
mod contenders;
mod environment;
mod measure;
mod options;
mod report;
mod results;

use std::env;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use peers_harness::{Action, process};

use crate::environment::Environment;
use crate::measure::{Subject, measure};
use crate::options::Options;
use crate::results::Results;

fn main() -> Result<()> {
    let options = Options::parse(env::args().skip(1))?;
    let mut subjects: Vec<Subject> = contenders::all()?.into_iter().map(Subject::from).collect();
    subjects.extend(process::start(&mut apart())?.into_iter().map(Subject::from));
    subjects.retain(|subject| options.ask_for(subject.operation));

    let results = Results(measure(&subjects, &options.plan)?);
    let environment = Environment::new(options.plan.rounds)?;
    let report = report::markdown(&results, &environment);
    println!("{report}");

    if let Some(directory) = options.out {
        fs::create_dir_all(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
        let file = directory.join("peers.md");
        fs::write(&file, report).with_context(|| format!("cannot write {}", file.display()))?;
        for action in Action::ALL {
            let file = directory.join(format!("{action}.svg"));
            chart::svg(&results, action, &environment, &file)?;
        }
        eprintln!("written to {}", directory.display());
    }
    Ok(())
}

/// Builds and runs the contenders that have a process of their own.
fn apart() -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--release", "--quiet", "--manifest-path"]);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/apart/Cargo.toml"));
    command
}
