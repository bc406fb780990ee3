//! The JSON of claims that are about to be signed.

use alloc::string::ToString;
use alloc::vec::Vec;

use memchr::memchr;
use serde::Serialize;
use serde::de::IgnoredAny;

use super::observe::{self, Observed};
use crate::error::{SignError, VerifyError};

/// Claims of so many bytes of JSON, as most are, do not leave the stack.
const STACK_LEN: usize = 512;

/// A JSON text: on the stack, or on the heap where it has become too long.
pub(super) struct Payload {
    /// Twice the length: the other half is for strings with escapes, when the text is read.
    stack: [u8; 2 * STACK_LEN],
    heap: Vec<u8>,
    length: usize,
}

impl Payload {
    pub(super) const fn new() -> Self {
        Self { stack: [0; 2 * STACK_LEN], heap: Vec::new(), length: 0 }
    }

    /// Writes the claims, and checks what has been written.
    pub(super) fn serialize<T: Serialize + ?Sized>(&mut self, claims: &T) -> Result<&[u8], SignError> {
        self.write_json(claims).map_err(|error| SignError::Serialize(error.to_string()))?;
        self.check()?;
        Ok(self.as_bytes())
    }

    #[cfg(feature = "std")]
    fn write_json<T: Serialize + ?Sized>(&mut self, claims: &T) -> serde_json::Result<()> {
        serde_json::to_writer(self, claims)
    }

    #[cfg(not(feature = "std"))]
    fn write_json<T: Serialize + ?Sized>(&mut self, claims: &T) -> serde_json::Result<()> {
        self.heap = serde_json::to_vec(claims)?;
        self.length = self.heap.len();
        Ok(())
    }

    #[cfg(feature = "std")]
    fn push(&mut self, bytes: &[u8]) {
        let end = self.length.saturating_add(bytes.len());
        if self.heap.is_empty() {
            if end <= STACK_LEN
                && let Some(place) = self.stack.get_mut(self.length..end)
            {
                place.copy_from_slice(bytes);
                self.length = end;
                return;
            }
            self.heap.extend_from_slice(self.stack.get(..self.length).unwrap_or_default());
        }
        self.heap.extend_from_slice(bytes);
        self.length = end;
    }

    fn as_bytes(&self) -> &[u8] {
        let bytes = if self.heap.is_empty() { &self.stack[..] } else { &self.heap };
        bytes.get(..self.length).unwrap_or_default()
    }

    /// What is signed can be verified: the payload is an object, no two of its members have the same name, and
    /// registered claims are of their types.
    fn check(&mut self) -> Result<(), SignError> {
        if self.as_bytes().first() != Some(&b'{') {
            return Err(SignError::NotAnObject);
        }
        if memchr(b'\\', &self.heap).is_some() {
            self.heap.resize(self.length.saturating_mul(2), 0);
        }
        let buffer = if self.heap.is_empty() { &mut self.stack[..] } else { &mut self.heap };
        match observe::read::<IgnoredAny>(buffer, self.length, &mut Observed::default()) {
            Ok(IgnoredAny) => Ok(()),
            Err(VerifyError::Malformed(part, defect)) => Err(SignError::Malformed(part, defect)),
            Err(VerifyError::Claim { claim, .. }) => Err(SignError::WrongType(claim)),
            Err(_) => Err(SignError::NotAnObject),
        }
    }
}

#[cfg(feature = "std")]
impl std::io::Write for &mut Payload {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.push(bytes);
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
