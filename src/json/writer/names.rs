//! The names of one object's members, each of which may occur once (RFC 7519 section 4).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::text::Text;

/// As many names as a claims set usually has are compared as they come, on the stack.
const INLINE: usize = 16;

/// The names written so far. Beyond [`INLINE`] they go to a tree when all are there, so that the work stays bounded by
/// *n* log *n*.
pub(super) struct Names {
    /// Of the first names: what tells nearly all of them apart, side by side so that all can be compared at once.
    digests: [u32; INLINE],
    /// Where they stand in the text.
    places: [usize; INLINE],
    length: usize,
    others: Vec<usize>,
}

impl Names {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { digests: [0; INLINE], places: [0; INLINE], length: 0, others: Vec::new() }
    }

    /// Whether the name at this place of the text is a new one, as far as can be said yet.
    #[inline]
    pub(super) fn insert(&mut self, digest: u32, place: usize, text: &mut Text) -> bool {
        let seen = self.digests.contains(&digest);
        if seen && self.contains(place, text) {
            return false;
        }
        match (self.digests.get_mut(self.length), self.places.get_mut(self.length)) {
            (Some(digest_slot), Some(slot)) => {
                (*digest_slot, *slot) = (digest, place);
                self.length = self.length.saturating_add(1);
            }
            _ => self.others.push(place),
        }
        true
    }

    #[cold]
    fn contains(&self, place: usize, text: &mut Text) -> bool {
        let text = text.on_heap();
        self.places.iter().take(self.length).any(|&known| name_at(text, known) == name_at(text, place))
    }

    /// Whether no two of all the names are the same.
    #[inline]
    pub(super) fn are_distinct(&mut self, text: &mut Text) -> bool {
        self.others.is_empty() || self.others_are_distinct(text)
    }

    #[cold]
    fn others_are_distinct(&mut self, text: &mut Text) -> bool {
        let text = text.on_heap();
        // What has been written is UTF-8. The reader has such a tree too: sorting would add more to a program.
        let mut seen = BTreeSet::new();
        let mut places = self.places.iter().chain(&self.others);
        places.all(|&place| str::from_utf8(name_at(text, place)).is_ok_and(|name| seen.insert(name)))
    }
}

/// The name that stands at a place of the text, as it is written there: each name in one way.
fn name_at(text: &[u8], place: usize) -> &[u8] {
    let name = text.get(place..).unwrap_or_default();
    name.get(..super::super::string::escaped_len(name).unwrap_or_default()).unwrap_or_default()
}

/// Tells nearly all names apart: a hash of the length, and of the first and the last eight bytes.
#[inline(always)]
pub(super) fn digest(name: &[u8]) -> u32 {
    /// Odd, and its bits are in no order: 2^64 over the golden ratio.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (first, last) = match (name.first_chunk(), name.last_chunk(), name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last), ..) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        (_, _, Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
        _ => {
            let byte = |place: usize| u64::from(name.get(place).copied().unwrap_or_default());
            (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
        }
    };
    let mixed = (first ^ last.rotate_left(29) ^ name.len() as u64).wrapping_mul(SPREAD);
    (mixed >> 32) as u32
}
