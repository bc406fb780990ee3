//! Structured values, made of the bytes that a fuzzer gives.

/// Bytes that are used up from the front. Where there are none left, zeros come: every input makes a value.
#[derive(Debug)]
pub struct Bytes<'d>(pub &'d [u8]);

impl Bytes<'_> {
    pub fn byte(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }

    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        let (front, rest) = self.0.split_at(N.min(self.0.len()));
        array[..front.len()].copy_from_slice(front);
        self.0 = rest;
        array
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Text of at most 31 bytes; what is not UTF-8 in it is read as Latin-1, so that no byte goes without effect.
    pub fn text(&mut self) -> String {
        let length = usize::from(self.byte() % 32).min(self.0.len());
        let (front, rest) = self.0.split_at(length);
        self.0 = rest;
        match str::from_utf8(front) {
            Ok(text) => text.into(),
            Err(_) => front.iter().copied().map(char::from).collect(),
        }
    }

    pub fn optional<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (!self.byte().is_multiple_of(4)).then(|| make(self))
    }
}
