//! What needs keys of every algorithm, and so all the features that have one.

mod openssl_damaged;
mod openssl_keys;
mod wycheproof;
