//! Thumbprints: RFC 7638 section 3, RFC 8037 appendix A.3.

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::material::Material;
use super::write::Json;

/// The SHA-256 thumbprint in base64url: the hash of the required members, in the order of their names and without white
/// space.
pub(super) fn sha256(material: &Material) -> String {
    let mut json = Json::default();
    let key_type = material.key_type();
    match material {
        Material::Oct(k) => {
            json.secret("k", k);
            json.string("kty", key_type);
        }
        Material::Rsa { n, e, .. } => {
            json.bytes("e", e);
            json.string("kty", key_type);
            json.bytes("n", n);
        }
        Material::Ec { curve, x, y, .. } => {
            json.string("crv", curve);
            json.string("kty", key_type);
            json.bytes("x", x);
            json.bytes("y", y);
        }
        Material::Okp { curve, x, .. } => {
            json.string("crv", curve);
            json.string("kty", key_type);
            json.bytes("x", x);
        }
    }
    Base64UrlUnpadded::encode_string(&Sha256::digest(json.close().as_bytes()))
}
