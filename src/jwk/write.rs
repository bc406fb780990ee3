//! Writing a JWK. The order of members is ours: RFC 7517 gives none.

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use super::Jwk;
use super::material::Material;
use crate::base64url;
use crate::json;
use crate::secret::SecretText;

/// The public half; `None` if there is none.
pub(super) fn public(jwk: &Jwk) -> Option<String> {
    if jwk.is_symmetric() {
        return None;
    }
    let mut json = Json::default();
    json.header(jwk);
    json.public_members(&jwk.material);
    Some(core::mem::take(&mut *json.close()))
}

/// The whole key.
pub(super) fn secret(jwk: &Jwk) -> SecretText {
    let mut json = Json::default();
    json.header(jwk);
    json.public_members(&jwk.material);
    match &jwk.material {
        Material::Oct(k) => json.secret("k", k),
        Material::Rsa { private: Some(private), .. } => {
            json.secret("d", &private.d);
            for (name, factor) in ["p", "q", "dp", "dq", "qi"].into_iter().zip(private.factors.iter().flatten()) {
                json.secret(name, factor);
            }
        }
        Material::Ec { d: Some(d), .. } | Material::Okp { d: Some(d), .. } => json.secret("d", d),
        Material::Rsa { .. } | Material::Ec { .. } | Material::Okp { .. } => {}
    }
    SecretText::new(json.close())
}

/// An array of what is JSON already.
pub(super) fn array(values: impl Iterator<Item = String>) -> String {
    let mut json = String::from("[");
    for value in values {
        json.push_str(if json.len() == 1 { "" } else { "," });
        json.push_str(&value);
    }
    json.push(']');
    json
}

/// An object that is being written.
#[derive(Default)]
pub(super) struct Json(Zeroizing<String>);

impl Json {
    /// The members that are not key material.
    fn header(&mut self, jwk: &Jwk) {
        self.string("kty", jwk.key_type());
        if jwk.for_signatures {
            self.string("use", "sig");
        }
        if let Some(operations) = &jwk.operations {
            self.value("key_ops", &array(operations.iter().map(|operation| json::string_text(operation))));
        }
        if let Some(algorithm) = jwk.algorithm {
            self.string("alg", algorithm.as_str());
        }
        if let Some(key_id) = jwk.key_id() {
            self.string("kid", key_id);
        }
    }

    fn public_members(&mut self, material: &Material) {
        if let Some(curve) = material.curve() {
            self.string("crv", curve);
        }
        match material {
            Material::Oct(_) => {}
            Material::Rsa { n, e, .. } => {
                self.bytes("n", n);
                self.bytes("e", e);
            }
            Material::Ec { x, y, .. } => {
                self.bytes("x", x);
                self.bytes("y", y);
            }
            Material::Okp { x, .. } => self.bytes("x", x),
        }
    }

    pub(super) fn bytes(&mut self, name: &str, bytes: &[u8]) {
        let mut text = String::new();
        base64url::append(bytes, &mut text);
        self.string(name, &text);
    }

    pub(super) fn secret(&mut self, name: &str, bytes: &[u8]) {
        let text = Zeroizing::new(Base64UrlUnpadded::encode_string(bytes));
        let value = joined(&["\"", &text, "\""]);
        self.value(name, &value);
    }

    pub(super) fn string(&mut self, name: &str, value: &str) {
        self.value(name, &json::string_text(value));
    }

    fn value(&mut self, name: &str, value: &str) {
        // Made anew each time, since what `push_str` leaves behind when it grows is not wiped.
        let separator = if self.0.is_empty() { "{\"" } else { ",\"" };
        self.0 = joined(&[&self.0, separator, name, "\":", value]);
    }

    pub(super) fn close(self) -> Zeroizing<String> {
        joined(&[&self.0, "}"])
    }
}

/// One text of some, in one allocation: nothing is left behind that is not wiped.
fn joined(texts: &[&str]) -> Zeroizing<String> {
    let mut joined = Zeroizing::new(String::with_capacity(texts.iter().map(|text| text.len()).sum()));
    for text in texts {
        joined.push_str(text);
    }
    joined
}
