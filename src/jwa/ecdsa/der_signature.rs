//! ECDSA signatures in DER (RFC 3279 section 2.2.3), as most software outside JOSE writes them.

use alloc::vec::Vec;

use super::{EcdsaAlgorithm, JoseCurve};
use crate::error::{Defect, Part, SignError};
use crate::jwa::der::two_numbers;

/// Converts an ECDSA signature from DER, the form of OpenSSL, HSMs and KMSs, to the form of a token: `r || s` (RFC 7518
/// section 3.4).
///
/// # Errors
///
/// [`SignError::Malformed`] if it is not DER, or if `r` or `s` is zero, or not below the order of the algorithm's
/// curve.
///
/// ```
/// use jwt_codec::{Es256, jwa};
///
/// let der = [0x30, 6, 2, 1, 5, 2, 1, 7];
/// let fixed = jwa::ecdsa_signature_from_der::<Es256>(&der)?;
/// assert_eq!((fixed.len(), fixed[31], fixed[63]), (64, 5, 7));
/// # Ok::<(), jwt_codec::SignError>(())
/// ```
pub fn ecdsa_signature_from_der<A: EcdsaAlgorithm>(der: &[u8]) -> Result<Vec<u8>, SignError> {
    fixed(der, A::Curve::LENGTH)
        .filter(|fixed| A::Curve::is_in_range(fixed))
        .ok_or(SignError::Malformed(Part::Signature, Defect::Der))
}

/// ```text
/// Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
/// ```
fn fixed(der: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut fixed = Vec::new();
    for integer in two_numbers(der)? {
        let zeros = length.checked_sub(integer.len())?;
        fixed.extend(core::iter::repeat_n(0, zeros));
        fixed.extend_from_slice(integer);
    }
    Some(fixed)
}
