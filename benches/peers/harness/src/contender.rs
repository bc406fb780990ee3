//! A library in the race.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{Action, Case, Operation, Task};

/// A library, or one way to use it: it makes itself ready for an operation, if it can do it at all.
pub trait Library {
    /// How the report calls it.
    ///
    /// # Errors
    ///
    /// When the library is not in the lock file.
    fn name(&self) -> Result<Name>;

    /// Readies a verifier and a token; `None` where the library lacks the algorithm.
    ///
    /// # Errors
    ///
    /// When the library refuses the test key or fails the check of its outcome.
    fn verify(&self, case: &Case) -> Result<Option<Task>>;

    /// Readies a signer and claims; `None` where the library lacks the algorithm.
    ///
    /// # Errors
    ///
    /// When the library refuses the test key or fails the check of its outcome.
    fn sign(&self, case: &Case) -> Result<Option<Task>>;
}

/// What the report calls a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The crate.
    pub package: String,
    /// Its version in the lock file.
    pub version: String,
    /// The back end or the way of use, where there are several.
    pub variant: Option<String>,
    /// Its part in the race.
    pub role: Role,
}

/// A library's part in the race.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// The crate that the others are compared with.
    Ours,
    /// A JWT library.
    Peer,
    /// A signature primitive alone: what any token library on top of it takes at least.
    Floor,
}

/// A library made ready for one operation.
pub struct Contender {
    /// The library.
    pub name: Name,
    /// The operation.
    pub operation: Operation,
    /// The operation by this library.
    pub task: Task,
}

impl Name {
    /// A name with the version that `lock`, the text of a Cargo.lock, has for the package.
    ///
    /// # Errors
    ///
    /// When the package is not in the lock file.
    pub fn locked(package: &str, variant: Option<&str>, role: Role, lock: &str) -> Result<Self> {
        let entry = format!("name = \"{package}\"\nversion = \"");
        let (_, rest) = lock.split_once(&entry).with_context(|| format!("{package} is not locked"))?;
        let (version, _) = rest.split_once('"').context("a version ends")?;
        Ok(Self { package: package.into(), version: version.into(), variant: variant.map(Into::into), role })
    }

    /// Whether the others are compared with this one: our crate in its usual use.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        self.role == Role::Ours && self.variant.is_none()
    }
}

/// Makes a library ready for each operation that it can do.
///
/// # Errors
///
/// When it fails the check of its outcome, or anything before that.
pub fn contenders(library: &dyn Library) -> Result<Vec<Contender>> {
    let mut contenders = Vec::new();
    for operation in Operation::all() {
        let name = library.name()?;
        let case = Case::new(operation)?;
        let task = match operation.action {
            Action::Verify => library.verify(&case),
            Action::Sign => library.sign(&case),
        };
        let task = task.with_context(|| format!("{} {:?} {operation}", name.package, name.variant))?;
        contenders.extend(task.map(|task| Contender { name, operation, task }));
    }
    Ok(contenders)
}
