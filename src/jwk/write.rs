//! Writing a JWK. The order of members is ours: RFC 7517 gives none.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_core::ser::{Serialize, SerializeMap, Serializer};
use zeroize::Zeroizing;

use super::Jwk;
use crate::json;
use crate::jwa::Material;
use crate::secret::{SecretText, WipedBytes};

/// Returns the public half, or `None` if there is none.
pub(super) fn public(jwk: &Jwk) -> Option<String> {
    jwk.to_public().map(|public| json::text(&PublicMembers(&public)))
}

/// Returns the whole key.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(super) fn secret(jwk: &Jwk) -> SecretText {
    let public = json::text(&PublicMembers(jwk));
    let texts: Vec<_> = secret_members(&jwk.material).into_iter().map(|(name, bytes)| (name, text(bytes))).collect();
    if texts.is_empty() {
        return SecretText::new(Zeroizing::new(public));
    }
    let secret = object(&texts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    let opened = public.strip_suffix('}').expect("`public` is an object");
    let rest = secret.strip_prefix('{').expect("`secret` is an object");
    SecretText::new(joined(&[opened, ",", rest]))
}

/// Returns an array of texts that are JSON already.
pub(super) fn array(values: impl Iterator<Item = String>) -> String {
    let mut json = String::from("[");
    for value in values {
        json.push_str(if json.len() == 1 { "" } else { "," });
        json.push_str(&value);
    }
    json.push(']');
    json
}

/// Returns an object of strings that need no escapes, such as base64url.
///
/// `serde_json` would leave parts of a secret behind when its buffer grows; this does not.
pub(super) fn object(members: &[(&str, &str)]) -> Zeroizing<String> {
    let mut pieces = Vec::new();
    for (name, value) in members {
        pieces.extend([if pieces.is_empty() { "{\"" } else { "\",\"" }, name, "\":\"", value]);
    }
    pieces.push(if pieces.is_empty() { "{}" } else { "\"}" });
    joined(&pieces)
}

/// Encodes bytes in base64url, in constant time: they may be secret.
pub(super) fn text(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(Base64UrlUnpadded::encode_string(bytes))
}

/// Joins texts in one allocation, so that nothing is left behind that is not wiped.
fn joined(texts: &[&str]) -> Zeroizing<String> {
    let mut joined = Zeroizing::new(String::with_capacity(texts.iter().map(|text| text.len()).sum()));
    for text in texts {
        joined.push_str(text);
    }
    joined
}

/// The private members, or the secret.
fn secret_members(material: &Material) -> Vec<(&'static str, &WipedBytes)> {
    match material {
        Material::Oct(k) => Vec::from([("k", k)]),
        Material::Rsa { private: Some(private), .. } => {
            let factors = ["p", "q", "dp", "dq", "qi"].into_iter().zip(private.factors.iter().flatten());
            core::iter::once(("d", &private.d)).chain(factors).collect()
        }
        Material::Ec { d: Some(d), .. } | Material::Okp { d: Some(d), .. } => Vec::from([("d", d)]),
        Material::Akp { seed: Some(seed), .. } => Vec::from([("priv", seed)]),
        Material::Rsa { .. } | Material::Ec { .. } | Material::Okp { .. } | Material::Akp { .. } => Vec::new(),
    }
}

/// All members but the private ones and the secret.
pub(super) struct PublicMembers<'k>(pub(super) &'k Jwk);

impl Serialize for PublicMembers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let jwk = self.0;
        let mut members = serializer.serialize_map(None)?;

        members.serialize_entry("kty", jwk.key_type())?;
        if let Some(key_use) = jwk.key_use() {
            members.serialize_entry("use", key_use)?;
        }
        if !jwk.operations.is_empty() {
            members.serialize_entry("key_ops", &jwk.operations)?;
        }
        if let Some(algorithm) = jwk.algorithm {
            members.serialize_entry("alg", algorithm.as_str())?;
        }
        if let Some(key_id) = jwk.key_id() {
            members.serialize_entry("kid", key_id)?;
        }

        if let Some(curve) = jwk.material.curve() {
            members.serialize_entry("crv", curve.as_str())?;
        }
        let public: &[_] = match &jwk.material {
            Material::Oct(_) => &[],
            Material::Rsa { n, e, .. } => &[("n", n), ("e", e)],
            Material::Ec { x, y, .. } => &[("x", x), ("y", y)],
            Material::Okp { x, .. } => &[("x", x)],
            Material::Akp { public, .. } => &[("pub", public)],
        };
        for (name, bytes) in public {
            members.serialize_entry(name, text(bytes).as_str())?;
        }
        members.end()
    }
}
