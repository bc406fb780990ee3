//! Decoding the numbers of a JWK, strictly or loosely: RFC 7518 section 2 (`Base64urlUInt`) and section 6.2.1.

use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::base64url;
use crate::error::{JwkMember, KeyDefect, KeyError};
use crate::secret::WipedBytes;

/// Which texts are accepted in public members. Private and secret members are always canonical.
#[derive(Clone, Copy)]
pub(super) enum Spelling {
    /// Only what RFC 7518 allows: every number has one text.
    Canonical,
    /// Also what some producers write: leading zeros, coordinates without them, padding, `+` and `/`.
    Loose,
}

impl Spelling {
    /// Decodes octets.
    pub(super) fn octets(self, member: JwkMember, text: &str) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Canonical => decode(member, text.as_bytes()),
            Self::Loose => decode(member, &to_base64url(text)),
        }
    }

    /// Decodes an integer. The result has no leading zeros.
    pub(super) fn integer(self, member: JwkMember, text: &str) -> Result<Vec<u8>, KeyError> {
        let octets = self.octets(member, text)?;
        match (self, octets.first()) {
            (_, Some(1..)) => Ok(octets),
            (Self::Canonical, _) => Err(KeyError::Jwk { member, defect: KeyDefect::LeadingZeros }),
            (Self::Loose, _) => match without_leading_zeros(&octets) {
                [] => Err(KeyError::Jwk { member, defect: KeyDefect::Zero }),
                number => Ok(number.to_vec()),
            },
        }
    }

    /// Decodes a coordinate. The result is as long as an element of the field.
    pub(super) fn coordinate(self, member: JwkMember, text: &str, length: usize) -> Result<Vec<u8>, KeyError> {
        let mut octets = self.octets(member, text)?;
        if let (Self::Loose, false) = (self, octets.is_empty()) {
            // The same number, with as many leading zeros as the length requires.
            let number = without_leading_zeros(&octets);
            let zeros = length.saturating_sub(number.len());
            octets = [&*alloc::vec![0; zeros], number].concat();
        }
        check_length(member, &octets, length, KeyDefect::CurveLength)?;
        Ok(octets)
    }
}

/// Decodes a secret in constant time. The result is wiped on drop.
pub(super) fn secret(member: JwkMember, text: &str) -> Result<WipedBytes, KeyError> {
    let mut octets = WipedBytes::new(alloc::vec![0; base64url::decoded_len(text.len())]);
    match Base64UrlUnpadded::decode(text.as_bytes(), &mut octets).map(<[u8]>::len) {
        Ok(length) => {
            octets.truncate(length);
            Ok(octets)
        }
        Err(_) => Err(KeyError::Jwk { member, defect: KeyDefect::Base64url }),
    }
}

/// Decodes a secret integer, which must have no leading zeros.
pub(super) fn secret_integer(member: JwkMember, text: &str) -> Result<WipedBytes, KeyError> {
    let octets = secret(member, text)?;
    match octets.first() {
        Some(1..) => Ok(octets),
        _ => Err(KeyError::Jwk { member, defect: KeyDefect::LeadingZeros }),
    }
}

pub(super) const fn check_length(
    member: JwkMember,
    octets: &[u8],
    length: usize,
    defect: KeyDefect,
) -> Result<(), KeyError> {
    if octets.len() == length { Ok(()) } else { Err(KeyError::Jwk { member, defect }) }
}

fn decode(member: JwkMember, text: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut octets = alloc::vec![0; base64url::decoded_len(text.len())];
    match base64url::decode(text, &mut octets) {
        Ok(length) => {
            octets.truncate(length);
            Ok(octets)
        }
        Err(_) => Err(KeyError::Jwk { member, defect: KeyDefect::Base64url }),
    }
}

/// Returns the text in the alphabet of base64url. Removes padding, if it makes the length a multiple of four.
fn to_base64url(text: &str) -> Vec<u8> {
    let padded = if text.len().is_multiple_of(4) { text } else { "" };
    let unpadded = padded.strip_suffix("==").or_else(|| padded.strip_suffix('=')).unwrap_or(text);
    let in_alphabet = |character| match character {
        b'+' => b'-',
        b'/' => b'_',
        other => other,
    };
    unpadded.bytes().map(in_alphabet).collect()
}

fn without_leading_zeros(mut octets: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = octets {
        octets = rest;
    }
    octets
}
