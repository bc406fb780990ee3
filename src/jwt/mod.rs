//! JSON Web Token: RFC 7519, with the best current practices of RFC 8725.
//!
//! A [`Signer`] makes tokens from claims, a [`Verifier`] takes them back: key and policy go in once, tokens come by the
//! million. [`Claims`] are the registered claims next to your own; any other serde type that is a JSON object will do
//! as well.

mod audience;
mod claims;
mod clock;
mod join;
mod member_name;
mod numeric_date;
mod observe;
mod payload;
mod registered;
mod signer;
mod split;
mod validation;
mod verifier;

pub use audience::Audience;
pub use claims::Claims;
pub use numeric_date::NumericDate;
pub use registered::RegisteredClaims;
pub use signer::{Signer, signing_input};
pub use validation::Validation;
pub use verifier::{MaybeExpired, Verifier};
