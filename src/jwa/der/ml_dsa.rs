//! The private key of ML-DSA in PKCS#8: RFC 9881 section 6, both ways.

use der::{Tag, TagNumber, Tagged};

use super::values::{members, value, whole};
use crate::error::{KeyDefect, KeyError, KeyPart};
use crate::secret::WipedBytes;

/// Replaces the tag of an octet string.
const SEED: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };

/// ```text
/// ML-DSA-44-PrivateKey ::= CHOICE {
///     seed         [0] OCTET STRING,
///     expandedKey      OCTET STRING,
///     both             SEQUENCE { seed OCTET STRING, expandedKey OCTET STRING } }
/// ```
pub(in crate::jwa) struct MlDsaPrivateKey<'d> {
    pub(in crate::jwa) seed: &'d [u8],
    pub(in crate::jwa) expanded: Option<&'d [u8]>,
}

impl<'d> MlDsaPrivateKey<'d> {
    /// Parses the private key. It must have a seed: nothing returns from the expanded key to it, and a JWK has no other
    /// private member (RFC 9964 section 4).
    pub(in crate::jwa) fn of(der: &'d [u8]) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::MalformedMlDsaKey);
        let choice = whole(der).ok_or(malformed)?;
        match choice.tag() {
            SEED => Ok(Self { seed: choice.value(), expanded: None }),
            Tag::OctetString => Err(KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::NoSeed)),
            _ => match members(choice).as_deref() {
                Some([seed, expanded]) if [seed, expanded].map(Tagged::tag) == [Tag::OctetString; 2] => {
                    Ok(Self { seed: seed.value(), expanded: Some(expanded.value()) })
                }
                _ => Err(malformed),
            },
        }
    }

    /// Writes the private key as its seed.
    pub(in crate::jwa) fn write(seed: &[u8]) -> WipedBytes {
        value(SEED, &[seed])
    }
}
