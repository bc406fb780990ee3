//! Without `std`, every verdict is the same: the modules of the suite, once more, and the code that stands in for `std`.
//!
//! `cargo test` in this folder.

#![cfg(test)]
#![allow(dead_code, reason = "some helpers belong to modules that are not here")]

mod at_once;
mod names;
mod policy;

#[path = "../../suite/claims"]
mod claims {
    mod enums;
    mod expectations;
    mod hidden;
    mod numbers;
    mod payload;
    mod registered;
    mod rules;
    pub(crate) mod types;
}
#[path = "../../suite/header"]
mod header {
    mod critical;
    mod other_parameters;
    mod own_key;
    mod parameters;
    mod text;
    mod use_of_it;
}
#[path = "../../suite/rfc"]
mod rfc {
    mod rfc7515;
    mod rfc7797;
    mod rfc8037;
    mod rfc9964;
    mod wycheproof;
}
#[path = "../../suite/support"]
mod support {
    pub(crate) mod base64url;
    pub(crate) mod key_errors;
    pub(crate) mod keys;
    pub(crate) mod rfc;
    pub(crate) mod tokens;
    pub(crate) mod verdict;
}
#[path = "../../suite/times"]
mod times {
    mod rules;
}
#[path = "../../suite/token"]
mod token {
    mod form;
}
