//! PEM to DER and back: RFC 7468.
//!
//! Accepted as `openssl` writes it: text before the first block, several blocks, lines that end in CR LF. The blocks
//! themselves are read strictly, and in constant time, by the crate `pem-rfc7468`.

use alloc::string::String;
use alloc::vec::Vec;

use pem_rfc7468::LineEnding;
use pem_rfc7468::{Decoder, Error};
use zeroize::Zeroizing;

use crate::error::{KeyError, KeyKind};

const BEGIN: &str = "-----BEGIN ";

/// The DER of the first block that holds a key. Which key, its structure tells.
pub(crate) fn decode(pem: &[u8], expected: KeyKind) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = core::str::from_utf8(pem).map_err(|_| KeyError::Malformed("pem: not utf-8"))?;
    for (begin, _) in text.match_indices(BEGIN) {
        let block = block(text.get(begin..).unwrap_or_default())?;
        match label(block) {
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                return contents(block, expected);
            }
            "EC PARAMETERS" => {}
            label => {
                return Err(KeyError::Unexpected { found: kind(label), expected });
            }
        }
    }
    if text.contains("---- BEGIN SSH2 ")
        || ["ssh-", "ecdsa-sha2-"].iter().any(|start| text.trim_start().starts_with(start))
    {
        return Err(KeyError::Unexpected { found: KeyKind::OpenSsh, expected });
    }
    Err(KeyError::Malformed("pem: no block with a key"))
}

/// The PEM of a structure: one block, lines of 64 characters that end in LF.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    // Only a label that is none, or a length beyond memory, could fail.
    pem_rfc7468::encode_string(label, LineEnding::LF, der).unwrap_or_default()
}

/// The text from its first line to the end of the line that ends the block.
fn block(text: &str) -> Result<&str, KeyError> {
    let unended = KeyError::Malformed("pem: a block without end");
    let end = text.find("-----END ").ok_or_else(|| unended.clone())?;
    let line = text.get(end..).unwrap_or_default();
    let line_length = line.find(['\r', '\n']).unwrap_or(line.len());
    text.get(..end.saturating_add(line_length)).ok_or(unended)
}

fn label(block: &str) -> &str {
    let line = block.strip_prefix(BEGIN).unwrap_or_default();
    line.split_once("-----").map_or("", |(label, _)| label)
}

fn contents(block: &str, expected: KeyKind) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut der = Zeroizing::new(Vec::new());
    // The key is public knowledge up to here; the decoder's own detection looks only at where the first line ends.
    let decoded = Decoder::new_detect_wrap(block.trim_end().as_bytes()).and_then(|mut decoder| {
        der.reserve(decoder.remaining_len());
        decoder.decode_to_end(&mut der).map(|_| ())
    });
    match decoded {
        Ok(()) => Ok(der),
        // RFC 1421's headers, which the traditional form of `openssl` has when it is encrypted.
        Err(Error::HeaderDisallowed | Error::Base64(_)) if block.contains("ENCRYPTED") => {
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
