use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{KeyError, Validation, Verifier};
use serde::Deserialize;

/// Use it as `Claims<ServiceAccount>`.
#[derive(Deserialize)]
pub struct ServiceAccount {
    #[serde(rename = "kubernetes.io")]
    pub kubernetes: Kubernetes,
}

#[derive(Deserialize)]
pub struct Kubernetes {
    pub namespace: String,
}

/// `jwks` is from `/openid/v1/jwks` of the API server.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    let keys = KeySet::from_jwk_set(&JwkSet::from_json(jwks)?)?;
    let policy = Validation::new()
        .issuer("https://kubernetes.default.svc.cluster.local")
        .audience("vault") // of the projected volume
        .subject("system:serviceaccount:payments:worker");
    Ok(Verifier::new(keys, policy))
}
