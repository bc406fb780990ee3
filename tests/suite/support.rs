//! What the tests share: tokens that are made by hand, fixed keys, a verdict that does not depend on the type asked for.

#[cfg(all(
    feature = "jwk",
    feature = "es384",
    feature = "es512",
    feature = "es256k",
    feature = "eddsa",
    feature = "rsa-signing"
))]
pub(crate) mod any_key;
pub(crate) mod base64url;
#[cfg(feature = "jwk")]
pub(crate) mod key_errors;
pub(crate) mod keys;
#[cfg(all(
    feature = "jwk",
    feature = "es384",
    feature = "es512",
    feature = "es256k",
    feature = "eddsa",
    feature = "rsa-signing"
))]
pub(crate) mod openssl;
pub(crate) mod rfc;
pub(crate) mod tokens;
pub(crate) mod verdict;
