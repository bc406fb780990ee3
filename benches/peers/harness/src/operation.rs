//! What is measured: an action with an algorithm on a payload.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The payload sizes, in bytes of JSON, that show how time grows.
pub const PAYLOAD_SIZES: [usize; 4] = [256, 1024, 4096, 16_384];

/// One thing that every contender is asked to do, written `verify/ES256` or `sign/HS256/4096`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Sign or verify.
    pub action: Action,
    /// With which algorithm.
    pub algorithm: Algorithm,
    /// A token of which size.
    pub payload: Payload,
}

/// The two directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// From token to checked claims.
    Verify,
    /// From claims to token.
    Sign,
}

/// The algorithms that are compared; RSA keys have 2048 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of RFC 7518 and RFC 8037")]
pub enum Algorithm {
    Hs256,
    Hs512,
    Rs256,
    Ps256,
    Es256,
    Es384,
    Es512,
    EdDsa,
}

/// How large the claims are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Payload {
    /// The everyday token: seven claims; with HS256 the whole token has 256 bytes.
    Usual,
    /// The same claims and a list of permissions, together this many bytes of JSON.
    Bytes(usize),
}

impl Operation {
    /// An operation on the everyday token.
    #[must_use]
    pub fn usual(action: Action, algorithm: Algorithm) -> Self {
        Self { action, algorithm, payload: Payload::Usual }
    }

    /// Every operation, in the order of the report.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for action in Action::ALL {
            all.extend(Algorithm::ALL.map(|algorithm| Self::usual(action, algorithm)));
            // HMAC leaves the growth of the codec itself visible.
            let hs256 = Self::usual(action, Algorithm::Hs256);
            all.extend(PAYLOAD_SIZES.map(|bytes| Self { payload: Payload::Bytes(bytes), ..hs256 }));
        }
        all
    }
}

impl Action {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Verify, Self::Sign];
}

impl Algorithm {
    /// Each of them, in the order of the report.
    pub const ALL: [Self; 8] =
        [Self::Hs256, Self::Hs512, Self::Rs256, Self::Ps256, Self::Es256, Self::Es384, Self::Es512, Self::EdDsa];

    /// The value of `alg`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.action, self.algorithm)?;
        match self.payload {
            Payload::Usual => Ok(()),
            Payload::Bytes(bytes) => write!(f, "/{bytes}"),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verify => "verify",
            Self::Sign => "sign",
        })
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
