//! Where and how a run was made.

use std::env::consts::ARCH;
use std::fs;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};
use chrono::Utc;

/// What the caption under the tables and the charts says.
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

/// The directory that keeps the results of CPUs such as this one: by vendor, and by generation where that is known.
pub fn cpu_kind() -> &'static str {
    let number = |name| cpu_info(name).and_then(|value| value.parse().ok()).unwrap_or_default();
    match (cpu_info("vendor_id").as_deref(), number("cpu family"), number("model")) {
        (Some("AuthenticAMD"), 25, 0x10..=0x1f | 0x60..=0x7f | 0xa0..=0xaf) => "amd-zen4",
        (Some("AuthenticAMD"), 25, _) => "amd-zen3",
        (Some("AuthenticAMD"), 26, _) => "amd-zen5",
        (Some("AuthenticAMD"), _, _) => "amd",
        (Some("GenuineIntel"), _, _) => "intel",
        _ => ARCH,
    }
}

/// The model, as Linux names it; elsewhere the architecture.
fn cpu_model() -> String {
    cpu_info("model name").unwrap_or_else(|| ARCH.into())
}

/// What Linux says of the first CPU under a name.
fn cpu_info(name: &str) -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let (_, value) = info.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name)?;
    Some(value.trim().into())
}
