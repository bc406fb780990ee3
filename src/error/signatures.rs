//! Why several signatures together do not suffice.

use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use super::VerifyError;

/// Why the signatures of a JSON serialization (RFC 7515 section 7.2) were not accepted.
///
/// ```
/// use jwt_codec::jws::JsonSerialization;
/// use jwt_codec::{Hs256, SignaturesError, SigningKey, VerifyError};
///
/// fn report(error: &SignaturesError) -> Vec<String> {
///     error.rejected().iter().map(|(place, reason)| format!("{place}: {reason}")).collect()
/// }
///
/// // The header is {"alg":"HS256"}.
/// let text = r#"{"payload":"","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA"}"#;
/// let key = SigningKey::<Hs256>::generate()?.verifying_key();
/// let refused = JsonSerialization::parse(text)?.verify_each(&[key]).unwrap_err();
/// assert_eq!(refused.to_string(), "signatures: fewer good ones than required");
///
/// let VerifyError::Signatures(error) = refused else { unreachable!() };
/// assert_eq!(report(&error), ["0: signature: invalid"]);
/// assert_eq!(error.unsigned(), Some(0)); // the first of our keys has not signed
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignaturesError {
    rejected: Vec<(usize, VerifyError)>,
    unsigned: Option<usize>,
}

impl SignaturesError {
    pub(crate) const fn new(rejected: Vec<(usize, VerifyError)>, unsigned: Option<usize>) -> Self {
        Self { rejected, unsigned }
    }

    /// Returns the signatures that are not good: the place of each in the document, counted from 0, and the reason.
    #[must_use]
    pub fn rejected(&self) -> &[(usize, VerifyError)] {
        &self.rejected
    }

    /// Returns the place of the first of the keys given to
    /// [`verify_each`](crate::jws::JsonSerialization::verify_each) that made no good signature.
    #[must_use]
    pub const fn unsigned(&self) -> Option<usize> {
        self.unsigned
    }
}

impl fmt::Display for SignaturesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("signatures: fewer good ones than required")
    }
}

impl Error for SignaturesError {}
