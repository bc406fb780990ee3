//! What needs keys of every algorithm, and so all the features that have one.

mod export;
mod jwk_keys;
mod jwk_round_trip;
mod key_costs;
mod key_sets;
mod live_key_sets;
mod openssl_damaged;
mod openssl_keys;
mod remote_signer;
mod rfc7515_a4;
mod run_time_algorithm;
mod tables_on_demand;
mod wycheproof;
