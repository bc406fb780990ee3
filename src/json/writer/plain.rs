//! Copying what needs no escape, which is nearly every string.

use super::super::string::{marks, plain_len};

/// Copies `bytes` to a `place` of the same length, and says whether they are written so in a string: whether there is
/// no quotation mark, no backslash and no control character. If there is one, what is in the place means nothing.
///
/// ```abnf
/// unescaped = %x20-21 / %x23-5B / %x5D-10FFFF                         ; RFC 8259 section 7
/// ```
#[expect(clippy::inline_always, reason = "for a constant it is a few stores")]
#[inline(always)]
pub(super) fn copy_plain(place: &mut [u8], bytes: &[u8]) -> bool {
    copy(place, bytes);
    if bytes.len() > 16 {
        return plain_len(bytes) == bytes.len();
    }
    let [first, last] = ends(bytes);
    marks(first) | marks(last) == 0
}

/// At most sixteen bytes as two words, which overlap or have spaces in them.
#[inline(always)]
fn ends(bytes: &[u8]) -> [u64; 2] {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return [u64::from_le_bytes(*first), u64::from_le_bytes(*last)];
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return [u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32, SPACES];
    }
    match *bytes {
        [a, b, c] => [u64::from_le_bytes([a, b, c, b' ', b' ', b' ', b' ', b' ']), SPACES],
        [a, b] => [u64::from_le_bytes([a, b, b' ', b' ', b' ', b' ', b' ', b' ']), SPACES],
        [a] => [u64::from_le_bytes([a, b' ', b' ', b' ', b' ', b' ', b' ', b' ']), SPACES],
        _ => [SPACES, SPACES],
    }
}

/// Copies `bytes` to a `place` of the same length. As most are short, it is worth more to spare a call than to move
/// many at once: the first half of them and the last, which overlap.
#[expect(clippy::inline_always, reason = "as `copy_plain`")]
#[inline(always)]
pub(super) fn copy(place: &mut [u8], bytes: &[u8]) {
    match bytes.len() {
        33.. => place.copy_from_slice(bytes),
        16.. => copy_ends::<16>(place, bytes),
        8.. => copy_ends::<8>(place, bytes),
        4.. => copy_ends::<4>(place, bytes),
        2.. => copy_ends::<2>(place, bytes),
        _ => copy_ends::<1>(place, bytes),
    }
}

/// Copies the first and the last `N` bytes.
#[expect(clippy::inline_always, reason = "as `copy_plain`")]
#[inline(always)]
fn copy_ends<const N: usize>(place: &mut [u8], bytes: &[u8]) {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) {
        if let Some(place) = place.first_chunk_mut() {
            *place = *first;
        }
        if let Some(place) = place.last_chunk_mut() {
            *place = *last;
        }
    }
}
