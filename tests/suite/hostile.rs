//! Hostile input, by the classes that SECURITY.md names.

#[cfg(feature = "_every_algorithm")]
mod corpus;
#[cfg(feature = "_every_algorithm")]
mod every_byte;
mod keys;
mod secrets;
mod signatures;
mod tokens;
