//! The claims of the token.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::Payload;

/// The issuer that every verifier is told to expect.
pub const ISSUER: &str = "https://id.example";

/// The audience that every verifier is told to expect.
pub const AUDIENCE: &str = "api";

/// How long ago the token was issued: enough for a library that allows no skew.
const AGE: i64 = 60;

/// How long the token lives: longer than any run.
const LIFETIME: i64 = 86_400;

/// The typed claims that every library reads and writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the claims of RFC 7519 section 4.1 and OpenID Connect")]
pub struct Claims {
    pub sub: String,
    pub name: String,
    pub admin: bool,
    pub iat: i64,
    pub exp: i64,
    pub iss: String,
    pub aud: String,
    /// Empty, and then absent, in the usual token; it makes the larger ones large.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
}

impl Claims {
    /// Valid claims of the asked size.
    ///
    /// # Errors
    ///
    /// When a clock before 1970 or too small a size makes that impossible.
    pub fn new(payload: Payload) -> Result<Self> {
        let mut claims = Self::usual()?;
        if let Payload::Bytes(bytes) = payload {
            claims.grow_to(bytes)?;
        }
        Ok(claims)
    }

    /// The same claims, no longer valid since a day: beyond the leeway of every library.
    #[must_use]
    pub fn expired(&self) -> Self {
        Self { iat: self.iat - 2 * LIFETIME, exp: self.exp - 2 * LIFETIME, ..self.clone() }
    }

    fn usual() -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).context("clock before 1970")?;
        let iat = i64::try_from(now.as_secs())? - AGE;
        Ok(Self {
            sub: "248289761".into(),
            name: "Alice P. Liddell".into(),
            admin: true,
            iat,
            exp: iat + LIFETIME,
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            permissions: Vec::new(),
        })
    }

    fn grow_to(&mut self, bytes: usize) -> Result<()> {
        const ENTRY: &str = "documents:000:read";
        let mut number = 0..;
        while self.json_len()? < bytes {
            self.permissions.extend(number.next().map(|n| format!("documents:{n:03}:read")));
        }
        // The last entry or two went too far: one entry of what length is left fits exactly.
        while self.json_len()? + ENTRY.len() > bytes {
            self.permissions.pop().with_context(|| format!("{bytes} bytes are too few for the claims"))?;
        }
        self.permissions.push(String::new());
        let missing = bytes.checked_sub(self.json_len()?).context("the last entry does not fit")?;
        self.permissions.pop();
        self.permissions.push("x".repeat(missing));
        ensure!(self.json_len()? == bytes, "claims of {} bytes, wanted {bytes}", self.json_len()?);
        Ok(())
    }

    fn json_len(&self) -> Result<usize> {
        Ok(serde_json::to_vec(self)?.len())
    }
}
