//! The parameters of a key that is restricted to RSASSA-PSS (RFC 4055 sections 1.2 and 3.1).

use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Tag, TagNumber};

use super::algorithm::AlgorithmIdentifier;
use super::values::{members, take, whole};
use crate::error::{KeyDefect, KeyError, KeyPart};

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// The hash of PS256, PS384 or PS512. MGF1 uses it too, and the salt is as long as it (RFC 7518 section 3.5).
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct HashId {
    pub(in crate::jwa) oid: ObjectIdentifier,
    /// In bytes.
    pub(in crate::jwa) length: usize,
}

/// The restrictions of a key. `None` instead of an identifier means SHA-1, the default.
struct Parameters {
    hash: Option<ObjectIdentifier>,
    mask_hash: Option<ObjectIdentifier>,
    min_salt_len: usize,
}

impl HashId {
    /// Requires the parameters of a key to allow this hash. A key without parameters allows every hash. The salt length in
    /// the parameters is the smallest allowed.
    pub(super) fn require(self, parameters: Option<AnyRef<'_>>) -> Result<(), KeyError> {
        let Some(parameters) = parameters else {
            return Ok(());
        };
        let malformed = KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::MalformedParameters);
        let Parameters { hash, mask_hash, min_salt_len } = Parameters::of(parameters).ok_or(malformed)?;
        if hash != Some(self.oid) {
            return Err(KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::OtherHash));
        }
        if mask_hash != Some(self.oid) {
            return Err(KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::OtherMaskHash));
        }
        if min_salt_len > self.length {
            return Err(KeyError::Malformed(KeyPart::RsassaPss, KeyDefect::SaltLength));
        }
        Ok(())
    }
}

impl Parameters {
    /// ```text
    /// RSASSA-PSS-params ::= SEQUENCE {
    ///     hashAlgorithm    [0] AlgorithmIdentifier DEFAULT sha1Identifier,
    ///     maskGenAlgorithm [1] AlgorithmIdentifier DEFAULT mgf1SHA1Identifier,
    ///     saltLength       [2] INTEGER             DEFAULT 20,
    ///     trailerField     [3] INTEGER             DEFAULT 1 }
    /// ```
    fn of(parameters: AnyRef<'_>) -> Option<Self> {
        const DEFAULT_SALT_LEN: usize = 20;
        let members = members(parameters)?;
        let mut members = &members[..];
        let mut explicit = |number| {
            let tag = Tag::ContextSpecific { constructed: true, number: TagNumber(number) };
            take(&mut members, tag).map(|explicit| whole(explicit.value()))
        };
        let [hash, mask, salt_len, trailer] = [explicit(0), explicit(1), explicit(2), explicit(3)];
        // An absent member has its default. SHA-1, which no algorithm here uses, becomes `None`.
        let hash = match hash {
            Some(hash) => Some(hash_of(AlgorithmIdentifier::of(hash?)?)?),
            None => None,
        };
        let mask_hash = match mask {
            Some(mask) => {
                let mask = AlgorithmIdentifier::of(mask?)?;
                let mask_hash = AlgorithmIdentifier::of(mask.parameters().filter(|_| mask.oid() == MGF1)?)?;
                Some(hash_of(mask_hash)?)
            }
            None => None,
        };
        let min_salt_len = match salt_len {
            Some(length) => small_number(length?)?,
            None => DEFAULT_SALT_LEN,
        };
        let trailer = match trailer {
            Some(trailer) => small_number(trailer?)?,
            None => 1,
        };
        (members.is_empty() && trailer == 1).then_some(Self { hash, mask_hash, min_salt_len })
    }
}

/// The identifier of a hash, whose parameters are NULL or absent (RFC 4055 section 2.1).
fn hash_of(algorithm: AlgorithmIdentifier<'_>) -> Option<ObjectIdentifier> {
    algorithm.parameters().is_none_or(AnyRef::is_null).then(|| algorithm.oid())
}

fn small_number(value: AnyRef<'_>) -> Option<usize> {
    match *value.decode_as::<UintRef<'_>>().ok()?.as_bytes() {
        [low] => Some(low.into()),
        [high, low] => Some(u16::from_be_bytes([high, low]).into()),
        _ => None,
    }
}
