//! JSON Web Signature: RFC 7515.
//!
//! It signs and verifies bytes. The meaning of the payload, and its claims, belong to [`jwt`](crate::jwt).
//!
//! | the payload is | signed by | verified by |
//! |---|---|---|
//! | in a token, as base64url | [`sign`], [`SigningInput`] | [`verify()`], [`Unverified`] |
//! | outside the token (RFC 7515 appendix F) | [`sign_detached`] | [`verify_detached`], [`Unverified`] |
//! | in a token, unencoded (RFC 7797) | [`sign_unencoded`] | [`verify_unencoded`] |
//! | in JSON, with one or more signatures (RFC 7515 section 7.2) | [`JsonSerialization`] | [`JsonSerialization`] |
//!
//! A JWT is always the first of these, and [`Verifier`](crate::Verifier) accepts no other.
//!
//! ```
//! use jwt_codec::jws::{self, Header};
//! use jwt_codec::{Hs256, SigningKey, Sign};
//!
//! let key = SigningKey::<Hs256>::generate()?;
//! let token = jws::sign(&Header::new(key.algorithm()), b"any bytes", &key)?;
//!
//! let verified = jws::verify(&token, &key.verifying_key())?;
//! assert_eq!(verified.payload, b"any bytes");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accepted;
mod alg;
mod find_key;
mod header;
mod json_serialization;
mod segments;
mod sign;
mod unencoded;
mod unverified;
mod verify;

pub use find_key::FindKey;
pub use header::{Header, UnprotectedHeader, VerifiedHeader};
pub use json_serialization::{JsonSerialization, VerifiedSignature, VerifiedSignatures};
pub use sign::{SigningInput, sign, sign_detached};
pub use unencoded::{sign_unencoded, verify_unencoded, verify_unencoded_with_limit};
pub use unverified::Unverified;
pub use verify::{Verified, verify, verify_detached, verify_detached_with_limit, verify_with_limit};

pub(crate) use accepted::AcceptedHeaders;
pub(crate) use header::ReceivedHeader;
pub(crate) use segments::{DEFAULT_MAX_TOKEN_LEN, Payload, Scratch, Segments, StackScratch, decode_unverified};
pub(crate) use sign::{attached, signature, signing_input};
pub(crate) use verify::find_key;
