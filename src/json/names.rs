//! The names of one object's members, each of which may occur once (RFC 7519 section 4).

use alloc::collections::BTreeSet;

/// As many names as a claims set usually has are compared one by one, on the stack.
const INLINE: usize = 16;

/// The names seen so far. Beyond [`INLINE`] they go to a tree, so that the work stays bounded by *n* log *n*.
#[derive(Debug)]
pub(super) struct Names<'t> {
    first: [&'t str; INLINE],
    length: usize,
    others: BTreeSet<&'t str>,
}

impl<'t> Names<'t> {
    pub(super) const fn new() -> Self {
        Self { first: [""; INLINE], length: 0, others: BTreeSet::new() }
    }

    /// Whether `name` is a new one.
    pub(super) fn insert(&mut self, name: &'t str) -> bool {
        if self.first.iter().take(self.length).any(|&known| known == name) {
            return false;
        }
        match self.first.get_mut(self.length) {
            Some(slot) => {
                *slot = name;
                self.length = self.length.saturating_add(1);
                true
            }
            None => self.others.insert(name),
        }
    }
}
