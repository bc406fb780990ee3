//! Hostile input, by the classes that SECURITY.md names.

mod keys;
mod secrets;
mod signatures;
mod tokens;
