//! Interleaved measurement: in each round every contender of an operation runs once, so that whatever slows the machine
//! down for a while slows all of them down.

use std::time::Duration;

use anyhow::{Context, Result};
use peers_harness::process::RemoteContender;
use peers_harness::{Action, Contender, Name, Operation, Payload};

/// How long to measure.
pub struct Plan {
    /// How often each contender runs.
    pub rounds: usize,
    /// How long one run is made to take, by repeating the call.
    pub sample: Duration,
}

/// A contender, wherever it runs.
pub struct Subject {
    pub name: Name,
    pub operation: Operation,
    /// Takes iterations and threads.
    time: Box<dyn Fn(u64, usize) -> Result<Duration>>,
}

/// All samples of one contender.
pub struct Measurement {
    pub name: Name,
    pub operation: Operation,
    /// How many threads made the call at the same time.
    pub threads: usize,
    /// One a round: nanoseconds that one call took its thread.
    pub samples: Vec<f64>,
}

/// The numbers of threads: alone, and two that share one verifier.
pub const THREADS: [usize; 2] = [1, 2];

/// Measures everything.
pub fn measure(subjects: &[Subject], plan: &Plan) -> Result<Vec<Measurement>> {
    let mut heats = Vec::new();
    for operation in Operation::all() {
        for &threads in thread_counts(operation) {
            heats.push(Heat::new(subjects, operation, threads, plan.sample)?);
        }
    }
    for round in 0..plan.rounds {
        eprint!("\rround {} of {}", round + 1, plan.rounds);
        for heat in &mut heats {
            heat.run(round)?;
        }
    }
    eprintln!();
    Ok(heats.into_iter().flat_map(Heat::into_measurements).collect())
}

/// The median; the samples are never NaN.
pub fn median(samples: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = samples.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

impl Measurement {
    /// The median time of a call, in nanoseconds.
    pub fn median(&self) -> f64 {
        median(self.samples.iter().copied()).unwrap_or(f64::NAN)
    }

    /// How much longer this took than `other`: the median of the ratios of the rounds.
    pub fn over(&self, other: &Self) -> f64 {
        let pairs = self.samples.iter().zip(&other.samples);
        median(pairs.map(|(this, other)| this / other)).unwrap_or(f64::NAN)
    }
}

impl From<Contender> for Subject {
    fn from(contender: Contender) -> Self {
        let task = contender.task;
        Self {
            name: contender.name,
            operation: contender.operation,
            time: Box::new(move |iterations, threads| Ok(task.time(iterations, threads))),
        }
    }
}

impl From<RemoteContender> for Subject {
    fn from(remote: RemoteContender) -> Self {
        let (name, operation) = (remote.name.clone(), remote.operation);
        Self { name, operation, time: Box::new(move |iterations, threads| remote.time(iterations, threads)) }
    }
}

/// Verification of the usual token is measured on several threads, all else on one.
fn thread_counts(operation: Operation) -> &'static [usize] {
    match (operation.action, operation.payload) {
        (Action::Verify, Payload::Usual) => &THREADS,
        _ => &[1],
    }
}

/// All contenders of one operation.
struct Heat<'a> {
    threads: usize,
    lanes: Vec<Lane<'a>>,
}

struct Lane<'a> {
    subject: &'a Subject,
    iterations: u64,
    samples: Vec<f64>,
}

impl<'a> Heat<'a> {
    fn new(subjects: &'a [Subject], operation: Operation, threads: usize, sample: Duration) -> Result<Self> {
        let mut lanes = Vec::new();
        for subject in subjects.iter().filter(|subject| subject.operation == operation) {
            let iterations = subject.iterations_for(sample).with_context(|| format!("{:?}", subject.name))?;
            lanes.push(Lane { subject, iterations, samples: Vec::new() });
        }
        Ok(Self { threads, lanes })
    }

    /// Starts with another contender in each round, so that none always follows the same idle moment.
    fn run(&mut self, round: usize) -> Result<()> {
        let lanes = self.lanes.len();
        for position in 0..lanes {
            let lane = &mut self.lanes[(position + round) % lanes];
            let time = (lane.subject.time)(lane.iterations, self.threads)?;
            lane.samples.push(nanoseconds_each(time, lane.iterations));
        }
        Ok(())
    }

    fn into_measurements(self) -> impl Iterator<Item = Measurement> {
        let Self { threads, lanes } = self;
        lanes.into_iter().map(move |lane| Measurement {
            name: lane.subject.name.clone(),
            operation: lane.subject.operation,
            threads,
            samples: lane.samples,
        })
    }
}

impl Subject {
    /// How many iterations take about `sample`; trying them warms the contender up.
    fn iterations_for(&self, sample: Duration) -> Result<u64> {
        let mut iterations = 1;
        loop {
            // The shorter of two: an interruption would look like a slow contender.
            let time = (self.time)(iterations, 1)?.min((self.time)(iterations, 1)?);
            if time * 4 >= sample {
                let wanted = sample.as_secs_f64() * 1e9 / nanoseconds_each(time, iterations);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
                return Ok((wanted as u64).max(1));
            }
            iterations *= 2;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "iterations are few")]
fn nanoseconds_each(time: Duration, iterations: u64) -> f64 {
    time.as_secs_f64() * 1e9 / iterations as f64
}
