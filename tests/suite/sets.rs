//! Sets of keys: RFC 7517 section 5.

#[cfg(feature = "_every_algorithm")]
mod keys;
#[cfg(feature = "_every_algorithm")]
mod live;
#[cfg(all(feature = "jwk", not(feature = "es512")))]
mod other_builds;
#[cfg(feature = "jwk")]
mod published;
#[cfg(feature = "jwk")]
mod rules;
