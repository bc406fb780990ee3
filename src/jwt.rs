//! JSON Web Token: RFC 7519, with the best current practices of RFC 8725.
//!
//! A [`Signer`] signs claims. A [`Verifier`] verifies tokens and returns their claims. Make each once, with its key and
//! its header or policy, and use it for every token. [`Claims`] holds the registered claims next to your own; any other
//! serde type that is a JSON object works too.
//!
//! ```
//! use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
//! use std::time::Duration;
//!
//! let key = SigningKey::<Es256>::generate()?;
//! let verifier = Verifier::new(key.verifying_key(), Validation::new().issuer("https://id.example"));
//! let signer = Signer::new(key);
//!
//! let claims = Claims::new(()).issuer("https://id.example").subject("alice").lifetime(Duration::from_secs(600));
//! let token = signer.sign(&claims)?;
//! let claims: RegisteredClaims = verifier.verify(&token)?;
//! assert_eq!(claims.subject.as_deref(), Some("alice"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod audience;
mod authorization;
mod claims;
mod clock;
mod issuers;
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
pub use authorization::bearer_token;
#[cfg(feature = "profiles")]
pub(crate) use authorization::token_of_scheme;
pub use claims::Claims;
pub use issuers::{Issuers, untrusted_issuer, untrusted_issuer_with_limit};
pub use numeric_date::NumericDate;
pub use registered::RegisteredClaims;
pub use signer::{Signer, signing_input};
pub use validation::Validation;
#[cfg(feature = "profiles")]
pub(crate) use validation::same_media_type;
pub use verifier::{MaybeExpired, Verifier};
