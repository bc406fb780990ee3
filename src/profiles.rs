//! Profiles of JWT: kinds of token that a specification defines, each with its claims and its policy.
//!
//! A profile is a function that adds its checks to your [`Validation`](crate::Validation), and a type for its claims, to be
//! used in [`Claims`](crate::Claims). You may set the leeway before or after. Set everything else after.
//!
//! | module | kind of token | specification |
//! |---|---|---|
//! | [`access_token`] | OAuth 2.0 access token | RFC 9068 |
//! | [`id_token`] | OpenID Connect ID token | OpenID Connect Core 1.0 |
//! | [`logout_token`] | back-channel logout token | OpenID Connect Back-Channel Logout 1.0 |
//! | [`security_event`] | security event token | RFC 8417 |
//! | [`client_assertion`] | authentication of an OAuth client or a service | RFC 7523 |
//! | [`confirmation`] | the claim `cnf`, which binds a token to a key | RFC 7800, RFC 8705, RFC 9449 |
//! | [`dpop`] | proof that the sender of a token has its key | RFC 9449 |
//!
//! ```
//! use jwt_codec::profiles::access_token::{self, AccessToken};
//! use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation, Verifier};
//! use std::time::Duration;
//!
//! let key = SigningKey::<Es256>::generate()?;
//! // Our leeway before, a rule of ours after: no tokens that are bound to a key.
//! let validation = Validation::new().leeway(Duration::from_secs(5));
//! let policy = access_token::policy(validation, "https://id.example", "https://api.example").prohibit("cnf");
//! let verifier = Verifier::new(key.verifying_key(), policy);
//!
//! // It does not say that it is an access token.
//! let token = Signer::new(key).sign(&Claims::new(AccessToken::new("app")).subject("alice"))?;
//! let refused = verifier.verify::<Claims<AccessToken>>(&token).unwrap_err();
//! assert_eq!(refused.to_string(), "typ: not the expected value");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod access_token;
pub mod client_assertion;
pub mod confirmation;
pub mod dpop;
pub mod id_token;
pub mod logout_token;
pub mod security_event;

mod hash;
