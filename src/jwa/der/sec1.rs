//! ECPrivateKey (RFC 5915 section 3, SEC1 appendix C.4), both ways.

use der::asn1::AnyRef;
use der::{Tag, TagNumber, Tagged};

use super::algorithm::{family_of_curve, oid};
use super::values::{bit_string, members, octet_string, octets, sequence, take, value, whole};
use crate::error::{KeyDefect, KeyError, KeyPart};
use crate::jwa::KeyFamily;
use crate::secret::WipedBytes;

const MALFORMED: KeyError = KeyError::Malformed(KeyPart::Sec1, KeyDefect::Malformed);

pub(super) const NO_NAMED_CURVE: KeyError = KeyError::Malformed(KeyPart::Sec1, KeyDefect::NoNamedCurve);

/// Both stand before the tags of what they hold.
const PARAMETERS: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
const PUBLIC_KEY: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(1) };

/// ```text
/// ECPrivateKey ::= SEQUENCE {
///     version        INTEGER { ecPrivkeyVer1(1) },
///     privateKey     OCTET STRING,
///     parameters [0] ECParameters OPTIONAL,                -- the OID of a named curve
///     publicKey  [1] BIT STRING OPTIONAL }
/// ```
pub(in crate::jwa) struct EcPrivateKey<'d> {
    pub(in crate::jwa) private_key: &'d [u8],
    pub(in crate::jwa) curve: Option<KeyFamily>,
    pub(in crate::jwa) public_key: Option<&'d [u8]>,
}

impl<'d> EcPrivateKey<'d> {
    pub(in crate::jwa) fn from_der(der: &'d [u8]) -> Result<Self, KeyError> {
        Self::of(&whole(der).and_then(members).ok_or(MALFORMED)?)
    }

    pub(super) fn of(mut members: &[AnyRef<'d>]) -> Result<Self, KeyError> {
        let mut read = || {
            let version = take(&mut members, Tag::Integer)?;
            let private_key = take(&mut members, Tag::OctetString)?.value();
            let parameters = take(&mut members, PARAMETERS);
            let public_key = take(&mut members, PUBLIC_KEY);
            (version.value() == [1] && members.is_empty()).then_some((private_key, parameters, public_key))
        };
        let (private_key, parameters, public_key) = read().ok_or(MALFORMED)?;
        let curve = parameters.map(named_curve).transpose()?;
        let public_key = public_key.map(|explicit| whole(explicit.value()).and_then(octets).ok_or(MALFORMED));
        Ok(Self { private_key, curve, public_key: public_key.transpose()? })
    }
}

/// Returns the curve that the parameters name. Explicit numbers are rejected.
fn named_curve(explicit: AnyRef<'_>) -> Result<KeyFamily, KeyError> {
    let parameters = whole(explicit.value()).ok_or(MALFORMED)?;
    match oid(parameters) {
        Some(curve) => Ok(family_of_curve(curve)),
        None if parameters.tag() == Tag::Sequence => Err(NO_NAMED_CURVE),
        None => Err(MALFORMED),
    }
}

/// Writes the SEC1 structure of a private key, without the name of the curve, which stands in the PKCS#8 around it.
pub(in crate::jwa) fn sec1(private_key: &[u8], public_key: &[u8]) -> WipedBytes {
    let version = value(Tag::Integer, &[&[1]]);
    sequence(&[&version, &octet_string(private_key), &value(PUBLIC_KEY, &[&bit_string(public_key)])])
}
