//! How reading ends, and that a failure stays.

use super::{Error, Reader};
use crate::error::Defect;

/// What a type can do wrong that reads by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misuse {
    /// It asked for two values of one name, a value before its name, a name before the last one's value, or anything after
    /// an error.
    Order,
    /// It took an error inside of an object or array for an absent value, and left the rest of it unread.
    Unfinished,
}

impl Reader<'_> {
    /// The end of the text: nothing but white space is left, and nothing has failed on the way.
    pub(crate) fn finish(&mut self) -> Result<(), Defect> {
        match (self.failure, self.peek()) {
            (Some(defect), _) => Err(defect),
            (None, None) if self.depth == 0 && self.misuse.is_none() => Ok(()),
            _ => Err(Defect::Json),
        }
    }

    /// [`finish`](Self::finish) after a type that reads by itself.
    pub(crate) fn finish_type(&mut self) -> Result<(), Error> {
        match self.misuse {
            Some(misuse) => Err(Error::misuse(misuse)),
            None => self.finish().map_err(Error::defect),
        }
    }

    /// [`finish_type`](Self::finish_type) for a type that was read from the front of a text: the rest does not matter.
    pub(super) fn finish_value(&self) -> Result<(), Error> {
        match (self.misuse, self.failure) {
            (Some(misuse), _) => Err(Error::misuse(misuse)),
            (None, Some(defect)) => Err(Error::defect(defect)),
            (None, None) => Ok(()),
        }
    }

    /// The defect that reading ended with, if it has.
    pub(crate) const fn failure(&self) -> Option<Defect> {
        self.failure
    }

    /// Remembers the first defect, and gives up the rest of the text.
    #[cold]
    pub(crate) fn fail<T>(&mut self, defect: Defect) -> Result<T, Error> {
        if let Some(misuse) = self.misuse {
            // There is no text any more. That says nothing about the one that there was.
            return Err(Error::misuse(misuse));
        }
        self.rest = "";
        let first = *self.failure.get_or_insert(defect);
        Err(Error::defect(first))
    }

    /// Refuses the next value, if it is one.
    pub(crate) fn refuse<T>(&mut self, defect: Defect) -> Result<T, Error> {
        self.skip()?;
        self.fail(defect)
    }

    /// Remembers the first misuse, and gives up the rest of the text. A defect that was met before is what matters.
    #[cold]
    pub(super) fn refuse_misuse<T>(&mut self, misuse: Misuse) -> Result<T, Error> {
        if let Some(defect) = self.failure {
            return Err(Error::defect(defect));
        }
        self.rest = "";
        Err(Error::misuse(*self.misuse.get_or_insert(misuse)))
    }
}
