//! Thumbprints: RFC 7638 section 3, RFC 8037 appendix A.3.

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::material::Material;

/// The SHA-256 thumbprint in base64url: the hash of the required members, in the order of their names and without white
/// space.
pub(super) fn sha256(material: &Material) -> String {
    let encode = |bytes: &[u8]| Zeroizing::new(Base64UrlUnpadded::encode_string(bytes));
    let key_type = material.key_type();
    let json = Zeroizing::new(match material {
        Material::Oct(k) => object([("k", &encode(k)), ("kty", key_type)]),
        Material::Rsa { n, e, .. } => object([("e", &encode(e)), ("kty", key_type), ("n", &encode(n))]),
        Material::Ec { curve, x, y, .. } => {
            object([("crv", curve), ("kty", key_type), ("x", &encode(x)), ("y", &encode(y))])
        }
        Material::Okp { curve, x, .. } => object([("crv", curve), ("kty", key_type), ("x", &encode(x))]),
    });
    Base64UrlUnpadded::encode_string(&Sha256::digest(json.as_bytes()))
}

/// The values are base64url, or names: nothing is to be escaped.
fn object<const COUNT: usize>(members: [(&str, &str); COUNT]) -> String {
    let length =
        members.iter().map(|(name, value)| name.len().saturating_add(value.len()).saturating_add(6)).sum::<usize>();
    let mut json = String::with_capacity(length.saturating_add(1));
    for (name, value) in members {
        json.push_str(if json.is_empty() { "{\"" } else { ",\"" });
        json.push_str(name);
        json.push_str("\":\"");
        json.push_str(value);
        json.push('"');
    }
    json.push('}');
    json
}
