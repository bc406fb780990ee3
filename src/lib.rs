//! A pure Rust JWT codec built from primitives: no framework, no network, no C, no global state.
//!
//! ```
//! use jwt_codec::{Claims, Es256, Signer, SigningKey, Validation, Verifier};
//! use serde::{Deserialize, Serialize};
//! use std::time::Duration;
//!
//! #[derive(Serialize, Deserialize)]
//! struct Session {
//!     role: String,
//! }
//!
//! let key = SigningKey::<Es256>::generate()?; // or `from_pem`, with the text of a file
//! let public_key = key.verifying_key();
//! let signer = Signer::new(key);
//! let claims = Claims::new(Session { role: "admin".into() })
//!     .issuer("https://id.example")
//!     .audience("api")
//!     .subject("alice")
//!     .lifetime(Duration::from_secs(600));
//! let token: String = signer.sign(&claims)?;
//!
//! let verifier = Verifier::new(
//!     public_key,
//!     Validation::new().issuer("https://id.example").audience("api"),
//! );
//! let claims: Claims<Session> = verifier.verify(&token)?;
//! assert_eq!(claims.custom.role, "admin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # By task
//!
//! **Keys**: I want to ...
//!
//! - create a new key: [`SigningKey::generate`]. Give [`SigningKey::verifying_key`] to those who verify.
//! - read a key from a file: [`SigningKey::from_pem`], [`VerifyingKey::from_pem`], `from_der`.
//! - use a shared secret: [`SigningKey::from_secret`], [`VerifyingKey::from_secret`].
//! - read or write a JWK: [`jwk::Jwk`], [`VerifyingKey::from_jwk`], [`VerifyingKey::to_jwk`].
//! - verify with the keys of an identity provider: [`jwk::KeySet::from_jwk_set`].
//! - replace keys while the program runs: [`jwk::LiveKeySet`]. When to fetch them again: [`jwk::Refresh`].
//! - publish my keys: [`jwk::KeySet::to_jwk_set`].
//! - choose the algorithm in a configuration: [`jwa::signing_key_from_pem`], [`jwa::verifying_key_from_pem`].
//! - sign with a key in a KMS or HSM: [`jwt::signing_input`] if the call is asynchronous, otherwise implement [`Sign`].
//!
//! **Tokens**: I want to ...
//!
//! - sign claims: [`Signer::sign`]. With `kid`: [`Signer::key_id`]. With any header parameter: [`Signer::parameter`].
//! - verify a token: [`Verifier::verify`]. Without allocation: [`Verifier::verify_borrowed`].
//! - read the header of a verified token: [`Verifier::verify_with_header`]. Of an unverified one: [`jws::Unverified`].
//! - accept several issuers, each with its own keys: [`jwt::Issuers`].
//! - know who a token was for, although it has expired: [`Verifier::verify_even_if_expired`].
//! - see all that is wrong with a token: [`Verifier::rejected_claims`].
//! - get the token out of the HTTP header `Authorization`: [`jwt::bearer_token`].
//! - look into a token without verifying it: [`dangerous::decode_unverified`].
//! - sign bytes that are not claims: [`jws`]. With several signatures: [`jws::JsonSerialization`].
//!
//! **Policy**: I want to ...
//!
//! - name issuer and audience: [`Validation::issuer`], [`Validation::audience`].
//! - tell kinds of tokens apart: [`Validation::typ`].
//! - require or prohibit any claim: [`Validation::require`], [`Validation::require_either`], [`Validation::prohibit`].
//! - expect a value: [`Validation::expect_claim`], [`Validation::expect_one_of`].
//! - check a claim with a function of mine, such as a list of sessions that ended: [`Validation::check_claim`].
//! - reject old tokens, or those that expire soon: [`Validation::max_age`], [`Validation::reject_expiring_within`].
//! - set the clock in a test: [`Validation::at`].
//! - verify OAuth access tokens, OpenID Connect ID tokens, logout tokens, security events, client assertions or DPoP proofs:
//!   `profiles`, with the feature of that name.
//!
//! # What is rejected by default
//!
//! - A token whose `alg` is not the key's. There is no `none`. A PEM, DER or JWK of another family is a
//!   [`KeyError`]. To create an HMAC key from PEM, or another key from a secret, does not compile.
//! - A `crit`, unless it lists only extensions that [`Validation::understands`] names and you call
//!   [`Verifier::verify_with_header`]. In `jws`, a `b64` of `false` is accepted only by the functions for detached and unencoded
//!   payloads and in the JSON serialization.
//! - A token over 16 KiB, padding or white space in base64url, duplicate JSON names at any depth, nesting over 127.
//! - A token without `exp`, an expired token, and one with `nbf` or `iat` in the future. The leeway is 60 s.
//! - A token with `aud` if you configured no audience, and one without a claim that you require.
//! - A registered claim of the wrong JSON type, even if the policy does not check it.
//! - An HMAC secret that is shorter than the hash, or that contains a key in PEM, DER, JWK, OpenSSH or XML form.
//! - A key set with the same `kid` twice, or with secrets next to public keys; skipped keys count too.
//! - A token without `kid` if several keys of the set could have signed it.
//!
//! The header parameters `jwk`, `jku`, `x5u` and `x5c` are ignored: they never choose a key. The exception is a DPoP proof: it
//! is verified with the `jwk` in its own header.
//!
//! Methods that begin with `allow_`, of [`Validation`] and of the builder of a key set, relax a check. So do
//! [`Validation::any_audience`], [`leeway`](Validation::leeway), [`future_leeway`](Validation::future_leeway),
//! [`max_token_len`](Validation::max_token_len), [`understands`](Validation::understands) and
//! [`Verifier::verify_even_if_expired`], and the functions whose names end with `_with_limit`, `_with_limits` or
//! `_with_loose_numbers`. Everything that bypasses a key or its check lives in the module [`dangerous`], or has `untrusted` in
//! its name.
//!
//! # Which algorithm
//!
//! | `alg` | types | feature | take it if |
//! |---|---|---|---|
//! | ES256, ES384 | `Es256`, `Es384` | `es256`, `es384` | you do not know: ES256 is supported nearly everywhere |
//! | EdDSA and Ed25519, two names of one algorithm | `EdDsa`, `Ed25519` | `eddsa` | you also control those who verify |
//! | HS256, HS384, HS512 | `Hs256`, ... | `hmac` | one program signs and verifies: whoever can verify can also sign |
//! | RS256 ... RS512, PS256 ... PS512 | `Rs256`, ..., `Ps512` | `rsa` verifies, `rsa-signing` signs | the other side supports nothing else; signing is slow |
//! | ES512, ES256K | `Es512`, `Es256K` | `es512`, `es256k` | the other side requires it |
//! | ML-DSA-44, ML-DSA-65, ML-DSA-87 | `MlDsa44`, ... | `ml-dsa` | signatures must withstand quantum computers; tokens are longer by kilobytes |
//!
//! Keys are read from PEM or DER (PKCS#8, SEC1, PKCS#1, SPKI), JWK, components (coordinates, scalar, modulus, seed) or, for
//! HMAC, secret bytes. RSA keys have 2048 to 8192 bits. Every key but an HMAC secret can be exported as PEM, DER or JWK;
//! private keys through `to_secret_*`.
//!
//! # Errors
//!
//! | error | to the client (RFC 6750 section 3.1) | what to do |
//! |---|---|---|
//! | [`AuthorizationError`], no token in the request | 401, or 400 with its [`error_code`](AuthorizationError::error_code) | log its text |
//! | any [`VerifyError`] | 401, `error="invalid_token"`, no detail | log its text |
//! | [`VerifyError::KeyNotFound`] | the same, unless [`KeyNotFound::may_be_new`] is true and fetching the keys helps | see [`jwk::Refresh`] |
//! | [`VerifyError::Deserialize`] | the same | the signer and your type disagree: correct one of them |
//! | `DpopError` of `profiles::dpop` | 401, or 400 at a token endpoint. The example of `DpopError` chooses the `error` | log its text |
//! | a good token that does not allow the request | 403, `error="insufficient_scope"` | this check is yours |
//! | [`KeyError`] | none: it is about your keys | at startup: exit. If a fetched set is bad: keep the old keys |
//! | [`SignError`] | 500 | the claims or the key are at fault, not the client |
//!
//! The text and the `Debug` of [`VerifyError`], [`AuthorizationError`] and [`KeyError`] repeat no bytes of a token or a
//! key, so you can log them. Do not log tokens: whoever reads one can use it. [`DeserializeError::detail`] and the
//! accessors of [`KeyNotFound`] repeat content of a token. [`SignError::Serialize`], [`SignError::Parameter`] and
//! [`SignError::Key`] carry the text of code of yours. Escape them before you log them.
//!
//! # Modules
//!
//! The modules follow the RFCs. A key knows its one algorithm and implements it. The `alg` of a token is compared with it,
//! and selects no code.
//!
//! | module | RFC | contains |
//! |---|---|---|
//! | [`jwa`] | 7518 | [`SigningKey`] and [`VerifyingKey`], the algorithms, [`Sign`] and [`Verify`] |
//! | [`jws`] | 7515 | signing and verification of any bytes |
//! | [`jwt`] | 7519, 8725 | [`Claims`], [`Signer`], [`Verifier`], [`Validation`] |
//! | [`jwk`] | 7517, 7638 | keys in JSON, sets of them, rotation |
//! | `profiles` | 9068, 7523, 9449, OpenID Connect, ... | kinds of JWT, with the feature `profiles` |
//! | [`dangerous`] | | everything that bypasses a key or its check |
//!
//! # Features
//!
//! Features only add. A feature for an algorithm lets key sets use keys of that algorithm, and DPoP checkers accept it (see
//! `dpop::Checker::algorithms`). Otherwise no feature changes which tokens are accepted.
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | the system clock and, with `jwk`, live key sets; without it the crate is `no_std` + `alloc` and you pass the time |
//! | `hmac` | yes | HS256, HS384 and HS512 signing and verification |
//! | `rsa` | yes | RS256, RS384, RS512, PS256, PS384 and PS512 verification |
//! | `es256`, `es384` | yes | ES256 and ES384 signing and verification |
//! | `eddsa` | yes | EdDSA with Ed25519, signing and verification |
//! | `jwk` | yes | JSON Web Keys and JWK Sets |
//! | `pem` | yes | keys in PEM (RFC 7468) |
//! | `profiles` | no | access tokens, ID tokens, logout tokens, security events, client assertions, `cnf`, DPoP: their claims and policies |
//! | `rsa-signing` | no | RS* and PS* signing and RSA key generation, through the crate `rsa` (see RUSTSEC-2023-0071 in SECURITY.md) |
//! | `es512`, `es256k` | no | ES512 and ES256K signing and verification |
//! | `ml-dsa` | no | ML-DSA-44, ML-DSA-65 and ML-DSA-87 signing and verification (RFC 9964), through the crate `ml-dsa` |
//! | `simd` | no | faster RSA verification on CPUs with AVX-512 IFMA; the only `unsafe`, in one file of the crate `signature-verification` |
//! | `graviola` | no | faster signing with RS*, PS*, ES256, ES384 and EdDSA on x86-64 and AArch64, through the crate `graviola`; ES256 and ES384 signatures are then not reproducible; RS* and PS* also need `rsa-signing` |
//!
//! `profiles` and every algorithm feature except `rsa` depend on the crate `getrandom`, even without `std`. On a target that
//! it does not support, configure a [backend](https://docs.rs/getrandom/#custom-backend).
//!
//! # More
//!
//! In the repository:
//!
//! - [examples](https://github.com/jwt-codec/jwt-codec/tree/main/examples), which run by themselves: a tour
//!   (`quickstart`), access and refresh tokens, key rotation, several issuers, a remote signer, ID tokens, DPoP, ...
//! - [recipes](https://github.com/jwt-codec/jwt-codec/blob/main/docs/recipes.md) for the tokens of Auth0, Keycloak, Entra,
//!   Google, GitHub and others
//! - [moving from `jsonwebtoken`](https://github.com/jwt-codec/jwt-codec/blob/main/docs/from-jsonwebtoken.md) or `jwt-simple`,
//!   and a [comparison](https://github.com/jwt-codec/jwt-codec/blob/main/docs/comparison.md) of libraries
//! - [design](https://github.com/jwt-codec/jwt-codec/blob/main/docs/design.md), questions and answers, and
//!   [architecture](https://github.com/jwt-codec/jwt-codec/blob/main/docs/architecture.md)
//! - [security](https://github.com/jwt-codec/jwt-codec/blob/main/SECURITY.md): what is promised and what is not

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
    AuthorizationError, ClaimName, ClaimReason, Defect, DeserializeError, HeaderParameter, InvalidSignature, JwkMember,
    JwsMember, KeyDefect, KeyError, KeyKind, KeyNotFound, KeyPart, Part, SignError, SignaturesError, TimeOutOfRange,
    VerifyError,
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

/// Compiles and runs the code of the guides.
#[cfg(all(
    doctest,
    feature = "std",
    feature = "rsa-signing",
    feature = "profiles",
    feature = "es256",
    feature = "pem"
))]
#[doc = include_str!("../docs/from-jsonwebtoken.md")]
#[doc = include_str!("../docs/recipes.md")]
struct Guides;
