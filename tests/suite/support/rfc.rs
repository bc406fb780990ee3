//! The values that RFC 7515 publishes in its appendices, and those of RFC 7517, RFC 7638, RFC 7797 and RFC 8037.

use serde_json::Value;

use super::base64url;

/// One example of an RFC.
pub(crate) struct Example(Value);

/// The example of that section of RFC 7515.
pub(crate) fn example(section: &str) -> Example {
    find(include_str!("../../data/rfc/rfc7515.json"), section)
}

/// The example of that section of RFC 8037 or RFC 7797.
#[cfg(feature = "jwk")]
pub(crate) fn example_8037_7797(section: &str) -> Example {
    find(include_str!("../../data/rfc/rfc8037_rfc7797.json"), section)
}

/// The key and thumbprint of that section of RFC 7638 or RFC 8037.
#[cfg(feature = "jwk")]
pub(crate) fn example_of_thumbprint(section: &str) -> Example {
    find(include_str!("../../data/rfc/rfc7638.json"), section)
}

fn find(file: &str, section: &str) -> Example {
    let file: Value = serde_json::from_str(file).unwrap();
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

    /// Another value.
    #[cfg(feature = "jwk")]
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    /// The key as JSON.
    #[cfg(feature = "jwk")]
    pub(crate) fn jwk(&self) -> String {
        self.0["jwk"].to_string()
    }
}
