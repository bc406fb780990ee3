//! Thumbprints: RFC 7638 section 3, RFC 8037 appendix A.3.

use alloc::string::String;

use sha2::{Digest, Sha256};

use super::material::Material;
use super::write::Json;
use crate::base64url;

/// The SHA-256 thumbprint in base64url: the hash of the required members, in the order of their names and without white
/// space.
pub(super) fn sha256(material: &Material) -> String {
    let mut json = Json::default();
    match material {
        Material::Oct(k) => json.secret("k", k),
        Material::Rsa { e, .. } => json.bytes("e", e),
        Material::Ec { curve, .. } | Material::Okp { curve, .. } => json.string("crv", curve),
    }
    json.string("kty", material.key_type());
    match material {
        Material::Oct(_) => {}
        Material::Rsa { n, .. } => json.bytes("n", n),
        Material::Ec { x, y, .. } => {
            json.bytes("x", x);
            json.bytes("y", y);
        }
        Material::Okp { x, .. } => json.bytes("x", x),
    }
    let mut thumbprint = String::new();
    base64url::append(&Sha256::digest(json.close().as_bytes()), &mut thumbprint);
    thumbprint
}
