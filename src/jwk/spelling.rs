//! How the numbers of a JWK are written: RFC 7518 section 2 (`Base64urlUInt`) and section 6.2.1.

use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::base64url;
use crate::error::{JwkMember, KeyDefect, KeyError};
use crate::secret::WipedBytes;

/// What is accepted in public members. Private and secret ones have one spelling, always.
#[derive(Clone, Copy)]
pub(super) enum Spelling {
    /// That of RFC 7518: every number has one text.
    Canonical,
    /// Also what producers are known to write: zeros in front of a number, or none where the length of a coordinate
    /// asks for them; padding; `+` and `/`.
    Loose,
}

impl Spelling {
    /// Octets.
    pub(super) fn octets(self, member: JwkMember, text: &str) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Canonical => decode(member, text.as_bytes()),
            Self::Loose => decode(member, &to_base64url(text)),
        }
    }

    /// An integer, without leading zeros.
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

    /// A coordinate, as long as the field.
    pub(super) fn coordinate(self, member: JwkMember, text: &str, length: usize) -> Result<Vec<u8>, KeyError> {
        let mut octets = self.octets(member, text)?;
        if let (Self::Loose, false) = (self, octets.is_empty()) {
            let number = without_leading_zeros(&octets);
            let zeros = length.saturating_sub(number.len());
            octets = [&*alloc::vec![0; zeros], number].concat();
        }
        check_length(member, &octets, length)?;
        Ok(octets)
    }
}

/// A secret: decoded in constant time, and wiped.
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

/// A secret integer.
pub(super) fn secret_integer(member: JwkMember, text: &str) -> Result<WipedBytes, KeyError> {
    let octets = secret(member, text)?;
    match octets.first() {
        Some(1..) => Ok(octets),
        _ => Err(KeyError::Jwk { member, defect: KeyDefect::LeadingZeros }),
    }
}

pub(super) const fn check_length(member: JwkMember, octets: &[u8], length: usize) -> Result<(), KeyError> {
    if octets.len() == length { Ok(()) } else { Err(KeyError::Jwk { member, defect: KeyDefect::CurveLength }) }
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

/// The text in the alphabet of base64url, without the padding that makes its length a multiple of four.
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
