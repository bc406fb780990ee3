//! A pure Rust JWT codec built from primitives: no framework, no network, no C, no global state.
//!
//! ```
//! use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation, Verifier, VerifyingKey};
//! use serde::{Deserialize, Serialize};
//! use std::time::Duration;
//!
//! #[derive(Serialize, Deserialize)]
//! struct Session {
//!     role: String,
//! }
//!
//! # let private_pem = include_str!("../tests/data/keys/ec-p256-pkcs8.pem");
//! # let public_pem = include_str!("../tests/data/keys/ec-p256-spki.pem");
//! let signer = Signer::new(SigningKey::<Es256>::from_pem(private_pem)?);
//! let claims = Claims::new(Session { role: "admin".into() })
//!     .issuer("https://id.example")
//!     .audience("api")
//!     .subject("alice")
//!     .lifetime(Duration::from_secs(600));
//! let token: String = signer.sign(&claims)?;
//!
//! let verifier = Verifier::new(
//!     VerifyingKey::<Es256>::from_pem(public_pem)?,
//!     Validation::new().issuer("https://id.example").audience("api"),
//! );
//! let claims: Claims<Session> = verifier.verify(&token)?;
//! assert_eq!(claims.custom.role, "admin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Modules
//!
//! The modules follow the RFCs. A key knows its one algorithm and implements it. The `alg` of a token is only compared
//! with it.
//!
//! | module | RFC | contains |
//! |---|---|---|
//! | [`jwa`] | 7518 | [`SigningKey`] and [`VerifyingKey`], the algorithms, [`Sign`] and [`Verify`] |
//! | [`jws`] | 7515 | signing and verification of any bytes |
//! | [`jwt`] | 7519, 8725 | [`Claims`], [`Signer`], [`Verifier`], [`Validation`] |
//! | [`jwk`] | 7517, 7638 | keys in JSON, sets of them, rotation |
//! | `profiles` | 9068, 7523, 9449, OpenID Connect, ... | kinds of JWT, with the feature `profiles` |
//! | [`dangerous`] | | everything that bypasses a key or a check |
//!
//! # Features
//!
//! Features only add. None changes which tokens are accepted.
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | the system clock and live key sets; without it the crate is `no_std` + `alloc` and you pass the time |
//! | `hmac` | yes | HS256, HS384 and HS512 signing and verification |
//! | `rsa` | yes | RS256, RS384, RS512, PS256, PS384 and PS512 verification |
//! | `es256`, `es384` | yes | ES256 and ES384 signing and verification |
//! | `eddsa` | yes | EdDSA with Ed25519, signing and verification |
//! | `jwk` | yes | JSON Web Keys and JWK Sets |
//! | `pem` | yes | keys in PEM (RFC 7468) |
//! | `profiles` | no | access tokens, ID tokens, logout tokens, client assertions, DPoP: their claims and policies |
//! | `rsa-signing` | no | RS* and PS* signing and RSA key generation, through the crate `rsa` (see RUSTSEC-2023-0071 in SECURITY.md) |
//! | `es512`, `es256k` | no | ES512 and ES256K signing and verification |
//! | `ml-dsa` | no | ML-DSA-44, ML-DSA-65 and ML-DSA-87 signing and verification (RFC 9964), through the crate `ml-dsa` |
//! | `simd` | no | faster RSA verification on CPUs with AVX-512 IFMA; the only `unsafe`, in one file of the crate `signature-verification` |
//! | `graviola` | no | faster signing with RS*, PS*, ES256, ES384 and EdDSA on x86-64 and AArch64, through the crate `graviola`; ES256 and ES384 signatures are then not reproducible |
//!
//! Every algorithm feature except `rsa` depends on the crate `getrandom`, even without `std`. On a target that it does not
//! support, configure a [backend](https://docs.rs/getrandom/#custom-backend).

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod base64url;
pub mod dangerous;
mod error;
mod json;
pub mod jwa;
#[cfg(feature = "jwk")]
#[cfg_attr(
    not(any(feature = "hmac", feature = "_der")),
    allow(dead_code, unused_imports, reason = "without any algorithm there is no key to make")
)]
pub mod jwk;
pub mod jws;
pub mod jwt;
#[cfg(feature = "profiles")]
pub mod profiles;
#[cfg(any(feature = "_der", feature = "jwk"))]
mod secret;

pub use error::{
    ClaimName, ClaimReason, Defect, DeserializeError, HeaderParameter, InvalidSignature, JwkMember, JwsMember,
    KeyDefect, KeyError, KeyKind, KeyNotFound, KeyPart, Part, SignError, SignaturesError, TimeOutOfRange, VerifyError,
};
#[cfg(feature = "es256")]
pub use jwa::Es256;
#[cfg(feature = "es256k")]
pub use jwa::Es256K;
#[cfg(feature = "es384")]
pub use jwa::Es384;
#[cfg(feature = "es512")]
pub use jwa::Es512;
pub use jwa::{Algorithm, Sign, SigningKey, UnknownAlgorithm, Verify, VerifyingKey};
#[cfg(feature = "eddsa")]
pub use jwa::{Ed25519, EdDsa};
#[cfg(feature = "hmac")]
pub use jwa::{Hs256, Hs384, Hs512};
#[cfg(feature = "ml-dsa")]
pub use jwa::{MlDsa44, MlDsa65, MlDsa87};
#[cfg(feature = "rsa")]
pub use jwa::{Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
pub use jwt::{Claims, RegisteredClaims, Signer, Validation, Verifier};
#[cfg(any(feature = "_der", feature = "jwk"))]
pub use secret::{SecretBytes, SecretText};

/// Compiles and runs the code of the README.
#[cfg(all(doctest, feature = "std", feature = "hmac", feature = "es256", feature = "pem"))]
#[doc = include_str!("../README.md")]
struct Readme;
