//! AlgorithmIdentifier (RFC 5280 section 4.1.1.2): the family of a key, and its curve.

use der::Tag;
use der::asn1::{AnyRef, ObjectIdentifier};

use super::values::{members, sequence, take, value};
use crate::error::{KeyDefect, KeyError, KeyPart};
use crate::jwa::KeyFamily;
use crate::jwa::algorithm::Identifier;
use crate::secret::WipedBytes;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
/// ```
#[derive(Clone, Copy)]
pub(super) struct AlgorithmIdentifier<'d> {
    oid: ObjectIdentifier,
    parameters: Option<AnyRef<'d>>,
}

impl<'d> AlgorithmIdentifier<'d> {
    pub(super) fn of(der: AnyRef<'d>) -> Option<Self> {
        let members = members(der)?;
        let mut members = &members[..];
        let oid = oid(take(&mut members, Tag::ObjectIdentifier)?)?;
        match *members {
            [] => Some(Self { oid, parameters: None }),
            [parameters] => Some(Self { oid, parameters: Some(parameters) }),
            _ => None,
        }
    }

    #[cfg(feature = "rsa")]
    pub(super) const fn oid(&self) -> ObjectIdentifier {
        self.oid
    }

    #[cfg(feature = "rsa")]
    pub(super) const fn parameters(&self) -> Option<AnyRef<'d>> {
        self.parameters
    }

    /// Returns whether the key is restricted to RSASSA-PSS.
    #[cfg(feature = "rsa")]
    pub(super) fn is_pss(&self) -> bool {
        Identifier::Family(self.oid) == KeyFamily::RsassaPss.identifier()
    }

    /// Returns the family, or the curve that the parameters name. The parameters of other families are not checked.
    pub(super) fn family(&self) -> KeyFamily {
        match self.parameters.and_then(oid) {
            Some(curve) if self.oid == EC_PUBLIC_KEY => family_of_curve(curve),
            _ => family_of(Identifier::Family(self.oid)),
        }
    }

    /// Requires the parameters to be as the family has them.
    ///
    /// The parameters of RSA are NULL (RFC 3279 section 2.3.1). The curves of RFC 8410 have none (section 3), nor has
    /// ML-DSA (RFC 9881 section 2).
    pub(super) fn check_parameters(&self) -> Result<(), KeyError> {
        let fits = match self.family() {
            KeyFamily::Rsa => self.parameters.is_some_and(AnyRef::is_null),
            KeyFamily::Ed25519
            | KeyFamily::Ed448
            | KeyFamily::X25519
            | KeyFamily::MlDsa44
            | KeyFamily::MlDsa65
            | KeyFamily::MlDsa87 => self.parameters.is_none(),
            _ => true,
        };
        let malformed = KeyError::Malformed(KeyPart::AlgorithmIdentifier, KeyDefect::MalformedParameters);
        if fits { Ok(()) } else { Err(malformed) }
    }
}

pub(super) fn family_of_curve(oid: ObjectIdentifier) -> KeyFamily {
    family_of(Identifier::Curve(oid))
}

fn family_of(identifier: Identifier) -> KeyFamily {
    let known = KeyFamily::ALL.iter().copied().find(|family| family.identifier() == identifier);
    known.unwrap_or(KeyFamily::Unknown)
}

pub(super) fn oid(value: AnyRef<'_>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::try_from(value).ok()
}

/// Writes the identifier of a family. For elliptic curves, the parameters name the curve.
pub(super) fn algorithm_identifier(family: KeyFamily) -> WipedBytes {
    let oid = |oid: &ObjectIdentifier| value(Tag::ObjectIdentifier, &[oid.as_bytes()]);
    match family.identifier() {
        Identifier::Family(own) if family == KeyFamily::Rsa => sequence(&[&oid(&own), &value(Tag::Null, &[])]),
        Identifier::Family(own) => sequence(&[&oid(&own)]),
        Identifier::Curve(own) => sequence(&[&oid(&EC_PUBLIC_KEY), &oid(&own)]),
        Identifier::None => unreachable!("there are no keys of an unknown family"),
    }
}
