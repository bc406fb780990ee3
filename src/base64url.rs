//! base64url without padding: RFC 7515 section 2, RFC 4648 section 5.
//!
//! Strict: every byte string has exactly one text, and only that text is decoded. Padding, the other alphabet, white
//! space, non-zero trailing bits and a length of 1 mod 4 are refused.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
use base64::engine::GeneralPurpose as Engine;
#[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
use base64::engine::Simd as Engine;
use base64::engine::general_purpose::NO_PAD;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The text is not the canonical base64url of any byte string, or its bytes do not fit the buffer.
#[derive(Debug)]
pub(crate) struct NotBase64url;

/// The length of the text of `length` bytes.
pub(crate) const fn encoded_len(length: usize) -> usize {
    let rest = match length % 3 {
        0 => 0,
        1 => 2,
        _ => 3,
    };
    (length / 3).saturating_mul(4).saturating_add(rest)
}

/// The length of the bytes behind a text of `length` characters; one too many where no text has that length.
pub(crate) const fn decoded_len(length: usize) -> usize {
    let rest = match length % 4 {
        0 => 0,
        1 | 2 => 1,
        _ => 2,
    };
    (length / 4).saturating_mul(3).saturating_add(rest)
}

/// Appends the text of `bytes`.
pub(crate) fn append(bytes: &[u8], text: &mut String) {
    BASE64_URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// Decodes `text` into the front of `buffer`, which has room for [`decoded_len`] bytes, and gives the length.
pub(crate) fn decode(text: &str, buffer: &mut [u8]) -> Result<usize, NotBase64url> {
    BASE64_URL_SAFE_NO_PAD.decode_slice(text, buffer).map_err(|_| NotBase64url)
}

/// The same, prepared once for the CPU it runs on: with wide registers where there are any.
#[derive(Clone)]
pub(crate) struct Codec(Engine);

impl Codec {
    #[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
    pub(crate) fn new() -> Self {
        Self(Engine::url_safe(NO_PAD))
    }

    #[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
    pub(crate) const fn new() -> Self {
        Self(Engine::new(&base64::alphabet::URL_SAFE, NO_PAD))
    }

    /// [`decode`].
    #[inline]
    pub(crate) fn decode(&self, text: &str, buffer: &mut [u8]) -> Result<usize, NotBase64url> {
        self.0.decode_slice(text, buffer).map_err(|_| NotBase64url)
    }

    /// Appends the text of `bytes`.
    #[inline]
    pub(crate) fn append(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let start = text.len();
        text.resize(start.saturating_add(encoded_len(bytes.len())), 0);
        // There is room for all of it.
        let _ = self.0.encode_slice(bytes, text.get_mut(start..).unwrap_or_default());
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codec")
    }
}
