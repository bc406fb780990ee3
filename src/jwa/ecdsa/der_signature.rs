//! Signatures as most of the world writes them: DER (RFC 3279 section 2.2.3).

use alloc::vec::Vec;

use ::ecdsa::Signature;
use ::ecdsa::elliptic_curve::FieldBytes;
use der::Decode;
use der::asn1::{AnyRef, UintRef};

use super::EcdsaAlgorithm;
use crate::error::{Defect, Part, SignError};

/// Turns an ECDSA signature from DER, as OpenSSL, HSMs and KMSs give it, into `r || s` as RFC 7518 section 3.4 has it.
///
/// # Errors
///
/// [`SignError::Malformed`] if it is not DER, or if `r` or `s` is not from 1 to the order of the algorithm's curve.
///
/// ```
/// use jwt_codec::{Es256, jws};
///
/// let der = [0x30, 6, 2, 1, 5, 2, 1, 7];
/// let fixed = jws::ecdsa_signature_from_der::<Es256>(&der)?;
/// assert_eq!((fixed.len(), fixed[31], fixed[63]), (64, 5, 7));
/// # Ok::<(), jwt_codec::SignError>(())
/// ```
pub fn ecdsa_signature_from_der<A: EcdsaAlgorithm>(der: &[u8]) -> Result<Vec<u8>, SignError> {
    let malformed = || SignError::Malformed(Part::Signature, Defect::Der);
    // Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
    let value = AnyRef::from_der(der)
        .and_then(|value| value.sequence(|reader| Ok([UintRef::decode(reader)?, UintRef::decode(reader)?])));
    let integers: [UintRef<'_>; 2] = value.map_err(|_: der::Error| malformed())?;
    let length = size_of::<FieldBytes<A::Curve>>();
    let mut fixed = Vec::new();
    for integer in integers {
        let zeros = length.checked_sub(integer.as_bytes().len()).ok_or_else(malformed)?;
        fixed.extend(core::iter::repeat_n(0, zeros));
        fixed.extend_from_slice(integer.as_bytes());
    }
    // From 1 to the order, both of them.
    Signature::<A::Curve>::from_slice(&fixed).map_err(|_| malformed())?;
    Ok(fixed)
}
