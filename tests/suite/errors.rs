//! The texts of errors, and what types show of themselves.

mod of_keys;
mod of_types;
mod order;
mod shown;
mod texts;
