//! The names of one object's members, each of which may occur once (RFC 7519 section 4).

use alloc::collections::BTreeSet;

/// As many names as a claims set usually has are compared one by one, on the stack.
const INLINE: usize = 12;

/// The names seen so far. Beyond [`INLINE`] they go to a tree, so that the work stays bounded by *n* log *n*.
#[derive(Debug)]
pub(super) struct Names<'t> {
    /// For each name a bit, at a place that the name decides: one whose bit is clear is new, and need not be compared.
    marks: [u64; MARK_WORDS],
    first: [&'t str; INLINE],
    length: usize,
    others: BTreeSet<&'t str>,
}

/// With eight names and 256 bits, two of them share a bit in one claims set out of ten.
const MARK_WORDS: usize = 4;

impl<'t> Names<'t> {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { marks: [0; MARK_WORDS], first: [""; INLINE], length: 0, others: BTreeSet::new() }
    }

    /// Whether `name` is a new one.
    #[inline]
    pub(super) fn insert(&mut self, name: &'t str) -> bool {
        if self.mark(name) && self.first.iter().take(self.length).any(|&known| known == name) {
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

    /// Sets the name's bit, and gives what it was.
    #[inline]
    fn mark(&mut self, name: &str) -> bool {
        let place = digest(name);
        let bit = 1 << (place % u64::BITS);
        // The shift leaves two bits: there are four words.
        match self.marks.get_mut((place >> (u32::BITS - 2)) as usize) {
            Some(word) => {
                let seen = *word & bit != 0;
                *word |= bit;
                seen
            }
            None => true,
        }
    }
}

/// Tells most names apart: their length and three of their bytes, mixed.
#[inline]
fn digest(name: &str) -> u32 {
    /// 2^32 divided by the golden ratio: neighbours come far apart (Knuth, TAOCP volume 3, section 6.4).
    const MULTIPLIER: u32 = 0x9e37_79b9;
    let byte = |place: usize| name.as_bytes().get(place).copied().unwrap_or_default();
    let last = name.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whatever part of the length, so long as it is always the same"
    )]
    let length = name.len() as u8;
    let mixed = u32::from_le_bytes([byte(0), byte(last / 2), byte(last), length]).wrapping_mul(MULTIPLIER);
    mixed ^ (mixed >> 16)
}
