//! Why a value could not be written.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use serde_core::ser;

use crate::error::Defect;

/// Boxed, so that the path without an error moves one word.
#[derive(Debug)]
pub(crate) struct Error(Box<Failure>);

#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The text would be defective.
    Defect(Defect),
    /// A value is not what is [`Expected`](super::Expected).
    Unexpected,
    /// The type does not serialise, for a reason of its own or since JSON cannot hold it.
    Type(String),
}

impl Error {
    pub(super) fn new(failure: Failure) -> Self {
        Self(Box::new(failure))
    }

    pub(super) fn into_failure(self) -> Failure {
        *self.0
    }
}

impl ser::Error for Error {
    #[cold]
    fn custom<T: fmt::Display>(detail: T) -> Self {
        Self::new(Failure::Type(detail.to_string()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Failure::Defect(defect) => defect.fmt(f),
            Failure::Unexpected => f.write_str("of the wrong type"),
            Failure::Type(detail) => f.write_str(detail),
        }
    }
}

impl core::error::Error for Error {}
