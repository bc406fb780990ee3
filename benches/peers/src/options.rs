//! The command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use peers_harness::Operation;

use crate::environment;
use crate::measure::Plan;

/// What the command line asks for.
pub struct Options {
    /// How long to measure.
    pub plan: Plan,
    /// Parts of the operations' names, such as `ES256` or `verify/`; none for all operations.
    only: Vec<String>,
    /// Where the report goes; a quick or partial run is only printed.
    pub out: Option<PathBuf>,
}

const USAGE: &str = "\
options:
  --quick         a smoke run of 3 short rounds, printed only
  --rounds N      how often each contender runs (101)
  --only TEXT,..  only operations with one of these in their name (verify/ES256, sign/HS256/4096), printed only
  --out DIR       where peers.md, verify.svg and sign.svg go (results/, and there the kind of CPU)";

impl Options {
    /// Reads the arguments after the program's name.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            plan: Plan { rounds: 101, sample: Duration::from_micros(1500) },
            only: Vec::new(),
            out: Some(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/results")).join(environment::cpu_kind())),
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} takes a value\n{USAGE}"));
            match argument.as_str() {
                "--quick" => {
                    options.plan = Plan { rounds: 3, sample: Duration::from_micros(200) };
                    options.out = None;
                }
                "--rounds" => {
                    options.plan.rounds = value()?.parse().context("--rounds takes a number")?;
                }
                "--only" => {
                    options.only = value()?.split(',').map(Into::into).collect();
                    options.out = None;
                }
                "--out" => options.out = Some(value()?.into()),
                _ => bail!("unknown argument {argument}\n{USAGE}"),
            }
        }
        Ok(options)
    }

    /// Whether the command line asks for an operation.
    pub fn ask_for(&self, operation: Operation) -> bool {
        let name = operation.to_string();
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part))
    }
}
