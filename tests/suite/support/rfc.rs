//! The values that RFC 7515 publishes in its appendices.

use serde_json::Value;

use super::base64url;

/// One example of RFC 7515.
pub(crate) struct Example(Value);

/// The example of that section.
pub(crate) fn example(section: &str) -> Example {
    let file: Value = serde_json::from_str(include_str!("../../data/rfc/rfc7515.json")).unwrap();
    let examples = file["examples"].as_array().unwrap();
    let found = examples.iter().find(|example| example["section"] == section);
    Example(found.unwrap().clone())
}

impl Example {
    /// The token in the Compact Serialization.
    pub(crate) fn compact(&self) -> &str {
        self.0["compact"].as_str().unwrap()
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
}
