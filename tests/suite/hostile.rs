//! Hostile input, by the classes that SECURITY.md names.

#[cfg(feature = "_every_algorithm")]
pub(crate) mod corpus;
#[cfg(feature = "_every_algorithm")]
mod every_byte;
mod keys;
mod secret_marks;
mod secrets;
mod signatures;
mod tokens;
