//! The hash of an algorithm, for claims that bind another value to an ID token: OpenID Connect Core 1.0, section 3.1.3.6.

use alloc::string::String;

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::base64url;
use crate::jwa::Algorithm;

/// Returns the left half of the hash of a value, in base64url: `at_hash` of an access token, `c_hash` of a code. Returns
/// `None` for an algorithm that no specification gives a hash for this purpose.
pub(super) fn left_half(algorithm: Algorithm, value: &str) -> Option<String> {
    match algorithm.facts().hash_len? {
        32 => Some(encoded_half(&Sha256::digest(value))),
        48 => Some(encoded_half(&Sha384::digest(value))),
        64 => Some(encoded_half(&Sha512::digest(value))),
        _ => None,
    }
}

fn encoded_half(hash: &[u8]) -> String {
    base64url::encode(hash.get(..hash.len() / 2).unwrap_or_default())
}
