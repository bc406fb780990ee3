//! The measurements, and what the report asks of them.

use peers_harness::{Name, Operation};

use crate::measure::Measurement;

/// All measurements of a run.
pub struct Results(pub Vec<Measurement>);

impl Results {
    /// The measurement of one contender, if it took part.
    pub fn get(&self, name: &Name, operation: Operation, threads: usize) -> Option<&Measurement> {
        self.of(operation, threads).find(|measurement| measurement.name == *name)
    }

    /// The measurements of an operation.
    pub fn of(&self, operation: Operation, threads: usize) -> impl Iterator<Item = &Measurement> {
        self.0.iter().filter(move |measurement| measurement.operation == operation && measurement.threads == threads)
    }

    /// The contender's time over ours: `None` for ourselves, and where we lack the operation.
    pub fn ratio(&self, measurement: &Measurement) -> Option<f64> {
        let mut all = self.of(measurement.operation, measurement.threads);
        let ours = all.find(|other| other.name.is_reference())?;
        (ours.name != measurement.name).then(|| measurement.over(ours))
    }

    /// The contenders: ours, the peers, the floors, each from fast to slow in the first operation that they took part in.
    pub fn names(&self) -> Vec<&Name> {
        let mut firsts: Vec<&Measurement> = Vec::new();
        for measurement in &self.0 {
            if firsts.iter().all(|first| first.name != measurement.name) {
                firsts.push(measurement);
            }
        }
        firsts.sort_by(|a, b| {
            let roles = a.name.role.cmp(&b.name.role);
            roles.then(a.median().total_cmp(&b.median()))
        });
        firsts.into_iter().map(|first| &first.name).collect()
    }
}
