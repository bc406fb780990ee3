//! PEM to DER and back: RFC 7468.
//!
//! Accepted as `openssl` writes it: text before the first block, several blocks, lines that end in CR LF. The blocks
//! themselves are read strictly, and in constant time, by the crate `pem-rfc7468`.

use alloc::string::String;

use pem_rfc7468::LineEnding;
use pem_rfc7468::{Decoder, Error};

use crate::error::{KeyError, KeyKind};
use crate::secret::WipedBytes;

const BEGIN: &str = "-----BEGIN ";

/// The DER of the first block that holds a key. Which key, its structure tells.
pub(crate) fn decode(pem: &[u8], expected: KeyKind) -> Result<WipedBytes, KeyError> {
    let mut rest = pem;
    while let Some(begin) = find(rest, BEGIN) {
        // What stands before it may be in any encoding.
        let (block, behind) = block(rest.get(begin..).unwrap_or_default())?;
        match label(block) {
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                return contents(block, expected);
            }
            "EC PARAMETERS" => rest = behind,
            label => return Err(KeyError::Unexpected { found: kind(label), expected }),
        }
    }
    let is_openssh = find(pem, "---- BEGIN SSH2 ").is_some()
        || ["ssh-", "ecdsa-sha2-"].iter().any(|start| pem.trim_ascii_start().starts_with(start.as_bytes()));
    if is_openssh {
        return Err(KeyError::Unexpected { found: KeyKind::OpenSsh, expected });
    }
    Err(KeyError::Malformed("pem: no block with a key"))
}

/// The PEM of a structure: one block, lines of 64 characters that end in LF.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    // Only a label that is none, or a length beyond memory, could fail.
    pem_rfc7468::encode_string(label, LineEnding::LF, der).unwrap_or_default()
}

/// The text from its first line to the end of the line that ends the block, and what stands behind that.
fn block(text: &[u8]) -> Result<(&str, &[u8]), KeyError> {
    let end = find(text, "-----END ").ok_or(KeyError::Malformed("pem: a block without end"))?;
    let line = text.get(end..).unwrap_or_default();
    let line_length = line.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(line.len());
    let (block, behind) = text.split_at_checked(end.saturating_add(line_length)).unwrap_or_default();
    match core::str::from_utf8(block) {
        Ok(block) => Ok((block, behind)),
        Err(_) => Err(KeyError::Malformed("pem: not utf-8")),
    }
}

fn label(block: &str) -> &str {
    let line = block.strip_prefix(BEGIN).unwrap_or_default();
    find(line.as_bytes(), "-----").and_then(|end| line.get(..end)).unwrap_or_default()
}

/// Where `pattern`, which is not empty, stands first.
///
/// A key is read once: the searches of `core` are faster in long texts, but each of them is more code than all of this
/// file.
fn find(text: &[u8], pattern: &str) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern.as_bytes())
}

fn contents(block: &str, expected: KeyKind) -> Result<WipedBytes, KeyError> {
    let mut der = WipedBytes::default();
    // The key is public knowledge up to here; the decoder's own detection looks only at where the first line ends.
    let decoded = Decoder::new_detect_wrap(block.trim_end().as_bytes()).and_then(|mut decoder| {
        der.reserve(decoder.remaining_len());
        decoder.decode_to_end(&mut der).map(|_| ())
    });
    match decoded {
        Ok(()) => Ok(der),
        // RFC 1421's headers, which the traditional form of `openssl` has when it is encrypted.
        Err(Error::HeaderDisallowed | Error::Base64(_)) if find(block.as_bytes(), "ENCRYPTED").is_some() => {
            Err(KeyError::Unexpected { found: KeyKind::EncryptedPrivate, expected })
        }
        Err(_) => Err(KeyError::Malformed("pem: not as rfc 7468 has it")),
    }
}

fn kind(label: &str) -> KeyKind {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => KeyKind::Certificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => KeyKind::CertificateRequest,
        "ENCRYPTED PRIVATE KEY" => KeyKind::EncryptedPrivate,
        "OPENSSH PRIVATE KEY" => KeyKind::OpenSsh,
        "DSA PRIVATE KEY" => KeyKind::Private("DSA"),
        _ => KeyKind::Unknown,
    }
}
