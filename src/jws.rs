//! JSON Web Signature: RFC 7515, in the Compact Serialization.
//!
//! It signs and verifies bytes. The meaning of the payload, and its claims, belong to [`jwt`](crate::jwt).
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
mod segments;
mod sign;
mod unverified;
mod verify;

pub use find_key::FindKey;
pub use header::{Header, VerifiedHeader};
pub use sign::{SigningInput, sign, sign_detached};
pub use unverified::Unverified;
pub use verify::{Verified, verify, verify_detached, verify_detached_with_limit, verify_with_limit};

pub(crate) use accepted::AcceptedHeaders;
pub(crate) use header::ReceivedHeader;
pub(crate) use segments::{DEFAULT_MAX_TOKEN_LEN, Payload, Scratch, Segments, StackScratch, decode_unverified};
pub(crate) use sign::{attached, signature, signing_input};
pub(crate) use verify::find_key;
