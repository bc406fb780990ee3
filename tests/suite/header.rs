//! The JOSE header: RFC 7515 section 4, RFC 7797, RFC 8725 sections 3.1 and 3.11.

mod critical;
mod other_parameters;
#[cfg(feature = "jwk")]
mod own_key;
pub(crate) mod parameters;
mod text;
mod use_of_it;
