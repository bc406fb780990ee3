//! The header parameter `jwk`: RFC 7515 section 4.1.3.

use super::PublicJwk;
use crate::jws::Header;

impl Header {
    /// Sets `jwk`, the public key that verifies the token (RFC 7515 section 4.1.3).
    ///
    /// It is for protocols in which the receiver does not know the key yet, such as ACME (RFC 8555) and DPoP (RFC 9449).
    ///
    /// ```
    /// use jwt_codec::jwk::Jwk;
    /// use jwt_codec::jws::Header;
    /// use jwt_codec::{Algorithm, KeyError};
    ///
    /// let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    /// let public = Jwk::from_json(key)?.to_public().expect("a public key");
    /// let header = Header::new(Algorithm::EdDSA).with_jwk(&public);
    /// assert_eq!(header.to_json(), format!(r#"{{"alg":"EdDSA","jwk":{key}}}"#));
    /// # Ok::<(), KeyError>(())
    /// ```
    #[must_use]
    pub fn with_jwk(self, key: &PublicJwk) -> Self {
        self.with_value("jwk", key)
    }
}
