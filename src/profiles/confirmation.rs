//! The claim `cnf`, which binds a token to a key of its sender: RFC 7800.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::base64url;
use crate::jwk::{Jwk, PublicJwk};

/// The value of `cnf`: one way to name a key. Only its holder may present the token.
///
/// Whoever receives the token must make sure that the sender has that key: with [`dpop`](super::dpop) for `jkt`, from the
/// TLS connection for `x5t#S256`.
///
/// ```
/// use jwt_codec::jwk::Jwk;
/// use jwt_codec::profiles::confirmation::Confirmation;
///
/// let json = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// let key = Jwk::from_json(json)?;
/// let confirmation = Confirmation::thumbprint(&key);
/// let json = r#"{"jkt":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"}"#;
/// assert_eq!(serde_json::to_string(&confirmation)?, json);
/// assert!(confirmation.is_of_key(&key));
/// assert!(confirmation.is_of_thumbprint("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
///
/// // The key itself, or a certificate by its hash.
/// let public = key.to_public().expect("a public key");
/// assert!(Confirmation::key(&public).is_of_key(&key));
/// let confirmation = Confirmation::certificate_sha256(&[7; 32]);
/// assert!(confirmation.is_of_certificate_sha256(&[7; 32]) && !confirmation.is_of_certificate_sha256(&[8; 32]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Confirmation {
    /// `jkt`: the SHA-256 thumbprint of the key (RFC 9449 section 6.1), as [`Jwk::thumbprint`] returns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jkt: Option<String>,
    /// `jwk`: the key itself (RFC 7800 section 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwk: Option<PublicJwk>,
    /// `kid`: a name of the key that both sides know (RFC 7800 section 3.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `x5t#S256`: the SHA-256 hash of a certificate in base64url (RFC 8705 section 3.1).
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub x5t_s256: Option<String>,
}

impl Confirmation {
    /// Names a key by its thumbprint, `jkt` (RFC 9449 section 6.1).
    #[must_use]
    pub fn thumbprint(key: &Jwk) -> Self {
        Self { jkt: Some(key.thumbprint()), ..Self::default() }
    }

    /// Names a key by itself, `jwk` (RFC 7800 section 3.2).
    #[must_use]
    pub fn key(key: &PublicJwk) -> Self {
        Self { jwk: Some(key.clone()), ..Self::default() }
    }

    /// Names a certificate by the SHA-256 hash of its DER, `x5t#S256` (RFC 8705 section 3.1).
    #[must_use]
    pub fn certificate_sha256(hash: &[u8; 32]) -> Self {
        Self { x5t_s256: Some(base64url::encode(hash)), ..Self::default() }
    }

    /// Returns whether `jkt` or `jwk` names this key. If both are present, both must.
    #[must_use]
    pub fn is_of_key(&self, key: &Jwk) -> bool {
        self.is_of_thumbprint(&key.thumbprint())
    }

    /// Returns whether `jkt` or `jwk` names the key of this SHA-256 thumbprint. If both are present, both must.
    #[must_use]
    pub fn is_of_thumbprint(&self, thumbprint: &str) -> bool {
        let by_thumbprint = self.jkt.as_deref().map(|named| named == thumbprint);
        let by_key = self.jwk.as_ref().map(|named| named.thumbprint() == thumbprint);
        match (by_thumbprint, by_key) {
            (None, None) => false,
            (by_thumbprint, by_key) => by_thumbprint.unwrap_or(true) && by_key.unwrap_or(true),
        }
    }

    /// Returns whether `x5t#S256` names the certificate whose DER has this SHA-256 hash.
    #[must_use]
    pub fn is_of_certificate_sha256(&self, hash: &[u8; 32]) -> bool {
        self.x5t_s256.is_some() && self.x5t_s256 == Self::certificate_sha256(hash).x5t_s256
    }
}

/// Two keys are equal if their thumbprints are.
impl PartialEq for Confirmation {
    fn eq(&self, other: &Self) -> bool {
        let thumbprint = |confirmation: &Self| confirmation.jwk.as_ref().map(|key| key.thumbprint());
        self.jkt == other.jkt
            && self.kid == other.kid
            && self.x5t_s256 == other.x5t_s256
            && thumbprint(self) == thumbprint(other)
    }
}

impl Eq for Confirmation {}
