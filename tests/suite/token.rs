//! Tokens as a whole: which are in form, what looking at one shows, what verifying costs in allocations, what holds for all of them.

mod allocations;
mod form;
mod properties;
mod regressions;
mod unverified;
