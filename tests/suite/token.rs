//! Tokens as a whole: which are in form, what looking at one shows, what verifying costs in allocations, the HTTP header around it, what holds for all of them; the JSON serialization.

mod allocations;
mod authorization;
mod form;
mod json_form;
mod properties;
mod regressions;
mod unverified;
