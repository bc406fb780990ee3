//! The names of an object's members, each of which may occur once (RFC 7519 section 4).

mod many;

use alloc::vec::Vec;

use many::{Key, Many};

/// As many names as a claims set usually has are compared one by one. Beyond that they go to a table.
const FEW: usize = 12;

/// The names of one object, on the stack if they are few.
#[derive(Debug)]
pub(super) struct Names<'t> {
    marks: Marks<4>,
    first: [&'t str; FEW],
    length: usize,
    /// All names, once there are more than [`FEW`].
    many: Option<Many<'t>>,
}

impl<'t> Names<'t> {
    #[inline]
    pub(super) const fn new() -> Self {
        Self { marks: Marks::new(), first: [""; FEW], length: 0, many: None }
    }

    /// Whether `name` is a new one.
    #[inline]
    pub(super) fn insert(&mut self, name: &'t str) -> bool {
        if self.marks.mark(name) { self.insert_compared(name) } else { self.insert_new(name) }
    }

    #[inline]
    fn insert_new(&mut self, name: &'t str) -> bool {
        match self.first.get_mut(self.length) {
            Some(slot) => {
                *slot = name;
                self.length = self.length.saturating_add(1);
                true
            }
            None => self.insert_among_many(name),
        }
    }

    #[inline(never)]
    fn insert_compared(&mut self, name: &'t str) -> bool {
        match &mut self.many {
            Some(many) => many.insert(name),
            None => !self.is_among_first(name) && self.insert_new(name),
        }
    }

    #[inline(never)]
    fn insert_among_many(&mut self, name: &'t str) -> bool {
        self.many.get_or_insert_with(|| Many::new(&self.first, Key::random())).insert(name)
    }

    fn is_among_first(&self, name: &str) -> bool {
        self.first.iter().take(self.length).any(|&known| known == name)
    }

    /// Whether there is a member of that name.
    pub(super) fn contains(&self, name: &str) -> bool {
        match &self.many {
            Some(many) => many.contains(name),
            None => self.is_among_first(name),
        }
    }
}

/// The names of objects that stand in each other, in one place: to enter one costs next to nothing.
#[derive(Debug)]
pub(super) struct NestedNames<'t> {
    names: Vec<&'t str>,
    /// Of the tables of all objects with many names.
    key: Option<Key>,
}

/// One of these objects.
#[derive(Debug)]
pub(super) struct Level<'t> {
    /// How many names are of the objects around it.
    start: usize,
    marks: Marks<1>,
    /// All names, once there are more than [`FEW`].
    many: Option<Many<'t>>,
}

impl<'t> NestedNames<'t> {
    pub(super) const fn new() -> Self {
        Self { names: Vec::new(), key: None }
    }

    #[inline]
    pub(super) const fn enter(&self) -> Level<'t> {
        Level { start: self.names.len(), marks: Marks::new(), many: None }
    }

    #[inline]
    pub(super) fn leave(&mut self, level: &Level<'t>) {
        self.names.truncate(level.start);
    }

    /// Whether `name` is a new one in the innermost object.
    #[inline]
    pub(super) fn insert(&mut self, level: &mut Level<'t>, name: &'t str) -> bool {
        let known = self.names.get(level.start..).unwrap_or_default();
        if known.len() == FEW {
            let key = *self.key.get_or_insert_with(Key::random);
            return level.many.get_or_insert_with(|| Many::new(known, key)).insert(name);
        }
        if level.marks.mark(name) && known.contains(&name) {
            return false;
        }
        if self.names.capacity() == 0 {
            self.names.reserve(FEW);
        }
        self.names.push(name);
        true
    }
}

/// For each name a bit, at a place that the name decides: one whose bit is clear is new, and need not be compared.
///
/// With eight names and 256 bits, two of them share a bit in one claims set out of ten.
#[derive(Debug)]
struct Marks<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Marks<WORDS> {
    #[inline]
    const fn new() -> Self {
        Self([0; WORDS])
    }

    /// Sets the name's bit, and gives what it was.
    #[inline]
    fn mark(&mut self, name: &str) -> bool {
        let place = digest(name);
        let bit = 1 << (place % u64::BITS);
        match self.0.get_mut((place >> 30) as usize & (WORDS.wrapping_sub(1))) {
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
