//! What the tests share: tokens that are made by hand, fixed keys, a verdict that does not depend on the type asked for.

pub(crate) mod base64url;
pub(crate) mod keys;
pub(crate) mod rfc;
pub(crate) mod tokens;
pub(crate) mod verdict;
