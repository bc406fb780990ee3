//! Thumbprints: RFC 7638 section 3, RFC 8037 appendix A.3, RFC 9964 section 6.

use alloc::string::String;

use sha2::{Digest, Sha256};

use super::write::{object, text};
use crate::base64url;
use crate::jwa::Material;

/// The SHA-256 thumbprint in base64url: the hash of the required members, in the order of their names and without white
/// space.
pub(super) fn sha256(material: &Material) -> String {
    let kty = ("kty", material.key_type());
    let members = match material {
        Material::Oct(k) => object(&[("k", &text(k)), kty]),
        Material::Rsa { n, e, .. } => object(&[("e", &text(e)), kty, ("n", &text(n))]),
        Material::Ec { curve, x, y, .. } => object(&[("crv", curve.as_str()), kty, ("x", &text(x)), ("y", &text(y))]),
        Material::Okp { curve, x, .. } => object(&[("crv", curve.as_str()), kty, ("x", &text(x))]),
        Material::Akp { parameters, public, .. } => {
            object(&[("alg", parameters.as_str()), kty, ("pub", &text(public))])
        }
    };
    base64url::encode(&Sha256::digest(members.as_bytes()))
}
