//! Where and how a run was made.

use std::fs;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};
use chrono::Utc;

/// What the caption under the tables and the chart says.
pub struct Environment {
    pub date: String,
    pub cpu: String,
    pub rustc: String,
    pub rounds: usize,
}

impl Environment {
    /// Asks the system.
    pub fn new(rounds: usize) -> Result<Self> {
        let cores = thread::available_parallelism().context("number of cores")?;
        let rustc = Command::new("rustc").arg("--version").output().context("rustc --version")?;
        Ok(Self {
            date: Utc::now().format("%Y-%m-%d").to_string(),
            cpu: format!("{}, {cores} cores", cpu_model()),
            rustc: String::from_utf8(rustc.stdout)?.trim().into(),
            rounds,
        })
    }

    /// The last lines of the report.
    pub fn caption(&self) -> String {
        let Self { date, cpu, rustc, rounds } = self;
        format!("\n{date}, {cpu}, {rustc}, release profile, {rounds} interleaved rounds:\n`{COMMAND}`\n")
    }
}

/// What makes the report.
pub const COMMAND: &str = "cargo run --release --manifest-path benches/peers/Cargo.toml";

/// The model, as Linux names it; elsewhere the architecture.
fn cpu_model() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.into(), |(_, model)| model.trim().into())
}
