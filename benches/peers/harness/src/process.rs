//! Contenders in a process of their own, which takes part in the same interleaved rounds.
//!
//! The process prints one line of JSON for each contender it has, and an empty line. From then on it answers each line
//! `CONTENDER ITERATIONS THREADS` with the nanoseconds that this took, until its input ends.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::{Contender, Name, Operation};

/// A contender in another process.
pub struct RemoteContender {
    /// The library.
    pub name: Name,
    /// The operation.
    pub operation: Operation,
    index: usize,
    process: Rc<RefCell<Process>>,
}

impl RemoteContender {
    /// The wall time in which each of `threads` threads of that process does the work `iterations` times.
    ///
    /// # Errors
    ///
    /// When the process is gone.
    pub fn time(&self, iterations: u64, threads: usize) -> Result<Duration> {
        let mut process = self.process.borrow_mut();
        writeln!(process.requests, "{} {iterations} {threads}", self.index)?;
        let answer = process.answer()?;
        let nanoseconds = answer.parse().with_context(|| format!("answer {answer:?}"))?;
        Ok(Duration::from_nanos(nanoseconds))
    }
}

/// Starts a process that calls [`serve`], and asks it for its contenders.
///
/// # Errors
///
/// When it does not start, or says something else.
pub fn start(command: &mut Command) -> Result<Vec<RemoteContender>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let mut process = Process {
        requests: child.stdin.take().context("input is piped")?,
        answers: BufReader::new(child.stdout.take().context("output is piped")?),
        child,
    };
    let mut offers = Vec::new();
    loop {
        let line = process.answer().with_context(|| format!("from {command:?}"))?;
        if line.is_empty() {
            break;
        }
        offers.push(serde_json::from_str(&line).with_context(|| format!("offer {line:?}"))?);
    }
    let process = Rc::new(RefCell::new(process));
    let contender =
        |(index, (name, operation))| RemoteContender { name, operation, index, process: Rc::clone(&process) };
    Ok(offers.into_iter().enumerate().map(contender).collect())
}

/// Offers contenders to the process that started this one, until that ends.
///
/// # Errors
///
/// When the other side breaks the protocol.
pub fn serve(contenders: &[Contender]) -> Result<()> {
    let mut answers = stdout().lock();
    for Contender { name, operation, .. } in contenders {
        writeln!(answers, "{}", serde_json::to_string(&(name, operation))?)?;
    }
    writeln!(answers)?;
    for request in stdin().lines() {
        let request = request?;
        let time = run(contenders, &request).with_context(|| format!("request {request:?}"))?;
        writeln!(answers, "{}", time.as_nanos())?;
    }
    Ok(())
}

fn run(contenders: &[Contender], request: &str) -> Result<Duration> {
    let mut numbers = request.split(' ');
    let mut number = || numbers.next().context("a number is missing");
    let contender: usize = number()?.parse()?;
    let iterations = number()?.parse()?;
    let threads = number()?.parse()?;
    let contender = contenders.get(contender).context("no such contender")?;
    Ok(contender.task.time(iterations, threads))
}

struct Process {
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    child: Child,
}

impl Process {
    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.answers.read_line(&mut line)? > 0, "the process ended: {:?}", self.child.wait()?);
        Ok(line.trim_end().into())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The request pipe closes only with the struct, so waiting for an orderly end would never return.
        if self.child.kill().is_ok() {
            let _ = self.child.wait();
        }
    }
}
