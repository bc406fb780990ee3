//! What the hot path needs and no crate gives. Private, and for public values only.

#[cfg(feature = "rsa")]
pub(crate) mod montgomery;
