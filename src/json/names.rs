//! The names of one object's members, each of which may occur once (RFC 7519 section 4).

use alloc::collections::BTreeSet;

/// As many names as a claims set usually has are compared one by one, on the stack.
const INLINE: usize = 12;

/// The names seen so far. Beyond [`INLINE`] they go to a tree, so that the work stays bounded by *n* log *n*.
#[derive(Debug)]
pub(super) struct Names<'t> {
    /// Of the first names: what tells most of them apart, side by side so that all can be compared at once.
    digests: [u32; INLINE],
    first: [&'t str; INLINE],
    length: usize,
    others: BTreeSet<&'t str>,
}

impl<'t> Names<'t> {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { digests: [0; INLINE], first: [""; INLINE], length: 0, others: BTreeSet::new() }
    }

    /// Whether `name` is a new one.
    #[inline]
    pub(super) fn insert(&mut self, name: &'t str) -> bool {
        let digest = digest(name);
        let seen = self.digests.contains(&digest);
        if seen && self.first.iter().take(self.length).any(|&known| known == name) {
            return false;
        }
        match (self.digests.get_mut(self.length), self.first.get_mut(self.length)) {
            (Some(digest_slot), Some(slot)) => {
                (*digest_slot, *slot) = (digest, name);
                self.length = self.length.saturating_add(1);
                true
            }
            _ => self.others.insert(name),
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
