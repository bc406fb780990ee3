//! What the tests share: tokens that are made by hand, fixed keys, a verdict that does not depend on the type asked for.

#[cfg(feature = "_every_algorithm")]
pub(crate) mod any_key;
pub(crate) mod base64url;
#[cfg(feature = "jwk")]
pub(crate) mod key_errors;
pub(crate) mod keys;
#[cfg(feature = "_every_algorithm")]
pub(crate) mod openssl;
pub(crate) mod rfc;
pub(crate) mod tokens;
pub(crate) mod verdict;
