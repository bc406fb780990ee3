//! The names of members, each of which may occur once in its object (RFC 7519 section 4).

#[cfg(not(feature = "std"))]
use alloc::collections::BTreeSet as Set;
use alloc::vec::Vec;
#[cfg(feature = "std")]
use std::collections::HashSet as Set;

/// The number of names in a usual claims set. So many are kept on the stack and compared one by one.
const FEW: usize = 12;

/// The names of all open objects. Those of the innermost object come last.
#[derive(Debug)]
pub(super) struct Names<'t> {
    first: [&'t str; FEW],
    others: Vec<&'t str>,
    count: usize,
}

/// One object's part of the names.
#[derive(Debug)]
pub(super) struct Level<'t> {
    /// The number of names in the objects around it.
    start: usize,
    count: usize,
    marks: Marks,
    /// All names of the object, once there are more than [`FEW`]. Chosen names do not slow it down: `HashSet` has a random
    /// key, and `BTreeSet` needs none.
    many: Option<Set<&'t str>>,
}

impl<'t> Names<'t> {
    pub(super) const fn new() -> Self {
        Self { first: [""; FEW], others: Vec::new(), count: 0 }
    }

    #[inline]
    pub(super) const fn enter(&self) -> Level<'t> {
        Level { start: self.count, count: 0, marks: Marks::new(), many: None }
    }

    /// Ends an object. Its names stay until the next name is read.
    #[inline]
    pub(super) const fn leave(&mut self, level: &Level<'t>) {
        self.count = level.start;
    }

    /// Inserts a name into the innermost object. Returns whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, level: &mut Level<'t>, name: &'t str) -> bool {
        if level.marks.mark(name) && self.contains(level, name) {
            return false;
        }
        match self.first.get_mut(self.count) {
            Some(slot) => *slot = name,
            None => self.insert_other(level, name),
        }
        self.count = self.count.saturating_add(1);
        level.count = level.count.saturating_add(1);
        true
    }

    #[inline(never)]
    fn insert_other(&mut self, level: &mut Level<'t>, name: &'t str) {
        self.others.truncate(self.count.saturating_sub(FEW));
        self.others.push(name);
        if level.count >= FEW {
            let many = level.many.get_or_insert_with(|| {
                let mut many = Set::default();
                // Growing hashes all names again, so start large.
                #[cfg(feature = "std")]
                many.reserve(64);
                many.extend(self.of(level.start, level.count));
                many
            });
            many.insert(name);
        }
    }

    /// Returns whether the object has a member of that name.
    #[inline(never)]
    pub(super) fn contains(&self, level: &Level<'t>, name: &str) -> bool {
        match &level.many {
            None => self.of(level.start, level.count).any(|known| known == name),
            Some(many) => many.contains(name),
        }
    }

    fn of(&self, start: usize, count: usize) -> impl Iterator<Item = &'t str> {
        let end = start.saturating_add(count);
        let first = self.first.get(start..end.min(FEW)).unwrap_or_default();
        let others = self.others.get(start.saturating_sub(FEW)..end.saturating_sub(FEW)).unwrap_or_default();
        first.iter().chain(others).copied()
    }
}

/// For each name a bit, at a place that the name decides: one whose bit is clear is new, and need not be compared.
///
/// With eight names and 256 bits, two of them share a bit in one claims set out of ten.
#[derive(Debug)]
struct Marks([u64; 4]);

impl Marks {
    #[inline]
    const fn new() -> Self {
        Self([0; 4])
    }

    /// Sets the name's bit, and gives what it was.
    #[inline]
    fn mark(&mut self, name: &str) -> bool {
        let place = digest(name);
        let bit = 1 << (place % u64::BITS);
        // The shift leaves two bits, for one of four words.
        match self.0.get_mut((place >> (u32::BITS - 2)) as usize) {
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
    /// 2^32 divided by the golden ratio: neighbors come far apart (Knuth, TAOCP volume 3, section 6.4).
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
