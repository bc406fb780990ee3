//! The mutations, by what they change. Each makes one random change.

pub mod encoding;
pub mod header;
pub mod json;
pub mod payload;
pub mod signature;
