//! The three segments of a token, and what is done with the last two: RFC 7515 section 5.2, steps 1, 7 and 8.

use crate::base64url::{self, Codec};
use crate::error::{Defect, InvalidSignature, Part, VerifyError};
use crate::jwa::{MAX_SHORT_SIGNATURE_LEN, MAX_SIGNATURE_LEN, Verify};

/// How long a token may be where nothing else is said, in bytes.
pub(crate) const DEFAULT_MAX_TOKEN_LEN: usize = 16 * 1024;

/// A token, cut where its dots are; nothing is decoded yet.
///
/// ```abnf
/// token = header "." payload "." signature          ; RFC 7515 section 7.1, each of them base64url
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Segments<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    pub(crate) signature: &'t str,
    /// `header "." payload`
    pub(crate) signing_input: &'t str,
}

impl<'t> Segments<'t> {
    pub(crate) fn split(token: &'t str, max_len: usize) -> Result<Self, VerifyError> {
        Self::check_len(token, max_len)?;
        // A minimum: it is taken of many bytes at once.
        if !token.is_ascii() || token.bytes().fold(LEAST_BYTE, u8::min) < LEAST_BYTE {
            foreign(token)?;
        }
        let wrong_count = || match token.bytes().filter(|&byte| byte == b'.').count() {
            4 => VerifyError::Malformed(Part::Token, Defect::Encrypted),
            _ => VerifyError::Malformed(Part::Token, Defect::SegmentCount),
        };
        let (header, rest) = token.split_once('.').ok_or_else(wrong_count)?;
        let (payload, signature) = rest.split_once('.').ok_or_else(wrong_count)?;
        // A byte: to look for a character takes the code that looks for strings.
        if signature.as_bytes().contains(&b'.') {
            return Err(wrong_count());
        }
        let signing_input_len = header.len().saturating_add(1).saturating_add(payload.len());
        let signing_input = token.get(..signing_input_len).unwrap_or_default();
        Ok(Self { header, payload, signature, signing_input })
    }

    pub(crate) const fn check_len(token: &str, max_len: usize) -> Result<(), VerifyError> {
        if token.len() > max_len { Err(VerifyError::Malformed(Part::Token, Defect::TooLong)) } else { Ok(()) }
    }

    /// Cuts a token behind its header segment, of which the length is known with its dot, and before its signature
    /// segment: at the dot in front of so many characters, or else at the last dot.
    ///
    /// There may be more dots, and characters that are not ASCII. They are in the payload or in the signature, which
    /// are refused for them when they are decoded: [`split`](Self::split) then says what is wrong.
    #[cfg(feature = "std")]
    pub(crate) fn cut(token: &'t str, header_len: usize, signature_len: usize) -> Option<Self> {
        let expected = token.len().checked_sub(signature_len).and_then(|end| end.checked_sub(1));
        // Not the dot of the header, which is there if the payload and a shorter signature are as long together.
        let expected = expected.filter(|&at| at >= header_len);
        let (signing_input, signature) =
            expected.and_then(|at| split_at_dot(token, at)).or_else(|| split_at_last_dot(token))?;
        let (header, payload) = split_at_dot(signing_input, header_len.checked_sub(1)?)?;
        Some(Self { header, payload, signature, signing_input })
    }

    /// Decodes the signature, on the stack, and checks it over the signing input.
    #[inline]
    pub(crate) fn check_signature(&self, codec: &Codec, key: &impl Verify) -> Result<(), VerifyError> {
        self.check_signature_over(self.signing_input.as_bytes(), codec, key)
    }

    /// Decodes the signature, on the stack, and checks it over `message`.
    pub(crate) fn check_signature_over(
        &self,
        message: &[u8],
        codec: &Codec,
        key: &impl Verify,
    ) -> Result<(), VerifyError> {
        if self.signature.len() <= base64url::encoded_len(MAX_SHORT_SIGNATURE_LEN) {
            self.check_signature_in(&mut [0; MAX_SHORT_SIGNATURE_LEN], message, codec, key)
        } else {
            self.check_signature_in(&mut [0; MAX_SIGNATURE_LEN], message, codec, key)
        }
    }

    fn check_signature_in(
        &self,
        buffer: &mut [u8],
        message: &[u8],
        codec: &Codec,
        key: &impl Verify,
    ) -> Result<(), VerifyError> {
        // What does not even fit is no signature, whatever its characters.
        if self.signature.len() > base64url::encoded_len(buffer.len()) {
            return Err(VerifyError::InvalidSignature);
        }
        let (mut buffer, mut decoded) = (Some(buffer), Err(None));
        let verdict = key.verify_decoding(message, &mut || {
            let buffer = buffer.take().ok_or(InvalidSignature)?;
            match codec.decode(self.signature.as_bytes(), buffer) {
                Ok(length) if length == key.signature_len() => {
                    decoded = Ok(());
                    Ok(buffer.get(..length).unwrap_or_default())
                }
                Ok(_) => Err(InvalidSignature),
                Err(_) => {
                    decoded = Err(Some(Defect::Base64url));
                    Err(InvalidSignature)
                }
            }
        });
        // A key that has not been given a signature has not checked it, whatever it says.
        match decoded {
            Ok(()) => verdict.map_err(VerifyError::from),
            Err(None) => Err(VerifyError::InvalidSignature),
            Err(Some(defect)) => Err(VerifyError::Malformed(Part::Signature, defect)),
        }
    }

    /// Decodes the payload into the front of `buffer`, which has room for [`payload_len`](Self::payload_len) bytes, and
    /// gives its length.
    #[inline]
    pub(crate) fn decode_payload(&self, codec: &Codec, buffer: &mut [u8]) -> Result<usize, VerifyError> {
        codec
            .decode(self.payload.as_bytes(), buffer)
            .map_err(|_| VerifyError::Malformed(Part::Payload, Defect::Base64url))
    }

    /// How long the decoded payload is, or one byte less.
    pub(crate) const fn payload_len(&self) -> usize {
        base64url::decoded_len(self.payload.len())
    }
}

/// The least byte of a token: base64url has `-` and greater ones, and so is the dot. White space, quotation marks and the
/// comma are below.
const LEAST_BYTE: u8 = b'-';

/// Refuses what people have around and between tokens when they copy them, and what is not ASCII. Any other byte is a
/// defect of the segment it is in.
#[cold]
fn foreign(token: &str) -> Result<(), VerifyError> {
    /// The scheme of RFC 6750 section 2.1, in any case (RFC 9110 section 11.1).
    const SCHEME: &str = "bearer";
    let text = token.trim();
    let is_bearer = text.split_once(char::is_whitespace).is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME));
    let defect = match () {
        () if is_bearer => Defect::BearerPrefix,
        () if text.starts_with(['"', '\'']) || text.ends_with(['"', '\'']) => Defect::QuotationMarks,
        () if text.contains(',') => Defect::Comma,
        () if token.contains(char::is_whitespace) => Defect::WhiteSpace,
        () if !token.is_ascii() => Defect::NotAscii,
        () => return Ok(()),
    };
    Err(VerifyError::Malformed(Part::Token, defect))
}

#[cfg(feature = "std")]
#[cold]
fn split_at_last_dot(token: &str) -> Option<(&str, &str)> {
    token.rsplit_once('.')
}

/// What stands before and behind the dot at a place.
#[cfg(feature = "std")]
#[inline]
fn split_at_dot(text: &str, at: usize) -> Option<(&str, &str)> {
    let (before, from_dot) = text.split_at_checked(at)?;
    from_dot.strip_prefix('.').map(|behind| (before, behind))
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use alloc::format;

    use super::Segments;

    #[track_caller]
    fn cuts(token: &str, signature_len: usize, payload: &str, signature: &str) {
        let cut = Segments::cut(token, "head.".len(), signature_len);
        let parts = cut.map(|cut| (cut.signing_input, cut.header, cut.payload, cut.signature));
        assert_eq!(parts, Some((&*format!("head.{payload}"), "head", payload, signature)));
    }

    /// Signatures may contain a dot here, so that the place and the last dot are told apart.
    #[test]
    fn token_is_cut_where_the_signature_is_expected() {
        cuts("head.load.sign", 4, "load", "sign");
        cuts("head.load.si.n", 4, "load", "si.n");
        cuts("head..sign", 4, "", "sign");
        cuts("head.load.", 0, "load", "");
    }

    #[test]
    fn token_is_cut_at_the_last_dot_if_no_dot_is_where_it_is_expected() {
        for signature_len in [0, 3, 5, 10, 14, 15, usize::MAX] {
            cuts("head.load.sign", signature_len, "load", "sign");
        }
        cuts("head.lo.ad.sign", 6, "lo.ad", "sign");
    }

    /// A payload and a signature with the dot between them are as long as the signature that is expected.
    #[test]
    fn dot_of_the_header_is_not_the_one_before_the_signature() {
        cuts("head.load.sign", 9, "load", "sign");
    }

    #[test]
    fn token_without_a_second_dot_is_not_cut() {
        for signature_len in [0, 4, 8, 9, 20] {
            assert!(Segments::cut("head.load", "head.".len(), signature_len).is_none());
        }
    }
}
