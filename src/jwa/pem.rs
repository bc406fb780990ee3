//! PEM to DER and back: RFC 7468.
//!
//! Blocks follow the lax grammar of section 3 (`laxtextualmsg`): white space may stand anywhere around and in the base64.
//! So blanks at line ends, blank or indented lines, lines of any length, and a whole block in one line are accepted. Text
//! between the blocks is skipped.
//!
//! The crate `base64ct` decodes the base64 in constant time. Before that, only white space is told apart from other
//! characters. If the base64 is malformed, the error depends on its first character and on lines with a colon.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};

use super::KeyFamily;
use super::other_form::instead_of_pem;
use crate::error::{KeyDefect, KeyError, KeyKind, KeyPart};
use crate::secret::WipedBytes;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

const MALFORMED: KeyError = KeyError::Malformed(KeyPart::Pem, KeyDefect::Malformed);
const LINE_BREAKS_WRITTEN: KeyError = KeyError::Malformed(KeyPart::Pem, KeyDefect::WrittenLineBreaks);
const IN_QUOTATION_MARKS: KeyError = KeyError::Malformed(KeyPart::Pem, KeyDefect::QuotationMarks);

/// Iterates over the blocks of a text that may hold a key. It skips `EC PARAMETERS`.
///
/// After an error, it returns that error again and again: stop at the first.
struct Blocks<'p>(&'p [u8]);

/// A block: `-----BEGIN label-----`, base64, `-----END label-----`.
struct Block<'p> {
    label: &'p str,
    body: &'p str,
}

/// Returns the result of `from_der` for the first block that holds the expected kind of key, whether it is accepted or
/// not.
pub(super) fn key_in<K>(
    pem: &[u8],
    expected: KeyKind,
    from_der: fn(&[u8]) -> Result<K, KeyError>,
) -> Result<K, KeyError> {
    let mut first_other = None;
    for block in Blocks::of(pem) {
        let block = block?;
        match block.der(expected).and_then(|der| from_der(&der)) {
            // A private key labeled as public is about to be published.
            Err(KeyError::Unexpected { found: found @ (KeyKind::Private(_) | KeyKind::EncryptedPrivate), .. })
                if block.is_labeled_public() =>
            {
                return Err(KeyError::Unexpected { found, expected });
            }
            // This is a certificate, a key of another family or the other half of the pair: the next block may fit.
            Err(other @ KeyError::Unexpected { .. }) => {
                first_other.get_or_insert(other);
            }
            key_or_defect => return key_or_defect,
        }
    }
    Err(first_other.unwrap_or_else(|| instead_of_pem(pem, expected)))
}

impl<'p> Blocks<'p> {
    const fn of(text: &'p [u8]) -> Self {
        Self(text)
    }

    /// Returns the next block, whatever its label.
    fn any(&mut self) -> Option<Result<Block<'p>, KeyError>> {
        let begin = find(self.0, BEGIN)?;
        // What stands before it may be in any encoding.
        let (before, text) = self.0.split_at_checked(begin)?;
        let read = if matches!(before, [.., b'"' | b'\'']) { Err(IN_QUOTATION_MARKS) } else { Block::read(text) };
        Some(read.map(|(block, behind)| {
            self.0 = behind;
            block
        }))
    }
}

impl<'p> Iterator for Blocks<'p> {
    type Item = Result<Block<'p>, KeyError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.any()? {
                Ok(Block { label: "EC PARAMETERS", .. }) => {}
                block => return Some(block),
            }
        }
    }
}

impl<'p> Block<'p> {
    /// Splits off the block at the start of a text.
    fn read(text: &'p [u8]) -> Result<(Self, &'p [u8]), KeyError> {
        let end = find(text, END).ok_or(KeyError::Malformed(KeyPart::Pem, KeyDefect::NoEnd))?;
        let (block, end) = text.split_at_checked(end).unwrap_or_default();
        let block = core::str::from_utf8(block).map_err(|_| KeyError::Malformed(KeyPart::Pem, KeyDefect::Utf8))?;
        let begin = block.strip_prefix(BEGIN).unwrap_or_default();
        let label_len = find(begin.as_bytes(), DASHES).ok_or(MALFORMED)?;
        let (label, body) = begin.split_at_checked(label_len).unwrap_or_default();
        let body = body.strip_prefix(DASHES).unwrap_or_default();
        let behind = [END, label, DASHES].iter().try_fold(end, |rest, part| rest.strip_prefix(part.as_bytes()));
        let behind = behind.ok_or(MALFORMED)?;
        check_rest_of_line(behind)?;
        Ok((Self { label, body }, behind))
    }

    /// Returns whether the label says that the key is public.
    fn is_labeled_public(&self) -> bool {
        self.label.ends_with("PUBLIC KEY")
    }

    /// Decodes the DER. Its structure decides which key it is. The label only names what cannot be used.
    fn der(&self, expected: KeyKind) -> Result<WipedBytes, KeyError> {
        match self.label {
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                decode(self.body).ok_or_else(|| self.defect(expected))
            }
            label => Err(KeyError::Unexpected { found: kind(label), expected }),
        }
    }

    /// Returns why the text is not base64.
    fn defect(&self, expected: KeyKind) -> KeyError {
        match self.body.trim_ascii_start().as_bytes() {
            [b'\\', ..] => LINE_BREAKS_WRITTEN,
            [b'"' | b'\'', ..] => IN_QUOTATION_MARKS,
            // RFC 1421 headers: the traditional form of `openssl` has them if the key is encrypted.
            body if lines_with_colon(body).any(|line| find(line, "ENCRYPTED").is_some()) => {
                KeyError::Unexpected { found: KeyKind::EncryptedPrivate, expected }
            }
            _ => MALFORMED,
        }
    }
}

/// Returns the lines with a colon: headers of RFC 1421. No line of base64 has one.
fn lines_with_colon(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    body.split(|byte| matches!(byte, b'\r' | b'\n')).filter(|line| line.contains(&b':'))
}

/// Requires that a block may end here: nothing follows in its line, or the next block follows.
fn check_rest_of_line(behind: &[u8]) -> Result<(), KeyError> {
    let is_blank = |byte: &&u8| is_white_space(**byte) && !matches!(**byte, b'\r' | b'\n');
    let blank_len = behind.iter().take_while(is_blank).count();
    match behind.get(blank_len..).unwrap_or_default() {
        [] | [b'\r' | b'\n', ..] => Ok(()),
        [b'"' | b'\'', ..] => Err(IN_QUOTATION_MARKS),
        [b'\\', ..] => Err(LINE_BREAKS_WRITTEN),
        rest if rest.starts_with(BEGIN.as_bytes()) => Ok(()),
        _ => Err(MALFORMED),
    }
}

fn decode(body: &str) -> Option<WipedBytes> {
    let mut base64 = WipedBytes::new(Vec::with_capacity(body.len()));
    base64.extend(body.bytes().filter(|byte| !is_white_space(*byte)));
    let mut der = WipedBytes::new(vec![0; base64.len().div_ceil(4).saturating_mul(3)]);
    let length = Base64::decode(&**base64, &mut der).ok()?.len();
    der.truncate(length);
    Some(der)
}

/// `W` of RFC 7468 section 3: blank, tab, line feed, vertical tab, form feed, carriage return.
const fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Encodes a structure as one PEM block, with lines of 64 characters that end in LF.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    const LINE: usize = 64;
    let mut buffer = WipedBytes::new(vec![0; Base64::encoded_len(der)]);
    let base64 = Base64::encode(der, &mut buffer).expect("the buffer has the length that the base64 takes");
    let lines = base64.as_bytes().chunks(LINE).map(|line| core::str::from_utf8(line).expect("base64 is ASCII"));
    let mut parts = vec![BEGIN, label, DASHES, "\n"];
    parts.extend(lines.flat_map(|line| [line, "\n"]));
    parts.extend([END, label, DASHES, "\n"]);
    // Allocated once with its final length, so no copy of a secret is left behind.
    parts.concat()
}

/// Finds the first `pattern`, which must not be empty.
///
/// The searches of `core` are faster in long texts, but each adds more code to a program than this whole file, and a key
/// is parsed only once.
fn find(text: &[u8], pattern: &str) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern.as_bytes())
}

fn kind(label: &str) -> KeyKind {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => KeyKind::Certificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => KeyKind::CertificateRequest,
        "ENCRYPTED PRIVATE KEY" => KeyKind::EncryptedPrivate,
        "OPENSSH PRIVATE KEY" => KeyKind::OpenSsh,
        "DSA PRIVATE KEY" => KeyKind::Private(KeyFamily::Dsa),
        _ => KeyKind::Unknown,
    }
}
