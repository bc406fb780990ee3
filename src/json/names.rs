//! The names of one object's members, each of which may occur once (RFC 7519 section 4).

use alloc::collections::BTreeSet;

/// As many names as a claims set usually has are compared one by one, on the stack.
const INLINE: usize = 12;

/// The names seen so far. Beyond [`INLINE`] they go to a tree, so that the work stays bounded by *n* log *n*.
#[derive(Debug)]
pub(super) struct Names<'t> {
    first: [(u32, &'t str); INLINE],
    length: usize,
    others: BTreeSet<&'t str>,
}

impl<'t> Names<'t> {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { first: [(0, ""); INLINE], length: 0, others: BTreeSet::new() }
    }

    /// Whether `name` is a new one.
    #[inline]
    pub(super) fn insert(&mut self, name: &'t str) -> bool {
        let digest = digest(name);
        if self.first.iter().take(self.length).any(|&(known, text)| known == digest && text == name) {
            return false;
        }
        match self.first.get_mut(self.length) {
            Some(slot) => {
                *slot = (digest, name);
                self.length = self.length.saturating_add(1);
                true
            }
            None => self.others.insert(name),
        }
    }
}

/// Tells most names apart: their length, and three of their bytes.
#[inline]
fn digest(name: &str) -> u32 {
    let byte = |place: usize| name.as_bytes().get(place).copied().unwrap_or_default();
    let last = name.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whatever part of the length, so long as it is always the same"
    )]
    let length = name.len() as u8;
    u32::from_le_bytes([byte(0), byte(last / 2), byte(last), length])
}
