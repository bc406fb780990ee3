//! A prepared call, and the stopwatch that repeats it.

use std::fmt::Debug;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// A call with its keys and its input made ready; it can be repeated any number of times, by several threads at once.
pub struct Task(Box<dyn Fn(u64) + Send + Sync>);

impl Task {
    /// A task that is told how often to do its work, and may make what it needs (a scratch buffer) once before.
    pub fn new(repeat: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self(Box::new(repeat))
    }

    /// A task that repeats `call`, which succeeds every time.
    ///
    /// # Panics
    ///
    /// The task does, when the call fails after all.
    pub fn repeat<R, E: Debug>(call: impl Fn() -> Result<R, E> + Send + Sync + 'static) -> Self {
        Self::new(move |iterations| {
            for _ in 0..iterations {
                black_box(call().expect("succeeded before the measurement"));
            }
        })
    }

    /// The wall time in which each of `threads` threads does the work `iterations` times.
    ///
    /// # Panics
    ///
    /// When the task does.
    #[must_use]
    pub fn time(&self, iterations: u64, threads: usize) -> Duration {
        if threads == 1 {
            return self.time_here(iterations);
        }
        let start = Barrier::new(threads);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        self.time_here(iterations)
                    })
                })
                .collect();
            let times = workers.into_iter().map(|worker| worker.join().expect("a task does not panic"));
            times.max().unwrap_or_default()
        })
    }

    /// Does the work `iterations` times.
    pub fn run(&self, iterations: u64) {
        (self.0)(iterations);
    }

    fn time_here(&self, iterations: u64) -> Duration {
        let start = Instant::now();
        self.run(iterations);
        start.elapsed()
    }
}
