//! Recognizes the form of an input that is not PEM, or not DER, so that the error can name it.
//!
//! It reads only the frame and the first characters, which belong to no secret.

use crate::error::{KeyDefect, KeyError, KeyKind, KeyPart};

/// Returns the error for a text without a PEM block.
#[cfg(feature = "pem")]
pub(super) fn instead_of_pem(input: &[u8], expected: KeyKind) -> KeyError {
    let unexpected = |found| KeyError::Unexpected { found, expected: KeyKind::Pem };
    match Form::of(input) {
        Form::Jwk => unexpected(KeyKind::Jwk),
        Form::Der => unexpected(KeyKind::Der),
        Form::OpenSsh => KeyError::Unexpected { found: KeyKind::OpenSsh, expected },
        Form::Base64OfPem => KeyError::Malformed(KeyPart::Pem, KeyDefect::Encoded),
        Form::Base64OfDer => KeyError::Malformed(KeyPart::Pem, KeyDefect::BareBase64),
        Form::Pem | Form::Unknown => KeyError::Malformed(KeyPart::Pem, KeyDefect::NoBlock),
    }
}

/// Returns the error for an input that is not a DER sequence.
pub(super) fn instead_of_der(input: &[u8], expected: KeyKind) -> KeyError {
    let unexpected = |found| KeyError::Unexpected { found, expected: KeyKind::Der };
    match Form::of(input) {
        Form::Pem => unexpected(KeyKind::Pem),
        Form::Jwk => unexpected(KeyKind::Jwk),
        Form::OpenSsh => KeyError::Unexpected { found: KeyKind::OpenSsh, expected },
        Form::Base64OfPem | Form::Base64OfDer => KeyError::Malformed(KeyPart::Der, KeyDefect::Encoded),
        Form::Der | Form::Unknown => KeyError::Malformed(KeyPart::Der, KeyDefect::NotOneSequence),
    }
}

enum Form {
    Pem,
    Jwk,
    Der,
    OpenSsh,
    Base64OfPem,
    Base64OfDer,
    Unknown,
}

impl Form {
    fn of(input: &[u8]) -> Self {
        let contains = |mark: &[u8]| input.windows(mark.len()).any(|part| part == mark);
        // As it may stand in a configuration.
        let start = input.trim_ascii_start();
        let start = start.strip_prefix(b"\"").or_else(|| start.strip_prefix(b"'")).unwrap_or(start);
        match start {
            // A SEQUENCE, and in it an INTEGER or a SEQUENCE with an OBJECT IDENTIFIER: no text has those characters.
            [0x30, 0x80..=0xff, ..] | [0x30, _, 0x02, ..] | [0x30, _, 0x30, _, 0x06, ..] => Self::Der,
            _ if contains(b"-----BEGIN ") => Self::Pem,
            [b'{', ..] => Self::Jwk,
            _ if starts_with_any(start, &[b"ssh-", b"ecdsa-sha2-"]) || contains(b"---- BEGIN SSH2 ") => Self::OpenSsh,
            _ if start.starts_with(b"LS0tLS1CRUdJTi") => Self::Base64OfPem,
            [b'M', b'A'..=b'I', more @ ..] if starts_with_base64(more) => Self::Base64OfDer,
            _ => Self::Unknown,
        }
    }
}

fn starts_with_any(text: &[u8], starts: &[&[u8]]) -> bool {
    starts.iter().any(|start| text.starts_with(start))
}

/// Whether the next six characters are of base64, in either alphabet. With the two before them they are the tags and
/// lengths that a key begins with.
fn starts_with_base64(text: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    text.get(..6).is_some_and(|characters| characters.iter().all(is_base64))
}
