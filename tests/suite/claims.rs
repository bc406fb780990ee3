//! The claims set: RFC 7519 sections 4 and 7.2. What is read of it into which type, and what a policy expects.

mod enums;
mod every_start;
mod expectations;
mod flatten;
mod hidden;
mod issuers;
mod kinds;
mod loosened;
mod numbers;
mod payload;
mod registered;
mod rules;
mod skipped;
pub(crate) mod types;
mod wrong_order;
