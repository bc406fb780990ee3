//! The values that RFC 7515, RFC 7520, RFC 7638, RFC 7797, RFC 8037, RFC 9881 and RFC 9964 publish.

use serde_json::Value;

use super::base64url;

/// The files, each of which names its source.
const FILES: [&str; 6] = [
    include_str!("../../data/rfc/rfc7515.json"),
    include_str!("../../data/rfc/rfc7520.json"),
    include_str!("../../data/rfc/rfc7638.json"),
    include_str!("../../data/rfc/rfc8037_rfc7797.json"),
    include_str!("../../data/rfc/rfc9881.json"),
    include_str!("../../data/rfc/rfc9964.json"),
];

/// One example of an RFC.
pub(crate) struct Example(Value);

/// The example of that section of RFC 7515.
pub(crate) fn example(section: &str) -> Example {
    example_of("7515", section)
}

/// The example of that section of that RFC.
pub(crate) fn example_of(rfc: &str, section: &str) -> Example {
    let mut examples = FILES.iter().flat_map(|file| {
        let file: Value = serde_json::from_str(file).unwrap();
        file["examples"].as_array().unwrap().clone()
    });
    let found = examples.find(|example| example["rfc"] == rfc && example["section"] == section);
    Example(found.unwrap())
}

impl Example {
    /// The token in the Compact Serialization.
    pub(crate) fn compact(&self) -> &str {
        let compact = self.0.get("compact").or(self.0.get("compact_detached"));
        compact.unwrap().as_str().unwrap()
    }

    /// The payload as text.
    pub(crate) fn payload(&self) -> &str {
        self.0["payload"].as_str().unwrap()
    }

    /// The header as text.
    pub(crate) fn header(&self) -> String {
        let (header, _) = self.compact().split_once('.').unwrap();
        String::from_utf8(base64url::decode(header).unwrap()).unwrap()
    }

    /// A member of the key, decoded.
    pub(crate) fn key(&self, member: &str) -> Vec<u8> {
        base64url::decode(self.0["jwk"][member].as_str().unwrap()).unwrap()
    }

    /// Another value.
    #[cfg(feature = "jwk")]
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    /// Any value as JSON.
    #[cfg(feature = "jwk")]
    pub(crate) fn value(&self, name: &str) -> &Value {
        &self.0[name]
    }

    /// The key as JSON.
    #[cfg(feature = "jwk")]
    pub(crate) fn jwk(&self) -> String {
        self.0["jwk"].to_string()
    }
}
