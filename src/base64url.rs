//! base64url without padding: RFC 7515 section 2, RFC 4648 section 5.
//!
//! Strict: every byte string has exactly one text, and only that text is decoded. Padding, the other alphabet, white space,
//! non-zero trailing bits and a length of 1 mod 4 are refused.

use alloc::string::String;

use base64::Engine as _;
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

/// The length of the bytes behind a text of `length` characters; one too many where no text has
/// that length.
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

/// Decodes `text` into the front of `buffer`, which has room for [`decoded_len`] bytes.
pub(crate) fn decode<'b>(text: &str, buffer: &'b mut [u8]) -> Result<&'b mut [u8], NotBase64url> {
    let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, buffer).map_err(|_| NotBase64url)?;
    buffer.get_mut(..length).ok_or(NotBase64url)
}
