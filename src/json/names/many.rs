//! Many names: those of an object with more members than are usual.

#[cfg(feature = "std")]
pub(super) use hashed::{Key, Many};
#[cfg(not(feature = "std"))]
pub(super) use sorted::{Key, Many};

/// A hash table. Its key is random, so that nobody can choose names that meet in one place of it.
#[cfg(feature = "std")]
mod hashed {
    use std::collections::HashSet;
    use std::hash::{BuildHasher, Hasher, RandomState};

    /// The names so far.
    #[derive(Debug)]
    pub(in crate::json::names) struct Many<'t>(HashSet<&'t str, Key>);

    impl<'t> Many<'t> {
        pub(in crate::json::names) fn new(names: &[&'t str], key: Key) -> Self {
            let mut many = HashSet::with_capacity_and_hasher(names.len().saturating_mul(4), key);
            many.extend(names);
            Self(many)
        }

        /// Whether `name` is a new one.
        #[inline]
        pub(in crate::json::names) fn insert(&mut self, name: &'t str) -> bool {
            if self.0.len() == self.0.capacity() {
                // Four times as many, since all of them are hashed again.
                self.0.reserve(self.0.len().saturating_mul(3));
            }
            self.0.insert(name)
        }

        pub(in crate::json::names) fn contains(&self, name: &str) -> bool {
            self.0.contains(name)
        }
    }

    /// A prime, 2^61 - 1.
    const MODULUS: u64 = (1 << 61) - 1;

    /// The random argument of a polynomial, by which names are hashed (Carter and Wegman 1979): two names of *n* blocks at
    /// most have one hash with a probability below *n* / 2^60, whoever chose them. `std`'s own hash takes three times as long
    /// for a short name.
    #[derive(Clone, Copy, Debug)]
    pub(in crate::json::names) struct Key(u64);

    impl Key {
        pub(in crate::json::names) fn random() -> Self {
            Self(RandomState::new().hash_one(0) % MODULUS)
        }
    }

    impl BuildHasher for Key {
        type Hasher = Polynomial;

        #[inline]
        fn build_hasher(&self) -> Polynomial {
            Polynomial { argument: self.0, value: 1 }
        }
    }

    /// A polynomial of which some blocks are in.
    pub(in crate::json::names) struct Polynomial {
        argument: u64,
        /// Its value so far, below 2^61.
        value: u64,
    }

    impl Polynomial {
        /// `(value + block) * argument`, modulo 2^61 - 1.
        #[inline]
        fn append(&mut self, block: u64) {
            let product = u128::from(self.value.wrapping_add(block)).wrapping_mul(u128::from(self.argument));
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of what is below 2^123")]
            let (low, high) = (product as u64 & MODULUS, (product >> 61) as u64);
            // 2^61 is 1 here.
            let sum = low.wrapping_add(high);
            self.value = sum.checked_sub(MODULUS).unwrap_or(sum);
        }
    }

    impl Hasher for Polynomial {
        #[inline]
        fn write(&mut self, name: &[u8]) {
            let (blocks, end) = name.as_chunks::<7>();
            for &[a, b, c, d, e, f, g] in blocks {
                self.append(u64::from_le_bytes([a, b, c, d, e, f, g, 0]));
            }
            // With a 1 in front: no two ends are one block.
            self.append(end.iter().fold(1, |block, &byte| block << 8 | u64::from(byte)));
        }

        /// What `str` puts behind itself. It has an end already.
        #[inline]
        fn write_u8(&mut self, _: u8) {}

        /// The table takes the highest bits and the lowest.
        #[inline]
        fn finish(&self) -> u64 {
            self.value ^ (self.value << 3)
        }
    }
}

/// Without `std` there is no randomness for a key: a tree, so that the work stays bounded by *n* log *n*.
#[cfg(not(feature = "std"))]
mod sorted {
    use alloc::collections::BTreeSet;

    /// The names so far.
    #[derive(Debug)]
    pub(in crate::json::names) struct Many<'t>(BTreeSet<&'t str>);

    /// Nothing: a tree needs no key.
    #[derive(Clone, Copy, Debug)]
    pub(in crate::json::names) struct Key;

    impl Key {
        pub(in crate::json::names) const fn random() -> Self {
            Self
        }
    }

    impl<'t> Many<'t> {
        pub(in crate::json::names) fn new(names: &[&'t str], Key: Key) -> Self {
            Self(names.iter().copied().collect())
        }

        /// Whether `name` is a new one.
        pub(in crate::json::names) fn insert(&mut self, name: &'t str) -> bool {
            self.0.insert(name)
        }

        pub(in crate::json::names) fn contains(&self, name: &str) -> bool {
            self.0.contains(name)
        }
    }
}
