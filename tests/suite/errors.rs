//! The texts of errors.

mod of_keys;
mod of_types;
mod texts;
