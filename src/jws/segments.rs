//! The three segments of a token, and how the last two are used: RFC 7515 section 5.2, steps 1 and 6 to 8.

use alloc::vec::Vec;

use memchr::memchr_iter;

use super::Header;
use crate::base64url::{self, Codec};
use crate::error::{Defect, Part, VerifyError};
use crate::jwa::{MAX_RSA_SIGNATURE_LEN, MAX_SIGNATURE_LEN, Verify};

/// The default limit of a token's length, in bytes.
pub(crate) const DEFAULT_MAX_TOKEN_LEN: usize = 16 * 1024;

/// A token, split at its dots and not yet decoded.
///
/// ```abnf
/// token = header "." payload "." signature          ; RFC 7515 section 7.1, each of them base64url
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Segments<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    signature: &'t str,
    /// `header "." payload`
    signing_input: &'t str,
}

/// A payload segment with a good signature. Only [`Segments::verify`] creates one.
pub(crate) struct SignedPayload<'t>(&'t str);

/// A decoded payload at the front of a buffer. The rest of the buffer is at least as long: the JSON reader decodes
/// escapes into it.
pub(crate) struct Payload<'s> {
    pub(crate) buffer: &'s mut [u8],
    pub(crate) length: usize,
}

impl<'t> Segments<'t> {
    /// Step 1: splits a token of at most `max_len` bytes at its two dots.
    pub(crate) fn split(token: &'t str, max_len: usize) -> Result<Self, VerifyError> {
        require_length(token, max_len)?;
        // One quick pass. Only a bad token is searched again, for the reason.
        if let Some(defect) = has_foreign(token).then(|| foreign(token)).flatten() {
            return Err(VerifyError::Malformed(Part::Token, defect));
        }
        Self::at_dots(token)
    }

    /// [`split`](Self::split) for an unencoded payload (RFC 7797 section 5.2), which may have characters that base64url
    /// does not have.
    pub(super) fn split_unencoded(token: &'t str, max_len: usize) -> Result<Self, VerifyError> {
        require_length(token, max_len)?;
        Self::at_dots(token)
    }

    #[inline]
    fn at_dots(token: &'t str) -> Result<Self, VerifyError> {
        // Exactly two dots. A token with four is a JWE (RFC 7516).
        let mut dots = memchr_iter(b'.', token.as_bytes());
        let parts = match (dots.next(), dots.next(), dots.next()) {
            (Some(first), Some(second), None) => split_at_dot(token, second)
                .and_then(|(input, signature)| Some((input, split_at_dot(input, first)?, signature))),
            _ => None,
        };
        let Some((signing_input, (header, payload), signature)) = parts else {
            let is_encrypted = memchr_iter(b'.', token.as_bytes()).count() == 4;
            let defect = if is_encrypted { Defect::Encrypted } else { Defect::SegmentCount };
            return Err(VerifyError::Malformed(Part::Token, defect));
        };
        Ok(Self { header, payload, signature, signing_input })
    }

    /// Takes the padding off each segment, if it is the right one. The signature still covers the text as it is.
    pub(crate) fn without_padding(self) -> Self {
        let [header, payload, signature] = [self.header, self.payload, self.signature].map(without_padding);
        Self { header, payload, signature, ..self }
    }

    /// Steps 7 and 8: compares `alg` with the algorithm of the key, then checks the signature.
    pub(crate) fn verify(
        &self,
        header: &Header,
        key: &(impl Verify + ?Sized),
    ) -> Result<SignedPayload<'t>, VerifyError> {
        self.verify_over(self.signing_input.as_bytes(), header, key)?;
        Ok(SignedPayload(self.payload))
    }

    /// [`verify`](Self::verify), with another signing input than the one in the token: that of a detached payload.
    pub(crate) fn verify_over(
        &self,
        signing_input: &[u8],
        header: &Header,
        key: &(impl Verify + ?Sized),
    ) -> Result<(), VerifyError> {
        verify_text(self.signature, signing_input, header, key)
    }
}

/// Steps 7 and 8 for a signature in base64url.
#[inline]
pub(super) fn verify_text(
    signature: &str,
    signing_input: &[u8],
    header: &Header,
    key: &(impl Verify + ?Sized),
) -> Result<(), VerifyError> {
    header.require_algorithm(key.algorithm())?;
    let length = base64url::decoded_len(signature.len());
    // A text longer than any signature of the key is not a signature, whatever its characters. Only the longest are
    // measured before they are decoded.
    if length > MAX_RSA_SIGNATURE_LEN && length > key.signature_len().min(MAX_SIGNATURE_LEN) {
        return Err(VerifyError::InvalidSignature);
    }
    let mut buffer = StackScratch::for_signature();
    let buffer = buffer.room(length);
    let length = base64url::decode(signature.as_bytes(), buffer)
        .map_err(|_| VerifyError::Malformed(Part::Signature, Defect::Base64url))?;
    match buffer.get(..length) {
        Some(signature) if length == key.signature_len() => Ok(key.verify(signing_input, signature)?),
        _ => Err(VerifyError::InvalidSignature),
    }
}

impl SignedPayload<'_> {
    /// Step 6, after the signature is checked: decodes the payload into `scratch`, which grows if it is too small.
    pub(crate) fn decode<'s>(&self, codec: &Codec, scratch: &'s mut impl Scratch) -> Result<Payload<'s>, VerifyError> {
        let buffer = scratch.room(base64url::decoded_len(self.0.len()).saturating_mul(2));
        match codec.decode(self.0.as_bytes(), buffer) {
            Ok(length) => Ok(Payload { buffer, length }),
            Err(_) => Err(VerifyError::Malformed(Part::Payload, Defect::Base64url)),
        }
    }
}

/// Decodes a segment whose signature was not checked: its JSON at the front of a buffer, and the length of it. The rest of
/// the buffer is for the JSON reader, as in [`Payload`].
pub(crate) fn decode_unverified(part: Part, segment: &str) -> Result<(Vec<u8>, usize), VerifyError> {
    let mut buffer = alloc::vec![0; base64url::decoded_len(segment.len()).saturating_mul(2)];
    match Codec::new().decode(segment.as_bytes(), &mut buffer) {
        Ok(length) => Ok((buffer, length)),
        Err(_) => Err(VerifyError::Malformed(part, Defect::Base64url)),
    }
}

/// A buffer that is created, or grows, once the length is known. Its old contents do not matter.
pub(crate) trait Scratch {
    fn room(&mut self, length: usize) -> &mut [u8];
}

impl Scratch for Vec<u8> {
    fn room(&mut self, length: usize) -> &mut [u8] {
        if self.len() < length {
            self.resize(length, 0);
        }
        self
    }
}

/// A buffer on the stack for what is short, as most payloads and signatures are, and on the heap for the rest. It saves 5 %
/// of an HS256 verification.
pub(crate) struct StackScratch<const N: usize> {
    stack: [u8; N],
    heap: Vec<u8>,
}

impl StackScratch<512> {
    pub(crate) const fn for_payload() -> Self {
        Self { stack: [0; 512], heap: Vec::new() }
    }
}

impl StackScratch<MAX_RSA_SIGNATURE_LEN> {
    /// Only the signatures of ML-DSA go to the heap. No other algorithm pays for their length.
    pub(crate) const fn for_signature() -> Self {
        Self { stack: [0; MAX_RSA_SIGNATURE_LEN], heap: Vec::new() }
    }
}

impl<const N: usize> Scratch for StackScratch<N> {
    fn room(&mut self, length: usize) -> &mut [u8] {
        if length <= self.stack.len() { &mut self.stack } else { self.heap.room(length) }
    }
}

/// Requires a token, in either serialization, to have at most `max_len` bytes.
pub(super) const fn require_length(token: &str, max_len: usize) -> Result<(), VerifyError> {
    if token.len() > max_len { Err(VerifyError::Malformed(Part::Token, Defect::TooLong)) } else { Ok(()) }
}

/// RFC 4648 section 4: padding makes the length a multiple of four. Any other `=` stays, and is not decoded.
fn without_padding(segment: &str) -> &str {
    let is_padded = segment.len().is_multiple_of(4);
    let unpadded = segment.strip_suffix("==").or_else(|| segment.strip_suffix('='));
    unpadded.filter(|_| is_padded).unwrap_or(segment)
}

/// Splits the text at the dot at this place.
fn split_at_dot(text: &str, at: usize) -> Option<(&str, &str)> {
    let (before, from_dot) = text.split_at_checked(at)?;
    from_dot.strip_prefix('.').map(|behind| (before, behind))
}

/// Returns whether a byte is outside the range from `-` to `z`, which contains the dot and all of base64url.
fn has_foreign(token: &str) -> bool {
    // Has no branch, so the compiler compares many bytes at once.
    token.bytes().fold(false, |found, byte| found | !(b'-'..=b'z').contains(&byte))
}

/// Names what people copy along with a token, and anything that is not ASCII. Any other wrong byte is a defect of its
/// segment.
#[cold]
fn foreign(token: &str) -> Option<Defect> {
    /// The scheme of RFC 6750 section 2.1, in any case (RFC 9110 section 11.1).
    const SCHEME: &str = "bearer";
    const QUOTATION_MARKS: [char; 2] = ['"', '\''];
    let text = token.trim();
    let is_bearer = text.split_once(char::is_whitespace).is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME));
    let is_quoted = text.starts_with(QUOTATION_MARKS) || text.ends_with(QUOTATION_MARKS);
    let defects = [
        (is_bearer, Defect::BearerPrefix),
        (text.starts_with('{'), Defect::JsonForm),
        (is_quoted, Defect::QuotationMarks),
        (text.contains(','), Defect::Comma),
        (token.contains(char::is_whitespace), Defect::WhiteSpace),
        (!token.is_ascii(), Defect::NotAscii),
    ];
    defects.into_iter().find_map(|(is_there, defect)| is_there.then_some(defect))
}
