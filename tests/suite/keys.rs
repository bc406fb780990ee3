//! Keys: from secrets, PEM, DER, JWK and numbers, and back.

mod algorithm_names;
#[cfg(feature = "_every_algorithm")]
mod coordinates;
#[cfg(feature = "_every_algorithm")]
mod costs;
#[cfg(feature = "eddsa")]
pub(crate) mod der;
#[cfg(feature = "_every_algorithm")]
mod export;
mod files;
#[cfg(feature = "jwk")]
mod jwk;
#[cfg(feature = "_every_algorithm")]
mod jwk_keys;
#[cfg(feature = "jwk")]
mod jwk_producers;
#[cfg(feature = "_every_algorithm")]
mod jwk_round_trip;
#[cfg(feature = "_every_algorithm")]
mod openssl;
#[cfg(feature = "_every_algorithm")]
mod openssl_damaged;
pub(crate) mod pem;
mod public;
#[cfg(all(feature = "jwk", feature = "eddsa"))]
mod roca;
#[cfg(feature = "eddsa")]
mod rsa;
#[cfg(feature = "_every_algorithm")]
mod run_time_algorithm;
pub(crate) mod sizes;
#[cfg(feature = "_every_algorithm")]
mod tables_on_demand;
