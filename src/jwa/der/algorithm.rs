//! AlgorithmIdentifier (RFC 5280 section 4.1.1.2): the family of a key, and its curve.

use der::Tag;
use der::asn1::{AnyRef, ObjectIdentifier};

use super::values::{members, sequence, take, value};
use crate::error::KeyError;
use crate::secret::WipedBytes;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// The families that have a name.
const FAMILIES: &[(ObjectIdentifier, &str)] = &[
    (RSA_ENCRYPTION, "RSA"),
    (RSASSA_PSS, "RSASSA-PSS"),
    (ObjectIdentifier::new_unwrap("1.3.101.112"), "Ed25519"),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "Ed448"),
    (ObjectIdentifier::new_unwrap("1.3.101.110"), "X25519"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.1"), "DSA"),
];

/// What stands for the name of every other family or curve.
pub(super) const UNKNOWN: &str = "of an unknown algorithm or curve";

/// The curves that have a name, which are parameters of id-ecPublicKey and of nothing else.
const CURVES: &[(ObjectIdentifier, &str)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), "P-256"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), "P-384"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), "P-521"),
    (ObjectIdentifier::new_unwrap("1.3.132.0.10"), "secp256k1"),
];

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

    /// Whether the key is for RSASSA-PSS alone.
    #[cfg(feature = "rsa")]
    pub(super) fn is_pss(&self) -> bool {
        self.oid == RSASSA_PSS
    }

    /// The name of the family, or of the curve that the parameters name.
    ///
    /// RSA has NULL for parameters (RFC 3279 section 2.3.1), the curves of RFC 8410 (section 3) have none.
    pub(super) fn name(&self) -> Result<&'static str, KeyError> {
        let name = match self.parameters.and_then(oid) {
            Some(curve) if self.oid == EC_PUBLIC_KEY => name_of_curve(curve),
            _ => name_in(FAMILIES, self.oid),
        };
        let fits = match name {
            "RSA" => self.parameters.is_some_and(AnyRef::is_null),
            "Ed25519" | "Ed448" | "X25519" => self.parameters.is_none(),
            _ => true,
        };
        if fits { Ok(name) } else { Err(KeyError::Malformed("algorithm: malformed parameters (RFC 3279, RFC 8410)")) }
    }
}

pub(super) fn name_of_curve(oid: ObjectIdentifier) -> &'static str {
    name_in(CURVES, oid)
}

pub(super) fn oid(value: AnyRef<'_>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::try_from(value).ok()
}

fn name_in(names: &'static [(ObjectIdentifier, &'static str)], oid: ObjectIdentifier) -> &'static str {
    names.iter().find(|(known, _)| *known == oid).map_or(UNKNOWN, |(_, name)| name)
}

/// The identifier of a family, or of elliptic curves with the curve as its parameters.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(super) fn algorithm_identifier(name: &str) -> WipedBytes {
    let named = FAMILIES.iter().chain(CURVES).find(|(_, known)| *known == name);
    let oid = |oid: &ObjectIdentifier| value(Tag::ObjectIdentifier, &[oid.as_bytes()]);
    let own = named.map(|(own, _)| oid(own)).expect("`name` is in one of the tables");
    match name {
        "RSA" => sequence(&[&own, &value(Tag::Null, &[])]),
        "Ed25519" => sequence(&[&own]),
        _ => sequence(&[&oid(&EC_PUBLIC_KEY), &own]),
    }
}
